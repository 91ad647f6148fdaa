"""No test measures time, so a busy machine changes no verdict: work is counted, in calls or pages read."""

import re
from pathlib import Path

TESTS = Path(__file__).parents[1]
CLOCKS = re.compile(
    r"^\s*(?:import|from) time\b|\bimport [\w, ]*\btime\b|\btimeit\b|\bresource\.getrusage\b"
    r"|Execution Time|Planning Time|Actual Total Time|\bwait_for_timeout\b|--durations"
    r"|(?:now|today)\([^)]*\) *- *(?:begun|began|start|before)",
    re.MULTILINE,
)
WAITS = re.compile(r"(?:\.wait\(|timeout=)(\d+)")
MAY = {
    "waiting.py": "waits for another process, with the generous limit that all use",
    "corpus/judging.py": "a program that tells how long the examination takes; no test compares it",
    "jobs/tasks.py": "a task that takes a while, as real ones do",
    "architecture/test_no_clock_in_tests.py": "names what it looks for",
}


def texts():
    for path in TESTS.rglob("*.py"):
        if "torture" not in path.parts:  # a program that runs for as long as it is told
            yield path.relative_to(TESTS).as_posix(), path.read_text(encoding="utf-8")


def test_no_test_looks_at_a_clock_to_judge():
    found = {name for name, text in texts() if CLOCKS.search(text)}
    assert found == set(MAY)


def test_every_wait_for_another_process_is_the_generous_one():
    short = {
        f"{name}: {match[0]}"
        for name, text in texts()
        for match in WAITS.finditer(text)
        if int(match[1]) < 60 and name not in MAY
    }
    assert short == set()
