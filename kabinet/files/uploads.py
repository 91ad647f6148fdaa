"""How files arrive: to a temporary file, and never more of them than is accepted."""

from django.core.files.uploadhandler import TemporaryFileUploadHandler

from kabinet.files.limits import MAX_SIZE


class LimitedUploads(TemporaryFileUploadHandler):
    """Keeps nothing of a file beyond MAX_SIZE but counts it, so that the rest of the form arrives.

    The file then has its true `size` and no bytes: `store_file` refuses it in words, with the form kept.
    """

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Write the next bytes; drop them all once the limit is passed."""
        if start + len(raw_data) <= MAX_SIZE:
            self.file.write(raw_data)
        elif start <= MAX_SIZE:
            self.file.seek(0)
            self.file.truncate()
