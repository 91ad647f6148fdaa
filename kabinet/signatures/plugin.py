"""What a page on which CryptoPro's plug-in signs needs besides its script."""

from typing import Any

from django.conf import settings
from django.utils.csp import CSP

_EXTENSIONS = ("chrome-extension:", "moz-extension:", "safari-web-extension:")


def plugin_policy() -> dict[str, Any]:
    """The portal's content security policy; the plug-in's extension may put its own script into the page."""
    policy: dict[str, Any] = dict(settings.SECURE_CSP)
    if settings.CADESPLUGIN_URL:
        policy |= {"script-src": [CSP.SELF, *_EXTENSIONS], "connect-src": [CSP.SELF, *_EXTENSIONS]}
    return policy
