"""The owner of an application or an appeal sees which of the operator's people have looked at it."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from kabinet.cases.readings import PAGE_SIZE, READ
from kabinet.core import journal
from kabinet.notifications.models import Letter
from kabinet.office.journal.readings import SHOWS
from tests.appeals.builders import make_appeal
from tests.applicants.people import withdrawn
from tests.applications.builders import make_applicant, make_specialist, make_submitted, make_user
from tests.billing.builders import issued, paid

pytestmark = pytest.mark.django_db


@pytest.fixture
def specialist():
    return make_specialist(name="Смирнова Анна")


def text_of(page):
    bare = re.sub(r"<[^>]+>", " ", unescape(page.content.decode()))
    return re.sub(r"\s+", " ", bare.replace("\xa0", " "))


def opened(user, address, *args):
    """The page of the office as this person opens it."""
    window = Client()
    window.force_login(user)
    assert window.get(reverse(address, args=args)).status_code == 200


def test_each_look_stands_with_its_moment_its_person_and_what_was_open(client, specialist):
    application = make_submitted(specialist=specialist)
    page = reverse("application_looked_at", args=[application.pk])
    client.force_login(application.owner)
    assert "Пока никто не смотрел" in text_of(client.get(page))
    opened(specialist, "office_application", application.pk)
    opened(specialist, "office_corrections", application.pk)
    told = text_of(client.get(page))
    today = timezone.localtime().strftime("%d.%m.%Y")
    assert re.search(rf"{today} в \d\d:\d\d {specialist.name} Ответы заявки {today}", told)
    assert told.index("Ответы заявки") < told.index("Заявка и переписка")
    assert (
        reverse("application_looked_at", args=[application.pk])
        in client.get(reverse("application", args=[application.pk])).content.decode()
    )


def test_an_appeal_has_such_a_page_too(client, specialist):
    appeal = make_appeal()
    opened(specialist, "office_appeal", appeal.pk)
    client.force_login(appeal.owner)
    assert f"{specialist.name} Обращение и переписка" in text_of(
        client.get(reverse("appeal_looked_at", args=[appeal.pk]))
    )


def test_it_is_nobody_elses(client, specialist):
    application = make_submitted(specialist=specialist)
    for stranger in (make_user(), specialist):
        client.force_login(stranger)
        assert client.get(reverse("application_looked_at", args=[application.pk])).status_code == 404


def test_what_was_done_with_the_application_is_no_look(client, specialist):
    application = make_submitted(specialist=specialist)
    client.force_login(application.owner)
    assert "Пока никто не смотрел" in text_of(
        client.get(reverse("application_looked_at", args=[application.pk]))
    )


def test_many_looks_come_page_by_page(client, specialist):
    application = make_submitted(specialist=specialist)
    at = timezone.now()
    for number in range(PAGE_SIZE + 1):
        journal.record(
            act="application_opened",
            subject=f"application:{application.pk}",
            by=specialist.pk,
            at=at - timedelta(days=PAGE_SIZE - number),
        )
    client.force_login(application.owner)
    address = reverse("application_looked_at", args=[application.pk])
    first = client.get(address)
    older = re.search(r'href="(\?before=\d+)"', first.content.decode())[1]
    seen = [text_of(page).count("Заявка и переписка") for page in (first, client.get(address + older))]
    assert seen == [PAGE_SIZE, 1]
    assert client.get(address + "?before=x").status_code == 200


def test_the_profile_has_such_a_page_with_the_withdrawals_too(client, specialist):
    applicant = make_applicant()
    made = withdrawn(applicant.user)
    opened(specialist, "office_intake_receive", applicant.user_id)
    opened(specialist, "office_withdrawal", made.pk)
    client.force_login(applicant.user)
    told = text_of(client.get(reverse("profile_looked_at")))
    assert f"{specialist.name} Отзыв согласия" in told
    assert f"{specialist.name} Профиль" in told
    client.force_login(make_user())
    assert "Пока никто не смотрел" in text_of(client.get(reverse("profile_looked_at")))


def test_a_look_at_a_payment_stands_with_its_application(client, specialist):
    payment = paid(issued(), 100_00)
    opened(specialist, "office_payment", payment.pk)
    application = payment.invoice.application
    client.force_login(application.owner)
    page = reverse("application_looked_at", args=[application.pk])
    assert f"{specialist.name} Платёж" in text_of(client.get(page))


@pytest.mark.parametrize("is_of_case", [True, False])
def test_a_look_at_a_letter_stands_with_the_profile_and_with_its_case(client, specialist, is_of_case):
    application = make_submitted(specialist=specialist)
    owner = application.owner
    letter = Letter.objects.create(
        kind="submitted",
        recipient=owner.email,
        person=owner.pk,
        notice=True,
        about=application.subject if is_of_case else "",
        created_at=timezone.now(),
    )
    opened(specialist, "office_letter", letter.pk)
    client.force_login(owner)
    told = f"{specialist.name} Письмо"
    assert told in text_of(client.get(reverse("profile_looked_at")))
    of_case = client.get(reverse("application_looked_at", args=[application.pk]))
    assert (told in text_of(of_case)) == is_of_case


def test_a_letter_to_a_specialist_is_no_look_at_the_applicant(client, specialist):
    application = make_submitted(specialist=specialist)
    letter = Letter.objects.create(
        kind="taken",
        recipient=specialist.email,
        person=specialist.pk,
        about=application.subject,
        created_at=timezone.now(),
    )
    opened(specialist, "office_letter", letter.pk)
    client.force_login(application.owner)
    assert "Письмо" not in text_of(client.get(reverse("application_looked_at", args=[application.pk])))


def test_whatever_the_office_shows_of_one_person_or_case_has_words():
    shown = {one.act for one in SHOWS.values() if one is not None and one.of}
    of_nobodys_case = {
        "person_read",
        "statement_read",
    }  # a colleague, the bank's file
    assert shown - of_nobodys_case == set(READ)
