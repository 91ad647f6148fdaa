"""docs/architecture-map.md shows the imports as they are, and what every package is about."""

from scripts.draw_map import PAGE, layers_of, not_implied, page, subject_of


def test_map_is_as_make_docs_would_draw_it():
    assert PAGE.read_text(encoding="utf-8") == page(), "run: make docs"


def test_every_package_and_room_says_what_it_is():
    containers = ("kabinet", "kabinet.applications", "kabinet.office")
    modules = [module for container in containers for layer in layers_of(container) for module in layer]
    assert [module for module in ("config", *modules) if not subject_of(module)] == []


def test_arrow_that_follows_from_others_is_not_drawn():
    imports = {"a": {"b", "c", "d"}, "b": {"c"}, "c": {"d"}, "d": set(), "e": {"d"}}
    assert not_implied(imports) == {"a": {"b"}, "b": {"c"}, "c": {"d"}, "d": set(), "e": {"d"}}
