"""«Справка»: every section opens, its links open, roles see their own, the search knows word forms."""

import re

import pytest
from django.urls import get_resolver, reverse

from kabinet.accounts.models import Role
from kabinet.guides.finding import excerpt_of, find, stem_of
from kabinet.guides.pages import MARKDOWN, anchor_of, parsed, plain, rendered
from kabinet.guides.places import SECTION_OF
from kabinet.guides.texts import FILES, guide, read
from tests.applications.builders import make_specialist, make_user
from tests.conftest import ROOT

pytestmark = pytest.mark.django_db

EVERY_SECTION = [(slug, one.number) for slug in FILES for one in guide(slug).sections]


@pytest.fixture
def administrator(client):
    client.force_login(make_user(role=Role.ADMINISTRATOR))
    return client


@pytest.mark.parametrize(("slug", "number"), EVERY_SECTION)
def test_every_section_opens_and_its_links_lead_to_pages_that_open(administrator, slug, number):
    answer = administrator.get(reverse("guide_section", args=[slug, number]))
    assert answer.status_code == 200
    page = answer.content.decode()
    assert "<h1>" in page
    inside = rendered(slug, guide(slug).section(number)).html
    for href in re.findall(r'href="([^"#]+)', inside):
        assert administrator.get(href).status_code == 200, href
    for anchor in re.findall(r'href="#([^"]+)"', page):
        assert f'id="{anchor}"' in page


def test_every_section_is_in_the_contents(administrator):
    page = administrator.get(reverse("help")).content.decode()
    missing = [key for key in EVERY_SECTION if f'href="{reverse("guide_section", args=key)}"' not in page]
    assert missing == []


def test_sections_follow_one_another(client):
    first = client.get(reverse("guide_section", args=["applicant", 1])).content.decode()
    assert 'rel="prev"' not in first
    assert f'href="{reverse("guide_section", args=["applicant", 2])}" rel="next"' in first
    last = len(guide("applicant").sections)
    page = client.get(reverse("guide_section", args=["applicant", last])).content.decode()
    assert 'rel="next"' not in page
    assert f'href="{reverse("guide_section", args=["applicant", last - 1])}" rel="prev"' in page
    assert client.get(reverse("guide_section", args=["applicant", last + 1])).status_code == 404
    assert client.get(reverse("guide_section", args=["applicant", 0])).status_code == 404


WHO = {
    "nobody": (None, ["applicant"]),
    "an applicant": (make_user, ["applicant"]),
    "a specialist": (make_specialist, ["applicant", "specialist"]),
    "a head": (lambda: make_user(role=Role.HEAD), ["applicant", "specialist", "administrator"]),
    "an administrator": (
        lambda: make_user(role=Role.ADMINISTRATOR),
        ["applicant", "specialist", "administrator"],
    ),
}


@pytest.mark.parametrize(("make", "own"), WHO.values(), ids=WHO)
def test_everybody_reads_the_guides_of_their_role_alone(client, make, own):
    if make:
        client.force_login(make())
    contents = client.get(reverse("help")).content.decode()
    found = client.get(reverse("help_search"), {"q": "заявка очередь журнал"}).content.decode()
    for slug in FILES:
        answer = client.get(reverse("guide_section", args=[slug, 1]))
        whole = client.get(reverse("guide", args=[slug]))
        if slug in own:
            assert (answer.status_code, whole.status_code) == (200, 200)
            assert f"/help/{slug}/" in contents
        else:
            expected = 404 if make else 302
            assert (answer.status_code, whole.status_code) == (expected, expected)
            assert f"/help/{slug}/" not in contents + found
    assert client.get(reverse("guide", args=["nobody"])).status_code == 404


@pytest.mark.parametrize("asked", ["пароль", "паролем", "ПАРОЛИ", "забыл пароль"])
def test_word_is_found_in_any_form(client, asked):
    page = client.get(reverse("help_search"), {"q": asked}).content.decode()
    assert ">Восстановление пароля</a>" in page
    assert re.search(r"<mark>парол\w*</mark>", page, re.IGNORECASE)


@pytest.mark.parametrize("asked", ["переписка", "переписку", "о переписке"])
def test_section_whose_title_has_the_word_comes_first(asked):
    assert find(asked, [guide("applicant")])[0].section.title == "Заявки на ТП: статус и переписка"


def test_passage_below_a_heading_is_reached_by_its_anchor():
    found = find("машиночитаемая доверенность", [guide("applicant")])
    assert found[0].anchor == anchor_of("Подписать с ЭЦП и подать заявку")


def test_yo_is_found_as_ye_and_a_word_met_nowhere_is_told(client):
    assert find("счет", [guide("applicant")])[0].section.title == "Счёт и оплата"
    page = client.get(reverse("help_search"), {"q": "абракадабра"}).content.decode()
    assert "Ничего не нашлось" in page


def test_what_was_asked_is_never_markup(client):
    page = client.get(reverse("help_search"), {"q": "<b>пароль"}).content.decode()
    assert "<b>пароль" not in page
    assert "&lt;b&gt;пароль" in page


def test_long_passage_is_cut_around_the_word():
    text = "слово " * 100 + "пароль " + "слово " * 100
    pieces = excerpt_of(text.strip(), frozenset([stem_of("пароль")]))
    assert [piece.text for piece in pieces if piece.found] == ["пароль"]
    assert sum(len(piece.text) for piece in pieces) < 300
    assert (pieces[0].text[0], pieces[-1].text[-1]) == ("…", "…")


def test_page_leads_to_the_section_that_tells_of_it(client):
    page = client.get(reverse("login")).content.decode()
    address = reverse("guide_section", args=["applicant", 2])
    assert f'<a href="{address}">Помощь по этой странице</a>' in page
    assert "<h1>Авторизация</h1>" in client.get(address).content.decode()


def test_help_is_named_of_pages_that_are():
    known = {name for name in get_resolver().reverse_dict if isinstance(name, str)}
    assert sorted(set(SECTION_OF) - known) == []
    for slug, title in SECTION_OF.values():
        assert guide(slug).titled(title)


def test_numbers_of_sections_must_follow():
    with pytest.raises(ValueError, match=r"numbered \[1, 3\]"):
        read("applicant", "# Руководство\n\nО чём.\n\n## 1. Один\n\nТекст\n\n## 3. Три\n\nТекст\n")


@pytest.mark.parametrize(
    ("text", "set_so"),
    [
        ("до 5 МБ", "до\u00a05\u00a0МБ"),
        ("п. 8 Правил", "п.\u00a08\u00a0Правил"),
        ("да — нет", "да\u00a0— нет"),
    ],
)
def test_line_does_not_end_where_russian_typography_forbids(text, set_so):
    assert plain(parsed(text)[1]) == set_so


def test_each_cell_of_a_table_tells_its_column_for_who_sees_it_as_a_card():
    html = MARKDOWN.renderer.render(
        parsed("| Шаг | Сроки |\n| --- | --- |\n| Вид | какое |"), MARKDOWN.options, {}
    )
    assert "<td>Вид</td>" in html
    assert '<td data-label="Сроки">какое</td>' in html


def test_contents_of_the_files_name_their_sections():
    for name in FILES.values():
        text = (ROOT / "docs" / name).read_text(encoding="utf-8")
        for number, title in re.findall(r"^## (\d+)\. (.+)$", text, re.MULTILINE):
            line = f"{number}. [{title}](#{anchor_of(f'{number}. {title}')})"
            assert line in text
