"""A letter like those of the portal."""

from datetime import UTC, datetime

from kabinet.notifications.services import send_letter


def send_sample(*, recipient="anna@example.ru", number="4896ТП", name="Анна"):
    return send_letter(
        kind="sample",
        recipient=recipient,
        context={"number": number, "name": name},
        at=datetime(2026, 12, 1, 12, 0, tzinfo=UTC),
    )
