"""What the card of an application says of the written consent to data on health (152-ФЗ, ст. 10)."""

from typing import NamedTuple

from kabinet.applicants.models import Consent
from kabinet.applicants.purposes import HEALTH_DATA
from kabinet.applications.asked.answers import text_in
from kabinet.applications.content.documents import HEALTH_CONSENT, MAY_TELL_OF_HEALTH, TELLS_OF_HEALTH
from kabinet.applications.models import Application
from kabinet.signatures.models import Signature
from kabinet.ui.wording import ru_datetime


class HealthConsent(NamedTuple):
    """How it stands: `tone` is a notice's."""

    tone: str
    title: str
    text: str


def health_consent_of(application: Application) -> HealthConsent | None:
    """Whether it is there, how it was signed, whether it was withdrawn; None when nobody needs it."""
    benefit = text_in(application.answers, "benefit")
    if benefit not in MAY_TELL_OF_HEALTH:
        return None
    files = [one.file_id for one in application.attachments.all() if one.kind == HEALTH_CONSENT]
    if not files:
        return _MISSING if benefit in TELLS_OF_HEALTH else None
    given = Consent.objects.filter(
        user=application.owner_id, subject=f"application:{application.pk}", text__purpose=HEALTH_DATA
    ).first()
    if given is not None and given.withdrawn_at is not None:
        return HealthConsent(
            "error",
            f"Согласие на сведения о здоровье отозвано {ru_datetime(given.withdrawn_at)}",
            "Что сделать и до какого дня, написано в разделе «Отзывы согласий».",
        )
    signature = Signature.objects.filter(document__in=files).first()
    if signature is not None:
        signed = f"{signature.owner_shown}, {ru_datetime(signature.received_at)}."
        return HealthConsent("success", "Согласие на сведения о здоровье подписано УКЭП", signed)
    return HealthConsent(
        "info",
        "Согласие на сведения о здоровье подписано от руки",
        "Сверьте скан: чья подпись, те ли данные, что в заявке.",
    )


_MISSING = HealthConsent(
    "warning",
    "Письменного согласия на сведения о здоровье нет",
    "Документ об инвалидности без него обрабатывать нельзя: запросите согласие у заявителя.",
)
