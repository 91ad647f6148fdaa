"""The portal as Django makes it (WSGI); config/asgi.py, which the server loads, hands it whole requests."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application = get_wsgi_application()
