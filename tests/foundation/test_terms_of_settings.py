"""How early people are reminded and how long things are kept: what the settings let through."""

import environ
import pytest
from django.core.exceptions import ImproperlyConfigured

from config.terms import reminded_before, retention


@pytest.fixture
def setting(monkeypatch):
    return monkeypatch.setenv


def test_reminders_come_as_early_as_the_settings_say(setting):
    assert reminded_before(environ.Env()) == {"applicant": 3, "staff": 1}
    setting("KABINET_REMIND_APPLICANT_DAYS", "5")
    setting("KABINET_REMIND_STAFF_DAYS", "2")
    assert reminded_before(environ.Env()) == {"applicant": 5, "staff": 2}


@pytest.mark.parametrize("days", ["0", "31"])
def test_a_reminder_after_the_term_or_long_before_it_is_refused_in_words(setting, days):
    setting("KABINET_REMIND_APPLICANT_DAYS", days)
    with pytest.raises(ImproperlyConfigured, match="рабочих дней от 1 до 30"):
        reminded_before(environ.Env())


def test_a_draft_is_not_removed_before_the_letter_about_it(setting):
    setting("KABINET_KEEP_DRAFT_DAYS", "14")
    with pytest.raises(ImproperlyConfigured, match="от 15"):
        retention(environ.Env())
