"""Makes a release of what is checked out: sdist, wheel, the proven versions of all packages, checksums.

`make release` calls it. Nothing is published or tagged here: what to do next is printed.
"""

import gzip
import hashlib
import json
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from zipfile import ZipFile

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("kabinet", "config")


def main() -> int:
    """Refuse, or fill dist/ and say what to tag; return the exit code."""
    version = version_of(ROOT)
    if refusal := refusal_of(ROOT, version):
        print(refusal, file=sys.stderr)
        return 1
    dist = ROOT / "dist"
    shutil.rmtree(dist, ignore_errors=True)
    build(ROOT, dist)
    if missing := missing_in(next(dist.glob("*.whl")), ROOT):
        print("В колесе нет файлов:", *sorted(missing), sep="\n  ", file=sys.stderr)
        return 1
    shutil.copy(ROOT / "requirements.txt", dist / f"kabinet-{version}-requirements.txt")
    print(f"Выпуск {version} лежит в dist/:")
    print(write_checksums(dist))
    print("Проверить: (cd dist && sha256sum -c SHA256SUMS)")
    print(f"Отметить:  git tag -a v{version} -m 'Kabinet {version}' && git push origin v{version}")
    return 0


def version_of(root: Path) -> str:
    """The version that pyproject.toml names."""
    return str(tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"])


def refusal_of(root: Path, version: str) -> str:
    """Why this cannot be released, and what to do about it; nothing when it can."""
    if dirty := _git(root, "status", "--porcelain"):
        return f"В рабочей папке есть незаписанные изменения: сначала git commit.\n{dirty.rstrip()}"
    changelog = (root / "CHANGELOG.md").read_text(encoding="utf-8")
    if not re.search(rf"^## {re.escape(version)} — \d{{4}}-\d\d-\d\d$", changelog, re.MULTILINE):
        return (
            f"В CHANGELOG.md нет заголовка «## {version} — ГГГГ-ММ-ДД». Если пора выпускать {version}, "
            "поставьте его под «## Unreleased», над тем, что сделано, и запишите (git commit); "
            "если выпускается другая версия, назовите её и в pyproject.toml."
        )
    if released := refusal_of_released(root, version):
        return released
    left = root / "tests" / "releases" / f"{version}.json.gz"
    told = json.loads(gzip.decompress(left.read_bytes())) if left.exists() else {}
    if told.get("migrations") != migrations_of(root):
        return (
            f"В tests/releases нет данных выпуска {version}, или миграции с тех пор другие: "
            "выполните make release-data и запишите (git commit)."
        )
    return ""


def refusal_of_released(root: Path, version: str) -> str:
    """Why nothing more is made of a version: it was tagged, and not where we are."""
    tag = _git(root, "tag", "--list", f"v{version}", "--no-contains", "HEAD").strip()
    if not tag:
        return ""
    return f"Версия {version} уже выпущена (метка {tag}): назовите следующую в pyproject.toml, CHANGELOG.md."


def migrations_of(root: Path) -> dict[str, str]:
    """The checksum of every migration of ours; one that a version was released with never changes."""
    files = sorted((root / "kabinet").glob("*/migrations/[0-9]*.py"))
    return {path.relative_to(root).as_posix(): _sha256(path) for path in files}


def build(root: Path, dist: Path) -> None:
    """Build sdist and wheel of a checkout; the same files give the same bytes."""
    subprocess.run([sys.executable, "-m", "hatchling", "build", "-d", str(dist)], cwd=root, check=True)


def missing_in(wheel: Path, root: Path) -> set[str]:
    """The files of our packages that a wheel has not: templates, styles, fonts, sounds, texts among them."""
    ours = (path for package in PACKAGES for path in (root / package).rglob("*") if path.is_file())
    with ZipFile(wheel) as archive:
        inside = set(archive.namelist())
    return {path.relative_to(root).as_posix() for path in ours if "__pycache__" not in path.parts} - inside


def write_checksums(dist: Path) -> str:
    """Write SHA256SUMS beside the files of a release, as `sha256sum -c` reads it; return its text."""
    sums = dist / "SHA256SUMS"
    files = sorted(path for path in dist.iterdir() if path != sums)
    text = "".join(f"{_sha256(path)}  {path.name}\n" for path in files)
    sums.write_text(text, encoding="utf-8")
    return text


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _git(root: Path, *arguments: str) -> str:
    return subprocess.run(["git", *arguments], cwd=root, capture_output=True, text=True, check=True).stdout


if __name__ == "__main__":
    sys.exit(main())
