"""The background work as people read it: what each task does, and why one failed."""

from collections.abc import Mapping
from typing import NamedTuple


class Named(NamedTuple):
    """What a task does, and what is lost when a job of it is dropped."""

    title: str
    lost: str


_TOMORROW = "Сегодня это сделано не\u00a0будет; завтра портал начнёт эту работу заново."
TASKS: Mapping[str, Named] = {
    "kabinet.notifications.tasks.deliver_letter": Named("Отправить письмо", "Письмо не\u00a0уйдёт никогда."),
    "kabinet.applications.papers.printed_form.make_form": Named(
        "Сделать печатную форму заявки",
        "Формы не\u00a0будет: на\u00a0странице заявки останется «готовится».",
    ),
    "kabinet.applications.course.calendar.recount_terms": Named(
        "Пересчитать сроки по календарю", "Идущие сроки останутся посчитанными по\u00a0прежнему календарю."
    ),
    "kabinet.billing.booking.book_confirmed": Named(
        "Провести банковскую выписку", "Остальные документы выписки останутся не\u00a0проведены."
    ),
    "kabinet.signatures.external.ask_external": Named(
        "Спросить о подписи внешнее средство проверки",
        "Ответа внешнего средства у\u00a0подписи не\u00a0будет.",
    ),
    "kabinet.files.scanning.scan_waiting": Named(
        "Проверить антивирусом файлы, которые его ждут", "Эти файлы останутся закрыты для всех."
    ),
    "kabinet.office.journal.tasks.verify_journal": Named(
        "Проверить целостность журнала",
        "Итога проверки не\u00a0будет: запустите её заново на\u00a0странице «Журнал».",
    ),
    "kabinet.office.journal.tasks.check_journal": Named("Ночная проверка журнала", _TOMORROW),
    "kabinet.applications.content.indexing.index_anew": Named(
        "Записать слова, по\u00a0которым ищут заявки",
        "Прежние заявки не\u00a0найдутся по\u00a0телефону, e-mail и\u00a0СНИЛС.",
    ),
    "kabinet.office.staff.handing.give_the_rest": Named(
        "Передать дела сотрудника другому",
        "Остальные дела останутся у\u00a0прежнего специалиста: передайте их снова.",
    ),
    "kabinet.office.figures.recount.count_figures": Named("Посчитать статистику", _TOMORROW),
    "kabinet.applications.daily.mind_terms": Named("Истёкшие сроки и напоминания", _TOMORROW),
    "kabinet.applications.daily.check_cases": Named(
        "Сверить сроки и статусы заявок с их историями", _TOMORROW
    ),
    "kabinet.applications.daily.purge_drafts": Named("Убрать давно удалённые черновики", _TOMORROW),
    "kabinet.appeals.daily.remind_of_clarifications": Named("Напоминания об уточнениях", _TOMORROW),
    "kabinet.billing.daily.remind_of_payments": Named("Напоминания об оплате частями", _TOMORROW),
    "kabinet.accounts.daily.send_digests": Named("Письма за день тем, кто их выбрал", _TOMORROW),
    "kabinet.signatures.daily.recheck_signatures": Named("Проверить отзыв сертификатов снова", _TOMORROW),
    "kabinet.watching.regular.look": Named(
        "Проверить состояние портала", "Через несколько минут портал проверит себя снова."
    ),
    "kabinet.backup.daily.make_nightly": Named("Сделать резервную копию", _TOMORROW),
    "kabinet.applicants.daily.purge_unconfirmed": Named("Убрать неподтверждённые регистрации", _TOMORROW),
    "kabinet.applicants.daily.remind_of_powers": Named("Напоминания о конце доверенностей", _TOMORROW),
    "kabinet.privacy.daily.destroy_data": Named(
        "Уничтожить данные, которые больше нельзя хранить", _TOMORROW
    ),
    "kabinet.privacy.own_data.make_own_data": Named(
        "Собрать архив своих данных", "Архива не\u00a0будет: заявитель запросит его снова."
    ),
    "kabinet.privacy.printing.make_act": Named(
        "Составить акт об\u00a0уничтожении данных",
        "Акта не\u00a0будет, а\u00a0он обязателен: лучше повторить задание.",
    ),
    "kabinet.files.daily.sweep_files": Named("Убрать файлы без записи", _TOMORROW),
    "kabinet.files.daily.verify_files": Named(
        "Сверить сохранённые файлы с\u00a0их контрольными суммами", _TOMORROW
    ),
    "kabinet.kept.daily.purge_kept": Named("Убрать набранное, за которым не вернулись", _TOMORROW),
    "kabinet.accounts.daily.clear_sessions": Named("Убрать истёкшие входы", _TOMORROW),
}
"""By the import path of the task."""

_REASONS: Mapping[str, str] = {
    "BrokenPipeError": "связь оборвалась",
    "ConnectionAbortedError": "связь оборвалась",
    "ConnectionRefusedError": "сервер не\u00a0отвечает",
    "ConnectionResetError": "связь оборвалась",
    "gaierror": "имя сервера не\u00a0найдено",
    "ModuleNotFoundError": "в\u00a0этой версии портала такой работы нет",
    "OperationalError": "база данных не\u00a0ответила",
    "PermissionError": "нет прав на\u00a0файл или папку",
    "SMTPAuthenticationError": "почтовый сервер не\u00a0принял имя или пароль",
    "SMTPConnectError": "почтовый сервер не\u00a0отвечает",
    "SMTPDataError": "почтовый сервер не\u00a0принял письмо",
    "SMTPRecipientsRefused": "почтовый сервер пока не\u00a0принимает письма на\u00a0этот адрес",
    "SMTPSenderRefused": "почтовый сервер не\u00a0принял адрес отправителя",
    "SMTPServerDisconnected": "почтовый сервер оборвал связь",
    "SSLCertVerificationError": "сертификат сервера не\u00a0подтверждён",
    "TimeoutError": "сервер не\u00a0ответил вовремя",
}
"""By the class of the exception."""


def task_in_words(task: str) -> Named:
    """The words of a task; one that is unknown goes by its name in code."""
    return TASKS.get(task) or Named(task, "То, что оно должно было сделать, сделано не\u00a0будет.")


def reason_in_words(reason: str) -> str:
    """Why a job failed: the words of the task itself, or those of an exception's class."""
    if not reason.isidentifier():
        return reason or "причина не\u00a0записана"
    return f"{_REASONS.get(reason, 'сбой программы')} ({reason})"
