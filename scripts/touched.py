"""Prints the tests of what differs from main: `make test-fast` runs them. Without a difference, all folders.

Tests mirror the packages (`kabinet/billing` is tested in `tests/billing`); what a change of templates, styles
or settings may touch is tested by the pages, how all starts and is released by `tests/foundation`, what
migrations do to the data of earlier releases by `tests/releases`, and the architecture is always looked at.
"""

import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGES = ("tests/cabinet", "tests/office", "tests/ui")
STARTING = "tests/foundation"
RELEASES = "tests/releases"
ALWAYS = "tests/architecture"


def main() -> None:
    """Print one path a line."""
    found = {ALWAYS}
    for name in _changed():
        match Path(name).parts:
            case ("tests", *_) if name.endswith(".py"):
                found.add(name if Path(name).name.startswith("test_") else str(Path(name).parent))
            case ("kabinet", "templates" | "static", *_):
                found.update(PAGES)
            case ("config", *_):
                found.update({*PAGES, STARTING})
            case ("scripts", *_) | ("pyproject.toml",):
                found.add(STARTING)
            case ("kabinet", package, "migrations", *_):
                found.update({f"tests/{package}", RELEASES})
            case ("kabinet", package, *_):
                found.add(f"tests/{package}")
    known = sorted(path for path in found if (ROOT / path).exists())
    print("\n".join(known if len(known) > 1 else ["tests"]))


def _changed() -> list[str]:
    base = _git("merge-base", "HEAD", "main").strip() or "HEAD"
    untracked = _git("ls-files", "--others", "--exclude-standard")
    return [*_git("diff", "--name-only", base).split(), *untracked.split()]


def _git(*arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stdout


if __name__ == "__main__":
    main()
