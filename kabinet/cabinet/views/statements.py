"""The document of an act, and its signature by which the act is made."""

from typing import cast
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.csp import csp_override

from kabinet.applications.course.guards import TooLate, TransitionImpossible
from kabinet.applications.models import ApplicantStatement, Application
from kabinet.applications.papers.statements import waiting_statement
from kabinet.applications.submission.signing import PowerNeeded
from kabinet.applications.submission.statements import StatementOutdated, make_signed_act
from kabinet.cabinet.access import ApplicantRequest, applicant_required, mine_or_404
from kabinet.cabinet.acts import PAGES, ActPage
from kabinet.cabinet.forms.signing import PLUGIN, SignatureForm
from kabinet.cabinet.signed import field_of, kept_signature, posted_power, visit_of
from kabinet.core.errors import DomainError
from kabinet.signatures.authority import AuthorityRefused
from kabinet.signatures.models import Source
from kabinet.signatures.plugin import plugin_policy


@csp_override(plugin_policy())
@applicant_required
def sign_act(request: HttpRequest, pk: UUID, action: str) -> HttpResponse:
    """Show the document of an act that waits for its signature; take the signature and make the act."""
    request = cast("ApplicantRequest", request)
    application = mine_or_404(request, pk)
    page = PAGES.get(action)
    if page is None or application.is_draft:
        raise Http404
    statement = waiting_statement(application)
    if statement is None or statement.action != action:
        if not application.statements.filter(action=action, change__isnull=False).exists():
            messages.error(request, str(StatementOutdated()))
        return redirect("application", application.pk)  # the first of two clicks has made it, or another tab
    if request.method != "POST":
        return _show(request, application, page, statement, SignatureForm())
    form = SignatureForm(request.POST, request.FILES)
    if not form.is_valid():
        return _show(request, application, page, statement, form, status=422)
    return _carry_out(request, application, page, statement, form)


def _carry_out(
    request: ApplicantRequest,
    application: Application,
    page: ActPage,
    statement: ApplicantStatement,
    form: SignatureForm,
) -> HttpResponse:
    upload, name = form.signature_bytes()
    try:
        with posted_power(request, form) as power:
            make_signed_act(
                statement=statement,
                upload=upload,
                upload_name=name,
                source=Source.PLUGIN if form.way == PLUGIN else Source.UPLOAD,
                power=power,
                by=request.party.owner,
                at=timezone.now(),
                visit=visit_of(request),
            )
    except (TransitionImpossible, TooLate, StatementOutdated) as refusal:
        messages.error(request, str(refusal))
    except DomainError as refusal:
        form.add_error(field_of(refusal, form), str(refusal))
        again = isinstance(refusal, PowerNeeded | AuthorityRefused)
        kept = kept_signature(form) if again else ""
        return _show(request, application, page, statement, form, kept=kept, status=422)
    else:
        messages.success(request, page.done)
    return redirect("application", application.pk)


def _show(
    request: ApplicantRequest,
    application: Application,
    page: ActPage,
    statement: ApplicantStatement,
    form: SignatureForm,
    *,
    kept: str = "",
    status: int = 200,
) -> HttpResponse:
    context = {
        "application": application,
        "page": page,
        "explained": page.explained(application.course),
        "statement": statement,
        "form": form,
        "kept": kept,
        "asks_power": bool(kept) or bool(form.errors.get("power") or form.errors.get("power_signature")),
        "plugin_url": settings.CADESPLUGIN_URL,
    }
    return render(request, "cabinet/applications/sign_act.html", context, status=status)
