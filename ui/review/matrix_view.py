"""The matrix in sight: one part stays, the other goes sideways; each is painted in one turn of Python."""

from __future__ import annotations

from bisect import bisect_right

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QPoint, QRect, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QHelpEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QToolTip, QWidget

from supervisor.performance.amount import amount
from supervisor.words import _, ngettext, number
from ui import theme
from ui.review.matrix_header import MatrixHeader
from ui.review.matrix_model import FIXED, NAME, MatrixModel
from ui.review.matrix_pen import Face, MatrixPen, Placed
from ui.widgets.tip import plain_tip

Index = QModelIndex | QPersistentModelIndex

FIXED_WIDTHS = (124, 84, 88, 140)


class MatrixView(QTableView):
    """A part of the matrix's columns: those that stay in sight (*fixed*), or the KPIs.

    The keyboard lives in the KPIs' part, for both: what stays takes no focus.
    """

    opened = Signal(int, int)  # line and column: Enter, double click
    person_asked = Signal(int)
    fold_asked = Signal(int)
    menu_asked = Signal(object)
    copy_asked = Signal()
    hovered = Signal(int)  # the line that is pointed at; −1 for none

    def __init__(self, model: MatrixModel, *, fixed: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lines = model
        self.fixed = fixed
        self.left_out: frozenset[int] = frozenset()  # fixed columns for which there is no room
        self.pen = MatrixPen(theme.current())
        self._hover = -1
        self._faces: dict[tuple[int, int], Face] = {}
        self.header = MatrixHeader(model, self)
        self.setHorizontalHeader(self.header)
        self.setModel(model)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)  # one below both
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.viewport().setMouseTracking(True)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setProperty("role", "part")  # the frame is round both
        if fixed:
            self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        model.told_anew.connect(self.forget)
        model.modelReset.connect(self.fit_columns)
        self.restyle()

    # -- looks ----------------------------------------------------------------------------------------------

    def restyle(self) -> None:
        """Everything in the sizes and colours of the look in force."""
        self.pen = MatrixPen(theme.current())
        self.verticalHeader().setMinimumSectionSize(self.pen.height)
        self.verticalHeader().setDefaultSectionSize(self.pen.height)
        self.verticalScrollBar().setSingleStep(self.pen.height)
        self.horizontalScrollBar().setSingleStep(self.pen.width)
        self.header.updateGeometry()
        self.forget()

    def forget(self) -> None:
        """What was made ready for painting is of other rows, words or looks."""
        self._faces.clear()
        self.header.forget()
        self.fit_columns()
        self.viewport().update()

    def fit_columns(self) -> None:
        """Give each column its width, and hide those of the other part."""
        px = theme.current().px
        for column in range(self.lines.columnCount()):
            is_fixed = column < len(FIXED)
            is_here = is_fixed is self.fixed and column not in self.left_out
            self.setColumnHidden(column, not is_here)
            if is_here:
                usual = px(FIXED_WIDTHS[column]) if is_fixed else self.pen.width
                self.setColumnWidth(column, max(usual, self.header.least_width(column)))

    def whole_width(self) -> int:
        """So wide are all its columns."""
        return self.header.length() + 2 * self.frameWidth()

    # -- painting -------------------------------------------------------------------------------------------

    def in_sight(self) -> tuple[int, int]:
        """The first and the last line in sight; (0, −1) when there is none."""
        count = len(self.lines.lines)
        if not count:
            return 0, -1
        high, top = self.pen.height, self.verticalScrollBar().value()
        return top // high, min(count - 1, (top + max(0, self.viewport().height() - 1)) // high)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        look, pen, model = theme.current(), self.pen, self.lines
        rect, region = event.rect(), event.region()
        painter.fillRect(rect, theme.colour(look.surface))
        columns = []
        for column in range(self.header.count()):
            if not self.header.isSectionHidden(column):
                x, wide = self.header.sectionViewportPosition(column), self.header.sectionSize(column)
                if x <= rect.right() and x + wide > rect.left():
                    columns.append((column, x, wide))
        first, last = self.in_sight()
        scrolled = self.verticalScrollBar().value()
        first, last = (
            max(first, (scrolled + rect.top()) // pen.height),
            min(last, (scrolled + rect.bottom()) // pen.height),
        )
        chosen = self.selectionModel().selection()
        selected = [range(chosen.at(n).top(), chosen.at(n).bottom() + 1) for n in range(chosen.count())]
        current = self.currentIndex()
        cells: list[Placed] = []
        line_ink, wide_all = theme.colour(look.line), self.viewport().width()
        for line in range(first, last + 1):
            y = line * pen.height - scrolled
            if not region.intersects(QRect(0, y, wide_all, pen.height)):
                continue  # between what came at one end and the heading at the other
            is_head = model.lines[line] < 0
            if any(line in part for part in selected):
                painter.fillRect(0, y, wide_all, pen.height, theme.colour(look.selected))
            elif line == self._hover:
                painter.fillRect(0, y, wide_all, pen.height, theme.colour(look.hover))
            elif is_head:
                painter.fillRect(0, y, wide_all, pen.height, theme.colour(look.raised))
            painter.fillRect(0, y + pen.height - 1, wide_all, 1, line_ink)
            if is_head:
                self._paint_head(painter, line, y, columns)
            elif self.fixed:
                texts = model.fixed(model.lines[line])
                for column, x, wide in columns:
                    pen.paint_text(
                        painter, QRect(x, y, wide, pen.height), texts[column], quiet=column != NAME
                    )
            else:
                row = model.lines[line]
                cells += [(x, y, wide, self._face(line, row, column)) for column, x, wide in columns]
            if line == current.row() and self._has_keys():
                self._paint_ring(painter, y, current.column(), wide_all)
        pen.paint(painter, cells)
        head, y = self._staying()
        if head >= 0:
            painter.fillRect(0, y, wide_all, pen.height, theme.colour(look.raised))
            painter.fillRect(0, y + pen.height - 1, wide_all, 1, theme.colour(look.line_strong))
            self._paint_head(painter, head, y, columns)
        if self.fixed:
            painter.fillRect(wide_all - 1, rect.top(), 1, rect.height(), theme.colour(look.line_strong))
        painter.end()

    def _staying(self) -> tuple[int, int]:
        """The heading that stays on top while its people go by (−1: none), and where; the next one pushes it
        out."""
        high, scrolled = self.pen.height, self.verticalScrollBar().value()
        at = bisect_right(self.lines.heads, scrolled // high) - 1
        if at < 0 or self.lines.heads[at] * high >= scrolled:
            return -1, 0
        following = self.lines.heads[at + 1] * high - scrolled if at + 1 < len(self.lines.heads) else high
        return self.lines.heads[at], min(0, following - high)

    def indexAt(self, at: QPoint) -> QModelIndex:
        head, y = self._staying()
        if head >= 0 and at.y() < y + self.pen.height:
            return self.lines.index(head, max(0, self.columnAt(at.x())))
        return super().indexAt(at)

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        super().scrollContentsBy(dx, dy)
        if dy:  # what stays was moved along with the rest
            high = 2 * self.pen.height + abs(dy)
            self.viewport().update(0, 0, self.viewport().width(), high)

    def _has_keys(self) -> bool:
        lead = self.focusProxy() or self
        return lead.hasFocus()

    def _paint_ring(self, painter: QPainter, y: int, column: int, wide: int) -> None:
        """The ring of the keyboard round the line, and a stroke under the cell that it stands in."""
        ink, high = theme.colour(theme.current().accent), self.pen.height
        painter.fillRect(0, y, wide, 1, ink)
        painter.fillRect(0, y + high - 1, wide, 1, ink)
        if not self.header.isSectionHidden(column):
            x, of = self.header.sectionViewportPosition(column), self.header.sectionSize(column)
            painter.fillRect(x, y + high - 3, of, 3, ink)

    def _paint_head(self, painter: QPainter, line: int, y: int, columns: list[tuple[int, int, int]]) -> None:
        model, pen = self.lines, self.pen
        group, at = model.group(line), -1 - model.lines[line]
        assert group is not None  # noqa: S101 - it is a heading
        if self.fixed:
            count = ngettext("{n} person", "{n} people", len(group.rows)).format(n=number(len(group.rows)))
            box = QRect(0, y, self.viewport().width(), pen.height)
            pen.paint_head(painter, box, group.title, count, group.key in model.folded)
            return
        for column, x, wide in columns:
            kpi, found = model.kpi(column), model.pooled(at, column - len(FIXED))
            if kpi is not None and found.value is not None:
                under = (
                    _("{off} of {judged} off").format(off=found.off, judged=found.judged)
                    if found.judged
                    else ""
                )
                pen.paint_pooled(painter, QRect(x, y, wide, pen.height), amount(kpi, found.value), under)

    def _face(self, line: int, row: int, column: int) -> Face:
        found = self._faces.get((row, column))
        if found is None:
            kpi, cell = self.lines.kpi(column), self.lines.cell(line, column)
            assert kpi is not None and cell is not None  # noqa: S101, PT018 - a row and a KPI
            found = self.pen.face_of(kpi, cell, self.lines.range_of(row, column - len(FIXED)))
            self._faces[row, column] = found
        return found

    def resizeEvent(self, event: QResizeEvent) -> None:
        top = self.currentIndex().row() * self.pen.height - self.verticalScrollBar().value()
        seen = self.currentIndex().isValid() and 0 <= top < event.oldSize().height()
        super().resizeEvent(event)
        if seen and not self.fixed:
            self.scrollTo(self.currentIndex())  # it stays in sight beside a drawer

    # -- keyboard and mouse ---------------------------------------------------------------------------------

    def moveCursor(
        self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier
    ) -> QModelIndex:
        """As in any table, but that the columns that stay belong to it though they are in the other part."""
        moves = QAbstractItemView.CursorAction
        current = self.currentIndex()
        count = self.lines.columnCount()
        if not current.isValid() or not count:
            return self.lines.index(0, min(count - 1, len(FIXED))) if self.lines.lines else QModelIndex()
        line, column = current.row(), current.column()
        control = bool(modifiers & Qt.KeyboardModifier.ControlModifier)
        page = max(1, self.viewport().height() // self.pen.height - 1)
        last = len(self.lines.lines) - 1
        match action:
            case moves.MoveLeft | moves.MovePrevious:
                column -= 1
            case moves.MoveRight | moves.MoveNext:
                column += 1
            case moves.MoveUp:
                line = 0 if control else line - 1
            case moves.MoveDown:
                line = last if control else line + 1
            case moves.MovePageUp:
                line -= page
            case moves.MovePageDown:
                line += page
            case moves.MoveHome:
                line, column = (0, column) if control else (line, 0)
            case moves.MoveEnd:
                line, column = (last, column) if control else (line, count - 1)
        return self.lines.index(max(0, min(last, line)), max(0, min(count - 1, column)))

    def scrollTo(
        self, index: Index, hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible
    ) -> None:
        high, bar = self.pen.height, self.verticalScrollBar()
        top = index.row() * high
        above = 0 if self.lines.row(index.row()) is None else high  # the heading stays over it
        if hint is QAbstractItemView.ScrollHint.PositionAtCenter:
            bar.setValue(top - (self.viewport().height() - high) // 2)
        elif top - above < bar.value():
            bar.setValue(max(0, top - above))
        elif top + high > bar.value() + self.viewport().height():
            bar.setValue(top + high - self.viewport().height())
        if self.header.isSectionHidden(index.column()):
            return
        x, wide = self.header.sectionPosition(index.column()), self.header.sectionSize(index.column())
        side = self.horizontalScrollBar()
        if x < side.value():
            side.setValue(x)
        elif x + wide > side.value() + self.viewport().width():
            side.setValue(x + wide - self.viewport().width())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, index = event.key(), self.currentIndex()
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_asked.emit()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and index.isValid():
            self._open(index, person=control)
        elif key == Qt.Key.Key_Escape or (control and key in (Qt.Key.Key_Left, Qt.Key.Key_Right)):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def _open(self, index: QModelIndex, *, person: bool = False) -> None:
        if self.lines.group(index.row()) is not None:
            self.fold_asked.emit(index.row())
        elif person or index.column() < len(FIXED):
            self.person_asked.emit(index.row())
        else:
            self.opened.emit(index.row(), index.column())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        index = self.indexAt(event.position().toPoint())
        if event.button() is Qt.MouseButton.LeftButton and self.lines.group(index.row()) is not None:
            self.fold_asked.emit(index.row())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and self.lines.group(index.row()) is None:
            self._open(index)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.hovered.emit(self.indexAt(event.position().toPoint()).row())
        super().mouseMoveEvent(event)

    def show_hover(self, line: int) -> None:
        """*line* is pointed at, in this part or the other."""
        if line != self._hover:
            old, self._hover = self._hover, line
            self.redraw_line(old)
            self.redraw_line(line)

    def redraw_line(self, line: int) -> None:
        """This line looks otherwise; −1 is none."""
        if line >= 0:
            top = line * self.pen.height - self.verticalScrollBar().value()
            self.viewport().update(0, top, self.viewport().width(), self.pen.height)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if event.reason() is QContextMenuEvent.Reason.Keyboard and self.currentIndex().isValid():
            box = self.visualRect(self.currentIndex())
            self.menu_asked.emit(self.viewport().mapToGlobal(box.bottomLeft()))
        else:
            self.menu_asked.emit(event.globalPos())

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Leave:
            self.hovered.emit(-1)
        elif event.type() is QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), plain_tip(self.about_at(event.pos())), self.viewport())
            return True
        return super().viewportEvent(event)

    def about_at(self, at: QPoint) -> str:
        """What is behind the cell under *at*."""
        index = self.indexAt(at)
        return self.lines.about(index.row(), index.column()) if index.isValid() else ""
