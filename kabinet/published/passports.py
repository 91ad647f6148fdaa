"""Writing passports of services: each saving is a version with who and when."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from django.db import transaction

from kabinet.accounts.models import User
from kabinet.core import journal
from kabinet.core.errors import DomainError
from kabinet.core.values import plain_text, storable
from kabinet.files.limits import PDF
from kabinet.files.models import StoredFile
from kabinet.published.models import Passport, PassportVersion, Section
from kabinet.published.slugs import slug_of

MOST = 200
LONGEST_TITLE, LONGEST_TEXT = 200, 20_000
BLANK = "\n\n".join(
    f"{title}\n…"
    for title in (
        "Круг заявителей",
        "Размер платы за предоставление услуги (процесса) и основание её взимания",
        "Условия оказания услуги (процесса)",
        "Результат оказания услуги (процесса)",
        "Общий срок оказания услуги (процесса)",
        "Состав, последовательность и сроки: этапы, их содержание и условия, форма, срок, нормативный акт",
        "Контактная информация для направления обращений",
    )
)
"""What прил. 1 has a passport tell, for the operator to fill in."""


class PassportRefused(DomainError):
    """Something about the passport is wrong; `field` says which."""

    def __init__(self, field: str, text: str) -> None:
        self.field = field
        super().__init__(text)


class PassportStale(DomainError):
    """Somebody saved another version after this one was opened."""

    def __init__(self, by: User) -> None:
        super().__init__(
            f"Пока вы правили паспорт, его сохранил другой сотрудник: {by.name or by.email}. Прочтите его "
            "версию внизу страницы; ваш текст остался в поле и заменит её, если сохранить ещё раз."
        )


class Draft(NamedTuple):
    """A passport as it was typed."""

    section: str
    title: str
    text: str
    order: int
    published: bool


@transaction.atomic
def save_passport(
    *, passport: Passport | None, seen: int, draft: Draft, file: StoredFile | None, by: User, at: datetime
) -> Passport:
    """Add a passport (None), or change one whose version was `seen`.

    Raises PassportRefused, PassportStale.
    """
    title, text = " ".join(storable(draft.title).split()), plain_text(draft.text)
    _check(draft.section, title, text, file)
    if passport is None:
        if Passport.objects.count() >= MOST:
            raise PassportRefused("title", f"Паспортов уже {MOST}: измените один из них.")
        saved = Passport(slug=_free_slug(title))
    else:
        saved = Passport.objects.select_for_update().get(pk=passport.pk)
        if saved.version != seen:
            raise PassportStale(saved.updated_by)
        saved.version += 1
    saved.section, saved.title, saved.text, saved.file = draft.section, title, text, file
    saved.order, saved.published = draft.order, draft.published
    saved.updated_at, saved.updated_by = at, by
    saved.save()
    PassportVersion.objects.create(
        passport=saved, version=saved.version, section=saved.section, title=title, text=text, file=file,
        published=saved.published, at=at, by=by,
    )  # fmt: skip
    journal.record(
        act="passport.created" if passport is None else "passport.changed",
        subject=f"passport:{saved.pk}",
        by=by.pk,
        at=at,
        details={"title": title, "version": saved.version, "active": saved.published},
    )
    return saved


def paragraphs_of(text: str) -> Sequence[tuple[str, str]]:
    """The text by its blank lines: of a paragraph of several lines, the first is its title."""
    blocks = [block.strip() for block in text.split("\n\n") if block.strip()]
    parts = [block.partition("\n") for block in blocks]
    return [(first, rest) if rest else ("", first) for first, _, rest in parts]


def _check(section: str, title: str, text: str, file: StoredFile | None) -> None:
    if section not in Section.values:
        raise PassportRefused("section", "Выберите раздел.")
    if not title:
        raise PassportRefused("title", "Назовите услугу (процесс).")
    if len(title) > LONGEST_TITLE:
        raise PassportRefused("title", f"Слишком длинно: не больше {LONGEST_TITLE} знаков.")
    if not text:
        raise PassportRefused("text", "Напишите текст паспорта.")
    if len(text) > LONGEST_TEXT:
        raise PassportRefused("text", f"Слишком длинно: не больше {LONGEST_TEXT} знаков.")
    if file is not None and file.content_type != PDF.content_type:
        raise PassportRefused("file", f"Приложите PDF: «{file.name}» — другой формат.")


def _free_slug(title: str) -> str:
    """The title's address, with a number when another passport has it."""
    wanted = slug_of(title) or "passport"
    taken = set(Passport.objects.filter(slug__startswith=wanted).values_list("slug", flat=True))
    numbered = (f"{wanted}-{number}" for number in range(2, MOST + 2))
    return wanted if wanted not in taken else next(slug for slug in numbered if slug not in taken)
