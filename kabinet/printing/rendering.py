"""PDF from a Typst template and plain data.

The data reach the template as JSON (`sys.inputs`), never as source, so nothing in them is markup. Only the
fonts shipped here and those inside Typst are used, and no clock is read: the same data give the same bytes on
any machine with the same version of Typst.
"""

import json
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import typst
from django.utils import timezone

from kabinet.printing.characters import printable

_ROOT = Path(__file__).resolve().parent.parent
_FONTS = Path(__file__).resolve().parent / "fonts"


def render(template: str, data: Mapping[str, Any]) -> bytes:
    """Print `data` by a template, named by its path in the package: «billing/print_templates/invoice.typ».

    Every template begins with `#import "/printing/typst/page.typ": data, paper`. `data` holds «title», the
    document's title, and «dated_at», its date (a date or an aware datetime), besides what the template asks
    for: texts, whole numbers, booleans, None, dates (as 21.01.2021, a datetime by the portal's time), lists
    and dicts of these. An own compiler for each call takes 2 ms and is safe among threads.
    """
    compiler = typst.Compiler(root=_ROOT, font_paths=[_FONTS], ignore_system_fonts=True)
    inputs = {"data": json.dumps(_plain(data) | {"created": _parts(data["dated_at"])}, ensure_ascii=False)}
    made = compiler.compile(
        _ROOT / template,
        format="pdf",
        sys_inputs=inputs,
        pdf_standards=["a-2a", "ua-1"],  # for archives; tagged, so that programs for the blind read it
    )
    if not isinstance(made, bytes):
        raise TypeError(f"not one document: {template}")
    return made


def _plain(value: Any) -> Any:
    plain: Any = value
    match value:
        case None | bool() | int():
            pass
        case str():
            plain = printable(value)
        case datetime():
            plain = f"{timezone.localtime(value):%d.%m.%Y %H:%M}"
        case date():
            plain = f"{value:%d.%m.%Y}"
        case Mapping():
            plain = {str(name): _plain(item) for name, item in value.items()}
        case list() | tuple():
            plain = [_plain(item) for item in value]
        case _:
            raise TypeError(f"cannot be printed: {type(value).__name__}")
    return plain


def _parts(moment: date) -> dict[str, int]:
    """The date of creation that the file itself tells."""
    local = timezone.localtime(moment) if isinstance(moment, datetime) else moment
    return {"year": local.year, "month": local.month, "day": local.day}
