"""Where the samples come from: what installed packages bring, folders given, documents made in the run."""

import hashlib
import os
import shutil
import subprocess
import sysconfig
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kabinet.files.limits import CONVERTED, FORMATS, MAX_SIZE
from kabinet.files.refusals import Reason

ALLOWED = frozenset(extension for kind in FORMATS + CONVERTED for extension in kind.extensions)
OTHERS = frozenset({"odt", "ods", "odp", "pptx", "ppt", "rtf", "docm", "xlsm", "dotx", "gif", "svg", "zip"})
"""Kinds that people try, too: each is refused in words."""
OF_A_FOLDER = 2
"""Of the thousand icons that lie together the first ones tell as much."""
OFFICE_SECONDS = 180


@dataclass(frozen=True, slots=True)
class Sample:
    """A file under the name that it is uploaded with.

    `wanted` is the right refusal, or None for one that is to be taken; unless it was made here, nobody knows
    (`is_known` is false).
    """

    name: str
    content: bytes
    source: str
    wanted: Reason | None = None
    is_known: bool = False


def installed() -> Iterator[Sample]:
    """What the packages of Python and of the system bring."""
    for folder in (Path(sysconfig.get_path("purelib")), Path("/usr/share"), Path("/usr/lib")):
        yield from lying_in(folder, source="пакеты машины", of_a_folder=OF_A_FOLDER)


def lying_in(folder: Path, *, source: str, of_a_folder: int | None = None) -> Iterator[Sample]:
    """The documents and pictures below a folder, or the one file."""
    if folder.is_file():
        yield Sample(folder.name, folder.read_bytes(), source)
        return
    for place, folders, names in os.walk(folder):
        folders.sort()
        seen: Counter[str] = Counter()
        for name in sorted(names):
            extension = name.rpartition(".")[2].lower()
            path = Path(place) / name
            if extension not in ALLOWED | OTHERS or path.is_symlink() or not path.is_file():
                continue
            seen[extension] += 1
            is_one_more = of_a_folder is not None and seen[extension] > of_a_folder
            if not is_one_more and path.stat().st_size <= 2 * MAX_SIZE:  # what is larger is refused unread
                yield Sample(name, path.read_bytes(), source)


def once(samples: Iterator[Sample]) -> Iterator[Sample]:
    """The same bytes of the same kind once."""
    seen: set[tuple[str, bytes]] = set()
    for sample in samples:
        key = (sample.name.rpartition(".")[2].lower(), hashlib.sha256(sample.content).digest())
        if key not in seen:
            seen.add(key)
            yield sample


_OFFICE_WRITES = {
    "docx": (("pdf", None), ("docx", None), ("doc", None), ("odt", Reason.KIND), ("rtf", Reason.KIND)),
    "xlsx": (("pdf", None), ("xlsx", None), ("xls", None), ("ods", Reason.KIND)),
}
"""What LibreOffice makes of a text and a table, and how each is to be judged."""


def made_by_office(documents: list[Sample]) -> Iterator[Sample]:
    """What LibreOffice writes of these documents; nothing where it is not installed."""
    program = shutil.which("soffice")
    if program is None:
        return
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        for extension, results in _OFFICE_WRITES.items():
            sources = [one for one in documents if one.name.endswith(f".{extension}") and one.wanted is None]
            given = folder / extension
            given.mkdir()
            for one in sources:
                (given / one.name).write_bytes(one.content)
            for target, wanted in results:
                out = folder / f"{extension}-{target}"
                command = [program, f"-env:UserInstallation=file://{place}/profile", "--headless"]
                command += ["--convert-to", target, "--outdir", str(out)]
                command += [str(given / one.name) for one in sources]
                subprocess.run(command, check=True, timeout=OFFICE_SECONDS, capture_output=True)
                for path in sorted(out.iterdir()):
                    yield Sample(path.name, path.read_bytes(), "LibreOffice", wanted, is_known=True)
