"""How short the way is: a person of 15 kW from «С чего начать» to «Заявка направлена», counted page by page.

The counts stand in docs/applicant-way.md; by which rules, it says there.
"""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from kabinet.applications.models import Application, Supplier
from kabinet.applications.rules.states import State
from tests.applicants.people import PERSON
from tests.applications.builders import PASSWORD, complete_answers
from tests.conftest import ROOT
from tests.journeys.conftest import PHONE
from tests.journeys.test_applications import flat

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PAGE = ROOT / "docs" / "applicant-way.md"
EMAIL = "ivanov@example.ru"
MOST_PAGES = 16

COUNT = """() => {
  const seen = (element) => element.checkVisibility();  // not in what is folded
  const holds = (input) => (["radio", "checkbox"].includes(input.type) ? input.checked
    : input.type !== "hidden" && input.value.trim() !== "");
  const answered = (field) => [...field.querySelectorAll("input, select, textarea")].some(holds);
  const fields = [...document.querySelectorAll("main .field[data-field]")]
    .filter((field) => seen(field) && !field.querySelector("[data-code]") && !field.closest(".document"));
  const files = [...document.querySelectorAll("main .document")].filter(seen);
  const starred = (element) => element.querySelector(".field__star") !== null;
  return {
    asked: fields.length + files.length,
    demanded: fields.filter((one) => starred(one) && !answered(one)).map((one) => one.dataset.field),
    files: files.filter(starred).map((file) => file.id),
    height: document.querySelector("main").getBoundingClientRect().bottom + scrollY,
  };
}"""
"""What is met on a page: questions in sight, those demanded and not filled in, the height in pixels."""


@dataclass
class Met:
    """A page as it was met."""

    title: str
    asked: int
    demanded: int
    screens: float


class Walker:
    """A person with a telephone who answers what is demanded and nothing else."""

    def __init__(self, visitor, papers):
        self.visitor, self.page, self.papers, self.met = visitor, visitor.page, papers, []
        self.known = {**flat(complete_answers("ФЛ")), **PERSON, "email": EMAIL, "password": PASSWORD}
        self.known |= {"what": "new", "purpose": "house", "power": "15", "consent": "yes"}

    def meet(self):
        """Count the page, then answer what it demands."""
        found = self.page.evaluate(COUNT)
        title = self.page.get_by_role("heading", level=1).first.inner_text()
        step = self.page.locator("form.card h2").first
        if "/steps/" in self.page.url and step.count():
            title = step.inner_text()
        title = title.replace("\N{NO-BREAK SPACE}", " ")
        demanded = len(found["demanded"]) + len(found["files"])
        self.met.append(Met(title, found["asked"], demanded, found["height"] / PHONE["height"]))
        for name in found["demanded"]:
            assert name in self.known, f"{self.page.url}: {name}"
            self.visitor.answer({name: self.known[name]})
        for place in found["files"]:
            kind = place.removeprefix("document-")
            file = "Паспорт Иванова.pdf" if kind == "passport" else "Выписка ЕГРН.jpg"
            self.visitor.attach(kind, self.papers[file])
            self.visitor.has_file(kind, file)

    def go_on(self):
        """Press the main button of a step, which leads on."""
        submit = self.page.get_by_role("button", name="Подать заявку", exact=True)
        here = urlsplit(self.page.url).path
        if submit.count():
            self.visitor.solve_code()
            self.visitor.press("Подать заявку")
        else:
            self.visitor.press("Далее")
            assert urlsplit(self.page.url).path != here, self.page.locator("main").inner_text()

    def fill(self):
        """From the first page of a draft to «Заявка направлена»."""
        while not urlsplit(self.page.url).path.endswith("/submitted/"):
            assert len(self.met) < MOST_PAGES, [one.title for one in self.met]
            self.meet()
            self.go_on()
        self.meet()

    def begin(self):
        """The three questions and the answer to them."""
        self.visitor.open("/start/")
        self.meet()
        self.visitor.press("Узнать, что нужно")
        self.meet()

    @property
    def totals(self):
        return Met(
            "Всего",
            sum(one.asked for one in self.met),
            sum(one.demanded for one in self.met),
            sum(one.screens for one in self.met),
        )

    def table(self):
        rows = [
            f"| {number} | {one.title} | {one.asked} | {one.demanded} | {_screens(one.screens)} |"
            for number, one in enumerate(self.met, 1)
        ]
        whole = self.totals
        rows.append(
            f"| **{len(self.met)}** | **Всего** | **{whole.asked}** | **{whole.demanded}** | "
            f"**{_screens(whole.screens)}** |"
        )
        return "\n".join(
            ["| | страница | вопросов | обязательно | экранов |", "| --- | --- | --- | --- | --- |", *rows]
        )


def _screens(number):
    return f"{number:.1f}".replace(".", ",")


def published(name):
    """The table of docs/applicant-way.md between the marks of this name."""
    text = PAGE.read_text(encoding="utf-8")
    return text.partition(f"<!--{name}-->\n")[2].partition("\n<!--/-->")[0]


def without_screens(table):
    return re.sub(r"\| \*{0,2}[\d,]+\*{0,2} \|$", "|", table, flags=re.MULTILINE)


def test_the_way_of_a_household_is_as_short_as_published(visitor, letters, papers):
    Supplier.objects.create(name="АО «Энергосбыт»", place=1, is_default=True)
    person = visitor(viewport=PHONE)
    first = Walker(person, papers)
    first.begin()
    person.follow("Подать заявку")
    first.meet()
    person.solve_code()
    person.press("Зарегистрироваться")
    first.meet()
    [letter] = letters()
    person.confirm(letter.body)
    first.fill()
    assert Application.objects.get().state == State.SUBMITTED
    expect(person.page.get_by_role("heading", level=1)).to_have_text("Заявка направлена")

    person.press("Запомнить в профиле")
    second = Walker(person, papers)
    second.begin()
    person.press("Подать заявку")
    second.fill()
    assert Application.objects.filter(state=State.SUBMITTED).count() == 2

    assert without_screens(first.table()) == without_screens(published("first")), first.table()
    assert without_screens(second.table()) == without_screens(published("second")), second.table()
    for walked, name in ((first, "first"), (second, "second")):
        told = float(re.search(r"\*\*([\d,]+)\*\* \|$", published(name))[1].replace(",", "."))
        assert walked.totals.screens <= told + 0.2, walked.table()
    assert first.met[-1].screens <= 1.4, first.table()
    assert len(first.met) <= 9, first.table()
    assert first.totals.asked <= 20
    assert first.totals.demanded <= 15
    assert first.totals.screens <= 18, first.table()
    assert second.totals.demanded <= 8, second.table()
