"""An agent's day as a band of states, each with its own colour and pattern; read by mouse and by keys."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, tzinfo

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFontMetrics,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from supervisor.events import AgentState
from supervisor.live.timeline import AgentDay, Span
from supervisor.settings.breaks import BreakCode
from supervisor.words import _, clock_time, duration
from ui import theme
from ui.wallboard.agent_cell import break_word, state_word
from ui.wallboard.surface import tell

BAND, AXIS, READING = 34, 18, 20  # heights at text scale 1
LEAST_HOURS = 2
HOUR_STEPS = (1, 2, 3, 4, 6)
QUARTER = timedelta(minutes=15)


def span_words(span: Span, codes: Mapping[str, BreakCode]) -> str:
    """What the agent did in *span*."""
    if span.assumed and span.state is AgentState.UNKNOWN:
        return _("nothing known")
    if span.state is AgentState.BREAK:
        return break_word(span.break_code, codes)
    if span.break_code is not None:
        return _("{state}, then {break_name}").format(
            state=state_word(span.state), break_name=break_word(span.break_code, codes)
        )
    return state_word(span.state)


def over_s(span: Span, codes: Mapping[str, BreakCode]) -> float | None:
    """How far a break went beyond its limit; None while it did not."""
    code = codes.get((span.break_code or "").casefold()) if span.state is AgentState.BREAK else None
    if code is None or code.limit_s is None or span.seconds <= code.limit_s:
        return None
    return span.seconds - code.limit_s


def swatch(state: AgentState) -> tuple[QColor | None, QBrush | None]:
    """The ground and the pattern of a state; both None where nothing is drawn."""
    look = theme.current()
    muted, strong = theme.colour(look.muted), theme.colour(look.line_strong)
    match state:
        case AgentState.READY:
            return strong, None
        case AgentState.RINGING:
            return strong, QBrush(muted, Qt.BrushStyle.Dense4Pattern)
        case AgentState.HANDLING:
            return muted, None
        case AgentState.AFTER_CONTACT:
            return strong, QBrush(theme.colour(look.text), Qt.BrushStyle.BDiagPattern)
        case AgentState.BREAK:
            return theme.colour(look.series[1]), QBrush(
                theme.colour(look.surface, 0.5), Qt.BrushStyle.Dense6Pattern
            )
        case AgentState.UNKNOWN:
            return None, QBrush(strong, Qt.BrushStyle.DiagCrossPattern)
        case AgentState.OFFLINE:
            return None, None


def paint_swatch(painter: QPainter, box: QRectF, state: AgentState) -> None:
    """The ground and the pattern of *state* in *box*."""
    ground, pattern = swatch(state)
    if ground is not None:
        painter.fillRect(box, ground)
    if pattern is not None:
        painter.fillRect(box, pattern)
    if ground is None and pattern is None:
        painter.fillRect(
            QRectF(box.left(), box.center().y(), box.width(), 1), theme.colour(theme.current().line_strong)
        )


class DayBand(QWidget):
    """Left and Right go from state to state, Home and End to the first and the last."""

    span_chosen = Signal(object)  # Span

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._day: AgentDay | None = None
        self._zone: tzinfo = UTC
        self._codes: Mapping[str, BreakCode] = {}
        self._current: int | None = None
        self._hover: int | None = None
        self._reading = ""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.watch.changed.connect(self.update)

    def show_day(self, day: AgentDay | None, zone: tzinfo, codes: Mapping[str, BreakCode]) -> None:
        """Show *day*; times in *zone*."""
        if self._day is None or day is None or (day.login, day.day) != (self._day.login, self._day.day):
            self._current = self._hover = None
        self._day, self._zone, self._codes = day, zone, codes
        if self._current is not None and day is not None:
            self._current = min(self._current, len(day.spans) - 1)
        self.update()
        self._tell()

    @property
    def reading(self) -> str:
        """What is read of the state that the keyboard or the mouse points at."""
        number = self._hover if self._hover is not None else self._current
        return self._words(number) if number is not None else ""

    def _words(self, number: int) -> str:
        if self._day is None or not 0 <= number < len(self._day.spans):
            return ""
        span = self._day.spans[number]
        said = _("{from_time}–{to_time}  {what}, {duration}").format(
            from_time=clock_time(span.since, self._zone),
            to_time=clock_time(span.until, self._zone),
            what=span_words(span, self._codes),
            duration=duration(span.seconds),
        )
        if (over := over_s(span, self._codes)) is not None:
            said += ", " + _("{time} over").format(time=duration(over))
        if any(gap.since < span.until and (gap.until or span.until) > span.since for gap in self._day.gaps):
            said += "; " + _("the source was not heard for a part of it")
        return said

    # -- where things stand ---------------------------------------------------------------------------------

    def _range(self) -> tuple[datetime, datetime]:
        """The hours that are shown: those in which the agent was there, rounded to quarters."""
        assert self._day is not None  # noqa: S101
        day = self._day
        away = {AgentState.OFFLINE, AgentState.UNKNOWN}
        there = [span for span in day.spans if span.state not in away]
        first = there[0].since if there else day.until - timedelta(hours=LEAST_HOURS)
        last = there[-1].until if there else day.until
        begins = day.begins + (first - day.begins) // QUARTER * QUARTER
        ends = day.begins + -(-(last - day.begins) // QUARTER) * QUARTER
        if ends - begins < timedelta(hours=LEAST_HOURS):
            ends = begins + timedelta(hours=LEAST_HOURS)
        return max(day.begins, begins), min(max(ends, begins + QUARTER), day.ends)

    def _x(self, at: datetime, begins: datetime, ends: datetime) -> float:
        room = max(1, self.width() - 2)
        return 1 + room * ((at - begins) / (ends - begins))

    def span_box(self, number: int) -> QRectF:
        """Where a state stands; empty when it lies outside of the hours shown."""
        assert self._day is not None  # noqa: S101
        begins, ends = self._range()
        span = self._day.spans[number]
        left = self._x(max(span.since, begins), begins, ends)
        right = self._x(min(span.until, ends), begins, ends)
        return QRectF(left, 2, max(0.0, right - left), theme.current().px(BAND))

    def _at(self, x: float) -> int | None:
        if self._day is None:
            return None
        boxes = [(number, self.span_box(number)) for number in range(len(self._day.spans))]
        return next(
            (n for n, box in boxes if box.width() and box.left() <= x < max(box.right(), box.left() + 1)),
            None,
        )

    # -- painting -------------------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        scale = theme.current().px
        return QSize(300, scale(BAND) + scale(AXIS) + scale(READING) + 6)

    def minimumSizeHint(self) -> QSize:
        return QSize(120, self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, look = QPainter(self), theme.current()
        scale = look.px
        painter.setFont(theme.desk_font(theme.SMALL))
        if self._day is None or not self._day.spans:
            painter.end()
            return
        begins, ends = self._range()
        high = scale(BAND)
        painter.fillRect(QRectF(0, 2, self.width(), high), theme.colour(look.ground))
        for number, span in enumerate(self._day.spans):
            box = self.span_box(number)
            if box.width() <= 0:
                continue
            paint_swatch(painter, box, span.state)
            over = over_s(span, self._codes)
            if over is not None:
                from_over = self._x(max(begins, span.until - timedelta(seconds=over)), begins, ends)
                painter.fillRect(QRectF(from_over, 2, box.right() - from_over, high), theme.colour(look.warn))
            if box.width() >= 1.6 and number:  # a thin line between states that look alike
                painter.fillRect(QRectF(box.left(), 2, 0.8, high), theme.colour(look.surface))
            if span.state is AgentState.BREAK:
                self._paint_code(painter, span, box, over is not None)
        for gap in self._day.gaps:
            left = self._x(max(gap.since, begins), begins, ends)
            right = self._x(min(gap.until or self._day.until, ends), begins, ends)
            if right > left:
                lost = QRectF(left, 2, max(2.0, right - left), high)
                painter.fillRect(lost, theme.colour(look.ground, 0.75))
                painter.fillRect(lost, QBrush(theme.colour(look.stale), Qt.BrushStyle.DiagCrossPattern))
        self._paint_axis(painter, begins, ends, high)
        number_read = self._hover if self._hover is not None else self._current
        if number_read is not None and self.span_box(number_read).width() > 0:
            box = self.span_box(number_read)
            painter.setPen(theme.colour(look.accent if self.hasFocus() else look.text))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(QRectF(box.left() - 1, 1, max(2.0, box.width() + 1), high + 1))
        painter.setPen(theme.colour(look.text if self.reading else look.muted))
        said = self.reading or _("Point at a state, or use the arrow keys.")
        metrics = QFontMetrics(painter.font())
        said = metrics.elidedText(said, Qt.TextElideMode.ElideRight, self.width())
        painter.drawText(QPointF(0, 2 + high + scale(AXIS) + metrics.ascent() + 2), said)
        if self.hasFocus() and number_read is None:
            painter.setPen(theme.colour(look.accent))
            painter.drawRect(QRect(0, 1, self.width() - 1, high + 1))
        painter.end()

    def _paint_code(self, painter: QPainter, span: Span, box: QRectF, over: bool) -> None:
        """The break's name in its state, where it fits."""
        look, said = theme.current(), break_word(span.break_code, self._codes)
        metrics = QFontMetrics(painter.font())
        wide = metrics.horizontalAdvance(said)
        if wide + 8 > box.width():
            return
        plate = QRectF(box.left() + 2, box.center().y() - metrics.height() / 2, wide + 4, metrics.height())
        painter.fillRect(plate, theme.colour(look.warn if over else look.surface))
        painter.setPen(theme.colour(look.on_warn if over else look.text))
        painter.drawText(QPointF(plate.left() + 2, plate.top() + metrics.ascent()), said)

    def _paint_axis(self, painter: QPainter, begins: datetime, ends: datetime, high: int) -> None:
        look = theme.current()
        metrics = QFontMetrics(painter.font())
        hours = (ends - begins) / timedelta(hours=1)
        each = metrics.horizontalAdvance("00:00") + theme.SPACE_M
        step = next((step for step in HOUR_STEPS if self.width() / hours * step >= each), HOUR_STEPS[-1])
        local = begins.astimezone(self._zone).replace(minute=0, second=0, microsecond=0)
        at = local.astimezone(UTC)
        painter.setPen(theme.colour(look.muted))
        while at <= ends:
            if at >= begins and at.astimezone(self._zone).hour % step == 0:
                x = self._x(at, begins, ends)
                painter.fillRect(QRectF(x, 2 + high, 1, 4), theme.colour(look.line_strong))
                said = clock_time(at, self._zone)
                wide = metrics.horizontalAdvance(said)
                left = min(max(0.0, x - wide / 2), self.width() - wide)
                painter.drawText(QPointF(left, 2 + high + 4 + metrics.ascent()), said)
            at += timedelta(hours=1)

    # -- mouse and keys -------------------------------------------------------------------------------------

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._point(self._at(event.position().x()))

    def leaveEvent(self, event: QEvent) -> None:
        self._point(None)
        super().leaveEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        number = self._at(event.position().x())
        if number is not None:
            self._stand_on(number)

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            number = self._at(event.pos().x())
            QToolTip.showText(event.globalPos(), self._words(number) if number is not None else "", self)
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        shown = self._shown()
        key = event.key()
        if not shown or event.modifiers() & Qt.KeyboardModifier.AltModifier:
            super().keyPressEvent(event)
            return
        place = shown.index(self._current) if self._current in shown else None
        match key:
            case Qt.Key.Key_Left:
                place = len(shown) - 1 if place is None else max(0, place - 1)
            case Qt.Key.Key_Right:
                place = 0 if place is None else min(len(shown) - 1, place + 1)
            case Qt.Key.Key_Home:
                place = 0
            case Qt.Key.Key_End:
                place = len(shown) - 1
            case _:
                super().keyPressEvent(event)
                return
        self._stand_on(shown[place])

    def _shown(self) -> list[int]:
        if self._day is None:
            return []
        return [number for number in range(len(self._day.spans)) if self.span_box(number).width() > 0]

    def _stand_on(self, number: int) -> None:
        self._current, self._hover = number, None
        self.update()
        self._tell()
        if self._day is not None:
            self.span_chosen.emit(self._day.spans[number])

    def _point(self, number: int | None) -> None:
        if number != self._hover:
            self._hover = number
            self.update()

    def _tell(self) -> None:
        current = "" if self._current is None else self._words(self._current)
        tell(self, _("The day’s states"), current or _("Point at a state, or use the arrow keys."))

    def focusInEvent(self, event: object) -> None:
        super().focusInEvent(event)  # type: ignore[arg-type]
        self.update()

    def focusOutEvent(self, event: object) -> None:
        super().focusOutEvent(event)  # type: ignore[arg-type]
        self.update()


class Swatch(QWidget):
    """A state as the band draws it, to stand beside its word."""

    def __init__(self, state: AgentState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = state
        size = theme.current().px(14)
        self.setFixedSize(round(size * 1.6), size)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_swatch(painter, QRectF(self.rect()), self._state)
        painter.end()
