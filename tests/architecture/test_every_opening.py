"""Stored bytes leave through one door, which compares them with their hash."""

import ast
from pathlib import Path

KABINET = Path(__file__).parents[2] / "kabinet"
BACKUP = {"backup/making.py"}
"""A backup takes the bytes as they are, compares them itself and names those that are not what was taken."""
THUMBNAILS = {"files/thumbnails.py"}
"""Each is a picture of the portal's own making, made of bytes that were compared, and no evidence."""
COMING = {"files/incoming.py"}
"""Pieces of what is still coming are no file yet; the whole is compared with the sum that was announced."""
OPENS = {"files/integrity.py", *BACKUP, *THUMBNAILS, *COMING}
MAY_NAME_THE_STORAGE = {*OPENS, "files/services.py", "files/storing.py", "backup/restoring.py"}


def test_nobody_opens_the_storage_but_the_check_of_hashes():
    naming, opening = set(), set()
    for path in KABINET.rglob("*.py"):
        where = path.relative_to(KABINET).as_posix()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case (
                    ast.Name(id="default_storage" | "storages")
                    | ast.alias(name="default_storage" | "storages")
                ):
                    naming.add(where)
                case ast.Attribute(value=ast.Name(id="default_storage"), attr="open"):
                    opening.add(where)
    assert naming == MAY_NAME_THE_STORAGE
    assert opening == OPENS
