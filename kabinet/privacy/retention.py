"""THE table of what the portal removes by itself: after how long, by which daily work, told how long before.

The page «Мои данные» and docs/retention.md are made from it. What the law has kept goes by
kabinet.privacy.keeping, and is told beside it.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import NamedTuple

from kabinet.accounts.sessions import OF_APPLICANT
from kabinet.applicants.services import UNCONFIRMED_FOR
from kabinet.applications.papers.statements import KEPT_FOR as UNSIGNED_FOR
from kabinet.applications.submission.services import RESTORABLE_FOR
from kabinet.jobs.queue import KEEP_FAILED
from kabinet.kept.services import LIFETIME as TYPED_FOR
from kabinet.law.counting import counted
from kabinet.law.deadlines import Code
from kabinet.law.editions import FIRST
from kabinet.privacy.destroying import TIME_TO_THINK
from kabinet.privacy.idle import DRAFT_FOR, DRAFT_NOTICE, IDLE_FOR, IDLE_NOTICE
from kabinet.privacy.letters import LETTER_FOR
from kabinet.privacy.own_data import OFFERED_FOR

NEVER = "не\N{NO-BREAK SPACE}удаляется"


class Removed(NamedTuple):
    """What is removed: after how long without what, by which work of settings.DAILY_WORK, by which setting.

    `before`: how long before a letter tells. `own`: whether it is an applicant's business.
    """

    what: str
    after: Callable[[], str]
    since: str
    work: str
    setting: str = ""
    before: timedelta | None = None
    own: bool = True


def words_of(lasting: timedelta | None) -> str:
    """A length as people say it; None is for ever."""
    if lasting is None:
        return NEVER
    if lasting < timedelta(days=1):
        return counted(int(lasting.total_seconds() // 3600), "час", "часа", "часов")
    return counted(lasting.days, "день", "дня", "дней")


def _lasting(lasting: timedelta | None) -> Callable[[], str]:
    return lambda: words_of(lasting)


def _by_law(code: Code) -> Callable[[], str]:
    return lambda: FIRST.words(code)


REMOVED: tuple[Removed, ...] = (
    Removed(
        "Регистрация, e-mail которой не подтвердили", _lasting(UNCONFIRMED_FOR), "регистрация", "unconfirmed",
        "KABINET_KEEP_UNCONFIRMED_DAYS",
    ),
    Removed(
        "Черновик заявки с файлами, который никто не менял", _lasting(DRAFT_FOR),
        "последнее изменение", "privacy", "KABINET_KEEP_DRAFT_DAYS", DRAFT_NOTICE,
    ),
    Removed(
        "Удалённый черновик с файлами (до этого его можно вернуть)", _lasting(RESTORABLE_FOR), "удаление",
        "drafts", "KABINET_KEEP_DELETED_DRAFT_DAYS",
    ),
    Removed(
        "Документ, который ждёт подписи заявителя", _lasting(UNSIGNED_FOR), "составление", "drafts",
    ),
    Removed(
        "Набранное в форме, когда вход уже завершился", _lasting(TYPED_FOR), "отправка формы", "kept_forms",
    ),
    Removed("Вход в браузере", _lasting(OF_APPLICANT.whole), "вход", "sessions"),
    Removed(
        "Письма не о\N{NO-BREAK SPACE}заявках и обращениях", _lasting(LETTER_FOR), "отправка", "privacy",
        "KABINET_KEEP_LETTER_DAYS",
    ),
    Removed("Архив своих данных", _lasting(OFFERED_FOR), "составление", "privacy"),
    Removed(
        "Данные отозвавшего согласие", _lasting(TIME_TO_THINK), "письмо с днём уничтожения", "privacy", "",
        TIME_TO_THINK,
    ),
    Removed(
        "Учётная запись, в которую не входят, если незаконченных дел нет", _lasting(IDLE_FOR),
        "последний вход", "privacy", "KABINET_KEEP_IDLE_DAYS", IDLE_NOTICE,
    ),
    Removed(
        "Заявка с договором, счета и платежи ушедшего заявителя", _by_law(Code.KEPT_CONTRACT),
        FIRST.limits[Code.KEPT_CONTRACT].starts, "privacy",
    ),
    Removed(
        "Обращение ушедшего заявителя", _by_law(Code.KEPT_APPEAL), FIRST.limits[Code.KEPT_APPEAL].starts,
        "privacy",
    ),
    Removed(
        "Заявка без договора, согласия и показания ушедшего заявителя", _by_law(Code.KEPT_CLAIM),
        FIRST.limits[Code.KEPT_CLAIM].starts, "privacy",
    ),
    Removed(
        "Акт об уничтожении данных", _by_law(Code.KEPT_DESTRUCTION_ACT), "уничтожение", "privacy", own=False,
    ),
    Removed("Неудавшееся фоновое задание", _lasting(KEEP_FAILED), "последняя попытка", "", own=False),
    Removed("Запись журнала действий", _lasting(None), "", "", own=False),
)  # fmt: skip


def retention_page() -> str:
    """docs/retention.md."""
    rows = [
        f"| {one.what} | {one.after()} | {one.since} | {words_of(one.before) if one.before else '—'} "
        f"| {f'`{one.setting}`' if one.setting else '—'} | {f'`{one.work}`' if one.work else '—'} |"
        for one in REMOVED
    ]
    return "\n".join((_HEAD, *rows, _FOOT))


_HEAD = """# Что и когда портал удаляет сам

Страница составлена из таблицы `kabinet/privacy/retention.py` (`make docs`), правьте её там. Сроки — с
настройками по умолчанию.

| Что | Через сколько | После чего | Письмо заранее | Настройка, дней | Работа (`DAILY_WORK`) |
| --- | --- | --- | --- | --- | --- |"""
_FOOT = """
Настройка `0` значит «не удалять»; у регистраций и удалённых черновиков её нет. О черновике и об учётной
записи, в которую не входят, портал заранее пишет письмо: измените черновик или войдите, и счёт идёт заново.
Без письма (e-mail нет) ни то, ни другое не удаляется.

**Юристу организации:** подтвердите сроки хранения по договорам, обращениям и спорам (402-ФЗ, ст. 29; перечень
Росархива; ГК РФ, ст. 196) и основания уничтожения; числа — в [deadlines.md](deadlines.md), строки `kept_…`.
"""
