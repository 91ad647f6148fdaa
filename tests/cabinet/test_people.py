import re
from datetime import date, timedelta
from html import unescape
from uuid import uuid4

import pytest
from django.utils import timezone

from kabinet.accounts.models import User
from kabinet.appeals.models import Appeal
from kabinet.applicants.members import choose_copies, end_membership
from kabinet.applicants.models import Applicant, ApplicantKind, Consent, MemberRole, Membership
from kabinet.applications.models import Application
from kabinet.applications.submission.services import submit_application
from kabinet.core.models import JournalEntry
from kabinet.notifications.models import Letter
from tests.appeals.builders import answers_to, make_appeal, make_topics
from tests.applicants.members import act, invite, make_member
from tests.applicants.people import COMPANY
from tests.applications.builders import (
    PASSWORD,
    attach_required,
    make_applicant,
    make_complete,
    make_draft,
    make_specialist,
    make_submitted,
    make_user,
)

pytestmark = pytest.mark.django_db


def text(response):
    return unescape(response.content.decode())


def now():
    return timezone.now()


@pytest.fixture
def company():
    return make_applicant(ApplicantKind.COMPANY)


# --- Inviting ------------------------------------------------------------------------------------


def test_the_owner_invites_by_email_and_the_list_shows_the_invitation(client, company):
    client.force_login(company.user)
    page = client.get("/people/invite/")
    sent = client.post(
        "/people/invite/",
        {
            "token": page.context["form"]["token"].value(),
            "name": "Мария Бухгалтер",
            "email": "Buh@Example.ru",
            "role": "representative",
            "basis": "доверенность № 5",
            "until": "31 декабря 2036 г.",
        },
        follow=True,
    )
    shown = text(sent)
    assert "Приглашение отправлено: Buh@Example.ru." in shown
    assert "приглашён" in shown
    assert "доверенность № 5" in shown
    assert "31.12.2036" in shown
    letter = Letter.objects.get(kind="member_invited")
    assert letter.recipient == "buh@example.ru"
    assert company.name in letter.text


def test_a_representative_is_not_invited_without_a_ground(client, company):
    client.force_login(company.user)
    form = {"token": str(uuid4()), "name": "Мария", "email": "b@example.ru", "role": "representative"}
    refused = client.post("/people/invite/", form)
    assert refused.status_code == 422
    assert "Назовите документ" in text(refused)
    assert not Membership.objects.exists()


def test_a_double_click_sends_one_invitation(client, company):
    client.force_login(company.user)
    form = {"token": str(uuid4()), "name": "Мария", "email": "b@example.ru", "role": "prepares"}
    for _ in range(2):
        client.post("/people/invite/", form)
    assert Membership.objects.count() == 1


def test_someone_without_an_account_joins_by_the_link(client, company):
    link = invite(company, "new@example.ru", at=now())
    page = client.get(link)
    assert company.name in text(page)
    assert not User.objects.filter(email="new@example.ru").exists()
    joined = client.post(
        link,
        {"name": "мария новая", "password": PASSWORD, "password_again": PASSWORD, "consent": "on"},
        follow=True,
    )
    assert f"Действую за: {company.name}" in " ".join(text(joined).replace("<b>", "").split()).replace(
        '<span class="header__acting">', ""
    ).replace("</span>", "")
    person = User.objects.get(email="new@example.ru")
    assert person.name == "Мария Новая"
    assert Consent.objects.of(person).count() == 1
    assert client.get(link).status_code == 410


def test_looking_at_the_link_accepts_nothing(client, company):
    person = make_user(email="m@example.ru")
    link = invite(company, "m@example.ru", at=now())
    client.force_login(person)
    client.get(link)
    assert not Membership.objects.exclude(person=None).exists()
    client.post(link)
    assert Membership.objects.get().person == person


def test_someone_with_an_account_signs_in_first(client, company):
    make_user(email="m@example.ru")
    link = invite(company, "m@example.ru", at=now())
    assert f"/login/?next={link}" in text(client.get(link))
    client.post(link, {"name": "X", "password": PASSWORD, "password_again": PASSWORD, "consent": "on"})
    assert not Membership.objects.exclude(person=None).exists()


def test_an_invitation_of_another_mailbox_is_not_accepted(client, company):
    link = invite(company, "m@example.ru", at=now())
    client.force_login(make_applicant().user)
    assert "Войдите с этим e-mail" in text(client.post(link))
    assert not Membership.objects.exclude(person=None).exists()


def test_a_specialist_does_not_act_for_an_applicant(client, company):
    specialist = make_specialist()
    link = invite(company, specialist.email, at=now())
    client.force_login(specialist)
    assert client.post(link).status_code == 409


