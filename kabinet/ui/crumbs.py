"""Where a page stands in the portal (186, п. 32: «о местонахождении отображаемой страницы»)."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from django.http import HttpRequest
from django.urls import reverse

PLACES: Mapping[str, tuple[str, str]] = {
    "application_new": ("Подача заявки", "home"),
    "applications": ("Заявки на ТП", "home"),
    "application": ("Заявка", "applications"),
    "application_act": ("Действие", "application"),
    "application_brought": ("Уже принесли", "application"),
    "application_check": ("Проверка и подача", "application"),
    "application_corrections": ("Исправления", "application"),
    "application_delete": ("Удаление черновика", "application"),
    "application_invoice": ("Счёт и оплата", "application"),
    "application_sign": ("Подписание", "application"),
    "application_submitted": ("Заявка подана", "application"),
    "application_survey": ("Оценка", "application"),
    "signatures": ("Электронные подписи", "application"),
    "wizard_step": ("Заполнение", "application"),
    "appeals": ("Обращения", "home"),
    "appeal_new": ("Новое обращение", "appeals"),
    "appeal": ("Обращение", "appeals"),
    "appeal_sent": ("Обращение направлено", "appeal"),
    "appeal_survey": ("Оценка", "appeal"),
    "appeal_withdraw": ("Отзыв обращения", "appeal"),
    "notices": ("Уведомления", "home"),
    "notice": ("Уведомление", "notices"),
    "notices_choice": ("Как присылать письма", "notices"),
    "readings": ("Показания", "home"),
    "profile": ("Профиль пользователя", "home"),
    "email_change": ("Смена e-mail", "profile"),
    "password_change": ("Смена пароля", "profile"),
    "devices": ("Где выполнен вход", "profile"),
    "own_papers": ("Мои документы", "profile"),
    "own_data": ("Мои данные", "profile"),
    "profile_looked_at": ("Кто смотрел", "own_data"),
    "own_consents": ("Ваши согласия", "profile"),
    "consent_withdraw": ("Отзыв", "own_consents"),
    "account_close": ("Закрытие учётной записи", "own_consents"),
    "second_factor": ("Второй фактор", "profile"),
    "people": ("Люди заявителя", "profile"),
    "people_invite": ("Приглашение", "people"),
    "people_hand_over": ("Передача кабинета", "people"),
    "acting": ("За кого я действую", "profile"),
    "applicant_add": ("Новый заявитель", "acting"),
    "consumers": ("Потребителям", "home"),
    "outages": ("Отключения", "consumers"),
    "passport": ("Паспорт услуги", "consumers"),
    "consent_text": ("Текст согласия", "consumers"),
    "help": ("Справка", "home"),
    "help_search": ("Поиск", "help"),
    "help_words": ("Трудные слова", "help"),
    "guide": ("Руководство", "help"),
    "guide_section": ("Раздел", "help"),
    "site_map": ("Карта сайта", "home"),
    "accessibility": ("Доступность", "home"),
    "low_vision": ("Версия для слабовидящих", "home"),
}
"""The name of an address → what its page is called there, and the page above it."""
OF_A_CASE = {"application", "appeal"}


class Crumb(NamedTuple):
    """A step of the way; the page itself has no address."""

    title: str
    url: str


def crumbs_of(request: HttpRequest) -> Sequence[Crumb]:
    """The way from «Главная» to the page; nothing for a page that stands nowhere."""
    match = request.resolver_match
    name = (match.url_name or "") if match else ""
    if match is None or name not in PLACES:
        return ()
    title, above = PLACES[name]
    way = [Crumb(title, "")]
    while above in PLACES:
        title, next_above = PLACES[above]
        kwargs = {"pk": match.kwargs["pk"]} if above in OF_A_CASE else None
        way.append(Crumb(title, reverse(above, kwargs=kwargs)))
        above = next_above
    return [Crumb("Главная", reverse("home")), *reversed(way)]
