"""What the next page says of what was done («Сохранено»): in a cookie, in the session what is too long."""

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.messages.storage.session import SessionStorage


class FlashedInCookie(CookieStorage):
    """Django's own, by the name that only this host may set."""

    cookie_name = f"{settings.COOKIE_PREFIX}kabinet_messages"


class Flashed(FallbackStorage):
    """The cookie first: a page opened without a login writes nothing to the database."""

    storage_classes = (FlashedInCookie, SessionStorage)
