"""The last step: this console opens the shared centre, and what the other seats need is said."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QLabel, QPlainTextEdit, QWidget

from supervisor.storage.login import Login, Method
from supervisor.words import _, mark
from ui import theme
from ui.joining.login_form import Entered
from ui.joining.step import SetUp, Step


class FinishStep(Step):
    """`finished` comes with the log-in by which this console is to open the centre."""

    finished = Signal(object)  # Entered

    def __init__(self, known: SetUp, parent: QWidget | None = None) -> None:
        super().__init__(
            mark("Done"),
            mark(
                "From now on this console opens the shared centre, as the administrator, who makes the "
                "accounts of everybody else. The other seats join with what stands below."
            ),
            parent,
        )
        self._known = known
        self.facts = QLabel(self)
        self.facts.setWordWrap(True)
        self.facts.setTextFormat(Qt.TextFormat.PlainText)
        self.facts.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self._collector = QLabel(self)
        self._collector.setWordWrap(True)
        self._collector.setTextFormat(Qt.TextFormat.PlainText)
        self.command = QPlainTextEdit(self)
        self.command.setReadOnly(True)
        self.command.setTabChangesFocus(True)
        self.command.setFixedHeight(self.command.fontMetrics().lineSpacing() * 3 + theme.SPACE_XL)
        self._collector.setBuddy(self.command)
        self.remember = QCheckBox(self)
        for widget in (self.facts, self._collector, self.command, self.remember):
            self.inside.addWidget(widget)
        self.open_ = self.button(primary=True)
        self.open_.clicked.connect(lambda: self.finished.emit(self.entered()))
        self.first = self.open_
        self.say()

    def entered(self) -> Entered:
        """As whom this console comes in."""
        password = self._known.administrator_password
        return Entered(
            self._seat(self._known.administrator), password, bool(password) and self.remember.isChecked()
        )

    def arrive(self) -> None:
        self.remember.setVisible(self._known.administrator_password is not None)
        self._show_facts()

    def say(self) -> None:
        super().say()
        self.remember.setText(_("Remember the password in this computer’s keyring"))
        self.open_.setText(_("Open the shared centre"))
        self._show_facts()

    def _seat(self, user: str) -> Login:
        """The owner's log-in, as another one: with a password, for a certificate is one person's."""
        assert self._known.owner is not None  # noqa: S101  # the first step
        return replace(self._known.owner, user=user, method=Method.PASSWORD, certificate="", key="")

    def _show_facts(self) -> None:
        if self._known.owner is None:
            return
        seat, lines = self._known.owner, []
        lines.append(
            _("Seats: server {host}, port {port}, database {database}.").format(
                host=seat.host, port=seat.port, database=seat.database
            )
        )
        if seat.ca_file:
            lines.append(_("They also need the CA file {file}.").format(file=seat.ca_file))
        if self._known.file:
            file = self._known.file.removeprefix("sqlite:///")
            lines.append(
                _("This computer’s own centre stays in {file}; nothing writes to it any more.").format(
                    file=file
                )
            )
        self.facts.setText("\n".join(lines))
        self._collector.setText(
            _(
                "The collector runs as a service at each site (the README says how), with its password in "
                "SUPERVISOR_DATABASE_PASSWORD:"
            )
        )
        self.command.setAccessibleName(_("Command of the collector"))
        self.command.setPlainText(f"supervisor collect --database '{self._seat(self._known.service).url}'")
