"""Asks for the PIN before a locked wall ends."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from supervisor.clock import Clock, SystemClock
from supervisor.pages.lock import MOST_DIGITS, Tries, pin_fits
from supervisor.words import _, ngettext
from ui import theme

GOES_MS = 20_000  # a prompt that nobody answers is gone again
WIDE = 360


class PinPrompt(QWidget):
    """Over the wall, in its middle: a field for the PIN, or, where none is set, a button alone."""

    opened = Signal()  # the PIN was right

    def __init__(self, parent: QWidget, clock: Clock | None = None) -> None:
        super().__init__(parent)
        self._wall = parent
        self._clock = clock or SystemClock()
        self._kept = ""
        self._tries = Tries()
        self._wrong = False
        self.title = QLabel(self)
        self.title.setProperty("role", "lead")
        self.pin = QLineEdit(self)
        self.pin.setEchoMode(QLineEdit.EchoMode.Password)
        self.pin.setMaxLength(MOST_DIGITS)
        self.pin.returnPressed.connect(self._try)
        self.pin.textEdited.connect(self._heed)
        self.problem = QLabel(self)
        self.problem.setProperty("role", "error")
        self.problem.setWordWrap(True)
        self.end = QPushButton(self)
        self.end.setProperty("role", "primary")
        self.end.clicked.connect(self._try)
        self.back = QPushButton(self)
        self.back.clicked.connect(self.leave)
        card = QFrame(self)
        card.setProperty("role", "drawer")
        card.setFixedWidth(theme.current().px(WIDE))
        column = QVBoxLayout(card)
        column.setContentsMargins(theme.SPACE_XL, theme.SPACE_XL, theme.SPACE_XL, theme.SPACE_XL)
        column.setSpacing(theme.SPACE_M)
        for widget in (self.title, self.pin, self.problem):
            column.addWidget(widget)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.back)
        row.addWidget(self.end)
        column.addLayout(row)
        whole = QVBoxLayout(self)
        whole.addWidget(card, 0, Qt.AlignmentFlag.AlignCenter)
        self._goes = QTimer(self)
        self._goes.setSingleShot(True)
        self._goes.setInterval(GOES_MS)
        self._goes.timeout.connect(self.leave)
        self.hide()

    def ask(self, kept: str) -> None:
        """Ask for the PIN of which *kept* was made; "" asks only whether it is meant."""
        self._kept, self._wrong = kept, False
        self.pin.clear()
        self.pin.setVisible(bool(kept))
        self._say()
        self.setGeometry(self._wall.rect())
        self.show()
        self.raise_()
        (self.pin if kept else self.end).setFocus(Qt.FocusReason.OtherFocusReason)
        self._goes.start()

    def leave(self) -> None:
        """The wall goes on."""
        self._goes.stop()
        self.hide()
        self._wall.setFocus(Qt.FocusReason.OtherFocusReason)

    def tick(self) -> None:
        """A second has passed: perhaps another try is heard now."""
        self._say()

    def _heed(self) -> None:
        self._wrong = False
        self._goes.start()
        self._say()

    def _try(self) -> None:
        now = self._clock.now()
        if self._tries.waits_s(now):
            return
        if not self._kept or pin_fits(self.pin.text(), self._kept):
            self._tries = Tries()
            self._goes.stop()
            self.hide()
            self.opened.emit()
            return
        self._tries, self._wrong = self._tries.after_wrong(now), True
        self.pin.clear()
        self._goes.start()
        self._say()

    def _say(self) -> None:
        self.title.setText(_("This wall is locked"))
        self.pin.setPlaceholderText(_("PIN"))
        self.pin.setAccessibleName(_("PIN"))
        self.end.setText(_("End the wall"))
        self.back.setText(_("Back"))
        wait = round(self._tries.waits_s(self._clock.now()))
        said = _("That is not the PIN.") if self._wrong else ""
        if wait:
            again = ngettext("Try again in {n} second.", "Try again in {n} seconds.", wait).format(n=wait)
            said = f"{said} {again}".strip()
        self.problem.setText(said)
        self.problem.setVisible(bool(said))
        self.end.setEnabled(not wait)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
        else:
            event.accept()  # the wall below hears nothing

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self._say()
        super().changeEvent(event)
