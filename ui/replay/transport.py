"""The controls of a replay: which day, play and pause, how fast, to the alarms, the picture, full screen."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QButtonGroup, QComboBox, QHBoxLayout, QToolButton, QWidget

from supervisor.live.replay import PACES
from supervisor.words import _, day
from ui import theme
from ui.replay.stage import AGENTS, QUEUES
from ui.widgets.attuned import AttunedFrame
from ui.widgets.icon import icon


class Transport(AttunedFrame):
    """A row of controls; what they mean is up to the section."""

    day_chosen = Signal(object)  # date
    played = Signal()
    pace_chosen = Signal(int)
    stepped = Signal(int)  # -1 to the alarm before, 1 to the next
    moved = Signal(int)  # by so many seconds
    board_chosen = Signal(str)
    save_wanted = Signal()
    copy_wanted = Signal()
    full_screen_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._days: tuple[date, ...] = ()
        self._offered: list[date] = []  # as they stand in the box, which cannot compare them
        self._today: date | None = None
        self.days = _Choice(self)
        self.days.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.days.activated.connect(self._choose_day)
        self.earlier = self._button("rewind-15", lambda: self.moved.emit(-900))
        self.alarm_before = self._button("skip-previous", lambda: self.stepped.emit(-1))
        self.play = self._button("play", self.played.emit)
        self.alarm_next = self._button("skip-next", lambda: self.stepped.emit(1))
        self.later = self._button("fast-forward-15", lambda: self.moved.emit(900))
        self.pace = _Choice(self)
        for pace in PACES:
            self.pace.addItem(f"{pace}×", pace)
        self.pace.activated.connect(lambda place: self.pace_chosen.emit(self.pace.itemData(place)))
        self.queues = self._button("view-dashboard-outline", lambda: self.board_chosen.emit(QUEUES))
        self.agents = self._button("account-group-outline", lambda: self.board_chosen.emit(AGENTS))
        self._boards = QButtonGroup(self)
        for button in (self.queues, self.agents):
            button.setCheckable(True)
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            self._boards.addButton(button)
        self.queues.setChecked(True)
        self.save = self._button("image-outline", self.save_wanted.emit)
        self.save.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.copy = self._button("content-copy", self.copy_wanted.emit)
        self.full_screen = self._button("fullscreen", self.full_screen_wanted.emit)
        self._playing = False
        row = self._row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.SPACE_XS)
        row.addWidget(self.days)
        row.addSpacing(theme.SPACE_M)
        for widget in (self.earlier, self.alarm_before, self.play, self.alarm_next, self.later):
            row.addWidget(widget)
        row.addSpacing(theme.SPACE_XS)
        row.addWidget(self.pace)
        row.addStretch(1)
        for widget in (self.queues, self.agents):
            row.addWidget(widget)
        row.addSpacing(theme.SPACE_M)
        for widget in (self.save, self.copy, self.full_screen):
            row.addWidget(widget)
        self._say()
        self._fit()

    def show_days(self, days: Sequence[date], chosen: date | None, today: date) -> None:
        """Offer *days*, the newest first."""
        if (tuple(days), today) != (self._days, self._today):
            self._days, self._today = tuple(days), today
            self._offer(self._days)
        if chosen is not None and chosen not in self._offered:
            self._offer([chosen, *self._offered])
        self._choose(chosen)

    def show_pace(self, pace: int, *, playing: bool) -> None:
        """Show how fast it plays, or would, and whether it does."""
        self.pace.setCurrentIndex(self.pace.findData(pace))
        if playing != self._playing:
            self._playing = playing
            self.play.setIcon(icon("pause" if playing else "play"))
            self._name_play()

    def show_steps(self, *, before: bool, after: bool) -> None:
        """Whether there is an alarm to go to."""
        self.alarm_before.setEnabled(before)
        self.alarm_next.setEnabled(after)

    def show_board(self, name: str) -> None:
        """Show which board is chosen."""
        (self.agents if name == AGENTS else self.queues).setChecked(True)

    def show_full_screen(self, on: bool) -> None:
        """Say what the last button does."""
        self.full_screen.setIcon(icon("fullscreen-exit" if on else "fullscreen"))
        _name(self.full_screen, _("Back to the window (Esc)") if on else _("Full screen (F11)"))

    def _button(self, glyph: str, act: object) -> QToolButton:
        button = QToolButton(self)
        button.setIcon(icon(glyph))
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        button.clicked.connect(act)
        return button

    def _choose(self, chosen: date | None) -> None:
        self.days.setCurrentIndex(self._offered.index(chosen) if chosen in self._offered else -1)

    def _offer(self, days: Sequence[date]) -> None:
        self._offered = sorted(set(days), reverse=True)
        self.days.clear()
        for one in self._offered:
            self.days.addItem(self._day_words(one), one)
        self._spare_words()

    def _day_words(self, one: date) -> str:
        said = day(one, self._today)
        return _("{day}, today").format(day=said) if one == self._today else said

    def _choose_day(self, place: int) -> None:
        self.day_chosen.emit(self.days.itemData(place))

    def _name_play(self) -> None:
        _name(self.play, _("Pause (Space)") if self._playing else _("Play (Space)"))

    def _say(self) -> None:
        chosen = self.days.currentData()
        self._offer(self._offered)
        self._choose(chosen)
        self.days.setAccessibleName(_("Day"))
        self.pace.setAccessibleName(_("Speed"))
        self.pace.setToolTip(_("Speed: + and − change it"))
        self.queues.setText(_("Queues"))
        self.agents.setText(_("Agents"))
        self.save.setText(_("Picture…"))
        _name(self.earlier, _("A quarter of an hour back (Page Up)"))
        _name(self.later, _("A quarter of an hour on (Page Down)"))
        _name(self.alarm_before, _("To the alarm before (P)"))
        _name(self.alarm_next, _("To the next alarm (N)"))
        _name(self.queues, _("Show the queues"))
        _name(self.agents, _("Show the agents"))
        _name(self.save, _("Save a picture for the meeting (Ctrl+S)"))
        _name(self.copy, _("Copy the picture (Ctrl+Shift+C)"))
        self._name_play()
        self.show_full_screen(False)

    def _spare_words(self) -> None:
        """Where the words beside the icons have no room, the icons stand alone."""
        spared = (self.queues, self.agents, self.save)
        for button in spared:
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        if self._row.sizeHint().width() > self.width():
            for button in spared:
                button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())  # the words give way

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._spare_words()

    def _fit(self) -> None:
        size = theme.current().px(theme.ICON)
        for button in self.findChildren(QToolButton):
            button.setIconSize(QSize(size, size))


class _Choice(QComboBox):
    """A choice that the wheel does not change by accident."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


def _name(button: QToolButton, said: str) -> None:
    button.setToolTip(said)
    button.setAccessibleName(said)
