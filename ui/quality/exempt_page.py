"""Who need be judged only a few times a month: by which evidence, and why not."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from supervisor.errors import SupervisorError
from supervisor.quality.exempting import ExemptLine, sentences
from supervisor.sentences.error import sentence
from supervisor.words import _, day, mark, ngettext, number
from ui import theme
from ui.quality.desk import QualityDesk
from ui.widgets.drawer import WithDrawer
from ui.widgets.field import Field
from ui.widgets.flow_row import FlowRow
from ui.widgets.lead import Lead
from ui.widgets.pane import Pane
from ui.widgets.signs import OF_STATE
from ui.widgets.table import Column, DeskTable, Facet, Grouping, Kind, Look
from ui.widgets.table.export import Exporter

EXEMPT, ENDS, MAY, MAY_NOT, NO_TARGET = "exempt", "ends", "may", "not", "no_target"
VERDICTS = {
    EXEMPT: mark("Exempt"),
    ENDS: mark("Exempt, ends"),
    MAY: mark("May be exempted"),
    MAY_NOT: mark("Not yet"),
    NO_TARGET: mark("No target"),
}


def verdict(line: ExemptLine) -> str:
    """How somebody stands."""
    if line.standing is not None:
        return ENDS if line.ends is not None else EXEMPT
    if line.judged is None:
        return NO_TARGET
    return MAY if line.may else MAY_NOT


def _look(line: ExemptLine) -> Look | None:
    if verdict(line) == ENDS:
        return Look(OF_STATE[theme.State.WARN], theme.State.WARN)
    return None


def _columns() -> list[Column[ExemptLine]]:
    return [
        Column("name", mark("Full name"), lambda line: line.name, stretch=True, width=110),
        Column("team", mark("Team"), lambda line: line.team_name or None, width=100),
        Column("verdict", mark("Exemption"), lambda line: _(VERDICTS[verdict(line)]), look=_look, width=130),
        Column("forms", mark("Forms"), lambda line: line.record.forms, Kind.NUMBER, width=66),
        Column("fatal", mark("Fatal errors"), lambda line: line.record.fatal, Kind.NUMBER, width=92),
        Column(
            "limit",
            mark("Borne"),
            lambda line: line.limit,
            Kind.SHARE,
            tip=mark("The target of the fatal-error rate: so many forms with a fatal error are borne."),
            width=76,
        ),
        Column(
            "chance",
            mark("Chance of more"),
            lambda line: line.judged.chance if line.judged is not None else None,
            Kind.SHARE,
            tip=mark("The chance that the true rate is higher than what is borne."),
            width=110,
        ),
        Column(
            "complaints",
            mark("Complaints upheld"),
            lambda line: len(line.record.complaints),
            Kind.NUMBER,
            width=120,
        ),
        Column("why", mark("Why"), lambda line: " ".join(sentences(line)), stretch=True, width=240),
    ]


class ExemptPerson(Pane):
    """One person in the drawer: the evidence, and the decision."""

    def __init__(self, desk: QualityDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.line: ExemptLine | None = None
        self.words = QLabel(self)
        self.words.setWordWrap(True)
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.note, self.why = QLineEdit(), QLineEdit()
        self.fields = {
            "note": Field(mark("Note"), self.note),
            "why": Field(mark("Why it ends"), self.why),
        }
        self._problem = QLabel(self)
        self._problem.setProperty("role", "error")
        self._problem.setWordWrap(True)
        self._problem.hide()
        self.exempt, self.end, self.targets = QPushButton(self), QPushButton(self), QPushButton(self)
        self.exempt.setProperty("role", "primary")
        buttons = FlowRow(self)
        for button in (self.exempt, self.end, self.targets):
            buttons.add(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, theme.SPACE_S, 0)
        column.setSpacing(theme.SPACE_M)
        for widget in (self.words, *self.fields.values(), self._problem, buttons):
            column.addWidget(widget)
        column.addStretch(1)
        self.exempt.clicked.connect(self.grant)
        self.note.returnPressed.connect(self.grant)
        self.end.clicked.connect(self.finish)
        self.why.returnPressed.connect(self.finish)
        self.targets.clicked.connect(desk.targets_wanted)
        self.retranslate()

    @property
    def problem(self) -> str:
        """What is wrong, as it is shown; "" when nothing is."""
        return "" if self._problem.isHidden() else self._problem.text()

    def show_line(self, line: ExemptLine) -> None:
        """Show somebody."""
        if self.line is None or self.line.person != line.person:
            self.note.clear()
            self.why.clear()
            self._tell("")
        self.line = line
        self._say()

    def grant(self) -> None:
        """Exempt the person from today on."""
        line = self.line
        if line is None or not line.may or line.standing is not None:
            return
        self._desk.do(
            _("{name} is exempt: a few forms a month are enough.").format(name=line.name),
            "exempt_store",
            "exempt",
            line,
            self._desk.today,
            note=self.note.text().strip(),
            failed=self._refused,
        )

    def finish(self) -> None:
        """End the exemption today."""
        line = self.line
        if line is None or line.standing is None:
            return
        self._desk.do(
            _("The exemption of {name} is over.").format(name=line.name),
            "exempt_store",
            "end_exemption",
            line.standing,
            self._desk.today,
            self.why.text(),
            name=line.name,
            failed=self._refused,
        )

    def _refused(self, error: SupervisorError) -> None:
        self._tell(sentence(error))

    def _tell(self, said: str) -> None:
        self._problem.setText(said)
        self._problem.setVisible(bool(said))

    def _say(self) -> None:
        line = self.line
        if line is None:
            return
        self.words.setText("\n\n".join(sentences(line)))
        held, may = line.standing is not None, line.may and line.standing is None
        self.fields["note"].setVisible(may)
        self.exempt.setVisible(may)
        self.fields["why"].setVisible(held)
        self.end.setVisible(held)
        self.targets.setVisible(line.judged is None)
        if line.ends is not None and not self.why.text():
            said = _("A complaint about {day} was upheld.")
            self.why.setText(said.format(day=day(line.ends, self._desk.today)))

    def retranslate(self) -> None:
        """Say everything again, in the language now in use."""
        self.exempt.setText(_("Exempt from sampling"))
        self.end.setText(_("End the exemption"))
        self.targets.setText(_("Set targets"))
        self._say()

    def focusInEvent(self, event: QFocusEvent) -> None:
        stops = (self.fields["why"], self.fields["note"], self.targets)
        first = next((one for one in stops if not one.isHidden()), None)
        if isinstance(first, Field):
            first.editor.setFocus(event.reason())
        elif first is not None:
            first.setFocus(event.reason())

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()


class ExemptView(QWidget):
    """Everybody who was judged in the last six months. Enter opens the evidence."""

    filled = Signal()

    def __init__(self, desk: QualityDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.table: DeskTable[ExemptLine] = DeskTable(
            "quality.exempt",
            _columns(),
            key=lambda line: line.person,
            title=mark("Exemption from sampling"),
            facets=[
                Facet("team", mark("Team"), lambda line: (line.team_name or _("none"),)),
                Facet(
                    "verdict",
                    mark("Exemption"),
                    lambda line: (verdict(line),),
                    words=lambda value: _(VERDICTS[value]),
                ),
            ],
            groupings=[Grouping("team", mark("Team"), lambda line: (line.team_name or _("none"),))],
            search=lambda line: f"{line.name} {line.number} {line.team_name}",
            counted=lambda count: ngettext("{count} person", "{count} people", count).format(
                count=number(count)
            ),
            machine=desk.machine,
            parent=self,
        )
        self.split = WithDrawer(self.table, "quality.exempt", desk.machine, self)
        self.person = ExemptPerson(desk, self.split.drawer)
        self.split.drawer.pages.addWidget(self.person)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.split)
        Lead(self, self.table)
        self.table.opened.connect(lambda line: self.open(line, focus=True))
        self.table.current_changed.connect(self._move_on)
        self.table.filled.connect(self.filled)
        exporter = Exporter(
            self.table, desk.centre.jobs, zone=lambda: desk.zone, people=True, who=desk.centre.who
        )
        exporter.noticed.connect(desk.noticed)
        exporter.refused.connect(desk.centre.jobs.refused)
        self.retranslate()

    def show_lines(self, lines: tuple[ExemptLine, ...]) -> None:
        """Show what the rule says."""
        self.table.tick(self._desk.centre.live.clock.now())
        self.table.show_rows(lines)
        self.table.tick(self._desk.centre.live.clock.now())
        shown = self.person.line
        again = self.table.row(shown.person) if shown is not None else None
        if again is not None and self.split.is_open:
            self.open(again)
        elif again is None:
            self.split.close_drawer()

    def open(self, line: ExemptLine, *, focus: bool = False) -> None:
        """Show somebody's evidence in the drawer."""
        self.person.show_line(line)
        self._desk.note_look(line.person)
        self.split.drawer.show_page(self.person, line.name, line.team_name)
        self.split.open_drawer(focus=focus)
        if focus:
            self.person.setFocus(Qt.FocusReason.OtherFocusReason)

    def _move_on(self, line: ExemptLine | None) -> None:
        if line is not None and self.split.is_open:
            self.open(line)

    def retranslate(self) -> None:
        """Say everything again, in the language now in use."""
        self.table.say_empty(
            _("Nobody was judged in the last six months, so there is no evidence for an exemption."),
            _("To the evaluations"),
        )

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
