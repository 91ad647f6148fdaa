"""A portal in which there is something of everything: what a release leaves to those that come after it.

It is filled by the portal's own acts as far as they go. What only an odd day brings about (a letter that a
server refused, the verdict of the operator's own verifier) is written into the row.
"""

import re
from base64 import b64encode
from contextlib import suppress
from datetime import date, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace

from captcha.models import CaptchaStore
from django.test import Client
from django.utils import timezone

from kabinet.accounts import throttle
from kabinet.accounts.absences import AbsenceTold, correct_absence, set_absence
from kabinet.accounts.codes import use_code
from kabinet.accounts.models import OneTimeCode, Passkey, Role, SecondFactor, Session
from kabinet.accounts.people import Post, block_person, invite_person
from kabinet.accounts.second_factor import propose_key, renew_recovery_codes, use_recovery_code
from kabinet.accounts.services import request_email_change, request_recovery
from kabinet.appeals.entries import ENTRIES as MENDED
from kabinet.appeals.intake import take_appeal
from kabinet.appeals.models import ReplyBy, Topic
from kabinet.appeals.registering import Arrival, Contacts
from kabinet.appeals.services import assign_appeal, reply_to_appeal, save_appeal_draft
from kabinet.appeals.states import NotConsideredReason
from kabinet.appeals.topics import save_topic
from kabinet.appeals.transitions import ENGINE as APPEALS
from kabinet.appeals.transitions import Outcome
from kabinet.applicants.claiming import issue_claim_code
from kabinet.applicants.identity import record_identity
from kabinet.applicants.members import end_membership
from kabinet.applicants.models import ApplicantKind, MemberRole
from kabinet.applicants.powers import PowerTold, give_power, remind_of_end
from kabinet.applicants.purposes import APPLICATION_PROCESSING, EMAIL_NOTICES, PROCESSING
from kabinet.applicants.services import enter_applicant
from kabinet.applicants.withdrawals import execute_withdrawal, record_withdrawal
from kabinet.applications.asked.steps import STEPS_BY_SLUG
from kabinet.applications.content.documents import PAPER
from kabinet.applications.content.own_documents import save_document_text
from kabinet.applications.content.suppliers import save_supplier
from kabinet.applications.corrections.answers import save_corrections, supply_corrections, upload_correction
from kabinet.applications.corrections.items import (
    BringingWord,
    asked_items,
    take_brought_back,
    tell_brought,
)
from kabinet.applications.corrections.points import PointReply, supply_points
from kabinet.applications.corrections.requests import request_corrections
from kabinet.applications.course.assignment import hand_over_application, take_application
from kabinet.applications.course.calendar import set_day
from kabinet.applications.course.conditions import set_conditions
from kabinet.applications.course.entries import redate_entry, take_back_entry
from kabinet.applications.course.reminders import remind
from kabinet.applications.course.transitions import ENGINE as APPLICATIONS
from kabinet.applications.course.transitions import perform
from kabinet.applications.models import Application
from kabinet.applications.papers.health_consent import prepare_consent
from kabinet.applications.papers.placed import mark_seen
from kabinet.applications.papers.statements import prepare_statement
from kabinet.applications.rules.placed_kinds import PlacedKind
from kabinet.applications.rules.states import State
from kabinet.applications.submission.deleting import delete_draft
from kabinet.applications.submission.intake import register_from_paper, start_intake
from kabinet.applications.submission.services import attach_file, save_step
from kabinet.applications.submission.signing import Visit, prepare_document, send_signing_code, submit_by_code
from kabinet.applications.submission.withdrawals import enter_withdrawal
from kabinet.billing.invoicing import start_terms
from kabinet.billing.models import Payment, UnreadDocument
from kabinet.billing.paying import charge_interest, set_payment_aside
from kabinet.billing.reminders import remind_of_instalments
from kabinet.billing.statements import settle_unread
from kabinet.core.channels import Channel
from kabinet.core.ids import new_id
from kabinet.core.operator import change_operator
from kabinet.correspondence.drafts import save_draft
from kabinet.correspondence.services import mark_read, read_by
from kabinet.files.models import IncomingFile, StoredFile
from kabinet.jobs import queue, schedule
from kabinet.jobs.models import Job
from kabinet.jobs.worker import Worker
from kabinet.kept.models import KeptForm
from kabinet.law.payments import Event, Plan
from kabinet.meters.services import TypedReading, send_reading
from kabinet.notifications.choosing import choose_ways
from kabinet.notifications.kinds import Group
from kabinet.notifications.models import Fate, Letter, Way
from kabinet.notifications.services import note_bounce, send_letter
from kabinet.notifications.tasks import deliver_letter
from kabinet.office.applications.notes import write_note
from kabinet.office.card.presence import be_present
from kabinet.office.figures.kinds import Counted
from kabinet.office.figures.recount import count_months
from kabinet.office.models import AnswerTemplate, Figure
from kabinet.office.staff.handing import ask_handover, carry_out
from kabinet.office.templates.answers import save_template
from kabinet.privacy.destroying import destroy_data, plan_destruction
from kabinet.privacy.idle import DRAFT_FOR, tell_of_drafts
from kabinet.privacy.models import Destruction
from kabinet.privacy.own_data import ask_for_data, make_own_data
from kabinet.privacy.printing import make_act
from kabinet.published.outages import withdraw_outage
from kabinet.signatures.authority import decide_authority
from kabinet.signatures.errors import SignatureRefused
from kabinet.signatures.models import ExternalCheck, PowerOfAttorney, Signature
from kabinet.signatures.services import check_upload, recheck_signature
from kabinet.surveys.services import answer_survey
from kabinet.watching.models import Alarm
from tests.appeals.builders import act, make_appeal, make_taken
from tests.applicants.members import invite, make_member
from tests.applicants.people import make_applicant as register
from tests.applicants.people import withdrawn
from tests.applications.builders import (
    DETAILS,
    NOW,
    PASSWORD,
    complete_answers,
    make_applicant,
    make_complete,
    make_draft,
    make_file,
    make_specialist,
    make_submitted,
    make_user,
    token,
)
from tests.applications.life import BIG, HIGH_VOLTAGE, Case
from tests.billing.builders import accepted, document, issued, load_statement, paid, statement
from tests.published.builders import make_outage, make_passport
from tests.signatures.stored import make_signature, sign_everything, world

