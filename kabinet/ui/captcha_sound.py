"""The code read aloud in Russian, joined from ten recorded digits (captcha_sounds/README.md).

The recordings lie open to everybody, so a digit must not sound as it was recorded, or it is found by laying
the recordings over the sound. Each is said at a pitch and a speed of its own, put together from short pieces
that do not lie where they lay, and other voices speak backwards under it all the while.
"""

import io
import math
import wave
from array import array
from functools import cache
from pathlib import Path
from random import Random

from kabinet.ui.captcha_chance import chance_of

RATE = 11_025
"""Samples a second, 16 bits each, one channel."""
_FOLDER = Path(__file__).parent / "captcha_sounds"
_NOISE = 900
"""The loudest of the noise; the voice reaches about 20 000."""
_UNDER = (0.22, 0.34)
"""How loud the other voices are beside it."""
_PIECE = 330
"""Samples of a piece of speech, 30 ms: a sound of speech is longer, so that it is still heard."""
_SHIFT = 45
"""By how many samples a piece may lie beside its place: more than half a wave of what tells vowels apart."""


def speak_code(digits: str, key: str) -> bytes:
    """Read a code aloud as a WAV file; the same key gives the same sound."""
    chance = chance_of(key, "sound")
    voice = [0.0] * int(0.4 * RATE)
    for digit in digits:
        voice += _said(_recorded(digit), chance)
        voice += [0.0] * int(chance.uniform(0.3, 0.6) * RATE)
    under = _murmur(len(voice), chance)
    noisy = array(
        "h",
        (
            _limited(int(loud + soft + chance.uniform(-_NOISE, _NOISE)))
            for loud, soft in zip(voice, under, strict=True)
        ),
    )
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


@cache
def _window() -> tuple[float, ...]:
    return tuple(0.5 - 0.5 * math.cos(math.tau * place / _PIECE) for place in range(_PIECE))


def _said(recorded: array[int], chance: Random) -> list[float]:
    """Say a digit at a pitch, a speed and a loudness of its own, out of pieces that overlap by half."""
    pitch, speed, loudness = chance.uniform(0.8, 1.25), chance.uniform(0.85, 1.2), chance.uniform(0.75, 1.0)
    step = _PIECE // 2
    said = [0.0] * (int(len(recorded) / speed) + 2 * _PIECE)
    for start in range(0, len(said) - _PIECE, step):
        source = start * speed + chance.uniform(-_SHIFT, _SHIFT)
        for place, weight in enumerate(_window()):
            at = int(source + place * pitch)
            if 0 <= at < len(recorded):
                said[start + place] += recorded[at] * weight * loudness
    return said


def _murmur(length: int, chance: Random) -> list[float]:
    """Voices under the voice: digits said backwards, one after the other without a pause."""
    murmured: list[float] = []
    while len(murmured) < length:
        loudness = chance.uniform(*_UNDER)
        said = _said(_recorded(str(chance.randrange(10))), chance)
        murmured += [sample * loudness for sample in reversed(said)]
    return murmured[:length]


def _limited(sample: int) -> int:
    return max(-32_768, min(32_767, sample))
