"""A database as a file, and back: SQLite by its own online copy, PostgreSQL by pg_dump and pg_restore.

What is asked of a copy (its counts, its files) is asked of the very moment that it shows.
"""

import os
import re
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.recorder import MigrationRecorder
from psycopg.conninfo import make_conninfo
from psycopg.pq import Conninfo

from kabinet.backup.errors import BackupRefused
from kabinet.files.models import StoredFile

SQLITE, POSTGRESQL = "sqlite", "postgresql"
TITLES = {SQLITE: "SQLite", POSTGRESQL: "PostgreSQL"}
_ROWS_AT_ONCE = 1000
_LONGEST_COMPLAINT = 1000


class Moment:
    """The database as it was at one moment, for as long as `snapshot` lasts."""

    def __init__(self, source: BaseDatabaseWrapper) -> None:
        self._source = source

    def counts(self) -> dict[str, int]:
        """How many rows each table has."""
        return counts_of(self._source)

    def migrations(self) -> list[str]:
        """The migrations that it stands on: «app.name»."""
        return sorted(".".join(key) for key in MigrationRecorder(self._source).applied_migrations())

    def files(self) -> Iterator[tuple[str, str]]:
        """Where each stored file lies, and its SHA-256."""
        with self._source.chunked_cursor() as cursor:
            table = StoredFile._meta.db_table
            cursor.execute(f"SELECT storage_name, sha256 FROM {table} ORDER BY storage_name")  # noqa: S608 - ours
            while rows := cursor.fetchmany(_ROWS_AT_ONCE):
                yield from rows


@contextmanager
def snapshot(into: Path) -> Iterator[Moment]:
    """Copy the database into a new file while others work, and answer for the moment of the copy."""
    if connection.vendor == SQLITE:
        _copy_sqlite(into)
        other = connection.copy()
        other.settings_dict["NAME"] = str(into)
        with closing(other):
            yield Moment(other)
        return
    with closing(connection.copy()) as other, other.cursor() as cursor:
        cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        name = cursor.fetchone()[0]
        _call("pg_dump", "--format=custom", f"--snapshot={name}", f"--file={into}", of=other)
        yield Moment(other)


def load(dump: Path) -> None:
    """Put a copy in the place of the database, all or nothing."""
    if connection.vendor == SQLITE:
        _put_sqlite(dump)
        return
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '10s'")  # somebody who still works must not hang it for ever
        if tables := connection.introspection.table_names(cursor):
            names = ", ".join(map(connection.ops.quote_name, tables))
            cursor.execute(f"DROP TABLE {names} CASCADE")
        cursor.execute("RESET lock_timeout")
    _call("pg_restore", "--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction", str(dump))


def counts_of(source: BaseDatabaseWrapper) -> dict[str, int]:
    """How many rows each table of a database has."""
    with source.cursor() as cursor:
        return {table: _rows(cursor, table) for table in sorted(source.introspection.table_names(cursor))}


def has_people() -> bool:
    """Whether anybody has an account here: a portal without is empty."""
    table = get_user_model()._meta.db_table
    with connection.cursor() as cursor:
        if table not in connection.introspection.table_names(cursor):
            return False
        return bool(_rows(cursor, table))


def _version_of(program: str) -> int:
    """The major version of pg_dump or pg_restore. Raises BackupRefused when there is none."""
    try:
        called = subprocess.run([program, "--version"], capture_output=True, text=True, check=True)  # noqa: S603
    except (OSError, subprocess.CalledProcessError):
        raise BackupRefused(
            f"Программа {program} не найдена. Поставьте клиент PostgreSQL (в Debian — "
            "пакет postgresql-client) той же версии, что и сервер, или новее."
        ) from None
    found = re.search(r"\) (\d+)", called.stdout)
    return int(found[1]) if found else 0


def server_version() -> int:
    """The major version of the database's server; 0 of SQLite, which has none."""
    if connection.vendor == SQLITE:
        return 0
    with connection.cursor() as cursor:
        return _number(cursor, "SHOW server_version_num") // 10_000


def demand_program(program: str, *, at_least: int) -> None:
    """Raise BackupRefused unless pg_dump or pg_restore is there and new enough."""
    if (version := _version_of(program)) < at_least:
        raise BackupRefused(
            f"{program} версии {version}, а нужна не ниже {at_least}. Поставьте клиент "
            f"PostgreSQL {at_least} или новее и сделайте так, чтобы в PATH был он."
        )


def _rows(cursor: Any, table: str) -> int:
    return _number(cursor, f"SELECT count(*) FROM {connection.ops.quote_name(table)}")  # noqa: S608 - ours


def _number(cursor: Any, statement: str) -> int:
    cursor.execute(statement)
    return int(cursor.fetchone()[0])


def _copy_sqlite(into: Path) -> None:
    connection.ensure_connection()
    # In one step, under one read lock: nobody waits for it, and no write makes it begin anew.
    with closing(sqlite3.connect(into)) as copy:
        connection.connection.backup(copy, pages=-1)


def _put_sqlite(dump: Path) -> None:
    place = Path(connection.settings_dict["NAME"])
    connection.close()
    fresh = place.with_name(place.name + ".restored")
    shutil.move(dump, fresh)  # it may lie on another disk than the other data
    with fresh.open("rb") as stream:
        os.fsync(stream.fileno())
    for tail in ("-wal", "-shm"):  # of the former database: the new one must not be read through them
        place.with_name(place.name + tail).unlink(missing_ok=True)
    fresh.replace(place)
    descriptor = os.open(place.parent, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _call(program: str, *arguments: str, of: BaseDatabaseWrapper | None = None) -> None:
    params = (of or connection).get_connection_params()
    password = params.pop("password", None)
    # What Django tells psycopg besides, libpq does not know.
    known = {one.keyword.decode() for one in Conninfo.get_defaults()}
    told = make_conninfo(**{name: value for name, value in params.items() if name in known})
    called = subprocess.run(  # noqa: S603 - a program of PostgreSQL
        [program, *arguments, f"--dbname={told}"],
        env=os.environ | ({"PGPASSWORD": password} if password else {}),
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )
    if called.returncode:
        raise BackupRefused(f"{program} не справился: {called.stderr.strip()[-_LONGEST_COMPLAINT:]}")
