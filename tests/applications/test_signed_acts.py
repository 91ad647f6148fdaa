"""Acts of entrepreneurs and companies that are made by signing a document (861, п. 8)."""

import io
from datetime import timedelta

import pytest
from django.utils import timezone
from pypdf import PdfReader

from kabinet.applications.course.applicant_signatures import StatementUnsigned
from kabinet.applications.course.guards import CommentNeeded, TransitionImpossible
from kabinet.applications.course.transitions import ApplicationNotFound, perform
from kabinet.applications.models import ApplicantStatement
from kabinet.applications.papers.signatories import signatures_of
from kabinet.applications.papers.statements import (
    KEPT_FOR,
    made_statements,
    prepare_statement,
    purge_statements,
    waiting_statement,
)
from kabinet.applications.rules.declared import DECLARED, ActSignature
from kabinet.applications.rules.placed_kinds import PlacedKind
from kabinet.applications.rules.states import Action, State
from kabinet.applications.rules.table import TRANSITIONS
from kabinet.applications.submission.signing import PowerNeeded, Visit
from kabinet.applications.submission.statements import StatementOutdated, make_signed_act
from kabinet.cases.sides import Side
from kabinet.files.models import StoredFile
from kabinet.files.services import bytes_of
from kabinet.signatures.errors import Fault, SignatureRefused
from kabinet.signatures.models import Signature, Source
from tests.applications.builders import NOW, make_file, make_user, token
from tests.applications.life import HIGH_VOLTAGE, OFFER, Case, days
from tests.signatures.issuing import COMPANY, SIGNING, World, key_usage, sign

pytestmark = pytest.mark.django_db

REACHED = {
    Action.WITHDRAW: ("accept", {}),
    Action.REFUSE: ("offer", {}),
    Action.NOTIFY: ("contract", HIGH_VOLTAGE),
    Action.TERMINATE: ("contract", {}),
    Action.OBJECT: ("finish_works", {}),
}
"""Where an application stands when an act is possible, and what it is."""


@pytest.fixture(scope="module")
def people():
    return World(timezone.now())


@pytest.fixture(autouse=True)
def trusted(people, tmp_path, settings):
    settings.TRUST_DIR = people.fill(tmp_path / "trust")
    settings.SIGNATURE_REVOCATION = "required"


def reach(settings, action, kind="ЮЛ"):
    """A case that has come where the act is possible; from there on a portal that demands signatures."""
    settings.SIGNATURE_BUSINESS = False
    step, chosen = REACHED[action]
    case = getattr(Case(kind, **chosen), step)()
    settings.SIGNATURE_BUSINESS = True
    return case


def prepare(case, action, *, comment="Мощность не та", files=(), by=None, at=NOW):
    return prepare_statement(
        application=case.application,
        action=action,
        comment=comment,
        files=files,
        token=token(),
        by=by or case.owner,
        at=at,
    )


def make(statement, signer, *, by=None, content=None, at=None):
    return make_signed_act(
        statement=statement,
        upload=sign(content or bytes_of(statement.file), signer),
        upload_name="отказ.sig",
        source=Source.UPLOAD,
        by=by or statement.application.owner,
        at=at or timezone.now(),
        visit=Visit("192.0.2.7", "test"),
    )


def text_of_pdf(content):
    text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    return " ".join(text.replace("\u200b", "").split())


def test_every_act_of_a_document_is_one_of_the_applicants():
    theirs = {row.action for row in TRANSITIONS if row.by is Side.APPLICANT}
    assert set(DECLARED) == theirs - {Action.SUBMIT, Action.SUPPLY, Action.CONFIRM}


@pytest.mark.parametrize("action", REACHED)
@pytest.mark.parametrize(("kind", "who"), [("ЮЛ", "company"), ("ИП", "entrepreneur")])
def test_act_of_a_business_is_made_by_its_signature_alone_p8(settings, people, action, kind, who):
    case = reach(settings, action, kind)
    with pytest.raises(StatementUnsigned):
        case.applicant(action, comment="Мощность не та")
    assert not case.application.history.filter(action=action).exists()
    statement = prepare(case, action)
    assert not case.application.history.filter(action=action).exists(), "nothing is sent before the signature"
    application = make(statement, getattr(people, who), at=days(0) + timedelta(hours=1))
    change = application.history.get(action=action)
    assert (change.signature, change.comment) == (ActSignature.QUALIFIED, "Мощность не та")
    [made] = made_statements(application)
    assert (made.change, made.title) == (change, DECLARED[action].title)
    assert [one.document for one in signatures_of(application)] == [made.file]


