"""Who looked at whose figures, who took which along as a file, and who changed accounts, in one table."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, QTimer
from PySide6.QtWidgets import QComboBox, QLabel, QMenu, QPushButton, QWidget

from supervisor.performance.kpi import called as kpi_called
from supervisor.rights.access_log import LEAST_KEPT_DAYS, Looked
from supervisor.rights.look import WHAT_TITLES, What
from supervisor.rights.role import ROLE_TITLES
from supervisor.words import _, mark, moment, ngettext, number
from ui.accounts import work
from ui.accounts.desk import AccountsDesk
from ui.accounts.work import Trail
from ui.asking import Reading
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.table import Column, DeskTable, Facet, Grouping, Kind
from ui.widgets.table_page import TablePage

LOOK, FILE, ACCOUNT = "look", "file", "account"
KINDS = (
    (LOOK, mark("Looked at figures")),
    (FILE, mark("Taken as a file")),
    (ACCOUNT, mark("Account changed")),
)
SPANS = (1, 7, 30, 92, LEAST_KEPT_DAYS, 1096)  # days back
FIRST_SPAN = 30
AGAIN_MS = 10_000
NAMED = 3

DID = {
    "make": mark("made"),
    "change": mark("changed"),
    "roles": mark("given other roles"),
    "scope": mark("given other teams or departments"),
    "password": mark("given a new password"),
    "own_password": mark("gave itself a new password"),
    "retire": mark("retired"),
    "revive": mark("brought back"),
    "cut_off": mark("cut off from the database"),
}


@dataclass(frozen=True)
class TrailRow:
    """A line: *who* did *what* from *first* to *last*, *times* times, to figures of *count* people, of whom
    those in *people* (ids) are known by name."""

    key: tuple[str, int]
    kind: str
    who: str
    what: str
    first: datetime
    last: datetime
    times: int
    people: tuple[str, ...]
    whose: str
    count: int
    about: str
    is_wide: bool = False


class LooksPage(TablePage):
    """F5 reads the log again; the table keeps up with it by itself while it is seen."""

    def __init__(self, desk: AccountsDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._trail = Trail((), ())
        self._reading = Reading(desk.centre, self.show_trail)
        self.since = QComboBox(self._main)
        self._whose_label = QLabel(self._main)
        self.whose = ChoiceBox(self._main)
        self._whose_label.setBuddy(self.whose)
        self.all = QPushButton(self._main)
        self.all.setProperty("role", "link")
        self.table: DeskTable[TrailRow] = DeskTable(
            "accounts.looks",
            self._columns(),
            key=lambda row: row.key,
            title=mark("Who looked at whose figures"),
            facets=[
                Facet("kind", mark("Kind"), lambda row: (row.kind,), fixed=KINDS),
                Facet("who", mark("Who"), lambda row: (row.who,)),
                Facet("what", mark("What"), lambda row: (row.what,)),
            ],
            groupings=[
                Grouping("who", mark("Who"), lambda row: (row.who,)),
                Grouping("what", mark("What"), lambda row: (row.what,)),
                Grouping(
                    "day", mark("Day"), lambda row: (row.last.astimezone(desk.zone).date().isoformat(),)
                ),
            ],
            sort=[("at", True)],
            search=lambda row: " ".join((row.who, row.what, row.whose, row.about)),
            menu=self._fill_menu,
            counted=lambda count: ngettext("{n} line", "{n} lines", count).format(n=number(count)),
            machine=desk.machine,
            parent=self._main,
        )
        self.stand(desk, people=True)
        bar = self._main.layout().itemAt(0).layout()  # type: ignore[union-attr]  # the row of the help line
        for widget in (self._whose_label, self.whose, self.all, self.since):
            bar.addWidget(widget)  # type: ignore[union-attr]
        self.whose.setMinimumWidth(140)
        self._again = QTimer(self)
        self._again.setInterval(AGAIN_MS)
        self._again.timeout.connect(self._look_again)
        self.since.currentIndexChanged.connect(lambda _at: self.read())
        self.whose.chosen.connect(lambda _id: self._filter())
        self.all.clicked.connect(partial(self.show_whose, ""))
        self.key("F5", self.read)
        self.retranslate()

    def _columns(self) -> Sequence[Column[TrailRow]]:
        desk = self._desk
        return [
            Column(
                "at",
                mark("When"),
                lambda row: row.last,
                Kind.TIME,
                text=lambda row: moment(row.last, desk.zone, desk.today),
                about=lambda row: _("from {first} to {last}").format(
                    first=moment(row.first, desk.zone, desk.today),
                    last=moment(row.last, desk.zone, desk.today),
                ),
                width=130,
            ),
            Column("who", mark("Who"), lambda row: row.who, width=170),
            Column("what", mark("What"), lambda row: row.what, width=170, stretch=True),
            Column("whose", mark("Whose figures"), lambda row: row.whose, width=200, stretch=True),
            Column(
                "count",
                mark("People"),
                lambda row: row.count or None,
                Kind.NUMBER,
                text=lambda row: number(row.count) if row.count else "",
                width=70,
            ),
            Column(
                "times",
                mark("Times"),
                lambda row: row.times,
                Kind.NUMBER,
                tip=mark("The same look again within ten minutes is one line."),
                text=lambda row: number(row.times) if row.times > 1 else "",
                width=70,
            ),
            Column("about", mark("About"), lambda row: row.about, width=160, quiet=True),
        ]

    # -- reading --------------------------------------------------------------------------------------------

    def arrive(self) -> None:
        """The tab is shown."""
        self.read()

    def read(self) -> None:
        """Read the log again."""
        days = self.since.currentData() or FIRST_SPAN
        self._reading.read(work.read_trail, self._desk.now - timedelta(days=days))

    def _look_again(self) -> None:
        if self.isVisible():
            self.read()
        else:
            self._again.stop()

    def show_trail(self, trail: Trail) -> None:
        """Show *trail*."""
        self._trail = trail
        self.table.tick(self._desk.now)
        self.table.use_zone(self._desk.zone)
        self.table.show_rows(rows_of(trail))
        self.whose.offer([(_("Everybody"), ""), *sorted((name, id) for id, name in trail.names.items())])
        if self.isVisible() and self._desk.centre.url and not self._again.isActive():
            self._again.start()

    # -- whose ----------------------------------------------------------------------------------------------

    def show_whose(self, person: str) -> None:
        """Show looks at the figures of *person* alone, also where too many were seen to name them; "" all."""
        self.whose.choose(person, self._trail.names.get(person, person))
        self._filter()

    def _filter(self) -> None:
        person = self.whose.value
        self.all.setVisible(bool(person))
        if person:
            self.table.set_filter(lambda row: person in row.people or row.is_wide)
        else:
            self.table.set_filter(None)

    def _fill_menu(self, row: TrailRow, menu: QMenu) -> None:
        for person in row.people[:12]:
            name = self._trail.names.get(person, person)
            menu.addAction(
                _("Who looked at figures of {name}").format(name=name), partial(self.show_whose, person)
            )

    # -- words ----------------------------------------------------------------------------------------------

    def retranslate(self) -> None:
        """Say everything again, in the language now in use."""
        self.help.setText(
            _(
                "Noted before figures are shown or leave. Nobody can change or remove a line, no "
                "administrator either."
            )
        )
        self._whose_label.setText(_("Figures of"))
        self.whose.setAccessibleName(_("Whose figures were looked at"))
        self.all.setText(_("Everybody"))
        self.all.setVisible(bool(self.whose.value))
        chosen = self.since.currentData() or FIRST_SPAN
        self.since.blockSignals(True)
        self.since.clear()
        for days in SPANS:
            said = ngettext("The last {n} day", "The last {n} days", days).format(n=number(days))
            self.since.addItem(said, days)
        self.since.setCurrentIndex(self.since.findData(chosen))
        self.since.blockSignals(False)
        self.since.setAccessibleName(_("How far back"))
        self.table.say_empty(_("Nobody has looked at figures of people in this time."))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
            self.show_trail(self._trail)


def rows_of(trail: Trail) -> list[TrailRow]:
    """The lines of *trail* in words."""
    from supervisor.reports.catalogue import BY_NAME

    rows = [_row(one, trail) for one in trail.looks]
    for one in trail.exports:
        report = BY_NAME.get(one.what)
        title = _(report.title) if report is not None else one.facts.title or one.what
        whose = _("with names") if one.personal else ""
        named = Path(one.facts.path).name
        about = _("no file: {why}").format(why=one.failed) if one.failed else named
        rows.append(
            TrailRow(
                *((FILE, one.id), FILE, _who(one.who, trail), title, one.at, one.at, 1, (), whose),
                *(one.facts.rows if one.personal else 0, about),
            )
        )
    return rows


def _row(one: Looked, trail: Trail) -> TrailRow:
    look = one.look
    if look.what is What.ACCOUNT:
        whose = trail.accounts.get(look.about, look.about)
        what = _("Account {did}").format(did=_(DID[look.did]) if look.did in DID else look.did)
        kind, about = ACCOUNT, " · ".join(part for part in (look.about, _facts(look.facts)) if part)
    else:
        names = sorted(trail.names.get(id, id) for id in look.people)
        whose, rest = _(", ").join(names[:NAMED]), look.count - len(names[:NAMED])
        if rest and whose:
            whose = ngettext("{names} and {n} other person", "{names} and {n} other people", rest).format(
                names=whose, n=number(rest)
            )
        elif rest:
            whose = ngettext("{n} person", "{n} people", rest).format(n=number(rest))
        what = _(WHAT_TITLES[look.what])
        kind = LOOK
        parts = (look.about, kpi_called(look.kpi), look.by and f"supervisor {look.by}")
        about = " ".join(part for part in parts if part)
    return TrailRow(
        *((LOOK, one.id), kind, _who(one.who, trail), what, one.first, one.last, one.times),
        *(look.people, whose, look.count, about, look.is_wide),
    )


def _who(login: str, trail: Trail) -> str:
    name = trail.accounts.get(login, "")
    return _("{name} ({number})").format(name=name, number=login) if name and name != login else login


def _facts(told: str) -> str:
    """The roles that an account was given, in words; "" for anything else."""
    try:
        facts = json.loads(told) if told else None
    except ValueError:
        return ""
    names = facts.get("roles") if isinstance(facts, dict) else facts
    known = {role.value: _(title) for role, title in ROLE_TITLES.items()}
    return _(", ").join(known[name] for name in names or () if name in known)
