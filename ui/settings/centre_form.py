"""The settings of the centre: edited at leisure, saved as one step, taken back as one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from zoneinfo import available_timezones

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from supervisor.live.board import QueueKey
from supervisor.settings.breaks import house_rules
from supervisor.settings.centre import CentreSettings
from supervisor.settings.declared import declared
from supervisor.words import _
from ui import theme
from ui.settings.blocks_table import BlocksTable
from ui.settings.breaks_table import BreaksTable
from ui.settings.fields import FormsField, LimitsField, NamesField, SettingField, TimesField
from ui.settings.queues_table import QueuesTable

SHOWN = (
    "centre_name",
    "time_zone",
    "day_start",
    "default_threshold_s",
    "short_abandon_s",
    "min_contacts_for_colour",
    "answer_rate_target",
    "service_level_target",
    "journal_keep_days",
    "contacts_keep_days",
    "numbers_keep_days",
    "forms_a_month",
    "issue_limits",
    "source_precedence",
)
OWN_FIELDS = {
    "shift_changes": TimesField,
    "forms_a_month": FormsField,
    "issue_limits": LimitsField,
    "source_precedence": NamesField,
}
OF_BREAKS = ("break_team_cap", "shift_margin_min", "shift_changes")


class CentreForm(QFrame):
    """A card with the centre's settings. What differs from what is in force is `changes`."""

    edited = Signal()

    def __init__(
        self,
        settings: CentreSettings,
        parent: QWidget | None = None,
        *,
        queues: Callable[[], Sequence[QueueKey]] = tuple,
    ) -> None:
        """*queues* gives those that are on the floor now."""
        super().__init__(parent)
        self.setProperty("role", "card")
        self._in_force = settings
        self._known = queues
        self.queues = QueuesTable(self)
        self._title = QLabel(self)
        self._title.setProperty("role", "lead")
        self._about = QLabel(self)
        self._about.setProperty("role", "muted")
        self._about.setWordWrap(True)
        self.fields: dict[str, SettingField] = {}
        self.breaks = BreaksTable(self)
        self.blocks = BlocksTable(self)
        self._breaks_title = QLabel(self)
        self._breaks_title.setProperty("role", "lead")
        self.usual = QPushButton(self)
        self.usual.clicked.connect(self.use_house_rules)
        self._usual_help = QLabel(self)
        self._usual_help.setProperty("role", "small")
        self._usual_help.setWordWrap(True)
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.SPACE_XL)
        grid.setVerticalSpacing(theme.SPACE_L)
        known = declared(CentreSettings)
        rules = QGridLayout()
        rules.setHorizontalSpacing(theme.SPACE_XL)
        rules.setVerticalSpacing(theme.SPACE_L)
        for into, names in ((grid, SHOWN), (rules, OF_BREAKS)):
            for place, name in enumerate(names):
                choices = {zone: zone for zone in _zones()} if name == "time_zone" else None
                made = OWN_FIELDS.get(name, SettingField)
                field = made(known[name], choices, self)
                if isinstance(field.editor, QComboBox) and name == "time_zone":
                    field.editor.setMaxVisibleItems(20)
                field.edited.connect(self._tell)
                into.addWidget(field, place // 2, place % 2, Qt.AlignmentFlag.AlignTop)
                self.fields[name] = field
            into.setColumnStretch(0, 1)
            into.setColumnStretch(1, 1)
        self.breaks.edited.connect(self._tell)
        self.blocks.edited.connect(self._tell)
        self.queues.edited.connect(self._tell)
        heading = QHBoxLayout()
        heading.setSpacing(theme.SPACE_L)
        heading.addWidget(self._breaks_title)
        heading.addStretch(1)
        heading.addWidget(self.usual)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.SPACE_L, theme.SPACE_L, theme.SPACE_L, theme.SPACE_L)
        column.setSpacing(theme.SPACE_L)
        column.addWidget(self._title)
        column.addWidget(self._about)
        column.addLayout(grid)
        column.addWidget(self.queues)
        column.addLayout(heading)
        column.addWidget(self._usual_help)
        column.addWidget(self.breaks)
        column.addLayout(rules)
        column.addWidget(self.blocks)
        column.addStretch(1)
        self.show_settings(settings)
        self._say()

    def show_settings(self, settings: CentreSettings) -> None:
        """Put the settings in force into the form; what was not saved is gone."""
        self._in_force = settings
        for name, field in self.fields.items():
            field.show_value(getattr(settings, name))
        self.breaks.show_codes(settings.break_codes)
        self.blocks.show_blocks(settings.break_blocks)
        self.queues.show_queues(self._known(), settings.queue_order, settings.thresholds)

    def use_house_rules(self) -> None:
        """Put the usual rules of a floor into the form, to be looked at, changed and saved."""
        if not self.breaks.judge():
            self.breaks.table.setFocus()
            return
        ruled = house_rules(self.breaks.codes())
        self.breaks.show_codes(ruled.pop("break_codes"))
        for name, value in ruled.items():
            self.fields[name].show_value(value)
        if not self.fields["shift_changes"].value():
            self.fields["shift_changes"].editor.setFocus()  # which only the centre knows
        self._tell()

    def rebase(self, settings: CentreSettings) -> None:
        """Other settings are in force: show them, but for what was edited here and not saved."""
        edited = self.changes()
        for name, field in self.fields.items():
            if name not in edited:
                field.show_value(getattr(settings, name))
        if "break_codes" not in edited:
            self.breaks.show_codes(settings.break_codes)
        if "break_blocks" not in edited:
            self.blocks.show_blocks(settings.break_blocks)
        if not edited.keys() & {"queue_order", "thresholds"}:
            self.queues.show_queues(self._known(), settings.queue_order, settings.thresholds)
        self._in_force = settings

    def contested(self, settings: CentreSettings, mine: Mapping[str, Any]) -> list[str]:
        """What was edited here and is another in *settings* than it was when that began: in words, without
        what was only saved from here (*mine*)."""
        began, now = _as_edited(self._in_force), _as_edited(settings)
        known = declared(CentreSettings)
        return [
            _(known[name].label)
            for name, value in self.changes().items()
            if now[name] not in (began[name], value, mine.get(name, value))
        ]

    def changes(self) -> dict[str, Any]:
        """What differs from what is in force, by the setting's name, good or not."""
        changed = {}
        in_force = _as_edited(self._in_force)
        for name, field in self.fields.items():
            value = field.value()
            if value != in_force[name]:
                changed[name] = value
        if not self.breaks.judge():
            changed["break_codes"] = None
        elif (codes := self.breaks.codes()) != self._in_force.break_codes:
            changed["break_codes"] = codes
        if not self.blocks.judge():
            changed["break_blocks"] = None
        elif (blocks := self.blocks.blocks()) != self._in_force.break_blocks:
            changed["break_blocks"] = blocks
        if (order := self.queues.order()) != self._in_force.queue_order:
            changed["queue_order"] = order
        if not self.queues.judge():
            changed["thresholds"] = None
        elif (thresholds := self.queues.thresholds()) != self._in_force.thresholds:
            changed["thresholds"] = thresholds
        return changed

    def judge(self) -> bool:
        """Whether everything in the form is good; the focus goes to the first thing that is not."""
        wrong = [field.editor for field in self.fields.values() if not field.judge()]
        if not self.breaks.judge():
            wrong.append(self.breaks.table)
        if not self.blocks.judge():
            wrong.append(self.blocks.table)
        if not self.queues.judge():
            wrong.append(self.queues.table)
        if wrong:
            wrong[0].setFocus()
        return not wrong

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self._say()
        super().changeEvent(event)

    def _say(self) -> None:
        self._title.setText(_("The centre"))
        self._about.setText(_("The same for everybody who looks at this centre. Saved together."))
        self._breaks_title.setText(_("Breaks"))
        self.usual.setText(_("Fill in usual rules"))
        self._usual_help.setText(
            _(
                "The usual rules of a floor: busy at most 10 minutes a shift, rest at most 40, never two of "
                "one team at once, none in the 30 minutes before and after a shift change. They are filled "
                "in below for you to look at, and hold once you save."
            )
        )
        self.usual.setAccessibleDescription(self._usual_help.text())

    def _tell(self) -> None:
        self.edited.emit()


def _as_edited(settings: CentreSettings) -> dict[str, Any]:
    """The values as the form has them."""
    values = {name: getattr(settings, name) for name in declared(CentreSettings)}
    return values | {"day_start": settings.day_start.isoformat("minutes")}


def _zones() -> list[str]:
    """The time zones that a centre can be in."""
    return [
        *sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith("Etc/")),
        "UTC",
    ]
