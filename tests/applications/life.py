"""Applications brought to a state by the portal's own acts, for tests."""

from datetime import timedelta

from django.db import transaction

from kabinet.applications.course.recording import record_fact
from kabinet.applications.course.transitions import lock, move, perform
from kabinet.applications.papers.placed import NewDocument, place_documents
from kabinet.applications.rules.placed_kinds import PlacedKind
from kabinet.applications.rules.states import Action
from kabinet.applications.rules.table import transition
from kabinet.cases.sides import Side
from kabinet.core.channels import Channel
from tests.applications.builders import NOW, make_applicant, make_file, make_specialist, make_submitted, token

OFFER = (PlacedKind.CONDITIONS, PlacedKind.CONTRACT, PlacedKind.INVOICE, PlacedKind.INSTRUCTION)
BIG = {"requested_power": "900"}
"""General order: above 670 kW."""
HIGH_VOLTAGE = {"voltage": "10"}
"""Section X with a check of the technical conditions."""


def days(count):
    return NOW + timedelta(days=count)


@transaction.atomic
def conclude_by_payment(*, application, by, at, on=None):
    """As a payment that covers the first instalment does, without the invoice and the money."""
    locked = lock(application)
    row = transition(Action.CONCLUDE, locked.state, Side.SYSTEM, locked.course)
    move(locked, row, by=by, at=at, on=on)
    return locked


class Case:
    """One application with its specialist; every act goes by the domain's functions."""

    def __init__(self, kind="ФЛ", *, applicant=None, specialist=None, at=NOW, **chosen):
        self.specialist = specialist or make_specialist()
        self.application = make_submitted(applicant or make_applicant(kind), at=at, **chosen)
        self.owner = self.application.owner

    @classmethod
    def of(cls, application, specialist):
        """A case that was submitted by its owner's own hand."""
        case = cls.__new__(cls)
        case.application, case.owner, case.specialist = application, application.owner, specialist
        return case

    def office(self, action, **how):
        return self._act(action, self.specialist, **how)

    def applicant(self, action, **how):
        return self._act(action, self.owner, **how)

    def _act(self, action, by, *, comment="", at=NOW, files=(), on=None):
        self.application = perform(
            application=self.application,
            action=action,
            by=by,
            at=at,
            comment=comment,
            files=files,
            on=on,
            token=token(),
        )
        return self.application

    def outside(self, action, *, channel=Channel.POST, at=NOW, on=None, comment="", files=()):
        """What the applicant did outside the cabinet, entered for them by the specialist."""
        self.application = perform(
            application=self.application, action=action, by=self.specialist, at=at, comment=comment,
            files=files, on=on, channel=channel, token=token(),
        )  # fmt: skip
        return self.application

    def record(self, record, *, by=None, channel=Channel.CABINET, at=NOW, on=None, text="", files=()):
        """Write down a fact; by the specialist unless said."""
        return record_fact(
            application=self.application, record=record, on=on, text=text, files=files, channel=channel,
            by=by or self.specialist, at=at, token=token(),
        )  # fmt: skip

    def place(self, *kinds, at=NOW):
        """Place a document of each kind; a newer one replaces the present."""
        current = {document.kind: document for document in self.application.placed.current()}
        documents = [
            NewDocument(kind, make_file(self.specialist, f"{kind}.pdf"), current.get(kind)) for kind in kinds
        ]
        return place_documents(application=self.application, documents=documents, by=self.specialist, at=at)

    def accept(self, *, at=NOW):
        self.office("accept", at=at)
        return self

    def offer(self, *, at=NOW):
        self.accept(at=at)
        self.place(*OFFER, at=at)
        self.office("offer", at=at)
        return self

    def contract(self, *, at=NOW):
        self.offer(at=at)
        if self.application.course.simplified:
            self.application = conclude_by_payment(application=self.application, by=None, at=at)
        else:
            self.office("conclude", at=at)
        return self

    def finish_works(self, *, at=NOW):
        """Until the documents on the connection are placed."""
        self.contract(at=at)
        self.office("start_works", at=at)
        if self.application.course.checked:
            self.applicant("notify", comment="Условия выполнены", at=at)
            self.place(PlacedKind.ACT, PlacedKind.ADMISSION_ACT, at=at)
        else:
            self.place(PlacedKind.NOTICE, PlacedKind.ADMISSION_ACT, at=at)
        self.office("place", at=at)
        return self
