"""The stated figures of the month beside the table: when and by whom, what is otherwise now; stating them."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from supervisor.errors import SupervisorError
from supervisor.performance.amount import amount
from supervisor.performance.kpi import BY_ID
from supervisor.review.corrections import Correction
from supervisor.rights.act import Act
from supervisor.rights.look import Look, What
from supervisor.sentences.error import sentence
from supervisor.words import _, mark, moment, ngettext, number
from ui import theme
from ui.asking import Asking
from ui.review import stated_work as work
from ui.review.desk import ReviewDesk
from ui.review.stated_work import StatedTold
from ui.rights import guard
from ui.widgets.lead import Lead
from ui.widgets.table import Column, DeskTable
from ui.widgets.table.export import Exporter


def _label(kpi: str) -> str:
    return BY_ID[kpi].title if kpi in BY_ID else kpi


def _figure(kpi: str, value: float | None, n: float | None) -> str:
    """A value with what it is of; "–" where nothing was known."""
    if kpi not in BY_ID or n is None:
        return amount(BY_ID[kpi], value) if kpi in BY_ID else number(value, 3)
    return _("{value} of {n}").format(value=amount(BY_ID[kpi], value), n=number(n))


COLUMNS = (
    Column[Correction]("name", mark("Full name"), lambda one: one.name, stretch=True, width=92),
    Column[Correction]("kpi", mark("KPI"), lambda one: one.kpi, text=lambda one: _label(one.kpi), width=112),
    Column[Correction](
        "old",
        mark("Stated"),
        lambda one: one.old,
        text=lambda one: _figure(one.kpi, one.old, one.old_n),
        width=110,
    ),
    Column[Correction](
        "new",
        mark("Now"),
        lambda one: one.new,
        text=lambda one: _figure(one.kpi, one.new, one.new_n),
        width=110,
    ),
    Column[Correction]("month", mark("Month"), lambda one: f"{one.month:%Y-%m}", width=76),
)


class StatedView(QWidget):
    """What was stated stays, with its date; what comes later is a correction and never changes it."""

    titled = Signal(str, str)

    def __init__(self, desk: ReviewDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._told: StatedTold | None = None
        self._asking = Asking(desk.centre, self)
        self.about = QLabel(self)
        self.about.setWordWrap(True)
        self.why = QLabel(self)
        self.note = QLineEdit(self)
        self.why.setBuddy(self.note)
        self.problem = QLabel(self)
        self.problem.setProperty("role", "error")
        self.problem.setWordWrap(True)
        self.problem.hide()
        self.button = QPushButton(self)
        self.button.setProperty("role", "primary")
        self.table: DeskTable[Correction] = DeskTable(
            "review.corrections",
            COLUMNS,
            key=lambda one: (one.kpi, one.unit, one.month),
            title=mark("Corrections"),
            counted=lambda count: ngettext("{n} correction", "{n} corrections", count).format(
                n=number(count)
            ),
            compact=True,
            machine=desk.machine,
            parent=self,
        )
        self.table.setMinimumHeight(220)
        exporter = Exporter(
            self.table,
            desk.centre.jobs,
            zone=lambda: desk.zone,
            about=lambda: [(_("Stated"), self.about.text())],
            people=True,
            who=desk.centre.who,
        )
        exporter.noticed.connect(desk.noticed)
        exporter.refused.connect(desk.centre.jobs.refused)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE_S)
        for widget in (self.about, self.why, self.note, self.problem):
            column.addWidget(widget)
        column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)
        column.addSpacing(theme.SPACE_M)
        column.addWidget(self.table, 1)
        self._lead = Lead(self, self.note)
        self.button.clicked.connect(self.state)
        self.note.returnPressed.connect(self.state)
        guard(desk.centre, Act.STATE, self.button)
        self._say()

    def ask(self) -> None:
        """Have it told what was stated of the month in force."""
        self.problem.hide()
        if self._told is not None and self._told.month != self._desk.month:
            self._told = None
            self._say()
        self._asking.ask(self.show_told, work.ask_stated, self._desk.question, looked=self._look)

    def _look(self, told: StatedTold) -> Look:
        return self._desk.look_at(What.STATED, (one.unit for one in told.corrections))

    def show_told(self, told: StatedTold) -> None:
        """Tell what was stated, and what is otherwise now."""
        self._told = told
        self.table.show_rows(told.corrections)
        self._say()

    def state(self) -> None:
        """State the figures of the month, as they are now."""
        desk, told = self._desk, self._told
        if told is None or not desk.centre.url or not self.button.isEnabled():
            return
        again = told.freeze is not None and not told.freeze.is_open
        if again and not self.note.text().strip():
            self._refuse(_("Say why they are to be stated anew."))
            return
        self.button.setEnabled(False)
        desk.centre.jobs.compute(
            work.state,
            desk.centre.url,
            desk.question,
            told.freeze,
            note=self.note.text(),
            at=desk.centre.live.clock.now(),
            who=desk.centre.who,
        ).then(self._was_stated, self._was_refused)

    def _was_stated(self, told: StatedTold) -> None:
        self.note.clear()
        self.problem.hide()
        self.show_told(told)
        self._desk.noticed.emit(
            _("The figures of {month} are stated.").format(month=f"{told.month:%Y-%m}"), None
        )
        self._desk.facts_changed.emit()

    def _was_refused(self, error: SupervisorError) -> None:
        self._refuse(sentence(error))
        self._say()

    def _refuse(self, why: str) -> None:
        self.problem.setText(why)
        self.problem.show()
        self.note.setFocus()

    # -- words ----------------------------------------------------------------------------------------------

    def _say(self) -> None:
        told, month = self._told, f"{self._desk.month:%Y-%m}"
        stated = told.freeze if told is not None else None
        again = stated is not None and not stated.is_open
        self.about.setText("\n".join(self._lines()))
        self.why.setText(_("Why they are to be stated anew") if again else _("For what they are stated"))
        self.note.setAccessibleName(self.why.text())
        said = _("State the figures of {month} anew") if again else _("State the figures of {month}")
        self.button.setText(said.format(month=month))
        self.button.setEnabled(told is not None)
        self.table.setVisible(stated is not None)
        self.table.say_empty(_("Every stated figure is still the same."), "")
        self.titled.emit(_("Stated figures"), month)

    def _lines(self) -> list[str]:
        told = self._told
        if told is None:
            return [_("Computing…")]
        if told.freeze is None:
            return [
                _("Nothing was stated of this month yet."),
                _(
                    "What you report is stated: it stays as it is, with its date. What changes later shows "
                    "here as a correction."
                ),
            ]
        stated = told.freeze
        lines = [
            _("Stated on {when} by {who}: {kpis} KPIs.").format(
                when=moment(stated.frozen_at, self._desk.zone, self._desk.today),
                who=stated.frozen_by,
                kpis=number(len(stated.kpis)),
            )
        ]
        if stated.note:
            lines.append(stated.note)
        lines += [
            _("Stated on {when} by {who} before; anew because: {reason}").format(
                when=moment(one.frozen_at, self._desk.zone, self._desk.today),
                who=one.frozen_by,
                reason=one.reason,
            )
            for one in stated.reopened
        ]
        if stated.is_open:
            lines.append(_("It was given back into work: the figures may be stated anew."))
        if told.count > len(told.corrections):
            lines.append(
                _("{count} figures are others now; the first {shown} are shown.").format(
                    count=number(told.count), shown=number(len(told.corrections))
                )
            )
        return lines

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self._say()
        super().changeEvent(event)
