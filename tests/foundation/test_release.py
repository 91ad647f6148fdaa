"""What `make release` refuses and makes; its wheel is a whole portal in an empty folder."""

import gzip
import hashlib
import json
import os
import re
import subprocess
import sys
import sysconfig
import urllib.request
from pathlib import Path
from zipfile import ZipFile

import pytest

from config.place import version
from kabinet.guides.texts import FILES
from scripts.release import build, missing_in, refusal_of, version_of, write_checksums
from tests.conftest import ROOT
from tests.foundation.test_start import free_port
from tests.waiting import LONGEST_SECONDS, wait_until


@pytest.fixture(scope="module")
def dist(tmp_path_factory):
    folder = tmp_path_factory.mktemp("release") / "dist"
    build(ROOT, folder)
    return folder


@pytest.fixture
def repository(tmp_path):
    """A function that records a repository with this heading in its changelog."""

    def record(heading):
        (tmp_path / "pyproject.toml").write_text('[project]\nname = "kabinet"\nversion = "1.2.3"\n')
        (tmp_path / "CHANGELOG.md").write_text(
            f"# Changelog\n\n{heading}\n\n- Something.\n", encoding="utf-8"
        )
        leave({})
        git("init", "-q")
        git("add", ".")
        git("commit", "-q", "-m", "A state")
        return tmp_path

    def leave(migrations):
        folder = tmp_path / "tests" / "releases"
        folder.mkdir(parents=True, exist_ok=True)
        data = json.dumps({"migrations": migrations}).encode()
        (folder / "1.2.3.json.gz").write_bytes(gzip.compress(data))

    def git(*arguments):
        who = ["-c", "user.name=Somebody", "-c", "user.email=somebody@example.ru"]
        subprocess.run(["git", *who, *arguments], cwd=tmp_path, check=True)

    record.git = git
    return record


def test_release_of_a_version_with_its_heading_is_not_refused(repository):
    assert refusal_of(repository("## 1.2.3 — 2026-10-01"), "1.2.3") == ""


def test_dirty_tree_is_refused_with_what_makes_it_so(repository):
    root = repository("## 1.2.3 — 2026-10-01")
    (root / "left").touch()
    assert refusal_of(root, "1.2.3").startswith("В рабочей папке есть незаписанные изменения")
    assert "?? left" in refusal_of(root, "1.2.3")


@pytest.mark.parametrize("heading", ["## Unreleased (1.2.3)", "## 1.2.3", "## 1.2.30 — 2026-10-01"])
def test_version_without_its_dated_heading_is_refused(repository, heading):
    root = repository(heading)
    assert refusal_of(root, version_of(root)).startswith(
        "В CHANGELOG.md нет заголовка «## 1.2.3 — ГГГГ-ММ-ДД»"
    )


def test_version_that_was_released_is_refused_and_may_be_built_again_where_it_was_tagged(repository):
    root = repository("## 1.2.3 — 2026-10-01")
    repository.git("tag", "v1.2.3")
    assert refusal_of(root, "1.2.3") == ""
    repository.git("commit", "-q", "--allow-empty", "-m", "Later")
    assert refusal_of(root, "1.2.3").startswith("Версия 1.2.3 уже выпущена")


@pytest.mark.parametrize("made", [False, True], ids=["never made", "made before a migration"])
def test_version_without_the_data_that_the_next_one_is_tried_on_is_refused(repository, made):
    root = repository("## 1.2.3 — 2026-10-01")
    if made:
        (root / "kabinet" / "jobs" / "migrations").mkdir(parents=True)
        (root / "kabinet" / "jobs" / "migrations" / "0001_initial.py").write_text("# A migration.")
    else:
        (root / "tests" / "releases" / "1.2.3.json.gz").unlink()
    repository.git("add", ".")
    repository.git("commit", "-q", "-m", "Changed")
    assert refusal_of(root, "1.2.3").startswith("В tests/releases нет данных выпуска 1.2.3")


