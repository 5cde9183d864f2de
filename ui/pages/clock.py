"""The centre's clock; with its date, and the time elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from zoneinfo import ZoneInfo

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from supervisor.pages.legible import CLOCK_LINE, CLOCK_PRINT, clock_em
from supervisor.pages.page import ClockPart
from supervisor.words import WEEKDAYS, _, clock_time, day, pgettext
from ui.pages.painted import BOLD, PaintedPart, width_em
from ui.wallboard.face import digit_height


@dataclass(frozen=True)
class ClockView:
    """What the clock says."""

    time: str
    lines: tuple[str, ...]


class ClockWidget(PaintedPart):
    """Hours and minutes: seconds would be all that moves on a quiet wall."""

    def _view(self) -> ClockView:
        shows, now = self.part.shows, self.now
        assert isinstance(shows, ClockPart) and now is not None  # noqa: S101, PT018
        here = now.astimezone(self.zone)
        lines = [f"{day(here.date())} {weekday(here.weekday())}"] if shows.date else []
        there = zone_called(shows.zone)
        if there is not None:
            elsewhere = now.astimezone(there)
            said = clock_time(now, there)
            if elsewhere.date() != here.date():
                said = f"{weekday(elsewhere.weekday())} {said}"
            lines.append(f"{shows.zone_label or city(shows.zone)} {said}")
        elif shows.zone:
            lines.append(_("{zone}: no such time zone").format(zone=shows.zone))
        return ClockView(clock_time(now, self.zone), tuple(lines))

    def _summary(self, view: ClockView) -> tuple[str, str]:
        return pgettext("what shows the time", "Clock"), ", ".join((view.time, *view.lines))

    def _paint(self, painter: QPainter, box: QRectF, view: ClockView) -> None:
        self.card(painter, bare=True)
        widest = max([width_em(view.time, BOLD), *(width_em(line) * CLOCK_PRINT for line in view.lines)])
        em = min(self.most_em, clock_em(box.width(), box.height(), len(view.lines), widest))
        self.em = em
        small = max(self.least_print, CLOCK_PRINT * em)
        high = digit_height() * em + len(view.lines) * CLOCK_LINE * em
        middle = box.center().x()
        y = box.center().y() - high / 2 + digit_height() * em
        self.put(painter, QPointF(middle, y), view.time, em, "text", BOLD, middle=True)
        for line in view.lines:
            y += CLOCK_LINE * em
            self.put(painter, QPointF(middle, y), line, small, "muted", room=box.width(), middle=True)


def weekday(number: int) -> str:
    """The name of a weekday, Monday 0."""
    return _(WEEKDAYS[number])


def weekdays(number: int) -> str:
    """Several days of one weekday, Monday 0."""
    return (
        _("Mondays"),
        _("Tuesdays"),
        _("Wednesdays"),
        _("Thursdays"),
        _("Fridays"),
        _("Saturdays"),
        _("Sundays"),
    )[number]


@lru_cache(maxsize=64)
def zone_called(name: str) -> ZoneInfo | None:
    """The time zone called *name*; None when there is none, or none is named."""
    try:
        return ZoneInfo(name) if name else None
    except (KeyError, OSError, ValueError):
        return None


def city(zone: str) -> str:
    """What a zone is called where it has no other name: "Europe/Berlin" is Berlin."""
    return zone.rpartition("/")[2].replace("_", " ")
