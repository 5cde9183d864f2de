"""The list of open alarms: what, where, how bad, since when, and what to do now."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, tzinfo
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QResizeEvent,
    QTextCharFormat,
    QTextLayout,
)
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from supervisor.alarms.alarm import Alarm
from supervisor.alarms.sentences import alarm_sentence, how_bad, level_word, symptom_said, title, what_to_do
from supervisor.words import _, clock_time, duration, lately, ngettext
from ui import theme
from ui.alarms.summary import level_state
from ui.flash import Flash
from ui.theme import State
from ui.widgets import signs

_Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_SPOKEN = int(Qt.ItemDataRole.AccessibleTextRole)
_DISPLAY = int(Qt.ItemDataRole.DisplayRole)
_WRAP = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
BOLD = QFont.Weight.DemiBold
EDGE = 4


def since_words(at: datetime, zone: tzinfo, now: datetime) -> str:
    """ "since 10:39", with its day when that is not today."""
    return _("since {time}").format(time=lately(at, zone, now.astimezone(zone).date()))


def standing_words(alarm: Alarm, zone: tzinfo, now: datetime) -> str:
    """Who took the alarm on, and what else is to be known of how it stands; "" when nothing is."""
    parts = []
    if alarm.acknowledged_at is not None:
        time = clock_time(alarm.acknowledged_at, zone)
        parts.append(_("acknowledged by {who} at {time}").format(who=alarm.acknowledged_by or "", time=time))
    if alarm.held_since is not None:
        time = clock_time(alarm.held_since, zone, seconds=True)
        parts.append(_("its figures are those of {time}").format(time=time))
    if alarm.shelved_until is not None:
        time = clock_time(alarm.shelved_until, zone)
        parts.append(_("shelved until {time}, shown all the same").format(time=time))
    if alarm.silent and alarm.calls:
        parts.append(_("a note, without a sound"))
    return " · ".join(parts)


class OpenModel(QAbstractListModel):
    """The open alarms in their order, each with how much of it is shown."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.alarms: list[Alarm] = []
        self.expanded: set[int] = set()
        self.zone: tzinfo | None = None
        self.now: datetime | None = None

    def show(self, alarms: Sequence[Alarm]) -> None:
        """Show these and no others, each row where it now belongs."""
        new = list(alarms)
        if [alarm.id for alarm in new] == [alarm.id for alarm in self.alarms]:
            for place, (old, alarm) in enumerate(zip(self.alarms, new, strict=True)):
                if old != alarm:
                    self.alarms[place] = alarm
                    index = self.index(place)
                    self.dataChanged.emit(index, index)
            return
        wanted = {alarm.id for alarm in new}
        for place in range(len(self.alarms) - 1, -1, -1):
            if self.alarms[place].id not in wanted:
                self.beginRemoveRows(_NOWHERE, place, place)
                del self.alarms[place]
                self.endRemoveRows()
        self.expanded &= wanted
        known = {alarm.id for alarm in self.alarms}
        staying = [alarm for alarm in new if alarm.id in known]
        self._move(staying)
        for place, alarm in enumerate(new):
            if alarm.id not in known:
                self.beginInsertRows(_NOWHERE, place, place)
                self.alarms.insert(place, alarm)
                self.endInsertRows()

    def _move(self, staying: list[Alarm]) -> None:
        if staying == self.alarms:
            return
        self.layoutAboutToBeChanged.emit()
        places = {alarm.id: place for place, alarm in enumerate(staying)}
        before = self.persistentIndexList()
        after = [self.index(places[self.alarms[index.row()].id]) for index in before]
        self.alarms = staying
        self.changePersistentIndexList(before, after)
        self.layoutChanged.emit()

    def place(self, number: int) -> int | None:
        """The row of alarm *number*."""
        return next((place for place, alarm in enumerate(self.alarms) if alarm.id == number), None)

    def expand(self, number: int, wanted: bool) -> None:
        """Show every symptom of alarm *number*, or the first alone."""
        place = self.place(number)
        if place is not None and wanted is not (number in self.expanded):
            self.expanded ^= {number}
            index = self.index(place)
            self.dataChanged.emit(index, index)

    def rowCount(self, parent: _Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.alarms)

    def data(self, index: _Index, role: int = _DISPLAY) -> Any:
        if role not in (_DISPLAY, _SPOKEN) or not index.isValid():
            return None
        alarm = self.alarms[index.row()]
        if role == _DISPLAY:
            return title(alarm)
        return self.spoken(alarm)

    def spoken(self, alarm: Alarm) -> str:
        """The alarm in one breath, for a screen reader."""
        if self.zone is None or self.now is None:
            return title(alarm)
        said = alarm_sentence(alarm, self.zone, self.now.astimezone(self.zone).date())
        standing = standing_words(alarm, self.zone, self.now)
        if alarm.calls:
            standing = standing or _("asks for somebody")
        return " ".join(part for part in (level_word(alarm.level) + ":", said, standing) if part)


