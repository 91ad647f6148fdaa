"""The protocol of a check, as lines of a name and a value: for the command and for the printed form."""

from datetime import datetime

from django.utils import timezone

from kabinet.signatures.verification import Report, SignatureVerdict

NOT_CERTIFIED = (
    "Проверено программой портала. Она не является сертифицированным средством электронной подписи "
    "(63-ФЗ, ст. 11 п. 3)."
)
VERDICTS = {
    SignatureVerdict.VALID: "Подпись действительна",
    SignatureVerdict.NEEDS_POWER_OF_ATTORNEY: "Подпись действительна; нужна машиночитаемая доверенность",
}
_REVOCATION = {"good": "не отозван", "unknown": "не проверено", "revoked": "отозван"}

type Line = tuple[str, str]


def lines_of(report: Report) -> list[Line]:
    """The protocol of a check that did not refuse."""
    owner, certificate = report["owner"], report["certificate"]
    numbers = {
        "СНИЛС": owner.get("snils"),
        "ИНН": owner.get("inn"),
        "ИНН организации": owner.get("company_inn"),
        "ОГРН": owner.get("ogrn"),
        "ОГРНИП": owner.get("ogrnip"),
    }
    person = " ".join(filter(None, [owner.get("surname"), owner.get("given_name")]))
    lines = [
        ("Вывод", VERDICTS[SignatureVerdict(report["verdict"])]),
        ("Проверено на момент", shown_time(report["at"])),
        *_proved(report),
        ("Вид подписи", report["level"]),
        ("Организация", owner.get("organisation", "")),
        ("Владелец", person or owner.get("common_name", "")),
        ("Должность", owner.get("title", "")),
        *((name, number or "") for name, number in numbers.items()),
        ("Сверено с заявителем по", ", ".join(report["matched_by"])),
        ("Сертификат", certificate["serial"]),
        ("Отпечаток сертификата", certificate["thumbprint"]),
        ("Издатель", certificate["issuer"]),
        ("Действителен с", shown_time(certificate["not_before"])),
        ("Действителен по", shown_time(certificate["not_after"])),
        ("Цепочка", " ← ".join(one["subject"] for one in report["chain"])),
        ("Отзыв", _REVOCATION[report["revocation"]]),
        ("Класс средства подписи", report["qualified"] or ""),
        ("Хеш документа", f"{report['digest']['name']}: {report['digest']['value']}"),
        ("Размер документа, байт", str(report["size"])),
        ("Время по словам подписавшего", shown_time(report["claimed_at"])),
        ("Штамп времени", shown_time(report["stamped_at"])),
        *(("Предупреждение", warning) for warning in report["warnings"]),
        ("Чем проверено", report["verifier"]),
    ]
    return [(name, value) for name, value in lines if value]


def _proved(report: Report) -> list[tuple[str, str]]:
    """The moment that a time stamp proves, where the signature was judged for it."""
    moment = report.get("moment", report["at"])
    return [] if moment == report["at"] else [("Действительность на момент", shown_time(moment))]


def shown_time(text: str | None) -> str:
    """A time of a report in the operator's time zone: «24.11.2026 23:19:21»."""
    if not text:
        return ""
    return timezone.localtime(datetime.fromisoformat(text)).strftime("%d.%m.%Y %H:%M:%S")
