"""The single contacts behind a figure, page by page; beside them one contact whole."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from functools import partial

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from supervisor.facts.contact import Outcome
from supervisor.history.contacts import ContactLine, ContactPage, ContactQuestion, Sort
from supervisor.issues import seed
from supervisor.issues.callback import Promise
from supervisor.words import DASH, _, mark, ngettext, number
from supervisor.words import day as day_words
from ui import theme
from ui.asking import Asking
from ui.history import work
from ui.history.contact_page import ContactView
from ui.history.desk import HistoryDesk
from ui.history.outcomes import OUTCOME_WORDS
from ui.history.queues_page import why_empty
from ui.widgets.drawer import WithDrawer
from ui.widgets.lead import Lead
from ui.widgets.table import Column, DeskTable, Kind
from ui.widgets.table.export import Exporter

ORDERS = (
    (Sort.ENTERED, True, mark("Newest first")),
    (Sort.ENTERED, False, mark("Oldest first")),
    (Sort.WAIT, True, mark("Longest wait first")),
    (Sort.TALK, True, mark("Longest talk first")),
)
PAGE = 500


class ContactsPage(QWidget):
    """Without a question of its own it shows all contacts of the days in force."""

    all_wanted = Signal()

    def __init__(self, desk: HistoryDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._page = ContactPage((), 0, 0)
        self._narrow: ContactQuestion | None = None  # what a figure led to
        self._about = ""
        self._number = 0
        self._stale = True
        self.about = QLabel(self)
        self.about.setProperty("role", "lead")
        self.everything = QPushButton(self)
        self.everything.setProperty("role", "link")
        self.outcome = QComboBox(self)
        self.order = QComboBox(self)
        self.number = QLineEdit(self)
        self.number.setClearButtonEnabled(True)
        self.waiting = QLabel(self)
        self.waiting.setProperty("role", "muted")
        self.waiting.hide()
        self.back = QPushButton(self)
        self.on = QPushButton(self)
        self.place = QLabel(self)
        self.place.setProperty("role", "muted")
        self.kept = QLabel(self)
        self.kept.setProperty("role", "muted")
        self.table: DeskTable[ContactLine] = DeskTable(
            "history.contacts",
            self._columns(),
            key=lambda line: (line.source, line.contact, line.queue, line.entered),
            title=mark("Contacts"),
            menu=self._fill_menu,
            counted=lambda count: ngettext("{n} contact", "{n} contacts", count).format(n=number(count)),
            machine=desk.machine,
            parent=self,
        )
        self._asking = Asking(desk.centre, self)
        self._lay_out()
        self._wire()
        Lead(self, self.table)
        self.retranslate()

    def _columns(self) -> list[Column[ContactLine]]:
        def at(instant: datetime | None) -> str:
            return DASH if instant is None else f"{instant.astimezone(self._desk.zone):%m-%d %H:%M:%S}"

        return [
            Column(
                "entered",
                mark("Entered"),
                lambda line: line.entered,
                Kind.TIME,
                text=lambda line: at(line.entered),
                width=118,
            ),
            Column("queue", mark("Queue"), lambda line: line.queue, stretch=True, width=120),
            Column("outcome", mark("Outcome"), lambda line: _(OUTCOME_WORDS[line.outcome]), width=100),
            Column("agent", mark("Agent"), lambda line: line.agent, stretch=True, width=110),
            Column("wait", mark("Wait"), lambda line: line.wait_s, Kind.DURATION, width=72),
            Column("ring", mark("Ring time"), lambda line: line.ring_s, Kind.DURATION, width=72, hidden=True),
            Column("talk", mark("Talk time"), lambda line: line.talk_s, Kind.DURATION, width=80),
            Column("hold", mark("Hold time"), lambda line: line.hold_s, Kind.DURATION, width=80),
            Column("acw", mark("After-contact time"), lambda line: line.acw_s, Kind.DURATION, width=92),
            Column("type", mark("Type of contact"), lambda line: line.type, width=92),
            Column("number", mark("Customer’s number"), lambda line: line.number, width=116),
            Column("channel", mark("Channel"), lambda line: line.channel, width=80, hidden=True),
            Column("source", mark("Source"), lambda line: line.source, width=80, hidden=True),
            Column("contact", mark("Contact"), lambda line: line.contact, width=140, hidden=True),
        ]

    def _lay_out(self) -> None:
        main = QWidget(self)
        Lead(main, self.table)
        head = QHBoxLayout()
        head.setSpacing(theme.SPACE_S)
        for widget in (self.about, self.everything, self.waiting):
            head.addWidget(widget)
        head.addStretch(1)
        for field in (self.outcome, self.order, self.number):
            head.addWidget(field)
        self.number.setMaximumWidth(theme.current().px(180))
        foot = QHBoxLayout()
        foot.setSpacing(theme.SPACE_S)
        foot.addWidget(self.kept, 1)
        for widget in (self.back, self.place, self.on):
            foot.addWidget(widget)
        column = QVBoxLayout(main)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE_S)
        column.addLayout(head)
        column.addWidget(self.table, 1)
        column.addLayout(foot)
        self.split = WithDrawer(main, "history.contacts", self._desk.machine, self)
        self.contact = ContactView(self._desk, self.split.drawer)
        self.split.drawer.pages.addWidget(self.contact)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(theme.SPACE_L, theme.SPACE_S, theme.SPACE_L, theme.SPACE_M)
        whole.addWidget(self.split)

    def _wire(self) -> None:
        self.everything.clicked.connect(self._show_all)
        self.outcome.activated.connect(self._ask_anew)
        self.order.activated.connect(self._ask_anew)
        self.number.editingFinished.connect(self._number_was_typed)
        self.back.clicked.connect(partial(self._turn, -1))
        self.on.clicked.connect(partial(self._turn, 1))
        self.table.opened.connect(self._open)
        self.table.current_changed.connect(self._move_on)
        self.table.filled.connect(self._desk.import_wanted)
        self._asking.busy.connect(self.waiting.setVisible)
        self._desk.asked_changed.connect(self._asked_else)
        self._desk.facts_changed.connect(self.ask)
        exporter = Exporter(
            self.table,
            self._desk.centre.jobs,
            zone=lambda: self._desk.zone,
            about=lambda: [(_("Contacts"), self.about.text()), (_("Page"), self.place.text())],
            people=True,
            who=self._desk.centre.who,
        )
        exporter.noticed.connect(self._desk.noticed)
        exporter.refused.connect(self._desk.centre.jobs.refused)

    # -- questions ------------------------------------------------------------------------------------------

    @property
    def question(self) -> ContactQuestion:
        """What is asked: the days and queues in force, or what a figure led to; with what is chosen here."""
        asked = self._desk.asked
        usual = ContactQuestion(asked.period(self._desk.today), queues=asked.queues, channels=asked.channels)
        sort, descending, _words = ORDERS[max(0, self.order.currentIndex())]
        outcome = self.outcome.currentData()
        return replace(
            self._narrow or usual,
            outcomes=(Outcome(outcome),) if outcome else None,
            number=self.number.text().strip(),
            sort=sort,
            descending=descending,
            page=self._number,
            page_size=PAGE,
        )

    def show_behind(self, asked: ContactQuestion, about: str) -> None:
        """Show the contacts behind a figure; *about* says which."""
        self._narrow, self._about, self._number = asked, about, 0
        self.outcome.setCurrentIndex(0)
        self._say()
        self.ask()

    def ask(self) -> None:
        """Have the question answered: now, or when the page is seen."""
        self._stale = True
        if self.isVisible():
            self._ask_now()

    def _ask_now(self) -> None:
        self._stale = False
        self._asking.ask(self.show_page, work.ask_contacts, self.question)
        self._say()

    def _ask_anew(self) -> None:
        self._number = 0
        self.ask()

    def _asked_else(self) -> None:
        self._show_all()

    def _show_all(self) -> None:
        self._narrow, self._about = None, ""
        self._say()
        self._ask_anew()

    def _number_was_typed(self) -> None:
        if self.number.text().strip() != self._asked_number:
            self._asked_number = self.number.text().strip()
            self._ask_anew()

    _asked_number = ""

    def _turn(self, by: int) -> None:
        self._number = max(0, self._number + by)
        self.ask()

    def show_page(self, page: ContactPage) -> None:
        """Show an answer."""
        self._page = page
        self.table.show_rows(page.lines)
        first = page.page * PAGE + 1
        last = first + len(page.lines) - 1
        total = _("many") if page.total is None else number(page.total)
        self.place.setText(
            _("{first}–{last} of {total}").format(first=number(first), last=number(last), total=total)
            if page.lines
            else ""
        )
        self.back.setEnabled(page.page > 0)
        self.on.setEnabled(page.total is None or last < page.total)
        for widget in (self.back, self.on):
            widget.setVisible(page.total is None or page.total > PAGE)
        self._say()

    # -- one contact ----------------------------------------------------------------------------------------

    def _open(self, line: ContactLine) -> None:
        self._show(line)
        self.split.open_drawer(focus=True)

    def _move_on(self, line: ContactLine | None) -> None:
        if line is not None and self.split.is_open:
            self._show(line)

    def _show(self, line: ContactLine) -> None:
        self.contact.show_line(line)
        when = f"{line.entered.astimezone(self._desk.zone):%Y-%m-%d %H:%M:%S}"
        self.split.drawer.show_page(self.contact, line.number or line.contact, f"{when} · {line.queue}")

    def _fill_menu(self, line: ContactLine, menu: QMenu) -> None:
        menu.addAction(_("Open"), partial(self._open, line))
        chosen = self.table.selected() or [line]
        said = ngettext("Make an issue of {n} contact…", "Make an issue of {n} contacts…", len(chosen))
        menu.addAction(said.format(n=number(len(chosen))), partial(self._begin_issue, chosen))
        menu.addAction(_("Promise a call-back…"), partial(self._promise, line))
        if line.number:
            menu.addAction(_("All contacts of this number"), partial(self._show_number, line.number))

    def _promise(self, line: ContactLine) -> None:
        promised = Promise(
            line.number, about=line.type, owner=line.agent, source=line.source, contact=line.contact
        )
        self._desk.callback_wanted.emit(promised)

    def _begin_issue(self, chosen: list[ContactLine]) -> None:
        days = self._desk.centre.days
        self._desk.issue_wanted.emit(seed.of_contacts(chosen, days, self.about.text()))

    def _show_number(self, said: str) -> None:
        self.number.setText(said)
        self._asked_number = said
        self._show_all()

    # -- words ----------------------------------------------------------------------------------------------

    def _say(self) -> None:
        self.about.setText(self._about or _("All contacts of these days"))
        self.everything.setVisible(self._narrow is not None)
        known = self._desk.known
        if known.contacts_since is not None:
            said = _("Single contacts are kept since {day}.").format(day=day_words(known.contacts_since))
            self.kept.setText(said)
        otherwise = _("No contact is kept that fits. Of days longer ago only the counts are there.")
        self.table.say_empty(*why_empty(self._desk, self._asking, otherwise))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self._ask_now()

    def retranslate(self) -> None:
        """Say everything again, in the language now in use."""
        for box, words in (
            (
                self.outcome,
                [(_("Any outcome"), ""), *((_(said), one.value) for one, said in OUTCOME_WORDS.items())],
            ),
            (self.order, [(_(said), "") for _sort, _down, said in ORDERS]),
        ):
            chosen = max(0, box.currentIndex())
            box.clear()
            for said, data in words:
                box.addItem(said, data)
            box.setCurrentIndex(chosen)
        self.outcome.setAccessibleName(_("Outcome"))
        self.order.setAccessibleName(_("Order"))
        self.number.setPlaceholderText(_("Customer’s number"))
        self.number.setAccessibleName(_("Customer’s number"))
        self.everything.setText(_("Show all"))
        self.waiting.setText(_("Looking…"))
        self.back.setText(_("Back"))
        self.on.setText(_("More"))
        self.show_page(self._page)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
