"""The bell in the bar: how many alarms wait for somebody, and until when tones are off."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAction, QIcon, QPaintEvent
from PySide6.QtWidgets import (
    QMenu,
    QPushButton,
    QStyle,
    QStyleOptionButton,
    QStylePainter,
    QToolButton,
    QWidget,
)

from supervisor.words import _, ngettext
from ui import theme
from ui.theme import State
from ui.widgets import signs
from ui.widgets.icon import icon

MUTE_MINUTES = (15, 30, 60, 240)


class Bell(QPushButton):
    """The worst level's sign flashes while somebody is asked for; the bell and the number stand still."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "quiet")
        self._icon = icon("bell-outline")
        self._state: State | None = None
        self._count = ""
        self._lit = True

    @property
    def state(self) -> State | None:
        """The state whose sign is shown; None when nothing asks for anybody."""
        return self._state

    @property
    def count(self) -> str:
        """The number beside the bell, "" when there is none."""
        return self._count

    @property
    def is_lit(self) -> bool:
        """Whether the sign is to be seen just now."""
        return self._lit

    def show_alarms(self, state: State | None, count: int, said: str) -> None:
        """Show the sign of *state* (None: none) and *count* (0: none); *said* is all of it in words."""
        text = str(count) if count else ""
        if (state, text) != (self._state, self._count):
            self._state, self._count = state, text
            self.setProperty("state", state.value if state else "")
            self.style().polish(self)
            self.updateGeometry()
            self.update()
        self.setAccessibleName(said)
        self.setToolTip(said)

    def show_lit(self, lit: bool) -> None:
        """Show the sign, or leave its place empty for a moment."""
        if lit is not self._lit:
            self._lit = lit
            if self._state is not None and self.isVisible():
                self.update(self.sign_box())

    def sign_box(self) -> QRect:
        """Where the sign stands: all that flashing repaints."""
        size = theme.current().px(theme.SMALL)
        return QRect(theme.SPACE_S, (self.height() - size) // 2 - 1, size + 2, size + 2)

    def sizeHint(self) -> QSize:
        look = theme.current()
        wide = theme.SPACE_S * 2 + look.px(theme.ICON)
        if self._state is not None:
            wide += self.sign_box().width() + theme.SPACE_XS
        if self._count:
            wide += theme.SPACE_XS + self.fontMetrics().horizontalAdvance(self._count)
        return QSize(wide, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        look, option, painter = theme.current(), QStyleOptionButton(), QStylePainter(self)
        self.initStyleOption(option)
        option.text, option.icon = "", QIcon()
        painter.drawControl(QStyle.ControlElement.CE_PushButton, option)
        x = theme.SPACE_S
        if self._state is not None:
            box = self.sign_box()
            if self._lit:
                ink = theme.colour(look.fill(self._state))
                painter.save()  # what is softened stays the sign's own affair
                signs.paint(painter, signs.OF_STATE[self._state], QRectF(box).adjusted(1, 1, -1, -1), ink)
                painter.restore()
            x = box.right() + 1 + theme.SPACE_XS
        size = look.px(theme.ICON)
        waits = self._state is not None or self.underMouse()
        mode = QIcon.Mode.Active if waits else QIcon.Mode.Normal
        self._icon.paint(
            painter, QRect(x, (self.height() - size) // 2, size, size), Qt.AlignmentFlag.AlignCenter, mode
        )
        if self._count:
            room = QRect(x + size + theme.SPACE_XS, 0, self.width(), self.height())
            painter.setPen(theme.colour(look.text if self._state is not None else look.muted))
            painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, self._count)
        painter.end()


class MuteButton(QToolButton):
    """Whether alarms sound, and until when they do not."""

    mute_wanted = Signal(int)  # for so many minutes; 0: until the day ends, -1: sound again

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "menu")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._until = ""
        self._on = True
        self.choices = QMenu(self)
        self.choices.aboutToShow.connect(self._fill)
        self.setMenu(self.choices)
        self.say()

    def show_sound(self, on: bool, until: str) -> None:
        """Say whether tones are on at all, and until when they are muted ("": they are not)."""
        if (on, until) != (self._on, self._until):
            self._on, self._until = on, until
            self.say()

    def say(self) -> None:
        """Say everything again, in the language now in use."""
        silent = bool(self._until) or not self._on
        self.setIcon(icon("volume-off" if silent else "volume-high"))
        self.setText(_("until {time}").format(time=self._until) if self._until else "")
        self.setToolButtonStyle(
            Qt.ToolButtonStyle.ToolButtonTextBesideIcon
            if self._until
            else Qt.ToolButtonStyle.ToolButtonIconOnly
        )
        if self._until:
            said = _("Alarm tones are muted until {time}").format(time=self._until)
        elif self._on:
            said = _("Alarm tones are on")
        else:
            said = _("Alarm tones are switched off in the settings")
        self.setToolTip(said)
        self.setAccessibleName(said)

    def _fill(self) -> None:
        self.choices.clear()
        for minutes in MUTE_MINUTES:
            said = ngettext("Mute for {n} minute", "Mute for {n} minutes", minutes).format(n=minutes)
            if minutes >= 60:
                hours = minutes // 60
                said = ngettext("Mute for {n} hour", "Mute for {n} hours", hours).format(n=hours)
            self._add(said, minutes)
        self._add(_("Mute until the day ends"), 0)
        if self._until:
            self.choices.addSeparator()
            self._add(_("Sound again now"), -1)

    def _add(self, said: str, minutes: int) -> QAction:
        return self.choices.addAction(said, partial(self.mute_wanted.emit, minutes))
