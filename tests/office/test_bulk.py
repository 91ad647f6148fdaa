"""Taking and assigning several applications at once."""

import pytest

from kabinet.accounts.models import Role
from kabinet.applications.models import Application
from tests.office.conftest import person
from tests.office.test_queue import QUEUE, text_of

BULK = "/office/applications/bulk/"


@pytest.fixture
def head(db):
    return person("head@seti.example.ru", role=Role.HEAD, name="Главный Пётр")


def send(client, *applications, act="take", back="?state=new&band=До 15", **posted):
    return client.post(BULK, {"pick": [one.pk for one in applications], "act": act, "back": back, **posted})


def test_ticked_applications_are_taken_and_the_same_page_comes_back(office, specialist, listed):
    ticked, other = [listed(), listed()], listed()

    response = send(office, *ticked)

    assert response.status_code == 302
    assert response.url.startswith(f"{QUEUE}?state=new&band=")
    assert "Взято в работу: 2 заявки." in text_of(office.get(response.url))
    assert set(Application.objects.filter(specialist=specialist)) == set(ticked)
    assert Application.objects.get(pk=other.pk).specialist is None


def test_one_that_a_colleague_has_does_not_stop_the_rest(office, specialist, listed):
    colleague = person("petrov@seti.example.ru", role=Role.SPECIALIST, name="Петров Иван")
    free, taken = listed(), listed(specialist=colleague)

    page = text_of(office.get(send(office, free, taken).url))

    assert "Взято в работу: 1 заявка." in page
    assert f"Заявку {taken.number} уже взял(а) Петров Иван." in page
    assert Application.objects.get(pk=free.pk).specialist == specialist


def test_head_assigns_the_ticked_ones(client, head, specialist, listed):
    client.force_login(head)
    ticked = [listed(), listed()]
    assert "Назначить отмеченные" in text_of(client.get(QUEUE))

    response = send(client, *ticked, act="assign", to=specialist.pk)

    assert "Назначено (Смирнова Анна Викторовна): 2 заявки." in text_of(client.get(response.url))
    assert set(Application.objects.filter(specialist=specialist)) == set(ticked)


def test_specialist_is_offered_no_assignment_and_cannot_force_it(office, specialist, listed):
    free = listed()
    colleague = person("petrov@seti.example.ru", role=Role.SPECIALIST)
    assert "Назначить отмеченные" not in text_of(office.get(QUEUE))

    response = send(office, free, act="assign", to=colleague.pk)

    assert "Передать заявку может её специалист" in text_of(office.get(response.url))
    assert Application.objects.get().specialist is None


@pytest.mark.parametrize("back", ["", "//evil.example/", "?state=x&after=y&q=\0"])
def test_nothing_ticked_is_said_and_leads_nowhere_else(office, back):
    response = send(office, back=back)

    assert response.url.startswith(QUEUE)
    assert "Отметьте в таблице хотя бы одну заявку." in text_of(office.get(response.url))


def test_what_is_not_an_application_is_passed_over(office, listed):
    draft = listed(state="draft")

    response = office.post(BULK, {"pick": ["x", draft.pk], "act": "take"})

    assert response.status_code == 302
    assert Application.objects.get().specialist is None


def test_every_row_is_ticked_by_one_link(office, listed):
    listed()

    assert "checked" not in office.get(QUEUE).content.decode()
    assert 'name="pick"' in office.get(QUEUE).content.decode()
    assert "checked" in office.get(QUEUE, {"picked": "all"}).content.decode()
