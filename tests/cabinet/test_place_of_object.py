"""Step 3: how far the network is, in words, and the plot on the map, the address by its parts."""

import html
import re

import pytest

from kabinet.applicants.models import ApplicantKind
from kabinet.core.regions import Served
from tests.applications.builders import make_applicant, make_draft, make_specialist, make_submitted

pytestmark = pytest.mark.django_db

GARDEN = "55.7558, 37.6173; 55.7558, 37.61762; 55.75616, 37.61762; 55.75616, 37.6173"


@pytest.fixture
def applicant(client):
    applicant = make_applicant(ApplicantKind.PERSON)
    client.force_login(applicant.user)
    return applicant


def place_of(draft):
    return f"/applications/{draft.pk}/steps/object/"


def said(response):
    return html.unescape(response.content.decode()).replace("\xa0", " ")


def checked(response, name):
    return re.findall(rf'name="{name}"\s+value="([^"]*)" checked', said(response))


def test_the_distance_is_chosen_in_words_by_the_bounds_of_the_fee(client, applicant):
    draft = make_draft(applicant)
    page = said(client.get(place_of(draft)))
    for words in ("До 15 м", "15–300 м", "300–500 м", "Дальше 500 м", "Не знаю", "Знаю точнее"):
        assert words in page
    client.post(place_of(draft), {"step": "object", "distance": "300–500 м", "go": "save"})
    draft.refresh_from_db()
    assert draft.facts.distance == 500
    assert checked(client.get(place_of(draft)), "distance") == ["300–500 м"]


def test_whoever_knows_the_metres_writes_them(client, applicant):
    draft = make_draft(applicant)
    typed = {"distance": "own", "distance-own": "около 120 метров"}
    client.post(place_of(draft), {"step": "object", **typed, "go": "save"})
    draft.refresh_from_db()
    assert draft.facts.distance == 120
    page = client.get(place_of(draft))
    assert checked(page, "distance") == ["own"]
    assert 'name="distance-own" value="120 м"' in said(page)


def test_a_distance_that_is_none_is_kept_as_typed_and_explained(client, applicant):
    draft = make_draft(applicant)
    typed = {"distance": "own", "distance-own": "за оврагом"}
    client.post(place_of(draft), {"step": "object", **typed, "go": "save"})
    page = said(client.get(place_of(draft)))
    assert "Напишите расстояние в метрах" in page
    assert "за оврагом" in page


def test_a_company_is_asked_by_the_bounds_of_its_own_fee(client):
    applicant = make_applicant(ApplicantKind.COMPANY)
    client.force_login(applicant.user)
    page = said(client.get(place_of(make_draft(applicant))))
    assert "15–200 м" in page
    assert "Дальше 300 м" in page
    assert "не входит в плату до 200 м от сети в городе и до 300 м в селе" in page


def test_the_specialist_reads_the_distance_in_the_same_words(client):
    application = make_submitted(distance="15–300 м")
    client.force_login(make_specialist())
    assert "15–300 м" in said(client.get(f"/office/applications/{application.pk}/"))


def test_a_plot_is_kept_as_its_corners_and_what_is_none_is_explained(client, applicant):
    draft = make_draft(applicant)
    client.post(place_of(draft), {"step": "object", "plot": GARDEN, "go": "save"})
    assert f'name="plot" value="{GARDEN}"' in said(client.get(place_of(draft)))
    client.post(place_of(draft), {"step": "object", "plot": GARDEN[:34], "go": "save"})
    assert "Отметьте хотя бы три угла" in said(client.get(place_of(draft)))


def test_the_specialist_sees_the_plot_and_its_area(client):
    application = make_submitted(plot=GARDEN)
    client.force_login(make_specialist())
    page = said(client.get(f"/office/applications/{application.pk}/"))
    assert f"≈ 8 соток, 4 угла: {GARDEN}" in page
    assert f'data-plot-corners="{GARDEN}"' in page


PARTS = {
    "object_address-region": "Республика Башкортостан",
    "object_address-place": "с. Жуково",
    "object_address-house": "15",
}
JOINED = "Республика Башкортостан, с. Жуково, д. 15"


def test_without_scripts_an_address_is_put_together_of_its_parts(client, applicant):
    draft = make_draft(applicant, object_address="")
    client.post(place_of(draft), {"step": "object", "object_address": "", **PARTS, "go": "save"})
    draft.refresh_from_db()
    assert draft.answers["object_address"] == JOINED


def test_parts_take_the_place_of_a_line_that_nobody_touched(client, applicant):
    draft = make_draft(applicant, object_address="старый адрес")
    typed = {"step": "object", "object_address": "старый адрес", **PARTS, "go": "save"}
    client.post(place_of(draft), typed)
    draft.refresh_from_db()
    assert draft.answers["object_address"] == JOINED


def test_what_was_typed_into_the_line_is_never_lost_for_its_parts(client, applicant):
    draft = make_draft(applicant, object_address="старый адрес")
    typed = {"step": "object", "object_address": "у водокачки", **PARTS, "go": "save"}
    client.post(place_of(draft), typed)
    draft.refresh_from_db()
    assert draft.answers["object_address"] == "у водокачки"


def test_regions_are_offered_once_in_a_page_and_settlements_where_they_are_named(client, applicant, settings):
    page = said(client.get("/profile/"))
    assert (page.count("<datalist"), page.count("<option>Республика Башкортостан")) == (1, 1)
    assert 'autocomplete="section-registration_address postal-code"' in page
    settings.SERVED = Served(settlements=("с. Жуково",))
    page = said(client.get("/profile/"))
    assert (page.count("<datalist"), "<option>с. Жуково" in page) == (2, True)


@pytest.mark.parametrize(
    ("number", "told"),
    [
        ("02:55:010101:123", "По номеру это город Уфа."),
        ("77:01:0001001:1", "Среди районов, которые мы обслуживаем, такого нет"),
    ],
)
def test_the_district_stands_beside_the_cadastral_number(client, applicant, settings, number, told):
    draft = make_draft(applicant, cadastral_number=number)
    assert "data-districts" not in said(client.get(place_of(draft)))
    settings.SERVED = Served(districts={"02:55": "город Уфа"})
    assert f">{told}" in said(client.get(place_of(draft)))