PERSON, ENTREPRENEUR, COMPANY = ApplicantKind
ADDRESS = "192.0.2.7"
LATER = NOW + timedelta(days=1)
APPLICANT, SPECIALIST = "ivanov@example.ru", "smirnova@seti.example.ru"
"""Who signs in once the portal is of the next release; both with the password of the builders."""


def fill():
    """Put something of everything into an empty portal."""
    people = _staff()
    applicants = _applicants(people)
    _settings(people)
    _drafts(applicants)
    _from_paper(people)
    _states(applicants, people)
    _corrections(applicants, people)
    _points(applicants, people)
    _papers(applicants, people)
    _talk(applicants, people)
    _appeals(applicants, people)
    _came_otherwise(applicants, people)
    _money(people)
    _signatures(people)
    _statements(applicants, people)
    _handed_over(people)
    _traces(applicants, people)
    count_months(at=LATER)
    Figure.objects.filter(what=Counted.TOOK).update(days=3)  # here everything happens within a day


def _from_paper(people):
    """Somebody without a login, whose application the office has entered and another it is entering."""
    by = {"by": people.specialist, "at": NOW}
    applicant = enter_applicant(
        applicant_id=new_id(), kind=COMPANY, answers=DETAILS[COMPANY], address=ADDRESS, **by
    )
    come = {"applicant": applicant, "channel": Channel.POST, "received_on": NOW.date()}
    start_intake(draft_id=new_id(), **come, **by)
    made = start_intake(draft_id=new_id(), **come, **by)
    Application.objects.filter(pk=made.pk).update(answers=complete_answers(COMPANY))
    scan = make_file(people.specialist, "скан.pdf")
    bad = make_file(people.specialist, "письмо.pdf")
    StoredFile.objects.filter(pk=bad.pk).update(scan=StoredFile.Scan.INFECTED, threat="Win.Test.EICAR_HDB-1")
    attach_file(application=made, kind=PAPER, file=scan, at=NOW)
    register_from_paper(application=made, address=ADDRESS, **by)
    issue_claim_code(applicant=applicant, address=ADDRESS, **by)


