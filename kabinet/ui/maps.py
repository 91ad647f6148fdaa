"""A map in a page: what its script is told, and what the headers of such a page, and of no other, allow."""

from collections.abc import Callable
from typing import Any, NamedTuple

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.csp import CSP, build_policy

from kabinet.core.coordinates import Coordinates


class MapSettings(NamedTuple):
    """The operator's map: the address of a tile with {z}, {x} and {y}, whose tiles they are, where it begins.

    `origin`: the site of the tiles, "" for the portal's own. Without `tiles` the map is a plain grid.
    """

    tiles: str = ""
    attribution: str = ""
    origin: str = ""
    centre: Coordinates | None = None


def map_in_page(request: HttpRequest | None, *, own_place: bool) -> dict[str, Any]:
    """What components/map.html is told; the answer to `request` may now show tiles, and ask for the place."""
    if request is not None:
        request.META[_SHOWN] = own_place or request.META.get(_SHOWN, False)
    return {"map": settings.MAP, "own_place": own_place}


def only_for_maps(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Allow the tiles and the place of the device to the pages that have a map, and deny them to the rest."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        own_place = request.META.get(_SHOWN)
        if own_place is not None and settings.MAP.origin:
            policy: dict[str, Any] = settings.SECURE_CSP
            images = [*policy["img-src"], settings.MAP.origin]
            response.headers[CSP.HEADER_ENFORCE.value] = build_policy({**policy, "img-src": images})
        response.headers["Permissions-Policy"] = f"geolocation=({'self' if own_place else ''}), microphone=()"
        return response

    return middleware


_SHOWN = "kabinet.map_in_page"
