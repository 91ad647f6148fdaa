"""Why a signature is refused: a code for the protocol and the tests, a Russian text that says what to do."""

from enum import StrEnum

from kabinet.core.errors import DomainError


class Fault(StrEnum):
    """A code of refusal."""

    AMBIGUOUS_SUBJECT = "ambiguous_subject"
    ATTACHED = "attached"
    BAD_ATTRIBUTES = "bad_attributes"
    BAD_SIGNATURE = "bad_signature"
    CERTIFICATE_MISMATCH = "cert_mismatch"
    DIGEST_MISMATCH = "digest_mismatch"
    EXPIRED = "expired"
    KEY_EXPIRED = "key_expired"
    KEY_USAGE = "key_usage"
    MALFORMED = "malformed"
    MANY_SIGNERS = "many_signers"
    NOT_ACCREDITED = "not_accredited"
    NOT_A_SIGNATURE = "not_a_signature"
    NOT_QUALIFIED = "not_qualified"
    NOT_SIGNED_DATA = "not_signed_data"
    NOT_YET_VALID = "not_yet_valid"
    NO_CERTIFICATE = "no_certificate"
    NO_SIGNED_ATTRIBUTES = "no_signed_attributes"
    NO_SIGNERS = "no_signers"
    NO_SIGNING_CERTIFICATE = "no_signing_certificate"
    ORGANISATION = "organisation"
    OTHER_OWNER = "other_owner"
    REVOCATION_UNKNOWN = "revocation_unknown"
    REVOKED = "revoked"
    SIGNED_IN_FUTURE = "signed_in_future"
    TOO_LARGE = "too_large"
    UNKNOWN_OWNER = "unknown_owner"
    UNTRUSTED = "untrusted"
    WEAK_ALGORITHM = "weak_algorithm"


_ANOTHER_CERTIFICATE = "Подпишите документ другим, действующим сертификатом."
_SIGN_AGAIN = "Скачайте документ на этой странице и подпишите его ещё раз."

