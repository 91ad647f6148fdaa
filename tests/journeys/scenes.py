"""The pictures of the guides: which page each shows, to whom, on what screen."""

from typing import NamedTuple

from tests.conftest import ROOT

PICTURES = ROOT / "kabinet" / "static" / "guides"
LARGEST = 60 * 1024
"""Bytes of one picture: the guides are read over a telephone too."""

SCREEN = {"width": 1366, "height": 900}
TELEPHONE = {"width": 360, "height": 740}


class Scene(NamedTuple):
    """`who` opens `address`; names in braces are of the fixture `portal`; `part` is what is shown."""

    who: str
    address: str
    part: str = ""
    telephone: bool = False


NOBODY, OWNER, SPECIALIST, ADMINISTRATOR = "", "owner", "specialist", "administrator"

SCENES = {
    "registration": Scene(NOBODY, "/registration/person/"),
    "login": Scene(NOBODY, "/login/", "main"),
    "recovery": Scene(NOBODY, "/recovery/", "main"),
    "profile": Scene(OWNER, "/profile/"),
    "step": Scene(OWNER, "/applications/{draft}/steps/power/"),
    "step-phone": Scene(OWNER, "/applications/{draft}/steps/object/", telephone=True),
    "files": Scene(OWNER, "/applications/{draft}/steps/documents/"),
    "applications": Scene(OWNER, "/applications/"),
    "application": Scene(OWNER, "/applications/{application}/"),
    "appeal": Scene(OWNER, "/appeals/new/"),
    "help": Scene(OWNER, "/help/search/?q=пароль"),
    "queue": Scene(SPECIALIST, "/office/?state=all"),
    "card": Scene(SPECIALIST, "/office/applications/{application}/"),
    "office-appeals": Scene(SPECIALIST, "/office/appeals/?state=all"),
    "people": Scene(ADMINISTRATOR, "/office/people/"),
    "operator": Scene(ADMINISTRATOR, "/office/operator/"),
    "journal": Scene(ADMINISTRATOR, "/office/journal/"),
}
"""The name of a picture's file → what it shows."""
