"""The page of a step and where its buttons lead."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseRedirect
from django.shortcuts import redirect

from kabinet.applications.asked.steps import DOCUMENTS, STEPS, STEPS_BY_SLUG, Step
from kabinet.applications.content.completeness import Gap, Lack, missing
from kabinet.applications.models import Application
from kabinet.filling.desk import Desk
from kabinet.filling.documents import Refusals, slots
from kabinet.filling.forms import form_of_answers
from kabinet.filling.parts import parts_of, reasons_of, reasons_of_documents
from kabinet.filling.route import neighbour, to_visit
from kabinet.filling.saving import base_of
from kabinet.filling.stepper import shown_gaps, tabs
from kabinet.ui.forms import QuestionForm
from kabinet.ui.rows import rows_anchor

CHECK = "check"
"""Where «Далее» leads from the last step, and what a button may name."""
LEAVING = "leaving"
"""The parameter of a step's address: which button was pressed while its answers contradict each other."""


def page_of_step(
    desk: Desk,
    application: Application,
    step: Step,
    gaps: list[Gap],
    *,
    form: QuestionForm | None = None,
    refused: Refusals | None = None,
    known: Mapping[str, str] | None = None,
    asked_for: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """What the page of a step shows: as it is kept, or with `form` as it was sent and refused.

    `known`: answers that were given elsewhere. `asked_for`: the parameters of the address.
    """
    asked_for = asked_for or {}
    questions = step.questions_for(application.applicant_kind, application.law)
    form = form or form_of_answers(questions, application.answers)
    page: dict[str, Any] = {
        "application": application,
        "desk": desk,
        "number": application.number,
        "step": step,
        "step_number": STEPS.index(step) + 1,
        "stepper": tabs(desk, step, application, gaps),
        "form": form,
        "base": base_of(step, application),
        "autosave_url": desk.step_url(application, step.slug),
        "saved_at": application.updated_at,
        "reasons": reasons_of(questions, application.answers, application.facts),
    }
    if desk.guides:
        page["parts"] = parts_of(form, known or {}, opened="all" in asked_for)
        page["leaving"] = asked_for.get(LEAVING, "")
        told = contradicting(step, gaps) if page["leaving"] else []
        page["told"] = shown_gaps(desk, application, told)
    if step.slug == DOCUMENTS and desk.guides:
        page["reasons"] += reasons_of_documents(application)
    if step.slug == DOCUMENTS:
        page["slots"] = slots(desk, application, refused)
        page["more_open"] = "all" in asked_for
    return page


def contradicting(step: Step, gaps: list[Gap]) -> list[Gap]:
    """The answers of the step that cannot be true together."""
    return [gap for gap in gaps if gap.step == step.slug and gap.lack is Lack.CONTRADICTS]


def pressed(request: HttpRequest, *, main: str = "next") -> str:
    """The button that was pressed; Enter in a field presses the `main` one."""
    return request.POST.get("leave") or request.POST.get("go") or main


def lead_on(
    desk: Desk, request: HttpRequest, application: Application, step: Step, form: QuestionForm, *, go: str
) -> HttpResponseRedirect:
    """Lead where «Далее», «Назад», a tab or a button of rows leads, once everything is kept."""
    if form.revealed and not form.restructured and go == "next":
        messages.info(request, "Сохранено. Для вашего ответа появились ещё вопросы — ответьте на них.")
    if form.restructured:
        return redirect(desk.step_url(application, step.slug) + rows_anchor(request.POST))
    return redirect(_destination(desk, application, step, form, go))


def hold_at_contradiction(
    desk: Desk, request: HttpRequest, application: Application, step: Step, form: QuestionForm, *, go: str
) -> HttpResponseRedirect | None:
    """Tell what contradicts itself before the person leaves, once: everything is kept already."""
    if form.restructured or form.revealed or "leave" in request.POST:
        return None
    if not contradicting(step, missing(application)):
        return None
    button = go if go in (*STEPS_BY_SLUG, CHECK, "back", "save") else "next"
    return redirect(f"{desk.step_url(application, step.slug)}?{LEAVING}={button}#told")


def _destination(desk: Desk, application: Application, step: Step, form: QuestionForm, go: str) -> str:
    """The page to open next: a tab and «Назад» always lead away, «Далее» only from answers in order."""
    if go in STEPS_BY_SLUG:
        return desk.step_url(application, go)
    if go == CHECK and desk.guides:
        return desk.check_url(application)
    if go != "back" and (form.errors or form.revealed):
        return desk.step_url(application, step.slug)
    return neighbouring_url(desk, application, step, -1 if go == "back" else 1)


def neighbouring_url(desk: Desk, application: Application, step: Step | None, offset: int) -> str:
    """The page before or after a step; those that ask nothing are passed over. `step`: None for the check."""
    if not desk.guides:
        here = step or STEPS[-1]
        return desk.step_url(application, (neighbour(here, offset) or here).slug)
    if step is None:
        return desk.step_url(application, DOCUMENTS)
    found = to_visit(application, missing(application), after=step, offset=offset)
    if found is None and offset > 0:
        return desk.check_url(application)
    return desk.step_url(application, (found or step).slug)


def first_url(desk: Desk, application: Application) -> str:
    """Where the filling goes on: the first step that lacks something, or the check of the whole."""
    gaps = missing(application)
    if gaps:
        return desk.step_url(application, gaps[0].step)
    return desk.check_url(application)
