"""During an absence the substitute has the cases of who is away; nothing is given to anybody."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from kabinet.accounts.absences import AbsenceTold, set_absence
from kabinet.accounts.models import Absence, Role
from kabinet.applications.course.assignment import hand_over_application
from kabinet.applications.course.reminders import remind
from kabinet.applications.course.transitions import ENGINE
from kabinet.applications.models import Application
from kabinet.core.models import JournalEntry
from kabinet.notifications.models import Letter
from kabinet.office.models import Note
from tests.appeals.builders import make_taken
from tests.applications.life import BIG, Case
from tests.office.conftest import AT, person
from tests.office.test_card import address, hidden
from tests.office.test_decisions import carried, press
from tests.office.test_queue import QUEUE, text_of

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate
SINCE, UNTIL = AT.date() - timedelta(days=3650), AT.date() + timedelta(days=3650)


@pytest.fixture
def petrov(db):
    return person("petrov@seti.example.ru", role=Role.SPECIALIST, name="Петров Иван")


@pytest.fixture
def away(petrov, specialist):
    """A function by which Petrov is away today, with the specialist standing in; Letters are of later."""

    def now(first=SINCE, last=UNTIL):
        told = AbsenceTold(first=first, last=last, substitute=specialist, ground="отпуск, приказ 5")
        made = set_absence(person=petrov, told=told, token=uuid4(), by=petrov, address=None, at=AT)
        Letter.objects.all().delete()
        return made

    return now


def test_mine_holds_the_cases_of_who_is_away_with_a_mark(office, petrov, away, listed, specialist):
    own, theirs = listed(specialist=specialist), listed(specialist=petrov)
    before = text_of(office.get(f"{QUEUE}?state=mine"))
    assert (own.number in before, theirs.number in before) == (True, False)
    made = away()
    page = office.get(f"{QUEUE}?state=mine")
    assert own.number in text_of(page)
    assert f"{theirs.number}" in text_of(page)
    assert "за: Петров Иван" in text_of(page)
    assert "Вы замещаете: специалист отсутствует до" in text_of(office.get(address(theirs)))
    Absence.objects.filter(pk=made.pk).update(last=AT.date() - timedelta(days=400))
    assert theirs.number not in text_of(office.get(f"{QUEUE}?state=mine"))
    assert Application.objects.get(pk=theirs.pk).specialist == petrov


def test_mine_of_appeals_likewise(office, petrov, away):
    appeal = make_taken(by=petrov)
    away()
    page = text_of(office.get(reverse("office_appeals") + "?state=mine"))
    assert appeal.number in page
    assert "за: Петров Иван" in page


def test_the_list_says_who_is_away_and_others_are_not_told_why(client, office, petrov, away, specialist):
    made = away()
    until = f"{made.last:%d.%m.%Y}"
    shown = reverse("office_absences", args=[petrov.pk])
    page = text_of(office.get(shown))
    assert f"по {until}, замещает Смирнова Анна" in page
    assert "приказ 5" not in page
    assert "Указать отсутствие" not in page
    client.force_login(person("head@seti.example.ru", role=Role.HEAD))
    told = f"Отсутствует до {until}, замещает Смирнова Анна Викторовна"
    assert told in text_of(client.get("/office/people/"))
    assert "приказ 5" in text_of(client.get(shown))


def test_letters_of_a_case_go_to_the_substitute_who_reads_for_whom(petrov, away, specialist):
    case = Case("ЮЛ", specialist=petrov, **BIG).accept()
    Application.objects.filter(pk=case.application.pk).update(specialist=petrov)
    away()
    locked = Application.objects.get(pk=case.application.pk)
    ENGINE.reply(locked, by=locked.owner, text="Когда ждать?", files=(), token=uuid4(), at=AT)
    [letter] = Letter.objects.filter(text__contains="Когда ждать?")
    assert letter.recipient == specialist.email
    assert letter.text.strip().endswith("Вы замещаете: Петров Иван.")


def test_terms_of_the_day_go_to_the_substitute(petrov, away, listed, specialist):
    late = listed(specialist=petrov)
    away()
    remind(at=AT + timedelta(days=2))
    told = Letter.objects.filter(text__contains=late.number, kind="terms_of_the_day")
    assert {letter.recipient for letter in told} == {specialist.email}


def test_who_is_away_is_told_of_at_the_choice_and_the_letter_goes_to_the_substitute(
    client, petrov, away, listed, specialist
):
    made = away()
    head = person("head@seti.example.ru", role=Role.HEAD, name="Главный Пётр")
    client.force_login(head)
    application = listed()
    warned = f"Петров Иван — отсутствует до {made.last:%d.%m.%Y}, замещает Смирнова Анна Викторовна"
    assert warned in text_of(client.get(address(application)))
    assert warned in text_of(client.get(QUEUE))
    hand_over_application(application=application, to=petrov, by=head, at=AT)
    assert {letter.recipient for letter in Letter.objects.all()} == {specialist.email}


# --- Acting on another's case -------------------------------------------------------------------------


@pytest.fixture
def offered(petrov):
    """A case of Petrov with everything placed for the offer."""
    case = Case("ЮЛ", specialist=petrov, **BIG).accept()
    Application.objects.filter(pk=case.application.pk).update(specialist=petrov)
    case.application.refresh_from_db()
    case.place("conditions", "contract", "instruction")
    return case


def test_the_substitute_acts_without_a_question(office, away, offered):
    away()
    assert "ведёт Петров Иван. Почему" not in text_of(
        office.get(reverse("office_corrections", args=[offered.application.pk]))
    )
    press(office, offered.application, "offer")
    offered.application.refresh_from_db()
    assert offered.application.state == "offer_sent"
    assert not Note.objects.exists()


def test_the_head_acts_without_a_question(client, offered):
    client.force_login(person("head@seti.example.ru", role=Role.HEAD))
    press(client, offered.application, "offer")
    offered.application.refresh_from_db()
    assert offered.application.state == "offer_sent"


def test_another_is_asked_and_once_the_absence_is_over_the_substitute_too(office, away, offered):
    away(last=TODAY() + timedelta(days=1), first=TODAY() + timedelta(days=1))
    asked = press(office, offered.application, "offer")
    assert "Заявку ведёт Петров Иван. Почему действуете вы" in text_of(asked)
    office.post(address(offered.application), {**carried(asked), "why": "Петров просил по телефону"})
    assert "Петров просил по телефону" in Note.objects.get().text


@pytest.mark.parametrize("standing", [False, True], ids=["another", "substitute"])
def test_an_appeal_of_a_colleague_is_handed_over_with_a_reason_that_the_journal_keeps(
    office, petrov, away, standing
):
    appeal = make_taken(by=petrov)
    if standing:
        away()
    other = person("orlova@seti.example.ru", role=Role.SPECIALIST, name="Орлова Ольга")
    page = office.get(reverse("office_appeal", args=[appeal.pk]))
    asked = "Обращение ведёт Петров Иван. Почему действуете вы"
    assert (asked in text_of(page)) is not standing
    give = reverse("office_appeal_assign", args=[appeal.pk])
    sent = {"specialist": other.pk, "seen": hidden(page)["seen"]}
    if not standing:
        refused = office.post(give, sent)
        assert (refused.status_code, "Напишите причину." in text_of(refused)) == (422, True)
        assert f'value="{other.pk}" selected' in refused.content.decode()
        appeal.refresh_from_db()
        assert appeal.specialist == petrov
    office.post(give, {**sent, "why": "" if standing else "Петров уволился"})
    appeal.refresh_from_db()
    assert appeal.specialist == other
    entry = JournalEntry.objects.get(act="appeal_assigned")
    assert entry.details.get("why") == (None if standing else "Петров уволился")
    told = Letter.objects.filter(kind="appeal_taken_over")
    assert [letter.recipient for letter in told] == ([] if standing else [petrov.email])


# --- The pages ----------------------------------------------------------------------------------------


def posted(substitute, **changed):
    first = TODAY() + timedelta(days=5)
    return {
        "token": uuid4(),
        "first": f"{first:%d.%m.%Y}",
        "last": f"{first + timedelta(days=14):%d.%m.%Y}",
        "substitute": substitute.pk,
        "ground": "отпуск",
        **changed,
    }


def test_one_sets_ones_own_corrects_it_and_takes_it_back(office, specialist, petrov):
    own = reverse("office_absences", args=[specialist.pk])
    assert f'href="{own}"' in office.get("/profile/").content.decode()
    page = text_of(office.get(office.post(own, posted(petrov)).url))
    assert "Записано. Замещает Петров Иван" in page
    assert "замещает Петров Иван" in page
    refused = office.post(own, posted(petrov, ground="второй раз"))
    assert (refused.status_code, "пересекаются с другим отсутствием" in text_of(refused)) == (422, True)
    assert "второй раз" in refused.content.decode()

    one = reverse("office_absence", args=[Absence.objects.get().pk])
    unsaid = office.post(one, posted(petrov))
    assert (unsaid.status_code, "Напишите, почему запись меняется" in text_of(unsaid)) == (422, True)
    corrected = office.post(one, posted(petrov, why="Перенесли", ground="отпуск 2"))
    page = text_of(office.get(corrected.url))
    assert "Больше не действует" in page
    assert "Перенесли" in page

    latest = Absence.objects.get(void_at=None)
    taken = office.post(
        reverse("office_absence", args=[latest.pk]), posted(petrov, why="Не иду", act="take_back")
    )
    assert "Отсутствие отменено" in text_of(office.get(taken.url))
    assert not Absence.objects.filter(void_at=None).exists()
    assert Absence.objects.count() == 2


def test_who_stands_in_for_another_is_warned_on_going_away(office, away, specialist):
    away()
    other = person("orlova@seti.example.ru", role=Role.SPECIALIST, name="Орлова Ольга")
    own = reverse("office_absences", args=[specialist.pk])
    page = text_of(office.get(office.post(own, posted(other)).url))
    assert "сам(а) замещает: Петров Иван. Эти дела тоже перейдут на время к Орлова Ольга" in page


def test_a_colleague_changes_nobodys_absence(office, away, petrov, specialist):
    made = away()
    one = reverse("office_absence", args=[made.pk])
    assert "меняет сам сотрудник, руководитель" in text_of(office.get(one))
    assert "приказ 5" not in office.get(one).content.decode()
    office.post(one, posted(specialist, why="Так надо", act="take_back"))
    made.refresh_from_db()
    assert made.void_at is None
    refused = office.post(reverse("office_absences", args=[petrov.pk]), posted(specialist))
    assert refused.status_code == 422
    assert Absence.objects.count() == 1
