"""What if some came back, or went: the answer in words, drawn, and who it could be."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QSlider,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from supervisor.advice.demand import Missing
from supervisor.advice.question import MOST, Answers, Candidate, Ranged
from supervisor.advice.said import missing_words, percent
from supervisor.advice.spread import SHARE
from supervisor.advice.staffing import Comparison, Situation
from supervisor.advice.told import (
    ahead_sentence,
    comparison_sentence,
    lasting_sentence,
    measured_lines,
    needed_sentences,
    people_sentence,
    spread_sentence,
)
from supervisor.live.board import Board
from supervisor.words import _, ngettext
from ui import theme
from ui.advice.level_chart import LevelChart


class WhatIf(QWidget):
    """What was measured at the left, the question and its answer at the right.

    `asked` tells another number of people, `note_asked` that the answer shown is to be logged.
    """

    asked = Signal(int)
    note_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.answers: Answers | None = None
        self.ranged: Ranged | None = None
        self._board: Board | None = None
        self._noted = ""
        self._lay_out()
        self.spin.valueChanged.connect(self._choose)
        self.slider.valueChanged.connect(self._choose)
        self.chart.chosen.connect(self._choose)
        self.note.clicked.connect(self.note_asked)
        self._say()

    def _lay_out(self) -> None:
        self._measured_title, self._who_title = QLabel(self), QLabel(self)
        for title in (self._measured_title, self._who_title):
            title.setProperty("role", "lead")
        self._measured = QGridLayout()
        self._measured.setHorizontalSpacing(theme.SPACE_L)
        self._measured.setVerticalSpacing(theme.SPACE_S)
        self._cells: list[QLabel] = []
        self._people = self._text("muted")
        self.who = QListWidget(self)
        self.who.setUniformItemSizes(True)
        self._question = QLabel(self)
        self.spin = QSpinBox(self)
        self.spin.setRange(-MOST, MOST)
        self.spin.setKeyboardTracking(False)
        self.spin.lineEdit().setTextMargins(theme.SPACE_S - 2, 0, 0, 0)  # the style sheet cannot
        self._question.setBuddy(self.spin)
        self.slider = QSlider(Qt.Orientation.Horizontal, self)
        self.slider.setRange(-MOST, MOST)
        self.slider.setPageStep(2)
        self.slider.setTickPosition(QSlider.TickPosition.TicksBelow)
        self.slider.setTickInterval(5)
        self.sentence = self._text("title")
        self.range = self._text("")
        self.lasting = self._text("muted")
        self.need = self._text("muted")
        self.chart = LevelChart(self)
        self.note = QPushButton(self)
        self.noted = self._text("small")
        question = QHBoxLayout()
        question.setSpacing(theme.SPACE_M)
        question.addWidget(self._question)
        question.addWidget(self.spin)
        question.addWidget(self.slider, 1)
        logged = QHBoxLayout()
        logged.setSpacing(theme.SPACE_M)
        logged.addWidget(self.note)
        logged.addWidget(self.noted, 1)
        self._answer = QFrame(self)
        self._answer.setProperty("role", "card")
        right = QVBoxLayout(self._answer)
        right.setContentsMargins(theme.SPACE_L, theme.SPACE_M, theme.SPACE_L, theme.SPACE_M)
        right.setSpacing(theme.SPACE_S)
        right.addLayout(question)
        for text in (self.sentence, self.range, self.lasting, self.need):
            right.addWidget(text)
        right.addWidget(self.chart, 1)
        right.addLayout(logged)
        self._facts = QFrame(self)
        self._facts.setProperty("role", "card")
        left = QVBoxLayout(self._facts)
        left.setContentsMargins(theme.SPACE_L, theme.SPACE_M, theme.SPACE_L, theme.SPACE_M)
        left.setSpacing(theme.SPACE_S)
        left.addWidget(self._measured_title)
        left.addLayout(self._measured)
        left.addWidget(self._people)
        left.addSpacing(theme.SPACE_S)
        left.addWidget(self._who_title)
        left.addWidget(self.who, 1)
        self.missing = self._text("empty")
        self.missing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(theme.SPACE_L)
        whole.addWidget(self._facts, 2)
        whole.addWidget(self._answer, 3)
        whole.addWidget(self.missing, 5)
        self.missing.hide()

    def _text(self, role: str) -> QLabel:
        label = QLabel(self)
        label.setWordWrap(True)
        label.setTextFormat(Qt.TextFormat.PlainText)
        if role:
            label.setProperty("role", role)
        return label

    # -- what is shown --------------------------------------------------------------------------------------

    @property
    def people(self) -> int:
        """How many more (negative: fewer) are asked about."""
        return self.spin.value()

    @property
    def comparison(self) -> Comparison | None:
        """The answer that is shown."""
        return self.answers.by_people.get(self.people) if self.answers is not None else None

    def show_answers(self, answers: Answers, board: Board) -> None:
        """Show *answers* in place of the last ones; *board* knows the people's names."""
        other = self.answers is None or self.answers.queue != answers.queue
        self.answers, self._board = answers, board
        self.ranged = None if other else self.ranged
        if answers.by_people:
            least, most = min(answers.by_people), max(answers.by_people)
            for editor in (self.spin, self.slider):
                editor.blockSignals(True)
                editor.setRange(least, most)
                editor.blockSignals(False)
            self.slider.setValue(self.spin.value())
        self._say()

    def show_ranged(self, ranged: Ranged) -> None:
        """Show the range of the answer, once it is known."""
        if ranged.comparison.people == self.people:
            self.ranged = ranged
            self._say_answer()

    def show_noted(self, said: str) -> None:
        """Say what became of the answer in the log."""
        self._noted = said
        self.noted.setText(said or self._log_rule())

    def ask(self, people: int) -> None:
        """Ask about *people*."""
        self.spin.setValue(people)

    def wait(self, sentence: str) -> None:
        """Nothing is known yet: say *sentence*."""
        self.answers = None
        self._facts.hide()
        self._answer.hide()
        self.missing.setText(sentence)
        self.missing.show()

    def _choose(self, people: int) -> None:
        for editor in (self.spin, self.slider):
            editor.blockSignals(True)
            editor.setValue(people)
            editor.blockSignals(False)
        self.ranged = None
        self.show_noted("")
        self._say_answer()
        self._say_who()
        self.asked.emit(people)

    # -- words ----------------------------------------------------------------------------------------------

    def _say(self) -> None:
        self._measured_title.setText(_("Measured now"))
        self._question.setText(_("People more or fewer"))
        self.spin.setAccessibleName(_("People more or fewer"))
        self.spin.lineEdit().setAccessibleName(_("People more or fewer"))
        self.slider.setAccessibleName(_("People more or fewer"))
        self.note.setText(_("Note this advice"))
        self.note.setToolTip(_("Log it now; it is scored when its time is over."))
        self.show_noted(self._noted)
        answers = self.answers
        if answers is None:
            return
        if isinstance(answers.situation, Missing):
            self.wait(
                _("Nothing can be said of {queue}.").format(queue=answers.queue[1])
                + " "
                + missing_words(answers.situation)
            )
            self.answers = answers
            return
        self.missing.hide()
        self._facts.show()
        self._answer.show()
        self._say_measured(answers.situation)
        if answers.needed is not None:
            self.need.setText(" ".join(needed_sentences(answers.needed, answers.situation)))
        self.chart.show_answers(answers.by_people, answers.target)
        self._say_answer()
        self._say_who()

    def _say_measured(self, now: Situation) -> None:
        lines = measured_lines(now.demand)
        while len(self._cells) < 3 * len(lines):
            cell = QLabel(self)
            place = len(self._cells)
            self._measured.addWidget(cell, place // 3, place % 3)
            self._cells.append(cell)
        for place, cell in enumerate(self._cells):
            cell.setVisible(place < 3 * len(lines))
        for row, (name, value, low_high, source) in enumerate(lines):
            texts = (name, value, "\n".join(part for part in (low_high, source) if part))
            for column, text in enumerate(texts):
                cell = self._cells[3 * row + column]
                cell.setProperty("role", ("muted", "lead", "small")[column])
                cell.style().polish(cell)
                cell.setText(text)
        self._measured.setColumnStretch(2, 1)
        self._people.setText(people_sentence(now))

    def _say_answer(self) -> None:
        found = self.comparison
        if found is None:
            return
        self.chart.show_chosen(self.people)
        self.sentence.setText(comparison_sentence(found) if found.people else ahead_sentence(found.before))
        spread = self.ranged.comparison.after.spread if self.ranged is not None else None
        waits = _("How far it may come out otherwise is being worked out…")
        if spread is not None and percent(spread.low) == percent(spread.high):
            certain = _("In {share} of all cases it comes out at {level}.")
            self.range.setText(certain.format(share=percent(SHARE), level=percent(spread.low)))
        else:
            self.range.setText(spread_sentence(spread) if self.ranged is not None else waits)
        self.lasting.setText(lasting_sentence(found))
        self.note.setEnabled(bool(found.people) and self.ranged is not None)

    def _log_rule(self) -> str:
        return _(
            "An answer that is looked at for some seconds is logged too, so that the record holds what was "
            "shown and not only what came true."
        )

    def _say_who(self) -> None:
        answers, board, people = self.answers, self._board, self.people
        if answers is None or board is None:
            return
        going = people < 0
        these = (answers.go or ()) if going else answers.come
        self._who_title.setText(_("Who may go") if going else _("Who could come back"))
        self.who.setAccessibleName(self._who_title.text())
        current = self.who.currentRow()
        self.who.clear()
        for number, one in enumerate(these):
            agent = board.agents.get(one.key)
            if agent is None:
                continue
            item = QListWidgetItem(self._candidate(one, agent.name or agent.login, agent.team))
            if number >= abs(people) and people:
                item.setForeground(theme.colour(theme.current().muted))
            self.who.addItem(item)
        short = max(0, abs(people) - self.who.count())
        if going and answers.go is None:
            item = QListWidgetItem(_("Who may go is being worked out…"))
            item.setFlags(Qt.ItemFlag.NoItemFlags)
            self.who.addItem(item)
        elif short:
            said = ngettext(
                "{n} more is not to be had from breaks.", "{n} more are not to be had from breaks.", short
            )
            if going:
                said = ngettext(
                    "For {n} more it is against the rules or the target.",
                    "For {n} more it is against the rules or the target.",
                    short,
                )
            item = QListWidgetItem(said.format(n=short))
            item.setFlags(Qt.ItemFlag.NoItemFlags)
            self.who.addItem(item)
        elif not self.who.count():
            nobody = _("Nobody may go now.") if going else _("Nobody who serves this queue is on a break.")
            item = QListWidgetItem(nobody)
            item.setFlags(Qt.ItemFlag.NoItemFlags)
            self.who.addItem(item)
        self.who.setCurrentRow(min(current, self.who.count() - 1))

    def _candidate(self, one: Candidate, name: str, team: str) -> str:
        return _("{name}, {team}: alone {before} → {after}").format(
            name=name,
            team=team,
            before=percent(one.effect.before),
            after=percent(one.effect.after),
        )

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self._say()
        super().changeEvent(event)
