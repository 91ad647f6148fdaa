"""Portals of their own, each with its database and its data, that are worked with by commands alone."""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import psycopg
from django.apps import apps
from django.db import connections

from tests.conftest import ROOT
from tests.migrated import begin_portal, copy_database
from tests.releases.data import tables

FILL = """
import django; django.setup()
from tests.releases.filled import fill
fill()
"""


class Instance:
    """A portal in a folder; on PostgreSQL its database is made by the cluster of the tests.

    Its database is empty unless it is asked for a `migrated` one.
    """

    def __init__(self, folder, *, migrated=False):
        ours = connections["default"]
        self.data = folder / "data"
        self.data.mkdir(parents=True)
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("KABINET_")},
            "DJANGO_SETTINGS_MODULE": "tests.settings",
            "KABINET_ENV_FILE": os.devnull,
            "KABINET_DATA_DIR": str(self.data),
            "KABINET_PORT": "1",  # nobody answers there
            "KABINET_SECRET_KEY": "a-key-of-portals-that-are-backed-up-and-restored",
        }
        self.database = None
        if ours.vendor == "postgresql":
            about = ours.settings_dict
            self.database = f"{about['NAME']}_{folder.name.replace('-', '_')}"
            address = f"{about['USER']}@{about['HOST']}:{about['PORT']}"
            self.environment["KABINET_DATABASE_URL"] = f"postgres://{address}/{self.database}"
            self._ask(f'DROP DATABASE IF EXISTS "{self.database}"')
            if migrated:
                copy_database(ours, self.database)
            else:
                self._ask(f'CREATE DATABASE "{self.database}"')
        elif migrated:
            begin_portal(self.data)

    def remove(self):
        if self.database:
            self._ask(f'DROP DATABASE IF EXISTS "{self.database}" WITH (FORCE)')

    def _ask(self, statement):
        with connections["default"]._nodb_cursor() as cursor:
            cursor.execute(statement)

    def start(self, *arguments, **settings):
        return subprocess.Popen(
            [sys.executable, *arguments],
            cwd=ROOT,
            env={**self.environment, **settings},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def call(self, *arguments, **settings):
        """The exit code of a command of manage.py and all that it said."""
        process = self.start("manage.py", *arguments, **settings)
        said, complaints = process.communicate()
        return process.returncode, said + complaints

    def python(self, script, **settings):
        process = self.start("-c", script, **settings)
        said, complaints = process.communicate()
        assert process.returncode == 0, complaints
        return said

    def rows(self):
        """Every row of every table as the database keeps it: table → key → column → value."""
        with closing(self._connection()) as database:
            return {
                table: _rows(database, table, model._meta.pk.column) for table, model in tables(apps).items()
            }

    def _connection(self):
        if self.database:
            return psycopg.connect(self.environment["KABINET_DATABASE_URL"])
        return sqlite3.connect(self.data / "kabinet.sqlite3")

    def whole(self):
        """Every row, and the bytes of every stored file: what is not swept yet belongs to nothing."""
        rows = self.rows()
        names = [row["storage_name"] for row in rows["files_storedfile"].values()]
        return rows, {name: (self.data / "files" / name).read_bytes() for name in names}


def _rows(database, table, key):
    cursor = database.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - the portal's own name
    columns = [column[0] for column in cursor.description]
    rows = (dict(zip(columns, row, strict=True)) for row in cursor)
    return {row[key]: row for row in rows}


def only(folder, pattern="kabinet-*"):
    """The one file of a folder whose name is like this."""
    (found,) = Path(folder).glob(pattern)
    return found
