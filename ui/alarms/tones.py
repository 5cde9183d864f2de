"""The tones of the alarms: made by the program, so that each level has its own and none needs a licence.

The patterns follow IEC 60601-1-8, whose alarms people tell apart in a noisy room without having learnt them:
a short rise of two pulses asks for attention, three pulses and two higher ones for action now. Each pulse has
five harmonics, because an ear finds out where a pure tone comes from only with difficulty.
"""

from __future__ import annotations

import io
import math
import sys
import wave
from array import array
from pathlib import Path

from supervisor.wallboard.levels import Level

RATE = 22_050  # samples a second
HARMONICS = ((1, 1.0), (2, 0.5), (3, 0.28), (4, 0.16), (5, 0.09))
RISE_S, FALL_S = 0.015, 0.05  # no pulse begins or ends with a click

# Pulses as (frequency in Hz, length in s, silence after it in s).
PATTERNS: dict[Level, tuple[tuple[float, float, float], ...]] = {
    Level.ATTENTION: ((523.25, 0.20, 0.10), (659.26, 0.26, 0.05)),
    Level.ACTION: (
        (784.0, 0.13, 0.07),
        (784.0, 0.13, 0.07),
        (784.0, 0.13, 0.22),
        (987.77, 0.13, 0.07),
        (987.77, 0.20, 0.05),
    ),
}


def tone(level: Level, volume: int) -> bytes:
    """The tone of *level* as a WAV file (16 bit, one channel), *volume* from 0 to 100 as the ear hears it."""
    samples = array("h")
    loud = 32_000 * (min(100, max(0, volume)) / 100) ** 2
    for frequency, length_s, pause_s in PATTERNS[level]:
        samples.extend(_pulse(frequency, length_s, loud))
        samples.extend([0] * int(pause_s * RATE))
    if sys.byteorder == "big":
        samples.byteswap()
    made = io.BytesIO()
    with wave.open(made, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(samples.tobytes())
    return made.getvalue()


def tone_file(folder: Path, level: Level, volume: int) -> Path:
    """The file in *folder* that holds the tone of *level*, made now when it is not there yet.

    Raises OSError when it cannot be written. Takes some 20 ms the first time: not on the screen's thread.
    """
    file = folder / f"{level.name.lower()}-{volume}.wav"
    if not file.exists():
        folder.mkdir(parents=True, exist_ok=True)
        beside = file.with_suffix(".new")
        beside.write_bytes(tone(level, volume))
        beside.replace(file)
    return file


def _pulse(frequency: float, length_s: float, loud: float) -> list[int]:
    whole = sum(strength for _number, strength in HARMONICS)
    last = int(length_s * RATE)
    made = []
    for place in range(last):
        at = place / RATE
        shape = min(1.0, at / RISE_S, (last - place) / RATE / FALL_S)
        turn = 2 * math.pi * frequency * at
        wave_now = sum(strength * math.sin(number * turn) for number, strength in HARMONICS)
        made.append(round(loud * shape * wave_now / whole))
    return made
