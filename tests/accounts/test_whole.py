"""An act on an account is written whole or not at all, whatever stops it half-way."""

import re
from uuid import uuid4

import pytest

from kabinet.accounts.models import Role
from kabinet.accounts.people import (
    Post,
    accept_invitation,
    block_person,
    change_person,
    invite_person,
    resend_invitation,
    unblock_person,
)
from kabinet.accounts.second_factor import propose_key, renew_recovery_codes, reset_factor
from kabinet.accounts.services import (
    create_specialist,
    end_account,
    let_in,
    offer_email,
    open_account,
    rename_user,
    send_confirmation,
)
from kabinet.notifications.models import Letter
from tests.applications.builders import NOW, make_user
from tests.whole import one_transaction

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "другой-верный-пароль-42"
POST = Post(role=Role.SPECIALIST, handles_applications=True, handles_appeals=False)


def test_acts_of_the_owner_of_an_account_are_whole():
    opening = {"email": "ivanov@example.ru", "password": PASSWORD, "name": "Иванов", "at": NOW}
    user = open_account(**opening)
    with one_transaction():
        send_confirmation(user=user, at=NOW)
    with one_transaction():
        assert open_account(**opening) == user
    with one_transaction():
        rename_user(user=user, name="Иванов Пётр", at=NOW)
    with one_transaction():
        offer_email(user=user, new_email="petrov@example.ru", letter="change_email", at=NOW)
    with one_transaction():
        let_in(email=user.email, at=NOW)
    with one_transaction():
        end_account(user=user, by=user, address=None, at=NOW)


def test_acts_on_a_second_factor_are_whole():
    administrator = make_user(role=Role.ADMINISTRATOR)
    with one_transaction():
        specialist = create_specialist(email="anna@example.ru", password=PASSWORD, name="Анна", at=NOW)
    with one_transaction():
        propose_key(user=specialist)
    with one_transaction():
        renew_recovery_codes(user=specialist, address=None, at=NOW)
    with one_transaction():
        reset_factor(person=specialist, by=administrator, address=None, at=NOW)


def test_acts_on_the_people_of_the_operator_are_whole():
    make_user(role=Role.ADMINISTRATOR)
    how = {"by": make_user(role=Role.ADMINISTRATOR), "address": None, "at": NOW}
    with one_transaction():
        person = invite_person(email="olga@example.ru", name="Ольга", post=POST, token=uuid4(), **how)
    with one_transaction():
        resend_invitation(person=person, **how)
    code = re.search(r"/invitation/([^/]+)/", Letter.objects.filter(kind="invitation").last().text)[1]
    with one_transaction():
        accept_invitation(text=code, password=PASSWORD, address=None, at=NOW)
    with one_transaction():
        change_person(person=person, name="Ольга Юрьева", post=POST, **how)
    with one_transaction():
        block_person(person=person, **how)
    with one_transaction():
        unblock_person(person=person, **how)
