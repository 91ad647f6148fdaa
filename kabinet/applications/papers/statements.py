"""The document of an act that the applicant signs: what is declared, made once as a PDF (861, п. 8).

It waits for its signature for the applicant alone; the act is made by signing it (submission.statements).
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from kabinet.accounts.models import User
from kabinet.applicants.answers import profile_text
from kabinet.applicants.models import ApplicantKind
from kabinet.applicants.questions import display_name
from kabinet.applications.course.transitions import ENGINE, ApplicationNotFound, check_act, lock
from kabinet.applications.models import ApplicantStatement, Application
from kabinet.applications.rules.declared import DECLARED
from kabinet.applications.rules.states import Action
from kabinet.cases.sides import Side
from kabinet.core.operator import operator
from kabinet.core.values import storable
from kabinet.correspondence.drafts import remove_unsent
from kabinet.correspondence.services import check_text
from kabinet.files.limits import PDF
from kabinet.files.models import StoredFile
from kabinet.files.services import remove_file, store_made
from kabinet.printing import render

KEPT_FOR = timedelta(days=30)
"""How long a document waits for its signature."""
_TEMPLATE = "applications/papers/print_templates/statement.typ"


def waiting_statement(application: Application) -> ApplicantStatement | None:
    """The document that waits for the applicant's signature: there is one at most."""
    return application.statements.select_related("file").filter(change=None).first()


def made_statements(application: Application) -> list[ApplicantStatement]:
    """The signed ones, in the order of their acts."""
    made = application.statements.filter(change__isnull=False)
    return list(made.select_related("file", "change").order_by("change__at", "pk"))


def prepare_statement(
    *,
    application: Application,
    action: str,
    comment: str,
    files: Sequence[StoredFile],
    token: UUID,
    by: User,
    at: datetime,
) -> ApplicantStatement:
    """Make the document of an act, instead of the one that waits; the same one again changes nothing.

    Whatever would refuse the act refuses here. Printed between two transactions, as others wait for the end
    of each. Raises what kabinet.applications.course.transitions.perform does, and FileRefused.
    """
    comment = storable(comment)
    with transaction.atomic():
        locked, side, _repeated = ENGINE.begin(application, by, token)
        if side is not Side.APPLICANT or action not in DECLARED:
            raise ApplicationNotFound
        check_act(locked, action=action, side=side, comment=comment, on=None, at=at)
        data = _data(locked, Action(action), check_text(comment), files, at)
    pdf = render(_TEMPLATE, data)
    with transaction.atomic():
        locked = lock(application)
        waiting = waiting_statement(locked)
        if waiting is not None and _is_same(waiting, action, comment, files):
            return waiting
        if waiting is not None:
            drop_statement(statement=waiting, keep=files)
        statement = ApplicantStatement.objects.create(
            application=locked,
            action=action,
            comment=comment,
            file=store_made(content=pdf, name=f"{data['title']}.pdf", kind=PDF, owner=by, at=at),
            token=token,
            prepared_at=at,
        )
        statement.attached.set(files)
    return statement


@transaction.atomic
def drop_statement(*, statement: ApplicantStatement, keep: Iterable[StoredFile] = ()) -> None:
    """Forget a document that was not signed, with its files but those to `keep`."""
    files = [file for file in statement.attached.all() if file not in keep]
    statement.delete()
    remove_file(file=statement.file)
    remove_unsent(files)


def purge_statements(*, at: datetime) -> int:
    """Forget the documents that have waited for their signature too long; how many there were."""
    forgotten = ApplicantStatement.objects.select_related("file").filter(
        change=None, prepared_at__lt=at - KEPT_FOR
    )
    for statement in forgotten:
        drop_statement(statement=statement)
    return len(forgotten)


def outdated(statement: ApplicantStatement) -> bool:
    """Whether a document of the operator that it is about was placed after it was made."""
    about = DECLARED[Action(statement.action)].about
    placed = statement.application.placed.filter(kind__in=about, placed_at__gt=statement.prepared_at)
    return placed.exists()


def _is_same(waiting: ApplicantStatement, action: str, comment: str, files: Sequence[StoredFile]) -> bool:
    """Whether it says what is asked for now: the second of two clicks brings its own copies of the files."""
    attached = sorted(waiting.attached.values_list("name", "sha256"))
    return (
        (waiting.action, waiting.comment) == (action, comment)
        and attached == sorted((file.name, file.sha256) for file in files)
        and not outdated(waiting)
    )


def _data(
    application: Application, action: Action, text: str, files: Sequence[StoredFile], at: datetime
) -> dict[str, Any]:
    declared, details = DECLARED[action], operator()
    about = application.placed.current().filter(kind__in=declared.about).for_page()
    number = application.number.replace("/", "-")
    return {
        "title": f"{declared.title} по заявке {number}",
        "heading": declared.title,
        "dated_at": at,
        "operator": {"name": details.full_name, "address": details.address},
        "number": application.number,
        "submitted_on": timezone.localdate(application.submitted_at),
        "object": application.object_address,
        "applicant": _applicant(application),
        "says": declared.says,
        "basis": declared.basis,
        "about": [_listed(document.get_kind_display(), document.file) for document in about],
        "text": text,
        "files": [_listed("", file) for file in files],
    }


def _applicant(application: Application) -> list[list[str]]:
    kind, answers = ApplicantKind(application.applicant_kind), application.answers
    registered = ("ОГРН", profile_text(answers, "ogrn"))
    if kind is ApplicantKind.ENTREPRENEUR:
        registered = ("ОГРНИП", profile_text(answers, "ogrnip"))
    name = profile_text(answers, "full_name") or display_name(kind, answers)
    rows = (("Заявитель", name), ("ИНН", profile_text(answers, "inn")), registered)
    return [[label, value] for label, value in rows if value]


def _listed(title: str, file: StoredFile) -> dict[str, Any]:
    return {"title": title, "name": file.name, "size": file.size, "sha256": file.sha256}
