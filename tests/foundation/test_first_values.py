"""What chance gives at the first start is always good enough; what was answered survives a power cut."""

import secrets

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from config.start import DEMO_PEOPLE, _demo_password, new_demo_password
from kabinet.accounts.models import User
from kabinet.accounts.passwords import password_problems
from tests.foundation.test_start import start
from tests.waiting import LONGEST_SECONDS

HEX = st.text("0123456789abcdef", min_size=12, max_size=12)


@given(chance=HEX | st.text("0123456789", min_size=12, max_size=12))
def test_demo_password_is_taken_by_the_portals_own_rules_whatever_chance_gives(chance):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(secrets, "token_hex", lambda _length: chance)
        password = new_demo_password()
    for role, _, name in DEMO_PEOPLE:
        assert password_problems(password, User(email=f"{role}@example.ru", name=name)) == []


@pytest.mark.parametrize("kept", ["373009367370", "", "1234567"])
def test_kept_password_that_would_never_let_the_portal_start_is_made_anew(tmp_path, kept):
    file = tmp_path / "demo_specialist_password"
    file.write_text(kept, encoding="utf-8")
    password = _demo_password(tmp_path)
    assert password_problems(password, User(email="head@example.ru", name="Руководитель")) == []
    assert _demo_password(tmp_path) == password == file.read_text(encoding="utf-8")


@pytest.mark.parametrize("key", ["x", "1" * 60, "short-key-0123456789"])
def test_production_does_not_start_with_a_key_that_can_be_guessed(tmp_path, key):
    process = start(
        tmp_path / "output",
        KABINET_ENV="production",
        KABINET_SECRET_KEY=key,
        KABINET_SITE_URL="https://lk.example.ru",
        KABINET_DATA_DIR=str(tmp_path / "data"),
    )
    assert process.wait(LONGEST_SECONDS) == 1
    assert (tmp_path / "output").read_text(encoding="utf-8").startswith("KABINET_SECRET_KEY слишком прост")


@pytest.mark.django_db(transaction=True)
def test_what_was_answered_is_on_the_disk(manage):
    if connection.vendor != "sqlite":
        pytest.skip("a setting of SQLite")
    asked = "from django.db import connection as c; print([c.cursor().execute(f'PRAGMA {name}').fetchone()"
    process = manage("shell", "-c", f"{asked} for name in ('synchronous', 'journal_mode')])")
    said, _ = process.communicate(timeout=120)
    assert "[(2,), ('wal',)]" in said, "2 is FULL"
