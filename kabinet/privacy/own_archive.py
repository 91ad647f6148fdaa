"""A person's data as a ZIP: tables as JSON, files, signatures, and a page that people read.

It is written to a file on the disk, row by row and file by file: neither memory nor a lock holds it.
"""

import json
import shutil
from collections.abc import Iterator
from datetime import datetime
from typing import IO, Any
from uuid import UUID
from zipfile import ZIP_DEFLATED, ZipFile

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Q
from django.template.loader import render_to_string

from kabinet.accounts.models import User
from kabinet.appeals.models import Appeal
from kabinet.applicants.models import Consent
from kabinet.applications.content.summary import summarise
from kabinet.applications.models import Application
from kabinet.billing.models import Payment
from kabinet.cases.readings import READ, named_looker
from kabinet.core.models import JournalEntry
from kabinet.core.operator import operator
from kabinet.files.integrity import BytesUnfit
from kabinet.files.models import StoredFile
from kabinet.files.services import open_file
from kabinet.privacy.own_rows import GIVEN, own_files, rows_of
from kabinet.signatures.models import Signature

JOURNAL = "Журнал: ваши действия и кто смотрел ваши данные"


def write_archive(stream: IO[bytes], *, user: User, at: datetime) -> None:
    """Write everything that a person is given."""
    with ZipFile(stream, "w", ZIP_DEFLATED) as archive:
        counts = [
            (title, f"data/{name}.json", _write_rows(archive, name, rows))
            for name, title, rows in (
                *((name, given.title, rows_of(given, user)) for name, given in GIVEN.items()),
                ("journal", JOURNAL, journal_of(user)),
            )
        ]
        keys = own_files(user)
        paths = {file.pk: _path(file) for file in StoredFile.objects.filter(pk__in=keys)}
        unfit = _write_files(archive, paths)
        for signature in Signature.objects.filter(document__in=keys).iterator():
            archive.writestr(f"signatures/{signature.pk}.sig", bytes(signature.cms))
        archive.writestr("index.html", _index(user, at, counts, paths, unfit))


def journal_of(user: User) -> Iterator[dict[str, Any]]:
    """What the person did, and each look at their data: when, who, what."""
    subjects = [f"user:{user.pk}"]
    for kind, model in (("application", Application), ("appeal", Appeal)):
        keys = model._base_manager.filter(owner=user).values_list("pk", flat=True)
        subjects += [f"{kind}:{pk}" for pk in keys]
    subjects += [f"withdrawal:{pk}" for pk in user.withdrawals.values_list("pk", flat=True)]
    payments = Payment.objects.filter(invoice__application__owner=user)
    subjects += [f"payment:{pk}" for pk in payments.values_list("pk", flat=True)]
    looks = Q(subject__in=subjects, act__in=READ)
    found = JournalEntry.objects.filter(Q(actor=user.pk) | looks).order_by("id")
    people = {actor for actor in found.values_list("actor", flat=True) if actor is not None}
    names: dict[UUID | None, User] = {one.pk: one for one in User.objects.filter(pk__in=people)}
    for entry in found.iterator(chunk_size=200):
        own = entry.actor == user.pk
        yield {
            "at": entry.at,
            "who": "вы" if own else named_looker(names.get(entry.actor)),
            "act": entry.act,
            "what": READ.get(entry.act, ""),
            "subject": entry.subject,
            # From where one of the operator's people looked is theirs.
            **({"address": entry.address, "details": entry.details} if own else {}),
        }


def _write_rows(archive: ZipFile, name: str, rows: Iterator[dict[str, Any]]) -> int:
    count = 0
    with archive.open(f"data/{name}.json", "w", force_zip64=True) as entry:
        entry.write(b"[")
        for count, row in enumerate(rows, 1):
            text = json.dumps(row, cls=_Plain, ensure_ascii=False, indent=1)
            entry.write(b"\n" if count == 1 else b",\n")
            entry.write(text.encode())
        entry.write(b"\n]\n")
    return count


class _Plain(DjangoJSONEncoder):
    def default(self, o: Any) -> Any:
        return bytes(o).hex() if isinstance(o, bytes | memoryview) else super().default(o)


def _path(file: StoredFile) -> str:
    """Where a file stands: two of one name are two."""
    return f"files/{file.pk}/{file.name}"


def _write_files(archive: ZipFile, paths: dict[Any, str]) -> list[str]:
    """Write the files; the names of those that cannot be given."""
    unfit = []
    for file in StoredFile.objects.filter(pk__in=paths).iterator():
        try:
            with open_file(file) as content, archive.open(paths[file.pk], "w", force_zip64=True) as entry:
                shutil.copyfileobj(content, entry)
        except BytesUnfit:
            unfit.append(file.name)
    return unfit


def _index(
    user: User, at: datetime, counts: list[tuple[str, str, int]], paths: dict[Any, str], unfit: list[str]
) -> str:
    applications = Application._base_manager.filter(owner=user).order_by("sequence")
    context = {
        "user": user,
        "operator": operator(),
        "at": at,
        "counts": [one for one in counts if one[2]],
        "consents": Consent.objects.of(user).select_related("text"),
        "applications": [
            {"case": one, "blocks": summarise(one), "messages": _messages(one), "changes": one.history.all()}
            for one in applications
        ],
        "appeals": [
            {"case": one, "messages": _messages(one), "changes": one.history.all()}
            for one in Appeal.objects.of(user).order_by("sequence").select_related("topic")
        ],
        "files": [(name.rpartition("/")[2], name) for name in paths.values()],
        "unfit": unfit,
    }
    return render_to_string("privacy/own_data_index.html", context)


def _messages(case: Application | Appeal) -> Any:
    return case.thread.messages.for_page() if case.thread else []