def _staff():
    """The operator's people: of every role, with every duty, blocked and only invited."""
    people = SimpleNamespace(
        specialist=make_specialist(email=SPECIALIST, last_login=NOW),
        colleague=make_specialist(email="petrov@seti.example.ru", handles_appeals=False),
        of_appeals=make_specialist(email="ivleva@seti.example.ru", handles_applications=False),
        head=make_user(email="head@seti.example.ru", role=Role.HEAD, name="Ольга Руководитель"),
        administrator=make_user(email="admin@seti.example.ru", role=Role.ADMINISTRATOR, name="Администратор"),
    )
    by = {"by": people.administrator, "address": ADDRESS, "at": NOW}
    invite_person(
        email="new@seti.example.ru", name="Новый", post=Post(role=Role.SPECIALIST), token=token(), **by
    )
    block_person(person=make_specialist(email="left@seti.example.ru"), **by)
    propose_key(user=people.colleague)
    SecondFactor.objects.filter(user=people.specialist).update(last_step=59_000_000)
    Passkey.objects.create(
        user=people.specialist, name="Ноутбук", credential_id="a2V5", credential="cHVibGlj", counter=7,
        created_at=NOW, used_at=LATER,
    )  # fmt: skip
    [code, *_] = renew_recovery_codes(user=people.specialist, address=ADDRESS, at=NOW)
    use_recovery_code(user=people.specialist, code=code, address=ADDRESS, at=NOW)
    return people


def _applicants(people):
    """Applicants of each kind: registered by themselves, and with all that an application needs."""
    for number, kind in enumerate(ApplicantKind):
        register(kind, email=f"registered{number}@example.ru", email_notices=True)
    register(email="unconfirmed@example.ru", confirmed=False)
    leaving = register(email="leaving@example.ru", email_notices=True)
    gone = {"user": leaving.user, "address": ADDRESS, "user_agent": "Firefox", "at": LATER}
    record_withdrawal(purpose=EMAIL_NOTICES, **gone)
    execute_withdrawal(
        withdrawal=record_withdrawal(purpose=PROCESSING, **gone),
        remark="Профиль уничтожен.", by=people.administrator, address=ADDRESS, at=LATER,
    )  # fmt: skip
    for verified, reason in ((True, ""), (False, "Паспорт чужой.")):
        record_identity(
            user=leaving.user, way="office", on=LATER.date(), seen="Паспорт 45 09 123456", verified=verified,
            reason=reason, by=people.specialist, address=ADDRESS, at=LATER,
        )  # fmt: skip
    withdrawn(leaving.user, APPLICATION_PROCESSING, subject=f"application:{token()}")
    applicants = {kind: make_applicant(kind) for kind in (ENTREPRENEUR, COMPANY)}
    applicants[PERSON] = make_applicant(user=make_user(email=APPLICANT, session_epoch=1))
    user = applicants[PERSON].user
    request_recovery(email=user.email, address=ADDRESS, at=NOW)
    use_code(code=OneTimeCode.objects.get(user=user), at=LATER)
    request_email_change(user=user, password=PASSWORD, new_email="petr@example.ru", address=ADDRESS, at=NOW)
    for _ in range(throttle.RECOVERY_OF_EMAIL.free + 1):
        with suppress(throttle.TooManyAttempts):
            request_recovery(email="nobody@example.ru", address=ADDRESS, at=NOW)
    return applicants


def _settings(people):
    """What the administrator and the head have set."""
    by = {"address": ADDRESS, "at": NOW}
    details = {
        "name": "Сети",
        "phone": "8 800 000-00-01",
        "email": "help@example.ru",
        "hotline": "8 800 000-00-02",
        "hotline_hours": "всегда",
    }
    change_operator(
        details={**details, "hours": "с 9:00 до 18:00", "accent": "#0a5a4a"}, by=people.administrator.pk, **by
    )
    shown = make_passport(by=people.administrator, file=make_file(people.administrator, "паспорт.pdf"))
    make_passport(shown, by=people.head, file=shown.file, published=False, at=LATER)
    make_passport(by=people.administrator, title="Замена прибора учёта", section="metering", order=10)
    make_outage(by=people.of_appeals)
    withdraw_outage(outage=make_outage(by=people.of_appeals), by=people.of_appeals, at=LATER)
    holiday = {"reason": "указ региона", "by": people.administrator, "at": NOW}
    set_day(day=date(2027, 6, 16), working=False, **holiday)
    set_day(day=date(2027, 6, 19), working=True, **holiday)
    for code, title in (("passport", ""), ("", "Согласие соседей")):
        save_document_text(
            code=code, title=title, hint="Разворот с фото", active=False, by=people.administrator, **by
        )
    for name, offered in (("ООО «ЭСКБ»", True), ("АО «Сбыт»", False)):
        save_supplier(
            supplier=None, name=name, inn="7707083893", serves="Уфа", guaranteed=offered, is_default=offered,
            offered=offered, by=people.administrator, **by,
        )  # fmt: skip
    save_topic(
        topic=None, code="77", title="Вырубка деревьев под линией", days=30, extended_days=45,
        unit="calendar", act="приказ Минэнерго от 15.04.2014 № 186", paragraph="п. 41", complaint=False,
        urgent=True, active=False, order=105, by=people.administrator, **by,
    )  # fmt: skip
    for purpose in AnswerTemplate.Purpose.values:
        save_template(
            template=None, seen=None, title="Приняли", purpose=purpose, text="Заявка {{ номер }} принята.",
            by=people.head, **by,
        )  # fmt: skip


