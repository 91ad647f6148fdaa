"""The project's own settings, away from the developer's .env, letters and files."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

os.environ["KABINET_ENV_FILE"] = os.devnull
os.environ.setdefault("KABINET_ENV", "development")
if "KABINET_DATA_DIR" not in os.environ:
    _folder = tempfile.mkdtemp(prefix="kabinet-tests-")
    os.environ["KABINET_DATA_DIR"] = _folder
    atexit.register(shutil.rmtree, _folder, ignore_errors=True)
# Processes that test side by side share the folder, not the database: each has anchors of its own.
os.environ["KABINET_JOURNAL_ANCHOR"] = str(
    Path(os.environ["KABINET_DATA_DIR"]).resolve() / f"anchors-{os.getpid()}"
)

from config.settings import *  # noqa: F403
from config.settings import DATA_DIR, DATABASES, MIDDLEWARE, STORAGES

# live_server answers from its own threads, each with its own connection: the database has to be a file.
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["TEST"] = {"NAME": str(Path(DATA_DIR) / "test.sqlite3")}
    # What a test leaves on the disk outlives nothing; a disk that is busy would only make every test wait.
    options = DATABASES["default"]["OPTIONS"]
    options["init_command"] = options["init_command"].replace("synchronous=FULL", "synchronous=OFF")
DATABASES["default"]["CONN_MAX_AGE"] = 0

PASSWORD_HASHERS = ["tests.hashing.CheapArgon2id"]

# What is drawn by lot from the key (the sound and the picture of a code) is the same in each run.
SECRET_KEY = "the-key-of-the-tests-opens-nothing-but-what-they-made"

# Nothing is collected before tests: static files are served from where they lie.
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
(Path(DATA_DIR) / "static").mkdir(exist_ok=True)

# Browsers are given pages with their spaces tied, as people are; the test client reads words as typed.
MIDDLEWARE[MIDDLEWARE.index("kabinet.ui.tied_pages.tied_pages")] = "tests.as_typed.tied_for_browsers"
