"""In development each page tells how many statements it took, and a page lists the last ones (`make dev`)."""

import logging
from collections import Counter, deque
from collections.abc import Callable
from datetime import datetime
from typing import Any, NamedTuple

from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

logger = logging.getLogger(__name__)


class CountedAnswer(NamedTuple):
    """What one answer asked of the database. Texts of statements without their values."""

    at: datetime
    method: str
    address: str
    status: int
    statements: Counter[str]

    @property
    def number(self) -> int:
        """How many statements there were."""
        return self.statements.total()

    @property
    def repeated(self) -> list[tuple[str, int]]:
        """Statements asked more than once, the most often asked first: a list asks for each of its rows."""
        return [(text, times) for text, times in self.statements.most_common() if times > 1]


LAST: deque[CountedAnswer] = deque(maxlen=200)


def count_queries(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Say it in the header X-Queries, in the log and on the page of the last answers."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        asked: Counter[str] = Counter()

        def count(execute: Callable[..., Any], text: str, *more: Any) -> Any:
            asked[text] += 1
            return execute(text, *more)

        with connection.execute_wrapper(count):
            response = get_response(request)
        address = request.get_full_path()
        response["X-Queries"] = str(asked.total())
        logger.info("%s %s: %s queries", request.method, address, asked.total())
        method, status = request.method or "", response.status_code
        LAST.appendleft(CountedAnswer(timezone.now(), method, address, status, asked))
        return response

    return middleware


@login_not_required
def last_answers(request: HttpRequest) -> HttpResponse:
    """List the last answers, the newest first."""
    return render(request, "ui/queries.html", {"answers": list(LAST)})
