"""What a task may tell the worker."""


class HopelessError(Exception):
    """Raised by a task that another attempt cannot help: the job fails at once."""