def test_document_says_what_is_declared_about_what_and_with_which_files(settings):
    case = reach(settings, Action.REFUSE)
    scheme = make_file(case.owner, "схема.pdf")
    statement = prepare(case, Action.REFUSE, comment="Первая строка\nВторая строка", files=[scheme])
    text = text_of_pdf(bytes_of(statement.file))
    assert "Мотивированный отказ от заключения договора" in text
    assert f"№ {case.application.number}" in text
    assert "7707083893" in text
    assert "1027700132195" in text
    assert "пп. 15 и 105 Правил" in text
    assert "Вторая строка" in text
    about = case.application.placed.current().exclude(kind=PlacedKind.INSTRUCTION)
    for file in (scheme, *(document.file for document in about)):
        assert file.name in text
        assert file.sha256 in text
    assert (
        statement.file.name == f"{statement.title} по заявке {case.application.number.replace('/', '-')}.pdf"
    )


def test_files_of_the_document_go_to_the_conversation_with_the_act(settings, people):
    case = reach(settings, Action.REFUSE)
    scheme = make_file(case.owner, "схема.pdf")
    application = make(prepare(case, Action.REFUSE, files=[scheme]), people.company)
    message = application.thread.messages.last()
    assert (message.text, list(message.files.all())) == ("Мощность не та", [scheme])


def test_person_signs_by_the_login_and_the_record_says_so(settings):
    settings.SIGNATURE_BUSINESS = True
    case = Case("ФЛ").offer()
    case.applicant("refuse", comment="Мощность не та")
    change = case.application.history.get(action="refuse")
    assert change.signature == ActSignature.SIMPLE
    assert "вход в личный кабинет" in change.get_signature_display()


def test_portal_that_demands_nothing_takes_the_button(settings):
    case = reach(settings, Action.REFUSE)
    settings.SIGNATURE_BUSINESS = False
    case.applicant("refuse", comment="Мощность не та")
    assert case.application.history.get(action="refuse").signature == ""


def test_what_is_no_document_of_the_rules_is_done_by_a_button(settings):
    case = reach(settings, Action.OBJECT)
    assert case.applicant("confirm").state == State.COMPLETED


@pytest.mark.parametrize(
    ("who", "refused"),
    [("entrepreneur", PowerNeeded), ("person", PowerNeeded)],
)
def test_signature_of_somebody_else_makes_no_act(settings, people, who, refused):
    case = reach(settings, Action.TERMINATE)
    with pytest.raises(refused):
        make(prepare(case, Action.TERMINATE), getattr(people, who))
    assert_nothing_made(case)


def test_signature_of_another_company_or_another_document_makes_no_act(settings, people):
    case = reach(settings, Action.TERMINATE)
    other = people.authority.issue(
        COMPANY.replace(b"7707083893", b"7736050003").replace(b"1027700132195", b"1027700070518"),
        begins=people.now - timedelta(days=30),
    )
    statement = prepare(case, Action.TERMINATE)
    with pytest.raises(SignatureRefused) as refusal:
        make(statement, other)
    assert refusal.value.reason == Fault.OTHER_OWNER
    with pytest.raises(SignatureRefused) as refusal:
        make(statement, people.company, content=b"another document")
    assert refusal.value.reason == Fault.DIGEST_MISMATCH
    assert_nothing_made(case)


def test_signature_that_is_not_qualified_makes_no_act(settings, people):
    settings.SIGNATURE_QUALIFIED = False
    case = reach(settings, Action.TERMINATE)
    plain = people.authority.issue(COMPANY, begins=people.now, extensions=(key_usage(SIGNING),))
    with pytest.raises(StatementUnsigned):
        make(prepare(case, Action.TERMINATE), plain)
    assert_nothing_made(case)


def assert_nothing_made(case):
    case.application.refresh_from_db()
    assert case.application.state == State.CONTRACTED
    assert not Signature.objects.exists(), "a signature is kept with its act or not at all"
    assert waiting_statement(case.application) is not None


