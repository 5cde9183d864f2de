"""A year of working days at a sight: twelve months, whose days are chosen by keys or mouse.

Days that are told by name have a word below their number ("off", "work", "half"), so that nobody has to read
a colour; what the week says is plain or faint.
"""

from __future__ import annotations

import calendar
from datetime import date, timedelta
from functools import partial

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFont,
    QFontMetricsF,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QMenu, QSizePolicy, QToolTip, QWidget

from supervisor.words import WEEKDAYS, _, language, mark, pgettext
from supervisor.workdays.calendar import (
    DAY_KIND_LABELS,
    MONTHS,
    DayKind,
    WorkCalendar,
)
from supervisor.workdays.from_holidays import name_of
from ui import theme

SHORT = (mark("Mon"), mark("Tue"), mark("Wed"), mark("Thu"), mark("Fri"), mark("Sat"), mark("Sun"))
WEEKS = 6  # at most, in a month
CELL_WIDTH, CELL_HEIGHT = 26, 32  # the least, at text scale 1
ROOMY_CELL = 56  # there the name of the day has room
GAP = 2
KEYS = {
    Qt.Key.Key_W: DayKind.WORK,
    Qt.Key.Key_R: DayKind.REST,
    Qt.Key.Key_H: DayKind.HALF,
    Qt.Key.Key_Delete: None,
    Qt.Key.Key_Backspace: None,
}


