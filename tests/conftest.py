"""What every test may ask for."""

import gc
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test.testcases import LiveServerThread
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis
from playwright.sync_api import expect

from tests import migrated
from tests.door import DOOR, DoorServer

ROOT = Path(__file__).resolve().parent.parent

# Circles are small in tests, and looking for them after every few hundred objects is a part of their work.
gc.set_threshold(50_000, 20, 20)

# Playwright keeps an event loop in the test's thread; Django would refuse every query there.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

# How long an example takes, or the making of examples, says nothing while other tests run beside it.
# The examples are the same each time: what passed here passes everywhere. `make fuzz` draws other ones.
hypothesis.register_profile(
    "kabinet",
    deadline=None,
    derandomize="KABINET_FUZZ" not in os.environ,
    suppress_health_check=[HealthCheck.too_slow],
)
hypothesis.load_profile("kabinet")

# What a person waits for comes sooner or later; how soon says nothing on a busy machine. One limit for all.
PATIENCE_MS = 60_000
expect.set_options(timeout=PATIENCE_MS)

LiveServerThread.server_class = DoorServer

CHROMIUM_ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # A page of a test lives for a moment: what makes scripts quick that run for hours only costs there.
    "--js-flags=--no-opt --no-maglev --min-semi-space-size=32",
]


def pytest_collection_modifyitems(config, items):
    """What touches no database is tested once, with SQLite, and not again with PostgreSQL.

    So are the stories at a browser, and long walks for which `any_database` will do: other tests ask for
    their pages on both. Stories of the whole way of a case, or of two people at one, are marked
    `both_databases`; walks with what a database may refuse are `strict_database`.
    """
    if connection.vendor == "sqlite":
        strict = [item for item in items if item.get_closest_marker("strict_database")]
        config.hook.pytest_deselected(items=strict)
        items[:] = [item for item in items if item not in strict]
        return
    databases = {"db", "transactional_db", "live_server"}
    repeated = [
        item
        for item in items
        if (item.get_closest_marker("django_db") or databases & set(item.fixturenames))
        and (not item.get_closest_marker("browser") or item.get_closest_marker("both_databases"))
        and not item.get_closest_marker("any_database")
    ]
    left_out = set(items) - set(repeated)
    config.hook.pytest_deselected(items=[item for item in items if item in left_out])
    items[:] = repeated


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_keepdb, django_db_modify_db_settings, django_db_blocker):
    """A database that goes with its folder or its cluster begins with a copy of what the migrations made."""
    name = connection.settings_dict["TEST"]["NAME"]
    if connection.vendor == "sqlite":
        migrated.copy_file(name)
        return True
    if django_db_keepdb:
        with django_db_blocker.unblock():
            migrated.copy_database(connection, name or f"test_{connection.settings_dict['NAME']}")
    return django_db_keepdb


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    """The system's own Chromium, if it can be without the window's half of it; CHROMIUM names another one."""
    installed = filter(None, map(shutil.which, ("chromium-headless-shell", "chromium", "google-chrome")))
    chromium = os.environ.get("CHROMIUM") or next(installed, None)
    found = {"executable_path": chromium} if chromium else {}
    return {**browser_type_launch_args, **found, "args": CHROMIUM_ARGS}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    return {
        **browser_context_args,
        "locale": "ru-RU",
        "timezone_id": "Europe/Moscow",
        "viewport": {"width": 1280, "height": 900},
        "reduced_motion": "reduce",  # colours are judged, and a fading button has none of its own
    }


@pytest.fixture
def new_context(new_context):
    """Windows that wait as patiently as everything else; no worker stands before what a test holds back."""

    def open_patiently(**options):
        context = new_context(**{"service_workers": "block", **options})
        context.set_default_timeout(PATIENCE_MS)
        return context

    return open_patiently


@pytest.fixture(autouse=True)
def _door_of_the_server(request):
    """Stands between the database, which comes before it, and the windows, which come after."""
    if "live_server" not in request.fixturenames:
        yield
        return
    request.getfixturevalue("transactional_db")
    with DOOR.opened():
        yield


@pytest.fixture(autouse=True)
def _empty_cache():
    """Nothing is left of another test; what the operator set is known, as in a process at work."""
    from kabinet.applications.content import own_documents
    from kabinet.core import operator

    cache.clear()
    cache.set(operator.CACHE_KEY, {})
    cache.set(own_documents.CACHE_KEY, ())


@pytest.fixture(autouse=True)
def _no_anchors(settings):
    """The journal of a test begins empty; anchors of another one's would say that its end was cut off."""
    settings.JOURNAL_ANCHOR.unlink(missing_ok=True)


@pytest.fixture
def run_jobs():
    """A function that does all the background work that is due now, as `manage.py worker` would."""
    from kabinet.jobs.worker import Worker

    return lambda: Worker().run_until_empty()


@pytest.fixture
def letters(run_jobs):
    """A function that does the background work and returns the letters sent so far in this test."""

    def sent():
        run_jobs()
        return list(mail.outbox)

    return sent


@pytest.fixture
def code_for():
    """A function from a picture's key to the digits on it, as a person reads them."""
    from kabinet.ui.captcha import digits_of

    return digits_of


@pytest.fixture
def typed_code(code_for):
    """A function from a page with «Введите код» to the two values that the right answer posts."""

    def values(response):
        html = response.content.decode() if hasattr(response, "content") else response
        for tag in re.findall(r"<input\b[^>]*>", html):
            attributes = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
            name, key = attributes.get("name", ""), attributes.get("value", "")
            if name.endswith("_0") and re.fullmatch(r"[0-9a-f]{40}", key):
                return {name: key, f"{name[:-1]}1": code_for(key)}
        raise AssertionError("the page shows no code to type")

    return values


@pytest.fixture
def manage():
    """A function that starts manage.py on the test's database as a process of its own."""
    processes = []

    def start(*arguments, **environment):
        process = subprocess.Popen(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env={
                **os.environ,
                "DJANGO_SETTINGS_MODULE": "config.settings",
                "KABINET_DATABASE_URL": database_url(),
                **environment,
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        processes.append(process)
        return process

    yield start
    for process in processes:
        process.kill()
        print(process.communicate()[0])  # pytest shows it when the test fails


def database_url():
    """Where another process finds the database of this test."""
    database = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{database['NAME']}"
    login = ":".join(filter(None, [database["USER"], database["PASSWORD"]]))
    address = f"{database['HOST'] or 'localhost'}:{database['PORT'] or 5432}"
    return f"postgres://{login}@{address}/{database['NAME']}"
