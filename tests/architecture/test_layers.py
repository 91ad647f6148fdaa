import re
import tomllib

from django.apps import apps

from tests.conftest import ROOT


def contracts():
    """What import-linter keeps."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        return tomllib.load(file)["tool"]["importlinter"]["contracts"]


def lines():
    """The lines of the layers, from the top down: the packages of each."""
    [layers] = [contract["layers"] for contract in contracts() if contract.get("exhaustive")]
    return [[name.strip() for name in line.split("|")] for line in layers]


def layers():
    """A package's name -> how high it stands."""
    return {name: height for height, line in enumerate(reversed(lines())) for name in line}


def relations():
    """Every relation between models of two packages of ours, as pairs of package names."""
    for model in apps.get_models():
        if not model.__module__.startswith("kabinet."):
            continue
        for field in model._meta.get_fields():
            if field.is_relation and not field.auto_created and field.related_model:
                target = field.related_model
                if (
                    target.__module__.startswith("kabinet.")
                    and target._meta.app_label != model._meta.app_label
                ):
                    yield f"{model._meta.label}.{field.name}", model, target


def test_model_relations_point_down_the_layers():
    height = layers()
    found = list(relations())
    assert found
    upward = [
        name
        for name, model, target in found
        if height[target._meta.app_label] >= height[model._meta.app_label]
    ]
    assert upward == []


def test_contracts_have_no_exceptions():
    known = {"name", "type", "containers", "layers", "exhaustive", "source_modules", "forbidden_modules"}
    assert {key for contract in contracts() for key in contract} - known == set()


def test_architecture_tells_the_layers_that_are_kept():
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    told = re.search(r"```\nconfig .*?\n(.+?)```", text, re.DOTALL)[1]
    names = [re.split(r" {2,}", line)[0].split(" | ") for line in told.splitlines()]
    assert names == lines()
