"""The mail server by which reminders go out: entered, tried, saved; its password is kept with the other
secrets."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QLabel,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from supervisor.settings.issues import SECURITY_LABELS, MailServer, Security, server_fits
from supervisor.words import _, mark
from ui import theme
from ui.widgets.field import Field
from ui.widgets.pane import Pane
from ui.widgets.role import put_role
from ui.widgets.save_bar import SaveBar

PORTS = {Security.STARTTLS: 587, Security.TLS: 465, Security.NONE: 25}


class MailForm(Pane):
    """`try_asked` and `save_asked` give the server and the password that was typed ("": none was)."""

    try_asked = Signal(object, str)
    save_asked = Signal(object, str)
    given_up = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._read: MailServer | None = None
        self.stays = False  # on a page: there is nothing to be left by giving up
        self.host, self.user, self.password = QLineEdit(self), QLineEdit(self), QLineEdit(self)
        self.address, self.called = QLineEdit(self), QLineEdit(self)
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.port, self.security = QSpinBox(self), QComboBox(self)
        self.port.setRange(1, 65535)
        for one in Security:
            self.security.addItem("", one)
        self.said = QLabel(self)
        self.said.setWordWrap(True)
        self.trial = QPushButton(self)
        self.bar = SaveBar(self, beside=(self.trial,))
        self._lay_out()
        self._wire()
        self.retranslate()

    def _lay_out(self) -> None:
        self.fields = {
            "host": Field(mark("Mail server"), self.host, mark("Such as mail.example.com; empty: no mail.")),
            "security": Field(mark("Connection"), self.security),
            "port": Field(mark("Port"), self.port),
            "user": Field(mark("User"), self.user, mark("Empty where the server asks for none.")),
            "password": Field(
                mark("Password"), self.password, mark("Kept in this computer’s keyring; empty: as it is.")
            ),
            "sender": Field(mark("Sender’s address"), self.address),
            "sender_name": Field(mark("Sender’s name"), self.called),
        }
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, theme.SPACE_S, 0)
        column.setSpacing(theme.SPACE_M)
        for field in self.fields.values():
            column.addWidget(field)
        column.addWidget(self.said)
        column.addWidget(self.bar)
        column.addStretch(1)

    def _wire(self) -> None:
        for line in (self.host, self.user, self.password, self.address, self.called):
            line.textEdited.connect(lambda _text: self._judge())
        self.port.valueChanged.connect(lambda _port: self._judge())
        self.security.activated.connect(lambda _at: self._take_port())
        self.bar.save_asked.connect(self.keep)
        self.bar.discard_asked.connect(self._discard)
        self.trial.clicked.connect(lambda: self.try_asked.emit(self.typed, self.password.text()))

    # -- what is shown --------------------------------------------------------------------------------------

    def show_server(self, server: MailServer) -> None:
        """Show *server* as it is in force."""
        self._read = None
        self.host.setText(server.host)
        self.security.setCurrentIndex(self.security.findData(server.security))
        self.port.setValue(server.port)
        self.user.setText(server.user)
        self.password.clear()
        self.address.setText(server.sender)
        self.called.setText(server.sender_name)
        self._read = server
        self.tell("")
        self._judge()

    @property
    def typed(self) -> MailServer:
        """The server as it stands in the form."""
        return MailServer(
            self.host.text().strip(),
            self.port.value(),
            self.security.currentData(),
            self.user.text().strip(),
            self.address.text().strip(),
            self.called.text().strip(),
        )

    @property
    def is_dirty(self) -> bool:
        """Whether something is not saved yet."""
        return self._read is not None and (self.typed != self._read or bool(self.password.text()))

    def tell(self, said: str, *, wrong: bool = False) -> None:
        """Say what came of a trial, or why it cannot be kept."""
        self.said.setText(said)
        put_role(self.said, "error" if wrong else "muted")
        self.said.setVisible(bool(said))

    # -- hands ----------------------------------------------------------------------------------------------

    def keep(self) -> None:
        """Have it saved, when nothing is wrong."""
        wrong = server_fits(self.typed)
        self.fields["sender"].show_problem(_("Expected: {what}.").format(what=wrong) if wrong else "")
        if not wrong and self.is_dirty:
            self.save_asked.emit(self.typed, self.password.text())

    def _discard(self) -> None:
        if self._read is not None and self.is_dirty:
            self.show_server(self._read)
        else:
            self.given_up.emit()

    def _take_port(self) -> None:
        if self.port.value() in PORTS.values():
            self.port.setValue(PORTS[self.security.currentData()])
        self._judge()

    def _judge(self) -> None:
        if self._read is not None:
            self.bar.save.setEnabled(self.is_dirty)
            self.bar.discard.setEnabled(self.is_dirty or not self.stays)
            self.trial.setEnabled(bool(self.host.text().strip()))

    # -- words ----------------------------------------------------------------------------------------------

    def retranslate(self) -> None:
        """Say everything again, in the language now in use."""
        for at in range(self.security.count()):
            self.security.setItemText(at, _(SECURITY_LABELS[self.security.itemData(at)]))
        self.trial.setText(_("Try"))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
