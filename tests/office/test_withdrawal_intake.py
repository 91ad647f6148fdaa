"""A withdrawal of a consent that came by post or in the office, entered for the applicant."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from kabinet.applicants.models import Applicant, Consent, Withdrawal
from kabinet.applicants.purposes import APPLICATION_PROCESSING, EMAIL_NOTICES, PROCESSING, SIMPLE_SIGNATURE
from kabinet.applications.models import Application
from kabinet.applications.submission.withdrawals import withdrawable
from kabinet.core.channels import Channel
from kabinet.core.models import JournalEntry
from kabinet.law.deadlines import Code
from kabinet.law.editions import law_at
from kabinet.notifications.models import Letter
from tests.applicants.people import PERSON, given, make_applicant
from tests.applications.builders import make_draft, make_submitted
from tests.architecture.test_every_address import received_on_paper
from tests.office.test_documents import pdf
from tests.office.test_queue import text_of

pytestmark = pytest.mark.django_db
LIST = "/office/withdrawals/"


def receive(user):
    return reverse("office_withdrawal_receive", args=[user.pk])


def right(purpose=PROCESSING, subject="", **typed):
    return {
        "token": uuid4(),
        "consent": f"{purpose}|{subject}",
        "channel": "ПЧ",
        "received_on": f"{timezone.localdate() - timedelta(days=3):%d.%m.%Y}",
        "text": "Вх. № 12",
        **typed,
    }


@pytest.fixture
def owner(db):
    return make_applicant(at=timezone.now() - timedelta(days=30), email_notices=True).user


def test_list_leads_to_the_number_and_that_to_the_consents_in_force(office, owner):
    assert "Внести отзыв" in text_of(office.get(LIST))
    page = office.get(f"{LIST}intake/", {"number": PERSON["snils"]})
    assert receive(owner) in page.content.decode()
    assert "Внести заявителя" not in text_of(page)
    shown = text_of(office.get(receive(owner)))
    assert "Черновики заявок удаляются сразу" in shown
    assert "уведомлени" in shown


def test_withdrawal_by_post_has_all_that_follows_and_its_term_from_the_day_it_came(office, specialist, owner):
    make_draft(owner.applicant)
    told = office.post(receive(owner), right(uploads=[pdf("отзыв.pdf")]), follow=True)
    made = Withdrawal.objects.get()
    came = timezone.localdate() - timedelta(days=3)
    assert (made.channel, made.received_on, made.entered_by, made.note) == (
        Channel.POST,
        came,
        specialist,
        "Вх. № 12",
    )
    assert made.due_on == law_at(came).due(Code.CONSENT_WITHDRAWN, came)
    assert not Application.objects.filter(owner=owner).exists()
    assert Consent.objects.get(text__purpose=PROCESSING).withdrawn_at is not None
    letter = Letter.objects.get(kind="consent_withdrawn")
    assert f"Отзыв поступил по почте {came:%d.%m.%Y}" in letter.text
    assert "смените пароль" not in letter.text
    page = text_of(told)
    assert "Заявителю отправлено письмо" in page
    assert "Отзыв поступил по почте" in page
    assert "Вх. № 12" in page
    scan = made.scans.get()
    given_back = office.get(reverse("office_withdrawal_file", args=[made.pk, scan.pk]))
    assert b"".join(given_back.streaming_content)[:5] == b"%PDF-"
    assert JournalEntry.objects.get(act="consent.withdrawn").actor == specialist.pk
    assert came.strftime("%d.%m.%Y") in text_of(office.get(LIST))


def test_notices_stop_at_once_and_the_page_says_that_nothing_is_left(office, owner):
    told = office.post(receive(owner), right(EMAIL_NOTICES), follow=True)
    assert "больше делать ничего не нужно" in text_of(told)
    assert Applicant.objects.get(user=owner).email_notices is False


def test_double_click_is_one_withdrawal_and_refused_to_nobody(office, owner):
    form = right()
    answers = [office.post(receive(owner), form) for _ in range(2)]
    assert {(answer.status_code, answer.url) for answer in answers} == {
        (302, reverse("office_withdrawal", args=[Withdrawal.objects.get().pk]))
    }
    again = office.post(receive(owner), right())
    assert (again.status_code, Withdrawal.objects.count()) == (422, 1)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"consent": ""}, "Выберите, какое согласие"),
        ({"consent": "processing|чужое"}, "Этого согласия больше нет"),
        ({"channel": ""}, "Выберите, как поступил отзыв"),
        ({"received_on": "01.01.2099"}, "ещё не наступил"),
        ({"received_on": "31.02.2026"}, "дат|дня"),
    ],
)
def test_refusal_stands_beside_its_field_and_the_scan_stays(office, owner, typed, said):
    answer = office.post(receive(owner), {**right(uploads=[pdf("отзыв.pdf")]), **typed})
    assert (answer.status_code, Withdrawal.objects.count()) == (422, 0)
    assert re.search(said, text_of(answer))
    assert 'name="kept"' in answer.content.decode()
    assert "Вх. № 12" in answer.content.decode()


def test_consent_that_was_given_after_the_withdrawal_came_stays(office, owner):
    Consent.objects.update(given_at=timezone.now())
    answer = office.post(receive(owner), right())
    assert (answer.status_code, "дано позже" in text_of(answer)) == (422, True)
    assert not Withdrawal.objects.exists()


def test_consents_on_paper_are_withdrawn_and_whoever_gets_no_letters_is_not_said_to(office):
    draft, _scan = received_on_paper()
    numbered = Application.objects.filter(pk=draft.pk)
    assert [one.title for one in withdrawable(draft.owner)] == [
        "Согласие на обработку персональных данных, данное на бумаге"
    ]
    told = office.post(receive(draft.owner), right(channel="ОФ"), follow=True)
    assert "Заявитель писем не получает" in text_of(told)
    assert not Letter.objects.filter(kind="consent_withdrawn").exists()
    assert "согласие, данное на бумаге" in Letter.objects.get(kind="withdrawal_received").text
    assert not numbered.exists()
    assert withdrawable(draft.owner) == []
    made = Withdrawal.objects.get()
    done = office.post(reverse("office_withdrawal", args=[made.pk]), {"remark": "Стёрто."}, follow=True)
    assert "Заявитель писем не получает" in text_of(done)


def test_each_application_has_its_consent_and_the_simple_signature_one(db):
    submitted = make_submitted()
    for _ in range(2):
        given(submitted.owner, SIMPLE_SIGNATURE, subject=f"application:{submitted.pk}")
    keys = [(one.purpose, one.subject, one.about) for one in withdrawable(submitted.owner)]
    assert (APPLICATION_PROCESSING, f"application:{submitted.pk}", submitted.number) in keys
    assert [purpose for purpose, _, _ in keys].count(SIMPLE_SIGNATURE) == 1
