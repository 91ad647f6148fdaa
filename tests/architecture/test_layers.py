import tomllib

from django.apps import apps

from tests.conftest import ROOT


def layers():
    """The lines of the layers in pyproject.toml: a package's name -> how high it stands."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        contracts = tomllib.load(file)["tool"]["importlinter"]["contracts"]
    (lines,) = [contract["layers"] for contract in contracts if contract.get("exhaustive")]
    return {name.strip(): height for height, line in enumerate(reversed(lines)) for name in line.split("|")}


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
