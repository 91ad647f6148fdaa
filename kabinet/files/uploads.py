"""How files arrive: to a temporary file, and never more of them than is accepted."""

from typing import Any

from django.core.files.uploadhandler import TemporaryFileUploadHandler

from kabinet.files.examining import is_picture
from kabinet.files.limits import MAX_PICTURE, MAX_SIZE


class LimitedUploads(TemporaryFileUploadHandler):
    """Keeps nothing of a file beyond MAX_SIZE but counts it, so that the rest of the form arrives.

    The file then has its true `size` and no bytes: `store_file` refuses it in words, with the form kept. A
    picture is kept up to MAX_PICTURE, which is made smaller.
    """

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin another file."""
        super().new_file(*args, **kwargs)
        self._most = MAX_SIZE

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Write the next bytes; drop them all once the limit is passed."""
        if start == 0 and is_picture(raw_data):
            self._most = MAX_PICTURE
        if start + len(raw_data) <= self._most:
            self.file.write(raw_data)
        elif start <= self._most:
            self.file.seek(0)
            self.file.truncate()
