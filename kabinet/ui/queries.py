"""In development each page tells how many statements it took (`make dev`)."""

import logging
from collections.abc import Callable
from typing import Any

from django.db import connection
from django.http import HttpRequest
from django.http.response import HttpResponseBase

logger = logging.getLogger(__name__)


def count_queries(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Say it in the header X-Queries and in the log."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        asked = 0

        def count(execute: Callable[..., Any], *statement: Any) -> Any:
            nonlocal asked
            asked += 1
            return execute(*statement)

        with connection.execute_wrapper(count):
            response = get_response(request)
        response["X-Queries"] = str(asked)
        logger.info("%s %s: %s queries", request.method, request.path, asked)
        return response

    return middleware
