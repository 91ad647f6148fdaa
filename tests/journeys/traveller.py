"""Somebody who goes the whole way to a submitted application, while things happen to them on it."""

import re
from urllib.parse import urlsplit

from playwright.sync_api import expect

from kabinet.accounts.models import Session
from kabinet.applications.models import Application
from tests.applications.builders import PASSWORD
from tests.journeys.test_applications import flat

TYPED_INTO = "form#step-form input:is([type='text'], [type='email'], [type='tel'], [type='search'])"
MOST_PRESSES = 6
SAVED = re.compile("^Сохранено в")


def meant(answer):
    """A phone by its ten digits, however it is written; any other answer as it stands."""
    digits = re.sub(r"[\s()+-]", "", str(answer))
    return digits[1:] if re.fullmatch(r"[78]9\d{9}", digits) else answer


class Traveller:
    """Answers the steps with `answers`, leaves each by Enter, and remembers what was given."""

    def __init__(self, window, email, answers):
        self.window, self.page, self.email, self.answers = window, window.page, email, answers
        self.given = {}

    @property
    def path(self):
        return urlsplit(self.page.url).path

    @property
    def slug(self):
        return self.path.rstrip("/").rpartition("/")[2]

    def answer(self):
        """Answer what can be seen, and remember it as it stands there."""
        self.window.answer(self.answers)
        for name, value in self.standing().items():
            self.given[name] = value

    def standing(self):
        """The answers that can be seen on the step, as they stand."""
        found = {}
        for name in self.answers:
            for field in self.page.locator(f"form#step-form [name='{name}']").all():
                kind = field.get_attribute("type")
                if not field.is_visible() or (kind in {"radio", "checkbox"} and not field.is_checked()):
                    continue
                chosen = {"radio": field.get_attribute("value"), "checkbox": "yes"}
                found[name] = chosen.get(kind) or field.input_value()
        return found

    def keeps(self, before):
        """Nothing of what stood on the step is another now."""
        now = self.standing()
        other = {name: (value, now.get(name)) for name, value in before.items()}
        other = {name: both for name, both in other.items() if meant(both[0]) != meant(both[1])}
        assert other == {}, f"{self.page.url}: {other}"

    def enter(self):
        """Press Enter (a telephone calls it «Готово») in the last field; the step is left by it."""
        fields = [field for field in self.page.locator(TYPED_INTO).all() if field.is_visible()]
        if not fields:
            self.window.press("Далее")
            return
        with self.page.expect_event("framenavigated", lambda frame: frame == self.page.main_frame):
            fields[-1].press("Enter")
        self.window.look()

    def pass_step(self, *mishaps):
        """Answer the step, let the mishaps happen, and go on until another step stands there."""
        here = self.slug
        for _ in range(MOST_PRESSES):
            self.answer()
            for happens in mishaps:
                happens(self)
            mishaps = ()
            self.enter()
            if self.slug not in {here, "new"} and not (here == "new" and self.slug == "kind"):
                return
        raise AssertionError(f"{self.page.url}: {self.page.locator('main').inner_text()}")

    def pass_steps(self, mishaps):
        """All steps to the documents; by the slug of a step, what happens on it: all of it has."""
        left = dict(mishaps)
        while self.slug != "documents":
            self.pass_step(*left.pop(self.slug, ()))
        assert left == {}, f"these steps were passed over: {list(left)}"

    def lost_nothing(self, application):
        """The application that was submitted holds all that was given."""
        application.refresh_from_db()
        held = flat(application.answers)
        lost = {name: (value, held.get(name)) for name, value in self.given.items()}
        lost = {name: both for name, both in lost.items() if meant(both[0]) != meant(both[1])}
        assert lost == {}, str(lost)

    def has_saved(self):
        expect(self.page.locator("[data-autosave-status]").first).to_have_text(SAVED)

    # --- What happens ------------------------------------------------------------------------------

    def reloads(self):
        """Reload the step at once: neither waited for a saving."""
        before = self.standing()
        self.page.once("dialog", lambda dialog: dialog.accept())
        self.page.reload()
        self.window.look()
        self.keeps(before)

    def goes_back(self):
        """Leave the step by Enter, press «Назад» of the browser, and find the step as it was left."""
        before, here = self.standing(), self.path
        self.enter()
        self.page.go_back()
        self.window.look()
        if self.path != here:
            self.window.open(here)
        self.keeps(before)
        self.page.reload()
        self.window.look()
        self.keeps(before)

    def session_ends(self):
        """The session is over: with scripts the password is asked in place, without them on the way."""
        before, here = self.standing(), self.path
        Session.objects.all().delete()
        if self.window.scripts:
            field = next(field for field in self.page.locator(TYPED_INTO).all() if field.is_visible())
            field.press("End")
            field.press_sequentially(" ")
            field.press("Backspace")
            dialog = self.page.get_by_role("dialog", name="Сеанс завершён")
            dialog.locator("[name='password']").fill(PASSWORD)
            dialog.locator("[name='password']").press("Enter")
            expect(dialog).to_have_count(0)
            self.has_saved()
        else:
            self.enter()
            self.window.sees("Набранное сохранено")
            self.page.get_by_label("E-mail").fill(self.email)
            self.page.locator("input[name='password']").fill(PASSWORD)
            with self.page.expect_event("framenavigated"):
                self.page.locator("input[name='password']").press("Enter")
            self.window.look()
        assert self.path == here
        self.keeps(before)

    def two_tabs(self, mine, others):
        """The same step in two tabs, once it is kept: a field is changed in each, and both stay."""

        def happens(self):
            if self.window.scripts:
                self.has_saved()
            tab = self.page.context.new_page()
            tab.goto(f"{self.page.url}?all=1")
            tab.locator(f"[name='{others[0]}']").fill(others[1])
            self.page.bring_to_front()
            self.page.locator(f"[name='{mine[0]}']").fill(mine[1])
            if self.window.scripts:
                expect(tab.locator("[data-autosave-status]").first).to_have_text(SAVED)
            else:
                tab.get_by_role("button", name="Сохранить и выйти").click()
            tab.close()
            self.answers = {**self.answers, mine[0]: mine[1]}
            self.answers.pop(others[0])
            self.given |= dict([mine, others])

        return happens

    def submits(self):
        """«Проверьте заявку», the consent, and the submission; «Назад» then leads to what was submitted."""
        self.window.submit()
        self.window.sees("Заявка направлена")
        application = Application.objects.get(pk=self.path.split("/")[2])
        self.page.go_back()
        self.window.look()
        if str(application.pk) in self.path:
            self.window.sees(application.number)
        return application
