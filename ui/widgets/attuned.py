"""A frame that keeps up with the language and the look in use."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QFrame


class AttunedFrame(QFrame):
    """Says its words again in another language, and fits its sizes again in another look.

    The first time is up to whoever inherits it, at the end of its set-up.
    """

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self._say()
        elif event.type() is QEvent.Type.StyleChange:
            self._fit()
        super().changeEvent(event)

    def _say(self) -> None:
        """Put all words in the language now in use."""
        raise NotImplementedError

    def _fit(self) -> None:
        """Give everything the size that the look now in use asks for."""
        raise NotImplementedError
