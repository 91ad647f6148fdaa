"""Another secret key: what the former one signed and sealed goes on, until it may go."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from kabinet.accounts import second_factor
from kabinet.accounts.models import SecondFactor
from kabinet.accounts.second_factor import unseal
from kabinet.accounts.services import let_in
from kabinet.kept.marks import author_of, new_mark
from tests.applications.builders import PASSWORD, factor_code, make_applicant, make_specialist

pytestmark = pytest.mark.django_db

EMAIL = "smirnova@example.ru"


@pytest.fixture
def person():
    return make_specialist(email=EMAIL)


@pytest.fixture
def rotate(settings):
    """A function that makes another key the present one and keeps the former."""

    def another(new="another-key"):
        settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
        settings.SECRET_KEY = new

    return another


def sign_in(client, email=EMAIL):
    client.post("/login/", {"email": email, "password": PASSWORD})
    return client.post("/login/code/", {"code": factor_code(email)}).url


def begun(client, ago):
    session = client.session
    session["begun_at"] = (timezone.now() - ago).isoformat()
    session.save()


def test_telephones_go_on_and_so_they_do_when_the_former_key_is_gone(person, rotate, settings, capsys):
    rotate()
    assert sign_in(Client()) == "/office/"
    call_command("reseal")
    assert "Перешифровано секретов: 1." in capsys.readouterr().out
    settings.SECRET_KEY_FALLBACKS = []
    assert sign_in(Client()) == "/office/"


def test_what_was_not_sealed_anew_is_told(person, rotate, settings):
    rotate()
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(CommandError, match="Не открылись: 1"):
        call_command("reseal")
    assert unseal(SecondFactor.objects.get().secret) == ""


def test_sealing_anew_uses_the_present_key_and_is_repeatable(person, rotate):
    rotate()
    assert second_factor.reseal_all() == second_factor.reseal_all() == (1, 0)
    assert second_factor._box_of("another-key").decrypt(SecondFactor.objects.get().secret.encode())


def test_sessions_go_on_under_the_new_key_and_outlive_the_former(client, person, rotate, settings):
    sign_in(client)
    client.get("/office/")
    # So long ago that only the signed moment of the last look keeps the session open.
    begun(client, timedelta(hours=2))
    rotate()
    assert client.get("/office/").status_code == 200
    assert client.get("/office/").status_code == 200
    settings.SECRET_KEY_FALLBACKS = []
    assert client.get("/office/").status_code == 200


def test_an_applicants_session_of_a_week_goes_on(client, rotate):
    user = make_applicant().user
    client.post("/login/", {"email": user.email, "password": PASSWORD})
    client.get("/")
    begun(client, timedelta(days=7))
    rotate()
    assert [client.get("/").status_code for _ in range(2)] == [200, 200]


def test_a_password_that_waits_for_its_code_goes_on_waiting(client, person, rotate):
    client.post("/login/", {"email": EMAIL, "password": PASSWORD})
    rotate()
    assert client.post("/login/code/", {"code": factor_code(EMAIL)}).url == "/office/"


def test_known_browsers_stay_known(client, person, rotate, letters):
    # The first login of all is no news; the second, in another browser, is.
    sign_in(client)
    sign_in(Client())
    rotate()
    before = len(letters())
    client.post("/logout/")
    sign_in(client)
    assert len(letters()) == before


def test_links_of_letters_and_open_forms_stay_good(client, person, rotate):
    string, mark = let_in(email=EMAIL, at=timezone.now()), new_mark(person.pk)
    rotate()
    new = {"string": string, "password": "другой-пароль-9", "password_again": "другой-пароль-9"}
    assert client.post(reverse("recovery_password"), new).url == "/login/"
    assert author_of(mark) == person.pk


def test_without_the_former_key_everybody_signs_in_again(client, person, settings):
    sign_in(client)
    settings.SECRET_KEY = "another-key"
    assert client.get("/office/").url.startswith("/login/")
