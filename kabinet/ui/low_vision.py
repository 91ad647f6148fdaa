"""«Версия для слабовидящих» (ГОСТ Р 52872-2019): how the visitor wants to see the pages, kept in a cookie.

The cookie holds a word for each group of choices, in their order: «150.black.1.1.sans.on.off». It knows
nobody: it is kept before a login and after a logout.
"""

from collections.abc import Mapping
from typing import NamedTuple

from django.conf import settings
from django.http import HttpRequest

COOKIE = f"{settings.COOKIE_PREFIX}kabinet_low_vision"


class Sight(NamedTuple):
    """Choices of one kind: the word of each in the cookie and in css/low_vision.css → its title."""

    name: str
    title: str
    usual: str
    choices: Mapping[str, str]
    hint: str = ""


GROUPS = (
    Sight(
        "size",
        "Размер букв",
        "150",
        {"100": "Обычный", "125": "Увеличенный", "150": "Крупный", "200": "Самый крупный"},
    ),
    Sight(
        "scheme",
        "Цвета",
        "black",
        {
            "black": "Чёрным по белому",
            "white": "Белым по чёрному",
            "blue": "Тёмно-синим по голубому",
            "brown": "Коричневым по бежевому",
            "green": "Зелёным по тёмно-коричневому",
        },
    ),
    Sight("letters", "Между буквами", "0", {"0": "Обычно", "1": "Шире", "2": "Ещё шире"}),
    Sight("lines", "Между строками", "0", {"0": "Обычно", "1": "Шире", "2": "Ещё шире"}),
    Sight("type", "Шрифт", "sans", {"sans": "Без засечек", "serif": "С засечками"}),
    Sight(
        "pictures",
        "Картинки",
        "on",
        {"on": "Показывать", "off": "Не показывать"},
        "Коды для оплаты и ваши документы видны всегда.",
    ),
    Sight(
        "speech",
        "Речь",
        "off",
        {"off": "Выключена", "on": "Читать страницу вслух по кнопке"},
        "Читает ваш браузер, если в нём есть русский голос. Кнопка появится вверху страницы.",
    ),
)


class LowVision(NamedTuple):
    """Whether the mode is on, and what is chosen in each group: its name → a word of its choices."""

    is_on: bool
    chosen: Mapping[str, str]

    @property
    def speaks(self) -> bool:
        """Whether the visitor wants a button that reads the page aloud."""
        return self.is_on and self.chosen["speech"] == "on"


def low_vision_of(request: HttpRequest) -> LowVision:
    """Tell how the visitor sees the portal; what the cookie says otherwise than `GROUPS` is as usual."""
    kept = request.COOKIES.get(COOKIE, "")
    words = dict(zip((group.name for group in GROUPS), kept.split("."), strict=False))
    return LowVision(bool(kept), _known(words))


def cookie_of(words: Mapping[str, str]) -> str:
    """Write down what was chosen; a group without an answer is as usual."""
    return ".".join(_known(words).values())


def _known(words: Mapping[str, str]) -> dict[str, str]:
    return {
        group.name: word if (word := words.get(group.name, "")) in group.choices else group.usual
        for group in GROUPS
    }
