"""Reading a sheet, step by step in the page: the file, its columns, what its rows come to, what was done."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from supervisor.errors import SupervisorError
from supervisor.imports.mapping import Mapping, Shape, flaws
from supervisor.imports.seen import Choices, Opened, Preview, Result
from supervisor.words import _, mark, ngettext, number
from ui import theme
from ui.imports import work
from ui.imports.columns_page import ColumnsPage
from ui.imports.desk import DataDesk
from ui.imports.preview_page import PreviewPage
from ui.imports.report_page import ReportPage
from ui.imports.start_page import StartPage
from ui.imports.wanted import Wanted
from ui.widgets.export_dialog import ExportDialog
from ui.widgets.leaving import Leaving, places_of
from ui.widgets.progress_line import ProgressLine
from ui.widgets.roomy import ShownAlone

STEPS = (mark("File"), mark("Columns"), mark("Preview"), mark("Done"))


class Wizard(QWidget):
    """Esc goes a step back, or ends what is under way."""

    def __init__(self, desk: DataDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.asked_where: ExportDialog | None = None
        self._shape: Shape | None = None
        self._opened: Opened | None = None
        self._seen: Preview | None = None
        self._mapping: Mapping | None = None
        self._wanted: Wanted | None = None  # while rows are written
        self._stood_on: QWidget | None = None  # where the keyboard was when work began
        self.setAcceptDrops(True)
        self.title = QLabel(self)
        self.title.setProperty("role", "lead")
        self.title.setTextFormat(Qt.TextFormat.PlainText)
        self.steps = QLabel(self)
        self.steps.setProperty("role", "muted")
        self.steps.setTextFormat(Qt.TextFormat.RichText)
        self.line = ProgressLine(self)
        self.start = StartPage(desk, self)
        self.columns = ColumnsPage(desk, self)
        self.preview = PreviewPage(desk, self)
        self.report = ReportPage(desk, self)
        self.pages = ShownAlone(self)
        for page in (self.start, self.columns, self.preview, self.report):
            self.pages.addWidget(page)
        head = QHBoxLayout()
        head.setSpacing(theme.SPACE_L)
        head.addWidget(self.title)
        head.addStretch(1)
        head.addWidget(self.steps)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.SPACE_L, theme.SPACE_M, theme.SPACE_L, theme.SPACE_M)
        column.setSpacing(theme.SPACE_S)
        column.addLayout(head)
        column.addWidget(self.line)
        column.addWidget(self.pages, 1)
        self._wire()
        self._say()

    def _wire(self) -> None:
        self.start.chosen.connect(self.open)
        self.columns.back_wanted.connect(lambda: self.go_to(self.start))
        self.columns.preview_wanted.connect(self.judge)
        self.preview.back_wanted.connect(self.show_columns)
        self.preview.again_wanted.connect(self._judge_again)
        self.preview.apply_wanted.connect(self.apply)
        self.preview.save_wanted.connect(self._ask_save)
        self.report.another_wanted.connect(lambda: self.begin(None))
        self.report.save_wanted.connect(lambda: self._ask_save(self.preview.choices))
        self.line.busy.connect(self._heed_busy)

    @property
    def page(self) -> QWidget:
        """The step that is shown."""
        shown = self.pages.currentWidget()
        assert shown is not None  # noqa: S101  # there are four
        return shown

    # -- steps ----------------------------------------------------------------------------------------------

    def begin(self, shape: Shape | None = None) -> None:
        """Begin with another file; *shape* is what its rows shall be, where that is known. While rows are
        written, they are seen to their end first."""
        if self._wanted is not None:
            return
        self.line.drop()
        self._shape = shape
        self.start.want(shape)
        self.go_to(self.start)

    def go_to(self, page: QWidget) -> None:
        """Show the step *page*."""
        self.pages.setCurrentWidget(page)
        self._say()
        page.setFocus(Qt.FocusReason.OtherFocusReason)

    def open(self, path: Path) -> None:
        """Look at the file *path*."""
        job = self._desk.compute(work.look, path, self._desk.centre.url, "")
        said = _("Looking at {file}…").format(file=path.name)
        self.line.follow(said, job, self.show_opened, self._desk.refuse)

    def show_opened(self, opened: Opened) -> None:
        """Go on with a file that was looked at: to its rows where a kept way fits, else its columns."""
        from supervisor.imports.preview import best

        self._opened = opened
        mapping = best(opened)
        self.columns.show_opened(opened, mapping)
        if self._shape is not None:
            self.columns.want_shape(self._shape)
            mapping = self.columns.mapping
        known = opened.own_form or opened.correction or bool(opened.fitting)
        fits = self._shape is None or mapping is None or mapping.shape is self._shape
        if known and fits and mapping is not None and not flaws(mapping):
            self.judge(mapping, "")
        else:
            self.go_to(self.columns)

    def show_columns(self) -> None:
        """Back to what the columns are."""
        self.go_to(self.columns if self._opened is not None else self.start)

    def judge(self, mapping: Mapping, keep: str) -> None:
        """Judge the rows as *mapping* reads them; *keep* is the name to keep it under, "" for none."""
        if keep and self._opened is not None:  # no other file comes before its rows are judged
            at, who = self._desk.centre.live.clock.now(), self._desk.centre.who
            job = self._desk.centre.jobs.write(work.keep_mappings, [mapping], at=at, who=who)
            said = _("Judging the rows of {file}…").format(file=self._opened.path.name)
            self.line.follow(said, job, lambda result: self._judge(result[1][0]), self._refused)
        else:
            self._judge(mapping)

    def _judge(self, mapping: Mapping) -> None:
        if self._opened is None:
            return
        self._mapping = mapping
        self._preview(mapping, Choices(), self.show_preview)

    def _judge_again(self, choices: Choices) -> None:
        if self._mapping is not None:  # rows that are left out keep their verdicts: they may be taken yet
            self._preview(self._mapping, Choices(names=choices.names), self._show_again)

    def _preview(self, mapping: Mapping, choices: Choices, done: object) -> None:
        assert self._opened is not None  # noqa: S101  # whoever calls has one
        path = self._opened.path
        job = self._desk.compute(work.preview, path, mapping, self._desk.centre.url, choices)
        said = _("Judging the rows of {file}…").format(file=path.name)
        self.line.follow(said, job, done, self._refused)  # type: ignore[arg-type]  # takes a Preview

    def show_preview(self, seen: Preview) -> None:
        """Show what the rows come to."""
        self._seen, self._mapping = seen, seen.mapping
        self.preview.begin(seen)
        self.go_to(self.preview)

    def _show_again(self, seen: Preview) -> None:
        self._seen = seen
        self.preview.show_preview(seen)

    def apply(self, choices: Choices) -> None:
        """Write the rows that were chosen; asked to end before they are written, it leaves nothing."""
        if self._opened is None or self._mapping is None or self._seen is None:
            return
        self._wanted = wanted = Wanted()
        job = self._desk.compute(
            work.apply,
            self._desk.centre.url,
            self._opened.path,
            self._mapping,
            choices,
            self._desk.centre.who,
            self._seen.digest,
            wanted.file,
        )
        said = _("Reading {file}…").format(file=self._opened.path.name)
        self.line.follow(said, job, self.show_result, self._refused, end=wanted.end)

    def show_result(self, result: Result) -> None:
        """Say what was done, also to whoever pressed Esc when it was done already."""
        self._over()
        if result.ended:
            self._desk.noticed.emit(_("Ended. Nothing was written."), None)
            return
        self.report.show_result(result)
        self.go_to(self.report)
        self._desk.read()

    def _over(self) -> None:
        if self._wanted is not None:
            self._wanted.end()
            self._wanted = None

    def _refused(self, error: SupervisorError) -> None:
        self._over()
        self._desk.refuse(error)
        self.page.setFocus(Qt.FocusReason.OtherFocusReason)

    # -- rows to correct ------------------------------------------------------------------------------------

    def _ask_save(self, choices: Choices) -> None:
        """Ask where the rows go that are left out: a workbook, which is read alone once it is corrected."""
        if self._opened is None or self._mapping is None:
            return
        desk, opened, mapping = self._desk, self._opened, self._mapping
        title = self.preview.rows_title
        self.asked_where = desk.ask_where(
            self,
            Leaving("import rows", title, places_of(title), "{report}"),
            lambda out: desk.compute(
                work.save_problems, opened.path, mapping, desk.centre.url, out, choices, desk.language
            ),
            _saved_said,
        )

    # -- keys, files that are dropped -----------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() != Qt.Key.Key_Escape:
            super().keyPressEvent(event)
        elif self.line.is_busy:
            self.line.stop()
        else:
            back: dict[QWidget, QWidget] = {
                self.columns: self.start,
                self.preview: self.columns,
                self.report: self.start,
            }
            if (page := back.get(self.page)) is not None:
                self.go_to(page)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls() and not self.line.is_busy:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        files = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if files and not self.line.is_busy:
            event.acceptProposedAction()
            self.open(files[0])

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.page.setFocus(event.reason())

    def _heed_busy(self, busy: bool) -> None:
        if busy:
            self._stood_on = QApplication.focusWidget()
            self.pages.setEnabled(False)
            if self.isVisible():
                self.line.cancel.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self.pages.setEnabled(True)
        stood, self._stood_on = self._stood_on, None
        if stood is not None and stood.isVisible() and self.isAncestorOf(stood):
            stood.setFocus(Qt.FocusReason.OtherFocusReason)

    # -- words ----------------------------------------------------------------------------------------------

    def _say(self) -> None:
        page = self.page
        at = self.pages.indexOf(page)
        named = self._opened is not None and page is not self.start
        self.title.setText(
            self._opened.path.name if named and self._opened is not None else _("Read a sheet")
        )
        shown = []
        for place, step in enumerate(STEPS):
            said = f"{place + 1} {_(step)}"
            colour = theme.current().text
            shown.append(f'<b style="color:{colour}">{said}</b>' if place == at else said)
        self.steps.setText(" &nbsp; ".join(shown))
        self.steps.setAccessibleName(
            _("Step {n} of {all}: {name}").format(n=at + 1, all=len(STEPS), name=_(STEPS[max(0, at)]))
        )

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.LanguageChange, QEvent.Type.StyleChange) and hasattr(self, "pages"):
            self._say()
        super().changeEvent(event)


def _saved_said(saved: tuple[Path | None, int]) -> str:
    path, rows = saved
    if path is None:
        return _("There is no row to correct.")
    return ngettext(
        "{n} row to correct is in {path}. Corrected, that file is read by itself.",
        "{n} rows to correct are in {path}. Corrected, that file is read by itself.",
        rows,
    ).format(n=number(rows), path=path)
