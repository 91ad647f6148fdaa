"""Hard words explained where they stand: a dotted button that opens the meaning, without a script.

The meaning is a popover: the browser opens and closes it by click, Enter and Escape and tells assistive
technology whether it is open. Where popovers are unknown, the meaning stands in the text.
"""

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from kabinet.law.words import Word, words_in


def explained(text: str, *, within: str) -> SafeString:
    """The text, escaped, with the first mention of each hard word made a button; `within` is a unique id.

    What is markup already is given as it is: a word may stand in a link there.
    """
    if isinstance(text, SafeString):
        return text
    pieces, at = [], 0
    for word, found in words_in(text):
        start, end = _with_marks(text, found.start(), found.end())
        marks = text[start : found.start()], text[found.end() : end]
        pieces += [format_html("{}", text[at:start]), button(word, found[0], within=within, marks=marks)]
        at = end
    pieces.append(format_html("{}", text[at:]))
    return mark_safe("".join(pieces))  # noqa: S308 - every piece is escaped


def asked_about(label: str, hint: str, *, within: str) -> SafeString:
    """«Что такое …» for the hard words of a label that its hint does not name."""
    named = {word.slug for word, _ in words_in(hint)}
    return format_html_join(
        " ",
        "{}",
        (
            (button(word, f"Что такое «{word.title}»", within=within),)
            for word, _ in words_in(label)
            if word.slug not in named
        ),
    )


def _with_marks(text: str, start: int, end: int) -> tuple[int, int]:
    """The place of a word with the marks that stand at it: a line may end before and after any button."""
    while start and text[start - 1] in "«(„":
        start -= 1
    while end < len(text) and text[end] in "»)“.,;:!?…":
        end += 1
    return start, end


def button(word: Word, text: str, *, within: str, marks: tuple[str, str] = ("", "")) -> SafeString:
    """The button, with the marks before and after it, and the meaning it opens."""
    return format_html(
        '<span class="word__whole">{before}<button type="button" class="word" popovertarget="{id}">{text}'
        "</button>{after}</span>"
        '<span class="word__meaning" id="{id}" popover><b>{title}.</b> {meaning} '
        '<span class="word__basis">{basis}. <a href="{all}#{slug}">Все слова</a></span></span>',
        id=f"{within}-word-{word.slug}",
        text=text,
        before=marks[0],
        after=marks[1],
        title=word.title,
        meaning=word.meaning,
        basis=word.basis,
        all=reverse("help_words"),
        slug=word.slug,
    )
