"""Whether the measure of an issue was felt: the criterion, the weeks, the ratio with its range, in words."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from supervisor.issues import effect_wording as wording
from supervisor.issues.effect import EffectVerdict, Reached
from supervisor.issues.effect_answer import EffectAnswer, question_of
from supervisor.issues.effect_wording import Statement
from supervisor.issues.evidence import Evidence, Figure
from supervisor.issues.issue import Issue, Measured
from supervisor.issues.states import OVER, State
from supervisor.words import _, moment
from ui import theme
from ui.asking import Asking, Reading
from ui.issues import effect_work as work
from ui.issues.desk import IssuesDesk
from ui.issues.effect_chart import EffectChart, EffectPicture
from ui.theme import State as Look
from ui.widgets.pane import Pane
from ui.widgets.state_sign import StateSign

_LOOKS = {
    EffectVerdict.ROSE: Look.CRITICAL,
    EffectVerdict.NO_CHANGE: Look.WARN,
    EffectVerdict.TOO_FEW: Look.STALE,
}


class EffectView(Pane):
    """`show_issue` asks and shows. `finding_wanted` brings what is to be stated (Statement) with the issue's
    id: its text is for the form of the verifying move, its figure was kept with the issue already."""

    finding_wanted = Signal(int, object)

    def __init__(self, desk: IssuesDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._issue: Issue | None = None
        self._answer: EffectAnswer | None = None
        self._stated: tuple[Evidence, ...] = ()
        self._asking = Asking(desk.centre, self)
        self._reading = Reading(desk.centre, self.show_stated)
        self.sign = StateSign(self)
        self.verdict = QLabel(self)
        self.verdict.setProperty("role", "strong")
        self.criterion, self.target, self.counts, self.notes, self.kept = (QLabel(self) for _one in range(5))
        self.chart = EffectChart(self)
        self.chart.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.state_it = QPushButton(self)
        for label in (self.verdict, self.criterion, self.target, self.counts, self.notes, self.kept):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        for label in (self.criterion, self.counts, self.notes):
            label.setProperty("role", "muted")
        self._lay_out()
        self.state_it.clicked.connect(self.state_finding)
        self.chart.pictures.belong(desk.machine, desk.noticed)
        desk.changed.connect(self._heed)
        self._fill()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(theme.SPACE_S)
        head.addWidget(self.sign, 0, Qt.AlignmentFlag.AlignVCenter)
        head.addWidget(self.verdict, 1)
        foot = QHBoxLayout()
        foot.addWidget(self.state_it)
        foot.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE_S)
        column.addLayout(head)
        for widget in (self.target, self.criterion, self.chart, self.counts, self.notes, self.kept):
            column.addWidget(widget)
        column.addLayout(foot)
        column.addStretch(1)

    # -- what is shown --------------------------------------------------------------------------------------

    def show_issue(self, issue: Issue | None) -> None:
        """Show the effect of the measure of *issue*; of one without a criterion, and of None, what is
        missing."""
        other = self._issue is None or issue is None or issue.id != self._issue.id
        asked = None if issue is None else question_of(issue, self._desk.today)
        if other:
            self._stated = ()
        if asked is None or (self._answer is not None and self._answer.asked != asked):
            self._answer = None
        self._issue = issue
        self._fill()
        if issue is not None and issue.id:
            self._reading.read(work.read_stated, issue.id)
        if asked is not None and self._answer is None:
            self._asking.ask(self.show_answer, work.ask_effect, asked)

    def show(self, issue: Issue | None = None) -> None:
        """`show_issue`; without an issue the widget itself."""
        if issue is None:
            super().show()
        else:
            self.show_issue(issue)

    def show_answer(self, answer: EffectAnswer) -> None:
        """Show what was counted, if it is still what is asked."""
        issue = self._issue
        if issue is not None and question_of(issue, self._desk.today) == answer.asked:
            self._answer = answer
            self._fill()

    def show_stated(self, stated: tuple[Evidence, ...]) -> None:
        """Show what was stated before: it stays as it was, whatever the data say now."""
        self._stated = tuple(one for one in stated if self._is_of(one))
        self._fill()

    @property
    def statement(self) -> Statement | None:
        """What can be stated now; None before the window is over."""
        return None if self._answer is None else wording.statement(self._answer, self._node())

    def _is_of(self, one: Evidence) -> bool:
        return isinstance(one.matter, Figure) and one.matter.kpi == "effect"

    def _node(self) -> str:
        """What the menu node of the criterion is called."""
        criterion = self._issue.facts.criterion if self._issue is not None else None
        if criterion is None or criterion.by is not Measured.NODE:
            return ""
        return next((one.title for one in self._desk.known.nodes if one.id == criterion.value), "")

    def _fill(self) -> None:
        issue, answer = self._issue, self._answer
        criterion = issue.facts.criterion if issue is not None else None
        self.chart.setVisible(answer is not None)
        if criterion is None:
            self._say(_("No success criterion was written down; without one nobody can say that it worked."))
            self.criterion.setText("")
        else:
            what = wording.measured(criterion, self._node())
            self.criterion.setText(
                _("Counted: {what}; baseline {span}; window {days} days; judged by {judge}.").format(
                    what=what,
                    span=wording.span((criterion.since, criterion.until)),
                    days=criterion.window_days,
                    judge=criterion.judge or _("nobody yet"),
                )
            )
            self._say(_("It is being counted…") if answer is None else wording.state_words(answer))
        self.criterion.setVisible(criterion is not None)
        effect = answer.effect if answer is not None else None
        look = _LOOKS.get(effect.verdict) if effect is not None else None  # a fall is what was hoped for
        self.sign.setVisible(look is not None)
        if look is not None:
            self.sign.show_state(look)
        if answer is not None and criterion is not None:
            title = _("Contacts a working day, by week")
            self.chart.show_picture(EffectPicture(title, wording.measured(criterion, self._node()), answer))
        _put(self.target, wording.target_words(effect) if effect is not None else "")
        if effect is not None and effect.reached is Reached.NO and effect.verdict is EffectVerdict.FELL:
            _put(
                self.target,
                _("{target} It fell, and by less than was hoped for.").format(target=self._target()),
            )
        _put(self.counts, "\n".join(wording.counts_words(answer)) if answer is not None else "")
        _put(self.notes, "\n".join(wording.note_words(answer)) if answer is not None else "")
        _put(self.kept, "\n".join(self._kept_words(one) for one in self._stated))
        can = issue is not None and bool(issue.id) and issue.state not in OVER and self.statement is not None
        self.state_it.setVisible(can)
        self.state_it.setText(
            _("State as finding") if issue is None or issue.state is State.DONE else _("Keep with the issue")
        )

    def _target(self) -> str:
        return self.target.text() + "." if self.target.text() else ""

    def _say(self, words: str) -> None:
        self.verdict.setText(words)
        self.setAccessibleName(_("Effect of the measure"))
        self.setAccessibleDescription(words)

    def _kept_words(self, one: Evidence) -> str:
        figure = one.matter
        assert isinstance(figure, Figure)  # noqa: S101  # no other is kept here
        return _("Stated on {when} by {who}: {verdict} It stays as it was stated.").format(
            when=moment(one.at, self._desk.zone), who=one.who, verdict=figure.shown + "."
        )

    # -- hands ----------------------------------------------------------------------------------------------

    def state_finding(self) -> None:
        """Keep the figure with the issue, and hand on its words for the verifying move."""
        issue, said = self._issue, self.statement
        if issue is None or said is None:
            return
        if any(one.matter == said.figure for one in self._stated):
            self.finding_wanted.emit(issue.id, said)  # it is kept already
            return
        self._desk.do(
            _("The effect was kept with {number}.").format(number=issue.number),
            "supervisor.issues.store",
            "add_evidence",
            issue.id,
            ((said.figure, said.text[:1000]),),
            acting=self._desk.acting(),
            then=lambda _nothing: self.finding_wanted.emit(issue.id, said),
        )

    def _heed(self, changes: frozenset[str]) -> None:
        if self._issue is None or not self.isVisible():
            return
        if changes & {"issues"}:
            self._reading.read(work.read_stated, self._issue.id)
        if changes & {"ivr", "work_calendars"} and self._answer is not None:
            self._asking.ask(self.show_answer, work.ask_effect, self._answer.asked)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self._fill()


def _put(label: QLabel, words: str) -> None:
    label.setText(words)
    label.setVisible(bool(words))
