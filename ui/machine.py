"""This computer's settings while the program runs: in force at once, written behind the scenes."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal, Slot

from supervisor.errors import SettingError, SupervisorError
from supervisor.settings.declared import setting
from supervisor.settings.machine import Loaded, MachineSettings, load_machine, save_machine
from supervisor.settings.places import Places
from supervisor.words import _


class Machine(QObject):
    """The machine settings in force; `changed` tells the names of those that are others now.

    `refused` tells a SupervisorError when the file could not be written: what was changed holds until the
    program ends.
    """

    changed = Signal(object)  # frozenset[str]
    refused = Signal(object)
    _failed = Signal()  # from the writing thread: something stands in `_failures`

    def __init__(
        self,
        places: Places,
        loaded: Loaded | None = None,
        parent: QObject | None = None,
        *,
        keep: bool = True,
    ) -> None:
        """Without *keep* nothing is written: for pictures."""
        super().__init__(parent)
        self.places = places
        self._file: Path = places.settings_file
        loaded = loaded or load_machine(self._file)
        self.settings: MachineSettings = loaded.settings
        self.problems: tuple[SettingError, ...] = loaded.problems
        self._keep = keep
        self._waiting: dict[str, Any] = {}
        self._lock = threading.Lock()
        self._writer: threading.Thread | None = None
        self._failures: deque[SupervisorError] = deque()
        self._failed.connect(self._tell_failure, Qt.ConnectionType.QueuedConnection)

    def use_for_now(self, **values: object) -> None:
        """Put *values* in force without writing them: what the command line asked for."""
        self.settings = replace(self.settings, **values)  # type: ignore[arg-type]

    def change(self, values: Mapping[str, object]) -> None:
        """Put *values* in force and write them. Raises SettingError, having changed nothing."""
        good = {
            name: setting(MachineSettings, name).taken(value, str(self._file))
            for name, value in values.items()
        }
        names = frozenset(name for name, value in good.items() if getattr(self.settings, name) != value)
        self.settings = replace(self.settings, **good)
        if self._keep and names:
            self._write({name: good[name] for name in names})
        if names:
            self.changed.emit(names)

    def stop(self) -> None:
        """Return when everything is written."""
        if (writer := self._writer) is not None:
            writer.join()
        self._failures.clear()

    def _write(self, values: Mapping[str, object]) -> None:
        with self._lock:
            self._waiting.update(values)
            if self._writer is None or not self._writer.is_alive():
                self._writer = threading.Thread(target=self._run, name="settings")
                self._writer.start()

    def _run(self) -> None:
        while True:
            with self._lock:
                values, self._waiting = self._waiting, {}
                if not values:
                    self._writer = None
                    return
            try:
                save_machine(self._file, values)
                continue
            except SupervisorError as error:
                self._failures.append(error)
            except OSError as error:
                expected = _("a file that can be written")
                self._failures.append(SettingError(self._file.name, str(error), expected, str(self._file)))
            self._failed.emit()

    @Slot()
    def _tell_failure(self) -> None:
        if self._failures:
            self.refused.emit(self._failures.popleft())
