"""The bar on top: where am I, whether the figures can be trusted, who is asked for, the search, the clock."""

from __future__ import annotations

from datetime import datetime, tzinfo

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QPushButton, QToolButton, QWidget

from supervisor import words
from supervisor.words import _
from ui import theme
from ui.shell.bell import Bell, MuteButton
from ui.theme import State
from ui.widgets.attuned import AttunedFrame
from ui.widgets.icon import icon

FIND_KEYS = "Ctrl+K"
FULL_SCREEN_KEYS = "F11"


class TopBar(AttunedFrame):
    """Page, centre, health of the feeds, search, time of day and the menu."""

    feeds_pressed = Signal()
    alarms_pressed = Signal()
    find_pressed = Signal()
    full_screen_pressed = Signal()

    def __init__(self, menu: QMenu, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "top-bar")
        self._alarms = self._wall = self._feeds = True  # whether this log-in has a use for them
        self._page = QLabel(self)
        self._page.setProperty("role", "title")
        self._centre = QLabel(self)
        self._centre.setProperty("role", "muted")
        self.demo = QLabel(self)
        self.demo.setProperty("role", "badge")
        self.demo.hide()
        self.feeds = QPushButton(self)
        self.feeds.setProperty("role", "quiet")
        self.feeds.clicked.connect(self.feeds_pressed)
        self.feeds.hide()
        self.bell = Bell(self)
        self.bell.clicked.connect(self.alarms_pressed)
        self.mute = MuteButton(self)
        self.find_button = QPushButton(self)
        self.find_button.setProperty("role", "find")
        self.find_button.setIcon(icon("magnify"))
        self.find_button.clicked.connect(self.find_pressed)
        self._find_words = ""
        self._clock = QLabel(self)
        self.full_screen = QToolButton(self)
        self.full_screen.setIcon(icon("fullscreen"))
        self.full_screen.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.full_screen.clicked.connect(self.full_screen_pressed)
        self.more = QToolButton(self)
        self.more.setProperty("role", "menu")
        self.more.setIcon(icon("dots-vertical"))
        self.more.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.more.setMenu(menu)
        self._row = row = QHBoxLayout(self)
        row.setContentsMargins(theme.SPACE_L, theme.SPACE_S, theme.SPACE_S, theme.SPACE_S)
        row.setSpacing(theme.SPACE_M)
        left: tuple[QWidget, ...] = (self._page, self._centre, self.demo)
        right: tuple[QWidget, ...] = (
            self.feeds,
            self.bell,
            self.mute,
            self.find_button,
            self._clock,
            self.full_screen,
            self.more,
        )
        for widget in left:
            row.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addStretch(1)
        for widget in right:
            row.addWidget(widget)
        self._say()
        self._fit()

    def show_page(self, title: str) -> None:
        """Say that page *title* is shown."""
        self._page.setText(title)
        self._make_room()

    def show_centre(self, name: str, *, demo: bool) -> None:
        """Say whose figures these are."""
        self._centre.setText(name)
        self.demo.setVisible(demo)
        self._make_room()

    def show_time(self, now: datetime, zone: tzinfo) -> None:
        """Show the centre's wall clock."""
        self._clock.setText(words.clock_time(now, zone, seconds=True))
        self._clock.setToolTip(f"{words.day(now.astimezone(zone).date())}  {zone}")

    def show_feeds(self, said: str, state: State | None) -> None:
        """Say how the feeds are; "" says nothing, no state is quiet."""
        sign = theme.SIGN[state or State.OK]
        self.feeds.setVisible(bool(said) and self._feeds)
        self.feeds.setText(f"{sign} {said}")
        self.feeds.setAccessibleName(said)
        if self.feeds.property("state") != (state.value if state else ""):
            self.feeds.setProperty("state", state.value if state else "")
            self.feeds.style().polish(self.feeds)
        self._make_room()

    def show_for(self, *, alarms: bool, wall: bool, feeds: bool) -> None:
        """Have only what this log-in has a use for: *alarms* with their tones, the *wall*, *feeds*."""
        self._alarms, self._wall, self._feeds = alarms, wall, feeds
        self.bell.setVisible(alarms)
        if not feeds:
            self.feeds.hide()
        self._make_room()

    def show_alarms(self, state: State | None, count: int, said: str) -> None:
        """Show how many alarms wait for somebody, and the sign of the worst; *said* is all of it in words."""
        self.bell.show_alarms(state, count, said)
        self._make_room()

    def show_sound(self, on: bool, until: str) -> None:
        """Say whether alarms sound, and until when they are muted ("": they are not)."""
        self.mute.show_sound(on, until)
        self._make_room()

    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())  # what has no room makes room

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_room()

    def _make_room(self) -> None:
        """In a narrow window first the centre's name goes, then the words of the search, then what has a
        key or another place: the wall's button and that of the tones."""
        for left_out in range(5):
            self._centre.setVisible(left_out < 1 and bool(self._centre.text()))
            self.find_button.setText(self._find_words if left_out < 2 else "")
            self.full_screen.setVisible(left_out < 3 and self._wall)
            self.mute.setVisible(left_out < 4 and self._alarms)
            if self._row.minimumSize().width() <= self.width():
                break

    def _say(self) -> None:
        keys = QKeySequence(FIND_KEYS).toString(QKeySequence.SequenceFormat.NativeText)
        self.demo.setText(_("DEMO"))
        self.demo.setToolTip(_("A made-up centre to look around in. Nothing here is real."))
        self._find_words = _("Find…") + f"   {keys}"
        self._make_room()
        self.find_button.setAccessibleName(_("Find"))
        self.find_button.setToolTip(_("Any queue, agent, page or command"))
        self.feeds.setToolTip(_("Open the sources"))
        self._clock.setAccessibleName(_("The centre’s time"))
        wall = _("Show on the wall")
        self.full_screen.setToolTip(f"{wall}  {FULL_SCREEN_KEYS}")
        self.full_screen.setAccessibleName(wall)
        self.mute.say()
        self.more.setToolTip(_("More"))
        self.more.setAccessibleName(_("More"))

    def _fit(self) -> None:
        self._clock.setFont(theme.desk_font(theme.LEAD))
        size = theme.current().px(theme.ICON)
        for button in (self.full_screen, self.more, self.mute, self.find_button):
            button.setIconSize(QSize(size, size))