MESSAGES = {
    Fault.AMBIGUOUS_SUBJECT: (
        "В сертификате один и тот же номер владельца указан дважды и по-разному, поэтому понять, чья это "
        "подпись, нельзя. Обратитесь в удостоверяющий центр, который выдал сертификат."
    ),
    Fault.ATTACHED: (
        "Подпись присоединённая: документ лежит внутри неё. Нужна отсоединённая подпись — в программе для "
        "подписи выберите «Отсоединённая (отдельным файлом)» и приложите новый файл .sig."
    ),
    Fault.BAD_ATTRIBUTES: (
        f"Файл подписи составлен неверно: его служебные поля противоречат друг другу. {_SIGN_AGAIN}"
    ),
    Fault.BAD_SIGNATURE: (
        f"Подпись не сходится с сертификатом: файл подписи повреждён или изменён. {_SIGN_AGAIN}"
    ),
    Fault.CERTIFICATE_MISMATCH: (f"Сертификат в файле подписи не тот, которым она сделана. {_SIGN_AGAIN}"),
    Fault.DIGEST_MISMATCH: (
        "Подписан другой документ: подпись не подходит к тому, который лежит здесь. Скачайте документ на "
        "этой странице, не открывайте и не пересохраняйте его перед подписанием и подпишите ещё раз."
    ),
    Fault.EXPIRED: f"Срок действия сертификата истёк. {_ANOTHER_CERTIFICATE}",
    Fault.KEY_EXPIRED: f"Срок действия закрытого ключа истёк. {_ANOTHER_CERTIFICATE}",
    Fault.KEY_USAGE: (f"Этот сертификат не предназначен для подписания документов. {_ANOTHER_CERTIFICATE}"),
    Fault.MALFORMED: (
        "Файл подписи повреждён или передан не полностью. Приложите его ещё раз, а если не поможет — "
        "подпишите документ заново."
    ),
    Fault.MANY_SIGNERS: (
        "В файле несколько подписей, а нужна одна — заявителя. Подпишите документ отдельным файлом."
    ),
    Fault.NOT_ACCREDITED: (
        "Удостоверяющий центр, который выдал сертификат, не был тогда аккредитован. Подпишите документ "
        "сертификатом аккредитованного удостоверяющего центра."
    ),
    Fault.NOT_A_SIGNATURE: (
        "Это не файл подписи. Приложите файл .sig или .p7s, который создала программа для подписи; если она "
        "отдала архив, распакуйте его и приложите подпись из него."
    ),
    Fault.NOT_QUALIFIED: (
        "Подпись не квалифицированная: сертификат выдан не по требованиям к квалифицированным. "
        "Подпишите документ усиленной квалифицированной электронной подписью."
    ),
    Fault.NOT_SIGNED_DATA: (
        f"Файл относится не к подписи документа, а к чему-то другому (шифрование, сертификат). {_SIGN_AGAIN}"
    ),
    Fault.NOT_YET_VALID: f"Срок действия сертификата ещё не начался. {_ANOTHER_CERTIFICATE}",
    Fault.NO_CERTIFICATE: (
        "В файле подписи нет сертификата того, кто подписал. Включите в программе для подписи добавление "
        "сертификата в подпись и подпишите документ ещё раз."
    ),
    Fault.NO_SIGNED_ATTRIBUTES: (
        "Подпись слишком простая: в ней нет обязательных подписанных полей. Выберите в программе для подписи "
        "формат CAdES-BES и подпишите документ ещё раз."
    ),
    Fault.NO_SIGNERS: f"В файле нет ни одной подписи. {_SIGN_AGAIN}",
    Fault.NO_SIGNING_CERTIFICATE: (
        "В подписи не указано, каким сертификатом она сделана. Выберите в программе для подписи формат "
        "CAdES-BES (не просто CMS или PKCS#7) и подпишите документ ещё раз."
    ),
    Fault.ORGANISATION: (
        "Сертификат выдан организации, а заявитель — человек. Подпишите документ своим личным сертификатом."
    ),
    Fault.OTHER_OWNER: (
        "Сертификат принадлежит не заявителю. Подпишите документ сертификатом заявителя или исправьте "
        "реквизиты заявителя в заявке, если ошибка в них."
    ),
    Fault.REVOCATION_UNKNOWN: (
        "Сейчас нельзя узнать, не отозван ли сертификат: нет свежего списка отозванных от удостоверяющего "
        "центра. Это не ваша ошибка: попробуйте позже или позвоните нам."
    ),
    Fault.REVOKED: f"Сертификат отозван удостоверяющим центром. {_ANOTHER_CERTIFICATE}",
    Fault.SIGNED_IN_FUTURE: (
        "Часы компьютера, на котором подписан документ, идут неверно. Поправьте на нём дату, время и часовой "
        "пояс, затем подпишите документ ещё раз."
    ),
    Fault.TOO_LARGE: (
        "Файл подписи слишком велик. Приложите отсоединённую подпись: она занимает несколько килобайт."
    ),
    Fault.UNKNOWN_OWNER: (
        "В сертификате нет ни одного номера, по которому можно узнать заявителя (СНИЛС, ИНН, ОГРН). "
        "Подпишите документ квалифицированным сертификатом заявителя."
    ),
    Fault.UNTRUSTED: (
        "Сертификат выдан не тем удостоверяющим центром, которому доверяет портал. Подпишите документ "
        "сертификатом аккредитованного удостоверяющего центра; если он такой, позвоните нам."
    ),
    Fault.WEAK_ALGORITHM: (
        "Подпись сделана не по ГОСТ Р 34.10-2012 и потому не принимается. Подпишите документ "
        "квалифицированным сертификатом с ключом по этому стандарту."
    ),
}


class SignatureRefused(DomainError):
    """The signature is not accepted. `detail` is for the protocol and the engineers, not for the page.

    `seen` is a sentence on what was found in this very signature; it stands before the general words.
    """

    def __init__(self, reason: Fault, detail: str = "", seen: str = "") -> None:
        self.reason = reason
        self.detail = detail
        super().__init__(f"{seen} {MESSAGES[reason]}".lstrip())
