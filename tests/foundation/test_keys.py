"""Keys of the portal: told by the settings, or made once."""

import stat

import pytest
from django.core.exceptions import ImproperlyConfigured

from config.keys import former_keys, journal_keys

GOOD, OTHER = "Yk2mZ0xq7Vd9TfQeLr4sUw8hNcBvJa1P", "bQ7tXz3nKf5WmRj9Ds2gHc6yLp8eVu4A"


def test_key_of_the_journal_is_made_once_for_its_owner_alone(tmp_path):
    (key,) = journal_keys("", tmp_path, production=False)
    assert journal_keys("", tmp_path, production=True) == (key,)
    assert len(key) >= 48
    assert [path.name for path in tmp_path.iterdir()] == ["journal_key"]
    assert stat.S_IMODE((tmp_path / "journal_key").stat().st_mode) == 0o600


def test_former_keys_stand_behind_the_present_one(tmp_path):
    assert journal_keys(f"{GOOD}, {OTHER}", tmp_path, production=True) == (GOOD, OTHER)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("told", ["x", f"{GOOD},short-key"])
def test_production_refuses_a_key_that_can_be_guessed(tmp_path, told):
    with pytest.raises(ImproperlyConfigured, match=r"^KABINET_JOURNAL_KEY слишком прост"):
        journal_keys(told, tmp_path, production=True)


def test_former_secret_keys_are_no_weaker_than_the_present_one():
    assert former_keys([GOOD, " "], production=True) == [GOOD]
    with pytest.raises(ImproperlyConfigured, match=r"^KABINET_SECRET_KEY_FORMER слишком прост"):
        former_keys(["x"], production=True)
