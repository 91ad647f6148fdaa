"""Whose work an application is: taken by one, handed over, assigned by the head."""

import pytest

from kabinet.accounts.models import Role
from kabinet.applications.course.assignment import (
    AlreadyTaken,
    CannotWork,
    NotYours,
    hand_over_application,
    take_application,
)
from kabinet.applications.course.transitions import ApplicationNotFound
from kabinet.applications.models import Application
from kabinet.core.models import JournalEntry
from tests.applications.builders import NOW, make_draft, make_specialist, make_submitted, make_user
from tests.applications.test_transitions import at_once

pytestmark = pytest.mark.django_db


def take(application, by):
    return take_application(application=application, by=by, at=NOW, address="192.0.2.9")


def hand_over(application, to, by):
    return hand_over_application(application=application, to=to, by=by, at=NOW)


def test_application_without_a_specialist_is_taken_and_recorded():
    application, specialist = make_submitted(), make_specialist()

    assert take(application, specialist)

    assert Application.objects.get().specialist == specialist
    entry = JournalEntry.objects.latest("pk")
    assert (entry.act, entry.actor, entry.address) == ("application_taken", specialist.pk, "192.0.2.9")
    assert entry.details == {"number": application.number, "from": "", "to": str(specialist.pk)}


def test_own_application_taken_again_changes_nothing():
    application, specialist = make_submitted(), make_specialist()
    take(application, specialist)

    assert not take(application, specialist)

    assert JournalEntry.objects.filter(act="application_taken").count() == 1


def test_application_of_a_colleague_is_not_taken_and_their_name_is_told():
    application = make_submitted()
    take(application, make_specialist(name="Смирнова Анна"))

    with pytest.raises(AlreadyTaken, match="Смирнова Анна"):
        take(application, make_specialist())


@pytest.mark.django_db(transaction=True)
def test_of_two_who_take_at_once_one_gets_it_and_the_other_is_told_who():
    application = make_submitted()
    first, second = make_specialist(name="Первая"), make_specialist(name="Второй")

    results = at_once(lambda: take(application, first), lambda: take(application, second))

    holder = Application.objects.get().specialist
    [refused] = [result for result in results if isinstance(result, AlreadyTaken)]
    assert [result for result in results if result is True] == [True]
    assert refused.holder == holder
    assert JournalEntry.objects.filter(act="application_taken").count() == 1


def test_specialist_hands_over_their_own_and_the_colleague_gets_a_letter(letters):
    application, own, colleague = make_submitted(), make_specialist(name="Анна"), make_specialist()
    take(application, own)

    assert hand_over(application, colleague, own)

    assert Application.objects.get().specialist == colleague
    letter = letters()[-1]
    assert (letter.to, application.number in letter.subject) == ([colleague.email], True)
    assert "Анна передаёт вам заявку" in letter.body
    assert not hand_over(application, colleague, make_user(role=Role.HEAD))


def test_specialist_hands_over_nobody_elses():
    application, own, other = make_submitted(), make_specialist(), make_specialist()
    take(application, own)

    with pytest.raises(NotYours):
        hand_over(application, other, other)


def test_head_assigns_anybodys_to_anybody():
    application, head = make_submitted(), make_user(role=Role.HEAD)
    first, second = make_specialist(), make_specialist()

    hand_over(application, first, head)
    hand_over(application, second, head)

    assert Application.objects.get().specialist == second
    assert JournalEntry.objects.filter(act="application_assigned").count() == 2


@pytest.mark.parametrize(
    "unfit", [{"is_active": False}, {"handles_applications": False}, {"role": Role.APPLICANT}]
)
def test_application_is_given_only_to_who_works_on_applications(unfit):
    application, head, to = make_submitted(), make_user(role=Role.HEAD), make_specialist()
    for name, value in unfit.items():
        setattr(to, name, value)

    with pytest.raises(CannotWork):
        hand_over(application, to, head)


def test_strangers_and_drafts_are_out_of_it():
    of_appeals = make_specialist()
    of_appeals.handles_applications = False
    with pytest.raises(ApplicationNotFound):
        take(make_draft(), make_specialist())
    with pytest.raises(ApplicationNotFound):
        take(make_submitted(), make_user())
    with pytest.raises(ApplicationNotFound):
        take(make_submitted(), of_appeals)
