"""The cards of one column of the board: a list of issues, each painted as a card."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
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
    QContextMenuEvent,
    QFocusEvent,
    QFont,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QTextLayout,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from supervisor.issues.issue import SEVERITY_LABELS, Severity
from supervisor.issues.line import IssueLine
from supervisor.issues.states import CLOCK_LABELS
from supervisor.words import _
from ui import theme
from ui.issues import lights
from ui.theme import State
from ui.widgets import signs
from ui.widgets.tip import plain_tip

TITLE_LINES = 2
_Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


def spoken(line: IssueLine) -> str:
    """All that a card says, for who cannot see it."""
    parts = [line.number, line.title, line.department_name, _(SEVERITY_LABELS[line.severity])]
    if line.reading is not None:
        parts.append(
            _("{clock}: {how}").format(clock=_(CLOCK_LABELS[line.reading.kind]), how=lights.how(line))
        )
    return _(", ").join(part for part in parts if part)


class CardsModel(QAbstractListModel):
    """The issues of one state, the most urgent first."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.lines: tuple[IssueLine, ...] = ()

    def show(self, lines: Sequence[IssueLine]) -> None:
        """These issues and no others."""
        if tuple(lines) != self.lines:
            self.beginResetModel()
            self.lines = tuple(lines)
            self.endResetModel()

    def place(self, id: int) -> int:
        """Where the issue *id* stands; -1 where it does not."""
        return next((at for at, line in enumerate(self.lines) if line.id == id), -1)

    def rowCount(self, parent: _Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.lines)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        line = self.lines[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return line.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return spoken(line)
        return plain_tip(spoken(line)) if role == Qt.ItemDataRole.ToolTipRole else None


class CardPen(QStyledItemDelegate):
    """Paints a card: number and severity, title, department, clock."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._cut: dict[tuple[str, int], list[str]] = {}
        self.restyle()

    def restyle(self) -> None:
        """Everything in the sizes of the look in force."""
        self._small, self._face = theme.desk_font(theme.SMALL), theme.desk_font(theme.BODY)
        self._strong = theme.desk_font(theme.BODY, QFont.Weight.DemiBold)
        self._metrics = {id(face): QFontMetricsF(face) for face in (self._small, self._face, self._strong)}
        high = self._metrics[id(self._small)].height(), self._metrics[id(self._strong)].height()
        self.height = round(high[0] * 3 + high[1] * TITLE_LINES) + 3 * theme.SPACE_XS + 2 * theme.SPACE_S
        self._cut.clear()

    def sizeHint(self, _option: QStyleOptionViewItem, _index: _Index) -> QSize:
        return QSize(100, self.height + theme.SPACE_S)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        model = index.model()
        assert isinstance(model, CardsModel)  # noqa: S101
        line, look = model.lines[index.row()], theme.current()
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        box = QRectF(rect).adjusted(2, 2, -2, 2 - theme.SPACE_S)
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        focused = chosen and bool(state & QStyle.StateFlag.State_HasFocus)
        hover = bool(state & QStyle.StateFlag.State_MouseOver)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        ground = look.selected if chosen else look.hover if hover else look.raised
        painter.setBrush(theme.colour(ground))
        pen = painter.pen()
        pen.setColor(theme.colour(look.accent if focused else look.line_strong))
        pen.setWidthF(2.0 if focused else 1.0)
        painter.setPen(pen)
        painter.drawRoundedRect(box, 6, 6)
        clock = lights.look_of(line.reading)
        if clock is not None and clock.state is not None:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour(look.fill(clock.state)))
            painter.drawRect(QRectF(box.left(), box.top() + 6, 3, box.height() - 12))
        self._write(painter, box.adjusted(theme.SPACE_M, theme.SPACE_S, -theme.SPACE_S, -theme.SPACE_S), line)
        painter.restore()

    def _write(self, painter: QPainter, box: QRectF, line: IssueLine) -> None:
        look = theme.current()
        metrics = self._metrics[id(self._small)]
        step = metrics.height() + theme.SPACE_XS
        y = box.top() + metrics.ascent()
        wide = box.width()
        painter.setFont(self._small)
        painter.setPen(theme.colour(look.muted))
        painter.drawText(
            QPointF(box.left(), y), metrics.elidedText(line.number, Qt.TextElideMode.ElideMiddle, wide)
        )
        strong = self._metrics[id(self._strong)]
        y = box.top() + step
        painter.setFont(self._strong)
        painter.setPen(theme.colour(look.text))
        for part in self._wrapped(line.title, int(wide)):
            painter.drawText(QPointF(box.left(), y + strong.ascent()), part)
            y += strong.height()
        y = box.top() + step + TITLE_LINES * strong.height() + theme.SPACE_XS + metrics.ascent()
        painter.setFont(self._small)
        room = self._write_severity(painter, box, y, line)
        painter.setPen(theme.colour(look.muted))
        said = line.department_name or _("no department yet")
        cut = metrics.elidedText(said, Qt.TextElideMode.ElideRight, wide - room - theme.SPACE_S)
        painter.drawText(QPointF(box.left(), y), cut)
        y += step
        how, clock = lights.how(line), lights.look_of(line.reading)
        if not how or clock is None:
            return
        left, size = box.left(), look.px(11)
        if clock.sign is not None:
            ink = theme.colour(look.fill(clock.state) if clock.state is not None else look.muted)
            top = y - metrics.ascent() + (metrics.height() - size) / 2
            signs.stamp(painter, clock.sign, QRectF(left, top, size, size), ink)
            left += size + theme.SPACE_XS
        painter.setPen(theme.colour(look.text if clock.state is None else look.state_text(clock.state)))
        cut = metrics.elidedText(how, Qt.TextElideMode.ElideRight, box.right() - left)
        painter.drawText(QPointF(left, y), cut)

    def _write_severity(self, painter: QPainter, box: QRectF, y: float, line: IssueLine) -> float:
        """The severity at the right of a line whose letters stand on *y*; how wide it is."""
        look, metrics = theme.current(), self._metrics[id(self._small)]
        said = _(SEVERITY_LABELS[line.severity])
        wide = metrics.horizontalAdvance(said)
        painter.setPen(theme.colour(look.muted))
        if line.severity is Severity.CRITICAL:
            size = look.px(10)
            top = y - metrics.ascent() + (metrics.height() - size) / 2
            sign = QRectF(box.right() - wide - size - theme.SPACE_XS, top, size, size)
            signs.stamp(painter, signs.Sign.SQUARE, sign, theme.colour(look.fill(State.CRITICAL)))
            painter.setPen(theme.colour(look.state_text(State.CRITICAL)))
        painter.drawText(QPointF(box.right() - wide, y), said)
        return wide + (look.px(10) + theme.SPACE_XS if line.severity is Severity.CRITICAL else 0)

    def _wrapped(self, text: str, room: int) -> list[str]:
        """*text* in `TITLE_LINES` lines of at most *room* pixels; what is too much is cut."""
        found = self._cut.get((text, room))
        if found is None:
            if len(self._cut) > 4000:
                self._cut.clear()
            layout = QTextLayout(text, self._strong)
            layout.beginLayout()
            found = []
            while len(found) < TITLE_LINES and (line := layout.createLine()).isValid():
                line.setLineWidth(room)
                start = line.textStart()
                if len(found) == TITLE_LINES - 1:
                    rest = text[start:]
                    metrics = self._metrics[id(self._strong)]
                    found.append(metrics.elidedText(rest, Qt.TextElideMode.ElideRight, room))
                else:
                    found.append(text[start : start + line.textLength()].rstrip())
            layout.endLayout()
            self._cut[text, room] = found
        return found


class CardsView(QListView):
    """The cards of a column; only those in sight are painted. The mouse takes a card along: `dragged` tells
    where to (None: let be), `dropped` where it was let go."""

    opened = Signal(object)  # IssueLine
    menu_asked = Signal(object)  # where
    turned = Signal(int)  # to the column at the left (-1) or right
    step_asked = Signal(int)  # move the card to the left (-1) or right
    current_changed = Signal(object)  # IssueLine or None
    dragged = Signal(object)  # QPoint, global, or None
    dropped = Signal(object)  # QPoint, global

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.cards = CardsModel(self)
        self.pen = CardPen(self)
        self._pressed: QPoint | None = None
        self._dragging = False
        self.setModel(self.cards)
        self.setItemDelegate(self.pen)
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setMouseTracking(True)
        self.setProperty("role", "cards")

    @property
    def current(self) -> IssueLine | None:
        """The issue that the keyboard stands on."""
        index = self.currentIndex()
        return self.cards.lines[index.row()] if index.isValid() else None

    @property
    def is_dragging(self) -> bool:
        """Whether the mouse takes a card along."""
        return self._dragging

    def show_lines(self, lines: Sequence[IssueLine]) -> None:
        """These issues; the keyboard stays on the one on which it stood."""
        old, at = self.current, self.verticalScrollBar().value()
        self.cards.show(lines)
        if old is not None and (place := self.cards.place(old.id)) >= 0:
            self.setCurrentIndex(self.cards.index(place))
        elif self.hasFocus() and self.cards.lines:
            self.setCurrentIndex(self.cards.index(0))
        self.verticalScrollBar().setValue(at)

    def stand_on(self, place: int) -> None:
        """Let the keyboard stand on the card at *place*, or on the last one."""
        if self.cards.lines:
            self.setCurrentIndex(self.cards.index(max(0, min(place, len(self.cards.lines) - 1))))
            self.scrollTo(self.currentIndex())
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def restyle(self) -> None:
        """Sizes and colours of the look in force."""
        self.pen.restyle()
        self.scheduleDelayedItemsLayout()
        self.viewport().update()

    def currentChanged(self, current: _Index, previous: _Index) -> None:
        super().currentChanged(current, previous)
        self.current_changed.emit(self.current)

    # -- keyboard and mouse ---------------------------------------------------------------------------------

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and self.cards.lines:
            self.setCurrentIndex(self.cards.index(0))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        with_control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if self._dragging and key == Qt.Key.Key_Escape:
            self._let_be()
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            way = -1 if key == Qt.Key.Key_Left else 1
            (self.step_asked if with_control else self.turned).emit(way)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.current is not None:
            self.opened.emit(self.current)
        elif key == Qt.Key.Key_M and not event.modifiers():
            self._ask_menu()
        elif key == Qt.Key.Key_Escape:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def _ask_menu(self) -> None:
        if self.current is not None:
            box = self.visualRect(self.currentIndex())
            self.menu_asked.emit(self.viewport().mapToGlobal(box.center()))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if event.reason() is QContextMenuEvent.Reason.Keyboard:
            self._ask_menu()
        elif self.indexAt(event.pos()).isValid():
            self.menu_asked.emit(event.globalPos())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        on_card = self.indexAt(event.position().toPoint()).isValid()
        left = event.button() is Qt.MouseButton.LeftButton
        self._pressed = event.position().toPoint() if on_card and left else None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pressed is None or not event.buttons() & Qt.MouseButton.LeftButton:
            super().mouseMoveEvent(event)
            return
        far = (event.position().toPoint() - self._pressed).manhattanLength()
        if self._dragging or far >= QApplication.startDragDistance():
            self._dragging = True
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
            self.dragged.emit(event.globalPosition().toPoint())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        if self._dragging:
            self._let_be()
            self.dropped.emit(event.globalPosition().toPoint())
        self._pressed = None

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if index.isValid():
            self.opened.emit(self.cards.lines[index.row()])

    def _let_be(self) -> None:
        self._dragging, self._pressed = False, None
        self.unsetCursor()
        self.dragged.emit(None)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.StyleChange and hasattr(self, "pen"):
            self.restyle()