def _drafts(applicants):
    """Begun, complete and deleted drafts, of every kind of applicant and connection."""
    for applicant in applicants.values():
        make_draft(applicant)
        make_complete(applicant)
    make_draft(applicants[PERSON], connection="temporary")
    begun = make_draft(applicants[COMPANY], reason="УМ", **BIG)
    save_step(application=begun, step=STEPS_BY_SLUG["kind"], raw={}, passed=True, by=begun.owner, at=LATER)
    disabled = make_draft(applicants[PERSON], benefit="disabled")
    prepare_consent(application=disabled, by=disabled.owner, at=NOW)
    delete_draft(application=make_complete(applicants[PERSON]), by=applicants[PERSON].user, at=LATER)


def _states(applicants, people):
    """Applications in every state: by section X, with a check of the conditions, by the general order."""

    def case(kind=PERSON, **chosen):
        return Case(applicant=applicants[kind], specialist=people.specialist, **chosen)

    for applicant in applicants.values():
        make_submitted(applicant)
    case().office("register")
    registered = case()
    registered.office("register")
    _mistakes(registered, people)
    mining = {"mining": "yes", "mining_register": "123"}
    case(COMPANY, **mining).office("suspend", comment="Постановление № 1")
    case(COMPANY, **mining).contract().office("suspend", comment="Постановление № 1")
    case().contract().record("energised", text="Протокол № 7")
    case().office("request_documents", comment="Нет плана")
    case().accept()
    case().offer()
    case(COMPANY, **BIG).offer()
    case().offer().applicant("refuse", comment="Не согласен с платой")
    case().contract()
    case(COMPANY, **BIG).contract()
    case().contract().office("start_works")
    checked = case(COMPANY, **HIGH_VOLTAGE).contract()
    checked.office("start_works")
    checked.applicant("notify", comment="Условия выполнены")
    case(COMPANY, **HIGH_VOLTAGE).finish_works()
    case().finish_works()
    case().finish_works().applicant("object", comment="Не тот номер точки")
    case().finish_works().applicant("confirm")
    case().applicant("withdraw")
    case().contract().applicant("terminate", comment="Передумали строиться")


def _handed_over(people):
    """All cases of somebody go to a colleague."""
    leaving = make_specialist(email="leaving@seti.example.ru", name="Петров Иван")
    applicant = make_applicant(user=make_user(email="of-leaving@example.ru"))
    Case(applicant=applicant, specialist=leaving).office("register")
    make_taken(applicant, by=leaving)
    asked = ask_handover(
        giver=leaving, taker=people.specialist, what=frozenset(leaving.duties), note="Уходит на пенсию",
        token=token(), by=people.head, address=ADDRESS, at=NOW,
    )  # fmt: skip
    carry_out(handover=asked.pk, at=LATER)
    said = {"by": people.head, "address": ADDRESS, "at": NOW}
    told = AbsenceTold(
        first=NOW.date(), last=LATER.date(), substitute=people.specialist, ground="Отпуск, приказ № 5"
    )
    absence = set_absence(person=leaving, told=told, token=token(), **said)
    correct_absence(absence=absence, told=told, why="Не тот приказ", token=token(), **said)


def _mistakes(registered, people):
    """A day that was corrected, a step that was taken back, for an application and for an appeal alike."""
    mended = {"reason": "Спутаны заявки", "by": people.specialist, "at": LATER}
    register = registered.application.history.get(action="register")
    take_back_entry(change=register, token=token(), **mended)
    contracted = Case("ЮЛ", specialist=people.specialist, **BIG).offer()
    contracted.office("conclude", at=LATER)
    conclude = contracted.application.history.get(action="conclude")
    redate_entry(change=conclude, on=NOW.date(), token=token(), **mended)


