"""An address that only takes what a button sends, opened by itself."""

import re

import pytest
from django.urls import reverse

from kabinet.applications.submission.deleting import delete_draft
from kabinet.ui.middleware import page_above
from tests.applications.builders import NOW, make_applicant, make_draft, make_specialist, make_submitted
from tests.architecture.test_every_address import every_pattern, person_of

pytestmark = pytest.mark.django_db
PAGE = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
KNOWN = {
    "slug": "kind",
    "kind": "passport",
    "action": "withdraw",
    "code": "passport",
    "key": "x",
    "purpose": "x",
    "version": 1,
    "number": 1,
}


def ways(response):
    main = response.content.decode().partition("<main")[2].partition("</main>")[0]
    return re.findall(r'<a class="btn[^>]*href="([^"]+)"', main)


def test_the_way_to_the_page_of_the_button_is_shown(client):
    submitted = make_submitted()
    client.force_login(make_specialist(email="other@example.ru"))
    card = reverse("office_application", args=[submitted.pk])
    for name, above in (("office_give", card), ("office_note", card), ("office_take", card)):
        told = client.get(reverse(name, args=[submitted.pk]), headers=PAGE)
        assert (told.status_code, told["Allow"], ways(told)) == (405, "POST", [above, "/"])
        assert "Здесь нужна кнопка" in told.content.decode()
    assert ways(client.get(reverse("office_bulk"), headers=PAGE)) == ["/office/", "/"]


@pytest.mark.any_database
def test_no_address_answers_a_person_with_a_blank_page(client):
    """Whoever opens it, and whatever stands there: a page in words or the way to one."""
    blank = set()
    owner = make_applicant()
    draft, submitted = make_draft(owner), make_submitted(owner)
    for person in (owner.user, person_of("of applications")):
        client.force_login(person)
        for pattern in every_pattern():
            for pk in (draft.pk, submitted.pk):
                parts = {each: KNOWN.get(each, pk) for each in pattern.pattern.converters}
                answer = client.get(reverse(pattern.name, kwargs=parts), headers=PAGE)
                if answer.status_code == 405 and "Здесь нужна кнопка" not in answer.content.decode():
                    blank.add(pattern.name)
            if pattern.name == "logout":
                client.force_login(person)
    assert blank == set()


def test_a_script_and_a_program_get_no_page(client):
    for headers in ({**PAGE, "hx-request": "true"}, {"accept": "application/json"}):
        assert client.get("/theme/", headers=headers).content == b""


def test_a_stranger_gets_the_page_too(client):
    assert ways(client.get("/logout/", headers=PAGE)) == ["/"]


def test_taking_a_deletion_back_leads_to_the_list_where_its_button_stands(client):
    owner = make_applicant()
    draft = make_draft(owner)
    delete_draft(application=draft, by=owner.user, at=NOW)
    client.force_login(owner.user)
    assert client.get(reverse("application_restore", args=[draft.pk])).url == reverse("applications")
    client.force_login(make_applicant().user)
    assert client.get(reverse("application_restore", args=[draft.pk])).status_code == 404


@pytest.mark.parametrize("path", ["/", "/no/such/place/", "/logout/"])
def test_above_what_the_portal_has_not_stands_the_first_page(path):
    assert page_above(path) == "/"
