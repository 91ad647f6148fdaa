"""Leaves the data of the version that is about to be released: `make release-data`.

A portal of its own is filled and told. Made anew, it has other keys and moments, and the same of everything.
"""

import gzip
import json
import logging
import os
import socket
import sys
from tempfile import TemporaryDirectory

import django

from scripts.release import ROOT, migrations_of, refusal_of_released, version_of
from tests.releases.data import FOLDER, JOURNAL_KEY, SECRET_KEY, rows, tables


def main():
    version = version_of(ROOT)
    if refusal := refusal_of_released(ROOT, version):
        print(refusal, file=sys.stderr)
        return 1
    with TemporaryDirectory() as folder:
        text = json.dumps({"migrations": migrations_of(ROOT), **_portal(folder)}, ensure_ascii=False)
        told = [word for word in (folder, str(ROOT), f"{socket.gethostname()}:") if word in text]
    if told:
        print("В данных названа эта машина:", *told, file=sys.stderr)
        return 1
    path = FOLDER / f"{version}.json.gz"
    path.write_bytes(gzip.compress(text.encode(), mtime=0))
    print(f"{path.relative_to(ROOT)}: {path.stat().st_size // 1024} КБ")
    return 0


def _portal(folder):
    """The rows and the last migrations of a portal that is filled in this folder."""
    for name in [name for name in os.environ if name.startswith("KABINET_")]:
        del os.environ[name]
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "KABINET_DATA_DIR": folder,
        "KABINET_SECRET_KEY": SECRET_KEY,
        "KABINET_JOURNAL_KEY": JOURNAL_KEY,
        "KABINET_SITE_URL": "https://lk.example.ru",
    }
    django.setup()
    from django.apps import apps
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.loader import MigrationLoader

    from tests.releases.filled import fill

    logging.disable(logging.INFO)
    call_command("migrate", verbosity=0)
    fill()
    return {
        "leaves": sorted(MigrationLoader(connection).graph.leaf_nodes()),
        "tables": {table: rows(model) for table, model in sorted(tables(apps).items())},
    }


if __name__ == "__main__":
    sys.exit(main())
