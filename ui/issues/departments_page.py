"""Departments: who is written to, by which calendar they work, how much they have in hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QMenu, QPushButton, QTabWidget, QWidget

from supervisor.errors import SupervisorError
from supervisor.issues.department import Department
from supervisor.rights.act import Act
from supervisor.sentences.error import sentence
from supervisor.words import _, mark, ngettext, number
from ui.asking import Reading
from ui.issues import sheets_work
from ui.issues.department_form import NEW, DepartmentForm
from ui.issues.desk import IssuesDesk
from ui.issues.record_view import RecordView
from ui.rights import guard
from ui.theme import State
from ui.widgets.lead import Lead
from ui.widgets.signs import Sign
from ui.widgets.table import Column, DeskTable, Facet, Kind, Look
from ui.widgets.table_page import TablePage

if TYPE_CHECKING:
    from supervisor.issues.workload import Load

STORE = "supervisor.issues.department_store"
IN_USE, RETIRED = "in_use", "retired"
HEEDED = frozenset({"issues", "departments", "work_calendars"})


@dataclass(frozen=True)
class DepartmentRow:
    """A department, its calendar by name, and what it has in hand (None: not read yet)."""

    department: Department
    calendar: str
    open: int | None
    overdue: int | None


class DepartmentsPage(TablePage):
    """Enter opens a department beside the table; Insert begins a new one."""

    def __init__(self, desk: IssuesDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._loads: dict[str, Load] | None = None
        self._reading = Reading(desk.centre, self.show_loads)
        self.new = QPushButton(self._main)
        self.table: DeskTable[DepartmentRow] = DeskTable(
            "issues.departments",
            _columns(),
            key=lambda row: row.department.id,
            title=mark("Departments"),
            facets=[
                Facet(
                    "use",
                    mark("In use"),
                    lambda row: (RETIRED if row.department.retired else IN_USE,),
                    fixed=((IN_USE, mark("In use")), (RETIRED, mark("Retired"))),
                )
            ],
            sort=[("name", False)],
            search=_searched,
            menu=self._fill_menu,
            faded=lambda row: row.department.retired,
            counted=lambda count: ngettext("{n} department", "{n} departments", count).format(
                n=number(count)
            ),
            machine=desk.machine,
            parent=self._main,
        )
        drawer = self.stand(desk, self.new)
        self.form = form = DepartmentForm(drawer)
        guard(desk.centre, Act.RULE_ISSUES, form.save, form.retire, form.remove)
        self.inside = QTabWidget(self.split.drawer)
        self.inside.setDocumentMode(True)
        self.inside.addTab(self.form, "")
        self.record = RecordView(desk, self.inside)
        self.inside.addTab(self.record, "")
        drawer.pages.addWidget(self.inside)
        self._leads += (Lead(self.inside, self.form.name),)
        self._wire()
        guard(desk.centre, Act.RULE_ISSUES, self.new)
        self.retranslate()
        self.show_known()

    def _wire(self) -> None:
        desk, form = self._desk, self.form
        desk.read_again.connect(self.show_known)
        desk.changed.connect(self._heed)
        self.table.opened.connect(self.open)
        self.table.current_changed.connect(self._move_on)
        self.table.filled.connect(self.begin)
        self.new.clicked.connect(self.begin)
        form.save_asked.connect(self._save)
        form.retire_asked.connect(partial(self._retire, "retire"))
        form.bring_back_asked.connect(partial(self._retire, "bring_back"))
        form.remove_asked.connect(self._remove)
        form.given_up.connect(self.split.close_drawer)
        self.key("Insert", self.begin)

    def arrive(self) -> None:
        """The tab is shown: what departments have in hand is read again."""
        self._reading.read(sheets_work.read_loads, self._desk.now)

    # -- what is shown --------------------------------------------------------------------------------------

    def show_loads(self, loads: dict[str, Load]) -> None:
        """What each department has in hand."""
        self._loads = loads
        self.show_known()

    def show_known(self) -> None:
        """The departments as they now are."""
        known = self._desk.known
        calendars = _calendars(known.frame)
        self.form.show_calendars(calendars)
        self.table.tick(self._desk.now)
        rows = [self._row(one, calendars) for one in known.departments]
        self.table.show_rows(rows)
        shown = self.form.department
        if self.split.is_open and shown.version and not self.form.is_dirty:
            again = known.by_id.get(shown.id)
            if again is None:
                self.split.close_drawer()
            elif again != shown:
                self._show(again)

    def open(self, row: DepartmentRow) -> None:
        """Show *row* beside the table."""
        self._show(row.department)
        self.split.open_drawer(focus=True)

    def begin(self) -> None:
        """A new department."""
        self.form.show_department(NEW)
        self._show_record("")
        self.inside.setCurrentWidget(self.form)
        self.split.drawer.show_page(self.inside, _("A new department"))
        self.split.open_drawer(focus=True)
        self.form.name.setFocus(Qt.FocusReason.OtherFocusReason)

    def _row(self, one: Department, calendars: dict[str, str]) -> DepartmentRow:
        load = None
        if self._loads is not None:
            load = self._loads.get(one.id)
        none = 0 if self._loads is not None else None
        return DepartmentRow(
            one,
            calendars.get(one.calendar, one.calendar),
            load.open if load is not None else none,
            load.overdue if load is not None else none,
        )

    def _move_on(self, row: DepartmentRow | None) -> None:
        if row is not None and self.split.is_open and not self.form.is_dirty:
            self._show(row.department)

    def _show(self, department: Department) -> None:
        self.form.show_department(department)
        self._show_record(department.id)
        self.split.drawer.show_page(
            self.inside, department.name, _("Retired") if department.retired else department.reach.contact
        )

    def _show_record(self, department: str) -> None:
        self.inside.setTabEnabled(1, bool(department))
        if department:
            self.record.show_department(department)

    def _heed(self, changes: frozenset[str]) -> None:
        if changes & HEEDED and self.isVisible():
            self.arrive()

    # -- hands ----------------------------------------------------------------------------------------------

    def _save(self, department: Department) -> None:
        self._desk.do(
            _("{name} was saved.").format(name=department.name),
            STORE,
            "change" if department.version else "add",
            department,
            acting=self._desk.acting(),
            then=self._was_saved,
            failed=self._refuse,
        )

    def _was_saved(self, department: Department) -> None:
        self._show(department)
        self._desk.read()

    def _retire(self, how: str, department: Department) -> None:
        said = _("{name} was retired.") if how == "retire" else _("{name} is in use again.")
        self._desk.do(
            said.format(name=department.name),
            STORE,
            how,
            department,
            acting=self._desk.acting(),
            then=lambda _nothing: self.split.close_drawer(),
            failed=self._refuse,
        )

    def _remove(self, department: Department) -> None:
        self._desk.do(
            _("{name} was removed.").format(name=department.name),
            STORE,
            "remove",
            department,
            acting=self._desk.acting(),
            then=lambda _nothing: self.split.close_drawer(),
            failed=self._refuse,
        )

    def _refuse(self, error: SupervisorError) -> None:
        if self.split.is_open:
            self.form.refuse(sentence(error))
        else:
            self._desk.centre.jobs.refused.emit(error)

    def _fill_menu(self, row: DepartmentRow, menu: QMenu) -> None:
        one = row.department
        if one.retired:
            guard(
                self._desk.centre,
                Act.RULE_ISSUES,
                menu.addAction(_("Bring back"), partial(self._retire, "bring_back", one)),
            )
        else:
            guard(
                self._desk.centre,
                Act.RULE_ISSUES,
                menu.addAction(_("Retire"), partial(self._retire, "retire", one)),
            )
        guard(self._desk.centre, Act.RULE_ISSUES, menu.addAction(_("Remove"), partial(self._remove, one)))

    # -- words ----------------------------------------------------------------------------------------------

    def retranslate(self) -> None:
        """Say everything again, in the language now in use."""
        self.help.setText(
            _("The departments that issues go to, whom to write to there, and what they have in hand.")
        )
        self.new.setText(_("New department…"))
        self.new.setToolTip(_("Insert"))
        self.inside.setTabText(0, _("Details"))
        self.inside.setTabText(1, _("How it handles issues"))
        self.table.say_empty(_("No department is known yet: issues need one to go to."), _("New department…"))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
            self.show_known()
            self.table.refresh()


def _calendars(frame: object) -> dict[str, str]:
    """Names of calendars by id, but for the centre's own."""
    found = getattr(frame, "calendars", {})
    return {id: one.name for id, one in found.items() if id and one.id != "centre"}


