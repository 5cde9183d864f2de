"""What a part of the window hears of the open centre, for as long as that is shown."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QMetaObject, QObject, SignalInstance


class Heard:
    """Connections that end together: the window outlives the centres that it shows."""

    def __init__(self) -> None:
        self._connections: list[QMetaObject.Connection] = []

    def hear(self, signal: SignalInstance, slot: Callable[..., Any] | SignalInstance) -> None:
        """Have *slot* called, or emitted, by *signal* until `end`."""
        self._connections.append(signal.connect(slot))

    def end(self) -> None:
        """Hear nothing of all that any more."""
        for connection in self._connections:
            QObject.disconnect(connection)
        self._connections.clear()
