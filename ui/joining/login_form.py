"""The form of a log-in to a shared centre: where, as whom, by what; and what came of trying it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from supervisor.storage.login import PORT, Login, Method, Tls
from supervisor.words import _, mark
from ui import theme
from ui.widgets.field import Field, text_line
from ui.widgets.role import put_role

METHODS = {
    Method.PASSWORD: mark("A password"),
    Method.CERTIFICATE: mark("A certificate of my own"),
    Method.KERBEROS: mark("Kerberos, as I am logged in to the domain"),
}
TLS_WAYS = {
    Tls.FULL: mark("On: the certificate must be this server’s"),
    Tls.AUTHORITY: mark("On, whatever name its certificate bears"),
    Tls.OFF: mark("Off: others on the network can read along"),
}


@dataclass(frozen=True)
class Entered:
    """What was entered. *password* is None where none is needed; *remember* it in the keyring."""

    login: Login
    password: str | None = field(default=None, repr=False)
    remember: bool = False


class LoginForm(QFrame):
    """Entered once: `try_wanted` and `join_wanted` come with a whole and plausible `Entered`.

    Its `foot` (what came of it, and the buttons) is its owner's to place where it is always in sight.
    """

    try_wanted = Signal(object)
    join_wanted = Signal(object)
    cancelled = Signal()
    edited = Signal()  # somebody types

    def __init__(
        self,
        go: str = mark("Join"),
        user_help: str = mark("Your account there, as whoever manages accounts gave it to you."),
        *,
        remembers: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        """*go* is what its first button says, *user_help* whose account is meant; without *remembers* there
        is no word of the keyring."""
        super().__init__(parent)
        self.setProperty("role", "card")
        self._go, self._remembers = go, remembers
        self.host = Field(
            mark("Address of the server"),
            text_line(),
            mark("Host name as it stands in its certificate, such as floor.example.com."),
        )
        self._port_spin = QSpinBox()
        self._port_spin.setRange(1, 65535)
        self._port_spin.setValue(PORT)
        self._port_spin.setGroupSeparatorShown(False)
        self.port = Field(mark("Port"), self._port_spin)
        self.database = Field(mark("Database"), text_line())
        self.user = Field(mark("User name"), text_line(), user_help)
        self._method_box = QComboBox()
        self.method = Field(mark("Log in by"), self._method_box)
        self.password = Field(mark("Password"), text_line(secret=True))
        self.certificate = Field(mark("Your certificate"), QLineEdit(), mark("As PEM."))
        self.key = Field(mark("Its key"), QLineEdit(), mark("As PEM, readable by you alone."))
        self._tls_box = QComboBox()
        self.tls = Field(mark("TLS"), self._tls_box)
        self.ca = Field(
            mark("CA file (optional)"),
            QLineEdit(),
            mark(
                "The authority that signed the server’s certificate, as PEM. Empty: those of this computer."
            ),
        )
        self.remember = QCheckBox(self)
        self.remember.setVisible(remembers)
        self._method_box.addItems(list(METHODS.values()))
        self._tls_box.addItems(list(TLS_WAYS.values()))
        self._browse = {one: QPushButton(self) for one in (self.certificate, self.key, self.ca)}
        self._rows = {one: QWidget(self) for one in self._browse}
        for one, button in self._browse.items():
            button.clicked.connect(lambda _checked=False, one=one: self._choose(one))
        self.foot = QWidget(self)
        self.result = QLabel(self.foot)
        self.result.setWordWrap(True)
        self.result.setTextFormat(Qt.TextFormat.PlainText)
        self.result.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.result.hide()
        self.join = QPushButton(self.foot)
        self.join.setProperty("role", "primary")
        self.join.setAutoDefault(True)
        self.try_ = QPushButton(self.foot)
        self.cancel = QPushButton(self.foot)
        self.join.clicked.connect(lambda: self._give(self.join_wanted))
        self.try_.clicked.connect(lambda: self._give(self.try_wanted))
        self.cancel.clicked.connect(self.cancelled)
        self._fields = (
            self.host,
            self.port,
            self.database,
            self.user,
            self.method,
            self.password,
            self.certificate,
            self.key,
            self.tls,
            self.ca,
        )
        self._more: tuple[tuple[str, str], ...] = ()
        self._lay_out()
        for one in self._fields:
            one.left.connect(lambda one=one: self._judge_left(one))
            if isinstance(one.editor, QLineEdit):
                one.editor.returnPressed.connect(lambda: self._give(self.join_wanted))
                one.editor.textEdited.connect(lambda _text: self.edited.emit())
        self._method_box.currentIndexChanged.connect(self._show_ways)
        self._tls_box.currentIndexChanged.connect(self._show_ways)
        line_of(self.host).textChanged.connect(self._show_ways)
        self._say()
        self._show_ways()

    def show_login(self, login: Login) -> None:
        """Fill in what is known already."""
        line_of(self.host).setText(login.host)
        self._port_spin.setValue(login.port)
        line_of(self.database).setText(login.database)
        line_of(self.user).setText(login.user)
        self._method_box.setCurrentIndex(list(METHODS).index(login.method))
        self._tls_box.setCurrentIndex(list(TLS_WAYS).index(login.tls if not login.is_local else Tls.FULL))
        line_of(self.ca).setText(login.ca_file)
        line_of(self.certificate).setText(login.certificate)
        line_of(self.key).setText(login.key)
        self._more = login.more
        self._show_ways()

    def entered(self) -> Entered:
        """What stands in the form now, good or not."""
        method, tls = self._method, self._tls
        by_certificate = method is Method.CERTIFICATE
        host = _text(self.host)
        local = host.startswith(("/", "@"))
        login = Login(
            host,
            _text(self.database),
            _text(self.user),
            self._port_spin.value(),
            method,
            Tls.OFF if local else tls,
            "" if local or tls is Tls.OFF else _text(self.ca),
            _text(self.certificate) if by_certificate else "",
            _text(self.key) if by_certificate else "",
            self._more,
        )
        password = line_of(self.password).text() if method is Method.PASSWORD else ""
        return Entered(login, password or None, bool(password) and self.remember.isChecked())

    def show_result(self, said: str, *, good: bool | None = None) -> None:
        """Say what came of trying; *good* None: neither."""
        put_role(self.result, {True: "good", False: "error", None: "muted"}[good])
        self.result.setText(said)
        self.result.setVisible(bool(said))
        if said:
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self.result, said))

    def show_busy(self, busy: bool) -> None:
        """While one log-in is tried there is no second one."""
        for button in (self.join, self.try_):
            button.setEnabled(not busy)
        if busy:
            self.show_result(_("Trying…"))

    def ask_password(self) -> None:
        """The password was wrong or is missing: it is typed again."""
        line_of(self.password).selectAll()
        self.password.editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self._say()
        super().changeEvent(event)

    @property
    def _method(self) -> Method:
        return list(METHODS)[max(0, self._method_box.currentIndex())]

    @property
    def _tls(self) -> Tls:
        return list(TLS_WAYS)[max(0, self._tls_box.currentIndex())]

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.SPACE_L, theme.SPACE_L, theme.SPACE_L, theme.SPACE_L)
        column.setSpacing(theme.SPACE_M)
        place = _beside((self.host, 3), (self.port, 1))
        whose = _beside((self.database, 1), (self.user, 1))
        column.addLayout(place)
        column.addLayout(whose)
        column.addWidget(self.method)
        column.addWidget(self.password)
        column.addWidget(self.remember)
        for one in (self.certificate, self.key, self.tls, self.ca):
            if one not in self._browse:
                column.addWidget(one)
                continue
            column.addWidget(self._rows[one])
            row = QHBoxLayout(self._rows[one])
            row.setContentsMargins(0, 0, 0, 0)
            row.setSpacing(theme.SPACE_S)
            row.addWidget(one, 1)
            row.addLayout(_below_a_label(self._browse[one]))
        foot = QVBoxLayout(self.foot)
        foot.setContentsMargins(0, 0, 0, 0)
        foot.setSpacing(theme.SPACE_M)
        foot.addWidget(self.result)
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.SPACE_S)
        for button in (self.join, self.try_, self.cancel):
            buttons.addWidget(button)
        buttons.addStretch(1)
        foot.addLayout(buttons)

    def ways(self) -> list[QWidget]:
        """What Tab comes to, as one reads."""
        ways: list[QWidget] = []
        for one in self._fields:
            ways.append(one.editor)
            if one is self.password:
                ways.append(self.remember)
            if one in self._browse:
                ways.append(self._browse[one])
        return [*ways, self.join, self.try_, self.cancel]

    def _say(self) -> None:
        for box, words in ((self._method_box, METHODS), (self._tls_box, TLS_WAYS)):
            for place, word in enumerate(words.values()):
                box.setItemText(place, _(word))
        for browse in self._browse.values():
            browse.setText(_("Choose a file…"))
        self.remember.setText(_("Remember the password in this computer’s keyring"))
        self.join.setText(_(self._go))
        self.try_.setText(_("Try"))
        self.cancel.setText(_("Cancel"))
        self.show_result("")

    def _show_ways(self, _index: object = None) -> None:
        method, local = self._method, _text(self.host).startswith(("/", "@"))
        self.password.setVisible(method is Method.PASSWORD)
        self.remember.setVisible(self._remembers and method is Method.PASSWORD)
        self.tls.setVisible(not local)
        shown = {
            self.certificate: method is Method.CERTIFICATE,
            self.key: method is Method.CERTIFICATE,
            self.ca: not local and self._tls is not Tls.OFF,
        }
        for one, seen in shown.items():
            one.setVisible(seen)
            self._rows[one].setVisible(seen)

    def _choose(self, one: Field) -> None:
        dialog = QFileDialog(self, one.editor.accessibleName(), "", "PEM (*.pem *.crt *.cer *.key);;* (*)")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(line_of(one).setText)
        dialog.open()

    def _give(self, signal: Any) -> None:
        """Tell what was entered, when nothing is wrong with it; else go to the first field that is."""
        if not self.join.isEnabled():
            return
        wrong = [one for one in self._fields if self._judge(one)]
        if wrong:
            wrong[0].editor.setFocus()
        else:
            signal.emit(self.entered())

    def _judge_left(self, one: Field) -> None:
        if self.isActiveWindow():  # whoever looks an address up in another window has not left the field
            self._judge(one)

    def _judge(self, one: Field) -> str:
        """What is wrong with the field, shown beside it; "" when nothing is."""
        said = "" if one.isHidden() else self._problem(one)
        one.show_problem(said)
        return said

    def _problem(self, one: Field) -> str:
        if one is self.host:
            host = _text(self.host)
            if not host:
                return _("Where is it? Enter its host name or IP address.")
            if re.search(r"\s|://|,", host) or (host[0] not in "/@" and re.search(r"[/@]", host)):
                return _("Only the name or the IP address, such as floor.example.com.")
        if one is self.database and not _text(self.database):
            return _("Enter the name of the centre’s database.")
        if one is self.user and not _text(self.user):
            return _("Enter your user name.")
        if one in self._browse:
            file = _text(one)
            if not file and one is self.ca:
                return ""
            if not file or not Path(file).is_file():
                return _("There is no such file.")
        if one is self.tls and self._tls is Tls.OFF and self._method is Method.CERTIFICATE:
            return _("A certificate is shown over TLS alone: switch it on.")
        return ""


def _beside(*fields: tuple[Field, int]) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(theme.SPACE_M)
    for one, share in fields:
        row.addWidget(one, share, Qt.AlignmentFlag.AlignTop)
    return row


def _below_a_label(button: QPushButton) -> QVBoxLayout:
    """As high as the line of a field that stands beside it."""
    column = QVBoxLayout()
    column.setSpacing(theme.SPACE_XS)
    column.addWidget(QLabel(" "))
    column.addWidget(button)
    column.addStretch(1)
    return column


def line_of(one: Field) -> QLineEdit:
    """The line in which the field is typed."""
    assert isinstance(one.editor, QLineEdit)  # noqa: S101
    return one.editor


def _text(one: Field) -> str:
    return line_of(one).text().strip()
