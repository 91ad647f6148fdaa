"""«Подать похожую»: the button on an application."""

from typing import cast
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from kabinet.applications.asked.steps import DOCUMENTS, STEPS, STEPS_BY_SLUG
from kabinet.applications.submission.services import AnswersTooLong, ProcessingWithdrawn, TooManyDrafts
from kabinet.applications.submission.similar import begin_similar
from kabinet.cabinet.access import ApplicantRequest, mine_or_404, preparing
from kabinet.core.errors import DomainError
from kabinet.core.ids import new_id, read_id


@require_POST
@preparing
def begin(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Begin the draft, once for one opened page, and open its first step."""
    request = cast("ApplicantRequest", request)
    application = mine_or_404(request, pk)
    if application.is_draft:
        raise Http404
    try:
        draft = begin_similar(
            application=application,
            draft_id=read_id(request.POST.get("draft_id")) or new_id(),
            email=request.user.login,
            at=timezone.now(),
        )
    except (TooManyDrafts, AnswersTooLong, ProcessingWithdrawn) as refusal:
        messages.error(request, str(refusal))
        return redirect("application", application.pk)
    except DomainError:
        raise Http404 from None
    messages.success(
        request,
        f"Черновик {draft.number} начат с ответами заявки {application.number}. Проверьте каждый шаг: "
        f"сроки нужно указать заново, а файлы из заявки {application.number} можно приложить одним нажатием "
        f"на шаге «{STEPS_BY_SLUG[DOCUMENTS].title}».",
    )
    return redirect("wizard_step", draft.pk, STEPS[0].slug)
