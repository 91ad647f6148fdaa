"""Every setting of Kabinet, read from the environment (KABINET_*, see .env.example)."""

import re
from dataclasses import dataclass
from email.headerregistry import Address
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

from config.embedding import embed_sites
from config.keys import former_keys, journal_keys, secret_key
from config.mail import mailer
from config.maps import map_of_settings
from config.payee import payee, unpaid_annul_after
from config.place import CODE, HOME, version
from config.places import served_of_settings
from config.policy import CONTENT_SECURITY_POLICY
from config.register import register_of_settings
from config.terms import reminded_before, retention
from kabinet.law.errors import Malformed
from kabinet.law.requisites import clean_inn_company

BASE_DIR, VERSION = HOME, version()
env = environ.Env()
ENV_FILE = Path(env.str("KABINET_ENV_FILE", str(BASE_DIR / ".env")))
environ.Env.read_env(str(ENV_FILE))

# --- Where it runs ---------------------------------------------------------------------------

PRODUCTION: bool = env.str("KABINET_ENV", "development") == "production"
DEBUG: bool = not PRODUCTION and env.bool("KABINET_DEBUG", False)
DATA_DIR: Path = (BASE_DIR / env.str("KABINET_DATA_DIR", "var")).resolve()
DATA_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)  # personal data lies there
PORT: int = env.int("KABINET_PORT", 8000)
SITE_URL: str = env.str("KABINET_SITE_URL", "" if PRODUCTION else f"http://127.0.0.1:{PORT}").rstrip("/")
if not SITE_URL:
    raise ImproperlyConfigured(
        "Не задан KABINET_SITE_URL: нужен адрес портала для ссылок писем, например https://lk.example.ru."
    )
ALLOWED_HOSTS: list[str] = env.list(
    "KABINET_ALLOWED_HOSTS",
    default=[urlsplit(SITE_URL).hostname] if PRODUCTION else ["127.0.0.1", "localhost", "[::1]"],
)
SECRET_KEY = secret_key(env.str("KABINET_SECRET_KEY", ""), DATA_DIR, production=PRODUCTION)
SECRET_KEY_FALLBACKS = former_keys(env.list("KABINET_SECRET_KEY_FORMER", default=[]), production=PRODUCTION)

# --- The grid operator -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Operator:
    """Who runs the portal: shown in the header, the footer, letters and consents.

    `phone`, `email`, `hours` are of the portal's support; `hotline` is the free line about the supply of
    electricity, which answers at any hour (186, п. 27, 32). `inn`: whose certificates sign what it places.
    """

    name: str
    full_name: str
    address: str
    phone: str
    email: str
    hours: str
    accent: str
    hotline: str = ""
    hotline_hours: str = ""
    inn: str = ""


def _operator_inn() -> str:
    value = env.str("KABINET_OPERATOR_INN", "")
    try:
        return clean_inn_company(value) if value else ""
    except Malformed as refusal:
        raise ImproperlyConfigured(f"KABINET_OPERATOR_INN. {refusal}") from None


OPERATOR = Operator(
    name=env.str("KABINET_OPERATOR_NAME", "Электросети"),
    full_name=env.str("KABINET_OPERATOR_FULL_NAME", "ООО «Электросети»"),
    address=env.str("KABINET_OPERATOR_ADDRESS", "101000, г. Москва, ул. Примерная, д. 1"),
    phone=env.str("KABINET_OPERATOR_PHONE", "8 800 000-00-00"),
    email=env.str("KABINET_OPERATOR_EMAIL", "support@example.ru"),
    hours=env.str("KABINET_OPERATOR_HOURS", "по рабочим дням с 8:00 до 20:00"),
    accent=env.str("KABINET_ACCENT", "#0b5cad"),
    hotline=env.str("KABINET_OPERATOR_HOTLINE", ""),
    hotline_hours=env.str("KABINET_OPERATOR_HOTLINE_HOURS", "круглосуточно"),
    inn=_operator_inn(),
)
if not re.fullmatch(r"#[0-9a-fA-F]{6}", OPERATOR.accent):
    raise ImproperlyConfigured("KABINET_ACCENT: цвет пишется как #0b5cad.")

