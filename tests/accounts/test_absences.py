"""Absences: who stands in for whom, on which days; nothing that was said of them vanishes."""

from datetime import date, timedelta
from uuid import uuid4

import pytest

from kabinet.accounts.absences import (
    AbsenceRefused,
    AbsenceTold,
    absences_of,
    correct_absence,
    set_absence,
    take_back_absence,
)
from kabinet.accounts.models import Absence, Role
from kabinet.accounts.standing_in import away_on, stand_in_of, stands_in_for, stood_in_by, works_for
from kabinet.core.models import JournalEntry
from kabinet.notifications.models import Letter
from tests.applications.builders import NOW, make_specialist, make_user

pytestmark = pytest.mark.django_db
FIRST, LAST = date(2026, 12, 1), date(2026, 12, 15)


@pytest.fixture
def people(db):
    names = {"petrov": "Петров Иван", "ivanova": "Иванова Анна", "orlova": "Орлова Ольга"}
    return [make_specialist(email=f"{login}@example.ru", name=name) for login, name in names.items()]


def away(person, substitute, *, first=FIRST, last=LAST, by=None, **more):
    told = AbsenceTold(first=first, last=last, substitute=substitute, ground="отпуск")
    return set_absence(
        person=person, told=told, by=by or person, address=None, at=NOW, **{"token": uuid4(), **more}
    )


def test_the_substitute_stands_in_on_the_first_and_the_last_day_and_on_no_other(people):
    petrov, ivanova, orlova = people
    away(petrov, ivanova)
    for day, standing in (
        (FIRST - timedelta(1), False),
        (FIRST, True),
        (LAST, True),
        (LAST + timedelta(1), False),
    ):
        assert stands_in_for(ivanova, petrov.pk, day) is standing
        assert works_for(ivanova, away_on(day)) == {ivanova.pk, *([petrov.pk] if standing else [])}
        assert not stands_in_for(orlova, petrov.pk, day)


def test_who_goes_away_while_standing_in_is_stood_in_for_with_all_they_do(people):
    petrov, ivanova, orlova = people
    away(petrov, ivanova)
    away(ivanova, orlova, first=LAST)
    assert stand_in_of(petrov.pk, away_on(FIRST)) == ivanova
    assert stand_in_of(petrov.pk, away_on(LAST)) == orlova
    assert stood_in_by(orlova, away_on(LAST)) == {petrov.pk, ivanova.pk}
    assert stood_in_by(ivanova, away_on(LAST)) == frozenset()


def test_who_stands_in_is_one_statement_for_any_number(people, django_assert_num_queries):
    petrov, ivanova, orlova = people
    away(petrov, ivanova)
    away(ivanova, orlova, first=LAST)
    with django_assert_num_queries(1):
        works_for(orlova, away_on(LAST))


def test_nobody_stands_in_who_was_blocked(people):
    petrov, ivanova, _ = people
    away(petrov, ivanova)
    ivanova.is_active = False
    ivanova.save()
    assert stand_in_of(petrov.pk, away_on(FIRST)) is None


@pytest.mark.parametrize(
    ("changed", "field", "why"),
    [
        ({"first": date(2026, 12, 16), "last": LAST}, "last", "Последний день раньше первого"),
        ({"first": date(2026, 11, 1), "last": date(2026, 11, 20)}, "last", "уже прошёл"),
        ({"first": LAST, "last": date(2026, 12, 30)}, "first", "с\xa001.12.2026 по\xa015.12.2026"),
    ],
)
def test_days_that_cannot_be_are_refused_at_their_field(people, changed, field, why):
    petrov, ivanova, _ = people
    away(petrov, ivanova)
    with pytest.raises(AbsenceRefused, match=why) as refusal:
        away(petrov, ivanova, **changed)
    assert refusal.value.field == field
    assert Absence.objects.count() == 1


def test_a_substitute_who_is_away_or_works_otherwise_is_refused(people):
    petrov, ivanova, orlova = people
    away(ivanova, orlova)
    with pytest.raises(AbsenceRefused, match="Иванова Анна в эти дни тоже отсутствует") as refusal:
        away(petrov, ivanova, first=LAST, last=date(2026, 12, 20))
    assert refusal.value.field == "substitute"
    orlova.handles_appeals = False
    orlova.save()
    for other in (orlova, petrov, None):
        with pytest.raises(AbsenceRefused, match="Выберите из списка"):
            away(petrov, other)


def test_only_oneself_the_head_and_the_administrator_say_it(people):
    petrov, ivanova, orlova = people
    with pytest.raises(AbsenceRefused, match="он сам, руководитель или администратор"):
        away(petrov, ivanova, by=orlova)
    for role in (Role.HEAD, Role.ADMINISTRATOR):
        leader = make_user(email=f"{role}@example.ru", role=role, name="Главный Пётр")
        made = away(petrov, ivanova, by=leader)
        take_back_absence(absence=made, why="Спутали", by=leader, address=None, at=NOW)
    with pytest.raises(AbsenceRefused, match="замещать его не нужно"):
        away(leader, ivanova)


def test_the_substitute_learns_and_the_journal_keeps_it_once(people):
    petrov, ivanova, _ = people
    token = uuid4()
    assert away(petrov, ivanova, token=token) == away(petrov, ivanova, token=token)
    [letter] = Letter.objects.all()
    assert (letter.recipient, "Вы замещаете: Петров Иван" in letter.subject) == (ivanova.email, True)
    [entry] = JournalEntry.objects.filter(act="account.absence_set")
    assert (entry.subject, entry.details["until"]) == (f"user:{petrov.pk}", "2026-12-15")


def test_a_correction_keeps_what_was_said_with_the_reason(people):
    petrov, ivanova, orlova = people
    former = away(petrov, ivanova)
    told = AbsenceTold(first=FIRST, last=date(2026, 12, 5), substitute=orlova)
    sent = {"absence": former, "told": told, "by": petrov, "address": None, "at": NOW}
    with pytest.raises(AbsenceRefused, match="Напишите, почему") as refusal:
        correct_absence(why=" ", token=uuid4(), **sent)
    assert refusal.value.field == "why"
    token = uuid4()
    made = correct_absence(why="Отозвали из отпуска", token=token, **sent)
    assert correct_absence(why="Отозвали из отпуска", token=token, **sent) == made
    former.refresh_from_db()
    assert (former.void_why, former.void_by) == ("Отозвали из отпуска", petrov)
    assert absences_of(petrov) == [made, former]
    assert not stands_in_for(ivanova, petrov.pk, FIRST)
    assert stands_in_for(orlova, petrov.pk, FIRST)
    assert not stands_in_for(orlova, petrov.pk, LAST)
    told = {letter.recipient: letter.subject for letter in Letter.objects.all()}
    assert "Замещение отменено" in told[ivanova.email]
    assert "Вы замещаете" in told[orlova.email]
    with pytest.raises(AbsenceRefused, match="уже исправили"):
        take_back_absence(absence=former, why="Ещё раз", by=petrov, address=None, at=NOW)


def test_what_was_taken_back_counts_no_more_and_stays(people):
    petrov, ivanova, _ = people
    made = away(petrov, ivanova)
    take_back_absence(absence=made, why="Отпуск перенесли", by=petrov, address=None, at=NOW)
    assert not stands_in_for(ivanova, petrov.pk, FIRST)
    assert [one.void_why for one in absences_of(petrov)] == ["Отпуск перенесли"]
    [entry] = JournalEntry.objects.filter(act="account.absence_taken_back")
    assert entry.details["why"] == "Отпуск перенесли"
    away(petrov, ivanova)
