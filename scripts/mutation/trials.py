"""How mistakes are tried: each in a forked process, with the tests that reach it, the quick ones first.

A mistake in a function is made in the running program: its code is put in the place of the good one. What is
done when a module is imported (tables, decorators) is tried by a process that imports everything anew.
"""

import functools
import gc
import importlib
import multiprocessing
import os
import shutil
import sys
import tempfile
import time
from collections import Counter, defaultdict
from contextlib import suppress
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any

import pytest
import typst
from cosmic_ray.work_item import TestOutcome

from scripts.mutation.forks import ALONE, BROKEN, KILLED, NO_PYTHON, SURVIVED, CompilerApart, forked
from scripts.mutation.mutants import Mutant, Owner, Session
from scripts.mutation.parts import ROOT, Part

_IMPORT = "import"
_TOOL = 4
_CACHE = functools._lru_cache_wrapper  # noqa: SLF001 - what `cache` makes has no other name
_SECONDS_ALONE = 120
_SLOW = 2
"""Seconds of the processor; a test that takes more is not asked about every mistake."""
_FOUNDATIONS = (
    "asn1crypto.cms", "cryptography.x509", "django.contrib.staticfiles.handlers", "django.test", "docx",
    "holidays", "hypothesis", "openpyxl", "phonenumbers", "PIL.Image", "playwright.sync_api",
    "pyhanko_certvalidator", "pypdf", "reportlab.pdfgen.canvas", "segno", "stdnum.ru.inn", "typst",
)  # fmt: skip


class Listener:
    """A plug-in of pytest that knows whether a test failed, and lets nothing depend on chance."""

    def __init__(self) -> None:
        """Nothing has failed yet."""
        self.failed = ""

    def pytest_runtest_logreport(self, report: Any) -> None:
        """Keep the first test that failed."""
        if report.failed and not self.failed:
            self.failed = report.nodeid

    def pytest_collection_finish(self) -> None:
        """The same examples for every mistake; a failing one need not be made small."""
        from hypothesis import HealthCheck, Phase, settings  # noqa: PLC0415 - after its plug-in

        settings.register_profile(
            "mutation",
            deadline=None,
            database=None,
            derandomize=True,
            phases=(Phase.explicit, Phase.generate),
            suppress_health_check=list(HealthCheck),
        )
        settings.load_profile("mutation")


