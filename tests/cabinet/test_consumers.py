"""«Потребителям», open to everybody."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.applications.builders import make_applicant, make_file, make_specialist, make_submitted, pdf_bytes
from tests.cabinet.test_appeals import text_of
from tests.published.builders import make_outage, make_passport

pytestmark = pytest.mark.django_db
PAGES = ("/consumers/", "/consumers/outages/", "/site-map/", "/consumers/passports/vremennoe-prisoedinenie/")


@pytest.fixture(autouse=True)
def _passport():
    make_passport(file=make_file(make_specialist()))


@pytest.mark.parametrize("page", PAGES)
def test_page_is_the_same_for_all_strangers_and_may_be_kept(client, page):
    first, second = client.get(page), client.get(page)
    assert (first.status_code, first["Cache-Control"]) == (200, "public, max-age=60")
    assert "Cookie" in first["Vary"]
    assert not first.cookies
    assert first.content == second.content


@pytest.mark.parametrize("page", PAGES)
def test_page_of_somebody_signed_in_is_theirs(client, page):
    client.force_login(make_applicant().user)
    assert client.get(page)["Cache-Control"] == "private, no-store"


def test_hidden_passport_is_nowhere(client):
    hidden = make_passport(title="Скрытая", published=False, file=make_file(make_specialist()))
    for page in PAGES:
        assert "Скрытая" not in client.get(page).content.decode()
    for name in ("passport", "passport_file"):
        assert client.get(reverse(name, args=[hidden.slug])).status_code == 404


def test_passport_is_read_by_paragraphs_with_its_pdf(client):
    page = client.get(PAGES[-1])
    assert "<h2>Круг заявителей</h2>" in page.content.decode()
    assert "Редакция 1 от" in text_of(page)
    given = client.get(reverse("passport_file", args=["vremennoe-prisoedinenie"]))
    assert (b"".join(given.streaming_content), given["Cache-Control"]) == (pdf_bytes(), "public, max-age=60")


def test_outages_of_a_place_are_found_without_signing_in(client):
    at = timezone.now()
    make_outage(places="д. Липки", at=at)
    make_outage(places="с. Жуково", at=at)
    assert "с. Жуково" in text_of(client.get("/consumers/outages/"))
    found = text_of(client.get("/consumers/outages/", {"q": "липки"}))
    assert ("д. Липки" in found, "с. Жуково" in found) == (True, False)
    assert "отключений не объявлено" in text_of(client.get("/consumers/outages/", {"q": "Уфа"}))


def test_home_shows_the_nearest_outages(client):
    client.force_login(make_applicant().user)
    assert "Отключений не объявлено" in text_of(client.get("/"))
    at = timezone.now()
    for day in range(2, 6):
        make_outage(places=f"д. Липки-{day}", begins_at=at + timedelta(days=day), at=at)
    home = text_of(client.get("/"))
    assert [f"д. Липки-{day}" in home for day in range(2, 6)] == [True, True, True, False]


def test_page_says_where_it_stands(client):
    html = client.get(PAGES[-1]).content.decode()
    assert '<a href="/">Главная</a>' in html
    assert '<a href="/consumers/">Потребителям</a>' in html
    assert '<span aria-current="page">Паспорт услуги</span>' in html
    application = make_submitted()
    client.force_login(application.owner)
    html = client.get(reverse("signatures", args=[application.pk])).content.decode()
    assert f'<a href="{reverse("application", args=[application.pk])}">Заявка</a>' in html
    assert "Где вы находитесь" not in client.get("/").content.decode()


def test_every_page_leads_to_the_map_and_the_map_to_every_page(client):
    assert reverse("site_map") in client.get("/login/").content.decode()
    html = client.get(reverse("site_map")).content.decode()
    for name in ("consumers", "outages", "login", "registration_start", "recovery"):
        assert f'href="{reverse(name)}"' in html
    client.force_login(make_applicant().user)
    html = client.get(reverse("site_map")).content.decode()
    for name in ("home", "applications", "appeals", "profile"):
        assert f'href="{reverse(name)}"' in html
