"""Plays a sound file by what the computer has for it: two short tones are not worth a sound library."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QProcess, Signal
from PySide6.QtWidgets import QApplication

# Programs that play a WAV file and then end, most likely ones first; the file's path follows.
PROGRAMS: tuple[tuple[str, ...], ...] = (
    ("afplay",),  # macOS
    ("pw-play",),
    ("paplay",),
    ("aplay", "-q"),
    ("ffplay", "-nodisp", "-autoexit", "-loglevel", "quiet"),
)


class Player(QObject):
    """Plays one file at a time; a newer one ends the one before.

    A program that cannot play is left out from then on, and after the last one the system's beep is what
    remains. `failed` then says so, once.
    """

    failed = Signal()
    ended = Signal()  # the sound is over

    def __init__(self, programs: Sequence[Sequence[str]] = PROGRAMS, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._windows = sys.platform == "win32" and programs is PROGRAMS
        self._programs = (
            [] if self._windows else [list(given) for given in programs if shutil.which(given[0])]
        )
        self._process: QProcess | None = None
        self._file = Path()

    @property
    def can_play(self) -> bool:
        """Whether there is something to play with, other than the system's beep."""
        return self._windows or bool(self._programs)

    @property
    def is_playing(self) -> bool:
        return self._process is not None

    def play(self, file: Path) -> None:
        """Play *file*."""
        self.stop()
        self._file = file
        if sys.platform == "win32" and self._windows:
            import winsound

            try:
                winsound.PlaySound(
                    str(file), winsound.SND_FILENAME | winsound.SND_ASYNC | winsound.SND_NODEFAULT
                )
            except RuntimeError:
                self._windows = False
                self._beep()
            return
        self._try_next()

    def stop(self) -> None:
        """End what is being played."""
        process, self._process = self._process, None
        if process is not None:
            process.finished.disconnect(self._finished)
            process.errorOccurred.disconnect(self._not_started)
            process.kill()
            process.waitForFinished(1000)
            process.deleteLater()

    def _try_next(self) -> None:
        if not self._programs:
            self._beep()
            return
        command, *arguments = self._programs[0]
        process = QProcess(self)
        process.setStandardOutputFile(QProcess.nullDevice())
        process.setStandardErrorFile(QProcess.nullDevice())
        process.finished.connect(self._finished)
        process.errorOccurred.connect(self._not_started)
        self._process = process
        process.start(command, [*arguments, str(self._file)])

    def _finished(self, code: int, how: QProcess.ExitStatus) -> None:
        self._forget()
        if code or how is not QProcess.ExitStatus.NormalExit:
            self._leave_out()
        else:
            self.ended.emit()

    def _not_started(self, error: QProcess.ProcessError) -> None:
        if error is QProcess.ProcessError.FailedToStart:  # of the others `finished` tells
            self._forget()
            self._leave_out()

    def _leave_out(self) -> None:
        del self._programs[0]
        if not self._programs:
            self.failed.emit()
        self._try_next()

    def _forget(self) -> None:
        if self._process is not None:
            self._process.deleteLater()
            self._process = None

    def _beep(self) -> None:
        QApplication.beep()
        self.ended.emit()
