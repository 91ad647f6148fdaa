"""What is true of every row of an application, whoever writes it: kept by the database itself."""

from django.db.models import F, Q

from kabinet.applicants.models import ApplicantKind
from kabinet.applications.rules.declared import ActSignature
from kabinet.applications.rules.placed_kinds import PlacedKind
from kabinet.applications.rules.states import FINAL, State
from kabinet.cases.models import correction_constraints
from kabinet.core.channels import BROUGHT_BY, NUMBERED, Channel
from kabinet.core.constraints import alike, implied, known

_FINAL = [state for state in State.values if state in FINAL]
_HAS_DAY = Q(due_on__isnull=False)

APPLICATION = (
    known("application_state_known", "state", State.values, "Такого статуса заявки нет."),
    known(
        "application_applicant_kind_known",
        "applicant_kind",
        ApplicantKind.values,
        "Заявитель\u00a0— физическое лицо, предприниматель или организация.",
    ),
    implied(
        "application_draft_is_not_sent",
        Q(state=State.DRAFT),
        Q(submitted_at=None, thread=None, specialist=None, due_on=None, limit=""),
        "У черновика ещё нет дня подачи, переписки, специалиста и срока.",
    ),
    implied(
        "application_submitted_is_whole",
        ~Q(state=State.DRAFT),
        Q(submitted_at__isnull=False, thread__isnull=False) & ~Q(number="") & ~Q(applicant_name=""),
        "У поданной заявки есть номер, день подачи, имя заявителя и переписка.",
    ),
    implied(
        "application_deleted_is_draft",
        Q(deleted_at__isnull=False),
        Q(state=State.DRAFT),
        "Удалить можно только черновик.",
    ),
    known(
        "application_channel_known",
        "channel",
        NUMBERED,
        "Заявка поступает в кабинете, в офисе, по почте или через портал госуслуг.",
    ),
    implied(
        "application_from_paper_whole",
        ~Q(channel=Channel.CABINET),
        Q(received_on__isnull=False, entered_by__isnull=False),
        "У заявки, поступившей не через кабинет, есть день поступления и тот, кто её внёс.",
    ),
    implied(
        "application_from_cabinet_plain",
        Q(channel=Channel.CABINET),
        Q(received_on=None, entered_by=None),
        "Заявку из кабинета вносит сам заявитель: особого дня поступления у неё нет.",
    ),
    implied("application_limit_has_day", ~Q(limit=""), _HAS_DAY, "У срока заявки есть последний день."),
    implied(
        "application_closed_has_no_term",
        Q(state__in=_FINAL),
        Q(due_on=None),
        "У законченной заявки нет срока.",
    ),
    alike(
        "application_conditions_whole",
        Q(low_voltage__isnull=False),
        ~Q(works_limit=""),
        "Уровень напряжения и срок мероприятий указывают вместе.",
    ),
)

STATE_CHANGE = (
    known(
        "state_change_from_known",
        "from_state",
        State.values,
        "В истории заявки нет такого прежнего статуса.",
        or_empty=True,
    ),
    known("state_change_to_known", "to_state", State.values, "В истории заявки нет такого нового статуса."),
    known(
        "state_change_signature_known",
        "signature",
        ActSignature.values,
        "Такой подписи у шага заявки нет.",
        or_empty=True,
    ),
    implied("state_change_limit_has_day", ~Q(limit=""), _HAS_DAY, "У срока в истории есть последний день."),
    known(
        "state_change_channel_known",
        "channel",
        Channel.values,
        "Такого способа, которым поступает заявление или документ, нет.",
    ),
)

ENTRY_CORRECTION = correction_constraints("entry_correction")

PRINTED_FORM = (
    alike(
        "printed_form_made_once",
        Q(file__isnull=False),
        Q(made_at__isnull=False),
        "У готового бланка заявки есть и файл, и время, когда он сделан.",
    ),
)

PLACED_DOCUMENT = (
    known("placed_document_kind_known", "kind", PlacedKind.values, "Такого вида документов нет."),
    implied(
        "placed_document_replaces_another",
        Q(replaces__isnull=False),
        ~Q(replaces=F("id")),
        "Документ не заменяет сам себя.",
    ),
)

REMINDER = (
    known(
        "reminder_stage_known",
        "stage",
        ("soon", "missed"),
        "Напоминают о сроке, который наступает или пропущен.",
    ),
)

CORRECTION_REQUEST = (
    implied(
        "correction_reply_was_saved",
        ~Q(reply=""),
        Q(saved_at__isnull=False),
        "У начатого ответа на запрос исправлений есть время, когда его сохранили.",
    ),
)

BROUGHT_ITEM = (
    known(
        "brought_item_way_known",
        "way",
        BROUGHT_BY,
        "Бумаги приносят в офис или отправляют почтой.",
    ),
)
