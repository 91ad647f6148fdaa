"""Whatever the portal writes into its journal, the administrator reads in words."""

import ast
import re
from pathlib import Path

from kabinet.office.journal.readings import SHOWS
from kabinet.office.journal.words import ACTS, DETAILS

KABINET = Path(__file__).parents[2] / "kabinet"
RECORDERS = {"record", "give", "_record", "_record_message", "_journal", "_tell_password_changed"}


def calls():
    for path in KABINET.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                yield node


def acts_recorded():
    """The names of acts written in the code as they are."""
    for call in calls():
        if getattr(call.func, "id", getattr(call.func, "attr", "")) not in RECORDERS:
            continue
        named = [word.value for word in call.keywords if word.arg == "act"]
        for argument in [*call.args, *named]:
            if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                yield from named_by(argument.value)


def named_by(act):
    """The engine of cases is told what was done, and names the kind of the case itself."""
    return [act] if re.search("[._]", act) else [f"application_{act}", f"appeal_{act}"]


def details_recorded():
    """The names of what an entry tells besides."""
    for call in calls():
        for word in call.keywords:
            if word.arg in {"details", "more"} and isinstance(word.value, ast.Dict):
                yield from (key.value for key in word.value.keys if isinstance(key, ast.Constant))


def test_every_act_has_its_words():
    acts = set(acts_recorded())
    assert len(acts) > 50
    acts |= {shows.act for shows in SHOWS.values() if shows}
    assert sorted(acts - set(ACTS)) == []


def test_every_detail_has_its_words():
    details = set(details_recorded())
    assert len(details) > 30
    assert sorted(details - set(DETAILS)) == []
