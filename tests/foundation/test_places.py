"""Where the operator's networks are, as the settings say."""

import environ
import pytest
from django.core.exceptions import ImproperlyConfigured

from config.places import served_of_settings
from kabinet.core.regions import Served


def served(monkeypatch, **values):
    for name in ("KABINET_SETTLEMENTS", "KABINET_DISTRICTS"):
        monkeypatch.delenv(name, raising=False)
    for name, value in values.items():
        monkeypatch.setenv(f"KABINET_{name}", value)
    return served_of_settings(environ.Env())


def test_nothing_is_served_by_name_until_the_operator_names_it(monkeypatch):
    assert served(monkeypatch) == Served((), {})


def test_settlements_and_districts_are_named_in_a_line(monkeypatch):
    told = served(
        monkeypatch, SETTLEMENTS="Уфа; с. Жуково;", DISTRICTS="02:55 = город Уфа; 02:47=Уфимский район"
    )
    assert told == Served(("Уфа", "с. Жуково"), {"02:55": "город Уфа", "02:47": "Уфимский район"})


def test_a_district_without_a_number_stops_the_start_with_an_example(monkeypatch):
    with pytest.raises(ImproperlyConfigured, match="02:55=город Уфа"):
        served(monkeypatch, DISTRICTS="Уфа")
