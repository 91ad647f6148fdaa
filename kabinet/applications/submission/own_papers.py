"""«Мои документы»: the files that an applicant gave in applications, and giving one once more.

Given again, a file is copied: an application never shares bytes with another, so a deleted draft, a file
taken off or a term of keeping that has run out takes nothing of the others.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from uuid import UUID

from django.db.models import QuerySet

from kabinet.accounts.models import User
from kabinet.applications.content.documents import HEALTH_CONSENT, PAPER
from kabinet.applications.models import Application, Attachment
from kabinet.applications.submission.services import AttachmentRefused, attach_file, own_draft
from kabinet.core.ages import months_since, told_age
from kabinet.core.errors import DomainError
from kabinet.files.models import StoredFile
from kabinet.files.services import store_copy

_LOOKED_THROUGH = 15
"""How many of the newest applications are looked through: an owner may have thousands."""
_NOT_OFFERED = frozenset({"benefit", HEALTH_CONSENT, PAPER})
"""What may tell of health is given to one application, by a consent for it (152-ФЗ, art. 10); a scan of an
application is that application."""
MOST = 200
"""Files that are looked through, the newest: a page and a step that stay short whatever has gathered."""
_OLD_MONTHS = 6
"""From this age on a reader is asked to look whether it is still true. No rule of law: papers of a right
to land are re-registered, powers of attorney end."""
_OLDEST_YEARS = 10
"""A day in a name that is older than this is somebody's birthday."""
_DAYS = (
    re.compile(r"(?<!\d)(?P<d>\d{1,2})[._-](?P<m>\d{1,2})[._-](?P<y>\d{4})(?!\d)"),
    re.compile(r"(?<!\d)(?P<y>\d{4})[._-](?P<m>\d{2})[._-](?P<d>\d{2})(?!\d)"),
)


class PaperNotFound(DomainError):
    """There is no such file among the applicant's documents."""

    def __init__(self) -> None:
        super().__init__("Этого файла среди ваших документов уже нет. Обновите страницу и выберите другой.")


@dataclass(frozen=True, slots=True)
class OwnPaper:
    """A file given before; `written_on` is the day in its name, `given_on` the day on which it first came."""

    attachment: Attachment
    given_on: date
    written_on: date | None

    @property
    def file(self) -> StoredFile:
        """The stored file."""
        return self.attachment.file

    def told(self, today: date) -> str:
        """Its day, which day that is, and its age: «загружен 12.03.2026, вчера»."""
        day = self.written_on or self.given_on
        which = f"от {day:%d.%m.%Y} (день из имени файла)" if self.written_on else f"загружен {day:%d.%m.%Y}"
        return f"{which}, {told_age(day, today)}"

    def is_old(self, today: date) -> bool:
        """Whether its age is a reason to look at it again."""
        return months_since(self.written_on or self.given_on, today) >= _OLD_MONTHS


def papers_of(owner: User, *, beside: Application | None = None) -> list[OwnPaper]:
    """What the applicant gave in applications and drafts, the newest first, the same bytes of a kind once.

    `beside`: without what this application has already, by its bytes.
    """
    taken = {(one.kind, one.file.sha256) for one in beside.attachments.all()} if beside else set()
    papers: dict[tuple[str, str], OwnPaper] = {}
    for attachment in _given(owner)[:MOST]:
        key = attachment.kind, attachment.file.sha256
        if key in taken:
            continue
        given_on = attachment.file.first_given_on
        known = papers.get(key)
        if known is None:
            papers[key] = OwnPaper(attachment, given_on, _day_in(attachment.file.name, given_on))
        elif given_on < known.given_on:
            papers[key] = OwnPaper(known.attachment, given_on, _day_in(known.file.name, given_on))
    return list(papers.values())


def _given(owner: User) -> QuerySet[Attachment]:
    readable = Attachment.objects.exclude(kind__in=_NOT_OFFERED).filter(
        application__in=Application.objects.of(owner).latest_first().values("pk")[:_LOOKED_THROUGH],
        file__scan__in=(StoredFile.Scan.UNCHECKED, StoredFile.Scan.CLEAN),
    )
    return readable.select_related("file", "application").order_by("-added_at", "-id")


def _day_in(name: str, given_on: date) -> date | None:
    """The day that a name tells, if it is a likely day of a document that came on `given_on`."""
    since = date(given_on.year - _OLDEST_YEARS, given_on.month, 1)
    return next((day for day in _days_in(name) if since <= day <= given_on), None)


def _days_in(name: str) -> Iterator[date]:
    for pattern in _DAYS:
        for found in pattern.finditer(name):
            try:
                yield date(int(found["y"]), int(found["m"]), int(found["d"]))
            except ValueError:  # «99.99.2026» is a number of something
                continue


def give_again(
    *, owner: User, paper_id: UUID, keep: Callable[[str, StoredFile], object], at: datetime
) -> StoredFile:
    """Copy a file that `owner` gave before and `keep` the copy with the code of its kind, in one transaction.

    Raises PaperNotFound, what store_copy and `keep` do.
    """
    paper = _given(owner).filter(pk=paper_id).first()
    if paper is None:
        raise PaperNotFound
    return store_copy(file=paper.file, owner=owner, at=at, then=partial(keep, paper.kind))


def attach_again(*, application: Application, paper_id: UUID, by: User, at: datetime) -> StoredFile:
    """Attach a file that was given before to a draft, once however often it is pressed.

    Raises what give_again and attach_file do.
    """

    def attach(kind: str, file: StoredFile) -> None:
        draft = own_draft(application, by)
        if draft.attachments.filter(kind=kind, file__sha256=file.sha256).exists():
            raise AttachmentRefused(f"Файл «{file.name}» уже приложен к этой заявке.")
        attach_file(application=draft, kind=kind, file=file, at=at)

    return give_again(owner=by, paper_id=paper_id, keep=attach, at=at)
