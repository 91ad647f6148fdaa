"""The page of a step and where its buttons lead."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseRedirect
from django.shortcuts import redirect

from kabinet.applications.asked.steps import STEPS, STEPS_BY_SLUG, Step
from kabinet.applications.content.completeness import Gap
from kabinet.applications.content.summary import summarise
from kabinet.applications.models import Application
from kabinet.filling.desk import Desk
from kabinet.filling.documents import Refusals, slots
from kabinet.filling.forms import form_of_answers
from kabinet.filling.saving import base_of
from kabinet.filling.stepper import neighbour, tabs
from kabinet.ui.forms import QuestionForm
from kabinet.ui.rows import rows_anchor


def page_of_step(
    desk: Desk,
    application: Application,
    step: Step,
    gaps: list[Gap],
    *,
    form: QuestionForm | None = None,
    refused: Refusals | None = None,
) -> dict[str, Any]:
    """What the page of a step shows: as it is kept, or with `form` as it was sent and refused."""
    questions = step.questions_for(application.applicant_kind, application.law)
    page = {
        "application": application,
        "desk": desk,
        "number": application.number,
        "step": step,
        "step_number": STEPS.index(step) + 1,
        "stepper": tabs(desk, step, application, gaps),
        "form": form or form_of_answers(questions, application.answers),
        "base": base_of(step, application),
        "autosave_url": desk.step_url(application, step.slug),
        "saved_at": application.updated_at,
    }
    if step is STEPS[-1]:
        page |= {"slots": slots(desk, application, refused), "summary": summarise(application)}
    return page


def lead_on(
    desk: Desk, request: HttpRequest, application: Application, step: Step, form: QuestionForm, *, go: str
) -> HttpResponseRedirect:
    """Lead where «Далее», «Назад», a tab or a button of rows leads, once everything is kept."""
    if form.revealed and not form.restructured and go == "next":
        messages.info(request, "Сохранено. Для вашего ответа появились ещё вопросы — ответьте на них.")
    if form.restructured:
        return redirect(desk.step_url(application, step.slug) + rows_anchor(request.POST))
    return redirect(desk.step_url(application, _destination(go, step, form).slug))


def _destination(go: str, step: Step, form: QuestionForm) -> Step:
    """The step to open next: a tab and «Назад» always lead away, «Далее» only from answers in order."""
    if go in STEPS_BY_SLUG:
        return STEPS_BY_SLUG[go]
    if go == "back":
        return neighbour(step, -1)
    return step if form.errors or form.revealed else neighbour(step, +1)
