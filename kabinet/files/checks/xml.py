"""Whether an XML is well-formed and harmless."""

from typing import IO
from xml.sax import SAXException
from xml.sax.handler import ContentHandler

from defusedxml import DefusedXmlException, sax

from kabinet.files.refusals import broken, declares_entities, wrong_type

_MAX_DEPTH = 256
_PIECE = 64 * 1024
_NOT_DATA = {"html": "веб-страница (HTML)", "svg": "картинка SVG"}


class _Outline(ContentHandler):
    """Remembers the root's name and the processing instructions; keeps nothing of the content."""

    def __init__(self) -> None:
        super().__init__()
        self.root = ""
        self.is_word = False
        self.depth = 0

    def startElement(self, name: str, attrs: object) -> None:  # noqa: N802, ARG002 - the names of xml.sax
        self.root = self.root or name.rpartition(":")[2].lower()
        self.depth += 1
        if self.depth > _MAX_DEPTH:
            raise SAXException("too deep")

    def endElement(self, name: str) -> None:  # noqa: N802, ARG002 - the names of xml.sax
        self.depth -= 1

    def processingInstruction(self, target: str, data: str) -> None:  # noqa: N802 - the name of xml.sax
        # Word opens such a file with its macros, as it would a DOCM.
        self.is_word = self.is_word or (target == "mso-application" and "Word" in data)


def check_xml(stream: IO[bytes]) -> None:
    """Raise Unfit for an XML that is not well-formed, declares a DTD, or is a page or a picture."""
    stream.seek(0)
    outline = _Outline()
    parser = sax.make_parser()
    parser.forbid_dtd = True
    parser.setContentHandler(outline)
    try:
        while piece := stream.read(_PIECE):
            parser.feed(piece)
        parser.close()
    except DefusedXmlException as danger:
        raise declares_entities() from danger
    except (SAXException, UnicodeError, ValueError, LookupError) as fault:
        raise broken("XML") from fault
    if outline.root in _NOT_DATA:
        raise wrong_type(_NOT_DATA[outline.root])
    if outline.is_word:
        raise wrong_type("документ Word, сохранённый как XML")
