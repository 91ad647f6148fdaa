"""The search through the guides: by the stems of words, so that «переписку» finds «переписка».

The index of a guide is made at the first search and kept: some thousands of short passages.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from markdown_it.token import Token
from snowballstemmer import stemmer

from kabinet.guides.pages import anchor_of, parsed, plain
from kabinet.guides.texts import Guide, GuideSection, guide

WORD = re.compile(r"[\w-]+")
LONGEST_QUERY = 100
LONGEST_EXCERPT = 240
"""In characters."""
MOST_FOUND = 20
IN_A_TITLE = 10
"""How much a word of a title outweighs the same word in the text."""
UNSAID = frozenset(
    re.findall(
        r"\w+",
        "а без в во для до за и из или к как ко ли мне можно на не но о об от по при с со то у я что",
    )
)
"""Words that tell nothing of what is looked for."""

_STEMMER = stemmer("russian")


class Passage(NamedTuple):
    """A paragraph, a line of a list or a row of a table; `stems` are of its words."""

    text: str
    anchor: str
    stems: frozenset[str]


class Piece(NamedTuple):
    """A run of an excerpt; `found` when it is a word looked for."""

    text: str
    found: bool


@dataclass(frozen=True, slots=True)
class FoundSection:
    """A section that answers, its best passage and where in the section that stands."""

    guide: Guide
    section: GuideSection
    anchor: str
    excerpt: tuple[Piece, ...]


def find(query: str, guides: Iterable[Guide]) -> list[FoundSection]:
    """The sections of these guides with all the words asked for, else with some of them; the best first."""
    stems = frozenset(stems_of(query[:LONGEST_QUERY]))
    weighed = [
        (len(met), weight, found)
        for one in guides
        for section in one.sections
        for met, weight, found in _weighed(one, section, stems)
    ]
    most = max((count for count, _, _ in weighed), default=0)
    best = [(weight, found) for count, weight, found in weighed if count == most]
    best.sort(key=lambda pair: -pair[0])
    return [found for _, found in best[:MOST_FOUND]]


def stems_of(text: str) -> Iterator[str]:
    """The stems of the words that say something."""
    for word in WORD.findall(text):
        if word.lower() not in UNSAID:
            yield stem_of(word)


def stem_of(word: str) -> str:
    """«парол» for «Паролем»; «ё» is «е»."""
    return str(_STEMMER.stemWord(word.lower().replace("ё", "е")))


@lru_cache(maxsize=128)
def passages_of(slug: str, number: int) -> tuple[Passage, ...]:
    """The passages of a section, in order."""
    section = guide(slug).section(number)
    assert section is not None  # noqa: S101 - asked for by what the guide has
    return tuple(
        Passage(text, anchor, frozenset(stems_of(text))) for text, anchor in _told(parsed(section.source))
    )


def _told(tokens: list[Token]) -> Iterator[tuple[str, str]]:
    anchor, row, in_row = "", list[str](), False
    for index, token in enumerate(tokens):
        if token.type == "tr_open":
            row, in_row = [], True
        elif token.type == "tr_close":
            in_row = False
            yield ": ".join(row), anchor
        elif token.type == "inline":
            said = plain(token)
            if tokens[index - 1].type == "heading_open":
                anchor = anchor_of(said)
            if in_row:
                row.append(said)
            else:
                yield said, anchor


def _weighed(
    one: Guide, section: GuideSection, stems: frozenset[str]
) -> Iterator[tuple[frozenset[str], int, FoundSection]]:
    passages = passages_of(one.slug, section.number)
    in_title = stems.intersection(stems_of(section.title))
    met = in_title.union(*(stems & passage.stems for passage in passages))
    if not met:
        return
    best = max(passages, key=lambda passage: len(stems & passage.stems))
    weight = IN_A_TITLE * len(in_title) + sum(len(stems & passage.stems) for passage in passages)
    yield met, weight, FoundSection(one, section, best.anchor, excerpt_of(best.text, stems))


def excerpt_of(text: str, stems: frozenset[str]) -> tuple[Piece, ...]:
    """The text, or what is around the first of the words in it, cut into pieces."""
    words = [one for one in WORD.finditer(text) if stem_of(one[0]) in stems]
    start = 0
    if len(text) > LONGEST_EXCERPT and words:
        start = max(0, words[0].start() - LONGEST_EXCERPT // 3)
        start = text.rfind(" ", 0, start) + 1
    end = len(text)
    if end - start > LONGEST_EXCERPT:
        end = text.rfind(" ", start, start + LONGEST_EXCERPT)
    pieces, at = [Piece("…" if start else "", found=False)], start
    for one in words:
        if one.end() <= end and one.start() >= start:
            pieces += [Piece(text[at : one.start()], found=False), Piece(one[0], found=True)]
            at = one.end()
    rest = text[at:end] if end == len(text) else text[at:end].rstrip(".,;: ") + "…"
    pieces.append(Piece(rest, found=False))
    return tuple(piece for piece in pieces if piece.text)
