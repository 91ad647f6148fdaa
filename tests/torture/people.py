"""Virtual people: each goes on with the same act until the portal has said that it is done."""

import io
import json
import random
import re
import time
from datetime import timedelta
from hashlib import sha256
from http.client import HTTPException
from uuid import uuid4

import lxml.html
from django.db import Error as DatabaseError
from django.db import connection
from django.test import Client
from django.utils import timezone
from pypdf import PdfWriter

from kabinet.ui.captcha import digits_of
from tests.applications.builders import PASSWORD, complete_answers
from tests.billing.builders import document, statement
from tests.signatures.issuing import attributes_of, sign
from tests.torture.browser import Browser, fields_of

STEPS = ("kind", "applicant", "object", "power", "schedule", "supplier")
DOCUMENTS = ("passport", "right")
IN_PIECES = "other"
"""The document that comes in pieces, as the script of the page sends all of them."""
PAUSE_SECONDS = 0.3
BETWEEN_CASES_SECONDS = 3
"""So that nobody uploads more in a day than one person may (kabinet/files/budget.py)."""


def flat(answers):
    """Answers by the names of inputs: rows become «stages-0-power»."""
    named = {}
    for name, value in answers.items():
        if isinstance(value, str):
            named[name] = value
        else:
            named |= {f"{name}-{i}-{sub}": text for i, row in enumerate(value) for sub, text in row.items()}
    return named


def unique_pdf(mark, *, unlike=50_000):
    """A whole PDF of twice as many bytes as are `unlike`, by default some 100 KB; no other file equals it."""
    content = io.BytesIO()
    writer = PdfWriter()
    writer.add_blank_page(width=200, height=200)
    writer.add_metadata({"/Title": mark, "/Subject": random.Random(mark).randbytes(unlike).hex()})
    writer.write(content)
    return content.getvalue()


def large_pdf(mark):
    """The same of some 600 KB: three pieces."""
    return unique_pdf(mark, unlike=300_000)


def problem(answer):
    """What a page complains about, for the report."""
    found = lxml.html.fromstring(answer.text or "<p>").xpath("//*[@id='missing' or @role='alert']")
    return " ".join(" ".join(element.text_content().split()) for element in found)[:150]


class Unheard(Exception):
    """The portal did not say that the act is done: it is tried again."""


class Person:
    """Somebody signed in who insists."""

    def __init__(self, *, place, ledger, user, address, over):
        self.place, self.ledger, self.user, self.over = place, ledger, user, over
        self.browser = Browser(port=place.port, address=address)

    def run(self):
        """Work until it is over; what is begun by then is brought to its end."""
        while not self.over.is_set():
            try:
                self.work()
            except DatabaseError:  # of what this program itself asks: the portal is asked by pages alone
                connection.close()
            except Exception as fault:  # noqa: BLE001 - a person who cannot go on is a loss to be reported
                self.ledger.fault(f"{type(self).__name__} {self.user.email}: {type(fault).__name__} {fault}")
                time.sleep(1)

    def insist(self, kind, about, what, act):
        """Do `act` until it returns: what it returns. It raises Unheard when it has to be done again."""
        attempt = self.ledger.begin(kind, about, what)
        for _ in range(2000):
            attempt.tries += 1
            try:
                told = act()
            except (OSError, HTTPException, DatabaseError, Unheard, LookupError) as fault:
                self.ledger.hear(f"{kind}: {type(fault).__name__} {fault}"[:160])
                connection.close()  # a database that was killed does not answer on the old one
                time.sleep(PAUSE_SECONDS)
                continue
            attempt.done = True
            return told
        raise RuntimeError(f"{kind}: never done")

    def get(self, path):
        return self._heard(self.browser.get(path), path)

    def post(self, path, fields, **more):
        return self._heard(self.browser.post(path, fields, **more), path)

    def _heard(self, answer, path):
        self.ledger.hear(answer.status)
        if answer.status == 302 and answer.place == "/login/" and path != "/login/":
            self.enter()
            raise Unheard("signed out")
        if answer.status == 401:  # what a script is told
            self.enter()
            raise Unheard("signed out")
        if answer.status >= 500 or answer.status in {403, 409, 429}:
            raise Unheard(f"{answer.status} {path.split('/')[-2]}")
        return answer

    def enter(self):
        """Come in without the form, as somebody who was signed in: the second factor is no subject here."""
        client = Client()
        client.force_login(self.user)
        self.browser.cookies = {name: value.value for name, value in client.cookies.items()}


