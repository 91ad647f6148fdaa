"""What is sealed opens with its key alone, and only whole."""

import io
from base64 import b64decode

import pytest

from kabinet.backup.encryption import PIECE, Opening, Sealing, is_sealed
from kabinet.backup.errors import ArchiveDamaged, BackupRefused

KEY = "correct horse battery staple"
OPENED_BY_AGE = b64decode(
    "YWdlLWVuY3J5cHRpb24ub3JnL3YxCi0+IHNjcnlwdCBjTkdzMW9PS1ZicmdETllvWTNJM0J3IDE3CmxPY0tuUmFNUkZJbmJ6"
    "MlB4NklIV3BCbzBwclB0Q2RQcnVsL1Vrc2ZwdUUKLS0tIDd6WWt3c1BRMi94R01RYVhXSXIrTVpIUjJTTHFuaHUvdWl5ZEVi"
    "aC92Q1kKPh1j5qRYFafn5PmyJzbTMiBAovp6zgsiDmK35dyXedo5K5796Te8K21hq6xRO5TbWshFkXLUghBe9Q=="
)
"""Made by us; other programs of the format (rage) open it."""


def sealed(*pieces, key=KEY):
    target = io.BytesIO()
    sealing = Sealing(target, key)
    for piece in pieces:
        sealing.write(piece)
    sealing.finish()
    return target.getvalue()


def opened(content, key=KEY):
    return io.BufferedReader(Opening(io.BytesIO(content), key)).read()


@pytest.mark.parametrize("size", [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE, 3 * PIECE + 5])
def test_whatever_its_length_the_same_comes_out(size):
    content = bytes(range(256)) * (size // 256) + b"x" * (size % 256)
    assert opened(sealed(content[: size // 3], content[size // 3 :])) == content


def test_what_was_sealed_before_still_opens():
    assert opened(OPENED_BY_AGE).decode() == "Копия портала\n"


def test_two_of_the_same_have_nothing_in_common():
    one, other = sealed(b"the same" * 100), sealed(b"the same" * 100)
    assert one[-800:] != other[-800:]
    assert b"the same" not in one


def test_another_key_is_told_as_such():
    with pytest.raises(BackupRefused, match="Ключ не подходит"):
        opened(sealed(b"x"), "another horse battery staple")


ENDS = {
    "cut at the end of a piece": lambda content: content[: -(PIECE + 16)],
    "cut in a piece": lambda content: content[:-1],
    "longer": lambda content: content + b"x",
    "pieces exchanged": lambda content: (
        content[: -2 * (PIECE + 16)] + content[-(PIECE + 16) :] + content[-2 * (PIECE + 16) : -(PIECE + 16)]
    ),
    "a bit of the last piece": lambda content: content[:-1] + bytes([content[-1] ^ 1]),
    "the mac of the header": lambda content: content.replace(b"\n--- ", b"\n--- A", 1),
    "more work than a reader should do": lambda content: content.replace(b" 17\n", b" 30\n", 1),
    "the header cut": lambda content: content[:60],
}


@pytest.mark.parametrize("end", ENDS)
def test_what_was_changed_does_not_open(end):
    content = sealed(b"x" * 3 * PIECE)
    assert len(opened(content)) == 3 * PIECE
    with pytest.raises(ArchiveDamaged):
        opened(ENDS[end](content))


def test_without_its_end_it_is_cut_off():
    target = io.BytesIO()
    Sealing(target, KEY).write(b"x" * 3 * PIECE)
    with pytest.raises(ArchiveDamaged):
        opened(target.getvalue())


def test_a_sealed_file_is_known_by_its_beginning():
    stream = io.BytesIO(OPENED_BY_AGE)
    assert (is_sealed(stream), stream.tell()) == (True, 0)
    assert not is_sealed(io.BytesIO(b"database.sqlite3"))
