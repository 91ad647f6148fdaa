"""The operator's own days off and working days, which the country's calendar does not know."""

from kabinet.core.models import CalendarDay
from kabinet.law.working_days import Overrides


def overrides() -> Overrides:
    """The days that are other than in the rest of the country, for kabinet.law.deadlines.due."""
    return dict(CalendarDay.objects.values_list("day", "working"))
