"""Capital letters of people's names: what was typed without them, or in nothing but them.

Whoever writes some letters large and some small means it («фон Гессен», «Кара-оол»): that is never changed.
"""

import re

_SMALL = frozenset(
    {
        *("оглы", "оглу", "углы", "угли", "улы", "уулу", "кызы", "кизи", "гызы", "заде", "зода"),
        *("де", "ла", "дель", "делла", "ден", "дер", "фон", "ибн", "бин", "аль", "эль"),
    }
)
"""Parts that are written small within a name («Мамед оглы», «фон Гессен»)."""
_PART = re.compile(r"[\u0400-\u04ff]+")
_LATIN = re.compile(r"[A-Za-z]")


def with_capitals(name: str) -> str:
    """«галина» and «ГАЛИНА» as «Галина», «салтыков-щедрин» as «Салтыков-Щедрин»; else the name as it is.

    A name with Latin letters is left alone too: their rules are not those of Cyrillic names.
    """
    typed_small, typed_large = name == name.lower(), name == name.upper()
    if not (typed_small or typed_large) or _LATIN.search(name):
        return name
    alone = len(_PART.findall(name)) == 1

    def written(found: re.Match[str]) -> str:
        part = found[0].lower()
        # In capitals the first part may be a surname like any other («ДЕ», «ФОН»): it stays large.
        small = part in _SMALL and not alone and (typed_small or found.start() > 0)
        return part if small else part.capitalize()

    return _PART.sub(written, name)
