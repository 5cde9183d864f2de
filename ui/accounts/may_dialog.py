"""“What may I do?”: who one is here, what is hidden and why, whom to ask; and one's own password."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from supervisor import secrets
from supervisor.errors import SupervisorError
from supervisor.rights.act import ACT_TITLES, Act
from supervisor.rights.own import Rights
from supervisor.rights.role import ROLE_MEANINGS, ROLE_TITLES, DatabaseRole
from supervisor.sentences.error import sentence
from supervisor.words import _, mark, ngettext, number
from ui import theme
from ui.accounts import work
from ui.accounts.account_form import said_place
from ui.accounts.password_box import PasswordBox
from ui.accounts.work import Mine
from ui.asking import Reading
from ui.centre import OpenCentre
from ui.widgets.field import Field
from ui.widgets.pane import Pane
from ui.widgets.roomy import Roomy

if TYPE_CHECKING:
    from supervisor.rights.places import Places

WIDTH, HEIGHT = 680, 640
WIDEST = 760


class MayDialog(QDialog):
    """Esc closes. What it tells keeps up with the roles while it is open."""

    noticed = Signal(str, object)

    def __init__(
        self, centre: OpenCentre, hidden: Callable[[Rights], tuple[str, ...]], parent: QWidget
    ) -> None:
        """*hidden* names the places that there are not for somebody's rights."""
        super().__init__(parent)
        self._centre, self._hidden = centre, hidden
        self._mine: Mine | None = None
        self._reading = Reading(centre, self.show_mine)
        self.told = QLabel(self)
        self.told.setTextFormat(Qt.TextFormat.RichText)
        self.told.setWordWrap(True)
        self.told.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.change = QPushButton(self)
        self.password = OwnPassword(centre, self)
        self.password.hide()
        self.password.done.connect(self._was_changed)
        self.password.given_up.connect(lambda: self._show_password(False))
        self.shut = QPushButton(self)
        self.shut.setDefault(True)
        inside = Pane(self)
        self.told.setMaximumWidth(theme.current().px(WIDEST))
        column = QVBoxLayout(inside)
        column.setContentsMargins(theme.SPACE_L, theme.SPACE_L, theme.SPACE_L, theme.SPACE_S)
        column.setSpacing(theme.SPACE_M)
        for widget in (self.told, self.password):
            column.addWidget(widget)
        column.addStretch(1)
        row = QHBoxLayout()
        row.setContentsMargins(theme.SPACE_L, theme.SPACE_S, theme.SPACE_L, theme.SPACE_L)
        row.addWidget(self.change)
        row.addStretch(1)
        row.addWidget(self.shut)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(Roomy(inside, self), 1)
        whole.addLayout(row)
        self.setTabOrder(self.password.discard, self.shut)
        self.shut.clicked.connect(self.accept)
        self.change.clicked.connect(lambda: self._show_password(True))
        centre.rights_changed.connect(self.read)
        look = theme.current()
        self.resize(look.px(WIDTH), look.px(HEIGHT))
        self._say()
        self.read()

    def read(self) -> None:
        """Read scopes and administrators again."""
        self._reading.read(work.read_mine, self._centre.today)
        self._say()

    def show_mine(self, mine: Mine) -> None:
        """Tell *mine*."""
        self._mine = mine
        self._say()

    def _show_password(self, shown: bool) -> None:
        self.password.clear()
        self.told.setVisible(not shown)  # one thing at a time: the form would stand below all that one may
        self.password.setVisible(shown)
        self.change.setVisible(not shown)
        (self.password.save if shown else self.shut).setDefault(True)  # what Enter does in any line
        if shown:
            self.password.old.setFocus(Qt.FocusReason.OtherFocusReason)

    def _was_changed(self, said: str) -> None:
        self._show_password(False)
        self.noticed.emit(said, None)

    def _say(self) -> None:
        self.setWindowTitle(_("What may I do?"))
        self.change.setText(_("Change my password…"))
        self.change.setVisible(self._centre.rights.laid and self.password.isHidden())
        self.shut.setText(_("Close"))
        self.told.setText(told(self._centre.rights, self._mine, self._hidden(self._centre.rights)))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.LanguageChange, QEvent.Type.StyleChange):
            self._say()


def told(rights: Rights, mine: Mine | None, places: tuple[str, ...]) -> str:
    """All of it as text in paragraphs; *places*: those of the window that are hidden."""
    muted = f"color:{theme.current().muted}"
    you_are = _("You are {login}").format(login=rights.login)
    parts = [f"<h3 style='margin:0'>{escape(you_are)}</h3>"]

    def quiet(said: str) -> str:
        return f"<span style='{muted}'>{escape(said)}</span>"

    def section(title: str, *lines: str) -> None:
        parts.append(f"<h4 style='margin-bottom:2px'>{escape(title)}</h4>")
        parts.extend(f"<p style='margin:2px 0'>{line}</p>" for line in lines)

    if rights.everything:
        owner = rights.laid
        section(
            _("Your roles"),
            escape(
                _("You are the owner of the database: you may do everything. For daily work take an account.")
                if owner
                else _("This database keeps no rights yet: whoever can log in may do everything.")
            ),
        )
        return "".join(parts)
    roles = [role for role in DatabaseRole if role in rights.roles]
    section(
        _("Your roles"),
        *(f"<b>{escape(_(ROLE_TITLES[role]))}</b> {quiet(_(ROLE_MEANINGS[role]))}" for role in roles),
        *([] if roles else [escape(_("None: you see nothing of this centre."))]),
    )
    if mine is not None:
        section(_("For whom"), *(escape(one) for one in scope_said(rights, mine.places)))

    def listed(title: str, acts: list[Act]) -> str:
        lines = "".join(f"<p style='margin:1px 0'>{escape(_(ACT_TITLES[act]))}</p>" for act in acts)
        return f"<td width='50%'><h4 style='margin-bottom:2px'>{escape(title)}</h4>{lines}</td>"

    may = [act for act in Act if rights.may(act)]
    not_permitted = [act for act in Act if not rights.may(act)]
    both = listed(_("You may"), may) + listed(_("You may not"), not_permitted)
    parts.append(f"<table width='100%' cellspacing='0' style='margin-top:10px'><tr>{both}</tr></table>")
    hidden = []
    if places:
        hidden.append(
            escape(
                _("These places are not in the bar at the side: {places}.").format(
                    places=_(", ").join(places)
                )
            )
        )
    hidden.append(quiet(_("The database itself refuses the rest to your roles, whichever program asks.")))
    section(_("Hidden from you"), *hidden)
    if mine is not None:
        asked = _(", ").join(mine.administrators)
        section(
            _("Whom to ask"),
            escape(
                _("Roles, teams and departments are given by {names}.").format(names=asked)
                if asked
                else _("Whoever set up this computer knows who manages accounts.")
            ),
        )
    return "".join(parts)