class OpenDelegate(QStyledItemDelegate):
    """Paints one alarm. Its heights follow its words: nothing is cut off."""

    def __init__(self, flash: Flash, parent: OpenList) -> None:
        super().__init__(parent)
        self._flash = flash
        self._list = parent

    # -- what stands where ----------------------------------------------------------------------------------

    def lines(self, alarm: Alarm) -> list[tuple[str, QFont, str]]:
        """What stands below the title: text, face, and the token of its ink."""
        model = self._list.alarms_model
        body, strong = theme.desk_font(theme.BODY), theme.desk_font(theme.BODY, BOLD)
        small = theme.desk_font(theme.SMALL)
        found: list[tuple[str, QFont, str]] = []
        if alarm.is_feed or not alarm.symptoms:
            found.append((how_bad(alarm), body, "text"))
        else:
            several = len({symptom.place for symptom in alarm.symptoms}) > 1
            shown = alarm.symptoms if alarm.id in model.expanded else alarm.symptoms[:1]
            found += [(symptom_said(symptom, with_place=several), body, "text") for symptom in shown]
            if more := len(alarm.symptoms) - len(shown):
                said = ngettext("▸ and {n} more figure", "▸ and {n} more figures", more)
                found.append((said.format(n=more), small, "muted"))
        if to_do := what_to_do(alarm):
            found.append((f"→ {to_do}", strong if alarm.calls else body, "text" if alarm.calls else "muted"))
        if model.zone is not None and model.now is not None:
            found.append((standing_words(alarm, model.zone, model.now), small, "muted"))
        return [line for line in found if line[0]]

    def _sides(self) -> tuple[int, int]:
        """Where the words begin, counted from the left, and how wide the running time at the right is."""
        look = theme.current()
        left = EDGE + theme.SPACE_M + look.px(theme.LEAD) + theme.SPACE_S
        figures = QFontMetrics(theme.desk_font(theme.LEAD, BOLD)).horizontalAdvance("00:00:00")
        words = QFontMetrics(theme.desk_font(theme.SMALL)).horizontalAdvance(_("since {time}")) + look.px(24)
        return left, max(figures, words) + theme.SPACE_L

    def _head_height(self) -> int:
        return QFontMetrics(theme.desk_font(theme.LEAD, BOLD)).height()

    def head(self, alarm: Alarm) -> str:
        """The first line: how urgent, and what it is."""
        return _("{level} · {what}").format(level=level_word(alarm.level), what=title(alarm))

    def _wrapped(self, text: str, face: QFont, wide: int) -> int:
        return QFontMetrics(face).boundingRect(QRect(0, 0, max(40, wide), 10_000), _WRAP, text).height()

    def sizeHint(self, _option: QStyleOptionViewItem, index: _Index) -> QSize:
        alarm = self._list.alarms_model.alarms[index.row()]
        left, right = self._sides()
        wide = self._list.viewport().width() - left - right
        high = self._wrapped(self.head(alarm), theme.desk_font(theme.LEAD, BOLD), wide)
        for text, face, _ink in self.lines(alarm):
            high += theme.SPACE_XS + self._wrapped(text, face, wide)
        return QSize(0, high + 2 * theme.SPACE_M)

    def sign_box(self, row: QRect) -> QRect:
        """Where the sign stands in the row at *row*: all that flashing repaints."""
        size = theme.current().px(theme.BODY)
        top = row.top() + theme.SPACE_M + (self._head_height() - size) // 2
        return QRect(row.left() + EDGE + theme.SPACE_M, top, size, size)

    def time_box(self, row: QRect) -> QRect:
        """Where the running time stands: all that a second repaints."""
        _left, right = self._sides()
        return QRect(row.right() - right, row.top() + theme.SPACE_M, right, self._head_height())

    # -- painting -------------------------------------------------------------------------------------------

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        look, model = theme.current(), self._list.alarms_model
        alarm: Alarm = model.alarms[index.row()]
        row: QRect = option.rect
        state: QStyle.StateFlag = option.state
        painter.save()
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        over = bool(state & QStyle.StateFlag.State_MouseOver)
        ground = look.selected if chosen else look.hover if over else look.surface
        painter.fillRect(row, theme.colour(ground))
        painter.fillRect(QRect(row.left(), row.bottom(), row.width(), 1), theme.colour(look.line))
        shown = level_state(alarm.level)
        if shown is not None and alarm.calls:
            painter.fillRect(
                QRect(row.left(), row.top(), EDGE, row.height() - 1), theme.colour(look.fill(shown))
            )
        self._paint_sign(painter, alarm, row, shown)
        self._paint_words(painter, alarm, row, shown)
        self._paint_time(painter, alarm, row)
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(theme.colour(look.accent))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(row.adjusted(1, 1, -2, -2))
        painter.restore()

    def _paint_sign(self, painter: QPainter, alarm: Alarm, row: QRect, shown: State | None) -> None:
        if shown is None or (alarm.calls and not self._flash.lit):
            return
        look = theme.current()
        ink = theme.colour(look.fill(shown) if alarm.calls else look.muted)
        painter.save()  # what is softened stays the sign's own affair
        signs.paint(painter, signs.OF_STATE[shown], QRectF(self.sign_box(row)), ink)
        painter.restore()

    def _paint_words(self, painter: QPainter, alarm: Alarm, row: QRect, shown: State | None) -> None:
        look = theme.current()
        left, right = self._sides()
        wide = row.width() - left - right
        x, y = row.left() + left, row.top() + theme.SPACE_M
        face = theme.desk_font(theme.LEAD, BOLD if alarm.calls else QFont.Weight.Normal)
        word, head = level_word(alarm.level), self.head(alarm)
        painter.setPen(theme.colour(look.text))
        ink = theme.colour(look.state_text(shown)) if shown is not None and alarm.calls else None
        y += _draw_head(painter, QPointF(x, y), wide, head, face, (head.find(word), len(word)), ink)
        for text, line_face, tint in self.lines(alarm):
            y += theme.SPACE_XS
            high = self._wrapped(text, line_face, wide)
            painter.setFont(line_face)
            painter.setPen(theme.colour(look.muted if tint == "muted" else look.text))
            painter.drawText(QRect(x, y, wide, high), _WRAP, text)
            y += high

    def _paint_time(self, painter: QPainter, alarm: Alarm, row: QRect) -> None:
        look, model = theme.current(), self._list.alarms_model
        if model.now is None or model.zone is None:
            return
        box = self.time_box(row).adjusted(0, 0, -theme.SPACE_M, 0)
        painter.setFont(theme.desk_font(theme.LEAD))
        painter.setPen(theme.colour(look.text if alarm.calls else look.muted))
        painter.drawText(box, _RIGHT, duration((model.now - alarm.opened_at).total_seconds()))
        small = theme.desk_font(theme.SMALL)
        painter.setFont(small)
        painter.setPen(theme.colour(look.muted))
        box.moveTop(box.bottom() + theme.SPACE_XS)
        painter.drawText(box, _RIGHT, since_words(alarm.opened_at, model.zone, model.now))


