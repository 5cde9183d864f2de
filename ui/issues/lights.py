"""How a clock looks in a list or on a card: sign, colour and words, which say the same."""

from __future__ import annotations

from supervisor.issues.clock import Light, Reading
from supervisor.issues.clock_wording import short_words
from supervisor.issues.line import IssueLine
from supervisor.words import _
from ui.theme import State
from ui.widgets.signs import Sign
from ui.widgets.table import Look

LOOKS: dict[Light, Look] = {
    Light.OVER: Look(),
    Light.PAUSED: Look(Sign.BARS, State.STALE),
    Light.GREEN: Look(Sign.RING),  # normal is quiet
    Light.AMBER: Look(Sign.HALF, State.WARN),
    Light.TODAY: Look(Sign.TRIANGLE, State.WARN),
    Light.RED: Look(Sign.SQUARE, State.CRITICAL),
}


def look_of(reading: Reading | None) -> Look | None:
    """Sign and colour of a clock; None where none runs."""
    return LOOKS[reading.light] if reading is not None else None


def how(line: IssueLine) -> str:
    """How the most urgent clock stands, without its name; "" where none runs."""
    reading = line.reading
    if reading is None:
        return ""
    said = short_words(reading)
    if reading.light is Light.PAUSED and line.party:
        said = _("Paused: waiting for {party}").format(party=line.party)
    return _("{said} (provisional)").format(said=said) if reading.provisional else said
