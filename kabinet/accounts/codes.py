"""Control strings (контрольные строки): what a letter carries to prove that its reader owns the mailbox.

Of the same kind is the code on paper, by which somebody whom the office entered claims the cabinet.

Twenty letters and digits in groups of four, without those that look alike (0 and O, 1, I and L): about
99 bits. The database keeps a digest. A string typed by hand is taken in any case, with or without
dashes and spaces, and with Cyrillic letters that look like the Latin ones.
"""

import hashlib
import secrets
from datetime import datetime, timedelta

from django.db.models import QuerySet

from kabinet.accounts.models import OneTimeCode, User
from kabinet.core.errors import DomainError

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
_LENGTH = 20
_GROUP = 4
_LOOK_ALIKE = str.maketrans("АВЕКМНРСТУХ", "ABEKMHPCTYX")

type Purpose = OneTimeCode.Purpose

LIFETIMES: dict[Purpose, timedelta] = {
    OneTimeCode.Purpose.CONFIRM_EMAIL: timedelta(days=3),
    OneTimeCode.Purpose.RECOVER_PASSWORD: timedelta(hours=1),
    OneTimeCode.Purpose.CHANGE_EMAIL: timedelta(days=1),
    OneTimeCode.Purpose.INVITE: timedelta(days=3),
    OneTimeCode.Purpose.CLAIM: timedelta(days=30),  # it may go by post
}


class CodeRefused(DomainError):
    """The string is unknown, already used or too old: which of them, we do not tell."""


def issue_code(*, user: User, purpose: Purpose, at: datetime, new_email: str = "") -> str:
    """Make a string for `user` and return it as people read it: «K7MP-2QXD-…». Expired ones are forgotten."""
    OneTimeCode.objects.filter(user=user, expires_at__lt=at).delete()
    string = new_string()
    OneTimeCode.objects.create(
        user=user,
        purpose=purpose,
        digest=digest_of(string),
        new_email=new_email,
        created_at=at,
        expires_at=at + LIFETIMES[purpose],
    )
    return dashed(string)


def new_string() -> str:
    """A canonical string that nobody can guess."""
    return "".join(secrets.choice(ALPHABET) for _ in range(_LENGTH))


def find_code(*, text: str, purpose: Purpose, at: datetime) -> OneTimeCode:
    """The valid code that `text` stands for, its row and user locked (call inside a transaction).

    Raises CodeRefused.
    """
    code = _codes(text, purpose, at).filter(used_at=None).select_for_update().first()
    if code is None:
        raise CodeRefused(
            "Контрольная строка не подходит: она введена с ошибкой, уже использована или устарела."
        )
    return code


def waiting_code(*, text: str, purpose: Purpose, at: datetime) -> User | None:
    """Whose valid code `text` stands for, looked at without a lock; None for none."""
    code = _codes(text, purpose, at).filter(used_at=None).first()
    return code.user if code else None


def spent_code(*, text: str, purpose: Purpose, at: datetime) -> OneTimeCode | None:
    """The code that `text` stands for if it was used or cancelled and is not too old yet, else None."""
    return _codes(text, purpose, at).filter(used_at__isnull=False).first()


def _codes(text: str, purpose: Purpose, at: datetime) -> QuerySet[OneTimeCode]:
    """What `text` may stand for: not too old yet, of somebody who may sign in, used or not."""
    return OneTimeCode.objects.select_related("user").filter(
        digest=digest_of(canonical(text)), purpose=purpose, expires_at__gt=at, user__is_active=True
    )


def use_code(*, code: OneTimeCode, at: datetime) -> None:
    """Spend `code`, and with it all the other strings of the same user and purpose."""
    cancel_codes(user=code.user, purpose=code.purpose, at=at)


def cancel_codes(*, user: User, purpose: str, at: datetime) -> None:
    """Strings of this purpose, sent to `user` before, are no longer taken."""
    OneTimeCode.objects.filter(user=user, purpose=purpose, used_at=None).update(used_at=at)


def canonical(text: str) -> str:
    """The string as it was made: upper case, Latin, without dashes, spaces and anything else."""
    upper = text[: _LENGTH * 4].upper().translate(_LOOK_ALIKE)
    return "".join(character for character in upper if character in ALPHABET)


def dashed(string: str) -> str:
    """A canonical string as people read it: «K7MP-2QXD-…»."""
    return "-".join(string[start : start + _GROUP] for start in range(0, len(string), _GROUP))


def digest_of(string: str) -> str:
    """What the database keeps of a canonical string."""
    return hashlib.sha256(string.encode()).hexdigest()
