"""How long what is removed by itself is kept, how early people are told of a term: as the settings say."""

import environ
from django.core.exceptions import ImproperlyConfigured

LONGEST_BEFORE = 30
"""Working days: nobody remembers a reminder longer."""


def retention(env: environ.Env) -> dict[str, int]:
    """Days until each kind of thing is removed; 0: never. ImproperlyConfigured.

    What the law demands to keep stands in kabinet/law/limits.py.
    """
    kept: dict[str, int] = {
        "unconfirmed": env.int("KABINET_KEEP_UNCONFIRMED_DAYS", 30),
        "deleted_drafts": env.int("KABINET_KEEP_DELETED_DRAFT_DAYS", 30),
        "drafts": env.int("KABINET_KEEP_DRAFT_DAYS", 365),
        "letters": env.int("KABINET_KEEP_LETTER_DAYS", 365),
        "idle": env.int("KABINET_KEEP_IDLE_DAYS", 1095),
    }
    if min(kept.values()) < 0 or 0 in (kept["unconfirmed"], kept["deleted_drafts"]):
        raise ImproperlyConfigured(
            "Сроки хранения: числа от 0; KABINET_KEEP_UNCONFIRMED_DAYS и KABINET_KEEP_DELETED_DRAFT_DAYS — "
            "от 1."
        )
    if 0 < kept["drafts"] <= 14 or 0 < kept["idle"] <= 30:
        raise ImproperlyConfigured(
            "KABINET_KEEP_DRAFT_DAYS: от 15, KABINET_KEEP_IDLE_DAYS: от 31, чтобы письмо пришло заранее; "
            "0 — никогда."
        )
    return kept


def reminded_before(env: environ.Env) -> dict[str, int]:
    """How many working days before the last one of a term each side is reminded. ImproperlyConfigured."""
    days: dict[str, int] = {
        "applicant": env.int("KABINET_REMIND_APPLICANT_DAYS", 3),
        "staff": env.int("KABINET_REMIND_STAFF_DAYS", 1),
    }
    if not all(1 <= value <= LONGEST_BEFORE for value in days.values()):
        raise ImproperlyConfigured(
            "KABINET_REMIND_APPLICANT_DAYS и KABINET_REMIND_STAFF_DAYS: рабочих дней от 1 до "
            f"{LONGEST_BEFORE}."
        )
    return days
