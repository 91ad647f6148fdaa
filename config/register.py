"""The service of registers (ЕГРЮЛ, ЕГРИП) that the portal may ask, as the settings say."""

from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured


def register_of_settings(env: environ.Env) -> tuple[str, str]:
    """The address of the service with {number}, and its token; empty: it is off. ImproperlyConfigured."""
    url: str = env.str("KABINET_REGISTER_URL", "")
    address = urlsplit(url)
    is_safe = address.scheme == "https" or address.hostname in {"127.0.0.1", "localhost"}
    if url and not (address.hostname and is_safe and "{number}" in f"{address.path}?{address.query}"):
        raise ImproperlyConfigured(
            "KABINET_REGISTER_URL: адрес службы сведений ЕГРЮЛ и ЕГРИП по https, например "
            "https://register.example.ru/{number}; {number} — место ИНН или ОГРН."
        )
    return url, env.str("KABINET_REGISTER_TOKEN", "")
