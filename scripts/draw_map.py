"""Draws docs/architecture-map.md of the imports that are there; `make docs` calls it.

The layers are those of import-linter's contracts in pyproject.toml, the subjects are docstrings.
"""

import ast
import tomllib
from collections.abc import Iterable, Mapping
from itertools import chain
from pathlib import Path

import grimp

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "architecture-map.md"
HEAD = """\
# The map

Drawn from the imports by `make docs`; a test keeps it fresh. Read it from top to bottom: pages first, then
the business, then what all stands on. A line imports only lines below it, and what stands on one line never
imports each other: contracts of import-linter in `pyproject.toml`, without an exception. Why it is so, and
how a request flows: [ARCHITECTURE.md](../ARCHITECTURE.md); where each rule is: [README.md](../README.md).

An arrow means «imports»; one that follows from the others is not drawn, the tables have all of them. The
settings in `config` name the packages in words, as Django wants it: that is no import.\
"""

type Layers = list[list[str]]
type Imports = Mapping[str, set[str]]


def main() -> None:
    """Write the page if it is not as it should be."""
    text = page()
    if not PAGE.exists() or PAGE.read_text(encoding="utf-8") != text:
        PAGE.write_text(text, encoding="utf-8")
        print(PAGE.relative_to(ROOT))


def page() -> str:
    """The packages, and the rooms of the two largest, by layers, with what each imports."""
    graph = grimp.build_graph("kabinet", "config", cache_dir=None)
    parts = (
        _part("The packages", graph, [["config"], *layers_of("kabinet")]),
        _part("The rooms of applications", graph, layers_of("kabinet.applications")),
        _part("The rooms of the office", graph, layers_of("kabinet.office")),
    )
    return "\n".join((HEAD, *chain.from_iterable(parts), ""))


def layers_of(container: str) -> Layers:
    """The layers that import-linter keeps in a package, from the top down."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        contracts = tomllib.load(file)["tool"]["importlinter"]["contracts"]
    [lines] = [contract["layers"] for contract in contracts if contract.get("containers") == [container]]
    return [[f"{container}.{name.strip()}" for name in line.split("|")] for line in lines]


def subject_of(module: str) -> str:
    """The first line of a module's docstring, without its full stop."""
    path = ROOT.joinpath(*module.split("."))
    path = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    docstring = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    return docstring.partition("\n")[0].removesuffix(".")


def imports_in(graph: grimp.ImportGraph, modules: Iterable[str]) -> Imports:
    """Which of these modules each of them imports, itself or from within."""
    within = {module: {module, *graph.find_descendants(module)} for module in modules}
    found = {
        module: set[str]().union(*map(graph.find_modules_directly_imported_by, inside))
        for module, inside in within.items()
    }
    return {
        module: {other for other, inside in within.items() if other != module and found[module] & inside}
        for module in within
    }


def not_implied(imports: Imports) -> Imports:
    """The imports that do not follow from the others."""

    def reached_from(module: str) -> set[str]:
        return set[str]().union(*({other, *reached_from(other)} for other in imports[module]))

    return {
        module: others - set[str]().union(*map(reached_from, others)) for module, others in imports.items()
    }


def _part(title: str, graph: grimp.ImportGraph, layers: Layers) -> Iterable[str]:
    imports = imports_in(graph, chain.from_iterable(layers))
    yield from ("", f"## {title}", "", "```mermaid", "flowchart TD")
    for height, layer in enumerate(layers):
        yield f'  subgraph layer{height}[" "]'
        yield from (f'    {_name(module)}["{_name(module)}"]' for module in layer)
        yield "  end"
    yield from (f"  layer{height} ~~~ layer{height + 1}" for height in range(len(layers) - 1))
    for module, others in not_implied(imports).items():
        yield from (f"  {_name(module)} --> {_name(other)}" for other in imports if other in others)
    yield from ("```", "", "| Layer | | What it is | Imports |", "| --- | --- | --- | --- |")
    for height, layer in enumerate(layers, start=1):
        for module in layer:
            below = ", ".join(_name(other) for other in imports if other in imports[module])
            yield f"| {height} | **{_name(module)}** | {subject_of(module)} | {below} |"


def _name(module: str) -> str:
    return module.rpartition(".")[2]


if __name__ == "__main__":
    main()
