"""Finding submitted applications: by number, by ИНН, by what callers say of themselves and of the place.

The words stand in a table of their own, so that the beginning of a word is found by an index on either
database and whatever the case of its letters. A telephone, a СНИЛС, an e-mail are a word each, however they
are spelt.
"""

import re
from collections.abc import Iterator

from django.db import connection
from django.db.models import Exists, OuterRef, Q

from kabinet.applications.asked.steps import every_question
from kabinet.applications.models import Application, Applications, SearchWord
from kabinet.core.questions import Kind

SHORTEST_WORD = 3
"""A shorter word («д», «15») is looked for whole, and only beside a longer one."""
_WORD_LENGTH = 40
_SAID = frozenset(
    {
        Kind.PERSON_NAME,
        Kind.MOBILE,
        Kind.EMAIL,
        Kind.SNILS,
        Kind.INN_PERSON,
        Kind.INN_COMPANY,
        Kind.OGRN,
        Kind.OGRNIP,
        Kind.CADASTRAL_NUMBER,
    }
)
"""Answers of these kinds are what people name when they call, the representative's among them."""
_EMAIL = r"(?<![^\s,;()<>«»])[^\s@,;()<>«»]+@[^\s@,;()<>«»]*"
_SNILS = r"(?<!\d)\d{3}-\d{3}-\d{3}[\s-]\d\d(?!\d)"
_PHONE = r"(?<!\d)(?:\+7|[78])?[\s(-]*\d{3}[\s)-]*\d{3}[\s-]*\d\d[\s-]*\d\d(?!\d)"
_LOCAL_PHONE = r"(?<!\d)\d{3}-\d\d-\d\d(?!\d)"
_CADASTRAL = r"\d\d:\d\d:\d{6,7}:\d+"
_SPELT = re.compile(
    f"(?P<email>{_EMAIL})|(?P<digits>{_SNILS}|{_LOCAL_PHONE}|{_CADASTRAL})|(?P<phone>{_PHONE})|(?P<word>[^\\W_]+)"
)
_PHONE_DIGITS, _LOCAL_DIGITS, _SNILS_DIGITS = 10, 7, 11
_OGRN_DIGITS = (13, 15)
_NUMBER = re.compile(r"(?:№\s*)?([0-9]{1,18})(?:[\s\u2010-\u2015-]*тп\b.*)?", re.IGNORECASE)


def words_of(text: str) -> list[str]:
    """The words of a text as they are looked for: small letters, «е» for «ё», each once, in order."""
    found = _SPELT.finditer(text.casefold().replace("ё", "е"))
    return list(dict.fromkeys(_word(one)[:_WORD_LENGTH] for one in found))


def _word(found: re.Match[str]) -> str:
    """A word as it is kept: of a number its digits, of a telephone the last ten."""
    if found["digits"]:
        return re.sub(r"\D", "", found[0])
    if found["phone"]:
        return re.sub(r"\D", "", found[0])[-_PHONE_DIGITS:]
    return found[0]


def index_words(application: Application) -> None:
    """Write anew the words by which the application is found."""
    application.search_words.all().delete()
    told = [application.applicant_name, application.object_address, *_said_in(application)]
    words = words_of("\n".join(told))
    SearchWord.objects.bulk_create(SearchWord(application=application, word=word) for word in words)


def _said_in(application: Application) -> Iterator[str]:
    answers = application.answers
    for _, question in every_question(application.applicant_kind, application.law):
        if question.kind not in _SAID or not question.shown(answers):
            continue
        if isinstance(said := answers.get(question.name), str):
            yield said
            if question.kind is Kind.MOBILE:
                yield re.sub(r"\D", "", said)[-_LOCAL_DIGITS:]


def number_in(text: str) -> int | None:
    """The number that a text may be: «4894», «№ 4894ТП/ФЛ/НП/До 15/ЛК»; None when it is none."""
    found = _NUMBER.fullmatch(text.strip())
    return int(found[1]) if found else None


def is_searchable(text: str) -> bool:
    """Whether the text is enough to look for: a number, or one word that is not too short."""
    return number_in(text) is not None or any(len(word) >= SHORTEST_WORD for word in words_of(text))


def search(found: Applications, text: str) -> Applications:
    """Those of `found` whose ИНН begins with the digits, or that have every word of the text."""
    if not is_searchable(text):
        return found.none()
    if text.isdecimal():
        return _by_digits(found, text)
    for word in words_of(text):
        found = _with_word(found, _begins(word) if len(word) >= SHORTEST_WORD else Q(word=word))
    return found


def _by_digits(found: Applications, digits: str) -> Applications:
    """By a telephone (9…, 8 9…), a СНИЛС, an ОГРН, else by the ИНН, from three digits on."""
    if len(digits) == _SNILS_DIGITS:
        return _with_word(found, Q(word__in=[digits, digits[1:]]))
    if len(digits) in _OGRN_DIGITS or (len(digits) == _PHONE_DIGITS and digits[0] == "9"):
        return _with_word(found, Q(word=digits))
    return found.filter(_inn_begins(digits)) if len(digits) >= SHORTEST_WORD else found.none()


def _with_word(found: Applications, condition: Q) -> Applications:
    return found.filter(Exists(SearchWord.objects.filter(condition, application=OuterRef("pk"))))


def _begins(word: str) -> Q:
    """Words that begin so, as the index of each database finds them."""
    if connection.vendor == "sqlite":
        return Q(word__gte=word, word__lt=word + chr(0x10FFFF))
    return Q(word__startswith=word)


def _inn_begins(digits: str) -> Q:
    """Digits are ordered alike everywhere: those from «7707» on and before «7708»."""
    after = str(int(digits) + 1).zfill(len(digits))
    begins = Q(applicant_inn__gte=digits)
    return begins if len(after) > len(digits) else begins & Q(applicant_inn__lt=after)
