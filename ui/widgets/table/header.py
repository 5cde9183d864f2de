"""The heading of a table: titles over their figures, the order's arrows, the focus of the keyboard."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QFontMetrics, QMouseEvent, QPainter
from PySide6.QtWidgets import QHeaderView, QWidget

from ui import theme
from ui.widgets.table.arrangement import Sorting
from ui.widgets.table.model import LinesModel

_UP, _DOWN = "↑", "↓"


class Header(QHeaderView):
    """Click sorts, Shift+click sorts within; sections are dragged to other places and widths."""

    sort_asked = Signal(int, bool)  # which column, and whether within the order that there is
    menu_asked = Signal(int, object)  # which column (-1: none), and where

    def __init__(self, model: LinesModel[object], parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._lines = model
        self._sorting: tuple[Sorting, ...] = ()
        self._pressed: tuple[int, int] | None = None
        self.setSectionsMovable(True)
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setMinimumSectionSize(32)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def show_sorting(self, sorting: tuple[Sorting, ...]) -> bool:
        """Mark the columns that rows are put in order by; whether that is otherwise than before."""
        if sorting == self._sorting:
            return False
        self._sorting = sorting
        self.viewport().update()
        return True

    def arrow(self, column: int) -> str:
        """ "↓", or "↓ 2" where several columns make the order; "" for the others."""
        name = self._lines.columns[column].name
        for place, by in enumerate(self._sorting):
            if by.column == name:
                arrow = _DOWN if by.descending else _UP
                return f"{arrow}{place + 1}" if len(self._sorting) > 1 else arrow
        return ""

    def least_width(self, column: int) -> int:
        """How wide the column must be for its title, and for its arrow when it has one."""
        metrics = QFontMetrics(theme.desk_font(theme.SMALL))
        title = f"{self._lines.title(column)} {self.arrow(column)}".strip()
        return metrics.horizontalAdvance(title) + 2 * theme.SPACE_S + 2

    def sectionSizeFromContents(self, logicalIndex: int) -> QSize:
        return QSize(self.least_width(logicalIndex), theme.current().px(theme.ROW_HEIGHT))

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), theme.current().px(theme.ROW_HEIGHT))

    def paintSection(self, painter: QPainter, rect: QRect, logical: int) -> None:
        look = theme.current()
        painter.save()
        painter.fillRect(rect, theme.colour(look.surface))
        painter.setPen(theme.colour(look.line_strong))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        of, arrow = self._lines.columns[logical], self.arrow(logical)
        face = theme.desk_font(theme.SMALL)
        painter.setFont(face)
        painter.setPen(theme.colour(look.text if arrow else look.muted))
        metrics, inner = QFontMetrics(face), rect.adjusted(theme.SPACE_S, 0, -theme.SPACE_S, 0)
        room = inner.width() - (metrics.horizontalAdvance(f" {arrow}") if arrow else 0)
        title = metrics.elidedText(self._lines.title(logical), Qt.TextElideMode.ElideRight, room)
        side = Qt.AlignmentFlag.AlignRight if of.is_figure else Qt.AlignmentFlag.AlignLeft
        painter.drawText(inner, side | Qt.AlignmentFlag.AlignVCenter, f"{title} {arrow}" if arrow else title)
        painter.restore()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        at = event.position().toPoint()
        edge = self.cursor().shape() == Qt.CursorShape.SplitHCursor
        self._pressed = None if edge else (self.logicalIndexAt(at), at.x())
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        pressed, self._pressed = self._pressed, None
        at = event.position().toPoint()
        if pressed is None or event.button() is not Qt.MouseButton.LeftButton:
            return
        logical, x = pressed
        if logical >= 0 and self.logicalIndexAt(at) == logical and abs(at.x() - x) < 6:
            within = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.sort_asked.emit(logical, within)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.menu_asked.emit(self.logicalIndexAt(event.pos()), event.globalPos())
