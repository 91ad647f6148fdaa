"""The second factor: a telephone that shows codes, and ten codes to do without it (keys: accounts.passkeys).

The operator's people must have one, applicants may.

The secret is sealed with a key made from KABINET_SECRET_KEY, so a copy of the database alone opens nothing;
after another key `reseal_all` seals it anew.
Every write here locks the factor's row first: of two requests with one code only one is taken.
"""

import base64
import hashlib
import secrets
from datetime import datetime
from typing import NamedTuple

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.db import transaction
from django.utils.crypto import salted_hmac

from kabinet.accounts import throttle, totp
from kabinet.accounts.codes import ALPHABET, canonical
from kabinet.accounts.models import RecoveryCode, SecondFactor, User
from kabinet.core import journal
from kabinet.core.errors import DomainError
from kabinet.notifications.services import send_letter

RECOVERY_CODES = 10
_GROUPS, _GROUP = 6, 4
"""Twenty-four letters and digits: 118 bits, so a digest needs no salt (ASVS 6.5.2: 112)."""


class WrongFactor(DomainError):
    """The code is wrong, spent or too old."""


class FactorNotProposed(DomainError):
    """There is no key to confirm: it was confirmed in another window, or taken away by the administrator."""


class FactorDemanded(DomainError):
    """The operator's people do not switch the second factor off."""


class OwnFactor(DomainError):
    """An administrator does not reset the factor of their own account."""


# --- The key -----------------------------------------------------------------------------------


@transaction.atomic
def propose_key(*, user: User) -> str:
    """The key for a new telephone of `user`; the same one until it is confirmed, whatever the window."""
    factor = _locked(user)
    if key := unseal(factor.proposed):
        return key
    key = totp.new_key()
    factor.proposed = seal(key)
    factor.save(update_fields=["proposed"])
    return key


def confirm_key(*, user: User, code: str, address: str | None, at: datetime) -> list[str]:
    """Take the proposed key as the factor of `user` once its telephone shows a right code.

    Returns new recovery codes. Every other session of the user ends, an earlier telephone no longer serves.
    Raises FactorNotProposed, WrongFactor, TooManyAttempts.
    """
    _count(user, at)
    with transaction.atomic():
        factor = _locked(user)
        key = unseal(factor.proposed)
        if not key:
            raise FactorNotProposed("Ключ уже не действует: обновите страницу, чтобы получить новый.")
        step = totp.step_of(key, _digits(code), at=at, after=0)
        if step is not None:
            factor.secret, factor.proposed, factor.last_step = factor.proposed, "", step
            factor.save()
            user.second_factor_at = at
            user.session_epoch += 1
            user.save(update_fields=["second_factor_at", "session_epoch"])
            codes = _make_recovery_codes(user)
            tell_of_change(user, "подключено приложение с одноразовыми кодами", at)
            record_change("account.second_factor_set", user, address, at)
    if step is None:
        raise _wrong(user, address, at)
    _uncount(user)
    return codes


# --- Signing in and other proofs -----------------------------------------------------------------


def check_code(*, user: User, code: str, address: str | None, at: datetime, browser: str = "") -> None:
    """Take the code that the telephone of `user` shows now; it is not taken a second time.

    `browser`: the mark of a browser of the owner (accounts.devices), where guesses elsewhere delay nothing.
    Raises WrongFactor, TooManyAttempts (even when the code is right).
    """
    _count(user, at, browser)
    with transaction.atomic():
        factor = _locked(user)
        key = unseal(factor.secret)
        step = totp.step_of(key, _digits(code), at=at, after=factor.last_step) if key else None
        if step is not None:
            factor.last_step = step
            factor.save(update_fields=["last_step"])
    if step is None:
        raise _wrong(user, address, at)
    _uncount(user, browser)


def use_recovery_code(*, user: User, code: str, address: str | None, at: datetime, browser: str = "") -> int:
    """Spend a recovery code of `user`; how many are left. Raises WrongFactor, TooManyAttempts."""
    _count(user, at, browser)
    with transaction.atomic():
        unused = user.recovery_codes.select_for_update().filter(used_at=None)
        found = unused.filter(digest=_digest(code)).first()
        if found is not None:
            found.used_at = at
            found.save(update_fields=["used_at"])
            left = recovery_codes_left(user)
            tell_of_change(user, f"использован резервный код, осталось неиспользованных: {left}", at)
            record_change("account.recovery_code_used", user, address, at)
    if found is None:
        raise _wrong(user, address, at)
    _uncount(user, browser)
    return left


def recovery_codes_left(user: User) -> int:
    """How many recovery codes are not used yet."""
    return user.recovery_codes.filter(used_at=None).count()


@transaction.atomic
def renew_recovery_codes(*, user: User, address: str | None, at: datetime) -> list[str]:
    """Ten new recovery codes of `user`; the earlier ones are no longer taken."""
    _locked(user)
    codes = _make_recovery_codes(user)
    tell_of_change(user, "созданы новые резервные коды, прежние не действуют", at)
    record_change("account.recovery_codes_renewed", user, address, at)
    return codes