PAYEE = payee(env, name=OPERATOR.full_name, examples=not PRODUCTION)
UNPAID_ANNUL_AFTER = unpaid_annul_after(env)
MAP = map_of_settings(env, production=PRODUCTION)
SERVED = served_of_settings(env)
REGISTER_URL, REGISTER_TOKEN = register_of_settings(env)

# --- Applications, middleware ----------------------------------------------------------------

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "captcha",
    "django_htmx",
    "kabinet.core",
    "kabinet.jobs",
    "kabinet.notifications",
    "kabinet.accounts",
    "kabinet.kept",
    "kabinet.files",
    "kabinet.applicants",
    "kabinet.published",
    "kabinet.meters",
    "kabinet.backup",
    "kabinet.correspondence",
    "kabinet.signatures",
    "kabinet.watching",
    "kabinet.applications",
    "kabinet.appeals",
    "kabinet.billing",
    "kabinet.surveys",
    "kabinet.privacy",
    "kabinet.ui",
    "kabinet.cabinet",
    "kabinet.office",
    "kabinet.guides",
]
MIDDLEWARE = [
    "kabinet.watching.probes.probes",
    "kabinet.accounts.middleware.journal_address",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "kabinet.ui.maps.only_for_maps",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "kabinet.ui.packing.PackedPages",
    "kabinet.ui.tied_pages.tied_pages",
    "kabinet.ui.middleware.mistakes_in_title",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "kabinet.accounts.middleware.limit_sessions",
    "kabinet.accounts.middleware.cache_control",
    "django.contrib.messages.middleware.MessageMiddleware",
    "kabinet.cabinet.middleware.first_page_instead",
    "kabinet.kept.middleware.KeptForms",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "kabinet.ui.middleware.only_by_button",
    "kabinet.files.middleware.FilesOfRequests",
]
if DEBUG:
    MIDDLEWARE.insert(0, "kabinet.ui.queries.count_queries")
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [CODE / "kabinet" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["kabinet.kept.templatetags.form_marks"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "kabinet.ui.context.portal",
                "kabinet.cabinet.marks.unread",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
# Whether all subdomains speak HTTPS only is the operator's to know, and to say.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]

# --- Database --------------------------------------------------------------------------------

DATABASES: dict[str, dict[str, Any]] = {
    "default": env.db_url("KABINET_DATABASE_URL", default=f"sqlite:///{DATA_DIR / 'kabinet.sqlite3'}")
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # WAL: readers never wait for the writer; IMMEDIATE: two writers queue instead of failing; FULL: what was
    # answered outlives a power cut.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
            "PRAGMA cache_size=-20000;"
        ),
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 600
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DATABASE_WAIT: int = env.int("KABINET_DATABASE_WAIT", 300)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Accounts --------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["kabinet.accounts.backend.AccountBackend"]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "login"
PASSWORD_HASHERS = ["kabinet.accounts.hashers.Argon2id"]
SESSION_ENGINE = "kabinet.accounts.sessions"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
# What bears this prefix a browser takes by HTTPS alone, from this very host and for no other.
COOKIE_PREFIX = "__Host-" if PRODUCTION else ""
SESSION_COOKIE_NAME = f"{COOKIE_PREFIX}kabinet_session"
CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}kabinet_csrf"
MESSAGE_STORAGE = "kabinet.ui.flashed.Flashed"
CSRF_FAILURE_VIEW = "kabinet.cabinet.views.errors.csrf_failure"

# --- Security --------------------------------------------------------------------------------

SECURE_CSP = CONTENT_SECURITY_POLICY
X_FRAME_OPTIONS = "DENY"
EMBED_SITES = embed_sites(env)
SECURE_REFERRER_POLICY = "same-origin"
if PRODUCTION:
    CSRF_TRUSTED_ORIGINS = [SITE_URL]
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    SECURE_SSL_REDIRECT = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365
    SECURE_HSTS_INCLUDE_SUBDOMAINS = env.bool("KABINET_HSTS_SUBDOMAINS", False)

# --- Language, time --------------------------------------------------------------------------

LANGUAGE_CODE = "ru"
LANGUAGES = [("ru", "Русский")]
USE_I18N = True
USE_TZ = True
TIME_ZONE: str = env.str("KABINET_TIME_ZONE", "Europe/Moscow")
FORMAT_MODULE_PATH = ["kabinet.ui.formats"]

# --- Static files, uploads -------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
WHITENOISE_ALLOW_ALL_ORIGINS = False
STATICFILES_DIRS = [CODE / "kabinet" / "static"]
STORAGES: dict[str, dict[str, Any]] = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(DATA_DIR / "files"), "base_url": None},
    },
    "staticfiles": {"BACKEND": "kabinet.ui.static_storage.SqueezedStaticFiles"},
}
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_HANDLERS = ["kabinet.files.uploads.LimitedUploads"]
CLAMD: str = env.str("KABINET_CLAMD", "")
if CLAMD and not re.fullmatch(r"/.+|tcp://[^/\s]+:\d+", CLAMD):
    raise ImproperlyConfigured(
        "KABINET_CLAMD: сокет clamd, например /run/clamav/clamd.ctl или tcp://127.0.0.1:3310."
    )
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FILES = 50

