"""«Справка»: the guides that the visitor may read, their sections, the search and the hard words.

The applicant's guide and the words are everybody's, before signing in too.
"""

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kabinet.guides.finding import LONGEST_QUERY, find
from kabinet.guides.pages import rendered
from kabinet.guides.texts import FILES, Guide, guide, guides_of, may_read
from kabinet.law.words import WORDS


@login_not_required
@require_safe
def contents(request: HttpRequest) -> HttpResponse:
    """The contents of every guide of the visitor's, with the search."""
    return render(request, "guides/contents.html", {"guides": guides_of(request.user)})


@login_not_required
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """What the guides of the visitor's tell about some words."""
    query = request.GET.get("q", "").strip()[:LONGEST_QUERY]
    found = find(query, guides_of(request.user)) if query else []
    return render(request, "guides/search.html", {"query": query, "found": found})


@login_not_required
@require_safe
def words(request: HttpRequest) -> HttpResponse:
    """The hard words, each with its explanation and the act that it comes from."""
    return render(request, "guides/words.html", {"words": WORDS})


@login_not_required
@require_safe
def whole(request: HttpRequest, slug: str) -> HttpResponse:
    """The contents of one guide."""
    if not may_read(request.user, slug) and slug in FILES and not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    return render(request, "guides/contents.html", {"guides": [_own(request, slug)]})


@login_not_required
@require_safe
def section(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """One section, with those before and after it."""
    if not may_read(request.user, slug) and slug in FILES and not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    of = _own(request, slug)
    found = of.section(number)
    if found is None:
        raise Http404
    before, after = of.around(found)
    told = {"guide": of, "section": found, "page": rendered(slug, found), "before": before, "after": after}
    return render(request, "guides/section.html", told)


def _own(request: HttpRequest, slug: str) -> Guide:
    if slug not in FILES or not may_read(request.user, slug):
        raise Http404
    return guide(slug)
