from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from kabinet.accounts import throttle
from kabinet.accounts.models import Throttle
from kabinet.accounts.throttle import TooManyAttempts

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 24, 11, 30, 40, tzinfo=UTC)
ACCOUNT = (throttle.LOGIN_OF_ACCOUNT, "ivanov@example.ru")


def test_the_first_failures_cost_no_wait_and_the_next_ones_more_and_more():
    at, pauses = AT, []
    for _ in range(11):
        throttle.attempt(ACCOUNT, at=at)
        with_pause = Throttle.objects.get().blocked_until
        pauses.append(int((with_pause - at).total_seconds()) if with_pause else 0)
        at = with_pause or at
    assert pauses == [0, 0, 5, 15, 45, 135, 300, 300, 300, 900, 900]


POLICIES = [one for one in vars(throttle).values() if isinstance(one, throttle.ThrottlePolicy)]


@pytest.mark.parametrize("policy", POLICIES, ids=lambda policy: policy.scope)
def test_every_limit_knows_a_pause_however_many_attempts_there_were(policy):
    pauses = [policy.pause_after(attempts) for attempts in range(12_000)]
    assert max(pauses) <= max(policy.lock, policy.longest_pause)
    assert pauses == sorted(pauses)


@pytest.mark.parametrize(
    ("policy", "free", "lock"),
    [
        (throttle.LOGIN_OF_ACCOUNT, 3, 10),
        (throttle.LOGIN_FROM_ADDRESS, 30, 60),
        (throttle.PASSWORD_OF_SESSION, 3, 10),
        (throttle.FACTOR_OF_ACCOUNT, 4, 10),
    ],
    ids=lambda value: getattr(value, "scope", None),
)
def test_whoever_guesses_waits_from_the_named_attempt_on_and_is_locked_out_at_the_other(policy, free, lock):
    pauses = [policy.pause_after(attempts) for attempts in (free - 1, free, lock - 1, lock)]
    assert pauses == [timedelta(0), timedelta(seconds=5), timedelta(minutes=5), timedelta(minutes=15)]


def test_an_attempt_during_the_wait_is_refused_and_does_not_lengthen_it():
    for _ in range(3):
        throttle.attempt(ACCOUNT, at=AT)
    for _ in range(5):
        with pytest.raises(TooManyAttempts):
            throttle.attempt(ACCOUNT, at=AT + timedelta(seconds=4))
    throttle.attempt(ACCOUNT, at=AT + timedelta(seconds=5))


def test_the_refusal_tells_seconds_for_a_short_wait():
    refusal = TooManyAttempts(until=AT + timedelta(seconds=21), at=AT)
    assert str(refusal) == "Слишком много попыток. Попробуйте снова в 14:31:01 (через 21\u00a0секунду)."
    assert (
        TooManyAttempts(until=AT + timedelta(milliseconds=300), at=AT).seconds == 1
    )  # never «через 0 секунд»


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        (60, "в 14:32 (через 1\u00a0минуту)"),
        (61, "в 14:32 (через 2\u00a0минуты)"),
        (5 * 60, "в 14:36 (через 5\u00a0минут)"),
        (11 * 60, "в 14:42 (через 11\u00a0минут)"),
        (22 * 60, "в 14:53 (через 22\u00a0минуты)"),
    ],
)
def test_the_refusal_tells_a_minute_by_which_the_wait_is_over(seconds, expected):
    assert expected in str(TooManyAttempts(until=AT + timedelta(seconds=seconds), at=AT))


def test_a_quiet_day_forgets_the_failures_of_an_account():
    for _ in range(3):
        throttle.attempt(ACCOUNT, at=AT)
    later = AT + timedelta(days=1, seconds=1)
    throttle.attempt(ACCOUNT, at=later)
    throttle.attempt(ACCOUNT, at=later)
    assert Throttle.objects.get().attempts == 2


def test_rows_nobody_needs_are_removed_by_later_attempts_of_others():
    throttle.attempt((throttle.LOGIN_OF_ACCOUNT, "old@example.ru"), at=AT)
    throttle.attempt(ACCOUNT, at=AT + timedelta(days=2))
    assert Throttle.objects.count() == 1


def test_the_table_does_not_tell_who_tried():
    throttle.attempt(ACCOUNT, (throttle.LOGIN_FROM_ADDRESS, "192.0.2.7"), at=AT)
    stored = " ".join(str(row) for row in Throttle.objects.values_list())
    assert "ivanov" not in stored
    assert "192.0.2.7" not in stored


def test_addresses_of_one_ipv6_subscriber_count_together_and_of_two_apart():
    for last in range(throttle.LOGIN_FROM_ADDRESS.free):
        throttle.attempt((throttle.LOGIN_FROM_ADDRESS, f"2001:db8:1:1::{last:x}"), at=AT)
    with pytest.raises(TooManyAttempts):
        throttle.attempt((throttle.LOGIN_FROM_ADDRESS, "2001:db8:1:1:ffff::1"), at=AT)
    throttle.attempt((throttle.LOGIN_FROM_ADDRESS, "2001:db8:1:2::1"), at=AT)


def test_an_unknown_address_is_not_limited():
    for _ in range(100):
        throttle.attempt((throttle.LOGIN_FROM_ADDRESS, ""), at=AT)
    assert not Throttle.objects.exists()


def test_a_success_takes_back_only_its_own_attempt_from_an_address():
    limit = (throttle.LOGIN_FROM_ADDRESS, "192.0.2.7")
    throttle.attempt(limit, at=AT)
    throttle.attempt(limit, at=AT)
    throttle.take_back(limit)
    assert Throttle.objects.get().attempts == 1


@pytest.mark.django_db(transaction=True)
def test_attempts_at_the_same_moment_do_not_slip_through():
    def one(_number):
        try:
            throttle.attempt(ACCOUNT, at=AT)
        except TooManyAttempts:
            return False
        else:
            return True
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=8) as threads:
        passed = sum(threads.map(one, range(24)))
    assert passed == throttle.LOGIN_OF_ACCOUNT.free
