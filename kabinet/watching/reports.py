"""Reports of errors to a server that speaks Sentry's protocol, when KABINET_SENTRY_DSN names one.

An event is built anew of what names nobody: where in the code, which exception, which kind of page. Texts of
exceptions, addresses with their strings, forms, cookies and variables stay here.
"""

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

if TYPE_CHECKING:
    from sentry_sdk.types import Event, Hint

_KEPT = (
    *("event_id", "timestamp", "level", "platform", "logger", "release", "environment"),
    *("server_name", "sdk", "transaction"),
)
_OF_A_FRAME = ("filename", "abs_path", "module", "function", "lineno", "context_line", "in_app")


def start_reporting() -> None:
    """Send every error that a page meets or a log tells from now on; nothing without the setting."""
    if not settings.SENTRY_DSN:
        return
    import sentry_sdk  # noqa: PLC0415 - not loaded where nothing is reported
    from sentry_sdk.integrations.django import DjangoIntegration  # noqa: PLC0415 - the same
    from sentry_sdk.integrations.logging import ignore_logger  # noqa: PLC0415 - the same
    from sentry_sdk.utils import BadDsn  # noqa: PLC0415 - the same

    try:
        sentry_sdk.init(
            dsn=settings.SENTRY_DSN,
            release=f"kabinet@{settings.VERSION}",
            environment="production" if settings.PRODUCTION else "development",
            integrations=[DjangoIntegration(middleware_spans=False, signals_spans=False)],
            auto_enabling_integrations=False,
            auto_session_tracking=False,
            send_client_reports=False,
            send_default_pii=False,
            max_request_body_size="never",
            include_local_variables=False,
            max_breadcrumbs=0,
            before_send=scrubbed,
            _experiments={"transport_compression_level": 9},  # gzip: not every receiver unpacks Brotli
        )
        ignore_logger("django.security.DisallowedHost")  # strangers, not faults
    except BadDsn:
        raise ImproperlyConfigured(
            "KABINET_SENTRY_DSN: адрес пишется как https://ключ@sentry.example.ru/1."
        ) from None


def report_number() -> str:
    """The number of the report about the error at hand; "" when none is sent."""
    if not settings.SENTRY_DSN:
        return ""
    import sentry_sdk  # noqa: PLC0415 - loaded already

    return sentry_sdk.last_event_id() or ""


def scrubbed(event: "Event", _hint: "Hint") -> "Event":
    """The event of what names nobody, and nothing else."""
    told: dict[str, Any] = {key: event[key] for key in _KEPT if key in event}  # type: ignore[literal-required]
    if message := (event.get("logentry") or {}).get("message"):
        told["logentry"] = {"message": message}  # as it stands in the code: what was put into it stays out
    if method := (event.get("request") or {}).get("method"):
        told["request"] = {"method": method}
    values = (event.get("exception") or {}).get("values") or []
    if values:
        told["exception"] = {"values": [_exception(one) for one in values]}
    return told  # type: ignore[return-value]


def _exception(value: dict[str, Any]) -> dict[str, Any]:
    frames = (value.get("stacktrace") or {}).get("frames") or []
    kept = [{key: frame[key] for key in _OF_A_FRAME if key in frame} for frame in frames]
    return {"type": value.get("type"), "module": value.get("module"), "stacktrace": {"frames": kept}}
