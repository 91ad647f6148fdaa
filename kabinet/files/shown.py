"""A file as lists of files show it."""

from typing import Any

from kabinet.files.models import StoredFile
from kabinet.files.thumbnails import may_have_thumbnail


def shown_file(file: StoredFile, url: str, thumbnail_url: str = "") -> dict[str, Any]:
    """What components/file_list.html tells of a file that is opened at `url`; size in bytes."""
    return {
        "name": file.name,
        "size": file.size,
        "pages": file.pages,
        "note": file.note,
        "url": url,
        "thumbnail_url": thumbnail_url if may_have_thumbnail(file) else "",
    }
