"""The portal's one stylesheet: the files of static/css in their layers' order, and the operator's accent.

The files stay small, one per component; a browser asks once. There is no build step: they are joined when the
process starts (in development, whenever one of them changes).
"""

import gzip
import hashlib
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.exceptions import ImproperlyConfigured
from django.templatetags.static import static
from django.urls import reverse

from kabinet.core.operator import operator
from kabinet.ui.theme import accent_properties

PARTS = ("tokens", "dark", "base", "layout", "components/*", "print")
"""The files below static/css, in order; the layers themselves are declared in tokens.css."""


@dataclass(frozen=True, slots=True)
class Stylesheet:
    """The joined text, also packed, and the digest that its address and its ETag carry."""

    text: bytes
    packed: bytes
    digest: str

    @property
    def url(self) -> str:
        """The address of this very content: it may be kept for ever."""
        return f"{reverse('stylesheet')}?v={self.digest[:12]}"


def current() -> Stylesheet:
    """Give the stylesheet of now."""
    changed = 0 if settings.PRODUCTION else max(file.stat().st_mtime_ns for file in _files())
    return _joined(operator().accent, changed)


def scheme_rules(light: str, dark: str) -> str:
    """Put declarations under light pages and under dark ones: by the system or by the visitor's choice.

    Paper is always light.
    """
    return (
        f"@layer theme{{:root{{{light}}}"
        f"@media screen and (prefers-color-scheme:dark){{:root:not([data-theme=light]){{{dark}}}}}"
        f"@media screen{{:root[data-theme=dark]{{{dark}}}}}}}"
    )


def _files() -> list[Path]:
    tokens = finders.find("css/tokens.css")
    if not isinstance(tokens, str):
        raise ImproperlyConfigured("Среди статических файлов нет css/tokens.css.")
    folder = Path(tokens).parent
    return [file for part in PARTS for file in sorted(folder.glob(f"{part}.css"))]


@lru_cache(maxsize=1)
def _joined(accent: str, _changed: int) -> Stylesheet:
    texts = {file.stem: _squeezed(file.read_text(encoding="utf-8")) for file in _files()}
    dark = texts.pop("dark").removeprefix(":root{").removesuffix("}")
    accents = accent_properties(accent)
    rules = scheme_rules(_declarations(accents["light"]), dark + _declarations(accents["dark"]))
    text = "\n".join([*texts.values(), rules, ""]).encode()
    return Stylesheet(text, gzip.compress(text, 9, mtime=0), hashlib.sha256(text).hexdigest())


def _squeezed(source: str) -> str:
    """Leave out comments and idle spaces; point at the fonts by the addresses their storage gives them."""
    source = re.sub(r"/\*.*?\*/", "", source, flags=re.DOTALL)
    source = re.sub(r"\s*\n\s*", "\n", source).strip()
    source = re.sub(r" ?([{};,])\n?", r"\1", source)
    source = re.sub(r"(?<=[\w-]): ", ":", source)
    return re.sub(r'url\("(?:\.\./)+([^"]+)"\)', lambda found: f'url("{static(found[1])}")', source)


def _declarations(properties: dict[str, str]) -> str:
    return "".join(f"{name}:{value};" for name, value in properties.items())
