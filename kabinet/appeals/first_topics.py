"""The topics that a new portal begins with; later they are the operator's own (appeals.Topic).

The terms of 186 (приказ Минэнерго от 15.04.2014 № 186, прил. 5) run from the day of sending. Topics for which
it sets no shorter term have the thirty days of its п. 41.
"""

from kabinet.law.deadlines import Code
from kabinet.law.editions import FIRST

_STANDARDS = "приказ Минэнерго от 15.04.2014 № 186"
_RULES = "Правила технологического присоединения (ПП РФ от 27.12.2004 № 861)"
_REMARKS = FIRST.limits[Code.FIX_REMARKS]

FIRST_TOPICS = [
    {"code": code, "title": title, "days": days, "unit": unit, "act": act, "paragraph": paragraph,
     "complaint": complaint, "active": True, "order": place * 10}
    for place, (code, title, days, unit, act, paragraph, complaint) in enumerate([
        ("01", "Запрос справочной информации", 15, "calendar", _STANDARDS, "прил. 5, п. 1", False),
        ("02", "Консультация (вопрос специалисту)", 15, "calendar", _STANDARDS, "прил. 5, п. 2", False),
        ("03", "Жалоба", 30, "calendar", _STANDARDS, "прил. 5, п. 3", True),
        ("04", "Сообщение о бездоговорном (безучетном) потреблении", 1, "calendar",
         _STANDARDS, "прил. 5, п. 5", False),
        ("05", "Качество и надёжность электроснабжения", 30, "calendar", _STANDARDS, "прил. 5, п. 3", True),
        ("06", "Отключение электроэнергии, сроки восстановления", 1, "calendar",
         "срок установлен сетевой организацией", "", False),
        ("07", "Предоставление копий документов, актов", 15, "calendar", _STANDARDS, "прил. 5, п. 9", False),
        ("08", "Приборы учёта и показания", 1, "calendar", _STANDARDS, "прил. 5, п. 4.2–4.5, 6", False),
        ("09", "Замечания к документам о технологическом присоединении", _REMARKS.length, "working",
         _RULES, "п. 110", False),
        ("10", "Прочее", 30, "calendar", _STANDARDS, "п. 41", False),
    ], start=1)
]  # fmt: skip
