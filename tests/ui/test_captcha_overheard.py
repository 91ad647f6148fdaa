"""Robots that listen to the spoken code."""

import io
import wave
from array import array
from random import Random

from kabinet.ui.captcha_sound import RATE, _recorded, speak_code
from tests.ui.overhearing import at_speed, overhear


def test_recordings_laid_over_the_sound_find_no_more_digits_than_chance():
    heard = overhear(speak_code("653159", "k0"))
    assert sum(one == other for one, other in zip("653159", heard, strict=False)) <= 2


def test_recordings_laid_over_a_voice_that_only_varies_in_speed_are_found():
    # Else the robot of the test before would be deaf.
    heard = overhear(said_as_recorded("653159"))
    assert sum(one == other for one, other in zip("653159", heard, strict=True)) >= 5


def said_as_recorded(digits):
    """The digits a little faster or slower, louder or softer than they were recorded, with some noise."""
    chance, samples = Random(0), [0] * 4_000  # noqa: S311 - the same each time
    for digit in digits:
        speed, loudness = chance.uniform(0.9, 1.1), chance.uniform(0.75, 1.0)
        samples += [int(sample * loudness) for sample in at_speed(_recorded(digit), speed)]
        samples += [0] * int(chance.uniform(0.35, 0.75) * RATE)
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(array("h", (sample + chance.randint(-700, 700) for sample in samples)).tobytes())
    return out.getvalue()
