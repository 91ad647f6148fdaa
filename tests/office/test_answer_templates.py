"""Templates of answers: their fields, their pages, inserting one."""

from datetime import timedelta
from html import unescape

import pytest
from django.test import RequestFactory

from kabinet.accounts.models import Role
from kabinet.core.ids import new_id
from kabinet.core.models import JournalEntry
from kabinet.office.models import AnswerTemplate
from kabinet.office.templates.answers import (
    TemplateRefused,
    TemplateStale,
    fill_template,
    remove_template,
    save_template,
    values_of,
)
from kabinet.office.templates.choice import template_choices, text_with_template
from tests.applications.builders import make_submitted
from tests.office.conftest import AT, person

VALUES = {
    "номер": "4894ТП/ФЛ/НП/До 15/ЛК",
    "имя": "Иванов Пётр",
    "срок": "25.11.2026",
    "статус": "На проверке",
}
TEXT = "Здравствуйте, {{ имя }}!\nСрок по заявке {{номер}} — {{ Срок }}."


@pytest.fixture
def head(db):
    return person("head@seti.example.ru", role=Role.HEAD, name="Петрова Анна")


@pytest.fixture
def save(head):
    def one(
        template=None, *, title="Запрос плана", text=TEXT, purpose="application", seen=None, by=head, at=AT
    ):
        return save_template(
            template=template,
            seen=seen or (template and template.updated_at),
            title=title,
            purpose=purpose,
            text=text,
            by=by,
            address="192.0.2.1",
            at=at,
        )

    return one


def test_fields_are_filled_in():
    assert fill_template(TEXT, VALUES) == (
        "Здравствуйте, Иванов Пётр!\nСрок по заявке 4894ТП/ФЛ/НП/До 15/ЛК — 25.11.2026."
    )


def test_a_field_without_a_value_stays_for_the_author_to_see():
    assert fill_template("До {{ срок }}.", {**VALUES, "срок": ""}) == "До [срок]."


@pytest.mark.parametrize(
    "name",
    [
        "{{ номер }}",
        "{% include 'x' %}",
        "<script>alert(1)</script>",
        r"\1 \g<0>",
        "{{ settings.SECRET_KEY }}",
    ],
)
def test_what_the_applicant_is_called_is_only_text(name):
    assert fill_template("Для {{ имя }}", {**VALUES, "имя": name}) == f"Для {name}"


def test_an_application_has_a_value_for_every_field(db):
    application = make_submitted()
    assert values_of(application) == {
        "номер": application.number,
        "имя": "Иванов Пётр Сергеевич",
        "срок": "25.11.2026",
        "статус": "Заявка направлена",
    }


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("{{ инн }}", "Нет поля «инн». Есть такие: {{ номер }}, {{ имя }}, {{ срок }}, {{ статус }}."),
        ("{{ user.password }}", "Нет поля «user.password»."),
        ("{{ имя", "в двойных скобках с обеих сторон"),
        ("имя }}", "в двойных скобках с обеих сторон"),
        ("  \n ", "Напишите текст шаблона."),
        ("я" * 10_001, "Слишком длинный текст"),
    ],
)
def test_a_text_that_would_not_work_is_refused_when_it_is_saved(save, text, why):
    with pytest.raises(TemplateRefused) as refusal:
        save(text=text)
    assert why in str(refusal.value)
    assert refusal.value.field == "text"


def test_two_templates_of_one_purpose_do_not_share_a_title(save):
    save()
    save(purpose="appeal")
    with pytest.raises(TemplateRefused, match="уже есть"):
        save(title=" Запрос  плана ")


def test_anothers_change_is_not_overwritten_unseen(save, specialist):
    template = save()
    opened = template.updated_at
    save(template, text="Её текст", at=AT + timedelta(minutes=1))
    with pytest.raises(TemplateStale) as refusal:
        save(template, text="Мой текст", seen=opened, by=specialist)
    assert "Петрова Анна" in str(refusal.value)
    assert AnswerTemplate.objects.get().text == "Её текст"


def test_the_journal_keeps_every_text(save, head):
    template = save()
    save(template, text="Другой", at=AT + timedelta(minutes=1))
    for _ in range(2):
        remove_template(template=template, by=head, address=None, at=AT)
    entries = list(JournalEntry.objects.order_by("id"))
    assert [(entry.act, entry.details["text"]) for entry in entries] == [
        ("template.created", TEXT),
        ("template.changed", "Другой"),
        ("template.removed", "Другой"),
    ]


def test_the_choice_puts_the_text_behind_what_is_typed(save):
    template, other = save(), save(title="Об отказе", purpose="appeal")

    def given(**posted):
        request = RequestFactory().post("/", posted)
        return text_with_template(request, purpose="application", values=VALUES)

    filled = fill_template(TEXT, VALUES)
    chosen = {"insert_template": "yes", "template": str(template.pk)}
    assert given(**chosen, text="") == filled
    assert given(**chosen, text="Добрый день.\n") == f"Добрый день.\n\n{filled}"
    for nothing in ("", "x", str(new_id()), str(other.pk)):
        assert given(insert_template="yes", template=nothing, text="Моё ") == "Моё "
    assert given(template=str(template.pk), text="Моё") is None
    assert [one.title for one in template_choices("application")] == ["Запрос плана"]


def test_the_head_writes_changes_and_removes_a_template_on_the_pages(client, head, save):
    client.force_login(head)
    posted = {"title": "Принята", "purpose": "application", "text": "{{ имя }}, заявка {{ номер }} принята."}
    refused = client.post("/office/templates/new/", {**posted, "text": "{{ почта }} — мой текст"})
    assert refused.status_code == 422
    page = unescape(refused.content.decode())
    assert "Нет поля «почта»" in page
    assert "{{ почта }} — мой текст" in page

    assert client.post("/office/templates/new/", posted).url == "/office/templates/"
    template = AnswerTemplate.objects.get()
    assert template.title in client.get("/office/templates/").content.decode()
    address = f"/office/templates/{template.pk}/"
    seen = template.updated_at.isoformat()
    changed = client.post(address, {**posted, "title": "Принята в работу", "seen": seen})
    assert changed.url == "/office/templates/"
    stale = client.post(address, {**posted, "text": "Запоздалый", "seen": seen})
    assert (stale.status_code, "Запоздалый" in stale.content.decode()) == (409, True)
    assert client.post(address, {"act": "remove"}).url == "/office/templates/"
    assert not AnswerTemplate.objects.exists()


@pytest.mark.parametrize("rows", [1, 30])
def test_the_list_asks_the_database_as_often_for_one_row_as_for_thirty(
    client, head, save, django_assert_num_queries, rows
):
    for number in range(rows):
        save(title=f"Шаблон {number}")
    client.force_login(head)
    with django_assert_num_queries(3):  # session, user, rows
        assert client.get("/office/templates/").content.decode().count("table__main--long") == rows
