"""Calls people: a tone and a notice when an alarm comes, the tone again until somebody takes it on."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication

from supervisor.alarms.alarm import Alarm
from supervisor.alarms.sentences import how_bad, level_word, title
from supervisor.clock import BusinessDays, monotonic
from supervisor.wallboard.levels import Level
from supervisor.words import _, clock_time, ngettext
from ui.alarms.desktop import DesktopNotice
from ui.alarms.player import Player
from ui.alarms.tones import tone_file
from ui.centre import OpenCentre
from ui.machine import Machine

log = logging.getLogger(__name__)

LONGEST_MUTE = timedelta(days=1)
"""A mute that would last longer was set by another clock."""


class Caller(QObject):
    """Tones and notices of one centre's alarms on this computer; `stop` before the centre is closed."""

    muted = Signal()  # tones were muted, sound again, or were switched on or off
    pressed = Signal()  # a notice was clicked

    def __init__(
        self,
        centre: OpenCentre,
        machine: Machine,
        parent: QObject | None = None,
        *,
        player: Player | None = None,
        desktop: DesktopNotice | None = None,
        seconds: Callable[[], float] = monotonic,
        in_front: Callable[[], bool] | None = None,
    ) -> None:
        super().__init__(parent)
        self._in_front = in_front or _in_front
        self._centre = centre
        self._machine = machine
        self._player = player or Player(parent=self)
        self._desktop = desktop or DesktopNotice(self)
        self._seconds = seconds  # people's, not the centre's, which may run faster
        self._sounded: float | None = None  # when a tone that is to be repeated was last heard
        self._desktop.pressed.connect(self.pressed)
        centre.alarms.rang.connect(self.call)
        centre.alarms.changed.connect(self._heed_alarms)
        centre.live.second.connect(self.tick)
        machine.changed.connect(self._heed_machine)

    # -- muting ---------------------------------------------------------------------------------------------

    @property
    def muted_until(self) -> datetime | None:
        """Until when tones are muted; None when they are not."""
        try:
            until = datetime.fromisoformat(self._machine.settings.alarm_muted_until)
        except ValueError:
            return None
        if until.tzinfo is None:
            return None
        now = self._centre.live.clock.now()
        return until if now < until <= now + LONGEST_MUTE else None

    @property
    def muted_words(self) -> str:
        """Until when, as a clock shows it; "" when tones are not muted."""
        until = self.muted_until
        return clock_time(until, self._days.zone) if until else ""

    def mute(self, minutes: int) -> None:
        """Mute tones for so many minutes; 0: until the day ends, less: sound again."""
        now = self._centre.live.clock.now()
        until: datetime | None = now + timedelta(minutes=minutes)
        if minutes == 0:
            until = self._days.ends(self._days.day(now))
        elif minutes < 0:
            until = None
        if until is not None:
            self._player.stop()
        self._machine.change({"alarm_muted_until": until.isoformat() if until else ""})

    @property
    def _days(self) -> BusinessDays:
        return self._centre.days

    def is_quiet(self, now: datetime) -> bool:
        """Whether *now* is in the hours in which this computer makes no tones."""
        settings = self._machine.settings
        begins, ends = settings.alarm_quiet_from, settings.alarm_quiet_until
        local = now.astimezone(self._days.zone).time()
        if begins <= ends:
            return begins <= local < ends
        return local >= begins or local < ends

    # -- calling --------------------------------------------------------------------------------------------

    def call(self, alarms: tuple[Alarm, ...]) -> None:
        """Call for *alarms*, worst first: one tone and one notice, however many."""
        worst = max(alarm.level for alarm in alarms)
        if worst is Level.ACTION:
            self._sounded = self._seconds()
        self.sound(worst)
        settings = self._machine.settings
        if settings.alarm_notices and not self._in_front():
            self._desktop.show(*notice_words(alarms), worst)

    def sound(self, level: Level) -> bool:
        """Sound the tone of *level*, unless tones are muted, off or not wanted now; whether it sounds."""
        settings, now = self._machine.settings, self._centre.live.clock.now()
        wanted = settings.alarm_tone_action if level is Level.ACTION else settings.alarm_tone_attention
        if not (settings.alarm_sounds and wanted and settings.alarm_volume):
            return False
        if self.muted_until is not None or self.is_quiet(now):
            return False
        self._play(level)
        return True

    def try_tone(self, level: Level) -> str:
        """Sound the tone of *level* whatever is muted; what to say of it."""
        self._play(level)
        if self._player.can_play:
            return ""
        return _(
            "This computer has no program that plays sounds (pw-play, paplay or aplay): its beep is used for "
            "every level. Install one of them to hear the tones."
        )

    def _play(self, level: Level) -> None:
        folder, volume = self._machine.places.state / "tones", self._machine.settings.alarm_volume
        job = self._centre.jobs.call(_make_tone, folder, level, volume)
        job.then(self._hear)

    def _hear(self, file: Path | None) -> None:
        if file is not None:
            self._player.play(file)

    def tick(self, _now: datetime) -> None:
        """A second has passed: a mute may be over, and a tone due again."""
        if self._machine.settings.alarm_muted_until and self.muted_until is None:
            self._machine.change({"alarm_muted_until": ""})
        minutes = self._machine.settings.alarm_repeat_min
        if not minutes or self._sounded is None:
            return
        if self._seconds() - self._sounded >= minutes * 60:
            self._sounded = self._seconds()
            self.sound(Level.ACTION)

    def _heed_alarms(self) -> None:
        calling = self._centre.alarms.calling
        urgent = any(alarm.level is Level.ACTION and not alarm.silent for alarm in calling)
        if not urgent:
            self._sounded = None
        elif self._sounded is None:  # there when the console started: heard with the first repetition
            self._sounded = self._seconds()
        if not calling:
            self._desktop.calm()

    def _heed_machine(self, names: frozenset[str]) -> None:
        if names & {"alarm_muted_until", "alarm_sounds"}:
            self.muted.emit()

    def stop(self) -> None:
        """End every tone and take every notice away."""
        self._player.stop()
        self._desktop.stop()


def _in_front() -> bool:
    """Whether the person works in this program just now."""
    return QGuiApplication.applicationState() == Qt.ApplicationState.ApplicationActive


def notice_words(alarms: tuple[Alarm, ...]) -> tuple[str, str]:
    """Title and text of the notice of *alarms*, worst first."""
    first = alarms[0]
    if len(alarms) == 1:
        return _("{level}: {what}").format(level=_begun(level_word(first.level)), what=title(first)), how_bad(
            first
        )
    said = ngettext("{n} new alarm", "{n} new alarms", len(alarms)).format(n=len(alarms))
    listed = [
        _("{level}: {what}").format(level=_begun(level_word(alarm.level)), what=title(alarm))
        for alarm in alarms[:4]
    ]
    return said, "\n".join(listed)


def _begun(word: str) -> str:
    """A word as a sentence begins with it."""
    return word[:1].upper() + word[1:]


def _make_tone(folder: Path, level: Level, volume: int) -> Path | None:
    """The file of the tone; on the database thread. None when it cannot be written: none is heard then."""
    try:
        return tone_file(folder, level, volume)
    except OSError as error:
        log.warning("no tone for %s: %s", level.name, error)
        return None
