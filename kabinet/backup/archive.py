"""The archive of a backup: a tar file, encrypted or not, that is whole only with the manifest at its end.

Members: the database, `files/…` under their storage names, secrets when asked for, SHA256SUMS over all of
these (`sha256sum -c` reads it), and manifest.json with the sum of SHA256SUMS.
"""

import hashlib
import io
import json
import os
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any, Self, cast

from kabinet.backup.encryption import Opening, Sealing, is_sealed
from kabinet.backup.errors import ArchiveDamaged, BackupRefused

SUMS, MANIFEST = "SHA256SUMS", "manifest.json"
FILES, SECRETS = "files/", "secrets/"
PARTIAL = ".partial"
_FORMAT = 1
_LARGEST_MANIFEST = 50 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says of itself; `faults` are the files that the portal itself did not have whole."""

    version: str
    database: str
    server: int
    dump: str
    made_at: str
    migrations: list[str]
    counts: dict[str, int]
    files: int
    faults: list[str] = field(default_factory=list)
    sums: str = ""
    format: int = _FORMAT

    @property
    def told(self) -> str:
        """The numbers in words."""
        rows = sum(self.counts.values())
        return f"таблиц {len(self.counts)}, строк {rows}, файлов {self.files}"

    @classmethod
    def read(cls, text: bytes) -> Self:
        """Read it from an archive. Raises ArchiveDamaged."""
        try:
            told = json.loads(text)
            if told["format"] != _FORMAT:
                raise BackupRefused("Копия сделана более новой версией портала: восстановите её той же.")
            return cls(**told)
        except (ValueError, KeyError, TypeError):
            raise ArchiveDamaged("её опись не читается") from None


class Writing:
    """An archive that is being written, member by member."""

    def __init__(self, target: IO[bytes]) -> None:
        self._tar = tarfile.open(fileobj=target, mode="w|", format=tarfile.PAX_FORMAT)  # noqa: SIM115 - closed by `end`
        self._sums = cast("IO[bytes]", TemporaryFile())  # noqa: SIM115 - the same

    def add(self, name: str, stream: IO[bytes], size: int) -> str:
        """Add a member and give its SHA-256."""
        hashed = Hashed(stream)
        self._tar.addfile(_member(name, size), hashed)
        self._sums.write(f"{hashed.sha256}  {name}\n".encode())
        return hashed.sha256

    def add_path(self, name: str, path: Path) -> str:
        """Add a file and give its SHA-256."""
        with path.open("rb") as stream:
            return self.add(name, stream, os.fstat(stream.fileno()).st_size)

    def end(self, manifest: Manifest) -> None:
        """Write the sums and the manifest: only now the archive is whole."""
        size = self._sums.tell()
        self._sums.seek(0)
        sums = Hashed(self._sums)
        self._tar.addfile(_member(SUMS, size), sums)
        told = {**asdict(manifest), "sums": sums.sha256}
        text = json.dumps(told, ensure_ascii=False, indent=1).encode()
        self._tar.addfile(_member(MANIFEST, len(text)), io.BytesIO(text))
        self._tar.close()
        self._sums.close()


class Hashed(io.RawIOBase):
    """A stream that is hashed while it is read."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream, self._digest = stream, hashlib.sha256()

    def readable(self) -> bool:
        """It is read, not written."""
        return True

    def readinto(self, buffer: Any, /) -> int:
        """Read and hash."""
        data = self._stream.read(len(buffer))
        self._digest.update(data)
        buffer[: len(data)] = data
        return len(data)

    @property
    def sha256(self) -> str:
        """Of what has been read."""
        return self._digest.hexdigest()


@contextmanager
def written(path: Path, passphrase: str) -> Iterator[Writing]:
    """Write an archive under another name and, once it is whole and on the disk, give it its own."""
    partial = path.with_name(path.name + PARTIAL)
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as target:
            sealing = Sealing(target, passphrase) if passphrase else None
            yield Writing(cast("IO[bytes]", sealing) if sealing else target)
            if sealing:
                sealing.finish()
            target.flush()
            os.fsync(target.fileno())
        partial.rename(path)
    except BaseException:
        with suppress(OSError):
            partial.unlink()
        raise
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


@contextmanager
def members(path: Path, passphrase: str) -> Iterator[Iterator[tuple[str, IO[bytes]]]]:
    """The members of an archive in their order. Raises BackupRefused, at whatever member it is met."""
    try:
        source = path.open("rb")
    except OSError as fault:
        raise BackupRefused(f"Копия {path} не читается: {fault.strerror}.") from fault
    try:
        with source:
            sealed = is_sealed(source)
            if sealed and not passphrase:
                raise BackupRefused(
                    "Копия зашифрована: назовите файл с ключом — KABINET_BACKUP_KEY_FILE или --key-file."
                )
            stream = io.BufferedReader(Opening(source, passphrase)) if sealed else source
            with tarfile.open(fileobj=stream, mode="r|") as tar:
                yield _read(tar)
    except (tarfile.TarError, EOFError):
        raise ArchiveDamaged("она обрезана, испорчена или это не копия портала") from None


def _read(tar: tarfile.TarFile) -> Iterator[tuple[str, IO[bytes]]]:
    for member in tar:
        stream = tar.extractfile(member) if member.isreg() else None
        if stream is None:
            raise ArchiveDamaged(f"в ней есть лишнее — «{member.name}»")
        yield member.name, stream


def prove(path: Path, passphrase: str) -> Manifest:
    """Read an archive through and compare all of it with its sums; nothing is written anywhere.

    Raises ArchiveDamaged, which names the first member that is not what was written.
    """
    with members(path, passphrase) as found, TemporaryFile() as sums:
        for name, stream in found:
            if name == SUMS:
                listed = _compared(sums, stream)
                return _manifest(found, listed)
            sums.write(f"{_sum_of(stream)}  {name}\n".encode())
    raise ArchiveDamaged("она обрезана: в ней нет описи")


def _compared(sums: IO[bytes], stream: IO[bytes]) -> str:
    """The SHA-256 of the list of sums, whose every line is that of the member which was read."""
    sums.seek(0)
    listed = Hashed(stream)
    for line in io.BufferedReader(listed):
        if sums.readline() != line:
            raise ArchiveDamaged(f"испорчено «{line[66:].decode(errors='replace').strip()}»")
    if sums.readline():
        raise ArchiveDamaged("в ней есть лишнее")
    return listed.sha256


def _manifest(found: Iterator[tuple[str, IO[bytes]]], listed: str) -> Manifest:
    name, stream = next(found, ("", io.BytesIO()))
    if name != MANIFEST:
        raise ArchiveDamaged("она обрезана: в ней нет описи")
    manifest = Manifest.read(stream.read(_LARGEST_MANIFEST))
    if manifest.sums != listed:
        raise ArchiveDamaged("её опись испорчена")
    return manifest


def _sum_of(stream: IO[bytes]) -> str:
    return hashlib.file_digest(cast("Any", stream), "sha256").hexdigest()


def _member(name: str, size: int) -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.size, member.mode = size, 0o600
    return member
