"""THE table of what goes when a person leaves: what the act calls it, and how much of it there is."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from kabinet.accounts.models import Session, User
from kabinet.appeals.models import Appeal, AppealDraft
from kabinet.applicants.models import IdentityCheck
from kabinet.applicants.powers import powers_of
from kabinet.applications.models import Application
from kabinet.applications.rules.states import State
from kabinet.correspondence.models import MessageDraft
from kabinet.files.models import IncomingFile
from kabinet.kept.models import KeptForm
from kabinet.notifications.services import letters_of
from kabinet.privacy.models import OwnData
from kabinet.surveys.models import Survey


class Going(NamedTuple):
    """A kind of data: its name in the act, and how many there are of a person."""

    title: str
    count: Callable[[User], int]


def _identity_checks(user: User) -> int:
    """Evidence of nothing, where nothing was submitted."""
    if Application.objects.submitted().filter(owner=user).exists():
        return 0
    return IdentityCheck.objects.filter(user=user).count()


def _powers(user: User) -> int:
    """Evidence of nothing, where nothing was sent."""
    if Application.objects.submitted().filter(owner=user).exists() or Appeal.objects.of(user).exists():
        return 0
    return powers_of(user).count()


def _unsent(user: User) -> int:
    kinds = (
        AppealDraft.objects.filter(owner=user),
        MessageDraft.objects.filter(author=user),
        KeptForm.objects.filter(owner=user),
        IncomingFile.objects.filter(owner=user, used_at=None),
    )
    return sum(found.count() for found in kinds)


GOING: Mapping[str, Going] = {
    "profile": Going(
        "Профиль: имя или наименование, дата рождения, документ, СНИЛС, ИНН, ОГРН, адреса, телефон, "
        "представитель",
        lambda _user: 1,
    ),
    "login": Going(
        "Учётная запись: e-mail, пароль, имя для показа, второй фактор, разовые коды", lambda _user: 1
    ),
    "sessions": Going(
        "Входы: браузер, сетевой адрес, время", lambda user: Session.objects.filter(user=user).count()
    ),
    "drafts": Going(
        "Черновики заявок с файлами",
        lambda user: Application.objects.filter(owner=user, state=State.DRAFT).count(),
    ),
    "unsent": Going("Неотправленные обращения, сообщения и формы с файлами", _unsent),
    "letters": Going(
        "Отправленные письма и уведомления",
        lambda user: sum(letters.count() for letters in letters_of(person=user.pk, email=user.login)),
    ),
    "surveys": Going(
        "Слова в оценках обслуживания",
        lambda user: Survey.objects.filter(owner=user).exclude(text="").count(),
    ),
    "own_data": Going(
        "Архив своих данных", lambda user: OwnData.objects.filter(user=user).exclude(file=None).count()
    ),
    "powers": Going("Доверенности тех, кто действует за заявителя, со сканами", _powers),
    "identity": Going("Записи о подтверждении личности", _identity_checks),
}
"""By a name in code. A person who has none of something is not told of it."""


def going_of(user: User) -> list[tuple[str, int]]:
    """What goes of a person now, as people are told and as the act says it."""
    counted = ((kind.title, kind.count(user)) for kind in GOING.values())
    return [(title, number) for title, number in counted if number]
