"""An account in the drawer: who it is, what it may do, and what it will therefore see."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, tzinfo
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from supervisor.rights.account import LOGIN_FLAWS, LONGEST_LOGIN, Account, login_flaw
from supervisor.words import _, mark, ngettext, number
from ui import theme
from ui.accounts.password_box import PasswordBox
from ui.accounts.place_picks import PlacePicks
from ui.accounts.role_boxes import RoleBoxes
from ui.widgets.attuned import Attuned
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.day_line import DayLine
from ui.widgets.field import Field
from ui.widgets.pane import Pane
from ui.widgets.roomy import Roomy
from ui.widgets.save_bar import SaveBar

if TYPE_CHECKING:
    from supervisor.rights.places import Place, Places

NEW = Account("")
NOTE_LINES = 2
LONGEST_NAME, LONGEST_NOTE = 200, 2000
WITH_PASSWORD, WITHOUT = "password", "none"
WAYS = ((WITH_PASSWORD, mark("With a password")), (WITHOUT, mark("By certificate or Kerberos")))


class AccountForm(Attuned, Pane):
    """`save_asked` gives the account as it shall be, and the password of a new one (None: it needs none).
    Ctrl+S saves. What it will see is said anew with each tick."""

    save_asked = Signal(object, object)
    retire_asked = Signal(object)
    bring_back_asked = Signal(object)
    password_asked = Signal(object)
    given_up = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._account = NEW
        self._places: Places | None = None
        self._taken: frozenset[str] = frozenset()
        self._zone: tzinfo = UTC
        self._shown = False
        self.login, self.name = QLineEdit(self), QLineEdit(self)
        self.person = ChoiceBox(self)
        self.roles = RoleBoxes(self)
        self.teams = PlacePicks(mark("Teams"), self)
        self.departments = PlacePicks(mark("Departments that issues go to"), self)
        self.way = QComboBox(self)
        self.password = PasswordBox(self)
        self.until = DayLine(self)
        self.note = QPlainTextEdit(self)
        self.note.setTabChangesFocus(True)
        self.fields = {
            "login": Field(
                mark("Log-in name"), self.login, mark("With it the person logs in. It stays for ever.")
            ),
            "name": Field(mark("Name"), self.name),
            "person": Field(
                mark("Is the person"), self.person, mark("Who of the people it is, where it is one.")
            ),
            "way": Field(mark("Logs in"), self.way),
            "until": Field(
                mark("Password valid until"), self.until, mark("The first day on which it no longer lets in.")
            ),
            "note": Field(mark("Note"), self.note),
        }
        self._roles_title, self._seen_title = QLabel(self), QLabel(self)
        self.seen, self.doubts = QLabel(self), QLabel(self)
        self._box = QFrame(self)
        self._box.setProperty("role", "card")
        self.problem = QLabel(self)
        self.problem.setProperty("role", "error")
        self.retire, self.other = QPushButton(self), QPushButton(self)
        self.bar = SaveBar(self, self.other, self.retire)
        self.save, self.discard = self.bar.save, self.bar.discard
        self._lay_out()
        self._wire()
        self.retranslate()

    def _lay_out(self) -> None:
        for title in (self._roles_title, self._seen_title):
            title.setProperty("role", "strong")
        self.doubts.setProperty("role", "error")
        for words in (self.seen, self.doubts, self.problem):
            words.setWordWrap(True)
        self.problem.hide()
        inside = QVBoxLayout(self._box)
        inside.setContentsMargins(theme.SPACE_M, theme.SPACE_S, theme.SPACE_M, theme.SPACE_S)
        inside.setSpacing(theme.SPACE_XS)
        for label in (self._seen_title, self.seen, self.doubts):
            inside.addWidget(label)
        told = Pane(self)
        column = QVBoxLayout(told)
        column.setContentsMargins(0, 0, theme.SPACE_S, 0)
        column.setSpacing(theme.SPACE_M)
        fields = self.fields
        for widget in (
            *(fields["login"], fields["name"]),
            *(self._roles_title, self.roles, self.teams, self.departments),
            *(fields["way"], self.password, fields["person"], fields["until"], fields["note"]),
        ):
            column.addWidget(widget)
        column.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(theme.SPACE_S)
        whole.addWidget(Roomy(told, self), 1)
        for below in (self._box, self.problem, self.bar):  # always in sight, whatever is ticked above
            whole.addWidget(below)
        self._fit()

    def _wire(self) -> None:
        self.login.setMaxLength(LONGEST_LOGIN)
        self.name.setMaxLength(LONGEST_NAME)
        for line in (self.login, self.name, self.until):
            line.textEdited.connect(lambda _text: self._judge())
            line.returnPressed.connect(self.keep)
        self.fields["login"].left.connect(self._judge_login)
        self.person.chosen.connect(lambda _id: self._take_name())
        self.note.textChanged.connect(self._judge)
        self.way.currentIndexChanged.connect(lambda _at: self._show_way())
        for part in (self.roles, self.teams, self.departments):
            part.changed.connect(self._say_seen)
        self.password.changed.connect(self._judge)
        self.bar.save_asked.connect(self.keep)
        self.bar.discard_asked.connect(self._discard)
        self.retire.clicked.connect(self._retire)
        self.other.clicked.connect(lambda: self.password_asked.emit(self._account))

    # -- what is shown --------------------------------------------------------------------------------------

    @property
    def account(self) -> Account:
        """The account that is shown, as it was read."""
        return self._account

    @property
    def is_dirty(self) -> bool:
        """Whether something is not saved yet."""
        return self._shown and (self.typed != self._account or bool(self.password.first.text()))

    def offer(self, places: Places, taken: frozenset[str], zone: tzinfo) -> None:
        """Offer *places* and people; log-in names in *taken* are."""
        self._places, self._taken, self._zone = places, taken, zone
        self.person.offer(
            [("", ""), *((f"{name} ({mark})" if mark else name, id) for id, name, mark in places.people)]
        )

    def show_account(self, account: Account) -> None:
        """Show *account* as it was read; `NEW` for one that is to be made."""
        self._shown = False
        self._account = account
        is_new = account.version == 0
        self.login.setText(account.login)
        self.login.setReadOnly(not is_new)
        self.name.setText(account.name)
        self.person.choose(account.person or "", account.person or "")
        self.roles.show_roles(account.roles)
        self._offer_places(account.teams, account.departments)
        with QSignalBlocker(self.note):
            self.note.setPlainText(account.note)
        self.until.show_day(self._day_of(account.valid_until))
        self.password.clear()
        self.fields["way"].setVisible(is_new)
        self.way.setCurrentIndex(0)
        for name in self.fields:
            self.fields[name].show_problem("")
        self._shown = True
        self.refuse("")
        self.retire.setVisible(not is_new)
        self.other.setVisible(not is_new and not account.retired)
        for part in (self.roles, self.teams, self.departments):
            part.setEnabled(not account.retired)
        self._say_retire()
        self._show_way()
        self._say_seen()

    def refuse(self, said: str) -> None:
        """Say why it could not be kept."""
        self.problem.setText(said)
        self.problem.setVisible(bool(said))

    @property
    def typed(self) -> Account:
        """The account as it stands in the form."""
        until = None if self.until.problem else self.until.day
        kept = self._account.valid_until
        return msgspec.structs.replace(
            self._account,
            login=self.login.text().strip(),
            name=self.name.text().strip(),
            person=self.person.value or None,
            roles=self.roles.roles,
            teams=self.teams.chosen,
            departments=self.departments.chosen,
            valid_until=kept if until == self._day_of(kept) else self._begin_of(until),
            note=self.note.toPlainText().strip()[:LONGEST_NOTE],
        )

    # -- hands ----------------------------------------------------------------------------------------------

    def keep(self) -> None:
        """Have it saved, when nothing is wrong."""
        if not self._judge_login():
            self.login.setFocus()
            return
        wrong = "" if self.name.text().strip() else _("Give the account a name.")
        self.fields["name"].show_problem(wrong)
        if wrong:
            self.name.setFocus()
            return
        self.fields["until"].show_problem(self.until.problem)
        if self.until.problem:
            self.until.setFocus()
            return
        with_password = self._asks_password()
        if with_password and self.password.problem:
            self.refuse(self.password.problem)
            self.password.first.setFocus()
            return
        if self.is_dirty:
            self.refuse("")
            self.save_asked.emit(self.typed, self.password.password if with_password else None)

    def _asks_password(self) -> bool:
        return self._account.version == 0 and self.way.currentData() == WITH_PASSWORD

    def _judge_login(self) -> bool:
        if self._account.version:
            return True
        typed = self.login.text().strip()
        flaw = login_flaw(typed)
        said = _(LOGIN_FLAWS[flaw]) if flaw is not None else ""
        if typed in self._taken:
            said = _("There is an account of this log-in name already.")
        self.fields["login"].show_problem(said)
        return not said

    def _take_name(self) -> None:
        """A new account is called as the person is, until somebody types another name."""
        if self._account.version == 0 and not self.name.text() and self._places is not None:
            self.name.setText(self._places.person(self.person.value))
        self._judge()

    def _show_way(self) -> None:
        self.password.setVisible(self._asks_password())
        self._judge()

    def _discard(self) -> None:
        if self._account.version and self.is_dirty:
            self.show_account(self._account)
        else:
            self.given_up.emit()

    def _retire(self) -> None:
        asked = self.bring_back_asked if self._account.retired else self.retire_asked
        asked.emit(self._account)

    def _judge(self) -> None:
        if self._shown:
            self.password.use(self.login.text().strip(), self.name.text().strip())
            self.save.setEnabled(self.is_dirty)

    def _say_seen(self) -> None:
        from supervisor.rights.wording import doubts, seen

        if self._places is None:
            return
        chosen = self.roles.roles, self.teams.chosen, self.departments.chosen
        if self._account.retired:
            self.seen.setText(_("It is retired: nobody logs in by it. It stays for what it did."))
            self.doubts.hide()
        else:
            self.seen.setText("\n".join(seen(*chosen, self._places)))
            doubtful = doubts(*chosen, self._places)
            self.doubts.setText("\n".join(f"▲ {one}" for one in doubtful))
            self.doubts.setVisible(bool(doubtful))
        self._judge()

    # -- words ----------------------------------------------------------------------------------------------

    def _offer_places(self, teams: frozenset[str], departments: frozenset[str]) -> None:
        places = self._places
        self.teams.offer([(said_place(one), id) for id, one in places.teams.items()] if places else [], teams)
        offered = (
            [(one.name, id) for id, one in places.departments.items() if not one.retired or id in departments]
            if places
            else []
        )
        self.departments.offer(offered, departments)

    def _day_of(self, at: datetime | None) -> date | None:
        return at.astimezone(self._zone).date() if at is not None else None

    def _begin_of(self, day: date | None) -> datetime | None:
        return datetime.combine(day, time(), self._zone).astimezone(UTC) if day is not None else None

    def _say_retire(self) -> None:
        self.retire.setText(_("Bring back") if self._account.retired else _("Retire"))
        self.retire.setToolTip(
            _("Somebody can log in by it again, with a new password.")
            if self._account.retired
            else _("Nobody can log in by it any more; it stays for what it did.")
        )

    def retranslate(self) -> None:
        """Say everything again, in the language now in use."""
        self._roles_title.setText(_("Roles"))
        self._seen_title.setText(_("What it will see"))
        self.other.setText(_("New password…"))
        at = max(0, self.way.currentIndex())
        with QSignalBlocker(self.way):
            self.way.clear()
            for way, said in WAYS:
                self.way.addItem(_(said), way)
            self.way.setCurrentIndex(at)
        self._say_retire()
        if self._shown:
            self._offer_places(self.teams.chosen, self.departments.chosen)
        self._say_seen()

    def _fit(self) -> None:
        self.note.setFixedHeight(theme.current().px(22 * NOTE_LINES + 8))


def said_place(place: Place) -> str:
    """A team with how many are in it: "第一组 (14 people)"."""
    count = ngettext("{n} person", "{n} people", len(place.people)).format(n=number(len(place.people)))
    return _("{title} ({count})").format(title=place.name, count=count)
