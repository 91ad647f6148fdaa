"""The texts of consents, open to everybody."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from kabinet.applicants import consents
from kabinet.applicants.models import ConsentText
from kabinet.applicants.purposes import PURPOSES


@login_not_required
@require_safe
def consent_text(request: HttpRequest, purpose: str) -> HttpResponse:
    """The present text for `purpose`, or the one somebody consented to before (?edition=<hash>)."""
    if purpose not in PURPOSES:
        raise Http404
    edition = request.GET.get("edition", "")
    text = (
        get_object_or_404(ConsentText, purpose=purpose, hash=edition)
        if edition
        else consents.consent_text(purpose)
    )
    return render(request, "cabinet/consent.html", {"text": text, "paragraphs": _paragraphs(text.body)})


def _paragraphs(body: str) -> list[dict[str, str]]:
    """The body by its blank lines; the first of two lines is the paragraph's title."""
    parts = [block.strip().rpartition("\n") for block in body.split("\n\n")]
    return [{"title": title, "text": text} for title, _, text in parts]
