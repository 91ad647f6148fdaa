"""Passwords of people that do not exist are hashed by the portal's way, at the least cost."""

from kabinet.accounts.hashers import Argon2id


class CheapArgon2id(Argon2id):
    """What a password costs in earnest is asserted by tests/accounts/test_passwords.py."""

    time_cost = 1
    memory_cost = 8
