"""A secret that is made once and kept in a file."""

import secrets
from contextlib import suppress
from pathlib import Path


def kept_key(path: Path) -> str:
    """The secret of a file, which is made when it is not there."""
    if not path.exists():
        # Processes that start together must end up with one key: the first link made wins.
        fresh = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_urlsafe(48), encoding="utf-8")
        with suppress(FileExistsError):
            path.hardlink_to(fresh)
        fresh.unlink()
    return path.read_text(encoding="utf-8").strip()
