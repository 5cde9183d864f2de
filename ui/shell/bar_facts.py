"""What the bar says of the open centre: whose it is, what its clock shows, how its feeds are."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from supervisor.words import _
from ui.shell.heard import Heard
from ui.shell.top_bar import TopBar

if TYPE_CHECKING:  # all of this comes after the first paint
    from supervisor.live.feed import Feed
    from ui.centre import OpenCentre


class BarFacts(QObject):
    """Keeps *bar* true to one centre from `follow` to `leave`."""

    titled = Signal(str)  # what the window is to be called

    def __init__(self, bar: TopBar) -> None:
        super().__init__(bar)
        self._bar = bar
        self._centre: OpenCentre | None = None
        self._heard = Heard()

    def follow(self, centre: OpenCentre) -> None:
        """Tell of *centre*."""
        self._centre = centre
        self._heard.hear(centre.changed, self._show_whose)
        self._heard.hear(centre.live.second, self._tick)
        self._heard.hear(centre.live.judged, self._show_feeds)
        self._tick(centre.live.clock.now())
        self.show()

    def leave(self) -> None:
        """Tell nothing new of the centre."""
        self._heard.end()
        self._centre = None

    def show(self) -> None:
        """Say everything, in the language in use."""
        if self._centre is not None:
            self._show_whose()
            self._show_feeds(self._centre.live.feeds)

    def _show_whose(self, _changes: object = None) -> None:
        if self._centre is None:
            return
        settings = self._centre.kept.settings
        self._bar.show_centre(settings.centre_name, demo=settings.demo)
        title = [settings.centre_name, _("Supervisor console")]
        if settings.demo:
            title.insert(0, _("DEMO"))
        self.titled.emit(" – ".join(part for part in title if part))

    def _tick(self, now: datetime) -> None:
        if self._centre is not None:
            self._bar.show_time(now, self._centre.zone)

    def _show_feeds(self, feeds: Mapping[str, Feed]) -> None:
        from ui.widgets.feed_words import feeds_summary

        if self._centre is not None:
            zone, now = self._centre.zone, self._centre.live.clock.now()
            self._bar.show_feeds(*feeds_summary(feeds, zone, now))
