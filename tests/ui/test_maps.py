"""What a page with a map may do that no other page may, and which map the settings describe."""

import environ
import pytest
from django.core.exceptions import ImproperlyConfigured

from config.maps import map_of_settings
from kabinet.core.coordinates import Coordinates
from kabinet.ui.maps import MapSettings
from tests.applications.builders import make_draft, make_specialist, make_submitted

pytestmark = pytest.mark.django_db

TILES = "https://tiles.example.ru/{z}/{x}/{y}.png"
MAP = MapSettings(TILES, "© Карты", "https://tiles.example.ru")
CLOSED = "geolocation=(), microphone=()"


def headers(client, path):
    answer = client.get(path)
    images = next(
        part for part in answer["Content-Security-Policy"].split("; ") if part.startswith("img-src")
    )
    return images, answer["Permissions-Policy"]


@pytest.fixture
def draft(client):
    draft = make_draft()
    client.force_login(draft.owner)
    return draft


def test_only_the_step_with_the_map_takes_tiles_and_asks_for_the_place(client, draft, settings):
    settings.MAP = MAP
    steps = f"/applications/{draft.pk}/steps"
    assert headers(client, f"{steps}/object/") == (
        "img-src 'self' data: https://tiles.example.ru",
        "geolocation=(self), microphone=()",
    )
    assert headers(client, f"{steps}/power/") == ("img-src 'self' data:", CLOSED)


def test_without_tiles_or_with_the_portals_own_the_policy_is_not_widened(client, draft, settings):
    for own in (MapSettings(), MapSettings("/tiles/{z}/{x}/{y}.png", "© Карты")):
        settings.MAP = own
        assert headers(client, f"/applications/{draft.pk}/steps/object/")[0] == "img-src 'self' data:"


def test_the_card_shows_the_point_and_learns_nobodys_place(client, settings):
    settings.MAP = MAP
    with_point, without = make_submitted(coordinates="55,7558 37,6173"), make_submitted()
    client.force_login(make_specialist())
    assert headers(client, f"/office/applications/{with_point.pk}/") == (
        "img-src 'self' data: https://tiles.example.ru",
        CLOSED,
    )
    assert 'data-map-point="55.7558, 37.6173"' in client.get(f"/office/applications/{with_point.pk}/").text
    assert headers(client, f"/office/applications/{without.pk}/") == ("img-src 'self' data:", CLOSED)


def test_the_summary_says_the_point_as_maps_take_it(client, draft):
    draft.answers["coordinates"] = "55°45′21″ с. ш., 37°37′4″ в. д."
    draft.save()
    page = client.get(f"/applications/{draft.pk}/steps/check/").text
    assert "55.755833, 37.617778" in page
    assert "data-map-point" not in page


def read(monkeypatch, *, production=True, **values):
    for name in ("TILES", "ATTRIBUTION", "CENTER"):
        monkeypatch.delenv(f"KABINET_MAP_{name}", raising=False)
    for name, value in values.items():
        monkeypatch.setenv(f"KABINET_MAP_{name}", value)
    return map_of_settings(environ.Env(), production=production)


def test_settings_describe_the_map(monkeypatch):
    assert read(monkeypatch) == MapSettings()
    found = read(monkeypatch, TILES=TILES, ATTRIBUTION="© Карты", CENTER="54.7351, 55.9587")
    assert found == (TILES, "© Карты", "https://tiles.example.ru", Coordinates(54.7351, 55.9587))
    assert read(monkeypatch, TILES="/t/{z}/{x}/{y}.png", ATTRIBUTION="©").origin == ""


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"TILES": "https://tiles.example.ru/{z}/{x}.png", "ATTRIBUTION": "©"}, "KABINET_MAP_TILES: адрес"),
        ({"TILES": "//tiles.example.ru/{z}/{x}/{y}.png", "ATTRIBUTION": "©"}, "KABINET_MAP_TILES: адрес"),
        ({"TILES": "https://a.ru; script-src */{z}/{x}/{y}", "ATTRIBUTION": "©"}, "KABINET_MAP_TILES: адрес"),
        ({"TILES": "http://a.ru/{z}/{x}/{y}.png", "ATTRIBUTION": "©"}, "KABINET_MAP_TILES: в рабочем режиме"),
        ({"TILES": TILES}, "KABINET_MAP_ATTRIBUTION: чьи"),
        ({"CENTER": "Уфа"}, "KABINET_MAP_CENTER. Напишите два числа"),
    ],
)
def test_a_wrong_setting_is_told_at_the_start(monkeypatch, values, told):
    with pytest.raises(ImproperlyConfigured) as refusal:
        read(monkeypatch, **values)
    assert str(refusal.value).startswith(told)
