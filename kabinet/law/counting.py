"""A number with its noun: 1 файл, 2 файла, 5 файлов, 11 файлов, 21 файл."""

_NBSP = "\N{NO-BREAK SPACE}"


def plural_form(count: int, one: str, few: str, many: str) -> str:
    """Choose the form of a noun after a number."""
    tens, ones = abs(count) % 100, abs(count) % 10
    if 11 <= tens <= 14:
        return many
    if ones == 1:
        return one
    return few if 2 <= ones <= 4 else many


def counted(count: int, one: str, few: str, many: str) -> str:
    """Write a number with its noun, joined by a no-break space: «2 файла»."""
    return f"{count}{_NBSP}{plural_form(count, one, few, many)}"
