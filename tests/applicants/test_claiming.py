"""Whom the office entered from paper: no login, no letters, until the cabinet is claimed by a code."""

import re
from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.test import Client

from kabinet.accounts.codes import LIFETIMES
from kabinet.accounts.login import WrongCredentials, check_login
from kabinet.accounts.models import OneTimeCode, Role, User
from kabinet.accounts.services import EmailTaken, confirm_new_email, let_in
from kabinet.accounts.throttle import TooManyAttempts
from kabinet.applicants.claiming import ClaimRefused, HasLogin, claim_cabinet, issue_claim_code
from kabinet.applicants.lookup import find_applicants, identifier_in
from kabinet.applicants.models import Applicant, ApplicantKind, Consent
from kabinet.applicants.services import AlreadyEntered, enter_applicant, purge_unconfirmed
from kabinet.core.ids import new_id
from kabinet.core.models import JournalEntry
from kabinet.law.errors import Malformed
from kabinet.notifications.models import Letter
from kabinet.notifications.services import send_letter
from tests.applicants.people import ANSWERS, AT, COMPANY, PERSON, make_applicant
from tests.applications.builders import make_specialist

pytestmark = pytest.mark.django_db

EMAIL, PASSWORD = "petr@example.ru", "лес-зелёный-8"


def enter(kind=ApplicantKind.PERSON, *, applicant_id=None, by=None, **answers):
    return enter_applicant(
        applicant_id=applicant_id or new_id(),
        kind=kind,
        answers={**ANSWERS[kind], **answers},
        by=by or make_specialist(),
        address="192.0.2.5",
        at=AT,
    )


@pytest.fixture
def entered():
    return enter()


@pytest.fixture
def code(entered):
    return issue_claim_code(applicant=entered, by=make_specialist(), address=None, at=AT)


def claim(text, *, number=PERSON["snils"], email=EMAIL, at=AT, address="192.0.2.9", notices=False):
    claim_cabinet(
        number=number,
        text=text,
        email=email,
        password=PASSWORD,
        email_notices=notices,
        address=address,
        user_agent="Firefox",
        at=at,
    )


def string_of(letter):
    return re.search(r"confirm/([A-Z0-9-]+)/", letter.text)[1]


def confirm(letter, at=AT):
    return confirm_new_email(text=string_of(letter), address=None, at=at)


# --- Entered from paper ---------------------------------------------------------------------------------


def test_the_office_enters_whoever_came_with_paper_without_a_login_and_without_consents(entered):
    user = entered.user
    assert (user.email, user.login, user.confirmed_at, user.has_usable_password()) == (None, "", None, False)
    assert (entered.name, entered.snils, user.name) == (
        "Иванов Пётр Сергеевич", "112-233-445 95", "Иванов Пётр Сергеевич",
    )  # fmt: skip
    assert not Consent.objects.exists()
    assert JournalEntry.objects.get(act="account.entered").subject == f"user:{user.pk}"


def test_several_people_have_no_email_and_none_of_them_signs_in_or_is_let_in(entered):
    enter(ApplicantKind.COMPANY)
    assert User.objects.filter(email=None, role=Role.APPLICANT).count() == 2
    for email in ("", " ", "None"):
        with pytest.raises(WrongCredentials):
            check_login(email=email, password="", address=None, at=AT)
        assert let_in(email=email, at=AT) is None


def test_the_same_form_twice_enters_one_person_and_the_same_number_again_is_told(entered):
    again = enter(applicant_id=entered.pk)
    assert (again.pk, Applicant.objects.count(), User.objects.filter(role=Role.APPLICANT).count()) == (
        entered.pk, 1, 1,
    )  # fmt: skip
    with pytest.raises(AlreadyEntered, match="Иванов Пётр Сергеевич") as refused:
        enter(last_name="Петров")
    assert refused.value.applicant == entered


