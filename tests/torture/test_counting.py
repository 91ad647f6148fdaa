"""Torture is worth what its counting sees: each kind of loss is told."""

import pytest

from kabinet.applications.models import Application, Attachment
from kabinet.applications.submission.services import attach_file
from kabinet.correspondence.models import Message
from kabinet.notifications.models import Fate, Letter
from tests.applications.builders import NOW, make_draft, make_file, make_submitted, token
from tests.applications.life import Case
from tests.billing.builders import issued, paid
from tests.torture.counting import losses
from tests.torture.ledger import Ledger

pytestmark = pytest.mark.django_db


@pytest.fixture
def ledger():
    return Ledger()


def acknowledged(ledger, kind, about, what):
    ledger.begin(kind, str(about), str(what)).done = True


def all_sent():
    """Every letter has left; what the mail server counts."""
    Letter.objects.update(state=Fate.SENT, sent_at=NOW)
    return {f"<{pk}@example.ru>": 1 for pk in Letter.objects.values_list("pk", flat=True)}


def test_what_is_there_once_is_no_loss(ledger):
    draft, submitted = make_draft(), make_submitted()
    acknowledged(ledger, "save", draft.pk, draft.answers["object_name"])
    acknowledged(ledger, "submission", submitted.pk, submitted.pk)
    assert list(losses(ledger, all_sent())) == []


def test_application_that_was_signed_and_bears_no_signature_is_told(ledger):
    submitted = make_submitted()
    acknowledged(ledger, "submission", submitted.pk, "signed")
    assert list(losses(ledger, all_sent())) == [f"{submitted.pk} bears 0 signatures"]


def test_value_that_was_saved_and_is_not_there_is_told_and_one_tried_after_it_is_not(ledger):
    draft = make_draft()
    acknowledged(ledger, "save", draft.pk, "Дом 1")
    [told] = losses(ledger, {})
    assert "Дом 1" in told
    ledger.begin("save", str(draft.pk), draft.answers["object_name"])
    assert list(losses(ledger, {})) == []


def test_file_that_is_gone_doubled_or_changed_is_told(ledger):
    draft = make_draft()
    file = make_file(draft.owner)
    acknowledged(ledger, "file", draft.pk, f"{file.name} {file.sha256}".replace(" участка", ""))
    type(file).objects.filter(pk=file.pk).update(name=file.name.replace(" участка", ""))
    assert ["0 times" in told for told in losses(ledger, {})] == [True]
    attach_file(application=draft, kind="other", file=file, at=NOW)
    assert list(losses(ledger, {})) == []
    again = make_file(draft.owner, file.name.replace(" участка", ""))
    attach_file(application=draft, kind="other", file=again, at=NOW)
    assert ["2 times" in told for told in losses(ledger, {})] == [True]
    Attachment.objects.filter(file=again).delete()
    type(file).objects.filter(pk=file.pk).update(sha256="0" * 64)
    assert ["other bytes" in told for told in losses(ledger, {})] == [True]


def test_submission_without_its_letter_and_one_that_is_a_draft_still_are_told(ledger):
    submitted, draft = make_submitted(), make_draft()
    acknowledged(ledger, "submission", submitted.pk, submitted.pk)
    acknowledged(ledger, "submission", draft.pk, draft.pk)
    Letter.objects.all().delete()
    told = list(losses(ledger, {}))
    assert [f"{submitted.number}: 0 letters" in one for one in told].count(True) == 1
    assert [f"{draft.number} was submitted 0 times" in one for one in told].count(True) == 1


def test_message_that_is_there_twice_is_told(ledger):
    thread = make_submitted().thread
    taken = all_sent()
    acknowledged(ledger, "message", "", "Вопрос 1")
    for _ in range(2):
        Message.objects.create(
            thread=thread,
            author=thread.owner,
            from_operator=False,
            text="Вопрос 1",
            token=token(),
            sent_at=NOW,
        )
    assert list(losses(ledger, taken)) == ["message «Вопрос 1» is there 2 times"]


def test_payment_that_is_booked_twice_or_concluded_nothing_is_told(ledger):
    case = Case("ФЛ").offer()
    invoice = issued(case.application, by=case.specialist)
    acknowledged(ledger, "statement", invoice.number, "1.txt")
    assert list(losses(ledger, all_sent())) == [f"the payment of {invoice.number} is booked 0 times"]
    paid(invoice, 1_485_000, by=case.specialist)
    assert list(losses(ledger, all_sent())) == []
    paid(invoice, 100, by=case.specialist, number="18")
    Application.objects.filter(pk=case.application.pk).update(state="awaiting_payment")
    assert list(losses(ledger, all_sent())) == [
        f"the payment of {invoice.number} is booked 2 times",
        f"{invoice.number} is paid and concluded nothing",
    ]


def test_letter_that_never_left_never_arrived_or_arrived_twice_is_told(ledger):
    make_submitted()
    assert all("is waiting" in told for told in losses(ledger, {}))
    taken = all_sent()
    [name] = taken
    assert ["never arrived" in told for told in losses(ledger, {})] == [True]
    assert ["2 times" in told for told in losses(ledger, {name: 2})] == [True]