def _draw_head(
    painter: QPainter,
    at: QPointF,
    wide: int,
    text: str,
    face: QFont,
    word: tuple[int, int],
    ink: QColor | None,
) -> int:
    """Draw *text*, the *word* (place, length) in it with *ink*; how high it became."""
    layout = QTextLayout(text, face)
    if ink is not None and word[0] >= 0:
        part = QTextLayout.FormatRange()
        part.start, part.length = word
        form = QTextCharFormat()
        form.setForeground(ink)
        part.format = form
        layout.setFormats([part])
    high = 0.0
    layout.beginLayout()
    while (line := layout.createLine()).isValid():
        line.setLineWidth(wide)
        line.setPosition(QPointF(0, high))
        high += line.height()
    layout.endLayout()
    layout.draw(painter, at)
    return round(high)


class OpenList(QListView):
    """Arrows move, Right and Left show and hide the other figures of an alarm, Enter opens it."""

    opened = Signal(object)  # Alarm
    current_changed = Signal(object)  # Alarm or None

    def __init__(self, flash: Flash, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._flash = flash
        self.alarms_model = OpenModel(self)
        self.delegate = OpenDelegate(flash, self)
        self.setModel(self.alarms_model)
        self.setItemDelegate(self.delegate)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.setMouseTracking(True)
        self.setUniformItemSizes(False)
        flash.turned.connect(self._turn)
        self.selectionModel().currentChanged.connect(lambda: self.current_changed.emit(self.current))
        self.doubleClicked.connect(lambda _index: self._open())

    @property
    def current(self) -> Alarm | None:
        """The alarm that the keyboard stands on."""
        place = self.currentIndex().row()
        alarms = self.alarms_model.alarms
        return alarms[place] if 0 <= place < len(alarms) else None

    def show_alarms(self, alarms: Sequence[Alarm]) -> None:
        """Show these, in this order; the keyboard stays on its alarm."""
        before = self.currentIndex().row()
        self.alarms_model.show(alarms)
        if not self.currentIndex().isValid() and alarms:
            self.select(alarms[max(0, min(before, len(alarms) - 1))].id)
        self.scheduleDelayedItemsLayout()

    def select(self, number: int) -> bool:
        """Stand on alarm *number*; False when it is not in the list."""
        place = self.alarms_model.place(number)
        if place is not None:
            self.setCurrentIndex(self.alarms_model.index(place))
        return place is not None

    def tick(self, now: datetime) -> None:
        """A second has passed: the running times in sight go on."""
        self.alarms_model.now = now
        for row in self._rows_in_sight():
            self.viewport().update(self.delegate.time_box(row))

    def _turn(self, _lit: bool) -> None:
        if self.isVisible():
            for place, row in enumerate(self._rows()):
                if self.alarms_model.alarms[place].calls and row.intersects(self.viewport().rect()):
                    self.viewport().update(self.delegate.sign_box(row))

    def _rows(self) -> list[QRect]:
        model = self.alarms_model
        return [self.visualRect(model.index(place)) for place in range(model.rowCount())]

    def _rows_in_sight(self) -> list[QRect]:
        sight = self.viewport().rect()
        return [row for row in self._rows() if row.intersects(sight)]

    def _open(self) -> None:
        if (alarm := self.current) is not None:
            self.opened.emit(alarm)

    def keyboardSearch(self, _search: str) -> None:
        """Letters are commands here."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        alarm, key = self.current, event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open()
        elif key in (Qt.Key.Key_Right, Qt.Key.Key_Left) and alarm is not None and not event.modifiers():
            self.alarms_model.expand(alarm.id, key == Qt.Key.Key_Right)
            self.scheduleDelayedItemsLayout()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        alarm = self.current
        if alarm is not None and self._is_on_more(alarm, event.position().toPoint()):
            self.alarms_model.expand(alarm.id, True)
            self.scheduleDelayedItemsLayout()

    def _is_on_more(self, alarm: Alarm, at: QPoint) -> bool:
        """Whether *at* is on the line that says how many more figures there are."""
        if alarm.id in self.alarms_model.expanded or len(alarm.symptoms) < 2:
            return False
        row = self.visualRect(self.currentIndex())
        head = self.delegate._head_height() + theme.SPACE_M
        return row.top() + head < at.y() < row.top() + head * 3

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()  # words wrap otherwise

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.LanguageChange):
            self.scheduleDelayedItemsLayout()
            self.viewport().update()
