"""The head of an issue's page: what it is called, how far it is, its clocks, and what can be done with it."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QLabel, QMenu, QPushButton, QVBoxLayout, QWidget

from supervisor.errors import SupervisorError
from supervisor.issues import clock
from supervisor.issues.clock import Light
from supervisor.issues.clock_wording import short_words
from supervisor.issues.issue import SEVERITY_LABELS, Counters, Issue
from supervisor.issues.states import CLOCK_LABELS, STATE_LABELS, Move, moves_from
from supervisor.words import DASH, _, day, moment, ngettext, number
from ui import theme
from ui.issues.clock_line import ClockLine
from ui.issues.desk import IssuesDesk
from ui.widgets.flow_row import FlowRow
from ui.widgets.pane import SnugPane

RARE = frozenset({"merge", "reject", "drop"})
"""Moves that stand in the menu, not as buttons of their own."""


class IssueHead(SnugPane):
    """`move_asked` has the move that was chosen. Ctrl+M opens all of them as a menu."""

    move_asked = Signal(object)  # Move

    def __init__(self, desk: IssuesDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._issue: Issue | None = None
        self.state, self.about, self.counters, self.over = (QLabel(self) for _at in range(4))
        self.state.setProperty("role", "lead")
        self.about.setProperty("role", "muted")
        self.over.setProperty("role", "muted")
        for label in (self.state, self.about, self.counters, self.over):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.ruling = QLabel(self)
        self.ruling.setProperty("role", "notice")
        self.ruling.setWordWrap(True)
        self.rule = QPushButton(self)
        self.rule.setProperty("role", "primary")
        self._clocks = QVBoxLayout()
        self._clocks.setSpacing(theme.SPACE_XS)
        self.clocks: list[ClockLine] = []
        self.buttons: dict[str, QPushButton] = {}
        self.moves = FlowRow(self)
        self.menu = QMenu(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE_S)
        column.addWidget(self.state)
        column.addWidget(self.about)
        column.addLayout(self._clocks)
        column.addWidget(self.over)
        column.addWidget(self.counters)
        column.addWidget(self.ruling)
        column.addWidget(self.rule, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.moves)

    def show_issue(self, issue: Issue) -> None:
        """Show how *issue* stands."""
        self._issue = issue
        desk = self._desk
        today, zone = desk.today, desk.zone
        self.state.setText(
            _(" · ").join(
                [
                    _(STATE_LABELS[issue.state]),
                    desk.known.department(issue.facts.department) or _("no department yet"),
                    _(SEVERITY_LABELS[issue.facts.severity]),
                ]
            )
        )
        said = [
            _("filed {moment} by {who}").format(moment=moment(issue.made_at, zone, today), who=issue.made_by)
        ]
        if issue.changed_at != issue.made_at:
            said.append(_("changed {moment}").format(moment=moment(issue.changed_at, zone, today)))
        if issue.closed_at is not None:
            said.append(_("over since {moment}").format(moment=moment(issue.closed_at, zone, today)))
        if issue.standing.review_on is not None:
            said.append(_("looked at again on {day}").format(day=day(issue.standing.review_on, today)))
        if issue.facts.internal:
            said.append(_("internal only"))
        self.about.setText(_(" · ").join(said))
        self.counters.setText(counter_words(issue.standing.counters))
        self.counters.setVisible(bool(self.counters.text()))
        self.ruling.setText(_("It came back twice: the chair must rule first whose it is."))
        for widget in (self.ruling, self.rule):
            widget.setVisible(issue.standing.ruling_wanted)
        self.rule.setText(_("Rule whose it is…"))
        self._show_clocks(issue)
        self._show_moves(issue)

    def tell_moves(self) -> tuple[Move, ...]:
        """What whoever sits here may do with the issue."""
        if self._issue is None or not self._issue.id:
            return ()
        moves = moves_from(self._issue.state, self._desk.acting().roles)
        if self._issue.standing.ruling_wanted:  # nothing is sent before that
            moves = tuple(move for move in moves if move.name != "send")
        return moves

    def open_menu(self) -> None:
        """Show all moves as a menu, each with a digit."""
        if self.menu.actions():
            self.menu.popup(self.moves.mapToGlobal(self.moves.rect().bottomLeft()))
            self.menu.setActiveAction(self.menu.actions()[0])

    def _show_clocks(self, issue: Issue) -> None:
        for line in self.clocks:
            self._clocks.removeWidget(line)
            line.hide()
            line.deleteLater()
        self.clocks = []
        frame, now = self._desk.known.frame, self._desk.now
        if frame is None:
            return
        last = {one.kind: one for one in issue.standing.clocks if not one.dropped}
        over = []
        for one in last.values():
            try:
                reading = clock.read(one, frame.calendar(one.calendar), now)
            except SupervisorError:
                continue
            if reading.light is Light.OVER:
                said = _("{clock}: {how}").format(clock=_(CLOCK_LABELS[one.kind]), how=short_words(reading))
                over.append(said)
                continue
            line = ClockLine(reading, one, self._desk.zone, self._desk.today, now, self)
            self._clocks.addWidget(line)
            self.clocks.append(line)
        self.over.setText(_(" · ").join(over))
        self.over.setVisible(bool(over))

    def _show_moves(self, issue: Issue) -> None:
        self.moves.clear()
        self.buttons = {}
        self.menu.clear()
        moves = self.tell_moves()
        for at, move in enumerate(moves):
            action = self.menu.addAction(f"&{(at + 1) % 10} {_(move.title)}")
            action.triggered.connect(partial(self.move_asked.emit, move))
            if move.name in RARE:
                continue
            button = QPushButton(_(move.title), self.moves)
            if not self.buttons and not issue.standing.ruling_wanted:
                button.setProperty("role", "primary")
                button.setToolTip(_("All that can be done: Ctrl+M"))
            button.clicked.connect(partial(self.move_asked.emit, move))
            self.buttons[move.name] = button
            self.moves.add(button)
        if moves:
            more = QPushButton(_("Other moves…"), self.moves)
            more.setToolTip(_("All that can be done (Ctrl+M)"))
            more.clicked.connect(self.open_menu)
            self.moves.add(more)
        self.menu.setAccessibleName(_("What can be done with the issue"))
        self.moves.setVisible(bool(moves))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange and self._issue is not None:
            self.show_issue(self._issue)


def counter_words(counters: Counters) -> str:
    """What happened how often: "returned twice · 4th time in a meeting"; "" where nothing did."""
    said = []
    if counters.returns:
        times = ngettext("returned once", "returned {n} times", counters.returns)
        said.append(times.format(n=number(counters.returns)))
    if counters.meetings:
        said.append(
            ngettext("in {n} meeting", "in {n} meetings", counters.meetings).format(
                n=number(counters.meetings)
            )
        )
    if counters.extensions:
        times = ngettext("extended once", "extended {n} times", counters.extensions)
        said.append(times.format(n=number(counters.extensions)))
    if counters.not_effective:
        times = ngettext("once not effective", "{n} times not effective", counters.not_effective)
        said.append(times.format(n=number(counters.not_effective)))
    if counters.reopened:
        times = ngettext("reopened once", "reopened {n} times", counters.reopened)
        said.append(times.format(n=number(counters.reopened)))
    if counters.recurrences:
        times = ngettext("came back once", "came back {n} times", counters.recurrences)
        said.append(times.format(n=number(counters.recurrences)))
    return _(" · ").join(said)


def named(issue: Issue) -> str:
    """What the page is called."""
    if not issue.id:
        return _("New issue")
    return _("{number} {title}").format(number=issue.number or DASH, title=issue.title)
