import re
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.test import Client

from kabinet.accounts.codes import CodeRefused
from kabinet.accounts.duties import Duty
from kabinet.accounts.models import Role, User
from kabinet.accounts.passwords import PasswordRefused
from kabinet.accounts.people import (
    InvitationAccepted,
    LastAdministrator,
    Post,
    PostRefused,
    accept_invitation,
    block_person,
    change_person,
    invite_person,
    resend_invitation,
    unblock_person,
)
from kabinet.accounts.services import EmailTaken
from kabinet.core.models import JournalEntry
from tests.applications.builders import make_specialist, make_user

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
HEAD = Post(role=Role.HEAD)
PASSWORD = "берег-синий-7"


@pytest.fixture
def administrator():
    return make_user(role=Role.ADMINISTRATOR, name="Админова")


@pytest.fixture
def done_by(administrator):
    return {"by": administrator, "address": "192.0.2.1", "at": AT}


@pytest.fixture
def invite(done_by):
    def one(email="Petrova@example.ru", post=HEAD, token=None):
        return invite_person(email=email, name=" Петрова Анна ", post=post, token=token or uuid4(), **done_by)

    return one


def string_in(letter):
    return re.search(r"/invitation/([^/]+)/", letter.body)[1]


def accept(string, *, password=PASSWORD, at=AT):
    return accept_invitation(text=string, password=password, address="192.0.2.9", at=at)


def test_the_invited_person_sets_a_password_by_the_letter(invite, letters):
    person = invite()
    assert (person.email, person.name, person.has_usable_password()) == (
        "petrova@example.ru",
        "Петрова Анна",
        False,
    )
    [letter] = letters()
    assert letter.to == ["petrova@example.ru"]
    assert "Роль: руководитель" in letter.body
    with pytest.raises(PasswordRefused):
        accept(string_in(letter), password="123")
    person = accept(string_in(letter))
    assert (person.check_password(PASSWORD), person.confirmed_at) == (True, AT)
    with pytest.raises(CodeRefused):
        accept(string_in(letter))
    entry = JournalEntry.objects.order_by("pk").last()
    assert (entry.act, entry.actor, entry.address) == ("account.invitation_accepted", person.pk, "192.0.2.9")


def test_the_link_grows_old_and_a_new_one_replaces_it(invite, letters, done_by):
    person = invite()
    resend_invitation(person=person, **done_by)
    entry = JournalEntry.objects.order_by("pk").last()
    assert (entry.act, entry.actor) == ("account.invitation_resent", done_by["by"].pk)
    first, second = map(string_in, letters())
    with pytest.raises(CodeRefused):
        accept(first)
    with pytest.raises(CodeRefused):
        accept(second, at=AT + timedelta(days=3, seconds=1))
    accept(second, at=AT + timedelta(days=2))
    with pytest.raises(InvitationAccepted):
        resend_invitation(person=person, **done_by)


def test_a_form_sent_twice_invites_once(invite, letters):
    token = uuid4()
    assert invite(token=token) == invite(token=token)
    assert len(letters()) == 1


def test_a_name_is_cut_to_what_the_database_holds(done_by):
    person = invite_person(email="long@example.ru", name="Я" * 300, post=HEAD, token=uuid4(), **done_by)
    assert person.name == "Я" * 255


def test_an_email_in_use_is_refused(invite):
    make_user(email="applicant@example.ru")
    with pytest.raises(EmailTaken):
        invite("Applicant@example.ru")


@pytest.mark.parametrize(
    "post",
    [
        Post(role=Role.APPLICANT),
        Post(role="nonsense"),
        Post(role=Role.SPECIALIST, handles_applications=False, handles_appeals=False),
    ],
)
def test_a_post_without_work_is_refused(invite, done_by, post):
    with pytest.raises(PostRefused):
        invite(post=post)
    with pytest.raises(PostRefused):
        change_person(person=make_specialist(), name="Имя", post=post, **done_by)


def test_the_role_and_the_duties_change_and_the_journal_knows(done_by):
    person = make_specialist()
    post = Post(role=Role.SPECIALIST, handles_applications=False)
    change_person(person=person, name=person.name, post=post, **done_by)
    assert User.objects.get(pk=person.pk).duties == {Duty.APPEALS}
    entry = JournalEntry.objects.order_by("id").last()
    assert (entry.act, entry.details) == ("account.person_changed", {"handles_applications": False})
    change_person(person=person, name=person.name, post=post, **done_by)
    assert JournalEntry.objects.filter(act="account.person_changed").count() == 1
    change_person(person=person, name=person.name, post=HEAD, **done_by)
    assert User.objects.get(pk=person.pk).duties == {Duty.LEADING, Duty.APPLICATIONS, Duty.APPEALS}


def test_blocking_ends_sessions_for_good(done_by):
    person, browser = make_specialist(), Client()
    browser.force_login(person)
    assert browser.get("/office/").status_code == 200
    block_person(person=person, **done_by)
    assert JournalEntry.objects.filter(act="account.person_blocked", subject=f"user:{person.pk}").count() == 1
    assert browser.get("/office/").status_code == 302
    unblock_person(person=person, **done_by)
    assert browser.get("/office/").status_code == 302, "the session does not come back to life"
    browser.force_login(User.objects.get(pk=person.pk))
    assert browser.get("/office/").status_code == 200


def test_the_last_administrator_stays(administrator, done_by, invite):
    invite("second@example.ru", post=Post(role=Role.ADMINISTRATOR))  # has not accepted: cannot sign in
    with pytest.raises(LastAdministrator):
        block_person(person=administrator, **done_by)
    with pytest.raises(LastAdministrator):
        change_person(person=administrator, name="Админова", post=HEAD, **done_by)
    other = make_user(role=Role.ADMINISTRATOR)
    block_person(person=administrator, **done_by)
    with pytest.raises(LastAdministrator):
        block_person(person=other, **done_by)


def test_a_person_without_a_second_factor_is_nobody_to_every_page(client):
    person = make_specialist(second_factor_at=None)
    client.force_login(person)
    assert client.get("/office/").status_code == 302
    assert client.get("/profile/").status_code == 302
