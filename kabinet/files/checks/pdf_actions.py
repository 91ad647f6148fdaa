"""What a PDF does of itself: scripts, programs to start, forms to send, files attached."""

import io
import re
from collections.abc import Callable, Iterator
from typing import IO, Any

from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, StreamObject

from kabinet.files.limits import Format
from kabinet.files.names import clean_name
from kabinet.files.refusals import Unfit, acts, with_attachment

_ACTING = {"/JavaScript", "/Launch", "/SubmitForm", "/ImportData"}
_SCRIPTS = {"/JS", "/OnInstantiate"}
_FETCHING = {"/URI", "/GoToR", "/GoToE"}
"""Harmless when pressed by a person; of itself it tells another's address that the file is open."""
_ELSEWHERE = {"/GoToR", "/GoToE", "/Thread"}
"""Opening another file: in a folder of the network it gives the password's hash away (NTLM)."""
_UNC = re.compile(r"(?:file:)?(?:[\\/]{2}[^\\/]|[\\/]{4})", re.IGNORECASE)
_MOST_FOLLOWING = 100
_XFA_SCRIPT = re.compile(rb"<(?:\w+:)?(?:script|submit)\b")


def _name(text: str) -> bytes:
    """Give a pattern for a name of PDF, any letter of which may be written as # and two digits."""
    return b"".join(b"(?:%c|#(?i:%02x))" % (letter, letter) for letter in text.encode())


_SIGNS = re.compile(
    b"/(?:"
    + b"|".join(
        [
            *map(
                _name,
                (
                    *("JavaScript", "Launch", "SubmitForm", "ImportData", "RichMedia", "EmbeddedFile", "XFA"),
                    *("GoToR", "GoToE", "Thread", "OnInstantiate"),
                ),
            ),
            _name("EF") + rb"\s*(?:<<|\d)",
            _name("AA") + rb"\s*(?:<<|\d)",
        ]
    )
    + b")"
)


def check_actions(reader: PdfReader, content: bytes, inspect: Callable[[IO[bytes], str], Format]) -> None:
    """Raise Unfit for a PDF that acts when opened or carries a file that would not be taken by itself.

    The words that such things are written with are looked for first: few files have them, and only those are
    looked through object by object.
    """
    opening = reader.root_object.get("/OpenAction")
    if opening is not None and _acts_of_itself(opening.get_object()):
        raise acts("PDF")
    if not any(_SIGNS.search(text) for text in _texts(reader, content)):
        return
    for item in _dictionaries(reader):
        if _is_active(item):
            raise acts("PDF")
        if "/EF" in item:
            _check_attachment(item, inspect)


def _texts(reader: PdfReader, content: bytes) -> Iterator[bytes]:
    """Everything that objects are written in: the file itself and the streams that objects are packed in."""
    yield content
    for number in sorted({stream for stream, _ in reader.xref_objStm.values()}):
        packed = _object(reader, number, 0)
        if isinstance(packed, StreamObject):
            yield packed.get_data()


def _dictionaries(reader: PdfReader) -> Iterator[DictionaryObject]:
    """Every dictionary of the file, wherever it stands."""
    places = [(number, generation) for generation, known in reader.xref.items() for number in known]
    places += [(number, 0) for number in reader.xref_objStm]
    for number, generation in places:
        waiting: list[Any] = [_object(reader, number, generation)]
        while waiting:
            item = waiting.pop()
            if isinstance(item, DictionaryObject):
                yield item
                waiting.extend(item.values())
            elif isinstance(item, ArrayObject):
                waiting.extend(item)


def _object(reader: PdfReader, number: int, generation: int) -> Any:
    """Read one object; None for one that is damaged, which no program can act upon either."""
    try:
        return reader.get_object(IndirectObject(number, generation, reader))
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - whatever the parser stumbles over
        return None


def _is_active(item: DictionaryObject) -> bool:
    if _value(item, "/S") in _ACTING or item.keys() & _SCRIPTS or _value(item, "/Subtype") == "/RichMedia":
        return True
    if _value(item, "/S") in _ELSEWHERE and any(_UNC.match(place) for place in _places(item)):
        return True
    if "/XFA" in item and any(_XFA_SCRIPT.search(part) for part in _xfa(item)):
        return True
    events = _value(item, "/AA")
    return isinstance(events, DictionaryObject) and any(
        _acts_of_itself(event.get_object()) for event in events.values()
    )


def _acts_of_itself(action: Any) -> bool:
    """Whether an action, or one of those that follow it, goes to another machine."""
    waiting, seen = [action], 0
    while waiting and seen < _MOST_FOLLOWING:
        seen += 1
        one = waiting.pop()
        if isinstance(one, ArrayObject):
            waiting.extend(part.get_object() for part in one)
        elif isinstance(one, DictionaryObject):
            if _value(one, "/S") in _ACTING | _FETCHING:
                return True
            waiting.append(_value(one, "/Next"))
    return False


def _places(action: DictionaryObject) -> Iterator[str]:
    """The names of the file that an action opens."""
    file = _value(action, "/F")
    if isinstance(file, DictionaryObject):
        yield from (str(_value(file, key)) for key in ("/F", "/UF", "/DOS", "/Unix") if key in file)
    elif file is not None:
        yield str(file)


def _xfa(item: DictionaryObject) -> Iterator[bytes]:
    """The parts of a form in XML: one stream, or names and streams by turns."""
    value = _value(item, "/XFA")
    for part in value if isinstance(value, ArrayObject) else [value]:
        found = part.get_object()
        if isinstance(found, StreamObject):
            yield found.get_data()


def _check_attachment(item: DictionaryObject, inspect: Callable[[IO[bytes], str], Format]) -> None:
    name = clean_name(str(_value(item, "/UF") or _value(item, "/F") or ""))
    files = _value(item, "/EF")
    for found in files.values() if isinstance(files, DictionaryObject) else ():
        attached = found.get_object()
        if not isinstance(attached, StreamObject):
            continue
        try:
            inspect(io.BytesIO(attached.get_data()), name)
        except Unfit as fault:
            raise with_attachment("PDF", name) from fault


def _value(item: DictionaryObject, key: str) -> Any:
    value = item.get(key)
    return None if value is None else value.get_object()
