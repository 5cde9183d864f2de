"""An alarm in the drawer: what to do, the figures behind it with formula and rule, and what has happened."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, tzinfo

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from supervisor.alarms.alarm import Alarm, AlarmEvent, EventKind, Symptom
from supervisor.alarms.place import PlaceKind
from supervisor.alarms.sentences import event_word, how_bad, level_word, symptom_said, title, what_to_do
from supervisor.alarms.store import RuleRecord
from supervisor.live.board import QueueKey
from supervisor.wallboard.catalogue import Figure, metric
from supervisor.words import _, clock_time, duration, moment
from ui import theme
from ui.alarms.open_list import since_words, standing_words
from ui.alarms.rule_words import patience_words, rule_name
from ui.alarms.summary import level_state
from ui.widgets.state_sign import StateSign


def queue_of(alarm: Alarm) -> QueueKey | None:
    """The queue that the alarm is about: its own, or that of its worst figure; None when there is none."""
    for place in (alarm.place, *(symptom.place for symptom in alarm.symptoms)):
        if place.kind is PlaceKind.QUEUE:
            return (place.source, place.name)
    return None


class AlarmDetail(QScrollArea):
    """Everything that is known of one alarm."""

    acknowledge_asked = Signal()
    shelve_asked = Signal()
    queue_asked = Signal()
    rule_asked = Signal(str)  # its id

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.alarm: Alarm | None = None
        self._events: Sequence[AlarmEvent] = ()
        self._shown: object = None
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.acknowledge = QPushButton(self)
        self.acknowledge.setProperty("role", "primary")
        self.shelve = QPushButton(self)
        self.to_queue = QPushButton(self)
        self.acknowledge.clicked.connect(self.acknowledge_asked)
        self.shelve.clicked.connect(self.shelve_asked)
        self.to_queue.clicked.connect(self.queue_asked)
        self._inside = inside = QWidget()
        self._sign = StateSign(inside)
        self._level = _label("", wrap=False)
        self._standing = _label("muted")
        self._to_do = _label("lead")
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(0, 0, theme.SPACE_S, 0)
        self._column.setSpacing(theme.SPACE_M)
        head = QHBoxLayout()
        head.setSpacing(theme.SPACE_S)
        head.addWidget(self._sign)
        head.addWidget(self._level)
        head.addStretch(1)
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.SPACE_S)
        for button in (self.acknowledge, self.shelve, self.to_queue):
            buttons.addWidget(button)
        buttons.addStretch(1)
        self._column.addLayout(head)
        self._column.addWidget(self._standing)
        self._column.addWidget(self._to_do)
        self._column.addLayout(buttons)
        self._body = QVBoxLayout()
        self._body.setSpacing(theme.SPACE_S)
        self._column.addLayout(self._body)
        self._column.addStretch(1)
        self.setWidget(inside)

    @property
    def said(self) -> str:
        """Everything that is to be read, one line a paragraph."""
        left_out = Qt.WidgetAttribute.WA_WState_ExplicitShowHide
        labels = [
            label
            for label in self._inside.findChildren(QLabel)
            if not (label.isHidden() and label.testAttribute(left_out))
        ]
        return "\n".join(label.text() for label in labels if label.text())

    def show_alarm(
        self,
        alarm: Alarm,
        events: Sequence[AlarmEvent],
        rules: Mapping[str, RuleRecord],
        zone: tzinfo,
        now: datetime,
    ) -> None:
        """Show *alarm*, with what happened to it and the rules in force."""
        shown = (alarm, tuple(events), tuple(rules.values()), zone, _("Acknowledge"))
        self.alarm = alarm
        if shown == self._shown:
            return
        self._shown = shown
        self.setAccessibleName(title(alarm))
        state = level_state(alarm.level)
        if state is not None:
            self._sign.show_state(state)
        lasted = self.lasted_words(now, zone)
        self._level.setText(_("{level} · {lasted}").format(level=level_word(alarm.level), lasted=lasted))
        standing = standing_words(alarm, zone, now)
        self._standing.setText(standing)
        self._standing.setVisible(bool(standing))
        to_do = what_to_do(alarm)
        self._to_do.setText(to_do)
        self._to_do.setVisible(bool(to_do))
        self.acknowledge.setText(_("Acknowledge (A)"))
        self.shelve.setText(_("Shelve… (S)"))
        self.to_queue.setText(_("Go to the queue (G)"))
        self.acknowledge.setVisible(alarm.is_open and alarm.acknowledged_at is None)
        self.shelve.setVisible(alarm.is_open)
        self.to_queue.setVisible(queue_of(alarm) is not None)
        _clear(self._body)
        self._show_figures(alarm, rules, zone)
        self._show_events(events, zone, now)

    def lasted_words(self, now: datetime, zone: tzinfo) -> str:
        """Since when, or from when to when it was."""
        alarm = self.alarm
        if alarm is None:
            return ""
        if alarm.closed_at is None:
            return since_words(alarm.opened_at, zone, now)
        today = now.astimezone(zone).date()
        return _("{from_time} to {to_time}, {duration}").format(
            from_time=moment(alarm.opened_at, zone, today),
            to_time=clock_time(alarm.closed_at, zone),
            duration=duration((alarm.closed_at - alarm.opened_at).total_seconds()),
        )

    def _show_figures(self, alarm: Alarm, rules: Mapping[str, RuleRecord], zone: tzinfo) -> None:
        self._body.addWidget(_rule())
        self._body.addWidget(_label("lead", _("What is behind it")))
        if alarm.is_feed:
            self._body.addWidget(_label("", how_bad(alarm)))
            self._body.addWidget(
                _label(
                    "small",
                    _(
                        "Attention after 1 minute late, act now when no data comes any more. Built in: it "
                        "cannot be switched off, because every other figure depends on it."
                    ),
                )
            )
            return
        several = len({symptom.place for symptom in alarm.symptoms}) > 1
        for symptom in alarm.symptoms:
            self._show_symptom(symptom, rules.get(symptom.rule), several, zone)
        if not alarm.symptoms:
            self._body.addWidget(_label("muted", _("The figures were not kept.")))

    def _show_symptom(
        self, symptom: Symptom, record: RuleRecord | None, with_place: bool, zone: tzinfo
    ) -> None:
        watched = metric(symptom.metric)
        self._body.addWidget(_label("", symptom_said(symptom, with_place=with_place)))
        facts = [_("raised at {time}").format(time=clock_time(symptom.since, zone, seconds=True))]
        if watched is not None and symptom.worst is not None:
            facts.append(_("worst {value}").format(value=watched.said(Figure(symptom.worst))))
        self._body.addWidget(_label("small", " · ".join(facts)))
        if watched is not None:
            period = watched.period.words
            formula = _("{formula} Period: {period}.").format(formula=_(watched.meaning), period=period)
            self._body.addWidget(_label("small", formula))
        if record is None:
            self._body.addWidget(_label("small", _("Its rule was deleted since.")))
            return
        self._body.addWidget(_label("small", _("{what}.").format(what=patience_words(record.rule))))
        link = QPushButton(_("Rule: {name}").format(name=rule_name(record.rule)))
        link.setProperty("role", "link")
        link.clicked.connect(lambda _on=False, rule=record.rule.id: self.rule_asked.emit(rule))
        self._body.addWidget(link, 0, Qt.AlignmentFlag.AlignLeft)

    def _show_events(self, events: Sequence[AlarmEvent], zone: tzinfo, now: datetime) -> None:
        self._body.addWidget(_rule())
        self._body.addWidget(_label("lead", _("What has happened")))
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.SPACE_M)
        grid.setVerticalSpacing(theme.SPACE_XS)
        grid.setColumnStretch(1, 1)
        today = now.astimezone(zone).date()
        for row, event in enumerate(event for event in events if event.kind is not EventKind.CHANGED):
            same_day = event.at.astimezone(zone).date() == today
            time = clock_time(event.at, zone, seconds=True) if same_day else moment(event.at, zone, today)
            grid.addWidget(_label("muted", time, wrap=False), row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(_label("", event_words(event)), row, 1)
        holder = QWidget()
        grid.setContentsMargins(0, 0, 0, 0)
        holder.setLayout(grid)
        self._body.addWidget(holder)


def event_words(event: AlarmEvent) -> str:
    """What happened, at which level, and by whom."""
    said = event_word(event.kind)
    if event.kind is EventKind.ACKNOWLEDGED and event.who:
        return _("acknowledged by {who}").format(who=event.who)
    if event.kind in (EventKind.OPENED, EventKind.RAISED, EventKind.EASED):
        return _("{event}: {level}").format(event=said, level=level_word(event.level))
    return said


def _label(role: str, text: str = "", *, wrap: bool = True) -> QLabel:
    label = QLabel(text)
    if role:
        label.setProperty("role", role)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(wrap)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label


def _rule() -> QFrame:
    line = QFrame()
    line.setProperty("role", "rule")
    return line


def _clear(layout: QVBoxLayout) -> None:
    while (item := layout.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            widget.setParent(None)
            widget.deleteLater()
