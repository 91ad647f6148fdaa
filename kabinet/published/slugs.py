"""Russian titles in addresses (186, п. 32: «стандартные правила транслитерации»)."""

import re

# As passports write names: приказ МИД России от 12.02.2020 № 2113.
_LETTERS = str.maketrans({
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ё": "e", "ж": "zh", "з": "z", "и": "i",
    "й": "i", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t",
    "у": "u", "ф": "f", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "ie", "ы": "y",
    "ь": "", "э": "e", "ю": "iu", "я": "ia",
})  # fmt: skip
LONGEST = 80


def slug_of(title: str) -> str:
    """A title as it stands in an address: «vremennoe-prisoedinenie»; "" when nothing is left of it."""
    return re.sub(r"[^a-z0-9]+", "-", title.lower().translate(_LETTERS))[:LONGEST].strip("-")
