"""A pensioner, a bookkeeper and an entrepreneur go the whole way; nothing that they give is lost on it."""

import pytest

from kabinet.applicants.models import ApplicantKind
from kabinet.applications.models import Application, Supplier
from kabinet.applications.rules.states import State
from kabinet.files.limits import MAX_SIZE
from kabinet.kept.models import KeptForm
from tests.applicants.members import make_member
from tests.applicants.people import PERSON
from tests.applications.builders import PASSWORD, complete_answers, make_applicant, make_user
from tests.journeys.conftest import PHONE
from tests.journeys.test_applications import flat
from tests.journeys.test_photos import photo
from tests.journeys.traveller import Traveller

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

EMAIL = "way@example.ru"
WIDE = {"width": 1366, "height": 768}
TABLET = {"width": 768, "height": 1024}


@pytest.fixture
def passport(tmp_path):
    """A photo of nine megabytes, as a telephone takes it."""
    large = photo(tmp_path, "паспорт.jpg", "navy", size=(4200, 5600), noise=90, quality=97)
    assert large.stat().st_size > 9 * 1024 * 1024
    return large


def gives_files(traveller, papers, passport):
    """Every file that is demanded, the first of them a large photo."""
    for number, box in enumerate(traveller.page.locator(".document:has(.field__star)").all()):
        kind = box.get_attribute("id").removeprefix("document-")
        file = passport if number == 0 else papers["Выписка ЕГРН.jpg"]
        traveller.window.attach(kind, file)
        traveller.window.has_file(kind, file.name)


def arrived_whole(traveller, application, passport):
    """What was given is in the submitted application, and nothing of it waits anywhere else."""
    traveller.lost_nothing(application)
    assert application.state == State.SUBMITTED
    sizes = {file.name: file.size for file in (one.file for one in application.attachments.all())}
    assert sizes[passport.name] <= MAX_SIZE
    assert not KeptForm.objects.exists()


def test_a_pensioner_with_a_telephone_applies_for_a_dacha(visitor, letters, papers, passport):
    Supplier.objects.create(name="АО «Энергосбыт»", place=1, is_default=True)
    window = visitor(viewport=PHONE)
    answers = flat(complete_answers("ФЛ", birth_date="12.05.1961"))
    person = Traveller(window, EMAIL, answers)
    window.open("/start/")
    window.answer({"what": "new", "purpose": "dacha", "power": "15"})
    with person.page.expect_event("framenavigated"):
        person.page.locator("[name='power']").press("Enter")
    window.look()
    window.follow("Подать заявку")
    window.answer({**PERSON, "email": EMAIL, "password": PASSWORD, "consent": "yes"})
    window.solve_code()
    with person.page.expect_event("framenavigated"):
        person.page.locator("[name='password']").press("Enter")
    [letter] = letters()
    window.confirm(letter.body)
    tabs = person.two_tabs(("cadastral_number", "02:47:010101:123"), ("object_address", "д. Жуково, ул. Новая, 15"))
    person.pass_steps(
        {
            "applicant": [Traveller.reloads],
            "object": [tabs, Traveller.session_ends, Traveller.goes_back],
        }
    )
    gives_files(person, papers, passport)
    arrived_whole(person, person.submits(), passport)


def test_a_bookkeeper_applies_for_a_company_and_for_another_beside_it(visitor, papers, passport):
    Supplier.objects.create(name="АО «Энергосбыт»", place=1, is_default=True)
    company = make_applicant(ApplicantKind.COMPANY, user=make_user(email="head@example.ru"))
    bookkeeper = make_applicant(user=make_user(email=EMAIL, name="Бухгалтерова Мария"))
    make_member(company, person=bookkeeper.user)
    window = visitor(viewport=WIDE)
    window.sign_in(EMAIL)
    window.open("/acting/")
    window.press(f"Действовать за {company.name}")
    window.open("/applications/new/")
    answers = flat(complete_answers("ЮЛ", requested_power="120", by_representative="yes"))
    person = Traveller(window, EMAIL, answers)
    tabs = person.two_tabs(("object_name", "Цех № 2"), ("object_address", "г. Уфа, ул. Заводская, д. 3"))
    person.pass_steps(
        {
            "applicant": [Traveller.reloads, Traveller.session_ends],
            "object": [tabs, Traveller.goes_back],
            "power": [Traveller.session_ends, Traveller.goes_back],
        }
    )
    gives_files(person, papers, passport)
    arrived_whole(person, person.submits(), passport)
    assert Application.objects.get().owner == company.user

    window.open("/acting/")
    window.press("Действовать за себя")
    window.open("/applications/new/")
    own = Traveller(window, EMAIL, flat(complete_answers("ФЛ")))
    own.pass_steps({"object": [Traveller.session_ends]})
    gives_files(own, papers, passport)
    arrived_whole(own, own.submits(), passport)
    assert Application.objects.latest("id").owner == bookkeeper.user


def test_an_entrepreneur_without_scripts_applies_for_a_while(visitor, letters, papers, passport):
    Supplier.objects.create(name="АО «Энергосбыт»", place=1, is_default=True)
    window = visitor(viewport=TABLET, scripts=False)
    answers = flat(complete_answers("ИП", connection="temporary", requested_power="40"))
    window.register("Индивидуальный предприниматель", answers, EMAIL)
    [letter] = letters()
    window.confirm(letter.body)
    window.open("/applications/new/")
    person = Traveller(window, EMAIL, answers)
    tabs = person.two_tabs(("object_name", "Ларёк"), ("object_address", "г. Уфа, пл. Ленина, 1"))
    person.pass_steps(
        {
            "applicant": [Traveller.session_ends, Traveller.goes_back],
            "object": [Traveller.goes_back, tabs],
            "power": [Traveller.session_ends],
        }
    )
    gives_files(person, papers, passport)
    arrived_whole(person, person.submits(), passport)
