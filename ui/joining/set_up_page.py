"""Setting up a shared centre, step by step: server, tables, accounts, what this computer knows, ready."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from supervisor.words import _
from ui import theme
from ui.jobs import Jobs
from ui.joining.finish_step import FinishStep
from ui.joining.footed import Footed
from ui.joining.move_step import MoveStep
from ui.joining.server_steps import AccountsStep, MakeStep, ServerStep
from ui.joining.step import SetUp, Step, follow_tab

WIDTH, LIST_WIDTH = 720, 220
NARROW = 900  # no list of steps beside them


class SetUpPage(QWidget):
    """`finished` comes with the `Entered` by which the centre is opened; `cancelled` before that."""

    finished = Signal(object)  # Entered
    cancelled = Signal()

    def __init__(self, jobs: Jobs, file: str = "", parent: QWidget | None = None) -> None:
        """*file*: the URL of this computer's own centre, "" where it has none."""
        super().__init__(parent)
        self.setProperty("role", "page")
        self.known = SetUp(jobs, file)
        self._title = QLabel(self)
        self._title.setProperty("role", "figure")
        self._title.setWordWrap(True)
        self.server = ServerStep(self.known)
        self.make = MakeStep(self.known)
        self.accounts = AccountsStep(self.known)
        self.move_ = MoveStep(self.known)
        self.finish = FinishStep(self.known)
        self.steps: tuple[Step, ...] = (self.server, self.make, self.accounts, self.move_, self.finish)
        self.finish.finished.connect(self.finished)
        self._at = 0
        self._list = QWidget(self)
        names = QVBoxLayout(self._list)
        names.setContentsMargins(theme.SPACE_XL, theme.SPACE_XL, 0, theme.SPACE_XL)
        names.setSpacing(theme.SPACE_M)
        self._names = [QLabel(self._list) for _step in self.steps]
        for name in self._names:
            name.setWordWrap(True)
            names.addWidget(name)
        names.addStretch(1)
        self.leave = QPushButton(self)
        self.leave.clicked.connect(self.cancelled)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(theme.SPACE_XL, theme.SPACE_XL, theme.SPACE_XL, theme.SPACE_XL)
        column.setSpacing(theme.SPACE_L)
        column.addWidget(self._title)
        foot = QWidget(self)
        under = QHBoxLayout(foot)
        under.setContentsMargins(theme.SPACE_XL, theme.SPACE_S, theme.SPACE_XL, theme.SPACE_L)
        for step in self.steps:
            step.over.connect(self._next)
            column.addWidget(step)
            under.addWidget(step.foot, 1)
        under.addWidget(self.leave, 0, Qt.AlignmentFlag.AlignBottom)
        column.addStretch(1)
        footed = Footed(inside, foot, WIDTH, self)
        self._scroll = footed.area
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._list)
        row.addWidget(footed, 1)
        follow_tab([*(way for step in self.steps for way in step.ways()), self.leave])
        self._fit()
        self._say()
        self.show_step(0)

    @property
    def step(self) -> Step:
        """The step that is shown."""
        return self.steps[self._at]

    def show_step(self, at: int) -> None:
        """Show step number *at*, from 0."""
        self._at = at
        for place, step in enumerate(self.steps):
            step.setVisible(place == at)
            step.foot.setVisible(place == at)
        self.leave.setVisible(at < len(self.steps) - 1)
        self._say_names()
        self.step.arrive()
        if not self.step.first.isHidden():
            self.step.first.setFocus(Qt.FocusReason.OtherFocusReason)
        self._scroll.verticalScrollBar().setValue(0)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.step.first.setFocus(event.reason())  # no proxy: Tab would take the page for it

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and not self.is_busy:
            self.cancelled.emit()
            return
        super().keyPressEvent(event)

    @property
    def is_busy(self) -> bool:
        """Whether something is under way on the server."""
        return any(step.progress.is_busy for step in (self.make, self.accounts, self.move_))

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._fit()
        super().resizeEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self._say()
        super().changeEvent(event)

    def _next(self) -> None:
        self.show_step(min(self._at + 1, len(self.steps) - 1))

    def _fit(self) -> None:
        look = theme.current()
        self._list.setVisible(self.width() >= look.px(NARROW))
        self._list.setFixedWidth(look.px(LIST_WIDTH))

    def _say(self) -> None:
        self._title.setText(_("Set up a shared centre"))
        self.leave.setText(_("Leave"))
        self._say_names()

    def _say_names(self) -> None:
        for place, (name, step) in enumerate(zip(self._names, self.steps, strict=True)):
            name.setText(f"{'✓' if place < self._at else place + 1}  {step.title}")
            name.setProperty("role", "strong" if place == self._at else "muted")
            name.style().polish(name)
