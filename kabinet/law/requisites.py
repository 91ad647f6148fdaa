"""Requisites of people and companies: the canonical text of what is typed, or Malformed saying what is wrong.

Each function takes text as typed and forgives spaces, dashes and invisible characters. Check digits:
ИНН by the Tax Service's order, ОГРН and ОГРНИП by the rules of the state registers, СНИЛС by the Pension
Fund's rule (numbers up to 001-001-998 carry none), accounts by the Bank of Russia's № 515 of 08.09.1997.
What may be asked at all is in paragraph 9 «а» of the connection Rules (ПП РФ от 27.12.2004 № 861).
"""

import re
import unicodedata

import phonenumbers
from stdnum.ru import inn, ogrn

from kabinet.law.errors import Malformed
from kabinet.law.naming import with_capitals
from kabinet.law.text import APOSTROPHES, DASHES, ZERO_WIDTH, compact, shown_character

_SNILS_UNCHECKED = 1_001_998


def _digits(text: str, name: str, length: int, where: str = "") -> str:
    """Exactly `length` digits that are not all zeros; `where` is the name after «В»."""
    digits = compact(text)
    for character in digits:
        if character not in "0123456789":
            raise Malformed(f"{name}: допустимы только цифры, а здесь {shown_character(character)}.")
    if len(digits) != length:
        raise Malformed(f"В {where or name} {length} цифр, а введено {len(digits)}.")
    if set(digits) == {"0"}:
        raise Malformed(f"{name} не может состоять из одних нулей: проверьте.")
    return digits


def _checked_digits(text: str, name: str, length: int) -> str:
    """Digits that are not all the same: the formulas of check digits accept 000… and the like."""
    digits = _digits(text, name, length)
    if len(set(digits)) == 1:
        raise Malformed(f"{name} не может состоять из одинаковых цифр: проверьте номер.")
    return digits


def _refuse_check_digit(name: str) -> Malformed:
    return Malformed(f"{name} не сходится с контрольной цифрой: проверьте, нет ли опечатки.")


def clean_inn_person(text: str) -> str:
    """ИНН of a person or an entrepreneur: 12 digits, the last two are check digits."""
    if len(compact(text)) == 10 and inn.is_valid(compact(text)):
        raise Malformed("В ИНН физического лица 12 цифр, а введено 10: это ИНН организации.")
    digits = _checked_digits(text, "ИНН", 12)
    if not inn.is_valid(digits):
        raise _refuse_check_digit("ИНН")
    return digits


def clean_inn_company(text: str) -> str:
    """ИНН of a company: 10 digits, the last one is a check digit."""
    if len(compact(text)) == 12 and inn.is_valid(compact(text)):
        raise Malformed("В ИНН организации 10 цифр, а введено 12: это ИНН физического лица.")
    digits = _checked_digits(text, "ИНН", 10)
    if not inn.is_valid(digits):
        raise _refuse_check_digit("ИНН")
    return digits


def clean_ogrn(text: str) -> str:
    """ОГРН of a company: 13 digits, the first is 1 or 5, the last is a check digit."""
    digits = _checked_digits(text, "ОГРН", 13)
    if digits[0] not in "15":
        raise Malformed("ОГРН начинается с 1 или 5: похоже, это другой номер.")
    if not ogrn.is_valid(digits):
        raise _refuse_check_digit("ОГРН")
    return digits


def clean_ogrnip(text: str) -> str:
    """ОГРНИП of an entrepreneur: 15 digits, the first is 3, the last is a check digit."""
    digits = _checked_digits(text, "ОГРНИП", 15)
    if digits[0] != "3":
        raise Malformed("ОГРНИП начинается с 3: похоже, это другой номер.")
    if not ogrn.is_valid(digits):
        raise _refuse_check_digit("ОГРНИП")
    return digits


def clean_snils(text: str) -> str:
    """СНИЛС as «112-233-445 95»; numbers up to 001-001-998 are taken without the check."""
    digits = _checked_digits(text, "СНИЛС", 11)
    number, check = digits[:9], int(digits[9:])
    if number == "000000000":
        raise Malformed("СНИЛС не может начинаться с девяти нулей: проверьте номер.")
    total = sum(int(digit) * weight for digit, weight in zip(number, range(9, 0, -1), strict=True))
    if int(number) > _SNILS_UNCHECKED and total % 101 % 100 != check:
        raise Malformed("СНИЛС не сходится с контрольными цифрами: проверьте, нет ли опечатки.")
    return f"{number[:3]}-{number[3:6]}-{number[6:]} {digits[9:]}"


