"""Where the window stands, how large it is, and at which place it was left: kept by this computer."""

from __future__ import annotations

from PySide6.QtCore import QByteArray
from PySide6.QtWidgets import QWidget

from ui.machine import Machine
from ui.shell.places import PLACES

FIRST_SIZE = (1280, 760)


def put_back(window: QWidget, machine: Machine) -> str:
    """Put *window* where it was left; the name of the place that was in sight, "" for none."""
    window.resize(*FIRST_SIZE)
    settings = machine.settings
    if settings.window_geometry:
        window.restoreGeometry(QByteArray.fromBase64(settings.window_geometry.encode()))
    known = {place.name for place in PLACES}
    return settings.window_state if settings.window_state in known else ""


def keep(window: QWidget, place: str, machine: Machine) -> None:
    """Keep where *window* stands now, with *place* in sight."""
    geometry = bytes(window.saveGeometry().toBase64().data()).decode()
    machine.change({"window_geometry": geometry, "window_state": place})
