"""What was agreed in meetings that somebody does: whose it is, by when, and whether it is done."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QMenu, QPushButton, QVBoxLayout, QWidget

from supervisor.errors import SupervisorError
from supervisor.rights.act import Act
from supervisor.sentences.error import sentence
from supervisor.words import _, day, mark, ngettext, number
from ui import theme
from ui.asking import Reading
from ui.issues.desk import IssuesDesk
from ui.meetings import work
from ui.meetings.done_form import DoneForm
from ui.meetings.told import Listed
from ui.rights import guard
from ui.theme import State
from ui.widgets.drawer import WithDrawer
from ui.widgets.lead import Lead
from ui.widgets.signs import Sign
from ui.widgets.table import Column, DeskTable, Facet, Grouping, Kind, Look, memory
from ui.widgets.table.export import Exporter

if TYPE_CHECKING:
    from supervisor.meetings.actions import ActionLine

HEEDED = frozenset({"meetings", "issues", "departments", "work_calendars"})
NAME = "meetings.actions"


class ActionsPage(QWidget):
    """Everybody's actions, or one person's; Ctrl+D says that one is done, Enter goes to the issue."""

    def __init__(self, desk: IssuesDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._lines: tuple[ActionLine, ...] = ()
        self._reading = Reading(desk.centre, self.show_listed)
        self._main = QWidget(self)
        self.whose_label, self.whose = QLabel(self._main), QComboBox(self._main)
        self.whose_label.setBuddy(self.whose)
        self.whose.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.help = QLabel(self._main)
        self.help.setProperty("role", "muted")
        self.help.setWordWrap(True)
        self.done = QPushButton(self._main)
        from supervisor.meetings.actions import ACTION_LABELS  # with SQLAlchemy, after the first paint

        self.table: DeskTable[ActionLine] = DeskTable(
            NAME,
            self._columns(),
            key=lambda line: line.action.id,
            title=mark("Actions"),
            facets=[
                Facet(
                    "state",
                    mark("State"),
                    lambda line: (line.state.value,),
                    fixed=tuple((one.value, words) for one, words in ACTION_LABELS.items()),
                ),
                Facet("department", mark("Department"), lambda line: (line.department,)),
            ],
            groupings=[
                Grouping("owner", mark("Owner"), lambda line: (line.action.owner,)),
                Grouping("department", mark("Department"), lambda line: (line.department,)),
                Grouping("meeting", mark("Meeting"), lambda line: (self._meeting(line),)),
            ],
            sort=[("state", False)],
            search=self._search,
            menu=self._fill_menu,
            faded=lambda line: line.action.done_on is not None,
            counted=lambda count: ngettext("{n} action", "{n} actions", count).format(n=number(count)),
            machine=desk.machine,
            parent=self._main,
        )
        head = QHBoxLayout()
        head.setSpacing(theme.SPACE_S)
        head.addWidget(self.whose_label)
        head.addWidget(self.whose)
        head.addWidget(self.help, 1)
        head.addWidget(self.done)
        column = QVBoxLayout(self._main)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE_S)
        column.addLayout(head)
        column.addWidget(self.table, 1)
        self.split = WithDrawer(self._main, NAME, desk.machine, self)
        self.form = DoneForm(self.split.drawer)
        self.split.drawer.pages.addWidget(self.form)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(theme.SPACE_L, theme.SPACE_S, theme.SPACE_L, theme.SPACE_M)
        whole.addWidget(self.split)
        self._leads = Lead(self._main, self.table), Lead(self, self.table)
        kept = memory.recall(desk.machine, f"{NAME} whose").get("who")
        self._who = kept if isinstance(kept, str) else ""
        self._wire()
        guard(desk.centre, Act.RUN_MEETINGS, self.done)
        self.retranslate()

    def _wire(self) -> None:
        desk = self._desk
        desk.changed.connect(self._heed)
        self.table.opened.connect(self._open)
        self.table.current_changed.connect(self._move_on)
        self.table.filled.connect(lambda: desk.tab_wanted.emit("meetings"))
        self.whose.activated.connect(self._choose)
        self.done.clicked.connect(self.ask_done)
        self.form.done_asked.connect(self._finish)
        self.form.given_up.connect(self.split.close_drawer)
        keys = QShortcut(QKeySequence("Ctrl+D"), self, self.ask_done)
        keys.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        exporter = Exporter(
            self.table, desk.centre.jobs, zone=lambda: desk.zone, people=True, who=desk.centre.who
        )
        exporter.noticed.connect(desk.noticed)
        exporter.refused.connect(desk.centre.jobs.refused)

    # -- what is shown --------------------------------------------------------------------------------------

    def arrive(self) -> None:
        """The page is about to be shown."""
        self.read()

    def read(self) -> None:
        """Read the actions again."""
        self._reading.read(work.read_listed, self._desk.now)

    def _heed(self, changes: frozenset[str]) -> None:
        if changes & HEEDED and self.isVisible():
            self.read()

    def show_listed(self, listed: Listed) -> None:
        """Show the actions, of everybody or of whoever was chosen."""
        self._lines = listed.actions
        owners = sorted({line.action.owner for line in listed.actions if line.action.owner})
        self.whose.clear()
        self.whose.addItem(_("Everybody"), "")
        for owner in owners:
            self.whose.addItem(owner, owner)
        if self._who and self._who not in owners:
            self.whose.addItem(self._who, self._who)
        self.whose.setCurrentIndex(max(0, self.whose.findData(self._who)))
        self.table.tick(self._desk.now)
        self.table.show_rows(listed.actions)
        self._filter()

    def _choose(self, _at: int) -> None:
        self._who = str(self.whose.currentData() or "")
        memory.keep(self._desk.machine, f"{NAME} whose", {"who": self._who})
        self._filter()

    def _filter(self) -> None:
        who = self._who
        self.table.set_filter((lambda line: line.action.owner == who) if who else None)

    def _open(self, line: ActionLine) -> None:
        if line.action.issue:
            self._desk.issue_wanted.emit(line.action.issue)
        else:
            self._desk.meeting_wanted.emit(line.action.meeting)

    def _move_on(self, line: ActionLine | None) -> None:
        if line is not None and self.split.is_open and not self.form.is_dirty:
            self._show_form(line)

    # -- hands ----------------------------------------------------------------------------------------------

    def ask_done(self) -> None:
        """Ask what was done about the action that the keyboard stands on."""
        line = self.table.current
        if line is not None and line.action.done_on is None:
            self._show_form(line)
            self.split.open_drawer(focus=True)
            self.form.begin()

    def _show_form(self, line: ActionLine) -> None:
        if line.action.done_on is not None:
            self.split.close_drawer()
            return
        self.form.show_action(line.action, self._desk.today)
        who = line.action.owner
        under = _("{who}, due on {day}").format(who=who, day=day(line.action.due, self._desk.today))
        self.split.drawer.show_page(self.form, line.action.text, under)

    def _finish(self, action: object, done_on: object, result: str) -> None:
        self._desk.do(
            _("The action is done."),
            "supervisor.meetings.actions",
            "finish",
            action,
            done_on,
            result,
            acting=self._desk.acting(),
            then=lambda _kept: self.split.close_drawer(),
            failed=self._refuse,
        )

    def _refuse(self, error: SupervisorError) -> None:
        self.form.refuse(sentence(error))

    def _reopen(self, line: ActionLine) -> None:
        self._desk.do(
            _("The action is open again."),
            "supervisor.meetings.actions",
            "reopen",
            line.action,
            acting=self._desk.acting(),
        )

    def _fill_menu(self, line: ActionLine, menu: QMenu) -> None:
        if line.action.done_on is None:
            guard(self._desk.centre, Act.RUN_MEETINGS, menu.addAction(_("Done…"), self.ask_done))
        else:
            guard(
                self._desk.centre,
                Act.RUN_MEETINGS,
                menu.addAction(_("Not done after all"), partial(self._reopen, line)),
            )
        if line.action.issue:
            menu.addAction(_("Open the issue"), partial(self._open, line))
        menu.addAction(_("Open the meeting"), partial(self._desk.meeting_wanted.emit, line.action.meeting))

    # -- words ----------------------------------------------------------------------------------------------

    def _meeting(self, line: ActionLine) -> str:
        return _("{series}, no. {n}").format(series=line.series, n=number(line.meeting_number))

    def _search(self, line: ActionLine) -> str:
        action = line.action
        parts = (action.text, action.owner, line.department, line.issue_number, line.title, action.result)
        return " ".join((*parts, self._meeting(line)))

    def _columns(self) -> list[Column[ActionLine]]:
        from supervisor.meetings.actions import ACTION_LABELS, ActionState

        order = {one: at for at, one in enumerate(ACTION_LABELS)}
        looks = {
            ActionState.OVERDUE: Look(Sign.SQUARE, State.CRITICAL),
            ActionState.TODAY: Look(Sign.TRIANGLE, State.WARN),
        }

        def state(line: ActionLine) -> str:
            said = _(ACTION_LABELS[line.state])
            if not line.days_over:
                return said
            late = ngettext("{state} by {n} working day", "{state} by {n} working days", line.days_over)
            return late.format(state=said, n=number(line.days_over))

        def place(line: ActionLine) -> tuple[int, int]:
            due = line.action.due
            return order[line.state], due.toordinal() if due is not None else 0

        return [
            Column(
                "state",
                mark("State"),
                state,
                sort=place,
                look=lambda line: looks.get(line.state),
                width=200,
            ),
            Column("due", mark("Due on"), lambda line: line.action.due, Kind.DAY, width=96),
            Column("who", mark("Owner"), lambda line: line.action.owner, width=90),
            Column("department", mark("Department"), lambda line: line.department, width=130),
            Column(
                "what",
                mark("What is to be done"),
                lambda line: line.action.text,
                about=lambda line: "\n".join(one for one in (line.action.text, line.action.result) if one),
                width=220,
                stretch=True,
            ),
            Column("number", mark("Issue"), lambda line: line.issue_number, width=130, quiet=True),
            Column("title", mark("Title"), lambda line: line.title, width=160, quiet=True, hidden=True),
            Column("done", mark("Done on"), lambda line: line.action.done_on, Kind.DAY, width=96, quiet=True),
            Column(
                "result", mark("What came out of it"), lambda line: line.action.result, width=110, quiet=True
            ),
            Column("meeting", mark("Meeting"), self._meeting, width=150, quiet=True, hidden=True),
            Column(
                "agreed", mark("Agreed on"), lambda line: line.meeting_day, Kind.DAY, width=96, quiet=True
            ),
        ]

    def retranslate(self) -> None:
        """Say everything again, in the language now in use."""
        self.whose_label.setText(_("Owner"))
        self.whose.setAccessibleName(_("Owner"))
        if self.whose.count():
            self.whose.setItemText(0, _("Everybody"))
        self.help.setText(_("What was agreed in meetings; overdue first. Enter goes to the issue."))
        self.done.setText(_("Done…"))
        self.done.setToolTip("Ctrl+D")
        self.table.say_empty(
            _("No action was agreed yet. Actions are noted while a meeting runs (A)."),
            _("Go to the meetings"),
        )

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
            self.table.refresh()
