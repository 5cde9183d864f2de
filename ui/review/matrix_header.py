"""The headings of the matrix: titles in two lines, the unit, whether figures may still change."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QHeaderView, QWidget

from supervisor.performance.kpi import UNIT_LABELS, Unit
from supervisor.words import _
from ui import theme
from ui.review.matrix_model import FIXED, MatrixModel

HEADER_HEIGHT = 60  # at text scale 1
_UP, _DOWN = "↑", "↓"


class MatrixHeader(QHeaderView):
    """Titles in two lines, below them the unit and whether figures may still change. A click sorts."""

    sort_asked = Signal(int)

    def __init__(self, model: MatrixModel, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._model = model
        self._least: dict[int, int] = {}
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setMinimumSectionSize(32)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.sectionClicked.connect(self.sort_asked)

    def lines(self, column: int) -> tuple[str, str]:
        """The title in two lines as even as its words allow; of Chinese any character may begin one."""
        title = self._model.title(column)
        kpi = self._model.kpi(column)
        if kpi is None:
            return title, ""
        metrics = QFontMetrics(theme.desk_font(theme.SMALL))
        room = theme.current().px(96)
        if metrics.horizontalAdvance(title) <= room:
            return title, ""
        words = title.split(" ") if " " in title else list(title)
        glue = " " if " " in title else ""
        halves = [(glue.join(words[:at]), glue.join(words[at:])) for at in range(1, len(words))] or [
            (title, "")
        ]
        return min(halves, key=lambda two: max(metrics.horizontalAdvance(one) for one in two))

    def below(self, column: int) -> str:
        """The unit, and whether figures may still change."""
        kpi, matrix = self._model.kpi(column), self._model.matrix
        if kpi is None or matrix is None:
            return ""
        unit = "" if kpi.unit is Unit.SHARE else _(UNIT_LABELS[kpi.unit])
        late = _("provisional") if matrix.columns[column - len(FIXED)].provisional[-1] else ""
        return " · ".join(part for part in (unit, late) if part)

    def arrow(self, column: int) -> str:
        """ "↑" or "↓" where rows are put in order by *column*."""
        kpi, sorting = self._model.kpi(column), self._model.sorting
        by: int | str = kpi.id if kpi is not None else column
        if by != sorting.by:
            return ""
        return _DOWN if sorting.descending else _UP

    def least_width(self, column: int) -> int:
        """How wide *column* must be for its title."""
        if column in self._least:
            return self._least[column]
        metrics = QFontMetrics(theme.desk_font(theme.SMALL))
        one, two = self.lines(column)
        texts = (
            (one, two, f"{self.below(column)} {_DOWN}") if two or self.below(column) else (f"{one} {_DOWN}",)
        )
        wide = max(metrics.horizontalAdvance(text) for text in texts)
        self._least[column] = wide + 2 * theme.SPACE_S + 2
        return self._least[column]

    def forget(self) -> None:
        """Titles are others, or written otherwise."""
        self._least.clear()

    def sectionSizeFromContents(self, logicalIndex: int) -> QSize:
        return QSize(self.least_width(logicalIndex), theme.current().px(HEADER_HEIGHT))

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), theme.current().px(HEADER_HEIGHT))

    def paintSection(self, painter: QPainter, rect: QRect, logical: int) -> None:
        look = theme.current()
        painter.save()
        painter.fillRect(rect, theme.colour(look.surface))
        painter.setPen(theme.colour(look.line_strong))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        arrow = self.arrow(logical)
        face = theme.desk_font(theme.SMALL)
        painter.setFont(face)
        painter.setPen(theme.colour(look.text if arrow else look.muted))
        high = QFontMetrics(face).height()
        one, two = self.lines(logical)
        is_kpi = self._model.kpi(logical) is not None
        if is_kpi:
            below = " ".join(part for part in (self.below(logical), arrow) if part)
        else:
            one, below = f"{one} {arrow}".strip(), ""
        side = Qt.AlignmentFlag.AlignRight if is_kpi else Qt.AlignmentFlag.AlignLeft
        inner = rect.adjusted(theme.SPACE_S, 0, -theme.SPACE_S, 0)
        texts = [text for text in (one, two, below) if text]
        y = rect.bottom() - theme.SPACE_XS - high * len(texts)
        for text in texts:
            painter.drawText(QRect(inner.left(), y, inner.width(), high), side, text)
            y += high
        painter.restore()
