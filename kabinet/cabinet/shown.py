"""How the applicant sees files and messages."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.urls import reverse

from kabinet.applications.models import Application
from kabinet.correspondence.models import Message
from kabinet.correspondence.reading import shown_message
from kabinet.files.models import StoredFile
from kabinet.files.shown import shown_file


def file_of(application: Application, file: StoredFile) -> dict[str, Any]:
    """A file of an application for components/file_list.html."""
    return file_at(file, reverse("application_file", args=[application.pk, file.pk]))


def file_at(file: StoredFile, url: str) -> dict[str, Any]:
    """A file for components/file_list.html."""
    return shown_file(file, url)


def message_of(message: Message, file_url: Callable[[UUID], str]) -> dict[str, Any]:
    """A message for components/message.html; the operator's people are shown without their names."""
    return shown_message(
        message,
        author="Специалист сетевой организации" if message.from_operator else "Вы",
        files=[file_at(file, file_url(file.pk)) for file in message.files.all()],
        own=not message.from_operator,
        to_operator=False,
    )
