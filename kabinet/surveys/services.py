"""Asking, answering and correcting: nobody has to, and nothing depends on it."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from kabinet.accounts.models import User
from kabinet.appeals.models import Appeal
from kabinet.appeals.states import State as AppealState
from kabinet.applications.models import Application
from kabinet.applications.rules.states import State
from kabinet.core import journal
from kabinet.core.errors import DomainError
from kabinet.core.values import plain_text
from kabinet.surveys.models import HIGHEST, LONGEST_TEXT, LOWEST, MARKS, Survey

CORRECTABLE_FOR = timedelta(days=7)
"""How long after the first answer its author may put it otherwise."""
ASKED_AFTER = {
    Appeal: (AppealState.ANSWERED, AppealState.CLOSED),
    Application: (State.COMPLETED,),
}

type Surveyed = Appeal | Application


class SurveyRefused(DomainError):
    """The answers cannot be taken; `field` says which, "" for all of them."""

    def __init__(self, text: str, field: str = "") -> None:
        self.field = field
        super().__init__(text)


def survey_of(case: Surveyed) -> Survey | None:
    """What its applicant has answered about the case."""
    return Survey.objects.filter(**_about(case)).first()


def is_asked(case: Surveyed) -> bool:
    """Whether there is something to judge: the appeal is answered, the connection is made."""
    return case.state in ASKED_AFTER[type(case)]


def shown_survey(case: Surveyed) -> Survey | None:
    """The same for the pages of the case, which ask the database only when there may be one to show."""
    return survey_of(case) if is_asked(case) else None


def is_open(case: Surveyed, survey: Survey | None, at: datetime) -> bool:
    """Whether the questionnaire may be answered now, or put otherwise."""
    if survey is None:
        return is_asked(case)
    return at < correctable_until(survey)


def correctable_until(survey: Survey) -> datetime:
    """Until when its author may change it."""
    return survey.answered_at + CORRECTABLE_FOR


@transaction.atomic
def answer_survey(
    *, case: Surveyed, marks: Mapping[str, int | None], text: str, by: User, at: datetime
) -> Survey:
    """Keep what the applicant `by` answers about their case, in the place of what they answered before.

    Raises SurveyRefused.
    """
    # The author's row is locked, so that two windows do not answer at once.
    User.objects.select_for_update().get(pk=by.pk)
    if case.owner_id != by.pk:
        raise SurveyRefused("Анкета не найдена.")
    survey, said = survey_of(case), plain_text(text)
    if not is_open(case, survey, at):
        raise SurveyRefused("Анкету уже нельзя изменить." if survey else "Анкета откроется после ответа.")
    given = {name: marks.get(name) for name in MARKS}
    _check(given, said)
    if survey is None:
        survey = Survey(owner=by, on=timezone.localdate(at), answered_at=at, **_about(case))
    else:
        survey.changed_at = at
    for name, mark in given.items():
        setattr(survey, name, mark)
    survey.text = said
    survey.save()
    journal.record(
        act="survey.changed" if survey.changed_at else "survey.answered",
        subject=f"{'appeal' if isinstance(case, Appeal) else 'application'}:{case.pk}",
        by=by.pk,
        at=at,
        details={"number": case.number, **given},
    )
    return survey


def _about(case: Surveyed) -> dict[str, Surveyed]:
    return {"appeal" if isinstance(case, Appeal) else "application": case}


def _check(marks: Mapping[str, int | None], text: str) -> None:
    for name, mark in marks.items():
        if mark is not None and not LOWEST <= mark <= HIGHEST:
            raise SurveyRefused(f"Оценка — от {LOWEST} до {HIGHEST}.", name)
    if len(text) > LONGEST_TEXT:
        raise SurveyRefused(f"Слишком длинно: не больше {LONGEST_TEXT} знаков.", "text")
    if not text and all(mark is None for mark in marks.values()):
        raise SurveyRefused("Поставьте хотя бы одну оценку или напишите несколько слов.")
