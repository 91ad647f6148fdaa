"""«Скачать всё»: one case as its applicant may have it, the form, papers, signatures and conversation.

All rows are read before the first byte leaves; the stored bytes, while it does (kabinet.files.zipping).
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from kabinet.appeals.models import Appeal
from kabinet.applications.models import Application
from kabinet.applications.papers.printed_form import latest_form
from kabinet.applications.papers.statements import made_statements
from kabinet.billing.models import Invoice
from kabinet.core.operator import operator
from kabinet.correspondence.models import Message, Thread
from kabinet.files.models import StoredFile
from kabinet.files.zipping import ArchiveEntry
from kabinet.printing.rendering import render
from kabinet.signatures.models import Signature

_OPERATORS = "Документы сетевой организации"
_TEMPLATE = "privacy/print_templates/correspondence.typ"


def archive_of_application(application: Application, *, at: datetime) -> list[ArchiveEntry]:
    """The entries of an application's archive, each signature beside what it is of."""
    form = latest_form(application)
    entries = [
        *([ArchiveEntry("", "Заявка.pdf", form.file)] if form and form.file else []),
        *(ArchiveEntry("Файлы заявки", one.file.name, one.file) for one in _attached(application)),
        *(
            ArchiveEntry(_OPERATORS, f"{one.get_kind_display()} — {one.file.name}", one.file)
            for one in application.placed.for_page()
        ),
        *(ArchiveEntry("Заявления", one.file.name, one.file) for one in made_statements(application)),
        *(
            ArchiveEntry("Счета", one.file.name, one.file)
            for one in Invoice.objects.of(application).select_related("file")
        ),
    ]
    thread = application.thread
    if thread is not None:
        entries += _conversation(thread, f"Переписка по заявке {application.number}", at)
    return [*entries, *_signatures(entries)]


def archive_of_appeal(appeal: Appeal, *, at: datetime) -> list[ArchiveEntry]:
    """The entries of an appeal's archive."""
    entries = list(_conversation(appeal.thread, f"Переписка по обращению {appeal.number}", at))
    return [*entries, *_signatures(entries)]


def name_for_application(application: Application) -> str:
    """What the archive of an application is saved as: the slash of its number is none of a file's name."""
    return f"Заявка {application.number.partition('/')[0]}.zip"


def name_for_appeal(appeal: Appeal) -> str:
    """What the archive of an appeal is saved as."""
    return f"Обращение {appeal.number.replace('/', '-')}.zip"


def _attached(application: Application) -> Iterable[Any]:
    return application.attachments.select_related("file")


def _conversation(thread: Thread, title: str, at: datetime) -> Iterator[ArchiveEntry]:
    messages = list(thread.messages.for_page().order_by("sent_at", "id"))
    data = {
        "title": title,
        "dated_at": at,
        "operator": operator().full_name,
        "messages": [_printed(message) for message in messages],
    }
    yield ArchiveEntry("", "Переписка.pdf", render(_TEMPLATE, data))
    for message in messages:
        for file in message.files.all():
            yield ArchiveEntry("Файлы переписки", file.name, file)


def _printed(message: Message) -> dict[str, Any]:
    is_more = message.kind != Message.Kind.MESSAGE
    return {
        "author": "Специалист сетевой организации" if message.from_operator else "Заявитель",
        "at": message.sent_at,
        "kind": message.get_kind_display().lower() if is_more else "",
        "text": message.text,
        "files": [file.name for file in message.files.all()],
    }


def _signatures(entries: Iterable[ArchiveEntry]) -> Iterator[ArchiveEntry]:
    """The detached signatures, each by the name of its document and «.sig»."""
    documents = {entry.content.pk: entry for entry in entries if isinstance(entry.content, StoredFile)}
    found = Signature.objects.filter(document__in=documents).order_by("received_at", "id")
    for signature in found.only("document_id", "cms"):
        entry = documents[signature.document_id]
        yield ArchiveEntry(entry.folder, f"{entry.name}.sig", bytes(signature.cms))
