"""Encoded values as they came. Whatever is hashed, compared, verified or kept is the original bytes.

asn1crypto encodes anew when it is asked for the bytes of a value whose header ends in 0x80: it takes a
length of 128 for an indefinite one. What it makes need not be what was signed; what it cannot read it cannot
make at all.
"""

from asn1crypto import parser

UNREADABLE = (
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    AttributeError,
    OverflowError,
    RecursionError,
    NotImplementedError,
)
"""What asn1crypto raises, sooner or later, on bytes that are not what they claim to be."""

_PADDING = b"\r\n\t \0\x1a"
"""What editors and mail programs leave after the end of a file."""


class Exact:
    """A value that was read: `dump` gives the bytes it was read from, never others."""

    _header: bytes
    _trailer: bytes
    contents: bytes

    def dump(self, force: bool = False) -> bytes:  # noqa: ARG002, FBT001, FBT002 - the library's signature
        """The value with its header, as it came."""
        return self._header + self.contents + self._trailer


def elements(contents: bytes, most: int) -> list[bytes]:
    """The values that follow one another in `contents`, each with its header, whatever their tags.

    ValueError when they are more than `most` or cut short.
    """
    found: list[bytes] = []
    while contents:
        if len(found) == most:
            raise ValueError(f"more than {most} values")
        size = parser.peek(contents)
        found.append(contents[:size])
        contents = contents[size:]
    return found


def contents_of(value: bytes) -> bytes:
    """What stands inside one encoded value. ValueError when it is cut short."""
    return bytes(parser.parse(value)[4])


def trimmed(data: bytes) -> bytes:
    """The first encoded value without the padding that stands after it; other bytes after it stay.

    ValueError when it is cut short.
    """
    size = parser.peek(data)
    return data if data[size:].strip(_PADDING) else data[:size]
