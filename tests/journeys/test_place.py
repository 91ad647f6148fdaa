"""The place of the object on a phone: by hand, on the map, from the keyboard, where the person stands."""

import re
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from playwright.sync_api import expect

from kabinet.applications.models import Application
from kabinet.core.outlines import clean_outline
from kabinet.core.regions import Served
from kabinet.ui.maps import MapSettings
from tests.applicants.register_stand_in import BANK, register_stand_in
from tests.applications.builders import make_draft, make_submitted
from tests.files.samples import make_png
from tests.journeys.conftest import PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

CENTRE = "55.7558, 37.6173"

TIP_FROM_CENTRE = """() => {
  const pin = document.querySelector(".map__pin").getBoundingClientRect();
  const stage = document.querySelector("[data-map-stage]").getBoundingClientRect();
  const [right, down] = [stage.left + stage.width / 2, stage.top + stage.height / 2];
  return Math.hypot(pin.left + 14 - right, pin.top + 34 - down);
}"""
"""How many pixels the tip of the pin is from the middle of the map."""


@pytest.fixture
def tiles():
    """The address of a server of tiles on another port, and what was asked of it."""
    asked = []

    class Tiles(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_response(200)
            self.send_header("Content-Type", "image/png")
            self.end_headers()
            self.wfile.write(make_png())

        def log_message(self, *_args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Tiles)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def at_object(enter):
    """A function that opens the step of the object of a new draft in a window of its own."""

    def window(**options):
        draft = make_draft()
        one = enter(draft.owner, **options)
        one.open(f"/applications/{draft.pk}/steps/object/")
        one.page.get_by_text("Есть особенности?").click()
        return one

    return window


def point_of(draft):
    draft.refresh_from_db()
    return draft.answers.get("coordinates", "")


def test_without_tiles_the_point_is_set_on_a_plain_grid_and_nothing_is_asked_of_other_sites(at_object):
    person = at_object(viewport=PHONE)
    asked = []
    person.page.on("request", lambda sent: asked.append(sent.url))
    field = person.page.get_by_label("Точка на карте")
    field.fill("55°45′21″ с. ш., 37°37′4″ в. д.")
    person.press("Далее")
    person.open(re.sub(r"/steps/\w+/", "/steps/object/", person.page.url))
    expect(field).to_have_value("55.755833, 37.617778")
    person.press("Отметить на карте")
    stage = person.page.get_by_role("application")
    expect(stage).to_be_focused()
    assert person.page.evaluate(TIP_FROM_CENTRE) < 2
    expect(person.page.locator(".map__cell").first).to_have_text(re.compile(r"^55\.\d+, 37\.\d+$"))
    person.look()
    assert [url for url in asked if not url.startswith(person.address)] == []


def test_arrows_move_the_point_and_a_reader_is_told(at_object):
    person = at_object(viewport=PHONE)
    field = person.page.get_by_label("Точка на карте")
    field.fill(CENTRE)
    person.press("Отметить на карте")
    person.page.keyboard.press("ArrowUp")
    person.page.keyboard.press("Shift+ArrowRight")
    expect(field).not_to_have_value(CENTRE)
    latitude, longitude = map(float, field.input_value().split(", "))
    assert latitude > 55.7558
    assert longitude > 37.6173
    expect(person.page.get_by_role("status")).to_contain_text(["Точка: " + field.input_value()])
    person.press("Скрыть карту")
    expect(person.page.get_by_role("application")).to_be_hidden()


def test_the_operators_tiles_are_shown_and_no_other_site_is_allowed(at_object, tiles, settings):
    origin, asked = tiles
    settings.MAP = MapSettings(f"{origin}/{{z}}/{{x}}/{{y}}.png", "© Карты & Ко", origin)
    person = at_object(viewport=PHONE)
    person.page.get_by_label("Точка на карте").fill(CENTRE)
    person.press("Отметить на карте")
    person.page.wait_for_function("() => document.querySelector('img.leaflet-tile')?.naturalWidth > 0")
    expect(person.page.locator(".leaflet-control-attribution")).to_have_text("© Карты & Ко")
    person.look()
    person.page.get_by_role("application").click(position={"x": 60, "y": 60})
    expect(person.page.get_by_label("Точка на карте")).not_to_have_value(CENTRE)
    assert all(re.fullmatch(r"/16/\d+/\d+\.png", path) for path in asked)
    assert asked


def test_my_place_asks_the_device_and_a_refusal_is_told_in_words(at_object):
    person = at_object(viewport=PHONE)
    person.press("Моё место")
    said = person.page.locator("[data-map] [data-map-said]")
    expect(said).to_contain_text("Браузер не разрешил узнать место.")
    person.page.context.grant_permissions(["geolocation"])
    person.page.context.set_geolocation({"latitude": 55.7558, "longitude": 37.6173, "accuracy": 12})
    person.press("Моё место")
    expect(person.page.get_by_label("Точка на карте")).to_have_value(CENTRE)
    expect(said).to_contain_text("Вы здесь, с точностью до 12\xa0м")


def test_without_scripts_the_coordinates_are_a_text_like_any_other(at_object):
    person = at_object(viewport=PHONE, scripts=False)
    expect(person.page.get_by_role("button", name="Отметить на карте")).to_be_hidden()
    person.page.get_by_label("Точка на карте").fill("у старой водокачки")
    person.press("Далее")
    person.sees("Напишите два числа: широту и долготу.")
    person.page.get_by_label("Точка на карте").fill("55,7558 37,6173")
    person.press("Далее")
    assert Application.objects.get().answers["coordinates"] == "55,7558 37,6173"


def test_the_specialist_sees_the_point_on_the_map_and_copies_it(enter, specialist, clock):
    application = make_submitted(coordinates="55°45′21″ с. ш., 37°37′4″ в. д.")
    office = enter(specialist)
    office.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    office.open(f"/office/applications/{application.pk}/")
    office.press("Скопировать координаты")
    office.sees("Координаты скопированы.")
    assert office.page.evaluate("navigator.clipboard.readText()") == "55.755833, 37.617778"
    office.press("Показать на карте")
    expect(office.page.locator(".map__pin")).to_be_visible()
    office.look()


def test_a_plot_is_outlined_by_tapping_its_corners(at_object):
    person = at_object(viewport=PHONE)
    person.page.get_by_label("Точка на карте").fill(CENTRE)
    person.press("Обвести на карте")
    stage = person.page.get_by_role("application")
    said = person.page.get_by_role("group", name="Участок на карте").get_by_role("status")
    for x, y in ((120, 120), (180, 120), (180, 160)):
        stage.click(position={"x": x, "y": y})
    expect(said).to_contain_text("3\xa0угла")
    stage.click(position={"x": 120, "y": 160})
    expect(said).to_contain_text(re.compile(r"≈\s\d+\sсот[а-я]+, 4\sугла"))
    person.look()
    told = said.inner_text().removesuffix(".")
    person.press("Далее")
    kept = Application.objects.get().answers["plot"]
    assert str(clean_outline(kept)).startswith(f"{told}: "), "the page and the server measure alike"
    person.open(re.sub(r"/steps/\w+/", "/steps/object/", person.page.url))
    expect(said).to_contain_text(told)
    person.press("Обвести на карте")
    expect(person.page.locator(".map__corner")).to_have_count(4)
    person.press("Убрать последний")
    expect(person.page.locator(".map__corner")).to_have_count(3)
    person.press("Стереть")
    expect(said).to_have_text("Ничего не отмечено.")


def test_a_plot_is_outlined_from_the_keyboard_too(at_object):
    person = at_object(viewport=PHONE)
    person.page.get_by_label("Точка на карте").fill(CENTRE)
    person.press("Обвести на карте")
    keys = person.page.keyboard
    for key in ("Enter", "ArrowRight", "Enter", "ArrowDown", "Enter", "ArrowLeft", "Enter"):
        keys.press(key)
    said = person.page.get_by_role("group", name="Участок на карте").get_by_role("status")
    expect(said).to_contain_text("4\xa0угла")
    keys.press("Backspace")
    expect(said).to_contain_text("3\xa0угла")
    person.press("Угол в середине карты")
    expect(said).to_contain_text("4\xa0угла")


def test_without_scripts_no_plot_is_asked(at_object):
    person = at_object(viewport=PHONE, scripts=False)
    expect(person.page.get_by_text("Участок на карте", exact=True)).to_be_hidden()


def test_the_specialist_sees_the_plot_on_the_map(enter, specialist, clock):
    garden = "55.7558, 37.6173; 55.7558, 37.61762; 55.75616, 37.61762; 55.75616, 37.6173"
    application = make_submitted(plot=garden)
    office = enter(specialist)
    office.open(f"/office/applications/{application.pk}/")
    office.sees("≈ 8 соток, 4 угла")
    office.press("Показать участок на карте")
    expect(office.page.locator(".map__corner")).to_have_count(4)
    office.look()


def test_an_address_is_put_together_of_its_parts_in_sight_of_the_person(at_object, settings):
    settings.SERVED = Served(districts={"02:55": "город Уфа"})
    person = at_object(viewport=PHONE)
    line = person.page.locator("#id_object_address")
    typed = line.input_value()
    person.page.get_by_text("Собрать адрес по частям").click()
    person.page.get_by_label("Город, село, СНТ").fill("с. Жуково")
    person.page.get_by_label("Дом или участок").fill("15")
    expect(line).to_have_value(typed)
    person.sees("Получается: с. Жуково, д. 15")
    person.press("Заменить адрес этим")
    expect(line).to_have_value("с. Жуково, д. 15")
    person.page.get_by_label("Регион").fill("Республика Башкортостан")
    expect(line).to_have_value("Республика Башкортостан, с. Жуково, д. 15")
    number = person.page.get_by_label("Кадастровый номер")
    number.fill("02:55:010101:123")
    number.blur()
    person.sees("По номеру это город Уфа.")
    person.press("Далее")
    answers = Application.objects.get().answers
    assert answers["object_address"] == "Республика Башкортостан, с. Жуково, д. 15"


def test_a_company_fills_its_registration_by_its_number_on_the_same_page(visitor, settings):
    with register_stand_in() as register:
        settings.REGISTER_URL = register.url
        person = visitor(viewport=PHONE)
        person.open("/registration/company/")
        person.page.locator("#id_password").fill("typed before")
        person.page.get_by_role("textbox", name="ИНН").first.fill(BANK["inn"])
        person.press("Заполнить по ИНН")
        person.sees("Нашлось в реестре:")
        name = person.page.get_by_role("textbox", name="Полное наименование")
        expect(name).to_have_value("")
        person.press("Заполнить пустые поля")
        expect(name).to_have_value(BANK["full_name"])
        expect(person.page.locator("input[type='password']").first).to_have_value("typed before")
        person.look()
