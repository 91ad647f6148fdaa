"""Outages (186, пп. 33–34, 36 «е»)."""

from datetime import timedelta

import pytest

from kabinet.core.models import JournalEntry
from kabinet.published.models import Outage
from kabinet.published.outages import (
    NOTICE,
    PORTAL_TOLD_FOR,
    OutageRefused,
    is_late,
    outages_of,
    withdraw_outage,
)
from tests.applications.builders import NOW, make_specialist
from tests.broken import assert_refused
from tests.published.builders import make_outage

pytestmark = pytest.mark.django_db
EMERGENCY = Outage.Kind.EMERGENCY


def test_outage_leaves_by_itself_when_it_is_over():
    outage = make_outage()
    before_the_end = outage.ends_at - timedelta(seconds=1)
    assert (outages_of("", at=before_the_end), outages_of("", at=outage.ends_at)) == ([outage], [])


def test_emergency_without_a_known_end_stays_until_it_is_told():
    outage = make_outage(kind=EMERGENCY, begins_at=NOW, ends_at=None)
    much_later = NOW + timedelta(days=400)
    assert outages_of("", at=much_later) == [outage]
    make_outage(outage, kind=EMERGENCY, begins_at=NOW, ends_at=NOW + timedelta(hours=2))
    assert outages_of("", at=much_later) == []


def test_withdrawn_outage_is_shown_no_more_and_stays_in_the_journal():
    outage, by = make_outage(), make_specialist()
    withdraw_outage(outage=outage, by=by, at=NOW)
    withdraw_outage(outage=outage, by=by, at=NOW)
    assert outages_of("", at=NOW) == []
    acts = JournalEntry.objects.filter(act__startswith="outage.").order_by("id").values_list("act", flat=True)
    assert list(acts) == ["outage.published", "outage.withdrawn"]


@pytest.mark.parametrize(
    ("place", "found"),
    [("липки", True), ("ЛИПКИ гагарина", True), ("гагарина, 5", False), ("Берёзовка", False), (" ", True)],
)
def test_place_is_found_by_each_of_its_words_whatever_their_case(place, found):
    make_outage(places="д. Липки, ул. Гагарина")
    assert bool(outages_of(place, at=NOW)) is found


def test_letter_e_with_and_without_dots_is_the_same():
    outage = make_outage(places="д. Берёзовка")
    assert outages_of("березовка", at=NOW) == [outage]


def test_nearest_stands_first():
    later = make_outage(begins_at=NOW + timedelta(days=9))
    sooner = make_outage(begins_at=NOW + timedelta(days=8))
    assert outages_of("", at=NOW) == [sooner, later]


def test_planned_outage_is_to_be_published_a_week_before():
    assert is_late(make_outage(begins_at=NOW + NOTICE - timedelta(seconds=1)))
    assert not is_late(make_outage(begins_at=NOW + NOTICE))
    assert not is_late(make_outage(kind=EMERGENCY, begins_at=NOW, ends_at=None))


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("kind", {"kind": "?"}),
        ("ends_at", {"ends_at": None}),
        ("ends_at", {"ends_at": NOW}),
        ("places", {"places": " "}),
        ("places", {"places": "я" * 2001}),
        ("reason", {"reason": ""}),
        ("reason", {"reason": "я" * 301}),
    ],
)
def test_what_tells_nothing_is_refused(field, values):
    with pytest.raises(OutageRefused) as refusal:
        make_outage(**values)
    assert (refusal.value.field, Outage.objects.exists()) == (field, False)


@pytest.mark.parametrize(
    ("constraint", "values"),
    [
        ("outage_kind_known", {"kind": "x"}),
        ("outage_is_whole", {"places": ""}),
        ("outage_ends_after_it_begins", {"ends_at": NOW}),
        ("outage_planned_has_an_end", {"ends_at": None}),
    ],
)
def test_database_keeps_what_makes_an_outage(constraint, values):
    assert_refused(constraint, make_outage(), **values)


def test_break_of_the_portal_is_told_for_a_week_whatever_place_is_looked_for():
    """186, п. 30: the reason, when the access ended and when it was there again."""
    ended = NOW - timedelta(hours=1)
    outage = make_outage(
        kind=Outage.Kind.PORTAL,
        begins_at=NOW - timedelta(hours=3),
        ends_at=ended,
        places="",
        reason="Сбой связи",
    )
    assert outages_of("липки", at=NOW) == [outage]
    assert "Личный кабинет" in outage.places
    assert outages_of("", at=ended + PORTAL_TOLD_FOR) == []
