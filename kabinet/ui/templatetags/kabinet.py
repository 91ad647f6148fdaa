"""`{% load kabinet %}`: the filters and tags of the portal's templates."""

import re
from datetime import date, datetime
from typing import Any

from django import template
from django.forms import BaseForm
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from kabinet.accounts.codes import LIFETIMES
from kabinet.accounts.models import OneTimeCode
from kabinet.core import money, typography
from kabinet.files.limits import ACCEPT, LIMITS_TEXT, MAX_PICTURE
from kabinet.kept.services import LIFETIME as KEPT_FOR
from kabinet.law.counting import counted
from kabinet.ui import hard_words, stylesheet, wording
from kabinet.ui.bound import QuestionBoundField
from kabinet.ui.problems import Problem, problems_of

register = template.Library()


@register.filter
def ru_date(value: date | datetime | None) -> str:
    """21.01.2021, or nothing."""
    return wording.ru_date(value) if value else ""


@register.filter
def ru_day(value: date | datetime | None) -> str:
    """25 декабря, with its year when it is not the present one, or nothing."""
    return wording.ru_day(value, today=timezone.localdate()) if value else ""


@register.filter
def ru_datetime(value: datetime | None) -> str:
    """21.01.2021 в 14:05 in the local time zone, or nothing."""
    return wording.ru_datetime(value) if value else ""


@register.filter
def rubles(value: int | None) -> str:
    """14 850,00 ₽ for a sum in kopecks, or nothing."""
    return "" if value is None else money.rubles(value)


@register.filter
def file_size(value: int | None) -> str:
    """398.78 КБ for a size in bytes, or nothing."""
    return "" if value is None else wording.file_size(value)


@register.simple_tag
def file_limits() -> str:
    """Which files are taken, as it stands beside every input for documents."""
    return LIMITS_TEXT


@register.simple_tag
def file_accept() -> str:
    """The `accept` attribute of an input for documents."""
    return ACCEPT


@register.simple_tag
def largest_photo() -> int:
    """Bytes of the largest photo that the portal makes smaller itself."""
    return MAX_PICTURE


@register.filter
def plural(value: int, forms: str) -> str:
    """`{{ count|plural:"файл,файла,файлов" }}` → «2 файла»."""
    one, few, many = forms.split(",")
    return counted(value, one, few, many)


@register.simple_tag
def lifetime(name: str) -> str:
    """How long a control string of this purpose lasts, or what was typed is «kept»: «12 часов»."""
    return wording.lasting(KEPT_FOR if name == "kept" else LIFETIMES[OneTimeCode.Purpose(name)])


@register.filter
def initials(value: str) -> str:
    """ИП for «Иванов Пётр»."""
    return wording.initials(value)


@register.filter
def surname_first(value: str) -> str:
    """«Иванов П. С.» for «Иванов Пётр Сергеевич»."""
    return wording.surname_first(value)


@register.filter
def file_extension(value: str) -> str:
    """PDF for «план.pdf»."""
    return wording.file_extension(value)


@register.filter
def tied(value: str) -> str:
    """The text with no-break spaces where a line must not end: «п. 15», «№ 186», «г. Москва»."""
    return typography.tied(str(value))


@register.filter
def phone(value: str) -> str:
    """+7 917 123-45-67 for «89171234567»."""
    return wording.phone(str(value or ""))


@register.filter
def phone_link(value: str) -> str:
    """88000000000 for «8 800 000-00-00»."""
    return wording.phone_link(value)


@register.filter
def problem_list(form: BaseForm | Any) -> list[Problem]:
    """What is wrong in a form, each with the anchor of its input."""
    return problems_of(form) if isinstance(form, BaseForm) else []


@register.filter
def why_asked(form: BaseForm | Any) -> list[dict[str, str]]:
    """For components/why.html: every paragraph that a form asks by, and the questions it shows for it."""
    if not isinstance(form, BaseForm):
        return []
    shown = [
        field
        for field in form
        if not (isinstance(field, QuestionBoundField) and field.condition and field.condition.unseen)
    ]
    return wording.by_basis((str(getattr(field.field, "basis", "")), str(field.label)) for field in shown)


@register.simple_tag
def stylesheet_url() -> str:
    """The address of the portal's stylesheet, new whenever its content is."""
    return stylesheet.current().url


@register.simple_block_tag
def text(content: str) -> SafeString:
    """`{% text as lead %}…{% endtext %}`: what a component is given, however many lines it stands on here."""
    one_line = re.sub(r"[ \n]+", " ", content.strip(" \n"))
    return mark_safe(one_line)  # noqa: S308 - rendered, so its values are escaped already


@register.filter
def explained(value: str, within: str) -> SafeString:
    """The text with its hard words made buttons that open their meaning; `within` is unique on the page."""
    return hard_words.explained(str(value), within=within)


@register.simple_tag
def asked_about(label: str, hint: str, within: str) -> SafeString:
    """Buttons for the hard words of a label that the hint does not name."""
    return hard_words.asked_about(str(label), str(hint or ""), within=within)
