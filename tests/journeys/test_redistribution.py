"""Power that another owner gives up: the documents of paragraph 34, the payment of 16(2), the days of 37."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from kabinet.applications.models import Application
from kabinet.applications.rules.placed_kinds import PlacedKind
from kabinet.applications.rules.states import State
from kabinet.law.deadlines import Code
from kabinet.law.editions import law_at
from kabinet.ui.wording import ru_day
from tests.applications.builders import make_applicant, make_draft
from tests.applications.life import Case

pytestmark = pytest.mark.browser

NOTICE = ("notice", "conditions", "act", "agreement")
"""What paragraph 34 lists, by the kinds of documents."""


def test_redistributed_power_is_applied_for_paid_and_connected_in_its_own_terms(visitor, specialist, papers):
    now, paper = timezone.now(), papers["Доверенность № 12.docx"]
    draft = make_draft(make_applicant("ЮЛ"), at=now, reason="ПМ", requested_power="400", voltage="10")
    company = visitor()
    company.sign_in(draft.owner.email)
    company.open(f"/applications/{draft.pk}/steps/documents/")
    for kind in ("right", "plan", "automation"):
        company.attach(kind, paper)
        company.has_file(kind, paper.name)
    company.submit()
    company.sees("Не приложено: «Соглашение о перераспределении мощности»")
    company.press("Назад")
    for kind in NOTICE:
        company.attach(f"redistribution_{kind}", paper)
        company.has_file(f"redistribution_{kind}", paper.name)
    company.submit()
    application = Application.objects.get(pk=draft.pk)
    assert application.state == State.SUBMITTED

    case = Case.of(application, specialist).accept(at=timezone.now())
    today, law = timezone.localdate(), law_at(timezone.localdate())
    office = visitor()
    office.sign_in(specialist.email)
    office.open(f"/office/applications/{application.pk}/invoice/")
    office.page.get_by_label("15, 30, 45 и 10 % при перераспределении мощности").check()
    office.page.get_by_label("Плата за присоединение").fill("100 000")
    office.press("Показать график")
    office.press("Выставить счёт")
    office.sees(f"{law.due(Code.PAYMENT_150_670, today):%d.%m.%Y}")
    case.place(PlacedKind.CONDITIONS, PlacedKind.CONTRACT, at=timezone.now())
    case.office("offer", at=timezone.now())

    office.open(f"/office/applications/{application.pk}/invoice/")
    office.answer({"kopecks": "15 000", "document_number": "17"})
    office.press("Записать")
    company.open(f"/applications/{application.pk}/")
    company.sees("Договор заключен")
    company.sees(ru_day(law.due(Code.WORKS_REDISTRIBUTION, today), today=today))
    office.open(f"/office/applications/{application.pk}/documents/")
    expect(office.page.locator("#side-title")).to_be_visible()
    office.sees("тому, кто отдал мощность")
