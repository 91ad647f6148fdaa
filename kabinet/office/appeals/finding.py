"""Finding appeals by what callers say: the number in any spelling, the telephone, the e-mail, the name."""

import re
from functools import reduce
from operator import and_

from django.db import connection
from django.db.models import Q
from django.db.models.functions import Lower

from kabinet.appeals.models import Appeals
from kabinet.office.paging import SHORTEST_SEARCH, has_text

_BETWEEN = r"[\s/\u2010-\u2015-]+"
_NUMBER = re.compile(rf"(?:№\s*)?([0-9]{{1,18}})(?:{_BETWEEN}([0-9]{{2}})(?:{_BETWEEN}[^\W\d_]+)?)?")
_PHONE = re.compile(r"[78]?([0-9]{10})")


def is_searchable(text: str) -> bool:
    """Whether the text is enough to look for: a number, or more than a letter."""
    return len(text) >= SHORTEST_SEARCH or text.isdecimal()


def named_by(found: Appeals, text: str) -> Appeals | None:
    """Those of `found` that a number names: «13620», «13620-01», «№ 13620/01/ЛК»; else None."""
    number = _NUMBER.fullmatch(text)
    if number is None:
        return None
    sequence, topic = number.groups()
    return found.filter(_number_begins(f"{int(sequence)}/{topic}/" if topic else f"{int(sequence)}/"))


def search(found: Appeals, text: str) -> Appeals:
    """By the whole telephone or e-mail in any spelling, the beginning of the number, parts of the name."""
    if phone := _PHONE.fullmatch(re.sub(r"[\s()+\u2010-\u2015-]", "", text)):
        return found.filter(phone=f"+7{phone[1]}")
    if "@" in text:
        return found.alias(spelt=Lower("email")).filter(spelt=text.lower())
    wanted = Q(number__startswith=text)
    if not text.isdecimal():
        wanted |= reduce(and_, (has_text("applicant_name", word) for word in text.split()))
    return found.filter(wanted)


def _number_begins(beginning: str) -> Q:
    """Numbers that begin with what ends by «/», as the index of each database finds them."""
    if connection.vendor == "sqlite":
        return Q(number__gte=beginning, number__lt=beginning[:-1] + chr(ord("/") + 1))
    return Q(number__startswith=beginning)
