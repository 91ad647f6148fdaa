"""The power of attorney of somebody who acts for an applicant: given, renewed, seen by whom it concerns."""

from datetime import date, timedelta
from html import unescape
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from kabinet.accounts.models import Role
from kabinet.applicants.models import Applicant, ApplicantKind, MemberPower, MemberRole, Membership
from kabinet.applications.submission.services import submit_application
from kabinet.core import journal
from kabinet.files.models import StoredFile
from tests.appeals.builders import make_appeal
from tests.applicants.members import act, make_member
from tests.applicants.people import COMPANY
from tests.applications.builders import (
    make_applicant,
    make_complete,
    make_specialist,
    make_submitted,
    make_user,
)
from tests.files import samples

pytestmark = pytest.mark.django_db
OWN = {name: told for name, told in COMPANY.items() if not name.startswith("representative_")}
LAST = date(2036, 12, 31)


def text(response):
    return unescape(response.content.decode()).replace("\N{NO-BREAK SPACE}", " ")


@pytest.fixture
def company():
    return make_applicant(ApplicantKind.COMPANY)


@pytest.fixture
def member(company):
    return make_member(company, basis="устав", person=make_applicant().user, role=MemberRole.REPRESENTATIVE)


def scan(content=None):
    return SimpleUploadedFile("доверенность.pdf", content or samples.make_pdf())


def fill(**more):
    issued = timezone.localdate() - timedelta(days=30)
    return {
        "token": str(uuid4()), "number": "5", "issued_on": f"{issued:%d.%m.%Y}", "until": "31.12.2036",
        "scan": scan(), **more,
    }  # fmt: skip


def give(client, member, **more):
    return client.post(f"/people/{member.pk}/power/", fill(**more))


# --- Giving --------------------------------------------------------------------------------------


def test_an_invitation_by_a_power_asks_for_its_scan_next(client, company):
    client.force_login(company.user)
    issued = timezone.localdate()
    form = {
        "token": str(uuid4()), "name": "Мария", "email": "m@example.ru", "role": "representative",
        "number": "7-д", "issued_on": f"{issued:%d.%m.%Y}",
    }  # fmt: skip
    page = client.post("/people/invite/", form, follow=True)
    made = Membership.objects.get()
    assert page.request["PATH_INFO"] == f"/people/{made.pk}/power/"
    shown = text(page)
    assert "Приложить скан" in shown
    assert "№ 7-д" in shown
    assert "Срок в ней не назван" in shown
    client.post(f"/people/{made.pk}/power/", {**form, "scan": scan(), "token": str(uuid4())})
    assert MemberPower.objects.get().scan.name == "доверенность.pdf"
    assert "скан не приложен" not in text(client.get("/people/"))


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"number": "7"}, "без даты она ничтожна"),
        ({"issued_on": "01.01.2020"}, "Её срок истёк 01.01.2021"),
        ({"issued_on": "вчера", "basis": "закон"}, "Напишите дату так"),
    ],
)
def test_an_invitation_by_a_power_that_gives_no_right_is_not_sent(client, company, told, words):
    client.force_login(company.user)
    form = {"token": str(uuid4()), "name": "Мария", "email": "m@example.ru", "role": "representative"}
    refused = client.post("/people/invite/", {**form, **told})
    assert refused.status_code == 422
    assert words in text(refused)
    assert "m@example.ru" in text(refused)
    assert not Membership.objects.exists()


def test_a_power_is_given_renewed_and_the_former_stays(client, company, member):
    client.force_login(company.user)
    assert give(client, member).status_code == 302
    give(client, member, number="6")
    page = text(client.get(f"/people/{member.pk}/power/"))
    assert page.index("№ 6") < page.index("№ 5") < page.index("прежняя")
    assert "до 31.12.2036 включительно" in page
    member.refresh_from_db()
    assert (member.until, member.ground.replace("\N{NO-BREAK SPACE}", " ")[:15]) == (LAST, "доверенность № ")


def test_a_refused_scan_keeps_what_was_typed_and_gives_nothing(client, company, member):
    client.force_login(company.user)
    refused = give(client, member, number="5/б", scan=scan(samples.make_exe()))
    assert refused.status_code == 422
    assert 'value="5/б"' in text(refused)
    assert (MemberPower.objects.count(), StoredFile.objects.count()) == (0, 0)
    empty = give(client, member, scan="")
    assert "Выберите файл доверенности." in text(empty)


def test_a_double_click_gives_it_once(client, company, member):
    client.force_login(company.user)
    once = str(uuid4())
    for _ in range(2):
        assert give(client, member, token=once).status_code == 302
    assert (MemberPower.objects.count(), StoredFile.objects.count()) == (1, 1)


