"""Limits on attempts: growing delays, then a lock, for an account from one address and for the address.

An attempt is counted before it is carried out, so that a hundred attempts at once do not slip through
while the first is being judged; a success takes its own count back. Nothing here knows whether an
account exists: the answers for a known and an unknown e-mail are the same.

What a stranger does is counted where the stranger is (`from_place`), never against the account as such: else
anybody could keep its owner out.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from kabinet.accounts.addresses import network
from kabinet.accounts.models import Throttle
from kabinet.core.errors import DomainError
from kabinet.law.counting import counted


@dataclass(frozen=True, slots=True, kw_only=True)
class ThrottlePolicy:
    """How patient we are: `free` attempts pass, then each further one costs a longer pause.

    The pause grows from `first_pause` by `factor` up to `longest_pause`; from attempt `lock_after` on
    it is `lock`. Quiet for `memory`, and everything is forgotten; without `renews` it is forgotten so long
    after the first attempt, however many came since.
    """

    scope: str
    free: int
    first_pause: timedelta
    factor: int = 3
    longest_pause: timedelta
    lock_after: int
    lock: timedelta
    memory: timedelta
    renews: bool = True

    def pause_after(self, attempts: int) -> timedelta:
        """How long to wait after so many attempts."""
        if attempts < self.free:
            return timedelta(0)
        if attempts >= self.lock_after:
            return self.lock
        # Ever longer pauses would soon be longer than any number of days can be.
        most = -(-self.longest_pause // self.first_pause)
        growth: int = min(self.factor ** (attempts - self.free), most)
        return min(self.first_pause * growth, self.longest_pause)


# What is tried with one account from one place: an address, or a browser of its owner.
LOGIN_OF_ACCOUNT = ThrottlePolicy(
    scope="login account",
    free=3,
    first_pause=timedelta(seconds=5),
    longest_pause=timedelta(minutes=5),
    lock_after=10,
    lock=timedelta(minutes=15),
    memory=timedelta(days=1),
)
# Guesses at one account from many addresses together, but from no browser of its owner. One address alone is
# let try some hundred times a day, so it cannot reach this; a pause of a minute leaves room for the owner.
LOGIN_FROM_ANYWHERE = ThrottlePolicy(
    scope="login anywhere",
    free=300,
    first_pause=timedelta(minutes=1),
    longest_pause=timedelta(minutes=1),
    lock_after=10_000,
    lock=timedelta(minutes=1),
    memory=timedelta(days=1),
    renews=False,
)
# An office behind one address is many people: it gets more attempts than one account.
LOGIN_FROM_ADDRESS = ThrottlePolicy(
    scope="login address",
    free=30,
    first_pause=timedelta(seconds=5),
    longest_pause=timedelta(minutes=5),
    lock_after=60,
    lock=timedelta(minutes=15),
    memory=timedelta(hours=6),
)
PASSWORD_OF_SESSION = ThrottlePolicy(
    scope="current password",
    free=3,
    first_pause=timedelta(seconds=5),
    longest_pause=timedelta(minutes=5),
    lock_after=10,
    lock=timedelta(minutes=15),
    memory=timedelta(days=1),
)
# Six digits, three of which are right at a moment: a day of guessing has a chance of one in three thousand.
FACTOR_OF_ACCOUNT = ThrottlePolicy(
    scope="second factor",
    free=4,
    first_pause=timedelta(seconds=5),
    longest_pause=timedelta(minutes=5),
    lock_after=10,
    lock=timedelta(minutes=15),
    memory=timedelta(days=1),
)


def _requests(scope: str, free: int, memory: timedelta) -> ThrottlePolicy:
    """A limit on requests that send a letter: `free` of them, then one in ten minutes."""
    pause = timedelta(minutes=10)
    return ThrottlePolicy(
        scope=scope, free=free, first_pause=pause, longest_pause=pause, lock_after=free * 4,
        lock=timedelta(hours=1), memory=memory,
    )  # fmt: skip


REGISTRATION_OF_EMAIL = _requests("registration email", 5, timedelta(hours=6))
REGISTRATION_LETTERS = _requests("registration letters", 20, timedelta(hours=6))
REGISTRATION_FROM_ADDRESS = _requests("registration address", 20, timedelta(hours=6))
CONFIRMATION_OF_EMAIL = _requests("confirmation email", 3, timedelta(hours=6))
CONFIRMATION_LETTERS = _requests("confirmation letters", 3, timedelta(hours=6))
RECOVERY_OF_EMAIL = _requests("recovery email", 3, timedelta(hours=6))
RECOVERY_LETTERS = _requests("recovery letters", 3, timedelta(hours=6))
RECOVERY_FROM_ADDRESS = _requests("recovery address", 20, timedelta(hours=6))
# «There is no account with this e-mail» is said once: more would be a way to pester anybody.
LETTERS_TO_STRANGER = ThrottlePolicy(
    scope="letters to stranger",
    free=1,
    first_pause=timedelta(days=1),
    longest_pause=timedelta(days=1),
    lock_after=1,
    lock=timedelta(days=1),
    memory=timedelta(days=1),
)
REGISTER_FROM_ADDRESS = _requests("register address", 20, timedelta(hours=6))
REGISTER_OF_PERSON = _requests("register person", 100, timedelta(hours=6))
CLAIM_OF_NUMBER = _requests("claim number", 5, timedelta(hours=6))
CODES_FROM_ADDRESS = _requests("codes address", 30, timedelta(hours=6))
EMAIL_CHANGE_OF_ACCOUNT = _requests("email change account", 5, timedelta(hours=6))
EMAIL_CHANGE_FROM_ADDRESS = _requests("email change address", 20, timedelta(hours=6))


class TooManyAttempts(DomainError):
    """Wait until `until`; the text says so in the time zone of the portal."""

    def __init__(self, *, until: datetime, at: datetime) -> None:
        self.until = until
        self.seconds = max(1, round((until - at).total_seconds()))
        if self.seconds < 60:
            moment = f"{timezone.localtime(until):%H:%M:%S}"
            wait = counted(self.seconds, "секунду", "секунды", "секунд")
        else:
            # The minute shown is over when the pause is: never «в 14:32» while 14:32:20 is meant.
            moment = f"{timezone.localtime(until + timedelta(seconds=59)):%H:%M}"
            wait = counted(-(-self.seconds // 60), "минуту", "минуты", "минут")
        super().__init__(f"Слишком много попыток. Попробуйте снова в {moment} (через {wait}).")


def from_place(value: str, *, address: str | None, browser: str = "") -> str:
    """What is counted of `value` (an e-mail, a user): tried in a known browser, or else from an address."""
    return f"{value}|{browser}" if browser else f"{value}|@{network(address or '')}"


def attempt(*limits: tuple[ThrottlePolicy, str], at: datetime) -> None:
    """Count one attempt against each of `limits` (policy and what it is about: an e-mail, an address).

    An empty value (the address is unknown) is not limited. Raises TooManyAttempts, without counting,
    while any of them has to wait.
    """
    with transaction.atomic():
        rows = [_locked(policy, value, at) for policy, value in _in_order(limits)]
        blocked = [row.blocked_until for row, _ in rows if row.blocked_until and row.blocked_until > at]
        if blocked:
            raise TooManyAttempts(until=max(blocked), at=at)
        for row, policy in rows:
            row.attempts += 1
            pause = policy.pause_after(row.attempts)
            row.blocked_until = at + pause if pause else None
            if policy.renews:
                row.forget_at = at + policy.memory
            row.save()
    Throttle.objects.filter(forget_at__lt=at).delete()


def is_free(*limits: tuple[ThrottlePolicy, str], at: datetime) -> bool:
    """Count an attempt, and tell whether it may be carried out; for what is not refused but left undone."""
    try:
        attempt(*limits, at=at)
    except TooManyAttempts:
        return False
    return True


def forgive(*limits: tuple[ThrottlePolicy, str]) -> None:
    """Forget the attempts of these: the person proved to be the owner."""
    keys = [_key(policy, value) for policy, value in limits]
    Throttle.objects.filter(key__in=keys).delete()


def take_back(*limits: tuple[ThrottlePolicy, str]) -> None:
    """Uncount one attempt: it succeeded, though the others from the same place still count."""
    with transaction.atomic():
        for row in Throttle.objects.select_for_update().filter(key__in=[_key(*limit) for limit in limits]):
            row.attempts = max(0, row.attempts - 1)
            row.blocked_until = None
            row.save()


def _in_order(limits: tuple[tuple[ThrottlePolicy, str], ...]) -> list[tuple[ThrottlePolicy, str]]:
    """In the order of keys, so that two requests never wait for each other's rows."""
    return sorted((limit for limit in limits if limit[1]), key=lambda limit: _key(*limit))


def _locked(policy: ThrottlePolicy, value: str, at: datetime) -> tuple[Throttle, ThrottlePolicy]:
    row, _created = Throttle.objects.select_for_update().get_or_create(
        key=_key(policy, value), defaults={"forget_at": at + policy.memory}
    )
    if row.forget_at < at:
        row.attempts, row.blocked_until, row.forget_at = 0, None, at + policy.memory
    return row, policy


def _key(policy: ThrottlePolicy, value: str) -> str:
    return salted_hmac(
        "kabinet.accounts.throttle", f"{policy.scope}:{network(value)}", algorithm="sha256"
    ).hexdigest()
