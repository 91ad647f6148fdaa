"""What the pages of the second factor share: the key of a new telephone, recovery codes shown once."""

import json
from datetime import datetime, timedelta
from typing import Any

import segno
from django.http import HttpRequest
from django.urls import reverse

from kabinet.accounts import totp
from kabinet.accounts.models import User
from kabinet.accounts.second_factor import propose_key, seal, unseal
from kabinet.core.operator import operator

REPLACING_LIFETIME = timedelta(minutes=30)
_CODES = "recovery_codes"
_REPLACING = "replacing_telephone"


def key_page(user: User) -> dict[str, Any]:
    """The key of the new telephone of `user`: a picture to scan and a text to type."""
    key = propose_key(user=user)
    address = totp.address_of(key, account=user.login, issuer=operator().name)
    # Dark on white whatever the colours of the page: cameras do not read the reverse.
    picture = segno.make(address, error="m").svg_data_uri(scale=5, border=4, dark="#000", light="#fff")
    return {"key": totp.in_groups(key), "picture": picture, "link": address}


def keep_codes(request: HttpRequest, codes: list[str], *, then: str) -> None:
    """Keep new recovery codes, sealed, until the person says that they are saved: a reload loses nothing.

    `then` is the address to go on to.
    """
    request.session[_CODES] = {"codes": seal(json.dumps(codes)), "then": then}


def kept_codes(request: HttpRequest) -> list[str]:
    """The recovery codes that are still to be shown; none once they were saved."""
    kept = request.session.get(_CODES)
    codes: list[str] = json.loads(unseal(kept["codes"]) or "[]") if kept else []
    return codes


def forget_codes(request: HttpRequest) -> str:
    """Show them no more; the address to go on to."""
    kept = request.session.pop(_CODES, None)
    return str(kept["then"]) if kept else reverse("second_factor")


def allow_replacing(request: HttpRequest, *, at: datetime) -> None:
    """The person has just proved to be the owner: for a while another telephone may be set up."""
    request.session[_REPLACING] = (at + REPLACING_LIFETIME).isoformat()


def may_replace(request: HttpRequest, *, at: datetime) -> bool:
    """Whether another telephone may be set up in this session now."""
    until = request.session.get(_REPLACING)
    return until is not None and at < datetime.fromisoformat(until)


def end_replacing(request: HttpRequest) -> None:
    """The telephone was replaced: the next time a code is asked for again."""
    request.session.pop(_REPLACING, None)
