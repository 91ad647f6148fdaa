"""Databases made by the migrations as they are now: made once and copied, for that takes longer than tests.

On SQLite the copy is kept in var/migrated, for later runs too; on PostgreSQL it is a database of the cluster.
"""

import fcntl
import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import django

ROOT = Path(__file__).resolve().parent.parent
KEPT = ROOT / "var" / "migrated"
TEMPLATE = "kabinet_migrated"
"""The name of the database of the cluster that others begin as."""


def begin_portal(data):
    """Put a migrated SQLite database where a portal with this data folder looks for its own."""
    data.mkdir(parents=True, exist_ok=True)
    copy_file(data / "kabinet.sqlite3")


def copy_file(place):
    """Copy the migrated SQLite database to this path."""
    with _alone():
        kept = KEPT / f"{_digest()}.sqlite3"
        if not kept.exists():
            for outdated in KEPT.glob("*.sqlite3"):
                outdated.unlink()
            _make_file(kept)
        shutil.copyfile(kept, place)


def copy_database(cluster, name):
    """Make a database of the cluster of this connection as the migrated one; one that is there is left."""
    with _alone(), cluster._nodb_cursor() as cursor:
        if not _exists(cursor, TEMPLATE):
            _make_database(cluster, cursor)
        if not _exists(cursor, name):
            cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{TEMPLATE}"')


def _digest():
    told = hashlib.sha256(django.__version__.encode())
    for path in sorted(ROOT.glob("kabinet/**/migrations/*.py")):
        told.update(path.read_bytes())
    return told.hexdigest()[:16]


def _make_file(kept):
    with TemporaryDirectory(dir=KEPT) as folder:
        made = Path(folder, "made.sqlite3")
        _migrate(f"sqlite:///{made}", folder)
        with closing(sqlite3.connect(made)) as database:
            database.execute("PRAGMA journal_mode = DELETE")  # what waits in the log beside it goes in too
        made.replace(kept)


def _make_database(cluster, cursor):
    about, being_made = cluster.settings_dict, f"{TEMPLATE}_soon"
    cursor.execute(f'DROP DATABASE IF EXISTS "{being_made}"')
    cursor.execute(f'CREATE DATABASE "{being_made}"')
    with TemporaryDirectory() as folder:
        _migrate(f"postgres://{about['USER']}@{about['HOST']}:{about['PORT']}/{being_made}", folder)
    cursor.execute(f'ALTER DATABASE "{being_made}" RENAME TO "{TEMPLATE}"')


def _migrate(url, data):
    others = {name: value for name, value in os.environ.items() if not name.startswith("KABINET_")}
    subprocess.run(
        [sys.executable, "manage.py", "migrate", "--verbosity", "0"],
        cwd=ROOT,
        env={
            **others,
            "DJANGO_SETTINGS_MODULE": "tests.settings",
            "KABINET_DATABASE_URL": url,
            "KABINET_DATA_DIR": str(data),
        },
        check=True,
    )


def _exists(cursor, name):
    cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
    return cursor.fetchone() is not None


@contextmanager
def _alone():
    """Processes that test side by side make it once."""
    KEPT.mkdir(parents=True, exist_ok=True)
    with (KEPT / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
