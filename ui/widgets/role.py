"""A widget that looks otherwise from now on."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QWidget


def put_role(widget: QWidget, role: str) -> None:
    """Let the style sheet dress *widget* as *role* from now on; nothing happens when it does so already.

    Polishing alone paints the new border and leaves the room inside as it was: a line of text that becomes an
    error would begin under its own red bar. Qt measures a frame anew when its style changes.
    """
    if widget.property("role") == role:
        return
    widget.setProperty("role", role)
    widget.style().polish(widget)
    QApplication.sendEvent(widget, QEvent(QEvent.Type.StyleChange))
