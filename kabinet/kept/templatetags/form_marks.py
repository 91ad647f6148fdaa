"""`{% csrf_token %}` of this portal: the token against forgery and the mark of the form (kept.marks).

It stands in the place of Django's own tag (settings.TEMPLATES), so that no form can be without a mark.
"""

from django import template
from django.http import HttpRequest
from django.template.base import Parser, Token
from django.template.context import Context
from django.template.defaulttags import CsrfTokenNode
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from kabinet.kept.marks import ACTING, BEFORE, FIELD, acting_of, id_of, new_mark, posted_ids, posted_mark

register = template.Library()


class FormMarkNode(CsrfTokenNode):
    """The two hidden inputs; without a person signed in, the token alone."""

    def render(self, context: Context) -> SafeString:
        """Draw them. `data-answers`: which form the page answers, whose copy in the browser is now old."""
        token = mark_safe(super().render(context))  # noqa: S308 - Django's own tag
        request = context.get("request")
        if not isinstance(request, HttpRequest) or not hasattr(request, "user"):
            return token
        if not request.user.is_authenticated:
            return token
        if party := acting_of(request):
            token = format_html('{}<input type="hidden" name="{}" value="{}">', token, ACTING, party)
        mark = format_html('<input type="hidden" name="{}" value="{}"', FIELD, new_mark(request.user.pk))
        if request.method != "POST" or not id_of(posted_mark(request)):
            return format_html("{}{}>", token, mark)
        before = posted_ids(request)
        return format_html(
            '{}{} data-answers="{}"><input type="hidden" name="{}" value="{}">',
            token,
            mark,
            before[-1],
            BEFORE,
            ".".join(before),
        )


@register.tag
def csrf_token(_parser: Parser, _token: Token) -> FormMarkNode:
    """Give the form its token and its mark."""
    return FormMarkNode()
