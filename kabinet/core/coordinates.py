"""Geographic coordinates as people copy and type them: decimals, degrees with minutes, words beside them."""

import re
from typing import NamedTuple

from kabinet.law.errors import Malformed
from kabinet.law.text import DASHES, ZERO_WIDTH

_LONGEST = 100
_PLACES = 6
"""Digits after the point of a degree: the sixth is a tenth of a metre."""
_LATITUDES = (41.0, 82.0)
_EXAMPLE = "Например: 55.7558, 37.6173 или 55°45′21″ с. ш., 37°37′4″ в. д."

_SIDES = (
    (r"с(?:еверн\w*)?\.?\s*ш(?:ирот\w*)?\.?|\bn(?:orth)?\b", "N"),
    (r"ю(?:жн\w*)?\.?\s*ш(?:ирот\w*)?\.?|\bs(?:outh)?\b", "S"),
    (r"в(?:осточн\w*)?\.?\s*д(?:олгот\w*)?\.?|\be(?:ast)?\b", "E"),
    (r"з(?:ападн\w*)?\.?\s*д(?:олгот\w*)?\.?|\bw(?:est)?\b", "W"),
)
_LABELS = re.compile(
    r"(?:\b(?:координаты|широта|долгота|lat(?:itude)?|lon(?:gitude)?|lng)\b|\bgeo(?=:))\s*[:=—-]?\s*"
)
_SIGNS = str.maketrans(
    {
        **dict.fromkeys("′’‘ʹ´`", "'"),
        **dict.fromkeys("″”“„ʺ", '"'),
        **dict.fromkeys("º˚", "°"),
        **dict.fromkeys(DASHES, "-"),
        **dict.fromkeys("()[]", " "),
        **dict.fromkeys(ZERO_WIDTH),
    }
)
_ANGLE = r"""
    (?P<before{n}>[NSEW])?\s*
    (?P<degrees{n}>-?[0-9]{{1,3}}(?:[.,][0-9]+)?)\s*(?:°|градус\w*|град\.?)?\s*
    (?:(?P<minutes{n}>[0-9]{{1,2}}(?:[.,][0-9]+)?)\s*(?:'|минут\w*|мин\.?)\s*
        (?:(?P<seconds{n}>[0-9]{{1,2}}(?:[.,][0-9]+)?)\s*(?:"|''|секунд\w*|сек\.?)\s*)?
    )?
    (?P<after{n}>(?(before{n})(?!)|[NSEW]))?
"""
_BOTH = re.compile(rf"{_ANGLE.format(n=1)}(?:\s*[,;/]\s*|\s+|(?<=[NSEW]))\s*{_ANGLE.format(n=2)}", re.VERBOSE)
_ONE_DECIMAL = re.compile(r"-?[0-9]+,[0-9]+")


class Coordinates(NamedTuple):
    """A place on the earth in degrees: latitude to the north, longitude to the east."""

    latitude: float
    longitude: float

    def __str__(self) -> str:
        """«55.7558, 37.6173», as maps take it."""
        return f"{_decimal(self.latitude)}, {_decimal(self.longitude)}"


def clean_coordinates(text: str) -> Coordinates:
    """The point that is typed. Raises Malformed: no two numbers, no such angle, not in Russia.

    Latitude stands first; what is marked («37° в. д.») or cannot be a latitude of Russia is put in its place.
    """
    if len(text) > _LONGEST:
        raise Malformed(f"Это длиннее, чем бывают координаты. {_EXAMPLE}")
    found = None if _ONE_DECIMAL.fullmatch(text.strip()) else _BOTH.fullmatch(_plain(text))
    if found is None:
        raise Malformed(f"Напишите два числа: широту и долготу. {_EXAMPLE}")
    first, first_side = _angle(found, 1)
    second, second_side = _angle(found, 2)
    if first_side in ("E", "W") or second_side in ("N", "S"):
        first, second, first_side, second_side = second, first, second_side, first_side
    if first_side in ("E", "W") or second_side in ("N", "S"):
        raise Malformed(f"Нужны одна широта и одна долгота. {_EXAMPLE}")
    if not (first_side or second_side) and not _is_in_russia(first, second) and _is_in_russia(second, first):
        first, second = second, first
    if not _is_in_russia(first, second):
        raise Malformed(
            f"Эта точка не в России: широта {_decimal(first)}, долгота {_decimal(second)}. "
            "Проверьте числа: широта стоит первой."
        )
    return Coordinates(first, second)


def _plain(text: str) -> str:
    body = _LABELS.sub("", " ".join(text.translate(_SIGNS).lower().split()))
    for spelled, side in _SIDES:
        body = re.sub(spelled, side, body)
    # «N55.7558» has no space for the boundary of a word to stand at.
    body = re.sub(r"(?<![a-zа-я])[nsew](?=\s*[0-9])", lambda side: side[0].upper(), body)
    return re.sub(r"(?<=[0-9'\"°])[nsew](?![a-zа-я])", lambda side: side[0].upper(), body).strip(" .,;:")


def _angle(found: re.Match[str], place: int) -> tuple[float, str]:
    """Degrees with their sign, and the letter of the side if one is named."""
    degrees, minutes, seconds = (
        (found[f"{part}{place}"] or "").replace(",", ".") for part in ("degrees", "minutes", "seconds")
    )
    side = found[f"before{place}"] or found[f"after{place}"] or ""
    if (minutes and "." in degrees) or (seconds and "." in minutes):
        raise Malformed(f"Дробным бывает только последнее из градусов, минут и секунд. {_EXAMPLE}")
    if float(minutes or 0) >= 60 or float(seconds or 0) >= 60:
        raise Malformed("Минут и секунд в градусе бывает меньше 60: проверьте координаты.")
    size = abs(float(degrees)) + float(minutes or 0) / 60 + float(seconds or 0) / 3600
    negative = degrees.startswith("-") != (side in ("S", "W"))
    return round(-size if negative else size, _PLACES), side


def _is_in_russia(latitude: float, longitude: float) -> bool:
    """Whether the degrees are within those of Russia, whose east lies beyond the 180th meridian."""
    return _LATITUDES[0] <= latitude <= _LATITUDES[1] and (
        19 <= longitude <= 180 or -180 <= longitude <= -168
    )


def _decimal(degrees: float) -> str:
    return f"{degrees:.{_PLACES}f}".rstrip("0").rstrip(".")
