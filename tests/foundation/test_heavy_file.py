"""The portal as `make run` starts it, on SQLite, while the worst file of one person is examined.

The examination is held: its process is stopped. What the nine others do meanwhile is done before it goes on,
so that nothing here measures time.
"""

import json
import os
import re
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.applications.builders import PASSWORD
from tests.conftest import ROOT
from tests.files.test_examining import pdf_of_packed_objects
from tests.foundation.test_start import portal as portal  # noqa: PLC0414 - a fixture
from tests.waiting import LONGEST_SECONDS, wait_until

pytestmark = pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="looks for processes in /proc")

PEOPLE = """
import django, json
django.setup()
from django.test import Client
from tests.applications.builders import make_applicant, make_draft
people = []
for number in range(10):
    owner = make_applicant()
    draft, client = make_draft(owner), Client()
    client.force_login(owner.user)
    cookie = "; ".join(f"{name}={value.value}" for name, value in client.cookies.items())
    people.append({"email": owner.user.email, "draft": str(draft.pk), "cookie": cookie})
print(json.dumps(people))
"""


class Person:
    """A browser of one person, signed in unless they are to do it themselves; it follows no redirect."""

    def __init__(self, portal, *, email, draft, cookie):
        self.port, self.email, self.cookie = portal.port, email, cookie
        self.steps = f"/applications/{draft}/steps"
        self.documents = f"/applications/{draft}/documents/passport/"

    def send(self, path, content=None, **headers):
        connection = HTTPConnection("127.0.0.1", self.port, timeout=LONGEST_SECONDS)
        with closing(connection):
            headers = {"Cookie": self.cookie, "Content-Type": "application/x-www-form-urlencoded", **headers}
            connection.request("GET" if content is None else "POST", path, content, headers)
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read().decode()

    def token(self, path):
        """The CSRF token of a page; its cookie is sent from now on."""
        _, headers, text = self.send(path)
        cookies = [value.partition(";")[0] for value in headers.get_all("Set-Cookie", [])]
        self.cookie = "; ".join(filter(None, [self.cookie, *cookies]))
        return re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', text)[1]

    def upload(self, content, token):
        edge = "edge-of-a-part"
        body = (
            f'--{edge}\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\n{token}\r\n'
            f'--{edge}\r\nContent-Disposition: form-data; name="file-passport"; filename="plan.pdf"\r\n\r\n'
        ).encode()
        headers = {"Content-Type": f"multipart/form-data; boundary={edge}", "HX-Request": "true"}
        status, _, text = self.send(
            self.documents, body + content + f"\r\n--{edge}--\r\n".encode(), **headers
        )
        return status, text

    def look(self):
        return self.send(f"{self.steps}/object/")[0]

    def write(self):
        token = self.token(f"{self.steps}/object/")
        fields = {"csrfmiddlewaretoken": token, "go": "autosave", "object_name": "Дом"}
        status, _, text = self.send(f"{self.steps}/object/", urlencode(fields))
        return status if "saved_at" in text else text

    def sign_in(self):
        self.cookie = ""
        fields = {
            "csrfmiddlewaretoken": self.token("/login/"),
            "email": self.email,
            "password": PASSWORD,
        }
        status, headers, text = self.send("/login/", urlencode(fields))
        return status if headers["Location"] == "/" else text


def parent_of(pid):
    try:
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    except (FileNotFoundError, ProcessLookupError):
        return 0


def state_of(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return "gone"


def examinations(portal):
    """The processes in which files are examined now: children of the nurseries of this portal."""
    nurseries = set()
    for place in Path("/proc").glob("[0-9]*"):
        try:
            if b"kabinet.core.nursery" in (place / "cmdline").read_bytes():
                nurseries.add(int(place.name))
        except (FileNotFoundError, ProcessLookupError):
            continue

    def is_of_portal(pid):
        while pid > 1:
            pid = parent_of(pid)
            if pid == portal.process.pid:
                return True
        return False

    return [pid for pid in nurseries if parent_of(pid) in nurseries and is_of_portal(pid)]


@pytest.fixture
def people(portal):
    told = subprocess.check_output(
        [sys.executable, "-c", PEOPLE],
        cwd=ROOT,
        env={
            **{name: value for name, value in os.environ.items() if not name.startswith("KABINET_")},
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "KABINET_ENV_FILE": os.devnull,
            "KABINET_DATA_DIR": str(portal.folder / "data"),
        },
    )
    return [Person(portal, **known) for known in json.loads(told)]


@contextmanager
def one_held(portal):
    """Stop an examination in the middle until the end of the block; its process."""
    held = []

    def hold():
        for pid in examinations(portal):
            with suppress(ProcessLookupError):  # it has ended meanwhile
                os.kill(pid, signal.SIGSTOP)
                held.append(pid)
                return True
        return False

    wait_until(hold)
    try:
        yield held[0]
    finally:
        with suppress(ProcessLookupError):
            os.kill(held[0], signal.SIGCONT)


def test_nine_people_go_on_while_the_worst_file_of_a_tenth_is_examined(portal, people):
    heavy = pdf_of_packed_objects(1_000_000)
    tenth, *nine = people
    token = tenth.token(f"{tenth.steps}/documents/")
    acts = [person.sign_in for person in nine[:3]]
    acts += [person.look for person in nine[3:6]] + [person.write for person in nine[6:]]
    with ThreadPoolExecutor(13) as threads:
        uploads = [threads.submit(tenth.upload, heavy, token) for _ in range(4)]
        for _attempt in uploads:
            with one_held(portal) as held:
                answers = [answer.result() for answer in [threads.submit(act) for act in acts]]
                state = state_of(held)
            # On a very busy machine the budget of the examination may end before the nine are ready.
            if (answers, state) == ([302] * 3 + [200] * 6, "T"):
                break
        assert (answers, state) == ([302] * 3 + [200] * 6, "T")
        told = [upload.result() for upload in uploads]
    assert {status for status, _ in told} == {422}
    assert all(text.startswith("Файл «plan.pdf» не принят: ") for _, text in told)
    assert any("слишком сложно устроен" in text for _, text in told)
