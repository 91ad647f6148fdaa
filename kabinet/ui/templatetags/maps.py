"""`{% load maps %}`: a map in a page."""

from typing import Any

from django import template
from django.template import Context

from kabinet.core.outlines import FEWEST, MOST
from kabinet.ui.maps import map_in_page

register = template.Library()


@register.inclusion_tag("components/map.html", takes_context=True)
def map_of_input(context: Context, field: Any) -> dict[str, Any]:
    """The map on which the point of an input is set."""
    return {"field": field, **map_in_page(getattr(context, "request", None), own_place=True)}


@register.inclusion_tag("components/map.html", takes_context=True)
def map_of_point(context: Context, point: str) -> dict[str, Any]:
    """The map that shows a point («55.7558, 37.6173»), and the button that copies it."""
    return {"point": point, **map_in_page(getattr(context, "request", None), own_place=False)}


@register.inclusion_tag("components/plot.html", takes_context=True)
def map_of_plot_input(context: Context, field: Any) -> dict[str, Any]:
    """The map on which a plot is outlined, corner by corner."""
    limits = {"fewest": FEWEST, "most": MOST}
    return {"field": field, **limits, **map_in_page(getattr(context, "request", None), own_place=False)}


@register.inclusion_tag("components/plot.html", takes_context=True)
def map_of_plot(context: Context, corners: str) -> dict[str, Any]:
    """The map that shows a plot («55.7558, 37.6173; …»)."""
    return {"corners": corners, **map_in_page(getattr(context, "request", None), own_place=False)}
