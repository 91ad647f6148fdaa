"""What other machines may ask: whether the process answers, whether the portal can work."""

import os

import pytest
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder

from kabinet.watching import probes


@pytest.fixture
def production(settings):
    settings.SECURE_SSL_REDIRECT, settings.ALLOWED_HOSTS = True, ["lk.example.ru"]


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_all_is_well_by_any_name_and_without_https(client, db, production, path):
    answer = client.get(path, headers={"host": "10.0.0.7:8000"})
    assert (answer.status_code, answer.content) == (200, b"ok")
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'"
    assert answer["Cache-Control"] == "no-store"
    assert not answer.cookies
    assert "Cookie" not in answer.get("Vary", "")


def test_health_asks_no_database(client):
    assert client.get("/healthz").status_code == 200  # without the mark of pytest-django a query raises


def test_readiness_is_cheap(client, db, django_assert_max_num_queries):
    client.get("/readyz")
    with django_assert_max_num_queries(2):
        client.get("/readyz")


def test_database_that_is_away_is_told_in_a_word(client, db, monkeypatch):
    def away(_self):
        raise OperationalError("connection to server at 10.0.0.9 failed: password of kabinet")

    monkeypatch.setattr(MigrationRecorder, "applied_migrations", away)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.content) == (503, b"database")
    assert client.get("/healthz").status_code == 200


def test_migration_that_is_missing_is_told(client, db):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'watching'")
    answer = client.get("/readyz")
    assert (answer.status_code, answer.content) == (503, b"migrations")


def test_storage_that_takes_nothing_is_told(client, db, monkeypatch, settings, tmp_path):
    monkeypatch.setattr(os, "access", lambda *_asked: False)
    assert client.get("/readyz").content == b"storage"
    monkeypatch.undo()
    monkeypatch.setattr(probes, "_LEAST_ROOM", 1024**6)
    assert client.get("/readyz").content == b"storage"
    monkeypatch.undo()
    settings.DATA_DIR = tmp_path / "gone"
    assert client.get("/readyz").content == b"storage"


def test_other_addresses_go_on(client, db):
    assert client.get("/healthz/").status_code in {302, 404}