def _corrections(applicants, people):
    """Asked for, begun and sent corrections; a file that another one replaced."""
    for sent in (False, True):
        application = make_submitted(applicants[PERSON])
        take_application(application=application, by=people.specialist, at=NOW, address=ADDRESS)
        request_corrections(
            application=application,
            notes={"object_address": "Нет номера дома", "document-passport": "Не видно фото"},
            comment="Посмотрели заявку.", by=people.specialist, at=NOW, token=token(),
        )  # fmt: skip
        kept = [str(application.attachments.first().pk)]
        by = applicants[PERSON].user
        save_corrections(
            application=application, raw={"object_address": "с. Жуково, д. 16"}, kept=() if sent else kept,
            by=by, at=LATER, reply="Исправил",
        )  # fmt: skip
        application.refresh_from_db()
        [item] = [one for one in asked_items(application) if one.may_be_brought]
        word = BringingWord(titles=[item.title], way=Channel.OFFICE, on=LATER.date(), place="ул. Мира, 3")
        [row] = tell_brought(
            application=application, word=word, by=by, person=by, at=LATER, token=token()
        )  # fmt: skip
        if sent:
            take_brought_back(application=application, pk=row.pk, by=by, at=LATER, token=token())
        upload_correction(application=application, kind="passport", file=make_file(by, "паспорт.pdf"))
        if sent:
            supply_corrections(application=application, comment="Готово", by=by, at=LATER, token=token())
    hand_over_application(
        application=application, to=people.colleague, by=people.head, at=LATER, address=ADDRESS
    )


def _points(applicants, people):
    """A request in words, one point of which was answered by a file."""
    application = make_submitted(applicants[PERSON])
    asks = {"action": "request_documents", "comment": "– план участка\n– доверенность", "token": token()}
    perform(application=application, by=people.specialist, at=NOW, **asks)
    by = applicants[PERSON].user
    files = [make_file(by, "план участка.pdf")]
    supply_points(
        application=application, replies=[PointReply("план участка", "Участок обведён", files)],
        comment="Представлено: план участка", files=files, by=by, person=by, at=LATER, token=token(),
    )  # fmt: skip


def _papers(applicants, people):
    """Conditions that were set, placed documents with versions, one that the applicant has seen."""
    case = Case(applicant=applicants[COMPANY], specialist=people.specialist).accept()
    set_conditions(
        application=case.application, low_voltage=True, works_limit=next(iter(case.application.facts.works)),
        procurement=True, stages=2, reason="Письмо от 20.11.2026", by=people.specialist, at=NOW,
    )  # fmt: skip
    case.place(PlacedKind.CONDITIONS)
    [newer] = case.place(PlacedKind.CONDITIONS, at=LATER)
    mark_seen(document=newer, by=case.owner, at=LATER)


def _talk(applicants, people):
    """Conversations with files, read and unread, with what both sides have begun to write; notes."""
    application = make_submitted(applicants[PERSON])
    owner = application.owner
    APPLICATIONS.comment(
        case=application, by=people.specialist, text="Когда удобно приехать?",
        files=[make_file(people.specialist, "схема.pdf")], token=token(), at=NOW,
    )  # fmt: skip
    mark_read(thread=application.thread, reader_is_operator=False, at=LATER)
    for author in (owner, people.specialist):
        file = make_file(author, "фото.pdf")
        StoredFile.objects.filter(pk=file.pk).update(converted_from="фото.heic", pages=3, given_at=NOW)
        save_draft(thread=application.thread, by=author, text="Завтра после", files=[file], at=LATER)
    write_note(application=application, text="Звонил, ждёт", by=people.colleague, at=NOW, token=token())
    be_present(case=application, by=people.colleague, at=NOW)


