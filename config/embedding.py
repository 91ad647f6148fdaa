"""Which sites of the operator may show «С чего начать» inside their pages."""

import re

from django.core.exceptions import ImproperlyConfigured
from environ import Env


def embed_sites(env: Env) -> list[str]:
    """The origins of KABINET_EMBED_SITES; ImproperlyConfigured for what is none."""
    sites: list[str] = env.list("KABINET_EMBED_SITES", default=[])
    if all(re.fullmatch(r"https?://[\w.-]+(:\d+)?", site) for site in sites):
        return sites
    raise ImproperlyConfigured(
        "KABINET_EMBED_SITES: адреса сайтов через запятую, например https://seti.example.ru."
    )
