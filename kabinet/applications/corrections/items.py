"""What a specialist asked for, item by item: what is still needed, what is ready, what was brought."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from kabinet.accounts.models import User
from kabinet.applications.corrections.answers import opened
from kabinet.applications.corrections.brought import AWAITED_IN, Brought, asked_points, brought_of
from kabinet.applications.corrections.points import answers_of
from kabinet.applications.corrections.requests import open_request
from kabinet.applications.course.transitions import ApplicationNotFound, lock
from kabinet.applications.models import Application, BroughtItem
from kabinet.applications.models.corrections import CorrectionRequest
from kabinet.applications.rules.states import State
from kabinet.applications.submission.replying import reply_to_application
from kabinet.core import journal
from kabinet.core.channels import Channel
from kabinet.core.errors import DomainError
from kabinet.core.questions import is_empty
from kabinet.core.values import storable


class ItemState(StrEnum):
    """How far an item is, in the applicant's eyes."""

    NEEDED = "ещё нужно"
    CORRECTED = "исправлено"
    ATTACHED = "приложено"
    BROUGHT = "принесено в офис"
    POSTED = "отправлено почтой"
    CAME = "принято на бумаге"
    ANSWERED = "отвечено"


@dataclass(frozen=True, slots=True)
class AskedItem:
    """One thing asked for: `name` is of its field on the page of corrections, «» for a point in words."""

    name: str
    title: str
    state: ItemState
    paper: bool
    """Whether it is a document that may come on paper now: an answer is corrected in the cabinet."""
    brought: Brought | None = None

    @property
    def is_needed(self) -> bool:
        """Whether the applicant still has to do something about it."""
        return self.state is ItemState.NEEDED

    @property
    def tone(self) -> str:
        """The tone of its badge."""
        done = self.state in {ItemState.CAME, ItemState.ANSWERED}
        return "warning" if self.is_needed else "success" if done else "info"

    @property
    def may_be_brought(self) -> bool:
        """Whether it may be said that it was brought."""
        return self.is_needed and self.paper

    @property
    def anchor(self) -> str:
        """The id of its field on the page of corrections."""
        return self.name if self.name.startswith("document-") else f"id_{self.name}"


@dataclass(frozen=True, slots=True, kw_only=True)
class BringingWord:
    """What the applicant says: which items, by which way, on which day, where exactly."""

    titles: Sequence[str]
    way: Channel
    on: date
    place: str


class BroughtRefused(DomainError):
    """The word cannot be taken; `field` is the input it belongs to."""

    def __init__(self, field: str, text: str) -> None:
        self.field = field
        super().__init__(text)


def asked_items(application: Application) -> list[AskedItem]:
    """Every item of the request that still runs, in its order; empty when nothing is asked for."""
    said = {one.row.title: one for one in brought_of(application)}
    if request := open_request(application):
        return _of_corrections(application, request, said)
    answers = answers_of(application) if application.state in AWAITED_IN else {}
    if application.state != State.AWAITING_DOCUMENTS and not answers:
        return []
    points = (
        AskedItem("", point, ItemState.ANSWERED if point in answers else ItemState.NEEDED, paper=True)
        for point in asked_points(application)
    )
    return [item if item.state is ItemState.ANSWERED else _document(item, said) for item in points]


def left_of(items: Sequence[AskedItem]) -> tuple[int, int]:
    """How many items are still needed, of how many."""
    return sum(item.is_needed for item in items), len(items)


@transaction.atomic
def tell_brought(
    *, application: Application, word: BringingWord, by: User, person: User, at: datetime, token: UUID
) -> list[BroughtItem]:
    """Keep the word of the owner `by`, given by `person`, and tell the specialist; no term changes.

    A repeated `token` keeps nothing more. Raises ApplicationNotFound, BroughtRefused.
    """
    locked = lock(application)
    if locked.owner_id != by.pk or locked.thread is None:
        raise ApplicationNotFound
    if locked.thread.messages.filter(token=token).exists():
        return []
    possible = {item.title for item in asked_items(locked) if item.may_be_brought}
    titles = [title for title in word.titles if title in possible]
    if locked.state not in AWAITED_IN or not titles or len(titles) < len(word.titles):
        raise BroughtRefused("titles", "Запрос изменился: отметьте заново, что вы принесли.")
    if word.on > timezone.localdate(at):
        raise BroughtRefused("on", "Этот день ещё не наступил: сообщите, когда принесёте или отправите.")
    if word.on < timezone.localdate(locked.submitted_at):
        raise BroughtRefused("on", "Этот день раньше подачи заявки.")
    rows = [
        BroughtItem(
            application=locked, title=title, way=word.way, on=word.on,
            place=storable(word.place).strip(), said_by=person, said_at=at,
        )
        for title in titles
    ]  # fmt: skip
    BroughtItem.objects.bulk_create(rows)
    listed = "\n".join(f"– {title}" for title in titles)
    how = rows[0].how
    text = f"{how[0].upper()}{how[1:]}, {word.on:%d.%m.%Y}:\n{listed}"
    reply_to_application(application=locked, by=by, text=text, files=(), token=token, at=at)
    _record("application_brought", locked, by, at, len(titles))
    return rows


@transaction.atomic
def take_brought_back(
    *, application: Application, pk: UUID, by: User, at: datetime, token: UUID
) -> BroughtItem | None:
    """Take a word back and tell the specialist; once taken back, or looked at already, nothing happens.

    Raises ApplicationNotFound.
    """
    locked = lock(application)
    if locked.owner_id != by.pk:
        raise ApplicationNotFound
    row = next((one.row for one in brought_of(locked) if one.row.pk == pk and not one.confirmed), None)
    if row is None:
        return None
    row.taken_back_at = at
    row.save(update_fields=["taken_back_at"])
    text = f"На самом деле ещё не {row.how}:\n– {row.title}"
    reply_to_application(application=locked, by=by, text=text, files=(), token=token, at=at)
    _record("application_brought_back", locked, by, at, 1)
    return row


def _of_corrections(
    application: Application, request: CorrectionRequest, said: Mapping[str, Brought]
) -> list[AskedItem]:
    now, awaited = opened(application, request), application.state in AWAITED_IN
    uploaded = {upload.kind for upload in request.uploads.all()}
    items = []
    for question in now.questions:
        answer = request.answers.get(question.name)
        changed = not is_empty(answer) and answer != application.answers.get(question.name)
        ready = ItemState.CORRECTED if changed else ItemState.NEEDED
        items.append(AskedItem(question.name, question.label, ready, paper=False))
    for kind in now.documents:
        ready = ItemState.ATTACHED if kind.code in uploaded else ItemState.NEEDED
        items.append(_document(AskedItem(kind.name, kind.title, ready, paper=awaited), said))
    return items


def _document(item: AskedItem, said: Mapping[str, Brought]) -> AskedItem:
    """The item with the applicant's word of it, if there is one."""
    brought = said.get(item.title)
    if brought is None:
        return item
    word = ItemState.POSTED if brought.row.way == Channel.POST else ItemState.BROUGHT
    return replace(item, state=ItemState.CAME if brought.confirmed else word, brought=brought)


def _record(act: str, application: Application, by: User, at: datetime, count: int) -> None:
    journal.record(
        act=act,
        subject=f"application:{application.pk}",
        by=by.pk,
        at=at,
        details={"number": application.number, "count": count},
    )
