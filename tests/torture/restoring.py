"""The tortured portal is backed up and restored into an empty one; both are compared to the last value."""

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

from tests.backup.instances import TELL
from tests.torture.place import ROOT

_SETTINGS = {"DJANGO_SETTINGS_MODULE": "config.settings"}


def restored(place):
    """A sentence about what was restored, and sentences about what is not the same."""
    folder = place.folder / "backup"
    code, said = place.manage("backup", str(folder))
    if code:
        return "Not backed up.", [f"backup: {said[-500:]}"]
    [archive] = folder.iterdir()
    environment = place.empty_portal()
    done = subprocess.run(
        [sys.executable, "manage.py", "restore", str(archive)],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        return "Not restored.", [f"restore: {(done.stdout + done.stderr)[-500:]}"]
    ours, theirs = _whole(place.environment), _whole(environment)
    differing = sorted(name for name in ours | theirs if ours.get(name) != theirs.get(name))
    told = (
        f"Restored into an empty portal: {sum(name.startswith('row ') for name in theirs)} rows and "
        f"{sum(name.startswith('file ') for name in theirs)} files; {len(differing)} with another SHA-256."
    )
    return told, [f"{name} is another one once restored" for name in differing]


def _whole(environment):
    """The SHA-256 of every row and of every stored file."""
    said = subprocess.check_output(
        [sys.executable, "-c", TELL], cwd=ROOT, env=os.environ | environment | _SETTINGS, text=True
    )
    tables = json.loads(said.splitlines()[-1])
    found = {
        f"row {table} {key}": _sha256(json.dumps(row, sort_keys=True).encode())
        for table, rows in tables.items()
        for key, row in rows.items()
    }
    files = Path(environment["KABINET_DATA_DIR"]) / "files"
    for row in tables["files_storedfile"].values():
        path = files / row["storage_name"]
        found[f"file {row['storage_name']}"] = _sha256(path.read_bytes()) if path.exists() else "missing"
    return found


def _sha256(content):
    return hashlib.sha256(content).hexdigest()
