"""Portals of their own, each with its database and its data, that are worked with by commands alone."""

import json
import os
import subprocess
import sys
from pathlib import Path

from django.db import connections

from tests.conftest import ROOT
from tests.migrated import begin_portal, copy_database

FILL = """
import django; django.setup()
from tests.releases.filled import fill
fill()
"""
TELL = """
import json, django; django.setup()
from django.apps import apps
from tests.releases.data import rows, tables
print(json.dumps({table: rows(model) for table, model in sorted(tables(apps).items())}))
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
        """Every row of every table as JSON tells it."""
        return json.loads(self.python(TELL).splitlines()[-1])

    def whole(self):
        """Every row, and the bytes of every stored file: what is not swept yet belongs to nothing."""
        rows = self.rows()
        names = [row["storage_name"] for row in rows["files_storedfile"].values()]
        return rows, {name: (self.data / "files" / name).read_bytes() for name in names}


def only(folder, pattern="kabinet-*"):
    """The one file of a folder whose name is like this."""
    (found,) = Path(folder).glob(pattern)
    return found
