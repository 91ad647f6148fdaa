import math
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command

from kabinet.accounts import totp
from kabinet.accounts.codes import ALPHABET
from kabinet.accounts.models import Role, SecondFactor, User
from kabinet.accounts.second_factor import (
    FactorNotProposed,
    OwnFactor,
    WrongFactor,
    check_code,
    confirm_key,
    propose_key,
    recovery_codes_left,
    renew_recovery_codes,
    reset_factor,
    unseal,
    use_recovery_code,
)
from kabinet.accounts.services import create_specialist
from kabinet.accounts.throttle import TooManyAttempts
from kabinet.core.models import JournalEntry
from tests.applications.builders import make_user

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
FROM = "192.0.2.1"


@pytest.fixture
def user():
    return create_specialist(email="smirnova@example.ru", password="берег-синий-7", name="Смирнова", at=AT)


@pytest.fixture
def key(user):
    """The key of a telephone that was set up a minute before AT."""
    key = propose_key(user=user)
    before = AT - timedelta(minutes=1)
    confirm_key(user=user, code=code(key, before), address=FROM, at=before)
    return key


def code(key, at=AT):
    return totp.code_of(key, totp.step_at(at))


def check(user, typed, at=AT):
    check_code(user=user, code=typed, address=FROM, at=at)


def acts():
    return list(JournalEntry.objects.order_by("id").values_list("act", flat=True))


def test_the_key_waits_unchanged_until_a_code_confirms_it(user):
    key = propose_key(user=user)
    assert propose_key(user=user) == key
    assert user.second_factor_at is None
    with pytest.raises(WrongFactor):
        confirm_key(user=user, code="000000", address=FROM, at=AT)
    codes = confirm_key(user=user, code=code(key), address=FROM, at=AT)
    assert (len(codes), len(set(codes))) == (10, 10)
    user.refresh_from_db()
    assert (user.second_factor_at, recovery_codes_left(user)) == (AT, 10)
    assert acts()[-1] == "account.second_factor_set"


def test_the_database_alone_tells_neither_the_key_nor_the_recovery_codes(user, settings):
    key = propose_key(user=user)
    codes = confirm_key(user=user, code=code(key), address=FROM, at=AT)
    kept = SecondFactor.objects.values().get()
    assert key not in str(kept)
    assert not any(one in str(list(user.recovery_codes.values())) for one in codes)
    settings.SECRET_KEY = "another"
    assert unseal(kept["secret"]) == ""


def test_a_recovery_code_is_long_enough_to_be_kept_without_a_salt(user):
    codes = renew_recovery_codes(user=user, address=FROM, at=AT)
    assert {len(one.replace("-", "")) * math.log2(len(ALPHABET)) >= 112 for one in codes} == {True}


def test_a_code_is_taken_once_even_within_its_half_a_minute(user, key):
    check(user, code(key))
    with pytest.raises(WrongFactor):
        check(user, code(key), AT + timedelta(seconds=5))
    check(user, code(key, AT + timedelta(seconds=30)), AT + timedelta(seconds=30))


def test_the_code_that_set_the_telephone_up_does_not_sign_in(user):
    key = propose_key(user=user)
    confirm_key(user=user, code=code(key), address=FROM, at=AT)
    with pytest.raises(WrongFactor):
        check(user, code(key))


def test_a_code_is_taken_as_people_type_it(user, key):
    digits = code(key)
    check(user, f" {digits[:3]} {digits[3:]} ")


def test_wrong_codes_are_slowed_down_and_lock_out_the_right_one(user, key):
    at = AT
    waited = []
    for _ in range(12):
        try:
            check(user, "000000", at)
        except TooManyAttempts as refusal:
            waited.append(refusal.seconds)
            at = refusal.until
        except WrongFactor:
            pass
    assert waited[0] == 5
    assert waited == sorted(waited)
    for _ in range(10):
        try:
            check(user, "000000", at)
        except TooManyAttempts as refusal:
            at = refusal.until
        except WrongFactor:
            pass
    with pytest.raises(TooManyAttempts) as refusal:
        check(user, code(key, at - timedelta(minutes=1)), at - timedelta(minutes=1))
    check(user, code(key, refusal.value.until), refusal.value.until)
    assert "account.second_factor_failed" in acts()


def test_a_recovery_code_stands_in_for_the_telephone_once(user, letters):
    key = propose_key(user=user)
    codes = confirm_key(user=user, code=code(key), address=FROM, at=AT)
    typed = codes[3].lower().replace("-", " ")
    assert use_recovery_code(user=user, code=typed, address=FROM, at=AT) == 9
    with pytest.raises(WrongFactor):
        use_recovery_code(user=user, code=codes[3], address=FROM, at=AT)
    assert "осталось неиспользованных: 9" in letters()[-1].body


def test_a_recovery_code_of_another_does_not_do(user, key):
    other = make_user(role=Role.HEAD)
    codes = renew_recovery_codes(user=other, address=FROM, at=AT)
    with pytest.raises(WrongFactor):
        use_recovery_code(user=user, code=codes[0], address=FROM, at=AT)


def test_new_recovery_codes_replace_the_old(user, key):
    old = renew_recovery_codes(user=user, address=FROM, at=AT)
    new = renew_recovery_codes(user=user, address=FROM, at=AT)
    with pytest.raises(WrongFactor):
        use_recovery_code(user=user, code=old[0], address=FROM, at=AT)
    assert use_recovery_code(user=user, code=new[0], address=FROM, at=AT) == 9


def test_another_telephone_takes_over_only_when_it_has_shown_a_code(user, key):
    new = propose_key(user=user)
    assert new != key
    check(user, code(key))
    confirm_key(user=user, code=code(new), address=FROM, at=AT)
    later = AT + timedelta(minutes=2)
    with pytest.raises(WrongFactor):
        check(user, code(key, later), later)
    check(user, code(new, later), later)
    with pytest.raises(FactorNotProposed):
        confirm_key(user=user, code=code(new, later), address=FROM, at=later)


def test_the_administrator_resets_anothers_factor_with_a_letter_and_not_the_own_one(user, key, letters):
    administrator = make_user(role=Role.ADMINISTRATOR)
    before = user.get_session_auth_hash()
    reset_factor(person=user, by=administrator, address=FROM, at=AT)
    user = User.objects.get(pk=user.pk)
    assert (user.second_factor_at, recovery_codes_left(user)) == (None, 0)
    assert not SecondFactor.objects.filter(user=user).exists(), (
        "the lost telephone shows no right code any more"
    )
    assert user.get_session_auth_hash() != before
    assert "25.11.2026" in letters()[-1].body
    assert "сброшен администратором" in letters()[-1].body
    entry = JournalEntry.objects.order_by("id").last()
    assert (entry.act, entry.actor) == ("account.second_factor_reset", administrator.pk)
    with pytest.raises(OwnFactor):
        reset_factor(person=administrator, by=administrator, address=FROM, at=AT)


def test_the_command_line_helps_the_only_administrator_out(user, key, capsys):
    call_command("reset_second_factor", email="Smirnova@example.ru")
    assert User.objects.get(pk=user.pk).second_factor_at is None
    applicant = make_user()
    with pytest.raises(CommandError, match="со вторым фактором нет"):
        call_command("reset_second_factor", email=applicant.email)
