"""The guides: files of docs/ cut into the numbered sections that the portal shows page by page.

A file begins with «# Title» and a lead; after its contents come «## 1. Title», «## 2. Title» and so on. The
same files are read on the project's site; the wheel carries them inside this package (pyproject.toml).
"""

import re
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from kabinet.accounts.duties import Duty
from kabinet.accounts.models import User

INSTALLED = Path(__file__).resolve().parent / "text"
"""Where the files lie in a wheel; in a checkout they lie in docs/."""
CHECKOUT = Path(__file__).resolve().parents[2] / "docs"

HEADING = re.compile(r"^## (\d+)\. (.+)$", re.MULTILINE)
UNSEEN = re.compile(r"<!--.*?-->", re.DOTALL)


@dataclass(frozen=True, slots=True)
class GuideSection:
    """A numbered section; `source` is its Markdown without the heading."""

    number: int
    title: str
    source: str


@dataclass(frozen=True, slots=True)
class Guide:
    """A guide; `slug` names it in addresses."""

    slug: str
    title: str
    lead: str
    sections: tuple[GuideSection, ...] = field(repr=False)

    def section(self, number: int) -> GuideSection | None:
        """The section with this number, if there is one."""
        return self.sections[number - 1] if 1 <= number <= len(self.sections) else None

    def titled(self, title: str) -> GuideSection:
        """The section with this title; KeyError when there is none."""
        for one in self.sections:
            if one.title == title:
                return one
        raise KeyError(title)

    def around(self, section: GuideSection) -> tuple[GuideSection | None, GuideSection | None]:
        """The sections before and after one."""
        return self.section(section.number - 1), self.section(section.number + 1)


FILES = {
    "applicant": "user-guide.md",
    "specialist": "office-guide.md",
    "administrator": "administrator-guide.md",
}
"""The name in addresses → the file."""


def guides_of(user: object) -> list[Guide]:
    """The guides that this visitor may read: the applicant's is everybody's."""
    return [guide(slug) for slug in FILES if may_read(user, slug)]


def may_read(user: object, slug: str) -> bool:
    """Whether this visitor's role is one that the guide is written for."""
    if slug == "applicant":
        return True
    if not (isinstance(user, User) and user.is_operator):
        return False
    return slug == "specialist" or bool({Duty.ADMINISTRATION, Duty.LEADING}.intersection(user.duties))


@lru_cache(maxsize=len(FILES))
def guide(slug: str) -> Guide:
    """The guide of this name, read once; KeyError when there is none."""
    name = FILES[slug]
    path = INSTALLED / name
    if not path.exists():
        path = CHECKOUT / name
    return read(slug, path.read_text(encoding="utf-8"))


def read(slug: str, text: str) -> Guide:
    """Cut the text of a guide; ValueError when its sections are not numbered in order."""
    shown = UNSEEN.sub("", text)
    title, lead = shown.split("\n\n")[:2]
    headings = list(HEADING.finditer(shown))
    numbers = [int(one[1]) for one in headings]
    if numbers != list(range(1, len(numbers) + 1)):
        message = f"{slug}: sections are numbered {numbers}"
        raise ValueError(message)
    ends = [*(one.start() for one in headings[1:]), len(shown)]
    return Guide(
        slug=slug,
        title=title.removeprefix("# ").strip(),
        lead=" ".join(lead.split()),
        sections=tuple(
            GuideSection(int(one[1]), one[2].strip(), shown[one.end() : end].strip())
            for one, end in zip(headings, ends, strict=True)
        ),
    )