def clean_kpp(text: str) -> str:
    """КПП: 4 digits, 2 digits or Latin capitals, 3 digits; it has no check digit."""
    kpp = compact(text).upper()
    if len(kpp) != 9:
        raise Malformed(f"В КПП 9 знаков, а введено {len(kpp)}.")
    if not re.fullmatch(r"[0-9]{4}[0-9A-Z]{2}[0-9]{3}", kpp):
        raise Malformed(
            "КПП состоит из цифр; латинские буквы бывают только на пятом и шестом местах. Пример: 773601001."
        )
    if len(set(kpp)) == 1:
        raise Malformed("КПП не может состоять из одинаковых цифр: проверьте номер.")
    return kpp


def clean_bik(text: str) -> str:
    """БИК of a bank or a treasury office: 9 digits, the first two are 01, 02, 03 or 04."""
    bik = _checked_digits(text, "БИК", 9)
    if bik[:2] not in ("01", "02", "03", "04"):
        raise Malformed("БИК начинается с 04, у казначейства — с 01, 02 или 03: проверьте номер.")
    return bik


def clean_account(text: str, bik: str) -> str:
    """A settlement account at the bank of `bik`: 20 digits with the key of the Bank of Russia's № 515."""
    return _account(text, "Расчётный счёт", bik[6:])


def clean_correspondent_account(text: str, bik: str) -> str:
    """The bank's own account at the Bank of Russia: 20 digits, keyed by the place of its БИК."""
    return _account(text, "Корреспондентский счёт", f"0{bik[4:6]}")


def _account(text: str, name: str, bank: str) -> str:
    digits = _checked_digits(text, name, 20)
    key = sum(int(digit) * (7, 1, 3)[place % 3] % 10 for place, digit in enumerate(bank + digits))
    if key % 10:
        raise Malformed(f"{name} не сходится с контрольной цифрой для этого БИК: проверьте оба номера.")
    return digits


def clean_passport(text: str) -> str:
    """Series and number of a Russian passport as «4509 123456».

    The series is 4 digits, region and year of printing, so 1111 and 2222 exist; the number has 6, of which
    repeated digits are real, zeros alone are not.
    """
    digits = _digits(text.replace("№", ""), "Номер паспорта", 10, "серии и номере паспорта")
    for name, part in (("Серия", digits[:4]), ("Номер", digits[4:])):
        if set(part) == {"0"}:
            raise Malformed(f"{name} паспорта не может состоять из одних нулей: проверьте.")
    return f"{digits[:4]} {digits[4:]}"


def clean_department_code(text: str) -> str:
    """The code of the department that issued the passport, as «770-001»."""
    digits = _digits(text, "Код подразделения", 6, "коде подразделения")
    return f"{digits[:3]}-{digits[3:]}"


_CADASTRAL_PARTS = (
    ("В первой части (округ)", (2,)),
    ("Во второй части (район)", (2,)),
    ("В третьей части (квартал)", (6, 7)),
    ("В последней части (участок или здание)", tuple(range(1, 13))),
)
_CADASTRAL_EXAMPLE = "Например, 02:55:010101:123."


def clean_cadastral_number(text: str) -> str:
    """A cadastral number as «02:55:010101:123» (Росреестр, приказ № П/0183).

    Forgives «№» before it and spaces, dashes and other signs between its parts; tells which part is wrong.
    """
    body = re.sub(r"^(?:кадастровый номер|кн)?[\s:]*№?\s*", "", text.strip(), flags=re.IGNORECASE)
    body = re.sub(rf"\s*[{DASHES}:;.,/_]+\s*", ":", "".join(c for c in body if c not in ZERO_WIDTH))
    # With no sign between the parts it is the spaces that part them; beside one they are there by chance.
    number = re.sub(r"\s+", "" if ":" in body else ":", body).strip(":")
    for character in number:
        if character not in "0123456789:":
            raise Malformed(
                f"В кадастровом номере только цифры и двоеточия, а здесь {shown_character(character)}. "
                f"{_CADASTRAL_EXAMPLE}"
            )
    parts = number.split(":")
    if len(parts) != len(_CADASTRAL_PARTS):
        raise Malformed(
            f"В кадастровом номере четыре части через двоеточие, а здесь {len(parts)}. {_CADASTRAL_EXAMPLE}"
        )
    for part, (name, lengths) in zip(parts, _CADASTRAL_PARTS, strict=True):
        if len(part) not in lengths:
            wanted = " или ".join(map(str, lengths)) if len(lengths) < 3 else f"от 1 до {lengths[-1]}"
            raise Malformed(f"{name} кадастрового номера цифр {wanted}, а введено {len(part)}.")
    if set(parts[-1]) == {"0"}:
        raise Malformed("Последняя часть кадастрового номера не может быть нулём: проверьте номер.")
    return number


