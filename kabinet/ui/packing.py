"""Pages leave packed: a page of words comes to a fifth of itself."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware


class PackedPages(GZipMiddleware):
    """Django's packing, for pages alone: files keep their length, and static ones lie packed already.

    The size of a packed page may tell of its secrets to whoever makes a browser ask for it with guesses
    (BREACH). The tokens of forms are masked anew on every page, Django adds a random length to each, and no
    other site can make a browser ask with its session but by opening the page itself (SameSite=Lax).
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Pack what is HTML and not sent by pieces."""
        if response.streaming or not response.get("Content-Type", "").startswith("text/html"):
            return response
        packed: HttpResponseBase = super().process_response(request, response)
        return packed
