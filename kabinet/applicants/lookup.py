"""Finding an applicant by the number that the law gives each of them: СНИЛС, ИНН, ОГРН, ОГРНИП."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from django.db.models import Q, QuerySet

from kabinet.applicants.models import Applicant
from kabinet.law import requisites
from kabinet.law.errors import Malformed


class Identifier(NamedTuple):
    """A number with right check digits, and the column of Applicant that holds such numbers."""

    column: str
    value: str


_BY_LENGTH: Mapping[int, tuple[str, Callable[[str], str]]] = {
    10: ("inn", requisites.clean_inn_company),
    11: ("snils", requisites.clean_snils),
    12: ("inn", requisites.clean_inn_person),
    13: ("ogrn", requisites.clean_ogrn),
    15: ("ogrn", requisites.clean_ogrnip),
}


def identifier_in(text: str) -> Identifier:
    """The number that was typed, told by its length. Raises Malformed with what is wrong with it."""
    column, clean = _BY_LENGTH.get(sum(sign.isdecimal() for sign in text), ("", None))
    if clean is None:
        raise Malformed("Введите номер целиком: СНИЛС — 11 цифр, ИНН — 10 или 12, ОГРН — 13, ОГРНИП — 15.")
    return Identifier(column, clean(text))


def has_twin(applicant: Applicant | None) -> bool:
    """Whether another proved account names the same person by СНИЛС, or the same business by ИНН."""
    if applicant is None:
        return False
    for column, value in (("snils", applicant.snils), ("inn", applicant.inn)):
        if value:
            return find_applicants(Identifier(column, value)).exclude(pk=applicant.pk).exists()
    return False


def find_applicants(identifier: Identifier) -> QuerySet[Applicant]:
    """Everybody with this number: whom the office entered first, then those who proved their mailbox.

    A registration whose mailbox nobody proved may be anybody's, and is forgotten after a time.
    """
    real = Q(user__email=None) | Q(user__confirmed_at__isnull=False)
    found = Applicant.objects.select_related("user").filter(real, user__is_active=True)
    return found.filter(**{identifier.column: identifier.value}).order_by("user__confirmed_at", "pk")
