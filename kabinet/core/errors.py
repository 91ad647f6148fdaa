"""Refusals of the domain."""


class DomainError(Exception):
    """A refusal with a Russian text for people; a subclass lives beside the function that raises it."""
