"""Several people at one cabinet, several applicants in one."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from kabinet.applicants.models import Applicant, ApplicantKind
from tests.applications.builders import PASSWORD, make_applicant, make_submitted, make_user
from tests.journeys.conftest import PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def invitation_in(letter):
    return re.search(r"https?://[^/\s]+(/people/invitation/\S+)", letter.body)[1]


def invite_from_another(owner, name, email):
    other = make_applicant(ApplicantKind.COMPANY, user=make_user(email=email))
    Applicant.objects.filter(pk=other.pk).update(name=name)
    owner.sign_in(email)
    owner.open("/people/invite/")
    owner.page.get_by_label("Фамилия, имя, отчество").fill("Бухгалтерова Мария")
    owner.page.get_by_label("E-mail").fill("buh@example.ru")
    owner.page.get_by_label("Представитель —", exact=False).check()
    owner.page.get_by_label("Номер доверенности").fill("7")
    owner.page.get_by_label("Дата доверенности").fill(f"{timezone.localdate():%d.%m.%Y}")
    owner.press("Отправить приглашение")
    owner.sees("Приложить скан")


def test_two_people_act_for_a_company_and_a_bookkeeper_for_three(visitor, letters):
    director = make_user(email="director@example.ru", name="Орлов Пётр")
    company = make_applicant(ApplicantKind.COMPANY, user=director)
    Applicant.objects.filter(pk=company.pk).update(name="ООО «Ромашка»")
    first = make_submitted(company)
    head = visitor()
    head.sign_in("director@example.ru")
    head.open("/profile/")
    head.follow("Люди заявителя")
    head.follow("Пригласить")
    head.look()
    head.page.get_by_label("Фамилия, имя, отчество").fill("Бухгалтерова Мария")
    head.page.get_by_label("E-mail").fill("buh@example.ru")
    head.page.get_by_label("Готовит документы", exact=False).check()
    head.press("Отправить приглашение")
    head.sees("приглашён")

    bookkeeper = visitor(viewport=PHONE, dark=True)
    letter = next(one for one in letters() if one.to == ["buh@example.ru"])
    bookkeeper.open(invitation_in(letter))
    bookkeeper.sees("ООО «Ромашка»")
    bookkeeper.page.get_by_label("Придумайте пароль").fill(PASSWORD)
    bookkeeper.page.get_by_label("Пароль ещё раз").fill(PASSWORD)
    bookkeeper.page.get_by_label("Подтверждаю своё согласие", exact=False).check()
    bookkeeper.look()
    bookkeeper.press("Принять приглашение")
    expect(bookkeeper.page.locator("header")).to_contain_text("Действую за:")
    bookkeeper.open("/applications/")
    bookkeeper.sees(first.number)

    for number, name in enumerate(("ООО «Лютик»", "ООО «Василёк»")):
        invite_from_another(visitor(), name, f"head{number}@example.ru")
        letter = [one for one in letters() if one.to == ["buh@example.ru"]][-1]
        bookkeeper.open(invitation_in(letter))
        bookkeeper.press("Принять приглашение")
        bookkeeper.sees(f"вы действуете за {name}")
    bookkeeper.follow(re.compile("Сменить"))
    for name in ("ООО «Ромашка»", "ООО «Лютик»", "ООО «Василёк»"):
        bookkeeper.sees(name)
    bookkeeper.press("Действовать за ООО «Лютик»")
    bookkeeper.sees("Теперь вы действуете за ООО «Лютик»")
    bookkeeper.open(f"/applications/{first.pk}/")
    bookkeeper.sees("Это дело другого заявителя")
    bookkeeper.look()
    bookkeeper.press("Действовать за ООО «Ромашка» и открыть")
    bookkeeper.sees(first.number)

    head.open("/people/")
    head.follow(re.compile("Прекратить"))
    head.press("Прекратить")
    head.sees("Полномочия прекращены: Бухгалтерова Мария")
    bookkeeper.open(f"/applications/{first.pk}/")
    bookkeeper.sees("Вы больше не действуете за прежнего заявителя")