class ApplicantAtWork(Person):
    """Fills the seven steps, uploads, submits, signs every second application, writes; again and again."""

    def __init__(self, *, world, **others):
        super().__init__(**others)
        self.world = world
        self.signs = True

    def enter(self):
        self.browser.cookies = {}
        form = self.browser.get("/login/").form("email", "password")
        answers = {"email": self.user.email, "password": PASSWORD}
        answer = self.browser.post("/login/", fields_of(form, **answers))
        self.ledger.hear(f"login {answer.status}")
        if answer.status != 302:
            raise Unheard("login refused")

    def work(self):
        answers = flat(complete_answers("ФЛ"))
        draft = self.insist("draft", self.user.email, str(uuid4()), lambda: self.new_draft(answers))
        for step in STEPS:
            self.insist("step", draft, step, lambda step=step: self.fill(draft, step, answers))
        for _ in range(3):
            name = f"Дом {uuid4().hex}"
            self.insist("save", draft, name, lambda name=name: self.save(draft, name))
        for kind in DOCUMENTS:
            name = f"{uuid4().hex}.pdf"
            content = unique_pdf(name)
            what = f"{name} {sha256(content).hexdigest()}"
            self.insist("file", draft, what, lambda k=kind, n=name, c=content: self.upload(draft, k, n, c))
        name = f"{uuid4().hex}.pdf"
        content, told = large_pdf(name), {}
        what = f"{name} {sha256(content).hexdigest()}"
        self.insist("file", draft, what, lambda: self.bring(draft, name, content, told))
        name = f"Дом {uuid4().hex}"
        self.insist("save", draft, name, lambda: self.change(draft, name))
        act, how = (self.sign, "signed") if self.signs else (self.submit, "simple")
        self.signs = not self.signs
        self.insist("submission", draft, how, lambda: act(draft))
        for _ in range(2):
            text, token = f"Вопрос {uuid4().hex}", str(uuid4())
            self.insist("message", draft, text, lambda x=text, t=token: self.write(draft, x, t))
        self.over.wait(BETWEEN_CASES_SECONDS)

    def new_draft(self, answers):
        form = self.get("/applications/new/").form("draft_id")
        answer = self.post("/applications/new/", fields_of(form, **answers))
        if answer.status != 302:
            raise Unheard("no draft")
        return answer.place.split("/")[2]

    def fill(self, draft, step, answers):
        path = f"/applications/{draft}/steps/{step}/"
        answer = self.post(path, [*fields_of(self.get(path).form("step", "base"), **answers), ("go", "next")])
        if answer.status != 302 or answer.place == path:
            raise Unheard(f"step {step} {answer.status} {answer.place}")

    def save(self, draft, name):
        path = f"/applications/{draft}/steps/object/"
        fields = fields_of(self.get(path).form("step", "base"), object_name=name)
        if "saved_at" not in self.post(path, [*fields, ("go", "autosave")]).text:
            raise Unheard("not saved")

    def upload(self, draft, kind, name, content):
        page = self.get(f"/applications/{draft}/steps/documents/")
        if name in page.text:  # an attempt came through whose answer was never heard
            return
        token = dict(page.form("step").form_values())["csrfmiddlewaretoken"]
        path = f"/applications/{draft}/documents/{kind}/"
        fields = [("csrfmiddlewaretoken", token)]
        file = (f"file-{kind}", name, content)
        answer = self.post(path, fields, file=file, **{"HX-Request": "true"})
        if answer.status != 200 or name not in answer.text:
            raise Unheard(f"upload {answer.status} {answer.text[:60] if answer.status == 422 else ''}")

    def bring(self, draft, name, content, told):
        """A file in pieces. `told`: what is known of it; once it is whole its mark goes with the form until
        the answer is heard, and nobody looks whether an attempt came through."""
        page = self.get(f"/applications/{draft}/steps/documents/")
        token = dict(page.form("step").form_values())["csrfmiddlewaretoken"]
        script = {"HX-Request": "true", "X-CSRFToken": token}
        if told.get("received") != len(content):
            announced = {"name": name, "size": len(content), "sha256": sha256(content).hexdigest()}
            told |= self.told(self.post("/incoming/", list(announced.items()), **script))
        while (at := told["received"]) < len(content):
            piece = content[at : at + told["piece"]]
            answer = self.browser.send(told["url"], piece, **script, **{"Upload-Offset": str(at)})
            told |= self.told(self._heard(answer, told["url"]))
        fields = [("csrfmiddlewaretoken", token), (f"incoming-file-{IN_PIECES}", told["mark"])]
        answer = self.post(f"/applications/{draft}/documents/{IN_PIECES}/", fields, **script)
        if answer.status != 200 or name not in answer.text:
            raise Unheard(f"mark {answer.status} {answer.text[:60] if answer.status == 422 else ''}")

    @staticmethod
    def told(answer):
        if answer.status not in {200, 201}:
            raise Unheard(f"piece {answer.status} {answer.text[:60]}")
        return json.loads(answer.text)

    def change(self, draft, name):
        """From «Проверьте заявку» by «изменить» to an answer, and back to the page, which shows it."""
        check, path = f"/applications/{draft}/steps/check/", f"/applications/{draft}/steps/object/"
        [link, *_] = re.findall(rf'href="({path}[^"#]*)[^"]*">изменить', self.get(check).text) or [None]
        if link is None:
            raise Unheard("nothing to change")
        fields = fields_of(self.get(link).form("step", "base"), object_name=name)
        if self.post(path, [*fields, ("go", "check")]).place != check or name not in self.get(check).text:
            raise Unheard("not changed")

    def submit(self, draft):
        done = f"/applications/{draft}/submitted/"
        path = f"/applications/{draft}/steps/check/"
        page = self.get(path)
        if page.status == 302:  # it was submitted by an attempt whose answer was never heard
            if self.get(done).status == 200:
                return
            raise Unheard("submitted or not")
        fields = [pair for pair in fields_of(page.form("code_0")) if pair[0] not in {"consent", "code_1"}]
        code = digits_of(dict(fields)["code_0"]) or ""
        fields += [("consent", "on"), ("code_1", code), ("go", "submit")]
        answer = self.post(path, fields)
        if answer.place != done:
            raise Unheard(f"not submitted: {answer.status} {problem(self.get(path))}")

    def sign(self, draft):
        """Submit with a GOST signature, made elsewhere over the document that was downloaded."""
        done = f"/applications/{draft}/submitted/"
        path = f"/applications/{draft}/sign/"
        step = f"/applications/{draft}/steps/check/"
        page = self.get(step)
        if page.status == 302:
            if self.get(done).status == 200:
                return
            raise Unheard("signed or not")
        fields = [pair for pair in fields_of(page.form("code_0")) if pair[0] != "consent"]
        if self.post(step, [*fields, ("consent", "on"), ("go", "sign")]).place != path:
            raise Unheard(f"nothing to sign: {problem(self.get(step))}")
        page = self.get(path)
        [document] = set(re.findall(rf'href="(/applications/{draft}/files/[^/"]+/)"', page.text))
        content, signer = self.get(document).content, self.world.person
        attributes = attributes_of(content, signer, at=timezone.now())
        signature = sign(content, signer, others=[self.world.authority], attributes=attributes)
        fields = [pair for pair in fields_of(page.form("signed")) if pair[0] != "consent"]
        fields += [("consent", "on"), ("way", "upload")]
        answer = self.post(path, fields, file=("signature", "signature.sig", signature))
        if answer.place != done:
            raise Unheard(f"not signed: {answer.status} {problem(answer)}")

    def write(self, draft, text, token):
        form = self.get(f"/applications/{draft}/").form("token", "text")
        answer = self.post(f"/applications/{draft}/reply/", fields_of(form, text=text, token=token))
        if answer.status != 302:
            raise Unheard(f"reply {answer.status}")


