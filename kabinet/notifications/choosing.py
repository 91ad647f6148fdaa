"""What a person has chosen: letters at once, in one letter a day, or none."""

from collections.abc import Mapping
from uuid import UUID

from django.db import transaction

from kabinet.notifications.kinds import OBLIGED, Group
from kabinet.notifications.models import Letter, LetterChoice, State, Way


def ways_for(group: Group) -> list[Way]:
    """What may be chosen about a group."""
    return [way for way in Way if way != Way.DIGEST or group not in OBLIGED]


def way_of(person: UUID | None, group: Group | None) -> Way:
    """How a letter of the group goes to the person."""
    if person is None or group is None:
        return Way.AT_ONCE
    return ways_of(person)[group]


def ways_of(person: UUID) -> dict[Group, Way]:
    """All that a person has chosen, group by group."""
    chosen = dict(LetterChoice.objects.filter(person=person).values_list("group", "way"))
    return {group: Way(chosen.get(group, Way.AT_ONCE)) for group in Group}


@transaction.atomic
def choose_ways(*, person: UUID, ways: Mapping[Group, Way]) -> None:
    """Keep what a person chooses. What waits for a digest that is wanted no more stays in the cabinet alone.

    ValueError for a way that the group does not have.
    """
    for group, way in ways.items():
        if way not in ways_for(group):
            raise ValueError(f"{group}: no {way}")
        LetterChoice.objects.update_or_create(person=person, group=group, defaults={"way": way})
        if way == Way.OFF:
            waiting = Letter.objects.filter(person=person, group=group, state=State.DIGEST)
            waiting.update(state=State.CABINET)


@transaction.atomic
def switch_off(*, person: UUID, group: Group | None) -> None:
    """No more letters of the group; without one: of all that come in the letter of the day."""
    chosen = ways_of(person)
    groups = [group] if group else [one for one in Group if chosen[one] == Way.DIGEST]
    choose_ways(person=person, ways=dict.fromkeys(groups, Way.OFF))
