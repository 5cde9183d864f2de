"""Where somebody is asked for just now: what every tile and wall of this console shows of the alarms.

One console shows one centre, so that this is known once, as the look is. A board that is not the live one
does not follow it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:  # the window, which is painted before the board is loaded, clears what stands here
    from supervisor.live.board import QueueKey
    from supervisor.wallboard.levels import Level


@dataclass(frozen=True)
class Line:
    """An alarm that no tile shows, in words: *calls* while nobody has taken it on."""

    level: Level
    words: str
    calls: bool


class Calling(QObject):
    """*queues* ask for somebody, each as urgently as its level says; *lines* are the alarms beside them.

    *lit*: whether signs that flash are to be seen just now. *still*: nothing may move, and a mark stands
    where something would flash.
    """

    changed = Signal()
    turned = Signal(bool)  # lit

    def __init__(self) -> None:
        super().__init__()
        self.queues: Mapping[QueueKey, Level] = {}
        self.lines: tuple[Line, ...] = ()
        self.lit = True
        self.still = False

    def show(
        self, queues: Mapping[QueueKey, Level], lines: Sequence[Line] = (), *, still: bool = False
    ) -> None:
        """Make this what is shown."""
        new = (dict(queues), tuple(lines), still)
        if new != (self.queues, self.lines, self.still):
            self.queues, self.lines, self.still = new
            self.changed.emit()

    def show_lit(self, lit: bool) -> None:
        """Signs that flash are to be seen, or not."""
        if lit is not self.lit:
            self.lit = lit
            self.turned.emit(lit)


calling = Calling()
