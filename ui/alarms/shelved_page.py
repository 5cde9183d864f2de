"""What is shelved: until when, why and by whom, whether it would call now, and how to hear of it again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QVBoxLayout, QWidget

from supervisor.alarms.place import key_of
from supervisor.alarms.sentences import cause_name, level_word, place_name, title
from supervisor.alarms.store import Shelf
from supervisor.wallboard.levels import Level
from supervisor.words import _, mark, moment
from ui import theme
from ui.alarms import work
from ui.alarms.rule_words import rule_name
from ui.alarms.summary import level_state
from ui.centre import OpenCentre
from ui.machine import Machine
from ui.open_alarms import OpenAlarms
from ui.steps import take_back
from ui.widgets.signs import OF_STATE
from ui.widgets.table import Column, DeskTable, Kind, Look


@dataclass(frozen=True)
class ShelvedRow:
    """A shelf, what it is about, and the worst level that it keeps from being heard now."""

    shelf: Shelf
    what: str
    is_rule: bool
    hidden: Level


def shelved_rows(alarms: OpenAlarms) -> list[ShelvedRow]:
    """The shelves in force as the table shows them."""
    names = {record.rule.id: rule_name(record.rule) for record in alarms.rules}
    rows = []
    for shelf in alarms.shelves:
        key = key_of(shelf.key)
        hidden = [
            alarm
            for alarm in alarms.put_away
            if alarm.key.text == shelf.key or any(symptom.rule == shelf.key for symptom in alarm.symptoms)
        ]
        if key is not None:
            same = next((alarm for alarm in hidden if alarm.key == key), None)
            named = _("{what}: {place}").format(what=cause_name(key.cause), place=place_name(key.place))
            if key.cause in names:
                named = _("{what}: {place}").format(what=names[key.cause], place=place_name(key.place))
            what = title(same) if same is not None else named
        else:
            what = names.get(shelf.key, shelf.key)
        worst = max((alarm.level for alarm in hidden), default=Level.NORMAL)
        rows.append(ShelvedRow(shelf, what, key is None, worst))
    return rows


def _look(row: ShelvedRow) -> Look | None:
    state = level_state(row.hidden)
    return Look(OF_STATE[state]) if state is not None else None


class ShelvedPage(QWidget):
    """U, Delete or the button hear of it again; that can be taken back."""

    noticed = Signal(str, object)

    def __init__(self, centre: OpenCentre, machine: Machine, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._centre = centre
        self.unshelve = QPushButton(self)
        self.unshelve.clicked.connect(self.take_out)
        self.table: DeskTable[ShelvedRow] = DeskTable(
            "shelved alarms",
            self._columns(),
            key=lambda row: row.shelf.key,
            title=mark("Shelved alarms"),
            sort=[("until", False)],
            menu=self._add_actions,
            machine=machine,
            parent=self,
        )
        self.table.use_zone(centre.zone)
        head = QHBoxLayout()
        head.addWidget(self.unshelve)
        head.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE_S)
        column.addLayout(head)
        column.addWidget(self.table, 1)
        for keys in ("U", "Del"):
            shortcut = QShortcut(QKeySequence(keys), self, self.take_out)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self.table.current_changed.connect(lambda row: self.unshelve.setEnabled(row is not None))
        centre.alarms.changed.connect(self.heed)
        self.setFocusProxy(self.table)
        self.retranslate()
        self.table.tick(centre.live.clock.now())
        self.heed()

    def _columns(self) -> list[Column[ShelvedRow]]:
        zone = self._centre.zone
        return [
            Column("what", mark("What"), lambda row: row.what, stretch=True, width=240),
            Column(
                "kind",
                mark("Shelved is"),
                lambda row: _("the rule") if row.is_rule else _("this alarm"),
                width=100,
                quiet=True,
            ),
            Column(
                "hidden",
                mark("Would call now"),
                lambda row: level_word(row.hidden) or _("no"),
                sort=lambda row: int(row.hidden),
                look=_look,
                width=130,
            ),
            Column(
                "until",
                mark("Until"),
                lambda row: row.shelf.until,
                Kind.TIME,
                text=lambda row: moment(row.shelf.until, zone, self._today()),
                sort=lambda row: row.shelf.until.timestamp(),
                width=130,
            ),
            Column(
                "left",
                mark("Time left"),
                lambda row, now: (row.shelf.until - now).total_seconds(),
                Kind.DURATION,
                running=True,
                sort=lambda row: row.shelf.until.timestamp(),
                width=90,
            ),
            Column("reason", mark("Reason"), lambda row: row.shelf.reason, stretch=True, width=180),
            Column("who", mark("By"), lambda row: row.shelf.who, width=110, quiet=True),
            Column(
                "at",
                mark("Since"),
                lambda row: row.shelf.at,
                Kind.TIME,
                text=lambda row: moment(row.shelf.at, zone, self._today()),
                sort=lambda row: row.shelf.at.timestamp(),
                width=130,
                quiet=True,
            ),
        ]

    def _today(self) -> date:
        return self._centre.live.clock.now().astimezone(self._centre.zone).date()

    def heed(self) -> None:
        """The shelves are others now."""
        rows = shelved_rows(self._centre.alarms)
        self.table.show_rows(rows)
        self.unshelve.setVisible(bool(rows))
        self.unshelve.setEnabled(self.table.current is not None)

    def tick(self, now: datetime) -> None:
        """A second has passed."""
        self.table.tick(now)

    def take_out(self) -> None:
        """Hear of the chosen one again."""
        row = self.table.current
        if row is None:
            return
        at, who = self._centre.live.clock.now(), self._centre.who
        said = _("No longer shelved: {what}").format(what=row.what)
        job = self._centre.jobs.write(work.take_out, row.shelf.key, what=row.what, at=at, who=who)
        job.then(partial(self._taken_out, said))

    def _taken_out(self, said: str, result: work.Stepped) -> None:
        step = result[1]
        self.noticed.emit(said, partial(self._undo, step) if step is not None else None)

    def _undo(self, step: int) -> None:
        self._centre.jobs.write(take_back, step, at=self._centre.live.clock.now())

    def _add_actions(self, _row: ShelvedRow, menu: QMenu) -> None:
        menu.addAction(_("Unshelve"), self.take_out).setShortcut(QKeySequence("U"))

    def retranslate(self) -> None:
        """Say everything again, in the language now in use."""
        self.unshelve.setText(_("Unshelve (U)"))
        self.table.say_empty(
            _(
                "Nothing is shelved. Press S on an alarm to hear nothing of it for a while; it comes back by "
                "itself."
            )
        )
        self.heed()
