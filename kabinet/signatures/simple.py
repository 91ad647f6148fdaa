"""The simple signature of a person: the login and a code from a letter, for one document (63-ФЗ, ст. 9).

The code proves that the owner of the mailbox wanted to sign this very document: it is bound to the stored
file, lives for CODE_LIFE and is tried TRIES times.
"""

import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils.crypto import constant_time_compare, salted_hmac

from kabinet.accounts.models import User
from kabinet.applicants.consents import record_consent
from kabinet.applicants.purposes import SIMPLE_SIGNATURE
from kabinet.core import journal
from kabinet.core.errors import DomainError
from kabinet.core.values import storable
from kabinet.files.models import StoredFile
from kabinet.notifications.services import send_letter
from kabinet.signatures.models import SigningCode, SimpleSignature

CODE_LIFE = timedelta(minutes=15)
TRIES = 5
CODES_AN_HOUR = 5
_DIGITS = 6


class SigningCodeRefused(DomainError):
    """The code does not fit."""


class TooManyCodes(DomainError):
    """Letters with codes are asked for again and again."""

    def __init__(self) -> None:
        super().__init__("Мы уже отправили несколько кодов. Проверьте почту и папку «Спам» или подождите.")


@transaction.atomic
def send_code(*, document: StoredFile, by: User, at: datetime) -> SigningCode:
    """Send a code for signing the document to the user's e-mail; earlier ones are no longer taken.

    Raises TooManyCodes.
    """
    User.objects.select_for_update().get(pk=by.pk)
    if SigningCode.objects.filter(user=by, created_at__gt=at - timedelta(hours=1)).count() >= CODES_AN_HOUR:
        raise TooManyCodes
    SigningCode.objects.filter(user=by, used_at=None).update(expires_at=at)
    digits = "".join(secrets.choice("0123456789") for _ in range(_DIGITS))
    code = SigningCode(document=document, user=by, created_at=at, expires_at=at + CODE_LIFE)
    code.digest = _digest(code, digits)
    code.save(force_insert=True)
    send_letter(
        kind="signing_code",
        recipient=by.email,
        context={"code": digits, "document": document, "minutes": CODE_LIFE // timedelta(minutes=1)},
        at=at,
    )
    return code


def check_signing_code(*, document: StoredFile, text: str, by: User, at: datetime) -> SigningCode:
    """The code that was sent for this document, if `text` is it. Each try is counted first.

    Call it outside a transaction, which would take the count with it. Raises SigningCodeRefused.
    """
    code = SigningCode.objects.filter(document=document, user=by, used_at=None, expires_at__gt=at).last()
    if code is None:
        raise SigningCodeRefused("Код устарел или ещё не запрошен. Нажмите «Получить код на e-mail».")
    counted = SigningCode.objects.filter(pk=code.pk, tries__lt=TRIES).update(tries=F("tries") + 1)
    if not counted:
        raise SigningCodeRefused("Код введён неверно слишком много раз. Получите новый код.")
    digits = "".join(character for character in text if character.isdecimal())
    if not constant_time_compare(code.digest, _digest(code, digits)):
        raise SigningCodeRefused("Код не подходит. Проверьте последнее письмо с кодом и введите 6 цифр.")
    return code


@transaction.atomic
def store_simple_signature(
    *, code: SigningCode, owner: str, at: datetime, address: str | None, user_agent: str, subject: str
) -> SimpleSignature:
    """Spend the code: the document is signed by its user, who agreed to the rules of the simple signature.

    `subject` is what the consent is about: «application:<id>». Raises SigningCodeRefused when it is spent.
    """
    locked = SigningCode.objects.select_for_update().select_related("document", "user").get(pk=code.pk)
    if locked.used_at is not None:
        raise SigningCodeRefused("Этот код уже использован. Получите новый.")
    locked.used_at = at
    locked.save(update_fields=["used_at"])
    consent = record_consent(
        user=locked.user,
        purpose=SIMPLE_SIGNATURE,
        subject=subject,
        address=address,
        user_agent=user_agent,
        at=at,
    )
    signature = SimpleSignature.objects.create(
        document=locked.document,
        document_sha256=locked.document.sha256,
        code=locked,
        by=locked.user,
        owner_shown=storable(owner)[:500],
        email=locked.user.login,
        agreement=consent.text_id,
        signed_at=at,
        address=address,
        user_agent=storable(user_agent)[:300],
    )
    journal.record(
        act="signature.simple",
        subject=f"signature:{signature.pk}",
        by=locked.user_id,
        at=at,
        address=address,
        details={"document": locked.document.sha256, "agreement": consent.text_id},
    )
    return signature


def _digest(code: SigningCode, digits: str) -> str:
    return salted_hmac("kabinet signing code", f"{code.pk}:{digits}", algorithm="sha256").hexdigest()
