"""How the window calls people to alarms: the bell of the bar, tones and notices, the signs on the tiles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent

from supervisor.words import _
from ui.calling import calling
from ui.machine import Machine
from ui.shell.heard import Heard
from ui.shell.top_bar import TopBar

if TYPE_CHECKING:  # all of this comes after the first paint
    from supervisor.alarms.alarm import Alarm
    from supervisor.wallboard.levels import Level
    from ui.alarms.caller import Caller
    from ui.centre import OpenCentre


class Ringing(QObject):
    """Rings for the alarms of one centre from `follow` to `leave`."""

    pressed = Signal()  # a desktop notice was clicked
    noticed = Signal(str)  # something is to be said of the tones

    def __init__(self, bar: TopBar, machine: Machine) -> None:
        super().__init__(bar)
        self._bar, self._machine = bar, machine
        self._centre: OpenCentre | None = None
        self._caller: Caller | None = None
        self._heard = Heard()
        bar.mute.mute_wanted.connect(self._mute)

    def follow(self, centre: OpenCentre) -> None:
        """Ring for the alarms of *centre*."""
        from ui.alarms.caller import Caller

        self._centre = centre
        self._caller = caller = Caller(centre, self._machine, self)
        hear = self._heard.hear
        hear(centre.alarms.changed, self.show)
        hear(centre.alarms.flash.turned, self._flash)
        hear(centre.alarms.rang, self._announce)
        hear(caller.muted, self._show_sound)
        hear(caller.pressed, self.pressed)
        self.show()
        self._show_sound()

    def leave(self) -> None:
        """Be silent, before the centre is closed."""
        self._heard.end()
        self._centre = None
        if self._caller is not None:
            self._caller.stop()
            self._caller.deleteLater()
            self._caller = None
            calling.show({})

    def show(self) -> None:
        """Show the alarms as they are, in the language in use."""
        from ui.alarms.summary import bell_words, calling_lines

        if self._centre is not None:
            alarms = self._centre.alarms
            self._bar.show_alarms(*bell_words(alarms))
            calling.show(alarms.calling_queues(), calling_lines(alarms), still=alarms.flash.is_still)
            self._flash(alarms.flash.lit)

    def try_tone(self, level: Level) -> None:
        """Sound the tone of *level*; where this computer can play none, say so."""
        if self._caller is not None and (said := self._caller.try_tone(level)):
            self.noticed.emit(said)

    def _flash(self, lit: bool) -> None:
        self._bar.bell.show_lit(lit)
        calling.show_lit(lit)

    def _announce(self, came: tuple[Alarm, ...]) -> None:
        """Say new alarms to those who do not see them."""
        from ui.alarms.caller import notice_words

        event = QAccessibleAnnouncementEvent(self._bar.bell, _(". ").join(notice_words(came)))
        event.setPoliteness(QAccessible.AnnouncementPoliteness.Assertive)
        QAccessible.updateAccessibility(event)

    def _show_sound(self) -> None:
        if self._caller is not None:
            self._bar.show_sound(self._machine.settings.alarm_sounds, self._caller.muted_words)

    def _mute(self, minutes: int) -> None:
        if self._caller is not None:
            self._caller.mute(minutes)
