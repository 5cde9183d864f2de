"""The look, the text size, the motion and the language of this computer's settings, put in force."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from supervisor.settings.machine import MachineSettings
from ui import language, theme
from ui.machine import Machine

CURSOR_FLASH_MS = 1000


def dress(settings: MachineSettings) -> None:
    """Put the look, the text size and the motion of *settings* in force."""
    for effect in (Qt.UIEffect.UI_AnimateMenu, Qt.UIEffect.UI_AnimateCombo, Qt.UIEffect.UI_AnimateTooltip):
        QApplication.setEffectEnabled(effect, not settings.reduced_motion)
    QApplication.setCursorFlashTime(0 if settings.reduced_motion else CURSOR_FLASH_MS)
    theme.use(
        theme.system_look() if settings.theme == "auto" else settings.theme,
        text_scale=settings.text_scale / 100,
    )


class Dressing(QObject):
    """Dresses the application anew when the settings, or the look that the whole computer has, are others."""

    def __init__(self, machine: Machine, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._machine = machine
        machine.changed.connect(self._heed_machine)
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._heed_system)

    def _heed_machine(self, names: frozenset[str]) -> None:
        settings = self._machine.settings
        if "language" in names:
            language.use(None if settings.language == "auto" else settings.language)
        if names & {"theme", "text_scale", "reduced_motion", "language"}:  # quotation marks differ
            dress(settings)

    def _heed_system(self) -> None:
        """The computer's own look is another now; who follows it follows."""
        if self._machine.settings.theme == "auto":
            dress(self._machine.settings)
