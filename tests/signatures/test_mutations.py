import os
import random
from functools import partial

import pytest

from kabinet.signatures.errors import SignatureRefused
from tests.signatures.issuing import sign
from tests.work import MOST_CALLS, calls_of

DOCUMENT = b"%PDF-1.7 document"
MUTATIONS = int(os.environ.get("KABINET_FUZZ", "5000"))
"""`make fuzz n=20000` makes so many."""


def mutated(rng, der):
    """The signature with some bytes changed, cut, doubled or swapped."""
    data = bytearray(der)
    for _ in range(rng.choice((1, 1, 1, 2, 5))):
        place = rng.randrange(len(data))
        match rng.randrange(6):
            case 0:
                data[place] ^= 1 << rng.randrange(8)
            case 1:
                data[place] = rng.randrange(256)
            case 2:
                del data[place : place + rng.randrange(1, 20)]
            case 3:
                data[place:place] = data[place : place + rng.randrange(1, 40)]
            case 4:
                data[place] = rng.choice((0x00, 0x80, 0xFF, 0x30, 0x31, 0xA0, 0x7F))
            case 5:
                del data[place:]
        if not data:
            break
    return bytes(data)


@pytest.mark.parametrize("half", [1, 2])
def test_mutations_let_nothing_but_a_refusal_out_and_each_costs_little(check, world, half):
    rng = random.Random(20261124 * half)  # noqa: S311 - the same ones each time
    signatures = [sign(DOCUMENT, world.person, others=[world.authority]), sign(DOCUMENT, world.company)]
    most, accepted = 0, 0

    def let_through(signature):
        try:
            verdict = check(DOCUMENT, signature).verdict
        except SignatureRefused:
            return
        # Only what nobody signs may differ: the certificates that came along, names of algorithms.
        assert verdict == "valid"
        nonlocal accepted
        accepted += 1

    for number in range(MUTATIONS // 2):
        signature = mutated(rng, signatures[number % 2])
        most = max(most, calls_of(partial(let_through, signature)).total())
    assert most < MOST_CALLS
    assert accepted < MUTATIONS / 20
