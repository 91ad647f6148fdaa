"""What a task may tell the worker."""


class JobError(Exception):
    """A failure that a task tells of itself: the administrator reads its text, Russian and naming nobody."""


class HopelessError(JobError):
    """Raised by a task that another attempt cannot help: the job fails at once."""


class PartlyDoneError(JobError):
    """Most of the work is done, some of it raised; another attempt does what is left."""

    def __init__(self, done: int, keys: list[str]) -> None:
        named = ", ".join(keys[:3]) + (" и другие" if len(keys) > 3 else "")
        super().__init__(f"Не удалось: {len(keys)} ({named}). Остальное сделано.")
        self.done = done
