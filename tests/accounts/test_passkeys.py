import json
from datetime import UTC, datetime

import pytest
from django.utils import timezone

from kabinet.accounts.models import Passkey, Role, User
from kabinet.accounts.passkeys import (
    MOST_KEYS,
    PasskeyRefused,
    PasskeysFull,
    add_passkey,
    ask_for_known,
    ask_for_new,
    check_passkey,
    remove_passkey,
)
from kabinet.accounts.second_factor import check_code, reset_factor
from kabinet.accounts.throttle import TooManyAttempts
from kabinet.core.models import JournalEntry
from tests.accounts.authenticator import Authenticator
from tests.applications.builders import factor_code, make_specialist, make_user

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
SITE, FALSE_SITE = "https://lk.example.ru", "https://lk.example.ru.evil.example"


@pytest.fixture
def user():
    return make_specialist(email="smirnova@example.ru")


def add(user, device, name="Ноутбук", **wrong):
    asked = ask_for_new(user=user, site=SITE)
    return add_passkey(
        user=user,
        name=name,
        answer=device.make(asked.options, **{"site": SITE, **wrong}),
        challenge=asked.challenge,
        site=SITE,
        address=None,
        at=AT,
    )


def check(user, answer, challenge):
    return check_passkey(user=user, answer=answer, challenge=challenge, site=SITE, address=None, at=AT)


def enter(user, device, **wrong):
    asked = ask_for_known(user=user, site=SITE)
    return check(user, device.sign(asked.options, **{"site": SITE, **wrong}), asked.challenge)


def acts():
    return list(JournalEntry.objects.order_by("id").values_list("act", flat=True))


def test_several_keys_with_names_each_sign_in(user, letters):
    laptop, token = Authenticator(), Authenticator()
    add(user, laptop)
    add(user, token, " Токен ")
    assert [key.name for key in user.passkeys.order_by("created_at", "id")] == ["Ноутбук", "Токен"]
    assert enter(user, token).name == "Токен"
    assert enter(user, laptop).used_at == AT
    assert "добавлен ключ входа «Токен»" in letters()[-1].body
    assert acts() == ["account.passkey_added"] * 2


def test_the_browser_is_told_to_verify_its_person_and_which_keys_there_are(user):
    device = Authenticator()
    add(user, device)
    new = ask_for_new(user=user, site=SITE).options["publicKey"]
    known = ask_for_known(user=user, site=SITE).options["publicKey"]
    assert new["authenticatorSelection"]["userVerification"] == known["userVerification"] == "required"
    assert new["rp"]["id"] == known["rpId"] == "lk.example.ru"
    [excluded], [allowed] = new["excludeCredentials"], known["allowCredentials"]
    assert excluded["id"] == allowed["id"] == user.passkeys.get().credential_id


def test_a_challenge_is_answered_once(user):
    device = Authenticator(counts=False)
    add(user, device)
    asked = ask_for_known(user=user, site=SITE)
    answer = device.sign(asked.options, site=SITE)
    check(user, answer, asked.challenge)
    with pytest.raises(PasskeyRefused):
        check(user, answer, asked.challenge)


def test_an_answer_to_another_challenge_is_refused(user):
    device = Authenticator(counts=False)
    add(user, device)
    old, new = (ask_for_known(user=user, site=SITE) for _ in range(2))
    with pytest.raises(PasskeyRefused):
        check(user, device.sign(old.options, site=SITE), new.challenge)
    with pytest.raises(PasskeyRefused):
        check(user, device.sign(old.options, site=SITE), "")
    assert acts()[-1] == "account.second_factor_failed"


@pytest.mark.parametrize("wrong", [{"page": FALSE_SITE}, {"site": FALSE_SITE, "page": SITE}])
def test_a_false_site_gets_nothing_that_opens_the_right_one(user, wrong):
    device = Authenticator()
    with pytest.raises(PasskeyRefused):
        add(user, Authenticator(), **wrong)
    add(user, device)
    with pytest.raises(PasskeyRefused):
        enter(user, device, **wrong)


def test_a_key_that_does_not_verify_its_person_is_refused(user):
    device = Authenticator(verifies=False)
    with pytest.raises(PasskeyRefused):
        add(user, device)
    device.verifies = True
    add(user, device)
    device.verifies = False
    with pytest.raises(PasskeyRefused):
        enter(user, device)