def _appeals(applicants, people):
    """Appeals in every state, one begun, one that a colleague acted on."""
    applicant, by = applicants[PERSON], people.of_appeals
    about = str(Case(applicant=applicant, specialist=people.specialist).application.pk)
    make_appeal(applicant, files=[make_file(applicant.user)], application=about)
    make_appeal(applicants[COMPANY], reply_by="post", postal_address="450000, г. Уфа, ул. Мира, д. 5")
    make_taken(applicant, by=by)
    act(make_taken(applicant, by=by), "ask", by=by, comment="Пришлите фото")
    answered = act(make_taken(applicant, by=by), "answer", by=by, comment="Готовы.")
    reply_to_appeal(
        appeal=answered, by=applicant.user, text="Спасибо", files=(), token=token(), at=LATER, reopens=True
    )
    read_by(by, thread=answered.thread, at=LATER)
    closed = act(act(make_taken(applicant, by=by), "answer", by=by, comment="Да."), "close", by=by)
    finished = Application.objects.filter(state=State.COMPLETED).first()
    marks = {"result": 5, "speed": 3, "clarity": 4, "politeness": 5}
    for case in (closed, finished):
        for at in (NOW, LATER):
            answer_survey(case=case, marks=marks, text="Спасибо", by=case.owner, at=at)
    act(make_appeal(applicant), "refer", by=by, comment="Обратитесь к поставщику")
    refused = Outcome(reason=NotConsideredReason.REPEATED)
    act(make_appeal(applicant), "refuse", by=by, comment="Ответ дан", outcome=refused)
    act(make_appeal(applicant), "withdraw", by=applicant.user)
    measures = Outcome(founded=True, measures="Заменить опору", measures_due_on=date(2026, 12, 25))
    complaint = assign_appeal(
        appeal=make_appeal(applicant, topic=_complaint()), specialist=by, by=people.head, at=NOW
    )
    act(complaint, "answer", by=people.specialist, comment="Виноваты.", outcome=measures, why="Коллега болен")
    APPEALS.comment(
        case=make_taken(applicant, by=by), by=by, text="Смотрим", files=(), token=token(), at=LATER
    )
    for month, night, replaced in ((9, None, False), (10, Decimal(70), True)):
        reading = TypedReading(
            "0123", "д. Липки, д. 3", Decimal(100 * month), night, replaced, date(2026, month, 1)
        )
        send_reading(shown=reading, token=token(), by=applicant.user, at=NOW)
    begun = {"topic": "01", "text": "Не горит"}
    save_appeal_draft(by=applicant.user, answers=begun, files=[make_file(applicant.user)], at=NOW)


def _came_otherwise(applicants, people):
    """A call that waits, a letter whose answer is to be told, mended entries; a withdrawal by post."""
    by = {"by": people.of_appeals, "at": NOW}

    def taken(channel, contacts):
        return take_appeal(
            applicant=applicants[COMPANY], topic=Topic.objects.get(code="01"), application=None,
            arrival=Arrival(channel, NOW.date()), contacts=contacts, text="Когда включат свет?", files=[],
            token=token(), **by,
        )  # fmt: skip

    taken(Channel.PHONE, Contacts("+73472123456", "", ReplyBy.PHONE, ""))
    letter = taken(Channel.POST, Contacts("", "", ReplyBy.POST, "450000, г. Уфа, ул. Мира, д. 5"))
    act(letter, "take", by=people.of_appeals)
    mended = {"reason": "Штамп почты", "by": people.of_appeals, "at": LATER}
    taking, coming = (letter.history.get(action=action) for action in ("take", "send"))
    MENDED.take_back_entry(change=taking, token=token(), **mended)
    before = NOW.date() - timedelta(days=1)
    MENDED.redate_entry(change=coming, on=before, token=token(), **mended)
    act(letter, "answer", by=people.of_appeals, comment="Завтра.")
    user = register(email="wrote@example.ru").user
    enter_withdrawal(
        user=user, key=f"{PROCESSING}|", channel=Channel.POST, received_on=LATER.date(), note="Вх. № 12",
        scans=[make_file(people.specialist, "отзыв.pdf")], by=people.specialist, address=ADDRESS, at=LATER,
        token=token(),
    )  # fmt: skip


def _complaint():
    return Topic.objects.filter(complaint=True).first().code


