"""A rule in the drawer: every field with its meaning, what is wrong beside it, what it would have called."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from supervisor.alarms.rule import (
    LONGEST_COOLDOWN_S,
    LONGEST_DELAY_S,
    LONGEST_NAME,
    AlarmRule,
    Flaw,
    flaws,
)
from supervisor.alarms.sentences import cause_name
from supervisor.alarms.store import RuleRecord
from supervisor.errors import SupervisorError
from supervisor.sentences.error import sentence
from supervisor.wallboard.catalogue import CATALOGUE, Metric, Period, Side, metric
from supervisor.wallboard.scope import Scope, ScopeKind
from supervisor.words import _, mark
from ui import theme
from ui.alarms.amount import amount, amount_words, unit_words
from ui.alarms.quiet_hours import QuietHours
from ui.alarms.rehearsal_view import RehearsalView
from ui.alarms.rule_words import KNOWN_CAUSES, metric_words, rule_name
from ui.alarms.scope_field import ScopeField
from ui.widgets.field import Field, text_line
from ui.widgets.lead import Lead

IDLE_MS = 700  # after the last stroke, before the rule is tried on the day
KINDS = {
    ScopeKind.QUEUE: mark("Queues, each for itself"),
    ScopeKind.TEAM: mark("Teams, each for itself"),
    ScopeKind.CENTRE: mark("The whole centre"),
}
SIDES = {Side.ABOVE: mark("Above the limit"), Side.BELOW: mark("Below the limit")}

LEAST_HEIGHT = 160  # of the fields, above what they come to


class RuleForm(QWidget):
    """Edits one rule; nothing is in force before Save."""

    save_asked = Signal(object)  # AlarmRule
    discard_asked = Signal()
    duplicate_asked = Signal()
    delete_asked = Signal()
    try_asked = Signal(object)  # AlarmRule that is sound, and was left alone for a moment
    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.record: RuleRecord | None = None
        self._as_read: AlarmRule | None = None
        self._scopes: Sequence[Scope] = ()
        self._base = AlarmRule(id="", metric="")
        self._rule_name = self._shown_name = ""
        self._filling = False
        self._idle = QTimer(self)
        self._idle.setSingleShot(True)
        self._idle.setInterval(IDLE_MS)
        self._idle.timeout.connect(self._try)
        self._make_foot()
        self._make_fields()
        self._lay_out()
        self._watch()
        Lead(self, self.name.editor)
        self._say()

    def _make_fields(self) -> None:
        self._name = text_line()
        self._name.setMaxLength(LONGEST_NAME)
        self.name = Field(mark("Name"), self._name, mark("What people read when it calls."))
        self._metric = QComboBox()
        self.figure = Field(mark("Figure"), self._metric)
        self._meaning = QLabel()
        self._meaning.setProperty("role", "small")
        self._meaning.setWordWrap(True)
        self._kind = QComboBox()
        self.kind = Field(mark("Watched"), self._kind)
        self.scope = ScopeField()
        self._side = QComboBox()
        self.side = Field(mark("Bad side"), self._side)
        self._attention, self._action = text_line(), text_line()
        self.attention = Field(mark("Attention limit"), self._attention)
        self.action = Field(mark("Action limit"), self._action)
        self._unit = QLabel()
        self._unit.setProperty("role", "small")
        self._unit.setWordWrap(True)
        self._on_delay, self._off_delay = _seconds(LONGEST_DELAY_S), _seconds(LONGEST_DELAY_S)
        self.on_delay = Field(
            mark("On-delay"),
            self._on_delay,
            mark("So long without a break beyond the limit before it calls."),
        )
        self.off_delay = Field(
            mark("Off-delay"), self._off_delay, mark("So long back before the alarm goes.")
        )
        self._deadband = text_line()
        self.deadband = Field(
            mark("Deadband"),
            self._deadband,
            mark("It must be back by so much more than the limit: no alarm then comes and goes."),
        )
        self._min_count = QSpinBox()
        self._min_count.setRange(0, 100_000)
        self.min_count = Field(
            mark("Minimum count"),
            self._min_count,
            mark("With fewer contacts or people behind it the figure is no evidence."),
        )
        self._cooldown = _seconds(LONGEST_COOLDOWN_S)
        self._cooldown.setSingleStep(60)
        self.cooldown = Field(
            mark("Cooldown"), self._cooldown, mark("An alarm that went does not come again within this time.")
        )
        self._cause = QComboBox()
        self.cause = Field(
            mark("Cause"),
            self._cause,
            mark("Rules of one cause make one alarm at a place, however many of them hold."),
        )
        self.quiet_hours = QuietHours()
        self.quiet = Field(
            mark("Quiet hours"), self.quiet_hours, mark("By the centre’s clock. Then the rule says nothing.")
        )
        self.silent = Field(
            mark("Without sound"), QCheckBox(), mark("A note: shown and kept, but it makes no sound.")
        )
        self.enabled = Field(mark("Switched on"), QCheckBox())
        self._fields: dict[str, Field] = {
            "name": self.name,
            "metric": self.figure,
            "kind": self.kind,
            "only": self.kind,
            "but": self.kind,
            "side": self.side,
            "attention": self.attention,
            "action": self.action,
            "on_delay_s": self.on_delay,
            "off_delay_s": self.off_delay,
            "deadband": self.deadband,
            "min_count": self.min_count,
            "cooldown_s": self.cooldown,
            "cause": self.cause,
            "quiet": self.quiet,
            "silent": self.silent,
            "enabled": self.enabled,
        }

    def _make_foot(self) -> None:
        self.preview = RehearsalView(self)
        self._problem = QLabel(self)
        self._problem.setProperty("role", "error")
        self._problem.setWordWrap(True)
        self._problem.hide()
        self._unsaved = QLabel(self)
        self._unsaved.setProperty("role", "muted")
        self.save = QPushButton(self)
        self.save.setProperty("role", "primary")
        self.discard = QPushButton(self)
        self.duplicate = QPushButton(self)
        self.delete = QPushButton(self)
        self.save.clicked.connect(self._give)
        self.discard.clicked.connect(self.discard_asked)
        self.duplicate.clicked.connect(self.duplicate_asked)
        self.delete.clicked.connect(self.delete_asked)

    def _lay_out(self) -> None:
        column = QVBoxLayout()
        column.setContentsMargins(0, 0, theme.SPACE_S, theme.SPACE_S)
        column.setSpacing(theme.SPACE_M)
        metric_rows = QVBoxLayout()
        metric_rows.setSpacing(theme.SPACE_XS)
        metric_rows.addWidget(self.figure)
        metric_rows.addWidget(self._meaning)
        kind_rows = QVBoxLayout()
        kind_rows.setSpacing(theme.SPACE_XS)
        kind_rows.addWidget(self.kind)
        kind_rows.addWidget(self.scope)
        limits = QVBoxLayout()
        limits.setSpacing(theme.SPACE_XS)
        limits.addLayout(_beside(self.attention, self.action))
        limits.addWidget(self._unit)
        column.addWidget(self.enabled)
        column.addWidget(self.name)
        column.addLayout(metric_rows)
        column.addLayout(kind_rows)
        column.addWidget(self.side)
        column.addLayout(limits)
        column.addLayout(_beside(self.on_delay, self.off_delay))
        column.addLayout(_beside(self.deadband, self.min_count))
        column.addLayout(_beside(self.cooldown, self.cause))
        column.addWidget(self.quiet)
        column.addWidget(self.silent)
        column.addWidget(self.preview.listed)
        column.addStretch(1)
        inside = QWidget()
        inside.setLayout(column)
        self._scroll = QScrollArea(self)
        self._scroll.setWidget(inside)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # as high as there is room: what it would like would make the drawer around it scroll, too
        self._scroll.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self._scroll.setMinimumHeight(theme.current().px(LEAST_HEIGHT))
        line = QFrame(self)
        line.setProperty("role", "rule")
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.SPACE_S)
        for button in (self.save, self.discard, self.duplicate, self.delete):
            buttons.addWidget(button)
        buttons.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(theme.SPACE_S)
        whole.addWidget(self._scroll, 1)
        whole.addWidget(line)
        whole.addWidget(self.preview)
        whole.addWidget(self._problem)
        whole.addWidget(self._unsaved)
        whole.addLayout(buttons)

    def _watch(self) -> None:
        for line in (self._name, self._attention, self._action, self._deadband):
            line.textEdited.connect(self._heed)
        for spin in (self._on_delay, self._off_delay, self._min_count, self._cooldown):
            spin.valueChanged.connect(self._heed)
        for box in (self.silent.editor, self.enabled.editor):
            if isinstance(box, QCheckBox):
                box.toggled.connect(self._heed)
        self._side.activated.connect(self._heed)
        self._cause.activated.connect(self._heed)
        self._metric.activated.connect(self._choose_metric)
        self._kind.activated.connect(self._choose_kind)
        self.scope.edited.connect(self._heed)
        self.quiet_hours.edited.connect(self._heed)
        for field in dict.fromkeys(self._fields.values()):
            field.left.connect(self.judge_touched)

    # -- what is edited -------------------------------------------------------------------------------------

    def show_rule(
        self, rule: AlarmRule, record: RuleRecord | None, scopes: Sequence[Scope], causes: Sequence[str]
    ) -> None:
        """Edit *rule*, which stands in the table as *record* (None: it is new).

        *scopes* are those that there are to watch, *causes* those that other rules have.
        """
        self._filling = True
        self.record, self._scopes = record, scopes
        self._as_read = None if record is None else rule
        self._fill_choices(rule, causes)
        self._name.setText(rule_name(rule) if record is None or record.shipped else rule.name)
        _choose(self._metric, rule.metric)
        self._fit_metric()
        _choose(self._kind, rule.kind)
        self._offer_scopes()
        self.scope.show_chosen(rule.only, rule.but)
        _choose(self._side, rule.side)
        self._show_amounts(rule)
        self._on_delay.setValue(round(rule.on_delay_s))
        self._off_delay.setValue(round(rule.off_delay_s))
        self._min_count.setValue(rule.min_count)
        self._cooldown.setValue(round(rule.cooldown_s))
        _choose(self._cause, rule.cause)
        self.quiet_hours.show_hours(rule.quiet)
        _tick(self.silent, rule.silent)
        _tick(self.enabled, rule.enabled)
        for field in dict.fromkeys(self._fields.values()):
            field.show_problem("")
        self._shown_name, self._rule_name = self._name.text(), rule.name
        self._base = rule
        self._filling = False
        self.show_problem(None)
        self._fit_buttons()
        self._idle.start()

    def rule(self) -> AlarmRule:
        """What stands in the form. Raises ValueError when a limit is no number."""
        only, but = self.scope.chosen()
        kind = ScopeKind(self._kind.currentData())
        if kind is ScopeKind.CENTRE:
            only = but = ()
        watched = self._watched
        unit = watched.unit
        name = self._name.text().strip()
        return msgspec.structs.replace(
            self._base,
            name=self._rule_name if name == self._shown_name.strip() else name,
            metric=watched.name,
            kind=kind,
            only=only,
            but=but,
            side=Side(self._side.currentData()),
            attention=amount(self._attention.text(), unit),
            action=amount(self._action.text(), unit),
            on_delay_s=_kept(self._on_delay, self._base.on_delay_s),
            off_delay_s=_kept(self._off_delay, self._base.off_delay_s),
            deadband=amount(self._deadband.text(), unit) or 0.0,
            min_count=self._min_count.value(),
            cooldown_s=_kept(self._cooldown, self._base.cooldown_s),
            cause=str(self._cause.currentData() or ""),
            quiet=self.quiet_hours.hours(),
            silent=_ticked(self.silent),
            enabled=_ticked(self.enabled),
        )

    @property
    def is_dirty(self) -> bool:
        """Whether there is something that is not saved."""
        try:
            return self.rule() != self._as_read
        except ValueError:
            return True

    def found(self) -> list[Flaw]:
        """What is wrong with what stands in the form."""
        broken = [
            Flaw(name, line.text(), unit_words(self._watched.unit))
            for name, line in (
                ("attention", self._attention),
                ("action", self._action),
                ("deadband", self._deadband),
            )
            if not _is_amount(line.text(), self._watched)
        ]
        if broken:
            return broken
        wrong = list(flaws(self.rule()))
        if self.scope.is_empty:
            wrong.append(Flaw("only", "", _("at least one of them")))
        return wrong

    def judge_touched(self) -> None:
        """Say at each field what is wrong with it; what is well says nothing."""
        if self._filling or not self.is_dirty:
            return
        self._show_flaws(self.found())

    def _show_flaws(self, wrong: Sequence[Flaw]) -> None:
        by_field: dict[Field, str] = {}
        for flaw in wrong:
            field = self._fields.get(flaw.field, self.name)
            by_field.setdefault(field, _("Expected: {expected}.").format(expected=flaw.expected))
        for field in dict.fromkeys(self._fields.values()):
            field.show_problem(by_field.get(field, ""))

    def show_problem(self, error: SupervisorError | None) -> None:
        """Say why it could not be saved."""
        self._problem.setText(sentence(error) if error is not None else "")
        self._problem.setVisible(error is not None)

    def _give(self) -> None:
        wrong = self.found()
        self._show_flaws(wrong)
        if wrong:
            field = self._fields.get(wrong[0].field, self.name)
            field.editor.setFocus(Qt.FocusReason.OtherFocusReason)
            self._scroll.ensureWidgetVisible(field)
            return
        self.save_asked.emit(self.rule())

    def _heed(self, _what: object = None) -> None:
        if self._filling:
            return
        self._fit_buttons()
        self.edited.emit()
        self._idle.start()

    def _try(self) -> None:
        if self.isVisible() and not self.found():
            self.try_asked.emit(self.rule())

    def stop(self) -> None:
        """The form is left: nothing is tried any more."""
        self._idle.stop()

    # -- choices --------------------------------------------------------------------------------------------

    @property
    def _watched(self) -> Metric:
        found = metric(str(self._metric.currentData()))
        return found if found is not None else next(iter(CATALOGUE.values()))

    def _fill_choices(self, rule: AlarmRule, causes: Sequence[str]) -> None:
        self._metric.clear()
        for watched in CATALOGUE.values():
            self._metric.addItem(metric_words(watched), watched.name)
        if metric(rule.metric) is None and rule.metric:
            self._metric.addItem(rule.metric, rule.metric)
        self._side.clear()
        for side, words in SIDES.items():
            self._side.addItem(_(words), side)
        self._cause.clear()
        self._cause.addItem(_("None: an alarm of its own"), "")
        for cause in dict.fromkeys((*KNOWN_CAUSES, *causes, rule.cause)):
            if cause:
                self._cause.addItem(cause_name(cause), cause)

    def _fit_metric(self) -> None:
        """Offer what has the figure, and say what it is."""
        watched, before = self._watched, self._kind.currentData()
        self._meaning.setText(_(watched.meaning))
        self._kind.clear()
        for kind, words in KINDS.items():
            if kind in watched.scopes:
                self._kind.addItem(_(words), kind)
        _choose(self._kind, before)
        said = _("{unit}, as the figure is shown. Empty: that level is never raised.").format(
            unit=unit_words(watched.unit)
        )
        self._unit.setText(said[:1].upper() + said[1:])

    def _offer_scopes(self) -> None:
        kind = ScopeKind(self._kind.currentData())
        self.scope.offer(kind, [scope for scope in self._scopes if scope.kind is kind])

    def _choose_metric(self) -> None:
        before = self._watched.unit
        self._fit_metric()
        self._offer_scopes()
        watched = self._watched
        if watched.worse is not Side.NEITHER:
            _choose(self._side, watched.worse)
        if watched.unit is not before or watched.period is Period.NOW:
            for line in (self._attention, self._action, self._deadband):
                if not _is_amount(line.text(), watched):
                    line.clear()
        self._heed()

    def _choose_kind(self) -> None:
        self._offer_scopes()
        self._heed()

    def _show_amounts(self, rule: AlarmRule) -> None:
        unit = self._watched.unit
        self._attention.setText(amount_words(rule.attention, unit))
        self._action.setText(amount_words(rule.action, unit))
        self._deadband.setText(amount_words(rule.deadband or None, unit))

    # -- words ----------------------------------------------------------------------------------------------

    def _fit_buttons(self) -> None:
        record, dirty = self.record, self.is_dirty
        self.save.setEnabled(dirty)
        self.discard.setText(_("Cancel") if record is None else _("Discard"))
        self.discard.setEnabled(dirty)
        self.duplicate.setVisible(record is not None)
        shipped = record is not None and record.shipped
        self.delete.setText(_("As it was shipped") if shipped else _("Delete"))
        self.delete.setVisible(record is not None and (record.changed or not record.shipped))
        self._unsaved.setText(_("Not saved yet.") if dirty else "")
        self._unsaved.setVisible(dirty)

    def _say(self) -> None:
        self.save.setText(_("Save"))
        self.duplicate.setText(_("Duplicate"))
        self.quiet_hours.say()
        self.preview.say()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self._say()
        super().changeEvent(event)


def _beside(*fields: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(theme.SPACE_M)
    for field in fields:
        row.addWidget(field, 1, Qt.AlignmentFlag.AlignTop)
    return row


def _seconds(most: float) -> QSpinBox:
    spin = QSpinBox()
    spin.setRange(0, int(most))
    spin.setSingleStep(10)
    spin.setSuffix(" s")
    spin.setKeyboardTracking(False)
    return spin


def _kept(spin: QSpinBox, before: float) -> float:
    """What the spin box says; a part of a second that it cannot show is kept while it is not touched."""
    return before if round(before) == spin.value() else float(spin.value())


def _choose(box: QComboBox, value: Any) -> None:
    box.setCurrentIndex(max(0, box.findData(value)))


def _tick(field: Field, on: bool) -> None:
    if isinstance(field.editor, QCheckBox):
        field.editor.setChecked(on)


def _ticked(field: Field) -> bool:
    return isinstance(field.editor, QCheckBox) and field.editor.isChecked()


def _is_amount(text: str, watched: Metric) -> bool:
    try:
        amount(text, watched.unit)
    except ValueError:
        return False
    return True
