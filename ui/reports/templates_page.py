"""Templates: users' own workbooks that reports are filled into."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeySequence
from PySide6.QtWidgets import (
    QFileDialog,
    QMenu,
    QPushButton,
    QWidget,
)

from supervisor.errors import SupervisorError
from supervisor.reports.catalogue import BY_NAME, REPORTS, Report
from supervisor.reports.order import Order
from supervisor.sentences.error import sentence
from supervisor.templates.template import Template
from supervisor.words import _, language, mark, moment, ngettext, number
from ui.asking import Asking, Reading
from ui.reports import templates_work as work
from ui.reports.desk import ReportsDesk
from ui.reports.template_form import TemplateForm
from ui.reports.template_preview import TemplatePreview
from ui.widgets.export_dialog import ExportDialog, export_once
from ui.widgets.file_ask import ask_for_file
from ui.widgets.leaving import Chosen, Leaving, Taking, TakingByJob, places_of
from ui.widgets.table import Column, DeskTable, Kind
from ui.widgets.table_page import TablePage

STORE = "supervisor.templates.store"


class TemplatesPage(TablePage):
    """Ctrl+N takes a workbook in; one can be dropped here, too. Enter opens a template beside the table."""

    def __init__(self, desk: ReportsDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._reading = Reading(desk.centre, self.show_templates)
        self._asking = Asking(desk.centre, self)
        self.dialog: QFileDialog | None = None
        self.preview: TemplatePreview | None = None
        self.new, self.starter = QPushButton(self._main), QPushButton(self._main)
        self.starter.setMenu(QMenu(self))
        self.starter.menu().aboutToShow.connect(self._fill_starters)
        self.table: DeskTable[Template] = DeskTable(
            "reports.templates",
            self._columns(),
            key=lambda one: one.id,
            title=mark("Templates"),
            sort=[("name", False)],
            search=lambda one: " ".join((one.name, one.file.name, self._report(one))),
            menu=self._fill_menu,
            counted=lambda count: ngettext("{n} template", "{n} templates", count).format(n=number(count)),
            machine=desk.machine,
            parent=self._main,
        )
        drawer = self.stand(desk, self.starter, self.new)
        self.form = TemplateForm(desk.zone, drawer)
        drawer.pages.addWidget(self.form)
        self.setAcceptDrops(True)
        self._wire()
        self.retranslate()

    def _wire(self) -> None:
        desk, form = self._desk, self.form
        desk.changed.connect(self._heed)
        self.table.opened.connect(self.open)
        self.table.current_changed.connect(self._move_on)
        self.table.filled.connect(self.ask_for_file)
        self.new.clicked.connect(self.ask_for_file)
        form.look_again.connect(self._look_again)
        form.take_asked.connect(self._take_in)
        form.rename_asked.connect(self._rename)
        form.try_asked.connect(self._try_out)
        form.remove_asked.connect(self._remove)
        form.given_up.connect(self.split.close_drawer)
        self.key(QKeySequence.StandardKey.New, self.ask_for_file)

    # -- what is shown --------------------------------------------------------------------------------------

    def arrive(self) -> None:
        """The page is about to be shown."""
        self._reading.read(read_templates)

    def _heed(self, changes: frozenset[str]) -> None:
        if "templates" in changes and self.isVisible():
            self.arrive()

    def show_templates(self, templates: tuple[Template, ...]) -> None:
        """Show the templates."""
        self.table.tick(self._desk.now)
        self.table.show_rows(templates)
        shown = self.form.template
        if self.split.is_open and shown is not None and not self.form.is_dirty:
            again = next((one for one in templates if one.id == shown.id), None)
            if again is None:
                self.split.close_drawer()
            elif again != shown:
                self._show(again)

    def open(self, template: Template) -> None:
        """Show *template* beside the table."""
        self._show(template)
        self.split.open_drawer(focus=True)

    def _show(self, template: Template) -> None:
        self.form.show_template(template)
        self.split.drawer.show_page(self.form, template.name, self._report(template))

    def _move_on(self, template: Template | None) -> None:
        if template is not None and self.split.is_open and not self.form.is_dirty:
            self._show(template)

    # -- taking in ------------------------------------------------------------------------------------------

    def ask_for_file(self) -> None:
        """Ask which workbook is to be a template."""
        kinds = [_("Workbook (*.xlsx *.xlsm)")]
        self.dialog = ask_for_file(self, _("Take in a template"), self.look, kinds)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        file = next((url for url in event.mimeData().urls() if url.isLocalFile()), None)
        if file is not None:
            event.acceptProposedAction()
            self.look(Path(file.toLocalFile()))

    def look(self, path: Path) -> None:
        """Look at *path*: its fields, what would be lost; nothing is kept yet."""
        if not self._desk.centre.url:
            return  # a picture
        desk = self._desk
        job = desk.centre.jobs.compute(
            work.look, desk.centre.url, path, self.form.order, desk.centre.who, desk.now
        )
        job.then(self.show_looked)

    def _look_again(self) -> None:
        if self.form.looked is not None:
            self.look(self.form.looked.path)

    def show_looked(self, looked: work.Looked) -> None:
        """Show what was found in a file."""
        self.form.show_looked(looked)
        self.split.drawer.show_page(self.form, _("A new template"), looked.path.name)
        self.split.open_drawer(focus=True)
        self.form.begin()

    def _take_in(self, name: str) -> None:
        looked, order = self.form.looked, self.form.order
        self._desk.do(
            _("The template “{name}” was taken in.").format(name=name),
            work.__name__,
            "take_in",
            looked,
            name=name,
            report=order.report,
            language=order.language,
            who=self._desk.centre.who,
            then=self._show,
            failed=self._refuse,
        )

    # -- what is done to one --------------------------------------------------------------------------------

    def _rename(self, name: str) -> None:
        template = self.form.template
        said = _("The template is called “{name}” now.").format(name=name)
        self.form.is_dirty = False
        self._step(said, "rename", template, name)

    def _remove(self) -> None:
        template = self.form.template
        if template is not None:
            said = _("The template “{name}” was removed.").format(name=template.name)
            self.form.is_dirty = False
            self._step(said, "remove", template)

    def _step(self, said: str, name: str, *args: object) -> None:
        self._desk.do(said, STORE, name, *args, who=self._desk.centre.who, failed=self._refuse)

    def _refuse(self, error: SupervisorError) -> None:
        self.form.refuse(sentence(error))

    def _try_out(self) -> None:
        template = self.form.template
        if template is not None:
            show = partial(self.show_preview, template.name)
            self._asking.ask(show, work.try_out, template, self._desk.centre.who, self._desk.now)

    def show_preview(self, name: str, pages: tuple[work.Page, ...]) -> None:
        """Show a filled template."""
        self.preview = TemplatePreview(name, pages, self)
        self.preview.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.preview.open()

    # -- to begin with --------------------------------------------------------------------------------------

    def _fill_starters(self) -> None:
        menu = self.starter.menu()
        menu.clear()
        for report in REPORTS:
            menu.addAction(_(report.title), partial(self.ask_where_to, report))

    def ask_where_to(self, report: Report) -> ExportDialog:
        """Ask where a template to begin with goes."""
        title = _("Template {report}").format(report=_(report.title))
        leaving = Leaving("template starter", title, places_of(title), "{report}")
        desk, order = self._desk, Order(report.name, language=language())
        jobs, url = desk.centre.jobs, desk.centre.url

        def take(chosen: Chosen) -> Taking:
            job = jobs.compute(work.begin, url, chosen.path, order, desk.centre.who, desk.now)
            return TakingByJob(jobs, job, chosen.path, _begun_said)

        return export_once(leaving, take, self, machine=desk.machine, noticed=desk.noticed)

    # -- words ----------------------------------------------------------------------------------------------

    def _fill_menu(self, template: Template, menu: QMenu) -> None:
        menu.addAction(_("Open"), lambda: self.open(template))
        menu.addAction(_("Take in a template…"), self.ask_for_file)

    def _report(self, template: Template) -> str:
        report = BY_NAME.get(template.report)
        return _(report.title) if report is not None else template.report

    def _columns(self) -> list[Column[Template]]:
        return [
            Column("name", mark("Template"), lambda one: one.name, width=200, stretch=True),
            Column("report", mark("Report"), self._report, width=180),
            Column("file", mark("File"), lambda one: one.file.name, width=200),
            Column(
                "lost",
                mark("Kinds lost"),
                lambda one: len(one.lost),
                Kind.NUMBER,
                width=110,
                tip=mark("Kinds of parts that a filled copy does not have any more."),
            ),
            Column("who", mark("Taken in by"), lambda one: one.who, width=120, quiet=True),
            Column(
                "at",
                mark("Taken in"),
                lambda one: one.at,
                Kind.TIME,
                text=lambda one: moment(one.at, self._desk.zone),
                width=150,
                quiet=True,
            ),
        ]

    def retranslate(self) -> None:
        """Say everything again, in the language now in use."""
        self.help.setText(
            _(
                "Your own workbook, with fields like {example} in its cells. It stays as it is; a copy is "
                "filled. Choose it where a report is made."
            ).format(example="{{" + _("Centre") + "}}")
        )
        self.new.setText(_("Take in a template…"))
        self.new.setToolTip("Ctrl+N")
        self.starter.setText(_("To begin with"))
        self.starter.setToolTip(_("Save a plain template that has every field of a report"))
        self.table.say_empty(
            _("There is no template yet. Take in a workbook of yours, or begin with a plain one."),
            _("Take in a template…"),
        )

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
            self.table.refresh()


def read_templates(db: object) -> tuple[Template, ...]:
    """All of them; on the database's thread."""
    from supervisor.templates.store import all_templates

    return all_templates(db)  # type: ignore[arg-type]


def _begun_said(path: Path) -> str:
    said = _("A template to begin with stands in {file}. Make it your own, then take it in.")
    return said.format(file=path)
