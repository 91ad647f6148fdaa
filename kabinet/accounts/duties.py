"""What a person of the operator is entitled to: every page of the office asks for one duty."""

from enum import StrEnum


class Duty(StrEnum):
    """A part of the office; nobody gets data that their work does not need."""

    APPLICATIONS = "applications"
    APPEALS = "appeals"
    LEADING = "leading"
    """Assignment, all queues, statistics, templates: the head's."""
    ADMINISTRATION = "administration"
    """People, topics, kinds of documents, the operator's details; no applicant's data."""
