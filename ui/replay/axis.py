"""The axis of a replayed day: a slider over what was heard, with its alarms, announcements and gaps."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta, tzinfo

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFont,
    QFontMetricsF,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
    QPolygonF,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QSlider, QWidget

from supervisor.live.axis import DayAxis, Gap, Mark, MarkKind, span
from supervisor.live.counts import Counts
from supervisor.live.fold import QUARTER_S
from supervisor.words import _, clock_time, duration, ngettext, number, share
from ui import theme
from ui.replay.hatch import paint_hatch
from ui.theme import State
from ui.wallboard.surface import show_tip, tell
from ui.widgets import signs
from ui.widgets.signs import OF_STATE, Sign

NEAR_PX = 6  # how far from a mark the mouse still means it
LEVELS = {1: State.WARN, 2: State.CRITICAL}
LEAST_SETTLED = 5  # contacts of a quarter hour: of fewer, a rate says nothing
LEAST_RATE = 0.5  # the course of the answer rate begins there, or where the day's worst quarter hour needs it


class DaySlider(QSlider):
    """Where in the day the replay stands; click or drag to go elsewhere.

    From the top: the time that is sought, alarms, announcements and differences, the day's course (bars of
    arrivals, line of the answer rate), the hours. Hatched: a source was not heard. To a screen reader it is a
    slider in seconds whose description says time and figures; the section that it belongs to handles keys.
    """

    sought = Signal(object)  # datetime

    def __init__(self, zone: tzinfo, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.zone = zone
        self.alarms: tuple[Mark, ...] = ()
        self.notes: tuple[Mark, ...] = ()
        self._axis: DayAxis | None = None
        self._counted: Mapping[int, Counts] = {}
        self._since = self._until = self._at = datetime.min.replace(tzinfo=UTC)  # until a day is shown
        self._present: datetime | None = None
        self._showing = False
        self._ground: QPixmap | None = None
        self.setMouseTracking(True)
        self.setTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setSingleStep(60)
        self.setPageStep(900)
        self.setAccessibleName(_("Time of day"))
        self.valueChanged.connect(self._heed_value)
        theme.watch.changed.connect(self._restyle)

    # -- what is shown ------------------------------------------------------------------------------------

    def show_day(
        self,
        axis: DayAxis | None,
        counted: Mapping[int, Counts] | None,
        marks: Iterable[Mark],
        at: datetime,
        present: datetime,
    ) -> None:
        """Show the day of *axis* (None: it is being read), at *at*; nothing is known after *present*."""
        kept = tuple(marks)
        self.alarms = tuple(mark for mark in kept if mark.kind is MarkKind.ALARM)
        self.notes = (
            *(mark for mark in kept if mark.kind is MarkKind.ANNOUNCEMENT),
            *(axis.audits if axis is not None else ()),
        )
        self._axis, self._counted, self._present = axis, counted or {}, present
        if axis is not None:
            self._since, self._until = span(axis, counted, min(at, axis.ends))
            self._showing = True
            self.setRange(0, round((self._until - self._since).total_seconds()))
            self._showing = False
        self._ground = None
        self.show_time(at)
        self.update()

    def show_time(self, at: datetime) -> None:
        """Put the handle at *at*."""
        before, self._at = self._at, at
        if self._axis is None:
            return
        if not self._since <= at <= self._until and self._axis.begins <= at < self._axis.ends:
            self._since, self._until = span(self._axis, self._counted, at)
            self._ground = None
            self.update()
        self._showing = True
        self.setRange(0, round((self._until - self._since).total_seconds()))
        self.setValue(round((at - self._since).total_seconds()))
        self._showing = False
        if before != at:
            for instant in (before, at):
                self.update(self._handle_box(instant))
            if self.hasFocus():
                self._tell()

    def twin(self, parent: QWidget) -> DaySlider:
        """Another one that shows the same: for a picture."""
        other = DaySlider(self.zone, parent)
        if self._axis is not None:
            marks = (*self.alarms, *(mark for mark in self.notes if mark.kind is not MarkKind.AUDIT))
            other.show_day(self._axis, self._counted, marks, self._at, self._present or self._axis.read_at)
        return other

    @property
    def span(self) -> tuple[datetime, datetime]:
        """From when to when the axis reaches."""
        return self._since, self._until

    @property
    def at(self) -> datetime:
        """Where the handle is."""
        return self._at

    @property
    def gaps(self) -> Sequence[Gap]:
        return self._axis.gaps if self._axis is not None else ()

    def retranslate(self) -> None:
        """Say everything again, in the language now in use."""
        self._ground = None
        self._tell()
        self.update()

    def place_of(self, at: datetime) -> float:
        """Where *at* stands, in pixels."""
        plot = self._plot()
        whole = max(1.0, (self._until - self._since).total_seconds())
        return plot.left() + plot.width() * (at - self._since).total_seconds() / whole

    def instant(self, x: float) -> datetime:
        """The instant at the pixel *x*, to the second."""
        plot = self._plot()
        part = min(1.0, max(0.0, (x - plot.left()) / max(1.0, plot.width())))
        return self._since + timedelta(seconds=round(part * (self._until - self._since).total_seconds()))

    # -- figures ------------------------------------------------------------------------------------------

    def _quarter(self, at: datetime) -> Counts | None:
        if self._axis is None:
            return None
        return self._counted.get(int((at - self._axis.begins).total_seconds()) // QUARTER_S)

    def about(self, at: datetime, near: timedelta = timedelta(0)) -> list[str]:
        """What is known of *at*, a line each: figures of its quarter hour, marks within *near*, gaps."""
        said = [clock_time(at, self.zone, seconds=True)]
        counts = self._quarter(at)
        if counts is not None and counts.offered:
            begins = at - timedelta(
                seconds=(at - self._axis.begins).total_seconds() % QUARTER_S if self._axis else 0
            )
            rate = counts.answered / counts.settled if counts.settled else None
            said.append(
                _("{since}–{until}: {rate} answered, {answered} of {settled}; {offered} arrived").format(
                    since=clock_time(begins, self.zone),
                    until=clock_time(begins + timedelta(seconds=QUARTER_S), self.zone),
                    rate=share(rate),
                    answered=number(counts.answered),
                    settled=number(counts.settled),
                    offered=number(counts.offered),
                )
            )
        for mark in (*self.alarms, *self.notes):
            end = mark.until if mark.until is not None else max(at, mark.since)
            if mark.since - near <= at <= end + near:
                said.append(self.words(mark))
        said += [self._gap_words(gap) for gap in self.gaps if gap.covers(at)]
        return said

    def words(self, mark: Mark) -> str:
        """A mark in words."""
        match mark.kind:
            case MarkKind.AUDIT:
                return ngettext(
                    "{time} {source}: the comparison found {n} difference",
                    "{time} {source}: the comparison found {n} differences",
                    mark.count,
                ).format(time=clock_time(mark.since, self.zone), source=mark.title, n=mark.count)
            case MarkKind.ANNOUNCEMENT:
                return _("Announced at {time}: {what}").format(
                    time=clock_time(mark.since, self.zone), what=mark.title
                )
        sign = theme.SIGN[LEVELS[mark.level]] if mark.level in LEVELS else ""
        if mark.until is None:
            said = _("{sign} Alarm from {time} on: {what}")
            return said.format(sign=sign, time=clock_time(mark.since, self.zone), what=mark.title).strip()
        said = _("{sign} Alarm {time}, {length} long: {what}")
        length = duration((mark.until - mark.since).total_seconds())
        return said.format(
            sign=sign, time=clock_time(mark.since, self.zone), length=length, what=mark.title
        ).strip()

    def _gap_words(self, gap: Gap) -> str:
        said = (
            _("{source} said nothing from {since} to {until}")
            if gap.silent
            else _("{source} was not heard from {since} to {until}")
        )
        until = _("now") if gap.until is None else clock_time(gap.until, self.zone, seconds=True)
        said = said.format(
            source=gap.source, since=clock_time(gap.since, self.zone, seconds=True), until=until
        )
        return _("{what} ({reason})").format(what=said, reason=_(gap.reason)) if gap.reason else said

    # -- where things stand -------------------------------------------------------------------------------

    def _em(self) -> float:
        return float(theme.current().px(theme.SMALL))

    def sizeHint(self) -> QSize:
        return QSize(480, round(10.6 * self._em()))

    def minimumSizeHint(self) -> QSize:
        return QSize(200, self.sizeHint().height())

    def _names(self) -> tuple[tuple[str, float], ...]:
        """The lanes' names and the middle of each."""
        return (
            (_("Alarms"), self._lane(0).center().y()),
            (_("Announced"), self._lane(1).center().y()),
            (_("Answered"), self._course().top() + 0.75 * self._em()),
            (_("Arrivals"), self._course().bottom() - 0.6 * self._em()),
        )

    def _gutter(self) -> float:
        metrics = QFontMetricsF(theme.font(round(self._em())))
        widest = max(metrics.horizontalAdvance(name) for name, _y in self._names_only())
        return float(widest + 1.2 * self._em())

    @staticmethod
    def _names_only() -> tuple[tuple[str, float], ...]:
        return tuple((name, 0.0) for name in (_("Alarms"), _("Announced"), _("Answered"), _("Arrivals")))

    def _plot(self) -> QRectF:
        left = self._gutter()
        em = self._em()
        return QRectF(left, 1.7 * em, max(10.0, self.width() - left - 3.6 * em), self.height() - 3.2 * em)

    def _lane(self, place: int) -> QRectF:
        plot, em = self._plot(), self._em()
        return QRectF(plot.left(), plot.top() + place * 1.35 * em, plot.width(), 1.15 * em)

    def _course(self) -> QRectF:
        plot, em = self._plot(), self._em()
        top = plot.top() + 2.85 * em
        return QRectF(plot.left(), top, plot.width(), plot.bottom() - top)

    def _handle_box(self, at: datetime) -> QRect:
        if self._axis is None:
            return QRect()
        reach = 5.0 * self._em()
        return QRectF(self.place_of(at) - reach, 0, 2 * reach, self.height()).toAlignedRect()

    # -- painting -----------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        ratio = self.devicePixelRatioF()
        if self._ground is None or self._ground.size() != self.size() * ratio:
            self._ground = QPixmap(self.size() * ratio)
            self._ground.setDevicePixelRatio(ratio)
            self._ground.fill(theme.colour(theme.current().ground))
            painter = QPainter(self._ground)
            self._paint_ground(painter)
            painter.end()
        painter = QPainter(self)
        painter.setClipRect(event.rect())
        painter.drawPixmap(0, 0, self._ground)
        if self._axis is not None:
            self._paint_handle(painter)
        if self.hasFocus():
            painter.setPen(theme.colour(theme.current().accent))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(self.rect().adjusted(0, 0, -1, -1), 3, 3)
        painter.end()

    def _paint_ground(self, painter: QPainter) -> None:
        look, em, plot, course = theme.current(), self._em(), self._plot(), self._course()
        font = theme.font(round(em))
        metrics = QFontMetricsF(font)
        painter.setFont(font)
        painter.setPen(theme.colour(look.muted))
        for name, y in self._names():
            x = plot.left() - 0.7 * em - metrics.horizontalAdvance(name)
            painter.drawText(QPointF(x, y + 0.36 * em), name)
        painter.fillRect(
            QRectF(plot.left(), plot.top(), plot.width(), plot.height()), theme.colour(look.surface)
        )
        if self._axis is None:
            painter.drawText(course, Qt.AlignmentFlag.AlignCenter, _("The day is being read…"))
            return
        self._paint_hours(painter, metrics)
        self._paint_course(painter, course)
        for gap in self.gaps:
            self._paint_gap(painter, gap)
        if self._present is not None and self._since < self._present < self._until:
            x = self.place_of(self._present)
            painter.fillRect(
                QRectF(x, plot.top(), plot.right() - x, plot.height()), theme.colour(look.ground)
            )
            painter.fillRect(QRectF(x, plot.top(), 1, plot.height()), theme.colour(look.line_strong))
            painter.setPen(theme.colour(look.muted))
            if plot.right() - x > metrics.horizontalAdvance(_("now")) + em:
                painter.drawText(QPointF(x + 0.4 * em, course.bottom() - 0.4 * em), _("now"))
        for mark in self.notes:
            self._paint_note(painter, mark)
        for mark in sorted(self.alarms, key=lambda one: one.level):
            self._paint_alarm(painter, mark)

    def _paint_hours(self, painter: QPainter, metrics: QFontMetricsF) -> None:
        look, em, plot = theme.current(), self._em(), self._plot()
        hour = timedelta(hours=1)
        hours = max(1, round((self._until - self._since) / hour))
        wide = metrics.horizontalAdvance("00:00") + em
        step = next((n for n in (1, 2, 3, 4, 6) if plot.width() / hours * n >= wide), 12)
        for count in range(0, hours + 1, 1):
            at = self._since + count * hour
            x = self.place_of(at)
            painter.fillRect(QRectF(round(x), plot.top(), 1, plot.height()), theme.colour(look.line))
            if count % step == 0:
                text = clock_time(at, self.zone)
                painter.setPen(theme.colour(look.muted))
                painter.drawText(
                    QPointF(x - metrics.horizontalAdvance(text) / 2, plot.bottom() + 1.15 * em), text
                )

    def _paint_course(self, painter: QPainter, box: QRectF) -> None:
        """Bars of arrivals a quarter hour from the bottom, the answer rate as a line above them."""
        if self._axis is None or not self._counted:
            return
        look = theme.current()
        most = max((counts.offered for counts in self._counted.values()), default=0) or 1
        rates = [c.answered / c.settled for c in self._counted.values() if c.settled >= LEAST_SETTLED]
        floor = min(LEAST_RATE, *rates) if rates else LEAST_RATE
        quarter = timedelta(seconds=QUARTER_S)
        bars = theme.colour(look.line_strong)
        line: list[QPointF] = []
        lines: list[list[QPointF]] = []
        for place in range(min(self._counted), max(self._counted) + 1):
            counts = self._counted.get(place)
            since = self._axis.begins + place * quarter
            left, right = self.place_of(since), self.place_of(since + quarter)
            if counts is None or not counts.offered:
                lines.append(line)
                line = []
                continue
            high = 0.62 * box.height() * counts.offered / most
            painter.fillRect(QRectF(left + 0.5, box.bottom() - high, max(1.0, right - left - 1), high), bars)
            if counts.settled < LEAST_SETTLED:
                lines.append(line)
                line = []
            else:
                part = (counts.answered / counts.settled - floor) / (1 - floor) if floor < 1 else 1.0
                y = box.bottom() - 0.04 * box.height() - part * 0.9 * box.height()
                line.append(QPointF((left + right) / 2, y))
        lines.append(line)
        em = self._em()
        painter.setPen(theme.colour(look.faint))
        painter.drawText(QPointF(box.right() + 0.4 * em, box.top() + 1.0 * em), "100 %")
        painter.drawText(QPointF(box.right() + 0.4 * em, box.bottom() - 0.1 * em), f"{floor * 100:.0f} %")
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        pen = painter.pen()
        pen.setColor(theme.colour(look.text))
        pen.setWidthF(1.5)
        painter.setPen(pen)
        for points in lines:
            if len(points) > 1:
                painter.drawPolyline(QPolygonF(points))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    def _paint_gap(self, painter: QPainter, gap: Gap) -> None:
        look, plot, em = theme.current(), self._plot(), self._em()
        since = max(gap.since, self._since)
        until = min(gap.until or self._until, self._until, self._present or self._until)
        if until <= since:
            return
        left, right = self.place_of(since), self.place_of(until)
        box = QRectF(left, plot.top(), max(2.0, right - left), plot.height())
        painter.fillRect(box, theme.colour(look.ground))
        paint_hatch(painter, box, 0.55 * em, theme.colour(look.stale))
        painter.fillRect(QRectF(box.left(), box.top(), 1, box.height()), theme.colour(look.stale))
        painter.fillRect(QRectF(box.right() - 1, box.top(), 1, box.height()), theme.colour(look.stale))
        said = _("no data")
        metrics = QFontMetricsF(theme.font(round(em)))
        wide = metrics.horizontalAdvance(said) + em
        if box.width() > wide + em:
            label = QRectF(box.center().x() - wide / 2, box.center().y() - 0.8 * em, wide, 1.6 * em)
            painter.fillRect(label, theme.colour(look.ground))
            painter.setPen(theme.colour(look.text))
            painter.drawText(label, Qt.AlignmentFlag.AlignCenter, said)

    def _paint_alarm(self, painter: QPainter, mark: Mark) -> None:
        until = mark.until or min(self._until, self._present or self._until)
        if until < self._since or mark.since > self._until:
            return
        look, lane = theme.current(), self._lane(0)
        state = LEVELS.get(mark.level, State.OK)
        left = max(self.place_of(mark.since), lane.left())
        right = min(self.place_of(until), lane.right())
        high = 0.36 * lane.height()
        painter.setPen(Qt.PenStyle.NoPen)
        bar = QRectF(left, lane.center().y() - high / 2, max(2.0, right - left), high)
        painter.fillRect(bar, theme.colour(look.fill(state), 0.75))
        size = 0.78 * lane.height()
        sign = QRectF(left - size / 2, lane.center().y() - size / 2, size, size)
        signs.paint(painter, OF_STATE[state], sign.adjusted(-1.5, -1.5, 1.5, 1.5), theme.colour(look.surface))
        signs.paint(painter, OF_STATE[state], sign, theme.colour(look.fill(state)))

    def _paint_note(self, painter: QPainter, mark: Mark) -> None:
        """An announcement is a flag with a line, a comparison that found something a ring."""
        until = mark.until or min(self._until, self._present or self._until)
        if until < self._since or mark.since > self._until:
            return
        look, lane = theme.current(), self._lane(1)
        left = max(self.place_of(mark.since), lane.left())
        ink = theme.colour(look.muted)
        size = 0.7 * lane.height()
        if mark.kind is MarkKind.AUDIT:
            box = QRectF(left - size / 2, lane.center().y() - size / 2, size, size)
            signs.paint(painter, Sign.UNKNOWN, box, ink)
            return
        painter.fillRect(QRectF(left, lane.top(), 1.5, lane.height()), ink)
        painter.fillRect(QRectF(left, lane.top(), 0.7 * lane.height(), 0.45 * lane.height()), ink)
        right = min(self.place_of(until), lane.right())
        painter.fillRect(QRectF(left, lane.bottom() - 1.5, max(1.5, right - left), 1.5), ink)

    def _paint_handle(self, painter: QPainter) -> None:
        look, em, plot = theme.current(), self._em(), self._plot()
        x = self.place_of(self._at)
        if not plot.left() - 1 <= x <= plot.right() + 1:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        fill = theme.colour(look.replay)
        painter.fillRect(QRectF(x - 1, plot.top() - 0.2 * em, 2, plot.height() + 0.2 * em), fill)
        font = theme.font(round(em), QFont.Weight.Bold)
        text = clock_time(self._at, self.zone, seconds=True)
        wide = QFontMetricsF(font).horizontalAdvance(text) + em
        left = min(max(x - wide / 2, 1.0), self.width() - wide - 1)
        box = QRectF(left, 1, wide, 1.45 * em)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(fill)
        painter.drawRoundedRect(box, 3, 3)
        painter.setFont(font)
        painter.setPen(theme.colour(look.on_replay))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    def _restyle(self) -> None:
        self._ground = None
        self.updateGeometry()
        self.update()

    # -- mouse and keyboard -------------------------------------------------------------------------------

    def _seek_to(self, event: QMouseEvent) -> None:
        if self._axis is None:
            return
        at = self.instant(event.position().x())
        at = at if self._present is None else min(at, self._present)
        self.show_time(at)
        self.sought.emit(at)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self.setFocus(Qt.FocusReason.MouseFocusReason)
            self._seek_to(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._seek_to(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # the page scrolls, not the day

    def keyPressEvent(self, event: QKeyEvent) -> None:
        event.ignore()  # the section knows the keys, wherever in it the focus is

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            plot = self._plot()
            second = (self._until - self._since) / max(1.0, plot.width())
            known = self._axis is not None and plot.left() <= event.pos().x() <= plot.right()
            said = self.about(self.instant(event.pos().x()), NEAR_PX * second) if known else []
            show_tip(event, "\n".join(said), self)
            return True
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        return super().event(event)

    def _heed_value(self, value: int) -> None:
        """Somebody else moved the slider: a screen reader."""
        if not self._showing and self._axis is not None:
            at = self._since + timedelta(seconds=value)
            self.show_time(at)
            self.sought.emit(at)

    def _tell(self) -> None:
        said = ". ".join(self.about(self._at)) if self._axis is not None else _("The day is being read…")
        tell(self, _("Time of day"), said)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._ground = None