def test_of_two_requests_with_one_form_the_second_finds_what_the_first_made(entered, monkeypatch):
    """On PostgreSQL the second has looked before the first was done."""
    made = entered.pk, User.objects.count()
    by = make_specialist()
    monkeypatch.setattr("django.db.models.QuerySet.first", lambda _found: None)
    assert (enter(applicant_id=entered.pk, by=by).pk, User.objects.count()) == (made[0], made[1] + 1)


def test_no_letter_is_written_to_somebody_without_a_mailbox(entered):
    sent = send_letter(kind="email_taken", recipient=entered.user.email, context={"email": ""}, at=AT)
    assert (sent, Letter.objects.count()) == (None, 0)


def test_people_from_paper_are_kept_though_nobody_proves_a_mailbox(entered):
    assert purge_unconfirmed(at=AT + timedelta(days=400)) == 0
    assert Applicant.objects.get() == entered


@pytest.mark.parametrize("wrong", [{"role": Role.SPECIALIST}, {"confirmed_at": AT}])
def test_the_database_knows_who_may_have_no_email(wrong):
    with pytest.raises(IntegrityError):
        User.objects.create(created_at=AT, **wrong)


@pytest.mark.parametrize(
    ("text", "column", "value"),
    [
        ("11223344595", "snils", "112-233-445 95"),
        (" 7707083893 ", "inn", "7707083893"),
        ("500100732259", "inn", "500100732259"),
        ("1027700132195", "ogrn", "1027700132195"),
        ("304500116000157", "ogrn", "304500116000157"),
    ],
)
def test_a_number_is_known_by_its_length(text, column, value):
    assert identifier_in(text) == (column, value)


@pytest.mark.parametrize(
    ("text", "said"),
    [("112-233-445 96", "контрольн"), ("7707083894", "контрольн"), ("12", "целиком"), ("", "целиком")],
)
def test_a_number_that_cannot_be_is_told_in_words(text, said):
    with pytest.raises(Malformed, match=said):
        identifier_in(text)


def test_search_finds_people_from_paper_and_proved_ones_and_nobody_else():
    proved, entered = make_applicant(), enter()
    make_applicant(email="unproved@example.ru", confirmed=False)
    assert list(find_applicants(identifier_in(PERSON["snils"]))) in ([entered, proved], [proved, entered])
    assert not find_applicants(identifier_in(COMPANY["inn"])).exists()


# --- Claiming -------------------------------------------------------------------------------------------


def test_the_code_the_number_and_the_link_of_the_letter_open_the_cabinet(entered, code):
    claim(code.lower().replace("-", " "), notices=True)
    user = User.objects.get(pk=entered.user_id)
    assert user.email is None, "the mailbox is not proved yet"
    letter = Letter.objects.get()
    assert (letter.kind, letter.recipient) == ("claim_cabinet", EMAIL)
    confirm(letter)
    assert check_login(email=EMAIL, password=PASSWORD, address=None, at=AT).pk == entered.user_id
    assert {one.text.purpose for one in user.consents.all()} == {"processing", "email_notices"}
    assert Applicant.objects.get().email_notices
    with pytest.raises(ClaimRefused):
        claim(code, email="other@example.ru")
    acts = list(JournalEntry.objects.filter(act__startswith="account.claim").values_list("act", flat=True))
    assert sorted(acts) == ["account.claim_code_issued", "account.claim_requested", "account.claimed"]


def test_a_mistaken_email_is_mended_by_the_same_code_and_the_first_letter_is_void(entered, code):
    claim(code, email="wrong@example.ru")
    claim(code)
    first, second = Letter.objects.order_by("created_at", "pk")
    with pytest.raises(Exception, match="не подходит"):
        confirm(first)
    confirm(second)
    assert User.objects.get(pk=entered.user_id).email == EMAIL


@pytest.mark.parametrize(
    "wrong",
    [{"number": "087-654-303 00"}, {"number": COMPANY["inn"]}, {"at": AT + LIFETIMES["claim"]}],
)
def test_another_number_or_a_late_day_is_refused_in_the_same_words(code, wrong):
    with pytest.raises(ClaimRefused) as refused:
        claim(code, **wrong)
    with pytest.raises(ClaimRefused) as unknown:
        claim("AAAA-BBBB-CCCC-DDDD-EEEE", address="192.0.2.10")
    assert str(refused.value) == str(unknown.value)
    assert not Letter.objects.exists()


