"""Pictures of any page without a display: the demo centre at 10:42 of a fixed day, always the same."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSize
from PySide6.QtGui import QCursor, QImage
from PySide6.QtWidgets import QDialog

from ui.machine import Machine
from ui.shots import (
    accounts,
    away,
    floor,
    issues,
    joining,
    meetings,
    past,
    performance,
    reports,
    returned,
    roles,
)
from ui.shots.standing import DAY, SHOWN_AT, SOURCE, Shot, demo_centre, settle
from ui.window import MainWindow

__all__ = ["DAY", "SHOTS", "SHOWN_AT", "SOURCE", "Shot", "demo_centre", "settle", "take"]

SHOTS = (
    floor.SHOTS
    | past.SHOTS
    | performance.SHOTS
    | issues.SHOTS
    | returned.SHOTS
    | meetings.SHOTS
    | reports.SHOTS
    | joining.SHOTS
    | accounts.SHOTS
    | away.SHOTS
    | roles.SHOTS
)
"""Every picture by its name."""


def take(name: str, file: Path, size: QSize, machine: Machine) -> None:
    """Write the picture *name* of *size* pixels to *file*. Raises OSError when it cannot be written."""
    shot = SHOTS[name]
    if shot.public:
        machine.use_for_now(public_names=False)
    QCursor.setPos(-1, -1)  # it points at nothing
    window = MainWindow(machine)
    centre = demo_centre(shot) if shot.page else None
    try:
        if centre is None:
            window.show_first_start()
        else:
            window.stack.place = shot.page
            window.show_centre(centre)
        ratio = window.devicePixelRatioF()
        inside = size / ratio
        window.resize(inside)
        window.show()
        seen = shot.then(window) or window
        if isinstance(seen, QDialog):  # as large as it comes, on a screen of this size
            seen.resize(seen.size().boundedTo(inside))
        elif seen.isWindow():
            seen.resize(inside)
        seen.show()
        settle()
        picture = QImage(seen.size() * ratio, QImage.Format.Format_RGB32)
        picture.setDevicePixelRatio(ratio)
        seen.render(picture)
        if not picture.save(str(file)):
            raise OSError(f"{file}: cannot be written")
    finally:
        window.leave_centre()
        window.close()
        window.deleteLater()
        if centre is not None:
            centre.close()
