"""The map in the README leads to what there is, and past no room of the house."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / name for name in ("README.md", "ARCHITECTURE.md", "SECURITY.md", "CONTRIBUTING.md")]
PAGES += sorted((ROOT / "docs").rglob("*.md"))


def paths_in(page):
    """The files and folders of the project that a page names in full."""
    text = page.read_text(encoding="utf-8")
    return set(re.findall(r"`((?:kabinet|config|tests|scripts|docs)/[\w./-]+)`", text))


def test_whatever_a_page_names_is_there():
    gone = {
        f"{page.name}: {path}"
        for page in PAGES
        for path in paths_in(page)
        if not (ROOT / path.rstrip("/")).exists()
    }
    assert gone == set()


def test_links_between_pages_lead_somewhere():
    broken = {
        f"{page.name}: {link}"
        for page in PAGES
        for link in re.findall(r"\]\(([\w./-]+\.md)\)", page.read_text(encoding="utf-8"))
        if not (page.parent / link).exists()
    }
    assert broken == set()


def test_every_package_is_told_about():
    text = "".join(page.read_text(encoding="utf-8") for page in PAGES[:2])
    packages = {path.name for path in (ROOT / "kabinet").iterdir() if (path / "__init__.py").exists()}
    assert {name for name in packages if not re.search(rf"\b{name}\b", text)} == set()
