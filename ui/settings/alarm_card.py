"""How this computer calls people to alarms: tones, their hours, and the desktop's own notices."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from supervisor.errors import SettingError
from supervisor.settings.declared import declared
from supervisor.settings.machine import MachineSettings
from supervisor.wallboard.levels import Level
from supervisor.words import _
from ui import theme
from ui.machine import Machine
from ui.settings.fields import SettingField

SHOWN = (
    "alarm_sounds",
    "alarm_volume",
    "alarm_tone_attention",
    "alarm_tone_action",
    "alarm_repeat_min",
    "alarm_quiet_from",
    "alarm_quiet_until",
    "alarm_notices",
)
BESIDE = {"alarm_quiet_from": "alarm_quiet_until"}


class AlarmCard(QFrame):
    """In force as soon as it is chosen; both tones can be heard at once."""

    tone_wanted = Signal(object)  # Level

    def __init__(self, machine: Machine, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self._machine = machine
        self._title = QLabel(self)
        self._title.setProperty("role", "lead")
        self.hear_attention = QPushButton(self)
        self.hear_action = QPushButton(self)
        self.hear_attention.clicked.connect(lambda: self.tone_wanted.emit(Level.ATTENTION))
        self.hear_action.clicked.connect(lambda: self.tone_wanted.emit(Level.ACTION))
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.SPACE_L, theme.SPACE_L, theme.SPACE_L, theme.SPACE_L)
        column.setSpacing(theme.SPACE_L)
        column.addWidget(self._title)
        self.fields: dict[str, SettingField] = {}
        known = declared(MachineSettings)
        rows: dict[str, QHBoxLayout] = {}
        for name in SHOWN:
            field = SettingField(known[name], None, self)
            field.show_value(getattr(machine.settings, name))
            field.edited.connect(lambda field=field: self._apply(field))
            self.fields[name] = field
            if name in BESIDE:
                rows[BESIDE[name]] = row = QHBoxLayout()
                row.setSpacing(theme.SPACE_M)
                row.addWidget(field, 1, Qt.AlignmentFlag.AlignTop)
                column.addLayout(row)
            elif name in rows:
                rows[name].addWidget(field, 1, Qt.AlignmentFlag.AlignTop)
            else:
                column.addWidget(field)
            if name == "alarm_tone_action":
                buttons = QHBoxLayout()
                buttons.setSpacing(theme.SPACE_S)
                buttons.addWidget(self.hear_attention)
                buttons.addWidget(self.hear_action)
                buttons.addStretch(1)
                column.addLayout(buttons)
        machine.changed.connect(self._heed)
        self._say()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self._say()
        super().changeEvent(event)

    def _say(self) -> None:
        self._title.setText(_("Alarms on this computer"))
        self.hear_attention.setText(_("Hear “attention”"))
        self.hear_action.setText(_("Hear “act now”"))

    def _apply(self, field: SettingField) -> None:
        try:
            self._machine.change({field.setting.name: field.value()})
        except SettingError:
            field.judge()
        else:
            field.show_problem("")

    def _heed(self, names: frozenset[str]) -> None:
        """Something was changed, here or elsewhere."""
        for name in names & self.fields.keys():
            self.fields[name].show_value(getattr(self._machine.settings, name))
