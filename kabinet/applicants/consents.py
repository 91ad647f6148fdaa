"""Consents (152-ФЗ, ст. 9): one separate act for one purpose, each on a text that is kept as it was shown.

A text lives in consent_texts/<purpose>.txt: the first line is its title, the second «Редакция: …», the rest
the text, in which `{{ operator.… }}` stands for the operator's details. A change of any of them makes
another text with another hash; the texts people consented to stay in ConsentText.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db import transaction
from django.template import Context, Engine

from kabinet.accounts.models import User
from kabinet.applicants.models import Consent, ConsentText
from kabinet.applicants.purposes import PURPOSES
from kabinet.core import journal
from kabinet.core.operator import operator
from kabinet.core.values import storable

_FOLDER = Path(__file__).parent / "consent_texts"
_EDITION = "Редакция: "
_ENGINE = Engine()


@dataclass(frozen=True, slots=True)
class ConsentWording:
    """A consent's text as people read it; `hash` is the SHA-256 of title, version and body."""

    purpose: str
    title: str
    version: str
    body: str
    hash: str


def consent_text(purpose: str) -> ConsentWording:
    """The present text for one of PURPOSES. KeyError for another purpose."""
    if purpose not in PURPOSES:
        raise KeyError(purpose)
    source = (_FOLDER / f"{purpose}.txt").read_text(encoding="utf-8")
    rendered = _ENGINE.from_string(source).render(Context({"operator": operator()}, autoescape=False)).strip()
    title, version, body = rendered.split("\n", 2)
    return ConsentWording(
        purpose=purpose,
        title=title,
        version=version.removeprefix(_EDITION),
        body=body.strip(),
        hash=hashlib.sha256(rendered.encode()).hexdigest(),
    )


@transaction.atomic
def record_consent(
    *,
    user: User,
    purpose: str,
    subject: str = "",
    representative: str = "",
    address: str | None,
    user_agent: str,
    at: datetime,
) -> Consent:
    """Write down that `user` consented, now, to the present text for `purpose`.

    `subject` says what for when there may be several: «application:<id>»; `representative` is who acts for
    the person, as it stood there (applicants.representation).
    """
    shown = consent_text(purpose)
    text, _created = ConsentText.objects.get_or_create(
        hash=shown.hash,
        defaults={"purpose": purpose, "title": shown.title, "version": shown.version, "body": shown.body},
    )
    consent = Consent.objects.create(
        user=user,
        text=text,
        subject=subject,
        given_at=at,
        address=address,
        user_agent=user_agent[:300],
        representative=storable(representative),
        shown_hash=hash_with(shown, representative) if representative else "",
    )
    journal.record(
        act="consent.given",
        subject=f"user:{user.pk}",
        by=user.pk,
        at=at,
        address=address,
        details={"purpose": purpose, "text": consent.shown_hash or shown.hash, "for": subject},
    )
    return consent


def hash_with(shown: ConsentWording, representative: str) -> str:
    """The SHA-256 of a text, told by its own hash, together with what stood there of the representative."""
    return hashlib.sha256(f"{shown.hash}\n{representative}".encode()).hexdigest()


def is_withdrawn(user: User, purpose: str) -> bool:
    """Whether the person gave the consent for `purpose`, took it back and has not given it again."""
    given = Consent.objects.of(user).filter(subject="", text__purpose=purpose).order_by("-id")
    return given.values_list("withdrawn_at", flat=True).first() is not None
