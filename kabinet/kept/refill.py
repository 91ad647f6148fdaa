"""Filling a form of a page again with what was typed into it before the session ended.

The page itself stays what its view made of a GET, which sends nothing: so nothing can be sent by this.
"""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from django.template.loader import render_to_string
from django.utils.html import escape, format_html

from kabinet.kept.marks import ACTING, BEFORE
from kabinet.kept.models import KeptForm
from kabinet.kept.page import Control, Form, WrittenPage
from kabinet.kept.services import BUTTONS, HIDDEN, texts_of


class Edit(NamedTuple):
    """A piece of the page and what comes in its place."""

    start: int
    end: int
    text: str


def refill(html: str, *, path: str, waiting: Sequence[KeptForm]) -> tuple[str, list[str]]:
    """Fill the forms of the page at `path`; the page, and the marks of forms that held nothing after all.

    What found no form here is named at the top of the page with the way to it. Without `<main>` the text is a
    part of a page, in which only forms are filled.
    """
    page = WrittenPage(html)
    edits: list[Edit] = []
    told: list[dict[str, Any]] = []
    empty: list[str] = []
    taken: set[int] = set()
    for kept in waiting:
        form = _form_of(kept, page, path, taken)
        if form is None:
            told.append({"kept": kept})
            continue
        taken.add(id(form))
        filled = _Filling(kept, form)
        if not filled.is_visible and not filled.left:
            empty.append(kept.mark)
            continue
        edits += [*filled.edits, Edit(form.inside, form.inside, _notice(kept, filled.left))]
        told.append({"kept": kept, "is_here": True})
    if told and page.main is not None:
        edits.append(
            Edit(page.main, page.main, render_to_string("kept/banner.html", {"told": told, "path": path}))
        )
    for edit in sorted(edits, reverse=True):
        html = html[: edit.start] + edit.text + html[edit.end :]
    return html, empty


def _form_of(kept: KeptForm, page: WrittenPage, path: str, taken: set[int]) -> Form | None:
    """The form that was sent: of those that go where it went, for the same applicant, the most like it.

    A button may have sent it elsewhere than the form itself goes; such a form goes to the page it stands on.
    """
    likely = [
        (likeness, form)
        for form in page.forms
        if (urlsplit(form.action).path or path) in {kept.path, kept.page} and id(form) not in taken
        if (likeness := _likeness(kept, form)) > (0, 0) and _acting(kept.fields) == _acting(_hidden(form))
    ]
    return max(likely, key=lambda found: found[0])[1] if likely else None


def _likeness(kept: KeptForm, form: Form) -> tuple[int, int]:
    """How many of the names that a person fills are in both, and how many hidden values are the same."""
    names = {name for name, _ in kept.fields} - HIDDEN - BUTTONS
    visible = {control.name for control in form.controls if control.kind != "hidden"}
    return len(names & visible), len(_hidden(form) & {(name, value) for name, value in kept.fields})


def _hidden(form: Form) -> set[tuple[str, str]]:
    return {(control.name, control.value) for control in form.controls if control.kind == "hidden"}


def _acting(fields: Iterable[Sequence[str]]) -> str:
    return next((value for name, value in fields if name == ACTING), "")


class _Filling:
    """The edits that put what was typed into a form, and the answers for which it has no place any more."""

    def __init__(self, kept: KeptForm, form: Form) -> None:
        self.edits: list[Edit] = []
        self.is_visible = False
        self.left: list[str] = []
        values: dict[str, list[str]] = {}
        for name, value in kept.fields:
            values.setdefault(name, []).append(value)
        for name in dict.fromkeys(control.name for control in form.controls):
            self._fill(name, form.named(name), values.pop(name, []))
        self.left += texts_of((name, value) for name, texts in values.items() for value in texts)

    def _fill(self, name: str, controls: Sequence[Control], values: list[str]) -> None:
        waiting = list(values)
        for control in controls:
            match control.kind:
                case "checkbox" | "radio":
                    ticked = control.value in values
                    self._put(control, "input", checked="" if ticked else None)
                    if ticked and control.value in waiting:
                        waiting.remove(control.value)
                case "select":
                    self._choose(control, waiting)
                case "hidden":
                    if len(controls) == len(values) == 1:
                        self._put(control, "input", value=waiting.pop())
                case "textarea" if waiting:
                    self.is_visible = True
                    # A line feed right after the tag would be swallowed by the browser.
                    self.edits.append(Edit(control.start, control.end, "\n" + escape(waiting.pop(0))))
                case _ if waiting:
                    self._put(control, "input", value=waiting.pop(0))
        if any(control.kind != "hidden" for control in controls):
            self.left += texts_of((name, value) for value in waiting)

    def _choose(self, select: Control, waiting: list[str]) -> None:
        chosen = next((value for value in waiting if value in {one.value for one in select.options}), None)
        if chosen is None:
            return
        waiting.remove(chosen)
        for option in select.options:
            self._put(option, "option", selected="" if option.value == chosen else None)

    def _put(self, control: Control, tag: str, **changed: str | None) -> None:
        self.is_visible |= control.kind != "hidden"
        self.edits.append(Edit(control.start, control.end, control.tag(tag, **changed)))


def _notice(kept: KeptForm, left: list[str]) -> str:
    told = render_to_string("kept/notice.html", {"kept": kept, "left": left})
    return told + format_html('<input type="hidden" name="{}" value="{}">', BEFORE, kept.mark)
