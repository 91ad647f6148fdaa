"""Users: the logins of applicants and of the operator's specialists."""

from typing import TYPE_CHECKING, ClassVar, override

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.utils.crypto import constant_time_compare, salted_hmac

from kabinet.accounts.duties import Duty
from kabinet.core.constraints import alike, implied
from kabinet.core.ids import new_id

if TYPE_CHECKING:
    from kabinet.accounts.sessions import SessionStore


class Role(models.TextChoices):
    """Whose login it is."""

    APPLICANT = "applicant", "Заявитель"
    SPECIALIST = "specialist", "Специалист"
    HEAD = "head", "Руководитель"
    ADMINISTRATOR = "administrator", "Администратор"


OPERATOR_ROLES = tuple(role for role in Role if role is not Role.APPLICANT)


class Users(BaseUserManager["User"]):
    """Finds users by e-mail whatever the case of its letters."""

    def get_by_natural_key(self, username: str | None) -> "User":
        """The user with this e-mail; User.DoesNotExist without one."""
        return self.get(email=(username or "").strip().lower())


class User(AbstractBaseUser):
    """A login. `email` is in lower case; `confirmed_at` is empty until the link in the letter is opened.

    Whom the office entered from paper has no e-mail and no password: that person signs in nowhere and gets no
    letters until the cabinet is claimed (kabinet.applicants.claiming).

    `handles_…` say what a specialist works on; they mean nothing for other roles. `second_factor_at` is the
    moment from which signing in asks for a code; without it a person of the operator is nobody
    (accounts.backend). A new `session_epoch` ends every session of the user.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    email = models.EmailField("E-mail", unique=True, null=True, blank=True)
    role = models.CharField(max_length=20, choices=Role.choices, default=Role.APPLICANT)
    name = models.CharField("Имя для показа", max_length=255, blank=True)
    handles_applications = models.BooleanField("Заявки", default=True)
    handles_appeals = models.BooleanField("Обращения", default=True)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    second_factor_at = models.DateTimeField(null=True, blank=True)
    session_epoch = models.PositiveIntegerField(default=0)

    objects: ClassVar[Users] = Users()

    USERNAME_FIELD = "email"

    class Meta:
        # The operator's few people are found among everybody who ever registered.
        indexes = (models.Index(fields=("role", "name"), name="users_by_role"),)
        constraints = (
            implied(
                "user_without_email_is_from_paper",
                models.Q(email=None),
                models.Q(role=Role.APPLICANT, confirmed_at=None),
                "Без e-mail бывает только заявитель, которого внесли в офисе и который ещё не входил.",
            ),
        )

    @property
    def login(self) -> str:
        """The e-mail, by which one signs in and is written to; empty for somebody entered from paper."""
        return self.email or ""

    @property
    def is_operator(self) -> bool:
        """Whether this is a person of the operator, whatever the duties."""
        return self.role != Role.APPLICANT

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """What a session must agree with: it ends with another password or another epoch.

        Django asks for it by the present secret key and by each of the former ones.
        """
        value = f"{self.password}:{self.session_epoch}"
        return salted_hmac("kabinet.accounts.session", value, secret=secret, algorithm="sha256").hexdigest()

    def agrees_with(self, session_hash: str) -> bool:
        """Whether this is the hash of a session by the present secret key or a former one."""
        hashes = [self.get_session_auth_hash(), *self.get_session_auth_fallback_hash()]
        return any(constant_time_compare(session_hash, one) for one in hashes)

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

    @property
    def handles_cases(self) -> bool:
        """Whether applications or appeals are this person's work."""
        return bool(self.duties & {Duty.APPLICATIONS, Duty.APPEALS})


class Session(AbstractBaseSession):
    """A session of a browser; of one that is signed in, whose it is, and what its owner knows it by.

    Written by kabinet.accounts.sessions alone, from what the session holds.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, null=True, related_name="sessions")
    begun_at = models.DateTimeField(null=True)
    seen_on = models.DateField()
    address = models.GenericIPAddressField(null=True)
    browser = models.CharField(max_length=100)

    @classmethod
    @override
    def get_session_store_class(cls) -> "type[SessionStore]":
        from kabinet.accounts.sessions import SessionStore  # noqa: PLC0415 - each names the other

        return SessionStore


class OneTimeCode(models.Model):
    """A string sent by e-mail that proves the mailbox: kept as a digest, used once, valid for a time."""

    class Purpose(models.TextChoices):
        CONFIRM_EMAIL = "confirm_email"
        RECOVER_PASSWORD = "recover_password"  # noqa: S105 - a purpose, not a password
        CHANGE_EMAIL = "change_email"
        INVITE = "invite"
        CLAIM = "claim"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="codes")
    purpose = models.CharField(max_length=20, choices=Purpose.choices)
    digest = models.CharField(max_length=64, unique=True)
    new_email = models.EmailField(blank=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)


class SecondFactor(models.Model):
    """The secret that a person's telephone shares with the portal (RFC 6238), sealed with the secret key.

    `proposed` is the secret of a telephone that has not shown a code yet. `last_step` is the interval of the
    last code taken: the same code is not taken twice.
    """

    user = models.OneToOneField(User, on_delete=models.CASCADE, primary_key=True, related_name="factor")
    secret = models.TextField(blank=True)
    proposed = models.TextField(blank=True)
    last_step = models.BigIntegerField(default=0)


class RecoveryCode(models.Model):
    """A code that stands in for the telephone once: kept as a digest."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="recovery_codes")
    digest = models.CharField(max_length=64)
    used_at = models.DateTimeField(null=True, blank=True)


class Passkey(models.Model):
    """A key (WebAuthn) by which a person proves to be themselves instead of typing a code of the telephone.

    `credential` is the public half as the authenticator gave it, in base64url, as is its `credential_id`:
    nobody can sign in with what stands here. `counter` is what the key last said of its own uses; many never
    count and say 0.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="passkeys")
    name = models.CharField(max_length=60)
    credential_id = models.CharField(max_length=1364, unique=True)
    credential = models.TextField()
    counter = models.BigIntegerField(default=0)
    created_at = models.DateTimeField()
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


class Absence(models.Model):
    """A person of the operator is away from `first` to `last`, both days included; `substitute` stands in.

    Written by kabinet.accounts.absences alone. What was corrected or taken back keeps its row with the reason
    (`void_…`) and counts no more; a corrected one has another row beside it. `token` is that of the form.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="absences")
    substitute = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    first = models.DateField()
    last = models.DateField()
    ground = models.CharField(max_length=200, blank=True)
    set_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()
    token = models.UUIDField(unique=True)
    void_at = models.DateTimeField(null=True)
    void_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    void_why = models.CharField(max_length=500, blank=True)

    class Meta:
        indexes = (models.Index(fields=("last",), name="absences_by_end", condition=models.Q(void_at=None)),)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(last__gte=models.F("first")) & ~models.Q(substitute=models.F("person")),
                name="absence_of_days_with_another",
                violation_error_message="Отсутствие кончается не раньше, чем началось, и замещает другой.",
            ),
            alike(
                "void_absence_says_why",
                models.Q(void_at=None, void_by=None),
                models.Q(void_why=""),
                "У исправленного отсутствия есть причина, время и автор исправления.",
            ),
        )

    @property
    def person_name(self) -> str:
        """Who is away."""
        return self.person.name or self.person.login

    @property
    def substitute_name(self) -> str:
        """Who stands in."""
        return self.substitute.name or self.substitute.login
