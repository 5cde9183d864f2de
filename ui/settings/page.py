"""The settings page: this computer at the left, the centre at the right."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from supervisor.errors import SupervisorError
from supervisor.live.board import QueueKey
from supervisor.rights.act import Act
from supervisor.sentences.error import sentence
from supervisor.words import _, ngettext
from ui import theme
from ui.centre import OpenCentre
from ui.machine import Machine
from ui.rights import guard, why_not
from ui.settings.alarm_card import AlarmCard
from ui.settings.centre_form import CentreForm
from ui.settings.this_computer import ThisComputer
from ui.settings.work import change
from ui.steps import take_back
from ui.widgets.save_bar import UnsavedBar

SIDE_BY_SIDE = 980  # narrower than this, one card stands below the other


class SettingsPage(QWidget):
    """The cards, and the bar that saves what was changed of the centre."""

    noticed = Signal(str, object)  # what was done, and how to undo it
    tone_wanted = Signal(object)  # Level

    def __init__(
        self,
        centre: OpenCentre,
        machine: Machine,
        readable: Callable[[], str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setProperty("role", "page")
        self._centre = centre
        self._problem = ""  # why saving was refused
        own = centre.url.startswith("sqlite:") and not centre.is_demo
        scroll = QScrollArea(self)
        inside = QWidget(
            scroll.viewport()
        )  # the cards are made in it: moved, all that they hold is styled anew
        self.this_computer = ThisComputer(machine, readable, inside, shares=own)
        self.alarms = AlarmCard(machine, inside)
        self.alarms.tone_wanted.connect(self.tone_wanted)
        self.form = CentreForm(centre.kept.settings, inside, queues=self._queues)
        self._versions = centre.kept.versions
        self._saving: dict[str, Any] = {}  # what was given away last to be saved
        self._cards = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._cards.setSpacing(theme.SPACE_L)
        mine = QVBoxLayout()
        mine.setSpacing(theme.SPACE_L)
        mine.addWidget(self.this_computer)
        mine.addWidget(self.alarms)
        mine.addStretch(1)
        self._cards.addLayout(mine, 2)
        self._cards.addWidget(self.form, 5, Qt.AlignmentFlag.AlignTop)
        self.why = QLabel(inside)
        self.why.setProperty("role", "muted")
        self.why.setWordWrap(True)
        column = QVBoxLayout(inside)
        column.setContentsMargins(theme.SPACE_L, theme.SPACE_L, theme.SPACE_L, theme.SPACE_L)
        column.setSpacing(theme.SPACE_M)
        column.addWidget(self.why)
        column.addLayout(self._cards)
        column.addStretch(1)
        scroll.setWidget(inside)
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.unsaved = UnsavedBar(self)
        self.unsaved.save_asked.connect(self._save)
        self.unsaved.discard_asked.connect(self._discard)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(scroll, 1)
        whole.addWidget(self.unsaved)
        guard(centre, Act.SET_CENTRE, self.form)
        self.form.edited.connect(self._show_unsaved)
        centre.changed.connect(self._heed)
        centre.rights_changed.connect(self._say_why)
        self._say()
        self.setFocusProxy(self.this_computer.fields["language"].editor)

    def resizeEvent(self, event: QResizeEvent) -> None:
        wide = event.size().width() >= theme.current().px(SIDE_BY_SIDE)
        way = QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom
        if self._cards.direction() != way:
            self._cards.setDirection(way)
        super().resizeEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self._say()
        super().changeEvent(event)

    def _say(self) -> None:
        self._say_why()
        self._show_unsaved()

    def _say_why(self) -> None:
        """Say above the cards why the centre’s cannot be changed, to whom that is so."""
        self.why.setText(why_not(self._centre.rights, Act.SET_CENTRE))
        self.why.setVisible(bool(self.why.text()))

    def _queues(self) -> list[QueueKey]:
        """The queues that are on the floor now."""
        return [key for key, line in self._centre.live.board.queues.items() if not line.gone]

    def showEvent(self, event: QShowEvent) -> None:
        if not self.form.changes():  # queues that came since
            self.form.show_settings(self._centre.kept.settings)
        super().showEvent(event)

    def _show_unsaved(self, problem: str = "") -> None:
        self._problem = problem
        count = len(self.form.changes())
        said = ngettext("{n} change is not saved yet.", "{n} changes are not saved yet.", count).format(
            n=count
        )
        self.unsaved.tell(bool(count), said, problem)

    def _save(self) -> None:
        if not self.form.judge():
            return
        self.unsaved.save.setEnabled(False)
        at, who = self._centre.live.clock.now(), self._centre.who
        self._saving = self.form.changes()
        self._centre.jobs.write(change, self._saving, self._versions, at=at, who=who).then(
            self._saved, self._refused
        )

    def _saved(self, result: tuple[object, int | None]) -> None:
        self.unsaved.save.setEnabled(True)
        step = result[1]
        undo = None if step is None else partial(self._undo, step)
        self.noticed.emit(_("The centre’s settings were saved."), undo)

    def _refused(self, error: SupervisorError) -> None:
        self.unsaved.save.setEnabled(True)
        self._show_unsaved(sentence(error))

    def _undo(self, step: int) -> None:
        self._centre.jobs.write(take_back, step, at=self._centre.live.clock.now())

    def _discard(self) -> None:
        self.form.show_settings(self._centre.kept.settings)
        self._show_unsaved()

    def _heed(self, changes: frozenset[str]) -> None:
        """The settings in force are others now: saved here, undone, or changed at another seat."""
        if "centre_settings" in changes:
            kept = self._centre.kept
            contested = self.form.contested(kept.settings, self._saving)
            self._versions = kept.versions
            self.form.rebase(kept.settings)
            if contested:
                self._problem = _(
                    "Someone else changed this meanwhile: {names}. Save to keep yours, discard to take "
                    "theirs."
                ).format(names=_(", ").join(contested))
            self._show_unsaved(self._problem)  # why it was refused is still to be read
        self.this_computer.say_readable()
