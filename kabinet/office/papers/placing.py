"""The forms of «Документы и сроки»: documents to place, files kept meanwhile, the conditions."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils import timezone

from kabinet.accounts.models import User
from kabinet.applications.course.conditions import LONGEST_REASON, minds_procurement
from kabinet.applications.course.guards import kinds_needed
from kabinet.applications.models import Application
from kabinet.applications.papers.placed import NewDocument
from kabinet.applications.rules.placed_kinds import TOLD, PlacedKind
from kabinet.applications.rules.table import transitions_from
from kabinet.cases.sides import Side
from kabinet.core.ids import read_id
from kabinet.correspondence.compose import ManyFiles
from kabinet.files.limits import ACCEPT, LIMITS_TEXT
from kabinet.files.models import StoredFile
from kabinet.files.services import FileRefused, store_file
from kabinet.law.applicability import NAMED_WORKS
from kabinet.law.deadlines import Code, Limit
from kabinet.law.editions import Law

_WORKS_NEED = {
    Code.WORKS_30_DAYS: "до 0,4 кВ, до 15 м от сети, без чужих участков и инвестпрограмм",
    Code.WORKS_4_MONTHS: "до 20 кВ, до 300 м в городе или 500 м в селе, без инвестпрограмм",
    Code.WORKS_6_MONTHS: "до 20 кВ, до 300 м в городе или 500 м в селе, с инвестпрограммой",
    Code.WORKS_1_YEAR: "в остальных случаях меньше 670 кВт",
    Code.WORKS_1_YEAR_ABOVE_670: "до 20 кВ, до 300 м в городе или 500 м в селе, без инвестпрограмм",
    Code.WORKS_2_YEARS: "от 670 кВт: с инвестпрограммой смежной организации или строительством генерации",
    Code.WORKS_4_YEARS: "по обращению заявителя, не больше",
    Code.WORKS_TEMPORARY: "если в заявке не указан более долгий срок",
    Code.WORKS_1_MONTH: "устройства уже присоединены в этой точке",
    Code.WORKS_REDISTRIBUTION: "перераспределение без строительства до участка или без инвестпрограмм",
    **dict.fromkeys(NAMED_WORKS, "этот срок назван в заявке"),
}


def kinds_wanted(application: Application) -> tuple[PlacedKind, ...]:
    """The documents without which the next step will be refused, in the order of the table."""
    course = application.course
    rows = transitions_from(application.state, Side.SPECIALIST, course)
    kinds = (kind for row in rows for kind in (*kinds_needed(row, course), *row.wants))
    return tuple(dict.fromkeys(kinds))


class PlacingForm(forms.Form):
    """An input for each kind of document: those of the next step first. `kept` are files taken before."""

    use_required_attribute = False
    prefix = "document"

    def __init__(self, *args: Any, needed: Iterable[PlacedKind], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kept: list[tuple[PlacedKind, StoredFile]] = []
        self.needed = tuple(needed)
        for kind in (*self.needed, *(kind for kind in PlacedKind if kind not in self.needed)):
            self.fields[kind.value] = forms.Field(
                label=kind.label,
                required=False,
                help_text=f"Заявителю: «{TOLD[kind].tells}» ({TOLD[kind].basis})",
                widget=ManyFiles(attrs={"accept": ACCEPT}),
            )

    def wanted(self) -> list[forms.BoundField]:
        """The inputs of what the next step needs."""
        return [self[kind.value] for kind in self.needed]

    def others(self) -> list[forms.BoundField]:
        """The other inputs."""
        return [field for field in self if field.name not in self.needed]

    def take(self, request: HttpRequest, *, by: User) -> list[NewDocument]:
        """Keep the chosen files, each by itself, and those kept before; what is refused is said beside."""
        for kind in PlacedKind:
            self.kept += [(kind, file) for file in _kept(by, request.POST.getlist(f"kept-{kind}"))]
            for upload in request.FILES.getlist(self.add_prefix(kind)):
                try:
                    file = store_file(upload=upload, owner=by, at=timezone.now())
                except FileRefused as refusal:
                    self.add_error(kind.value, str(refusal))
                else:
                    self.kept.append((kind, file))
        return [NewDocument(kind, file) for kind, file in self.kept]


def _kept(user: User, ids: Iterable[str]) -> list[StoredFile]:
    """Those of the files that `user` uploaded and that stand nowhere yet; other ids are passed over."""
    known = [pk for text in ids if (pk := read_id(text))]
    unused = StoredFile.objects.filter(messages=None, attachment=None, placed_document=None)
    return list(unused.filter(pk__in=known, owner=user).order_by("uploaded_at", "pk"))


class ReplaceForm(forms.Form):
    """A new version of one document."""

    use_required_attribute = False
    file = forms.FileField(
        label="Новая редакция", help_text=LIMITS_TEXT, error_messages={"required": "Выберите файл."}
    )


class ConditionsForm(forms.Form):
    """What the technical conditions say of the course."""

    use_required_attribute = False
    low_voltage = forms.ChoiceField(
        label="Напряжение присоединения",
        choices=(("yes", "0,4 кВ и ниже"), ("no", "выше 0,4 кВ")),
        widget=forms.RadioSelect,
        help_text="Выше 0,4 кВ выполнение технических условий проверяют осмотром (пп. 108–110).",
        error_messages={"required": "Выберите один из ответов."},
    )
    works_limit = forms.ChoiceField(
        label="Срок мероприятий по договору",
        widget=forms.RadioSelect,
        help_text="Считается со дня заключения договора (п. 16 «б»).",
        error_messages={"required": "Выберите один из ответов."},
    )

    stages = forms.TypedChoiceField(
        label="Этапов в технических условиях",
        required=False,
        coerce=int,
        empty_value=None,
        choices=[(1, "один: всё вводится сразу"), *((count, str(count)) for count in range(2, 31))],
        help_text="Выполнение проверяют по каждому этапу и в целом (п. 101).",
    )
    procurement = forms.ChoiceField(
        label="Закупка по закону № 44-ФЗ или № 275-ФЗ",
        widget=forms.RadioSelect,
        help_text="Один срок для статуса и для счёта (п. 106). Уже выставленный счёт потом выставьте взамен.",
        error_messages={"required": "Выберите один из ответов."},
    )
    procurement_reason = forms.CharField(
        label="Откуда известно о закупке",
        required=False,
        max_length=LONGEST_REASON,
        help_text="Если меняете ответ о закупке: например, «письмо заявителя от 21.01.2027».",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, application: Application, **kwargs: Any) -> None:
        course = application.course
        super().__init__(*args, **kwargs)
        self.initial = {
            "low_voltage": _yes_no(course.low_voltage),
            "works_limit": course.works,
            "procurement": _yes_no(course.procurement),
            "stages": course.stages,
        }
        if not course.checked:
            del self.fields["stages"]
        if not minds_procurement(application):
            del self.fields["procurement"], self.fields["procurement_reason"]
        procurement = self.fields.get("procurement")
        if isinstance(procurement, forms.ChoiceField):
            procurement.choices = procurement_choices(course.law)
        field = self.fields["works_limit"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [
                (code.value, _works_text(course.law.limits[code])) for code in application.facts.works
            ]


def procurement_choices(law: Law) -> list[tuple[str, str]]:
    """The answers about a procurement, each with the term that it gives."""
    return [
        ("no", f"нет: на первый платёж {law.words(Code.PAYMENT)}"),
        ("yes", f"да: на первый платёж {law.words(Code.PAYMENT_PROCUREMENT)}"),
    ]


def _yes_no(known: bool) -> str:  # noqa: FBT001 - the answer itself
    return "yes" if known else "no"


def _works_text(limit: Limit) -> str:
    return f"{limit.words} — {_WORKS_NEED[limit.code]} ({limit.paragraph})"
