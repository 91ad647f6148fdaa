"""A portal that an earlier release has filled is, brought over to the present one, whole: nothing is lost."""

import re
from collections import Counter
from contextlib import contextmanager

import pytest
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection, connections, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from kabinet.accounts.models import Role, User
from kabinet.appeals import states as appeals
from kabinet.appeals.models import Appeal
from kabinet.applications.models import Application
from kabinet.applications.rules.states import State
from kabinet.core.journal import record
from kabinet.core.models import JournalEntry
from kabinet.core.sealing.anchors import begin_anchors
from scripts.release import migrations_of
from tests.applications.builders import PASSWORD, factor_code
from tests.conftest import ROOT
from tests.journal import faults_once_sealed
from tests.releases.data import FOLDER, JOURNAL_KEY, SECRET_KEY, columns, put, read, released, rows, tables
from tests.releases.filled import APPLICANT, SPECIALIST, fill

RENAMED = {}
"""What is called otherwise since: «table» or «table.column» → what it is now. Added to with the migration."""
GIVEN_UP = {
    f"django_session.{column}": "everybody signs in once more: accounts_session says whose each one is"
    for column in ("session_key", "session_data", "expire_date")
}
"""What is kept no longer: «table.column» → why nobody misses it."""
MENDED = {
    "appeals_topic.days": {30},
    "appeals_topic.act": {"срок установлен сетевой организацией"},
    "appeals_topic.paragraph": {"прил. 5, п. 3", "", "п. 41"},
}
"""What a migration puts right: «table.column» → the values that were wrong."""
NOWHERE = object()
ANSWERS = {
    "applicants_applicant.details",
    "applications_application.answers",
    "applications_correctionrequest.answers",
}
NEVER_USED = {"auth_group", "auth_group_permissions", "django_session"}
NEVER_FILLED = ["core_journalentry.hash", "core_journalentry.previous_hash"]
"""Plain hashes are of 0.1.0 alone."""


@pytest.fixture(scope="module", params=released())
def brought_over(request, django_db_setup, django_db_blocker, tmp_path_factory):
    """What a release has left, and a database of its own in which the portal has become the present one."""
    left = read(request.param)
    with django_db_blocker.unblock():
        ours = connections["default"]
        other = ours.copy()
        name = _created(ours, other, tmp_path_factory)
        with instead_of_ours(other):
            _fill_as_it_was(left)
            call_command("migrate", verbosity=0)
    yield left, other
    with django_db_blocker.unblock():
        other.close()
        _removed(ours, name)


@contextmanager
def instead_of_ours(other):
    """Everything that is asked of the database is asked of another one, in this thread."""
    ours = connections["default"]
    connections["default"] = other
    ContentType.objects.clear_cache()
    try:
        yield
    finally:
        connections["default"] = ours
        ContentType.objects.clear_cache()


def _created(ours, other, folders):
    if ours.vendor == "sqlite":
        name = str(folders.mktemp("release") / "kabinet.sqlite3")
    else:
        name = f"{ours.settings_dict['NAME']}_of_a_release"
        _removed(ours, name)
        with ours._nodb_cursor() as cursor:
            cursor.execute(f"CREATE DATABASE {name}")
    other.settings_dict["NAME"] = name
    return name


def _removed(ours, name):
    if ours.vendor != "sqlite":
        with ours._nodb_cursor() as cursor:
            cursor.execute(f"DROP DATABASE IF EXISTS {name}")


def _fill_as_it_was(left):
    """The tables as the release had them, with its rows and nothing that its migrations have put there."""
    executor = MigrationExecutor(connection)
    leaves = [tuple(leaf) for leaf in left["leaves"]]
    executor.migrate(leaves)
    models = tables(executor.loader.project_state(leaves).apps)
    connection.ops.execute_sql_flush(connection.ops.sql_flush(no_style(), list(models)))
    with transaction.atomic(), connection.cursor() as cursor:
        for table, kept in left["tables"].items():
            put(models[table], kept)
        for statement in connection.ops.sequence_reset_sql(no_style(), list(models.values())):
            cursor.execute(statement)


@pytest.fixture
def left(db, brought_over):
    """What the release has left; the database is the one that was brought over, and stays as it is."""
    kept, other = brought_over
    with instead_of_ours(other), transaction.atomic():
        yield kept
        transaction.set_rollback(True)


def test_every_row_is_there_with_every_value(left):
    now = cells({table: rows(model) for table, model in tables(apps).items()})
    lost = Counter(
        place
        for (place, key), value in cells(left["tables"]).items()
        for value in [with_passport_in_one_line(value) if place in ANSWERS else value]
        if now.get((now_called(place), key), NOWHERE) != value and value not in MENDED.get(place, ())
    )
    assert {place: count for place, count in lost.items() if place not in GIVEN_UP} == {}


def with_passport_in_one_line(answers):
    """The answers of a release that asked for series and number apart."""
    if "passport_series" not in answers:
        return answers
    kept = {name: value for name, value in answers.items() if name != "passport_series"}
    return kept | {"passport_number": f"{answers['passport_series']} {answers['passport_number']}".strip()}