# --- Electronic signatures --------------------------------------------------------------------

TRUST_DIR: Path = (BASE_DIR / env.str("KABINET_TRUST_DIR", str(DATA_DIR / "trust"))).resolve()
SIGNATURE_REVOCATION: str = env.str(
    "KABINET_SIGNATURE_REVOCATION", "required" if PRODUCTION else "if_available"
)
if SIGNATURE_REVOCATION not in {"off", "if_available", "required"}:
    raise ImproperlyConfigured("KABINET_SIGNATURE_REVOCATION: off, if_available или required.")
SIGNATURE_QUALIFIED: bool = env.bool("KABINET_SIGNATURE_QUALIFIED", True)
SIGNATURE_BARE_CMS: bool = env.bool("KABINET_SIGNATURE_BARE_CMS", False)
SIGNATURE_FOREIGN: bool = env.bool("KABINET_SIGNATURE_FOREIGN", False)
# What п. 8 of the Rules demands; off in development, so that the portal can be tried without certificates.
SIGNATURE_OPERATOR: bool = env.bool("KABINET_SIGNATURE_OPERATOR", PRODUCTION)
SIGNATURE_BUSINESS: bool = env.bool("KABINET_SIGNATURE_BUSINESS", PRODUCTION)
SIMPLE_SIGNATURE_UNVERIFIED: bool = env.bool("KABINET_SIMPLE_SIGNATURE_UNVERIFIED", True)
CADESPLUGIN_URL: str = env.str("KABINET_CADESPLUGIN_URL", "")
SIGNATURE_EXTERNAL: str = env.str("KABINET_SIGNATURE_EXTERNAL", "")

# --- Letters, background work ----------------------------------------------------------------

EMAIL_URL: str = env.str("KABINET_EMAIL_URL", f"file://{DATA_DIR / 'mail'}")
MAILERS = {"default": mailer(EMAIL_URL)}
DEFAULT_FROM_EMAIL: str = env.str(
    "KABINET_EMAIL_FROM", str(Address(display_name=OPERATOR.name, addr_spec=OPERATOR.email))
)
# Where mail servers send what they cannot deliver; empty: to the sender.
EMAIL_BOUNCES: str = env.str("KABINET_EMAIL_BOUNCES", "")

# --- Backups ----------------------------------------------------------------------------------

BACKUP_DIR: Path | None = BASE_DIR / path if (path := env.str("KABINET_BACKUP_DIR", "")) else None
BACKUP_KEY_FILE: Path | None = BASE_DIR / path if (path := env.str("KABINET_BACKUP_KEY_FILE", "")) else None
BACKUP_KEEP: dict[str, int] = {
    "days": env.int("KABINET_BACKUP_DAYS", 7),
    "weeks": env.int("KABINET_BACKUP_WEEKS", 4),
}
if min(BACKUP_KEEP.values()) < 0:
    raise ImproperlyConfigured("KABINET_BACKUP_DAYS и KABINET_BACKUP_WEEKS: числа от 0.")
# What `backup --with-secrets` takes besides the data.
SECRET_FILES: list[Path] = [ENV_FILE, DATA_DIR / "secret_key", DATA_DIR / "journal_key"]

# --- What is removed by itself ------------------------------------------------------------------

