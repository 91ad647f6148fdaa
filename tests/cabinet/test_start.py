"""«С чего начать» as pages: questions, answer, calculator, the frame, and where «Подать заявку» leads."""

import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from kabinet.applicants.models import ApplicantKind
from kabinet.applications.models import Application
from tests.applicants.people import PASSWORD, make_applicant, withdrawn
from tests.journeys.conftest import PHONE

pytestmark = pytest.mark.django_db

HOUSE = "what=new&purpose=house&power=15"


def text(response):
    page = unescape(response.content.decode()).replace("\xa0", " ")
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def test_three_questions_lead_to_an_answer_that_can_be_sent_on(client):
    page = text(client.get("/start/"))
    for question in ("Что нужно?", "Сколько киловатт нужно?", "Для чего?"):
        assert question in page
    answer = client.get("/start/", {"what": "new", "purpose": "house", "power": "15 кВт", "n_light": ""})
    assert answer.url == f"/start/?{HOUSE}"
    page = text(client.get(answer.url))
    for words in (
        "Новое подключение, 15 кВт, дом",
        "до 15 кВт, III категория надёжности",
        "за 10 рабочих дней после заявки",
        "2 документа",
        "Выписку из ЕГРН заказывают на Госуслугах",
        "льготной ставке",
        "Пункт 14 Правил",
    ):
        assert words in page


def test_an_unanswered_question_is_named_and_the_rest_is_kept(client):
    page = client.get("/start/?what=new&power=12,5").content.decode()
    assert "Выберите один из ответов." in page
    assert 'value="12,5"' in page
    assert re.search(r'value="new"[^>]*checked', page)


def test_whoever_wants_more_is_asked_what_there_is(client):
    page = text(client.get("/start/?what=more&purpose=house&power=5"))
    assert "Сколько уже есть?" in page
    assert "Заполните это поле." in page
    page = text(client.get("/start/?what=more&purpose=house&power=5&previous=11"))
    assert "Больше мощности, 5 кВт, дом" in page
    assert "до 150 кВт" in page


def test_who_applies_may_be_told(client):
    page = text(client.get("/start/?what=new&purpose=shop&power=40"))
    assert "Пункт 12(1) Правил" in page
    page = text(client.get("/start/?what=new&purpose=shop&power=40&who=person"))
    assert "Пункт 9 Правил" in page


def test_the_answers_can_be_changed(client):
    page = client.get(f"/start/?{HOUSE}&change=1").content.decode()
    assert re.search(r'value="house"[^>]*checked', page)
    assert 'name="power" value="15"' in page


def test_the_calculator_counts_without_scripts_and_keeps_the_other_answers(client):
    page = client.get(
        "/start/?what=more&n_stove=1&n_boiler=2&n_light=1&n_pump=лишнее&count=1"
    ).content.decode()
    assert 'name="power" value="7,5"' in page
    assert re.search(r'value="more"[^>]*checked', page)
    assert 'name="n_boiler" value="2"' in page
    assert "три фазы" in page
    assert "Выберите один из ответов." not in page


@pytest.mark.parametrize("address", ["/start/", f"/start/?{HOUSE}", "/start/embed/"])
def test_nothing_of_a_visitor_is_in_the_page(client, address):
    response = client.get(address)
    assert response["Cache-Control"] == "public, max-age=60"
    assert not response.cookies
    assert "csrfmiddlewaretoken" not in response.content.decode()


def test_other_sites_show_nothing_of_the_portal_by_default(client):
    for address in ("/start/", "/start/embed/"):
        assert "frame-ancestors 'none'" in client.get(address)["Content-Security-Policy"]


