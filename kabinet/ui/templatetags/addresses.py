"""`{% load addresses %}`: what helps to write an address."""

from typing import Any
from urllib.parse import urlencode

from django import template
from django.conf import settings
from django.http import HttpRequest
from django.template import Context

from kabinet.ui.addresses import district_in_page, parts_in_page

register = template.Library()

LIST = "list"
"""In the address of a card of the office: the query of the list that it was opened from."""
LONGEST_LIST = 1_000


@register.inclusion_tag("components/address_parts.html", takes_context=True)
def address_parts(context: Context, field: Any) -> dict[str, Any]:
    """The fold in which an address is put together, beside the input of its line."""
    return {"field": field, **parts_in_page(getattr(context, "request", None))}


@register.inclusion_tag("components/district.html")
def district_of(field: Any) -> dict[str, Any]:
    """The district of a cadastral number, told beside its input; nothing where none are named."""
    return {"field": field, "any": bool(settings.SERVED.districts), **district_in_page(field.value())}


def list_in(request: HttpRequest) -> str:
    """The query of the list that the request carries; empty when it carries none, or one that is too long."""
    query = request.GET.get(LIST, "")
    return query if len(query) <= LONGEST_LIST else ""


def list_carried(request: HttpRequest) -> str:
    """«?list=…» as the request carries it, to be carried on; empty when it carries none."""
    query = list_in(request)
    return f"?{urlencode({LIST: query})}" if query else ""


@register.simple_tag(takes_context=True)
def carried_list(context: Context) -> str:
    """The same in a template, behind an address without a query of its own."""
    request = getattr(context, "request", None)
    return list_carried(request) if request else ""
