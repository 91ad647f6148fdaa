"""The parts of an OOXML package: their types, their relations, what they ask of others (ECMA-376, part 2)."""

import html
import io
import posixpath
import re
import zipfile
from dataclasses import dataclass
from typing import IO, Any
from xml.parsers import expat

from defusedxml import DefusedXmlException, ElementTree

from kabinet.files.refusals import broken

_PIECE = 256 * 1024
_REMOTE = re.compile(r"(?:[a-z][a-z0-9+.-]+:[\\/]|[\\/]{2}|mhtml:)", re.IGNORECASE)
_LOCAL = re.compile(r"file:[\\/]{1,3}(?:[a-z](?::|%3a|\|)|[^/\\]*$)", re.IGNORECASE)
_OFFICE = "документ Office (DOCX, XLSX)"
_FIELD_TEXT = re.compile(rb"(fldCharType=[\"']begin)|<(?:\w+:)?instrText\b[^>]*>([^<]*)<")
_SIMPLE_FIELD = re.compile(rb"<(?:\w+:)?fldSimple\b[^>]*?instr=[\"']([^\"'>]*)")
_DDE = re.compile(r"(?:^|\0)\s*DDE(?:AUTO)?\b", re.IGNORECASE)
_ASKING = {
    "/externallinks/": re.compile(rb"<(?:\w+:)?ddeLink\b"),
    "/querytables/": re.compile(rb"refreshOnLoad=[\"'](?:1|true)"),
    "/connections": re.compile(rb"refreshOnLoad=[\"'](?:1|true)"),
}
"""Where in a workbook something asks of itself, and by which sign; in a text it is the fields."""
_WITH_FIELDS = "/word/"


@dataclass(frozen=True, slots=True)
class PackagePart:
    """One part of a package, open for reading."""

    name: str
    content: IO[bytes]

    @property
    def is_relations(self) -> bool:
        """Whether it lists what another part refers to."""
        return self.name.lower().endswith(".rels")

    @property
    def is_xml(self) -> bool:
        """Whether it is XML by its name."""
        return self.name.lower().endswith(".xml")

    @property
    def is_control(self) -> bool:
        """Whether it describes a control of ActiveX."""
        return "/activex/" in self.name.lower() and self.is_xml

    @property
    def is_embedded(self) -> bool:
        """Whether it is a document or a package of another program."""
        return "/embeddings/" in self.name.lower()


_CLASS = re.compile(rb"classid=[\"']\{([0-9a-f-]{36})\}", re.IGNORECASE)
_PLAIN_CONTROL = re.compile(
    rb"8bd21d[1-6]0-ec42-11ce-9e0d-00aa006002f3|d7053240-ce69-11cd-a777-00dd01143c57"
    rb"|978c9e23-d4b0-11ce-bf2d-00aa003f40d0|4c599241-6926-101b-9992-00000b65c6f9"
    rb"|dfd181e0-5e2f-11ce-a449-00aa004a803d|79176fb0-b7f2-11ce-97ef-00aa006d2776"
    rb"|6e182020-f460-11ce-9bcd-00aa00608e01|46e31370-3f7a-11ce-bed6-00aa00611080"
    rb"|eae50eb0-4a62-11ce-bed6-00aa00611080|5512d1[0-2][0-9a-f]-5cc6-11cf-8d67-00aa00bdce1d",
    re.IGNORECASE,
)
"""Fields and buttons of Microsoft Forms 2.0, and those that come with text pasted from a web page."""


def has_strange_control(content: bytes) -> bool:
    """Whether a part that describes a control names a class other than plain fields and buttons.

    Raises Unfit for one that is not well-formed.
    """
    root_of(io.BytesIO(content))
    return any(not _PLAIN_CONTROL.fullmatch(one) for one in _CLASS.findall(content))


