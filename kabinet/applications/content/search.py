"""Finding submitted applications: by number, by ИНН, by words of the applicant's name and the address.

The words stand in a table of their own, so that the beginning of a word is found by an index on either
database and whatever the case of its letters.
"""

import re

from django.db import connection
from django.db.models import Exists, OuterRef, Q

from kabinet.applications.models import Application, Applications, SearchWord

SHORTEST_WORD = 3
"""A shorter word («д», «15») is looked for whole, and only beside a longer one."""
_WORD_LENGTH = 40
_NUMBER = re.compile(r"(?:№\s*)?([0-9]{1,18})(?:[\s\u2010-\u2015-]*тп\b.*)?", re.IGNORECASE)


def words_of(text: str) -> list[str]:
    """The words of a text as they are looked for: small letters, «е» for «ё», each once, in order."""
    found = re.findall(r"[^\W_]+", text.casefold().replace("ё", "е"))
    return list(dict.fromkeys(word[:_WORD_LENGTH] for word in found))


def index_words(application: Application) -> None:
    """Write anew the words by which the application is found."""
    application.search_words.all().delete()
    words = words_of(f"{application.applicant_name} {application.object_address}")
    SearchWord.objects.bulk_create(SearchWord(application=application, word=word) for word in words)


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
        return found.filter(_inn_begins(text)) if len(text) >= SHORTEST_WORD else found.none()
    for word in words_of(text):
        same = SearchWord.objects.filter(application=OuterRef("pk"))
        found = found.filter(
            Exists(same.filter(_begins(word) if len(word) >= SHORTEST_WORD else Q(word=word)))
        )
    return found


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
