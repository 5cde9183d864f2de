"""One returned file: what to know of it, what each of its rows would do, and taking them in."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from supervisor.errors import ChangedMeanwhileError, SupervisorError
from supervisor.issues.event import EVERYTHING, Acting
from supervisor.roundtrip.returned import FILE_LABELS
from supervisor.roundtrip.verdict import Empty, RowFinding
from supervisor.words import DASH, _, language, moment, ngettext, number, sentence
from ui import theme
from ui.asking import Asking
from ui.centre import OpenCentre
from ui.machine import Machine
from ui.roundtrip import work
from ui.roundtrip.busy_line import BusyLine
from ui.roundtrip.deciding import Deciding
from ui.roundtrip.file_questions import FileQuestions
from ui.roundtrip.headings_form import HeadingsForm, renamed
from ui.roundtrip.result_export import ResultExport
from ui.roundtrip.row_view import RowView
from ui.roundtrip.row_words import taken_words, verdict_words
from ui.roundtrip.rows_table import LineRow, rows_table
from ui.roundtrip.verdict_chips import ALL, VerdictChips
from ui.roundtrip.work import Opened
from ui.widgets.drawer import WithDrawer
from ui.widgets.flow_row import FlowRow
from ui.widgets.icon import icon
from ui.widgets.lead import Lead
from ui.widgets.pane import Pane, SnugPane
from ui.widgets.table.export import Exporter

if TYPE_CHECKING:
    from supervisor.roundtrip.taking import Taken
    from supervisor.roundtrip.undoing import TakenBack

LEAST_TABLE = 190
"""Pixels at text scale 1, below which the page scrolls."""


class FileView(QWidget):
    """Space takes a row or leaves it, Enter shows it, Ctrl+Enter takes in what is checked, Esc goes back."""

    back_asked = Signal()
    noticed = Signal(str, object)
    issue_wanted = Signal(int)
    kept_changed = Signal()  # something was written: the list is not up to date

    def __init__(self, centre: OpenCentre, machine: Machine, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._centre, self._machine = centre, machine
        self.opened: Opened | None = None
        self.deciding = Deciding()
        self._department: Callable[[str], str] = str
        self._busy = False
        self._stood_on: QWidget | None = None  # where the keyboard stood when work was begun
        self._asking = Asking(centre, self)
        self.back = QToolButton(self)
        self.back.setIcon(icon("arrow-left"))
        self.title, self.under = self._label("lead"), self._label("muted")
        self.take, self.undo, self.result = (QPushButton(self) for _at in range(3))
        self.every, self.headings = QPushButton(self), QPushButton(self)
        self.take.setProperty("role", "primary")
        self.problem, self.outcome, self.why = (self._label(role) for role in ("error", "notice", "muted"))
        self.notes = self._label("notice")
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
        self._wire()
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
        actions = FlowRow(self)
        for button in (self.take, self.every, self.headings, self.result, self.undo):
            actions.add(button)
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
        column.addWidget(actions)
        column.addWidget(self.why)
        column.addWidget(self.problem)
        column.addWidget(self.doing)
        column.addWidget(self.split, 1)
        self._lead = Lead(self, self.table)
        self._main_lead = Lead(self._main, self.table)

    def _wire(self) -> None:
        self.back.clicked.connect(self.back_asked)
        self.take.clicked.connect(self.take_in)
        self.undo.clicked.connect(lambda: self.take_back())
        self.result.clicked.connect(self._ask_result)
        self.every.clicked.connect(self.check_all)
        self.chips.chosen.connect(self._show_chosen)
        self.headings.clicked.connect(self.ask_headings)
        self.questions.empty_said.connect(self._say_empty)
        self.questions.department_said.connect(self._say_department)
        self.table.opened.connect(lambda row: self.show_row(row.key, focus=True))
        self.table.current_changed.connect(self._move_on)
        self.table.view.clicked.connect(self._clicked)
        self.table.filled.connect(self.ask_headings)
        self.headings_form.said.connect(self._explain)
        self.headings_form.given_up.connect(self.split.close_drawer)
        view = self.row_view
        view.file_wanted.connect(partial(self._say_cell, "take_file"))
        view.comment_wanted.connect(partial(self._say_cell, "comments"))
        view.day_given.connect(self._say_day)
        view.reopen_wanted.connect(self._say_reopen)
        view.make_wanted.connect(self._say_make)
        view.pick_wanted.connect(self._say_pick)
        view.row_wanted.connect(self._go_to)
        view.issue_wanted.connect(self.issue_wanted)
        self._asking.busy.connect(self._show_looking)
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
            zone=lambda: self._centre.kept.rules.days.zone,
            who=self._centre.who,
        )
        exporter.noticed.connect(self.noticed)
        exporter.refused.connect(self._centre.jobs.refused)

    # -- what is shown --------------------------------------------------------------------------------------

    def show_opened(self, opened: Opened, department: Callable[[str], str]) -> None:
        """Show a file as it was looked at; *department* gives the name of one by its id."""
        before, self._department = self.opened, department
        if before is None or before.preview.id != opened.preview.id:
            self.deciding = Deciding()
            self.chips.choose(ALL)
            self.split.close_drawer()
            self.refuse("")
        self.opened = opened
        self._show_rows()
        self._tell()
        self._tell_row()

    def look_again(self) -> None:
        """Judge the file anew by all that was decided."""
        if self.opened is not None and not self._busy:
            at = self._centre.live.clock.now()
            self._asking.ask(
                self._was_judged,
                work.look_again,
                self.opened.preview.id,
                self.deciding.choices,
                at,
                language(),
            )

    def _was_judged(self, opened: Opened) -> None:
        if self.opened is not None and opened.preview.id == self.opened.preview.id:
            self.show_opened(opened, self._department)

    def _show_rows(self) -> None:
        opened = self.opened
        if opened is None:
            return
        self.table.tick(self._centre.live.clock.now())
        self.table.show_rows(
            LineRow(
                row,
                self.deciding.is_offered(opened, row),
                self.deciding.is_checked(opened, row),
                row.key in opened.preview.taken,
            )
            for row in opened.preview.rows
        )
        self._tell_take()

    def show_row(self, key: str, *, focus: bool = False) -> None:
        """Show a row beside the table."""
        row = self.opened.preview.row(key) if self.opened is not None else None
        if row is None:
            return
        self._fill_row(row)
        self.split.drawer.show_page(self.row_view, *self._row_titles(row))
        self.split.open_drawer(focus=focus)

    def _fill_row(self, row: RowFinding) -> None:
        if self.opened is not None:
            places = {one.key: one.row.row for one in self.opened.preview.rows}
            taken = row.key in self.opened.preview.taken
            self.row_view.show_row(row, self.deciding.choices, places, taken=taken)

    def _row_titles(self, row: RowFinding) -> tuple[str, str]:
        where = _("Row {row} of “{sheet}”").format(row=row.row.row, sheet=row.row.sheet)
        taken = self.opened is not None and row.key in self.opened.preview.taken
        parts = [verdict_words(row, taken), row.number, where]
        if row.department and self.opened is not None and row.department != self.opened.preview.department:
            parts.append(self._department(row.department))
        return row.title or row.number or where, _(" · ").join(part for part in parts if part)

    def _tell_row(self) -> None:
        """The row beside the table, as it is judged now."""
        if self._shows_row and self.row_view.row is not None and self.opened is not None:
            row = self.opened.preview.row(self.row_view.row.key)
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
        rows = [row for row in self.table.arrangement.rows.values() if self._is_plain(row)]
        self._check(rows, not all(row.checked for row in rows))

    def _is_plain(self, row: LineRow) -> bool:
        """Whether nothing must be decided before it is taken."""
        return self.opened is not None and row.key in self.opened.takeable

    def _check(self, rows: list[LineRow], wanted: bool) -> None:
        if self.opened is None or self._busy:
            return
        anew = [self.deciding.check(self.opened, row.finding, wanted) for row in rows]
        self._show_rows()
        if any(anew):
            self.look_again()

    def _clicked(self, index: Any) -> None:
        row = self.table.current
        if index.column() == 0 and row is not None and row.offered:
            self._check([row], not row.checked)

    # -- what is decided ------------------------------------------------------------------------------------

    def _say_empty(self, empty: Empty) -> None:
        self.deciding.empty = empty
        self.look_again()

    def _say_department(self, right: bool) -> None:
        self.deciding.other_department = right
        self.look_again()

    def _say_cell(self, what: str, row: str, field: str, wanted: bool) -> None:
        cells: set[tuple[str, str]] = getattr(self.deciding, what)
        (cells.add if wanted else cells.discard)((row, field))
        self.look_again()

    def _say_day(self, row: str, field: str, day: Any) -> None:
        if day is None:
            self.deciding.dates.pop((row, field), None)
        else:
            self.deciding.dates[row, field] = day
        self.look_again()

    def _say_reopen(self, row: str, wanted: bool) -> None:
        (self.deciding.reopen.add if wanted else self.deciding.reopen.discard)(row)
        self.look_again()

    def _say_make(self, key: str, wanted: bool) -> None:
        row = self.table.row(key)
        if row is not None:
            self._check([row], wanted)

    def _say_pick(self, key: str) -> None:
        row = self.opened.preview.row(key) if self.opened is not None else None
        if row is not None:
            self.deciding.pick(row)
            self.look_again()

    # -- headings -------------------------------------------------------------------------------------------

    def ask_headings(self) -> None:
        """Ask what renamed headings stand for."""
        if self.opened is not None and renamed(self.opened.headings):
            self.headings_form.show_headings(self.opened.headings)
            self.split.drawer.show_page(self.headings_form, _("Renamed headings"), self.title.text())
            self.split.open_drawer(focus=True)
            self.headings_form.start()

    def _explain(self, said: dict[str, str | None], everybody: bool) -> None:
        if self.opened is None:
            return
        self._work(
            _("Reading the file again…"),
            self._was_explained,
            work.explain,
            self.opened.preview.id,
            said,
            everybody=everybody,
            who=self._centre.who,
        )

    def _was_explained(self, opened: Opened) -> None:
        self.split.close_drawer()
        self.deciding = Deciding()
        self.show_opened(opened, self._department)
        self.noticed.emit(_("What the headings stand for is remembered."), None)

    # -- taking in, and back --------------------------------------------------------------------------------

    @property
    def waits_for(self) -> str:
        """What must be said before rows can be taken in, as a sentence; "" for nothing."""
        opened = self.opened
        if opened is None:
            return ""
        if opened.preview.asks_empty:
            return _("Say first what an empty cell means.")
        rows = self.deciding.taking(opened).rows
        if any(row.asks_department for row in opened.preview.rows if row.key in rows):
            return _("Say first that rows of another department are right, or leave them.")
        return ""

    def take_in(self) -> None:
        """Take in all rows that are checked, as one step."""
        if self.opened is None or not self.take.isEnabled():
            return
        self._work(
            _("Taking in…"),
            self._was_taken,
            work.take,
            self.opened.preview,
            self.deciding.taking(self.opened),
            acting=self._acting,
        )

    def _was_taken(self, taken: Taken) -> None:
        self.deciding = Deciding()
        self.noticed.emit(taken_words(taken), partial(self.take_back, taken.file))
        self._was_written()

    def take_back(self, id: str = "") -> None:
        """Undo what was taken in last from the file."""
        id = id or (self.opened.preview.id if self.opened is not None else "")
        if id:
            self._work(_("Taking back…"), self._was_taken_back, work.take_back, id, acting=self._acting)

    def _was_taken_back(self, back: TakenBack) -> None:
        self.deciding = Deciding()
        count = len(back.put_back)
        said = ngettext("{n} issue was put back.", "{n} issues were put back.", count)
        self.noticed.emit(" ".join((said.format(n=number(count)), *back.left)), None)
        self._was_written()

    def _was_written(self) -> None:
        self._centre.jobs.look()
        self.kept_changed.emit()
        self.look_again()

    @property
    def _acting(self) -> Acting:
        return Acting(self._centre.who, EVERYTHING)

    def _work(
        self, doing: str, done: Callable[[Any], None], what: Callable[..., Any], *args: Any, **kwargs: Any
    ) -> None:
        """Have *what* done in the work process, one thing at a time."""
        if self._busy or not self._centre.url:
            return
        self.refuse("")
        self._show_busy(doing)
        job = self._centre.jobs.compute(
            what,
            self._centre.url,
            *args,
            at=self._centre.live.clock.now(),
            language=language(),
            **kwargs,
        )
        job.progressed.connect(self.doing.show_progress)
        job.then(partial(self._was_done, done), self._was_refused)

    def _was_done(self, done: Callable[[Any], None], result: Any) -> None:
        self._show_busy("")
        done(result)

    def _was_refused(self, error: SupervisorError) -> None:
        self._show_busy("")
        if not self.isVisible():  # it was asked for from the list, or from the line at the bottom
            self._centre.jobs.refused.emit(error)
        elif isinstance(error, ChangedMeanwhileError):
            said = _("Something was changed meanwhile. Nothing was taken in; the file was looked at again.")
            self.refuse(_("{problem} {what}").format(problem=sentence(error), what=said))
            self.look_again()
        else:
            self.refuse(sentence(error))

    def _show_busy(self, doing: str) -> None:
        self._busy = bool(doing)
        if doing:
            focused = QApplication.focusWidget()
            self._stood_on = focused if focused is not None and self.isAncestorOf(focused) else None
            self.doing.begin(doing)
        else:
            self.doing.hide()
        for widget in (self.questions, self.row_view, self.headings_form):
            widget.setEnabled(not self._busy)
        self._tell_take()
        if not doing and self._stood_on is not None:  # what is disabled for a moment loses the keyboard
            stood, self._stood_on = self._stood_on, None
            wanted = stood if isValid(stood) and stood.isVisible() and stood.isEnabled() else self.table
            wanted.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_looking(self, looking: bool) -> None:
        if self._busy:
            return
        if looking:
            self.doing.begin(_("Looking at it again…"))
        else:
            self.doing.hide()

    def _ask_result(self) -> None:
        if self.opened is not None:
            self.result_export.ask_result(
                self.opened.returned, self._department(self.opened.preview.department)
            )

    def _show_chosen(self, name: str) -> None:
        self.table.set_filter(None if name == ALL else lambda row: row.is_behind(name))

    def show_chip(self, name: str) -> None:
        """Show the rows behind a chip."""
        self.chips.choose(name)

    # -- words ----------------------------------------------------------------------------------------------

    def _tell(self) -> None:
        opened = self.opened
        if opened is None:
            return
        preview, returned = opened.preview, opened.returned
        zone = self._centre.kept.rules.days.zone
        self.title.setText(returned.name)
        handed = _("handed in {when} by {who}").format(when=moment(returned.at, zone), who=returned.who)
        parts = [self._department(preview.department) if preview.department else _("no department")]
        parts += [returned.told.sheet_number or DASH, _(FILE_LABELS[returned.state]), handed]
        self.under.setText(_(" · ").join(parts))
        self._tell_outcome(opened)
        self._tell_notes(opened)
        self.questions.show_asked(preview, self.deciding)
        self.headings.setVisible(bool(renamed(opened.headings)))
        self.undo.setVisible(returned.last is not None)
        self.chips.show_rows(preview)
        if renamed(opened.headings):
            self.table.say_empty(
                _("No row could be read. Say what its headings stand for."), _("Renamed headings…")
            )
        else:
            self.table.say_empty(
                _("No row with anything written in it was found. Ask the department for the file once more.")
            )
        self._tell_take()

    def _tell_outcome(self, opened: Opened) -> None:
        """What was done with the very same file before."""
        said = [opened.preview.read_before] if opened.preview.read_before else []
        zone = self._centre.kept.rules.days.zone
        if opened.again and not said:
            told = _("This very file was handed in already, on {day} by {who}. It is kept once.")
            said.append(told.format(day=moment(opened.returned.at, zone), who=opened.returned.who))
        takings = opened.returned.told.takings
        if takings and takings[-1].undone_at is not None and takings[-1].left:
            said.append(_("Left alone when it was taken back:"))
            said += takings[-1].left
        self.outcome.setText("\n".join(said))
        self.outcome.setVisible(bool(said))

    def _tell_notes(self, opened: Opened) -> None:
        notes = list(opened.preview.says)
        if opened.preview.missing:
            numbers = _(", ").join(opened.preview.missing)
            notes.append(_("No answer came for: {numbers}.").format(numbers=numbers))
        self.notes.setText(" ".join(notes))
        self.notes.setVisible(bool(notes))

    def _tell_take(self) -> None:
        opened = self.opened
        count = len(self.deciding.taking(opened).rows) if opened is not None else 0
        said = ngettext("Take in {n} row", "Take in {n} rows", count).format(n=number(count))
        self.take.setText(said)
        self.take.setToolTip(_("Ctrl+Enter"))
        why = self.waits_for if count else ""
        self.why.setText(why)
        self.why.setVisible(bool(why))
        self.take.setEnabled(bool(count) and not why and not self._busy)
        rows = opened.preview.rows if opened is not None else ()
        offered = opened is not None and any(self.deciding.is_offered(opened, row) for row in rows)
        self.take.setVisible(offered)
        every = opened is not None and bool(opened.takeable)
        self.every.setVisible(every)
        left = opened is not None and any(key in self.deciding.left for key in opened.takeable)
        self.every.setText(_("Check all") if left else _("Check none"))
        for button in (self.every, self.undo, self.headings, self.result):
            button.setEnabled(not self._busy)

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
        self.undo.setText(_("Take back"))
        self.undo.setToolTip(_("Undo what was taken in from this file; what was changed later stays."))
        self.result.setText(_("Result for the department…"))
        self.result.setToolTip(_("A workbook that tells them what became of each row"))
        self.headings.setText(_("Renamed headings…"))
        self._tell_take()
        if self.opened is not None:
            self.look_again()  # its sentences are said elsewhere
            self._show_rows()
            self._tell()
            self._tell_row()

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
