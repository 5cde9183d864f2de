"""The parts of an issue's page, in two columns where there is room, all in one that scrolls."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QFocusEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QBoxLayout, QLabel, QVBoxLayout, QWidget

from supervisor.issues.evidence import Matter
from supervisor.issues.issue import Issue
from supervisor.issues.speaker import Speaker
from supervisor.issues.states import State
from supervisor.words import mark
from ui import theme
from ui.issues.calls_view import CallsView
from ui.issues.desk import IssuesDesk
from ui.issues.effect_view import EffectView
from ui.issues.evidence_view import EvidenceView
from ui.issues.facts_form import FactsForm
from ui.issues.history_view import HistoryView
from ui.issues.issue_head import IssueHead
from ui.issues.issue_work import Opened
from ui.issues.likely_view import LikelyView
from ui.issues.limits_view import LimitsView
from ui.issues.links_view import LinksView
from ui.issues.replies_view import RepliesView
from ui.issues.section import Section
from ui.issues.text_form import TextForm
from ui.widgets.pane import Pane
from ui.widgets.roomy import Roomy, bring_into_sight

TWO_COLUMNS = 1000  # logical pixels at text scale 1 from which the facts stand beside the texts
HERE = frozenset({State.DRAFT, State.READY, State.REJECTED})
"""No department has it: whose it is can be typed."""
MEASURED = frozenset({State.WORKING, State.DONE, State.VERIFIED, State.CLOSED})
"""There may be an effect to be seen."""


class IssueBody(Roomy):
    """Shows what the page has read; says nothing to the database itself."""

    def __init__(self, desk: IssuesDesk, parent: QWidget | None = None) -> None:
        self._inside = Pane()
        super().__init__(self._inside, parent)
        self._desk = desk
        titles = {
            "texts": mark("What it is"),
            "facts": mark("Facts"),
            "evidence": mark("Evidence"),
            "replies": mark("Replies of departments"),
            "limits": mark("Limits"),
            "links": mark("Other issues"),
            "calls": mark("Promised call-backs"),
            "effect": mark("Effect of the measure"),
            "history": mark("History"),
        }
        card = self.sections = {name: Section(title, self._inside) for name, title in titles.items()}
        self.head, self.likely = IssueHead(desk, self._inside), LikelyView(desk, self._inside)
        self.texts, self.facts = TextForm(card["texts"]), FactsForm(desk, card["facts"])
        self.evidence, self.replies = EvidenceView(desk, card["evidence"]), RepliesView(desk, card["replies"])
        self.limits, self.links = LimitsView(desk, card["limits"]), LinksView(desk, card["links"])
        self.calls, self.effect = CallsView(desk, card["calls"]), EffectView(desk, card["effect"])
        self.history = HistoryView(card["history"])
        for name, section in card.items():
            section.hold(getattr(self, name))
        self.problem = QLabel(self._inside)
        self.problem.setProperty("role", "error")
        self.problem.setWordWrap(True)
        self.problem.setTextFormat(Qt.TextFormat.PlainText)
        self.problem.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.promise = self.sections["calls"].add_action(mark("Promise a call-back…"))
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._columns.setSpacing(theme.SPACE_M)
        left, right = QVBoxLayout(), QVBoxLayout()
        for column, names in (
            (left, ("texts", "replies", "effect", "history")),
            (right, ("facts", "limits", "evidence", "links", "calls")),
        ):
            column.setSpacing(theme.SPACE_M)
            for name in names:
                column.addWidget(self.sections[name])
            column.addStretch(1)
        self._columns.addLayout(left, 11)
        self._columns.addLayout(right, 10)
        self._whole = QVBoxLayout(self._inside)
        self._whole.setContentsMargins(theme.SPACE_L, 0, theme.SPACE_L, theme.SPACE_L)
        self._whole.setSpacing(theme.SPACE_M)
        for part in (self.problem, self.head, self.likely):
            self._whole.addWidget(part)
        self._whole.addLayout(self._columns)
        self._whole.addStretch(1)
        self._order = (
            "texts",
            "facts",
            "limits",
            "evidence",
            "links",
            "calls",
            "replies",
            "effect",
            "history",
        )
        self._shown = 0  # the issue that is shown, by id
        self.say_problem("")

    def show_new(self, issue: Issue, matters: Sequence[tuple[Matter, str]], speak: Speaker) -> None:
        """An issue that was never saved."""
        self._say_again()
        self._allow(issue)
        self.head.hide()
        for name in ("replies", "limits", "calls", "effect", "history"):
            self.sections[name].hide()
        self.evidence.show_pieces((), speak, matters)
        self.links.show_links(issue, (), {}, ())
        self.verticalScrollBar().setValue(0)

    def show_opened(self, opened: Opened, speak: Speaker) -> None:
        """An issue as it was read."""
        self._say_again()
        issue = opened.issue
        self._allow(issue)
        self.head.show()
        self.head.show_issue(issue)
        for name in ("replies", "limits", "calls", "history"):
            self.sections[name].show()
        self.calls.show_callbacks(opened.callbacks)
        self.sections["effect"].setVisible(issue.state in MEASURED or issue.facts.criterion is not None)
        self.effect.show_issue(issue)
        self.evidence.show_pieces(opened.evidence, speak)
        self.replies.show_replies(opened.replies, issue, speak)
        self.limits.show_issue(issue)
        self.links.show_links(issue, opened.links, opened.named, opened.chain)
        self.history.show_events(opened.events, speak)
        if issue.id != self._shown:
            self._shown = issue.id
            QTimer.singleShot(0, self, self._to_top)  # when it is laid out

    def _to_top(self) -> None:
        self.verticalScrollBar().setValue(0)

    def show_form(self, form: QWidget) -> None:
        """Show *form* below the head."""
        self._whole.insertWidget(self._whole.indexOf(self.head) + 1, form)
        bring_into_sight(form)

    def leave_forms(self) -> None:
        """Ask for nothing any more."""
        self.evidence.leave_form()
        self.replies.leave_form()
        self.limits.leave_form()
        self.say_problem("")

    def say_problem(self, said: str) -> None:
        """Say what went wrong; "" nothing did."""
        self.problem.setText(said)
        self.problem.setVisible(bool(said))
        if said:
            self.ensureWidgetVisible(self.problem)

    def start(self) -> None:
        """Give the keyboard to the first thing that can be done."""
        if self.head.buttons and self.head.isVisibleTo(self):
            next(iter(self.head.buttons.values())).setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.sections["texts"].start()

    def turn(self, by: int) -> None:
        """Give the keyboard to the next part, or to the one before."""
        shown = [self.sections[name] for name in self._order if self.sections[name].isVisibleTo(self)]
        focus = QApplication.focusWidget()
        at = next(
            (place for place, one in enumerate(shown) if focus is not None and one.isAncestorOf(focus)),
            -1 if by > 0 else len(shown),
        )
        if not 0 <= at + by < len(shown):
            self.start()
            self.ensureWidgetVisible(self.head)
            return
        section = shown[at + by]
        self.ensureWidgetVisible(section.heading)
        section.start()

    def say_known(self) -> None:
        """Departments, nodes and categories are others."""
        self.facts.say()

    def _allow(self, issue: Issue) -> None:
        """A department that has an issue gives it back by a move alone."""
        mine = issue.state in HERE and not issue.standing.ruling_wanted
        field = self.facts.entries["facts.department"].field
        field.setEnabled(mine)
        merged = issue.state is State.MERGED
        self.texts.form.setEnabled(not merged)
        self.facts.setEnabled(not merged)

    def _say_again(self) -> None:
        self.texts.form.say()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.start()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        beside = self.viewport().width() >= theme.current().px(TWO_COLUMNS)
        way = QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        if self._columns.direction() is not way:
            self._columns.setDirection(way)
