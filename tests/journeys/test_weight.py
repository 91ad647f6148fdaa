"""What the first pages weigh on the line, the portal as it really runs."""

import pytest

from tests.foundation.test_start import running

pytestmark = pytest.mark.browser

FIRST_PAGE, FIRST_REQUESTS, NEXT_PAGE = 60 * 1024, 6, 15 * 1024
"""Bytes on the line with their headers, and how often they are asked for."""
PICTURE = "/captcha/image/"
"""Of the code: for whom it is typed; a browser that works by itself needs none, though it fetches it."""


@pytest.fixture(scope="module")
def portal(tmp_path_factory):
    with running(tmp_path_factory.mktemp("portal")) as portal:
        yield portal


@pytest.fixture
def address(portal):
    return f"http://localhost:{portal.port}"


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
    first = line.came()
    assert sum(size for _, size in first) <= FIRST_PAGE, first
    assert len(first) <= FIRST_REQUESTS, first
    page.goto(f"{address}/registration/person/", wait_until="networkidle")
    second = [(url, size) for url, size in line.came() if PICTURE not in url]
    assert sum(size for _, size in second) <= NEXT_PAGE, second
