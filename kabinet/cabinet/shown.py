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
    where = [application.pk, file.pk]
    url = reverse("application_file", args=where)
    return shown_file(file, url, reverse("application_thumbnail", args=where))


type Address = Callable[[UUID], str]


def files_of(message: Message, file_url: Address, thumbnail_url: Address) -> list[dict[str, Any]]:
    """The files of a message for components/file_list.html, by the addresses of its conversation."""
    return [shown_file(file, file_url(file.pk), thumbnail_url(file.pk)) for file in message.files.all()]


def message_of(message: Message, file_url: Address, thumbnail_url: Address) -> dict[str, Any]:
    """A message for components/message.html; the operator's people are shown without their names."""
    return shown_message(
        message,
        author="Специалист сетевой организации" if message.from_operator else "Вы",
        files=files_of(message, file_url, thumbnail_url),
        own=not message.from_operator,
        to_operator=False,
    )
