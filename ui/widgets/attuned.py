"""Parts of a page that keep up with the language and the look in use."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QFrame, QWidget


class Attuned(QWidget):
    """Says its words again in another language, and fits its sizes again in another look.

    The first time is up to whoever inherits it, at the end of its set-up.
    """

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        elif event.type() is QEvent.Type.StyleChange:
            self._fit()
        super().changeEvent(event)

    def retranslate(self) -> None:
        """Say everything again, in the language now in use."""
        raise NotImplementedError

    def _fit(self) -> None:
        """Give everything the size that the look now in use asks for."""
        raise NotImplementedError


class AttunedFrame(QFrame):
    """The same, framed: to inherit both QWidget and QFrame takes the process down (PySide6 6.11)."""

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
