"""The code read aloud in Russian, joined from ten recorded digits (captcha_sounds/README.md)."""

import io
import wave
from array import array
from functools import cache
from pathlib import Path
from random import Random

from kabinet.ui.captcha_chance import chance_of

RATE = 11_025
"""Samples a second, 16 bits each, one channel."""
_FOLDER = Path(__file__).parent / "captcha_sounds"
_NOISE = 700
"""The loudest of the noise; the voice reaches about 20 000."""


def speak_code(digits: str, key: str) -> bytes:
    """Read a code aloud as a WAV file; the same key gives the same sound."""
    chance = chance_of(key, "sound")
    samples = _pause(0.4)
    for digit in digits:
        samples.extend(_varied(_recorded(digit), chance))
        samples.extend(_pause(chance.uniform(0.35, 0.75)))
    noisy = array("h", (_limited(sample + chance.randint(-_NOISE, _NOISE)) for sample in samples))
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(noisy.tobytes())
    return out.getvalue()


@cache
def _recorded(digit: str) -> array[int]:
    with wave.open(str(_FOLDER / f"{digit}.wav")) as file:
        return array("h", file.readframes(file.getnframes()))


def _pause(seconds: float) -> array[int]:
    return array("h", bytes(2 * int(seconds * RATE)))


def _varied(samples: array[int], chance: Random) -> array[int]:
    """Say a digit a little faster or slower, higher or lower, louder or softer than it was recorded."""
    speed, loudness = chance.uniform(0.9, 1.1), chance.uniform(0.75, 1.0)
    return array(
        "h", (int(samples[int(place * speed)] * loudness) for place in range(int(len(samples) / speed)))
    )


def _limited(sample: int) -> int:
    return max(-32_768, min(32_767, sample))
