"""`{% load addresses %}`: what helps to write an address."""

from typing import Any

from django import template
from django.conf import settings
from django.template import Context

from kabinet.ui.addresses import district_in_page, parts_in_page

register = template.Library()


@register.inclusion_tag("components/address_parts.html", takes_context=True)
def address_parts(context: Context, field: Any) -> dict[str, Any]:
    """The fold in which an address is put together, beside the input of its line."""
    return {"field": field, **parts_in_page(getattr(context, "request", None))}


@register.inclusion_tag("components/district.html")
def district_of(field: Any) -> dict[str, Any]:
    """The district of a cadastral number, told beside its input; nothing where none are named."""
    return {"field": field, "any": bool(settings.SERVED.districts), **district_in_page(field.value())}
