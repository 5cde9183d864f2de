"""One step of setting up a shared centre: what it is about, what it asks, what it did."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from supervisor.errors import CentreSetupError, SupervisorError
from supervisor.sentences.error import sentence
from supervisor.storage.login import Login
from supervisor.words import _
from ui import theme
from ui.jobs import Jobs
from ui.widgets.role import put_role
from ui.widgets.roomy import bring_into_sight


@dataclass
class SetUp:
    """What is known so far. *owner* is the log-in of the database's owner, *file* this computer's own centre
    ("" where there is none), *administrator* and *service* the accounts that were made."""

    jobs: Jobs
    file: str = ""
    owner: Login | None = None
    administrator: str = ""
    administrator_password: str | None = field(default=None, repr=False)
    service: str = ""
    moved: bool = False


class Step(QWidget):
    """A title, words, what belongs to it. `over` tells that the next one may come.

    Its `foot` (the buttons) is the page's to place where it is always in sight.
    """

    over = Signal()

    def __init__(self, title: str, about: str, parent: QWidget | None = None) -> None:
        """*title* and *about* are marked words."""
        super().__init__(parent)
        self._words = (title, about)
        self._title, self._about = QLabel(self), QLabel(self)
        self._title.setProperty("role", "title")
        self._about.setWordWrap(True)
        self._about.setTextFormat(Qt.TextFormat.PlainText)
        self._about.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.foot = QWidget(self)
        self.first: QWidget = self.foot  # what has the focus when the step is come to
        self.told = QLabel(self)
        self.told.setWordWrap(True)
        self.told.setTextFormat(Qt.TextFormat.PlainText)
        self.told.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.told.hide()
        self.inside = QVBoxLayout()
        self.inside.setSpacing(theme.SPACE_M)
        self.buttons = QHBoxLayout()
        self.buttons.setSpacing(theme.SPACE_S)
        self.buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE_M)
        column.addWidget(self._title)
        column.addWidget(self._about)
        column.addLayout(self.inside)
        column.addWidget(self.told)
        column.addStretch(1)
        self.below = QVBoxLayout(self.foot)
        self.below.setContentsMargins(0, 0, 0, 0)
        self.below.setSpacing(theme.SPACE_M)
        self.below.addLayout(self.buttons)

    @property
    def title(self) -> str:
        return _(self._words[0])

    def ways(self) -> list[QWidget]:
        """What Tab comes to, as one reads."""
        inside = [widget for widget in self.findChildren(QWidget) if _is_way(widget)]
        return [*inside, *(widget for widget in self.foot.findChildren(QWidget) if _is_way(widget))]

    def arrive(self) -> None:
        """It is come to."""

    def button(self, *, primary: bool = False) -> QPushButton:
        """One more button at the foot."""
        made = QPushButton(self.foot)
        if primary:
            made.setProperty("role", "primary")
            made.setAutoDefault(True)
        self.buttons.insertWidget(self.buttons.count() - 1, made)
        return made

    def tell(self, said: str, *, good: bool | None = None) -> None:
        """Say what came of it; *good* None: neither good nor bad."""
        put_role(self.told, {True: "good", False: "error", None: "muted"}[good])
        self.told.setText(said)
        self.told.setVisible(bool(said))
        if said:
            bring_into_sight(self.told)  # it stands below all that is asked
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self.told, said))

    def tell_refused(self, error: SupervisorError) -> None:
        """Say why nothing came of it; which database it is, the page has said before."""
        self.tell(error.why if isinstance(error, CentreSetupError) else sentence(error), good=False)

    def say(self) -> None:
        """Say all words anew."""
        title, about = self._words
        self._title.setText(_(title))
        self._about.setText(_(about))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self.say()
        super().changeEvent(event)


def follow_tab(ways: list[QWidget]) -> None:
    """Have Tab go from each of *ways* to the next; all of them stand in their window by now."""
    for one, following in pairwise(ways):
        QWidget.setTabOrder(one, following)


def _is_way(widget: QWidget) -> bool:
    return bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus) and not isinstance(
        widget.parent(), QAbstractSpinBox | QComboBox
    )
