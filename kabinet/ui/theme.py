"""Colours: the operator's accent made readable on light and dark, and the visitor's choice of the two."""

import colorsys
from typing import NamedTuple

from django.conf import settings
from django.http import HttpRequest

THEMES = (("auto", "Как в системе"), ("light", "Светлые"), ("dark", "Тёмные"))
COOKIE = f"{settings.COOKIE_PREFIX}kabinet_theme"
READABLE = 4.5
"""The least contrast of text (WCAG 2.2, 1.4.3)."""


class Scheme(NamedTuple):
    """What lies under the accent (css/tokens.css, css/dark.css), and the strength of its tint (0–1)."""

    surface: str
    worst: str
    on_accent: str
    tint: float


LIGHT = Scheme(surface="#ffffff", worst="#eef2f7", on_accent="#ffffff", tint=0.08)
DARK = Scheme(surface="#17202a", worst="#1c2530", on_accent="#0d141c", tint=0.13)


def theme_of(request: HttpRequest) -> str:
    """Tell the colours that the visitor chose: «auto», «light» or «dark»."""
    chosen = request.COOKIES.get(COOKIE, "")
    return chosen if chosen in dict(THEMES) else "auto"


def contrast(one: str, other: str) -> float:
    """Measure the contrast of two colours «#rrggbb», from 1 to 21 (WCAG's relative luminance)."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def accent_properties(accent: str) -> dict[str, dict[str, str]]:
    """Compute the custom properties of an accent «#rrggbb» for light and for dark pages.

    `--accent` is readable as text on every surface and under `--on-accent`; `--accent-hover` is a step
    further from the page; `--accent-soft` is a faint tint to lie under text, `--accent-line` one for borders.
    """
    return {
        "light": _variants(accent, LIGHT, away=-0.01),
        "dark": _variants(_calmed(accent), DARK, away=0.01),
    }


def _variants(accent: str, scheme: Scheme, *, away: float) -> dict[str, str]:
    """Move the accent away from the page until it is readable on the worst of what lies under it."""
    while (
        min(contrast(accent, scheme.worst), contrast(accent, _tint(accent, scheme))) < READABLE
        or contrast(accent, scheme.on_accent) < READABLE
    ):
        accent = _shifted(accent, away)
    return {
        "--accent": accent,
        "--accent-hover": _shifted(accent, 8 * away),
        "--on-accent": scheme.on_accent,
        "--accent-soft": _tint(accent, scheme),
        "--accent-line": mixed(accent, scheme.surface, 0.35),
    }


def _tint(accent: str, scheme: Scheme) -> str:
    return mixed(accent, scheme.surface, scheme.tint)


def _calmed(colour: str) -> str:
    """Take the edge off a colour that would glow on a dark page."""
    hue, lightness, saturation = colorsys.rgb_to_hls(*_channels(colour))
    return _hex(colorsys.hls_to_rgb(hue, lightness, saturation * 0.8))


def mixed(colour: str, base: str, share: float) -> str:
    """Mix `share` (0–1) of a colour into a base."""
    pairs = zip(_channels(colour), _channels(base), strict=True)
    return _hex(tuple(share * top + (1 - share) * bottom for top, bottom in pairs))


def _shifted(colour: str, by: float) -> str:
    hue, lightness, saturation = colorsys.rgb_to_hls(*_channels(colour))
    return _hex(colorsys.hls_to_rgb(hue, min(1.0, max(0.0, lightness + by)), saturation))


def _luminance(colour: str) -> float:
    red, green, blue = (
        channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4
        for channel in _channels(colour)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _channels(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    return red, green, blue


def _hex(channels: tuple[float, ...]) -> str:
    return "#" + "".join(f"{round(channel * 255):02x}" for channel in channels)
