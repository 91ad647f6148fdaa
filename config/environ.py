"""A request as the server tells it (ASGI), in the form in which the portal takes it (WSGI, PEP 3333)."""

import sys
from typing import Any
from urllib.parse import unquote_to_bytes

_OWN_NAMES = {"CONTENT_TYPE", "CONTENT_LENGTH"}


def environ_of(scope: dict[str, Any]) -> dict[str, Any]:
    """All but the body."""
    client, server = scope.get("client"), scope.get("server") or ("localhost", 80)
    return {
        **_headers(scope["headers"]),
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": scope.get("root_path", ""),
        "PATH_INFO": _path(scope),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "SERVER_NAME": server[0],
        "SERVER_PORT": str(server[1]),
        "REMOTE_ADDR": client[0] if client else "",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope["scheme"],
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }


def _path(scope: dict[str, Any]) -> str:
    """The bytes of the path: they need not be UTF-8, and Django answers those that are not."""
    if raw := scope.get("raw_path"):
        return unquote_to_bytes(raw.partition(b"?")[0]).decode("latin-1")
    return str(scope["path"]).encode().decode("latin-1")


def _headers(pairs: list[tuple[bytes, bytes]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for raw_name, raw_value in pairs:
        if b"_" in raw_name:
            continue  # X_Forwarded_For must not pass for X-Forwarded-For, which the proxy sets
        name, value = raw_name.decode("latin-1").upper().replace("-", "_"), raw_value.decode("latin-1")
        key = name if name in _OWN_NAMES else f"HTTP_{name}"
        joint = "; " if key == "HTTP_COOKIE" else ","  # RFC 9113, 8.2.3: a cookie may come in pieces
        found[key] = f"{found[key]}{joint}{value}" if key in found else value
    return found
