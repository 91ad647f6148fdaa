"""Keeping what a step's page posted."""

import json
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.utils import timezone

from kabinet.accounts.models import User
from kabinet.applications.asked.steps import STEPS_BY_SLUG, Step
from kabinet.applications.models import Application
from kabinet.applications.submission.services import save_step
from kabinet.core.questions import tidied
from kabinet.filling.documents import Refusals, attach_documents
from kabinet.filling.forms import in_page
from kabinet.ui.forms import QuestionForm


def posted_form(request: HttpRequest, application: Application, step: Step) -> QuestionForm:
    """The step's form as it was posted."""
    questions = step.questions_for(application.applicant_kind, application.law)
    return QuestionForm(in_page(questions), answers=application.answers, data=request.POST)


def base_of(step: Step, application: Application) -> str:
    """The answers with which a page of the step is shown; the page posts them back as `base`."""
    questions, answers = step.questions_for(application.applicant_kind, application.law), application.answers
    return json.dumps({q.name: tidied(q, answers[q.name]) for q in questions if q.name in answers})


def changed_answers(request: HttpRequest, form: QuestionForm) -> dict[str, Any]:
    """What the person changed in the page: another tab's later answers to other questions stay."""
    try:
        base = json.loads(request.POST.get("base", ""))
    except ValueError:
        base = {}
    if not isinstance(base, dict):
        base = {}
    return {name: raw for name, raw in form.raw().items() if name not in base or base[name] != raw}


def saved_by_itself(application: Application, form: QuestionForm) -> JsonResponse:
    """What the script that has saved a page is told: the page's new `base` is all that it has just sent."""
    return JsonResponse({"saved_at": application.updated_at.isoformat(), "base": json.dumps(form.raw())})


def keep_step(
    request: HttpRequest, application: Application, step: Step, form: QuestionForm, *, by: User
) -> Application:
    """Keep the answers of a step's posted form. Raises AlreadySubmitted, AnswersTooLong.

    Whatever button was pressed, the page was left by it; a script that saves by itself leaves nothing.
    """
    passed = request.POST.get("go") != "autosave" and not form.restructured
    raw = changed_answers(request, form)
    return save_step(application=application, step=step, raw=raw, passed=passed, by=by, at=timezone.now())


def keep_posted(request: HttpRequest, application: Application, *, by: User) -> Refusals:
    """Keep the answers and the files of whichever step's page was posted. Raises AlreadySubmitted."""
    step = STEPS_BY_SLUG.get(request.POST.get("step", ""))
    if step is not None:
        keep_step(request, application, step, posted_form(request, application, step), by=by)
    return attach_documents(request, application, by=by)