def test_a_new_code_ends_the_one_before_and_a_letter_that_waits(entered, code):
    claim(code)
    fresh = issue_claim_code(applicant=entered, by=make_specialist(), address=None, at=AT)
    with pytest.raises(ClaimRefused):
        claim(code)
    with pytest.raises(Exception, match="не подходит"):
        confirm(Letter.objects.get())
    claim(fresh)
    assert not OneTimeCode.objects.filter(digest__contains=fresh).exists(), "only a digest is kept"


def test_who_signs_in_already_gets_no_code():
    with pytest.raises(HasLogin):
        issue_claim_code(applicant=make_applicant(), by=make_specialist(), address=None, at=AT)


def test_an_email_of_somebody_else_is_told_to_its_owner_alone(entered, code):
    make_applicant(email=EMAIL)
    before = set(Letter.objects.values_list("pk", flat=True))
    claim(code)
    letter = Letter.objects.exclude(pk__in=before).get()
    assert (letter.kind, letter.recipient) == ("email_taken", EMAIL)


def test_an_email_taken_meanwhile_stays_its_owners(entered, code):
    claim(code)
    waiting = Letter.objects.get()
    make_applicant(email=EMAIL)
    with pytest.raises(EmailTaken):
        confirm(waiting)
    assert User.objects.get(pk=entered.user_id).email is None


def test_guessing_is_stopped_even_for_the_right_code(code):
    for _ in range(5):
        with pytest.raises(ClaimRefused):
            claim("AAAA-BBBB-CCCC-DDDD-EEEE")
    with pytest.raises(TooManyAttempts):
        claim(code)


# --- The page -------------------------------------------------------------------------------------------

FORM = {
    "number": "11223344595",
    "email": EMAIL,
    "password": PASSWORD,
    "password_again": PASSWORD,
    "consent": "on",
}


@pytest.fixture
def page(client):
    """The page's answer to a filled form."""
    return lambda **changed: client.post("/login/claim/", {**FORM, **changed})


@pytest.fixture
def fresh_code():
    """The page goes by the clock, and so must the code."""
    from django.utils import timezone

    return issue_claim_code(applicant=enter(), by=make_specialist(), address=None, at=timezone.now())


def test_the_entrance_leads_to_the_page_and_the_page_to_the_cabinet(client, page, fresh_code, letters):
    assert "/login/claim/" in client.get("/login/").content.decode()
    assert page(string=fresh_code).url == "/login/claim/sent/"
    assert EMAIL in client.get("/login/claim/sent/").content.decode()
    [letter] = letters()
    link = re.search(r"https?://[^/]+(/profile/email/confirm/\S+)", letter.body)[1]
    assert Client().post(link).url == "/login/"
    assert client.post("/login/", {"email": EMAIL, "password": PASSWORD}).url == "/"


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"string": "AAAA-BBBB-CCCC-DDDD-EEEE"}, "не подходят друг к другу"),
        ({"number": "11223344596"}, "контрольн"),
        ({"number": "1027700132195"}, "Введите СНИЛС"),
        ({"consent": ""}, "Без этого согласия"),
        ({"password": "12345678", "password_again": "12345678"}, "одних цифр"),
        ({"password_again": "другое"}, "Пароли не совпадают"),
        ({"email": "nonsense"}, "Это не похоже на e-mail"),
        ({"number": ""}, "заполните это поле"),
    ],
)
def test_a_mistake_is_told_beside_its_field_and_the_rest_is_kept(page, fresh_code, changed, said):
    response = page(**{"string": fresh_code, **changed})
    html = response.content.decode()
    assert response.status_code == 200
    assert said in html
    assert (changed.get("email") or EMAIL) in html
    assert PASSWORD not in html
    assert not Letter.objects.exists()
