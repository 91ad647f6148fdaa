"""«Мои документы»: the page in the profile, and attaching a file of it to a draft."""

from typing import cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from kabinet.applications.asked.steps import DOCUMENTS
from kabinet.applications.content.documents import DOCUMENTS_BY_CODE
from kabinet.applications.submission.own_papers import MOST, attach_again, papers_of
from kabinet.applications.submission.services import AlreadySubmitted
from kabinet.cabinet.access import ApplicantRequest, applicant_required, mine_or_404, preparing
from kabinet.cabinet.views.documents import back_to, files_of
from kabinet.core.errors import DomainError
from kabinet.filling.own_papers import shown_paper
from kabinet.filling.saving import keep_posted


@never_cache
@require_safe
@applicant_required
def own_papers(request: HttpRequest) -> HttpResponse:
    """What the party gave in its applications and drafts, by kind in the order of the Rules."""
    request = cast("ApplicantRequest", request)
    papers, today = papers_of(request.party.owner), timezone.localdate()
    kinds = [
        (kind, of_kind)
        for code, kind in DOCUMENTS_BY_CODE.items()
        if (of_kind := [shown_paper(paper, today) for paper in papers if paper.attachment.kind == code])
    ]
    page = {"kinds": kinds, "full": len(papers) >= MOST, "most": MOST}
    return render(request, "cabinet/own_papers/page.html", page)


@require_POST
@preparing
def attach(request: HttpRequest, pk: UUID, attachment_id: UUID) -> HttpResponse:
    """Attach a file that was given before; whatever else stood in the form is kept first."""
    request = cast("ApplicantRequest", request)
    application = mine_or_404(request, pk)
    owner = request.party.owner
    try:
        for texts in keep_posted(request, application, by=owner).values():
            for text in texts:
                messages.error(request, text)
        file = attach_again(application=application, paper_id=attachment_id, by=owner, at=timezone.now())
    except AlreadySubmitted as refusal:
        messages.error(request, str(refusal))
        return redirect("application", application.pk)
    except DomainError as refusal:
        messages.error(request, str(refusal))
        step = reverse("wizard_step", args=[application.pk, DOCUMENTS])
        return HttpResponse(status=409) if request.htmx else redirect(step)
    if request.htmx:
        return files_of(request, application, file.attachment.kind)
    messages.success(request, f"Файл «{file.name}» приложен.")
    return back_to(application, file.attachment.kind)