def test_signed_words_are_the_words_of_the_act(settings, people):
    case = reach(settings, Action.REFUSE)
    statement = prepare(case, Action.REFUSE)
    make(statement, people.company)
    changed = {"application": case.application, "by": case.owner, "at": NOW, "action": "refuse"}
    other = reach(settings, Action.REFUSE)
    signed = prepare(other, Action.REFUSE)
    Signature.objects.filter(document=statement.file).update(document=signed.file)
    for comment, files in (("Другое", []), (signed.comment, [make_file(other.owner)])):
        with pytest.raises(StatementUnsigned):
            perform(
                **{**changed, "application": other.application, "by": other.owner},
                comment=comment,
                files=files,
                token=signed.token,
            )


def test_second_click_changes_nothing(settings, people):
    case = reach(settings, Action.REFUSE)
    statement = prepare(case, Action.REFUSE)
    for _ in range(2):
        assert make(statement, people.company).state == State.REVISING_OFFER
    assert case.application.history.filter(action="refuse").count() == 1


def test_offer_that_was_replaced_meanwhile_has_to_be_read_first(settings, people):
    case = reach(settings, Action.REFUSE)
    statement = prepare(case, Action.REFUSE)
    case.place(PlacedKind.CONDITIONS, at=days(1))
    with pytest.raises(StatementOutdated):
        make(statement, people.company)
    again = prepare(case, Action.REFUSE, at=days(1) + timedelta(hours=1))
    assert again.pk != statement.pk
    make(again, people.company)


def test_act_that_has_become_impossible_keeps_no_signature(settings, people):
    case = reach(settings, Action.REFUSE)
    statement = prepare(case, Action.REFUSE)
    case.outside("refuse", comment="Письмо № 5")
    with pytest.raises(TransitionImpossible):
        make(statement, people.company)
    assert not Signature.objects.exists()


def test_document_is_prepared_only_for_an_act_that_would_be_made(settings):
    case = reach(settings, Action.REFUSE)
    with pytest.raises(CommentNeeded):
        prepare(case, Action.REFUSE, comment=" ")
    with pytest.raises(TransitionImpossible):
        prepare(case, Action.TERMINATE)
    for stranger in (case.specialist, make_user()):
        with pytest.raises(ApplicationNotFound):
            prepare(case, Action.REFUSE, by=stranger)
    with pytest.raises(ApplicationNotFound):
        make(prepare(case, Action.REFUSE), World().company, by=make_user())


def test_document_prepared_again_takes_the_place_of_the_one_that_waits(settings):
    case = reach(settings, Action.REFUSE)
    kept, left = make_file(case.owner, "план.pdf"), make_file(case.owner, "лишнее.pdf")
    first = prepare(case, Action.REFUSE, files=[kept, left])
    assert prepare(case, Action.REFUSE, files=[left, kept]).pk == first.pk
    second = prepare(case, Action.WITHDRAW, files=[kept])
    assert list(ApplicantStatement.objects.all()) == [second]
    known = set(StoredFile.objects.values_list("pk", flat=True))
    assert known.isdisjoint({first.file_id, left.pk})
    assert kept.pk in known


def test_document_that_nobody_signs_is_forgotten_after_a_month_and_a_signed_one_never(settings, people):
    case = reach(settings, Action.REFUSE)
    make(prepare(case, Action.REFUSE), people.company)
    scheme = make_file(case.owner)
    prepare(case, Action.WITHDRAW, files=[scheme])
    assert purge_statements(at=NOW + KEPT_FOR) == 0
    assert purge_statements(at=NOW + KEPT_FOR + timedelta(seconds=1)) == 1
    assert [statement.action for statement in ApplicantStatement.objects.all()] == ["refuse"]
    assert not StoredFile.objects.filter(pk=scheme.pk).exists()


def test_agreement_with_a_new_edition_is_signed_too_p105(settings, people, monkeypatch):
    from kabinet.applications.course import known_facts
    from kabinet.applications.rules.states import Fact

    case = reach(settings, Action.REFUSE)
    case.outside("refuse", comment="Письмо № 5")
    case.place(*OFFER)
    case.office("revise")
    monkeypatch.setitem(known_facts._TELLERS, Fact.MONEY_CAME, lambda _application: timezone.localdate(NOW))
    with pytest.raises(StatementUnsigned):
        case.applicant("conclude")
    statement = prepare(case, Action.CONCLUDE, comment="")
    assert make(statement, people.company).state == State.CONTRACTED
