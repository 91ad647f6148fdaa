"""Conversations of an applicant with the operator: threads, messages, drafts. They know no application."""