def cells(kept):
    """«table.column» and the key of a row → what stands there."""
    return {
        (f"{table}.{column}", key): value
        for table, found in kept.items()
        for key, row in found.items()
        for column, value in row.items()
    }


def now_called(place):
    table, _, column = place.partition(".")
    return RENAMED.get(place, f"{RENAMED.get(table, table)}.{column}")


def test_what_is_bound_together_still_is(left, settings):
    connection.check_constraints()
    assert journal_faults(settings) == []


def test_journal_that_was_changed_before_it_was_brought_over_is_found(left, settings):
    entry = JournalEntry.objects.order_by("id")[5]
    QuerySet(JournalEntry).filter(pk=entry.pk).update(act="account.logout")
    assert journal_faults(settings) == ["changed"]


def test_journal_that_was_cut_before_it_was_brought_over_is_found(left, settings):
    QuerySet(JournalEntry).filter(pk=JournalEntry.objects.latest("id").pk).delete()
    assert journal_faults(settings) == ["removed"]


def journal_faults(settings):
    """What is wrong with the journal that was left, once the worker has sealed what waits."""
    settings.JOURNAL_KEYS = (JOURNAL_KEY,)
    begin_anchors(timezone.now())
    record(act="account.login", subject="", by=None, at=timezone.now())
    return faults_once_sealed()


def test_people_sign_in_as_before_and_what_is_theirs_opens(left, client, settings):
    settings.SECRET_KEY = SECRET_KEY
    client.post(reverse("login"), {"email": APPLICANT, "password": PASSWORD})
    own = Application.objects.of(User.objects.get(email=APPLICANT))
    pages = [reverse("home"), reverse("appeals"), reverse("profile")]
    pages += [reverse("wizard_step", args=[draft.pk, "object"]) for draft in own.drafts()]
    pages += [reverse("application", args=[one.pk]) for one in own.submitted()]
    pages += [reverse("appeal", args=[one.pk]) for one in Appeal.objects.filter(owner__email=APPLICANT)]
    assert (opened(client, pages), len(pages) > 30) == ({200}, True)


def test_specialist_signs_in_with_the_same_telephone_and_opens_every_card(left, client, settings):
    settings.SECRET_KEY = SECRET_KEY
    client.post(reverse("login"), {"email": SPECIALIST, "password": PASSWORD})
    client.post(reverse("second_step"), {"code": factor_code(SPECIALIST)})
    pages = [reverse(name) for name in ("office_queue", "office_appeals", "office_payments", "office_debts")]
    for name in ("office_application", "office_documents", "office_invoice", "office_signatures"):
        pages += [reverse(name, args=[one.pk]) for one in Application.objects.submitted()]
    pages += [reverse("office_appeal", args=[one.pk]) for one in Appeal.objects.all()]
    assert (opened(client, pages), len(pages) > 100) == ({200}, True)


@pytest.mark.parametrize(
    ("role", "names"),
    [
        (Role.HEAD, ["office_statistics", "office_templates"]),
        (
            Role.ADMINISTRATOR,
            [f"office_{name}" for name in ("people", "journal", "jobs", "topics", "calendar", "operator")],
        ),
    ],
)
def test_pages_of_the_head_and_the_administrator_open(left, client, role, names):
    client.force_login(User.objects.get(role=role))
    assert opened(client, [reverse(name) for name in names]) == {200}


def opened(client, pages):
    return {client.get(page).status_code for page in pages}


# --- What a release leaves -----------------------------------------------------------------------


@pytest.mark.parametrize("version", released())
def test_migration_of_a_release_is_never_rewritten(version):
    now = migrations_of(ROOT)
    rewritten = [path for path, sha256 in read(version)["migrations"].items() if now.get(path) != sha256]
    assert rewritten == []


@pytest.mark.parametrize("version", released())
def test_data_of_a_release_are_small_and_name_no_machine(version):
    file = FOLDER / f"{version}.json.gz"
    text = str(read(version)["tables"])
    assert file.stat().st_size < 300_000
    assert re.findall(r"[\"'\s]/(?:home|root|tmp|usr|var|work|Users|private)/", text) == []
    assert set(re.findall(r"@([\w.]+\w)", text)) <= {"example.ru", "seti.example.ru"}


@pytest.mark.django_db
def test_portal_that_is_filled_for_a_release_has_something_in_every_column():
    fill()
    filled = {table: (model, list(rows(model).values())) for table, model in tables(apps).items()}
    assert {table for table, (_, found) in filled.items() if not found} == NEVER_USED
    nothing = (None, "", 0, [], {}, "0")
    empty = [
        f"{table}.{field.column}"
        for table, (model, found) in filled.items()
        for field in columns(model)
        if found and all(row[field.column] in nothing for row in found)
    ]
    assert sorted(empty) == NEVER_FILLED
    for model, known in ((Application, State), (Appeal, appeals.State), (User, Role)):
        field = "role" if model is User else "state"
        assert set(model.objects.values_list(field, flat=True)) == set(known), model
