"""The operator's requisites, checked when the portal starts."""

import os
import subprocess
import sys

import pytest
from django.conf import settings

from kabinet.billing.payee import Payee
from kabinet.law.errors import Malformed
from tests.conftest import ROOT

RIGHT = {name: value for name, value in settings.PAYEE.as_kept().items() if name != "vat"}


def test_right_requisites_are_kept_without_spaces():
    assert Payee.read({**RIGHT, "account": "40602 810 7 0000 0000025"}, vat=22) == settings.PAYEE
    assert Payee.read({**RIGHT, "correspondent_account": ""}, vat=0).correspondent_account == ""


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("inn", "7700012341"),
        ("kpp", "77"),
        ("bik", "949805746"),
        ("account", "40602810700000000026"),
        ("correspondent_account", "30101810800000000747"),
        ("bank", "Б" * 46),
        ("name", ""),
    ],
)
def test_the_wrong_setting_is_named(name, value):
    with pytest.raises(Malformed, match=f"KABINET_PAYEE_{name.upper()}: "):
        Payee.read({**RIGHT, name: value}, vat=22)


def started(tmp_path, **environment):
    """What the settings say of the payee, or why they refuse, in a process of their own."""
    others = {name: value for name, value in os.environ.items() if not name.startswith("KABINET_")}
    return subprocess.run(
        [sys.executable, "-c", "from config.settings import *; print(PAYEE)"],
        cwd=ROOT,
        env={
            **others,
            "KABINET_ENV_FILE": os.devnull,
            "KABINET_DATA_DIR": str(tmp_path),
            "KABINET_SECRET_KEY": "a-key-of-a-test-that-is-long-enough-to-be-accepted",
            "KABINET_SITE_URL": "https://lk.example.ru",
            **environment,
        },
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_portal_does_not_start_with_an_account_that_is_not_of_the_bank(tmp_path):
    found = started(tmp_path, KABINET_PAYEE_ACCOUNT="40602810700000000026")
    assert found.returncode
    assert "Реквизиты для оплаты счетов. KABINET_PAYEE_ACCOUNT: Расчётный счёт не сходится" in found.stderr


def test_in_production_nobody_is_paid_until_it_is_set(tmp_path):
    assert started(tmp_path).stdout.startswith("Payee(name='ООО «Электросети»'")
    (tmp_path / "trust/roots").mkdir(parents=True)
    (tmp_path / "trust/roots/root.pem").touch()  # a root is asked for there
    assert started(tmp_path, KABINET_ENV="production").stdout == "None\n"
