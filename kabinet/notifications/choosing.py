"""What a person has chosen: letters at once, in one letter a day, or none."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from kabinet.core import journal
from kabinet.notifications.kinds import OBLIGED, TITLES, Group
from kabinet.notifications.models import Fate, Letter, LetterChoice, Way


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
def choose_ways(
    *, person: UUID, ways: Mapping[Group, Way], at: datetime, by: UUID | None, address: str | None
) -> None:
    """Keep what a person chooses. What waits for a digest that is wanted no more stays in the cabinet alone.

    `by`: the same person, or nobody for a link that anybody may press. ValueError for a way that the group
    does not have.
    """
    former = ways_of(person)
    changed = {group: way for group, way in ways.items() if former[group] != way}
    for group, way in changed.items():
        if way not in ways_for(group):
            raise ValueError(f"{group}: no {way}")
        LetterChoice.objects.update_or_create(person=person, group=group, defaults={"way": way})
        if way == Way.OFF:
            waiting = Letter.objects.filter(person=person, group=group, state=Fate.DIGEST)
            waiting.update(state=Fate.CABINET)
    if changed:
        journal.record(
            act="letters.chosen",
            subject=f"user:{person}",
            by=by,
            at=at,
            address=address,
            details={"ways": "; ".join(f"{TITLES[group]}: {way.label}" for group, way in changed.items())},
        )


def switch_off(*, person: UUID, group: Group | None, at: datetime, address: str | None) -> None:
    """No more letters of the group; without one: of all that come in the letter of the day."""
    chosen = ways_of(person)
    groups = [group] if group else [one for one in Group if chosen[one] == Way.DIGEST]
    choose_ways(person=person, ways=dict.fromkeys(groups, Way.OFF), at=at, by=None, address=address)


def follow_consent(*, person: UUID, given: bool) -> None:
    """Without the consent to notices by e-mail only what the law demands is sent; with it, the rest too."""
    optional = set(Group) - OBLIGED
    if not given:
        for group in optional:
            LetterChoice.objects.update_or_create(person=person, group=group, defaults={"way": Way.OFF})
        waiting = Letter.objects.filter(person=person, group__in=optional, state=Fate.DIGEST)
        waiting.update(state=Fate.CABINET)
        return
    LetterChoice.objects.filter(person=person, group__in=optional, way=Way.OFF).delete()
