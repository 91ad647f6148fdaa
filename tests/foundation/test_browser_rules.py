"""What browsers and the log are told on every answer: cookies, headers, lines."""

import ast
import json
import logging
import logging.config
import os
import re
import shutil
import subprocess
import sys

import pytest
from django.conf import settings as current

from tests.conftest import ROOT

NAMES = """
import django, json
django.setup()
from django.conf import settings as s
from kabinet.accounts import devices, sessions
from kabinet.cabinet import entering
from kabinet.cabinet.views import recovery
from kabinet.kept import middleware
from kabinet.ui import flashed, low_vision, theme
print(json.dumps([
    [s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, flashed.FlashedInCookie.cookie_name, theme.COOKIE,
     low_vision.COOKIE,
     sessions.SEEN, devices.COOKIE, entering.LED_ON, recovery._STRING,
     middleware.WAITING, middleware.ACCEPTED],
    [s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SESSION_COOKIE_HTTPONLY],
    [s.SESSION_COOKIE_SAMESITE, s.CSRF_COOKIE_SAMESITE],
    s.SECURE_HSTS_SECONDS, s.SECURE_HSTS_INCLUDE_SUBDOMAINS, s.DEBUG]))
"""
SETTERS = {
    "kabinet/accounts/devices.py",
    "kabinet/accounts/sessions.py",
    "kabinet/cabinet/entering.py",
    "kabinet/cabinet/views/recovery.py",
    "kabinet/kept/middleware.py",
    "kabinet/ui/views.py",
}


def production(tmp_path, program, **chosen):
    others = {name: value for name, value in os.environ.items() if not name.startswith("KABINET_")}
    roots = tmp_path / "trust" / "roots"
    roots.mkdir(parents=True)
    shutil.copy(ROOT / "tests" / "signatures" / "golden" / "root.pem", roots)
    told = {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "KABINET_ENV": "production",
        "KABINET_ENV_FILE": os.devnull,
        "KABINET_DATA_DIR": str(tmp_path),
        "KABINET_SITE_URL": "https://lk.example.ru",
        "KABINET_OPERATOR_INN": "7707083893",
        "KABINET_SECRET_KEY": "a-key-of-a-test-that-is-long-enough-to-be-accepted",
    }
    command = [sys.executable, "-c", program]
    done = subprocess.run(
        command, cwd=ROOT, env={**others, **told, **chosen}, capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout)


@pytest.mark.parametrize(("chosen", "subdomains"), [({}, False), ({"KABINET_HSTS_SUBDOMAINS": "on"}, True)])
def test_production_gives_every_cookie_to_this_host_by_https_alone(tmp_path, chosen, subdomains):
    names, secure, same_site, hsts, below, debug = production(tmp_path, NAMES, **chosen)
    assert [name for name in names if not name.startswith("__Host-kabinet_")] == []
    assert (secure, same_site) == ([True, True, True], ["Lax", "Lax"])
    assert (hsts, below, debug) == (365 * 24 * 60 * 60, subdomains, False)


def test_cookies_are_set_by_the_modules_that_were_looked_at():
    found = {}
    for path in sorted((ROOT / "kabinet").rglob("*.py")):
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and getattr(call.func, "attr", "") == "set_cookie":
                flags = {keyword.arg for keyword in call.keywords}
                found.setdefault(str(path.relative_to(ROOT)), set()).add({"secure", "samesite"} <= flags)
    assert found == {module: {True} for module in SETTERS}


def test_policy_allows_no_foreign_code_frame_or_base(client, db):
    told = client.get("/login/")["Content-Security-Policy"]
    policy = dict(part.strip().split(" ", 1) for part in told.split(";"))
    assert {name: policy[name] for name in ("script-src", "object-src", "base-uri", "frame-ancestors")} == {
        "script-src": "'self'",
        "object-src": "'none'",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
    }


@pytest.mark.parametrize(
    "path", ["/login/", "/static/js/kabinet.js", "/nothing-there/", "/healthz", "/theme.css"]
)
def test_every_kind_of_answer_has_the_headers(client, db, settings, path):
    settings.WHITENOISE_USE_FINDERS = settings.WHITENOISE_AUTOREFRESH = True
    answer = client.get(path)
    assert answer.status_code == (404 if path == "/nothing-there/" else 200)
    assert "Access-Control-Allow-Origin" not in answer
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]


def test_trace_is_answered_with_nothing_of_the_request(client, db):
    answer = client.trace("/login/", headers={"x-secret": "a-secret-header"})
    assert answer.status_code == 405
    assert b"a-secret-header" not in answer.content


def test_line_of_the_log_has_its_offset_and_stays_one_line(client, db):
    form = current.LOGGING["formatters"]["line"]
    formatter = logging.Formatter(form["format"], form["datefmt"], form["style"])
    lines = []
    handler = logging.Handler()
    handler.emit = lambda record: lines.append(formatter.format(record))
    logger = logging.getLogger("django.request")
    logger.addHandler(handler)
    try:
        client.get("/nothing%0A2026-01-01T00:00:00+0300 INFO forged/")
    finally:
        logger.removeHandler(handler)
    [line] = lines
    assert re.match(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d{4} WARNING django.request ", line)
    assert "\n" not in line
