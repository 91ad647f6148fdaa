import re
from datetime import UTC, datetime, timedelta

import pytest

from kabinet.accounts.codes import CodeRefused, find_code, issue_code, use_code
from kabinet.accounts.models import OneTimeCode, User

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
RECOVER = OneTimeCode.Purpose.RECOVER_PASSWORD


@pytest.fixture
def user():
    return User.objects.create(email="ivanov@example.ru", created_at=AT)


def find(text, at=AT, purpose=RECOVER):
    return find_code(text=text, purpose=purpose, at=at)


def test_a_string_is_five_groups_of_four_unmistakable_signs(user):
    string = issue_code(user=user, purpose=RECOVER, at=AT)
    assert re.fullmatch(r"([2-9A-HJKMNP-Z]{4}-){4}[2-9A-HJKMNP-Z]{4}", string)


def test_two_strings_differ(user):
    strings = {issue_code(user=user, purpose=RECOVER, at=AT) for _ in range(5)}
    assert len(strings) == 5


def test_the_database_does_not_hold_the_string(user):
    string = issue_code(user=user, purpose=RECOVER, at=AT)
    stored = str(OneTimeCode.objects.values_list()[0])
    assert string not in stored
    assert string.replace("-", "") not in stored


@pytest.mark.parametrize(
    "typed",
    [
        lambda string: string.lower(),
        lambda string: string.replace("-", ""),
        lambda string: f"  {string.replace('-', ' ')}\n",
        lambda string: string.replace("-", "—"),
        lambda string: string.translate(str.maketrans("ABEKMHPCTYX", "АВЕКМНРСТУХ")),
        lambda string: string.translate(str.maketrans("ABEKMHPCTYX", "АВЕКМНРСТУХ")).lower(),
    ],
    ids=["lower case", "no dashes", "spaces", "long dashes", "Cyrillic letters", "lower Cyrillic"],
)
def test_a_string_is_taken_as_people_type_it(user, typed):
    string = issue_code(user=user, purpose=RECOVER, at=AT)
    assert find(typed(string)).user == user


@pytest.mark.parametrize("text", ["", "AAAA-AAAA-AAAA-AAAA-AAAA", "' OR 1=1 --", "\0", "Я" * 10_000])
def test_another_string_is_refused(user, text):
    issue_code(user=user, purpose=RECOVER, at=AT)
    with pytest.raises(CodeRefused):
        find(text)


def test_a_string_works_within_the_hour_and_not_after_it(user):
    string = issue_code(user=user, purpose=RECOVER, at=AT)
    assert find(string, AT + timedelta(minutes=59)).user == user
    with pytest.raises(CodeRefused):
        find(string, AT + timedelta(hours=1))


def test_a_string_is_good_for_its_purpose_only(user):
    string = issue_code(user=user, purpose=RECOVER, at=AT)
    with pytest.raises(CodeRefused):
        find(string, purpose=OneTimeCode.Purpose.CONFIRM_EMAIL)


def test_using_one_string_spends_the_others_sent_before(user):
    first = issue_code(user=user, purpose=RECOVER, at=AT)
    second = issue_code(user=user, purpose=RECOVER, at=AT)
    assert find(first).user == user, "a letter that is late is still good"
    use_code(code=find(second), at=AT)
    for string in (first, second):
        with pytest.raises(CodeRefused):
            find(string)


def test_a_closed_account_is_not_opened_by_a_string(user):
    string = issue_code(user=user, purpose=RECOVER, at=AT)
    User.objects.update(is_active=False)
    with pytest.raises(CodeRefused):
        find(string)
