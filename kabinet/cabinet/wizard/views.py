"""The seven steps: every button first keeps what was typed and chosen, then does what it says."""

from typing import cast
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from kabinet.accounts.addresses import client_address
from kabinet.applicants.representation import representative_told
from kabinet.applicants.services import prefill
from kabinet.applications.asked.steps import STEPS, STEPS_BY_SLUG, Step
from kabinet.applications.content.columns import asked_answers
from kabinet.applications.content.completeness import missing
from kabinet.applications.models import Application
from kabinet.applications.papers.signatories import submits_qualified
from kabinet.applications.submission.services import (
    AlreadySubmitted,
    AnswersTooLong,
    NotComplete,
    ProcessingWithdrawn,
    SignatureDemanded,
    TooManyDrafts,
    start_draft,
    submit_application,
)
from kabinet.applications.submission.signing import prepare_document
from kabinet.cabinet.access import ApplicantRequest, mine_or_404, preparing, refuse
from kabinet.cabinet.wizard.desk import OWN
from kabinet.cabinet.wizard.forms import SubmitForm
from kabinet.core.errors import DomainError
from kabinet.core.ids import new_id, read_id
from kabinet.files.services import FileRefused
from kabinet.filling.documents import Refusals, attach_documents
from kabinet.filling.forms import form_of_answers
from kabinet.filling.going import lead_on, page_of_step
from kabinet.filling.saving import keep_step, posted_form
from kabinet.filling.stepper import shown_gaps, tabs
from kabinet.law.editions import law_at
from kabinet.ui.forms import QuestionForm


@preparing
def new(request: HttpRequest) -> HttpResponse:
    """The first step before a draft exists; its first «Далее» makes the draft, once for one opened page."""
    request = cast("ApplicantRequest", request)
    first, applicant = STEPS[0], request.party.applicant
    answers = prefill(applicant, email=request.user.login)
    questions = first.questions_for(applicant.kind, law_at(timezone.localdate()))
    if request.method != "POST":
        form = form_of_answers(questions, answers)
        return _show_new(request, form, draft_id=str(new_id()))
    form = QuestionForm(questions, answers=answers, data=request.POST)
    draft_id = read_id(request.POST.get("draft_id")) or new_id()
    try:
        application = start_draft(
            draft_id=draft_id, applicant=applicant, answers={**answers, **form.raw()}, at=timezone.now()
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
    context = {
        "step": STEPS[0],
        "step_number": 1,
        "stepper": tabs(OWN, STEPS[0], None),
        "form": form,
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
        return _already_submitted(request, application)
    if request.method != "POST":
        return _show_step(request, application, current)

    form = posted_form(request, application, current)
    try:
        application = keep_step(request, application, current, form, by=request.party.owner)
        refused = attach_documents(request, application, by=request.party.owner)
    except AlreadySubmitted:
        return _already_submitted(request, application)
    except AnswersTooLong as refusal:
        form.add_error(None, str(refusal))
        return _show_step(request, application, current, form=form, status=422)
    if refused:
        return _show_step(request, application, current, refused=refused)
    return _go_on(request, application, current, form)


def _show_step(
    request: ApplicantRequest,
    application: Application,
    current: Step,
    *,
    refused: Refusals | None = None,
    submit_form: SubmitForm | None = None,
    form: QuestionForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """The step as it is kept, or with `form` as it was sent and refused."""
    gaps = missing(application)
    context = page_of_step(OWN, application, current, gaps, form=form, refused=refused)
    if current is not STEPS[-1]:
        return render(request, "cabinet/wizard/step.html", context, status=status)
    context |= {
        "demanded": submits_qualified(application),
        "representative": representative_told(
            asked_answers(application.answers, application.applicant_kind, application.law)
        ),
        "gaps": shown_gaps(OWN, application, gaps),
        "refused": request.method == "GET" and "unready" in request.GET,
        "submit_form": submit_form or SubmitForm(initial={"consent": request.POST.get("consent")}),
    }
    return render(request, "cabinet/wizard/last_step.html", context, status=status)


def _go_on(
    request: ApplicantRequest, application: Application, current: Step, form: QuestionForm
) -> HttpResponse:
    """Do what the pressed button says; Enter in a field presses the main one."""
    last = current is STEPS[-1]
    go = request.POST.get("go") or (_main_button(application) if last else "next")
    if go == "autosave":
        return JsonResponse({"saved_at": application.updated_at.isoformat()})
    if go in {"submit", "sign"} and not request.party.acts:
        return refuse(request, request.party)
    if last and go in _BUTTONS_OF_LAST_STEP:
        return _BUTTONS_OF_LAST_STEP[go](request, application)
    if go == "save":
        messages.success(
            request, f"Черновик {application.number} сохранён. Продолжить можно с любого устройства."
        )
        return redirect("applications")
    return lead_on(OWN, request, application, current, form, go=go)


def _main_button(application: Application) -> str:
    return "sign" if submits_qualified(application) else "submit"


def _submit(request: ApplicantRequest, application: Application) -> HttpResponse:
    form = SubmitForm(request.POST)
    if form.asks_another_code:
        return _show_step(request, application, STEPS[-1], submit_form=form)
    if missing(application):
        return _show_missing(application)
    if not form.is_valid():
        return _show_step(request, application, STEPS[-1], submit_form=form)
    try:
        submit_application(
            application=application,
            by=request.party.owner,
            at=timezone.now(),
            address=client_address(request),
            user_agent=request.headers.get("User-Agent", ""),
        )
    except NotComplete:
        return _show_missing(application)
    except SignatureDemanded as refusal:
        messages.error(request, str(refusal))
        return redirect("wizard_step", application.pk, STEPS[-1].slug)
    return redirect("application_submitted", application.pk)


def _sign(request: ApplicantRequest, application: Application) -> HttpResponse:
    """Freeze the document and lead to the page on which it is signed; the picture's code is not asked."""
    form = SubmitForm(request.POST)
    if "consent" in form.errors:
        form.errors.pop("code", None)
        return _show_step(request, application, STEPS[-1], submit_form=form)
    try:
        prepare_document(application=application, by=request.party.owner, at=timezone.now())
    except NotComplete:
        return _show_missing(application)
    except FileRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("wizard_step", application.pk, STEPS[-1].slug)
    return redirect(f"{reverse('application_sign', args=[application.pk])}?consent=on")


def _show_missing(application: Application) -> HttpResponse:
    """Lead to the list of what is missing, which says it: a message would outlive what it is about."""
    return redirect(f"{reverse('wizard_step', args=[application.pk, STEPS[-1].slug])}?unready=1#missing")


def _preview(_request: ApplicantRequest, application: Application) -> HttpResponse:
    return redirect("application_preview", application.pk)


_BUTTONS_OF_LAST_STEP = {"submit": _submit, "sign": _sign, "preview": _preview}


def _already_submitted(request: ApplicantRequest, application: Application) -> HttpResponse:
    application.refresh_from_db()
    if request.method == "POST" and request.POST.get("go") in ("submit", "sign"):
        return redirect("application_submitted", application.pk)
    if request.method == "POST":
        messages.info(
            request, f"Заявка {application.number} уже подана: изменить её нельзя, но можно написать по ней."
        )
    return redirect("application", application.pk)
