"""The office's own density: how many cases are seen at once, whole, without scrolling sideways."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from kabinet.appeals.models import Appeal
from kabinet.applications.models import CLOSED, Application
from kabinet.applications.rules.states import State
from kabinet.correspondence.models import Thread
from tests.appeals.builders import make_appeal
from tests.applications.builders import NOW, make_applicant, make_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LAPTOP = {"width": 1366, "height": 657}
"""What a browser leaves of 1366×768."""
SCREEN = {"width": 1920, "height": 1080}
CASES = 60
NAMES = (
    ("ФЛ", "Иванов Пётр Сергеевич"),
    ("ФЛ", "Константинопольская Александра Вячеславовна"),
    ("ЮЛ", "ООО «Северо-Западная строительная компания»"),
    ("ИП", "Смирнова Ольга Викторовна"),
)
PLACES = (
    "Московская обл., д. Липки, уч. 7",
    "Московская обл., г. о. Подольск, с. Покров, СНТ «Берёзовая роща», ул. Центральная, уч. 118",
    "г. Тверь, ул. Советская, д. 15, корп. 2, помещение 4",
)
STATES = [state for state in State if state is not State.DRAFT]
WHOLE = """() => [...document.querySelectorAll("table.queue tbody tr:has(.queue__number)")].filter((row) => {
  const { top, bottom } = row.getBoundingClientRect();
  return top >= 0 && bottom <= innerHeight;
}).length"""
"""How many rows stand whole in the window."""
CUT_OFF = """() => [...document.querySelectorAll("table.queue :is(th, td)")].filter((cell) => {
  const { right, width } = cell.getBoundingClientRect();
  return width && right > document.documentElement.clientWidth;
}).length"""


@pytest.fixture
def full_queue(specialist):
    owner, today = make_user(email="owner@example.ru"), timezone.localdate()
    for number in range(CASES):
        kind, name = NAMES[number % len(NAMES)]
        thread = Thread.objects.create(
            owner=owner, about=Thread.About.APPLICATION, created_at=NOW, unread_by_operator=number % 3 == 0
        )
        Application.objects.create(
            owner=owner,
            applicant_kind=kind,
            sequence=4800 + number,
            number=f"{4800 + number}ТП/{kind}/НП/До 150/ЛК",
            state=(state := STATES[number % len(STATES)]),
            created_at=NOW,
            updated_at=NOW,
            submitted_at=NOW,
            applicant_name=name,
            object_address=PLACES[number % len(PLACES)],
            band="До 150",
            total_power=Decimal("149.5"),
            reason="НП",
            due_on=today + timedelta(days=number - 10) if state not in CLOSED else None,
            specialist=specialist if number % 2 else None,
            thread=thread,
        )


@pytest.fixture
def full_appeals(specialist):
    applicant, today = make_applicant(), timezone.localdate()
    for number in range(CASES):
        appeal = make_appeal(applicant)
        Appeal.objects.filter(pk=appeal.pk).update(
            applicant_name=NAMES[number % len(NAMES)][1], due_on=today + timedelta(days=number - 10)
        )


def rows_in(window, viewport):
    with window.turned(viewport=viewport):
        assert window.page.evaluate(CUT_OFF) == 0, "a column is cut off"
        window.look_whole()
        return window.page.evaluate(WHOLE)


def check_density(window, address):
    window.open(address)
    assert rows_in(window, LAPTOP) >= 14
    assert rows_in(window, SCREEN) >= 25
    rows_in(window, {"width": 1280, "height": 657})


def test_queue_shows_fourteen_cases_on_a_laptop_and_twenty_five_on_a_screen(visitor, full_queue):
    window = visitor(viewport=LAPTOP)
    window.sign_in("spec@example.ru")
    check_density(window, "/office/?state=all")


def test_appeals_show_as_many(visitor, full_appeals):
    window = visitor(viewport=LAPTOP)
    window.sign_in("spec@example.ru")
    check_density(window, "/office/appeals/?state=all")


def test_acts_on_picked_cases_stand_at_the_edge_of_the_window_without_scripts_too(visitor, full_queue):
    window = visitor(viewport=LAPTOP, scripts=False)
    window.sign_in("spec@example.ru")
    window.open("/office/?state=all")
    take = window.page.get_by_role("button", name="Взять отмеченные")
    assert take.bounding_box()["y"] > LAPTOP["height"], "nothing is picked: the list has the window"
    window.page.get_by_label("Отметить заявку").first.check()
    box = take.bounding_box()
    assert box["y"] + box["height"] <= LAPTOP["height"]
