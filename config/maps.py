"""The map of a page: whose tiles it shows and where it begins, as the settings say."""

import re

import environ
from django.core.exceptions import ImproperlyConfigured

from kabinet.core.coordinates import clean_coordinates
from kabinet.law.errors import Malformed
from kabinet.ui.maps import MapSettings

_TILES = re.compile(r"(?P<origin>https?://[\w.-]+(?::[0-9]+)?)?/(?!/)[\w./{}?=&%~-]*")


def map_of_settings(env: environ.Env, *, production: bool) -> MapSettings:
    """The map of the settings; without tiles it is a plain grid. Raises ImproperlyConfigured."""
    tiles = env.str("KABINET_MAP_TILES", "")
    found = _TILES.fullmatch(tiles)
    if tiles and not (found and all(part in tiles for part in ("{z}", "{x}", "{y}"))):
        raise ImproperlyConfigured(
            "KABINET_MAP_TILES: адрес картинок карты, например https://tiles.example.ru/{z}/{x}/{y}.png."
        )
    origin = (found["origin"] or "") if found else ""
    if production and origin.startswith("http:"):
        raise ImproperlyConfigured("KABINET_MAP_TILES: в рабочем режиме картинки карты берутся по https.")
    try:
        centre = clean_coordinates(value) if (value := env.str("KABINET_MAP_CENTER", "")) else None
    except Malformed as refusal:
        raise ImproperlyConfigured(f"KABINET_MAP_CENTER. {refusal}") from None
    attribution = env.str("KABINET_MAP_ATTRIBUTION", "")
    if tiles and not attribution:
        raise ImproperlyConfigured(
            "KABINET_MAP_ATTRIBUTION: чьи это картинки карты, например © участники OpenStreetMap."
        )
    return MapSettings(tiles, attribution, origin, centre)
