"""Enter, «Назад» and «Вперёд» of the browser: what people press without thinking."""

from itertools import pairwise
from urllib.parse import urlsplit

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from kabinet.applications.models import Application
from kabinet.applications.rules.states import State
from tests.applications.builders import make_applicant, make_complete, make_draft
from tests.applications.life import Case
from tests.journeys.conftest import DESKTOP, PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FIRST_SIX = ("kind", "applicant", "object", "power", "schedule", "supplier")
TYPED_INTO = "form#step-form input:is([type='text'], [type='email'], [type='tel'], [type='search'])"


def path(person):
    return urlsplit(person.page.url).path


@pytest.mark.parametrize(("scripts", "viewport"), [(True, PHONE), (False, DESKTOP)], ids=["scripts", "plain"])
def test_enter_in_a_field_of_any_step_goes_on_as_the_main_button_does(visitor, scripts, viewport):
    draft = make_complete(make_applicant(), benefit="veteran")
    # Whoever walks the steps once more sees each of them.
    Application.objects.filter(pk=draft.pk).update(passed=[*FIRST_SIX])
    person = visitor(scripts=scripts, viewport=viewport)
    person.sign_in(draft.owner.email)
    steps = [reverse("wizard_step", args=[draft.pk, slug]) for slug in (*FIRST_SIX, "documents")]
    pressed = 0
    for step, following in pairwise(steps):
        address = f"{step}?all=1"
        person.page.goto(person.address + address)
        names = [
            field.get_attribute("name")
            for field in person.page.locator(TYPED_INTO).all()
            if field.is_visible()
        ]
        for name in names:
            person.page.goto(person.address + address)
            with person.page.expect_event("framenavigated"):
                person.page.locator(f"[name='{name}']").press("Enter")
            assert path(person) == following, name
            pressed += 1
    assert pressed >= 10


def test_enter_in_the_field_of_the_code_files_the_application(visitor):
    draft = make_complete(make_applicant())
    person = visitor(viewport=PHONE, scripts=False)
    person.sign_in(draft.owner.email)
    person.open(reverse("application_check", args=[draft.pk]))
    person.page.locator("input[name='consent']").check()
    person.solve_code()
    with person.page.expect_event("framenavigated"):
        person.page.locator("input[name='code_1']").press("Enter")
    person.sees("Заявка направлена")
    assert Application.objects.get().state == State.SUBMITTED


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "plain"])
def test_back_and_forward_lead_through_the_whole_journey_and_never_into_a_circle(visitor, scripts):
    draft = make_complete(make_applicant())
    person = visitor(scripts=scripts)
    person.sign_in(draft.owner.email)
    person.open("/applications/")
    person.follow(draft.number)
    person.open(reverse("wizard_step", args=[draft.pk, "supplier"]))
    person.press("Далее")
    person.submit()
    person.sees("Заявка направлена")
    number = Application.objects.get().number
    passed = 0
    while person.page.go_back() is not None:
        person.look()
        expect(person.page.locator("main")).to_be_visible()
        if str(draft.pk) in path(person):
            assert path(person) == reverse("application", args=[draft.pk])
            person.sees(number)
        passed += 1
    assert passed >= 4
    while person.page.go_forward() is not None:
        person.look()
        expect(person.page.locator("main")).to_be_visible()


def goes_back(person):
    """Press «Назад» of the browser; the page that comes is one of the portal, asked for by its address."""
    asked = []
    person.page.on("request", lambda sent: sent.is_navigation_request() and asked.append(sent.method))
    person.page.go_back()
    person.look()
    assert set(asked) == {"GET"}
    expect(person.page.locator("main")).to_be_visible()


