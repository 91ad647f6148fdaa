"""How bodies of requests are let in, without a server."""

import asyncio
from http import HTTPStatus

import pytest

from config import bodies
from config.bodies import Bodies, BodyGone, BodyRefused, arrive, new_body
from tests.awaited import awaited


def told(*chunks, then=None):
    """What the server calls to have the next message: these chunks, each after the loop turned once."""
    rest = list(chunks)

    async def receive():
        await asyncio.sleep(0)
        if not rest:
            return await then() if then else {"type": "http.disconnect"}
        return {"type": "http.request", "body": rest.pop(0), "more_body": bool(rest) or then is not None}

    return receive


async def silence():
    await asyncio.Event().wait()


def taken(receive, body=None, *, announced=0):
    with body or new_body() as kept:
        length = awaited(arrive(receive, kept, announced=announced))
        return length, kept.read()


def test_body_is_taken_whole_in_as_many_pieces_as_it_comes():
    assert taken(told(b"ab", b"", b"c")) == (3, b"abc")


def test_body_beyond_what_stays_in_memory_is_taken():
    pieces = [bytes([number]) * 1000 for number in range(200)]
    assert taken(told(*pieces)) == (200_000, b"".join(pieces))


def test_who_is_silent_is_refused_once_the_grace_is_over(monkeypatch):
    monkeypatch.setattr(bodies, "GRACE_SECONDS", 0)
    with pytest.raises(BodyRefused, match="слишком медленно") as refused:
        taken(told(then=silence))
    assert refused.value.status == HTTPStatus.REQUEST_TIMEOUT


def test_what_came_gives_time_for_the_rest(monkeypatch):
    monkeypatch.setattr(bodies, "GRACE_SECONDS", 0)
    monkeypatch.setattr(bodies, "SLOWEST", 1e-9)

    async def first_at_once():
        return {"type": "http.request", "body": b"ab", "more_body": True}

    rest, asked = told(b"c"), []

    async def receive():
        asked.append(1)
        return await (first_at_once() if len(asked) == 1 else rest())

    assert taken(receive) == (3, b"abc")
    monkeypatch.setattr(bodies, "SLOWEST", 1e12)
    asked.clear()
    rest = told(then=silence)
    with pytest.raises(BodyRefused, match="слишком медленно"):
        taken(receive)


def test_poorest_telephone_is_faster_than_the_slowest_that_is_taken():
    assert bodies.SLOWEST * 8 < 64_000


@pytest.mark.parametrize("announced", [0, 5])
def test_too_large_is_refused(monkeypatch, announced):
    monkeypatch.setattr(bodies, "LARGEST", 4)
    with pytest.raises(BodyRefused, match="слишком много") as refused:
        taken(told(b"abc", b"de"), announced=announced)
    assert refused.value.status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE


def test_too_large_is_heard_out(monkeypatch):
    monkeypatch.setattr(bodies, "LARGEST", 4)
    body, rest = new_body(), told(b"abc", b"de", b"f")
    with pytest.raises(BodyRefused):
        taken(rest, body)
    assert awaited(rest()) == {"type": "http.disconnect"}


@pytest.mark.parametrize("announced", [0, 9])
def test_what_has_no_end_is_not_heard_out(monkeypatch, announced):
    monkeypatch.setattr(bodies, "LARGEST", 4)
    monkeypatch.setattr(bodies, "HEARD_OUT", 8)
    rest = told(b"abcde", b"fghi", b"jkl")
    with pytest.raises(BodyRefused, match="слишком много"):
        taken(rest, announced=announced)
    assert awaited(rest())["body"] == (b"abcde" if announced else b"jkl")


def test_who_went_away_is_not_answered():
    with pytest.raises(BodyGone):
        taken(told(b"ab", then=told()))


def test_full_disk_is_told_of():
    class Full(type(new_body())):
        def write(self, chunk):
            raise OSError(28, "No space left on device")

    with pytest.raises(BodyRefused, match="не хватает места") as refused:
        taken(told(b"ab"), Full())
    assert refused.value.status == HTTPStatus.INSUFFICIENT_STORAGE


def enter(places, address, times):
    opened = [places.place(address) for _ in range(times)]
    for place in opened:
        place.__enter__()
    return opened


def test_one_address_has_so_many_places_and_others_have_theirs():
    places = Bodies()
    opened = enter(places, "192.0.2.1", bodies.MOST_OF_ADDRESS)
    with pytest.raises(BodyRefused, match="слишком много данных") as refused:
        enter(places, "192.0.2.1", 1)
    assert refused.value.status == HTTPStatus.SERVICE_UNAVAILABLE
    enter(places, "192.0.2.2", 1)
    opened[0].__exit__(None, None, None)
    enter(places, "192.0.2.1", 1)


def test_all_addresses_together_have_so_many(monkeypatch):
    monkeypatch.setattr(bodies, "MOST", 3)
    places = Bodies()
    opened = [enter(places, f"192.0.2.{number}", 1)[0] for number in range(3)]
    with pytest.raises(BodyRefused):
        enter(places, "192.0.2.9", 1)
    opened[0].__exit__(None, None, None)
    enter(places, "192.0.2.9", 1)