class YearView(QWidget):
    """Arrows go from day to day, Shift takes several; W, R, H and Delete say what is done on them."""

    chosen = Signal()  # other days than before
    opened = Signal()  # Enter or a double click
    told = Signal(object)  # DayKind, or None: as the weekday is
    turned = Signal(int)  # to another year, by so many
    placed = Signal()  # the days stand elsewhere

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._calendar: WorkCalendar | None = None
        self._today = date.min
        self._year = 2000
        self._at = self._anchor = date(2000, 1, 1)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        theme.watch.changed.connect(self._fit)
        self._fit()

    # -- what is shown --------------------------------------------------------------------------------------

    def show_year(self, of: WorkCalendar, year: int, today: date) -> None:
        """Show *year* of the calendar; the chosen day stays the same day of the year."""
        if year != self._year:
            last = calendar.monthrange(year, self._at.month)[1]
            self._at = self._anchor = date(year, self._at.month, min(self._at.day, last))
        self._calendar, self._year, self._today = of, year, today
        self._tell()
        self.update()

    @property
    def day(self) -> date:
        """The day that the keyboard stands on."""
        return self._at

    @property
    def days(self) -> tuple[date, ...]:
        """The chosen days, one after another."""
        first, last = sorted((self._anchor, self._at))
        return tuple(first + timedelta(days=by) for by in range((last - first).days + 1))

    def choose(self, day: date, *, more: bool = False) -> None:
        """Stand on *day*; *more*: with all from where the choice began."""
        if day.year != self._year:
            return
        before = self._anchor, self._at
        self._at = day
        if not more:
            self._anchor = day
        if (self._anchor, self._at) != before:
            self._tell()
            self.update()
            self.chosen.emit()

    # -- hands ----------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, more = Qt.Key(event.key()), bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        plain = not event.modifiers() & ~(
            Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier
        )
        if not plain:
            super().keyPressEvent(event)
            return
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -7, Qt.Key.Key_Down: 7}
        if key in steps:
            self.choose(self._at + timedelta(days=steps[key]), more=more)
        elif key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            self._turn(-1 if key is Qt.Key.Key_PageUp else 1, more)
        elif key is Qt.Key.Key_Home:
            self.choose(self._at.replace(day=1), more=more)
        elif key is Qt.Key.Key_End:
            last = calendar.monthrange(self._at.year, self._at.month)[1]
            self.choose(self._at.replace(day=last), more=more)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit()
        elif key in KEYS and self._calendar is not None:
            self.told.emit(KEYS[key])
        else:
            super().keyPressEvent(event)

    def _turn(self, by: int, more: bool) -> None:
        month = self._at.month + by
        if 1 <= month <= 12:
            last = calendar.monthrange(self._year, month)[1]
            self.choose(date(self._year, month, min(self._at.day, last)), more=more)
        elif not more:
            self._at = self._anchor = self._at.replace(month=12 if by < 0 else 1, day=1)
            self.turned.emit(by)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        day = self._day_at(event.position())
        if day is not None and event.button() is Qt.MouseButton.LeftButton:
            self.choose(day, more=bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        day = self._day_at(event.position())
        if day is not None and event.buttons() & Qt.MouseButton.LeftButton:
            self.choose(day, more=True)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        day = self._day_at(event.position())
        if day is not None and event.button() is Qt.MouseButton.LeftButton:
            self.choose(day)
            self.opened.emit()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        day = self._day_at(QPointF(event.pos()))
        if event.reason() is QContextMenuEvent.Reason.Mouse and day is not None and day not in self.days:
            self.choose(day)
        where = event.globalPos()
        if event.reason() is not QContextMenuEvent.Reason.Mouse:
            where = self.mapToGlobal(self.cell(self._at).center().toPoint())
        self.menu().popup(where)

    def menu(self) -> QMenu:
        """What can be said of the chosen days."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for kind, key in ((DayKind.WORK, "W"), (DayKind.REST, "R"), (DayKind.HALF, "H"), (None, "Del")):
            said = _(DAY_KIND_LABELS[kind]) if kind is not None else _("as its weekday")
            menu.addAction(f"{said}\t{key}", partial(self.told.emit, kind))
        menu.addSeparator()
        menu.addAction(_("Note…"), self.opened.emit)
        return menu

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            day = self._day_at(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), self.words(day) if day else "", self)
            return True
        return super().event(event)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self._tell()
            self.update()
        super().changeEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()
        self.placed.emit()

    # -- words ----------------------------------------------------------------------------------------------

    def words(self, day: date) -> str:
        """What is done on *day*, in a line."""
        if self._calendar is None:
            return ""
        told = self._calendar.days.get(day)
        parts = [
            f"{day.isoformat()} {_(WEEKDAYS[day.weekday()])}",
            _(DAY_KIND_LABELS[self._calendar.kind(day)]),
        ]
        if told is not None:
            parts.append(name_of(told, language()))
        if day == self._today:
            parts.append(_("today"))
        if self._calendar.is_provisional(day):
            parts.append(_("provisional"))
        return _(" · ").join(part for part in parts if part)

    def _tell(self) -> None:
        if self._calendar is None:
            return
        self.setAccessibleName(
            _("{year}, calendar “{name}”").format(year=self._year, name=self._calendar.name)
        )
        count = len(self.days)
        said = self.words(self._at)
        if count > 1:
            said = _("{first} to {last}: {count} days").format(
                first=self.days[0].isoformat(), last=self.days[-1].isoformat(), count=count
            )
        self.setAccessibleDescription(said)

    # -- room -----------------------------------------------------------------------------------------------

    def _columns(self, wide: float, high: float = 0) -> int:
        """Months beside each other: as many as make the largest days; where not all have room, the most."""
        head = 2 * theme.current().px(theme.LINE_HEIGHT) + theme.SPACE_M
        least = 7 * theme.current().px(CELL_WIDTH) + theme.SPACE_L
        fits = [many for many in (6, 4, 3, 2, 1) if wide >= many * least] or [1]

        def size(many: int) -> float:
            return min((wide / many - theme.SPACE_L) / 7, (high * many / 12 - head) / WEEKS)

        roomy = [many for many in fits if high >= self._least_month() * (12 // many)]
        return max(roomy, key=size) if roomy else fits[0]

    def _least_month(self) -> float:
        look = theme.current()
        return look.px(CELL_HEIGHT) * WEEKS + 2 * look.px(theme.LINE_HEIGHT) + theme.SPACE_M

    def sizeHint(self) -> QSize:
        return QSize(4 * 7 * theme.current().px(CELL_WIDTH) + 4 * theme.SPACE_L, self.heightForWidth(1100))

    def minimumSizeHint(self) -> QSize:
        wide = 7 * theme.current().px(CELL_WIDTH) + theme.SPACE_L
        return QSize(wide, self.heightForWidth(max(wide, self.width())))

    def hasHeightForWidth(self) -> bool:
        return False  # the least height follows the width that there is: minimumSizeHint

    def heightForWidth(self, wide: int) -> int:
        return round(self._least_month() * (12 // self._columns(wide)))

    def _fit(self) -> None:
        self.setMinimumHeight(self.heightForWidth(self.width()))
        self.updateGeometry()
        self.update()

    def _month_box(self, month: int) -> QRectF:
        across = self._columns(self.width(), self.height())
        wide, high = self.width() / across, self.height() / (12 // across)
        row, column = divmod(month - 1, across)
        return QRectF(column * wide, row * high, wide - theme.SPACE_L, high - theme.SPACE_M)

    def cell(self, day: date) -> QRectF:
        """Where *day* stands."""
        box = self._month_box(day.month)
        head = 2 * theme.current().px(theme.LINE_HEIGHT)
        first = day.replace(day=1).weekday()
        row, column = divmod(first + day.day - 1, 7)
        wide, high = box.width() / 7, (box.height() - head) / WEEKS
        return QRectF(box.left() + column * wide, box.top() + head + row * high, wide - GAP, high - GAP)

    def _day_at(self, point: QPointF) -> date | None:
        for month in range(1, 13):
            if self._month_box(month).contains(point):
                for day in range(1, calendar.monthrange(self._year, month)[1] + 1):
                    at = date(self._year, month, day)
                    if self.cell(at).contains(point):
                        return at
        return None

    # -- paint ----------------------------------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        if self._calendar is not None:
            chosen = frozenset(self.days)
            for month in range(1, 13):
                self._paint_head(painter, month)
                for day in range(1, calendar.monthrange(self._year, month)[1] + 1):
                    at = date(self._year, month, day)
                    self._paint_day(painter, self._calendar, at, at in chosen)
        painter.end()

    def _paint_head(self, painter: QPainter, month: int) -> None:
        look, box = theme.current(), self._month_box(month)
        line = look.px(theme.LINE_HEIGHT)
        painter.setPen(theme.colour(look.text))
        painter.setFont(theme.desk_font(theme.BODY, QFont.Weight.DemiBold))
        painter.drawText(
            QRectF(box.left() + GAP, box.top(), box.width(), line),
            Qt.AlignmentFlag.AlignVCenter,
            _(MONTHS[month - 1]),
        )
        painter.setPen(theme.colour(look.muted))
        wide = box.width() / 7
        names = [_one(_(name)) for name in SHORT]
        small = theme.desk_font(theme.SMALL)
        if max(map(QFontMetricsF(small).horizontalAdvance, names)) > wide - GAP:
            small = theme.desk_font(theme.SMALL - 2)
        painter.setFont(small)
        for at, name in enumerate(names):
            cell = QRectF(box.left() + at * wide, box.top() + line, wide - GAP, line)
            painter.drawText(cell, Qt.AlignmentFlag.AlignCenter, name)

    def _paint_day(self, painter: QPainter, of: WorkCalendar, day: date, chosen: bool) -> None:
        look, cell, told, kind = theme.current(), self.cell(day), of.days.get(day), of.kind(day)
        weight = QFont.Weight.Normal
        ink = theme.colour(look.faint if kind is DayKind.REST else look.text)
        painter.setPen(Qt.PenStyle.NoPen)
        if told is not None:
            weight = QFont.Weight.DemiBold
            if kind is DayKind.REST:
                painter.setBrush(theme.colour(look.selected))
                painter.drawRoundedRect(cell, 3, 3)
                ink = theme.colour(look.text)
            else:
                painter.setBrush(Qt.BrushStyle.NoBrush)
                dashes = Qt.PenStyle.DashLine if kind is DayKind.HALF else Qt.PenStyle.SolidLine
                painter.setPen(QPen(theme.colour(look.muted), 1, dashes))
                painter.drawRoundedRect(cell.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
        painter.setPen(ink)
        font = theme.desk_font(theme.BODY, weight)
        painter.setFont(font)
        if told is None:
            painter.drawText(cell, Qt.AlignmentFlag.AlignCenter, str(day.day))
        else:
            words = [_short(kind)]
            if cell.height() >= look.px(ROOMY_CELL) and cell.width() >= look.px(ROOMY_CELL):
                words.append(name_of(told, language()))
            self._paint_told(painter, cell, str(day.day), words)
        if day == self._today:
            painter.setPen(QPen(theme.colour(look.accent), 2))
            painter.drawLine(cell.bottomLeft() + QPointF(4, -1), cell.bottomRight() + QPointF(-4, -1))
        if chosen:
            strong = self.hasFocus() and day == self._at
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(
                QPen(theme.colour(look.accent if self.hasFocus() else look.muted), 3 if strong else 1.5)
            )
            painter.drawRoundedRect(cell.adjusted(1, 1, -1, -1), 3, 3)

    def _paint_told(self, painter: QPainter, cell: QRectF, number: str, words: list[str]) -> None:
        """The number, below it what is done, and the name of the day where there is room."""
        font = painter.font()
        small = theme.desk_font(theme.SMALL - 2)
        heights = [QFontMetricsF(font).capHeight(), *(QFontMetricsF(small).capHeight() for _word in words)]
        gap = theme.SPACE_XS if len(words) == 1 else theme.SPACE_S
        y = cell.center().y() - (sum(heights) + gap * len(words)) / 2
        for at, (text, high) in enumerate(zip([number, *words], heights, strict=True)):
            painter.setFont(small if at else font)
            metrics = QFontMetricsF(painter.font())
            text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, cell.width())
            x = cell.center().x() - metrics.horizontalAdvance(text) / 2
            painter.drawText(QPointF(x, y + high), text)
            y += high + gap


def _short(kind: DayKind) -> str:
    match kind:
        case DayKind.WORK:
            return pgettext("day of the year", "work")
        case DayKind.REST:
            return pgettext("day of the year", "off")
    return pgettext("day of the year", "half")


def _one(name: str) -> str:
    """The shortest that is still said of a weekday: 周一 is 一."""
    return name.removeprefix("周").removeprefix("星期")
