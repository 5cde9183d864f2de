"""Hours credited for teaching: by person and month, written in place, each change a step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QDate, QEvent, Qt
from PySide6.QtWidgets import (
    QDateEdit,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from supervisor.errors import SupervisorError
from supervisor.imports.values import Unit, read
from supervisor.performance.credit import MOST_S, Credit
from supervisor.sentences.error import sentence
from supervisor.words import _, mark, ngettext, number
from ui import theme
from ui.people.desk import PeopleDesk
from ui.people.work import People, PersonRow
from ui.steps import step
from ui.widgets.lead import Lead

if TYPE_CHECKING:  # SQLAlchemy comes after the first paint
    from sqlalchemy import Connection

    from supervisor.storage.changes import Changes

NAME, NUMBER, TEAM, HOURS, NOTE = range(5)
HEADERS = (mark("Name"), mark("Number"), mark("Team"), mark("Hours"), mark("Note"))
HEEDED = frozenset({"teaching_credits"})


def read_credits(db: Connection, month: date) -> tuple[Credit, ...]:
    """The credits of *month*; on the database thread."""
    from supervisor.performance.credit import credits_between

    return credits_between(db, month, month)


def save_credits(
    db: Connection, wanted: Sequence[Credit], *, at: datetime, who: str
) -> tuple[Changes, int | None]:
    """Write *wanted* as one step; what it changed, and the step's number."""
    from supervisor.performance.credit import change_credits

    return step(db, change_credits, wanted, at=at, who=who)


