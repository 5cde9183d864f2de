"""Hands the live board on to whatever shows it, and only while it is seen."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from PySide6.QtCore import QEvent, QObject, Slot
from PySide6.QtWidgets import QWidget

from supervisor.live.board import Board, Changed
from supervisor.live.feed import Feed
from ui.live import LiveBoard

EVERYTHING = Changed(day=True)


class ShowsBoard(Protocol):
    """A widget that shows the board, or a part of it."""

    def take(self, board: Board, changed: Changed, feeds: Mapping[str, Feed], now: datetime) -> None: ...
    def tick(self, now: datetime) -> None: ...


class Showing(QObject):
    """Hands *live* on to *board*; what changes while *widget* is out of sight waits until it is seen."""

    def __init__(self, live: LiveBoard, board: ShowsBoard, widget: QWidget) -> None:
        super().__init__(widget)
        self._live = live
        self._board = board
        self._widget = widget
        self._waiting = EVERYTHING
        live.changed.connect(self._take)
        live.judged.connect(self._take_feeds)
        live.second.connect(self._tick)
        widget.installEventFilter(self)
        self._give()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._widget and event.type() is QEvent.Type.Show:
            self._give()
        return super().eventFilter(watched, event)

    @Slot(object, object)
    def _take(self, _board: Board, changed: Changed) -> None:
        self._waiting |= changed
        if self._widget.isVisible():
            self._give()

    @Slot(object)
    def _take_feeds(self, _feeds: Mapping[str, Feed]) -> None:
        if self._widget.isVisible():
            self._give()

    @Slot(object)
    def _tick(self, now: datetime) -> None:
        if self._widget.isVisible():
            self._board.tick(now)

    def _give(self) -> None:
        if not self._live.is_known:
            return  # the journal is being read
        waiting, self._waiting = self._waiting, Changed()
        self._board.take(self._live.board, waiting, self._live.feeds, self._live.clock.now())
