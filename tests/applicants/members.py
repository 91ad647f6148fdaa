"""Who acts for whom, for tests."""

from kabinet.applicants.members import Invitation, accept_membership, invite_member
from kabinet.applicants.models import MemberRole
from kabinet.core.ids import new_id
from kabinet.notifications.models import Letter
from tests.applications.builders import NOW, make_user


def invite(applicant, email, *, role=MemberRole.REPRESENTATIVE, by=None, at=NOW, **more):
    """Invite a person; the address of the letter's link."""
    told = {"name": "Мария Бухгалтер", "basis": "доверенность № 5 от 10.01.2026", **more}
    invite_member(
        applicant=applicant,
        invitation=Invitation(email=email, role=role, **told),
        token=new_id(),
        by=by or applicant.user,
        address=None,
        at=at,
    )
    letter = Letter.objects.filter(kind="member_invited", recipient=email).latest("id")
    return "/" + letter.text.split("/people/invitation/")[1].split("\n")[0].join(("people/invitation/", ""))


def make_member(applicant, *, role=MemberRole.REPRESENTATIVE, person=None, at=NOW, **more):
    """A person who has accepted."""
    person = person or make_user(name="Мария Бухгалтер")
    link = invite(applicant, person.login, role=role, at=at, **more)
    return accept_membership(text=link.split("/")[3], by=person, address=None, at=at)


def act(client, membership):
    """Sign the person in and act by the membership."""
    client.force_login(membership.person)
    client.post("/acting/", {"for": str(membership.pk)})
