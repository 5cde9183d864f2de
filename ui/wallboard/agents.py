"""The agent grid: thousands of cells, of which only those in sight are painted."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, QRect, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QFocusEvent,
    QFont,
    QFontMetricsF,
    QGuiApplication,
    QHelpEvent,
    QImage,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QToolTip, QWidget

from supervisor.events import AgentState
from supervisor.live.board import EMPTY, AgentKey, AgentLine, Board, Changed
from supervisor.live.feed import Feed, FeedState
from supervisor.words import _, ngettext, pgettext
from ui import theme
from ui.theme import State
from ui.wallboard.agent_cell import (
    CellView,
    Group,
    GroupBy,
    about,
    cell_view,
    doing_counts,
    group_words,
    groups,
    search_text,
    times,
)
from ui.wallboard.definitions import Definitions
from ui.wallboard.face import digit_height, eights
from ui.wallboard.fit import DESK, LEAST_ARC, Viewing
from ui.wallboard.surface import inks
from ui.wallboard.turns import Turns
from ui.widgets import signs
from ui.widgets.signs import Sign

CELL_W, CELL_H = 12.6, 2.7  # in em, the size of a name
HEAD_H = 2.3
CARD_H = 4.3  # a group of a public board; as wide as its words
MOST_CARD_EM = 3.0  # how much larger than a name its figures may be
GAP = 0.35
PRINT = 0.85  # of the small print
DESK_PX = 14  # of a name at the desk, at text scale 1
REGROUP_MS = 150  # after agents came or went: a full state brings thousands at once


@dataclass
class _Block:
    """A group on the canvas: its head at *top*, its cells below."""

    group: Group
    top: float
    cells_top: float
    bottom: float
    words: str | None = None  # its figures, counted when somebody looks


Place = tuple[int, int]  # block, cell


class AgentGrid(QAbstractScrollArea):
    """Every agent as a cell: sign, name, what the agent does and for how long.

    Cells stand in groups by team or queue, in each by name, and never move because somebody's state changed.
    A break beyond its limit says by how much. On a public board there are no cells: groups with their
    figures, and none so small that a figure would tell on one person.
    """

    shown_changed = Signal(int, int)  # how many agents are shown, of how many

    def __init__(self, definitions: Definitions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.definitions = definitions
        self._viewing: Viewing = DESK
        self._text_scale = 1.0
        self._board: Board = EMPTY
        self._feeds: Mapping[str, Feed] = {}
        self._now: datetime | None = None
        self._by: GroupBy | None = None
        self._wanted = ""
        self._words_wanted: list[str] = []
        self._found_by: dict[AgentKey, tuple[AgentLine, str]] = {}
        self._public = False
        self._paged = False
        self._turned: list[int] = []  # where the pages before this one began
        self._blocks: list[_Block] = []
        self._tops: list[float] = []
        self._places: dict[AgentKey, list[Place]] = {}
        self._columns = 1
        self._cell_w = self._cell_h = self._head_h = self._gap = 1.0
        self._em = float(DESK_PX)
        self._font_em = 0.0
        self._card_w = 1.0
        self._fonts: dict[str, QFont] = {}
        self._metrics: dict[str, QFontMetricsF] = {}
        self._widths: dict[tuple[str, str], float] = {}
        self._cuts: dict[tuple[str, str, int], str] = {}
        self._grounds: dict[tuple[int, int, bool, float], QImage] = {}
        self._said: dict[Place, tuple[int, int]] = {}  # how long the times were when the cell was painted
        self._views: dict[AgentKey, CellView] = {}
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
        first = self._now is None
        old, self._board, self._now = self._board, board, now
        stirred = {
            name
            for name in feeds.keys() | self._feeds.keys()
            if _is_live(feeds.get(name)) != _is_live(self._feeds.get(name))
        }
        self._feeds = feeds
        if first or changed.day:
            self._regroup()
            return
        moved = any(self._moves(old.agents.get(key), board.agents.get(key)) for key in changed.agents)
        if moved and not self._regroup_later.isActive():
            self._regroup_later.start()
        due = [key for key in changed.agents if key in self._places]
        if stirred:
            due = [key for key in self._places if key[0] in stirred or key in changed.agents]
        for key in due:
            self._views.pop(key, None)
        if self._public:
            if due:
                self._count_blocks({place[0] for key in due for place in self._places[key]})
            return
        self._count_blocks({place[0] for key in due for place in self._places[key]})
        in_sight = self._in_sight()
        self.turns.add(key for key in due if in_sight & {place[0] for place in self._places[key]})

    def tick(self, now: datetime) -> None:
        """A second has passed: the times in sight go on."""
        self._now = now
        if not self.isVisible():
            return
        if self.hasFocus() or QAccessible.isActive():
            self._tell()
        if self._public:
            return
        for place in self._visible():
            key = self._key(place)
            agent = self._board.agents.get(key)
            if agent is None or agent.state in (AgentState.OFFLINE, AgentState.UNKNOWN):
                continue
            if _is_live(self._feeds.get(agent.source)):
                said = self._times(agent)
                box = self.cell_box(place)
                grown = self._said.get(place) != (len(said[0]), len(said[1]))
                self.viewport().update(box if grown else self._time_box(box, *said))

    def use(self, definitions: Definitions) -> None:
        """Other definitions are in force."""
        self.definitions = definitions
        self._found_by.clear()
        self._regroup()

    def set_viewing(self, viewing: Viewing, text_scale: float) -> None:
        """For whom the names must be large enough: screen and distance, and the desk's text scale."""
        if (viewing, text_scale) != (self._viewing, self._text_scale):
            self._viewing, self._text_scale = viewing, text_scale
            self._restyle()

    def set_public(self, public: bool) -> None:
        """Show nobody by name (or by anything else that tells who it is): groups and their figures only."""
        if public != self._public:
            self._public = public
            self._regroup()

    def set_filter(self, wanted: str) -> None:
        """Show only agents in whose name, login, team, queues or state every word of *wanted* stands."""
        if wanted.strip() != self._wanted:
            self._wanted = wanted.strip()
            self._words_wanted = self._wanted.casefold().split()
            self._regroup()

    def group_by(self, by: GroupBy | None) -> None:
        """Let agents stand together by team or queue; None: by team where there are teams, else by queue."""
        if by is not self._by:
            self._by = by
            self._regroup()

    @property
    def grouped_by(self) -> GroupBy:
        """What agents stand together by."""
        if self._by is not None:
            return self._by
        return GroupBy.TEAM if any(a.team for a in self._board.agents.values()) else GroupBy.QUEUE

    def set_paged(self, paged: bool) -> None:
        """Show whole rows only, and go on by whole pages: on a wall nobody scrolls."""
        self._paged = paged
        self.setVerticalScrollBarPolicy(_BAR_OFF if paged else _BAR_AS_NEEDED)
        self._arrange()

    @property
    def readable_m(self) -> float:
        """From how far the names can be read."""
        return self._viewing.readable_m(self._font_em * digit_height())

    def retranslate(self) -> None:
        """Say everything again, in the language now in use."""
        self._found_by.clear()
        self._regroup()

    def agents(self) -> list[AgentKey]:
        """The agents that are shown, group by group; nobody on a public board."""
        return [] if self._public else [key for block in self._blocks for key in block.group.agents]

    def titles(self) -> list[str]:
        """The groups, from the top."""
        return [block.group.title for block in self._blocks]

    def texts(self) -> list[str]:
        """Everything that is written on the part in sight, from the top."""
        said: list[str] = []
        for number in sorted(self._in_sight()):
            block = self._blocks[number]
            if not self._is_cut(self._whole_head(number)):
                said += [block.group.title, self._words(block)]
            if self._public:
                continue
            for place in self._visible():
                agent = self._board.agents.get(self._key(place))
                if place[0] == number and agent is not None and not self._is_cut(self.cell_box(place)):
                    view = self._view(agent)
                    said += [view.name, view.doing, *(text for text in self._times(agent) if text)]
        return said

    # -- groups and places --------------------------------------------------------------------------------

    def _moves(self, old: AgentLine | None, new: AgentLine | None) -> bool:
        """Whether a cell comes, goes or finds another place."""
        if old is None or new is None:
            return old is not new
        if (old.name, old.team, old.queues) != (new.name, new.team, new.queues):
            return True
        if not self._wanted:
            return False
        return self._is_wanted(old) != self._is_wanted(new)

    def _is_wanted(self, agent: AgentLine) -> bool:
        """Whether every word of the filter stands in what the agent is found by."""
        known = self._found_by.get(agent.key)
        if known is None or known[0] is not agent:
            known = self._found_by[agent.key] = (agent, search_text(agent, self.definitions.codes))
        return all(word in known[1] for word in self._words_wanted)

    def _regroup(self) -> None:
        self._regroup_later.stop()
        self.turns.clear()
        self._views.clear()
        focused = self._key(self._focus) if self._focus else None
        made = groups(
            self._board,
            self.grouped_by,
            self.definitions,
            shows=self._is_wanted if self._wanted else None,
            public=self._public,
        )
        self._blocks = [_Block(group, 0.0, 0.0, 0.0) for group in made]
        self._places = {}
        for number, group in enumerate(made):
            for cell, key in enumerate(group.agents):
                self._places.setdefault(key, []).append((number, cell))
        self._focus = self._places[focused][0] if focused in self._places else None
        self._arrange()
        self._tell()
        self.shown_changed.emit(len(self._places), len(self._board.agents))

    def _count_blocks(self, numbers: set[int]) -> None:
        """The figures of these groups have changed: count those in sight, the others once they are."""
        in_sight = self._in_sight()
        for number in numbers:
            block = self._blocks[number]
            was, block.words = block.words, None
            if number in in_sight and (was is None or self._words(block) != was):
                self.viewport().update(self._head_box(number))

    def _words(self, block: _Block) -> str:
        if block.words is None:
            block.words = group_words(doing_counts(self._board, block.group))
        return block.words

    def _arrange(self) -> None:
        """Give each group its place: as many columns as fit, each of the same width."""
        wide, em = self.viewport().width(), self._em
        if self._public:
            self._columns, em = self._cards()
            self._set_fonts(em)
        else:
            self._set_fonts(em)
            self._columns = max(1, int((wide + GAP * em) // ((CELL_W + GAP) * em)))
        gap = self._gap = GAP * em
        self._cell_w = (wide - (self._columns - 1) * gap) / self._columns
        if self._public:
            self._cell_w = min(self._cell_w, 1.4 * self._card_w * em)
        self._cell_h = (CARD_H if self._public else CELL_H) * em
        self._head_h = HEAD_H * em
        y = 0.0
        if self._public:
            for number, block in enumerate(self._blocks):
                row, _column = divmod(number, self._columns)
                block.top = block.cells_top = row * (self._cell_h + gap)
                block.bottom = block.top + self._cell_h
                y = block.bottom
        else:
            for block in self._blocks:
                rows = -(-len(block.group.agents) // self._columns)
                block.top, block.cells_top = y, y + self._head_h
                block.bottom = block.cells_top + rows * (self._cell_h + gap)
                y = block.bottom + gap
        self._tops = [block.top for block in self._blocks]
        bar = self.verticalScrollBar()
        high = self.viewport().height()
        least = round(self._cell_h + self._head_h) if self._paged else high  # of what the last page shows
        bar.setRange(0, max(0, math.ceil(y - gap) - least) if y - gap > high else 0)
        self._turned.clear()
        self._said.clear()
        bar.setPageStep(self.viewport().height())
        bar.setSingleStep(round(self._cell_h + gap))
        self.viewport().update()

    def _cards(self) -> tuple[int, float]:
        """Columns and size of a public board's groups: as large as all fit, within reason."""
        wide, high = self.viewport().width(), self.viewport().height()
        count = max(1, len(self._blocks))
        card_w = self._card_w = self._card_width()
        best = (1, self._em)
        for columns in range(1, count + 1):
            rows = -(-count // columns)
            em = min(
                wide / (columns * (card_w + GAP)), high / (rows * (CARD_H + GAP)), MOST_CARD_EM * self._em
            )
            if em >= best[1]:
                best = (columns, em)
        if best[1] > self._em:
            return best
        return max(1, int(wide // ((card_w + GAP) * self._em))), self._em

    def _card_width(self) -> float:
        """What the widest group of a public board needs, in em of its name."""
        head = QFontMetricsF(theme.font(1000, QFont.Weight.Bold))
        small = QFontMetricsF(theme.font(round(1000 * PRINT)))
        figures = 1.8 + 3 * (0.72 + 0.3 + 0.25) + 2 * 0.8
        figures += sum(small.horizontalAdvance(words) for _sign, _state, words in _public_figures()) / 1000.0
        figures += 3 * head.horizontalAdvance("88") / 1000.0
        titles = (head.horizontalAdvance(block.group.title) / 1000.0 for block in self._blocks)
        return max(figures, min(1.8 + max(titles, default=0.0), 1.3 * figures))

    def _set_fonts(self, em: float) -> None:
        if self._font_em == em:
            return
        self._font_em = em
        self._fonts = {
            "head": theme.font(round(em), QFont.Weight.Bold),
            "name": theme.font(round(em)),
            "time": theme.font(round(em)),
            "print": theme.font(round(PRINT * em)),
            "strong": theme.font(round(PRINT * em), QFont.Weight.Bold),
        }
        self._metrics = {face: QFontMetricsF(font) for face, font in self._fonts.items()}
        self._widths.clear()
        self._cuts.clear()
        self._grounds.clear()

    def _key(self, place: Place) -> AgentKey:
        return self._blocks[place[0]].group.agents[place[1]]

    def _head_box(self, number: int) -> QRect:
        block, scrolled = self._blocks[number], self.verticalScrollBar().value()
        if self._public:
            x = (number % self._columns) * (self._cell_w + self._gap)
            return QRectF(x, block.top - scrolled, self._cell_w, self._cell_h).toAlignedRect()
        return QRectF(0, block.top - scrolled, self.viewport().width(), self._head_h).toAlignedRect()

    def cell_box(self, place: Place) -> QRect:
        """Where the cell at *place* (group, place in it) stands in the viewport now."""
        block = self._blocks[place[0]]
        row, column = divmod(place[1], self._columns)
        y = block.cells_top + row * (self._cell_h + self._gap) - self.verticalScrollBar().value()
        x = column * (self._cell_w + self._gap)
        return QRect(round(x), round(y), round(self._cell_w), round(self._cell_h))

    def places(self, key: AgentKey) -> list[Place]:
        """Where *key* stands: once for each group."""
        return list(self._places.get(key, ()))

    def time_box(self, place: Place) -> QRect:
        """The part of the cell at *place* that a second's tick repaints: its time, and what it is over by."""
        agent = self._board.agents.get(self._key(place))
        return self._time_box(self.cell_box(place), *(self._times(agent) if agent else ("", "")))

    def _time_box(self, cell: QRect, time: str, over: str) -> QRect:
        em, margin = self._em, round(0.2 * self._em)
        wide = self._width("time", time)
        if over:
            wide = max(wide, self._width("strong", over) + 0.9 * em)
        high = cell.height() - 4 if over else round(1.5 * em)
        right = cell.right() - round(0.55 * em)
        return QRect(right - round(wide), cell.top() + 2, round(wide) + margin, high)

    def _in_sight(self) -> set[int]:
        """The groups of which something is in sight."""
        top = self.verticalScrollBar().value()
        bottom = top + self.viewport().height()
        last = bisect_right(self._tops, bottom)
        found = set()
        for number in range(last - 1, -1, -1):
            if self._blocks[number].bottom >= top:
                found.add(number)
            elif not self._public:
                break
        return found

    def _visible(self, top: int = 0, bottom: int | None = None) -> Iterator[Place]:
        """The cells between *top* and *bottom* of the viewport (None: its end)."""
        if self._public:
            return
        scrolled = self.verticalScrollBar().value()
        first_y = scrolled + top
        last_y = scrolled + (self.viewport().height() if bottom is None else bottom)
        pitch = self._cell_h + self._gap
        for number in sorted(self._in_sight()):
            block = self._blocks[number]
            first = max(0, int((first_y - block.cells_top) // pitch)) * self._columns
            last = (int((last_y - block.cells_top) // pitch) + 1) * self._columns
            for cell in range(first, max(first, min(last, len(block.group.agents)))):
                yield number, cell

    def _whole_head(self, number: int) -> QRect:
        """A group's head with the first row below it: neither is shown without the other."""
        return self._head_box(number).adjusted(0, 0, 0, 0 if self._public else round(self._cell_h))

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
        start = self._first_hidden()
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

    def _first_hidden(self) -> int | None:
        """Where the first row below the page begins; None when there is none."""
        scrolled, high = self.verticalScrollBar().value(), self.viewport().height()
        for block in self._blocks:
            if self._public:
                if block.bottom - scrolled > high:
                    return round(block.top)
                continue
            for row in range(-(-len(block.group.agents) // self._columns)):
                y = block.cells_top + row * (self._cell_h + self._gap)
                if y + self._cell_h - scrolled > high:
                    return round(block.top if row == 0 else y)
        return None

    def _redraw(self, key: AgentKey) -> None:
        for place in self._places.get(key, ()):
            box = self.cell_box(place)
            if box.intersects(self.viewport().rect()):
                self.viewport().update(box)

    # -- painting -----------------------------------------------------------------------------------------

    def _restyle(self) -> None:
        look = theme.current()
        self._inks = inks(look) | {"over": theme.colour(look.state_text(State.WARN))}
        self._grounds.clear()
        # people walk up to a grid: on a wall it is sized for half of the distance
        wall = self._viewing.px(LEAST_ARC) / digit_height() / 2.0
        self._em = float(max(round(DESK_PX * self._text_scale), round(wall)))
        self._arrange()

    def _view(self, agent: AgentLine) -> CellView:
        view = self._views.get(agent.key)
        if view is None:
            view = cell_view(agent, self.definitions.codes, self._feeds.get(agent.source))
            self._views[agent.key] = view
        return view

    def _times(self, agent: AgentLine) -> tuple[str, str]:
        if self._now is None:
            return "", ""
        return times(agent, self.definitions.codes, self._feeds.get(agent.source), self._now)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), self._inks["ground"])
        texts: list[tuple[str, str, QPointF, str]] = []
        if self._public:
            for number in self._in_sight():
                box = self._head_box(number)
                if event.region().intersects(box) and not self._is_cut(box):
                    self._paint_group(painter, number, texts)
        else:
            for number in self._in_sight():
                box = self._head_box(number)
                if event.region().intersects(box) and not self._is_cut(self._whole_head(number)):
                    self._head_texts(number, box, texts)
            region = event.region()
            for place in self._visible(event.rect().top(), event.rect().bottom()):
                box = self.cell_box(place)
                if self._is_cut(box):
                    continue
                part = region.intersected(box)
                if not part.isEmpty():
                    self._paint_cell(painter, place, box, texts, part.boundingRect())
        texts.sort(key=_by_face)
        face = ink = ""
        for next_face, next_ink, at, text in texts:
            if next_face != face:
                face = next_face
                painter.setFont(self._fonts[face])
            if next_ink != ink:
                ink = next_ink
                painter.setPen(self._inks[ink])
            painter.drawText(at, text)
        if self._ring and self.hasFocus() and self._focus is not None and not self._public:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
            painter.setPen(QPen(self._inks["accent"], 2.0))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            box = self.cell_box(self._focus).adjusted(1, 1, -1, -1)
            painter.drawRoundedRect(box, theme.RADIUS_FIELD, theme.RADIUS_FIELD)

    def _head_texts(self, number: int, box: QRect, texts: list[tuple[str, str, QPointF, str]]) -> None:
        block, em = self._blocks[number], self._em
        y = box.bottom() - 0.7 * em
        room = box.width() * 0.6
        title = self._metrics["head"].elidedText(block.group.title, Qt.TextElideMode.ElideRight, room)
        texts.append(("head", "text", QPointF(box.left(), y), title))
        x = box.left() + self._metrics["head"].horizontalAdvance(title) + 0.8 * em
        texts.append(("print", "muted", QPointF(x, y), self._words(block)))

    def _paint_cell(
        self,
        painter: QPainter,
        place: Place,
        box: QRect,
        texts: list[tuple[str, str, QPointF, str]],
        part: QRect,
    ) -> None:
        agent = self._board.agents.get(self._key(place))
        if agent is None:
            return  # gone; the grid is laid out anew in a moment
        em = self._em
        view = self._view(agent)
        time, over = self._times(agent)
        late = bool(over) and view.live
        ink = "text" if view.live else "stale_text"
        muted = "muted" if view.live else "stale_print"
        if view.quiet:
            ink = muted = "faint"
        time_box = self._time_box(box, time, over)
        whole = not time_box.contains(part)
        if whole:
            painter.drawImage(box.topLeft(), self._ground(box, late))
            self._said[place] = (len(time), len(over))
        else:
            painter.fillRect(time_box, self._inks["surface"])
        right = box.right() - 0.55 * em
        first, second = box.top() + 1.14 * em, box.top() + 2.22 * em
        time_w = self._width("time", time)
        texts.append(("time", ink, QPointF(right - time_w, first), time))
        over_w = 0.0
        if over:
            over_w = self._width("strong", over) + 0.9 * em
            size = 0.62 * em
            x = right - over_w + 0.9 * em
            texts.append(("strong", "over" if late else ink, QPointF(x, second), over))
            sign = QRectF(x - size - 0.2 * em, second - 0.66 * em, size, size)
            signs.stamp(painter, Sign.TRIANGLE, sign, self._inks["warn" if late else ink])
        if not whole:
            return
        size = 0.72 * em
        left = box.left() + 1.75 * em
        sign_box = QRectF(box.left() + 0.6 * em, first - 0.37 * em - size / 2, size, size)
        signs.stamp(painter, view.sign, sign_box, self._inks[ink])
        room = right - left
        name = self._cut("name", view.name, room - time_w - 0.4 * em)
        doing = self._cut("print", view.doing, room - over_w - 0.2 * em)
        texts.append(("name", ink, QPointF(left, first), name))
        texts.append(("print", muted, QPointF(left, second), doing))

    def _ground(self, box: QRect, late: bool) -> QImage:
        """The card below a cell, from a picture: there are two of them."""
        ratio = self.devicePixelRatioF()
        key = (box.width(), box.height(), late, ratio)
        if key not in self._grounds:
            card = QImage(
                math.ceil(box.width() * ratio), math.ceil(box.height() * ratio), QImage.Format.Format_RGB32
            )
            card.setDevicePixelRatio(ratio)
            card.fill(self._inks["ground"])
            painter = QPainter(card)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._inks["surface"])
            painter.drawRoundedRect(0, 0, box.width(), box.height(), theme.RADIUS_FIELD, theme.RADIUS_FIELD)
            if late:
                edge = QRectF(0, 2, max(3.0, 0.22 * self._em), box.height() - 4)
                painter.fillRect(edge, self._inks["warn"])
            painter.end()
            self._grounds[key] = card
        return self._grounds[key]

    def _width(self, face: str, text: str) -> float:
        """Width of a running time: measured once for all with as many digits, which are of one width."""
        key = (face, eights(text))
        if key not in self._widths:
            self._widths[key] = self._metrics[face].horizontalAdvance(key[1])
        return self._widths[key]

    def _cut(self, face: str, text: str, room: float) -> str:
        """*text*, cut with "…" where there is no room for it."""
        key = (face, text, int(room))
        if key not in self._cuts:
            if len(self._cuts) > 20_000:
                self._cuts.clear()
            metrics = self._metrics[face]
            whole = metrics.horizontalAdvance(text) <= room
            self._cuts[key] = text if whole else metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)
        return self._cuts[key]

    def _paint_group(
        self, painter: QPainter, number: int, texts: list[tuple[str, str, QPointF, str]]
    ) -> None:
        """A group of a public board: its name, and its figures with their signs."""
        block, em, box = self._blocks[number], self._font_em, QRectF(self._head_box(number))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        painter.setPen(QPen(self._inks["line"], 1.0))
        painter.setBrush(self._inks["surface"])
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), theme.RADIUS_CARD, theme.RADIUS_CARD)
        counts = doing_counts(self._board, block.group)
        live = all(_is_live(self._feeds.get(key[0])) for key in block.group.agents)
        ink, muted = ("text", "muted") if live else ("stale_text", "stale_print")
        x = box.left() + 0.9 * em
        room = box.width() - 1.8 * em
        title = self._metrics["head"].elidedText(block.group.title, Qt.TextElideMode.ElideRight, room)
        texts.append(("head", ink, QPointF(x, box.top() + 1.6 * em), title))
        y = box.top() + 3.15 * em
        for sign, state, words in _public_figures():
            size = 0.72 * em
            signs.stamp(painter, sign, QRectF(x, y - 0.37 * em - size / 2, size, size), self._inks[ink])
            x += size + 0.3 * em
            count = str(counts[state])
            texts.append(("head", ink, QPointF(x, y), count))
            x += self._metrics["head"].horizontalAdvance(count) + 0.25 * em
            texts.append(("print", muted, QPointF(x, y), words))
            x += self._metrics["print"].horizontalAdvance(words) + 0.8 * em

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
        elif key in _STEPS and not self._public and self._blocks:
            self._move_focus(Qt.Key(key))
        elif key in (Qt.Key.Key_PageDown, Qt.Key.Key_PageUp):
            event.ignore()  # at the end: the page turns
        else:
            super().keyPressEvent(event)

    def _move_focus(self, key: Qt.Key) -> None:
        self._ring = True
        if self._focus is None:
            self._focus = next(self._visible(), (0, 0))
            if key not in (Qt.Key.Key_Home, Qt.Key.Key_End):
                self._focus_on(self._focus)
                return
        number, cell = self._focus
        count = len(self._blocks[number].group.agents)
        row, column = divmod(cell, self._columns)
        if key == Qt.Key.Key_Home:
            number, cell = 0, 0
        elif key == Qt.Key.Key_End:
            number = len(self._blocks) - 1
            cell = len(self._blocks[number].group.agents) - 1
        elif key == Qt.Key.Key_Right:
            number, cell = (number, cell + 1) if cell + 1 < count else (number + 1, 0)
        elif key == Qt.Key.Key_Left:
            number, cell = (number, cell - 1) if cell > 0 else (number - 1, -1)
        elif key == Qt.Key.Key_Down:
            if row == (count - 1) // self._columns:
                number, cell = number + 1, column
            else:
                cell = min(count - 1, cell + self._columns)
        elif row:
            cell -= self._columns
        else:
            number -= 1
            if number >= 0:
                above = len(self._blocks[number].group.agents)
                cell = min(above - 1, (above - 1) // self._columns * self._columns + column)
        if 0 <= number < len(self._blocks):
            last = len(self._blocks[number].group.agents) - 1
            self._focus_on((number, last if cell < 0 else min(cell, last)))

    def _focus_on(self, place: Place) -> None:
        for which in (self._focus, place):
            if which is not None:
                self.viewport().update(self.cell_box(which))
        self._focus = place
        box = self.cell_box(place)
        bar = self.verticalScrollBar()
        if box.top() < self._head_h:
            bar.setValue(round(bar.value() + box.top() - self._head_h))
        elif box.bottom() >= self.viewport().height():
            bar.setValue(bar.value() + box.bottom() + 1 - self.viewport().height())
        self._tell()

    @property
    def focused(self) -> AgentKey | None:
        """The agent with the ring."""
        return self._key(self._focus) if self._focus else None

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason):
            self._ring = True
            if self._focus is None and not self._public:
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

    def place_at(self, at: QPoint) -> Place | None:
        """The cell under *at* in the viewport; None between cells."""
        return next((p for p in self._visible(at.y(), at.y()) if self.cell_box(p).contains(at)), None)

    def about_at(self, at: QPoint) -> str:
        """Everything about the agent under *at*; "" where there is none, and on a public board."""
        place = self.place_at(at)
        agent = self._board.agents.get(self._key(place)) if place else None
        if agent is None or self._now is None:
            return ""
        return about(agent, self.definitions.codes, self._feeds.get(agent.source), self._now)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            if text := self.about_at(event.pos()):
                QToolTip.showText(event.globalPos(), text, self.viewport())
            else:
                QToolTip.hideText()
            return True
        return super().eventFilter(watched, event)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def as_text(self) -> str:
        """What is shown as text: headings, then one line an agent (a group, on a public board)."""
        if self._public:
            return "\n".join(f"{block.group.title}\t{self._words(block)}" for block in self._blocks)
        group = _("Team") if self.grouped_by is GroupBy.TEAM else _("Queue")
        rows = [(group, _("Agent"), _("Login"), _("State"), _("Time in state"), _("Over the limit by"))]
        for block in self._blocks:
            for key in block.group.agents:
                agent = self._board.agents.get(key)
                if agent is not None:
                    view = self._view(agent)
                    rows.append((block.group.title, view.name, agent.login, view.doing, *self._times(agent)))
        return "\n".join("\t".join(row) for row in rows)

    # -- for those who do not see -------------------------------------------------------------------------

    def _tell(self) -> None:
        self.setAccessibleName(_("Agents"))
        agent = self._board.agents.get(self._key(self._focus)) if self._focus and not self._public else None
        if agent is not None and self._now is not None:
            said = about(agent, self.definitions.codes, self._feeds.get(agent.source), self._now)
        else:
            total = len(self._places)
            said = ngettext("{count} agent", "{count} agents", total).format(count=total)
            said = "\n".join([said, *(f"{b.group.title}: {self._words(b)}" for b in self._blocks[:20])])
        if said != self.accessibleDescription():
            self.setAccessibleDescription(said)
            QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.DescriptionChanged))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()


_BAR_OFF = Qt.ScrollBarPolicy.ScrollBarAlwaysOff
_BAR_AS_NEEDED = Qt.ScrollBarPolicy.ScrollBarAsNeeded
_STEPS = {
    Qt.Key.Key_Left,
    Qt.Key.Key_Right,
    Qt.Key.Key_Up,
    Qt.Key.Key_Down,
    Qt.Key.Key_Home,
    Qt.Key.Key_End,
}


def _public_figures() -> tuple[tuple[Sign, AgentState, str], ...]:
    """What is said of a group on a public board. Breaks over their limit are not: they name and shame."""
    return (
        (Sign.DISC, AgentState.READY, pgettext("agents", "ready")),
        (Sign.HALF, AgentState.HANDLING, pgettext("agents", "handling")),
        (Sign.CUP, AgentState.BREAK, pgettext("agents", "break")),
    )


def _is_live(feed: Feed | None) -> bool:
    return feed is None or feed.state is FeedState.LIVE


def _by_face(text: tuple[str, str, QPointF, str]) -> tuple[str, str]:
    return text[:2]
