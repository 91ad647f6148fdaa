"""Where the code lies, and where the portal lives: in its checkout, or installed, beside somebody's data."""

import tomllib
from importlib import metadata
from pathlib import Path

CODE = Path(__file__).resolve().parent.parent
CHECKOUT = (CODE / "manage.py").exists()
"""Whether this is a clone of the repository; an installed wheel has no manage.py beside it."""
HOME = CODE if CHECKOUT else Path.cwd()
"""What relative paths of the settings are relative to, and where `.env` is looked for."""


def version() -> str:
    """The version as pyproject.toml tells it: the only place where it is written."""
    if not CHECKOUT:
        return metadata.version("kabinet")
    project = tomllib.loads((CODE / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return str(project["version"])
