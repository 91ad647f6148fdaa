"""The refusal of a file and the words it is told in."""

from decimal import ROUND_UP, Decimal
from enum import StrEnum

from kabinet.core.errors import DomainError
from kabinet.files.limits import ALLOWED_TEXT, MAX_SIZE, Format

NBSP = "\N{NO-BREAK SPACE}"
_MEGABYTE = 1024 * 1024
_PRINTED = f"напечатайте в{NBSP}PDF («Печать», «Сохранить как PDF»)"


class Reason(StrEnum):
    """Why a file is not taken, for counting; people read the text."""

    KIND = "не тот вид файла"
    NAME = "имя не по содержимому"
    EMPTY = "пустой"
    LARGE = "слишком большой"
    PAGES = "снимок из нескольких страниц"
    BROKEN = "повреждён"
    PROTECTED = "под паролем"
    ACTIVE = "действует сам или несёт программу"
    FOREIGN = "в нём спрятано постороннее"
    INFECTED = "заражён"
    COMPLEX = "слишком сложно устроен"
    OURS = "дело не в файле"


class FileRefused(DomainError):
    """The file is not taken; the text names it and says what to do. `name` is the cleaned name."""

    def __init__(self, name: str, text: str, reason: Reason = Reason.OURS) -> None:
        self.name = name
        self.reason = reason
        super().__init__(text)


class Unfit(Exception):
    """Raised by the checks of a file's content: what is wrong with it and what to do, as sentences."""

    def __init__(self, text: str, reason: Reason) -> None:
        self.reason = reason
        super().__init__(text)


def not_accepted(name: str, fault: Unfit) -> FileRefused:
    """Build the refusal of a file by its content, name or size."""
    return FileRefused(name, f"Файл «{name}» не принят: {fault}", fault.reason)


def not_stored(name: str) -> FileRefused:
    """Build the refusal for a storage that does not answer or has no room."""
    return FileRefused(
        name,
        f"Файл «{name}» не сохранён: хранилище файлов сейчас недоступно. Это не ваша ошибка, "
        "попробуйте ещё раз через несколько минут.",
    )


def not_examined(name: str) -> FileRefused:
    """Build the refusal for a file whose turn to be examined did not come."""
    return FileRefused(
        name,
        f"Файл «{name}» не принят: сейчас проверяется много файлов. "
        "Подождите минуту и приложите его ещё раз.",
    )


def infected(threat: str) -> Unfit:
    """Say what the antivirus calls that which it has found."""
    return Unfit(
        f"антивирус нашёл в{NBSP}нём «{threat}». Проверьте антивирусом свой компьютер и{NBSP}приложите "
        "чистую копию.",
        Reason.INFECTED,
    )


def too_complex() -> Unfit:
    """Say that a file takes more time or memory to examine than any is given."""
    return Unfit(
        f"он слишком сложно устроен, проверить его не удалось. Откройте его, {_PRINTED} "
        "или сохраните заново и приложите новую копию.",
        Reason.COMPLEX,
    )


def empty() -> Unfit:
    """Say that there is not a byte in it."""
    return Unfit(f"он пуст. Проверьте, что он открывается у{NBSP}вас.", Reason.EMPTY)


def misnamed(extension: str, kind: Format, stem: str) -> Unfit:
    """Say that the extension is not that of the content, and which name would do."""
    advice = f"Переименуйте его в «{stem}.{kind.extensions[0]}» и приложите снова."
    if not extension:
        return Unfit(f"в{NBSP}имени нет расширения, а по содержимому это {kind.name}. {advice}", Reason.NAME)
    return Unfit(
        f"по содержимому это {kind.name}, а имя кончается на «.{extension}». {advice} "
        f"Принимаются {ALLOWED_TEXT}.",
        Reason.NAME,
    )


def declares_entities() -> Unfit:
    """Say that an XML declares a DTD: what it would fetch or unfold into cannot be told."""
    return Unfit(
        f"в{NBSP}XML есть объявление DTD или сущностей, такие файлы не принимаются. "
        "Сохраните XML без блока <!DOCTYPE …>.",
        Reason.ACTIVE,
    )


def wrong_type(what: str) -> Unfit:
    """Say what the file is and what is accepted."""
    return Unfit(f"по содержимому это {what}. Принимаются {ALLOWED_TEXT}.", Reason.KIND)


