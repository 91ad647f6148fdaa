"""Applicants (заявители), their representatives and their consents."""

from datetime import date, datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from kabinet.accounts.models import User
from kabinet.applicants.purposes import PURPOSES
from kabinet.core.channels import Channel
from kabinet.core.constraints import alike, implied, known
from kabinet.core.ids import new_id


class ApplicantKind(models.TextChoices):
    """The legal status, as the number of an application names it."""

    PERSON = "ФЛ", "Физическое лицо"
    ENTREPRENEUR = "ИП", "Индивидуальный предприниматель"
    COMPANY = "ЮЛ", "Юридическое лицо"


class Applicant(models.Model):
    """The party that connects: `details` holds the answers of kabinet.applicants.questions.

    `name`, `snils`, `inn` and `ogrn` (ОГРН or ОГРНИП) are copies for search and lists. The e-mail is the
    user's own: there is one of it. `version` grows with each change, so that a form opened before is told
    from a fresh one.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="applicant")
    kind = models.CharField(max_length=2, choices=ApplicantKind.choices)
    name = models.CharField(max_length=500)
    snils = models.CharField(max_length=14, blank=True, db_index=True)
    inn = models.CharField(max_length=12, blank=True, db_index=True)
    ogrn = models.CharField(max_length=15, blank=True, db_index=True)
    details = models.JSONField(default=dict)
    email_notices = models.BooleanField("Уведомления по электронной почте", default=False)
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField()


class ConsentText(models.Model):
    """A version of a consent's text as it was shown, kept for as long as anyone consented to it."""

    hash = models.CharField(max_length=64, primary_key=True)
    purpose = models.CharField(max_length=40)
    title = models.CharField(max_length=255)
    version = models.CharField(max_length=60)
    body = models.TextField()


class Consents(models.QuerySet["Consent"]):
    """Phrases for reading consents."""

    def of(self, user: User) -> Self:
        """Those of one person."""
        return self.filter(user=user)

    def in_force(self) -> Self:
        """Those that were not withdrawn."""
        return self.filter(withdrawn_at=None)


