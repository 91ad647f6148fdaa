"""One sample examined as an upload is, and whether the answer is right, by other programs' opinion."""

import io
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import IO
from xml.parsers import expat

import openpyxl
import pypdfium2
from docx import Document
from PIL import Image

from kabinet.core.limited import Budget, OverBudget, run_limited
from kabinet.files import converting, inspection
from kabinet.files.examining import examine
from kabinet.files.limits import CONVERTED, FORMATS, HEIC
from kabinet.files.names import clean_name
from kabinet.files.recognition import read_head
from kabinet.files.refusals import FileRefused, Reason, Unfit
from tests.corpus.samples import ALLOWED, Sample

LONGEST = 1
"""Seconds; of the processor's time, as the machine may have other work."""


class Outcome(StrEnum):
    """What came of a sample."""

    TAKEN = "принят"
    REFUSED = "отказ верен"
    FALSE = "отказ неверен"
    PASSED = "принят зря"
    CRASHED = "сбой"


@dataclass(frozen=True, slots=True)
class Judged:
    """A sample and what came of it."""

    sample: Sample
    outcome: Outcome
    kind: str
    told: str = ""
    reason: Reason | None = None
    is_slow: bool = False


def judge(sample: Sample) -> Judged:
    """Examine a sample in its limited process."""
    name = clean_name(sample.name)
    kind = kind_of(name)
    begun = time.monotonic()
    try:
        taken = examine(io.BytesIO(sample.content), name, len(sample.content), person=threading.get_ident())
    except FileRefused as refusal:
        reason, told = refusal.reason, str(refusal)
        if isinstance(refusal.__cause__, Exception) and not isinstance(refusal.__cause__, Unfit | OverBudget):
            return Judged(sample, Outcome.CRASHED, kind, repr(refusal.__cause__), reason)
        outcome = Outcome.REFUSED if _is_right(sample, name, reason) else Outcome.FALSE
        return Judged(sample, outcome, kind, told, reason, is_slow=reason is Reason.COMPLEX)
    except Exception as fault:  # noqa: BLE001 - what a page would answer with 500
        return Judged(sample, Outcome.CRASHED, kind, repr(fault))
    is_slow = time.monotonic() - begun > LONGEST and _is_slow(sample.content, name)
    outcome = Outcome.PASSED if sample.wanted else Outcome.TAKEN
    return Judged(sample, outcome, taken.kind.name if kind == "прочее" else kind, is_slow=is_slow)


def kind_of(name: str) -> str:
    """The kind that a name promises."""
    extension = name.rpartition(".")[2].lower()
    return next((kind.name for kind in FORMATS + CONVERTED if extension in kind.extensions), "прочее")


def _is_right(sample: Sample, name: str, reason: Reason) -> bool:
    if sample.is_known:
        return reason is sample.wanted
    if reason in {Reason.COMPLEX, Reason.OURS}:
        return False
    if reason in {Reason.KIND, Reason.BROKEN, Reason.PROTECTED}:
        return name.rpartition(".")[2].lower() not in ALLOWED or not opens_elsewhere(sample.content, name)
    return True  # no other program says what is active or hidden: the run lists them


def opens_elsewhere(content: bytes, name: str) -> bool:
    """Whether another program opens the file as what its name promises."""
    kind = kind_of(name)
    opened = _OPENED_BY.get(kind)
    stream = io.BytesIO(content)
    try:
        if opened is not None:
            return opened(stream)
        with Image.open(stream, formats=(kind.upper(),)) as picture:
            picture.load()
            return getattr(picture, "n_frames", 1) == 1
    except Exception:  # noqa: BLE001 - whatever it stumbles over: it does not open
        return False


def _is_data(stream: io.BytesIO) -> bool:
    """Whether an XML is well-formed, and neither a page nor a picture."""
    roots: list[str] = []
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda name, _attributes: roots.append(name)
    parser.ParseFile(stream)
    return roots[0].rpartition(":")[2].lower() not in {"html", "svg"}


_OPENED_BY: dict[str, Callable[[io.BytesIO], bool]] = {
    "PDF": lambda stream: len(pypdfium2.PdfDocument(stream.getvalue())) > 0,
    "DOCX": lambda stream: Document(stream) is not None,
    "XLSX": lambda stream: openpyxl.load_workbook(stream) is not None,
    "XML": _is_data,
}
"""DOC and XLS nobody else opens here; what is left are pictures."""


def _is_slow(content: bytes, name: str) -> bool:
    """Whether the examination takes the processor too long, whatever else the machine does meanwhile."""
    budget = Budget(cpu_seconds=10, memory=768 * 1024**2, wall_seconds=120)
    return run_limited(seconds_of, name, source=content, budget=budget) > LONGEST


def seconds_of(stream: IO[bytes], name: str) -> float:
    """The processor's time that one examination takes; called in its process."""
    picture = converting.picture_of(read_head(stream))
    if picture is HEIC:
        import kabinet.files.heic  # noqa: F401 - reads HEIC from now on
    begun = time.process_time()
    if picture is None:
        inspection.inspect(stream, name)
    else:
        converting.to_jpeg(stream, picture)
    return time.process_time() - begun
