"""Bank statements: received and kept as they came, shown before anything is booked, or dropped again.

What becomes of their payments is written by kabinet.billing.booking.
"""

import hashlib
from collections.abc import Hashable
from datetime import datetime

from django.conf import settings
from django.db import transaction

from kabinet.accounts.models import User
from kabinet.billing.exchange import Exchange, read_stream
from kabinet.billing.invoicing import PayeeUnknown
from kabinet.billing.models import Statement, UnreadDocument
from kabinet.billing.paying import PaymentReasonNeeded
from kabinet.core import journal
from kabinet.core.errors import DomainError
from kabinet.core.limited import Budget, Crashed, OverBudget, run_limited
from kabinet.core.money import rubles
from kabinet.core.values import storable
from kabinet.files.limits import Format
from kabinet.files.models import StoredFile
from kabinet.files.services import remove_file, store_read
from kabinet.law.errors import Malformed

TEXT = Format("выписка 1С", ("txt",), "text/plain")
BUDGET = Budget(cpu_seconds=5, memory=512 * 1024**2, wall_seconds=60)
"""A file of 5 MB, some 6,000 documents, takes a tenth of it."""


class StatementRefused(DomainError):
    """The file is not a statement of the operator's account, or it is damaged."""


class StatementMoved(DomainError):
    """Somebody dealt with the statement meanwhile."""

    def __init__(self) -> None:
        super().__init__("Эту выписку уже провели: посмотрите, что стало с\u00a0её документами.")


def read_statement(content: bytes, *, person: Hashable = None) -> tuple[Exchange, str]:
    """Read a file, in a limited process, and see that it is of the operator's account, returned with it.

    Raises StatementRefused, PayeeUnknown, and Busy when too much is being read for `person`.
    """
    if settings.PAYEE is None:
        raise PayeeUnknown
    account: str = settings.PAYEE.account
    try:
        exchange = run_limited(read_stream, source=content, budget=BUDGET, person=person)
    except Malformed as refusal:
        raise StatementRefused(str(refusal)) from None
    except OverBudget as fault:
        raise StatementRefused(
            "Выписку не удалось прочесть: она слишком велика или повреждена. Выгрузите её за меньший период."
        ) from fault
    except Crashed as fault:  # the reading process may have been stopped together with the portal
        raise StatementRefused(
            "Чтение выписки прервалось. Повторите; если прервётся снова, выгрузите её за меньший период."
        ) from fault
    told_accounts = set(exchange.accounts) - {""}
    if told_accounts and account not in told_accounts:
        raise StatementRefused(
            f"Это выписка по счёту {', '.join(sorted(told_accounts))}, а оплата принимается на {account}. "
            "Файл не загружен."
        )
    return exchange, account


def receive_statement(*, content: bytes, name: str, by: User, at: datetime) -> tuple[Statement, bool]:
    """Keep a file as it came, booking nothing; and whether it is new. The same bytes are the same statement.

    Raises StatementRefused, PayeeUnknown, Busy and FileRefused.
    """
    exchange, account = read_statement(content, person=by.pk)
    sha256 = hashlib.sha256(content).hexdigest()
    earlier = Statement.objects.filter(sha256=sha256).exclude(file=None).order_by("loaded_at").first()
    if earlier is not None:
        return earlier, False
    statement = Statement(
        name=storable(name)[-255:],
        sha256=sha256,
        starts_on=exchange.starts_on,
        ends_on=exchange.ends_on,
        loaded_at=at,
        loaded_by=by,
        untold=_untold(exchange, account),
        is_whole=exchange.is_whole,
    )

    def keep(file: StoredFile) -> None:
        statement.file = file
        statement.save(force_insert=True)
        journal.record(
            act="statement_received",
            subject=f"statement:{statement.pk}",
            by=by.pk,
            at=at,
            details={"file": statement.name, "sha256": sha256},
        )

    store_read(content=content, name=name, kind=TEXT, owner=by, at=at, then=keep)
    return statement, True


@transaction.atomic
def drop_statement(*, statement: Statement, by: User, at: datetime) -> None:
    """Forget a statement of which nothing was booked, with its file. Raises StatementMoved."""
    locked = Statement.objects.select_for_update().filter(pk=statement.pk, confirmed_at=None).first()
    if locked is None:
        raise StatementMoved
    file = locked.file
    locked.delete()
    if file is not None:
        remove_file(file=file)
    journal.record(
        act="statement_dropped",
        subject=f"statement:{statement.pk}",
        by=by.pk,
        at=at,
        details={"file": statement.name, "sha256": statement.sha256},
    )


def _untold(exchange: Exchange, account: str) -> int:
    """By how much the bank's own total of what came differs from the documents, kopecks."""
    if account not in exchange.received:
        return 0
    found = sum(item.kopecks for item in exchange.documents if account in item.payee.accounts)
    return exchange.received[account] - found


@transaction.atomic
def settle_unread(*, document: UnreadDocument, done: str, by: User, at: datetime) -> None:
    """Say what was done about a document that could not be read; once. Raises PaymentReasonNeeded."""
    done = storable(done).strip()
    if not done:
        raise PaymentReasonNeeded
    locked = UnreadDocument.objects.select_for_update().get(pk=document.pk)
    if locked.settled:
        return
    locked.settled, locked.settled_at, locked.settled_by = done[:300], at, by
    locked.save()
    journal.record(
        act="unread_document_settled",
        subject=f"statement:{locked.statement_id}",
        by=by.pk,
        at=at,
        details={"line": locked.line, "done": locked.settled},
    )


def told(statement: Statement) -> str:
    """What became of a file, in a sentence."""
    parts = [
        f"отнесено к счетам\u00a0— {statement.matched}",
        f"требуют разбора\u00a0— {statement.unmatched}",
        f"были загружены раньше\u00a0— {statement.known}",
    ]
    text = f"Выписка проведена. Платежей: {', '.join(parts)}."
    if statement.unread:
        text += f" Не прочитано документов: {statement.unread}, они ждут разбора на\u00a0странице «Платежи»."
    if not statement.is_whole:
        text += " Внимание: в файле нет последней строки «КонецФайла», конец выписки мог не попасть в него."
    if statement.untold:
        text += (
            f" Внимание: итог банка отличается от суммы документов файла на {rubles(statement.untold)}. "
            "Проверьте, полностью ли выгружена выписка."
        )
    return text
