from datetime import date, timedelta

import pytest

from kabinet.applicants.members import Invitation, end_membership, invite_member
from kabinet.applicants.models import ApplicantKind, MemberPower, MemberRole, Membership
from kabinet.applicants.powers import PowerRefused, PowerTold, give_power, remind_of_end
from kabinet.core.ids import new_id
from kabinet.core.models import JournalEntry
from kabinet.notifications.models import Letter, LetterCopy
from tests.applicants.members import make_member
from tests.applications.builders import NOW, make_applicant, make_file, make_user

pytestmark = pytest.mark.django_db
TODAY = NOW.date()
DAY = timedelta(days=1)


@pytest.fixture
def company():
    return make_applicant(ApplicantKind.COMPANY)


@pytest.fixture
def member(company):
    return make_member(company, basis="", role=MemberRole.PREPARES)


def power(number="5", issued_on=TODAY, until=None):
    return PowerTold(number=number, issued_on=issued_on, until=until)


def give(member, told, *, scan=None, at=NOW):
    return give_power(membership=member, told=told, scan=scan, by=member.applicant.user, address=None, at=at)


def again(member):
    return Membership.objects.get(pk=member.pk)


def test_where_no_term_is_named_the_power_lasts_a_year_from_its_date(member):
    given = give(member, power(issued_on=date(2026, 3, 1)))
    assert (given.until, given.is_stated) == (date(2027, 3, 1), False)
    assert again(member).until == date(2027, 3, 1)
    leap = PowerTold(number="", issued_on=date(2028, 2, 29))
    assert leap.last_day == date(2029, 2, 28)


def test_a_named_term_counts_as_it_is_named(member):
    given = give(member, power(until=date(2036, 12, 31)))
    assert (given.until, given.is_stated, again(member).until) == (
        date(2036, 12, 31),
        True,
        date(2036, 12, 31),
    )
    assert again(member).ground == f"доверенность №\N{NO-BREAK SPACE}5 от\N{NO-BREAK SPACE}{TODAY:%d.%m.%Y}"


@pytest.mark.parametrize(
    ("told", "field", "words"),
    [
        (power(issued_on=TODAY + DAY), "issued_on", "ещё не наступила"),
        (power(until=TODAY - DAY), "until", "раньше даты доверенности"),
        (power(issued_on=TODAY - 30 * DAY, until=TODAY - DAY), "until", "нужна новая"),
        (power(issued_on=date(2020, 1, 1)), "issued_on", "Её срок истёк 01.01.2021"),
    ],
)
def test_a_power_by_which_nobody_may_act_is_refused(member, told, field, words):
    with pytest.raises(PowerRefused, match=words) as refusal:
        give(member, told)
    assert refusal.value.field == field
    assert not MemberPower.objects.exists()


def test_a_scan_that_lacked_joins_its_power_and_a_new_power_leaves_the_former(company, member):
    first, second = make_file(company.user, "первая.pdf"), make_file(company.user, "вторая.pdf")
    give(member, power())
    give(member, power(), scan=first)
    assert [one.scan for one in again(member).powers.all()] == [first]
    give(member, power("6", until=date(2036, 12, 31)), scan=second, at=NOW + DAY)
    assert [one.scan for one in again(member).powers.all()] == [second, first]
    assert again(member).power_at(NOW + timedelta(hours=1)).number == "5"
    assert again(member).power_at(NOW + 2 * DAY).number == "6"


def test_a_renewed_power_lets_act_again_and_brings_the_letters_back(company, member):
    Membership.objects.update(until=TODAY - DAY)
    LetterCopy.objects.update(until=TODAY - DAY)
    assert not Membership.objects.in_force(TODAY).exists()
    give(member, power(until=date(2036, 12, 31)))
    assert Membership.objects.in_force(TODAY).get() == member
    assert LetterCopy.objects.get(reader=member.person_id).until == date(2036, 12, 31)
    entry = JournalEntry.objects.filter(act="member.power_given").latest("id")
    assert entry.subject == f"user:{company.user_id}"


def test_what_was_ended_is_not_renewed(member):
    end_membership(membership=member, by=member.applicant.user, address=None, at=NOW)
    with pytest.raises(PowerRefused, match="пригласите его заново"):
        give(member, power())


def test_an_invitation_names_the_power_and_its_last_day(company):
    invite_member(
        applicant=company,
        invitation=Invitation(
            name="Анна", email="anna@example.ru", role=MemberRole.REPRESENTATIVE, power=power()
        ),
        token=new_id(), by=company.user, address=None, at=NOW,
    )  # fmt: skip
    made = Membership.objects.get()
    assert made.until == made.power.until == date(TODAY.year + 1, TODAY.month, TODAY.day)
    assert f"до {made.until:%d.%m.%Y}" in Letter.objects.get(kind="member_invited").text


def test_both_are_reminded_once_two_weeks_before_each_last_day(company):
    member = make_member(company, basis="")
    head = make_member(company, person=make_user(), role=MemberRole.HEAD, basis="устав")
    give(member, power(until=TODAY + 15 * DAY))
    assert remind_of_end(at=NOW) == 0
    assert remind_of_end(at=NOW + DAY) == 1
    assert remind_of_end(at=NOW + 2 * DAY) == 0
    sent = Letter.objects.filter(kind="member_power_ends")
    assert set(sent.values_list("recipient", flat=True)) == {
        company.user.login, member.person.login, head.person.login,
    }  # fmt: skip
    [own] = sent.filter(recipient=member.person.login)
    assert own.subject.startswith("Ваши полномочия заканчиваются")
    assert f"/people/{member.pk}/power/" in own.text
    assert own.notice
    give(member, power("6", until=TODAY + 40 * DAY), at=NOW + 3 * DAY)
    assert remind_of_end(at=NOW + 4 * DAY) == 0
    assert remind_of_end(at=NOW + 30 * DAY) == 1


def test_nobody_is_reminded_of_what_has_no_term_or_is_over(company):
    make_member(company)
    gone = make_member(company, person=make_user(), until=TODAY + DAY)
    end_membership(membership=gone, by=company.user, address=None, at=NOW)
    assert remind_of_end(at=NOW) == 0
    assert remind_of_end(at=NOW + 30 * DAY) == 0