@dataclass(frozen=True, slots=True)
class Relation:
    """What a part refers to: the last word of its type, its target, whether that is outside."""

    kind: str
    target: str
    is_external: bool

    @property
    def fetches(self) -> bool:
        """Whether a program goes to another machine for it by itself; a link waits to be pressed."""
        if not self.is_external or self.kind == "hyperlink":
            return False
        target = self.target.strip()
        return _REMOTE.match(target) is not None and _LOCAL.match(target) is None


def types_of(contents: bytes) -> dict[str, str]:
    """Read [Content_Types].xml: the type of each part («/word/document.xml») and each extension («xml»)."""
    return {
        element.get("PartName", element.get("Extension", "")).lower(): element.get("ContentType", "")
        for element in _root(contents)
    }


def relations(content: bytes) -> list[Relation]:
    """Read a part of relations."""
    return [
        Relation(
            kind=element.get("Type", "").rpartition("/")[2],
            target=element.get("Target", ""),
            is_external=element.get("TargetMode", "").lower() == "external",
        )
        for element in _root(content)
    ]


def check_main(archive: zipfile.ZipFile, types: dict[str, str], wanted: str, root: str) -> None:
    """Raise Unfit unless the package leads to its document, as every office program looks for it.

    `wanted` is the type of the part, `root` the name of its outermost element.
    """
    names = {name.lower(): name for name in archive.namelist()}
    if "_rels/.rels" not in names:
        raise broken(_OFFICE)
    for relation in relations(archive.read(names["_rels/.rels"])):
        target = posixpath.normpath(f"/{relation.target}").replace("//", "/").lower()
        kind = types.get(target) or types.get(target.rpartition(".")[2])
        name = names.get(target.removeprefix("/"))
        if relation.kind == "officeDocument" and kind == wanted and name:
            with archive.open(name) as content:
                if root_of(content) == root:
                    return
    raise broken(_OFFICE)


def asks_programs(part: PackagePart) -> bool:
    """Read a part of XML to its end: whether it has data fetched, or another program started, on opening.

    Raises Unfit for one that is not well-formed, which office programs refuse to open.
    """
    place = f"/{part.name.lower()}"
    patterns = [pattern for folder, pattern in _ASKING.items() if folder in place]
    if not patterns and _WITH_FIELDS not in place:
        root_of(part.content)
        return False
    content = part.content.read()
    root_of(io.BytesIO(content))
    if content[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        content = content.decode("utf-16").encode()
    return any(pattern.search(content) for pattern in patterns) or _has_dde_field(content)


def _has_dde_field(content: bytes) -> bool:
    """Whether a field asks another program for data; the text of one field may be cut into many pieces."""
    complex_ = b"".join(b"\0" if begins else text for begins, text in _FIELD_TEXT.findall(content))
    simple = b"\0".join(_SIMPLE_FIELD.findall(content))
    return _DDE.search(html.unescape((complex_ + b"\0" + simple).decode("utf-8", "replace"))) is not None


def root_of(content: IO[bytes]) -> str:
    """Read XML to its end and give the name of its outermost element without prefix. Raises Unfit.

    Nothing is called for the millions of elements of a large sheet but the parser's own code.
    """
    found: list[str] = []
    parser = expat.ParserCreate()

    def begin(name: str, _attributes: object) -> None:
        found.append(name.rpartition(":")[2])
        parser.StartElementHandler = None

    parser.StartElementHandler = begin
    parser.StartDoctypeDeclHandler = _refuse_doctype
    try:
        while piece := content.read(_PIECE):
            parser.Parse(piece)
        parser.Parse(b"", True)
    except (expat.ExpatError, LookupError) as fault:
        raise broken(_OFFICE) from fault
    return found[0]


def _refuse_doctype(*_: object) -> None:
    raise broken(_OFFICE)


def _root(content: bytes) -> Any:
    try:
        return ElementTree.fromstring(content, forbid_dtd=True)
    except (ElementTree.ParseError, DefusedXmlException) as fault:
        raise broken(_OFFICE) from fault
