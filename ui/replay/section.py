"""The floor's replay: any journalled moment, at any speed, in a frame that is never taken for the present."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication, QImage, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from supervisor.errors import SupervisorError
from supervisor.live.axis import Mark
from supervisor.live.replay import PACES, Replay, ReplayClock, Replayer
from supervisor.words import _
from ui import theme
from ui.centre import OpenCentre
from ui.machine import Machine
from ui.replay.axis import DaySlider
from ui.replay.board import ReplayBoard
from ui.replay.marks import read_marks
from ui.replay.picture import picture, picture_title, save_picture
from ui.replay.stage import Stage
from ui.replay.transport import Transport
from ui.showing import Showing
from ui.wallboard.definitions import Definitions
from ui.widgets.export_dialog import ExportDialog, export_once
from ui.widgets.lead import Lead
from ui.widgets.leaving import Format, Leaving, TakingByJob, places_of

if TYPE_CHECKING:
    from supervisor.storage.changes import Changes

BEGINS_BEFORE = timedelta(minutes=15)  # the first look goes so far back
FIRST_PACE = 10
MARK_AREAS = frozenset({"alarms", "announcements"})
_MOVES = {
    Qt.Key.Key_Left: -60,
    Qt.Key.Key_Right: 60,
    Qt.Key.Key_PageUp: -900,
    Qt.Key.Key_PageDown: 900,
}

_OURS = {Qt.Key.Key_Space, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown}  # also where a board has the focus


class ReplaySection(QWidget):
    """A day chooser, the transport, the axis of the day, and the board as it was.

    Space plays and pauses, N and P go to the next alarm and the one before, Left and Right a minute, Page Up
    and Page Down a quarter of an hour, Home and End to the ends of the day, + and − change the speed, F11 is
    full screen. It reads the journal in a thread of its own that does nothing while nobody looks.
    """

    noticed = Signal(str, object)  # what was done, and None: a picture is not taken back
    refused = Signal(object)  # SupervisorError

    def __init__(
        self,
        definitions: Definitions,
        centre: OpenCentre,
        parent: QWidget | None = None,
        *,
        machine: Machine | None = None,
    ) -> None:
        super().__init__(parent)
        self.setProperty("role", "page")
        self._definitions = definitions
        self._centre = centre
        self._present = centre.live.clock
        self._pace = FIRST_PACE
        self._marks: tuple[Mark, ...] = ()
        self._marks_of: date | None = None
        self._started = False
        self._machine = machine
        self.dialog: ExportDialog | None = None
        self.full_screen: _FullScreen | None = None
        speed = getattr(self._present, "speed", 1.0)
        self.replayer = Replayer(
            centre.open_journal, definitions.rules, self._present, ReplayClock(self._present.now(), speed)
        )
        self.live = ReplayBoard(self.replayer, self)
        self.room = QWidget(self)
        self.room.setProperty("role", "page")
        self.transport = Transport(self.room)
        self.axis = DaySlider(definitions.zone, self.room)
        self.stage = Stage(definitions, self.room)
        rows = QVBoxLayout(self.room)
        rows.setContentsMargins(theme.SPACE_L, theme.SPACE_S, theme.SPACE_L, theme.SPACE_M)
        rows.setSpacing(theme.SPACE_S)
        rows.addWidget(self.transport)
        rows.addWidget(self.axis)
        rows.addWidget(self.stage, 1)
        self._away = QLabel(self)
        self._away.setProperty("role", "empty")
        self._away.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._away.hide()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(self.room)
        self._column.addWidget(self._away)
        Showing(self.live, self.stage, self.stage)
        self._wire()
        Lead(self, self.axis)
        self.transport.show_pace(self._pace, playing=False)
        self.transport.show_steps(before=False, after=False)
        self.retranslate()

    def _wire(self) -> None:
        self.live.went.connect(self._show)
        self.live.problem_changed.connect(self._heed_problem)
        self.axis.sought.connect(self._seek)
        self.transport.day_chosen.connect(self.show_day)
        self.transport.played.connect(self.toggle)
        self.transport.pace_chosen.connect(self.set_pace)
        self.transport.stepped.connect(self.step)
        self.transport.moved.connect(self.move_by)
        self.transport.board_chosen.connect(self.show_board)
        self.transport.save_wanted.connect(self.ask_file)
        self.transport.copy_wanted.connect(self.copy)
        self.transport.full_screen_wanted.connect(self.toggle_full_screen)
        self.stage.first_wanted.connect(self._go_to_first)
        self._centre.changed.connect(self._heed_changes)
        self._centre.closing.connect(self.stop)
        self.room.installEventFilter(self)
        self.stage.tiles.installEventFilter(self)
        self.stage.grid.installEventFilter(self)

    # -- commands -----------------------------------------------------------------------------------------

    @property
    def wanted(self) -> datetime:
        """Where the replay is, or is on its way to."""
        state = self.live.replay
        return state.wanted or state.at or self.axis.at

    def show_instant(self, at: datetime) -> None:
        """Go to *at* and stand there: how an alarm's history looks at its moment."""
        self._begin(at)
        self.replayer.step(at)

    def show_day(self, day: date) -> None:
        """Go to the same time of another day."""
        days = self._definitions.rules.days
        into = self.wanted - days.begins(days.day(self.wanted))
        at = min(days.begins(day) + into, days.ends(day) - timedelta(seconds=1), self._present.now())
        self._seek(at)

    def toggle(self) -> None:
        """Play, or stand still."""
        if self.live.replay.pace:
            self.replayer.pause()
        else:
            self.replayer.play(self._pace)

    def set_pace(self, pace: int) -> None:
        """Play *pace* times as fast as life from now on."""
        self._pace = pace
        if self.live.replay.pace:
            self.replayer.play(pace)
        self.transport.show_pace(pace, playing=bool(self.live.replay.pace))

    def step(self, by: int) -> None:
        """Go to the alarm before (-1) or to the next (1), and stand there."""
        to = self._alarm_before() if by < 0 else self._alarm_after()
        if to is not None:
            self.replayer.step(to)

    def move_by(self, seconds: float) -> None:
        """Go so much further, or back."""
        self._seek(self.wanted + timedelta(seconds=seconds))

    def show_board(self, name: str) -> None:
        """Show the queues or the agents."""
        self.stage.show_board(name)
        self.transport.show_board(self.stage.seen)

    def _seek(self, at: datetime) -> None:
        self.replayer.seek(min(at, self._present.now()))

    def _go_to_first(self) -> None:
        axis = self.live.replay.axis
        days = self.live.replay.days
        if axis is not None and axis.heard_from is not None:
            self._seek(axis.heard_from)
        elif days:
            day = next((one for one in days if one >= self._day_of(self.wanted)), days[-1])
            self._seek(self._definitions.rules.days.begins(day) + timedelta(hours=12))

    def _alarm_after(self) -> datetime | None:
        at = self.wanted
        return min((mark.since for mark in self.axis.alarms if mark.since > at), default=None)

    def _alarm_before(self) -> datetime | None:
        at = self.wanted
        begins = self._definitions.rules.days.begins(self._day_of(at))
        return max((mark.since for mark in self.axis.alarms if begins <= mark.since < at), default=None)

    def _day_of(self, at: datetime) -> date:
        return self._definitions.rules.days.day(at)

    # -- what the thread says -----------------------------------------------------------------------------

    def _show(self, state: Replay) -> None:
        now = self._present.now()
        at = state.wanted or state.at
        if at is None:
            return
        day = self._day_of(at)
        self.stage.show_time(state.at, state.pace, unknown=state.unknown)
        self.transport.show_pace(self._pace, playing=bool(state.pace))
        if state.days is not None:
            self.transport.show_days(state.days, day, self._day_of(now))
        if self._marks_of != day:
            self._read_marks(day)
        shown = self._shown_axis
        if (state.axis, state.curve) != shown:
            self._shown_axis = (state.axis, state.curve)
            self._show_axis(state)
        else:
            self.axis.show_time(at)
        self.transport.show_steps(
            before=self._alarm_before() is not None, after=self._alarm_after() is not None
        )

    _shown_axis: tuple[object, object] = (None, None)

    def _show_axis(self, state: Replay) -> None:
        at = state.wanted or state.at
        if at is not None:
            self.axis.show_day(state.axis, state.curve, self._marks, at, self._present.now())

    def _heed_problem(self, problem: SupervisorError | None) -> None:
        if problem is not None:
            self.refused.emit(problem)

    # -- marks --------------------------------------------------------------------------------------------

    def _read_marks(self, day: date) -> None:
        if day != self._marks_of:
            self._marks_of, self._marks = day, ()
        days = self._definitions.rules.days
        job = self._centre.jobs.read(read_marks, days.begins(day), days.ends(day))
        job.then(lambda marks: self.show_marks(day, marks))

    def show_marks(self, day: date, marks: tuple[Mark, ...]) -> None:
        """Lay *marks* of *day* over the axis."""
        if day == self._marks_of and marks != self._marks:
            self._marks = marks
            self._show_axis(self.live.replay)
            self._show(self.live.replay)

    def _heed_changes(self, changes: Changes) -> None:
        if changes & MARK_AREAS and self.room.isVisible() and self._marks_of is not None:
            self._read_marks(self._marks_of)

    # -- the picture --------------------------------------------------------------------------------------

    def ask_file(self) -> None:
        """Ask where the picture is to be written."""
        title = picture_title(self.stage, self._centre.kept.settings.centre_name)
        jobs, seen = self._centre.jobs, self._picture()  # as it is now: the replay goes on meanwhile
        leaving = Leaving("replay picture", title, places_of(title), "{report}", (Format.PICTURE,))
        self.dialog = export_once(
            leaving,
            lambda chosen: TakingByJob(
                jobs, jobs.call(save_picture, seen, chosen.path), chosen.path, _picture_said
            ),
            self.room,
            machine=self._machine,
            noticed=self.noticed,
        )

    def copy(self) -> None:
        """Put the picture on the clipboard."""
        QGuiApplication.clipboard().setImage(self._picture())
        self.noticed.emit(_("The picture is on the clipboard."), None)

    def _picture(self) -> QImage:
        name = self._centre.kept.settings.centre_name
        return picture(self.stage, self.axis, name, self._present.now())

    # -- full screen --------------------------------------------------------------------------------------

    def toggle_full_screen(self) -> None:
        """Fill the screen with the replay, or come back."""
        if self.full_screen is not None:
            self.full_screen.close()
            return
        window = _FullScreen(self)
        self.full_screen = window
        self._away.show()
        window.take(self.room)
        self.transport.show_full_screen(True)
        window.showFullScreen()
        window.activateWindow()
        self.axis.setFocus(Qt.FocusReason.OtherFocusReason)

    def come_back(self) -> None:
        """Take the room back from the full screen."""
        window, self.full_screen = self.full_screen, None
        if window is None:
            return
        self._away.hide()
        self._column.insertWidget(0, self.room)
        self.room.show()
        self.transport.show_full_screen(False)
        window.deleteLater()
        self.window().activateWindow()
        self.axis.setFocus(Qt.FocusReason.OtherFocusReason)

    # -- seen or not --------------------------------------------------------------------------------------

    def _begin(self, at: datetime | None = None) -> None:
        """Start the thread, at the first look."""
        if self._started:
            return
        self._started = True
        self.live.start()
        self.replayer.seek(at or self._present.now() - BEGINS_BEFORE)

    def stop(self) -> None:
        """End the thread: its centre is being closed, or nobody will look any more."""
        if self.full_screen is not None:
            self.full_screen.close()
        if self._started:
            self.live.stop()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.room:
            if event.type() is QEvent.Type.Show:
                first = not self._started
                self._begin()
                if not first:
                    self.replayer.wake()
                    self.live.wake()
                    if self._marks_of is not None:
                        self._read_marks(self._marks_of)  # what was said meanwhile
            elif event.type() is QEvent.Type.Hide and self._started:
                self.replayer.sleep()
                self.live.rest()
        elif event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and event.key() in _OURS:
            self.keyPressEvent(event)
            return True
        return super().eventFilter(watched, event)

    # -- Qt -----------------------------------------------------------------------------------------------

    def use(self, definitions: Definitions) -> None:
        """Other definitions are in force."""
        if definitions.rules != self._definitions.rules:
            self.live.count_by(definitions.rules)
        self._definitions = definitions
        self.stage.use(definitions)
        self.axis.zone = definitions.zone

    def event(self, event: QEvent) -> bool:
        overrides = event.type() is QEvent.Type.ShortcutOverride
        if overrides and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_F11:
            event.accept()  # the window's own is the live wall
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if event.matches(QKeySequence.StandardKey.Save):
            self.ask_file()
        elif event.modifiers() == (_CONTROL | _SHIFT) and key == Qt.Key.Key_C:
            self.copy()
        elif event.modifiers() & (_CONTROL | Qt.KeyboardModifier.AltModifier):
            super().keyPressEvent(event)
        elif key == Qt.Key.Key_Space:
            self.toggle()
        elif key in _MOVES:
            self.move_by(_MOVES[Qt.Key(key)])
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self._seek(self.axis.span[0 if key == Qt.Key.Key_Home else 1])
        elif key in (Qt.Key.Key_N, Qt.Key.Key_P):
            self.step(1 if key == Qt.Key.Key_N else -1)
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Minus):
            place = PACES.index(self._pace) + (-1 if key == Qt.Key.Key_Minus else 1)
            self.set_pace(PACES[max(0, min(place, len(PACES) - 1))])
        elif key == Qt.Key.Key_F11:
            self.toggle_full_screen()
        elif key == Qt.Key.Key_Escape and self.full_screen is not None:
            self.full_screen.close()
        else:
            super().keyPressEvent(event)

    def retranslate(self) -> None:
        """Say everything again, in the language now in use."""
        self._away.setText(_("The replay fills the screen. Esc there brings it back."))
        self.stage.retranslate()
        if self._marks_of is not None:
            self._read_marks(self._marks_of)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)


_CONTROL, _SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


class _FullScreen(QWidget):
    """The replay on the whole of a screen; F11 or Esc ends it."""

    def __init__(self, section: ReplaySection) -> None:
        super().__init__(section, Qt.WindowType.Window)
        self._section = section
        self.setProperty("role", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setWindowTitle(_("Replay"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)

    def take(self, room: QWidget) -> None:
        """Hold *room* while the full screen lasts."""
        layout = self.layout()
        assert layout is not None  # noqa: S101
        layout.addWidget(room)
        room.show()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self._section.keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        super().closeEvent(event)
        self._section.come_back()


def _picture_said(path: Path) -> str:
    return _("The picture is in {path}.").format(path=path)
