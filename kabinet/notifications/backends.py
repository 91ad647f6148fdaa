"""Where letters go when there is no mail server: a folder of .eml files."""

import email.policy
import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

# Bodies are written as they are, not in base64: a person opens the file and reads it.
READABLE = email.policy.default.clone(cte_type="8bit", utf8=True)


class EmlFiles(BaseEmailBackend):
    """Writes each letter into `folder` as one file that mail programs and text editors open.

    The file is named by moment and recipient, and ends in a mark made of the letter's Message-ID: a letter
    that is sent again replaces its file.
    """

    def __init__(self, *, folder: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.folder = Path(folder)

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Write the letters and return how many there were; OSError when the folder cannot be written."""
        self.folder.mkdir(parents=True, exist_ok=True)
        for letter in email_messages:
            self._write(letter)
        return len(email_messages)

    def _write(self, letter: EmailMessage) -> None:
        message = letter.message(policy=READABLE)
        mark = hashlib.sha256(str(message["Message-ID"]).encode()).hexdigest()[:8]
        for older in self.folder.glob(f"*-{mark}.eml"):
            older.unlink()
        moment = message["Date"].datetime.astimezone()
        recipient = "".join(c if c.isalnum() or c in "@.-_" else "_" for c in letter.to[0])
        path = self.folder / f"{moment:%Y%m%d-%H%M%S}-{recipient[:80]}-{mark}.eml"
        unfinished = path.with_suffix(".part")
        unfinished.write_bytes(message.as_bytes())
        unfinished.rename(path)
