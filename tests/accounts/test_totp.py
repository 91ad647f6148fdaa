from datetime import UTC, datetime

import pytest

from kabinet.accounts import totp

KEY = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
"""«12345678901234567890», the secret of the test vectors of RFC 6238, appendix B."""
AT = datetime(2026, 11, 25, 9, 0, 10, tzinfo=UTC)
NOW = totp.step_at(AT)


@pytest.mark.parametrize(
    ("seconds", "code"),
    [
        (59, "287082"),
        (1111111109, "081804"),
        (1111111111, "050471"),
        (1234567890, "005924"),
        (2000000000, "279037"),
        (20000000000, "353130"),
    ],
)
def test_codes_are_those_of_the_standard(seconds, code):
    moment = datetime.fromtimestamp(seconds, UTC)
    assert totp.code_of(KEY, totp.step_at(moment)) == code
    assert totp.step_of(KEY, code, at=moment, after=0) == totp.step_at(moment)


def test_a_clock_half_a_minute_off_is_forgiven_and_more_is_not():
    taken = {off: totp.step_of(KEY, totp.code_of(KEY, NOW + off), at=AT, after=0) for off in range(-2, 3)}
    assert taken == {-2: None, -1: NOW - 1, 0: NOW, 1: NOW + 1, 2: None}


def test_a_spent_interval_is_not_taken_again():
    code = totp.code_of(KEY, NOW)
    assert totp.step_of(KEY, code, at=AT, after=NOW) is None
    assert totp.step_of(KEY, totp.code_of(KEY, NOW + 1), at=AT, after=NOW) == NOW + 1


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "０１２３４５", "код"])
def test_what_is_no_code_is_not_taken(typed):
    assert totp.step_of(KEY, typed, at=AT, after=0) is None


def test_the_address_tells_an_application_everything():
    address = totp.address_of(KEY, account="ivanova@example.ru", issuer="Электросети")
    issuer = "%D0%AD%D0%BB%D0%B5%D0%BA%D1%82%D1%80%D0%BE%D1%81%D0%B5%D1%82%D0%B8"
    assert address == (
        f"otpauth://totp/{issuer}%3Aivanova%40example.ru?secret={KEY}&issuer={issuer}"
        "&algorithm=SHA1&digits=6&period=30"
    )


def test_keys_differ_and_are_long_enough():
    assert len({totp.new_key() for _ in range(5)}) == 5
    assert len(totp.new_key()) == 32
