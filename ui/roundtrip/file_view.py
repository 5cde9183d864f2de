"""One returned file: what to know of it, what each of its rows would do, and taking them in."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QLabel,
    QMenu,
    QToolButton,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from supervisor.errors import ChangedMeanwhileError, SupervisorError
from supervisor.roundtrip.verdict import RowFinding
from supervisor.sentences.error import sentence
from supervisor.words import _
from ui import theme
from ui.centre import OpenCentre
from ui.machine import Machine
from ui.roundtrip.busy_line import BusyLine
from ui.roundtrip.file_actions import FileActions
from ui.roundtrip.file_desk import FileDesk
from ui.roundtrip.file_questions import FileQuestions
from ui.roundtrip.file_words import file_words, notes_words, outcome_words, row_titles
from ui.roundtrip.headings_form import HeadingsForm, renamed
from ui.roundtrip.result_export import ResultExport
from ui.roundtrip.row_view import RowView
from ui.roundtrip.rows_table import LineRow, rows_table
from ui.roundtrip.verdict_chips import ALL, VerdictChips
from ui.roundtrip.work import Opened
from ui.widgets.drawer import WithDrawer
from ui.widgets.icon import icon
from ui.widgets.lead import Lead
from ui.widgets.pane import Pane, SnugPane
from ui.widgets.table.export import Exporter

LEAST_TABLE = 190
"""Pixels at text scale 1, below which the page scrolls."""


class FileView(QWidget):
    """Space takes a row or leaves it, Enter shows it, Ctrl+Enter takes in what is checked, Esc goes back.

    What is decided and done goes through `desk`.
    """

    back_asked = Signal()
    noticed = Signal(str, object)
    issue_wanted = Signal(int)

    def __init__(self, centre: OpenCentre, machine: Machine, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._centre = centre
        self.desk = FileDesk(centre, self)
        self._department: Callable[[str], str] = str
        self._stood_on: QWidget | None = None  # where the keyboard stood when work was begun
        self.back = QToolButton(self)
        self.back.setIcon(icon("arrow-left"))
        self.title, self.under = self._label("lead"), self._label("muted")
        self.actions_ = FileActions(self.desk, self)
        self.problem, self.outcome, self.notes = (self._label(role) for role in ("error", "notice", "notice"))
        self.questions = FileQuestions(self)
        self.doing = BusyLine(self)
        self.chips = VerdictChips(self)
        self._main = SnugPane(self)
        self.table = rows_table(machine, self._fill_menu, self._main)
        self.split = WithDrawer(self._main, "returned.file", machine, self)
        self.row_view = RowView(self.split.drawer)
        self.headings_form = HeadingsForm(self.split.drawer)
        for page in (self.row_view, self.headings_form):
            self.split.drawer.pages.addWidget(page)
        self.result_export = ResultExport(centre, machine, self)
        self._lay_out()
        self._wire_desk()
        self._wire_page()
        self.retranslate()
        self._fit()

    def _label(self, role: str) -> QLabel:
        label = QLabel(self)
        label.setProperty("role", role)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(True)
        return label

    def _lay_out(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self.title)
        words.addWidget(self.under)
        head = QHBoxLayout()
        head.setSpacing(theme.SPACE_S)
        head.addWidget(self.back, 0, Qt.AlignmentFlag.AlignTop)
        head.addLayout(words, 1)
        rows = QVBoxLayout(self._main)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(theme.SPACE_S)
        rows.addWidget(self.outcome)
        rows.addWidget(self.notes)
        rows.addWidget(self.questions)
        rows.addWidget(self.chips)
        around = Pane(self._main)  # the table must not ask for more than its least: chips above would be cut
        inside = QVBoxLayout(around)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(self.table)
        rows.addWidget(around, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE_S)
        column.addLayout(head)
        column.addWidget(self.actions_)
        column.addWidget(self.problem)
        column.addWidget(self.doing)
        column.addWidget(self.split, 1)
        self._lead = Lead(self, self.table)
        self._main_lead = Lead(self._main, self.table)

    def _wire_desk(self) -> None:
        desk, view = self.desk, self.row_view
        desk.judged.connect(self._show)
        desk.decided.connect(self._show_rows)
        desk.explained.connect(self.split.close_drawer)
        desk.busy.connect(self._show_busy)
        desk.progressed.connect(self.doing.show_progress)
        desk.looking.connect(self._show_looking)
        desk.refused.connect(self._was_refused)
        desk.noticed.connect(self.noticed)
        self.questions.empty_said.connect(desk.say_empty)
        self.questions.department_said.connect(desk.say_department)
        self.headings_form.said.connect(desk.explain)
        view.file_wanted.connect(desk.say_file)
        view.comment_wanted.connect(desk.say_comment)
        view.day_given.connect(desk.say_day)
        view.reopen_wanted.connect(desk.say_reopen)
        view.pick_wanted.connect(desk.pick)

    def _wire_page(self) -> None:
        self.back.clicked.connect(self.back_asked)
        self.actions_.take.clicked.connect(self.take_in)
        self.actions_.result.clicked.connect(self._ask_result)
        self.actions_.every.clicked.connect(self.check_all)
        self.actions_.headings.clicked.connect(self.ask_headings)
        self.chips.chosen.connect(self._show_chosen)
        self.table.opened.connect(lambda row: self.show_row(row.key, focus=True))
        self.table.current_changed.connect(self._move_on)
        self.table.view.clicked.connect(self._clicked)
        self.table.filled.connect(self.ask_headings)
        self.headings_form.given_up.connect(self.split.close_drawer)
        self.row_view.make_wanted.connect(self._say_make)
        self.row_view.row_wanted.connect(self._go_to)
        self.row_view.issue_wanted.connect(self.issue_wanted)
        self.result_export.noticed.connect(self.noticed)
        for keys, slot, whole in (
            ("Space", self.turn, self.table.view),
            ("Ctrl+Return", self.take_in, self._main),
            ("Ctrl+Enter", self.take_in, self._main),
            ("Ctrl+Return", self.take_in, self.row_view),
            ("Ctrl+Enter", self.take_in, self.row_view),
        ):
            shortcut = QShortcut(QKeySequence(keys), whole, slot)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        exporter = Exporter(
            self.table,
            self._centre.jobs,
            zone=lambda: self._centre.zone,
            who=self._centre.who,
        )
        exporter.noticed.connect(self.noticed)
        exporter.refused.connect(self._centre.jobs.refused)

    # -- what is shown --------------------------------------------------------------------------------------

    def show_opened(self, opened: Opened, department: Callable[[str], str]) -> None:
        """Show a file as it was looked at; *department* gives the name of one by its id."""
        self._department = department
        if self.desk.open(opened):
            self.chips.choose(ALL)
            self.split.close_drawer()
            self.refuse("")
        self._show()

    def _show(self) -> None:
        self._show_rows()
        self._tell()
        self._tell_row()

    def _show_rows(self) -> None:
        opened, deciding = self.desk.opened, self.desk.deciding
        if opened is None:
            return
        self.table.tick(self._centre.live.clock.now())
        self.table.show_rows(
            LineRow(
                row,
                deciding.is_offered(opened, row),
                deciding.is_checked(opened, row),
                row.key in opened.preview.taken,
            )
            for row in opened.preview.rows
        )
        self.actions_.show_file()

    def show_row(self, key: str, *, focus: bool = False) -> None:
        """Show a row beside the table."""
        row = self.desk.row(key)
        if row is None:
            return
        self._fill_row(row)
        self.split.drawer.show_page(self.row_view, *self._row_titles(row))
        self.split.open_drawer(focus=focus)

    def _fill_row(self, row: RowFinding) -> None:
        opened = self.desk.opened
        if opened is not None:
            places = {one.key: one.row.row for one in opened.preview.rows}
            taken = row.key in opened.preview.taken
            self.row_view.show_row(row, self.desk.deciding.choices, places, taken=taken)

    def _row_titles(self, row: RowFinding) -> tuple[str, str]:
        assert self.desk.opened is not None  # noqa: S101 – a row of it is shown
        preview = self.desk.opened.preview
        other = bool(row.department) and row.department != preview.department
        return row_titles(preview, row, self._department(row.department) if other else "")

    def _tell_row(self) -> None:
        """The row beside the table, as it is judged now."""
        if self._shows_row and self.row_view.row is not None:
            row = self.desk.row(self.row_view.row.key)
            if row is None:
                self.split.close_drawer()
            else:
                self._fill_row(row)
                self.split.drawer.say_title(*self._row_titles(row))

    @property
    def _shows_row(self) -> bool:
        return self.split.is_open and self.split.drawer.pages.currentWidget() is self.row_view

    def _move_on(self, row: LineRow | None) -> None:
        if row is not None and self._shows_row:
            self.show_row(row.key)

    def _go_to(self, key: str) -> None:
        self.show_chip(ALL)
        self.table.look_for("")
        self.table.select(key)
        self.show_row(key)

    def _show_chosen(self, name: str) -> None:
        self.table.set_filter(None if name == ALL else lambda row: row.is_behind(name))

    def show_chip(self, name: str) -> None:
        """Show the rows behind a chip."""
        self.chips.choose(name)

    def refuse(self, said: str) -> None:
        """Say why something could not be done."""
        self.problem.setText(said)
        self.problem.setVisible(bool(said))

    # -- rows that are taken --------------------------------------------------------------------------------

    def turn(self) -> None:
        """The selected rows are taken, or left, the other way than the first of them was."""
        rows = [row for row in self.table.selected() if row.offered]
        if rows:
            self._check(rows, not rows[0].checked)

    def check_all(self) -> None:
        """Take all rows, or none where all are taken already."""
        opened = self.desk.opened
        takeable = opened.takeable if opened is not None else frozenset()
        rows = [row for row in self.table.arrangement.rows.values() if row.key in takeable]
        self._check(rows, not all(row.checked for row in rows))

    def _check(self, rows: list[LineRow], wanted: bool) -> None:
        self.desk.check([row.finding for row in rows], wanted)

    def _clicked(self, index: Any) -> None:
        row = self.table.current
        if index.column() == 0 and row is not None and row.offered:
            self._check([row], not row.checked)

    def _say_make(self, key: str, wanted: bool) -> None:
        row = self.table.row(key)
        if row is not None:
            self._check([row], wanted)

    def take_in(self) -> None:
        """Take in all rows that are checked, as one step."""
        if self.actions_.take.isEnabled():
            self.desk.take_in()

    # -- asked beside the rows ------------------------------------------------------------------------------

    def ask_headings(self) -> None:
        """Ask what renamed headings stand for."""
        opened = self.desk.opened
        if opened is not None and renamed(opened.headings):
            self.headings_form.show_headings(opened.headings)
            self.split.drawer.show_page(self.headings_form, _("Renamed headings"), self.title.text())
            self.split.open_drawer(focus=True)
            self.headings_form.start()

    def _ask_result(self) -> None:
        opened = self.desk.opened
        if opened is not None:
            self.result_export.ask_result(opened.returned, self._department(opened.preview.department))

    # -- while it is worked on ------------------------------------------------------------------------------

    def _was_refused(self, error: SupervisorError) -> None:
        if not self.isVisible():  # it was asked for from the list, or from the line at the bottom
            self._centre.jobs.refused.emit(error)
        elif isinstance(error, ChangedMeanwhileError):
            said = _("Something was changed meanwhile. Nothing was taken in; the file was looked at again.")
            self.refuse(_("{problem} {what}").format(problem=sentence(error), what=said))
            self.desk.look_again()
        else:
            self.refuse(sentence(error))

    def _show_busy(self, doing: str) -> None:
        if doing:
            self.refuse("")
            focused = QApplication.focusWidget()
            self._stood_on = focused if focused is not None and self.isAncestorOf(focused) else None
            self.doing.begin(doing)
        else:
            self.doing.hide()
        for widget in (self.questions, self.row_view, self.headings_form):
            widget.setEnabled(not doing)
        self.actions_.show_file()
        if not doing and self._stood_on is not None:  # what is disabled for a moment loses the keyboard
            stood, self._stood_on = self._stood_on, None
            wanted = stood if isValid(stood) and stood.isVisible() and stood.isEnabled() else self.table
            wanted.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_looking(self, looking: bool) -> None:
        if self.desk.is_busy:
            return
        if looking:
            self.doing.begin(_("Looking at it again…"))
        else:
            self.doing.hide()

    # -- words ----------------------------------------------------------------------------------------------

    def _tell(self) -> None:
        opened = self.desk.opened
        if opened is None:
            return
        preview, zone = opened.preview, self._centre.zone
        department = self._department(preview.department) if preview.department else ""
        self.title.setText(opened.returned.name)
        self.under.setText(file_words(opened, department, zone))
        for label, said in (
            (self.outcome, outcome_words(opened, zone)),
            (self.notes, notes_words(preview)),
        ):
            label.setText(said)
            label.setVisible(bool(said))
        self.questions.show_asked(preview, self.desk.deciding)
        self.chips.show_rows(preview)
        if renamed(opened.headings):
            self.table.say_empty(
                _("No row could be read. Say what its headings stand for."), _("Renamed headings…")
            )
        else:
            self.table.say_empty(
                _("No row with anything written in it was found. Ask the department for the file once more.")
            )
        self.actions_.show_file()

    def _fill_menu(self, row: LineRow, menu: QMenu) -> None:
        menu.addAction(_("Show the row"), partial(self.show_row, row.key, focus=True))
        if row.offered:
            said = _("Leave it") if row.checked else _("Take it in")
            menu.addAction(said, partial(self._check, [row], not row.checked))
        if row.finding.issue:
            menu.addAction(_("Show the issue"), partial(self.issue_wanted.emit, row.finding.issue))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.back_asked.emit()
        else:
            super().keyPressEvent(event)

    def retranslate(self) -> None:
        """Say everything again, in the language now in use."""
        said = _("Back to the list (Esc)")
        self.back.setToolTip(said)
        self.back.setAccessibleName(said)
        self.actions_.retranslate()
        if self.desk.opened is not None:
            self.desk.look_again()  # its sentences are said elsewhere
            self._show()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
            self.table.refresh()
        elif event.type() is QEvent.Type.StyleChange:
            self._fit()

    def _fit(self) -> None:
        size = theme.current().px(theme.ICON)
        self.back.setIconSize(QSize(size, size))
        self.table.setMinimumHeight(theme.current().px(LEAST_TABLE))
