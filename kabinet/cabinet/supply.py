"""Supplying what is missing: the applicant answers the request point by point (861, п. 15)."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, cast

from django import forms
from django.utils.datastructures import MultiValueDict

from kabinet.applications.corrections.points import PointReply
from kabinet.correspondence.compose import ManyFiles, MessageForm
from kabinet.files.limits import ACCEPT
from kabinet.files.models import StoredFile


class PointFields(NamedTuple):
    """One point on the page: its fields, and how it was brought by the applicant's word, if it was."""

    number: int
    title: str
    brought: str
    answer: forms.BoundField
    uploads: forms.BoundField
    ticked: bool


class SupplyForm(MessageForm):
    """For each point of the request a text and files; a text and files for all of it.

    A point is supplied when it has either, or is ticked as answered by what stands below. A request of one
    point needs no fields of its own for it: what stands below answers it.
    """

    points = forms.MultipleChoiceField(
        label="Что вы представляете",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Запрос изменился: ответьте заново."},
    )

    def __init__(self, asked: list[str], brought: Mapping[str, str], *posted: Any, **how: Any) -> None:
        """`brought`: how a point was brought by the applicant's word, for those that were."""
        super().__init__(*posted, **how)
        self.asked, self.brought = asked, brought
        field = self.fields["points"]
        if isinstance(field, forms.MultipleChoiceField):
            field.choices = [(str(number), point) for number, point in enumerate(asked)]
        for number in range(len(asked)):
            self.fields[f"answer-{number}"] = forms.CharField(
                label="Ответ", required=False, widget=forms.Textarea(attrs={"rows": 2})
            )
            self.fields[f"uploads-{number}"] = forms.Field(
                label="Файлы", required=False, widget=ManyFiles(attrs={"accept": ACCEPT})
            )

    def clean(self) -> None:
        """Demand an answer to something."""
        if "points" in self.errors or self._supplied():
            return
        if self.of_one:
            self.add_error("text", "Напишите ответ или приложите файлы.")
        else:
            self.add_error("points", "Отметьте, что из запрошенного вы представляете, или ответьте на пункт.")

    @property
    def of_one(self) -> bool:
        """Whether the request has a single point."""
        return len(self.asked) == 1

    def blocks(self) -> list[PointFields]:
        """The points with their fields, as the page shows them; none where there is one point."""
        if self.of_one:
            return []
        ticked = self["points"].value() or []
        return [
            PointFields(
                number,
                point,
                self.brought.get(point, ""),
                self[f"answer-{number}"],
                self[f"uploads-{number}"],
                str(number) in ticked,
            )
            for number, point in enumerate(self.asked)
        ]

    def common(self) -> list[forms.BoundField]:
        """The fields that are about all of it."""
        return [self["text"], self["uploads"]]

    def replies(self, files: Mapping[int, Sequence[StoredFile]]) -> list[PointReply]:
        """What is answered, by the points that are; `files` by the number of the point."""
        return [
            PointReply(self.asked[number], self._text(number), files.get(number, ()))
            for number in sorted(self._supplied())
        ]

    def told(self, text: str, replies: Sequence[PointReply]) -> str:
        """What the conversation says: the points that are supplied, those that are not, and the text."""
        answered = {reply.title for reply in replies}
        others = [point for point in self.asked if point not in answered]
        parts = [
            _listed("Представлено:", [_told(reply) for reply in replies]),
            _listed("Принесено:", [f"{one} ({self.brought[one]})" for one in others if one in self.brought]),
            _listed("Пока не представлено:", [one for one in others if one not in self.brought]),
            text.strip(),
        ]
        return "\n\n".join(part for part in parts if part)

    def _text(self, number: int) -> str:
        return str(self.cleaned_data.get(f"answer-{number}") or "").strip()

    def _supplied(self) -> set[int]:
        ticked = {int(one) for one in self.cleaned_data.get("points", ())}
        sent = cast("MultiValueDict[str, str]", self.data)
        if self.of_one and (
            self.cleaned_data.get("text") or self.files.getlist("uploads") or sent.getlist("kept")
        ):
            return {0}
        return ticked | {
            number
            for number in range(len(self.asked))
            if self._text(number) or self.files.getlist(f"uploads-{number}") or sent.getlist(f"kept-{number}")
        }


def _told(reply: PointReply) -> str:
    files = f" (файлы: {', '.join(file.name for file in reply.files)})" if reply.files else ""
    return f"{reply.title}: {reply.text}{files}" if reply.text else f"{reply.title}{files}"


def _listed(title: str, points: list[str]) -> str:
    return "\n".join([title, *(f"– {point}" for point in points)]) if points else ""
