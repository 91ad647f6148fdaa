"""What a password has to be like, with reasons that people understand."""

import re
from functools import lru_cache

from django.conf import settings
from django.contrib.auth.password_validation import (
    CommonPasswordValidator,
    MinimumLengthValidator,
    NumericPasswordValidator,
    UserAttributeSimilarityValidator,
)
from django.core.exceptions import ValidationError

from kabinet.accounts.models import User
from kabinet.core.errors import DomainError

MAX_LENGTH = 128
"""More helps nobody and costs us time: a password manager's own limit is usually lower."""

ADVICE = (
    "Не короче 8 знаков и не только цифры; не похож на имя, e-mail и частые пароли. "
    "Удобно взять несколько слов подряд."
)

_TOO_COMMON = "Такой пароль встречается слишком часто: его подберут первым. Придумайте другой."
_RUSSIAN = "йцукенгшщзхъфывапролджэячсмитьбюё"
_LATIN = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`"
_OTHER_LAYOUT = str.maketrans(_RUSSIAN, _LATIN)
_RUSSIAN_COMMON = frozenset(
    {"пароль", "йцукен", "йцукенг", "привет", "россия", "москва", "любовь", "солнышко", "наташа", "марина"}
    | {"максим", "админ", "электросети", "электричество", "кабинет", "личныйкабинет", "kabinet"}
)

type Validator = (
    MinimumLengthValidator
    | NumericPasswordValidator
    | CommonPasswordValidator
    | UserAttributeSimilarityValidator
)


class PasswordRefused(DomainError):
    """The new password is too weak; `problems` says why, a sentence each."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        super().__init__(" ".join(problems))


_REASONS = {
    "password_too_short": "Пароль слишком короткий: нужно не меньше 8 знаков.",
    "password_entirely_numeric": "Пароль состоит из одних цифр: добавьте буквы.",
    "password_too_common": _TOO_COMMON,
    "password_too_similar": "Пароль похож на ваш e-mail или имя: его легко угадать.",
}


def password_problems(password: str, user: User) -> list[str]:
    """What is wrong with `password` as the new password of `user`; empty when nothing is."""
    if len(password) > MAX_LENGTH:
        return [f"Пароль слишком длинный: не больше {MAX_LENGTH} знаков."]
    problems: list[str] = []
    for validator in _validators():
        try:
            validator.validate(password, user)
        except ValidationError as refusal:
            problems += [_REASONS.get(error.code or "", str(error.message)) for error in refusal.error_list]
    if _TOO_COMMON not in problems and _is_common_in_russian(password):
        problems.append(_TOO_COMMON)
    return problems


def set_password(*, user: User, password: str) -> None:
    """Give `user` (not saved here) the new password, or raise PasswordRefused."""
    if problems := password_problems(password, user):
        raise PasswordRefused(problems)
    user.set_password(password)


def _is_common_in_russian(password: str) -> bool:
    """A frequent Russian word, or a frequent English password typed in the Russian layout."""
    lower = password.lower()
    if "".join(lower.split()).strip("0123456789!?.@#$%-_") in _RUSSIAN_COMMON | _names_of_the_operator():
        return True
    try:
        _common_passwords().validate(lower.translate(_OTHER_LAYOUT))
    except ValidationError:
        return True
    return False


def _names_of_the_operator() -> set[str]:
    """Its name in one word, and each word of it."""
    words = re.findall(r"\w+", settings.OPERATOR.name.lower())
    return {"".join(words), *words}


@lru_cache(maxsize=1)
def _common_passwords() -> CommonPasswordValidator:
    """Its list of 20,000 passwords is read from the disk once."""
    return CommonPasswordValidator()


@lru_cache(maxsize=1)
def _validators() -> tuple[Validator, ...]:
    return (
        MinimumLengthValidator(min_length=8),
        NumericPasswordValidator(),
        _common_passwords(),
        UserAttributeSimilarityValidator(user_attributes=("email", "name")),
    )
