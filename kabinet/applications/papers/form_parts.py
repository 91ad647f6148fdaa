"""What each form says besides the items that all of them have, by its template."""

from collections.abc import Callable, Mapping
from decimal import Decimal

from kabinet.applications.asked.answers import ZERO, power_in, read_power, rows_in
from kabinet.applications.papers.form_reading import Fields, Reading, bare, joined, labelled, number_of
from kabinet.law.applicability import Category, Paragraph


def _load(said: Reading) -> Fields:
    load = said("load")
    return {
        "load": joined(load[:1].lower() + load[1:], labelled("вид деятельности:", said("activity")), by="; ")
    }


def _stages(said: Reading) -> Fields:
    generation = ""
    rows = said.rows("stages")
    if len(rows) == 1:
        generation = number_of(power_in(said.answers, "generation_power"))
    return {
        "stages": [
            {
                "design": design,
                "commissioning": commissioning,
                "power": bare(power),
                "category": bare(category),
            }
            | {"generation": generation}
            for design, commissioning, power, category in rows
        ]
    }


def _instalments(said: Reading) -> Fields:
    return {"instalments": said("instalments").lower() or "нет"}


def _generation(said: Reading) -> Fields:
    """The power, number and passport data of generators of one's own (form 4(1))."""
    asked, before = (
        power_in(said.answers, name) if said(name) else Decimal(0)
        for name in ("generation_power", "previous_generation_power")
    )
    return {
        "generation": {
            "total": number_of(asked + before),
            "requested": number_of(asked),
            "previous": number_of(before),
        },
        "generators": joined(said("generators_count"), said("generators_details"), by="; "),
        "ramp": said("generators_ramp"),
    }


def _temporary(said: Reading) -> Fields:
    return {
        "months": said("temporary_months"),
        "contract": joined(
            labelled("№", said("contract_number")), labelled("от", said("contract_date")), by=" "
        ),
    }


def _general(said: Reading) -> Fields:
    """Items 5–12 of form 7."""
    return {
        "points": _points(said),
        "equipment": said("equipment"),
        "transformers": said("transformers"),
        "own_generators": said("own_generators"),
        "categories": _categories(said),
        "distorting_load": _distorting_load(said),
        "technological_minimum": said("technological_minimum"),
        "reserve": said("reserve").lower(),
        "reserve_details": said("reserve_details"),
        "middle": said.facts.paragraph is Paragraph.MIDDLE,
    }


def _points(said: Reading) -> list[Fields]:
    """The points with their shares of what is connected and of what was (form 7, п. 6).

    Where all of it is new, or old, or there is one point, they follow from the sums; else they are said.
    """
    facts, rows = said.facts, said.rows("points")
    points = []
    for name, power, said_before in rows:
        before = read_power(said_before)
        if not facts.previous_power:
            before = ZERO
        elif not facts.requested_power:
            before = read_power(power)
        elif len(rows) == 1:
            before = facts.previous_power
        points.append(
            {
                "name": name,
                "power": bare(power),
                "requested": number_of(max(read_power(power) - before, ZERO)),
                "previous": number_of(before),
            }
        )
    return points


def _general_generation(said: Reading) -> Fields:
    """Form 7 has no item of microgeneration: item 8 tells it all (paragraph 13(6) «д»).

    What paragraph 12 leaves unfilled is told besides the items.
    """
    if said.facts.paragraph is Paragraph.MIDDLE:
        return {"generators": "", "ramp": ""}
    return {
        "generators": joined(
            labelled("присоединяемая микрогенерация", said("generation_power")),
            labelled("микрогенерация, присоединённая ранее,", said("previous_generation_power")),
            said("generators_count"),
            said("generators_details"),
            by="; ",
        ),
        "ramp": said("generators_ramp"),
    }


def _distorting_load(said: Reading) -> str:
    present, details = said("distorting_load"), said("distorting_load_details")
    return f"нагрузки, искажающие форму кривой тока: {details or present.lower()}" if present else ""


def _categories(said: Reading) -> Mapping[str, str]:
    """The power of each category; all of it is of the third when nothing is said (paragraph 14(1))."""
    said.rows("categories")
    sums = dict.fromkeys(Category, Decimal(0))
    for row in rows_in(said.answers, "categories"):
        if row.get("category") in sums:
            sums[Category(row["category"])] += read_power(str(row.get("power") or ""))
    if not any(sums.values()):
        sums[Category.THIRD] = said.facts.total_power
    return {category.value: number_of(power) for category, power in sums.items()}


PARTS: Mapping[str, tuple[Callable[[Reading], Fields], ...]] = {
    "appendix_4": (_load, _stages, _instalments),
    "appendix_4_1": (_generation, _load, _stages),
    "appendix_5": (_load, _temporary),
    "appendix_6": (_stages,),
    "appendix_7": (_general, _general_generation, _load, _stages),
}
"""By the template of the edition (kabinet.applications.content.form_editions)."""
