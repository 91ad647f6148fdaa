"""What the first pages weigh on the line, the portal as it really runs."""

import os
import subprocess
import sys

import pytest
from playwright.sync_api import expect

from tests.applications.builders import PASSWORD
from tests.conftest import ROOT
from tests.foundation.test_start import running

pytestmark = pytest.mark.browser

FIRST_PAGE, FIRST_REQUESTS, NEXT_PAGE = 60 * 1024, 6, 15 * 1024
"""Bytes on the line with their headers, and how often they are asked for."""


@pytest.fixture(scope="module")
def portal(tmp_path_factory):
    with running(tmp_path_factory.mktemp("portal")) as portal:
        yield portal


@pytest.fixture
def address(portal):
    return f"http://localhost:{portal.port}"


COMES = """
from tests.applications.builders import make_applicant, make_complete, make_user
make_complete(make_applicant(user=make_user(email={!r})))
"""


def people_come(data, email):
    """An applicant with a draft registers at the portal that keeps its data there."""
    others = {name: value for name, value in os.environ.items() if not name.startswith("KABINET_")}
    others.pop("DJANGO_SETTINGS_MODULE", None)
    subprocess.run(
        [sys.executable, "manage.py", "shell", "-c", COMES.format(email)],
        cwd=ROOT,
        env={**others, "KABINET_ENV_FILE": os.devnull, "KABINET_DATA_DIR": str(data)},
        check=True,
    )


class Line:
    """Counts what comes by the line, not out of the browser's store."""

    def __init__(self, page):
        self.files, self.sizes = {}, {}
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.on("Network.responseReceived", self._told)
        session.on("Network.loadingFinished", self._came)

    def _told(self, event):
        answer = event["response"]
        kept = (
            answer.get("fromDiskCache")
            or answer.get("fromPrefetchCache")
            or answer["url"].startswith("data:")
        )
        if not kept:
            self.files[event["requestId"]] = answer["url"]

    def _came(self, event):
        self.sizes[event["requestId"]] = event["encodedDataLength"]

    def came(self):
        """Address and bytes of each answer since the last time; one out of memory has none."""
        found = sorted((url, self.sizes.get(number, 0)) for number, url in self.files.items())
        self.files.clear()
        return [(url, size) for url, size in found if size]


def test_first_pages_are_light(new_context, address):
    page = new_context().new_page()
    line = Line(page)
    page.goto(f"{address}/login/", wait_until="networkidle")
    is_first(line.came())
    page.goto(f"{address}/registration/person/", wait_until="networkidle")
    second = line.came()
    expect(page.locator("[data-code][data-proven]")).to_have_count(1)  # the scripts that came do their work
    # Whether the browser asks for the picture before it has proved that no code is needed is chance.
    second = [one for one in second if "/captcha/image/" not in one[0]]
    picture = page.request.get(f"{address}{page.locator('[data-code-picture]').get_attribute('src')}")
    is_next([*second, (picture.url, len(picture.body()))])


def test_home_and_the_profile_are_light_after_the_login(new_context, portal, address):
    people_come(portal.folder / "data", "home@example.ru")
    page = new_context().new_page()
    line = Line(page)
    page.goto(f"{address}/login/", wait_until="networkidle")
    is_first(line.came())
    sign_in(page, "home@example.ru")
    is_next(line.came())
    page.goto(f"{address}/profile/", wait_until="networkidle")
    is_next(line.came())


def test_home_opened_by_a_bookmark_is_light(new_context, portal, address):
    """The session is known, and nothing else is left of it in the browser."""
    people_come(portal.folder / "data", "bookmark@example.ru")
    page = new_context().new_page()
    page.goto(f"{address}/login/")
    sign_in(page, "bookmark@example.ru")
    page = new_context(storage_state=page.context.storage_state()).new_page()
    line = Line(page)
    page.goto(f"{address}/", wait_until="networkidle")
    is_first(line.came())


def sign_in(page, email):
    page.get_by_label("E-mail").fill(email)
    page.locator("input[name='password']").fill(PASSWORD)
    page.get_by_role("button", name="Войти", exact=True).click()
    page.wait_for_url("**/")
    page.wait_for_load_state("networkidle")


def is_first(files):
    assert sum(size for _, size in files) <= FIRST_PAGE, files
    assert len(files) <= FIRST_REQUESTS, files


def is_next(files):
    assert sum(size for _, size in files) <= NEXT_PAGE, files
