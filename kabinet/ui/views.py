"""The stylesheet, the choice of colours, and in development the page that shows every component."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified, HttpResponseRedirect
from django.utils.cache import patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from kabinet.ui import stylesheet
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
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
        back = "/"
    response = HttpResponseRedirect(back)
    if (theme := request.POST.get("theme", "")) in dict(THEMES):
        response.set_cookie(
            COOKIE, theme, max_age=A_YEAR, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
        )
    return response
