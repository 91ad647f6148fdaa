"""«С чего начать»: what a person needs to know before any account, on one address that may be passed on."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.csp import CSP
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_http_methods, require_safe

from kabinet.applications.asked.appliances import APPLIANCES, MOST, Load, load_of
from kabinet.applications.asked.beginning import QUESTIONS, Beginning, What, WhatFor, begun
from kabinet.applications.content.advice import advice_of
from kabinet.applications.submission.services import AnswersTooLong, ProcessingWithdrawn, TooManyDrafts
from kabinet.cabinet.begun import (
    applicant_of,
    applicants_told,
    begin_draft,
    begun_in,
    form_address,
    login_address,
    registration_address,
    told,
)
from kabinet.cabinet.views.consumers import KEPT_FOR
from kabinet.law.editions import law_at
from kabinet.ui.forms import QuestionForm

_NAMES = {question.name for question in QUESTIONS}
_USUAL = {"what": What.NEW.value, "purpose": WhatFor.HOUSE.value}
"""What is chosen beforehand: most come for a first connection, of a house."""
_COUNT, _CHANGE = "count", "change"
"""The button of the calculator; the link back to the questions from their answers."""


@login_not_required
@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """The questions, or what follows from their answers: one address, so that it can be sent on."""
    return _page(request, "start/start.html")


@login_not_required
@require_safe
@xframe_options_exempt
def start_embed(request: HttpRequest) -> HttpResponse:
    """The same inside a page of the operator's site: nothing of a visitor, and its links leave the frame."""
    policy: dict[str, Any] = {**settings.SECURE_CSP, "frame-ancestors": settings.EMBED_SITES or [CSP.NONE]}
    framed = csp_override(policy)
    return framed(partial(_page, template="start/embed.html", embedded=True))(request)


@login_not_required
@require_http_methods(["GET", "POST"])
def start_apply(request: HttpRequest) -> HttpResponse:
    """«Подать заявку» with the answers: into a draft at once, the form, or registration, whoever presses."""
    beginning = begun_in(request)
    if beginning is None:
        return redirect("start")
    applicant = applicant_of(request)
    if applicant is None:
        return redirect(registration_address(beginning))
    if request.method == "GET":
        return redirect(form_address(beginning))
    try:
        draft = begin_draft(applicant, beginning, at=timezone.now())
    except (TooManyDrafts, AnswersTooLong, ProcessingWithdrawn) as refusal:
        messages.error(request, str(refusal))
        return redirect("applications")
    return redirect("application", draft.pk)


def _page(request: HttpRequest, template: str, *, embedded: bool = False) -> HttpResponse:
    load = load_of(_counts(request.GET)) if _COUNT in request.GET else None
    form = _form(request.GET, load)
    beginning = _answered(request, form)
    if beginning and request.GET.urlencode() != beginning.query and _CHANGE not in request.GET:
        return redirect(f"{request.path}?{beginning.query}")
    anonymous = embedded or not request.user.is_authenticated
    context: dict[str, Any] = {"is_for_all": anonymous, "embedded": embedded}
    if beginning and _CHANGE not in request.GET:
        context |= _told(request, beginning, embedded=embedded)
    else:
        fields = {question.name: form[question.name] for question in form.questions}
        context |= {"form": form, "fields": fields, "load": load, "appliances": _appliances(request.GET)}
    response = render(request, template, context)
    if anonymous:
        response["Cache-Control"] = KEPT_FOR
    return response


def _form(said: Mapping[str, str], load: Load | None) -> QuestionForm:
    """The form, which demands an answer to each question, but not while the power is only counted."""
    answered = _NAMES & set(said)
    given = {**_USUAL, **{name: said[name] for name in answered}}
    if load is not None:
        # The count stands in the field in the place of what stood there.
        return QuestionForm(QUESTIONS, answers={**given, "power": f"{load.at_once:f}".replace(".", ",")})
    if _COUNT in said or _CHANGE in said or not answered:
        return QuestionForm(QUESTIONS, answers=given)
    return QuestionForm(QUESTIONS, data=said, demand=True)


def _answered(request: HttpRequest, form: QuestionForm) -> Beginning | None:
    """What was answered, if all of it was."""
    if not form.is_bound:
        return begun_in(request) if _CHANGE in request.GET else None
    if not form.is_valid() or form.wants_redisplay:
        return None
    return begun({**form.answers, "who": request.GET.get("who", "")})


def _told(request: HttpRequest, beginning: Beginning, *, embedded: bool) -> dict[str, Any]:
    applicant = None if embedded else applicant_of(request)
    kind = applicant.kind if applicant else beginning.applicant
    advice = advice_of(beginning.answers(kind), kind, law_at(timezone.localdate()))
    return {
        "beginning": beginning,
        "told": told(beginning),
        "advice": advice,
        "papers": [paper for paper in advice.papers if paper.required],
        "wished": [paper for paper in advice.papers if not paper.required],
        "applicants": [] if applicant else applicants_told(beginning),
        "is_applicant": applicant is not None,
        "login_url": login_address(beginning),
    }


def _counts(said: Mapping[str, str]) -> dict[str, int]:
    typed = {one.code: said.get(one.name, "").strip() for one in APPLIANCES}
    return {code: min(int(text), MOST) for code, text in typed.items() if text.isdecimal() and len(text) < 4}


def _appliances(said: Mapping[str, str]) -> list[dict[str, Any]]:
    return [{"one": one, "typed": said.get(one.name, "")[:3]} for one in APPLIANCES]
