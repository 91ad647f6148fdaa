"""Writes docs/application-states.md and docs/deadlines.md; `make docs` calls it."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from kabinet.applications.described import deadlines_page, states_page


class Command(BaseCommand):
    help = "Write the pages of docs/ that are made from the tables of the code."

    def handle(self, *_args: Any, **_options: Any) -> None:
        docs = Path(settings.BASE_DIR) / "docs"
        for name, text in (("application-states.md", states_page()), ("deadlines.md", deadlines_page())):
            (docs / name).write_text(text, encoding="utf-8")
            self.stdout.write(f"docs/{name}")
