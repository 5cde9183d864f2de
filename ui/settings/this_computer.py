"""The settings of this computer: in force as soon as they are chosen."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QVBoxLayout, QWidget

from supervisor.errors import SettingError
from supervisor.settings.declared import declared
from supervisor.settings.machine import MachineSettings
from supervisor.words import _, mark
from ui import theme
from ui.machine import Machine
from ui.settings.fields import SettingField

CHOICES = {
    "language": {"auto": mark("As this computer"), "zh_CN": "简体中文", "en": "English"},
    "theme": {"auto": mark("As this computer"), "dark": mark("Dark"), "light": mark("Light")},
    "log_level": {
        "error": mark("Errors only"),
        "warning": mark("Warnings too"),
        "info": mark("As usual"),
        "debug": mark("Everything"),
    },
}
HELP = {
    "language": "",  # the words of the choices say it all
    "theme": "",
    "wall_monitor": mark("The screen that shows the wallboard."),
}
SHOWN = (
    "language",
    "theme",
    "text_scale",
    "reduced_motion",
    "wall_monitor",
    "screen_inches",
    "viewing_distance_m",
    "public_names",
    "database",
    "log_level",
)


class ThisComputer(QFrame):
    """A card with a field for each setting; a good value is in force at once."""

    join_wanted = Signal()
    share_wanted = Signal()

    def __init__(
        self,
        machine: Machine,
        readable: Callable[[], str],
        parent: QWidget | None = None,
        *,
        shares: bool = False,
    ) -> None:
        """*readable* says how far the wall can be read with the screen and the distance in force. *shares*:
        the centre is this computer's own, and can become a shared one."""
        super().__init__(parent)
        self.setProperty("role", "card")
        self._machine = machine
        self._say_readable = readable
        self._title = QLabel(self)
        self._title.setProperty("role", "lead")
        self._about = QLabel(self)
        self._about.setProperty("role", "muted")
        self._about.setWordWrap(True)
        self.readable = QLabel(self)
        self.readable.setProperty("role", "good")
        self.readable.setWordWrap(True)
        self.join, self.share = QPushButton(self), QPushButton(self)
        self.join.clicked.connect(self.join_wanted)
        self.share.clicked.connect(self.share_wanted)
        self.share.setVisible(shares)
        self.fields: dict[str, SettingField] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.SPACE_L, theme.SPACE_L, theme.SPACE_L, theme.SPACE_L)
        column.setSpacing(theme.SPACE_L)
        column.addWidget(self._title)
        column.addWidget(self._about)
        known = declared(MachineSettings)
        for name in SHOWN:
            choices = _monitors() if name == "wall_monitor" else CHOICES.get(name)
            field = SettingField(known[name], choices, self, help_text=HELP.get(name))
            field.show_value(getattr(machine.settings, name))
            if name == "database":
                field.left.connect(lambda field=field: self._apply(field))
            else:
                field.edited.connect(lambda field=field: self._apply(field))
            column.addWidget(field)
            self.fields[name] = field
            if name == "viewing_distance_m":
                column.addWidget(self.readable)
            if name == "database":
                for button in (self.join, self.share):
                    column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)
        self.setTabOrder(self.fields["database"].editor, self.join)  # as they stand, not as they were made
        self.setTabOrder(self.join, self.share)
        machine.changed.connect(self._heed)
        self._say()

    def say_readable(self) -> None:
        """Say anew how far the wall can be read."""
        said = self._say_readable()
        self.readable.setText(said)
        self.readable.setVisible(bool(said))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self._say()
        super().changeEvent(event)

    def _say(self) -> None:
        self._title.setText(_("This computer"))
        self.join.setText(_("Join a shared centre…"))
        self.share.setText(_("Share this centre…"))
        self._about.setText(_("In force as soon as you choose it, on this computer only."))
        self.say_readable()

    def _apply(self, field: SettingField) -> None:
        try:
            self._machine.change({field.setting.name: field.value()})
        except SettingError:
            field.judge()
        else:
            field.show_problem("")

    def _heed(self, names: frozenset[str]) -> None:
        """Something was changed, here or in the menu."""
        for name in names & self.fields.keys():
            value = getattr(self._machine.settings, name)
            if self.fields[name].value() != value:
                self.fields[name].show_value(value)
        self.say_readable()


def _monitors() -> dict[str, str]:
    """The screens that are there, by the name that the setting keeps."""
    names = {"": mark("The one with the window")}
    for screen in QGuiApplication.screens():
        if not screen.name():
            continue  # a platform without real screens
        size = screen.size() * screen.devicePixelRatio()
        names[screen.name()] = f"{screen.name()}  {size.width()} × {size.height()}"
    return names
