"""The topics that a new portal begins with; later they are the operator's own (appeals.Topic).

Their terms are rows of the law's table: of 186 (приказ Минэнерго от 15.04.2014 № 186) п. 41 «б» leads to
прил. 5, whose terms run from the day of sending.
"""

from kabinet.law.deadlines import Code, Unit
from kabinet.law.editions import FIRST

_STANDARDS = "приказ Минэнерго от 15.04.2014 № 186"
_UNITS = {Unit.CALENDAR: "calendar", Unit.WORKING: "working"}


def _called(act: str) -> str:
    """An act as it is called beside a term, in brackets at that: without brackets of its own."""
    return _STANDARDS if _STANDARDS in act else act


FIRST_TOPICS = [
    {
        "code": code,
        "title": title,
        "days": FIRST.limits[term].length,
        "unit": _UNITS[FIRST.limits[term].unit],
        "act": _called(FIRST.limits[term].act),
        "paragraph": FIRST.limits[term].paragraph,
        "complaint": complaint,
        "active": True,
        "order": place * 10,
    }
    for place, (code, title, term, complaint) in enumerate([
        ("01", "Запрос справочной информации", Code.ANSWER_INFORMATION, False),
        ("02", "Консультация (вопрос специалисту)", Code.ANSWER_CONSULTATION, False),
        ("03", "Жалоба", Code.ANSWER_COMPLAINT, True),
        ("04", "Сообщение о бездоговорном (безучетном) потреблении", Code.ANSWER_UNMETERED, False),
        ("05", "Качество и надёжность электроснабжения", Code.ANSWER_QUALITY, True),
        ("06", "Отключение электроэнергии, сроки восстановления", Code.ANSWER_OUTAGE, False),
        ("07", "Предоставление копий документов, актов", Code.ANSWER_COPIES, False),
        ("08", "Приборы учёта и показания", Code.ANSWER_METER, False),
        ("09", "Замечания к документам о технологическом присоединении", Code.FIX_REMARKS, False),
        ("10", "Прочее", Code.ANSWER_OTHER, False),
    ], start=1)
]  # fmt: skip

EXTENDED = {"05": FIRST.limits[Code.ANSWER_QUALITY_EXTENDED].length}
"""To how many days the term of a topic may be extended when the facts want analysis (прил. 5, п. 14.2)."""