def clean_phone(text: str, foreign: str = "Нужен российский номер: он начинается с +7.") -> str:
    """A Russian number, mobile or of a town, as «+73472123456»: what came on paper may have either.

    `foreign` is said of a number of another country.
    """
    for character in text:
        if character not in "0123456789+(). " + DASHES + ZERO_WIDTH and not character.isspace():
            raise Malformed(
                f"Номер телефона пишется цифрами, а здесь {shown_character(character)}. "
                "Пример: +7 917 123-45-67."
            )
    try:
        number = phonenumbers.parse(compact(text), "RU")
    except phonenumbers.NumberParseException:
        raise Malformed("Это не похоже на номер телефона. Пример: +7 917 123-45-67.") from None
    canonical = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    digits = "".join(character for character in text if character in "0123456789")
    # Ten digits from 89… are a mobile number short of a digit, not a landline of a town with the code 89….
    if not phonenumbers.is_possible_number(number) or (len(digits) == 10 and digits.startswith("89")):
        raise Malformed(f"В номере телефона 11 цифр вместе с кодом +7, а введено {len(digits)}.")
    if number.country_code != 7:
        raise Malformed(foreign)
    if len(set(canonical[2:])) == 1:
        raise Malformed("Номер телефона не может состоять из одинаковых цифр: проверьте его.")
    return canonical


def told_phone(canonical: str) -> str:
    """«+79171234567» as people read it: «+7 917 123-45-67»; what is written otherwise stays as it is."""
    if not re.fullmatch(r"\+7[0-9]{10}", canonical):
        return canonical
    return "\u00a0".join(
        (canonical[:2], canonical[2:5], f"{canonical[5:8]}-{canonical[8:10]}-{canonical[10:]}")
    )


def clean_mobile_phone(text: str) -> str:
    """A Russian mobile number as «+79171234567»: paragraph 9 «а» of the Rules asks for a mobile one."""
    canonical = clean_phone(text, "Нужен номер российского мобильного оператора: он начинается с +7 9.")
    if not re.fullmatch(r"\+79[0-9]{9}", canonical):
        raise Malformed("Нужен номер мобильного телефона: он начинается с +7 9.")
    return canonical


def clean_person_name(text: str) -> str:
    """A surname, given name or patronymic in Cyrillic; also spaces, hyphens, apostrophes, dots, brackets.

    With its capital letters where none were typed, or nothing else was.
    """
    name = unicodedata.normalize("NFC", " ".join("".join(c for c in text if c not in ZERO_WIDTH).split()))
    name = "".join("-" if c in DASHES else "'" if c in APOSTROPHES else c for c in name)
    if not name:
        raise Malformed("Напишите кириллицей, как в паспорте.")
    for character in name:
        if character in " -'.()" or ("\u0400" <= character <= "\u04ff" and character.isalpha()):
            continue
        if character.isascii() and character.isalpha():
            raise Malformed(
                f"Пишите кириллицей, как в паспорте: {shown_character(character)} — латинская буква."
            )
        raise Malformed(f"Допустимы только буквы, дефис и пробел, а здесь {shown_character(character)}.")
    if not any(character.isalpha() for character in name):
        raise Malformed("Здесь нет ни одной буквы: напишите, как в паспорте.")
    if name[0] in "-'.)" or name[-1] == "-":
        raise Malformed("Начните и закончите буквой: лишний знак в начале или в конце.")
    return with_capitals(name)