class SpecialistAtWork(Person):
    """Opens what was submitted and answers; each comment with the token of the page it was written on."""

    def work(self):
        submitted = [attempt.about for attempt in self.ledger.of("submission") if attempt.done]
        if not submitted:
            time.sleep(PAUSE_SECONDS)
            return
        case = random.choice(submitted[-20:])
        text, token = f"Ответ {uuid4().hex}", str(uuid4())
        self.insist("comment", case, text, lambda: self.comment(case, text, token))
        time.sleep(1)

    def comment(self, case, text, token):
        path = f"/office/applications/{case}/"
        form = self.get(path).form("token", "text", "seen")
        answer = self.post(path, [*fields_of(form, text=text, token=token), ("act", "comment")])
        if answer.status != 302:
            raise Unheard(f"comment {answer.status}")


class AccountantAtWork(Person):
    """Loads statements of the bank, ten payments each, and loads a part of each once more with the next."""

    def __init__(self, *, invoices, **others):
        super().__init__(**others)
        self.invoices = invoices
        self.former = []

    def work(self):
        taken = self.invoices[-10:]
        if not taken:
            self.over.wait(1)
            return
        documents = [self.payment(invoice) for invoice in taken]
        del self.invoices[-10:]  # not before: the database may be away while they are asked for
        content = statement(*self.former, *documents, starts=self.today(-1), ends=self.today())
        name = f"{uuid4().hex}.txt"
        numbers = " ".join(invoice.number for invoice in taken)
        self.insist("statement", numbers, name, lambda: self.load(name, content))
        self.former = documents[:3]
        self.over.wait(2)

    @staticmethod
    def today(shift=0):
        return f"{timezone.localdate() + timedelta(days=shift):%d.%m.%Y}"

    def payment(self, invoice):
        kopecks = invoice.instalments.order_by("number").first().kopecks
        return document(
            number=str(random.randrange(1, 10**6)),
            on=self.today(-1),
            sum=f"{kopecks // 100}.{kopecks % 100:02}",
            payer=invoice.payer,
            purpose=f"Оплата по счёту {invoice.number}",
        )

    def load(self, name, content):
        form = self.get("/office/payments/").form("statement")
        fields = form.form_values()
        shown = self.post("/office/payments/statement/", fields, file=("statement", name, content)).place
        if not shown.startswith("/office/payments/statement/"):
            raise Unheard("statement not taken")
        page = self.get(shown)
        if 'value="book"' not in page.text:
            if "ни один платёж ещё" in page.text:
                raise Unheard(f"statement not readable: {problem(page)}")
            return  # booked by an attempt whose answer was never heard
        [token] = {value for name, value in page.form("csrfmiddlewaretoken").form_values() if "csrf" in name}
        if self.post(shown, [("csrfmiddlewaretoken", token), ("act", "book")]).status != 302:
            raise Unheard("statement not booked")
