"""Passkeys (WebAuthn level 2): a key of the browser, the telephone or a token instead of the typed code.

They stand beside the telephone's codes (accounts.second_factor), which work without scripts. The person is
verified by the authenticator itself (a finger, a face, a PIN), and a key answers only the site it was made
for: whoever is led to a false page can give nothing away there. Reading what a browser sent is fido2's work;
here stand whose key it is, that a challenge is answered once and that the key's counter only grows.
"""

import json
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from urllib.parse import urlsplit
from uuid import UUID

from django.db import IntegrityError, transaction
from fido2.cose import CoseKey
from fido2.server import Fido2Server
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from kabinet.accounts import throttle
from kabinet.accounts.models import Passkey, User
from kabinet.accounts.second_factor import record_change, tell_of_change
from kabinet.accounts.services import claim_form
from kabinet.core.errors import DomainError
from kabinet.core.operator import operator

MOST_KEYS = 10
CHALLENGE_LIFETIME = timedelta(minutes=5)
_LONGEST_ANSWER = 20_000
"""Signs of JSON; what browsers send takes about a thousand."""
_VERIFIED = UserVerificationRequirement.REQUIRED


class PasskeyRefused(DomainError):
    """The key's answer is not taken: another's key, another site, an old challenge, no verification."""


class PasskeysFull(DomainError):
    """The person has as many keys as are kept."""


class KeyQuestion(NamedTuple):
    """What the browser is asked, as WebAuthn's JSON, and the challenge that its answer must bear."""

    options: dict[str, Any]
    challenge: str


def ask_for_new(*, user: User, site: str) -> KeyQuestion:
    """What makes a browser at `site` («https://lk.example.ru») create a key for `user`."""
    options, state = _server(site).register_begin(
        PublicKeyCredentialUserEntity(
            id=user.pk.bytes, name=user.login, display_name=user.name or user.login
        ),
        credentials=[_credential(key) for key in user.passkeys.all()],
        resident_key_requirement=ResidentKeyRequirement.PREFERRED,
        user_verification=_VERIFIED,
    )
    return KeyQuestion(dict(options), state["challenge"])


def ask_for_known(*, user: User, site: str) -> KeyQuestion:
    """What makes a browser at `site` sign with one of the keys of `user`."""
    keys = [_credential(key) for key in user.passkeys.all()]
    options, state = _server(site).authenticate_begin(keys, user_verification=_VERIFIED)
    return KeyQuestion(dict(options), state["challenge"])


@transaction.atomic
def add_passkey(
    *, user: User, name: str, answer: str, challenge: str, site: str, address: str | None, at: datetime
) -> Passkey:
    """Take the new key that a browser made for `user`. Raises PasskeyRefused, PasskeysFull."""
    User.objects.select_for_update().get(pk=user.pk)
    if user.passkeys.count() >= MOST_KEYS:
        raise PasskeysFull(f"Ключей уже {MOST_KEYS}: удалите тот, которым не пользуетесь.")
    _claim(challenge, at)
    try:
        given = _server(site).register_complete(_state(challenge), _read(answer))
        credential = given.credential_data
        fits = credential is not None and credential.public_key[3] in CoseKey.supported_algorithms()
    except Exception as error:
        raise _not_taken() from error
    if credential is None or not fits:
        raise _not_taken()
    key = Passkey(
        user=user,
        name=name.strip()[:60],
        credential_id=websafe_encode(credential.credential_id),
        credential=websafe_encode(bytes(credential)),
        counter=given.counter,
        created_at=at,
    )
    try:
        with transaction.atomic():
            key.save(force_insert=True)
    except IntegrityError:
        raise PasskeyRefused("Этот ключ уже добавлен.") from None
    tell_of_change(user, f"добавлен ключ входа «{key.name}»", at)
    record_change("account.passkey_added", user, address, at)
    return key


def check_passkey(
    *,
    user: User,
    answer: str,
    challenge: str,
    site: str,
    address: str | None,
    at: datetime,
    browser: str = "",
) -> Passkey:
    """See that a key of `user` signed this challenge; the same answer is not taken again.

    Wrong answers are counted apart from wrong codes: whoever guesses codes does not keep the key's owner out.
    Raises PasskeyRefused, TooManyAttempts.
    """
    limit = (throttle.FACTOR_OF_ACCOUNT, f"{user.pk}|{browser}|passkey")
    throttle.attempt(limit, at=at)
    keys = {key.credential_id: key for key in user.passkeys.all()}
    with transaction.atomic():
        _claim(challenge, at)
    try:
        read = AuthenticationResponse.from_dict(_read(answer))
        known = [_credential(key) for key in keys.values()]
        used = _server(site).authenticate_complete(_state(challenge), known, read)
        counter = read.response.authenticator_data.counter
    except Exception as error:
        record_change("account.second_factor_failed", user, address, at)
        raise _not_taken() from error
    key = _count_use(keys[websafe_encode(used.credential_id)], counter, at)
    if key is None:
        tell_of_change(user, "ключ входа не принят: похоже, что у него есть копия; удалите его", at)
        record_change("account.passkey_copied", user, address, at)
        raise PasskeyRefused("Похоже, у этого ключа есть копия. Войдите по коду и удалите ключ.")
    throttle.forgive(limit)
    return key


@transaction.atomic
def remove_passkey(*, user: User, pk: UUID, address: str | None, at: datetime) -> bool:
    """Take a key of `user` away; every other session ends, as the key may be in foreign hands."""
    key = user.passkeys.select_for_update().filter(pk=pk).first()
    if key is None:
        return False
    key.delete()
    user.session_epoch += 1
    user.save(update_fields=["session_epoch"])
    tell_of_change(user, f"удалён ключ входа «{key.name}»", at)
    record_change("account.passkey_removed", user, address, at)
    return True


@transaction.atomic
def _count_use(key: Passkey, counter: int, at: datetime) -> Passkey | None:
    """Note that the key was used; None when its counter did not grow (WebAuthn, 7.2, step 21)."""
    locked = Passkey.objects.select_for_update().get(pk=key.pk)
    if (counter or locked.counter) and counter <= locked.counter:
        return None
    locked.counter, locked.used_at = counter, at
    locked.save(update_fields=["counter", "used_at"])
    return locked


def _server(site: str) -> Fido2Server:
    party = PublicKeyCredentialRpEntity(id=urlsplit(site).hostname or "", name=operator().name)
    return Fido2Server(party, verify_origin=lambda origin: origin == site)


def _state(challenge: str) -> dict[str, Any]:
    return {"challenge": challenge, "user_verification": _VERIFIED}


def _claim(challenge: str, at: datetime) -> None:
    """See that the challenge is answered for the first time, were it twice at the same moment."""
    if not challenge or not claim_form(token=UUID(bytes=websafe_decode(challenge)[:16]), at=at):
        raise _not_taken()


def _read(answer: str) -> Any:
    if len(answer) > _LONGEST_ANSWER:
        raise ValueError("longer than any browser's answer")
    return json.loads(answer)


def _credential(key: Passkey) -> AttestedCredentialData:
    return AttestedCredentialData(websafe_decode(key.credential))


def _not_taken() -> PasskeyRefused:
    return PasskeyRefused("Ключ не подошёл или запрос устарел. Попробуйте ещё раз или введите код.")
