"""The agent grid: thousands of cells, of which only those in sight are painted."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAccessible,
    QFocusEvent,
    QGuiApplication,
    QHelpEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from supervisor.live.board import AgentKey, AgentLine, Board, Changed
from supervisor.live.feed import Feed
from supervisor.wallboard.fit import DESK, LEAST_ARC, Viewing
from supervisor.words import _
from ui import theme
from ui.wallboard.agent_canvas import Canvas, CardCanvas, CellCanvas, scroll_range
from ui.wallboard.agent_face import AgentFace, card_width
from ui.wallboard.agent_groups import GroupBy
from ui.wallboard.definitions import Definitions
from ui.wallboard.face import digit_height
from ui.wallboard.roster import Place, Roster
from ui.wallboard.surface import STEPS, Text, paint_ring, paint_texts, show_tip, tell
from ui.wallboard.turns import Turns

DESK_PX = 14  # of a name at the desk, at text scale 1
REGROUP_MS = 150  # after agents came or went: a full state brings thousands at once


class AgentGrid(QAbstractScrollArea):
    """Every agent as a cell: sign, name, what the agent does and for how long.

    Cells stand in groups by team or queue, in each by name, and never move because somebody's state changed.
    A break beyond its limit says by how much. On a public board there are no cells: groups with their
    figures, and none so small that a figure would tell on one person.
    """

    shown_changed = Signal(int, int)  # how many agents are shown, of how many
    opened = Signal(object)  # AgentKey: Enter or a double click
    focus_moved = Signal(object)  # AgentKey

    def __init__(self, definitions: Definitions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._roster = Roster(definitions)
        self._viewing: Viewing = DESK
        self._text_scale = 1.0
        self._paged = False
        self._turned: list[int] = []  # where the pages before this one began
        self._face = AgentFace()
        self._canvas: Canvas = CellCanvas((), 0, DESK_PX)
        self._said: dict[Place, tuple[int, int]] = {}  # how long the times were when the cell was painted
        self._focus: Place | None = None
        self._ring = False
        self.turns: Turns[AgentKey] = Turns(self._redraw, self)  # what is due to be painted
        self._regroup_later = QTimer(self)
        self._regroup_later.setSingleShot(True)
        self._regroup_later.setInterval(REGROUP_MS)
        self._regroup_later.timeout.connect(self._regroup)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.viewport().installEventFilter(self)
        theme.watch.changed.connect(self._restyle)
        self._restyle()

    # -- what is shown ------------------------------------------------------------------------------------

    def take(self, board: Board, changed: Changed, feeds: Mapping[str, Feed], now: datetime) -> None:
        """Show *board*, of which *changed* differs from the last one; *feeds* by source's name."""
        first = self._roster.now is None
        moved, due = self._roster.take(board, changed, feeds, now)
        if first or changed.day:
            self._regroup()
            return
        if moved and not self._regroup_later.isActive():
            self._regroup_later.start()
        places = self._roster.places
        self._recount({number for key in due for number, _cell in places[key]})
        if not self._roster.public:
            in_sight = self._in_sight()
            self.turns.add(key for key in due if any(number in in_sight for number, _cell in places[key]))

    def tick(self, now: datetime) -> None:
        """A second has passed: the times in sight go on."""
        self._roster.now = now
        if not self.isVisible():
            return
        if self.hasFocus() or QAccessible.isActive():
            self._tell()
        for place in self._visible():
            agent = self._roster.agent(place)
            if agent is not None and self._roster.is_running(agent):
                time, over = self._roster.times(agent)
                box = self.cell_box(place)
                grown = self._said.get(place) != (len(time), len(over))
                self.viewport().update(box if grown else self._face.time_box(box, time, over))

    @property
    def definitions(self) -> Definitions:
        """The definitions in force."""
        return self._roster.definitions

    def use(self, definitions: Definitions) -> None:
        """Other definitions are in force."""
        self._roster.definitions = definitions
        self.retranslate()

    def set_viewing(self, viewing: Viewing, text_scale: float) -> None:
        """For whom the names must be large enough: screen and distance, and the desk's text scale."""
        if (viewing, text_scale) != (self._viewing, self._text_scale):
            self._viewing, self._text_scale = viewing, text_scale
            self._restyle()

    def set_ground(self, token: str) -> None:
        """Stand on the ground *token* of the look: a board that is not the live one stands on another."""
        self._face.ground = token
        self._restyle()

    def set_public(self, public: bool) -> None:
        """Show nobody by name (or by anything else that tells who it is): groups and their figures only."""
        if public != self._roster.public:
            self._roster.public = public
            self._regroup()

    def set_filter(self, wanted: str) -> None:
        """Show only agents in whose name, login, team, queues or state every word of *wanted* stands."""
        words = wanted.casefold().split()
        if words != self._roster.wanted:
            self._roster.wanted = words
            self._regroup()

    def show_only(self, shows: Callable[[AgentLine], bool] | None) -> None:
        """Be a board of those agents alone whom *shows* lets through; None: of everybody."""
        if shows != self._roster.only:
            self._roster.only = shows
            self._regroup()

    def group_by(self, by: GroupBy | None) -> None:
        """Let agents stand together by team or queue; None: by team where there are teams, else by queue."""
        if by is not self._roster.by:
            self._roster.by = by
            self._regroup()

    @property
    def grouped_by(self) -> GroupBy:
        """What agents stand together by."""
        return self._roster.grouped_by

    def set_paged(self, paged: bool) -> None:
        """Show whole rows only, and go on by whole pages: on a wall nobody scrolls.

        Many read a wall, so wellbeing time is not told from other breaks there.
        """
        self._paged = paged
        if paged != self._roster.discreet:
            self._roster.discreet = paged
            self._regroup()
        self.setVerticalScrollBarPolicy(_BAR_OFF if paged else _BAR_AS_NEEDED)
        self._arrange()

    @property
    def pages(self) -> int:
        """How many pages there are, gone through by whole pages."""
        high, count, at = self.viewport().height(), 1, 0
        while (start := self._canvas.first_hidden(at + high)) is not None and start > at and count < 999:
            count, at = count + 1, start
        return count

    def show_page(self, page: int) -> None:
        """Turn to *page*, from 0, or to the nearest one that there is."""
        high, at = self.viewport().height(), 0
        for _turn in range(page):
            start = self._canvas.first_hidden(at + high)
            if start is None or start <= at:
                break
            at = start
        self._turned.clear()
        self.verticalScrollBar().setValue(at)

    @property
    def readable_m(self) -> float:
        """From how far the names can be read."""
        return self._viewing.readable_m(self._face.em * digit_height())

    def retranslate(self) -> None:
        """Say everything again, in the language now in use."""
        self._roster.search_anew()
        self._regroup()

    def agents(self) -> list[AgentKey]:
        """The agents that are shown, group by group; nobody on a public board."""
        return [] if self._roster.public else [key for group in self._roster.groups for key in group.agents]

    def titles(self) -> list[str]:
        """The groups, from the top."""
        return [group.title for group in self._roster.groups]

    def texts(self) -> list[str]:
        """Everything that is written on the part in sight, from the top."""
        said: list[str] = []
        for number in self._in_sight():
            if not self._is_cut(self._canvas.whole_head(number, self._scrolled)):
                said += [self._roster.groups[number].title, self._roster.words(number)]
            for place in self._visible():
                agent = self._roster.agent(place)
                if place[0] == number and agent is not None and not self._is_cut(self.cell_box(place)):
                    view = self._roster.view(agent)
                    said += [view.name, view.doing, *(text for text in self._roster.times(agent) if text)]
        return said

    def as_text(self) -> str:
        """What is shown as text: headings, then one line an agent (a group, on a public board)."""
        return self._roster.as_text()

    def _regroup(self) -> None:
        self._regroup_later.stop()
        self.turns.clear()
        focused = self.focused
        self._roster.regroup()
        places = self._roster.places
        self._focus = places[focused][0] if focused in places else None
        self._arrange()
        self._tell()
        self.shown_changed.emit(len(places), len(self._roster.board.agents))

    def _recount(self, numbers: set[int]) -> None:
        """The figures of these groups have changed: count those in sight, the others once they are."""
        in_sight = self._in_sight()
        for number in numbers:
            was = self._roster.drop_words(number)
            if number in in_sight and self._roster.words(number) != was:
                self.viewport().update(self._canvas.head_box(number, self._scrolled))

    # -- where it stands ----------------------------------------------------------------------------------

    def _arrange(self) -> None:
        """Give each group its place: as many columns as fit, each of the same width."""
        wide, high = self.viewport().width(), self.viewport().height()
        groups = self._roster.groups
        if self._roster.public:
            self._canvas = CardCanvas(len(groups), wide, high, self._em, card_width(self.titles()))
        else:
            self._canvas = CellCanvas([len(group.agents) for group in groups], wide, self._em)
        self._face.set_em(self._canvas.em)
        self._turned.clear()
        self._said.clear()
        bar = self.verticalScrollBar()
        bar.setRange(0, scroll_range(self._canvas, high, whole_rows=self._paged))
        bar.setPageStep(high)
        bar.setSingleStep(round(self._canvas.pitch))
        self.viewport().update()

    @property
    def _scrolled(self) -> int:
        return self.verticalScrollBar().value()

    def cell_box(self, place: Place) -> QRect:
        """Where the cell at *place* (group, place in it) stands in the viewport now."""
        return self._canvas.cell_box(place, self._scrolled)

    def places(self, key: AgentKey) -> list[Place]:
        """Where *key* stands: once for each group."""
        return list(self._roster.places.get(key, ()))

    def time_box(self, place: Place) -> QRect:
        """The part of the cell at *place* that a second's tick repaints: its time, and what it is over by."""
        agent = self._roster.agent(place)
        time, over = self._roster.times(agent) if agent else ("", "")
        return self._face.time_box(self.cell_box(place), time, over)

    def place_at(self, at: QPoint) -> Place | None:
        """The cell under *at* in the viewport; None between cells."""
        return next((p for p in self._visible(at.y(), at.y()) if self.cell_box(p).contains(at)), None)

    def _in_sight(self) -> range:
        """The groups of which something is in sight."""
        return self._canvas.in_sight(self._scrolled, self._scrolled + self.viewport().height())

    def _visible(self, top: int = 0, bottom: int | None = None) -> Iterator[Place]:
        """The cells between *top* and *bottom* of the viewport (None: its end)."""
        bottom = self.viewport().height() if bottom is None else bottom
        return self._canvas.cells_between(self._scrolled + top, self._scrolled + bottom)

    def _is_cut(self, box: QRect) -> bool:
        """Whether *box* reaches out of sight, on a wall, where it is then left out."""
        return self._paged and (box.bottom() > self.viewport().height() or box.top() < -1)

    def next_page(self) -> bool:
        """Go on by a page; False when the end is in sight already."""
        bar = self.verticalScrollBar()
        if not self._paged:
            before = bar.value()
            bar.setValue(before + bar.pageStep() - bar.singleStep())
            return bar.value() != before
        start = self._canvas.first_hidden(bar.value() + self.viewport().height())
        if start is None:
            return False
        self._turned.append(bar.value())
        bar.setValue(start)
        return True

    def previous_page(self) -> bool:
        """Go back by a page; False at the beginning."""
        bar = self.verticalScrollBar()
        before = bar.value()
        back = before - bar.pageStep() + bar.singleStep()
        if self._paged:
            back = self._turned.pop() if self._turned else 0
        bar.setValue(back)
        return bar.value() != before

    # -- painting -----------------------------------------------------------------------------------------

    def _restyle(self) -> None:
        self._face.restyle()
        # people walk up to a grid: on a wall it is sized for half of the distance
        wall = self._viewing.px(LEAST_ARC) / digit_height() / 2.0
        self._em = float(max(round(DESK_PX * self._text_scale), round(wall)))
        self._arrange()

    def _redraw(self, key: AgentKey) -> None:
        for place in self._roster.places.get(key, ()):
            box = self.cell_box(place)
            if box.intersects(self.viewport().rect()):
                self.viewport().update(box)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), self._face.inks["ground"])
        self._face.ratio = self.devicePixelRatioF()
        texts: list[Text] = []
        region, scrolled = event.region(), self._scrolled
        for number in self._in_sight():
            box = self._canvas.head_box(number, scrolled)
            if region.intersects(box) and not self._is_cut(self._canvas.whole_head(number, scrolled)):
                self._paint_head(painter, number, box, texts)
        for place in self._visible(event.rect().top(), event.rect().bottom()):
            box = self._canvas.cell_box(place, scrolled)
            if self._is_cut(box):
                continue
            part = region.intersected(box)
            if not part.isEmpty():
                self._paint_cell(painter, place, box, part.boundingRect(), texts)
        paint_texts(painter, texts, self._face.fonts, self._face.inks)
        if self._ring and self.hasFocus() and self._focus is not None and not self._roster.public:
            paint_ring(painter, self.cell_box(self._focus), theme.RADIUS_FIELD, self._face.inks["accent"])

    def _paint_head(self, painter: QPainter, number: int, box: QRect, texts: list[Text]) -> None:
        title = self._roster.groups[number].title
        if self._roster.public:
            counts, live = self._roster.counts(number), self._roster.is_group_live(number)
            self._face.paint_card(painter, QRectF(box), title, counts, live, texts)
        else:
            texts += self._face.head(box, title, self._roster.words(number))

    def _paint_cell(
        self, painter: QPainter, place: Place, box: QRect, part: QRect, texts: list[Text]
    ) -> None:
        agent = self._roster.agent(place)
        if agent is None:
            return  # gone; the grid is laid out anew in a moment
        time, over = self._roster.times(agent)
        if self._face.paint_cell(painter, box, part, self._roster.view(agent), (time, over), texts):
            self._said[place] = (len(time), len(over))

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        self.viewport().scroll(dx, dy)

    # -- keyboard and mouse -------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if event.matches(QKeySequence.StandardKey.Copy):
            QGuiApplication.clipboard().setText(self.as_text())
        elif (key == Qt.Key.Key_PageDown and self.next_page()) or (
            key == Qt.Key.Key_PageUp and self.previous_page()
        ):
            pass
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.focused is not None:
            self.opened.emit(self.focused)
        elif key in STEPS and not self._roster.public and self._roster.groups:
            self._move_focus(Qt.Key(key))
        elif key in (Qt.Key.Key_PageDown, Qt.Key.Key_PageUp):
            event.ignore()  # at the end: the page turns
        else:
            super().keyPressEvent(event)

    def _move_focus(self, key: Qt.Key) -> None:
        self._ring = True
        place: Place | None = self._focus
        if place is None:
            place = self._focus = next(self._visible(), (0, 0))
            if key not in (Qt.Key.Key_Home, Qt.Key.Key_End):
                self._focus_on(place)
                return
        place = self._canvas.step(place, key)
        if place is not None:
            self._focus_on(place)

    def _focus_on(self, place: Place) -> None:
        for which in (self._focus, place):
            if which is not None:
                self.viewport().update(self.cell_box(which))
        self._focus = place
        box = self.cell_box(place)
        bar = self.verticalScrollBar()
        if box.top() < self._canvas.head_h:
            bar.setValue(round(bar.value() + box.top() - self._canvas.head_h))
        elif box.bottom() >= self.viewport().height():
            bar.setValue(bar.value() + box.bottom() + 1 - self.viewport().height())
        self._tell()
        if self.focused is not None:
            self.focus_moved.emit(self.focused)

    @property
    def focused(self) -> AgentKey | None:
        """The agent with the ring."""
        return self._roster.key(self._focus) if self._focus else None

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason):
            self._ring = True
            if self._focus is None and not self._roster.public:
                self._focus = next(self._visible(), None)
        self._update_focus()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._update_focus()

    def _update_focus(self) -> None:
        if self._focus is not None:
            self.viewport().update(self.cell_box(self._focus))
        self._tell()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        place = self.place_at(event.position().toPoint())
        if place is not None:
            self._focus_on(place)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self.place_at(event.position().toPoint()) is not None and self.focused is not None:
            self.opened.emit(self.focused)

    def about_at(self, at: QPoint) -> str:
        """Everything about the agent under *at*; "" where there is none, and on a public board."""
        return self._roster.about(self.place_at(at))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            show_tip(event, self.about_at(event.pos()), self.viewport())
            return True
        return super().eventFilter(watched, event)

    # -- Qt, and for those who do not see -----------------------------------------------------------------

    def _tell(self) -> None:
        about = "" if self._roster.public else self._roster.about(self._focus)
        tell(self, _("Agents"), about or self._roster.summary())

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()


_BAR_OFF = Qt.ScrollBarPolicy.ScrollBarAlwaysOff
_BAR_AS_NEEDED = Qt.ScrollBarPolicy.ScrollBarAsNeeded
