"""At the end: what was acknowledged, found in the database and on the disk, each exactly once."""

import hashlib
from collections import Counter, defaultdict

from django.core.files.storage import default_storage
from django.db import connection
from django.utils import timezone

from kabinet.applications.models import Application, Attachment, StateChange
from kabinet.applications.rules.states import State
from kabinet.billing.models import BookedDocument, Payment
from kabinet.correspondence.models import Message
from kabinet.jobs.models import Job
from kabinet.notifications.models import Fate, Letter
from kabinet.signatures.models import Signature
from kabinet.signatures.services import recheck_signature


def losses(ledger, taken):
    """Sentences on what is missing or there twice; `taken` counts the letters of the mail server."""
    yield from _saves(ledger)
    yield from _files(ledger)
    yield from _submissions(ledger)
    yield from _signatures(ledger)
    yield from _messages(ledger)
    yield from _payments(ledger)
    yield from _letters(taken)
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA integrity_check")
            if (said := cursor.fetchall()) != [("ok",)]:
                yield f"SQLite: {said}"


def _saves(ledger):
    """A draft holds what was saved last, or what was tried after that."""
    allowed = {}
    for attempt in ledger.of("save"):
        before = set() if attempt.done else allowed.get(attempt.about, set())
        allowed[attempt.about] = before | {attempt.what}
    held = dict(Application.objects.filter(pk__in=list(allowed)).values_list("pk", "answers__object_name"))
    for draft, values in allowed.items():
        if (name := {str(pk): name for pk, name in held.items()}.get(draft)) not in values:
            yield f"draft {draft} holds {name!r}, not one of {sorted(values)}"


def _files(ledger):
    found = defaultdict(list)
    for attached in Attachment.objects.select_related("file").iterator(chunk_size=500):
        found[attached.file.name].append(attached.file)
    for attempt in ledger.of("file"):
        name, sha256 = attempt.what.split()
        files = found.get(name, [])
        if len(files) > 1 or (attempt.done and len(files) != 1):
            yield f"file {name} of {attempt.about} is there {len(files)} times"
        for file in files:
            with default_storage.open(file.storage_name) as stream:
                if hashlib.file_digest(stream, "sha256").hexdigest() != sha256 or file.sha256 != sha256:
                    yield f"file {name} holds other bytes"


def _submissions(ledger):
    tried = {attempt.about: attempt.done for attempt in ledger.of("submission")}
    numbers = Counter(Application.objects.exclude(state=State.DRAFT).values_list("number", flat=True))
    yield from (f"number {number} is there {n} times" for number, n in numbers.items() if n > 1)
    changes = StateChange.every.filter(from_state=State.DRAFT, to_state=State.SUBMITTED)
    entered = Counter(map(str, changes.values_list("application_id", flat=True)))
    letters = Counter(Letter.objects.filter(kind="application_submitted").values_list("about", flat=True))
    for application in Application.objects.filter(pk__in=list(tried)):
        times = entered[str(application.pk)]
        if times != (application.state != State.DRAFT) or (tried[str(application.pk)] and times != 1):
            yield f"{application.number} was submitted {times} times"
        if (notices := letters[application.subject]) != times:
            yield f"{application.number}: {notices} letters on {times} submissions"


def _signatures(ledger):
    """One signature under each application that was signed, over the very bytes that are stored."""
    signed = [attempt for attempt in ledger.of("submission") if attempt.what == "signed"]
    found = defaultdict(list)
    for one in Signature.objects.select_related("document__printed_form").iterator(chunk_size=500):
        found[str(one.document.printed_form.application_id)].append(one)
    for attempt in signed:
        signatures = found.pop(attempt.about, [])
        if len(signatures) > 1 or (attempt.done and len(signatures) != 1):
            yield f"{attempt.about} bears {len(signatures)} signatures"
        for one in signatures:
            if reason := recheck_signature(signature=one, by=None, at=timezone.now()).reason:
                yield f"the signature of {attempt.about} is not good: {reason}"
    yield from (f"{about} was signed by nobody" for about in found)


def _messages(ledger):
    found = Counter(Message.objects.values_list("text", flat=True))
    for kind in ("message", "comment"):
        for attempt in ledger.of(kind):
            times = found[attempt.what]
            if times > 1 or (attempt.done and times != 1):
                yield f"{kind} «{attempt.what}» is there {times} times"
    comments = Message.objects.filter(text__startswith="Ответ ").count()
    if (letters := Letter.objects.filter(kind="application_commented").count()) != comments:
        yield f"{letters} letters on {comments} comments"


def _payments(ledger):
    booked = defaultdict(list)
    for payment in Payment.objects.select_related("invoice"):
        booked[payment.invoice.number if payment.invoice else payment.purpose].append(payment)
    for attempt in ledger.of("statement"):
        for number in attempt.about.split():
            times = len(booked.get(number, []))
            if times > 1 or (attempt.done and times != 1):
                yield f"the payment of {number} is booked {times} times{_fate_of(number)}"
    for number, payments in booked.items():
        if payments[0].invoice and payments[0].invoice.application.state == State.AWAITING_PAYMENT:
            yield f"{number} is paid and concluded nothing"


def _fate_of(number):
    """What the statements say of an invoice's payment, to be read by whoever looks for the cause."""
    documents = BookedDocument.objects.filter(payment__purpose__endswith=number)
    told = documents.values_list("statement_id", "place", "outcome", "why", "payment__invoice__number")
    return "".join(f"; {one}" for one in told)


def _letters(taken):
    for job in Job.objects.exclude(status="SUCCESSFUL").exclude(status="READY"):
        yield f"work {job.task} is {job.status}: {job.error[-200:]}"
    for letter in Letter.objects.filter(state__in=(Fate.WAITING, Fate.SENDING, Fate.GIVEN_UP)):
        yield f"letter {letter.kind} to {letter.recipient} is {letter.state}: {letter.reason}"
    sent = {str(pk) for pk in Letter.objects.filter(state=Fate.SENT).values_list("pk", flat=True)}
    arrived = {identity.strip("<>").partition("@")[0]: times for identity, times in taken.items()}
    yield from (f"letter {pk} is sent and never arrived" for pk in sent - set(arrived))
    yield from (f"letter {pk} arrived {times} times" for pk, times in arrived.items() if times > 1)


def doubtful_letters():
    """How many letters the portal itself tells as «неизвестно, ушло ли»: none of them is sent twice."""
    return Letter.objects.filter(state=Fate.UNKNOWN).count()