def _searched(row: DepartmentRow) -> str:
    one, reach = row.department, row.department.reach
    return " ".join((one.name, *one.words, reach.contact, reach.mail, reach.head, reach.note))


def _columns() -> Sequence[Column[DepartmentRow]]:
    def late(row: DepartmentRow) -> Look | None:
        return Look(Sign.SQUARE, State.CRITICAL) if row.overdue else None

    def late_words(row: DepartmentRow) -> str:
        return number(row.overdue) if row.overdue != 0 else ""

    return [
        Column(
            "name",
            mark("Department"),
            lambda row: row.department.name,
            about=lambda row: _(", ").join(row.department.words),
            width=150,
            stretch=True,
        ),
        Column("open", mark("Open issues"), lambda row: row.open, Kind.NUMBER, width=90),
        Column(
            "overdue",
            mark("Overdue"),
            lambda row: row.overdue,
            Kind.NUMBER,
            text=late_words,
            look=late,
            width=90,
        ),
        Column("contact", mark("Contact there"), lambda row: row.department.reach.contact, width=110),
        Column("mail", mark("E-mail"), lambda row: row.department.reach.mail, width=190),
        Column("phone", mark("Telephone"), lambda row: row.department.reach.phone, width=120, hidden=True),
        Column("head", mark("Head"), lambda row: row.department.reach.head, width=110),
        Column(
            "calendar",
            mark("Calendar"),
            lambda row: row.calendar or _("The contact centre’s own"),
            width=150,
            quiet=True,
        ),
        Column(
            "words",
            mark("Other names"),
            lambda row: _(", ").join(row.department.words),
            width=160,
            quiet=True,
            hidden=True,
        ),
        Column(
            "note", mark("Note"), lambda row: row.department.reach.note, width=160, quiet=True, hidden=True
        ),
    ]
