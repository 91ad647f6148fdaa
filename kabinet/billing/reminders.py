"""Letters to applicants on the instalments that come and that are missed, once for each.

The first instalment is the term of the state «Ожидает оплаты»: kabinet.applications.course.reminders tells of
it.
"""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from kabinet.applications.rules.states import UNDER_CONTRACT, State
from kabinet.billing.models import Instalment, Invoice, Stage
from kabinet.billing.standing import BillLine, stand
from kabinet.core.calendar import overrides
from kabinet.jobs.rounds import Round
from kabinet.law.working_days import add_working_days
from kabinet.notifications.services import send_letter


def remind_of_instalments(*, at: datetime) -> int:
    """Send the letters that were not sent yet, one for an invoice; how many there were.

    Raises PartlyDoneError, after the others, when an invoice could not be told of.
    """
    today = timezone.localdate(at)
    until = add_working_days(today, settings.REMINDED_BEFORE["applicant"], overrides=overrides())
    near = (
        Instalment.objects.filter(
            due_on__lte=until,
            invoice__replaced_by=None,
            invoice__application__state__in=(*UNDER_CONTRACT, State.COMPLETED),
        )
        .exclude(reminded=Stage.MISSED)
        .values("invoice")
    )
    invoices = (
        Invoice.objects.filter(pk__in=near)
        .with_paid()
        .select_related("application__owner")
        .prefetch_related("instalments")
    )
    sent = Round(of="Invoice of application")
    for invoice in invoices:
        with sent.one(invoice.application_id):
            lines = stand(invoice, invoice.instalments.all(), invoice.paid, on=today).lines
            new = [
                line
                for line in lines
                if line.left
                and line.instalment.due_on
                and line.instalment.due_on <= until
                and line.instalment.reminded != _stage(line)
            ]
            if new:
                _remind(invoice, new, at)
                sent.done += 1
    return sent.end()


def _stage(line: BillLine) -> Stage:
    return Stage.MISSED if line.is_late else Stage.SOON


@transaction.atomic
def _remind(invoice: Invoice, lines: list[BillLine], at: datetime) -> None:
    for line in lines:
        line.instalment.reminded = _stage(line)
    Instalment.objects.bulk_update([line.instalment for line in lines], ["reminded"])
    send_letter(
        kind="instalment_reminder",
        recipient=invoice.application.owner.email,
        context={"application": invoice.application, "invoice": invoice, "lines": lines},
        person=invoice.application.owner_id,
        about=invoice.application.subject,
        at=at,
    )
