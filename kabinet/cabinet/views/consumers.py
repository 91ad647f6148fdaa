"""«Потребителям»: what everybody may read without signing in (186, пп. 8, 32, 33, 36 «е»)."""

from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from kabinet.files.responses import file_response
from kabinet.published.models import Passport, Section
from kabinet.published.outages import outages_of
from kabinet.published.passports import paragraphs_of
from kabinet.ui.low_vision import low_vision_of

KEPT_FOR = "public, max-age=60"
"""Without a person in it, a page is the same for all: a browser or a proxy may keep it for a minute."""
LONGEST_SEARCH = 100


@login_not_required
@require_safe
def consumers(request: HttpRequest) -> HttpResponse:
    """The section: contacts, passports by section, where to go on."""
    passports = list(Passport.objects.filter(published=True).defer("text"))
    sections = [
        (label, [one for one in passports if one.section == value]) for value, label in Section.choices
    ]
    return _public(request, "consumers", {"sections": [(label, found) for label, found in sections if found]})


@login_not_required
@require_safe
def passport(request: HttpRequest, slug: str) -> HttpResponse:
    """One passport; it is also meant for paper (п. 8: на информационных стендах)."""
    found = get_object_or_404(Passport.objects.select_related("file"), slug=slug, published=True)
    return _public(request, "passport", {"passport": found, "paragraphs": paragraphs_of(found.text)})


@login_not_required
@require_safe
def passport_file(request: HttpRequest, slug: str) -> FileResponse:  # noqa: ARG001 - a view
    """The PDF of a published passport; no other file leaves here."""
    found = get_object_or_404(
        Passport.objects.select_related("file"), slug=slug, published=True, file__isnull=False
    )
    assert found.file is not None  # noqa: S101 - just asked for
    response = file_response(found.file, inline=True)
    response["Cache-Control"] = KEPT_FOR
    return response


@login_not_required
@require_safe
def outages(request: HttpRequest) -> HttpResponse:
    """The outages of now and to come, all or those of a place."""
    place = request.GET.get("q", "").strip()[:LONGEST_SEARCH]
    return _public(request, "outages", {"outages": outages_of(place, at=timezone.now()), "place": place})


@login_not_required
@require_safe
def site_map(request: HttpRequest) -> HttpResponse:
    """Every section with its pages (п. 32)."""
    titles = Passport.objects.filter(published=True).values_list("slug", "title")
    return _public(request, "site_map", {"passports": titles})


@login_not_required
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """What is done for everybody to be able to use the portal, and what is not (ГОСТ Р 52872-2019)."""
    return _public(request, "accessibility", {})


def _public(request: HttpRequest, page: str, context: dict[str, object]) -> HttpResponse:
    """A page without anything of a visitor, unless one is signed in or sees it otherwise: then theirs."""
    anonymous = not request.user.is_authenticated and not low_vision_of(request).is_on
    response = render(request, f"consumers/{page}.html", {**context, "is_for_all": anonymous})
    if anonymous:
        response["Cache-Control"] = KEPT_FOR
        patch_vary_headers(response, ["Cookie"])  # with one, the same page may look otherwise
    return response
