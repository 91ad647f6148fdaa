"""What the portal demands to be signed, and that it says so when it does not."""

import os
import subprocess
import sys
from dataclasses import replace

import pytest
from django.conf import settings as current

from kabinet.signatures.apps import check_what_is_demanded
from tests.conftest import ROOT


@pytest.mark.parametrize(
    ("mode", "chosen", "demanded"),
    [
        ("development", {}, "False False"),
        ("production", {}, "True True"),
        ("production", {"KABINET_SIGNATURE_OPERATOR": "off"}, "False True"),
        ("production", {"KABINET_SIGNATURE_BUSINESS": "off"}, "True False"),
    ],
)
def test_production_demands_both_signatures_unless_told_otherwise(tmp_path, mode, chosen, demanded):
    others = {name: value for name, value in os.environ.items() if not name.startswith("KABINET_")}
    said = subprocess.run(
        [
            sys.executable,
            "-c",
            "from config.settings import *; print(SIGNATURE_OPERATOR, SIGNATURE_BUSINESS)",
        ],
        cwd=ROOT,
        env={
            **others,
            "KABINET_ENV": mode,
            "KABINET_ENV_FILE": os.devnull,
            "KABINET_DATA_DIR": str(tmp_path),
            "KABINET_SITE_URL": "https://lk.example.ru",
            "KABINET_SECRET_KEY": "a-key-of-a-test-that-is-long-enough-to-be-accepted",
            **chosen,
        },
        capture_output=True,
        text=True,
        check=True,
    )
    assert said.stdout == f"{demanded}\n"


def test_check_before_deployment_names_each_signature_that_is_not_demanded(settings):
    settings.SIGNATURE_OPERATOR = settings.SIGNATURE_BUSINESS = True
    settings.OPERATOR = replace(settings.OPERATOR, inn="7707083893")
    assert check_what_is_demanded() == []
    settings.SIGNATURE_OPERATOR = False
    [warning] = check_what_is_demanded()
    assert "УКЭП сетевой организации" in warning.msg
    assert "KABINET_SIGNATURE_OPERATOR" in warning.hint
    settings.SIGNATURE_BUSINESS = False
    assert len(check_what_is_demanded()) == 2
    settings.OPERATOR = replace(settings.OPERATOR, inn="")
    assert [warning.hint.split(":")[0] for warning in check_what_is_demanded()] == [
        "Задайте KABINET_SIGNATURE_OPERATOR",
        "Задайте KABINET_SIGNATURE_BUSINESS",
        "Задайте KABINET_OPERATOR_INN",
    ]


def test_development_demands_neither():
    assert (current.SIGNATURE_OPERATOR, current.SIGNATURE_BUSINESS) == (False, False)
