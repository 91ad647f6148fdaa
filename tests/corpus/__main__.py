"""`python -m tests.corpus [PATH …]`: examine every document of the machine and count (`make corpus`).

Writes docs/files.md unless folders or files are given; `--page` writes its words anew, without a run. Exits
with 1 when something crashed, took too long, was refused wrongly or taken though it acts.
"""

import argparse
import logging
import os
import platform
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import django

from kabinet.files.refusals import Reason
from tests.corpus.samples import Sample, installed, lying_in, made_by_office, once

_RIGHT = {"принят", "отказ верен"}
AT_ONCE = 2
"""As many as the portal examines at once."""
_LOOKED_AT = {Reason.ACTIVE, Reason.FOREIGN}
"""Reasons on which no other program has an opinion: a person looks the list through."""


def main() -> int:
    parser = argparse.ArgumentParser(prog="corpus")
    parser.add_argument("paths", nargs="*", type=Path, metavar="PATH")
    parser.add_argument("--page", action="store_true")
    told = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    logging.getLogger("kabinet.files").setLevel(logging.ERROR)
    from tests.corpus.page import PAGE, last_run, words_page

    if told.page:
        PAGE.write_text(words_page(last_run(PAGE.read_text(encoding="utf-8"))), encoding="utf-8")
        return 0
    return _run(told.paths)


def _run(paths: list[Path]) -> int:
    from tests.corpus.judging import judge
    from tests.corpus.page import PAGE, counted, words_page

    judged = []
    samples = list(once(_samples(paths)))
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for one in pool.map(judge, samples):
            judged.append(one)
            is_wrong = one.is_slow or one.outcome not in _RIGHT
            if is_wrong or (one.reason in _LOOKED_AT and not one.sample.is_known):
                print(
                    f"{one.outcome}{', дольше 1 с' * one.is_slow}: {one.sample.name}: {one.told}", flush=True
                )
    day = datetime.now(UTC)
    run = counted(judged, on=f"{day:%d.%m.%Y}, Python {platform.python_version()}")
    print(run)
    if not paths:
        PAGE.write_text(words_page(run), encoding="utf-8")
    return int(any(one.is_slow or one.outcome not in _RIGHT for one in judged))


def _samples(paths: list[Path]) -> Iterator[Sample]:
    from tests.corpus.made import made

    if paths:
        for path in paths:
            yield from lying_in(path, source="папки")
        return
    documents = list(made())
    yield from documents
    yield from made_by_office(documents)
    yield from installed()


if __name__ == "__main__":
    sys.exit(main())
