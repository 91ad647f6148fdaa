"""The answers of applicants about the quality of service (186, п. 36 «б»)."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from kabinet.core.ids import new_id

LOWEST, HIGHEST = 1, 5
MARKS = {
    "result": "Результат: ваш вопрос решён",
    "speed": "Сроки",
    "clarity": "Понятность объяснений",
    "politeness": "Вежливость и внимание",
}
"""The marks by the names of their columns, as the questionnaire asks for them."""
LONGEST_TEXT = 2000


class Survey(models.Model):
    """The one questionnaire about a case: any of the marks, and the applicant's own words.

    `on`: the day of the first answer, by which months are counted.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="surveys")
    appeal = models.OneToOneField(
        "appeals.Appeal", on_delete=models.PROTECT, related_name="survey", null=True, blank=True
    )
    application = models.OneToOneField(
        "applications.Application", on_delete=models.PROTECT, related_name="survey", null=True, blank=True
    )
    result = models.PositiveSmallIntegerField(null=True, blank=True)
    speed = models.PositiveSmallIntegerField(null=True, blank=True)
    clarity = models.PositiveSmallIntegerField(null=True, blank=True)
    politeness = models.PositiveSmallIntegerField(null=True, blank=True)
    text = models.TextField(blank=True)
    on = models.DateField()
    answered_at = models.DateTimeField()
    changed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(appeal__isnull=True, application__isnull=False)
                | Q(appeal__isnull=False, application__isnull=True),
                name="survey_about_one_case",
                violation_error_message="Анкета\u00a0— об одном обращении или об одной заявке.",
            ),
            models.CheckConstraint(
                condition=~Q(text="") | ~Q(**{f"{name}__isnull": True for name in MARKS}),
                name="survey_says_something",
                violation_error_message="В анкете есть хотя бы одна оценка или текст.",
            ),
            *(
                models.CheckConstraint(
                    condition=Q(**{f"{name}__isnull": True}) | Q(**{f"{name}__range": (LOWEST, HIGHEST)}),
                    name=f"survey_{name}_of_five",
                    violation_error_message="Оценка\u00a0— от 1 до 5.",
                )
                for name in MARKS
            ),
        )
        indexes = (models.Index(fields=("on", "answered_at", "id"), name="survey_by_day"),)

    @property
    def marks(self) -> list[tuple[str, int]]:
        """What was marked, each with its title."""
        found = ((title, getattr(self, name)) for name, title in MARKS.items())
        return [(title, mark) for title, mark in found if mark is not None]