@pytest.mark.parametrize("how", ["revoked", "expired", "replaced"])
def test_a_link_that_is_over_says_so(client, company, how):
    link = invite(company, "m@example.ru", at=now() - timedelta(days=9) if how == "expired" else now())
    if how == "revoked":
        client.force_login(company.user)
        client.post("/people/", {"end": str(Membership.objects.get().pk)})
        client.logout()
    if how == "replaced":
        invite(company, "m@example.ru", at=now())
    gone = client.get(link)
    assert gone.status_code == 410
    assert "Попросите прислать новое" in text(gone)


# --- Acting --------------------------------------------------------------------------------------


def test_a_member_sees_the_cabinet_of_the_applicant_and_not_their_own(client, company):
    theirs = make_submitted(company)
    member = make_member(company, person=make_applicant().user)
    own = make_submitted(member.person.applicant)
    act(client, member)
    listed = text(client.get("/applications/"))
    assert theirs.number in listed
    assert own.number not in listed
    assert company.name in text(client.get("/"))
    client.post("/acting/", {"for": "own"})
    listed = text(client.get("/applications/"))
    assert own.number in listed
    assert theirs.number not in listed


def test_a_link_to_a_case_of_another_party_offers_to_change_over(client, company):
    theirs = make_submitted(company)
    member = make_member(company, person=make_applicant().user)
    client.force_login(member.person)
    client.post("/acting/", {"for": "own"})
    page = client.get(f"/applications/{theirs.pk}/")
    assert page.status_code == 404
    assert f"Действовать за {company.name} и открыть" in text(page)
    opened = client.post(
        "/acting/", {"for": str(member.pk), "next": f"/applications/{theirs.pk}/"}, follow=True
    )
    assert opened.status_code == 200
    assert theirs.number in text(opened)


def test_a_page_opened_for_one_applicant_does_nothing_for_another(client, company):
    """Another tab has changed over meanwhile: an appeal of the company is no appeal of the person's own."""
    make_topics()
    member = make_member(company, person=make_applicant().user)
    act(client, member)
    page = client.get("/appeals/new/")
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page.content.decode()))
    form = {**hidden, **answers_to(), "text": "Счёт за цех неверен"}
    client.post("/acting/", {"for": "own"})
    refused = client.post("/appeals/new/", form, headers={"Referer": "http://testserver/appeals/new/"})
    assert (refused.status_code, Appeal.objects.count()) == (409, 0)
    assert f"Действовать за {company.name} и\xa0вернуться" in text(refused)
    saving = client.post("/appeals/new/", {**form, "go": "autosave"}, headers={"X-Autosave": "1"})
    assert (saving.status_code, saving.json()["changed"], saving.json()["kept"]) == (403, True, True)
    assert "Счёт за цех неверен" not in text(client.get("/appeals/new/")).partition("<textarea")[2]

    back = client.post("/acting/", {"for": str(member.pk), "next": "/appeals/new/"}, follow=True)
    assert "Счёт за цех неверен" in text(back).partition("<textarea")[2]
    client.post("/appeals/new/", form)
    assert Appeal.objects.get().owner == company.user


def test_a_representative_begins_fills_and_writes_for_the_applicant(client, company):
    member = make_member(company)
    act(client, member)
    page = client.get("/applications/new/")
    draft_id = page.context["draft_id"]
    client.post("/applications/new/", {"draft_id": draft_id, "kind": "new", "go": "next"})
    draft = Application.objects.get(pk=draft_id)
    assert draft.owner == company.user
    assert draft.answers["email"] == company.user.login


def test_the_journal_names_the_person_and_the_party(client, company):
    member = make_member(company)
    draft = make_draft(company)
    act(client, member)
    client.post(f"/applications/{draft.pk}/delete/")
    entry = JournalEntry.objects.filter(act="draft_deleted").get()
    assert entry.actor == member.person_id
    assert entry.details["acted_for"] == str(company.user_id)


def test_whoever_prepares_fills_a_draft_but_does_not_submit(client, company):
    member = make_member(company, role=MemberRole.PREPARES)
    draft = make_complete(company)
    act(client, member)
    step = f"/applications/{draft.pk}/steps/documents/"
    assert client.get(step).status_code == 200
    saved = client.post(step, {"go": "save"})
    assert saved.status_code == 302
    check = f"/applications/{draft.pk}/steps/check/"
    assert "Подать заявку может" in text(client.get(check))
    for go in ("submit", "sign", ""):
        refused = client.post(check, {"go": go, "consent": "on"})
        assert refused.status_code == 403, go
        assert "подать, подписать и" in text(refused)
    draft.refresh_from_db()
    assert draft.is_draft


