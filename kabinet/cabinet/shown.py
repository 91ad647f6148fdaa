"""How the applicant sees files and messages."""

from typing import Any

from django.urls import reverse

from kabinet.applications.models import Application
from kabinet.core.operator import operator
from kabinet.correspondence.models import Message
from kabinet.files.models import StoredFile


def file_of(application: Application, file: StoredFile) -> dict[str, Any]:
    """A file for components/file_list.html."""
    return {
        "name": file.name,
        "size": file.size,
        "url": reverse("application_file", args=[application.pk, file.pk]),
    }


def message_of(application: Application, message: Message) -> dict[str, Any]:
    """A message for components/message.html; the operator's people are shown without their names."""
    author = f"Специалист {operator().name}" if message.from_operator else "Вы"
    return {
        "author": author,
        "at": message.sent_at,
        "text": message.text,
        "files": [file_of(application, file) for file in message.files.all()],
        "own": not message.from_operator,
        "from_operator": message.from_operator,
    }
