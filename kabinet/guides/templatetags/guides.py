"""`{% load guides %}`: the way from a page to what the guides tell of it."""

from typing import Any

from django import template

from kabinet.guides.places import help_on

register = template.Library()


@register.simple_tag(takes_context=True)
def help_here(context: dict[str, Any]) -> str:
    """The address of the section on this page, or nothing."""
    request = context.get("request")
    return help_on(request) if request is not None and hasattr(request, "user") else ""
