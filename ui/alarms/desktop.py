"""Says an alarm on the desktop while the console is not in front, by what the desktop has for it."""

from __future__ import annotations

import shutil
from dataclasses import dataclass

from PySide6.QtCore import QObject, QProcess, Signal
from PySide6.QtWidgets import QApplication, QSystemTrayIcon

from supervisor.wallboard.levels import Level
from supervisor.words import _
from ui.widgets.icon import icon

PROGRAM = "notify-send"  # where a Linux desktop takes notices but shows no tray (GNOME)


@dataclass(frozen=True)
class _Told:
    """A notice that a program shows."""

    process: QProcess
    title: str
    text: str
    level: Level
    asked_back: bool


class DesktopNotice(QObject):
    """Shows notices; `pressed` when somebody clicks one. `stop` takes away what stands."""

    pressed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tray: QSystemTrayIcon | None = None
        self._told: list[_Told] = []
        self._asks_back = True  # older notify-send knows no --action

    def show(self, title: str, text: str, level: Level) -> None:
        """Say *text* under *title*; the taskbar asks for attention as well."""
        for window in QApplication.topLevelWidgets():
            if window.isVisible() and window.isWindow():
                QApplication.alert(window)
                break
        if QSystemTrayIcon.isSystemTrayAvailable() and QSystemTrayIcon.supportsMessages():
            self._by_tray(title, text, level)
        elif shutil.which(PROGRAM):
            self._by_program(title, text, level)

    def calm(self) -> None:
        """Nothing asks for anybody any more: no icon need stand in the tray."""
        if self._tray is not None:
            self._tray.hide()

    def stop(self) -> None:
        """Take everything away."""
        self.calm()
        for told in self._told:
            told.process.finished.disconnect(self._finished)
            told.process.kill()
            told.process.waitForFinished(1000)
            told.process.deleteLater()
        self._told.clear()

    def _by_tray(self, title: str, text: str, level: Level) -> None:
        if self._tray is None:
            self._tray = QSystemTrayIcon(icon("bell-alert-outline"), self)
            self._tray.messageClicked.connect(self.pressed)
            self._tray.activated.connect(lambda _reason: self.pressed.emit())
        self._tray.setToolTip(f"{title}\n{text}")
        self._tray.show()
        kind = QSystemTrayIcon.MessageIcon
        self._tray.showMessage(title, text, kind.Critical if level is Level.ACTION else kind.Warning)

    def _by_program(self, title: str, text: str, level: Level) -> None:
        arguments = ["--app-name", _("Supervisor console")]
        arguments += ["--urgency", "critical" if level is Level.ACTION else "normal"]
        if self._asks_back:
            arguments += ["--action", "default=" + _("Open")]
        process = QProcess(self)
        process.setStandardErrorFile(QProcess.nullDevice())
        process.finished.connect(self._finished)
        self._told.append(_Told(process, title, text, level, self._asks_back))
        process.start(PROGRAM, [*arguments, "--", title, text])

    def _finished(self) -> None:
        """A notice was clicked, or is gone, or could not be shown that way."""
        over = [told for told in self._told if told.process.state() is QProcess.ProcessState.NotRunning]
        for told in over:
            self._told.remove(told)
            said = bytes(told.process.readAllStandardOutput().data()).decode(errors="replace").strip()
            failed = told.process.exitCode() != 0
            told.process.deleteLater()
            if failed and told.asked_back:
                self._asks_back = False
                self._by_program(told.title, told.text, told.level)
            elif said == "default":
                self.pressed.emit()