def test_the_operators_site_may_show_the_page_in_a_frame(client, settings):
    settings.EMBED_SITES = ["https://seti.example.ru"]
    assert "frame-ancestors https://seti.example.ru" in client.get("/start/embed/")["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in client.get("/start/")["Content-Security-Policy"]


def test_the_frame_leads_out_of_itself(client):
    page = client.get(f"/start/embed/?{HOUSE}").content.decode()
    leading = re.findall(r'<a [^>]*href="(/[^"]*)"([^>]*)>', page)
    assert {unescape(href).partition("?")[0] for href, _ in leading} == {"/start/apply/", "/login/"}
    assert all('target="_top"' in rest for _, rest in leading)
    assert "X-Frame-Options" not in client.get("/start/embed/")
    assert client.get("/start/")["X-Frame-Options"] == "DENY"


def test_a_stranger_is_led_to_the_tab_of_registration_with_the_answers(client):
    assert client.get(f"/start/apply/?{HOUSE}").url == f"/registration/person/?{HOUSE}"
    shop = "what=new&purpose=shop&power=40"
    assert client.get(f"/start/apply/?{shop}").url == f"/registration/company/?{shop}"
    named = f"{shop}&who=entrepreneur"
    assert client.get(f"/start/apply/?{named}").url == f"/registration/entrepreneur/?{named}"
    assert client.get("/start/apply/?what=new").url == "/start/"


def test_whoever_has_a_cabinet_signs_in_and_finds_the_first_step_filled_in(client):
    make_applicant(email="ivanov@example.ru")
    page = unescape(client.get(f"/start/?{HOUSE}").content.decode())
    wanted = parse_qs(urlsplit(re.search(r'href="(/login/\?[^"]+)"', page)[1]).query)["next"][0]
    credentials = {"email": "ivanov@example.ru", "password": PASSWORD, "next": wanted}
    step = client.get(client.post("/login/", credentials).url)
    assert re.search(r'value="НП"[^>]*checked', step.content.decode())
    assert re.search(r'name="household" value="yes"[^>]*checked', step.content.decode())


def test_a_signed_in_person_gets_a_draft_by_one_press(client):
    applicant = make_applicant()
    client.force_login(applicant.user)
    assert "Кто подаёт" not in client.get(f"/start/?{HOUSE}").content.decode()
    answer = client.post(f"/start/apply/?{HOUSE}")
    draft = Application.objects.get()
    assert answer.url == f"/applications/{draft.pk}/"
    assert draft.answers["requested_power"] == "15"
    assert draft.answers["object_name"] == "Жилой дом"
    assert client.get(answer.url).url == f"/applications/{draft.pk}/steps/applicant/"


def test_a_company_that_asks_for_a_house_is_told_as_a_company(client):
    client.force_login(make_applicant(ApplicantKind.COMPANY).user)
    assert "Пункт 12(1) Правил" in text(client.get(f"/start/?{HOUSE}"))


def test_without_the_consent_no_draft_begins(client):
    applicant = make_applicant()
    withdrawn(applicant.user)
    client.force_login(applicant.user)
    page = text(client.post(f"/start/apply/?{HOUSE}", follow=True))
    assert "Вы отозвали согласие" in page
    assert not Application.objects.exists()


@pytest.mark.parametrize("address", ["/login/", "/consumers/", "/site-map/"])
def test_it_is_found_from_outside(client, address):
    assert 'href="/start/"' in client.get(address).content.decode()


@pytest.mark.parametrize("address", ["/", "/applications/"])
def test_it_is_found_in_an_empty_cabinet(client, address):
    client.force_login(make_applicant().user)
    assert 'href="/start/"' in client.get(address).content.decode()


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_the_questions_take_one_screen_of_a_phone_and_the_answer_two(page, live_server):
    page.set_viewport_size(PHONE)
    page.goto(f"{live_server.url}/start/")
    button = page.get_by_role("button", name="Узнать, что нужно")
    box = button.bounding_box()
    assert box["y"] + box["height"] <= PHONE["height"]
    page.get_by_label("Подключить").check()
    page.get_by_label("Дом", exact=True).check()
    page.get_by_text("Посчитайте по приборам").click()
    page.get_by_label(re.compile("Электроплита")).fill("1")
    page.get_by_label(re.compile("Электрический котёл")).fill("1")
    expect(page.locator("[data-load]")).to_contain_text("около 13,5\xa0кВт из\xa016, три фазы")
    expect(page.locator("[name=power]")).to_have_value("13,5")
    button.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Новое подключение, 13,5\xa0кВт, дом")
    assert page.evaluate("document.querySelector('main').getBoundingClientRect().bottom") <= 2 * 740


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_the_page_and_the_portal_count_alike(page, live_server):
    page.goto(f"{live_server.url}/start/")
    page.get_by_text("Посчитайте по приборам").click()
    for name, number in (("n_light", 3), ("n_fridge", 2), ("n_kettle", 1), ("n_pump", 1), ("n_tool", 7)):
        page.locator(f"[name={name}]").fill(str(number))
    counted = page.locator("[name=power]").input_value()
    query = "count=1&n_light=3&n_fridge=2&n_kettle=1&n_pump=1&n_tool=7"
    page.goto(f"{live_server.url}/start/?{query}")
    assert page.locator("[name=power]").input_value() == counted
