"""A section as HTML: its Markdown with the links, pictures and spaces of the portal."""

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from pathlib import PurePosixPath
from typing import NamedTuple

from django.contrib.staticfiles import finders
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import OptionsDict
from PIL import Image

from kabinet.core.typography import tied
from kabinet.guides.texts import FILES, GuideSection

GUIDE_OF = {name: slug for slug, name in FILES.items()}
SECTION = re.compile(r"#(\d+)-")
PICTURES = "../kabinet/static/"
"""How a guide in docs/ names a picture: it is seen there too."""

NBSP = "\N{NO-BREAK SPACE}"
BETWEEN_NUMBER_AND_WORD = re.compile(r"(?<=\d) (?=[^\W\d]|[₽%])")
"""More than in forms, where texts are short: «5 МБ», «3 раздел»."""


class Subheading(NamedTuple):
    """A heading inside a section and the anchor it is reached by."""

    title: str
    anchor: str


class Rendered(NamedTuple):
    """The HTML of a section and the headings in it."""

    html: SafeString
    parts: tuple[Subheading, ...]


@lru_cache(maxsize=64)
def rendered(slug: str, section: GuideSection) -> Rendered:
    """The section of the guide `slug` as HTML; the page's own heading is the section's title."""
    tokens = parsed(section.source)
    parts = []
    for token, following in pairwise(tokens):
        if token.type == "heading_open":
            anchor = anchor_of(plain(following))
            token.attrSet("id", anchor)
            parts.append(Subheading(plain(following), anchor))
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{int(token.tag[1:]) - 1}"
    html = MARKDOWN.renderer.render(tokens, MARKDOWN.options, {"guide": slug})
    return Rendered(mark_safe(html), tuple(parts))  # noqa: S308 - raw HTML of a guide is escaped


def parsed(source: str) -> list[Token]:
    """The Markdown of a section as tokens, its spaces tied where a line must not end."""
    tokens = MARKDOWN.parse(source)
    for token in tokens:
        for child in token.children or ():
            if child.type == "text":
                child.content = BETWEEN_NUMBER_AND_WORD.sub(NBSP, tied(child.content))
    labelled(tokens)
    return tokens


def plain(token: Token) -> str:
    """What an inline token says, without marks; of a picture, its description."""
    return "".join(
        " " if child.type == "softbreak" else child.content
        for child in token.children or ()
        if child.type in {"text", "code_inline", "softbreak", "image"}
    )


def anchor_of(title: str) -> str:
    """The anchor of a heading, as sites of repositories make it."""
    return re.sub(r"[^\w-]", "", re.sub(r"\s", "-", title.lower()))


def address_of(href: str, slug: str) -> str:
    """Where a link of the guide `slug` leads in the portal; nothing for a page that is not there."""
    name, _, _ = href.partition("#")
    if "://" in href or href.startswith(("/", "mailto:")):
        return href
    leads_to = GUIDE_OF.get(name, slug if not name else "")
    if not leads_to:
        return ""
    if number := SECTION.search(href):
        return reverse("guide_section", args=[leads_to, int(number[1])])
    if not name:
        return href
    return reverse("guide", args=[leads_to])


def _link_open(
    self: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: dict[str, str]
) -> str:
    address = address_of(str(tokens[index].attrs["href"]), env["guide"])
    tokens[index].attrs["href"] = address
    return self.renderToken(tokens, index, options, env) if address else "<span>"


def _link_close(
    _self: RendererHTML, tokens: Sequence[Token], index: int, _options: OptionsDict, _env: dict[str, str]
) -> str:
    opened = next(one for one in reversed(tokens[:index]) if one.type == "link_open")
    return "</a>" if opened.attrs["href"] else "</span>"


def _image(
    _self: RendererHTML, tokens: Sequence[Token], index: int, _options: OptionsDict, _env: dict[str, str]
) -> str:
    token = tokens[index]
    name = str(token.attrs["src"]).removeprefix(PICTURES)
    kind = " picture--phone" if PurePosixPath(name).stem.endswith("-phone") else ""
    width, height = size_of(name)
    return format_html(
        '<span class="picture{}" role="figure" aria-label="{}">'
        '<img src="{}" alt="{}" width="{}" height="{}" loading="lazy">'
        '<span class="picture__caption" aria-hidden="true">{}</span></span>',
        kind,
        token.attrs.get("title", ""),
        static(name),
        token.content,
        width,
        height,
        token.attrs.get("title", ""),
    )


def size_of(name: str) -> tuple[int, int]:
    """The width and the height of a static picture, in pixels; FileNotFoundError without it."""
    path = finders.find(name)
    if path is None:
        raise FileNotFoundError(name)
    with Image.open(path) as image:
        return image.size


def _table_open(*_: object) -> str:
    return '<table class="table">'


def labelled(tokens: Sequence[Token]) -> None:
    """Give each cell of a table the heading of its column: on a telephone a row is a card."""
    headings: list[str] = []
    column = 0
    for token, following in pairwise(tokens):
        if token.type == "table_open":
            headings = []
        elif token.type == "tr_open":
            column = 0
        elif token.type == "th_open":
            headings.append(plain(following))
        elif token.type == "td_open":
            if column:
                token.attrSet("data-label", headings[column])
            column += 1


def _markdown() -> MarkdownIt:
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
    for rule in (_link_open, _link_close, _image, _table_open):
        markdown.add_render_rule(rule.__name__.removeprefix("_"), rule)
    return markdown


MARKDOWN = _markdown()
