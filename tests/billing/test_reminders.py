"""Letters on the instalments of a contract."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command
from django.utils import timezone

from kabinet.applications.rules.states import State
from kabinet.billing import reminders
from kabinet.billing.reminders import remind_of_instalments
from kabinet.jobs.errors import PartlyDoneError
from tests.billing.builders import accepted, issued, paid

pytestmark = pytest.mark.django_db


def on(day, month):
    return datetime(2026, month, day, 10, tzinfo=ZoneInfo("Europe/Moscow"))


def test_the_applicant_is_told_once_that_a_part_comes_and_once_that_it_is_missed(letters):
    invoice = issued(accepted(state=State.FULFILLING))
    paid(invoice, 1_485_000)
    # The second part: 29 700 ₽ by Monday 14.12.2026; three working days before it is Wednesday the 9th.
    assert remind_of_instalments(at=on(8, 12)) == 0
    assert [remind_of_instalments(at=on(day, 12)) for day in (9, 10, 14)] == [1, 0, 0]
    paid(invoice, 1_000_000, number="18")
    assert [remind_of_instalments(at=on(day, 12)) for day in (15, 16)] == [1, 0]
    _placed, coming, missed = letters()
    assert coming.subject == f"Заявка {invoice.application.number}: платежи по счёту № {invoice.number}"
    told = [letter.body.replace("\u00a0", " ") for letter in (coming, missed)]
    assert "– часть 2, 29 700,00 ₽: оплатите до 14.12.2026." in told[0]
    assert "– часть 2, 19 700,00 ₽: срок прошёл 14.12.2026." in told[1]
    assert f"/applications/{invoice.application_id}/invoice/" in told[0]


def test_nobody_is_reminded_before_the_contract_or_of_what_is_paid_or_replaced():
    issued(accepted(state=State.AWAITING_PAYMENT))
    paid(issued(accepted(state=State.FULFILLING)), 9_900_000)
    old = issued(application := accepted(state=State.FULFILLING))
    paid(issued(application, replaces=old), 9_900_000)
    assert remind_of_instalments(at=on(20, 12)) == 0


def test_the_daily_command_reminds_of_instalments_too(capsys):
    invoice = issued(accepted(state=State.CONTRACTED), at=timezone.now() - timedelta(days=30))
    call_command("daily")
    call_command("daily")
    assert [line.rpartition(" ")[2] for line in capsys.readouterr().out.splitlines()] == ["0", "1", "0", "0"]
    assert invoice.instalments.first().reminded == "missed"


def test_invoice_that_raises_does_not_stop_the_letters_of_others(monkeypatch, letters):
    invoices = [issued(accepted(state=State.FULFILLING)) for _ in range(3)]
    letters()
    send = reminders.send_letter

    def fails(*, context, **letter):
        if context["invoice"] == invoices[1]:
            raise ValueError("no such letter")
        return send(context=context, **letter)

    monkeypatch.setattr(reminders, "send_letter", fails)
    for sent in (2, 0):
        with pytest.raises(PartlyDoneError, match=str(invoices[1].application_id)) as failure:
            remind_of_instalments(at=on(9, 12))
        assert failure.value.done == sent
    monkeypatch.setattr(reminders, "send_letter", send)
    assert [remind_of_instalments(at=on(9, 12)) for _ in range(2)] == [1, 0]
