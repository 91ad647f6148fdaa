"""Where a request came from."""

from collections.abc import Mapping
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Any

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str | None:
    """The client's IP address, or None when it is unknown (the server listens on a socket).

    In production the portal stands behind a proxy, which appends the address it saw to
    X-Forwarded-For: only that last one is trustworthy, the client may have sent the others.
    """
    return address_in(request.META)


def address_in(environ: Mapping[str, Any]) -> str | None:
    """The same of a request that Django has not seen yet."""
    candidates = [environ.get("REMOTE_ADDR", "")]
    if settings.PRODUCTION:
        forwarded = environ.get("HTTP_X_FORWARDED_FOR", "")
        candidates.insert(0, forwarded.rpartition(",")[2].strip())
    for candidate in candidates:
        try:
            address = ip_address(candidate)
        except ValueError:
            continue
        # A server that listens on IPv6 sees IPv4 clients as ::ffff:192.0.2.1.
        mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
        return str(mapped or address)
    return None


def network(value: str) -> str:
    """An IPv6 address as its /64: one subscriber owns them all. Anything else as it is."""
    try:
        address = ip_address(value)
    except ValueError:
        return value
    if isinstance(address, IPv6Address):
        return str(ip_network((address, 64), strict=False))
    return value
