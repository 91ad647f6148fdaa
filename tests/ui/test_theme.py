import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kabinet.ui.stylesheet import PARTS, current
from kabinet.ui.theme import DARK, LIGHT, accent_properties, contrast

COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


def test_contrast_is_the_one_of_wcag():
    assert contrast("#000000", "#ffffff") == 21
    assert contrast("#ffffff", "#ffffff") == 1
    assert round(contrast("#777777", "#ffffff"), 2) == 4.48


@given(COLOURS)
def test_any_accent_becomes_readable(accent):
    for name, scheme in (("light", LIGHT), ("dark", DARK)):
        properties = accent_properties(accent)[name]
        for under in (scheme.worst, scheme.surface, properties["--accent-soft"], scheme.on_accent):
            assert contrast(properties["--accent"], under) >= 4.5
        assert contrast(properties["--accent-hover"], properties["--on-accent"]) >= 4.5


def test_readable_accent_is_left_as_the_operator_chose_it():
    assert accent_properties("#0b5cad")["light"]["--accent"] == "#0b5cad"


def test_stylesheet_carries_the_accent_for_both_schemes(client):
    text = client.get("/theme.css").content.decode()
    properties = accent_properties("#0b5cad")
    for scheme in ("light", "dark"):
        assert f"--accent:{properties[scheme]['--accent']};" in text


def test_stylesheet_holds_every_part_in_the_order_of_the_layers(client):
    text = client.get("/theme.css").content.decode()
    order = re.search(r"@layer ([\w, ]+);", text)[1].split(", ")
    assert order == ["tokens", "theme", "base", "layout", "components", "print"]
    assert PARTS[0] == "tokens"
    for sign in (".btn--primary", ".stepper", ".file-list", "@media print", "@font-face"):
        assert sign in text


def test_surfaces_of_the_accent_are_those_of_the_palettes():
    text = current().text.decode()
    assert f"--sunken:{LIGHT.worst};" in text
    assert f"--surface:{DARK.surface};" in text
    assert f"--sunken:{DARK.worst};" in text


def test_stylesheet_under_its_own_address_is_kept_for_a_year(client):
    response = client.get(current().url)
    assert response["Cache-Control"] == "public, max-age=31536000, immutable"


@pytest.mark.parametrize("address", ["/theme.css", "/theme.css?v=stale"])
def test_stylesheet_under_another_address_is_asked_for_again(client, address):
    response = client.get(address)
    assert response["Cache-Control"] == "no-cache"
    again = client.get(address, headers={"If-None-Match": response["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_stylesheet_is_packed_for_those_who_can_unpack(client):
    import gzip

    packed = client.get("/theme.css", headers={"Accept-Encoding": "gzip, br"})
    assert packed["Content-Encoding"] == "gzip"
    assert packed["Vary"] == "Accept-Encoding"
    assert gzip.decompress(packed.content) == client.get("/theme.css").content


def test_stylesheet_needs_neither_login_nor_cookie(client):
    response = client.get("/theme.css")
    assert response.status_code == 200
    assert not response.cookies


def test_choice_of_colours_is_kept_in_a_cookie_and_leads_back(client):
    response = client.post("/theme/", {"theme": "dark", "next": "/ui/?a=1"})
    assert (response.status_code, response["Location"]) == (302, "/ui/?a=1")
    assert response.cookies["kabinet_theme"].value == "dark"
    assert '<html lang="ru" data-theme="dark" data-cookies="">' in client.get("/ui/").content.decode()


def test_choice_of_colours_does_not_lead_to_another_site(client):
    response = client.post("/theme/", {"theme": "dark", "next": "https://evil.example/"})
    assert response["Location"] == "/"


@pytest.mark.parametrize("theme", ["", "pink", '"><script>'])
def test_unknown_colours_are_not_kept(client, theme):
    assert not client.post("/theme/", {"theme": theme}).cookies
    client.cookies["kabinet_theme"] = theme
    assert '<html lang="ru" data-theme="auto" data-cookies="">' in client.get("/ui/").content.decode()
