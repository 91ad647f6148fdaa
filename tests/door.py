"""The door of the live server: a test ends only when the server has answered everything it was asked.

A browser asks more than a test sees (autosave, presence, a page being left). A request that is still at work
while the database is emptied for the next test meets a deadlock there or leaves rows behind.
"""

from contextlib import contextmanager
from threading import Condition

from django.core.servers.basehttp import ThreadedWSGIServer

from tests.waiting import LONGEST_SECONDS


class Door:
    """Counts who is inside; while it is shut, nobody enters."""

    def __init__(self):
        self._changed = Condition()
        self._open = False
        self._inside = []

    @contextmanager
    def opened(self):
        """Let requests in for a while; then shut, and wait for the last one to leave."""
        with self._changed:
            self._open = True
        try:
            yield
        finally:
            with self._changed:
                self._open = False
                left = self._changed.wait_for(lambda: not self._inside, timeout=LONGEST_SECONDS)
                assert left, f"the server still answers {self._inside}"

    def enter(self, who):
        """Say whether `who` may come in."""
        with self._changed:
            if self._open:
                self._inside.append(who)
            return self._open

    def leave(self, who):
        with self._changed:
            self._inside.remove(who)
            self._changed.notify_all()


DOOR = Door()


class Guarded:
    """The portal behind the door; late requests of a browser that has gone get nothing."""

    def __init__(self, application):
        self.application = application

    def __call__(self, environ, start_response):
        who = f"{environ['REQUEST_METHOD']} {environ['PATH_INFO']}"
        if not DOOR.enter(who):
            start_response("503 Service Unavailable", [("Content-Length", "0")])
            return []
        try:
            answer = self.application(environ, start_response)
        except BaseException:
            DOOR.leave(who)
            raise
        return Answer(answer, who)


class Answer:
    """An answer that leaves by the door once it has been sent and closed."""

    def __init__(self, answer, who):
        self.answer = answer
        self.who = who

    def __iter__(self):
        return iter(self.answer)

    def close(self):
        try:
            if hasattr(self.answer, "close"):
                self.answer.close()
        finally:
            DOOR.leave(self.who)


class DoorServer(ThreadedWSGIServer):
    """Django's server for tests, with the door before the portal."""

    def set_app(self, application):
        super().set_app(Guarded(application))
