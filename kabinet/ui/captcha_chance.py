"""Chance that repeats itself for us and cannot be foretold by others."""

from random import Random

from django.utils.crypto import salted_hmac


def chance_of(key: str, purpose: str) -> Random:
    """Make a generator that is always the same for a public key, and unknown without the secret key."""
    seed = salted_hmac(f"kabinet.ui.captcha.{purpose}", key, algorithm="sha256").digest()
    return Random(seed)  # noqa: S311 - it draws noise; the code itself comes from `secrets`
