from datetime import UTC, datetime

import pytest

from kabinet.accounts.models import User


@pytest.fixture
def at():
    return datetime(2026, 11, 25, 9, 0, tzinfo=UTC)


@pytest.fixture
def owner(db, at):
    return User.objects.create(email="ivanov@example.ru", name="Иванов Иван", created_at=at)


@pytest.fixture(autouse=True)
def storage_folder(settings, tmp_path):
    """Files of each test lie in a folder of its own."""
    folder = tmp_path / "files"
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(folder), "base_url": None},
        },
    }
    return folder
