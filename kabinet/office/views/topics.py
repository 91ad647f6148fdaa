"""«Темы обращений», for the administrator."""

from functools import partial
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import format_html
from django.views.decorators.http import require_http_methods, require_safe

from kabinet.accounts.duties import Duty
from kabinet.appeals.models import Topic
from kabinet.appeals.topics import TopicRefused, save_topic
from kabinet.office.access import OfficeRequest, duty_required, not_found
from kabinet.office.views.kept_lists import KeptList, edit_row, posted

_LIST = KeptList(
    address="office_topics",
    name="Темы обращений",
    new="Новая тема",
    saved="Тема сохранена. Сроки уже отправленных обращений не изменились.",
    hint="Новый срок получат обращения, отправленные после сохранения.",
    refused=TopicRefused,
)
_NUMBER = {"required": "Заполните это поле.", "invalid": "Напишите целое число."}


class TopicForm(forms.Form):
    """A topic but its code. What is refused besides numbers, the domain says."""

    use_required_attribute = False

    title = forms.CharField(
        label="Тема",
        help_text="Как её увидит заявитель в списке.",
        error_messages={"required": "Назовите тему."},
    )
    days = forms.IntegerField(
        label="Срок ответа, дней",
        error_messages=_NUMBER,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "data-width": "10"}),
    )
    extended_days = forms.IntegerField(
        label="Срок с продлением, дней",
        required=False,
        help_text="Если акт позволяет продлить срок, когда нужен анализ материалов. Иначе оставьте пустым.",
        error_messages=_NUMBER,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "data-width": "10"}),
    )
    unit = forms.ChoiceField(
        label="Какие это дни", choices=Topic.Unit.choices, error_messages=_NUMBER, widget=forms.RadioSelect
    )
    act = forms.CharField(
        label="Акт, которым установлен срок",
        error_messages={"required": "Укажите, каким актом установлен срок."},
        help_text="Он стоит рядом со сроком у заявителя и на карточке.",
    )
    paragraph = forms.CharField(label="Пункт", required=False)
    complaint = forms.BooleanField(label="Это жалоба: в ответе указывают, обоснована ли она", required=False)
    urgent = forms.BooleanField(
        label="Срочное: сначала предложить позвонить",
        required=False,
        help_text="Авария, нет света: до и после отправки заявитель увидит телефон горячей линии.",
    )
    order = forms.IntegerField(
        label="Место в списке",
        help_text="Темы стоят по возрастанию.",
        min_value=0,
        max_value=999,
        error_messages={**_NUMBER, "min_value": "От 0 до 999.", "max_value": "От 0 до 999."},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "data-width": "10"}),
    )
    active = forms.BooleanField(label="Предлагать заявителям", required=False)


class NewTopicForm(TopicForm):
    """A topic with its code."""

    code = forms.CharField(
        label="Код",
        max_length=10,
        error_messages=_NUMBER,
        help_text="Две цифры. Войдёт в номера обращений и потом не изменится.",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "data-width": "10"}),
    )
    field_order = ("code", "title")


@duty_required(Duty.ADMINISTRATION)
@require_safe
def office_topics(request: HttpRequest) -> HttpResponse:
    """List the topics: a hundred at most, as the code has two digits."""
    return render(request, "office/topics.html", {"topics": Topic.objects.order_by("order", "code")})


@duty_required(Duty.ADMINISTRATION)
@require_http_methods(["GET", "HEAD", "POST"])
def office_topic_new(request: OfficeRequest) -> HttpResponse:
    """Add a topic."""
    first = {"unit": Topic.Unit.CALENDAR, "days": 30, "active": True, "order": 0}
    form = NewTopicForm(posted(request), initial=first)
    return edit_row(request, _LIST, form, save=partial(save_topic, topic=None))


@duty_required(Duty.ADMINISTRATION)
@require_http_methods(["GET", "HEAD", "POST"])
def office_topic(request: OfficeRequest, pk: UUID) -> HttpResponse:
    """Change a topic or stop offering it."""
    topic = Topic.objects.filter(pk=pk).first() or not_found()
    stored = {name: getattr(topic, name) for name in TopicForm.base_fields}
    form = TopicForm(posted(request), initial=stored)
    above = format_html("Код темы: <b>{}</b>. Он стоит в номерах обращений и не меняется.", topic.code)
    save = partial(save_topic, topic=topic, code="")
    return edit_row(request, _LIST, form, save=save, title=topic.title, above=above)
