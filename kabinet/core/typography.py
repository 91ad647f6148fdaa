"""Spaces at which a line must not end, so that they need not be typed into every text."""

import re

NBSP = "\N{NO-BREAK SPACE}"

# Without named or numbered groups: a page's pattern is put together of them (kabinet.ui.tied_pages).
SHORT_WORD = (
    r"(?<![\w-])(?:[а-яё]|(?:п|пп|ст|ч|прил|абз|г|д|с|кв|ул|пер|просп|пос|корп|стр|эт|т)\."
    r"|шаг[еау]?(?=\s+\d)|№|не|за|до|от|на|по|из|об|ко|со|во)"
)
"""What stands before the space; its case is no matter."""
_UNITS = (
    r"кВт|кВА|кВ|МВт|м|км|мес\.|месяц\w*|лет|год\w*|гг?\.|рабочи[хй]|календарны[хй]|дн\w+|день|час\w*|минут\w*|квартал\w*|процент\w*"
    r"|КБ|МБ|ГБ|руб\.|коп\."
)
BEFORE_UNIT = rf"(?<=\d)(?=\s+(?:₽|%|«[а-яё]{{1,2}}»|(?:{_UNITS})(?!\w)))"
"""The place between a number and the space; the letters of a paragraph are as a unit: «п. 16 «б»»."""
BEFORE_DASH = r"(?=\s+—)"
"""The place before the space, whatever is there."""

_AFTER_SHORT_WORD = re.compile(rf"({SHORT_WORD}) (?=\S)", re.IGNORECASE)
_AT_SPACE = re.compile(rf"(?:{BEFORE_UNIT}|{BEFORE_DASH}) (?=\S)")


def tied(text: str) -> str:
    """The text with short words tied to the next one, numbers to their units, dashes to the word before."""
    return _AT_SPACE.sub(NBSP, _AFTER_SHORT_WORD.sub(rf"\1{NBSP}", text))
