"""The seven steps: every button first keeps what was typed and chosen, then does what it says."""

from collections.abc import Mapping
from typing import cast
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from kabinet.applicants.services import prefill
from kabinet.applications.asked.beginning import named_by_choice
from kabinet.applications.asked.facts import facts_of
from kabinet.applications.asked.steps import STEPS, STEPS_BY_SLUG, Step
from kabinet.applications.asked.usual import usual_answers, with_usual
from kabinet.applications.content.completeness import missing
from kabinet.applications.content.suppliers import presumed_answers
from kabinet.applications.models import Application
from kabinet.applications.submission.services import (
    AlreadySubmitted,
    AnswersTooLong,
    ProcessingWithdrawn,
    TooManyDrafts,
    start_draft,
)
from kabinet.cabinet.access import ApplicantRequest, mine_or_404, preparing
from kabinet.cabinet.begun import answers_for, begun_in
from kabinet.cabinet.wizard.desk import OWN
from kabinet.core.errors import DomainError
from kabinet.core.ids import new_id, read_id
from kabinet.filling.documents import Refusals, attach_documents
from kabinet.filling.forms import form_of_answers, in_page
from kabinet.filling.going import hold_at_contradiction, lead_on, page_of_step, pressed
from kabinet.filling.parts import parts_of, reasons_of
from kabinet.filling.saving import keep_step, posted_form, saved_by_itself
from kabinet.filling.stepper import tabs
from kabinet.law.editions import law_at
from kabinet.ui.forms import QuestionForm


@preparing
def new(request: HttpRequest) -> HttpResponse:
    """The first step before a draft exists; its first «Далее» makes the draft, once for one opened page."""
    request = cast("ApplicantRequest", request)
    first, applicant = STEPS[0], request.party.applicant
    law = law_at(timezone.localdate())
    known = answers_for(applicant, begun_in(request), email=request.user.login)
    answers = with_usual(known, applicant.kind, law, given=presumed_answers())
    questions = first.questions_for(applicant.kind, law)
    if request.method != "POST":
        form = form_of_answers(questions, answers)
        return _show_new(request, form, draft_id=str(new_id()))
    form = QuestionForm(in_page(questions), answers=answers, data=request.POST)
    draft_id = read_id(request.POST.get("draft_id")) or new_id()
    try:
        application = start_draft(
            draft_id=draft_id,
            applicant=applicant,
            answers={**known, **form.raw()},
            passed=first,
            at=timezone.now(),
        )
    except (TooManyDrafts, AnswersTooLong, ProcessingWithdrawn) as refusal:
        form.add_error(None, str(refusal))
        return _show_new(request, form, draft_id=str(draft_id), status=409)
    except DomainError:
        raise Http404 from None
    return _go_on(request, application, first, form)


def _show_new(
    request: ApplicantRequest, form: QuestionForm, *, draft_id: str, status: int = 200
) -> HttpResponse:
    drafts = Application.objects.of(request.party.owner).drafts().latest_first()[:5]
    kind, law = request.party.applicant.kind, law_at(timezone.localdate())
    context = {
        "step": STEPS[0],
        "step_number": 1,
        "stepper": tabs(OWN, STEPS[0], None),
        "form": form,
        "parts": parts_of(form, {}),
        "reasons": reasons_of(
            STEPS[0].questions_for(kind, law), form.answers, facts_of(form.answers, kind, law)
        ),
        "draft_id": draft_id,
        "drafts": drafts,
    }
    return render(request, "cabinet/wizard/step.html", context, status=status)


@preparing
def step(request: HttpRequest, pk: UUID, slug: str) -> HttpResponse:
    """One step of a draft. `go` says what the pressed button does after everything is kept."""
    request = cast("ApplicantRequest", request)
    current = STEPS_BY_SLUG.get(slug)
    if current is None:
        raise Http404
    application = mine_or_404(request, pk)
    if not application.is_draft:
        return already_submitted(request, application)
    if request.method != "POST":
        return _show_step(request, application, current)

    form = posted_form(request, application, current)
    try:
        application = keep_step(request, application, current, form, by=request.party.owner)
        refused = attach_documents(request, application, by=request.party.owner)
    except AlreadySubmitted:
        return already_submitted(request, application)
    except AnswersTooLong as refusal:
        form.add_error(None, str(refusal))
        return _show_step(request, application, current, form=form, status=422)
    if refused:
        return _show_step(request, application, current, refused=refused)
    return _go_on(request, application, current, form)


def known_answers(request: ApplicantRequest, application: Application) -> Mapping[str, str]:
    """The answers that were given elsewhere: in the profile, on «С чего начать», or put down as usual."""
    kind, law = application.applicant_kind, application.law
    usual = usual_answers(application.answers, kind, law, given=presumed_answers())
    return {**prefill(request.party.applicant), **named_by_choice(application.answers), **usual}


def _show_step(
    request: ApplicantRequest,
    application: Application,
    current: Step,
    *,
    refused: Refusals | None = None,
    form: QuestionForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """The step as it is kept, or with `form` as it was sent and refused."""
    context = page_of_step(
        OWN,
        application,
        current,
        missing(application),
        form=form,
        refused=refused,
        known=known_answers(request, application),
        asked_for=request.GET.dict(),
    )
    page = "last_step" if current is STEPS[-1] else "step"
    return render(request, f"cabinet/wizard/{page}.html", context, status=status)


def _go_on(
    request: ApplicantRequest, application: Application, current: Step, form: QuestionForm
) -> HttpResponse:
    """Do what the pressed button says; Enter in a field presses «Далее»."""
    go = pressed(request)
    if go == "autosave":
        return saved_by_itself(application, form)
    if held := hold_at_contradiction(OWN, request, application, current, form, go=go):
        return held
    if go == "save":
        messages.success(
            request, f"Черновик {application.number} сохранён. Продолжить можно с любого устройства."
        )
        return redirect("applications")
    return lead_on(OWN, request, application, current, form, go=go)


def already_submitted(request: ApplicantRequest, application: Application) -> HttpResponse:
    """Lead a page that was opened before the submission to the application as it stands."""
    application.refresh_from_db()
    if request.method == "POST" and request.POST.get("go") in ("submit", "sign"):
        return redirect("application_submitted", application.pk)
    if request.method == "POST":
        messages.info(
            request, f"Заявка {application.number} уже подана: изменить её нельзя, но можно написать по ней."
        )
    return redirect("application", application.pk)
