"""The lines of a table, painted: a real table view, whose cells one Python turn draws."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Generic

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QPointF,
    QRect,
    QRectF,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QAccessible,
    QContextMenuEvent,
    QFont,
    QFontMetricsF,
    QHelpEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QTableView, QToolTip, QWidget

from ui import theme
from ui.theme import State, Theme
from ui.widgets import signs
from ui.widgets.table.column import Look, R
from ui.widgets.table.header import Header
from ui.widgets.table.model import LinesModel

KEPT_TEXTS = 8192  # elided texts, for as many cells as anybody scrolls by
_FOLD, _UNFOLD = "▾", "▸"


class Pen:
    """How cells are written in one look: faces, measures, and texts cut to their width."""

    def __init__(self, look: Theme) -> None:
        self.look = look
        self.face = theme.desk_font(theme.BODY)
        self.strong = theme.desk_font(theme.BODY, QFont.Weight.DemiBold)
        self._metrics = QFontMetricsF(self.face)
        self._strong_metrics = QFontMetricsF(self.strong)
        self.row_height = look.px(theme.ROW_HEIGHT)
        self.baseline = (self.row_height + self._metrics.ascent() - self._metrics.descent()) / 2
        self.sign = look.px(12)
        self._fitted: dict[tuple[str, int, bool], tuple[str, float]] = {}

    def fitted(self, text: str, room: int, *, strong: bool = False) -> tuple[str, float]:
        """*text* cut to *room* pixels, and how wide it then is."""
        found = self._fitted.get((text, room, strong))
        if found is None:
            if len(self._fitted) > KEPT_TEXTS:
                self._fitted.clear()
            metrics = self._strong_metrics if strong else self._metrics
            cut, wide = text, metrics.horizontalAdvance(text)
            if wide > room:
                cut = metrics.elidedText(text, Qt.TextElideMode.ElideRight, max(0, room))
                wide = metrics.horizontalAdvance(cut)
            found = self._fitted[(text, room, strong)] = (cut, wide)
        return found

    def draw(
        self,
        painter: QPainter,
        box: QRect,
        text: str,
        *,
        right: bool,
        look: Look | None,
        quiet: bool,
        strong: bool = False,
    ) -> None:
        """One cell in *box*: sign and text; the painter's face is set already."""
        left, room = box.left() + theme.SPACE_S, box.width() - 2 * theme.SPACE_S
        theme_ = self.look
        ink = theme_.muted if quiet else theme_.text
        if look is not None:
            if look.state is not None:
                ink = theme_.state_text(look.state)
            if look.sign is not None:
                size = self.sign
                colour = theme_.fill(look.state) if look.state is not None else theme_.muted
                taken = size + theme.SPACE_S
                room -= taken
                x: float = left
                if right:
                    x = max(
                        left, box.right() - theme.SPACE_S - self.fitted(text, room, strong=strong)[1] - taken
                    )
                top = box.top() + (box.height() - size) / 2
                signs.stamp(painter, look.sign, QRectF(x, top, size, size), theme.colour(colour))
                if not right:
                    left += taken
        if not text or room <= 0:
            return
        cut, wide = self.fitted(text, room, strong=strong)
        painter.setPen(theme.colour(ink))
        x = box.right() + 1 - theme.SPACE_S - wide if right else left
        painter.drawText(QPointF(x, box.top() + self.baseline), cut)