class TeachingPage(QWidget):
    """Everybody who was there in a month, with the hours that are taken off for teaching."""

    def __init__(self, desk: PeopleDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._people: tuple[PersonRow, ...] = ()
        self._credits: dict[str, Credit] = {}
        today = desk.today
        self._month = today.replace(day=1)
        self.title = QLabel(self)
        self.month = QDateEdit(QDate(today.year, today.month, 1), self)
        self.month.setDisplayFormat("yyyy-MM")
        self.month.setKeyboardTracking(False)
        self.title.setBuddy(self.month)
        self.sum = QLabel(self)
        self.sum.setProperty("role", "small")
        self.help = QLabel(self)
        self.help.setProperty("role", "small")
        self.help.setWordWrap(True)
        self.problem = QLabel(self)
        self.problem.setProperty("role", "error")
        self.problem.setWordWrap(True)
        self.problem.hide()
        self.table = QTableWidget(0, len(HEADERS), self)
        self.table.setTabKeyNavigation(False)  # Tab leaves the table, the arrows move in it
        self.table.setShowGrid(False)
        self.table.verticalHeader().hide()
        header = self.table.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        for column in (NAME, NOTE):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
        row = QHBoxLayout()
        row.setSpacing(theme.SPACE_S)
        for widget in (self.title, self.month, self.sum):
            row.addWidget(widget)
        row.addStretch(1)
        column_ = QVBoxLayout(self)
        column_.setContentsMargins(theme.SPACE_L, theme.SPACE_M, theme.SPACE_L, theme.SPACE_M)
        column_.setSpacing(theme.SPACE_S)
        column_.addLayout(row)
        column_.addWidget(self.help)
        column_.addWidget(self.table, 1)
        column_.addWidget(self.problem)
        self.table.itemChanged.connect(self._write)
        self.month.dateChanged.connect(self._choose)
        desk.centre.changed.connect(self._heed)
        Lead(self, self.table)
        self._say()
        self.read()

    def show_people(self, people: People) -> None:
        """Everybody who was there in the month."""
        after = (self._month + timedelta(days=32)).replace(day=1)
        self._people = tuple(
            person
            for person in people.persons
            if (person.joined is None or person.joined < after)
            and (person.left is None or person.left > self._month)
        )
        self._fill()

    def read(self) -> None:
        """Read the month's credits again."""
        if self._desk.centre.url:
            self._desk.centre.jobs.read(read_credits, self._month).then(self.show_credits)

    def show_credits(self, credits: Sequence[Credit]) -> None:
        """Show *credits* of the month."""
        self._credits = {credit.person: credit for credit in credits}
        self._fill()

    def _heed(self, changes: frozenset[str]) -> None:
        if changes & HEEDED:
            self.read()

    def _choose(self, chosen: QDate) -> None:
        self._month = date(chosen.year(), chosen.month(), 1)
        self._credits = {}
        self.show_people(self._desk.people)
        self.read()

    def _fill(self) -> None:
        at = self.table.currentRow(), self.table.currentColumn()
        self.table.blockSignals(True)
        header = self.table.horizontalHeader()
        fitted = [column for column in range(len(HEADERS)) if column not in (NAME, NOTE)]
        for column in fitted:  # each cell would measure its column anew
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Interactive)
        self.table.setRowCount(len(self._people))
        fixed = Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled
        for row, person in enumerate(self._people):
            credit = self._credits.get(person.id)
            hours = f"{credit.seconds / 3600:g}" if credit else ""
            texts = (person.name, person.number, person.team, hours, credit.note if credit else "")
            for column, text in enumerate(texts):
                item = QTableWidgetItem(text)
                item.setFlags(fixed | Qt.ItemFlag.ItemIsEditable if column in (HOURS, NOTE) else fixed)
                if column == HOURS:
                    item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                self.table.setItem(row, column, item)
        for column in fitted:
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        if at[0] >= 0:
            self.table.setCurrentCell(min(at[0], len(self._people) - 1), at[1])
        self.table.blockSignals(False)
        total = sum(credit.seconds for credit in self._credits.values()) / 3600
        many = len(self._credits)
        said = ngettext("{hours} h for {n} person", "{hours} h for {n} people", many)
        self.sum.setText(said.format(hours=number(total, 1), n=number(many)))

    def _write(self, item: QTableWidgetItem) -> None:
        if item.column() not in (HOURS, NOTE) or item.row() >= len(self._people):
            return
        person = self._people[item.row()]
        stands = self._credits.get(person.id, Credit(person.id, self._month, 0))
        text = item.text().strip()
        if item.column() == NOTE:
            wanted = replace(stands, note=text)
        else:
            found = 0.0 if not text else read(text, Unit.HOURS)
            if not isinstance(found, int | float) or not 0 <= found <= MOST_S:
                said = _("{name}: “{value}” is no number of hours of a month; enter 12 or 12:30.")
                self._refuse(said.format(name=person.name, value=text))
                self._fill()
                return
            wanted = replace(stands, seconds=round(found))
        if wanted == stands or (not wanted.seconds and not stands.version):
            return
        self.problem.hide()
        centre = self._desk.centre
        at, who = centre.live.clock.now(), centre.who
        job = centre.jobs.write(save_credits, [wanted], at=at, who=who)
        job.then(partial(self._saved, person.name), self._not_saved)

    def _saved(self, name: str, result: tuple[object, int | None]) -> None:
        if result[1] is not None:
            back = partial(self._desk.take_back, result[1])
            self._desk.noticed.emit(_("Hours for teaching of {name} were changed.").format(name=name), back)
        self.read()

    def _not_saved(self, error: SupervisorError) -> None:
        self._refuse(sentence(error))
        self.read()

    def _refuse(self, why: str) -> None:
        self.problem.setText(why)
        self.problem.show()

    def _say(self) -> None:
        self.title.setText(_("Month"))
        self.month.setAccessibleName(_("Month"))
        self.table.setAccessibleName(_("Hours for teaching"))
        self.table.setHorizontalHeaderLabels([_(title) for title in HEADERS])
        self.help.setText(
            _(
                "Hours that somebody spent teaching others are taken off before contacts per productive hour "
                "are counted: one floor holds for everybody."
            )
        )
        self._fill()
        self._fit()

    def _fit(self) -> None:
        self.table.verticalHeader().setDefaultSectionSize(theme.current().px(theme.ROW_HEIGHT))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self._say()
        elif event.type() is QEvent.Type.StyleChange:
            self._fit()
        super().changeEvent(event)
