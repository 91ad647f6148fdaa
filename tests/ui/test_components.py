import re

import pytest
from django.template import Context, Template
from django.template.loader import render_to_string

FILE = {"name": "план.pdf", "size": 408352, "url": "/f/1/", "remove_url": "/f/1/remove/", "note": ""}
STEPS = [
    {"number": 1, "title": "Вид заявки", "url": "/1/", "slug": "kind", "complete": True},
    {"number": 2, "title": "Объект", "url": "/2/", "slug": "object", "current": True},
    {"number": 3, "title": "Документы", "url": None, "slug": "", "has_problem": True},
]


def test_file_is_listed_with_its_size_and_a_button_that_sends_the_form_around():
    html = render_to_string("components/file_list.html", {"files": [FILE]})
    assert '<a class="file-list__name" href="/f/1/">план.pdf</a>' in html
    assert "(398.78\N{NO-BREAK SPACE}КБ)" in html
    assert 'formaction="/f/1/remove/"' in html
    assert "<form" not in html


def test_name_of_a_file_is_escaped():
    html = render_to_string("components/file_list.html", {"files": [{**FILE, "name": "<b>.pdf"}]})
    assert "<b>" not in html


def test_empty_list_of_files_is_nothing():
    assert render_to_string("components/file_list.html", {"files": []}).strip() == ""


def test_stepper_says_where_the_person_is():
    html = render_to_string("components/stepper.html", {"steps": STEPS})
    assert 'Шаг 2 из 3<span class="stepper__title">: <b>Объект</b></span>' in html
    assert html.count('aria-current="step"') == 2
    assert "(проверено)" in html
    assert "(есть замечания)" in html
    assert 'href="/1/"' in html


def test_stepper_of_a_form_keeps_what_was_typed():
    html = render_to_string("components/stepper.html", {"steps": STEPS, "form_id": "step-form"})
    assert 'type="submit" form="step-form" name="go" value="kind"' in html
    assert 'href="/1/"' not in html


def test_unanswered_item_of_a_summary_says_so():
    items = [
        {"label": "Мощность", "value": "", "change_url": "/4/"},
        {"label": "Адрес", "value": "а\nб <i>", "change_url": ""},
    ]
    html = render_to_string("components/summary_list.html", {"items": items})
    assert "не указано" in html
    assert 'изменить<span class="visually-hidden">: Мощность</span>' in html
    assert "а<br>б &lt;i&gt;" in html


def test_text_on_several_lines_is_one_line_for_a_component():
    lines = "{% load kabinet %}{% text as lead %}\n  Есть {{ name }},\n  а&nbsp;также это.\n{% endtext %}"
    html = Template(lines + "<p>{{ lead }}</p>").render(Context({"name": "<b>"}))
    assert html == "<p>Есть &lt;b&gt;, а&nbsp;также это.</p>"


@pytest.mark.django_db
def test_the_star_of_a_required_field_never_begins_a_line(client):
    page = client.get("/registration/person/").content.decode()
    stars = re.findall(r'(.)<span class="field__star" aria-hidden="true">(.+?)</span>', page, re.DOTALL)
    assert len(stars) > 3
    assert [before for before, star in stars if before.isspace() or star != "&nbsp;*"] == []
