"""The code read aloud in Russian, made from ten recorded digits (captcha_sounds/README.md).

The recordings lie open to everybody, so a digit must not sound as it was recorded, or it is found by laying
the recordings over the sound. Of a recording only this is kept: how loud it is from moment to moment in each
of some bands of pitch, which is what makes speech understood (a channel vocoder). The tones that carry it are
drawn anew for each digit, its speed and pitch too, and other voices speak backwards under it all the while.
"""

import io
import math
import wave
from array import array
from functools import cache
from itertools import pairwise
from pathlib import Path
from random import Random

from kabinet.ui.captcha_chance import chance_of

RATE = 11_025
"""Samples a second, 16 bits each, one channel."""
_FOLDER = Path(__file__).parent / "captcha_sounds"
_NOISE = 600
"""The loudest of the noise; the voice reaches about 20 000."""
_VOICE, _UNDER = 5_000.0, (0.12, 0.2)
"""How loud the voice is on the average, and how loud the others are beside it."""
_BANDS, _LOWEST, _HIGHEST = 14, 150.0, 5_000.0
_FRAME = 110
"""Samples of a moment: 10 ms."""
_TONES = 2
"""How many carry a band."""
_COLOUR, _EVEN = 0.45, 0.6
"""A band is up to 9 dB louder or softer than it was, and loud and soft lie nearer together."""


def speak_code(digits: str, key: str) -> bytes:
    """Read a code aloud as a WAV file; the same key gives the same sound."""
    chance = chance_of(key, "sound")
    voice = [0.0] * int(0.4 * RATE)
    for digit in digits:
        loudness = chance.uniform(0.75, 1.0)
        voice += [sample * loudness for sample in _said(digit, chance, _TONES)]
        voice += [0.0] * int(chance.uniform(0.35, 0.75) * RATE)
    noisy = array(
        "h",
        (
            _limited(int(loud + soft + chance.uniform(-_NOISE, _NOISE)))
            for loud, soft in zip(voice, _murmur(len(voice), chance), strict=True)
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


def _edges() -> list[float]:
    """Where the bands begin and end: each is as much wider as it lies higher, as people hear."""
    return [_LOWEST * (_HIGHEST / _LOWEST) ** (edge / _BANDS) for edge in range(_BANDS + 1)]


@cache
def _loudness(digit: str) -> tuple[tuple[float, ...], ...]:
    """How loud a recorded digit is in each band, from moment to moment."""
    edges = _edges()
    return tuple(
        _by_moments(_band(_band(_recorded(digit), low, high), low, high)) for low, high in pairwise(edges)
    )


def _band(samples: array[int] | list[float], low: float, high: float) -> list[float]:
    """What of a sound lies in a band: a resonant filter of the second order."""
    middle = math.sqrt(low * high)
    turn = math.tau * middle / RATE
    width = math.sin(turn) * (high - low) / (2 * middle)
    one, two, gain = 2 * math.cos(turn) / (1 + width), (1 - width) / (1 + width), width / (1 + width)
    before = last = out = former = 0.0
    found = []
    for sample in samples:
        now = gain * (sample - before) + one * out - two * former
        before, last = last, float(sample)
        former, out = out, now
        found.append(now)
    return found


def _by_moments(samples: list[float]) -> tuple[float, ...]:
    return tuple(
        math.sqrt(math.fsum(sample * sample for sample in samples[start : start + _FRAME]) / _FRAME)
        for start in range(0, len(samples), _FRAME)
    )


def _said(digit: str, chance: Random, tones: int) -> list[float]:
    """Say a digit by tones of its own, at a speed and a pitch of its own."""
    speed, pitch = chance.uniform(0.85, 1.15), chance.uniform(0.88, 1.15)
    edges, bands = _edges(), _loudness(digit)
    length = int(len(bands[0]) * _FRAME / speed)
    places = [place * speed / _FRAME for place in range(length)]
    said = [0.0] * length
    for loud, low, high in zip(bands, edges, edges[1:], strict=False):
        gain = 10 ** chance.uniform(-_COLOUR, _COLOUR)
        moments = [*(gain * moment**_EVEN for moment in loud), 0.0, 0.0]
        swell = [
            moments[int(place)] + (moments[int(place) + 1] - moments[int(place)]) * (place % 1.0)
            for place in places
        ]
        for _ in range(tones):
            turn = math.tau * min(chance.uniform(low, high) * pitch, RATE / 2.1) / RATE
            phase = chance.uniform(0, math.tau)
            said = [
                sample + height * math.sin(turn * place + phase)
                for place, (sample, height) in enumerate(zip(said, swell, strict=True))
            ]
    average = math.sqrt(math.sumprod(said, said) / length) or 1.0
    return [sample * _VOICE / average for sample in said]


def _murmur(length: int, chance: Random) -> list[float]:
    """Voices under the voice: digits said backwards, one after the other without a pause."""
    murmured: list[float] = []
    while len(murmured) < length:
        loudness = chance.uniform(*_UNDER)
        said = _said(str(chance.randrange(10)), chance, 1)
        murmured += [sample * loudness for sample in reversed(said)]
    return murmured[:length]


def _limited(sample: int) -> int:
    return max(-32_768, min(32_767, sample))
