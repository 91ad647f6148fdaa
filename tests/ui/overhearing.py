"""A robot that listens: it lays the ten recordings that ship with the portal over a spoken code.

A matched filter: the middle of each recording at several speeds is correlated with the sound, place by place;
the strongest matches that do not overlap, in their order, are the digits.
"""

import io
import math
import wave
from array import array

from kabinet.ui.captcha_sound import RATE, _recorded

COARSER = 4
"""Of so many samples one is compared: what lies above 1400 Hz tells little more."""
SPEEDS = (0.92, 0.96, 1.0, 1.04, 1.08)
CORE = 0.18
"""Seconds of the middle of a digit: less goes wrong there at a speed that is a little off."""


def overhear(sound, length=6):
    heard = _coarse(_samples(sound))
    patterns = [
        (digit, _coarse(_core(at_speed(_recorded(digit), speed))))
        for digit in "0123456789"
        for speed in SPEEDS
    ]
    patterns = [(digit, pattern, math.sqrt(math.sumprod(pattern, pattern))) for digit, pattern in patterns]
    (long,) = {len(pattern) for _, pattern, _ in patterns}
    matches = []
    for place in range(len(heard) - long):
        part = heard[place : place + long]
        # Alike and loud: a near silence resembles anything, and a loud vowel many a digit.
        loudness = math.sqrt(math.sqrt(math.sumprod(part, part)) or 1.0)
        matches += [
            (math.sumprod(part, pattern) / (loudness * energy), place + long / 2, digit)
            for digit, pattern, energy in patterns
        ]
    found = []
    for _alike, middle, digit in sorted(matches, reverse=True):
        if all(abs(middle - other) > 0.6 * RATE / COARSER for other, _ in found):
            found.append((middle, digit))
        if len(found) == length:
            break
    return "".join(digit for _, digit in sorted(found))


def _samples(sound):
    with wave.open(io.BytesIO(sound)) as file:
        return array("h", file.readframes(file.getnframes()))


def at_speed(samples, speed):
    return [samples[int(place * speed)] for place in range(int(len(samples) / speed))]


def _core(samples):
    middle, half = len(samples) // 2, int(CORE * RATE / 2)
    return samples[middle - half : middle + half]


def _coarse(samples):
    return [
        math.fsum(samples[start : start + COARSER]) / COARSER for start in range(0, len(samples), COARSER)
    ]