def test_checksums_are_those_of_the_files(tmp_path):
    (tmp_path / "b").write_bytes(b"2")
    (tmp_path / "a").write_bytes(b"1")
    write_checksums(tmp_path)
    one, two = (hashlib.sha256(byte).hexdigest() for byte in (b"1", b"2"))
    assert write_checksums(tmp_path) == f"{one}  a\n{two}  b\n" == (tmp_path / "SHA256SUMS").read_text()


@pytest.fixture
def kabinet(dist, tmp_path):
    """A function that starts the command `kabinet` of the wheel, installed, in an otherwise empty folder."""
    command = install(next(dist.glob("*.whl")), tmp_path / "venv")
    home = tmp_path / "home"
    home.mkdir()
    (home / "config.py").write_text("raise RuntimeError('a file of the operator, not a module of ours')")
    others = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("KABINET_") and name not in {"DJANGO_SETTINGS_MODULE", "PYTHONPATH"}
    }

    def start(*arguments, output=subprocess.PIPE):
        return subprocess.Popen(
            [command, *arguments], cwd=home, env=others, stdout=output, stderr=subprocess.STDOUT, text=True
        )

    start.home = home
    return start


def install(wheel, folder):
    """Install only the wheel, into an environment that sees the packages of this one; the console command."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True)
    paths = {"base": str(folder), "platbase": str(folder)}
    ours = dict.fromkeys(sysconfig.get_path(kind) for kind in ("purelib", "platlib"))
    seen = Path(sysconfig.get_path("purelib", "venv", paths)) / "packages_of_this_environment.pth"
    seen.write_text("\n".join(ours))
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", folder / "bin" / "python"]
    subprocess.run([*pip, "install", "-q", "--no-deps", "--no-index", str(wheel)], check=True)
    return str(folder / "bin" / "kabinet")


def test_every_file_of_the_packages_is_in_the_wheel_and_all_have_the_version(dist):
    wheel = dist / f"kabinet-{version()}-py3-none-any.whl"
    assert sorted(dist.iterdir()) == [wheel, dist / f"kabinet-{version()}.tar.gz"]
    assert version() == version_of(ROOT)
    assert missing_in(wheel, ROOT) == set()
    assert {f"kabinet/guides/text/{name}" for name in FILES.values()} <= set(ZipFile(wheel).namelist())


def test_portal_of_the_wheel_works_from_an_empty_folder(kabinet):
    def said_by(*arguments):
        process = kabinet(*arguments)
        said, _ = process.communicate(timeout=LONGEST_SECONDS)
        assert process.returncode == 0, said
        return said

    assert said_by("--version") == f"{version()}\n"
    assert not (kabinet.home / "var").exists()
    said_by("check")
    assert "Applying accounts.0001_initial... OK" in said_by("migrate")
    assert (kabinet.home / "var" / "kabinet.sqlite3").exists()

    port, output = free_port(), kabinet.home / "output"
    (kabinet.home / ".env").write_text(f"KABINET_PORT={port}\n")
    with output.open("w") as file:
        portal = kabinet("run", output=file)

    def get(path):
        return urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=LONGEST_SECONDS)

    try:
        wait_until(lambda: "Портал работает" in output.read_text("utf-8") or portal.poll() is not None)
        with get("/login/") as page:
            style = re.search(r'<link rel="stylesheet" href="([^"]+)"', page.read().decode())[1]
        with get(style) as answer:
            assert (answer.status, answer.headers.get_content_type()) == (200, "text/css")
    finally:
        portal.terminate()
        stopped_with = portal.wait(LONGEST_SECONDS)
        print(output.read_text("utf-8"))  # pytest shows it when a test fails
    assert stopped_with == 0
    assert "Фоновый работник остановился" not in output.read_text("utf-8")


def test_wrong_settings_are_told_in_words(kabinet):
    (kabinet.home / ".env").write_text("KABINET_ACCENT=blue\n")
    for command in ("run", "migrate", "check"):
        process = kabinet(command)
        said, _ = process.communicate(timeout=LONGEST_SECONDS)
        assert (process.returncode, said) == (1, "KABINET_ACCENT: цвет пишется как #0b5cad.\n")
