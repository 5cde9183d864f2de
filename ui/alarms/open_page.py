"""What is open now, and what can be done about it: acknowledge, shelve, go there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from supervisor.alarms.alarm import Alarm, AlarmEvent
from supervisor.alarms.sentences import title
from supervisor.words import _, clock_time, ngettext, number
from ui import theme
from ui.alarms import work
from ui.alarms.detail import AlarmDetail, queue_of
from ui.alarms.open_list import OpenList
from ui.alarms.rule_words import rule_name
from ui.alarms.shelve_form import ShelveForm, Subject, Wanted
from ui.centre import OpenCentre
from ui.machine import Machine
from ui.steps import take_back
from ui.widgets.drawer import WithDrawer
from ui.widgets.empty_state import EmptyState
from ui.widgets.lead import Lead
from ui.widgets.role import put_role
from ui.widgets.table.flow import Flow


class OpenPage(QWidget):
    """A acknowledges, Shift+A all, S shelves, G goes to the queue, Enter opens the drawer."""

    noticed = Signal(str, object)  # what was done, and how to take it back or None
    queue_wanted = Signal(object)  # QueueKey
    sources_wanted = Signal()
    rule_wanted = Signal(str)  # id
    rules_wanted = Signal()

    def __init__(self, centre: OpenCentre, machine: Machine, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._centre = centre
        self._alarms = centre.alarms
        self._events: dict[int, Sequence[AlarmEvent]] = {}
        self.list = OpenList(self._alarms.flash, self)
        self.empty = EmptyState(self)
        self.detail = AlarmDetail()
        self.form = ShelveForm()
        self.acknowledge = QPushButton(self)
        self.acknowledge.setProperty("role", "primary")
        self.acknowledge_all = QPushButton(self)
        self.shelve = QPushButton(self)
        self.to_queue = QPushButton(self)
        self._watching = QLabel(self)
        self._watching.setProperty("role", "muted")
        self._watching.setWordWrap(True)
        self._lay_out(machine)
        self._wire()
        Lead(self, self.list)
        self.retranslate()
        self.heed()

    def _lay_out(self, machine: Machine) -> None:
        self._bar = QWidget(self)
        row = QHBoxLayout(self._bar)
        row.setContentsMargins(0, 0, theme.SPACE_S, 0)
        row.setSpacing(theme.SPACE_S)
        buttons = Flow(theme.SPACE_S)
        for button in (self.acknowledge, self.acknowledge_all, self.shelve, self.to_queue):
            buttons.addWidget(button)
        row.addLayout(buttons, 1)
        row.addWidget(self._watching)
        main = QWidget(self)
        Lead(main, self.list)
        rows = QVBoxLayout(main)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(theme.SPACE_S)
        rows.addWidget(self._bar)
        self._stack = QStackedWidget(main)
        self._stack.addWidget(self.list)
        self._stack.addWidget(self.empty)
        rows.addWidget(self._stack, 1)
        self.split = WithDrawer(main, "alarms", machine, self)
        for page in (self.detail, self.form):
            self.split.drawer.pages.addWidget(page)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.split)

    def _wire(self) -> None:
        self.list.opened.connect(self.open)
        self.list.current_changed.connect(self._heed_current)
        self.acknowledge.clicked.connect(self.take_on)
        self.acknowledge_all.clicked.connect(self.take_on_all)
        self.shelve.clicked.connect(self.ask_shelve)
        self.to_queue.clicked.connect(self.go)
        self.detail.acknowledge_asked.connect(self.take_on)
        self.detail.shelve_asked.connect(self.ask_shelve)
        self.detail.queue_asked.connect(self.go)
        self.detail.rule_asked.connect(self.rule_wanted)
        self.form.wanted.connect(self._shelve)
        self.form.cancelled.connect(self._show_detail)
        self.split.drawer.back_asked.connect(self._show_detail)
        self.empty.button.clicked.connect(self.rules_wanted)
        for keys, slot in (
            ("A", self.take_on),
            ("Shift+A", self.take_on_all),
            ("S", self.ask_shelve),
            ("G", self.go),
        ):
            shortcut = QShortcut(QKeySequence(keys), self, slot)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self._alarms.changed.connect(self.heed)

    # -- what is shown --------------------------------------------------------------------------------------

    def heed(self) -> None:
        """The alarms are others now."""
        now = self._centre.live.clock.now()
        model = self.list.alarms_model
        model.zone, model.now = self._centre.zone, now
        shown = self._alarms.open
        self.list.show_alarms(shown)
        self._stack.setCurrentWidget(self.list if shown else self.empty)
        self._bar.setVisible(bool(shown))
        if shown and self.empty.button.hasFocus():
            self.list.setFocus(Qt.FocusReason.OtherFocusReason)
        self._say_watching()
        self._fit_buttons()
        if not self.split.is_open:
            return
        if not shown:
            self.split.close_drawer()
        elif self.list.current is not None and self._is_on_detail:
            self._read_events(self.list.current)
            self._show_detail()

    def tick(self, now: datetime) -> None:
        """A second has passed."""
        self.list.tick(now)

    @property
    def current(self) -> Alarm | None:
        """The alarm that the keyboard stands on."""
        return self.list.current

    @property
    def _is_on_detail(self) -> bool:
        return self.split.drawer.pages.currentWidget() is not self.form

    def _heed_current(self, alarm: Alarm | None) -> None:
        self._fit_buttons()
        if self.split.is_open and alarm is not None:
            self._read_events(alarm)
            self._show_detail()

    def _fit_buttons(self) -> None:
        alarm = self.current
        self.acknowledge.setEnabled(alarm is not None and alarm.acknowledged_at is None)
        self.acknowledge_all.setEnabled(any(alarm.acknowledged_at is None for alarm in self._alarms.open))
        self.shelve.setEnabled(alarm is not None)
        self.to_queue.setEnabled(alarm is not None and (alarm.is_feed or queue_of(alarm) is not None))

    # -- the drawer -----------------------------------------------------------------------------------------

    def open(self, alarm: Alarm) -> None:
        """Show all of *alarm* in the drawer."""
        self.list.select(alarm.id)
        self._read_events(alarm)
        self._show_detail()
        self.split.open_drawer()

    def _read_events(self, alarm: Alarm) -> None:
        def show(events: Sequence[AlarmEvent]) -> None:
            self._events = {alarm.id: events}
            if self.current is not None and self.current.id == alarm.id and self._is_on_detail:
                self._show_detail()

        self._centre.jobs.read(work.events, alarm.id).then(show)

    def _show_detail(self) -> None:
        alarm = self.current
        if alarm is None:
            self.split.close_drawer()
            return
        zone, now = self._centre.zone, self._centre.live.clock.now()
        rules = {record.rule.id: record for record in self._alarms.rules}
        self.detail.show_alarm(alarm, self._events.get(alarm.id, ()), rules, zone, now)
        was_form = not self._is_on_detail
        self.split.drawer.show_page(self.detail, title(alarm))
        if was_form:
            self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    # -- what is done ---------------------------------------------------------------------------------------

    def take_on(self) -> None:
        """Note that the person sees to the alarm."""
        if (alarm := self.current) is not None and alarm.acknowledged_at is None:
            self._acknowledge([alarm])

    def take_on_all(self) -> None:
        """Note that the person sees to everything that is shown."""
        self._acknowledge([alarm for alarm in self._alarms.open if alarm.acknowledged_at is None])

    def _acknowledge(self, alarms: Sequence[Alarm]) -> None:
        if not alarms:
            return
        seen = {alarm.id: alarm.level for alarm in alarms}
        if len(alarms) == 1:
            said = _("Acknowledged: {what}").format(what=title(alarms[0]))
        else:
            said = ngettext("{n} alarm acknowledged", "{n} alarms acknowledged", len(alarms))
            said = said.format(n=number(len(alarms)))
        at, who = self._centre.live.clock.now(), self._centre.who
        job = self._centre.jobs.write(work.acknowledge, seen, at=at, who=who)
        job.then(lambda _changes: self.noticed.emit(said, None))

    def ask_shelve(self) -> None:
        """Ask for how long and why the alarm, or a rule behind it, is to be shelved."""
        alarm = self.current
        if alarm is None:
            return
        what = title(alarm)
        subjects = [Subject(alarm.key.text, _("This alarm: {what}").format(what=what), what)]
        records = {record.rule.id: record for record in self._alarms.rules}
        for rule_id in dict.fromkeys(symptom.rule for symptom in alarm.symptoms):
            if rule_id in records:
                name = rule_name(records[rule_id].rule)
                words = _("The rule, wherever it looks: {name}").format(name=name)
                subjects.append(Subject(rule_id, words, name))
        kept = self._centre.kept
        now = self._centre.live.clock.now()
        self.form.ask(subjects, now, kept.rules.days, kept.settings.shift_changes)
        self.split.drawer.show_page(self.form, _("Shelve"), what, back=True)
        self.split.open_drawer(focus=True)

    def _shelve(self, wanted: Wanted) -> None:
        at, who = self._centre.live.clock.now(), self._centre.who
        until = clock_time(wanted.until, self._centre.zone)
        said = _("Shelved until {time}: {what}").format(time=until, what=wanted.subject.what)
        job = self._centre.jobs.write(
            work.put_away,
            wanted.subject.key,
            wanted.until,
            what=wanted.subject.what,
            reason=wanted.reason,
            at=at,
            who=who,
        )
        job.then(partial(self._shelved, said))
        self._show_detail()
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _shelved(self, said: str, result: work.Stepped) -> None:
        number_of_step = result[1]
        self.noticed.emit(said, partial(self._undo, number_of_step) if number_of_step is not None else None)

    def _undo(self, number_of_step: int) -> None:
        self._centre.jobs.write(take_back, number_of_step, at=self._centre.live.clock.now())

    def go(self) -> None:
        """Go to the queue that the alarm is about, or to the sources."""
        alarm = self.current
        if alarm is None:
            return
        if alarm.is_feed:
            self.sources_wanted.emit()
        elif (key := queue_of(alarm)) is not None:
            self.queue_wanted.emit(key)

    # -- words ----------------------------------------------------------------------------------------------

    def retranslate(self) -> None:
        """Say everything again, in the language now in use."""
        self.acknowledge.setText(_("Acknowledge (A)"))
        self.acknowledge_all.setText(_("Acknowledge all (Shift+A)"))
        self.shelve.setText(_("Shelve… (S)"))
        self.to_queue.setText(_("Go there (G)"))
        self.list.setAccessibleName(_("Open alarms"))
        self._say_watching()

    def _say_watching(self) -> None:
        words = self.watching_words()
        self._watching.setText(words)
        no = _("No alarms.")
        shelved = len(self._alarms.put_away)
        if shelved:
            no += " " + ngettext(
                "{n} is shelved and not shown here.", "{n} are shelved and not shown here.", shelved
            ).format(n=number(shelved))
        if self._alarms.watched is False:
            no = ""
        self.empty.say(f"{no} {words}".strip(), _("Look at the rules"))
        put_role(self._watching, "notice" if self._alarms.watched is False else "muted")

    def watching_words(self) -> str:
        """By how many rules over how many queues somebody watches."""
        if self._alarms.watched is False:
            return _(
                "Nobody watches, so that no alarm can come. The watch process belongs to the collector: see "
                "on the Sources page whether that runs, or start “supervisor watch”."
            )
        rules = sum(record.rule.enabled for record in self._alarms.rules) + 1  # and whether data comes
        board = self._centre.live.board
        queues = sum(not line.gone for line in board.queues.values())
        return _("Watching {rules} over {queues}.").format(
            rules=ngettext("{n} rule", "{n} rules", rules).format(n=number(rules)),
            queues=ngettext("{n} queue", "{n} queues", queues).format(n=number(queues)),
        )