RETENTION = retention(env)

# --- The work of every day ----------------------------------------------------------------------

REMINDED_BEFORE = reminded_before(env)
# Its name, the hour in TIME_ZONE, the task. Workers start it (kabinet.jobs.schedule).
DAILY_WORK: list[tuple[str, int, str]] = [
    ("drafts", 4, "kabinet.applications.daily.purge_drafts"),
    ("kept_forms", 4, "kabinet.kept.daily.purge_kept"),
    ("unconfirmed", 4, "kabinet.applicants.daily.purge_unconfirmed"),
    ("sessions", 4, "kabinet.accounts.daily.clear_sessions"),
    ("privacy", 4, "kabinet.privacy.daily.destroy_data"),
    ("files", 5, "kabinet.files.daily.sweep_files"),
    ("stored_files", 5, "kabinet.files.daily.verify_files"),
    ("signatures", 5, "kabinet.signatures.daily.recheck_signatures"),
    ("cases", 5, "kabinet.applications.daily.check_cases"),
    ("figures", 5, "kabinet.office.figures.recount.count_figures"),
    ("journal", 5, "kabinet.office.journal.tasks.check_journal"),
    ("terms", 6, "kabinet.applications.daily.mind_terms"),
    ("clarifications", 6, "kabinet.appeals.daily.remind_of_clarifications"),
    ("instalments", 6, "kabinet.billing.daily.remind_of_payments"),
    ("powers", 6, "kabinet.applicants.daily.remind_of_powers"),
    ("digests", 7, "kabinet.accounts.daily.send_digests"),
]
# What workers do all the time, besides: quick, repeatable, by several at once; true when there is more of it.
CONSTANT_WORK = ["kabinet.core.sealing.seals.keep_sealed"]
if BACKUP_DIR:
    DAILY_WORK.insert(0, ("backup", 3, "kabinet.backup.daily.make_nightly"))
# What is done every so often: its name, after how many minutes again, the task.
REGULAR_WORK: list[tuple[str, int, str]] = [("watch", 10, "kabinet.watching.regular.look")]
# Every queue has its own thread of the worker: what is slow in one holds nothing in another.
QUEUES = ["default", "letters"]
TASKS = {"default": {"BACKEND": "kabinet.jobs.backend.DatabaseBackend", "QUEUES": QUEUES}}

# --- Watching ---------------------------------------------------------------------------------

ALERT_EMAIL: list[str] = env.list("KABINET_ALERT_EMAIL", default=[])
SENTRY_DSN: str = env.str("KABINET_SENTRY_DSN", "")

# --- The journal -----------------------------------------------------------------------------

JOURNAL_KEYS = journal_keys(env.str("KABINET_JOURNAL_KEY", ""), DATA_DIR, production=PRODUCTION)
JOURNAL_ANCHOR: Path = (
    BASE_DIR / env.str("KABINET_JOURNAL_ANCHOR", str(DATA_DIR / "journal_anchors"))
).resolve()
JOURNAL_AUDITOR: str = env.str("KABINET_JOURNAL_AUDITOR", "")
JOURNAL_SYSLOG: str = env.str("KABINET_JOURNAL_SYSLOG", "")

# The offset of the time: lines of several machines are put side by side.
_LINE = {"format": "{asctime} {levelname} {name} {message}", "style": "{", "datefmt": "%Y-%m-%dT%H:%M:%S%z"}
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": _LINE},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {"fido2": {"level": "WARNING"}},  # it tells of every key that signs in
}
if JOURNAL_SYSLOG:
    if not re.fullmatch(r"/.+|[\w.-]+:[0-9]{1,5}", JOURNAL_SYSLOG):
        raise ImproperlyConfigured("KABINET_JOURNAL_SYSLOG: /dev/log или имя:порт, например 10.0.0.5:514.")
    _host, _, _port = JOURNAL_SYSLOG.rpartition(":")
    LOGGING["handlers"]["syslog"] = {
        "class": "logging.handlers.SysLogHandler",
        "address": (_host, int(_port)) if _host else JOURNAL_SYSLOG,
        "formatter": "line",
    }
    LOGGING["loggers"]["kabinet.journal.head"] = {"handlers": ["syslog"], "level": "INFO"}
