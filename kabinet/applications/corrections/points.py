"""A request written in words is answered point by point: each with its own text and files (861, п. 15)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from kabinet.accounts.models import User
from kabinet.applications.corrections.brought import Brought, asked_at, asked_points, brought_of
from kabinet.applications.course.transitions import lock, perform
from kabinet.applications.models import Application
from kabinet.applications.models.corrections import PointAnswer
from kabinet.applications.rules.states import Action
from kabinet.core.values import storable
from kabinet.files.models import StoredFile


@dataclass(frozen=True, slots=True)
class PointReply:
    """What is answered to one point; with neither text nor files the message as a whole answers it."""

    title: str
    text: str
    files: Sequence[StoredFile] = ()


@dataclass(frozen=True, slots=True)
class AnsweredPoint:
    """One point of the last request, with its answer or the word that it was brought, if there is one."""

    title: str
    answer: PointAnswer | None
    brought: Brought | None

    @property
    def state(self) -> str:
        """How far it is, in the specialist's eyes."""
        if self.answer is not None:
            return "отвечено"
        if self.brought is None:
            return "ответа нет"
        return "принято на бумаге" if self.brought.confirmed else self.brought.row.how

    @property
    def tone(self) -> str:
        """The tone of its badge."""
        return "success" if self.answer else "info" if self.brought else "warning"


@transaction.atomic
def supply_points(
    *,
    application: Application,
    replies: Sequence[PointReply],
    comment: str,
    files: Sequence[StoredFile],
    by: User,
    person: User,
    at: datetime,
    token: UUID,
) -> Application:
    """Send the answers of the owner `by`, given by `person`, as one message; each stays with its point.

    `files`: all of them, those of the replies too. A repeated `token` changes nothing. Raises what `perform`
    refuses.
    """
    locked = lock(application)
    repeated = locked.history(manager="every").filter(token=token).exists()
    done = perform(
        application=locked, action=Action.SUPPLY, by=by, at=at, comment=comment, files=files, token=token
    )
    if repeated:
        return done
    for reply in replies:
        text = storable(reply.text).strip()
        row = PointAnswer.objects.create(
            application=done, title=reply.title, text=text, said_by=person, said_at=at
        )
        row.files.set(reply.files)
    return done


def answers_of(application: Application) -> dict[str, PointAnswer]:
    """The answers to the points of the last request, by the point; the later of two."""
    rows = list(application.point_answers.select_related("said_by").prefetch_related("files"))
    since = asked_at(application) if rows else None
    return {row.title: row for row in rows if since is not None and row.said_at >= since}


def answered_points(application: Application) -> list[AnsweredPoint]:
    """The points of the last request, each with what came of it; empty while nothing was answered so."""
    answers = answers_of(application)
    if not answers:
        return []
    said = {one.row.title: one for one in brought_of(application)}
    points = [*asked_points(application)]
    return [AnsweredPoint(point, answers.get(point), said.get(point)) for point in points]