def too_large(size: int) -> Unfit:
    """Say the size of a file of `size` bytes, rounded up so that it never looks equal to the limit."""
    limit = MAX_SIZE // _MEGABYTE
    own = (Decimal(size) / _MEGABYTE).quantize(Decimal("0.01"), ROUND_UP).normalize()
    return Unfit(
        f"он больше {limit}{NBSP}МБ (его размер {own:f}{NBSP}МБ). "
        "Уменьшите его: снизьте разрешение скана или разделите документ на части.",
        Reason.LARGE,
    )


def broken(what: str) -> Unfit:
    """Build the fault «this `what` does not open»."""
    return Unfit(
        f"{what} не открывается: файл повреждён или передан не полностью. "
        "Проверьте, что он открывается у вас, и приложите его ещё раз.",
        Reason.BROKEN,
    )


def has_foreign_data(what: str) -> Unfit:
    """Build the fault «something else is hidden in this `what`»."""
    # Saving a PDF copies it with all that is in it; what is printed is made anew.
    remade = f"{_PRINTED} и" if what == "PDF" else "сохраните заново, затем"
    link = ", " if what == "PDF" else " и "
    return Unfit(
        f"в{NBSP}файле {what} есть посторонние данные. Откройте его{link}{remade} приложите новую копию.",
        Reason.FOREIGN,
    )


def acts(what: str) -> Unfit:
    """Build the fault «this `what` does something of itself when opened»."""
    return Unfit(
        f"в{NBSP}файле {what} есть действия, которые выполняются сами: сценарии, запуск программ, отправка "
        f"данных или загрузка из сети. Откройте его, {_PRINTED} и{NBSP}приложите новую копию.",
        Reason.ACTIVE,
    )


def with_attachment(what: str, name: str) -> Unfit:
    """Build the fault «a file that is not accepted is attached inside this `what`»."""
    return Unfit(
        f"в{NBSP}файл {what} вложен другой файл («{name}»), который не принимается. "
        f"Откройте его, {_PRINTED} и{NBSP}приложите новую копию.",
        Reason.ACTIVE,
    )


def protected(what: str) -> Unfit:
    """Build the fault «this `what` is encrypted»."""
    return Unfit(
        f"{what} защищён паролем или зашифрован, прочесть его нельзя. "
        "Сохраните копию без защиты и приложите её.",
        Reason.PROTECTED,
    )


def with_macros(what: str) -> Unfit:
    """Build the fault «this `what` carries macros»."""
    return Unfit(
        f"{what} содержит макросы. Сохраните его без макросов или как PDF и приложите снова.", Reason.ACTIVE
    )


def with_program(what: str) -> Unfit:
    """Build the fault «a program is packed into this `what`»."""
    return Unfit(
        f"в{NBSP}документ {what} вложена программа. Удалите её из документа или сохраните его как PDF "
        "и приложите снова.",
        Reason.ACTIVE,
    )


def with_controls(what: str) -> Unfit:
    """Build the fault «a control of another program (ActiveX) starts when this `what` is opened»."""
    return Unfit(
        f"в{NBSP}документе {what} есть элемент управления ActiveX, который запускает другую программу. "
        "Удалите его или сохраните документ как PDF и приложите снова.",
        Reason.ACTIVE,
    )


def fetches(what: str) -> Unfit:
    """Build the fault «this `what` fetches something from the network or starts a program when opened»."""
    return Unfit(
        f"{what} при открытии загружает данные по{NBSP}чужому адресу (шаблон, рисунок или связанный объект). "
        f"Уберите такие связи или сохраните документ как PDF и приложите снова.",
        Reason.ACTIVE,
    )


def many_pages(what: str) -> Unfit:
    """Build the fault «this picture has several pages or moves»: one JPEG would lose the rest."""
    return Unfit(
        f"в{NBSP}{what} несколько страниц или движение, а{NBSP}снимок становится одной картинкой JPEG. "
        f"Сохраните документ как PDF и{NBSP}приложите его.",
        Reason.PAGES,
    )


def swollen(what: str) -> Unfit:
    """Build the fault «this `what` unfolds into too much»."""
    return Unfit(
        f"{what} слишком велик в развёрнутом виде. Разделите документ на части или сохраните как PDF.",
        Reason.LARGE,
    )
