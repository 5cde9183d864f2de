"""Reminders: what would go out now, what went out, and the ladder, the words and the mail server behind
them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QComboBox,
    QLabel,
    QMenu,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from supervisor.errors import MailError
from supervisor.issues.letters import Letter, late_words
from supervisor.issues.reminded import TOLD_LABELS, Record, Told
from supervisor.issues.reminding import Reminder
from supervisor.issues.states import CLOCK_LABELS, ClockKind
from supervisor.rights.act import Act
from supervisor.sentences.error import sentence
from supervisor.settings.issues import WAY_LABELS, Way
from supervisor.words import DASH, _, mark, moment, ngettext, number
from ui import theme
from ui.asking import Asking, Reading
from ui.issues import reminder_work as work
from ui.issues.desk import IssuesDesk
from ui.issues.reminder_letter import LetterView
from ui.issues.reminder_settings import ReminderSettings
from ui.rights import guard
from ui.theme import State
from ui.widgets.drawer import WithDrawer
from ui.widgets.lead import Lead
from ui.widgets.signs import Sign
from ui.widgets.table import Column, DeskTable, Facet, Kind, Look
from ui.widgets.table.export import Exporter
from ui.widgets.table.flow import Flow

HEEDED = frozenset({"issues", "departments", "reminders", "work_calendars", "centre_settings"})
DUE, WENT = range(2)
_LOOKS = {
    Told.FAILED: Look(Sign.SQUARE, State.CRITICAL),
    Told.SENDING: Look(Sign.TRIANGLE, State.WARN),
}


@dataclass(frozen=True)
class DueRow:
    """A reminder that is due, with the letter that it is part of (None: it is shown here)."""

    reminder: Reminder
    letter: Letter | None


class RemindersPage(QWidget):
    """Enter shows the letter beside the list; nothing goes out while one looks."""

    def __init__(self, desk: IssuesDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._told: work.Told | None = None
        self._reading = Reading(desk.centre, self.show_told)
        self._sending = Asking(desk.centre, self)
        self._main = QWidget(self)
        self.state = QLabel(self._main)
        self.state.setWordWrap(True)
        self.view = QComboBox(self._main)
        self.ladder_button, self.mail_button = QPushButton(self._main), QPushButton(self._main)
        self.due, self.went = self._due_table(), self._went_table()
        self.tables = QStackedWidget(self._main)
        for table in (self.due, self.went):
            self.tables.addWidget(table)
        bar = Flow(theme.SPACE_S)
        for widget in (self.view, self.ladder_button, self.mail_button):
            bar.addWidget(widget)
        column = QVBoxLayout(self._main)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE_S)
        column.addLayout(bar)
        column.addWidget(self.state)
        column.addWidget(self.tables, 1)
        self.split = WithDrawer(self._main, "issues.reminders", desk.machine, self)
        self.letter = LetterView(self.split.drawer)
        self.settings = ReminderSettings(desk, self.split.drawer)
        self.ladder, self.mail = self.settings.ladder, self.settings.mail
        for page in (self.letter, self.ladder, self.mail):
            self.split.drawer.pages.addWidget(page)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(theme.SPACE_L, theme.SPACE_S, theme.SPACE_L, theme.SPACE_M)
        whole.addWidget(self.split)
        self._leads = Lead(self._main, self.due), Lead(self, self.due)
        self._wire()
        guard(desk.centre, Act.SET_CENTRE, self.ladder_button, self.mail_button)
        self.retranslate()

    def _due_table(self) -> DeskTable[DueRow]:
        return DeskTable(
            "issues.reminders.due",
            self._due_columns(),
            key=lambda row: row.reminder.key,
            title=mark("What would go out"),
            facets=[Facet("way", mark("Who is reminded"), lambda row: (row.reminder.rung.way,), fixed=_WAYS)],
            search=lambda row: f"{row.reminder.number} {row.reminder.title} {self._department(row.reminder)}",
            menu=self._fill_due_menu,
            counted=lambda count: ngettext("{n} reminder", "{n} reminders", count).format(n=number(count)),
            machine=self._desk.machine,
            parent=self._main,
        )

    def _went_table(self) -> DeskTable[Record]:
        return DeskTable(
            "issues.reminders.told",
            self._went_columns(),
            key=lambda row: row.key,
            title=mark("What went out"),
            facets=[
                Facet(
                    "told",
                    mark("What became of it"),
                    lambda row: (row.told.value,),
                    fixed=tuple((one.value, said) for one, said in TOLD_LABELS.items()),
                ),
                Facet(
                    "way", mark("Who is reminded"), lambda row: (row.document.get("way", ""),), fixed=_WAYS
                ),
            ],
            sort=[("at", True)],
            search=lambda row: " ".join(
                str(row.document.get(name, "")) for name in ("number", "title", "to")
            ),
            menu=self._fill_went_menu,
            counted=lambda count: ngettext("{n} reminder", "{n} reminders", count).format(n=number(count)),
            machine=self._desk.machine,
            parent=self._main,
        )

    def _wire(self) -> None:
        desk = self._desk
        desk.changed.connect(self._heed)
        desk.read_again.connect(self._say)
        self.view.activated.connect(self._show_view)
        self.due.opened.connect(self.open)
        self.due.current_changed.connect(self._move_on)
        self.went.opened.connect(lambda row: desk.issue_wanted.emit(row.issue))
        self.ladder_button.clicked.connect(self.show_ladder)
        self.mail_button.clicked.connect(self.show_mail)
        self.letter.send_asked.connect(self._send)
        self.letter.leave_asked.connect(self._leave)
        for form in (self.ladder, self.mail):
            form.given_up.connect(self.split.close_drawer)
        for table in (self.due, self.went):
            exporter = Exporter(table, desk.centre.jobs, zone=lambda: desk.zone, who=desk.centre.who)
            exporter.noticed.connect(desk.noticed)
            exporter.refused.connect(desk.centre.jobs.refused)

    # -- what is shown --------------------------------------------------------------------------------------

    def arrive(self) -> None:
        """Read what there is."""
        self._reading.read(work.read_told, self._desk.now)

    def show_told(self, told: work.Told) -> None:
        """Show what is due, and what went out."""
        self._told = told
        rows = [DueRow(one, None) for one in told.due.desk]
        rows += [DueRow(one, letter) for letter in told.due.letters for one in letter.about]
        self.due.tick(self._desk.now)
        self.due.show_rows(sorted(rows, key=lambda row: (-row.reminder.days, row.reminder.number)))
        self.went.tick(self._desk.now)
        self.went.show_rows(told.records)
        shown = self.letter.letter
        if (
            self.split.is_open
            and self.split.drawer.pages.currentWidget() is self.letter
            and shown is not None
        ):
            keys = {one.key for one in shown.about}
            if not any(row.reminder.key in keys for row in rows):
                self.split.close_drawer()
        self._say()

    def open(self, row: DueRow) -> None:
        """Show the letter beside the list; what is shown here alone leads to its issue."""
        if row.letter is None:
            self._desk.issue_wanted.emit(row.reminder.issue)
            return
        self._show_letter(row.letter)
        self.split.open_drawer(focus=True)

    def show_ladder(self) -> None:
        """Show when whom, in which words."""
        self.settings.show_ladder()
        self.split.drawer.show_page(self.ladder, _("Ladder and words"))
        self.split.open_drawer(focus=True)

    def show_mail(self) -> None:
        """Show the mail server."""
        self.settings.show_mail()
        self.split.drawer.show_page(self.mail, _("Mail server"))
        self.split.open_drawer(focus=True)

    def _move_on(self, row: DueRow | None) -> None:
        on_letter = self.split.drawer.pages.currentWidget() is self.letter
        if row is not None and row.letter is not None and self.split.is_open and on_letter:
            self._show_letter(row.letter)

    def _show_letter(self, letter: Letter) -> None:
        server = self._desk.centre.kept.settings.mail_server
        why_not = "" if server.host else sentence(MailError("", "none"))
        if self._desk.centre.kept.settings.demo:
            why_not = _("This is the demo: nothing is ever sent from it.")
        self.letter.show_letter(letter, may_send=not self._sending.is_asking, why_not=why_not)
        count = len(letter.about)
        about = ngettext("about {n} issue", "about {n} issues", count).format(n=number(count))
        self.split.drawer.show_page(self.letter, _(WAY_LABELS[letter.way]), about)

    def _show_view(self, at: int) -> None:
        self.tables.setCurrentIndex(max(DUE, at))
        part = self.went if at == WENT else self.due
        for lead in self._leads:
            lead.part = part
        part.setFocus(Qt.FocusReason.OtherFocusReason)

    def _heed(self, areas: frozenset[str]) -> None:
        if areas & HEEDED and self.isVisible():
            self.arrive()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.arrive()

    # -- hands ----------------------------------------------------------------------------------------------

    def _send(self, letter: Letter) -> None:
        keys = frozenset(one.key for one in letter.about)
        self.letter.send.setEnabled(False)
        self._sending.ask(self._was_sent, work.send_now, keys, self._desk.now)

    def _was_sent(self, sent: work.Sent) -> None:
        if sent.errors:
            self._desk.centre.jobs.refused.emit(sent.errors[0])
        else:
            said = ngettext("{n} letter was sent.", "{n} letters were sent.", sent.sent)
            self._desk.noticed.emit(said.format(n=number(sent.sent)), None)
        self.arrive()

    def _leave(self, letter: Letter) -> None:
        keys = [one.key for one in letter.about]
        said = _("This letter is not sent.")
        job = self._desk.centre.jobs.write(
            work.leave, letter.about, at=self._desk.now, who=self._desk.centre.who
        )
        back = partial(self._tell_again, keys)
        job.then(lambda _changes: self._desk.noticed.emit(said, back))

    def _tell_again(self, keys: list[str]) -> None:
        self._desk.centre.jobs.write(work.tell_again, keys)

    def _fill_due_menu(self, row: DueRow, menu: QMenu) -> None:
        if row.letter is not None:
            menu.addAction(_("Show the letter"), partial(self.open, row))
            menu.addAction(_("Do not send"), partial(self._leave, row.letter))
        menu.addAction(_("Show the issue"), partial(self._desk.issue_wanted.emit, row.reminder.issue))

    def _fill_went_menu(self, row: Record, menu: QMenu) -> None:
        menu.addAction(_("Show the issue"), partial(self._desk.issue_wanted.emit, row.issue))
        if row.told in (Told.SENDING, Told.FAILED, Told.LEFT):
            menu.addAction(_("Remind again"), partial(self._tell_again, [row.key]))

    # -- words ----------------------------------------------------------------------------------------------

    def _department(self, of: Reminder) -> str:
        return self._desk.known.department(of.department) if of.department else DASH

    def _due_columns(self) -> list[Column[DueRow]]:
        def lacks(row: DueRow) -> str:
            return row.letter.lacks if row.letter is not None else ""

        return [
            Column("number", mark("Number"), lambda row: row.reminder.number, width=130),
            Column("title", mark("Title"), lambda row: row.reminder.title, stretch=True, width=200),
            Column("department", mark("Department"), lambda row: self._department(row.reminder), width=130),
            Column("clock", mark("Clock"), lambda row: _(CLOCK_LABELS[row.reminder.clock]), width=90),
            Column(
                "late",
                mark("How late"),
                lambda row: row.reminder.days,
                Kind.NUMBER,
                text=lambda row: late_words(row.reminder.days),
                width=180,
            ),
            Column(
                "way", mark("Who is reminded"), lambda row: _(WAY_LABELS[row.reminder.rung.way]), width=200
            ),
            Column(
                "lacks",
                mark("What is missing"),
                lacks,
                look=lambda row: Look(Sign.TRIANGLE, State.WARN) if lacks(row) else None,
                stretch=True,
                width=160,
            ),
        ]

    def _went_columns(self) -> list[Column[Record]]:
        def clock(row: Record) -> str:
            kind = row.document.get("clock", "")
            return _(CLOCK_LABELS[ClockKind(kind)]) if kind in set(ClockKind) else DASH

        def way(row: Record) -> str:
            kind = row.document.get("way", "")
            return _(WAY_LABELS[Way(kind)]) if kind in set(Way) else DASH

        return [
            Column(
                "at",
                mark("When"),
                lambda row: row.at,
                Kind.TIME,
                text=lambda row: moment(row.at, self._desk.zone, self._desk.today),
                width=120,
            ),
            Column("number", mark("Number"), lambda row: row.document.get("number", DASH), width=130),
            Column(
                "title", mark("Title"), lambda row: row.document.get("title", ""), stretch=True, width=180
            ),
            Column("clock", mark("Clock"), clock, width=90),
            Column("way", mark("Who is reminded"), way, width=180),
            Column(
                "to",
                mark("Recipients"),
                lambda row: ", ".join((*row.document.get("to", ()), *row.document.get("copy", ()))) or DASH,
                width=180,
            ),
            Column(
                "told",
                mark("What became of it"),
                lambda row: _(TOLD_LABELS[row.told]),
                look=lambda row: _LOOKS.get(row.told),
                about=lambda row: str(row.document.get("error", "")),
                stretch=True,
                width=160,
            ),
        ]

    def _say(self) -> None:
        settings = self._desk.centre.kept.settings
        if settings.demo:
            said = _("This is the demo: nothing is ever sent from it. This is what would be sent.")
        elif not settings.mail_server.host:
            said = _("No mail server is set up: reminders are shown here and nothing is sent.")
        elif not settings.issue_reminding.on:
            said = _(
                "Mails do not go out by themselves: switch them on with the ladder, or send single ones."
            )
        else:
            said = _("Mails go out by themselves, in the working hours of who gets them.")
        self.state.setText(said)

    def retranslate(self) -> None:
        """Say everything again, in the language now in use."""
        at = max(DUE, self.view.currentIndex())
        self.view.clear()
        self.view.addItems([_("What would go out now"), _("What went out")])
        self.view.setCurrentIndex(at)
        self.view.setAccessibleName(_("Which reminders"))
        self.ladder_button.setText(_("Ladder and words…"))
        self.mail_button.setText(_("Mail server…"))
        self.due.say_empty(_("Nobody is to be reminded of anything now."))
        self.went.say_empty(_("No reminder went out in the last three months."))
        self._say()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
            for table in (self.due, self.went):
                table.refresh()


_WAYS = tuple((one.value, said) for one, said in WAY_LABELS.items())
