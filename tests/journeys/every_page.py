"""A portal with something on every page, and the addresses of its pages, each for whom it is."""

from datetime import date, timedelta

from django.urls import reverse
from django.utils import timezone

from kabinet.accounts.absences import AbsenceTold, correct_absence, set_absence
from kabinet.accounts.models import Role
from kabinet.appeals.transitions import ENGINE as APPEAL_ENGINE
from kabinet.applicants.models import MemberRole
from kabinet.applicants.powers import PowerTold, give_power
from kabinet.applications.corrections.requests import request_corrections
from kabinet.applications.course.calendar import set_day
from kabinet.applications.course.transitions import ENGINE as APPLICATION_ENGINE
from kabinet.applications.models import Application
from kabinet.applications.rules.placed_kinds import PlacedKind
from kabinet.guides.texts import guide
from kabinet.jobs.models import Job
from kabinet.jobs.schedule import start_due
from kabinet.office.figures.recount import count_months
from kabinet.surveys.services import answer_survey
from tests.appeals.builders import act, make_appeal
from tests.applicants.members import make_member
from tests.applications.builders import (
    NOW,
    make_applicant,
    make_complete,
    make_draft,
    make_file,
    make_submitted,
    make_user,
    token,
)
from tests.applications.life import Case
from tests.billing.builders import issued
from tests.published.builders import make_outage, make_passport

MIND_TERMS = "kabinet.applications.daily.mind_terms"
SEND = "kabinet.notifications.tasks.deliver_letter"
STEPS = ("kind", "applicant", "object", "power", "schedule", "supplier", "documents")


def prepare(specialist):
    """Applications in every shape: empty, with mistakes, complete, answered, and the people of the office."""
    owner = make_applicant("ЮЛ", user=make_user(email="owner@example.ru"))
    empty = make_draft(owner)
    Application.objects.filter(pk=empty.pk).update(answers={})
    wrong = make_draft(owner, requested_power="900")
    broken = {"requested_power": "-1", "inn": "7707083894", "stages": [{"power": "x"}, {"design": "13.2026"}]}
    Application.objects.filter(pk=wrong.pk).update(answers={**wrong.answers, **broken})
    complete = make_complete(owner)
    answered = make_submitted(owner)
    APPLICATION_ENGINE.comment(
        case=answered,
        by=specialist,
        text="Проверьте, пожалуйста, адрес.",
        files=[make_file(specialist, "выписка " * 20 + ".pdf")],
        token=token(),
        at=NOW,
    )
    make_user(email="head@example.ru", role=Role.HEAD, name="Петрова Анна")
    administrator = make_user(email="admin@example.ru", role=Role.ADMINISTRATOR, name="Админова Ольга")
    appeal = make_appeal(owner, topic="03", files=[make_file(owner.user)], application=str(answered.pk))
    APPEAL_ENGINE.comment(case=appeal, by=specialist, text="Проверяем.", files=[], token=token(), at=NOW)
    asked = make_submitted(owner)
    request_corrections(
        application=asked,
        notes={"object_address": "Нет номера дома", "points": "", "document-right": "Не читается"},
        comment="",
        by=specialist,
        at=NOW,
        token=token(),
    )
    late = timezone.now() - timedelta(days=3)
    placed = Case(applicant=owner, specialist=specialist, at=late, voltage="0.4").finish_works(at=late)
    placed.place(PlacedKind.NOTICE, at=late)
    make_passport(by=administrator)
    make_outage(by=administrator, at=timezone.now())
    judged = act(make_appeal(owner), "answer", comment="Да.", by=specialist)
    answer_survey(case=judged, marks={"result": 4}, text="Быстро", by=owner.user, at=timezone.now())
    set_day(day=date(2027, 10, 11), working=False, reason="Закон № 10-з", by=administrator, at=NOW)
    billed = Case(applicant=owner, specialist=specialist, at=timezone.now()).accept(at=timezone.now())
    issued(billed.application, by=specialist, at=timezone.now())
    count_months(at=timezone.now())
    undone_work()
    told = AbsenceTold(
        first=timezone.localdate(), last=timezone.localdate() + timedelta(days=14),
        substitute=make_user(email="head2@example.ru", role=Role.HEAD, name="Орлова Ольга"),
        ground="Ежегодный отпуск, приказ № 15-к",
    )  # fmt: skip
    said = {"by": specialist, "address": None, "at": timezone.now()}
    absence = set_absence(person=specialist, told=told, token=token(), **said)
    absence = correct_absence(absence=absence, told=told, why="Не тот приказ", token=token(), **said)
    return {
        "absence": absence,
        "empty": empty,
        "wrong": wrong,
        "complete": complete,
        "answered": answered,
        "specialist": specialist,
        "asked": asked,
        "appeal": appeal,
        "judged": judged,
        "placed": placed.application,
        "billed": billed.application,
        "member": _acting_person(owner),
    }


def _acting_person(owner):
    """Somebody with a former power and one whose scan lacks."""
    member = make_member(owner, basis="", role=MemberRole.PREPARES)
    told = {"membership": member, "by": owner.user, "address": None, "at": NOW}
    for number, scan in (
        ("77 АВ 1234567", make_file(owner.user, "доверенность " * 10 + ".pdf")),
        ("6", None),
    ):
        give_power(told=PowerTold(number=number, issued_on=NOW.date()), scan=scan, **told)
    return member


