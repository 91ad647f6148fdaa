"""The mistakes of a part: a session of Cosmic Ray, kept in a file, so that a run goes on where it stopped."""

import ast
import difflib
import random
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from cosmic_ray.commands.init import _all_work_items as all_work_items
from cosmic_ray.work_db import WorkDB
from cosmic_ray.work_item import TestOutcome, WorkerOutcome, WorkItem, WorkResult

from scripts.mutation.operators import CHOSEN, changed
from scripts.mutation.parts import ROOT, Part

FOLDER = ROOT / "var" / "mutation"
SEED = 861


@dataclass(frozen=True, slots=True)
class Owner:
    """The function, the outermost one, in whose body a mistake is."""

    name: str
    line: int


@dataclass(frozen=True, slots=True)
class Mutant:
    """One mistake."""

    job: str
    path: Path
    operator: str
    occurrence: int
    line: int
    owner: Owner | None

    @property
    def source(self) -> str:
        """The module with the mistake."""
        made = changed(self.path.read_text(encoding="utf-8"), self.operator, self.occurrence)
        if made is None:
            raise LookupError(self)
        return made

    @property
    def diff(self) -> str:
        """What is changed, as people read it."""
        old = self.path.read_text(encoding="utf-8").splitlines()
        lines = difflib.unified_diff(old, self.source.splitlines(), lineterm="", n=1)
        name = self.path.relative_to(ROOT).as_posix()
        return "\n".join([f"{name}:{self.line} {self.operator}", *list(lines)[2:], ""])


class Session:
    """The mistakes of one part and what became of each; the first `size` ones of an order drawn by lot."""

    def __init__(self, name: str, part: Part, size: int | None) -> None:
        """Open the session; begin another one when the modules or the kinds of mistakes are others."""
        FOLDER.mkdir(parents=True, exist_ok=True)
        texts = [path.read_bytes() for path in part.files]
        mark = sha256(repr([texts, sorted(CHOSEN)]).encode()).hexdigest()
        path = FOLDER / f"{name}-{mark[:12]}.sqlite"
        fresh = not path.exists()
        self._db = WorkDB(path, WorkDB.Mode.create)
        self._places = {path: Places(path) for path in part.files}
        if fresh:
            self._db.add_work_items(self._shuffled(part))
        items = sorted(self._db.work_items, key=lambda item: item.job_id)
        self._mutants = [self._mutant(item) for item in items[:size]]

    def pending(self) -> list[Mutant]:
        """What is still to be tried, those of one function together; once all are, the survivors again."""
        tried = dict(self._db.results)
        left = [mutant for mutant in self._mutants if mutant.job not in tried]
        return sorted(left, key=_place) if left else self.survivors()

    def write(self, mutant: Mutant, outcome: TestOutcome, by: str) -> None:
        """Keep what became of a mistake, and the test that noticed it."""
        self._db.set_result(mutant.job, WorkResult(WorkerOutcome.NORMAL, by, outcome))

    def survivors(self) -> list[Mutant]:
        """The mistakes that no test noticed."""
        alive = {job for job, result in self._db.results if not result.is_killed}
        return sorted((mutant for mutant in self._mutants if mutant.job in alive), key=_place)

    def counts(self) -> Counter[str]:
        """How many mistakes were drawn, and what became of them: survived, killed, incompetent."""
        tried = dict(self._db.results)
        outcomes = (tried[mutant.job].test_outcome for mutant in self._mutants if mutant.job in tried)
        return Counter(drawn=len(self._mutants), possible=self._db.num_work_items) + Counter(outcomes)

    def _shuffled(self, part: Part) -> Iterator[WorkItem]:
        items = [item for item in self._all(part.files) if item.mutations[0].operator_name in CHOSEN]
        random.Random(SEED).shuffle(items)  # noqa: S311 - the same ones every time
        for number, item in enumerate(items):
            yield WorkItem.single(f"{number:05}", item.mutations[0])

    def _all(self, files: Iterable[Path]) -> Iterator[WorkItem]:
        for item in all_work_items(files, {}):
            mutation = item.mutations[0]
            if not self._places[mutation.module_path].is_told(mutation.start_pos):
                yield item

    def _mutant(self, item: WorkItem) -> Mutant:
        one = item.mutations[0]
        place = tuple(one.start_pos)
        owner = self._places[one.module_path].owner(place)
        return Mutant(item.job_id, one.module_path, one.operator_name, one.occurrence, place[0], owner)


def _place(mutant: Mutant) -> tuple[Path, int, str]:
    return mutant.path, mutant.line, mutant.operator


class Places:
    """Where in a module functions stand, and what only tells: annotations, and that a value is frozen."""

    def __init__(self, path: Path) -> None:
        """Read the module."""
        self._bodies: list[tuple[Span, Owner]] = []
        self._told: list[Span] = []
        self._look(ast.parse(path.read_text(encoding="utf-8")), ())

    def owner(self, place: tuple[int, int]) -> Owner | None:
        """The function whose body the place is in; None for what is done when the module is imported."""
        return next((owner for (begin, end), owner in self._bodies if begin <= place < end), None)

    def is_told(self, place: tuple[int, int]) -> bool:
        """Whether the place is in an annotation or in `@dataclass(…)`: no person notices a mistake there."""
        return any(begin <= place < end for begin, end in self._told)

    def _look(self, node: ast.AST, names: tuple[str, ...]) -> None:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.FunctionDef):
                first = min([child.lineno, *(one.lineno for one in child.decorator_list)])
                begin, end = span(child.body[0])[0], span(child)[1]
                self._bodies.append(((begin, end), Owner(".".join([*names, child.name]), first)))
                self._annotations(child)
            elif isinstance(child, ast.ClassDef):
                for one in child.decorator_list:
                    if "dataclass" in ast.unparse(one):
                        self._told.append(((one.lineno, 0), span(one)[1]))
                self._look(child, (*names, child.name))
            else:
                self._annotations(child)

    def _annotations(self, top: ast.AST) -> None:
        for node in ast.walk(top):
            for told in (getattr(node, "annotation", None), getattr(node, "returns", None)):
                if told is not None:
                    self._told.append(span(told))


type Span = tuple[tuple[int, int], tuple[int, int]]


def span(node: ast.AST) -> Span:
    """From where to where a node stands, as Cosmic Ray counts."""
    return (node.lineno, node.col_offset), (node.end_lineno, node.end_col_offset)  # type: ignore[attr-defined]
