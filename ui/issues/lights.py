"""How clocks look in tables and cards: sign and colour; the words beside them say the same."""

from __future__ import annotations

from supervisor.issues.clock import Light
from ui.theme import State
from ui.widgets.signs import Sign
from ui.widgets.table import Look

LOOKS: dict[Light, Look] = {
    Light.RED: Look(Sign.SQUARE, State.CRITICAL),
    Light.TODAY: Look(Sign.TRIANGLE, State.WARN),
    Light.AMBER: Look(Sign.QUARTER, State.WARN),
    Light.PAUSED: Look(Sign.RING, State.STALE),
}
"""A clock that is in time, or over, is quiet."""
