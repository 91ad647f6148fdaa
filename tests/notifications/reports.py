"""Reports of mail servers about undelivered letters (RFC 3464), as Postfix and Exim write them."""

POSTFIX = """\
From: MAILER-DAEMON@mx.example.ru (Mail Delivery System)
Subject: Undelivered Mail Returned to Sender
To: bounces@example.ru
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="5f3a/mx"

--5f3a/mx
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

This is the mail system at host mx.example.ru.

--5f3a/mx
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.ru
X-Postfix-Queue-ID: 5F3A9C01
Arrival-Date: Mon, 30 Nov 2026 12:00:00 +0300 (MSK)

Final-Recipient: rfc822; anna@example.ru
Original-Recipient: rfc822;anna@example.ru
Action: {action}
Status: {status}
Remote-MTA: dns; mail.example.ru
Diagnostic-Code: smtp; {said}

--5f3a/mx
Content-Description: Undelivered Message
Content-Type: message/rfc822

From: =?utf-8?b?0K3Qu9C10LrRgtGA0L7RgdC10YLQuA==?= <support@example.ru>
To: anna@example.ru
Message-ID: <{letter}@example.ru>
Subject: =?utf-8?b?0JfQsNGP0LLQutCw?=

text
--5f3a/mx--
"""
EXIM = POSTFIX.replace(
    "Content-Type: message/rfc822\n", "Content-Type: text/rfc822-headers; charset=utf-8\n"
).replace("Message-ID:", "Message-Id:")


def report(
    letter, *, action="failed", status="5.1.1", said="550 5.1.1 <anna@example.ru> no such user", text=POSTFIX
):
    """The bytes of a report about a letter."""
    return text.format(letter=letter, action=action, status=status, said=said).encode()
