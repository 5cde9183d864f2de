"""The alarms of the past: a desk table by period, level, place and text, with each alarm in the drawer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from supervisor.alarms.alarm import Alarm, AlarmEvent
from supervisor.alarms.place import PlaceKind
from supervisor.alarms.sentences import cause_name, how_bad, level_word, place_name, title
from supervisor.wallboard.levels import Level
from supervisor.words import _, duration, mark, moment, ngettext, number
from ui import theme
from ui.alarms import work
from ui.alarms.detail import AlarmDetail
from ui.alarms.summary import level_state
from ui.alarms.work import Past
from ui.centre import OpenCentre
from ui.jobs import Job
from ui.machine import Machine
from ui.widgets.drawer import WithDrawer
from ui.widgets.lead import Lead
from ui.widgets.signs import OF_STATE
from ui.widgets.table import Column, DeskTable, Facet, Kind, Look
from ui.widgets.table.export import Exporter

MOST = 5000  # alarms in the table at once: a flood of months stays readable
PERIODS = (
    (mark("Today"), 0),
    (mark("Last 7 days"), 7),
    (mark("Last 30 days"), 30),
    (mark("Last 90 days"), 90),
)
KINDS = {
    PlaceKind.CENTRE: mark("The whole centre"),
    PlaceKind.QUEUE: mark("Queues"),
    PlaceKind.TEAM: mark("Teams"),
    PlaceKind.SOURCE: mark("Sources"),
}


def _lasted(alarm: Alarm) -> float | None:
    return None if alarm.closed_at is None else (alarm.closed_at - alarm.opened_at).total_seconds()


def _answered_after(alarm: Alarm) -> float | None:
    if alarm.acknowledged_at is None:
        return None
    return max(0.0, (alarm.acknowledged_at - alarm.worse_at).total_seconds())


def _level(alarm: Alarm) -> Look | None:
    state = level_state(alarm.peak)
    return Look(OF_STATE[state]) if state is not None else None


class HistoryPage(QWidget):
    """Read anew when alarms change while it is in sight."""

    noticed = Signal(str, object)
    rule_wanted = Signal(str)

    def __init__(self, centre: OpenCentre, machine: Machine, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._centre = centre
        self._job: Job | None = None
        self._stale = True
        self._events: dict[int, Sequence[AlarmEvent]] = {}
        self.period = QComboBox(self)
        for words, days in PERIODS:
            self.period.addItem(_(words), days)
        self.period.setCurrentIndex(1)
        self._of = QLabel(self)
        self._of.setProperty("role", "muted")
        self._of.setBuddy(self.period)
        self._more = QLabel(self)
        self._more.setProperty("role", "muted")
        self.table: DeskTable[Alarm] = DeskTable(
            "alarm history",
            self._columns(),
            key=lambda alarm: alarm.id,
            title=mark("Alarm history"),
            facets=self._facets(),
            sort=[("opened", True)],
            machine=machine,
            parent=self,
        )
        self.table.use_zone(self._zone)
        self.exporter = Exporter(self.table, centre.jobs, zone=lambda: self._zone)
        self.exporter.noticed.connect(self.noticed)
        self.exporter.refused.connect(centre.jobs.refused)
        self.detail = AlarmDetail()
        self.detail.rule_asked.connect(self.rule_wanted)
        self._lay_out(machine)
        self.period.activated.connect(self.read)
        self.table.opened.connect(self.open)
        self.table.current_changed.connect(self._heed_current)
        centre.alarms.changed.connect(self._heed)
        self.setFocusProxy(self.table)
        self.retranslate()

    @property
    def _zone(self) -> ZoneInfo:
        return self._centre.zone

    def _lay_out(self, machine: Machine) -> None:
        main = QWidget(self)
        Lead(main, self.table)
        head = QHBoxLayout()
        head.setSpacing(theme.SPACE_S)
        head.addWidget(self._of)
        head.addWidget(self.period)
        head.addWidget(self._more)
        head.addStretch(1)
        rows = QVBoxLayout(main)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(theme.SPACE_S)
        rows.addLayout(head)
        rows.addWidget(self.table, 1)
        self.split = WithDrawer(main, "alarm history", machine, self)
        self.split.drawer.pages.addWidget(self.detail)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.split)

    def _columns(self) -> list[Column[Alarm]]:
        return [
            Column(
                "opened",
                mark("Opened"),
                lambda alarm: alarm.opened_at,
                Kind.TIME,
                text=lambda alarm: moment(alarm.opened_at, self._zone, self._today()),
                sort=lambda alarm: alarm.opened_at.timestamp(),
                width=130,
            ),
            Column(
                "level",
                mark("Level"),
                lambda alarm: level_word(alarm.peak),
                sort=lambda alarm: int(alarm.peak),
                look=_level,
                tip=mark("The highest that it had."),
                width=105,
            ),
            Column("what", mark("What"), title, stretch=True, width=220),
            Column("place", mark("Where"), lambda alarm: place_name(alarm.place), width=130, hidden=True),
            Column(
                "lasted",
                mark("Lasted"),
                _lasted,
                Kind.DURATION,
                text=lambda alarm: _("open") if alarm.is_open else duration(_lasted(alarm)),
                width=80,
            ),
            Column(
                "answered",
                mark("Taken on after"),
                _answered_after,
                Kind.DURATION,
                tip=mark("From when it came, or last got worse, until somebody acknowledged it."),
                width=110,
            ),
            Column(
                "who", mark("Acknowledged by"), lambda alarm: alarm.acknowledged_by, width=130, quiet=True
            ),
            Column("figures", mark("Figures"), how_bad, width=320, quiet=True),
            Column("cause", mark("Cause"), lambda alarm: cause_name(alarm.cause), width=130, hidden=True),
        ]

    def _facets(self) -> list[Facet[Alarm]]:
        return [
            Facet(
                "level",
                mark("Level"),
                lambda alarm: (str(int(alarm.peak)),),
                fixed=(
                    (str(int(Level.ACTION)), mark("Act now")),
                    (str(int(Level.ATTENTION)), mark("Attention")),
                ),
            ),
            Facet(
                "kind",
                mark("Kind of place"),
                lambda alarm: (str(alarm.place.kind),),
                words=lambda kind: _(KINDS[PlaceKind(kind)]),
            ),
            Facet("place", mark("Place"), lambda alarm: (place_name(alarm.place),)),
        ]

    def _today(self) -> date:
        return self._centre.live.clock.now().astimezone(self._zone).date()

    # -- reading --------------------------------------------------------------------------------------------

    def _heed(self) -> None:
        self._stale = True
        if self.isVisible():
            self.read()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self.read()

    def read(self, _index: int = 0) -> None:
        """Read the alarms of the period that is chosen."""
        self._stale = False
        if self._job is not None:
            self._job.cancel()
        days, now = self._centre.days, self._centre.live.clock.now()
        back: int = self.period.currentData()
        since = days.begins(days.day(now) - timedelta(days=max(0, back - 1)))
        self._job = self._centre.jobs.read(work.past, since, now + timedelta(minutes=1), MOST)
        self._job.then(self.show_past)

    def show_past(self, past: Past) -> None:
        """Show the alarms that were read."""
        self._job = None
        self.table.tick(self._centre.live.clock.now())
        self.table.show_rows(past.alarms)
        said = ngettext("The newest {n} alarm.", "The newest {n} alarms.", MOST).format(n=number(MOST))
        self._more.setText("" if past.whole else said)
        if self.split.is_open:
            self._heed_current(self.table.current)

    def tick(self, now: datetime) -> None:
        """A second has passed."""
        self.table.tick(now)

    # -- the drawer -----------------------------------------------------------------------------------------

    def open(self, alarm: Alarm) -> None:
        """Show all of *alarm* in the drawer."""
        self._show(alarm)
        self.split.open_drawer()

    def _heed_current(self, alarm: Alarm | None) -> None:
        if self.split.is_open and alarm is not None:
            self._show(alarm)

    def _show(self, alarm: Alarm) -> None:
        def show(events: Sequence[AlarmEvent]) -> None:
            self._events = {alarm.id: events}
            if self.detail.alarm is not None and self.detail.alarm.id == alarm.id:
                self._show_detail(alarm)

        self._show_detail(alarm)
        self._centre.jobs.read(work.events, alarm.id).then(show)

    def _show_detail(self, alarm: Alarm) -> None:
        rules = {record.rule.id: record for record in self._centre.alarms.rules}
        now = self._centre.live.clock.now()
        self.detail.show_alarm(alarm, self._events.get(alarm.id, ()), rules, self._zone, now)
        for button in (self.detail.acknowledge, self.detail.shelve, self.detail.to_queue):
            button.hide()  # what is open is seen to among the open ones
        self.split.drawer.show_page(self.detail, title(alarm))

    def retranslate(self) -> None:
        """Say everything again, in the language now in use."""
        self._of.setText(_("Period"))
        self.period.setAccessibleName(_("Period"))
        for place, (words, _days) in enumerate(PERIODS):
            self.period.setItemText(place, _(words))
        self.table.say_empty(_("No alarm in this period."))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
