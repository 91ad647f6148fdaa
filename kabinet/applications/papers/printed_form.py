"""The application on the form of the Rules that applies to it (appendices 4–7), as a PDF.

The edition of the form is that of its date: the day of the submission, whenever it is printed or corrected.

What the form says is kept the moment the form is ordered, with the version of the application it was read
from; the file is made of that once, by a worker or at once, and never again: the bytes stay the same.
"""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.tasks import task
from django.utils import timezone

from kabinet.accounts.models import User
from kabinet.applications.content.form_editions import form_at
from kabinet.applications.course.transitions import lock
from kabinet.applications.models import Application, PrintedForm
from kabinet.applications.papers.form_reading import Fields
from kabinet.applications.papers.printed_fields import fields_of
from kabinet.core import journal
from kabinet.files.limits import PDF
from kabinet.files.services import remove_file, store_made
from kabinet.law.editions import law_at
from kabinet.printing import render
from kabinet.printing.stamps import Stamp

_TEMPLATES = "applications/papers/print_templates"


def print_draft(*, application: Application, at: datetime) -> bytes:
    """A draft as it stands, complete or not, marked «Черновик»; nothing is kept."""
    fields = fields_of(application, number=application.number, consented=False)
    return _print(fields, dated_on=timezone.localdate(at), draft=True)


def print_stamped(*, form: PrintedForm, stamp: Stamp) -> bytes:
    """A copy of a form with the mark of its electronic signature in the place of a handwritten one.

    It is for people to print: what was signed is the form's file itself, which stays as it is.
    """
    return _print(form.fields, dated_on=form.dated_on, stamp=stamp)


def latest_form(application: Application) -> PrintedForm | None:
    """The form of the newest version that was ordered; its file is None until it is made."""
    return application.printed_forms.select_related("file").first()


@transaction.atomic
def order_form(*, application: Application, at: datetime) -> PrintedForm:
    """Keep what the form of this version says and have its file made in the background; once a version.

    A draft is printed with the number that its submission will give, a corrected application with the number
    it has and the day of the corrections. A draft whose form another law has outdated gets a new version.
    Raises ApplicationNotFound.
    """
    form, created = _keep(application, at)
    if created:
        make_form.enqueue(str(form.pk))
    return form


def freeze_form(*, application: Application, by: User, at: datetime) -> PrintedForm:
    """The form of this version with its file, made now unless it was made before.

    It is printed between two transactions, as others wait for the end of each. Raises ApplicationNotFound,
    FileRefused when the storage does not take the file.
    """
    return _make(order_form(application=application, at=at), by=by, at=at)


@task
def make_form(form_id: str) -> None:
    """Make the file of an ordered form; nothing happens when it is made or its draft is gone."""
    form = PrintedForm.objects.filter(pk=UUID(form_id), file=None).first()
    if form is not None:
        _make(form, by=None, at=timezone.now())


def remove_forms(*, application: Application) -> None:
    """Remove the forms of a draft that is being removed, with their files."""
    for form in application.printed_forms.select_related("file"):
        form.delete()
        if form.file is not None:
            remove_file(file=form.file)


def is_outdated(form: PrintedForm, *, at: datetime) -> bool:
    """Whether a draft's form was made before the law of today: it must be made, and signed, anew."""
    return law_at(form.dated_on).since != law_at(timezone.localdate(at)).since


def _keep(application: Application, at: datetime) -> tuple[PrintedForm, bool]:
    locked = lock(application)
    known = locked.printed_forms.select_related("file").filter(version=locked.version).first()
    if known is not None:
        if locked.submitted_at is not None or not is_outdated(known, at=at):
            return known, False
        locked.version += 1
        locked.save(update_fields=["version"])
    number = locked.number
    corrected_on = ""
    if locked.submitted_at is None:
        number = locked.facts.full_number(locked.sequence, locked.channel)
    elif at > locked.submitted_at and locked.printed_forms.exists():
        corrected_on = f"{timezone.localdate(at):%d.%m.%Y}"
    locked.submitted_at = locked.submitted_at or at  # it is printed by the law that it will go by
    kept = PrintedForm.objects.create(
        application=locked,
        version=locked.version,
        fields=fields_of(locked, number=number) | {"corrected_on": corrected_on},
        dated_on=timezone.localdate(locked.submitted_at),
    )
    return kept, True


def _make(form: PrintedForm, *, by: User | None, at: datetime) -> PrintedForm:
    """Make the file unless it is there; two that make it at once leave one."""
    if form.file is not None:
        return form
    pdf = _print(form.fields, dated_on=form.dated_on)
    with transaction.atomic():
        locked = PrintedForm.objects.select_for_update().select_related("application__owner").get(pk=form.pk)
        if locked.file is not None:
            return locked
        locked.file = store_made(
            content=pdf, name=_file_name(form), kind=PDF, owner=locked.application.owner, at=at
        )
        locked.made_at = at
        locked.save(update_fields=["file", "made_at"])
        journal.record(
            act="form_printed",
            subject=f"application:{locked.application_id}",
            by=by.pk if by else None,
            at=at,
            details={"version": locked.version, "form": form.fields["form"], "sha256": locked.file.sha256},
        )
    return locked


def _file_name(form: PrintedForm) -> str:
    corrected_on = form.fields["corrected_on"]
    corrected = f" с исправлениями от {corrected_on}" if corrected_on else ""
    return f"Заявка {form.fields['number'].replace('/', '-')}{corrected}.pdf"


def _print(fields: Fields, *, dated_on: date, draft: bool = False, stamp: Stamp | None = None) -> bytes:
    data: dict[str, Any] = {
        "title": f"Заявка № {fields['number']}",
        "dated_at": dated_on,
        "draft": draft,
        "corrected_on": "",
        "stamp": stamp.fields() if stamp else None,
    }
    edition = form_at(fields["form"], law_at(dated_on))
    return render(f"{_TEMPLATES}/{edition.template}.typ", data | fields)
