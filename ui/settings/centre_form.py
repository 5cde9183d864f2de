"""The settings of the centre: edited at leisure, saved as one step, taken back as one."""

from __future__ import annotations

from typing import Any
from zoneinfo import available_timezones

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QComboBox, QFrame, QGridLayout, QLabel, QVBoxLayout, QWidget

from supervisor.settings.centre import CentreSettings
from supervisor.settings.declared import declared
from supervisor.words import _
from ui import theme
from ui.settings.breaks_table import BreaksTable
from ui.settings.fields import SettingField

SHOWN = (
    "centre_name",
    "time_zone",
    "day_start",
    "default_threshold_s",
    "short_abandon_s",
    "min_contacts_for_colour",
    "answer_rate_target",
    "service_level_target",
)


class CentreForm(QFrame):
    """A card with the centre's settings. What differs from what is in force is `changes`."""

    edited = Signal()

    def __init__(self, settings: CentreSettings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self._in_force = settings
        self._title = QLabel(self)
        self._title.setProperty("role", "lead")
        self._about = QLabel(self)
        self._about.setProperty("role", "muted")
        self._about.setWordWrap(True)
        self.fields: dict[str, SettingField] = {}
        self.breaks = BreaksTable(self)
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.SPACE_XL)
        grid.setVerticalSpacing(theme.SPACE_L)
        known = declared(CentreSettings)
        for place, name in enumerate(SHOWN):
            choices = {zone: zone for zone in _zones()} if name == "time_zone" else None
            field = SettingField(known[name], choices, self)
            if isinstance(field.editor, QComboBox) and name == "time_zone":
                field.editor.setMaxVisibleItems(20)
            field.edited.connect(self._tell)
            grid.addWidget(field, place // 2, place % 2)
            self.fields[name] = field
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        self.breaks.edited.connect(self._tell)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.SPACE_L, theme.SPACE_L, theme.SPACE_L, theme.SPACE_L)
        column.setSpacing(theme.SPACE_L)
        column.addWidget(self._title)
        column.addWidget(self._about)
        column.addLayout(grid)
        column.addWidget(self.breaks)
        column.addStretch(1)
        self.show_settings(settings)
        self._say()

    def show_settings(self, settings: CentreSettings) -> None:
        """Put the settings in force into the form; what was not saved is gone."""
        self._in_force = settings
        for name, field in self.fields.items():
            field.show_value(getattr(settings, name))
        self.breaks.show_codes(settings.break_codes)

    def rebase(self, settings: CentreSettings) -> None:
        """Other settings are in force: show them, but for what was edited here and not saved."""
        edited = self.changes()
        for name, field in self.fields.items():
            if name not in edited:
                field.show_value(getattr(settings, name))
        if "break_codes" not in edited:
            self.breaks.show_codes(settings.break_codes)
        self._in_force = settings

    def changes(self) -> dict[str, Any]:
        """What differs from what is in force, by the setting's name, good or not."""
        changed = {}
        for name, field in self.fields.items():
            in_force = getattr(self._in_force, name)
            value = field.value()
            if value != (in_force.isoformat("minutes") if name == "day_start" else in_force):
                changed[name] = value
        if not self.breaks.judge():
            changed["break_codes"] = None
        elif (codes := self.breaks.codes()) != self._in_force.break_codes:
            changed["break_codes"] = codes
        return changed

    def judge(self) -> bool:
        """Whether everything in the form is good; the focus goes to the first thing that is not."""
        wrong = [field.editor for field in self.fields.values() if not field.judge()]
        if not self.breaks.judge():
            wrong.append(self.breaks.table)
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

    def _tell(self) -> None:
        self.edited.emit()


def _zones() -> list[str]:
    """The time zones that a centre can be in."""
    return [
        *sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith("Etc/")),
        "UTC",
    ]
