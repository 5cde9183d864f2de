"""The list of issues: found, filtered, grouped, changed many at once."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from msgspec.structs import replace
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QHideEvent, QKeyEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QPushButton, QVBoxLayout, QWidget

from supervisor.errors import SupervisorError
from supervisor.issues.bulk_change import BulkChange, Outcome
from supervisor.issues.evidence import Seed
from supervisor.issues.line import IssueLine
from supervisor.issues.question import OPEN_ONES, USUAL, IssueQuestion, SavedView, View
from supervisor.issues.states import MOVE
from supervisor.reports.order import Order
from supervisor.rights.act import Act
from supervisor.sentences.error import sentence
from supervisor.words import _, mark, ngettext, number
from ui import theme
from ui.asking import Reading
from ui.issues import list_columns, list_view, list_work
from ui.issues.bulk_bar import BulkBar, refusals
from ui.issues.desk import IssuesDesk
from ui.issues.intake import Intake
from ui.issues.list_work import Listed
from ui.issues.move_pane import MovePane, moves_of
from ui.issues.view_bar import ViewBar
from ui.rights import guard
from ui.widgets.drawer import WithDrawer
from ui.widgets.lead import Lead
from ui.widgets.report_export import ReportButton
from ui.widgets.table import DeskTable, memory
from ui.widgets.table.export import Exporter

MEMORY = "issues.view"
HEEDED = frozenset(
    {"issues", "issue_filters", "departments", "work_calendars", "meetings", "centre_settings"}
)
AGAIN_S = 60  # after which clocks are read again
FEW = 2  # chosen issues: fewer are changed on their own page


class ListPage(QWidget):
    """Enter opens an issue, Ctrl+F or / looks for one, M moves those that are chosen."""

    def __init__(self, desk: IssuesDesk, parent: QWidget) -> None:
        super().__init__(parent)
        self.desk = desk
        self._reading = Reading(desk.centre, self.show_listed)
        self._stale = True
        self._age_s = 0
        self._none_yet = False
        self._main = QWidget(self)
        self.bar = ViewBar(self._main)
        self.new = QPushButton(self.bar)
        self.bar.add(self.new)
        self.take_in = QPushButton(self.bar)
        self.bar.add(self.take_in)
        self.workbook = ReportButton(
            desk.centre,
            desk.machine,
            "issues",
            mark("Issue list workbook…"),
            lambda: Order("issues", query=self.bar.text or self.bar.views.currentText()),
            self.bar,
        )
        self.workbook.noticed.connect(desk.noticed)
        self.bar.add(self.workbook)
        self.intake = Intake(desk, self)
        self.note = QLabel(self._main)
        self.note.setProperty("role", "muted")
        self.note.setWordWrap(True)
        self.note.hide()
        self.table: DeskTable[IssueLine] = DeskTable(
            "issues.list",
            list_columns.columns(desk),
            key=lambda line: line.id,
            title=mark("Issues"),
            facets=list_columns.facets(desk),
            groupings=list_columns.groupings(),
            group="state",
            sort=[("clock", False)],
            menu=self._fill_menu,
            faded=lambda line: not line.is_open,
            counted=list_columns.counted,
            searched=False,
            machine=desk.machine,
            parent=self._main,
        )
        self.bulk = BulkBar(self._main)
        self.told = QLabel(self._main)  # of many: which stayed as they were, and why
        self.told.setProperty("role", "notice")
        self.told.setTextFormat(Qt.TextFormat.PlainText)
        self.told.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.told.setWordWrap(True)
        self.seen = QPushButton(self._main)
        self.seen.setProperty("role", "link")
        self._tell("")
        kept = memory.recall(desk.machine, MEMORY).get("view")
        self._name = str(kept or OPEN_ONES)  # a kept one is known only once it was read
        self.bar.show_view(self._name)
        self.base = list_view.base_of(self._view().question)
        self._lay_out()
        self.pane = MovePane(desk, self.split)
        self._lead = Lead(self, self.table)
        self._main_lead = Lead(self._main, self.table)
        self._wire()
        guard(desk.centre, Act.RUN_ISSUES, self.take_in)
        self.retranslate()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self._main)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE_S)
        column.addWidget(self.bar)
        column.addWidget(self.note)
        column.addWidget(self.table, 1)
        told = QHBoxLayout()
        told.addWidget(self.told, 1)
        told.addWidget(self.seen, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(told)
        column.addWidget(self.bulk)
        self.split = WithDrawer(self._main, "issues.list", self.desk.machine, self)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(theme.SPACE_L, theme.SPACE_S, theme.SPACE_L, theme.SPACE_M)
        whole.addWidget(self.split)

    def _wire(self) -> None:
        desk, table = self.desk, self.table
        desk.read_again.connect(self._show_known)
        desk.changed.connect(self._heed)
        desk.centre.live.second.connect(self._tick)
        self.bar.view_chosen.connect(self.choose_view)
        self.bar.text_changed.connect(self.look_for)
        self.bar.left.connect(lambda: self.table.view.setFocus(Qt.FocusReason.OtherFocusReason))
        self.bar.save_asked.connect(self._save)
        self.bar.remove_asked.connect(self._remove)
        self.new.clicked.connect(self._begin)
        self.take_in.clicked.connect(self.intake.begin)
        self.seen.clicked.connect(lambda: self._tell(""))
        table.opened.connect(self._open)
        table.filled.connect(self._fill_up)
        table.view.selectionModel().selectionChanged.connect(lambda *_changed: self._show_chosen())
        table.arranged.connect(self._show_chosen)
        self.bulk.changed.connect(self._change)
        self.bulk.moved.connect(self._move)
        exporter = self.exporter = Exporter(
            table, desk.centre.jobs, zone=lambda: desk.zone, about=self._about_file, who=desk.centre.who
        )
        exporter.noticed.connect(desk.noticed)
        exporter.refused.connect(desk.centre.jobs.refused)
        for keys in (QKeySequence(QKeySequence.StandardKey.Find), QKeySequence("/")):
            shortcut = QShortcut(keys, self._main, self.bar.start_search)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut = QShortcut(QKeySequence("M"), table.view, self.ask_move)
        shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)

    # -- reading --------------------------------------------------------------------------------------------

    @property
    def question(self) -> IssueQuestion:
        """What the database is asked."""
        return replace(self.base, text=self.bar.text)

    def _open(self, line: IssueLine) -> None:
        """Show *line* on its page, which turns to its neighbours here."""
        self.desk.order = tuple(one.id for one in self.table.arrangement.shown_rows())
        self.desk.issue_wanted.emit(line.id)

    def arrive(self) -> None:
        """The page comes into sight."""
        self.read()

    def read(self) -> None:
        """Read the issues again; those that are there stay until then."""
        self._stale, self._age_s = False, 0
        self._reading.read(list_work.read_listed, self.question, self.desk.now, self.desk.centre.who)

    def show_listed(self, listed: Listed) -> None:
        """Show these issues."""
        self.bar.show_kept(listed.filters)
        if self.bar.view != self._name:
            if not self.bar.show_view(self._name):
                self._name = self.bar.view  # somebody took it away
            elif list_view.base_of(self._view().question) != replace(self.base, text=""):
                self.choose_view(self._name)  # it was kept, and is known only now
                return
        if listed.question != self.question:
            return  # another is under way
        self.table.tick(self.desk.now)
        self.table.use_zone(self.desk.zone)
        self._say_empty(listed)
        self.table.show_rows(listed.lines)
        self.table.tick(self.desk.now)
        self.note.setVisible(listed.of is not None)
        if listed.of is not None:
            said = _("The newest {shown} of {all} issues are listed. Look for words to find older ones.")
            self.note.setText(said.format(shown=number(len(listed.lines)), all=number(listed.of)))

    def _heed(self, changes: frozenset[str]) -> None:
        if changes & HEEDED:
            self._stale = True
            if self.isVisible():
                self.read()

    def _tick(self) -> None:
        self._age_s += 1
        if self.isVisible():
            self.table.tick(self.desk.now)
            if self._age_s >= AGAIN_S:
                self.read()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale or self._age_s >= AGAIN_S:
            self.read()

    def hideEvent(self, event: QHideEvent) -> None:
        self._keep()
        super().hideEvent(event)

    # -- what is listed -------------------------------------------------------------------------------------

    def _view(self) -> View:
        """The view that is chosen, as it was kept."""
        kept = self.bar.kept
        return kept.view if kept is not None else USUAL.get(self.bar.view, USUAL[OPEN_ONES])[1]

    def choose_view(self, name: str) -> None:
        """List what the usual view *name*, or the kept one of that id, asks for."""
        self.bar.show_view(name)
        self.bar.show_naming(False)
        self._tell("")
        self._name = self.bar.view
        view, table = self._view(), self.table
        self.bar.show_text(view.question.text)
        self.base = replace(list_view.base_of(view.question), text="")
        for facet, values in list_view.chosen_of(view.question).items():
            table.choose(facet, values)
        table.group_by(view.group)
        if view.columns:
            self._show_columns(view.columns)
        if view.sort:
            table.sort_by(*view.sort)
        self._keep()
        self.read()

    def look_for(self, text: str) -> None:
        """List those in which every word of *text* stands."""
        self.bar.show_text(text)
        self.read()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.bar.text:
            self.look_for("")
        else:
            super().keyPressEvent(event)

    def shown_view(self) -> View:
        """What is shown now: to be kept."""
        arrangement = self.table.arrangement
        return View(
            list_view.joined(self.question, arrangement.chosen),
            tuple(self.table.columns[at].name for at in self.table.shown_columns()),
            arrangement.grouping.name if arrangement.grouping is not None else "",
            tuple((by.column, by.descending) for by in arrangement.sorting),
        )

    def _show_columns(self, names: tuple[str, ...]) -> None:
        table = self.table
        at = {column.name: number for number, column in enumerate(table.columns)}
        header = table.view.header
        for place, name in enumerate(name for name in names if name in at):
            table.show_column(at[name], True)
            header.moveSection(header.visualIndex(at[name]), place)
        for name, number_ in at.items():
            if name not in names:
                table.show_column(number_, False)

    def _save(self, name: str, everybody: bool, in_place: bool) -> None:
        kept = self.bar.kept
        who = "" if everybody else self.desk.centre.who
        if in_place and kept is not None:
            wanted = replace(kept, view=self.shown_view())
        else:
            wanted = SavedView("", name, self.shown_view(), who)
        self.desk.do(
            _("The filter “{name}” was saved.").format(name=name),
            "supervisor.issues.filter_store",
            "save",
            wanted,
            acting=self.desk.acting(),
            then=self._was_saved,
            failed=self._was_not_saved,
        )

    def _was_saved(self, kept: SavedView) -> None:
        self.bar.show_naming(False)
        self._name = kept.id
        self.base = replace(list_view.base_of(kept.view.question), text="")
        self._keep()
        self.read()

    def _was_not_saved(self, error: SupervisorError) -> None:
        self.bar.refuse(sentence(error))

    def _remove(self) -> None:
        kept = self.bar.kept
        if kept is not None:
            self.desk.do(
                _("The filter “{name}” was removed.").format(name=kept.name),
                "supervisor.issues.filter_store",
                "remove",
                kept,
                acting=self.desk.acting(),
                then=lambda _nothing: self.choose_view(OPEN_ONES),
            )

    def _keep(self) -> None:
        memory.keep(self.desk.machine, MEMORY, {"view": self._name})

    # -- many at once ---------------------------------------------------------------------------------------

    def _show_chosen(self) -> None:
        chosen = self.table.selected()
        self.bulk.show_chosen(chosen if len(chosen) >= FEW else ())

    def ask_move(self) -> None:
        """Offer the moves of those that are chosen; of one, all that lead on from where it stands."""
        if not self.bulk.isHidden():
            self.bulk.move_button.showMenu()
            return
        line = self.table.current
        if line is None:
            return
        menu = QMenu(self.table)
        menu.aboutToHide.connect(menu.deleteLater)
        self._add_moves(menu, line)
        box = self.table.view.visualRect(self.table.view.currentIndex())
        menu.popup(self.table.view.viewport().mapToGlobal(box.bottomLeft()))

    def _fill_menu(self, line: IssueLine, menu: QMenu) -> None:
        self._add_moves(menu.addMenu(_("Move")), line)

    def _add_moves(self, menu: QMenu, line: IssueLine) -> None:
        for move in moves_of(line):
            menu.addAction(_(move.title), partial(self.pane.begin, line, move))
        if menu.isEmpty():
            menu.addAction(_("Nothing leads on from here.")).setEnabled(False)

    def _change(self, what: BulkChange) -> None:
        def said(outcome: Outcome) -> str:
            count = len(outcome.done)
            return ngettext("{n} issue was changed.", "{n} issues were changed.", count).format(
                n=number(count)
            )

        self._do(said, "change", self._ids(), what)

    def _move(self, name: str, text: str) -> None:
        def said(outcome: Outcome) -> str:
            issues = list_columns.counted(len(outcome.done))
            return _("{move}: {issues}").format(move=_(MOVE[name].title), issues=issues)

        self._do(said, "move", self._ids(), name, text)

    def _ids(self) -> list[int]:
        return [line.id for line in self.table.selected()]

    def _do(self, said: Callable[[Outcome], str], name: str, *args: object) -> None:
        self._tell("")
        self.bulk.show_busy(True)
        self.desk.do(
            said,
            "supervisor.issues.bulk",
            name,
            *args,
            acting=self.desk.acting(),
            then=self._was_done,
            failed=self._was_refused,
        )

    def _was_refused(self, error: SupervisorError) -> None:
        self.bulk.show_busy(False)
        self.bulk.refuse(sentence(error))

    def _was_done(self, outcome: Outcome) -> None:
        self.bulk.show_busy(False)
        self.bulk.fold()
        self._tell(refusals(outcome))
        if not outcome.done:
            self.desk.noticed.emit(_("Nothing was changed."), None)
        self.read()

    def _tell(self, said: str) -> None:
        self.told.setText(said)
        self.told.setVisible(bool(said))
        self.seen.setVisible(bool(said))

    # -- words ----------------------------------------------------------------------------------------------

    def _begin(self) -> None:
        self.desk.new_wanted.emit(Seed())

    def _say_empty(self, listed: Listed) -> None:
        if listed.none_yet:
            self.table.say_empty(
                _("No issue is filed yet. What do customers suffer from that the centre cannot mend alone?"),
                _("File an issue…"),
            )
        elif listed.question.text:
            said = _("No issue has “{text}” in it.").format(text=listed.question.text)
            self.table.say_empty(said, _("List all open issues"))
        else:
            self.table.say_empty(_("No issue fits this filter."), _("List all open issues"))
        self._none_yet = listed.none_yet

    def _fill_up(self) -> None:
        if self._none_yet:
            self._begin()
        else:
            self.choose_view(OPEN_ONES)
            self.table.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_known(self) -> None:
        self.bulk.show_known(self.desk.known)
        self.table.bar.say()

    def _about_file(self) -> list[tuple[str, str]]:
        about = [(_("Which issues"), self.bar.views.currentText())]
        if self.bar.text:
            about.append((_("Looked for"), self.bar.text))
        return about

    def retranslate(self) -> None:
        """Say everything again, in the language now in use."""
        self.new.setText(_("File an issue…"))
        self.new.setToolTip(_("File an issue (Ctrl+N)"))
        self.take_in.setText(_("Import…"))
        self.take_in.setToolTip(_("Read issues from a file: each row becomes a draft"))
        self.seen.setText(_("Seen"))
        self._say_empty(Listed(self.question, none_yet=self._none_yet))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
