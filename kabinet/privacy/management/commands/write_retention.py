"""Writes docs/retention.md from the table of what is removed; `make docs` calls it."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from kabinet.privacy.retention import retention_page


class Command(BaseCommand):
    help = "Write docs/retention.md: what the portal removes by itself, and after how long."

    def handle(self, *_args: Any, **_options: Any) -> None:
        page = Path(settings.BASE_DIR) / "docs" / "retention.md"
        page.write_text(retention_page(), encoding="utf-8")
