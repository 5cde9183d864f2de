"""The rules: which there are, which hold something now, and the drawer in which one is changed and tried."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from zoneinfo import ZoneInfo

import msgspec
from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QLabel, QMenu, QPushButton, QVBoxLayout, QWidget

from supervisor.alarms.rehearsal import Rehearsal
from supervisor.alarms.rule import FEED, FEED_RULE, AlarmRule
from supervisor.alarms.sentences import cause_name, level_word
from supervisor.alarms.store import RuleRecord
from supervisor.errors import SupervisorError
from supervisor.rights.act import Act
from supervisor.wallboard.catalogue import Side, metric
from supervisor.wallboard.levels import Level
from supervisor.wallboard.scope import Scope, ScopeKind
from supervisor.words import DASH, _, clock_time, duration, mark
from ui import theme
from ui.alarms import work
from ui.alarms.rule_form import RuleForm
from ui.alarms.rule_words import (
    cause_words,
    deadband_words,
    limit_words,
    metric_words,
    patience_words,
    quiet_words,
    rule_name,
    scope_words,
)
from ui.alarms.shelve_form import ShelveForm, Subject, Wanted
from ui.alarms.summary import level_state
from ui.centre import OpenCentre
from ui.jobs import Job
from ui.machine import Machine
from ui.rights import guard, permitted
from ui.steps import take_back
from ui.widgets.drawer import WithDrawer
from ui.widgets.lead import Lead
from ui.widgets.signs import OF_STATE, Sign
from ui.widgets.table import Column, DeskTable, Facet, Kind, Look
from ui.widgets.table.flow import Flow

OWN, SHIPPED, CHANGED, BUILT_IN = "own", "shipped", "changed", "built in"
ORIGINS = {
    BUILT_IN: mark("Built in"),
    SHIPPED: mark("Shipped"),
    CHANGED: mark("Shipped, changed"),
    OWN: mark("Own"),
}


@dataclass(frozen=True)
class RuleRow:
    """A rule as the table shows it: *record* is None for the one that is built in; *holds* is the worst level
    that it holds now, *shelved* until when it is not heard of; *place* keeps the order of the list."""

    rule: AlarmRule
    record: RuleRecord | None
    holds: Level
    shelved: datetime | None
    place: int

    @property
    def origin(self) -> str:
        """Where it comes from."""
        if self.record is None:
            return BUILT_IN
        if not self.record.shipped:
            return OWN
        return CHANGED if self.record.changed else SHIPPED


def _holds(row: RuleRow) -> Look | None:
    state = level_state(row.holds)
    return Look(OF_STATE[state], state) if state is not None else None


def _is_on(row: RuleRow) -> Look | None:
    return Look(Sign.DISC if row.rule.enabled else Sign.RING)


def _on_words(row: RuleRow) -> str:
    if row.record is None:
        return _("always on")
    return _("on") if row.rule.enabled else _("off")


def _name(row: RuleRow) -> str:
    return _("A source is not heard") if row.record is None else rule_name(row.rule)


def _figure(row: RuleRow) -> str:
    watched = metric(row.rule.metric)
    return metric_words(watched) if watched is not None else row.rule.metric or _("Data of the source")


def _limit(level: Level) -> Callable[[RuleRow], str]:
    def words(row: RuleRow) -> str:
        if row.record is None:
            late = _("late for {duration}").format(duration=duration(FEED_RULE.attention))
            return late if level is Level.ATTENTION else _("no data")
        return limit_words(row.rule, level)

    return words


class RulesPage(QWidget):
    """N makes a rule, Enter opens one, Space switches it on or off, D copies it, Delete removes it."""

    noticed = Signal(str, object)

    def __init__(self, centre: OpenCentre, machine: Machine, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._centre = centre
        self._alarms = centre.alarms
        self._trial: Job | None = None
        self._saving: str | None = None  # the id of the rule that is being saved
        self.table: DeskTable[RuleRow] = DeskTable(
            "alarm rules",
            self._columns(),
            key=lambda row: row.rule.id,
            title=mark("Alarm rules"),
            facets=[
                Facet(
                    "on",
                    mark("Switched on"),
                    lambda row: ("on" if row.rule.enabled else "off",),
                    fixed=(("on", mark("On")), ("off", mark("Off"))),
                )
            ],
            menu=self._add_actions,
            machine=machine,
            parent=self,
        )
        self.form = RuleForm()
        guard(centre, Act.SET_ALARMS, self.form.save, self.form.duplicate, self.form.delete)
        self.feed = _FeedPage()
        self.shelf = ShelveForm()
        self.new = QPushButton(self)
        self.new.setProperty("role", "primary")
        self.switch = QPushButton(self)
        self.copy = QPushButton(self)
        self.remove = QPushButton(self)
        self.shelve = QPushButton(self)
        self._lay_out(machine)
        self._wire()
        self.setFocusProxy(self.table)
        self.table.tick(centre.live.clock.now())
        guard(centre, Act.SET_ALARMS, self.new, self.switch, self.copy, self.remove)
        guard(centre, Act.TAKE_ALARMS, self.shelve)
        self.retranslate()

    @property
    def _zone(self) -> ZoneInfo:
        return self._centre.zone

    def _columns(self) -> list[Column[RuleRow]]:
        return [
            Column("on", mark("State"), _on_words, look=_is_on, width=100),
            Column("name", mark("Name"), _name, stretch=True, width=300, sort=lambda row: row.place),
            Column(
                "holds",
                mark("Now"),
                lambda row: level_word(row.holds) or DASH,
                sort=lambda row: int(row.holds),
                look=_holds,
                width=105,
                tip=mark("The worst level that the rule holds now."),
            ),
            Column("watched", mark("Watched"), _watched_words, width=115),
            Column("figure", mark("Figure"), _figure, width=190),
            Column("attention", mark("Attention"), _limit(Level.ATTENTION), width=115),
            Column("action", mark("Act now"), _limit(Level.ACTION), width=115),
            Column("cause", mark("Cause"), _cause_words, width=120, quiet=True),
            Column(
                "origin", mark("From"), lambda row: _(ORIGINS[row.origin]), width=120, quiet=True, hidden=True
            ),
            Column(
                "on_delay",
                mark("On-delay"),
                lambda row: row.rule.on_delay_s,
                Kind.DURATION,
                width=90,
                hidden=True,
            ),
            Column(
                "off_delay",
                mark("Off-delay"),
                lambda row: row.rule.off_delay_s,
                Kind.DURATION,
                width=90,
                hidden=True,
            ),
            Column("deadband", mark("Deadband"), lambda row: deadband_words(row.rule), width=90, hidden=True),
            Column(
                "min_count",
                mark("Minimum count"),
                lambda row: row.rule.min_count or None,
                Kind.NUMBER,
                width=90,
                hidden=True,
            ),
            Column(
                "cooldown",
                mark("Cooldown"),
                lambda row: row.rule.cooldown_s,
                Kind.DURATION,
                width=90,
                hidden=True,
            ),
            Column("quiet", mark("Quiet hours"), lambda row: quiet_words(row.rule), width=120, hidden=True),
            Column(
                "shelved",
                mark("Shelved until"),
                lambda row: row.shelved,
                Kind.TIME,
                text=lambda row: clock_time(row.shelved, self._zone),
                width=105,
                hidden=True,
            ),
            Column(
                "changed_by",
                mark("Changed by"),
                lambda row: row.record.changed_by if row.record else None,
                width=110,
                hidden=True,
            ),
        ]

    def _lay_out(self, machine: Machine) -> None:
        main = QWidget(self)
        Lead(main, self.table)
        head = Flow(theme.SPACE_S)
        for button in (self.new, self.switch, self.copy, self.shelve, self.remove):
            head.addWidget(button)
        rows = QVBoxLayout(main)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(theme.SPACE_S)
        rows.addLayout(head)
        rows.addWidget(self.table, 1)
        self.split = WithDrawer(main, "alarm rules", machine, self)
        for page in (self.form, self.feed, self.shelf):
            self.split.drawer.pages.addWidget(page)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.split)

    def _wire(self) -> None:
        self.table.opened.connect(self.open)
        self.table.current_changed.connect(self._heed_current)
        self.new.clicked.connect(self.make)
        self.switch.clicked.connect(self.switch_current)
        self.copy.clicked.connect(self.duplicate)
        self.remove.clicked.connect(self.delete)
        self.shelve.clicked.connect(self.ask_shelve)
        self.form.save_asked.connect(self._save)
        self.form.discard_asked.connect(self._discard)
        self.form.duplicate_asked.connect(self.duplicate)
        self.form.delete_asked.connect(self.delete)
        self.form.try_asked.connect(self._try)
        self.form.preview.stop_asked.connect(self._stop_trial)
        self.shelf.wanted.connect(self._shelve)
        self.shelf.cancelled.connect(self._leave_shelf)
        self.split.drawer.back_asked.connect(self._leave_shelf)
        self.split.closed.connect(self._left)
        for keys, slot, act in (
            ("N", self.make, Act.SET_ALARMS),
            ("D", self.duplicate, Act.SET_ALARMS),
            ("Del", self.delete, Act.SET_ALARMS),
            ("S", self.ask_shelve, Act.TAKE_ALARMS),
        ):
            shortcut = QShortcut(QKeySequence(keys), self, permitted(self._centre, act, slot))
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        switched = permitted(self._centre, Act.SET_ALARMS, self.switch_current)
        space = QShortcut(QKeySequence("Space"), self.table.view, switched)
        space.setContext(Qt.ShortcutContext.WidgetShortcut)
        self._alarms.changed.connect(self.heed)

    # -- what is shown --------------------------------------------------------------------------------------

    def rows(self) -> list[RuleRow]:
        """Every rule, the one that is built in first."""
        holds: dict[str, Level] = {}
        for alarm in (*self._alarms.open, *self._alarms.put_away):
            for symptom in alarm.symptoms:
                holds[symptom.rule] = max(symptom.level, holds.get(symptom.rule, symptom.level))
        shelved = {shelf.key: shelf.until for shelf in self._alarms.shelves}
        rows = [RuleRow(FEED_RULE, None, holds.get(FEED, Level.NORMAL), None, 0)]
        for place, record in enumerate(self._alarms.rules, start=1):
            rule = record.rule
            held = holds.get(rule.id, Level.NORMAL)
            rows.append(RuleRow(rule, record, held, shelved.get(rule.id), place))
        return rows

    def heed(self) -> None:
        """The rules, or what they hold, are others now."""
        self.table.show_rows(self.rows())
        self._fit_buttons()
        if self.split.is_open and self._page is self.form and not self.form.is_dirty:
            self._heed_current(self.table.current)

    def tick(self, now: datetime) -> None:
        """A second has passed."""
        self.table.tick(now)

    @property
    def _page(self) -> QWidget | None:
        return self.split.drawer.pages.currentWidget()

    def show_rule(self, rule_id: str) -> None:
        """Open the rule *rule_id*."""
        if self.table.select(rule_id) and (row := self.table.row(rule_id)) is not None:
            self.open(row)

    def open(self, row: RuleRow) -> None:
        """Show *row* in the drawer, unless another rule there is not saved yet."""
        if self._keeps_form(row):
            return
        self._show(row)
        self.split.open_drawer()

    def _keeps_form(self, row: RuleRow | None) -> bool:
        """Whether the drawer holds something unsaved of another rule, which stays until somebody decides."""
        if not self.split.is_open or self._page is not self.form or not self.form.is_dirty:
            return False
        shown = self.form.record.rule.id if self.form.record is not None else None
        return row is None or row.rule.id != shown

    def _show(self, row: RuleRow) -> None:
        if row.record is None:
            self.split.drawer.show_page(self.feed, _name(row), _("Built in"))
            return
        self.form.show_rule(row.rule, row.record, self._scopes(), self._causes())
        self._clear_trial()
        self.split.drawer.show_page(self.form, rule_name(row.rule), self._under(row.record))

    def _under(self, record: RuleRecord) -> str:
        if record.changed_at is None or record.changed_by is None:
            return _("Shipped")
        at = clock_time(record.changed_at, self._zone)
        day = record.changed_at.astimezone(self._zone).date().isoformat()
        said = _("Changed by {who}, {day} {time}").format(who=record.changed_by, day=day, time=at)
        return (
            said
            if record.shipped
            else _("Saved by {who}, {day} {time}").format(who=record.changed_by, day=day, time=at)
        )

    def _heed_current(self, row: RuleRow | None) -> None:
        self._fit_buttons()
        if self.split.is_open and row is not None and self._page is not self.shelf:
            if self._keeps_form(row):
                return
            if self._page is self.form and self.form.record == row.record:
                return
            self._show(row)

    def _scopes(self) -> list[Scope]:
        board = self._centre.live.board
        queues = [Scope.queue(key) for key, line in board.queues.items() if not line.gone]
        teams = sorted({agent.team for agent in board.agents.values() if agent.team})
        return [*queues, *(Scope.team(team) for team in teams)]

    def _causes(self) -> list[str]:
        return sorted({record.rule.cause for record in self._alarms.rules if record.rule.cause})

    def _fit_buttons(self) -> None:
        row = self.table.current
        record = row.record if row is not None else None
        for button in (self.switch, self.copy, self.shelve):
            button.setEnabled(record is not None)
        on = record is None or record.rule.enabled
        self.switch.setText(_("Switch off (Space)") if on else _("Switch on (Space)"))
        shipped = record is not None and record.shipped
        self.remove.setText(_("As it was shipped (Del)") if shipped else _("Delete (Del)"))
        self.remove.setEnabled(record is not None and (record.changed or not record.shipped))

    # -- what is done ---------------------------------------------------------------------------------------

    def make(self) -> None:
        """A new rule, to be filled in."""
        if self._keeps_form(None):
            return
        rule = AlarmRule(
            id=uuid.uuid4().hex,
            metric="longest_wait",
            kind=ScopeKind.QUEUE,
            side=Side.ABOVE,
            on_delay_s=60,
            off_delay_s=120,
            cooldown_s=600,
        )
        self._show_new(rule)

    def duplicate(self) -> None:
        """A copy of the chosen rule, to be changed and saved."""
        row = self.table.current
        if row is None or row.record is None or self._keeps_form(row):
            return
        name = _("Copy of {name}").format(name=rule_name(row.rule))[:80]
        self._show_new(msgspec.structs.replace(row.rule, id=uuid.uuid4().hex, name=name))

    def _show_new(self, rule: AlarmRule) -> None:
        self.form.show_rule(rule, None, self._scopes(), self._causes())
        self._clear_trial()
        self.split.drawer.show_page(self.form, _("New rule"), _("In force as soon as it is saved."))
        self.split.open_drawer(focus=True)

    def switch_current(self) -> None:
        """Switch the chosen rule on or off, at once."""
        row = self.table.current
        if row is None or row.record is None or self._keeps_form(row):
            return
        on = not row.rule.enabled
        said = (_("Switched on: {name}") if on else _("Switched off: {name}")).format(
            name=rule_name(row.rule)
        )
        self._write(msgspec.structs.replace(row.rule, enabled=on), row.record.version, said)

    def _save(self, rule: AlarmRule) -> None:
        version = self.form.record.version if self.form.record is not None else 0
        self.form.save.setEnabled(False)
        self._saving = rule.id
        self._write(rule, version, _("Saved: {name}").format(name=rule_name(rule)))

    def _write(self, rule: AlarmRule, version: int, said: str) -> None:
        at, who = self._centre.live.clock.now(), self._centre.who
        job = self._centre.jobs.write(work.save_rule, rule, version=version, at=at, who=who)
        job.then(partial(self._written, rule, said), self._refused)

    def _written(self, rule: AlarmRule, said: str, result: work.Stepped) -> None:
        step = result[1]
        self.noticed.emit(said, partial(self._undo, step) if step is not None else None)
        if self._saving == rule.id:
            self._saving = None
            self.split.close_drawer()
            self.table.select(rule.id)

    def _refused(self, error: SupervisorError) -> None:
        if self._saving is not None:
            self._saving = None
            self.form.save.setEnabled(True)
            self.form.show_problem(error)
        else:
            self._centre.jobs.refused.emit(error)

    def delete(self) -> None:
        """Remove the chosen rule, or have a shipped one as it was; both can be taken back."""
        row = self.table.current
        if row is None or row.record is None or not (row.record.changed or not row.record.shipped):
            return
        name = rule_name(row.rule)
        said = _("As it was shipped: {name}") if row.record.shipped else _("Deleted: {name}")
        at, who = self._centre.live.clock.now(), self._centre.who
        job = self._centre.jobs.write(
            work.delete_rule, row.rule.id, version=row.record.version, at=at, who=who
        )
        job.then(partial(self._written, row.rule, said.format(name=name)))
        self.split.close_drawer()

    def _discard(self) -> None:
        record = self.form.record
        if record is None:
            self.split.close_drawer()
            return
        self.form.show_rule(record.rule, record, self._scopes(), self._causes())

    def _undo(self, step: int) -> None:
        self._centre.jobs.write(take_back, step, at=self._centre.live.clock.now())

    # -- shelving -------------------------------------------------------------------------------------------

    def ask_shelve(self) -> None:
        """Ask for how long and why the chosen rule is to be shelved."""
        row = self.table.current
        if row is None or row.record is None or self._keeps_form(None):
            return
        name = rule_name(row.rule)
        words = _("The rule, wherever it looks: {name}").format(name=name)
        kept = self._centre.kept
        self.shelf.ask(
            [Subject(row.rule.id, words, name)],
            self._centre.live.clock.now(),
            kept.rules.days,
            kept.settings.shift_changes,
        )
        self.split.drawer.show_page(self.shelf, _("Shelve"), name, back=True)
        self.split.open_drawer(focus=True)

    def _shelve(self, wanted: Wanted) -> None:
        at, who = self._centre.live.clock.now(), self._centre.who
        until = clock_time(wanted.until, self._zone)
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
        job.then(lambda result: self.noticed.emit(said, partial(self._undo, result[1])))
        self._leave_shelf()

    def _leave_shelf(self) -> None:
        self.split.close_drawer()

    # -- trying ---------------------------------------------------------------------------------------------

    def _try(self, rule: AlarmRule) -> None:
        self._stop_trial()
        centre = self._centre
        if not centre.url:
            self.form.preview.show_words(_("There is no journal to try it on."))
            return
        kept, now = centre.kept, centre.live.clock.now()
        record = self.form.record
        both: tuple[AlarmRule, ...] = (rule,)
        if record is not None and record.rule != rule:
            both = (rule, record.rule)
        days = kept.rules.days
        job = centre.jobs.compute(
            work.rehearse,
            centre.url,
            both,
            kept.rules,
            kept.settings.break_codes,
            days.begins(days.day(now)),
            now,
        )
        job.progressed.connect(lambda done, total: self.form.preview.show_running((done, total)))
        self.form.preview.show_running((0, 1))
        self._trial = job.then(self._tried, self._not_tried)

    def _tried(self, found: Sequence[Rehearsal | None]) -> None:
        self._trial = None
        self.form.preview.show_running(None)
        first = found[0]
        if first is None:
            self.form.preview.show_words(_("Nothing was heard today yet on which it could be tried."))
            return
        before = found[1] if len(found) > 1 else None
        self.form.preview.show_rehearsal(first, self._zone, None if before is None else len(before.alarms))

    def _not_tried(self, error: SupervisorError) -> None:
        self._trial = None
        self.form.preview.show_running(None)
        self._centre.jobs.refused.emit(error)

    def _stop_trial(self) -> None:
        if self._trial is not None:
            self._trial.cancel()
            self._trial = None
            self.form.preview.show_running(None)

    def _clear_trial(self) -> None:
        self._stop_trial()
        self.form.preview.show_words(_("Going through the day…"))

    def _left(self) -> None:
        self.form.stop()
        self._stop_trial()

    # -- words ----------------------------------------------------------------------------------------------

    def _add_actions(self, row: RuleRow, menu: QMenu) -> None:
        if row.record is None:
            return
        switch = menu.addAction(self.switch.text(), self.switch_current)
        copy = menu.addAction(_("Duplicate"), self.duplicate)
        copy.setShortcut(QKeySequence("D"))
        shelve = menu.addAction(_("Shelve…"), self.ask_shelve)
        shelve.setShortcut(QKeySequence("S"))
        guard(self._centre, Act.SET_ALARMS, switch, copy)
        guard(self._centre, Act.TAKE_ALARMS, shelve)
        if self.remove.isEnabled():
            menu.addAction(self.remove.text(), self.delete)

    def retranslate(self) -> None:
        """Say everything again, in the language now in use."""
        self.new.setText(_("New rule (N)"))
        self.copy.setText(_("Duplicate (D)"))
        self.shelve.setText(_("Shelve… (S)"))
        self.feed.say()
        self.heed()
        if self.split.is_open and self._page is self.form and not self.form.is_dirty:
            record = self.form.record
            if record is not None:
                self.form.show_rule(record.rule, record, self._scopes(), self._causes())

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)


def _watched_words(row: RuleRow) -> str:
    return _("each source") if row.record is None else scope_words(row.rule)


def _cause_words(row: RuleRow) -> str:
    return cause_name(FEED) if row.record is None else cause_words(row.rule)


class _FeedPage(QWidget):
    """Why the rule about the sources is as it is."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._why = QLabel(self)
        self._how = QLabel(self)
        self._how.setProperty("role", "muted")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, theme.SPACE_S, 0)
        column.setSpacing(theme.SPACE_M)
        for label in (self._why, self._how):
            label.setWordWrap(True)
            column.addWidget(label)
        column.addStretch(1)
        self.say()

    def say(self) -> None:
        """Say it in the language now in use."""
        self._why.setText(
            _(
                "When no data comes, every figure on every board is of the past, and no other rule can see "
                "anything. So this alarm cannot be switched off, changed or hidden; while it is shelved it "
                "only makes no sound."
            )
        )
        late = duration(FEED_RULE.attention)
        self._how.setText(
            _("Attention after {late} late, act now when no data comes any more. {patience}.").format(
                late=late, patience=patience_words(FEED_RULE)
            )
        )