class Consent(models.Model):
    """Who consented to what, when and from where (152-ФЗ, ст. 9).

    Where a representative consented, `representative` is what stood there of them (ч. 4 п. 2), and
    `shown_hash` is the SHA-256 of the text with it: the text itself stays one for all.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="consents")
    text = models.ForeignKey(ConsentText, on_delete=models.PROTECT, related_name="consents")
    subject = models.CharField(max_length=80, blank=True, help_text="«application:<id>» or empty")
    given_at = models.DateTimeField()
    address = models.GenericIPAddressField(null=True, blank=True)
    user_agent = models.CharField(max_length=300, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    representative = models.TextField(blank=True)
    shown_hash = models.CharField(max_length=64, blank=True)

    objects = Consents.as_manager()

    class Meta:
        ordering = ["-given_at"]
        constraints = (
            alike(
                "consent_by_representative_whole",
                ~Q(representative=""),
                ~Q(shown_hash=""),
                "У согласия, данного представителем, есть контрольная сумма текста с его данными.",
            ),
        )
        indexes = (
            models.Index(fields=("user", "id"), name="consents_of_a_person"),
            # The few that are about no application among the thousands that are.
            models.Index(fields=("user",), name="consents_about_the_person", condition=Q(subject="")),
        )


class Withdrawals(models.QuerySet["Withdrawal"]):
    """Phrases for reading withdrawals."""

    def waiting(self) -> Self:
        """Those that the operator still has to carry out."""
        return self.filter(executed_at=None)

    def executed(self) -> Self:
        """Those that were carried out."""
        return self.filter(executed_at__isnull=False)


class Withdrawal(models.Model):
    """Who withdrew which consent, when and from where, and what was done (152-ФЗ, ст. 9 ч. 2, ст. 21 ч. 5).

    `purpose` and `subject` are those of the consents. `executed_by` is nobody when the portal itself did all
    that there was to do. What came outside the cabinet is entered by somebody: `channel` and `received_on`
    say how and on which day it came, `note` and `scans` what it was.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="withdrawals")
    purpose = models.CharField(max_length=40)
    subject = models.CharField(max_length=80, blank=True)
    at = models.DateTimeField()
    address = models.GenericIPAddressField(null=True, blank=True)
    user_agent = models.CharField(max_length=300, blank=True)
    channel = models.CharField(max_length=4, choices=Channel.choices, default=Channel.CABINET)
    received_on = models.DateField(null=True, blank=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    note = models.TextField(blank=True)
    scans = models.ManyToManyField("files.StoredFile", related_name="withdrawals", blank=True)
    token = models.UUIDField(null=True, blank=True, unique=True)
    due_on = models.DateField()
    executed_at = models.DateTimeField(null=True, blank=True)
    executed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    remark = models.TextField(blank=True)

    objects = Withdrawals.as_manager()

    class Meta:
        constraints = (
            known("withdrawal_purpose_known", "purpose", PURPOSES, "Такого согласия нет."),
            known("withdrawal_channel_known", "channel", Channel.values, "Так отзывы не поступают."),
            alike(
                "withdrawal_outside_is_entered",
                ~Q(channel=Channel.CABINET),
                Q(received_on__isnull=False, entered_by__isnull=False),
                "У отзыва, который поступил не через кабинет, есть день и тот, кто его внёс.",
            ),
            alike(
                "withdrawal_executed_with_remark",
                Q(executed_at__isnull=False),
                ~Q(remark=""),
                "Исполненный отзыв говорит, что сделано.",
            ),
        )
        indexes = (
            models.Index(
                fields=("due_on", "at", "id"), name="withdrawals_waiting", condition=Q(executed_at=None)
            ),
            models.Index(
                fields=("due_on", "at", "id"),
                name="withdrawals_executed",
                condition=Q(executed_at__isnull=False),
            ),
        )


class IdentityWay(models.TextChoices):
    """How it was made sure that the person behind an account is the one whom it names (63-ФЗ, ст. 9)."""

    OFFICE = "office", "В офисе, по документу, удостоверяющему личность"
    QUALIFIED = "qualified", "Усиленной квалифицированной подписью"
    ESIA = "esia", "Через ЕСИА (Госуслуги)"
    BANK = "bank", "Платежом 1\u00a0₽ со счёта на своё имя"


class IdentityCheck(models.Model):
    """One record of who was verified, how, when and by whom; the latest of a person is what counts.

    Rows are only added. A later one that corrects or takes back (`verified` is false) says the `reason`.
    `name` is whom the profile named then; `by` is nobody when a signature was judged by the portal.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="identity_checks"
    )
    verified = models.BooleanField(default=True)
    way = models.CharField(max_length=20, choices=IdentityWay.choices)
    on = models.DateField()
    name = models.CharField(max_length=500)
    seen = models.TextField()
    reason = models.TextField(blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    at = models.DateTimeField()

    class Meta:
        constraints = (
            known("identity_way_known", "way", IdentityWay.values, "Такого способа нет."),
            implied(
                "identity_taken_back_with_reason",
                Q(verified=False),
                ~Q(reason=""),
                "Снятое подтверждение говорит, почему.",
            ),
            implied(
                "identity_verified_by_somebody",
                Q(by=None),
                Q(way=IdentityWay.QUALIFIED, verified=True),
                "Без сотрудника личность подтверждает только подпись.",
            ),
        )
        indexes = (models.Index(fields=("user", "id"), name="identity_of_a_person"),)


class MemberRole(models.TextChoices):
    """What a person may do for an applicant (what follows: kabinet.cabinet.access)."""

    HEAD = "head", "Руководитель"
    REPRESENTATIVE = "representative", "Представитель"
    PREPARES = "prepares", "Готовит документы"


class Memberships(models.QuerySet["Membership"]):
    """Phrases about who acts for whom."""

    def in_force(self, on: date) -> Self:
        """Those by which somebody may act on this day."""
        return self.filter(
            Q(until=None) | Q(until__gte=on), person__isnull=False, accepted_at__isnull=False, ended_at=None
        )

    def invited(self, at: datetime) -> Self:
        """Invitations that may still be accepted."""
        return self.filter(accepted_at=None, ended_at=None, expires_at__gt=at)


class Membership(models.Model):
    """A person acts for an applicant, or is invited to: `person` is empty until the invitation is accepted.

    `basis` is what the power rests on besides powers of attorney (устав, приказ), `until` its last day: that
    of the latest power of attorney if there is one; `reminded_until`: the last day of which both were
    reminded. Of the string in the invitation the row keeps a digest. A row is ended, never removed: it says
    who could act when.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    applicant = models.ForeignKey(Applicant, on_delete=models.PROTECT, related_name="memberships")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="memberships", null=True, blank=True
    )
    role = models.CharField(max_length=20, choices=MemberRole.choices)
    name = models.CharField(max_length=255)
    email = models.EmailField(blank=True)
    basis = models.CharField(max_length=300, blank=True)
    until = models.DateField(null=True, blank=True)
    reminded_until = models.DateField(null=True, blank=True)
    hands_over = models.BooleanField(default=False, help_text="Accepted, it ends what the inviter may do.")
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    digest = models.CharField(max_length=64, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )

    objects = Memberships.as_manager()

    class Meta:
        constraints = (
            known("membership_role_known", "role", MemberRole.values, "Такой роли у людей заявителя нет."),
            alike(
                "membership_accepted_by_somebody",
                Q(accepted_at__isnull=False),
                Q(person__isnull=False),
                "Принятое приглашение говорит, кто его принял.",
            ),
            models.UniqueConstraint(
                fields=("applicant", "person"),
                condition=Q(ended_at=None, person__isnull=False),
                name="one_membership_at_a_time",
            ),
        )
        indexes = (
            models.Index(fields=("person", "id"), name="memberships_of_a_person"),
            models.Index(fields=("digest",), name="membership_by_string", condition=~Q(digest="")),
        )

    @property
    def power(self) -> "MemberPower | None":
        """The power of attorney that counts now: the latest; None where there is none."""
        return next(iter(self.powers.all()), None)

    @property
    def ground(self) -> str:
        """What the person acts on, in words; «» where nothing is said."""
        return self.power.told if self.power else self.basis

    def power_at(self, at: datetime) -> "MemberPower | None":
        """The power of attorney by which the person acted at a moment: the latest that was given by then."""
        return next((power for power in self.powers.all() if power.given_at <= at), None)


class MemberPower(models.Model):
    """A power of attorney by which a person acts for an applicant (ГК РФ, ст. 185–186).

    `until` is its last day, counted by the law where it names none (`is_stated` is false). Rows are only
    added: a new one takes the place of the former, which stays. `scan` may come after the rest, once.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="powers")
    number = models.CharField(max_length=60, blank=True)
    issued_on = models.DateField()
    until = models.DateField()
    is_stated = models.BooleanField(default=True)
    scan = models.OneToOneField(
        "files.StoredFile", on_delete=models.PROTECT, related_name="member_power", null=True, blank=True
    )
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField()

    class Meta:
        ordering = ("-given_at", "-id")
        constraints = (
            models.CheckConstraint(
                name="member_power_ends_after_it_begins",
                condition=Q(until__gte=models.F("issued_on")),
                violation_error_message="Доверенность действует не раньше, чем выдана.",
            ),
        )

    @property
    def told(self) -> str:
        """The document in words: «доверенность № 5 от 10.01.2026»."""
        number = f" №\u00a0{self.number}" if self.number else ""
        return f"доверенность{number} от\u00a0{self.issued_on:%d.%m.%Y}"
