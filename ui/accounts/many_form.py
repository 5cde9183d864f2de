"""Several accounts at once: what each of them is given, or what is taken from each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QComboBox, QLabel, QPushButton, QVBoxLayout, QWidget

from supervisor.rights.account import Account
from supervisor.words import _, mark
from ui import theme
from ui.accounts.account_form import said_place
from ui.accounts.place_picks import PlacePicks
from ui.accounts.role_boxes import RoleBoxes
from ui.widgets.pane import Pane
from ui.widgets.roomy import Roomy
from ui.widgets.save_bar import SaveBar

if TYPE_CHECKING:
    from supervisor.rights.places import Places

GIVE, TAKE = "give", "take"
WAYS = (
    (GIVE, mark("Give each of them what is ticked")),
    (TAKE, mark("Take what is ticked from each of them")),
)


class ManyForm(Pane):
    """What is not ticked each keeps as it has it. `save_asked` gives the accounts."""

    save_asked = Signal(object)
    retire_asked = Signal(object)
    given_up = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.accounts: tuple[Account, ...] = ()
        self.about = QLabel(self)
        self.about.setProperty("role", "muted")
        self.about.setWordWrap(True)
        self._roles_title = QLabel(self)
        self._roles_title.setProperty("role", "strong")
        self.how = QComboBox(self)
        self.roles = RoleBoxes(self)
        self.teams = PlacePicks(mark("Teams"), self)
        self.departments = PlacePicks(mark("Departments that issues go to"), self)
        self.problem = QLabel(self)
        self.problem.setProperty("role", "error")
        self.problem.setWordWrap(True)
        self.problem.hide()
        self.retire = QPushButton(self)
        self.bar = SaveBar(self, self.retire)
        told = Pane(self)
        column = QVBoxLayout(told)
        column.setContentsMargins(0, 0, theme.SPACE_S, 0)
        column.setSpacing(theme.SPACE_M)
        for widget in (self.about, self.how, self._roles_title, self.roles, self.teams, self.departments):
            column.addWidget(widget)
        column.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(theme.SPACE_S)
        whole.addWidget(Roomy(told, self), 1)
        for below in (self.problem, self.bar):  # always in sight, whatever is ticked above
            whole.addWidget(below)
        for part in (self.roles, self.teams, self.departments):
            part.changed.connect(self._judge)
        self.bar.save_asked.connect(self.keep)
        self.bar.discard_asked.connect(self.given_up)
        self.retire.clicked.connect(lambda: self.retire_asked.emit(self.accounts))
        self._say()

    @property
    def is_dirty(self) -> bool:
        """Whether something would be changed."""
        return bool(self.roles.roles or self.teams.chosen or self.departments.chosen)

    @property
    def takes(self) -> bool:
        """Whether what is ticked is taken from each, not given."""
        return bool(self.how.currentData() == TAKE)

    def show_accounts(self, accounts: Sequence[Account], places: Places) -> None:
        """Ask what is to become of *accounts*."""
        self.accounts = tuple(accounts)
        self.roles.show_roles(())
        self.how.setCurrentIndex(0)
        self.teams.offer([(said_place(one), id) for id, one in places.teams.items()])
        self.departments.offer([(one.name, id) for id, one in places.departments.items() if not one.retired])
        self.refuse("")
        self._judge()

    def refuse(self, said: str) -> None:
        """Say why it could not be kept."""
        self.problem.setText(said)
        self.problem.setVisible(bool(said))

    def keep(self) -> None:
        """Have it done."""
        if self.is_dirty:
            self.save_asked.emit(self.accounts)

    def _judge(self) -> None:
        self.bar.save.setEnabled(self.is_dirty)

    def _say(self) -> None:
        self.about.setText(_("What is not ticked each of them keeps as it has it."))
        at = max(0, self.how.currentIndex())
        self.how.clear()
        for how, said in WAYS:
            self.how.addItem(_(said), how)
        self.how.setCurrentIndex(at)
        self.how.setAccessibleName(_("What becomes of what is ticked"))
        self._roles_title.setText(_("Roles"))
        self.retire.setText(_("Retire all"))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self._say()
