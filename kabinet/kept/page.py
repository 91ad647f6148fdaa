"""The forms of a page that is written already: their fields, and where each stands in the text."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

from django.utils.html import escape

_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
_NO_TEXT = {"button", "file", "image", "password", "reset", "submit"}
_GIVEN_ANEW = {"data-no-draft", "data-code"}
"""On a field or around it: nothing but the person fills it (consents, codes)."""

type Attributes = dict[str, str | None]


@dataclass(slots=True)
class Control:
    """A field; `start` and `end` are the ends of its tag, or of the text of a textarea."""

    kind: str
    name: str
    attributes: Attributes
    start: int
    end: int = 0
    options: list["Control"] = field(default_factory=list)

    @property
    def value(self) -> str:
        """What it sends when ticked or chosen: «on» without a value, nothing with an empty one."""
        without = "on" if self.kind in {"checkbox", "radio"} else ""
        return self.attributes.get("value", without) or ""

    def tag(self, name: str, **changed: str | None) -> str:
        """Its tag with other attributes; None takes one away, an empty text leaves it bare."""
        attributes = {**self.attributes, **changed}
        gone = {key for key, value in changed.items() if value is None}
        written = [
            f" {key}" if not value and key in {"checked", "selected"} else f' {key}="{escape(value or "")}"'
            for key, value in attributes.items()
            if key not in gone
        ]
        return f"<{name}{''.join(written)}>"


@dataclass(slots=True)
class Form:
    """A form that posts; `inside` is where its content begins."""

    action: str
    inside: int
    controls: list[Control] = field(default_factory=list)

    def named(self, name: str) -> list[Control]:
        """Its fields of this name, in their order."""
        return [control for control in self.controls if control.name == name]


class WrittenPage(HTMLParser):
    """What stands where in a page of ours, whose templates close every element."""

    def __init__(self, text: str) -> None:
        """Read the whole page."""
        super().__init__(convert_charrefs=False)
        self.forms: list[Form] = []
        self.main: int | None = None
        self._by_id: dict[str, Form] = {}
        self._open: Form | None = None
        self._around: list[tuple[str, bool]] = []
        self._control: Control | None = None
        # Lines as HTMLParser counts them: by line feeds alone.
        self._lines = [0, *(feed.end() for feed in re.finditer("\n", text))]
        self.feed(text)
        self.close()

    def _here(self) -> int:
        line, column = self.getpos()
        return self._lines[line - 1] + column

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a form, a field, the beginning of the content."""
        attributes = dict(attrs)
        start, end = self._here(), self._here() + len(self.get_starttag_text() or "")
        is_kept_from = any(skipped for _, skipped in self._around) or bool(_GIVEN_ANEW & attributes.keys())
        if tag not in _VOID:
            self._around.append((tag, bool(_GIVEN_ANEW & attributes.keys())))
        match tag:
            case "main":
                self.main = end
            case "form":
                self._open = Form(attributes.get("action") or "", end)
                if (attributes.get("method") or "").lower() == "post":
                    self.forms.append(self._open)
                    self._by_id[attributes.get("id") or ""] = self._open
            case "option" if self._control and self._control.kind == "select":
                self._control.options.append(Control("option", "", attributes, start, end))
            case "input" | "textarea" | "select":
                kind = tag if tag != "input" else (attributes.get("type") or "text").lower()
                control = Control(kind, attributes.get("name") or "", attributes, start, end)
                if tag != "input":
                    self._control = control
                if tag == "textarea":
                    control.start = control.end = end
                one_time = attributes.get("autocomplete") == "one-time-code"
                if control.name and kind not in _NO_TEXT and not is_kept_from and not one_time:
                    self._put(control)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take `<input … />` for what it is."""
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        """Note where a form or a textarea ends."""
        if tag == "textarea" and self._control is not None:
            self._control.end = self._here()
        if tag in {"textarea", "select"}:
            self._control = None
        if tag == "form":
            self._open = None
        if any(name == tag for name, _ in self._around):
            while self._around.pop()[0] != tag:
                pass

    def _put(self, control: Control) -> None:
        elsewhere = control.attributes.get("form")
        form = self._by_id.get(elsewhere) if elsewhere else self._open
        if form is not None:
            form.controls.append(control)
