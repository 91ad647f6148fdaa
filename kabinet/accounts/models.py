"""Users: the logins of applicants and of the operator's specialists."""

from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models

from kabinet.accounts.duties import Duty
from kabinet.core.ids import new_id


class Role(models.TextChoices):
    """Whose login it is."""

    APPLICANT = "applicant", "Заявитель"
    SPECIALIST = "specialist", "Специалист"
    HEAD = "head", "Руководитель"
    ADMINISTRATOR = "administrator", "Администратор"


class Users(BaseUserManager["User"]):
    """Finds users by e-mail whatever the case of its letters."""

    def get_by_natural_key(self, username: str | None) -> "User":
        """The user with this e-mail; User.DoesNotExist without one."""
        return self.get(email=(username or "").strip().lower())


class User(AbstractBaseUser):
    """A login. `email` is in lower case; `confirmed_at` is empty until the link in the letter is opened.

    `handles_…` say what a specialist works on; they mean nothing for other roles.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    email = models.EmailField("E-mail", unique=True)
    role = models.CharField(max_length=20, choices=Role.choices, default=Role.APPLICANT)
    name = models.CharField("Имя для показа", max_length=255, blank=True)
    handles_applications = models.BooleanField("Заявки", default=True)
    handles_appeals = models.BooleanField("Обращения", default=True)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[Users] = Users()

    USERNAME_FIELD = "email"

    @property
    def is_operator(self) -> bool:
        """Whether this is a person of the operator, whatever the duties."""
        return self.role != Role.APPLICANT

    @property
    def duties(self) -> frozenset[Duty]:
        """What of the office is this person's work; empty for an applicant."""
        match self.role:
            case Role.ADMINISTRATOR:
                return frozenset({Duty.ADMINISTRATION})
            case Role.HEAD:
                return frozenset({Duty.LEADING, Duty.APPLICATIONS, Duty.APPEALS})
            case Role.SPECIALIST:
                work = ((self.handles_applications, Duty.APPLICATIONS), (self.handles_appeals, Duty.APPEALS))
                return frozenset(duty for does, duty in work if does)
            case _:
                return frozenset()


class OneTimeCode(models.Model):
    """A string sent by e-mail that proves the mailbox: kept as a digest, used once, valid for a time."""

    class Purpose(models.TextChoices):
        CONFIRM_EMAIL = "confirm_email"
        RECOVER_PASSWORD = "recover_password"  # noqa: S105 - a purpose, not a password
        CHANGE_EMAIL = "change_email"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="codes")
    purpose = models.CharField(max_length=20, choices=Purpose.choices)
    digest = models.CharField(max_length=64, unique=True)
    new_email = models.EmailField(blank=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)


class Throttle(models.Model):
    """How often one account or one address did something lately, and until when it has to wait.

    `key` is a digest: the table tells nobody who tried. Written by kabinet.accounts.throttle only.
    """

    key = models.CharField(max_length=64, primary_key=True)
    attempts = models.PositiveIntegerField(default=0)
    blocked_until = models.DateTimeField(null=True, blank=True)
    forget_at = models.DateTimeField(db_index=True)


class SubmittedForm(models.Model):
    """A form that was carried out once: the same form sent again (a double click) finds its token here."""

    token = models.UUIDField(primary_key=True)
    at = models.DateTimeField(db_index=True)
