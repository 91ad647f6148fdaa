"""THE names of an application's answers and of the cells in its rows, so that mypy finds a wrong one.

Whoever wants an answer by its name asks here; only what walks the questions themselves reads the mapping. A
TypedDict would not do: mypy lets its `get` pass with any name.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, Literal

from kabinet.applicants.answers import ProfileName
from kabinet.core.questions import Answered, Answers, Condition, always
from kabinet.law.errors import Malformed
from kabinet.law.power import clean_power

type TextName = (
    ProfileName
    | Literal[
        "activity",
        "autonomous_source",
        "benefit",
        "building",
        "by_representative",
        "cadastral_number",
        "cession",
        "connection",
        "contract_date",
        "contract_number",
        "coordinates",
        "distance",
        "distorting_load",
        "distorting_load_details",
        "equipment",
        "exchange",
        "fourth_category",
        "generation_buyer",
        "generation_power",
        "generators_count",
        "generators_details",
        "generators_ramp",
        "has_supply_contract",
        "house_management",
        "household",
        "input_device",
        "instalments",
        "land_document",
        "land_right",
        "load",
        "longer_works",
        "meter",
        "microgeneration",
        "mining",
        "mining_register",
        "notice",
        "object_address",
        "object_name",
        "other_operators",
        "own_generators",
        "own_redistribution",
        "plot",
        "previous_generation_power",
        "previous_power",
        "procurement",
        "reason",
        "requested_power",
        "reserve",
        "reserve_details",
        "separate_line",
        "settlement",
        "sources",
        "stages_basis",
        "supplier",
        "supply_contract_date",
        "supply_contract_kind",
        "supply_contract_number",
        "technological_minimum",
        "temporary_kind",
        "temporary_months",
        "transformers",
        "voltage",
    ]
)
"""The questions of kabinet.applications.asked.steps that are answered by a text; a test compares them."""
type RowsName = Literal["categories", "points", "stages"]
"""Those that are answered by rows."""
type CellName = Literal["category", "commissioning", "design", "name", "power", "previous"]
"""What the rows hold."""
type AnswerRow = Mapping[CellName, Any]

ZERO = Decimal(0)


def says(name: TextName, *values: str, provided: Condition = always) -> Answered:
    """The condition «the answer to `name` is one of `values`»; `provided`: when that question is asked."""
    return Answered(name, values, provided)


def text_in(answers: Answers, name: TextName) -> str:
    """An answer as it was typed, «» for none."""
    return str(answers.get(name) or "")


def power_in(answers: Answers, name: TextName) -> Decimal:
    """A power of the answers in kW; 0 while it is empty or malformed."""
    return read_power(text_in(answers, name))


def read_power(text: str) -> Decimal:
    """A power in kW as it was typed; 0 while it is empty or malformed."""
    try:
        return clean_power(text)
    except Malformed:
        return ZERO


def rows_in(answers: Answers, name: RowsName) -> Iterator[AnswerRow]:
    """The rows of an answer that are rows indeed."""
    return dict_rows(answers.get(name))


def dict_rows(raw: object) -> Iterator[dict[Any, Any]]:
    """The rows of a raw answer, whichever question it is to, that are rows indeed."""
    if isinstance(raw, list):
        yield from (row for row in raw if isinstance(row, dict))
