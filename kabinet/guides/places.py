"""«Помощь по этой странице»: which section of which guide tells of a page."""

from django.http import HttpRequest
from django.urls import reverse

from kabinet.guides.texts import guide, may_read

APPLICANT, SPECIALIST, ADMINISTRATOR = "applicant", "specialist", "administrator"
_OF_PLACE: dict[tuple[str, str], tuple[str, ...]] = {
    (APPLICANT, "Регистрация"): ("registration", "registration_start", "registration_done", "confirm_email"),
    (APPLICANT, "Авторизация"): ("login", "claim", "claim_sent", "second_step", "second_step_recovery"),
    (APPLICANT, "Восстановление пароля"): ("recovery", "recovery_sent", "recovery_password"),
    (APPLICANT, "Профиль пользователя"): (
        "profile",
        "email_change",
        "password_change",
        "own_consents",
        "consent_withdraw",
        "own_data",
        "account_close",
        "profile_looked_at",
    ),
    (APPLICANT, "Подача заявки"): ("application_new", "wizard_step", "application_sign", "health_consent"),
    (APPLICANT, "Документы"): ("document_upload", "document_remove", "document_again", "own_papers"),
    (APPLICANT, "Заявки на ТП: статус и переписка"): (
        "home",
        "applications",
        "application",
        "application_reply",
        "application_act",
        "application_act_sign",
        "application_brought",
        "application_corrections",
        "application_submitted",
        "signatures",
    ),
    (APPLICANT, "Обращения"): (
        "appeals",
        "appeal",
        "appeal_new",
        "appeal_reply",
        "appeal_sent",
        "appeal_withdraw",
        "readings",
    ),
    (APPLICANT, "Если что-то не получается"): ("devices", "second_factor", "passkeys", "kept_forms"),
    (APPLICANT, "Счёт и оплата"): ("application_invoice",),
    (SPECIALIST, "Очередь заявок"): ("office_queue", "office_bulk", "office_search"),
    (SPECIALIST, "Карточка заявки"): ("office_application",),
    (SPECIALIST, "Запрос исправлений"): ("office_corrections",),
    (SPECIALIST, "Обращения"): ("office_appeals", "office_appeal", "office_appeal_receive"),
    (SPECIALIST, "Документы и сроки"): ("office_documents", "office_events", "office_event"),
    (SPECIALIST, "Выписки банка"): ("office_payments",),
    (SPECIALIST, "Показания и отключения"): ("office_readings", "office_outages"),
    (SPECIALIST, "Отзывы согласий"): ("office_withdrawals", "office_withdrawal"),
    (SPECIALIST, "Принять заявку на бумаге"): (
        "office_intake",
        "office_intake_step",
        "office_intake_receive",
    ),
    (SPECIALIST, "Письма"): ("office_letters", "office_letter"),
    (ADMINISTRATOR, "Приглашение сотрудника"): ("office_people", "office_person_invite"),
    (ADMINISTRATOR, "Роль, блокировка, потерянный телефон"): ("office_person",),
    (ADMINISTRATOR, "Дела и отсутствия сотрудников"): (
        "office_absence",
        "office_absences",
        "office_person_cases",
    ),
    (ADMINISTRATOR, "Шаблоны ответов"): ("office_templates", "office_template"),
    (ADMINISTRATOR, "Виды документов"): ("office_document_kinds", "office_document_kind"),
    (ADMINISTRATOR, "Темы обращений"): ("office_topics", "office_topic"),
    (ADMINISTRATOR, "Сетевая организация"): ("office_operator",),
    (ADMINISTRATOR, "Журнал"): ("office_journal",),
    (ADMINISTRATOR, "Статистика"): ("office_statistics",),
    (ADMINISTRATOR, "Календарь"): ("office_calendar",),
    (ADMINISTRATOR, "Фоновые задания"): ("office_jobs",),
    (ADMINISTRATOR, "Потребителям: паспорта услуг"): ("office_passports", "office_passport"),
    (ADMINISTRATOR, "Состояние"): ("office_state",),
}
"""A section of a guide, by its title → the names of the addresses it tells of."""
SECTION_OF = {name: place for place, names in _OF_PLACE.items() for name in names}


def help_on(request: HttpRequest) -> str:
    """The address of the section that tells of the page, when the visitor may read it; else nothing."""
    match = request.resolver_match
    slug, title = SECTION_OF.get((match.url_name or "") if match else "", ("", ""))
    if not slug or not may_read(request.user, slug):
        return ""
    return reverse("guide_section", args=[slug, guide(slug).titled(title).number])
