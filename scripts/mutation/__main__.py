"""Makes mistakes in the rules and counts those that no test notices: `make mutate` (docs/testing.md)."""

import argparse
import os
import sys
import tempfile
from pathlib import Path

from cosmic_ray.work_item import TestOutcome

from scripts.mutation.mutants import FOLDER, Session
from scripts.mutation.parts import PARTS
from scripts.mutation.trials import hold


def main() -> None:
    """Try the parts that are named, or all."""
    parser = argparse.ArgumentParser(prog="make mutate")
    parser.add_argument("parts", nargs="*", metavar="part", help=", ".join(PARTS))
    parser.add_argument("--size", type=int, help="how many mistakes of a part are drawn by lot")
    chosen = parser.parse_args()
    if unknown := set(chosen.parts) - set(PARTS):
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    for name in chosen.parts or PARTS:
        pid = os.fork()  # each part imports the portal for itself
        if not pid:
            _judge(name, chosen.size)
            return
        if os.waitpid(pid, 0)[1]:
            sys.exit(1)


def _judge(name: str, size: int | None) -> None:
    session = Session(name, PARTS[name], size)
    with tempfile.TemporaryDirectory(prefix="kabinet-mutation-") as folder:
        hold(PARTS[name], session, Path(folder))
    alive = session.survivors()
    (FOLDER / f"{name}.txt").write_text("\n".join(one.diff for one in alive), encoding="utf-8")
    found = session.counts()
    killed, survived = found[TestOutcome.KILLED], found[TestOutcome.SURVIVED]
    print(
        f"{name}: {found['drawn']} of {found['possible']} mistakes, {killed} noticed, {survived} not: "
        f"{killed / ((killed + survived) or 1):.1%}"
    )


if __name__ == "__main__":
    main()
