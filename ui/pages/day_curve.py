"""The day as a curve over the band of the same weekday of the last weeks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from supervisor.live.past import PastDay
from supervisor.pages.curve import Series, Spread, added, opening, points, spreads
from supervisor.pages.legible import curve_em
from supervisor.pages.page import DayCurvePart
from supervisor.wallboard.fit import PRINT
from supervisor.words import DASH, _, clock_time, duration, ngettext, number, share
from ui.pages.clock import weekdays
from ui.pages.painted import BOLD, PaintedPart, width_em
from ui.wallboard.definitions import true_at
from ui.wallboard.face import digit_height

QUARTER = timedelta(minutes=15)
LEAST_QUARTERS = 16  # the narrowest day that is drawn: four hours


@dataclass(frozen=True)
class CurveView:
    """What the curve shows, a point for each quarter hour from *first*. *top* and *floor* bound the axis."""

    title: str
    value: str
    note: str
    band_words: str
    first: int
    today: tuple[float | None, ...]
    band: tuple[Spread | None, ...]
    target: float | None
    floor: float
    top: float
    series: Series
    hours: tuple[tuple[int, str], ...]
    live: bool


class DayCurveWidget(PaintedPart):
    """Today's line, last weeks' band, the target with its word. Where nothing can be said the line breaks."""

    def _view(self) -> CurveView | None:
        shows, now = self.part.shows, self.now
        assert isinstance(shows, DayCurvePart) and now is not None  # noqa: S101, PT018
        board, definitions = self.common.sighting.board, self.common.definitions
        keys = shows.queues or tuple(key for key, line in board.queues.items() if not line.gone)
        lines = [board.queues[key] for key in keys if key in board.queues]
        sources = {line.source for line in lines}
        stale = self.stale_words(sources)
        at = min((true_at(self.common.feeds.get(source), now) for source in sources), default=now)
        today = added(line.quarters for line in lines)
        past = self.common.material.past.get(shows.queues, ())
        began = definitions.day_began(board, now)
        running = definitions.quarter(board, at)
        span = opening([today, *(one.quarters for one in past)]) or (running, running)
        last = min(95, max(span[1], running, span[0] + LEAST_QUARTERS))
        first = max(0, min(span[0], running, last - LEAST_QUARTERS))
        line_points = points(today, shows.series, first, running)
        band = spreads(past, shows.series, first, last)
        value = next((one for one in reversed(line_points) if one is not None), None)
        if shows.series == "offered" and len(line_points) > 1:
            line_points[-1] = None  # the running quarter hour has only begun
            value = float(sum(counts.offered for counts in today.values()))
        target = {
            "answer_rate": definitions.targets.answer_rate,
            "service_level": definitions.targets.service_level,
        }.get(shows.series)
        floor, top = _bounds(shows.series, [*line_points, *_edges(band)], target)
        half_hour = ngettext("last {n} minute", "last {n} minutes", 30).format(n=30)
        period = _("today, a point for each 15 minutes") if shows.series == "offered" else half_hour
        return CurveView(
            shows.title or " · ".join([series_name(shows.series), *self._of(keys, shows)]),
            said(shows.series, value),
            stale or period,
            self._band_words(past, board.day.weekday() if board.day is not None else None),
            first,
            tuple(line_points),
            tuple(band),
            target,
            floor,
            top,
            shows.series,
            _hours(began, first, last, self.zone),
            not stale,
        )

    @staticmethod
    def _of(keys: tuple[tuple[str, str], ...], shows: DayCurvePart) -> list[str]:
        if not shows.queues:
            return []
        if len(keys) <= 2:
            return [_(", ").join(name for _source, name in keys)]
        return [ngettext("{count} queue", "{count} queues", len(keys)).format(count=len(keys))]

    @staticmethod
    def _band_words(past: tuple[PastDay, ...], weekday_number: int | None) -> str:
        days = len({one.day for one in past})
        if days < 2 or weekday_number is None:
            return ""
        return _("last {n} {weekdays}").format(n=days, weekdays=weekdays(weekday_number))

    def _summary(self, view: CurveView) -> tuple[str, str]:
        parts = [view.value, view.note, view.band_words]
        here = view.band[len(view.today) - 1] if view.today and len(view.today) <= len(view.band) else None
        if here is not None:
            low, high = said(view.series, here.low), said(view.series, here.high)
            parts.append(_("usually {low} to {high} at this time").format(low=low, high=high))
        return view.title, ", ".join(part for part in parts if part)

    # -- painting -----------------------------------------------------------------------------------------

    def _paint(self, painter: QPainter, box: QRectF, view: CurveView) -> None:
        self.card(painter)
        em = min(self.most_em, curve_em(box.width(), box.height()))
        self.em = em
        small, digit = max(self.least_print, PRINT * em), digit_height()
        side = 0.5 * em
        left, right = box.left() + side, box.right() - side
        y = box.top() + 0.4 * em + digit * em
        ink = "text" if view.live else "stale_text"
        wide = self.put(painter, QPointF(left, y), view.value, em, ink, BOLD)
        x = left + wide + 0.5 * em
        note_ink = "muted" if view.live else "stale_print"
        self.put(painter, QPointF(x, y + 0.45 * small), view.note, small * 0.9, note_ink, room=right - x)
        above, below = y - 0.72 * small, y + 0.45 * small
        title_w, note_w = width_em(view.title, BOLD) * small, width_em(view.note) * small * 0.9
        legend_w = (width_em(view.band_words) + 2.4) * small * 0.9
        room = right - x
        if title_w + legend_w <= room:
            self._legend(painter, QPointF(right, above), view, small * 0.9)
        elif note_w + legend_w <= room:
            self._legend(painter, QPointF(right, below), view, small * 0.9)
        self.put(painter, QPointF(x, above), view.title, small, ink, BOLD, room=room)
        axis_w = max(width_em(tick_words(view.series, tick)) for tick in _ticks(view)) * small * 0.9
        axis_w += 0.4 * small
        chart = QRectF(left + axis_w, y + 1.1 * small, right - left - axis_w, 0)
        chart.setBottom(box.bottom() - 1.75 * small)
        if chart.height() < 2 * small or chart.width() < 4 * small:
            return
        self._paint_chart(painter, chart, view, small, axis_w)

    def _legend(self, painter: QPainter, at: QPointF, view: CurveView, px: float) -> None:
        """What the band is, ending at *at*."""
        wide = width_em(view.band_words) * px + 1.9 * 0.7 * px
        if not view.band_words:
            return
        size = 0.7 * px
        painter.fillRect(QRectF(at.x() - wide, at.y() - size, 1.3 * size, size), self._band_ink(2))
        self.put(painter, at, view.band_words, px, "muted", right=True)

    def _band_ink(self, depth: int) -> QColor:
        ink = QColor(self.inks["muted"])
        ink.setAlphaF(0.16 * depth)
        return ink

    def _paint_chart(
        self, painter: QPainter, chart: QRectF, view: CurveView, small: float, axis_w: float
    ) -> None:
        count = max(2, len(view.band))

        def at(place: float, value: float) -> QPointF:
            up = (value - view.floor) / (view.top - view.floor)
            x = chart.left() + chart.width() * place / (count - 1)
            return QPointF(x, chart.bottom() - chart.height() * min(1.0, max(0.0, up)))

        tick_px = small * 0.9
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        for tick in _ticks(view):
            y = round(at(0, tick).y()) + 0.5
            painter.setPen(QPen(self.inks["line"], 1.0))
            painter.drawLine(QPointF(chart.left(), y), QPointF(chart.right(), y))
            place = QPointF(chart.left() - 0.4 * small, y + digit_height() * tick_px / 2)
            self.put(painter, place, tick_words(view.series, tick), tick_px, "muted", right=True)
        taken = -1e9
        for quarter, hour in view.hours:
            x = at(quarter - view.first, view.floor).x()
            wide = width_em(hour) * tick_px
            if x - wide / 2 > taken and x + wide / 2 < chart.right() + small:
                self.put(
                    painter, QPointF(x, chart.bottom() + 1.3 * small), hour, tick_px, "muted", middle=True
                )
                taken = x + wide / 2 + 0.8 * small
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        for depth, low, high in ((1, "low", "high"), (2, "lower", "upper")):
            for run in _runs(view.band):
                shape = QPainterPath(at(run[0], getattr(view.band[run[0]], high)))
                for quarter in run[1:]:
                    shape.lineTo(at(quarter, getattr(view.band[quarter], high)))
                for quarter in reversed(run):
                    shape.lineTo(at(quarter, getattr(view.band[quarter], low)))
                painter.fillPath(shape, self._band_ink(depth))
        if view.target is not None:
            self._paint_target(painter, chart, at(0, view.target).y(), view, tick_px)
        thick = max(2.0, 0.11 * small)
        ink = self.inks["text" if view.live else "stale_text"]
        painter.setPen(
            QPen(ink, thick, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
        )
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for run in _runs(view.today):
            line = QPainterPath(at(run[0], view.today[run[0]] or 0.0))
            for quarter in run[1:]:
                line.lineTo(at(quarter, view.today[quarter] or 0.0))
            painter.drawPath(line)
            if len(run) == 1:
                painter.drawPoint(at(run[0], view.today[run[0]] or 0.0))
        drawn = [number for number, value in enumerate(view.today) if value is not None]
        if drawn:
            painter.setPen(QPen(self.inks["surface"], 0.6 * thick))
            painter.setBrush(ink)
            painter.drawEllipse(at(drawn[-1], view.today[drawn[-1]] or 0.0), 2.2 * thick, 2.2 * thick)

    def _paint_target(self, painter: QPainter, chart: QRectF, y: float, view: CurveView, px: float) -> None:
        pen = QPen(self.inks["accent"], max(1.0, 0.07 * px), Qt.PenStyle.CustomDashLine)
        pen.setDashPattern([5.0, 4.0])
        painter.setPen(pen)
        painter.drawLine(QPointF(chart.left(), y), QPointF(chart.right(), y))
        word = _("target {share}").format(share=tick_words(view.series, view.target or 0.0))
        above = y - 0.35 * px
        if above - px < chart.top():
            above = y + 1.05 * px
        self.put(painter, QPointF(chart.right(), above), word, px, "accent", right=True)


def series_name(series: Series) -> str:
    """What a curve is of."""
    return {
        "answer_rate": _("Answer rate"),
        "service_level": _("Service level"),
        "offered": _("Offered"),
        "mean_wait": _("Mean wait"),
    }[series]


def said(series: Series, value: float | None) -> str:
    """A value of the curve as a person reads it."""
    if value is None:
        return DASH
    if series == "offered":
        return number(value)
    return duration(value) if series == "mean_wait" else share(value)


def tick_words(series: Series, value: float) -> str:
    """A value beside the axis: a share without decimals that say nothing."""
    if series in ("answer_rate", "service_level"):
        percent = round(value * 100, 1)
        return f"{percent:g} %"
    return said(series, value)


def _edges(band: list[Spread | None]) -> list[float | None]:
    return [edge for spread in band if spread is not None for edge in (spread.low, spread.high)]


def _bounds(series: Series, values: list[float | None], target: float | None) -> tuple[float, float]:
    """Where the axis begins and ends: counts and times at 0, rates at a round share below the lowest."""
    known = [value for value in values if value is not None]
    if series in ("answer_rate", "service_level"):
        lowest = min([*known, target if target is not None else 1.0], default=0.9)
        return max(0.0, min(0.9, (int(lowest * 100 - 1) // 10) / 10)), 1.0
    highest = max(known, default=1.0)
    for unit in (1, 2, 5, 10, 20, 30, 60, 120, 180, 300, 600, 1200, 3600):
        if unit * 4 >= highest:
            return 0.0, unit * 4.0
    return 0.0, highest * 1.1


def _ticks(view: CurveView) -> list[float]:
    if view.series in ("answer_rate", "service_level"):
        middle = (view.floor + view.top) / 2
        steps = round((view.top - view.floor) * 100)
        return [view.floor, middle, view.top] if steps % 20 == 0 or steps == 10 else [view.floor, view.top]
    return [view.floor, (view.floor + view.top) / 2, view.top]


def _runs(values: tuple[object, ...]) -> list[list[int]]:
    """The places that follow each other without a gap."""
    runs: list[list[int]] = []
    for place, value in enumerate(values):
        if value is None:
            continue
        if runs and runs[-1][-1] == place - 1:
            runs[-1].append(place)
        else:
            runs.append([place])
    return runs


def _hours(began: datetime, first: int, last: int, zone: tzinfo) -> tuple[tuple[int, str], ...]:
    step = 4 if last - first <= 32 else 8 if last - first <= 64 else 12
    return tuple(
        (quarter, clock_time(began + quarter * QUARTER, zone))
        for quarter in range(-(-first // step) * step, last + 1, step)
    )
