"""A person goes away: the substitute works for them, then the person leaves for good and all goes over."""

import pytest
from django.utils import timezone

from kabinet.accounts.models import Role
from kabinet.applications.models import Application
from tests.applications.builders import make_applicant, make_specialist, make_submitted, make_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "plain"])
def test_the_substitute_has_the_cases_until_all_of_them_go_over(visitor, scripts):
    petrov = make_specialist(email="petrov@example.ru", name="Петров Иван")
    anna = make_specialist(email="anna@example.ru", name="Смирнова Анна")
    make_user(email="head@example.ru", role=Role.HEAD, name="Главная Пелагея")
    case = make_submitted(make_applicant(user=make_user(email="owner@example.ru")))
    Application.objects.filter(pk=case.pk).update(specialist=petrov)
    today = f"{timezone.localdate():%d.%m.%Y}"

    away = visitor(scripts=scripts)
    away.sign_in("petrov@example.ru")
    away.open("/profile/")
    away.follow("Мои отсутствия")
    away.page.get_by_label("Первый день").fill(today)
    away.page.get_by_label("Последний день").fill(today)
    away.press("Записать")
    away.sees("Выберите из списка, кто замещает")
    away.page.get_by_label("Кто замещает").select_option("Смирнова Анна")
    away.press("Записать")
    away.sees("Замещает Смирнова Анна")

    substitute = visitor(scripts=scripts)
    substitute.sign_in("anna@example.ru")
    substitute.open("/office/?state=mine")
    substitute.follow(case.number)
    substitute.sees("Вы замещаете: специалист отсутствует до")
    substitute.follow("Отметить, какие ответы и документы исправить")
    assert substitute.page.get_by_text("Почему действуете вы").count() == 0

    head = visitor(scripts=scripts)
    head.sign_in("head@example.ru")
    head.open("/office/people/")
    head.sees("замещает Смирнова Анна")
    head.follow("Петров Иван")
    head.press("Передать все дела")
    head.sees("Выберите из списка, кому передать дела")
    head.page.get_by_label("Кому передать").select_option(str(anna.pk))
    head.page.get_by_label("Что важно знать").fill("Петров переходит в другой отдел")
    head.press("Передать все дела")
    head.sees("Передано (Смирнова Анна): 1 заявка.")
    substitute.open("/office/?state=mine")
    substitute.follow(case.number)
    substitute.sees("Петров переходит в другой отдел")