def test_back_from_what_was_refused_and_then_done_leads_to_a_page(visitor, specialist):
    case = Case(specialist=specialist)
    case.office("request_documents", comment="Пришлите план")
    person = visitor()
    person.sign_in(case.owner.email)
    address = reverse("application_act", args=[case.application.pk, "supply"])
    person.open(address)
    person.press("Прислать недостающее")
    expect(person.page.locator("[data-error-summary]")).to_be_visible()
    person.page.locator("[name='text']").fill("План прилагаю")
    person.press("Прислать недостающее")
    person.sees("Недостающее поступило")
    goes_back(person)
    person.sees("Сейчас это действие невозможно")
    expect(person.page.locator("[name='text']")).to_have_value("")


def test_back_from_the_question_before_an_act_leads_to_the_card_with_what_was_typed(visitor, specialist):
    case = Case(specialist=specialist)
    Application.objects.filter(pk=case.application.pk).update(specialist=specialist)
    office = visitor()
    office.sign_in(specialist.email)
    card = reverse("office_application", args=[case.application.pk])
    office.open(card)
    office.page.locator("#answer [name='text']").fill("По письму заявителя")
    office.press("Аннулировать")
    office.sees("Вернуть это назад нельзя")
    office.page.reload()
    office.look()
    assert path(office) == card
    expect(office.page.locator("#answer [name='text']")).to_have_value("По письму заявителя")
    office.press("Аннулировать")
    office.sees("Вернуть это назад нельзя")
    office.press("Аннулировать")
    office.sees("Статус изменён")
    goes_back(office)
    assert path(office) == card
    office.sees("Аннулирована")


def test_back_onto_a_refused_form_of_an_address_that_only_takes_forms_leads_to_its_page(visitor, specialist):
    case = Case(specialist=specialist)
    person = visitor()
    person.sign_in(case.owner.email)
    page = reverse("application", args=[case.application.pk])
    person.open(page)
    person.page.locator("#reply [name='text']").evaluate("field => { field.value = ' ' }")
    person.page.locator("#reply").evaluate("form => form.requestSubmit()")
    person.page.wait_for_url("**")
    expect(person.page.locator(".field--invalid").first).to_be_visible()
    assert path(person) == page
    person.follow("Профиль пользователя")
    goes_back(person)
    assert path(person) == page


def test_back_after_a_wrong_password_leads_to_the_entrance(visitor, specialist):
    person = visitor()
    person.open("/login/?next=/office/appeals/")
    person.page.get_by_label("E-mail").fill("nobody@example.ru")
    person.page.locator("input[name='password']").fill("нет")
    person.press("Войти")
    person.sees("Неверный логин или пароль")
    person.follow("Регистрация")
    goes_back(person)
    assert person.page.url.endswith("/login/?next=/office/appeals/")


def test_back_after_leaving_shows_nothing_of_the_person(visitor):
    draft = make_draft(make_applicant(), last_name="Тайнов")
    person = visitor()
    person.sign_in(draft.owner.email)
    person.open(reverse("wizard_step", args=[draft.pk, "applicant"]))
    person.press("Выйти")
    person.page.go_back()
    person.look()
    assert path(person) == "/login/"
    expect(person.page.locator("main")).not_to_contain_text("Тайнов")


def test_consent_left_unfinished_is_given_anew(visitor):
    draft = make_complete(make_applicant())
    person = visitor()
    person.sign_in(draft.owner.email)
    address = reverse("application_check", args=[draft.pk])
    person.open(address)
    person.page.locator("input[name='consent']").check()
    person.open("/applications/")
    person.open(address)
    expect(person.page.locator("input[name='consent']")).not_to_be_checked()


def test_another_document_takes_the_passport_off_the_page_and_back(visitor):
    draft = make_complete(make_applicant())
    person = visitor()
    person.sign_in(draft.owner.email)
    person.open(reverse("wizard_step", args=[draft.pk, "applicant"]) + "?all=1")
    series, other = (
        person.page.locator(f"[name='{name}']") for name in ("passport_number", "other_document_name")
    )
    expect(series).to_be_visible()
    person.page.locator("[name='identity_document'][value='other']").check()
    expect(series).to_be_hidden()
    expect(other).to_be_visible()
    person.page.locator("[name='identity_document'][value='passport']").check()
    expect(series).to_be_visible()
    expect(other).to_be_hidden()