def test_a_key_of_another_does_not_do(user):
    theirs = Authenticator()
    add(make_user(role=Role.HEAD), theirs)
    add(user, Authenticator())
    with pytest.raises(PasskeyRefused):
        enter(user, theirs)
    with pytest.raises(PasskeyRefused, match="уже добавлен"):
        add(user, theirs)


def test_a_signature_by_another_secret_is_refused(user):
    device, thief = Authenticator(), Authenticator()
    add(user, device)
    thief.identity = device.identity
    with pytest.raises(PasskeyRefused):
        enter(user, thief)


def test_a_counter_that_goes_back_shows_a_copy(user, letters):
    device = Authenticator()
    add(user, device)
    enter(user, device)
    enter(user, device)
    for before in (0, 1):
        device.counter = before
        with pytest.raises(PasskeyRefused, match="копия"):
            enter(user, device)
    assert acts()[-1] == "account.passkey_copied"
    assert "похоже, что у него есть копия" in letters()[-1].body
    assert enter(user, device).counter == 3


def test_a_key_that_never_counts_signs_in_again_and_again(user):
    device = Authenticator(counts=False)
    add(user, device)
    assert [enter(user, device).counter for _ in range(3)] == [0, 0, 0]


@pytest.mark.parametrize(
    "answer",
    [
        "",
        "null",
        "[]",
        "{}",
        "\x00",
        "9" * 400,
        "[" * 100_000,
        '{"id": 1, "rawId": 2, "response": 3}',
        '{"id": "AA", "rawId": "AA", "type": "public-key", "response": {"clientDataJSON": "AA"}}',
    ],
)
def test_whatever_is_sent_instead_of_an_answer_is_refused_in_words(user, answer):
    add(user, Authenticator())
    asked = ask_for_known(user=user, site=SITE)
    with pytest.raises(PasskeyRefused):
        check(user, answer, asked.challenge)
    asked = ask_for_new(user=user, site=SITE)
    with pytest.raises(PasskeyRefused):
        add_passkey(
            user=user, name="x", answer=answer, challenge=asked.challenge, site=SITE, address=None, at=AT
        )


def test_a_key_of_a_kind_that_nobody_can_check_is_refused(user):
    device = Authenticator()
    asked = ask_for_new(user=user, site=SITE)
    answer = json.loads(device.make(asked.options, site=SITE))
    # COSE {3: -7}, ES256, becomes {3: -13}, which is no algorithm.
    from fido2.utils import websafe_decode, websafe_encode

    made = websafe_decode(answer["response"]["attestationObject"]).replace(b"\x03\x26", b"\x03\x2c", 1)
    answer["response"]["attestationObject"] = websafe_encode(made)
    with pytest.raises(PasskeyRefused):
        add_passkey(
            user=user,
            name="x",
            answer=json.dumps(answer),
            challenge=asked.challenge,
            site=SITE,
            address=None,
            at=AT,
        )


def test_wrong_answers_are_slowed_down_apart_from_wrong_codes(user):
    add(user, device := Authenticator())
    for _ in range(4):
        with pytest.raises(PasskeyRefused):
            check(user, "{}", ask_for_known(user=user, site=SITE).challenge)
    with pytest.raises(TooManyAttempts):
        enter(user, device)
    check_code(user=user, code=factor_code(user.email), address=None, at=timezone.now())


def test_keys_are_counted(user):
    for _ in range(MOST_KEYS):
        add(user, Authenticator())
    with pytest.raises(PasskeysFull):
        add(user, Authenticator())


def test_a_removed_key_signs_in_no_more_and_other_sessions_end(user, letters):
    device = Authenticator()
    key = add(user, device)
    before = user.get_session_auth_hash()
    stranger = make_user(role=Role.HEAD)
    assert not remove_passkey(user=stranger, pk=key.pk, address=None, at=AT)
    assert remove_passkey(user=user, pk=key.pk, address=None, at=AT)
    assert User.objects.get(pk=user.pk).get_session_auth_hash() != before
    assert "удалён ключ входа «Ноутбук»" in letters()[-1].body
    with pytest.raises(PasskeyRefused):
        enter(user, device)


def test_a_reset_takes_the_keys_too(user):
    add(user, Authenticator())
    reset_factor(person=user, by=None, address=None, at=AT)
    assert not Passkey.objects.exists()