def test_whoever_prepares_does_not_write_withdraw_or_manage(client, company):
    member = make_member(company, role=MemberRole.PREPARES)
    submitted, appeal = make_submitted(company), make_appeal(company)
    act(client, member)
    assert client.get(f"/applications/{submitted.pk}/").status_code == 200
    for address in (
        f"/applications/{submitted.pk}/reply/",
        f"/applications/{submitted.pk}/acts/withdraw/",
        f"/appeals/{appeal.pk}/reply/",
        f"/appeals/{appeal.pk}/withdraw/",
        "/appeals/new/",
        "/readings/",
        "/profile/",
        "/people/invite/",
        "/people/",
        "/profile/consents/",
    ):
        assert client.post(address, {"text": "Здравствуйте", "token": str(uuid4())}).status_code == 403, (
            address
        )
    assert Appeal.objects.count() == 1


def test_a_representative_does_not_decide_who_else_acts(client, company):
    act(client, make_member(company))
    assert client.get("/people/").status_code == 403
    assert "Люди заявителя" not in text(client.get("/profile/"))


def test_a_head_decides_who_else_acts(client, company):
    act(client, make_member(company, role=MemberRole.HEAD))
    assert client.get("/people/").status_code == 200


def test_what_is_the_persons_own_stays_so(client, company):
    member = make_member(company)
    act(client, member)
    shown = text(client.get("/profile/"))
    assert member.person.login in shown
    assert client.get("/profile/data/").status_code == 200
    assert client.get("/notices/choice/").status_code == 200


# --- The end -------------------------------------------------------------------------------------


def test_the_end_takes_the_sight_away_at_once_and_says_why(client, company):
    theirs = make_submitted(company)
    member = make_member(company, person=make_applicant().user)
    act(client, member)
    assert client.get(f"/applications/{theirs.pk}/").status_code == 200
    end_membership(membership=member, by=company.user, address=None, at=now())
    gone = client.get(f"/applications/{theirs.pk}/")
    assert gone.status_code == 404
    assert "Вы больше не действуете за прежнего заявителя" in text(gone)
    assert Letter.objects.filter(kind="member_ended", recipient=member.person.login).exists()


def test_a_power_that_has_run_out_opens_nothing(client, company):
    theirs = make_submitted(company)
    member = make_member(company)
    Membership.objects.update(until=timezone.localdate() - timedelta(days=1))
    act(client, member)
    assert client.get(f"/applications/{theirs.pk}/").status_code == 404
    assert "Пока не за кого действовать" in text(client.get("/"))


def test_a_person_lays_the_power_down(client, company):
    member = make_member(company, person=make_applicant().user)
    act(client, member)
    assert "Больше не действовать" in text(client.get(f"/acting/?leave={member.pk}"))
    client.post("/acting/", {"leave": str(member.pk)})
    member.refresh_from_db()
    assert member.ended_at is not None


def test_nobody_ends_or_uses_what_is_anothers(client, company):
    member = make_member(company)
    stranger = make_applicant()
    client.force_login(stranger.user)
    client.post("/people/", {"end": str(member.pk)})
    client.post("/acting/", {"leave": str(member.pk)})
    client.post("/acting/", {"for": str(member.pk)})
    member.refresh_from_db()
    assert member.ended_at is None
    assert company.name not in text(client.get("/"))


# --- Letters -------------------------------------------------------------------------------------


def test_letters_go_to_the_mailbox_and_to_whoever_acts_and_wants_them(company):
    member = make_member(company)
    other = make_member(company, person=make_user(), role=MemberRole.PREPARES)
    choose_copies(membership=other, wanted=False)
    make_submitted(company)
    sent = Letter.objects.filter(kind="application_submitted")
    assert set(sent.values_list("recipient", flat=True)) == {company.user.login, member.person.login}
    assert sent.filter(notice=True).count() == 1


def test_unsubscribing_from_a_copy_leaves_the_applicants_letters(client, company):
    from kabinet.notifications.unsubscribing import leaving_url

    member = make_member(company)
    make_submitted(company)
    copy = Letter.objects.get(kind="application_submitted", recipient=member.person.login)
    url = leaving_url(copy.person, copy.group)
    client.post("/" + url.split("/", 3)[3])
    make_submitted(company)
    sent = Letter.objects.filter(kind="application_submitted", recipient=member.person.login)
    assert sent.count() == 1
    assert Letter.objects.filter(kind="application_submitted", recipient=company.user.login).count() == 2


