"""The calls that customers were promised about one issue."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from supervisor.issues.callback import Callback, CallbackLine, lines
from supervisor.issues.clock import Light
from supervisor.words import _, moment, ngettext, number
from ui import theme
from ui.issues.desk import IssuesDesk
from ui.issues.lights import LOOKS
from ui.widgets.pane import Pane


class CallsView(Pane):
    """`opened` has the id of a call-back."""

    opened = Signal(str)

    def __init__(self, desk: IssuesDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._callbacks: tuple[Callback, ...] = ()
        self.none = QLabel(self)
        self.none.setProperty("role", "muted")
        self.none.setWordWrap(True)
        self.rows: list[QPushButton] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.SPACE_XS)
        self._column.addWidget(self.none)
        self._say()

    def show_callbacks(self, callbacks: Sequence[Callback]) -> None:
        """Show *callbacks* as they stand now."""
        self._callbacks = tuple(callbacks)
        self._say()

    def _say(self) -> None:
        for row in self.rows:
            row.hide()
            row.deleteLater()
        self.rows.clear()
        frame = self._desk.known.frame
        found = lines(self._callbacks, frame.calendar(""), self._desk.now) if frame is not None else ()
        for line in found:
            row = QPushButton(self._words(line), self)
            row.setProperty("role", "link")
            row.clicked.connect(partial(self.opened.emit, line.callback.id))
            self._column.addWidget(row)
            self.rows.append(row)
        self.none.setText(_("Nobody was promised a call about it."))
        self.none.setVisible(not self.rows)

    def _words(self, line: CallbackLine) -> str:
        promise, zone, today = line.callback.promise, self._desk.zone, self._desk.today
        if line.light is Light.OVER:
            how = _("called in time") if line.in_time else _("called too late")
        elif line.light is Light.RED:
            how = ngettext(
                "overdue by {n} working day", "overdue by {n} working days", -line.days_left
            ).format(n=number(-line.days_left))
        else:
            how = _("to be called until {when}").format(when=moment(line.callback.due_at, zone, today))
        look = LOOKS.get(line.light)
        sign = f"{look.sign.value} " if look is not None and look.sign is not None else ""
        return sign + _(" · ").join(part for part in (promise.customer, how, promise.owner) if part)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self._say()
        super().changeEvent(event)