class LinesView(QTableView, Generic[R]):
    """Paints the lines of *model*; only what changed, and nothing while it is out of sight."""

    opened = Signal(int)  # line: Enter or a double click
    fold_asked = Signal(int)  # line of a group's heading
    menu_asked = Signal(object)  # where
    worked_in = Signal()  # the reader's hand is in the table
    copy_asked = Signal()
    resized = Signal()
    hovered = Signal(int)  # the line that is pointed at; −1 for none

    def __init__(self, model: LinesModel[R], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lines = model
        self.faded: Callable[[R], bool] | None = None  # rows that are of the past
        self._hover = -1
        self.header = Header(model, self)  # type: ignore[arg-type]
        self.setHorizontalHeader(self.header)
        self.setModel(model)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(self.verticalHeader().ResizeMode.Fixed)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.viewport().setMouseTracking(True)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.restyle()

    def restyle(self) -> None:
        """Everything in the sizes and colours of the look in force."""
        self.pen = Pen(theme.current())
        self.verticalHeader().setMinimumSectionSize(self.pen.row_height)
        self.verticalHeader().setDefaultSectionSize(self.pen.row_height)
        self.verticalScrollBar().setSingleStep(self.pen.row_height)
        self.header.updateGeometry()
        self.viewport().update()

    # -- what is in sight -----------------------------------------------------------------------------------

    def in_sight(self) -> tuple[int, int]:
        """The first and the last line in sight; (0, -1) when there is none."""
        count = self.lines.rowCount()
        if not count:
            return 0, -1
        high = self.pen.row_height
        top = self.verticalScrollBar().value()
        first = max(0, top // high)
        return first, min(count - 1, (top + max(0, self.viewport().height() - 1)) // high)

    def line_box(self, number: int) -> QRect:
        """Where line *number* stands in the viewport, over its whole width."""
        high = self.pen.row_height
        top = number * high - self.verticalScrollBar().value()
        return QRect(0, top, self.viewport().width(), high)

    def redraw_lines(self, numbers: list[int]) -> None:
        """These lines say something else."""
        for number in numbers:
            self.viewport().update(self.line_box(number))

    def redraw_cell(self, number: int, column: int) -> None:
        """This cell says something else."""
        if not self.isColumnHidden(column):
            box = self.line_box(number)
            x, wide = self.header.sectionViewportPosition(column), self.header.sectionSize(column)
            self.viewport().update(QRect(x, box.top(), wide, box.height()))

    def dataChanged(
        self,
        top_left: QModelIndex | QPersistentModelIndex,
        bottom_right: QModelIndex | QPersistentModelIndex,
        roles: Sequence[int] = (),
    ) -> None:
        # Qt would repaint the whole viewport for any range, even one out of sight.
        if QAccessible.isActive():
            super().dataChanged(top_left, bottom_right, roles)
            return
        first, last = self.in_sight()
        self.redraw_lines(list(range(max(first, top_left.row()), min(last, bottom_right.row()) + 1)))

    # -- painting -------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        look, model, pen = theme.current(), self.lines, self.pen
        surface = theme.colour(look.surface)
        region, rect = event.region(), event.rect()
        painter.fillRect(rect, surface)
        painter.setFont(pen.face)
        header, high = self.header, pen.row_height
        cells = []
        for place in range(header.count()):
            column = header.logicalIndex(place)
            if header.isSectionHidden(column):
                continue
            x, wide = header.sectionViewportPosition(column), header.sectionSize(column)
            if region.intersects(QRect(x, rect.top(), wide, rect.height())):
                cells.append((column, x, wide, model.columns[column]))
        first, last = self.in_sight()
        scrolled = self.verticalScrollBar().value()
        first = max(first, (scrolled + rect.top()) // high)
        last = min(last, (scrolled + rect.bottom()) // high)
        current = self.currentIndex()
        chosen = self.selectionModel().selection()
        selected = [range(chosen.at(n).top(), chosen.at(n).bottom() + 1) for n in range(chosen.count())]
        patchy = region.rectCount() > 1
        focused = self.hasFocus()
        line_ink = theme.colour(look.line)
        for number in range(first, last + 1):
            box = self.line_box(number)
            if not region.intersects(box):
                continue
            if any(number in part for part in selected):
                painter.fillRect(box, theme.colour(look.selected))
            elif number == self._hover:
                painter.fillRect(box, theme.colour(look.hover))
            painter.fillRect(0, box.bottom(), box.width(), 1, line_ink)
            row = model.row(number)
            if row is None:
                self._paint_head(painter, number, box)
            else:
                faded = self.faded is not None and self.faded(row)
                for column, x, wide, of in cells:
                    if patchy and not region.intersects(QRect(x, box.top(), wide, high)):
                        continue
                    look_of = of.look(row) if of.look is not None else None
                    if faded and (look_of is None or look_of.state is None):
                        look_of = Look(look_of.sign if look_of is not None else None, State.STALE)
                    pen.draw(
                        painter,
                        QRect(x, box.top(), wide, high),
                        model.text(number, column),
                        right=of.is_figure,
                        look=look_of,
                        quiet=of.quiet,
                    )
            if focused and number == current.row():
                self._paint_ring(painter, box, current.column(), row is not None)
        painter.end()

    def _paint_ring(self, painter: QPainter, box: QRect, column: int, cell: bool) -> None:
        """The ring of the keyboard round the line, and a stroke under the cell that it stands in."""
        ink = theme.colour(theme.current().accent)
        painter.setPen(ink)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        wide = min(box.width(), self.header.length() - self.header.offset())
        painter.drawRect(QRect(box.left(), box.top(), wide - 1, box.height() - 1))
        if cell and not self.header.isSectionHidden(column):
            x, cell_wide = self.header.sectionViewportPosition(column), self.header.sectionSize(column)
            painter.fillRect(QRect(x, box.bottom() - 2, cell_wide, 3), ink)

    def _paint_head(self, painter: QPainter, number: int, box: QRect) -> None:
        look, pen = theme.current(), self.pen
        line = self.lines.arrangement.lines[number]
        title, count, words = self.lines.head_parts(line.group)
        sign = _UNFOLD if line.group in self.lines.arrangement.folded else _FOLD
        x, base = float(theme.SPACE_S), box.top() + pen.baseline
        painter.setPen(theme.colour(look.muted))
        painter.drawText(QPointF(x, base), sign)
        x += pen.sign + theme.SPACE_S
        painter.setFont(pen.strong)
        painter.setPen(theme.colour(look.text))
        cut, wide = pen.fitted(title, max(0, box.width() // 2), strong=True)
        painter.drawText(QPointF(x, base), cut)
        painter.setFont(pen.face)
        painter.setPen(theme.colour(look.muted))
        x += wide + theme.SPACE_M
        for part in (count, words):
            if part:
                cut, wide = pen.fitted(part, max(0, round(box.width() - x - theme.SPACE_S)))
                painter.drawText(QPointF(x, base), cut)
                x += wide + theme.SPACE_L

    # -- keyboard and mouse ---------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self.worked_in.emit()
        key, number = event.key(), self.currentIndex().row()
        head = self._is_head(number)
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_asked.emit()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and number >= 0:
            (self.fold_asked if head else self.opened).emit(number)
        elif head and key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            folded = self.lines.arrangement.lines[number].group in self.lines.arrangement.folded
            if folded == (key == Qt.Key.Key_Right):
                self.fold_asked.emit(number)
        elif key == Qt.Key.Key_Escape:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def _is_head(self, number: int) -> bool:
        lines = self.lines.arrangement.lines
        return 0 <= number < len(lines) and lines[number].head

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.worked_in.emit()
        super().mousePressEvent(event)
        number = self.rowAt(event.position().toPoint().y())
        if (
            number >= 0
            and event.button() is Qt.MouseButton.LeftButton
            and self.lines.arrangement.lines[number].head
        ):
            self.fold_asked.emit(number)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        number = self.rowAt(event.position().toPoint().y())
        if number >= 0 and not self._is_head(number):
            self.opened.emit(number)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.worked_in.emit()
        self._point_at(event.position().toPoint())
        super().mouseMoveEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        self.worked_in.emit()
        super().wheelEvent(event)

    def _point_at(self, at: QPoint | None) -> None:
        hover = -1 if at is None else self.rowAt(at.y())
        if hover != self._hover:
            self.show_hover(hover)
            self.hovered.emit(hover)

    def show_hover(self, line: int) -> None:
        """Light *line* (−1 none), as something beside the table points at it."""
        if line != self._hover:
            old, self._hover = self._hover, line
            self.redraw_lines([number for number in (old, line) if number >= 0])

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.worked_in.emit()
        if event.reason() is QContextMenuEvent.Reason.Keyboard and self.currentIndex().isValid():
            box = self.visualRect(self.currentIndex())
            self.menu_asked.emit(self.viewport().mapToGlobal(box.bottomLeft()))
        else:
            self.menu_asked.emit(event.globalPos())

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Leave:
            self._point_at(None)
        elif event.type() is QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), self.about_at(event.pos()), self.viewport())
            return True
        return super().viewportEvent(event)

    def about_at(self, at: QPoint) -> str:
        """What is said of the cell under *at*: what is behind it, or all of a text that was cut."""
        index = self.indexAt(at)
        if not index.isValid():
            return ""
        if about := self.lines.about(index.row(), index.column()):
            return about
        text = self.lines.text(index.row(), index.column())
        row, of = self.lines.row(index.row()), self.lines.columns[index.column()]
        room = self.header.sectionSize(index.column()) - 2 * theme.SPACE_S
        if row is not None and of.look is not None and (look := of.look(row)) is not None and look.sign:
            room -= self.pen.sign + theme.SPACE_S
        return text if self.pen.fitted(text, room)[0] != text else ""

    def resizeEvent(self, event: QResizeEvent) -> None:
        current = self.currentIndex()
        seen = self.line_box(current.row()) if current.isValid() else QRect()
        super().resizeEvent(event)
        high = event.oldSize().height()
        if current.isValid() and seen.top() >= 0 and seen.bottom() <= high > self.viewport().height():
            self.scrollTo(self.model().index(current.row(), max(0, self.columnAt(0))))  # it stays in sight
        self.resized.emit()


class TotalStrip(QWidget):
    """The sum of what is shown, under its columns and always in sight."""

    def __init__(self, view: LinesView[R], parent: QWidget) -> None:
        super().__init__(parent)
        self._view = view
        self._texts: list[str] = []
        self._faded = False
        for heard in (view.header.sectionResized, view.header.sectionMoved, view.header.geometriesChanged):
            heard.connect(self.update)
        view.horizontalScrollBar().valueChanged.connect(self.update)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.restyle()

    @property
    def texts(self) -> list[str]:
        return self._texts

    def show_texts(self, texts: list[str], spoken: str, *, faded: bool = False) -> None:
        """Show the texts of the sum, one a column; *faded* when some of it is of the past."""
        if (texts, faded) != (self._texts, self._faded):
            self._texts, self._faded = texts, faded
            self.setAccessibleName(spoken)
            self.update()

    def restyle(self) -> None:
        self.setFixedHeight(self._view.pen.row_height)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, look, pen, header = QPainter(self), theme.current(), self._view.pen, self._view.header
        painter.fillRect(event.rect(), theme.colour(look.raised))
        painter.setPen(theme.colour(look.line_strong))
        painter.drawLine(0, 0, self.width(), 0)
        painter.setFont(pen.strong)
        frame = self._view.frameWidth()
        for column, text in enumerate(self._texts):
            if header.isSectionHidden(column):
                continue
            x, wide = header.sectionViewportPosition(column) + frame, header.sectionSize(column)
            of = self._view.lines.columns[column]
            pen.draw(
                painter,
                QRect(x, 0, wide, self.height()),
                text,
                right=of.is_figure,
                look=Look(None, State.STALE) if self._faded else None,
                quiet=False,
                strong=True,
            )
        painter.end()