def test_no_letters_come_after_the_power_has_run_out(company):
    make_member(company, until=date(2020, 12, 31), at=now() - timedelta(days=3650))
    make_submitted(company)
    assert set(Letter.objects.filter(kind="application_submitted").values_list("recipient", flat=True)) == {
        company.user.login
    }


# --- Applicants that a person adds ---------------------------------------------------------------


def added(client, **changes):
    page = client.get("/acting/add/company/")
    own = {name: told for name, told in COMPANY.items() if not name.startswith("representative_")}
    form = {
        **own,
        "consent": "on",
        "applicant_id": page.context["form"]["applicant_id"].value(),
        **changes,
    }
    return client.post("/acting/add/company/", form, follow=True)


def test_a_bookkeeper_adds_a_company_and_acts_for_it(client):
    bookkeeper = make_applicant()
    client.force_login(bookkeeper.user)
    page = text(added(client))
    company = Applicant.objects.get(kind=ApplicantKind.COMPANY)
    assert f"Теперь вы действуете за {company.name}." in page
    assert company.user.email is None
    assert Membership.objects.get().role == MemberRole.HEAD
    assert Consent.objects.of(company.user).count() == 1
    draft = make_complete(company)
    submit_application(application=draft, by=company.user, at=now(), address=None, user_agent="")
    letters = Letter.objects.filter(kind="application_submitted")
    assert set(letters.values_list("recipient", flat=True)) == {bookkeeper.user.login, ""}
    assert "Заявка" in text(client.get("/notices/"))


def test_a_representative_is_added_as_such_with_the_power_of_attorney(client):
    client.force_login(make_applicant().user)
    told = {
        "representative_last_name": "Петрова",
        "representative_first_name": "Анна",
        "representative_document": "доверенность",
        "representative_document_number": "5",
        "representative_document_date": "10.01.2026",
        "representative_valid_until": "31.12.2036",
    }
    added(client, **told)
    member = Membership.objects.get()
    assert (member.role, member.basis, member.until) == (
        MemberRole.REPRESENTATIVE,
        "доверенность № 5 от 10.01.2026",
        date(2036, 12, 31),
    )


def test_one_opened_page_adds_one_applicant(client):
    client.force_login(make_applicant().user)
    once = str(uuid4())
    for _ in range(2):
        added(client, applicant_id=once)
    assert Applicant.objects.filter(kind=ApplicantKind.COMPANY).count() == 1


def test_the_office_sees_who_acts_and_that_letters_arrive(client):
    bookkeeper = make_applicant()
    client.force_login(bookkeeper.user)
    added(client)
    draft = make_draft(Applicant.objects.get(kind=ApplicantKind.COMPANY))
    attach_required(draft)
    submit_application(application=draft, by=draft.owner, at=now(), address=None, user_agent="")
    client.force_login(make_specialist())
    card = text(client.get(f"/office/applications/{draft.pk}/"))
    assert "Люди заявителя" in card
    assert bookkeeper.user.name in card
    assert "Заявитель писем не\xa0получает" not in card


# --- Handing over --------------------------------------------------------------------------------


def hand_over(client, email, password=PASSWORD):
    form = {"token": str(uuid4()), "name": "Новый Директор", "email": email, "password": password}
    return client.post("/people/hand-over/", form)


def test_a_company_goes_over_when_both_have_confirmed(client, company):
    theirs, former = make_submitted(company), company.user.login
    client.force_login(company.user)
    assert hand_over(client, "new@example.ru", "не тот").status_code == 422
    assert hand_over(client, "new@example.ru").status_code == 302
    company.user.refresh_from_db()
    assert company.user.login == former
    letter = Letter.objects.get(kind="member_invited")
    link = "/people/invitation/" + letter.text.split("/people/invitation/")[1].split("\n")[0]
    client.logout()
    client.post(
        link, {"name": "Новый Директор", "password": PASSWORD, "password_again": PASSWORD, "consent": "on"}
    )
    assert client.get(f"/applications/{theirs.pk}/").status_code == 200
    company.user.refresh_from_db()
    assert company.user.email is None
    assert not company.user.has_usable_password()
    assert Letter.objects.filter(kind="cabinet_handed_over", recipient=former).exists()


def test_only_a_companys_cabinet_is_handed_over(client):
    client.force_login(make_applicant().user)
    assert client.get("/people/hand-over/").status_code == 404


def test_closing_an_account_ends_what_it_acts_for(client, company):
    member = make_member(company, person=make_applicant().user)
    act(client, member)
    client.post("/profile/close/", {"password": PASSWORD})
    member.refresh_from_db()
    assert member.ended_at is not None
    assert (member.name, member.email) == ("", "")
    make_submitted(company)
    assert Letter.objects.filter(kind="application_submitted").count() == 1
