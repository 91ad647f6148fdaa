"""THE table of whose data each address of the office shows; opening it is recorded (152-ФЗ, ст. 19, ч. 2).

An address that is missing here does not open: nobody reads anything without a trace.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from kabinet.core import journal
from kabinet.core.models import JournalEntry

RECORD_EVERY = timedelta(minutes=15)
"""The same person at the same page of the same case within this time is no new reading."""
_LONGEST_QUERY = 300


class Shows(NamedTuple):
    """The act by which the opening is recorded, and what the address's `pk` is of; "" for a list.

    `whole`: whatever else the address names is a part of what that act shows, no reading of its own.
    """

    act: str
    of: str = ""
    whole: bool = False


_APPLICATION, _APPEAL = "application", "appeal"
SHOWS: Mapping[str, Shows | None] = {
    "office_queue": Shows("queue_read"),
    "office_search": Shows("cases_searched"),
    "office_intake": Shows("applicants_searched"),
    "office_intake_applicant": None,  # what is typed there, until it is entered
    "office_intake_details": Shows("applicant_read", "user"),
    "office_intake_receive": Shows("applicant_read", "user"),
    "office_intake_code": Shows("applicant_read", "user"),
    "office_intake_receipt": Shows("application_draft_read", _APPLICATION),
    "office_intake_step": Shows("application_draft_read", _APPLICATION),
    "office_intake_upload": Shows("application_draft_read", _APPLICATION),
    "office_intake_remove": Shows("application_draft_read", _APPLICATION),
    "office_intake_file": Shows("application_file_opened", _APPLICATION),
    "office_intake_preview": Shows("application_file_opened", _APPLICATION),
    "office_export": None,  # records itself, with the number of rows
    "office_application": Shows("application_opened", _APPLICATION),
    "office_identity": Shows("identity_read", _APPLICATION),
    "office_corrections": Shows("application_answers_read", _APPLICATION),
    "office_events": Shows("application_events_read", _APPLICATION),
    "office_event": Shows("application_events_read", _APPLICATION),
    "office_entry": Shows("application_events_read", _APPLICATION),
    "office_documents": Shows("application_documents_read", _APPLICATION),
    "office_archive": Shows("application_archive_taken", _APPLICATION),
    "office_file": Shows("application_file_opened", _APPLICATION),
    # On a thumbnail no text can be read: it is a line of the page that lists the file.
    "office_thumbnail": Shows("application_opened", _APPLICATION, whole=True),
    "office_appeal_thumbnail": Shows("appeal_opened", _APPEAL, whole=True),
    "office_intake_thumbnail": Shows("application_draft_read", _APPLICATION, whole=True),
    "office_preview": Shows("application_file_opened", _APPLICATION),
    "office_invoice": Shows("invoice_read", _APPLICATION),
    "office_invoice_pdf": Shows("application_file_opened", _APPLICATION),
    "office_signatures": Shows("signatures_read", _APPLICATION),
    "office_sign_placed": Shows("signatures_read", _APPLICATION),
    "office_signature_authority": Shows("signatures_read", _APPLICATION),
    "office_signature_check": Shows("signatures_read", _APPLICATION),
    "office_signature_cms": Shows("application_file_opened", _APPLICATION),
    "office_signature_copy": Shows("application_file_opened", _APPLICATION),
    "office_signature_protocol": Shows("application_file_opened", _APPLICATION),
    "office_bulk": Shows("queue_read"),
    "office_take": Shows("application_opened", _APPLICATION),
    "office_give": Shows("application_opened", _APPLICATION),
    "office_note": Shows("application_opened", _APPLICATION),
    "office_presence": None,  # names of colleagues only
    "office_appeals": Shows("appeals_read"),
    "office_appeal": Shows("appeal_opened", _APPEAL),
    "office_appeal_archive": Shows("appeal_archive_taken", _APPEAL),
    "office_appeal_assign": Shows("appeal_opened", _APPEAL),
    "office_appeal_presence": None,  # names of colleagues only
    "office_appeal_events": Shows("appeal_events_read", _APPEAL),
    "office_appeal_event": Shows("appeal_events_read", _APPEAL),
    "office_appeal_entry": Shows("appeal_events_read", _APPEAL),
    "office_appeal_intake": Shows("applicants_searched"),
    "office_appeal_applicant": None,  # what is typed there, until it is entered
    "office_appeal_details": Shows("applicant_read", "user"),
    "office_appeal_receive": Shows("applicant_read", "user"),
    "office_appeal_code": Shows("applicant_read", "user"),
    "office_appeal_file": Shows("appeal_file_opened", _APPEAL),
    "office_payments": Shows("payments_read"),
    "office_payments_set_aside": Shows("payments_read"),
    "office_debts": Shows("payments_read"),
    "office_payments_match": None,  # matching records itself
    "office_register": Shows("payments_read"),
    "office_register_file": None,  # written down as «payments_exported», with what was chosen
    "office_statement": Shows("payments_read"),
    "office_loaded_statement": Shows("statement_read", "statement"),
    "office_statement_file": Shows("statement_read", "statement"),
    "office_unread_document": Shows("payments_read"),
    "office_payment": Shows("payment_read", "payment"),
    "office_state": None,  # how the portal itself stands, naming nobody
    "office_jobs": None,  # kinds of work and reasons, naming nobody
    "office_journal": None,  # hidden e-mails and names of colleagues
    "office_people": Shows("people_read"),
    "office_person": Shows("person_read", "user"),
    "office_person_cases": None,  # numbers, and names of colleagues
    "office_person_invite": None,
    "office_withdrawals": Shows("withdrawals_read"),
    "office_withdrawal": Shows("withdrawal_read", "withdrawal"),
    "office_destruction_act": None,  # names nobody
    "office_withdrawal_intake": Shows("applicants_searched"),
    "office_withdrawal_receive": Shows("applicant_read", "user"),
    "office_withdrawal_file": Shows("withdrawal_read", "withdrawal"),
    "office_letters": Shows("letters_read"),
    "office_letter": Shows("letter_read", "letter"),
    "office_letter_copy": Shows("letter_read", "letter"),
    "office_absence": None,  # names and days of colleagues
    "office_absences": None,  # the same
    "office_calendar": None,
    "office_document_kind": None,
    "office_document_kind_new": None,
    "office_document_kinds": None,
    "office_operator": None,
    "office_outage": None,
    "office_outage_new": None,
    "office_outages": None,
    "office_passport": None,
    "office_passport_file": None,
    "office_passport_new": None,
    "office_passports": None,
    "office_readings": Shows("readings_read"),
    "office_statistics": None,  # numbers, and names of colleagues
    "office_statistics_file": None,  # the same
    "office_surveys": Shows("surveys_read"),
    "office_template": None,
    "office_template_new": None,
    "office_templates": None,
    "office_supplier": None,
    "office_supplier_new": None,
    "office_suppliers": None,
    "office_topic": None,
    "office_topic_new": None,
    "office_topics": None,
}
"""By the name of the address; None shows the data of nobody from outside."""


def record_reading(
    name: str,
    kwargs: Mapping[str, Any],
    query: str,
    *,
    by: UUID,
    at: datetime,
    address: str | None,
    details: Mapping[str, str],
) -> None:
    """Record that the person was shown an address of the office, once in RECORD_EVERY.

    `kwargs` and `query` are the address's own, `details` what the view tells besides. KeyError when the
    address is not in SHOWS.
    """
    shows = SHOWS[name]
    if shows is None:
        return
    subject = f"{shows.of}:{kwargs['pk']}" if shows.of else "lists"
    told = {key: str(value) for key, value in kwargs.items() if key != "pk" and not shows.whole}
    if query:
        told["query"] = query[:_LONGEST_QUERY]
    recent = JournalEntry.objects.filter(actor=by, act=shows.act, subject=subject, at__gt=at - RECORD_EVERY)
    if any(told.items() <= entry.details.items() for entry in recent):
        return
    journal.record(act=shows.act, subject=subject, by=by, at=at, address=address, details={**told, **details})
