"""The simple signature: a code from a letter signs one document, once, for a while."""

import re
from datetime import timedelta

import pytest

from kabinet.signatures.models import SigningCode
from kabinet.signatures.simple import (
    CODE_LIFE,
    SigningCodeRefused,
    TooManyCodes,
    check_signing_code,
    send_code,
    store_simple_signature,
)
from tests.applications.builders import NOW, make_file, make_user

pytestmark = pytest.mark.django_db
WRONG = "1"


@pytest.fixture
def user():
    return make_user()


@pytest.fixture
def document(user):
    return make_file(user, "заявка.pdf")


@pytest.fixture
def sent(user, letters):
    """A function that has a code sent and gives it as it stands in the letter."""

    def send(document, *, at=NOW):
        send_code(document=document, by=user, at=at)
        return re.search(r"\b\d{6}\b", letters()[-1].body)[0]

    return send


def checked(document, user, text, *, at=NOW):
    return check_signing_code(document=document, text=text, by=user, at=at)


def refused(document, user, text, *, at=NOW):
    with pytest.raises(SigningCodeRefused) as refusal:
        checked(document, user, text, at=at)
    return str(refusal.value)


def test_code_is_the_one_of_the_letter_for_fifteen_minutes(document, user, sent):
    code = sent(document)
    spaced = f" {code[:3]} {code[3:]} "
    last = NOW + CODE_LIFE - timedelta(seconds=1)
    assert checked(document, user, spaced, at=last) == SigningCode.objects.get()
    assert refused(document, user, code, at=NOW + CODE_LIFE).startswith("Код устарел")


def test_fifth_try_still_counts_and_the_sixth_does_not(document, user, sent):
    code = sent(document)
    for _ in range(4):
        assert refused(document, user, WRONG).startswith("Код не подходит")
    assert checked(document, user, code).tries == 4, "as it was before this try"
    assert refused(document, user, code) == "Код введён неверно слишком много раз. Получите новый код."


def test_five_codes_are_sent_an_hour(document, user, sent):
    for minute in range(5):
        sent(document, at=NOW + timedelta(minutes=minute))
    with pytest.raises(TooManyCodes):
        sent(document, at=NOW + timedelta(minutes=59))
    assert sent(document, at=NOW + timedelta(hours=1))


def test_code_for_one_document_ends_that_for_another(document, user, sent):
    """Only the last letter is good: nobody signs an earlier document by mistake."""
    other = make_file(user, "отказ.pdf")
    first, last = sent(document), sent(other)
    assert refused(document, user, first).startswith("Код устарел")
    assert refused(other, user, first if first != last else WRONG).startswith("Код не подходит")
    assert checked(other, user, last).document == other


def test_what_the_browser_says_of_itself_is_kept_as_far_as_there_is_room(document, user, sent):
    code = checked(document, user, sent(document))
    how = {"owner": "Иванов", "at": NOW, "address": "192.0.2.7", "subject": "application:1"}
    signature = store_simple_signature(code=code, user_agent="Б" * 400, **how)
    assert (signature.user_agent, signature.address, signature.signed_at) == ("Б" * 300, "192.0.2.7", NOW)
    with pytest.raises(SigningCodeRefused, match="уже использован"):
        store_simple_signature(code=code, user_agent="", **how)
