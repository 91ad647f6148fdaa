"""The stylesheet and how the visitor wants to see the portal: colours, «Версия для слабовидящих»."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kabinet.ui import low_vision, stylesheet
from kabinet.ui.theme import COOKIE, THEMES

A_YEAR = 60 * 60 * 24 * 365


@login_not_required
@require_safe
def theme_css(request: HttpRequest) -> HttpResponse:
    """Serve the stylesheet: kept for a year under its own address, asked again under any other."""
    sheet = stylesheet.current()
    etag = f'"{sheet.digest[:32]}"'
    response: HttpResponse
    if request.headers.get("If-None-Match", "").removeprefix("W/") == etag:
        response = HttpResponseNotModified()
    elif "gzip" in request.headers.get("Accept-Encoding", ""):
        response = HttpResponse(sheet.packed, content_type="text/css; charset=utf-8")
        response["Content-Encoding"] = "gzip"
    else:
        response = HttpResponse(sheet.text, content_type="text/css; charset=utf-8")
    exact = request.GET.get("v") == sheet.digest[:12]
    response["Cache-Control"] = f"public, max-age={A_YEAR}, immutable" if exact else "no-cache"
    response["ETag"] = etag
    patch_vary_headers(response, ["Accept-Encoding"])
    return response


@login_not_required
@require_POST
def choose_theme(request: HttpRequest) -> HttpResponse:
    """Keep the visitor's choice of colours in a cookie and go back to the page."""
    response = HttpResponseRedirect(_back(request, request.POST))
    if (theme := request.POST.get("theme", "")) in dict(THEMES):
        response.set_cookie(
            COOKIE, theme, max_age=A_YEAR, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
        )
    return response


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def choose_low_vision(request: HttpRequest) -> HttpResponse:
    """«Версия для слабовидящих»: its choices; kept in a cookie, or given up by `ordinary`, they lead back."""
    if request.method != "POST":
        return render(
            request, "low_vision.html", {"groups": low_vision.GROUPS, "next": _back(request, request.GET)}
        )
    response = HttpResponseRedirect(_back(request, request.POST))
    if "ordinary" in request.POST:
        response.delete_cookie(low_vision.COOKIE, samesite="Lax")
    else:
        response.set_cookie(
            low_vision.COOKIE,
            low_vision.cookie_of(request.POST.dict()),
            max_age=A_YEAR,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )
    return response


def _back(request: HttpRequest, told: QueryDict) -> str:
    """The page the visitor came from, of this site alone."""
    back = told.get("next", "")
    return back if url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}) else "/"
