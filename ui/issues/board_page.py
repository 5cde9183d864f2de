"""The board of issues: a column a state, a card an issue."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QEvent, QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QKeySequence,
    QResizeEvent,
    QShortcut,
    QShowEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import (
    QFrame,
    QLabel,
    QLineEdit,
    QMenu,
    QScrollBar,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from supervisor.issues.evidence import Seed
from supervisor.issues.issue import Issue
from supervisor.issues.line import IssueLine
from supervisor.issues.question import IN_ORDER, IssueQuestion
from supervisor.issues.states import STATE_LABELS, Move, State
from supervisor.words import _, ngettext, number
from ui import theme
from ui.asking import Reading
from ui.issues import list_columns, list_work
from ui.issues.board_cards import CardsView
from ui.issues.desk import IssuesDesk
from ui.issues.list_work import Listed
from ui.issues.move_pane import MovePane, moves_of
from ui.widgets.attuned import Attuned, AttunedFrame
from ui.widgets.drawer import WithDrawer
from ui.widgets.empty_state import EmptyState
from ui.widgets.lead import Lead
from ui.widgets.table import memory
from ui.widgets.table.filters import FacetButton
from ui.widgets.table.flow import Flow

HEEDED = frozenset({"issues", "departments", "work_calendars", "centre_settings"})
AGAIN_S = 60
TYPED_MS = 150
COLUMN_WIDTH = 222
SEARCH_WIDTH = 200
EDGE = 28  # pixels at either end, where a card that is held makes the board scroll
MEMORY = "issues.board"
ON_THE_WAY = (*IN_ORDER, State.CLOSED)
"""Where a card goes by the arrows; what is dropped, not pursued or merged leaves by the menu."""


class BoardColumn(AttunedFrame):
    """One state: how many issues stand there, how many of them are overdue, and their cards."""

    def __init__(self, state: State, parent: QWidget) -> None:
        super().__init__(parent)
        self.state = state
        self.setProperty("role", "table")
        self.title, self.count = QLabel(self), QLabel(self)
        self.title.setProperty("role", "strong")
        self.count.setProperty("role", "small")
        self.drop = QLabel(self)  # what letting go here would do
        self.drop.setProperty("role", "badge")
        self.drop.setWordWrap(True)
        self.drop.hide()
        self.view = CardsView(self)
        self.view.setFrameShape(QFrame.Shape.NoFrame)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.SPACE_S, theme.SPACE_S, theme.SPACE_XS, theme.SPACE_XS)
        column.setSpacing(theme.SPACE_XS)
        column.addWidget(self.title)
        column.addWidget(self.count)
        column.addWidget(self.drop)
        column.addWidget(self.view, 1)
        self._say()
        self._fit()

    def show_lines(self, lines: list[IssueLine]) -> None:
        """Show these issues."""
        self.view.show_lines(lines)
        self._say()

    def offer(self, move: Move | None, *, over: bool = False) -> None:
        """Say what letting a card go here would do; None: nothing. *over*: it is held here."""
        self.drop.setVisible(move is not None)
        self.drop.setText(("▾ " if over else "") + _(move.title) if move is not None else "")

    def _say(self) -> None:
        title = _(STATE_LABELS[self.state])
        lines = self.view.cards.lines
        late = sum(line.is_overdue for line in lines)
        parts = [list_columns.counted(len(lines))]
        if late:
            parts.append("■ " + ngettext("{n} overdue", "{n} overdue", late).format(n=number(late)))
        self.title.setText(title)
        self.count.setText(_(" · ").join(parts))
        self.view.setAccessibleName(_("{state}: {count}").format(state=title, count=self.count.text()))

    def _fit(self) -> None:
        """As wide as the strip gives it room for."""


class BoardStrip(QWidget):
    """The columns beside each other: all of them where there is room, else those that are scrolled to."""

    def __init__(self, columns: Sequence[BoardColumn], parent: QWidget) -> None:
        super().__init__(parent)
        self._columns = tuple(columns)
        for column in columns:
            column.setParent(self)
        self.bar = QScrollBar(Qt.Orientation.Horizontal, self)
        self.bar.valueChanged.connect(self._place)
        self._place()

    def bring(self, column: BoardColumn) -> None:
        """Scroll until *column* is in sight."""
        box, value = column.geometry(), self.bar.value()
        if box.left() < 0:
            self.bar.setValue(value + box.left())
        elif box.right() >= self.width():
            self.bar.setValue(value + box.right() + 1 - self.width())

    def creep(self, at: QPoint) -> None:
        """Scroll on while a card is held at the edge (*at* is global)."""
        x = self.mapFromGlobal(at).x()
        if x < EDGE:
            self.bar.setValue(self.bar.value() - EDGE)
        elif x > self.width() - EDGE:
            self.bar.setValue(self.bar.value() + EDGE)

    def _place(self) -> None:
        gap, count = theme.SPACE_S, len(self._columns)
        room = self.width() - gap * (count - 1)
        wide = max(theme.current().px(COLUMN_WIDTH), room // count)
        high = self.bar.sizeHint().height()
        most = max(0, wide * count + gap * (count - 1) - self.width())
        self.bar.setVisible(most > 0)
        self.bar.setGeometry(0, self.height() - high, self.width(), high)
        self.bar.setPageStep(self.width())
        self.bar.setSingleStep(wide + gap)
        self.bar.setRange(0, most)
        down = self.height() - (high + theme.SPACE_XS if most else 0)
        for at, column in enumerate(self._columns):
            column.setGeometry(at * (wide + gap) - self.bar.value(), 0, wide, max(0, down))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def wheelEvent(self, event: QWheelEvent) -> None:
        turned = event.angleDelta()
        self.bar.setValue(self.bar.value() - (turned.x() or turned.y()))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.StyleChange:
            self._place()


class BoardPage(Attuned):
    """Arrows go from card to card, Ctrl+Left and Ctrl+Right move one, M offers every move, Enter opens it."""

    announced = Signal(str)

    def __init__(self, desk: IssuesDesk, parent: QWidget) -> None:
        super().__init__(parent)
        self.desk = desk
        self.question = IssueQuestion(states=IN_ORDER)
        self._reading = Reading(desk.centre, self.show_listed)
        self._lines: tuple[IssueLine, ...] = ()
        kept = memory.recall(desk.machine, MEMORY)
        self._stale, self._age_s, self._none_yet = True, 0, False
        self._follow: Issue | None = None  # as it is since it was moved: the keyboard goes with it
        self._main = QWidget(self)
        self.search = QLineEdit(self._main)
        self.search.setClearButtonEnabled(True)
        self._typed = QTimer(self)
        self._typed.setSingleShot(True)
        self._typed.setInterval(TYPED_MS)
        self._facets = {facet.name: facet for facet in list_columns.facets(desk) if facet.name != "state"}
        self.chips = {
            name: FacetButton(facet, partial(self._values, name), self._main)
            for name, facet in self._facets.items()
        }
        self._chosen: dict[str, frozenset[str]] = {
            name: frozenset(map(str, values))
            for name, values in kept.items()
            if name in self.chips and isinstance(values, list) and values
        }
        self.count, self.help = QLabel(self._main), QLabel(self._main)
        self.count.setProperty("role", "muted")
        self.help.setProperty("role", "small")
        self.columns = [BoardColumn(state, self._main) for state in IN_ORDER]
        self.strip = BoardStrip(self.columns, self._main)
        self.empty = EmptyState(self._main)
        self._stack = QStackedWidget(self._main)
        self._lay_out()
        self.pane = MovePane(desk, self.split)
        self._lead = Lead(self, self.columns[0].view)
        self._main_lead = Lead(self._main, self.columns[0].view)
        self._wire()
        self.retranslate()

    def _lay_out(self) -> None:
        self._stack.addWidget(self.strip)
        self._stack.addWidget(self.empty)
        head = Flow(theme.SPACE_S)
        for widget in (self.search, *self.chips.values(), self.count):
            head.addWidget(widget)
        whole = QVBoxLayout(self._main)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(theme.SPACE_S)
        whole.addLayout(head)
        whole.addWidget(self._stack, 1)
        whole.addWidget(self.help)
        self.split = WithDrawer(self._main, "issues.board", self.desk.machine, self)
        page = QVBoxLayout(self)
        page.setContentsMargins(theme.SPACE_L, theme.SPACE_S, theme.SPACE_L, theme.SPACE_M)
        page.addWidget(self.split)

    def _wire(self) -> None:
        desk = self.desk
        desk.changed.connect(self._heed)
        desk.read_again.connect(self._say_chips)
        desk.centre.live.second.connect(self._tick)
        self._typed.timeout.connect(self.show_lines)
        self.search.textChanged.connect(lambda _text: self._typed.start())
        self.search.returnPressed.connect(self._to_cards)
        self.empty.button.clicked.connect(self._fill_up)
        self.pane.done.connect(self._was_moved)
        for name, chip in self.chips.items():
            chip.chosen.connect(partial(self.choose, name))
        for at, column in enumerate(self.columns):
            view = column.view
            view.opened.connect(lambda line: desk.issue_wanted.emit(line.id))
            view.turned.connect(partial(self._turn, at))
            view.step_asked.connect(partial(self._step, view))
            view.menu_asked.connect(partial(self._open_menu, view))
            view.dragged.connect(partial(self._drag, view))
            view.dropped.connect(partial(self._drop, view))
            view.current_changed.connect(partial(self._stand, column))
        for keys in (QKeySequence(QKeySequence.StandardKey.Find), QKeySequence("/")):
            shortcut = QShortcut(keys, self._main, self._start_search)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

    # -- reading --------------------------------------------------------------------------------------------

    def arrive(self) -> None:
        """The page comes into sight."""
        self.read()

    def read(self) -> None:
        """Read the open issues again; the cards stay until then."""
        self._stale, self._age_s = False, 0
        self._reading.read(list_work.read_listed, self.question, self.desk.now, self.desk.centre.who)

    def show_listed(self, listed: Listed) -> None:
        """Show these issues."""
        self._lines, self._none_yet = listed.lines, listed.none_yet
        self.show_lines()
        self._go_along()

    def show_lines(self) -> None:
        """Show those that the filters leave."""
        words = self.search.text().casefold().split()
        shown: dict[State, list[IssueLine]] = {state: [] for state in IN_ORDER}
        count = 0
        for line in self._lines:
            if line.state in shown and self._fits(line, words):
                shown[line.state].append(line)
                count += 1
        for column in self.columns:
            column.show_lines(shown[column.state])
        known = list_columns.counted(len(self._lines))
        self.count.setText(
            known
            if count == len(self._lines)
            else _("{shown} of {known}").format(shown=number(count), known=known)
        )
        self._say_empty(count)

    def _fits(self, line: IssueLine, words: list[str], but: str = "") -> bool:
        for name, values in self._chosen.items():
            if name != but and values.isdisjoint(self._facets[name].of(line)):
                return False
        if not words:
            return True
        text = " ".join((line.number, line.title, line.department_name, line.category, *line.tags)).casefold()
        return all(word in text for word in words)

    def choose(self, facet: str, values: frozenset[str]) -> None:
        """Only issues that have one of *values*; none: any."""
        if values:
            self._chosen[facet] = frozenset(values)
        else:
            self._chosen.pop(facet, None)
        self.chips[facet].show_values(values)
        memory.keep(self.desk.machine, MEMORY, {name: sorted(each) for name, each in self._chosen.items()})
        self.show_lines()

    def clear_filters(self) -> None:
        """Every filter is taken back."""
        self.search.clear()
        for name in tuple(self._chosen):
            self.choose(name, frozenset())
        self.show_lines()

    def _values(self, name: str) -> dict[str, int]:
        words = self.search.text().casefold().split()
        found: Counter[str] = Counter()
        for line in self._lines:
            fits = self._fits(line, words, but=name)
            for value in self._facets[name].of(line):
                found[value] += fits
        for value in self._chosen.get(name, ()):
            found.setdefault(value, 0)
        return dict(found)

    def _heed(self, changes: frozenset[str]) -> None:
        if changes & HEEDED:
            self._stale = True
            if self.isVisible():
                self.read()

    def _tick(self) -> None:
        self._age_s += 1
        if self.isVisible() and self._age_s >= AGAIN_S:
            self.read()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale or self._age_s >= AGAIN_S:
            self.read()

    # -- standing on a card ---------------------------------------------------------------------------------

    @property
    def current(self) -> IssueLine | None:
        """The issue on whose card the keyboard stands, or stood last."""
        view = self._lead.part
        return view.current if isinstance(view, CardsView) else None

    def select(self, id: int) -> bool:
        """Stand on the card of the issue *id*; False where it has none."""
        for column in self.columns:
            place = column.view.cards.place(id)
            if place >= 0:
                column.view.stand_on(place)
                self._stand(column, column.view.current)
                return True
        return False

    def _stand(self, column: BoardColumn, line: IssueLine | None) -> None:
        if line is not None:
            self._lead.part = self._main_lead.part = column.view
            self.strip.bring(column)

    def _turn(self, at: int, way: int) -> None:
        """To the next column at the left or right that has cards, as high as before."""
        place = max(0, self.columns[at].view.currentIndex().row())
        at += way
        while 0 <= at < len(self.columns):
            if self.columns[at].view.cards.lines:
                self.columns[at].view.stand_on(place)
                self._stand(self.columns[at], self.columns[at].view.current)
                return
            at += way

    def _to_cards(self) -> None:
        self._typed.stop()
        self.show_lines()
        first = next((column for column in self.columns if column.view.cards.lines), None)
        if first is not None:
            first.view.stand_on(0)

    def _start_search(self) -> None:
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    # -- moving a card --------------------------------------------------------------------------------------

    def moves(self, line: IssueLine) -> tuple[Move, ...]:
        """The moves of *line* that whoever sits here may do."""
        roles = self.desk.acting().roles
        return tuple(move for move in moves_of(line) if move.roles & roles)

    def _step(self, view: CardsView, way: int) -> None:
        line = view.current
        if line is None:
            return
        here = ON_THE_WAY.index(line.state)
        reached = [
            (abs(ON_THE_WAY.index(move.to) - here), move)
            for move in self.moves(line)
            if move.to in ON_THE_WAY and (ON_THE_WAY.index(move.to) - here) * way > 0
        ]
        if not reached:
            self._tell(_("Nothing leads that way from “{state}”.").format(state=_(STATE_LABELS[line.state])))
            return
        nearest = min(far for far, _move in reached)
        self._begin(line, [move for far, move in reached if far == nearest], view)

    def _begin(self, line: IssueLine, moves: list[Move], view: CardsView, at: QPoint | None = None) -> None:
        """Ask for what the move needs; which, where there are several."""
        if len(moves) == 1:
            self.pane.begin(line, moves[0])
        else:
            self._pop(
                line, moves, at or view.viewport().mapToGlobal(view.visualRect(view.currentIndex()).center())
            )

    def _open_menu(self, view: CardsView, at: QPoint) -> None:
        line = view.current
        if line is not None:
            self._pop(line, list(self.moves(line)), at)

    def menu_of(self, line: IssueLine, moves: list[Move]) -> QMenu:
        """What can be done with a card."""
        menu = QMenu(self)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.addAction(_("Open"), partial(self.desk.issue_wanted.emit, line.id))
        menu.addSeparator()
        for move in moves:
            said = _("{move} → {state}").format(move=_(move.title), state=_(STATE_LABELS[move.to]))
            menu.addAction(said, partial(self.pane.begin, line, move))
        return menu

    def _pop(self, line: IssueLine, moves: list[Move], at: QPoint) -> None:
        self.menu_of(line, moves).popup(at)

    def _under(self, at: QPoint) -> BoardColumn | None:
        for column in self.columns:
            if QRect(column.mapToGlobal(QPoint()), column.size()).contains(at):
                return column
        return None

    def offered(self, line: IssueLine, column: BoardColumn) -> list[Move]:
        """What letting *line* go on *column* would do."""
        return [move for move in self.moves(line) if move.to is column.state and line.state is not move.to]

    def _drag(self, view: CardsView, at: QPoint | None) -> None:
        line = view.current
        if line is None or at is None:
            for column in self.columns:
                column.offer(None)
            return
        self.strip.creep(at)
        over = self._under(at)
        for column in self.columns:
            moves = self.offered(line, column)
            column.offer(moves[0] if moves else None, over=column is over)

    def _drop(self, view: CardsView, at: QPoint) -> None:
        line, column = view.current, self._under(at)
        if line is None or column is None or column.state is line.state:
            return
        moves = self.offered(line, column)
        if moves:
            self._begin(line, moves, view, at)
        else:
            self._tell(
                _("Nothing leads from “{since}” to “{to}”.").format(
                    since=_(STATE_LABELS[line.state]), to=_(STATE_LABELS[column.state])
                )
            )

    def _was_moved(self, issue: Issue) -> None:
        self._follow = issue
        self.read()

    def _go_along(self) -> None:
        """Stand on the card that was moved, as soon as what is shown is not older than the move."""
        issue = self._follow
        if issue is None:
            return
        line = next((line for line in self._lines if line.id == issue.id), None)
        if line is None or line.version >= issue.version:
            self._follow = None
            self.select(issue.id)

    def _tell(self, said: str) -> None:
        self.desk.noticed.emit(said, None)
        self.announced.emit(said)
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, said))

    # -- words ----------------------------------------------------------------------------------------------

    def _say_empty(self, shown: int) -> None:
        self._stack.setCurrentIndex(0 if shown else 1)
        if shown:
            return
        if self._lines:
            self.empty.say(_("No issue fits these filters."), _("Clear the filters"))
        elif self._none_yet:
            self.empty.say(
                _("No issue is filed yet. What do customers suffer from that the centre cannot mend alone?"),
                _("File an issue…"),
            )
        else:
            self.empty.say(_("No issue is open."), _("File an issue…"))

    def _fill_up(self) -> None:
        if self._lines:
            self.clear_filters()
            self._to_cards()
        else:
            self.desk.new_wanted.emit(Seed())

    def _say_chips(self) -> None:
        for name, chip in self.chips.items():
            chip.show_values(self._chosen.get(name, ()))

    def retranslate(self) -> None:
        """Say everything again, in the language now in use."""
        self.search.setPlaceholderText(_("Find (Ctrl+F)"))
        self.search.setAccessibleName(_("Find issues by number, title, department or tag"))
        self.help.setText(
            _(
                "Arrows: from card to card. Ctrl+← and Ctrl+→ or the mouse: move it. "
                "M: every move. Enter: open it."
            )
        )
        self._say_chips()
        self.show_lines()
        self._fit()

    def _fit(self) -> None:
        self.search.setFixedWidth(theme.current().px(SEARCH_WIDTH))
        high = self.search.sizeHint().height()
        for chip in self.chips.values():
            chip.setFixedHeight(high)
        self.count.setFixedHeight(high)