def undone_work():
    """Background work that failed, that is tried again, and the work of the day."""
    told = {"error": "x", "attempts": 30, "enqueued_at": NOW, "started_at": NOW}
    which = "Не удалось: 1 (019ac3a2-7f1e-7c3b-9c55-0a1b2c3d4e5f). Остальное сделано."
    for task, reason in ((MIND_TERMS, which), (SEND, "SMTPRecipientsRefused")):
        Job.objects.create(task=task, reason=reason, status="FAILED", finished_at=NOW, **told)
        Job.objects.create(task=task, reason=reason, due_at=timezone.now() + timedelta(hours=1), **told)
    start_due(at=NOW)


def guide_pages(slug):
    """Every section of a guide."""
    return [reverse("guide_section", args=[slug, section.number]) for section in guide(slug).sections]


WHO = ("anyone", "owner@example.ru", "spec@example.ru", "head@example.ru", "admin@example.ru")


def pages(cases):
    """Each of WHO → the addresses that they open; an e-mail, or «anyone»."""
    yield (
        "anyone",
        [
            "/login/",
            "/recovery/",
            "/recovery/sent/",
            "/recovery/password/",
            "/registration/person/",
            "/registration/entrepreneur/",
            "/registration/company/",
            "/registration/done/",
            "/login/claim/",
            "/consents/processing/",
            "/no-such-page/",
            "/consumers/",
            "/consumers/outages/",
            "/consumers/passports/vremennoe-prisoedinenie/",
            "/site-map/",
            "/start/",
            "/start/?what=more",
            "/start/?what=new&purpose=house&power=15",
            "/start/embed/",
            "/help/",
            *guide_pages("applicant"),
            "/help/search/?q=пароль",
            "/help/words/",
            "/low-vision/",
            "/accessibility/",
            "/offline/",
        ],
    )
    wizard = [
        reverse("wizard_step", args=[cases[case].pk, step]) for case in ("empty", "wrong") for step in STEPS
    ]
    answered, appeal = cases["answered"].pk, cases["appeal"].pk
    yield (
        "owner@example.ru",
        [
            "/",
            "/applications/",
            "/applications/new/",
            *wizard,
            reverse("wizard_step", args=[cases["complete"].pk, "documents"]),
            *(reverse("application_check", args=[cases[case].pk]) for case in ("empty", "wrong", "complete")),
            reverse("application_delete", args=[cases["empty"].pk]),
            reverse("application", args=[answered]),
            reverse("application_submitted", args=[answered]),
            reverse("application", args=[cases["asked"].pk]),
            reverse("application_corrections", args=[cases["asked"].pk]),
            reverse("application_brought", args=[cases["asked"].pk]),
            reverse("application_act", args=[answered, "withdraw"]),
            "/readings/",
            "/appeals/",
            "/appeals/new/",
            reverse("appeal", args=[appeal]),
            reverse("appeal_sent", args=[appeal]),
            reverse("appeal_withdraw", args=[appeal]),
            reverse("appeal_survey", args=[cases["judged"].pk]),
            reverse("application", args=[cases["placed"].pk]),
            reverse("application_act", args=[cases["placed"].pk, "object"]),
            reverse("application_invoice", args=[cases["billed"].pk]),
            reverse("signatures", args=[answered]),
            "/notices/",
            "/people/",
            "/people/invite/",
            reverse("people_power", args=[cases["member"].pk]),
            "/acting/",
            "/profile/",
            "/profile/password/",
            "/profile/documents/",
            "/profile/devices/",
            "/profile/email/",
            "/profile/consents/",
            "/profile/close/",
            "/profile/data/",
            "/profile/data/looked-at/",
        ],
    )
    office = reverse("office_application", args=[answered])
    documents = [reverse("office_documents", args=[cases[case].pk]) for case in ("answered", "placed")]
    file = cases["answered"].attachments.first().file_id
    yield (
        "spec@example.ru",
        [
            "/office/",
            "/office/?state=all&band=До 670&q=сбербанк",
            office,
            *documents,
            reverse("office_application", args=[cases["asked"].pk]),
            reverse("office_corrections", args=[answered]),
            reverse("office_preview", args=[answered, file]),
            "/office/appeals/?state=all",
            "/office/search/?q=сбербанк",
            "/office/search/?q=и",
            "/office/readings/",
            reverse("office_appeal", args=[appeal]),
            reverse("office_invoice", args=[cases["billed"].pk]),
            reverse("office_events", args=[answered]),
            "/office/payments/",
            "/office/payments/debts/",
            "/office/letters/",
            "/office/withdrawals/",
            "/office/intake/",
            "/office/intake/new/person/",
            "/profile/",
            *guide_pages("specialist"),
        ],
    )
    statistics = ["/office/statistics/", "/office/statistics/?since=2020-01", "/office/statistics/surveys/"]
    yield (
        "head@example.ru",
        [*statistics, "/office/templates/", "/office/templates/new/", "/office/people/"],
    )
    yield (
        "admin@example.ru",
        [
            "/office/people/",
            "/office/people/invite/",
            reverse("office_person", args=[cases["specialist"].pk]),
            reverse("office_person_cases", args=[cases["specialist"].pk]),
            reverse("office_absences", args=[cases["specialist"].pk]),
            reverse("office_absence", args=[cases["absence"].pk]),
            "/office/documents/",
            "/office/documents/new/",
            "/office/documents/passport/",
            "/office/operator/",
            "/office/passports/",
            "/office/passports/new/",
            "/office/outages/",
            "/office/outages/new/",
            "/office/journal/",
            "/office/jobs/",
            "/office/jobs/?state=retrying",
            "/office/calendar/",
            "/office/state/",
            "/office/topics/",
            "/office/topics/new/",
            "/office/suppliers/",
            "/office/suppliers/new/",
            *guide_pages("administrator"),
            "/profile/second-factor/",
        ],
    )
