"""Where the operator's networks are, as the settings say."""

import re

import environ
from django.core.exceptions import ImproperlyConfigured

from kabinet.core.regions import Served

_DISTRICT = re.compile(r"(?P<prefix>[0-9]{2}:[0-9]{2})\s*=\s*(?P<name>.+)")


def served_of_settings(env: environ.Env) -> Served:
    """What is served; where nothing is named, nothing is offered. Raises ImproperlyConfigured."""
    districts: dict[str, str] = {}
    for one in _listed(env, "KABINET_DISTRICTS"):
        found = _DISTRICT.fullmatch(one)
        if found is None:
            raise ImproperlyConfigured(
                "KABINET_DISTRICTS: начала кадастровых номеров и районы через точку с запятой, например "
                "02:55=город Уфа; 02:47=Уфимский район."
            )
        districts[found["prefix"]] = found["name"]
    return Served(tuple(_listed(env, "KABINET_SETTLEMENTS")), districts)


def _listed(env: environ.Env, name: str) -> list[str]:
    value: str = env.str(name, "")
    return [text for one in value.split(";") if (text := " ".join(one.split()))]