def scope_said(rights: Rights, places: Places) -> tuple[str, ...]:
    """For whom somebody's roles hold, with counts."""
    said = []
    if rights.sees_all_people:
        count = len(places.people)
        said.append(
            ngettext(
                "People and figures of the whole centre ({n} person).",
                "People and figures of the whole centre ({n} people).",
                count,
            ).format(n=number(count))
        )
    elif rights.may(Act.SEE_FIGURES):
        teams = [said_place(places.teams[id]) for id in sorted(rights.teams) if id in places.teams]
        said.append(
            _("People and figures of {teams}. Comparisons weigh these people alone.").format(
                teams=_(", ").join(teams)
            )
            if teams
            else _("Nobody: no team was named for you, so you see no person and nobody’s figures.")
        )
    else:
        said.append(_("Nobody’s figures, and no agent by name."))
    if rights.may(Act.SEE_ISSUES) or rights.may(Act.SEE_SHEETS):
        names = [places.departments[id].name for id in sorted(rights.departments) if id in places.departments]
        bounded = names and not rights.roles & {
            DatabaseRole.MANAGER,
            DatabaseRole.SUPERVISOR,
            DatabaseRole.QUALITY,
        }
        said.append(
            _("Issues of {departments}.").format(departments=_(", ").join(names))
            if bounded
            else _("Issues of all departments.")
            if rights.may(Act.SEE_ISSUES)
            else _("No department was named for you, so you see no sheet.")
        )
    return tuple(said)


class OwnPassword(QFrame):
    """The old password, and the new one twice. `done` says what was done."""

    done = Signal(str)
    given_up = Signal()

    def __init__(self, centre: OpenCentre, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._centre = centre
        self.setProperty("role", "card")
        self.old = QLineEdit(self)
        self.old.setEchoMode(QLineEdit.EchoMode.Password)
        self._field = Field(mark("Your password until now"), self.old)
        self.new = PasswordBox(self, called=mark("New password"))
        self.problem = QLabel(self)
        self.problem.setProperty("role", "error")
        self.problem.setWordWrap(True)
        self.problem.hide()
        self.save, self.discard = QPushButton(self), QPushButton(self)
        self.save.setProperty("role", "primary")
        row = QHBoxLayout()
        row.addWidget(self.save)
        row.addWidget(self.discard)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.SPACE_L, theme.SPACE_L, theme.SPACE_L, theme.SPACE_L)
        column.setSpacing(theme.SPACE_M)
        for widget in (self._field, self.new, self.problem):
            column.addWidget(widget)
        column.addLayout(row)
        self.save.clicked.connect(self.keep)
        self.discard.clicked.connect(self.given_up)
        new = self.new  # a Field takes its line in at the end of all that Tab comes to
        ways = (self.old, new.first, new.again, new.make, new.show_it, self.save, self.discard)
        for one, following in pairwise(ways):
            self.setTabOrder(one, following)
        self._say()

    def clear(self) -> None:
        """Forget what was typed."""
        self.old.clear()
        self.new.clear()
        self.new.use(self._centre.who, "")
        self._refuse("")
        self.save.setEnabled(True)

    def keep(self) -> None:
        """Have it changed, when nothing is wrong."""
        if not self.old.text():
            self._refuse(_("Type the password with which you logged in."))
            self.old.setFocus()
            return
        if self.new.problem:
            self._refuse(self.new.problem)
            return
        self._refuse("")
        self.save.setEnabled(False)
        old, new = self.old.text(), self.new.password
        job = self._centre.jobs.write(work.change_own_password, self._centre.who, old, new)
        job.then(lambda _changes: self._remember(old, new), self._was_refused)

    def _remember(self, old: str, new: str) -> None:
        """This console logs in anew with the new one; so does the next start, where the old was kept."""
        job = self._centre.jobs.call(work.remember_password, self._centre.url, old, new)
        job.then(self._was_kept, lambda error: self._was_kept(sentence(error)))

    def _was_kept(self, said: str) -> None:
        secrets.conceal(self.new.password)
        self.done.emit(said)

    def _was_refused(self, error: SupervisorError) -> None:
        self.save.setEnabled(True)
        self._refuse(sentence(error))

    def _refuse(self, said: str) -> None:
        self.problem.setText(said)
        self.problem.setVisible(bool(said))

    def _say(self) -> None:
        self.save.setText(_("Change it"))
        self.discard.setText(_("Discard"))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self._say()