class Court(Listener):
    """A plug-in of pytest that runs every test once, then the right ones for every mistake."""

    def __init__(self, part: Part, session: Session, template: Path) -> None:
        """Listen from now on to which functions are called."""
        super().__init__()
        self._session, self._template = session, template
        self._slow: set[str] = set()
        self._files = {str(path) for path in part.files}
        self._context = _IMPORT
        self._reached: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
        self._seconds: dict[str, float] = {}
        self._kills: Counter[str] = Counter()
        self.alone: list[Mutant] = []

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, fixturedef: Any) -> Any:
        """What a fixture of the whole session calls is called for every test that asks for it."""
        if fixturedef.scope != "session":
            return (yield)
        before = self._in(f"fixture {fixturedef.argname}")
        try:
            return (yield)
        finally:
            self._in(before)
            if fixturedef.argname == "django_db_setup":
                shutil.copy(_database()["NAME"], self._template)

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Try everything."""
        items = session.items
        for item, following in zip(items, [*items[1:], items[0]], strict=True):
            self._in(item.nodeid)
            begun = time.process_time()
            self._run(item, following)
            self._seconds[item.nodeid] = time.process_time() - begun
        sys.monitoring.free_tool_id(_TOOL)
        self._slow = {name for name, seconds in self._seconds.items() if seconds > _SLOW}
        if self.failed:
            pytest.exit(f"fails without any mistake: {self.failed}", 1)
        items = [item for item in items if item.nodeid not in self._slow]
        print(f"\n{len(items)} tests, {len(self._slow)} slow ones not asked", flush=True)
        functions, caches = self._living()
        for mutant in self._session.pending():
            self._try(mutant, items, functions, caches)
        return True

    def listen(self) -> None:
        """Note which functions of the part are called, and in which test."""
        monitoring = sys.monitoring
        monitoring.use_tool_id(_TOOL, "mutation")
        monitoring.register_callback(_TOOL, monitoring.events.PY_START, self._called)
        monitoring.set_events(_TOOL, monitoring.events.PY_START)

    def _called(self, code: CodeType, _: int) -> object:
        if code.co_filename in self._files:
            self._reached[code.co_filename, code.co_qualname.partition(".<locals>")[0]].add(self._context)
        return sys.monitoring.DISABLE

    def _in(self, context: str) -> str:
        before, self._context = self._context, context
        sys.monitoring.restart_events()
        return before

    def _living(self) -> tuple[dict[tuple[str, str, int], list[FunctionType]], list[Any]]:
        functions = defaultdict(list)
        caches = []
        for thing in gc.get_objects():
            if type(thing) is FunctionType and thing.__code__.co_filename in self._files:
                code = thing.__code__
                functions[code.co_filename, code.co_qualname, code.co_firstlineno].append(thing)
            elif type(thing) is _CACHE and thing.__module__.startswith("kabinet"):
                caches.append(thing)
        return functions, caches

    def _try(self, mutant: Mutant, items: list[Any], functions: Any, caches: list[Any]) -> None:
        owner = mutant.owner
        reached = self._reached.get((str(mutant.path), owner.name), set()) if owner else {_IMPORT}
        if owner is None or _IMPORT in reached:
            self.alone.append(mutant)
            return
        shared = {name.removeprefix("fixture ") for name in reached if name.startswith("fixture ")}
        chosen = [item for item in items if item.nodeid in reached or shared & set(item.fixturenames)]
        if not chosen:
            tell(self._session, mutant, SURVIVED, "no test comes here")
            return
        chosen.sort(key=lambda item: self._rank(item.nodeid))
        living = functions[str(mutant.path), owner.name, owner.line]

        def trial() -> int:
            if not _put(mutant, owner, living):
                return ALONE
            for cache in caches:
                cache.cache_clear()
            if shared:
                _forget_shared(chosen)
            if self._template.exists():
                _own_database(self._template)
            return self._judge(chosen, items[0])

        limit = 3 + 3 * sum(self._seconds[item.nodeid] for item in chosen)
        outcome, killer = forked(trial, limit, lambda: self.failed)
        if outcome == ALONE:
            self.alone.append(mutant)
            return
        self.tell(mutant, outcome, killer)

    def tell(self, mutant: Mutant, outcome: int, killer: str) -> None:
        """Write down what became of a mistake; what noticed one is likely to notice the next."""
        self._kills[killer] += 1
        tell(self._session, mutant, outcome, killer)

    @property
    def order(self) -> list[str]:
        """The names of the tests in the order in which they are best asked."""
        return sorted(self._seconds.keys() - self._slow, key=self._rank)

    def _rank(self, name: str) -> tuple[int, float]:
        return -self._kills[name], self._seconds[name]

    def _judge(self, chosen: list[Any], last: Any) -> int:
        for item, following in zip(chosen, [*chosen[1:], last], strict=True):
            self._run(item, following)
            if self.failed:
                return KILLED
        return SURVIVED

    @staticmethod
    def _run(item: Any, following: Any) -> None:
        item.ihook.pytest_runtest_protocol(item=item, nextitem=following)


class Alone(Listener):
    """A plug-in of pytest for one mistake in a process that has imported nothing yet."""

    def __init__(self, order: list[str]) -> None:
        """The names of the tests, the quick ones first."""
        super().__init__()
        self._places = {name: place for place, name in enumerate(order)}

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[Any]) -> None:
        """Keep those of the order, in that order."""
        items[:] = [item for item in items if item.nodeid in self._places]
        items.sort(key=lambda item: self._places[item.nodeid])


def hold(part: Part, session: Session, folder: Path) -> None:
    """Try all mistakes of a session that are not tried yet."""
    template = folder / "template.sqlite3"
    os.environ["KABINET_DATA_DIR"] = str(folder)
    nursery = Nursery(part)
    typst.Compiler = CompilerApart  # type: ignore[misc, assignment]
    court = Court(part, session, template)
    court.listen()
    code = pytest.main([*_options(part), *part.tests], plugins=[court])
    if court.failed or code != pytest.ExitCode.OK:
        sys.exit(f"pytest: {code}")
    print(f"{len(court.alone)} in processes that import everything anew", flush=True)
    for mutant in court.alone:
        with tempfile.TemporaryDirectory(prefix="kabinet-mutation-") as data:
            if template.exists():
                shutil.copy(template, Path(data) / "test.sqlite3")
            outcome, killer = nursery.ask((data, str(mutant.path), mutant.source, court.order))
        court.tell(mutant, outcome, killer)


class Nursery:
    """A process that has imported what the portal stands on, but nothing of it: its forks start quickly."""

    def __init__(self, part: Part) -> None:
        """Begin, before anything of the portal is imported here."""
        self._mine, theirs = multiprocessing.Pipe()
        if os.fork():
            theirs.close()
            return
        self._mine.close()
        for name in _FOUNDATIONS:
            importlib.import_module(name)
        with suppress(EOFError):
            while True:
                theirs.send(_tried_alone(part, *theirs.recv()))
        os._exit(0)

    def ask(self, order: tuple[str, str, str, list[str]]) -> tuple[int, str]:
        """Have one mistake tried."""
        self._mine.send(order)
        answer: tuple[int, str] = self._mine.recv()
        return answer


def _tried_alone(part: Part, data: str, path: str, wrong: str, order: list[str]) -> tuple[int, str]:
    """Ask the tests of the very module first: there are fewer to collect."""
    nearest = f"test_{Path(path).name}"
    near = [str(found) for top in part.tests for found in sorted((ROOT / top).glob(f"**/{nearest}"))]
    outcome, killer = SURVIVED, ""
    for tests in (near, part.tests):
        if tests and outcome == SURVIVED:
            outcome, killer = _imported_anew([*_options(part), *tests], data, path, wrong, Alone(order))
    return outcome, killer


def _imported_anew(options: list[str], data: str, path: str, wrong: str, plugin: Alone) -> tuple[int, str]:
    def trial() -> int:
        compile(wrong, path, "exec")
        os.environ["KABINET_DATA_DIR"] = data
        good = SourceFileLoader.get_code

        def get_code(loader: SourceFileLoader, name: str) -> CodeType | None:
            return compile(wrong, path, "exec") if loader.path == path else good(loader, name)

        SourceFileLoader.get_code = get_code  # type: ignore[method-assign, assignment]
        kept = ["--reuse-db", "--nomigrations"] if (Path(data) / "test.sqlite3").exists() else []
        code = pytest.main(["-x", *kept, *options], plugins=[plugin])
        noticed = code not in {pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED}
        return KILLED if noticed else SURVIVED

    return forked(trial, _SECONDS_ALONE, lambda: plugin.failed)


def tell(session: Session, mutant: Mutant, outcome: int, by: str) -> None:
    """Write down what became of a mistake; say it when nobody noticed it."""
    name = f"{mutant.path.relative_to(ROOT).as_posix()}:{mutant.line} {mutant.operator}"
    if outcome == BROKEN:
        print(f"{name} could not be tried: {by}", flush=True)
        return
    outcomes = {SURVIVED: TestOutcome.SURVIVED, NO_PYTHON: TestOutcome.INCOMPETENT}
    session.write(mutant, outcomes.get(outcome, TestOutcome.KILLED), by)
    if outcome == SURVIVED:
        print(name, flush=True)


def _options(part: Part) -> list[str]:
    left_out = [f"--deselect={name}" for name in part.without]
    calm = [
        "-q",
        "-s",
        "--tb=no",
        "--assert=plain",
        "--no-header",
        "--no-summary",
        "-p",
        "no:cacheprovider",
    ]
    return [*part.options, *calm, "-m", "not browser", *left_out]


def _put(mutant: Mutant, owner: Owner, living: list[FunctionType]) -> bool:
    """Give the living function its code with the mistake; False when that cannot be done."""
    code = _code_of(compile(mutant.source, mutant.path, "exec"), owner.name, owner.line)
    try:
        for function in living:
            function.__code__ = code
    except ValueError:  # the mistake took a variable of an outer function
        return False
    return bool(living)


def _code_of(code: CodeType, name: str, line: int) -> CodeType:
    """The code of a function within the code of its module."""
    waiting = [code]
    while waiting:
        one = waiting.pop()
        if one.co_qualname == name and one.co_firstlineno == line:
            return one
        waiting += [const for const in one.co_consts if isinstance(const, CodeType)]
    raise LookupError(name)


def _forget_shared(items: list[Any]) -> None:
    """Let what tests share be made anew, by the code with the mistake."""
    for item in items:
        for definitions in item._fixtureinfo.name2fixturedefs.values():  # noqa: SLF001 - pytest's
            for one in definitions:
                if one.scope == "session" and one.baseid.startswith("tests/"):
                    one.cached_result = None


def _database() -> dict[str, Any]:
    from django.db import connection  # noqa: PLC0415 - parts without Django never come here

    connection.close()
    return connection.settings_dict


def _own_database(template: Path) -> None:
    name = template.with_name(f"test-{os.getpid()}.sqlite3")
    shutil.copy(template, name)
    _database()["NAME"] = str(name)