def _money(people):
    """Invoices with instalments of every kind; payments by hand, from statements, doubtful, set aside."""
    by = people.specialist
    first = issued(by=by)
    invoice = issued(first.application, by=by, replaces=first, fee=10_000_000)
    paid(invoice, 1_500_000, by=by)
    paid(invoice, -100_000, by=by, number="18")
    deferred = issued(accepted(COMPANY, instalments="yes"), by=by, plan=Plan.DEFERRED, quarters=2)
    paid(deferred, 990_000, by=by)
    start_terms(invoice=deferred, event=Event.COMPLETION, on=NOW.date(), by=by, at=NOW)
    charge_interest(invoice=deferred, kopecks=50_000, by=by, at=NOW)
    agreed = ((4_000_000, date(2026, 12, 1)), (5_900_000, date(2027, 3, 1)))
    issued(accepted(COMPANY, **BIG), by=by, plan=Plan.BY_AGREEMENT, agreed=agreed)
    issued(accepted(COMPANY, **BIG), by=by, plan=Plan.FROM_CONTRACT)
    content = statement(
        document(number="1", purpose=f"Счет {invoice.number}", sum="100.00", inn="500100732259"),
        document(number="2", purpose="За присоединение", payer="Кузнецова Анна"),
        document(number="18", purpose="За свет"),
        document(number="19", purpose="Возврат по договору", out=True),
        document(number="20", sum="много"),
        document(number="21", sum="всё"),
        received="999999.00",
    )
    load_statement(content=content, name="выписка.txt", by=by, at=NOW)
    load_statement(content=content[:-20], name="обрывок.txt", by=by, at=LATER)
    waiting = Payment.objects.filter(invoice=None).order_by("document_number")
    set_payment_aside(payment=waiting[0], reason="За электроэнергию", by=by, at=LATER)
    Payment.objects.filter(pk=waiting[1].pk).update(resembles=Payment.objects.filter(invoice=invoice).first())
    settle_unread(document=UnreadDocument.objects.first(), done="Внесён вручную", by=by, at=LATER)
    Application.objects.filter(pk=invoice.application_id).update(state=State.FULFILLING)
    remind_of_instalments(at=NOW + timedelta(days=60))


def _signatures(people):
    """Signed with a certificate, by a power of attorney, by a code; refused, checked again and elsewhere."""
    signed = make_submitted()
    sign_everything(signed, people.specialist)
    signature = Signature.objects.get()
    Signature.objects.update(
        address=ADDRESS, upload=b64encode(bytes(signature.cms)), claimed_at=NOW, upload_name="заявка.sig"
    )
    recheck_signature(signature=signature, by=people.specialist, at=LATER)
    with suppress(SignatureRefused):
        check_upload(
            document=signature.document, upload=b"nothing", upload_name="", signatory=None, by=signed.owner,
            at=NOW,
        )  # fmt: skip
    decide_authority(
        power=PowerOfAttorney.objects.get(), accepted=True, comment="Полномочия есть", by=people.specialist,
        at=LATER,
    )  # fmt: skip
    ExternalCheck.objects.create(
        signature=signature, at=LATER, verifier="КриптоПро DSS", valid=True, detail="Действительна"
    )
    draft = make_complete()
    draft.refresh_from_db()
    prepare_document(application=draft, by=draft.owner, at=NOW)
    send_signing_code(application=draft, by=draft.owner, at=NOW)
    earlier = set(Letter.objects.filter(kind="signing_code").values_list("pk", flat=True))
    send_signing_code(application=draft, by=draft.owner, at=NOW)
    letter = Letter.objects.exclude(pk__in=earlier).get(kind="signing_code")
    [digits] = re.findall(r"\b\d{6}\b", letter.text)
    visit = Visit(ADDRESS, "Firefox")
    submit_by_code(application=draft, text=digits, by=draft.owner, at=NOW, visit=visit)


def _statements(applicants, people):
    """A statement of a company that was signed, and one that waits for its signature."""
    case = Case(applicant=applicants[COMPANY], specialist=people.specialist).offer()
    prepared = {"application": case.application, "by": case.owner, "at": NOW}
    refusal = {
        "action": "refuse",
        "comment": "Мощность не та",
        "files": [make_file(case.owner)],
        "token": token(),
    }
    statement = prepare_statement(**prepared, **refusal)
    make_signature(statement.file, case.owner, signer=world().company)
    statement.change = perform(**prepared, **refusal).history.get(token=statement.token)
    statement.save()
    prepare_statement(**prepared, action="withdraw", comment="", files=[], token=token())


