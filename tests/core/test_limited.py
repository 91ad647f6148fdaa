import hashlib
import io
import os
import pickle
import subprocess
import sys
import threading
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import transaction

from kabinet.core.errors import DomainError
from kabinet.core.limited import Budget, Busy, Crashed, OverBudget, run_limited
from kabinet.core.safe_pickle import loads
from kabinet.core.turns import Turns
from tests.core import foreign

SMALL = Budget(cpu_seconds=1, memory=100 * 1024**2, wall_seconds=60)


def test_value_comes_back():
    assert run_limited(foreign.value) == {"sum": Decimal("1.50"), "parts": (b"1", None)}


@pytest.mark.parametrize("size", [0, 10, 5 * 1024 * 1024])
def test_bytes_and_streams_are_read_from_their_beginning(size, tmp_path):
    content = os.urandom(size)
    (tmp_path / "file").write_bytes(content)
    expected = hashlib.sha256(content).hexdigest() + "!"
    with (tmp_path / "file").open("rb") as file:
        file.read(5)
        assert run_limited(foreign.digest, "!", source=file) == expected
        assert run_limited(foreign.digest, "!", source=content) == expected
        assert run_limited(foreign.digest, "!", source=io.BytesIO(content)) == expected


def test_file_stands_where_it_stood_after_another_process_read_it(tmp_path):
    (tmp_path / "file").write_bytes(b"abcdef")
    with (tmp_path / "file").open("rb") as file:
        file.seek(2)
        assert run_limited(foreign.ends, source=file) == (b"abc", b"def")
        assert file.read() == b"cdef"


@pytest.mark.parametrize(
    ("function", "budget"),
    [
        (foreign.spin, SMALL),
        (foreign.swell, SMALL),
        (foreign.sleep, Budget(cpu_seconds=1, memory=1024**2, wall_seconds=0.2)),
    ],
)
def test_function_over_its_budget_is_ended(function, budget):
    with pytest.raises(OverBudget):
        run_limited(function, budget=budget)
    assert run_limited(foreign.value)["sum"] == Decimal("1.50")


@pytest.mark.parametrize("function", [foreign.crash, foreign.stumble, foreign.trap])
def test_crash_ends_only_the_process_of_its_own(function):
    with pytest.raises(Crashed):
        run_limited(function)
    assert run_limited(foreign.value)["sum"] == Decimal("1.50")


def test_unexpected_exception_is_named():
    with pytest.raises(Crashed, match="ZeroDivisionError"):
        run_limited(foreign.stumble)


def test_refusal_comes_back_as_it_was_raised():
    with pytest.raises(DomainError, match=r"Так нельзя\.") as caught:
        run_limited(foreign.refuse)
    assert vars(caught.value) == {"name": "а.pdf"}


def test_function_sees_no_settings_and_no_descriptors_of_the_portal():
    os.environ["KABINET_SECRET_KEY_OF_TEST"] = "secret"
    try:
        assert run_limited(foreign.secrets) == []
        with open(os.devnull):  # noqa: PTH123 - a descriptor more, which must not be seen
            before = run_limited(foreign.descriptors)
        assert run_limited(foreign.descriptors) == before
    finally:
        del os.environ["KABINET_SECRET_KEY_OF_TEST"]


def test_each_call_has_a_process_of_its_own_and_leaves_nothing_behind():
    run_limited(foreign.value)
    descriptors = len(list(Path("/dev/fd").iterdir()))
    processes = [run_limited(foreign.process) for _ in range(20)]
    assert len({pid for pid, _ in processes}) == 20
    assert len({parent for _, parent in processes}) == 1
    assert len(list(Path("/dev/fd").iterdir())) == descriptors
    for pid, _ in processes:
        with pytest.raises(ProcessLookupError):  # reaped: not even a zombie is left
            os.kill(pid, 0)


def test_killed_nursery_is_started_anew():
    _, nursery = run_limited(foreign.process)
    os.kill(nursery, 9)
    os.waitid(os.P_PID, nursery, os.WEXITED | os.WNOWAIT)
    assert run_limited(foreign.process)[1] != nursery


def test_nursery_ends_with_the_process_that_started_it():
    program = (
        "import os, django; django.setup()\n"
        "from kabinet.core.limited import run_limited\n"
        "from tests.core import foreign\n"
        "print(run_limited(foreign.process)[1], flush=True)\n"
        "os.kill(os.getpid(), 9)\n"
    )
    # The nursery holds the standard error as well: it is at its end when both are gone.
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=Path(__file__).resolve().parents[2],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == -9
    assert int(done.stdout) > 0


def test_threads_call_at_once():
    got = []
    threads = [
        threading.Thread(target=lambda n=n: got.append(run_limited(foreign.digest, str(n), source=b"")))
        for n in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answer[-1] for answer in got) == list("01234567")


@pytest.mark.django_db(transaction=True)
def test_nothing_is_examined_inside_a_transaction():
    with transaction.atomic(), pytest.raises(RuntimeError, match="inside a transaction"):
        run_limited(foreign.value)
    assert run_limited(foreign.value)["sum"] == Decimal("1.50")


def test_person_has_one_turn_and_others_have_theirs():
    turns = Turns(at_once=2, each_person=1, waiting_each=0, wait_seconds=60)
    with turns.taken("ivanov") as first, turns.taken("ivanov") as second, turns.taken("petrov") as other:
        assert (first, second, other) == (True, False, True)
    with turns.taken("ivanov") as again:
        assert again


def test_wait_for_a_turn_is_bounded():
    turns = Turns(at_once=1, each_person=1, waiting_each=1, wait_seconds=0)
    with turns.taken("ivanov"), turns.taken("petrov") as other, turns.taken(None) as nobody:
        assert (other, nobody) == (False, False)


def test_waiting_person_gets_the_turn_that_becomes_free():
    turns = Turns(at_once=1, each_person=1, waiting_each=1, wait_seconds=60)
    got = []

    def wait():
        with turns.taken("petrov") as turn:
            got.append(turn)

    with turns.taken("ivanov"):
        waiting = threading.Thread(target=wait)
        waiting.start()
    waiting.join()
    assert got == [True]


def test_no_turn_is_said_in_words(monkeypatch):
    monkeypatch.setattr(
        "kabinet.core.limited._turns",
        Turns(at_once=0, each_person=1, waiting_each=0, wait_seconds=0),
    )
    with pytest.raises(Busy, match="Сейчас проверяется много файлов"):
        run_limited(foreign.value, person=1)


@pytest.mark.parametrize("value", [os.system, eval, subprocess.Popen])
def test_what_acts_is_not_read_back(value):
    with pytest.raises(pickle.UnpicklingError, match="is not a value"):
        loads(pickle.dumps(value))
