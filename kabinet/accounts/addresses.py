"""Where a request came from."""

from ipaddress import IPv6Address, ip_address

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str | None:
    """The client's IP address, or None when it is unknown (the server listens on a socket).

    In production the portal stands behind a proxy, which appends the address it saw to
    X-Forwarded-For: only that last one is trustworthy, the client may have sent the others.
    """
    candidates = [request.META.get("REMOTE_ADDR", "")]
    if settings.PRODUCTION:
        forwarded = request.headers.get("X-Forwarded-For", "")
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
