"""What helps to write an address: its parts, what they are joined to, the district of a cadastral number."""

import json
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from kabinet.core.addresses import PARTS, joined_address
from kabinet.core.questions import is_empty
from kabinet.core.regions import REGIONS
from kabinet.law.errors import Malformed
from kabinet.law.requisites import clean_cadastral_number

_LISTED = "kabinet.regions_in_page"
NOT_SERVED = "Среди районов, которые мы обслуживаем, такого нет: проверьте начало номера."


def address_text(data: Mapping[str, Any], name: str, kept: str) -> Any:
    """What was posted: the line, or what its parts join to where nobody touched the line, `kept` until now.

    A script joins the parts by itself, in sight of the person, and posts none of them.
    """
    typed = data.get(name)
    joined = joined_address({part.name: str(data.get(f"{name}-{part.name}") or "") for part in PARTS})
    untouched = is_empty(typed) or str(typed).split() == kept.split()
    return joined if joined and untouched else typed


def parts_in_page(request: HttpRequest | None) -> dict[str, Any]:
    """What components/address_parts.html is told; the lists that are offered stand once in a page."""
    listed = request is not None and _LISTED in request.META
    if request is not None:
        request.META[_LISTED] = True
    offered = {} if listed else {"regions": REGIONS, "settlements": settings.SERVED.settlements}
    return {"parts": PARTS, "has_settlements": bool(settings.SERVED.settlements), **offered}


def district_in_page(number: object) -> dict[str, Any]:
    """What components/district.html is told: the districts that are served, that of the number."""
    districts = settings.SERVED.districts
    told = ""
    if districts and isinstance(number, str) and number:
        try:
            told = _told(settings.SERVED.district_of(clean_cadastral_number(number)))
        except Malformed:
            told = ""
    by_prefix = {prefix: _told(name) for prefix, name in districts.items()}
    return {"districts": json.dumps(by_prefix, ensure_ascii=False), "told": told, "other": NOT_SERVED}


def _told(district: str | None) -> str:
    return f"По номеру это {district}." if district else NOT_SERVED
