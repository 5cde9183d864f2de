"""What was judged: one table, and beside it one evaluation; new ones, files of them."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFileDialog, QLabel, QMenu, QPushButton, QVBoxLayout, QWidget

from supervisor.errors import SupervisorError
from supervisor.performance.target_sheet import channel_name
from supervisor.quality.evaluation import STATE_LABELS, Evaluation, State
from supervisor.quality.form import Form
from supervisor.quality.sampling import Candidate
from supervisor.quality.sheet_reading import EvaluationSheet
from supervisor.rights.act import Act
from supervisor.rights.look import What, look_at
from supervisor.sentences.error import sentence
from supervisor.words import DASH, _, language, mark, moment, ngettext, number
from supervisor.workbook.table import Written
from ui import theme
from ui.looking import when_noted
from ui.quality import work
from ui.quality.begin_page import BeginPage
from ui.quality.desk import QualityDesk
from ui.quality.evaluation_page import EvaluationPage, Mode
from ui.quality.sheet_preview import SheetPreview
from ui.quality.work import Done, EvaluationRow, Listed, Opened
from ui.rights import guard
from ui.widgets.drawer import WithDrawer
from ui.widgets.export_dialog import OneExport
from ui.widgets.file_ask import ask_for_file
from ui.widgets.lead import Lead
from ui.widgets.leaving import Chosen, Taking, TakingByJob, as_file
from ui.widgets.noted import Note, TakingNoted
from ui.widgets.signs import OF_STATE
from ui.widgets.table import Column, DeskTable, Facet, Grouping, Kind, Look
from ui.widgets.table.export import Exporter
from ui.widgets.table.flow import Flow

FATAL, MISSED, PASSED, NO_SCORE = "fatal", "missed", "passed", "none"
RESULT_WORDS = {
    FATAL: mark("Fatal error"),
    MISSED: mark("Not passed"),
    PASSED: mark("Passed"),
    NO_SCORE: mark("No score"),
}


def _result(row: EvaluationRow) -> str:
    if row.fatal:
        return FATAL
    if row.passed is None:
        return NO_SCORE
    return PASSED if row.passed else MISSED


def _result_look(row: EvaluationRow) -> Look | None:
    if row.state is State.DRAFT:
        return None
    if row.fatal:
        return Look(OF_STATE[theme.State.CRITICAL], theme.State.CRITICAL)
    return Look(OF_STATE[theme.State.WARN], theme.State.WARN) if row.passed is False else None


def _state_look(row: EvaluationRow) -> Look | None:
    return Look(OF_STATE[theme.State.WARN], theme.State.WARN) if row.state is State.APPEALED else None


def _columns(desk: QualityDesk) -> list[Column[EvaluationRow]]:
    return [
        Column("name", mark("Full name"), lambda row: row.name, stretch=True, width=110),
        Column("team", mark("Team"), lambda row: row.team or None, width=100),
        Column("form", mark("Quality form"), lambda row: row.form_name or None, stretch=True, width=130),
        Column("day", mark("Day of the contact"), lambda row: row.day, Kind.DAY, width=100),
        Column("channel", mark("Channel"), lambda row: channel_name(row.channel) or None, hidden=True),
        Column("contact", mark("Contact"), lambda row: row.contact or None, hidden=True, width=120),
        Column("rater", mark("Rater"), lambda row: row.rater, width=90),
        Column("score", mark("Score"), lambda row: row.score, Kind.SHARE, width=76),
        Column(
            "result",
            mark("Result"),
            lambda row: _(RESULT_WORDS[_result(row)]) if row.state is not State.DRAFT else _("Draft"),
            look=_result_look,
            width=112,
        ),
        Column("critical", mark("Critical"), lambda row: row.critical, Kind.NUMBER, width=70),
        Column("noncritical", mark("Non-critical"), lambda row: row.noncritical, Kind.NUMBER, width=70),
        Column("state", mark("State"), lambda row: _(STATE_LABELS[row.state]), look=_state_look, width=100),
        Column(
            "at",
            mark("Judged at"),
            lambda row: row.at,
            Kind.TIME,
            text=lambda row: moment(row.at, desk.zone, desk.today),
            hidden=True,
            width=130,
        ),
    ]


def evaluations_counted(count: int) -> str:
    """How many evaluations, in words."""
    return ngettext("{count} evaluation", "{count} evaluations", count).format(count=number(count))


class EvaluationsPage(QWidget):
    """Enter opens an evaluation, N begins one, Del removes the one on which the keyboard stands."""

    def __init__(self, desk: QualityDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._wanted = ""  # an evaluation to stand on as soon as it is listed
        self.dialog: QFileDialog | None = None
        self.out = OneExport(desk.machine, self)
        self.out.noticed.connect(desk.noticed)
        self.preview: SheetPreview | None = None
        self.add, self.sheets = QPushButton(self), QPushButton(self)
        self._menu = QMenu(self)
        self.sheets.setMenu(self._menu)
        self._problem = QLabel(self)
        self._problem.setProperty("role", "error")
        self._problem.setWordWrap(True)
        self._problem.hide()
        self.table: DeskTable[EvaluationRow] = DeskTable(
            "quality.evaluations",
            _columns(desk),
            key=lambda row: row.id,
            title=mark("Evaluations"),
            facets=[
                Facet("team", mark("Team"), lambda row: (row.team or _("none"),)),
                Facet("form", mark("Quality form"), lambda row: (row.form_name or DASH,)),
                Facet("rater", mark("Rater"), lambda row: (row.rater,)),
                Facet(
                    "result",
                    mark("Result"),
                    lambda row: (_result(row),),
                    words=lambda value: _(RESULT_WORDS[value]),
                ),
                Facet(
                    "state",
                    mark("State"),
                    lambda row: (row.state.value,),
                    words=lambda value: _(STATE_LABELS[State(value)]),
                ),
            ],
            groupings=[
                Grouping("team", mark("Team"), lambda row: (row.team or _("none"),)),
                Grouping("name", mark("Full name"), lambda row: (row.name,)),
                Grouping("rater", mark("Rater"), lambda row: (row.rater,)),
            ],
            sort=[("day", True)],
            search=lambda row: row.search,
            menu=self._fill_row_menu,
            counted=evaluations_counted,
            machine=desk.machine,
            parent=self,
        )
        self._lay_out()
        self._wire()
        Lead(self, self.table)
        guard(desk.centre, Act.JUDGE, self.add)
        self.retranslate()

    def _lay_out(self) -> None:
        main = QWidget(self)
        Lead(main, self.table)
        head = Flow(theme.SPACE_S)
        for button in (self.add, self.sheets):
            head.addWidget(button)
        rows = QVBoxLayout(main)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(theme.SPACE_S)
        rows.addLayout(head)
        rows.addWidget(self._problem)
        rows.addWidget(self.table, 1)
        self.split = WithDrawer(main, "quality", self._desk.machine, self)
        drawer = self.split.drawer
        self.one = EvaluationPage(self._desk, drawer.pages)
        self.begin_page = BeginPage(self._desk, drawer.pages)
        for page in (self.one, self.begin_page):
            drawer.pages.addWidget(page)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(theme.SPACE_L, theme.SPACE_S, theme.SPACE_L, theme.SPACE_M)
        whole.addWidget(self.split)

    def _wire(self) -> None:
        desk = self._desk
        self.add.clicked.connect(lambda: self.begin())
        self._menu.aboutToShow.connect(self._fill_sheets)
        self.table.opened.connect(lambda row: self.open(row.id, focus=True))
        self.table.current_changed.connect(self._move_on)
        self.table.filled.connect(self._fill_up)
        self.one.finished.connect(self._was_finished)
        self.one.gone.connect(self.split.close_drawer)
        self.one.titled.connect(self._say_title)
        self.begin_page.began.connect(self._fill_in)
        self.split.closed.connect(self.one.clear)
        desk.read_again.connect(self.show_listed)
        desk.centre.live.second.connect(self._tick)
        exporter = Exporter(
            self.table,
            desk.centre.jobs,
            zone=lambda: desk.zone,
            about=lambda: [
                (_("Contacts from"), desk.period.first.isoformat()),
                (_("Contacts to"), desk.period.last.isoformat()),
            ],
            people=True,
            who=desk.centre.who,
        )
        exporter.noticed.connect(desk.noticed)
        exporter.refused.connect(desk.centre.jobs.refused)
        for keys, slot in (("N", self.begin), ("Del", self._remove_current)):
            shortcut = QShortcut(QKeySequence(keys), self.table.view, partial(_press, slot))
            shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)

    # -- what is shown --------------------------------------------------------------------------------------

    def arrive(self) -> None:
        """The tab is about to be shown."""
        self.show_listed(self._desk.listed)

    def show_listed(self, listed: Listed) -> None:
        """Show these evaluations."""
        self.table.tick(self._desk.centre.live.clock.now())
        self.table.use_zone(self._desk.zone)
        self.table.show_rows(listed.rows)
        self.table.tick(self._desk.centre.live.clock.now())
        self._say_empty()
        if self._wanted and self.table.select(self._wanted):
            self._wanted = ""
        shown = self.one.evaluation
        if shown is None or self.one.is_unsaved or not self.split.is_open:
            return
        row = self.table.row(shown.id)
        if row is not None and row.version != shown.version and shown.version:
            self.open(shown.id)  # somebody else, or an undone step, has changed it

    def open(self, id: str, *, focus: bool = False) -> None:
        """Show the evaluation with this id in the drawer."""
        if self.one.evaluation is not None and self.one.evaluation.id == id and self.one.is_unsaved:
            self._show_one(focus=focus)
            return
        job = self._desk.centre.jobs.read(work.read_evaluation, id)
        job.then(partial(self._show_opened, focus), lambda _gone: self.split.close_drawer())

    def _show_opened(self, focus: bool, opened: Opened) -> None:
        look = look_at(What.EVALUATIONS, (opened.evaluation.person,), about=opened.evaluation.contact)
        centre = self._desk.centre
        when_noted(centre, look, partial(self.show_opened, opened, focus=focus), centre.jobs.refused.emit)

    def show_opened(self, opened: Opened, *, focus: bool = False) -> None:
        """Show an evaluation in the drawer."""
        if not self._is_held(opened.evaluation.id):
            self.one.show_evaluation(opened)
        self._show_one(focus=focus)

    def _show_one(self, *, focus: bool) -> None:
        self.split.drawer.show_page(self.one, *self.one.title())
        self.split.open_drawer(focus=focus)
        if focus:
            self.one.setFocus(Qt.FocusReason.OtherFocusReason)

    def _is_held(self, id: str) -> bool:
        """Whether an appeal or a ruling was begun on another: it stays until it is decided."""
        shown = self.one.evaluation
        held = self.one.mode in (Mode.APPEAL, Mode.RULE)
        if shown is None or shown.id == id or not held or not self.split.is_open:
            return False
        self._desk.noticed.emit(
            _("Decide on the evaluation of {name} first, or cancel.").format(
                name=self._desk.known.called(shown.person)
            ),
            None,
        )
        return True

    def _move_on(self, row: EvaluationRow | None) -> None:
        """The drawer follows the keyboard while an evaluation is read."""
        pages = self.split.drawer.pages
        if row is None or not self.split.is_open or pages.currentWidget() is not self.one:
            return
        shown = self.one.evaluation
        if self.one.mode is Mode.READ and (shown is None or shown.id != row.id):
            self.open(row.id)

    def _say_title(self, title: str, under: str) -> None:
        if self.split.is_open and self.split.drawer.pages.currentWidget() is self.one:
            self.split.drawer.say_title(title, under)

    def _tick(self, now: object) -> None:
        if self.isVisible():
            self.table.tick(self._desk.centre.live.clock.now())

    # -- new ones -------------------------------------------------------------------------------------------

    def begin(self, candidate: Candidate | None = None) -> None:
        """Begin an evaluation; of *candidate* where the contact is known already."""
        if not self._desk.known.offered:
            self._desk.tab_wanted.emit("forms")
            return
        self.begin_page.ask(candidate)
        self.split.drawer.show_page(self.begin_page, *self.begin_page.title())
        self.split.open_drawer(focus=True)
        self.begin_page.setFocus(Qt.FocusReason.OtherFocusReason)

    def _fill_in(self, draft: Evaluation) -> None:
        version = self._desk.known.version(draft.form_version)
        if version is not None:
            self.one.show_evaluation(Opened(draft, version))
            self._show_one(focus=True)

    def _was_finished(self, id: str) -> None:
        self._wanted = id

    def _fill_up(self) -> None:
        if self._desk.known.offered:
            self.begin()
        else:
            self._desk.tab_wanted.emit("forms")

    def _remove_current(self) -> None:
        row = self.table.current
        if row is None:
            return
        if row.state is State.DRAFT:
            self.open(row.id, focus=True)
            return
        job = self._desk.centre.jobs.read(work.read_evaluation, row.id)
        job.then(self._remove)

    def _remove(self, opened: Opened) -> None:
        one = opened.evaluation
        name = self._desk.known.called(one.person)
        said = _("The evaluation of {name} was removed.").format(name=name)
        self._desk.do(said, "evaluation_store", "remove", one, person=name)

    def _fill_row_menu(self, row: EvaluationRow, menu: QMenu) -> None:
        guard(self._desk.centre, Act.JUDGE, menu.addAction(_("Remove"), self._remove_current))

    # -- files ----------------------------------------------------------------------------------------------

    def _fill_sheets(self) -> None:
        menu, forms = self._menu, self._desk.known.offered
        menu.clear()
        for form in forms:
            sub = menu.addMenu(form.name) if len(forms) > 1 else menu
            sub.addAction(_("Import evaluations…"), partial(self.ask_for_file, form))
            sub.addAction(_("An empty sheet to fill in…"), partial(self.ask_where_to, form, ()))
            rows = self._of(form)
            if rows:
                sub.addAction(
                    ngettext(
                        "Export {n} evaluation item by item…",
                        "Export {n} evaluations item by item…",
                        len(rows),
                    ).format(n=number(len(rows))),
                    partial(self.ask_where_to, form, rows),
                )
        if not forms:
            menu.addAction(_("There is no form yet.")).setEnabled(False)

    def _of(self, form: Form) -> tuple[str, ...]:
        """The shown evaluations of a form."""
        shown = self.table.arrangement.shown_rows()
        return tuple(row.id for row in shown if row.form == form.id and row.state is not State.DRAFT)

    def ask_for_file(self, form: Form) -> None:
        """Ask which file is to be read."""
        self.dialog = ask_for_file(self, _("Import evaluations"), partial(self.read_file, form))

    def ask_where_to(self, form: Form, ids: tuple[str, ...]) -> None:
        """Ask where the workbook of *form* goes, with the evaluations *ids* in it or empty."""
        self._say_problem("")
        self.out.ask(as_file("quality.sheet", form.name), partial(self._take_out, form, ids))

    def _take_out(self, form: Form, ids: tuple[str, ...], chosen: Chosen) -> Taking:
        desk = self._desk
        begin = partial(
            desk.centre.jobs.compute,
            work.write_sheet,
            desk.centre.url,
            form,
            ids,
            chosen.path,
            desk.today,
            language(),
        )
        said = partial(self._written, len(ids))
        if not ids:
            return TakingByJob(desk.centre.jobs, begin(), chosen.path, said)
        note = Note("quality.sheet", form.name, desk.centre.who, personal=True, rows=len(ids))
        return TakingNoted(desk.centre.jobs, note, chosen.path, begin, said)

    def read_file(self, form: Form, path: Path) -> None:
        """Read *path* and show what it would change; nothing is written before somebody says so."""
        self._say_problem("")
        centre = self._desk.centre
        job = centre.jobs.compute(work.read_sheet, centre.url, form, path, language())
        job.then(self.show_preview, self._refuse)

    def show_preview(self, read: EvaluationSheet) -> None:
        """Show what the file would change."""
        if read.problem:
            self._say_problem(read.problem)
            return
        self.preview = SheetPreview(read, self._desk.known, self)
        self.preview.taken.connect(partial(self._take_in, read))
        self.preview.open()

    def _take_in(self, read: EvaluationSheet) -> None:
        centre, good = self._desk.centre, read.good
        job = centre.jobs.write(
            work.take_in, good, file=read.file, at=centre.live.clock.now(), who=centre.who
        )
        job.then(partial(self._taken_in, len(good)), self._refuse)

    def _taken_in(self, many: int, result: tuple[object, Done]) -> None:
        said = ngettext("{n} evaluation was taken in.", "{n} evaluations were taken in.", many)
        self._desk.tell_done(said.format(n=number(many)), result)

    def _written(self, many: int, written: Written) -> str:
        if not many:
            return _("The empty sheet is in {file}.").format(file=written.path.name)
        return ngettext(
            "{n} evaluation was written to {file}.", "{n} evaluations were written to {file}.", many
        ).format(n=number(many), file=written.path.name)

    def _refuse(self, error: SupervisorError) -> None:
        self._say_problem(sentence(error))

    def _say_problem(self, said: str) -> None:
        self._problem.setText(said)
        self._problem.setVisible(bool(said))

    # -- words ----------------------------------------------------------------------------------------------

    def _say_empty(self) -> None:
        if self._desk.known.offered:
            self.table.say_empty(
                _(
                    "Nothing was judged in this time. Begin an evaluation, import a sheet of them, or look "
                    "at another time."
                ),
                _("Begin an evaluation"),
            )
        else:
            self.table.say_empty(
                _("There is no form to judge by yet. Begin with a usual one, or make your own."),
                _("Make a form"),
            )

    def retranslate(self) -> None:
        """Say everything again, in the language now in use."""
        self.add.setText(_("New evaluation"))
        self.add.setToolTip(_("Judge a contact (N)"))
        self.sheets.setText(_("Sheets…"))
        self.sheets.setToolTip(_("Evaluations from a workbook, or into one, item by item"))
        self._say_empty()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()


def _press(slot: object) -> None:
    """A key is no argument of what it does."""
    assert callable(slot)  # noqa: S101
    slot()
