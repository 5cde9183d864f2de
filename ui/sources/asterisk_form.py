"""The form that connects an Asterisk: address, user, password, and how its certificate is trusted."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from supervisor.words import _, mark
from ui import theme
from ui.widgets.field import Field, text_line
from ui.widgets.role import put_role

PLAIN_PORT, TLS_PORT = 5038, 5039
NO_TLS, CA_FILE, PINNED = range(3)
KEYRING, VARIABLE = range(2)
TLS_WAYS = (
    mark("Off"),
    mark("On, vouched for by a CA file"),
    mark("On, with a pinned fingerprint"),
)
PASSWORD_WAYS = (mark("In this computer’s keyring"), mark("In an environment variable"))


@dataclass(frozen=True)
class Entered:
    """What was entered. *password* is None when it stands in the environment variable *secret_env*."""

    name: str
    options: dict[str, Any]
    secret_env: str | None
    password: str | None


class AsteriskForm(QFrame):
    """Entered once: `test_wanted` and `add_wanted` come with a whole and plausible `Entered`."""

    test_wanted = Signal(object)
    add_wanted = Signal(object)
    cancelled = Signal()

    def __init__(self, taken: Collection[str] = (), parent: QWidget | None = None) -> None:
        """*taken*: the names of the sources that there are."""
        super().__init__(parent)
        self.setProperty("role", "side")
        self.taken = set(taken)
        self._title = QLabel(self)
        self._title.setProperty("role", "lead")
        self._intro = QLabel(self)
        self._intro.setProperty("role", "muted")
        self._intro.setWordWrap(True)

        self.name = Field(mark("Name"), text_line(), mark("What the centre calls it, such as pbx-1."))
        self.host = Field(mark("Address"), text_line(), mark("Host name or IP address."))
        self._port_spin = QSpinBox()
        self._port_spin.setRange(1, 65535)
        self._port_spin.setValue(PLAIN_PORT)
        self._port_spin.setGroupSeparatorShown(False)
        self.port = Field(mark("Port"), self._port_spin)
        self.username = Field(
            mark("User name"),
            text_line(),
            mark("As in manager.conf. “read = agent,call” is enough; it needs no right to write."),
        )
        self._password_way = QComboBox()
        self.password_way = Field(mark("Where the password is kept"), self._password_way)
        self.password = Field(mark("Password"), text_line(secret=True))
        self.variable = Field(
            mark("Environment variable"), text_line(), mark("The collector reads the password from it.")
        )
        self._tls_way = QComboBox()
        self.tls_way = Field(mark("TLS"), self._tls_way)
        self._ca_line = QLineEdit()
        self._browse = QPushButton(self)
        self._browse.clicked.connect(self._choose_file)
        self.ca = Field(
            mark("CA file"), self._ca_line, mark("The certificate that signed the server’s, as PEM.")
        )
        self.fingerprint = Field(
            mark("Fingerprint"),
            text_line(),
            mark("SHA-256 of the server’s certificate. “Test” shows it."),
        )
        self._log_line = text_line()
        self.log_browse = QPushButton(self)
        self.log_browse.clicked.connect(self._choose_log)
        self.log = Field(
            mark("Its own log (optional)"),
            self._log_line,
            mark(
                "The path of its queue_log, as the computer that watches over the centre sees it. With it "
                "the day is checked contact by contact every five minutes."
            ),
        )
        for choice, words in ((self._tls_way, TLS_WAYS), (self._password_way, PASSWORD_WAYS)):
            choice.addItems(list(words))

        self.result = QLabel(self)
        self.result.setWordWrap(True)
        self.result.setTextFormat(Qt.TextFormat.PlainText)
        self.result.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.result.hide()
        self.pin = QPushButton(self)
        self.pin.hide()
        self.pin.clicked.connect(self._pin)
        self.test = QPushButton(self)
        self.add = QPushButton(self)
        self.add.setProperty("role", "primary")
        self.cancel = QPushButton(self)
        self.test.clicked.connect(lambda: self._give(self.test_wanted))
        self.add.clicked.connect(lambda: self._give(self.add_wanted))
        self.cancel.clicked.connect(self.cancelled)
        self._found_fingerprint = ""

        self._fields = (
            self.name,
            self.host,
            self.port,
            self.username,
            self.password_way,
            self.password,
            self.variable,
            self.tls_way,
            self.ca,
            self.fingerprint,
            self.log,
        )
        column = QVBoxLayout()
        column.setContentsMargins(theme.SPACE_L, theme.SPACE_L, theme.SPACE_L, theme.SPACE_L)
        column.setSpacing(theme.SPACE_M)
        column.addWidget(self._title)
        column.addWidget(self._intro)
        place = QHBoxLayout()  # address and port are said in one breath
        place.setSpacing(theme.SPACE_M)
        place.addWidget(self.host, 3, Qt.AlignmentFlag.AlignTop)
        place.addWidget(self.port, 1, Qt.AlignmentFlag.AlignTop)
        for field in self._fields:
            if field is self.host:
                column.addLayout(place)
            elif field is not self.port:
                column.addWidget(field)
            if field is self.ca:
                column.addWidget(self._browse, 0, Qt.AlignmentFlag.AlignLeft)
            if field is self.log:
                column.addWidget(self.log_browse, 0, Qt.AlignmentFlag.AlignLeft)
            field.left.connect(lambda field=field: self._judge(field))
        column.addStretch(1)
        inside = QWidget()
        inside.setLayout(column)
        scroll = QScrollArea(self)
        scroll.setWidget(inside)
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        foot = QVBoxLayout()
        foot.setContentsMargins(theme.SPACE_L, theme.SPACE_M, theme.SPACE_L, theme.SPACE_L)
        foot.setSpacing(theme.SPACE_M)
        foot.addWidget(self.result)
        foot.addWidget(self.pin, 0, Qt.AlignmentFlag.AlignLeft)
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.SPACE_S)
        for button in (self.add, self.test, self.cancel):
            buttons.addWidget(button)
        buttons.addStretch(1)
        foot.addLayout(buttons)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(scroll, 1)
        whole.addLayout(foot)
        ways = [field.editor for field in self._fields]
        ways.insert(ways.index(self._ca_line) + 1, self._browse)
        ways.append(self.log_browse)
        ways += [self.pin, self.add, self.test, self.cancel]
        for one, following in pairwise(ways):  # Tab goes as one reads
            QWidget.setTabOrder(one, following)
        self._tls_way.currentIndexChanged.connect(self._show_tls)
        self._password_way.currentIndexChanged.connect(self._show_password)
        self._say()
        self._show_tls(NO_TLS)
        self._show_password(KEYRING)

    def entered(self) -> Entered:
        """What stands in the form now, good or not."""
        way = self._tls_way.currentIndex()
        by_variable = self._password_way.currentIndex() == VARIABLE
        options: dict[str, Any] = {
            "host": _text(self.host),
            "port": self._port_spin.value(),
            "username": _text(self.username),
            "tls": way != NO_TLS,
            "tls_ca": self._ca_line.text().strip() if way == CA_FILE else None,
            "tls_fingerprint": _text(self.fingerprint) if way == PINNED else None,
            "queue_log": self._log_line.text().strip() or None,
        }
        return Entered(
            _text(self.name),
            options,
            _text(self.variable) if by_variable else None,
            None if by_variable else _line(self.password).text(),
        )

    def show_result(self, said: str, *, good: bool = True, fingerprint: str = "") -> None:
        """Say what the test found; with a *fingerprint* of an untrusted certificate, offer to pin it."""
        put_role(self.result, "good" if good else "error")
        self.result.setText(said)
        self.result.setVisible(bool(said))
        self._found_fingerprint = fingerprint
        self.pin.setVisible(bool(fingerprint))

    def show_testing(self, testing: bool) -> None:
        """While a test runs there is no second one."""
        self.test.setEnabled(not testing)
        if testing:
            self.show_result(_("Trying…"))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self._say()
        super().changeEvent(event)

    def _say(self) -> None:
        self._title.setText(_("Connect an Asterisk"))
        self._intro.setText(
            _("Over its manager interface (AMI). Nothing is changed there: the console only listens.")
        )
        for ways, words in ((self._tls_way, TLS_WAYS), (self._password_way, PASSWORD_WAYS)):
            for place, word in enumerate(words):
                ways.setItemText(place, _(word))
        for browse in (self._browse, self.log_browse):
            browse.setText(_("Choose a file…"))
        self.pin.setText(_("It is right: pin this fingerprint"))
        self.test.setText(_("Test"))
        self.add.setText(_("Add"))
        self.cancel.setText(_("Cancel"))
        self.show_result("")

    def _show_tls(self, way: int) -> None:
        self.ca.setVisible(way == CA_FILE)
        self._browse.setVisible(way == CA_FILE)
        self.fingerprint.setVisible(way == PINNED)
        usual = {PLAIN_PORT, TLS_PORT}
        if self._port_spin.value() in usual:
            self._port_spin.setValue(PLAIN_PORT if way == NO_TLS else TLS_PORT)

    def _show_password(self, way: int) -> None:
        self.password.setVisible(way == KEYRING)
        self.variable.setVisible(way == VARIABLE)

    def _choose_file(self) -> None:
        dialog = QFileDialog(self, _("CA file"), "", "PEM (*.pem *.crt *.cer);;* (*)")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self._ca_line.setText)
        dialog.open()

    def _choose_log(self) -> None:
        dialog = QFileDialog(self, _("Its own log"), "", "queue_log (queue_log*);;* (*)")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self._log_line.setText)
        dialog.open()

    def _pin(self) -> None:
        found = self._found_fingerprint
        self._tls_way.setCurrentIndex(PINNED)
        _line(self.fingerprint).setText(found)
        self.fingerprint.show_problem("")
        self.show_result("")
        self.test.setFocus()

    def _give(self, signal: Any) -> None:
        """Tell what was entered, when nothing is wrong with it; else go to the first field that is."""
        wrong = [field for field in self._fields if self._judge(field)]
        if wrong:
            wrong[0].editor.setFocus()
        else:
            signal.emit(self.entered())

    def _judge(self, field: Field) -> str:
        """What is wrong with *field*, shown beside it; "" when nothing is."""
        said = "" if field.isHidden() else self._problem(field)
        field.show_problem(said)
        return said

    def _problem(self, field: Field) -> str:
        entered = self.entered()
        if field is self.name:
            if not entered.name:
                return _("Give it a name.")
            if entered.name in self.taken:
                return _("There is a source called “{name}” already.").format(name=entered.name)
            if len(entered.name) > 80 or not entered.name.isprintable():
                return _("A name of 1 to 80 characters, please.")
        if field is self.host:
            host = entered.options["host"]
            if not host:
                return _("Where is it? Enter its host name or IP address.")
            if re.search(r"\s|/", host):
                return _("Only the name or the IP address, such as pbx.example.com.")
        if field is self.username and not entered.options["username"]:
            return _("Enter the user from manager.conf.")
        if field is self.password and not entered.password:
            return _("Enter the password from manager.conf (“secret”).")
        if field is self.variable and not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", entered.secret_env or ""):
            return _("Enter the name of the variable, such as PBX_PASSWORD.")
        if field is self.ca and not (entered.options["tls_ca"] and Path(entered.options["tls_ca"]).is_file()):
            return _("There is no such file.")
        if field is self.fingerprint:
            digits = re.sub(r"[:\s]", "", entered.options["tls_fingerprint"] or "")
            if not re.fullmatch(r"[0-9A-Fa-f]{64}", digits):
                return _("A SHA-256 fingerprint has 64 digits from 0 to 9 and A to F.")
        return ""


def _line(field: Field) -> QLineEdit:
    assert isinstance(field.editor, QLineEdit)  # noqa: S101
    return field.editor


def _text(field: Field) -> str:
    return _line(field).text().strip()
