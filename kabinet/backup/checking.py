"""Whether the portal's own data are whole: the database, its migrations, the stored files."""

from collections.abc import Callable

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from kabinet.backup import databases
from kabinet.files.verifying import verify_all


def verify_portal(say: Callable[[str], object]) -> bool:
    """Say what is whole and what is not; whether all is."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        say("База: НЕ ОБНОВЛЕНА до этой версии портала. Выполните kabinet migrate.")
        return False
    counts = databases.counts_of(connection)
    fault = _fault_of_database()
    say(f"База: {fault or 'цела'}. Таблиц {len(counts)}, строк {sum(counts.values())}")
    return verify_all(say) and not fault


def _fault_of_database() -> str:
    """What the database itself finds wrong; "" when nothing."""
    if connection.vendor == databases.SQLITE:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA integrity_check(1)")
            if (told := cursor.fetchone()[0]) != "ok":
                return f"ПОВРЕЖДЕНА ({told})"
    try:
        connection.check_constraints()
    except DatabaseError as error:
        return f"СВЯЗИ НАРУШЕНЫ ({str(error).strip().splitlines()[0]})"
    return ""
