"""Where the tiles stand: on how many pages, in which grid, and what is drawn of those in sight."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QPointF, QRect, QSize, Qt

from supervisor.live.board import QueueKey
from supervisor.wallboard.fit import DESK, Fit, Form, Viewing, fit
from ui import theme
from ui.wallboard.face import Drawn, Layout, Widest, digit_height, widths
from ui.wallboard.queue_roster import QueueRoster
from ui.wallboard.tile import TileView


class TilePages:
    """The queues of *roster* on pages, for the eyes of the farthest reader.

    Columns hold until a figure outgrows them, so that tiles do not change their places while somebody reads.
    """

    def __init__(self, roster: QueueRoster) -> None:
        self._roster = roster
        self._widest = Widest()
        self.viewing: Viewing = DESK
        self.text_scale = 1.0
        self.fit: Fit | None = None  # None before there is any room
        self.layout: Layout | None = None
        self.page = 0
        self.drawn: dict[QueueKey, Drawn] = {}  # the tiles of the page, as they are painted

    @property
    def count(self) -> int:
        """How many pages the tiles take."""
        return self.fit.pages if self.fit else 1

    def on_page(self) -> Sequence[QueueKey]:
        """The queues on the page in sight, in reading order."""
        if self.fit is None:
            return ()
        start = self.page * self.fit.per_page
        return self._roster.keys[start : start + self.fit.per_page]

    def page_of(self, key: QueueKey) -> int | None:
        """The page of a queue; None where it is not on the board."""
        if self.fit is None or key not in self._roster.keys:
            return None
        return self._roster.keys.index(key) // self.fit.per_page

    def arrange(self, room: QSize, wider: Sequence[TileView] | None = None) -> None:
        """Make grid and sizes anew for *room*; *wider*: those views alone have become wider."""
        at = self.page * self.fit.per_page if self.fit else 0
        if wider is None:
            self._widest = Widest().with_views([self._roster.view(key) for key in self._roster.keys])
        else:
            self._widest = self._widest.with_views(wider)
        self.fit = fit(
            room.width(),
            room.height(),
            len(self._roster.keys),
            self.viewing,
            widths(self._widest),
            digit=digit_height(),
            text_scale=self.text_scale,
        )
        self.page = min(at // self.fit.per_page, self.fit.pages - 1)
        self.layout = Layout(self.fit, theme.current(), self._widest, self._roster.names())

    def draw(self) -> None:
        """Draw every tile of the page in sight."""
        self.drawn.clear()
        if self.layout is not None:
            for place, key in enumerate(self.on_page()):
                self.drawn[key] = self.layout.draw(self._roster.view(key), place)

    def is_outgrown(self, old: TileView, new: TileView) -> bool:
        """Whether a figure has grown by a digit: the columns must, on all tiles alike."""
        return _lengths(new) != _lengths(old) and self._widest.with_views([new]) != self._widest

    def redraw(self, key: QueueKey, view: TileView) -> QRect:
        """Draw the tile of *key*, which is on the page, as *view*; what is to be painted of it."""
        old, layout = self.drawn[key], self.layout
        assert layout is not None  # noqa: S101 – without one nothing is drawn
        new = self.drawn[key] = layout.draw(view, self.on_page().index(key))
        if _only_longest(old.view, view):
            return new.tick_box.toAlignedRect()
        return self.dirty(key)

    def tick(self, key: QueueKey, longest: str) -> QRect | None:
        """Let the tile of *key* say *longest*: what is to be painted; None where it outgrows its column."""
        drawn, layout = self.drawn[key], self.layout
        view = replace(drawn.view, longest=longest)
        if layout is None or (len(longest) > len(drawn.view.longest) and self.is_outgrown(drawn.view, view)):
            return None
        drawn.view = view
        layout.tick(drawn)
        return drawn.tick_box.toAlignedRect()

    def dirty(self, key: QueueKey) -> QRect:
        """All that a tile may have painted, its edge with it."""
        return self.drawn[key].box.toAlignedRect().adjusted(-1, -1, 1, 1)

    def at(self, point: QPointF) -> QueueKey | None:
        """The queue whose tile stands at *point*; None between tiles."""
        return next((key for key, drawn in self.drawn.items() if drawn.box.contains(point)), None)

    def beside(self, key: QueueKey, pressed: Qt.Key) -> QueueKey | None:
        """The queue to which *pressed* leads from that of *key*; None where the page ends."""
        keys = self.on_page()
        if self.fit is None:
            return None
        place = keys.index(key)
        columns, rows = self.fit.columns, self.fit.rows
        across, down = (rows, 1) if self.fit.form is Form.LINE else (1, columns)
        step = {
            Qt.Key.Key_Right: across,
            Qt.Key.Key_Left: -across,
            Qt.Key.Key_Down: down,
            Qt.Key.Key_Up: -down,
            Qt.Key.Key_Home: -place,
            Qt.Key.Key_End: len(keys) - 1 - place,
        }[pressed]
        return keys[place + step] if 0 <= place + step < len(keys) else None


def _only_longest(old: TileView, new: TileView) -> bool:
    return old.longest != new.longest and old == replace(new, longest=old.longest)


def _lengths(view: TileView) -> tuple[object, ...]:
    """How long the figures are that a column must have room for: while they stay so, so does the column."""
    rates = (view.rate, view.recent, view.service)
    return (
        len(view.waiting),
        len(view.longest),
        len(str(view.ready)),
        len(str(view.handling)),
        len(str(view.on_break)),
        view.over and len(view.over_words),
        *(rate and len(rate.counts) for rate in rates),
    )
