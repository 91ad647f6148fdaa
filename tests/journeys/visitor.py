"""A person at a browser: what they press, type and choose."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from axe_playwright_python.base import AXE_SCRIPT, AxeResults
from django.db import connection
from playwright.sync_api import Locator, Page, ViewportSize, expect

from kabinet.ui.captcha import digits_of
from kabinet.ui.low_vision import COOKIE
from tests.applications.builders import PASSWORD, factor_code

TOO_WIDE = """() => document.documentElement.scrollWidth <= innerWidth ? [] :
  [document.documentElement, ...document.body.querySelectorAll("*")]  // a line of text sticks out of none
    .filter((element) => element.matches("html") || element.getBoundingClientRect().right > innerWidth + 1)
    .map((element) => element.outerHTML.slice(0, 120))"""
"""The elements that make the page scroll sideways."""

CUT = """() => [...document.body.querySelectorAll("*")].filter((element) => {
  const unseen = "thead, .visually-hidden, .skip-link, .header__user, .queue__cut[title], "
    + "input, select, textarea, progress, svg";
  if (element.closest(unseen) || !element.getClientRects().length) return false;
  const { overflowX, overflowY, clipPath } = getComputedStyle(element);
  if (clipPath === "inset(50%)") return false; // for ears alone
  const wide = overflowX !== "visible" && element.scrollWidth > element.clientWidth + 1;
  const high = ["hidden", "clip"].includes(overflowY) && element.scrollHeight > element.clientHeight + 1;
  return wide || high;
}).map((element) => element.outerHTML.slice(0, 120))"""
"""What is not seen whole: cut off, or to be scrolled sideways by itself. A field scrolls by its nature; the
name of whoever has signed in, and what a dense row cuts, is told in full by its title."""

SMALL = """() => [
  ...document.querySelectorAll("button, input:not([type='hidden']), select, textarea, summary, nav a, .btn"),
].filter((element) => {
  const { width, height } = element.getBoundingClientRect();
  return width && !element.closest(".visually-hidden, .skip-link") && (width < 24 || height < 24);
}).map((element) => element.outerHTML.slice(0, 120))"""
"""Targets under 24 by 24 px (WCAG 2.5.8); links in a sentence are as high as its line."""

TOGETHER = """() => [...document.querySelectorAll("main a[href] + a[href]")].filter((link) => {
  const before = link.previousElementSibling;
  if (link.previousSibling !== before && link.previousSibling.textContent.trim()) return false;
  const [one] = [...before.getClientRects()].slice(-1);
  const [two] = link.getClientRects();
  return one && two && Math.abs(one.top - two.top) < one.height / 2 && two.left - one.right < 8;
}).map((link) => link.outerHTML.slice(0, 120))"""
"""Links that read as one: on one line, with no more than a space between them."""

BROKEN = """() => {
  const found = [];
  const texts = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
  for (let text = texts.nextNode(); text; text = texts.nextNode()) {
    for (const word of text.data.matchAll(/e[-\u2010\u2011]mail|\\d+[-\u2010\u2011]ФЗ/gi)) {
      const range = document.createRange();
      range.setStart(text, word.index);
      range.setEnd(text, word.index + word[0].length);
      const lines = new Set([...range.getClientRects()].map((rect) => Math.round(rect.top / 8)));
      if (lines.size > 1) found.push(text.data.trim());
    }
  }
  return found;
}"""
"""Texts in which a word with a hyphen is broken at it: «e-» and «mail»."""

TWICE = """() => [...document.querySelectorAll("[id]")].map(({ id }) => id)
  .filter((id, at, all) => all.indexOf(id) !== at)"""
"""Names that more than one element has."""

MARKUP = """() => {
  const found = [];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let text = texts.nextNode(); text; text = texts.nextNode()) {
    if (text.parentElement.closest("script, style, noscript, textarea")) continue;
    const shows = /<\\/?[a-z]+[ >]|&(nbsp|laquo|raquo|amp|quot);|{%|{{ ?[a-z]|\\bNone\\b/.test(text.data);
    if (shows) found.push(text.data.trim());
  }
  return found;
}"""
"""Texts in which the language of pages shows through: a tag, an entity, a template's braces, «None»;
the braces of the specialists' own templates hold Russian words."""

ENLARGE = """(percent) => {
  const enlarged = new CSSStyleSheet();
  enlarged.replaceSync(`:root { font-size: ${percent}% }`);
  document.adoptedStyleSheets = [enlarged];
}"""
"""Larger letters on the page that stands there, in a window that stays as it is."""

LEADS_AWAY = """control => {
  const link = control.closest("a[href]");
  if (link?.matches("[target], [download], [hx-get]")) return false;
  if (link) return !link.hash || link.pathname !== location.pathname;
  const sends = control.type === "submit" && control.form && !control.formTarget;
  return Boolean(sends) && !control.matches("[hx-get], [hx-post]");
}"""
"""Whether a click on the control is answered by another page."""

FAULTS = {
    "sideways": TOO_WIDE,
    "together": TOGETHER,
    "broken": BROKEN,
    "small": SMALL,
    "markup": MARKUP,
    "twice": TWICE,
}
"""Name → the script that finds them."""

GROUNDS = """() => {
  const styles = new Map();
  const ground = (element) => { // what is behind the element's own text, down to what nothing shines through
    if (!styles.has(element)) {
      const { backgroundColor, backgroundImage, opacity } = getComputedStyle(element);
      const own = `${backgroundColor} ${backgroundImage} ${opacity}`;
      styles.set(element, element.parentElement ? `${own} / ${ground(element.parentElement)}` : own);
    }
    return styles.get(element);
  };
  window.grounds = new Map();
  for (const element of document.body.querySelectorAll("*")) {
    if (![...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim())) continue;
    if (element.closest("script, style, noscript, [hidden]") || !element.getClientRects().length) continue;
    const { color, fontSize, fontWeight, textShadow } = getComputedStyle(element);
    window.grounds.set(`${color} ${fontSize} ${fontWeight} ${textShadow} / ${ground(element)}`, element);
  }
  return [...window.grounds.keys()];
}"""
"""What the contrast of texts depends on: their colour and size and all that is behind them."""

SEEN_GROUNDS: set[str] = set()
"""Those in which axe found enough contrast: it is the dearest of what axe judges, four fifths of its time."""

AXE = """async (fresh) => {
  const options = { resultTypes: ["violations"], preload: false }; // nothing is loaded once more
  const found = await axe.run(document, { ...options, rules: { "color-contrast": { enabled: false } } });
  if (fresh.length) {
    const texts = { include: fresh.map((ground) => window.grounds.get(ground)) };
    const pale = await axe.run(texts, { ...options, runOnly: ["color-contrast"] });
    found.violations.push(...pale.violations);
  }
  return found;
}"""
"""Axe over the page; contrast in the grounds that were not seen yet."""

PARTS = """() => {
  const named = /^(class|role|type|lang|aria-(?!controls|describedby|details|labelledby|owns).*)$/;
  const brief = (text, seed) => { // a number for a text: long texts would take their way twice
    let number = seed;
    for (let at = 0; at < text.length; at += 1) number = (number * 33 + text.charCodeAt(at)) % 90071992547409;
    return number;
  };
  const parts = new Map();
  const part = (element) => {
    if (!element) return looks;
    if (!parts.has(element)) {
      const { tagName, attributes, parentElement } = element;
      const own = [...attributes].map(({ name, value }) => (named.test(name) ? `${name}=${value}` : name));
      const full = Boolean(element.textContent.trim());
      parts.set(element, brief(`>${tagName} ${full} ${own}`, part(parentElement)));
    }
    return parts.get(element);
  };
  const { fontSize } = getComputedStyle(document.documentElement);
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  const looks = brief([innerWidth, fontSize, document.documentElement.dataset.visionScheme, dark].join(), 0);
  const headings = [...document.querySelectorAll("h1, h2, h3, h4, h5, h6")].map(({ tagName }) => tagName);
  const seen = new Set([...document.querySelectorAll("*")].map(part));
  return [...seen, brief(headings.join(), looks)];
}"""
"""All of a page that axe judges by: its elements with what they stand in, whatever their number."""

JUDGED: set[int] = set()
"""Parts of pages that axe had no complaint of."""

EXCHANGES = """() => new Promise((done) => {
  const uses = document.querySelector("[hx-get], [hx-post]");
  const look = () => (!uses || window.htmx ? done() : setTimeout(look, 20));
  look();
})"""
"""Parts of the page, if any, can be exchanged in place: their script comes when the page is complete."""
UNDER_WAY = ".htmx-request, .htmx-swapping, .htmx-settling"
"""Parts of a page that are being exchanged."""


class Visitor:
    """One browser window; where scripts run, each page also passes axe."""

    def __init__(self, page: Page, address: str, *, scripts: bool = True) -> None:
        self.page = page
        self.address = address
        self.scripts = scripts
        self.troubles: list[str] = []
        page.on("console", lambda message: self._hear(message.type, message.text))
        page.on("pageerror", lambda error: self._hear("error", str(error)))

    def _hear(self, kind: str, text: str) -> None:
        # The browser itself reports each 4xx answer, and those are meant.
        if kind == "error" and "Failed to load resource" not in text:
            self.troubles.append(text)

    def open(self, path: str) -> None:
        self.page.goto(path if path.startswith("http") else self.address + path)
        self.look()

    def press(self, name: str, *, within: Locator | None = None) -> None:
        self._click((within or self.page).get_by_role("button", name=name, exact=True).first)
        self.look()

    def follow(self, name: str | re.Pattern[str]) -> None:
        self._click(self.page.get_by_role("link", name=name).first)
        self.look()

    def _click(self, control: Locator) -> None:
        """Click, and when that leads to another page, wait for it: the click itself does not."""
        if not control.evaluate(LEADS_AWAY):
            control.click()
            return
        with self.page.expect_event("framenavigated", lambda frame: frame == self.page.main_frame):
            control.click()

    def sees(self, text: str) -> None:
        expect(self.page.locator("main")).to_contain_text(text)

    def look(self) -> None:
        """Wait for the page and judge it: no scroll sideways, no complaint of axe or the console."""
        self.page.wait_for_load_state()
        if not self.scripts:
            return
        self.page.evaluate(EXCHANGES)
        expect(self.page.locator(UNDER_WAY)).to_have_count(0)
        self._has_no(FAULTS)
        assert self.troubles == [], self.page.url
        self._judge_access()

    def look_whole(self) -> None:
        """Judge the page that stands there, in a window of whatever width: nothing is cut."""
        self._has_no({**FAULTS, "cut": CUT})

    def _has_no(self, faults: dict[str, str]) -> None:
        scripts = ", ".join(f"{name}: ({script})()" for name, script in faults.items())
        answer = self.page.evaluate("() => ({" + scripts + "})")
        found = {name: what for name, what in answer.items() if what}
        assert found == {}, f"{self.page.url} {self.page.viewport_size}\n{found}"

    @contextmanager
    def turned(
        self, *, viewport: ViewportSize, color_scheme: Literal["dark", "light"] = "light"
    ) -> Iterator[None]:
        """The page that stands there in a window of another size, in the dark."""
        before = self.page.viewport_size
        assert before
        self.page.set_viewport_size(viewport)
        self.page.emulate_media(color_scheme=color_scheme)
        yield
        self.page.set_viewport_size(before)
        self.page.emulate_media(color_scheme="light")

    @contextmanager
    def enlarged(self, percent: int) -> Iterator[None]:
        """The page that stands there with larger letters, in percent."""
        self.page.evaluate(ENLARGE, percent)
        yield
        self.page.evaluate("document.adoptedStyleSheets = []")

    @contextmanager
    def seeing_badly(self, choice: str) -> Iterator[None]:
        """Pages opened meanwhile are those of «Версия для слабовидящих»."""
        self.choose_low_vision(choice)
        yield
        self.page.context.clear_cookies(name=COOKIE)

    def choose_low_vision(self, choice: str) -> None:
        """Open every page from now on in «Версия для слабовидящих», as its cookie tells the choices."""
        self.page.context.add_cookies([{"name": COOKIE, "value": choice, "url": self.address}])

    def _judge_access(self) -> None:
        """Ask axe about a page that shows anything new: the same elements get the same verdict."""
        if connection.vendor != "sqlite":
            return  # the pages of both databases are the same
        parts = self.page.evaluate(PARTS)
        if JUDGED.issuperset(parts):
            return
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(AXE_SCRIPT)
        fresh = [ground for ground in self.page.evaluate(GROUNDS) if ground not in SEEN_GROUNDS]
        found = AxeResults(self.page.evaluate(AXE, fresh))
        assert found.violations_count == 0, f"{self.page.url}\n{found.generate_report()}"
        JUDGED.update(parts)
        SEEN_GROUNDS.update(fresh)

    def solve_code(self) -> None:
        """Wait until the browser has done the work; without scripts, type what the picture shows."""
        if self.scripts:
            expect(self.page.locator("[data-code][data-proven]")).to_have_count(1)
            return
        key = self.page.locator("input[name='code_0']").input_value()
        self.page.locator("input[name='code_1']").fill(digits_of(key))

    def answer(self, answers: dict[str, str]) -> None:
        """Answer the questions of the page that are among `answers` and can be seen."""
        for name, value in answers.items():
            for field in self.page.locator(f"[name='{name}']").all():
                if field.is_visible():
                    self._give(field, value)

    def _give(self, field: Locator, value: str) -> None:
        kind = field.evaluate("input => input.type") if self.scripts else field.get_attribute("type")
        if kind == "radio":
            if field.get_attribute("value") == value:
                field.check()
        elif kind == "checkbox":
            field.set_checked(value == "yes")
        elif field.evaluate("input => input.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)

    def pass_steps(self, answers: dict[str, str]) -> None:
        """Walk from the step that is open to the documents; what asks nothing is passed over."""
        while not urlsplit(self.page.url).path.endswith("/steps/documents/"):
            self.pass_step(answers)

    def pass_step(self, answers: dict[str, str]) -> None:
        """Answer the step and press «Далее» until it leads on; new questions may appear on the way."""
        here = urlsplit(self.page.url).path
        for _ in range(5):
            self.answer(answers)
            self.press("Далее")
            if urlsplit(self.page.url).path not in (here, here.replace("new/", "")):
                if not urlsplit(self.page.url).path.endswith("/steps/kind/"):
                    return
                here = urlsplit(self.page.url).path
        raise AssertionError(f"{self.page.url}: {self.page.locator('main').inner_text()}")

    # --- Whole pieces of a journey -------------------------------------------------------------

    def register(self, status: str, answers: dict[str, str], email: str) -> None:
        self.open("/login/")
        self.follow("Регистрация")
        self.follow(status)
        self.answer({**answers, "email": email})
        for password in self.page.locator("input[type='password']").all():
            password.fill(PASSWORD)
        self.page.locator("input[name='consent']").check()
        self.solve_code()
        self.press("Зарегистрироваться")

    def confirm(self, letter: str) -> None:
        link = re.search(r"https?://[^/\s]+(/\S+)", letter)
        assert link, letter
        self.open(link[1])

    def sign_in(self, email: str) -> None:
        self.open("/login/")
        self.page.get_by_label("E-mail").fill(email)
        self.page.locator("input[name='password']").fill(PASSWORD)
        self.press("Войти")
        if urlsplit(self.page.url).path == "/login/code/":
            self.page.get_by_label("Код из приложения").fill(factor_code(email))
            self.press("Войти")

    def attach(self, kind: str, *files: Path) -> None:
        """Choose files of a kind on the last step; without scripts they also need «Загрузить»."""
        box = self.page.locator(f"#document-{kind}")
        box.locator("input[type='file']").set_input_files([str(file) for file in files])
        if not self.scripts:
            box.get_by_role("button", name=re.compile("Загрузить")).click()
            self.page.wait_for_load_state()

    def has_file(self, kind: str, name: str) -> None:
        expect(self.page.locator(f"#document-{kind}-files")).to_contain_text(name)

    def submit(self) -> None:
        """Look the application over and submit it."""
        if not urlsplit(self.page.url).path.endswith("/steps/check/"):
            self.press("Далее")
        self.page.locator("input[name='consent']").check()
        self.solve_code()
        self.press("Подать заявку")
