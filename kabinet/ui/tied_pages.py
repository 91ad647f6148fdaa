"""Pages leave with the spaces at which a line must not end: what is typed into texts has plain ones."""

import re
from collections.abc import Callable, Iterator

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from kabinet.core import numbers
from kabinet.core.typography import BEFORE_DASH, BEFORE_UNIT, NBSP, SHORT_WORD

_MARKUP = re.compile(
    r"<(script|style|textarea|pre|title|option|svg)\b.*?</\1\s*>|<!--.*?-->|<[^>]*>|\Z", re.DOTALL
)
"""What is no text, or is sent back, or set as it was written; and the end."""
_INLINE = ("a", "b", "strong", "span", "time", "button", "code", "small", "em")
_AFTER_WORD = "|".join([r"(?<=[^>\s])", *(rf"(?<=</{tag}>)" for tag in _INLINE)])
"""A dash that begins its paragraph is a missing answer's, and stays there."""
_HYPHENED = (
    r"\+7\s\d{3}\s\d{3}-\d\d-\d\d|\d{3}-\d{3}-\d{3}\s\d\d|\d+–\d+"
    r"|[а-яё]+-(?:то|нибудь|либо)|по-[а-яё]+|из-за|(?:qr|ip|pin)-[а-яё]+|sha-\d+"
)
"""What browsers break and people read as one: phones, СНИЛС, ranges, «что-то», «QR-код»."""
_TIME = r"(?<=\.\d{4})(?=\s+в\s+\d\d:\d\d)"
"""The place between a date and «в 12:00»."""
_TEXT = re.compile(
    rf"(?<![\w/])(?P<whole>(?:{numbers.APPLICATION.pattern}|{numbers.APPEAL.pattern}|{_HYPHENED})(?![\w/])"
    r"[.,:;!?»)]*)"
    rf"|(?P<short>{SHORT_WORD})\s+(?=\S|\Z)"
    rf"|(?:{BEFORE_UNIT}|{_TIME}|(?:{_AFTER_WORD}){BEFORE_DASH})\s+",
    re.IGNORECASE,
)


def tied_pages(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Tie the texts of every page; the number of a case goes to the next line as one."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        kind = response.get("Content-Type", "")
        if isinstance(response, HttpResponse) and kind.startswith("text/html"):
            response.content = tied_markup(response.content.decode(response.charset))
            response["Content-Length"] = str(len(response.content))
        return response

    return middleware


def tied_markup(html: str) -> str:
    """The page with its texts tied; tags, and what is sent back or set as written, are left alone."""
    return "".join(_pieces(html))


def _pieces(html: str) -> Iterator[str]:
    done, is_number = 0, False
    for markup in _MARKUP.finditer(html):
        end = markup.start()
        if end > done and not is_number and not html[done:end].isspace():
            for found in _TEXT.finditer(html, done, end):
                yield html[done : found.start()]
                yield _tied(found)
                done = found.end()
        yield html[done:end]
        yield markup[0]
        done, is_number = markup.end(), 'class="number"' in markup[0]


def _tied(found: re.Match[str]) -> str:
    if found["whole"]:
        return f'<span class="number">{found[0]}</span>'
    return f"{found['short'] or ''}{NBSP}"
