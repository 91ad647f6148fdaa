"""«Передать все дела»: all open cases of a person go to another at once."""

from uuid import uuid4

import pytest

from kabinet.accounts.models import Role
from kabinet.appeals.models import Appeal
from kabinet.applications.models import Application
from kabinet.applications.rules.states import State
from kabinet.core.models import JournalEntry
from kabinet.notifications.models import Letter
from kabinet.office.models import Note, WorkHandover
from kabinet.office.staff import handing
from tests.appeals.builders import make_appeal
from tests.office.conftest import AT, person
from tests.office.test_queue import text_of

pytestmark = pytest.mark.django_db
BOTH = ["applications", "appeals"]


@pytest.fixture
def colleague(db):
    return person("ivanova@seti.example.ru", role=Role.SPECIALIST, name="Иванова Алла")


@pytest.fixture(params=[Role.HEAD, Role.ADMINISTRATOR], ids=["head", "administrator"])
def leader(client, request):
    who = person("head@seti.example.ru", role=request.param, name="Главный Пётр")
    client.force_login(who)
    return who


@pytest.fixture
def leading(client, leader):
    """The leader's browser."""
    return client


@pytest.fixture
def keeper(specialist, listed):
    """Somebody with one open application."""
    listed(specialist=specialist)
    return specialist


def page_of(whose):
    return f"/office/people/{whose.pk}/cases/"


def give(client, whose, to, what=BOTH, **posted):
    return client.post(page_of(whose), {"token": uuid4(), "taker": to.pk, "what": what, **posted})


def appeals_of(specialist, count=1):
    for _ in range(count):
        appeal = make_appeal()
        Appeal.objects.filter(pk=appeal.pk).update(specialist=specialist)
    return Appeal.objects.filter(specialist=specialist)


def test_all_open_cases_go_over_with_one_letter_and_the_closed_ones_stay(
    client, leader, specialist, colleague, listed
):
    two = [listed(specialist=specialist), listed(specialist=specialist)]
    over, other = listed(specialist=specialist, state=State.ANNULLED), listed(specialist=leader)
    appeals_of(specialist)
    Letter.objects.all().delete()
    assert "Открытых дел: 2 заявки и 1 обращение" in text_of(client.get(page_of(specialist)))

    response = give(client, specialist, colleague, note="Мария в декрете")

    page = text_of(client.get(response.url))
    assert "Передано (Иванова Алла): 2 заявки и 1 обращение. Об этом отправлено одно письмо." in page
    assert "Открытых дел у сотрудника нет." in page
    assert set(Application.objects.filter(specialist=colleague)) == set(two)
    assert Appeal.objects.get().specialist == colleague
    assert Application.objects.get(pk=over.pk).specialist == specialist
    assert Application.objects.get(pk=other.pk).specialist == leader
    told = {letter.recipient: letter.text for letter in Letter.objects.all()}
    assert set(told) == {colleague.email, specialist.email}
    assert "Главный Пётр передаёт вам дела, которые вёл(а) Смирнова Анна Викторовна" in told[colleague.email]
    assert "Мария в декрете" in told[colleague.email]
    assert {note.text for note in Note.objects.all()} == {"Для Иванова Алла: Мария в декрете"}
    assert Note.objects.count() == 2


def test_the_journal_has_a_line_of_every_case_and_one_of_the_whole(
    client, leader, specialist, colleague, listed
):
    listed(specialist=specialist), listed(specialist=specialist)
    appeals_of(specialist)
    give(client, specialist, colleague)
    acts = JournalEntry.objects.filter(actor=leader.pk)
    moved = {"from": str(specialist.pk), "to": str(colleague.pk)}
    for act, count in (("application_assigned", 2), ("appeal_assigned", 1)):
        found = acts.filter(act=act)
        assert [entry.details["from"] for entry in found] == [moved["from"]] * count
        assert [entry.details["to"] for entry in found] == [moved["to"]] * count
    [whole] = acts.filter(act="account.work_handed_over")
    assert (whole.subject, whole.details["applications"], whole.details["appeals"]) == (
        f"user:{specialist.pk}",
        2,
        1,
    )


def test_one_kind_goes_alone_to_who_works_on_it(client, leader, specialist, colleague, listed):
    application = listed(specialist=specialist)
    appeals_of(specialist)
    colleague.handles_applications = False
    colleague.save()
    refused = give(client, specialist, colleague, note="Срочно")
    assert refused.status_code == 422
    assert "Иванова Алла не работает с тем, что передаётся" in text_of(refused)
    assert "Срочно" in refused.content.decode()
    give(client, specialist, colleague, what=["appeals"])
    assert Appeal.objects.get().specialist == colleague
    assert Application.objects.get(pk=application.pk).specialist == specialist


