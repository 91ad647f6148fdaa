"""Writes the pages of docs/ that tell the tables, fills the other pages; `make docs` calls it."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from kabinet.applications.content.law_changes import editions_page
from kabinet.applications.rules.described import deadlines_page, filled, states_page

WRITTEN = {
    "application-states.md": states_page,
    "deadlines.md": deadlines_page,
    "law-editions.md": editions_page,
}


class Command(BaseCommand):
    help = "Write the pages of docs/ that are made from the tables of the code, and the terms in the others."

    def handle(self, *_args: Any, **_options: Any) -> None:
        docs = Path(settings.BASE_DIR) / "docs"
        texts = {docs / name: page() for name, page in WRITTEN.items()}
        for path in set(docs.glob("*.md")) - set(texts):
            texts[path] = filled(path.read_text(encoding="utf-8"))
        for path, text in sorted(texts.items()):
            if not path.exists() or path.read_text(encoding="utf-8") != text:
                path.write_text(text, encoding="utf-8")
                self.stdout.write(f"docs/{path.name}")
