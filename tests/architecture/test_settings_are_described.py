import os
import re
import subprocess
import sys

import pytest

from tests.conftest import ROOT

NAME = re.compile(r"\bKABINET_[A-Z][A-Z_]*\b")


def names_in(*files):
    return {name for file in files for name in NAME.findall((ROOT / file).read_text(encoding="utf-8"))}


@pytest.mark.parametrize("description", [".env.example", "docs/operations.md"])
def test_every_setting_is_described_and_no_other(description):
    assert names_in(description) == names_in(*ROOT.glob("config/*.py"))


def test_values_shown_in_the_example_are_the_defaults(tmp_path):
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    (tmp_path / "all").write_text(re.sub(r"(?m)^# (?=KABINET_\w+=)", "", example), encoding="utf-8")
    (tmp_path / "none").touch()
    assert settings_with(tmp_path / "all") == settings_with(tmp_path / "none")


def settings_with(env_file):
    names = "OPERATOR, SITE_URL, ALLOWED_HOSTS, TIME_ZONE, MAILERS, DEFAULT_FROM_EMAIL, DATA_DIR, PRODUCTION"
    names += ", PAYEE, UNPAID_ANNUL_AFTER, JOURNAL_ANCHOR, JOURNAL_AUDITOR, JOURNAL_SYSLOG"
    shown = f"{names}, DATABASES['default']['ENGINE']"
    others = {name: value for name, value in os.environ.items() if not name.startswith("KABINET_")}
    return subprocess.run(
        [
            sys.executable,
            "-c",
            f"from config.settings import *; print({shown})",
        ],
        cwd=ROOT,
        env={**others, "KABINET_ENV_FILE": str(env_file)},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