def _people_of(company, head):
    """One who acted until he was ended, one who acts and gets the letters, one who is invited."""
    member = make_member(company, until=date(2036, 12, 31))
    told = PowerTold(number="77 АВ 1234567", issued_on=NOW.date(), until=date(2036, 12, 31))
    scan = make_file(company.user, "доверенность.pdf")
    given = {"by": company.user, "address": ADDRESS}
    give_power(membership=member, told=told, scan=scan, at=NOW, **given)
    give_power(
        membership=member, told=PowerTold(number="", issued_on=NOW.date()), scan=None, at=LATER, **given
    )
    remind_of_end(at=datetime(*member.power.until.timetuple()[:3], tzinfo=NOW.tzinfo))
    make_member(company, person=head, role=MemberRole.PREPARES)
    end_membership(membership=member, by=company.user, address=ADDRESS, at=NOW)
    make_member(company, until=date(2036, 12, 31), person=member.person)
    invite(company, "invited@example.ru", role=MemberRole.HEAD, hands_over=True)


def _letters(user):
    """One that waits with its secret, one that came back, one told in a letter of the day and read."""
    ways = {Group.REMINDERS: Way.DIGEST}
    choose_ways(person=user.pk, ways=ways, at=NOW, by=user.pk, address=ADDRESS)
    common = {"recipient": user.email, "person": user.pk, "at": NOW}
    send_letter(kind="recover_password", context={"code": "K7MP-2QXD", "email": user.email}, **common)
    back = send_letter(kind="password_changed", context={"at": NOW}, **common)
    Letter.objects.filter(pk=back.pk).update(state=Fate.SENT, sent_at=NOW)
    note_bounce(pk=back.pk, reason="5.2.2 mailbox full", at=LATER)
    case = Application.objects.submitted().filter(owner=user).first()
    told = send_letter(
        kind="application_commented",
        context={"application": case, "text": "Ждём документы", "files": ()},
        about=case.subject,
        **common,
    )
    Letter.objects.filter(pk=told.pk).update(state=Fate.GATHERED, digest=back, read_at=LATER)


def _traces(applicants, people):
    """Reminders, work of every outcome, letters sent and refused, a session, a form that was kept."""
    for day in (1, 5, 20, 60):
        remind(at=NOW + timedelta(days=day))
    worker = Worker()
    for _ in range(20):
        worker.run_one()
    schedule.do_constant()
    schedule.start_due(at=NOW)  # not done by the worker: today is long after what was just filled
    worker.name = "lk-1:4321:5f3a9c01"
    held = {"worker": worker.name, "lease": worker.lease, "at": timezone.now()}
    for hopeless in (True, False):
        job = queue.claim_job(**held)
        queue.fail_job(job=job, error="Нет связи с почтой", reason="Нет связи", hopeless=hopeless, at=LATER)
    queue.claim_job(**held)
    Job.objects.exclude(worker="").update(worker=worker.name)
    _letters(applicants[PERSON].user)
    _people_of(applicants[COMPANY], applicants[PERSON].user)
    deliver_letter.enqueue(letter_id=str(new_id()))  # of one that is there no more
    Client().force_login(applicants[PERSON].user)
    Session.objects.update(address=ADDRESS)
    KeptForm.objects.create(
        owner=applicants[PERSON].user, mark="5f3a9c015f3a9c01", path="/appeals/new/", page="/appeals/new/",
        fields=[["text", "Не горит свет"]], files=["фото.jpg"], kept_at=NOW,
    )  # fmt: skip
    IncomingFile.objects.create(
        owner=applicants[PERSON].user, name="план.jpg", size=300_000, sha256="5f" * 32, received=262_144,
        pieces=["5f/5f"], begun_at=NOW, touched_at=NOW, used_at=LATER,
    )  # fmt: skip
    _destructions(people)
    Alarm.objects.create(name="disk", level=1, since=NOW, well_since=LATER)
    CaptchaStore.objects.create(challenge="123456", response="123456", expiration=LATER)


def _destructions(people):
    """Data that went with their act, and a day that is named."""
    gone, going = make_applicant(), make_applicant()
    withdrawn(gone.user)
    done = destroy_data(
        user=gone.user, reason=Destruction.Reason.WITHDRAWAL, by=people.specialist, address=ADDRESS, at=LATER
    )
    make_act.func(str(done.pk))
    withdrawn(going.user)
    plan_destruction(user=going.user, at=LATER)
    asked = ask_for_data(user=going.user, password=PASSWORD, address=ADDRESS, at=LATER)
    make_own_data.func(str(asked.pk))
    make_draft()
    tell_of_drafts(at=NOW + DRAFT_FOR)