def test_a_power_that_ran_out_is_renewed_and_lets_act_again(client, company, member):
    theirs = make_submitted(company)
    yesterday = timezone.localdate() - timedelta(days=1)
    Membership.objects.update(until=yesterday)
    client.force_login(member.person)
    acting = text(client.get("/acting/"))
    assert "срок истёк" in acting
    assert "Попросите заявителя внести новую доверенность" in text(client.get(f"/people/{member.pk}/power/"))
    assert give(client, member).status_code == 404
    client.force_login(company.user)
    assert "Продлить" in text(client.get("/people/"))
    give(client, member)
    act(client, member)
    assert client.get(f"/applications/{theirs.pk}/").status_code == 200


def test_whoever_added_the_applicant_renews_the_power_themselves(client):
    client.force_login(make_applicant().user)
    told = {
        "representative_last_name": "Петрова", "representative_first_name": "Анна",
        "representative_document": "Доверенность", "representative_document_number": "5",
        "representative_document_date": f"{timezone.localdate():%d.%m.%Y}",
    }  # fmt: skip
    form = {**OWN, **told, "consent": "on", "applicant_id": str(uuid4())}
    client.post("/acting/add/company/", form)
    member = Membership.objects.get()
    today = timezone.localdate()
    assert member.power.until == member.until == today.replace(year=today.year + 1)
    assert give(client, member).status_code == 302
    assert MemberPower.objects.count() == 2


def test_an_applicant_is_not_added_by_a_power_that_is_over(client):
    client.force_login(make_applicant().user)
    told = {
        "representative_last_name": "Петрова", "representative_first_name": "Анна",
        "representative_document": "доверенность", "representative_document_date": "10.01.2020",
    }  # fmt: skip
    form = {**OWN, **told, "consent": "on", "applicant_id": str(uuid4())}
    refused = client.post("/acting/add/company/", form)
    assert refused.status_code == 422
    assert "нужна новая доверенность" in text(refused)
    assert not Applicant.objects.filter(kind=ApplicantKind.COMPANY).exists()


# --- Who sees it ---------------------------------------------------------------------------------


def test_the_scan_is_seen_by_the_person_and_whoever_decides_and_by_nobody_else(client, company, member):
    other = make_member(company, person=make_user(), role=MemberRole.REPRESENTATIVE)
    head = make_member(company, person=make_user(), role=MemberRole.HEAD)
    client.force_login(company.user)
    give(client, member)
    page = f"/people/{member.pk}/power/"
    file = f"{page}{MemberPower.objects.get().scan_id}/"
    for person in (company.user, head.person, member.person):
        client.force_login(person)
        assert [client.get(address).status_code for address in (page, file)] == [200, 200]
    for person in (other.person, make_applicant().user, make_specialist()):
        client.force_login(person)
        assert [client.get(address).status_code for address in (page, file)] == [404, 404]
    assert client.get(f"/people/{other.pk}/power/{file.split('/')[4]}/").status_code == 404


def test_the_office_sees_by_whose_power_the_application_was_sent(client, company, member):
    client.force_login(company.user)
    give(client, member)
    sent = make_complete(company)
    with journal.acting_for(journal.Acting(member.person_id, company.user_id)):
        submit_application(application=sent, by=company.user, at=timezone.now(), address=None, user_agent="")
    give(client, member, number="6")
    client.force_login(make_specialist())
    card = text(client.get(f"/office/applications/{sent.pk}/"))
    people = card[card.index("Люди заявителя") :]
    now, used = people.index("№ 6"), people.index("№ 5")
    assert now < used
    assert "прежняя доверенность" in people[now:used]
    assert "Направил(а) это" in people[now:used]
    scan_id = MemberPower.objects.get(number="5").scan_id
    file = f"/office/applications/{sent.pk}/files/{scan_id}/"
    assert file in people
    assert client.get(file).status_code == 200
    stranger = make_submitted()
    assert client.get(f"/office/applications/{stranger.pk}/files/{scan_id}/").status_code == 404


def test_the_office_of_appeals_sees_the_scan_of_whoever_acts(client, company, member):
    client.force_login(company.user)
    give(client, member)
    appeal = make_appeal(company)
    client.force_login(make_user(role=Role.HEAD, email="head@example.ru"))
    card = text(client.get(f"/office/appeals/{appeal.pk}/"))
    file = f"/office/appeals/{appeal.pk}/files/{MemberPower.objects.get().scan_id}/"
    assert file in card
    assert client.get(file).status_code == 200


def test_the_person_who_acts_does_not_reach_the_scans_of_others_through_a_case(client, company, member):
    case = make_submitted(company)
    other = make_member(company, person=make_user(), role=MemberRole.REPRESENTATIVE)
    client.force_login(company.user)
    give(client, member)
    act(client, other)
    file = MemberPower.objects.get().scan_id
    assert client.get(f"/applications/{case.pk}/files/{file}/").status_code == 404


def test_those_who_acted_before_stay_with_their_powers(client, company, member):
    client.force_login(company.user)
    give(client, member)
    client.post("/people/", {"end": str(member.pk)})
    page = text(client.get("/people/"))
    assert "Кто действовал раньше (1)" in page
    shown = text(client.get(f"/people/{member.pk}/power/"))
    assert "Больше не действует" in shown
    assert "доверенность.pdf" in shown
    assert "Сохранить" not in shown