@transaction.atomic
def drop_factor(*, user: User, address: str | None, at: datetime) -> None:
    """Switch the second factor of an applicant off; every other session ends. Raises FactorDemanded."""
    if user.is_operator:
        raise FactorDemanded("Сотрудники входят только со вторым фактором.")
    _forget(user)
    tell_of_change(user, "второй фактор выключен, для входа достаточно пароля", at)
    record_change("account.second_factor_dropped", user, address, at)


@transaction.atomic
def reset_factor(*, person: User, by: User | None, address: str | None, at: datetime) -> None:
    """Take away the factor of `person`, who has lost it: their sessions end.

    The operator's people set up a new telephone at the next login, applicants when they choose to.
    `by` is an administrator, for an applicant a specialist (applicants.identity), None for the command line.
    Raises OwnFactor.
    """
    if by is not None and by.pk == person.pk:
        raise OwnFactor("Свой второй фактор меняют в профиле: «Профиль пользователя», «Второй фактор».")
    _forget(person)
    tell_of_change(
        person,
        "второй фактор сброшен администратором, при следующем входе настройте его заново"
        if person.is_operator
        else "второй фактор сброшен сотрудником сетевой организации, для входа достаточно пароля",
        at,
    )
    journal.record(
        act="account.second_factor_reset", subject=f"user:{person.pk}", by=by.pk if by else None, at=at,
        address=address,
    )  # fmt: skip


def _forget(user: User) -> None:
    SecondFactor.objects.filter(user=user).delete()
    user.recovery_codes.all().delete()
    user.passkeys.all().delete()
    user.second_factor_at = None
    user.session_epoch += 1
    user.save(update_fields=["second_factor_at", "session_epoch"])


# --- Sealing -------------------------------------------------------------------------------------


class Resealed(NamedTuple):
    """How many secrets were sealed anew, and how many no key opens."""

    done: int
    lost: int


def seal(text: str) -> str:
    """Encrypt a text so that only this portal's secret key opens it."""
    return _box().encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """What `seal` was given; empty when there is nothing, or none of the keys that are known opens it."""
    try:
        return _box().decrypt(sealed.encode()).decode() if sealed else ""
    except InvalidToken:
        return ""


def reseal_all() -> Resealed:
    """Seal every secret with the present key, so that the former ones may go; row by row, repeatable."""
    done = lost = 0
    for pk in list(SecondFactor.objects.values_list("pk", flat=True)):
        with transaction.atomic():
            factor = SecondFactor.objects.select_for_update().filter(pk=pk).first()
            if factor is None:
                continue
            for field in ("secret", "proposed"):
                sealed = getattr(factor, field)
                if not sealed:
                    continue
                try:
                    setattr(factor, field, _box().rotate(sealed.encode()).decode())
                    done += 1
                except InvalidToken:
                    lost += 1
            factor.save(update_fields=["secret", "proposed"])
    return Resealed(done, lost)


def _box() -> MultiFernet:
    """Seals with the present secret key, opens what a former one has sealed too."""
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return MultiFernet([_box_of(key) for key in keys])


def _box_of(key: str) -> Fernet:
    digest = salted_hmac("kabinet.accounts.second_factor", "key", secret=key, algorithm="sha256").digest()
    return Fernet(base64.urlsafe_b64encode(digest))


def _locked(user: User) -> SecondFactor:
    factor, _created = SecondFactor.objects.select_for_update().get_or_create(user=user)
    return factor


def _make_recovery_codes(user: User) -> list[str]:
    user.recovery_codes.all().delete()
    codes = [
        "-".join("".join(secrets.choice(ALPHABET) for _ in range(_GROUP)) for _ in range(_GROUPS))
        for _ in range(RECOVERY_CODES)
    ]
    RecoveryCode.objects.bulk_create([RecoveryCode(user=user, digest=_digest(code)) for code in codes])
    return codes


def _digest(code: str) -> str:
    return hashlib.sha256(canonical(code).encode()).hexdigest()


def _digits(code: str) -> str:
    return "".join(sign for sign in code[:40] if sign in "0123456789")


def _wrong(user: User, address: str | None, at: datetime) -> WrongFactor:
    record_change("account.second_factor_failed", user, address, at)
    return WrongFactor(
        "Код не подошёл: введён с ошибкой, устарел или уже использован. Дождитесь следующего кода и "
        "проверьте, что время на телефоне выставляется автоматически."
    )


def _count(user: User, at: datetime, browser: str = "") -> None:
    throttle.attempt(_limit(user, browser), at=at)


def _uncount(user: User, browser: str = "") -> None:
    throttle.forgive(_limit(user, browser))


def _limit(user: User, browser: str) -> tuple[throttle.ThrottlePolicy, str]:
    """Whoever gets this far knows the password: strangers are counted together, wherever they are."""
    return throttle.FACTOR_OF_ACCOUNT, f"{user.pk}|{browser}"


def tell_of_change(user: User, what: str, at: datetime) -> None:
    """Write to `user` what became of the second factor."""
    send_letter(
        kind="second_factor_changed",
        recipient=user.email,
        context={"at": at, "what": what},
        person=user.pk,
        at=at,
    )


def record_change(act: str, user: User, address: str | None, at: datetime) -> None:
    """Note in the journal what `user` did with the second factor."""
    journal.record(act=act, subject=f"user:{user.pk}", by=user.pk, at=at, address=address)