@pytest.mark.parametrize(
    ("posted", "why"),
    [
        ({"what": []}, "Отметьте, что передать"),
        ({"taker": ""}, "Выберите из списка, кому передать дела"),
        ({"taker": "нет"}, "Этого сотрудника больше нет в списке"),
        ({"note": "д" * 2001}, "Сократите до 2000 знаков"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field(leading, keeper, colleague, posted, why):
    response = leading.post(
        page_of(keeper), {"token": uuid4(), "taker": colleague.pk, "what": "applications", **posted}
    )
    assert (response.status_code, why in text_of(response)) == (422, True)
    assert not WorkHandover.objects.exists()


def test_a_form_sent_twice_is_carried_out_once(client, leader, specialist, colleague, listed):
    listed(specialist=specialist)
    token = uuid4()
    give(client, specialist, colleague, token=token)
    given_later = listed(specialist=specialist)
    again = give(client, specialist, colleague, token=token)
    assert "Передано (Иванова Алла): 1 заявка." in text_of(client.get(again.url))
    assert Application.objects.get(pk=given_later.pk).specialist == specialist
    assert Letter.objects.filter(recipient=colleague.email).count() == 1


def test_many_cases_go_on_in_the_worker_and_a_second_run_changes_nothing(
    leading, specialist, colleague, listed, run_jobs
):
    for _ in range(handing.AT_ONCE + 2):
        listed(specialist=specialist)
    page = text_of(leading.get(give(leading, specialist, colleague, what=["applications"]).url))
    assert "Передано: 30 заявок. Остальные дела передаёт портал" in page
    assert "ещё не закончено" in page
    assert not Letter.objects.filter(recipient=colleague.email).exists()
    run_jobs()
    assert Application.objects.filter(specialist=colleague).count() == 32
    [letter] = Letter.objects.filter(recipient=colleague.email)
    assert letter.subject == "Вам переданы дела: 32 заявки"
    handing.carry_out(handover=WorkHandover.objects.get().pk, at=AT)
    assert Letter.objects.filter(recipient=colleague.email).count() == 1


def test_who_was_blocked_meanwhile_gets_no_more(leader, specialist, colleague, listed):
    listed(specialist=specialist), listed(specialist=specialist)
    asked = handing.ask_handover(
        giver=specialist, taker=colleague, what=frozenset({"applications"}), note="", token=uuid4(),
        by=leader, address=None, at=AT,
    )  # fmt: skip
    handing.carry_out(handover=asked.pk, at=AT, most=1)
    colleague.is_active = False
    colleague.save()
    handing.carry_out(handover=asked.pk, at=AT)
    assert Application.objects.filter(specialist=colleague).count() == 1
    assert Application.objects.filter(specialist=specialist).count() == 1


def test_blocking_says_what_is_left_and_where_to_give_it(client, specialist, listed):
    client.force_login(person("admin@seti.example.ru", role=Role.ADMINISTRATOR))
    listed(specialist=specialist)
    account = f"/office/people/{specialist.pk}/"
    before = client.get(account)
    assert "За сотрудником останутся открытые дела: 1 заявка" in text_of(before)
    assert f'href="{page_of(specialist)}"' in before.content.decode()
    page = text_of(client.get(client.post(account, {"act": "block"}).url))
    assert "остались открытые дела: 1 заявка. Передайте их коллеге" in page


def test_other_work_says_what_is_left_of_the_former(client, specialist, listed):
    client.force_login(person("admin@seti.example.ru", role=Role.ADMINISTRATOR))
    listed(specialist=specialist)
    posted = {"name": specialist.name, "role": "specialist", "work": "appeals"}
    page = text_of(client.get(client.post(f"/office/people/{specialist.pk}/", posted).url))
    assert "Смирнова Анна Викторовна остались открытые дела: 1 заявка" in page


def test_specialist_gives_nobodys_cases(office, specialist, colleague, listed):
    listed(specialist=specialist)
    assert office.get(page_of(specialist)).status_code == 404
    with pytest.raises(handing.HandoverRefused, match="руководитель или администратор"):
        handing.ask_handover(
            giver=specialist, taker=colleague, what=frozenset({"applications"}), note="", token=uuid4(),
            by=specialist, address=None, at=AT,
        )  # fmt: skip


def test_the_page_asks_the_same_of_the_database_for_any_number(
    client, leader, specialist, listed, django_assert_max_num_queries
):
    for _ in range(12):
        listed(specialist=specialist)
    with django_assert_max_num_queries(15):
        client.get(page_of(specialist))
