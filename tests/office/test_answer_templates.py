"""Templates of answers: their fields, their pages, inserting one."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.test import RequestFactory
from django.utils import timezone

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
)
from kabinet.office.templates.choice import template_choices, text_with_template
from kabinet.office.templates.fields import FIELDS, reader
from kabinet.office.templates.shipped import READY, add_ready_answers
from kabinet.ui.wording import ru_date
from tests.appeals.builders import make_appeal
from tests.applications.builders import make_submitted
from tests.applications.life import BIG, Case, days
from tests.billing.builders import issued
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
    assert fill_template(TEXT, VALUES.get) == (
        "Здравствуйте, Иванов Пётр!\nСрок по заявке 4894ТП/ФЛ/НП/До 15/ЛК — 25.11.2026."
    )


def test_a_field_without_a_value_stays_for_the_author_to_see():
    assert fill_template("До {{ срок }}.", {**VALUES, "срок": ""}.get) == "До [срок]."


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
    assert fill_template("Для {{ имя }}", {**VALUES, "имя": name}.get) == f"Для {name}"


def values(purpose, case, by):
    read = reader(purpose, case, by)
    return {name: read(name).replace("\N{NO-BREAK SPACE}", " ") for name in FIELDS[purpose]}


def test_an_application_tells_what_it_knows(specialist):
    application = make_submitted()
    assert values("application", application, specialist) == {
        "номер": application.number,
        "имя": "Иванов Пётр Сергеевич",
        "срок": "25.11.2026",
        "статус": "Заявка направлена",
        "сегодня": ru_date(timezone.localdate()),
        "специалист": "Смирнова Анна Викторовна",
        "оператор": "ООО «Электросети»",
        "телефон": "8 800 000-00-00",
        "часы": "по рабочим дням с 8:00 до 20:00",
        "почта": "support@example.ru",
        "подпись": (
            "С уважением,\nСмирнова Анна Викторовна\nООО «Электросети»\n8 800 000-00-00, support@example.ru"
        ),
        "подана": "24.11.2026",
        "адрес": application.object_address,
        "мощность": "15 кВт",
        "договор": "",
        "счёт": "",
        "плата": "",
    }


def test_an_application_with_an_offer_tells_its_invoice_and_its_contract(specialist):
    invoice = issued(by=specialist, fee=1_485_000)
    told = values("application", invoice.application, specialist)
    assert (told["счёт"], told["плата"], told["договор"]) == (invoice.number, "14 850,00 ₽", "")
    case = Case("ЮЛ", specialist=specialist, **BIG).offer()
    case.office("conclude", on=days(1).date(), at=days(6))
    assert values("corrections", case.application, specialist)["договор"] == "25.11.2026"


def test_an_appeal_tells_its_topic_and_its_application(specialist):
    application = make_submitted()
    appeal = make_appeal(application.owner.applicant, application=str(application.pk))
    told = values("appeal", appeal, specialist)
    assert (told["тема"], told["заявка"], told["подано"]) == (
        appeal.topic.title,
        application.number,
        "24.11.2026",
    )
    assert "адрес" not in told


def test_every_ready_answer_is_a_template_that_can_be_saved(head):
    assert len(READY) == 20
    assert add_ready_answers(by=head, address=None, at=AT) == 20
    AnswerTemplate.objects.filter(purpose="appeal").first().delete()
    assert add_ready_answers(by=head, address=None, at=AT) == 1
    assert add_ready_answers(by=head, address=None, at=AT) == 0
    assert all("{{ подпись }}" in one.text for one in AnswerTemplate.objects.all())


def test_the_head_adds_the_ready_answers_once(client, head):
    client.force_login(head)
    page = client.get("/office/templates/").content.decode()
    assert "Добавить готовые ответы" in page
    assert "Нужен план расположения устройств" in page
    assert client.post("/office/templates/").url == "/office/templates/"
    page = client.get("/office/templates/").content.decode()
    assert "Добавлено шаблонов: 20." in page
    assert "Добавить готовые ответы" not in page


def test_a_template_is_put_into_the_comment_of_a_request_for_corrections(office, specialist, save):
    application = make_submitted()
    template = save(title="Нужен план", text="{{ имя }}, нужен план: {{ адрес }}.", purpose="corrections")
    address = f"/office/applications/{application.pk}/corrections/"
    posted = {"item": "object_address", "note-object_address": "Нет номера дома", "comment": "Добрый день."}
    page = unescape(
        office.post(address, {**posted, "template": template.pk, "insert_template": "yes"}).content.decode()
    )
    assert f"Добрый день.\n\nИванов Пётр Сергеевич, нужен план: {application.object_address}." in page
    assert 'value="Нет номера дома"' in page
    assert re.search(r'value="object_address"[^>]* checked', page)
    application.refresh_from_db()
    assert application.state == "submitted"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("{{ инн }}", "Нет поля «инн». Те, что есть, перечислены под текстом."),
        ("{{ тема }}", "Поле «тема» есть только у шаблонов другого назначения."),
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


def test_the_choice_puts_the_text_behind_what_is_typed(save, head):
    template, other = save(), save(title="Об отказе", purpose="appeal")
    application = make_submitted()

    def given(**posted):
        request = RequestFactory().post("/", posted)
        request.user = head
        return text_with_template(request, purpose="application", case=application)

    filled = fill_template(TEXT, reader("application", application, head))
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
    refused = client.post("/office/templates/new/", {**posted, "text": "{{ инн }} — мой текст"})
    assert refused.status_code == 422
    page = unescape(refused.content.decode())
    assert "Нет поля «инн»" in page
    assert "{{ инн }} — мой текст" in page

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
