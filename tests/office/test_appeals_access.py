"""Who gets to the pages of appeals."""

import pytest
from django.urls import reverse

from kabinet.accounts.models import Role
from tests.appeals.builders import make_appeal
from tests.applications.builders import make_applicant, make_file
from tests.office.conftest import person

READ = ("office_appeals", "office_appeal", "office_appeal_file")
NAMES = (*READ, "office_appeal_assign", "office_appeal_presence")


@pytest.fixture
def appeal(db):
    owner = make_applicant()
    return make_appeal(owner, files=[make_file(owner.user)])


@pytest.fixture
def everywhere(appeal):
    file = appeal.thread.messages.get().files.get()
    return {
        "office_appeals": reverse("office_appeals"),
        "office_appeal": reverse("office_appeal", args=[appeal.pk]),
        "office_appeal_file": reverse("office_appeal_file", args=[appeal.pk, file.pk]),
        "office_appeal_assign": reverse("office_appeal_assign", args=[appeal.pk]),
        "office_appeal_presence": reverse("office_appeal_presence", args=[appeal.pk]),
    }


def someone(email, **fields):
    user = person(email, role=fields.pop("role", Role.SPECIALIST))
    for name, value in fields.items():
        setattr(user, name, value)
    user.save()
    return user


@pytest.mark.parametrize("name", READ)
@pytest.mark.parametrize("role", [Role.SPECIALIST, Role.HEAD])
def test_who_works_on_appeals_gets_in(client, everywhere, name, role):
    client.force_login(someone("s@seti.example.ru", role=role, handles_applications=False))
    response = client.get(everywhere[name])
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize(
    "fields",
    [{"role": Role.APPLICANT}, {"role": Role.ADMINISTRATOR}, {"handles_appeals": False}],
    ids=["applicant", "administrator", "specialist of applications"],
)
def test_for_everybody_else_there_is_no_such_page(client, everywhere, name, method, fields):
    client.force_login(someone("x@example.ru", **fields))
    assert getattr(client, method)(everywhere[name]).status_code == 404


@pytest.mark.parametrize("name", NAMES)
def test_the_author_sees_no_such_page_either(client, appeal, everywhere, name):
    client.force_login(appeal.owner)
    assert client.post(everywhere[name]).status_code == 404


@pytest.mark.parametrize("name", NAMES)
def test_stranger_is_asked_to_sign_in(client, everywhere, name):
    response = client.get(everywhere[name])
    assert response["Location"] == f"{reverse('login')}?next={everywhere[name]}"


def test_file_of_another_appeal_is_not_given(office, appeal):
    other = make_appeal()
    file = appeal.thread.messages.get().files.get()
    assert office.get(reverse("office_appeal_file", args=[other.pk, file.pk])).status_code == 404
