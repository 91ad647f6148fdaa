"""Whom a session may belong to."""

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser

from kabinet.accounts.models import User


class AccountBackend(ModelBackend):
    """Gives a session its user.

    This is the one place that keeps the office shut: a person of the operator without a second factor is
    nobody to every page, however the session came about.
    """

    def user_can_authenticate(self, user: AbstractBaseUser | AnonymousUser | None) -> bool:
        """Whether this is an account that is open and, if it is the operator's, has its second factor."""
        return isinstance(user, User) and user.is_active and not lacks_factor(user)


def lacks_factor(user: User) -> bool:
    """Whether the person still has to set up the second factor before anything opens."""
    return user.is_operator and user.second_factor_at is None


def owes_factor(user: User) -> bool:
    """Whether a right password is not enough to sign in: the operator's people, and whoever chose it."""
    return user.is_operator or user.second_factor_at is not None
