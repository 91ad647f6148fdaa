"""Keeping what a step's page posted."""

import json
from typing import Any

from django.utils import timezone

from kabinet.applications.asked.steps import STEPS_BY_SLUG, Step
from kabinet.applications.models import Application
from kabinet.applications.submission.services import save_step
from kabinet.cabinet.access import ApplicantRequest
from kabinet.cabinet.documents import Refusals, attach_documents
from kabinet.ui.forms import QuestionForm


def posted_form(request: ApplicantRequest, application: Application, step: Step) -> QuestionForm:
    """The step's form as it was posted."""
    questions = step.questions_for(application.applicant_kind, application.law)
    return QuestionForm(questions, answers=application.answers, data=request.POST)


def base_of(step: Step, application: Application) -> str:
    """The answers with which a page of the step is shown; the page posts them back as `base`."""
    questions, answers = step.questions_for(application.applicant_kind, application.law), application.answers
    return json.dumps({q.name: answers[q.name] for q in questions if q.name in answers})


def changed_answers(request: ApplicantRequest, form: QuestionForm) -> dict[str, Any]:
    """What the person changed in the page: another tab's later answers to other questions stay."""
    try:
        base = json.loads(request.POST.get("base", ""))
    except ValueError:
        base = {}
    if not isinstance(base, dict):
        base = {}
    return {name: raw for name, raw in form.raw().items() if name not in base or base[name] != raw}


def keep_posted(request: ApplicantRequest, application: Application) -> Refusals:
    """Keep the answers and the files of whichever step's page was posted. Raises AlreadySubmitted."""
    step = STEPS_BY_SLUG.get(request.POST.get("step", ""))
    if step is not None:
        form = posted_form(request, application, step)
        raw = changed_answers(request, form)
        save_step(application=application, step=step, raw=raw, by=request.user, at=timezone.now())
    return attach_documents(request, application)
