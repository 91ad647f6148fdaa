"""Where letters go, read from the address of a folder or of a server."""

from typing import Any

import environ

from config.place import HOME


def mailer(url: str) -> dict[str, Any]:
    """Turn «file:///folder», «smtp://user:password@host:25» or «smtps://…» into a Django mailer."""
    if url.startswith("file:"):
        return {
            "BACKEND": "kabinet.notifications.backends.EmlFiles",
            "OPTIONS": {"folder": str(HOME / url.removeprefix("file://"))},
        }
    parsed = environ.Env.email_url_config(url)
    return {
        "BACKEND": "kabinet.notifications.backends.MailServer",
        "OPTIONS": {
            "host": parsed["EMAIL_HOST"],
            "port": parsed["EMAIL_PORT"],
            "username": parsed["EMAIL_HOST_USER"],
            "password": parsed["EMAIL_HOST_PASSWORD"],
            "use_tls": parsed.get("EMAIL_USE_TLS", False),
            "use_ssl": parsed.get("EMAIL_USE_SSL", False),
            "timeout": 20,
        },
    }
