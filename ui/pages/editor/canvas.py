"""The page as it lies under the hands: parts are chosen, moved and sized on its grid, by mouse or by keys."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QContextMenuEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QMenu, QWidget

from supervisor.pages import edit
from supervisor.pages.legible import gap_px, part_name
from supervisor.pages.page import Page, Part
from supervisor.words import _
from ui import theme
from ui.pages.page_view import PageView

GRIP = 12  # of a corner's or an edge's handle
LEAST_DRAG = 4  # before a press is a drag


class _Doing(Enum):
    """What a drag does."""

    MOVE = "move"
    SIZE = "size"
    DRAW = "draw"  # a new part's place, on empty ground


@dataclass
class _Drag:
    """A drag under way: where it began, in pixels and cells, and what the page would be if it ended now."""

    doing: _Doing
    began: QPointF
    part: Part | None = None
    edges: tuple[int, int] = (0, 0)  # -1 left or top, 1 right or bottom, 0 neither
    trial: Page | None = None
    drawn: tuple[int, int, int, int] | None = None
    moved: bool = False


class PageCanvas(QWidget):
    """A page in the shape of its screen, with what is shown on it below and the handles above.

    Click or Tab chooses a part. Arrows move it by a cell, with Shift they size it, others give way; Delete
    removes it, Ctrl+D doubles it, Enter goes to its options. A drag on empty ground asks for a new part
    there; Esc lets go of a drag, then of the part.
    """

    edited = Signal(object, str)  # the page after a step, and the step's topic (see Draft.changed)
    chosen = Signal(str)  # a part's id, "" when none is
    part_wanted = Signal(object)  # (x, y, w, h) of an empty place
    opened = Signal(str)  # a part's options are wanted

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self._page: Page | None = None
        self._part_id = ""
        self._screen = QSize(1920, 1080)
        self._stage: QWidget | None = None
        self._drag: _Drag | None = None
        self._hover = ""
        self.handles = _Handles(self)
        theme.watch.changed.connect(self.handles.update)
        self._say()

    # -- what is edited -------------------------------------------------------------------------------------

    @property
    def page(self) -> Page | None:
        return self._page

    @property
    def part_id(self) -> str:
        """The part that is chosen; "" when none is."""
        return self._part_id

    @property
    def part(self) -> Part | None:
        return self._page.part(self._part_id) if self._page is not None else None

    def set_stage(self, stage: QWidget) -> None:
        """Let *stage* show the page, below the handles; it is given the page's place and no clicks."""
        self._stage = stage
        stage.setParent(self)
        stage.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        stage.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        stage.lower()
        self._fit()
        stage.show()

    def set_screen(self, size: QSize) -> None:
        """The page is for a screen of this shape."""
        if size != self._screen and not size.isEmpty():
            self._screen = size
            self._fit()

    def show_page(self, page: Page | None) -> None:
        """Edit *page*, which replaces the one before; a part that is still there stays chosen."""
        self._page = page
        self._drag = None
        if page is None or page.part(self._part_id) is None:
            self.choose("")
        self.handles.update()

    def choose(self, part_id: str) -> None:
        """Choose the part *part_id*; "" for none."""
        if part_id == self._part_id:
            return
        self._part_id = part_id
        self.handles.update()
        self.chosen.emit(part_id)
        self._announce()

    def is_bare(self, part: Part) -> bool:
        """Whether the stage shows nothing where *part* stands, so that its name must say what is there."""
        page_view = self._stage
        if not isinstance(page_view, PageView):
            return True
        made = page_view.widget(part.id)
        return made is None or not made.texts()

    # -- geometry -------------------------------------------------------------------------------------------

    @property
    def area(self) -> QRect:
        """Where the page lies: as large as the canvas allows in the shape of its screen."""
        room = self.rect().adjusted(GRIP // 2, GRIP // 2, -GRIP // 2, -GRIP // 2)
        size = self._screen.scaled(room.size(), Qt.AspectRatioMode.KeepAspectRatio)
        place = QRect(QPoint(0, 0), size)
        place.moveCenter(room.center())
        return place

    def box(self, x: int, y: int, w: int, h: int) -> QRectF:
        """Where so many cells lie, in the canvas's pixels."""
        area, (across, down, gap) = self.area, self._steps()
        return QRectF(area.x() + x * across, area.y() + y * down, w * across - gap, h * down - gap)

    def part_box(self, part: Part) -> QRectF:
        """Where *part* lies, in the canvas's pixels."""
        return self.box(part.x, part.y, part.w, part.h)

    def _steps(self) -> tuple[float, float, float]:
        area, page = self.area, self._page
        gap = gap_px(area.width(), area.height())
        columns, rows = (page.columns, page.rows) if page else (1, 1)
        return (area.width() + gap) / columns, (area.height() + gap) / rows, gap

    def _cell(self, at: QPointF) -> tuple[int, int]:
        area, (across, down, _gap) = self.area, self._steps()
        assert self._page is not None  # noqa: S101
        x, y = int((at.x() - area.x()) // across), int((at.y() - area.y()) // down)
        return max(0, min(x, self._page.columns - 1)), max(0, min(y, self._page.rows - 1))

    def _part_at(self, at: QPointF) -> Part | None:
        if self._page is None or not QRectF(self.area).contains(at):
            return None
        return next((part for part in self._page.parts if self.part_box(part).contains(at)), None)

    def _edges_at(self, at: QPointF) -> tuple[int, int]:
        """Which edges of the chosen part *at* takes hold of."""
        part = self.part
        if part is None:
            return 0, 0
        box = self.part_box(part)
        if not box.adjusted(-GRIP / 2, -GRIP / 2, GRIP / 2, GRIP / 2).contains(at):
            return 0, 0
        across = -1 if at.x() < box.left() + GRIP / 2 else 1 if at.x() > box.right() - GRIP / 2 else 0
        down = -1 if at.y() < box.top() + GRIP / 2 else 1 if at.y() > box.bottom() - GRIP / 2 else 0
        return across, down

    def _fit(self) -> None:
        if self._stage is not None:
            self._stage.setGeometry(self.area)
        self.handles.setGeometry(self.rect())
        self.handles.raise_()
        self.handles.update()

    # -- mouse ----------------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is not Qt.MouseButton.LeftButton or self._page is None:
            return
        at = event.position()
        edges = self._edges_at(at)
        if edges != (0, 0):
            self._drag = _Drag(_Doing.SIZE, at, self.part, edges)
            return
        part = self._part_at(at)
        self.choose(part.id if part is not None else "")
        if part is not None:
            self._drag = _Drag(_Doing.MOVE, at, part)
        elif QRectF(self.area).contains(at):
            self._drag = _Drag(_Doing.DRAW, at)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = event.position()
        drag = self._drag
        if drag is None:
            self._point_at(at)
            return
        if not drag.moved and (at - drag.began).manhattanLength() < LEAST_DRAG:
            return
        drag.moved = True
        assert self._page is not None  # noqa: S101
        across, down, _gap = self._steps()
        by_x, by_y = round((at.x() - drag.began.x()) / across), round((at.y() - drag.began.y()) / down)
        if drag.doing is _Doing.DRAW:
            (x0, y0), (x1, y1) = self._cell(drag.began), self._cell(at)
            x, y = min(x0, x1), min(y0, y1)
            drag.drawn = (x, y, abs(x1 - x0) + 1, abs(y1 - y0) + 1)
        elif drag.part is not None:
            drag.trial = self._tried(drag, drag.part, by_x, by_y)
        self.handles.update()

    def _tried(self, drag: _Drag, part: Part, by_x: int, by_y: int) -> Page:
        """The page if the drag ended *by_x* and *by_y* cells from where it began."""
        assert self._page is not None  # noqa: S101
        if drag.doing is _Doing.MOVE:
            return edit.move(self._page, part.id, part.x + by_x, part.y + by_y, push=True)
        across, down = drag.edges
        left = min(max(0, part.x + by_x), part.x + part.w - 1) if across < 0 else part.x
        top = min(max(0, part.y + by_y), part.y + part.h - 1) if down < 0 else part.y
        right = part.x + part.w + (by_x if across > 0 else 0)
        bottom = part.y + part.h + (by_y if down > 0 else 0)
        right, bottom = min(right, self._page.columns), min(bottom, self._page.rows)
        return edit.put(self._page, part.id, left, top, max(1, right - left), max(1, bottom - top), push=True)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        drag, self._drag = self._drag, None
        self.handles.update()
        if drag is None or not drag.moved or self._page is None:
            return
        if drag.drawn is not None:
            x, y, w, h = drag.drawn
            free = all(self._page.at(u, v) is None for u in range(x, x + w) for v in range(y, y + h))
            if free:
                self.part_wanted.emit(drag.drawn)
        elif drag.trial is not None and drag.trial != self._page:
            self.edited.emit(drag.trial, "")
            self._announce()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        part = self._part_at(event.position())
        if part is not None:
            self._drag = None
            self.opened.emit(part.id)

    def leaveEvent(self, _event: QEvent) -> None:
        self._hover = ""
        self.handles.update()

    def _point_at(self, at: QPointF) -> None:
        edges = self._edges_at(at)
        shapes = {
            (0, 0): Qt.CursorShape.ArrowCursor,
            (-1, -1): Qt.CursorShape.SizeFDiagCursor,
            (1, 1): Qt.CursorShape.SizeFDiagCursor,
            (-1, 1): Qt.CursorShape.SizeBDiagCursor,
            (1, -1): Qt.CursorShape.SizeBDiagCursor,
        }
        aside = Qt.CursorShape.SizeHorCursor if edges[0] else Qt.CursorShape.SizeVerCursor
        part = self._part_at(at)
        shape = shapes.get(edges, aside)
        if edges == (0, 0) and part is not None:
            shape = Qt.CursorShape.SizeAllCursor
        self.setCursor(shape)
        hover = part.id if part is not None else ""
        if hover != self._hover:
            self._hover = hover
            self.handles.update()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        part = self.part
        if part is None:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(_("Options"), lambda: self.opened.emit(part.id))
        menu.addAction(_("Double"), self.double_part)
        menu.addAction(_("Remove"), self.remove_part)
        menu.popup(event.globalPos())

    # -- keys -----------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, held = event.key(), event.modifiers()
        part = self.part
        arrows = {
            Qt.Key.Key_Left: (-1, 0),
            Qt.Key.Key_Right: (1, 0),
            Qt.Key.Key_Up: (0, -1),
            Qt.Key.Key_Down: (0, 1),
        }
        if key == Qt.Key.Key_Escape and (self._drag is not None or part is not None):
            if self._drag is not None:
                self._drag = None
                self.handles.update()
            else:
                self.choose("")
        elif part is None or self._page is None:
            super().keyPressEvent(event)
        elif key in arrows:
            by_x, by_y = arrows[Qt.Key(key)]
            if held & Qt.KeyboardModifier.ShiftModifier:
                page = edit.resize(self._page, part.id, part.w + by_x, part.h + by_y, push=True)
                self._step(page, f"size {part.id}")
            else:
                page = edit.move(self._page, part.id, part.x + by_x, part.y + by_y, push=True)
                self._step(page, f"move {part.id}")
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.remove_part()
        elif key == Qt.Key.Key_D and held & Qt.KeyboardModifier.ControlModifier:
            self.double_part()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit(part.id)
        else:
            super().keyPressEvent(event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab goes from part to part, as they are read, and leaves behind the last one."""
        parts = [part.id for part in self._page.parts] if self._page is not None else []
        place = parts.index(self._part_id) if self._part_id in parts else (-1 if forward else len(parts))
        place += 1 if forward else -1
        if 0 <= place < len(parts):
            self.choose(parts[place])
            return True
        return super().focusNextPrevChild(forward)

    def remove_part(self) -> None:
        """Take the chosen part off the page."""
        if self._page is not None and self._part_id:
            gone = self._part_id
            self.choose("")
            self._step(edit.remove(self._page, gone), "")

    def double_part(self) -> None:
        """Put the same part down once more, where there is room."""
        part = self.part
        if part is None or self._page is None:
            return
        page, made = edit.add(self._page, part.shows)
        if made is not None:
            self._step(page, "")
            self.choose(made.id)

    def _step(self, page: Page, topic: str) -> None:
        if page != self._page:
            self.edited.emit(page, topic)
            self._announce()

    # -- Qt -------------------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self._say()
        super().changeEvent(event)

    def focusInEvent(self, event: object) -> None:
        super().focusInEvent(event)  # type: ignore[arg-type]
        self.handles.update()

    def focusOutEvent(self, event: object) -> None:
        super().focusOutEvent(event)  # type: ignore[arg-type]
        self.handles.update()

    def sizeHint(self) -> QSize:
        return QSize(720, 420)

    def minimumSizeHint(self) -> QSize:
        return QSize(320, 200)

    def _say(self) -> None:
        self.setAccessibleName(_("Layout of the page"))
        self.setAccessibleDescription(
            _(
                "Tab chooses a part, arrows move it, Shift and arrows size it, Delete removes it, "
                "Enter opens its options."
            )
        )

    def _announce(self) -> None:
        part = self.part
        if part is not None:
            said = _("{part}: column {x}, row {y}, {w} × {h} cells").format(
                part=part_name(part.shows), x=part.x + 1, y=part.y + 1, w=part.w, h=part.h
            )
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, said))


class _Handles(QWidget):
    """What lies over the page: the grid, outlines, the handles of the chosen part, the ghost of a drag."""

    def __init__(self, canvas: PageCanvas) -> None:
        super().__init__(canvas)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._canvas = canvas

    def paintEvent(self, _event: QPaintEvent) -> None:
        canvas, look = self._canvas, theme.current()
        page = canvas.page
        painter = QPainter(self)
        if page is None:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._outlines(painter, page)
        drag = canvas._drag
        self._grid(painter, page, strong=drag is not None and drag.moved)
        accent = theme.colour(look.accent)
        trial = drag.trial if drag is not None else None
        if trial is not None:
            fill = theme.colour(look.accent)
            for part in trial.parts:
                mine = drag is not None and drag.part is not None and part.id == drag.part.id
                fill.setAlpha(60 if mine else 20)
                painter.setPen(QPen(accent, 2 if mine else 1, Qt.PenStyle.DashLine))
                painter.setBrush(fill)
                painter.drawRoundedRect(canvas.part_box(part), theme.RADIUS_CARD, theme.RADIUS_CARD)
            return
        if drag is not None and drag.drawn is not None:
            painter.setPen(QPen(accent, 2, Qt.PenStyle.DashLine))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(canvas.box(*drag.drawn), theme.RADIUS_CARD, theme.RADIUS_CARD)
        hover = page.part(canvas._hover)
        if hover is not None and hover.id != canvas.part_id:
            painter.setPen(QPen(theme.colour(look.muted), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(canvas.part_box(hover), theme.RADIUS_CARD, theme.RADIUS_CARD)
        if (chosen := canvas.part) is not None:
            self._chosen(painter, canvas.part_box(chosen), focused=canvas.hasFocus())

    def _outlines(self, painter: QPainter, page: Page) -> None:
        """The edge of the page, and the name of each part that shows nothing at present."""
        canvas, look = self._canvas, theme.current()
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.colour(look.line_strong), 1))
        margin = theme.SPACE_XS
        painter.drawRect(QRectF(canvas.area).adjusted(-margin, -margin, margin, margin))
        painter.setFont(theme.font(look.px(theme.BODY)))
        for part in page.parts:
            if canvas.is_bare(part):
                box = canvas.part_box(part)
                painter.setPen(QPen(theme.colour(look.line_strong), 1, Qt.PenStyle.DashLine))
                painter.drawRoundedRect(box, theme.RADIUS_CARD, theme.RADIUS_CARD)
                painter.setPen(theme.colour(look.muted))
                inside = box.adjusted(theme.SPACE_S, theme.SPACE_XS, -theme.SPACE_S, -theme.SPACE_XS)
                flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
                painter.drawText(inside, int(flags), part_name(part.shows))

    def _grid(self, painter: QPainter, page: Page, *, strong: bool) -> None:
        """A mark at each corner of each cell; while something is dragged, the cells that are free."""
        canvas, look = self._canvas, theme.current()
        painter.setPen(QPen(theme.colour(look.line_strong), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for x in range(page.columns):
            for y in range(page.rows):
                if page.at(x, y) is None or strong:
                    cell = canvas.box(x, y, 1, 1)
                    if strong:
                        painter.drawRect(cell)
                    else:
                        painter.drawPoint(cell.center())

    def _chosen(self, painter: QPainter, box: QRectF, *, focused: bool) -> None:
        look = theme.current()
        accent = theme.colour(look.accent)
        painter.setPen(QPen(accent, 3 if focused else 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(box, theme.RADIUS_CARD, theme.RADIUS_CARD)
        painter.setPen(QPen(theme.colour(look.ground), 1))
        painter.setBrush(accent)
        middle = box.center()
        for x in (box.left(), middle.x(), box.right()):
            for y in (box.top(), middle.y(), box.bottom()):
                if (x, y) != (middle.x(), middle.y()):
                    painter.drawEllipse(QPointF(x, y), GRIP / 2 - 1, GRIP / 2 - 1)
