from datetime import date

import pytest

from kabinet.applicants.consents import consent_text
from kabinet.applicants.identity import record_identity
from kabinet.applicants.models import Consent
from kabinet.applicants.purposes import SIMPLE_SIGNATURE
from kabinet.applications.course import deadlines
from kabinet.applications.course.transitions import ApplicationNotFound
from kabinet.applications.models import Application, StateChange
from kabinet.applications.rules.states import State
from kabinet.applications.submission.services import IdentityNotVerified, NotComplete
from kabinet.cases.sides import Side
from kabinet.core import numbers
from kabinet.correspondence.models import Thread
from kabinet.notifications.models import Letter
from tests.applications.builders import (
    NOW,
    make_applicant,
    make_complete,
    make_draft,
    make_specialist,
    make_submitted,
    make_user,
    submit,
)
from tests.applications.test_drafts import at_once
from tests.journal import faults_once_sealed


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "chosen", "suffix"),
    [
        ("ФЛ", {}, "ТП/ФЛ/НП/До 15/ЛК"),
        ("ФЛ", {"reason": "УМ", "requested_power": "10", "previous_power": "5,001"}, "ТП/ФЛ/УМ/До 150/ЛК"),
        ("ИП", {"requested_power": "150,5"}, "ТП/ИП/НП/До 670/ЛК"),
        ("ЮЛ", {"reason": "ИС", "previous_power": "671"}, "ТП/ЮЛ/ИС/Свыше 670/ЛК"),
        ("ФЛ", {"connection": "temporary"}, "ТП/ФЛ//До 15/ЛК"),
    ],
)
def test_number_says_who_why_and_how_much(kind, chosen, suffix):
    application = make_submitted(make_applicant(kind), **chosen)
    assert application.number == f"{application.sequence}{suffix}"
    assert numbers.APPLICATION.fullmatch(application.number)


@pytest.mark.django_db
def test_submitted_application_is_ready_for_lists():
    application = make_submitted(make_applicant("ЮЛ"), requested_power="15,5", previous_power="4,5")
    application.refresh_from_db()
    assert application.state == State.SUBMITTED
    assert application.submitted_at == NOW
    assert application.applicant_name == "ПАО «Сбербанк»"
    assert application.applicant_inn == "7707083893"
    assert application.object_address.startswith("Республика Башкортостан")
    assert application.total_power == 20
    assert application.band == "До 150"
    assert application.due_on == date(2026, 11, 25)
    assert application.thread.owner == application.owner


@pytest.mark.django_db
def test_answers_that_are_not_asked_any_more_are_dropped():
    draft = make_complete(contract_number="125", representative_last_name="Сидоров", by_representative="")
    application = submit(draft)
    assert "contract_number" not in application.answers
    assert "representative_last_name" not in application.answers
    assert application.answers["last_name"] == "Иванов"


@pytest.mark.django_db
def test_incomplete_draft_is_not_submitted():
    draft = make_draft()
    with pytest.raises(NotComplete) as refusal:
        submit(draft)
    assert [gap.name for gap in refusal.value.gaps] == ["document-passport", "document-right"]
    draft.refresh_from_db()
    assert (draft.state, draft.thread, draft.number) == (State.DRAFT, None, f"{draft.sequence}ТП")
    assert not Letter.objects.exists()


@pytest.mark.django_db
def test_anothers_draft_is_not_submitted():
    with pytest.raises(ApplicationNotFound):
        submit(make_complete(), by=make_user())


@pytest.mark.django_db
def test_submission_is_recorded_with_the_consent_and_in_the_journal():
    application = make_submitted()
    change = application.history.get()
    assert (change.action, change.from_state, change.to_state) == ("submit", "draft", "submitted")
    given = Consent.objects.filter(subject=f"application:{application.pk}")
    consent = given.get(text__purpose="application_processing")
    assert (consent.user, consent.text.purpose, consent.address) == (
        application.owner, "application_processing", "192.0.2.7",
    )  # fmt: skip
    assert faults_once_sealed() == []


@pytest.mark.django_db
def test_letter_confirms_the_number_the_files_and_what_comes_next():
    application = make_submitted()
    letter = Letter.objects.get(kind="application_submitted")
    attachment = application.attachments.select_related("file").first()
    assert letter.recipient == application.owner.email
    assert letter.subject == f"Заявка {application.number} получена"
    assert "Дата подачи: 24.11.2026 в\u00a012:00" in letter.text
    assert attachment.file.name in letter.text
    assert attachment.file.sha256 in letter.text
    for day in ("до 25\u00a0ноября", "до 27\u00a0ноября", "до 8\u00a0декабря"):
        assert day in letter.text


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "chosen", "offer_by"),
    [
        ("ФЛ", {}, date(2026, 12, 8)),
        ("ЮЛ", {"requested_power": "300"}, date(2026, 12, 22)),
        ("ЮЛ", {"requested_power": "700"}, date(2026, 12, 22)),
        ("ИП", {"connection": "temporary"}, date(2026, 12, 4)),
    ],
)
def test_next_steps_have_the_terms_of_the_paragraph(kind, chosen, offer_by):
    application = make_submitted(make_applicant(kind), **chosen)
    steps = deadlines.upcoming(application)
    assert [step.by for step in steps] == [date(2026, 11, 25), date(2026, 11, 27), offer_by]
    assert deadlines.next_step(application) == steps[0]


@pytest.mark.django_db
def test_next_step_of_a_draft_is_the_applicants_and_has_no_term():
    step = deadlines.NextStep(
        Side.APPLICANT, "Заполните заявку и подайте её", said="Заполните заявку и подайте её"
    )
    assert deadlines.next_step(make_draft()) == step


@pytest.mark.django_db
def test_application_submitted_again_stays_the_same():
    application = make_submitted()
    again = submit(application)
    assert again == application
    assert StateChange.objects.count() == 1
    assert Letter.objects.count() == 1
    assert Consent.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_double_click_files_one_application_with_one_number():
    draft = make_complete()
    results = at_once(*[lambda: submit(draft)] * 4)
    assert {result.number for result in results} == {f"{draft.sequence}ТП/ФЛ/НП/До 15/ЛК"}
    assert Application.objects.submitted().count() == 1
    assert (StateChange.objects.count(), Letter.objects.count(), Thread.objects.count()) == (1, 1, 1)
    assert Consent.objects.count() == 2


@pytest.mark.django_db
def test_a_person_accepts_the_agreement_on_the_simple_signature_by_submitting():
    """63-ФЗ, ст. 6 и 9; 861, п. 8: the text, its version and hash are kept."""
    application = make_submitted()
    consent = Consent.objects.get(text__purpose=SIMPLE_SIGNATURE)
    assert (consent.subject, consent.text.hash) == (
        f"application:{application.pk}",
        consent_text(SIMPLE_SIGNATURE).hash,
    )


@pytest.mark.django_db
def test_a_company_has_no_simple_signature_to_agree_on():
    make_submitted(make_applicant("ЮЛ"))
    assert not Consent.objects.filter(text__purpose=SIMPLE_SIGNATURE).exists()


@pytest.mark.django_db
def test_the_simple_signature_may_be_taken_of_verified_persons_alone(settings):
    settings.SIMPLE_SIGNATURE_UNVERIFIED = False
    draft = make_complete()
    with pytest.raises(IdentityNotVerified, match="с паспортом"):
        submit(draft)
    record_identity(
        user=draft.owner,
        way="office",
        on=NOW.date(),
        seen="Паспорт",
        by=make_specialist(),
        address=None,
        at=NOW,
    )
    assert submit(draft).state == State.SUBMITTED
