"""63-ФЗ, ст. 9: how it was made sure who the applicant is, shown to both sides, with its history."""

from datetime import date, timedelta
from html import unescape

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from kabinet.accounts.models import User
from kabinet.applicants.identity import IdentityRefused, record_identity, standing_of
from kabinet.applicants.models import Applicant, IdentityCheck
from kabinet.core.models import JournalEntry
from tests.applications.builders import make_submitted

pytestmark = pytest.mark.django_db
SEEN = {"way": "office", "on": "24.11.2026", "seen": "Паспорт 45 09 123456, лицо совпадает."}


@pytest.fixture
def application():
    return make_submitted()


def text(response):
    return unescape(response.content.decode()).replace("\u00a0", " ")


def address_of(application):
    return reverse("office_identity", args=[application.pk])


def card(client, application):
    return text(client.get(reverse("office_application", args=[application.pk])))


def test_an_applicant_is_not_verified_until_somebody_says_so(office, application):
    page = card(office, application)
    assert "личность не подтверждена" in page
    assert "прийти с паспортом" in page


def test_what_the_specialist_saw_is_recorded_and_shown_to_both_sides(office, specialist, application):
    response = office.post(address_of(application), SEEN)
    assert response.url == reverse("office_application", args=[application.pk])
    check = IdentityCheck.objects.get()
    assert (check.way, check.on, check.by, check.verified) == (
        "office", date(2026, 11, 24), specialist, True,
    )  # fmt: skip
    assert "личность подтверждена" in card(office, application)
    assert "Паспорт 45 09 123456" in text(office.get(address_of(application)))
    entry = JournalEntry.objects.get(act="identity.recorded")
    assert (entry.actor, "Паспорт" in str(entry.details)) == (specialist.pk, False)
    office.force_login(application.owner)
    profile = text(office.get("/profile/"))
    assert "В офисе, по документу" in profile
    assert "не подтверждена" not in profile


def test_a_record_says_what_was_seen_and_not_of_tomorrow(office, application):
    tomorrow = timezone.localdate() + timedelta(days=1)
    for wrong in ({"seen": ""}, {"on": f"{tomorrow:%d.%m.%Y}"}, {"way": "qualified"}, {"way": ""}):
        assert office.post(address_of(application), {**SEEN, **wrong}).status_code == 422
    assert not IdentityCheck.objects.exists()


def test_a_record_is_corrected_with_a_reason_and_the_old_one_stays(office, application):
    office.post(address_of(application), SEEN)
    again = {**SEEN, "taken_back": "on"}
    assert office.post(address_of(application), again).status_code == 422
    office.post(address_of(application), {**again, "reason": "Паспорт чужой."})
    assert [check.verified for check in IdentityCheck.objects.order_by("id")] == [True, False]
    page = text(office.get(address_of(application)))
    assert "подтверждение снято" in page
    assert "Паспорт чужой." in page
    assert "личность не подтверждена" in card(office, application)


def test_another_name_in_the_profile_is_verified_anew(office, application):
    office.post(address_of(application), SEEN)
    Applicant.objects.update(name="Другой Человек")
    assert standing_of(application.owner).renamed
    assert "под другим именем" in card(office, application)


def test_nobody_but_a_signature_verifies_without_a_person(application):
    with pytest.raises(IntegrityError, match="identity_verified_by_somebody"), transaction.atomic():
        IdentityCheck.objects.create(
            user=application.owner, way="office", on=date(2026, 11, 24), name="Имя", seen="Паспорт",
            at=timezone.now(),
        )  # fmt: skip


def test_a_way_that_is_none_is_refused(application, specialist):
    with pytest.raises(IdentityRefused, match="Выберите"):
        record_identity(
            user=application.owner, way="sms", on=date(2026, 11, 24), seen="Код", by=specialist,
            address=None, at=timezone.now(),
        )  # fmt: skip


def test_a_lost_factor_is_reset_by_who_has_seen_the_person_today(office, application, letters):
    person = application.owner
    User.objects.filter(pk=person.pk).update(second_factor_at=timezone.now())
    page = text(office.get(address_of(application)))
    assert "Сначала запишите выше подтверждение личности сегодняшним днём" in page
    office.post(address_of(application), {"act": "reset_factor"})
    assert User.objects.get(pk=person.pk).second_factor_at is not None
    today = f"{timezone.localdate():%d.%m.%Y}"
    office.post(address_of(application), {**SEEN, "on": today})
    assert "Сбросить второй фактор" in text(office.get(address_of(application)))
    office.post(address_of(application), {"act": "reset_factor"})
    assert User.objects.get(pk=person.pk).second_factor_at is None
    assert "сброшен сотрудником сетевой организации" in letters()[-1].body
    entry = JournalEntry.objects.filter(act="account.second_factor_reset").get()
    assert entry.subject == f"user:{person.pk}"
    assert "Второй фактор входа" not in text(office.get(address_of(application)))
    office.post(address_of(application), {"act": "reset_factor"})
    assert JournalEntry.objects.filter(act="account.second_factor_reset").count() == 1
