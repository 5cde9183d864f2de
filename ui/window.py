"""The main window: the frame that joins the rail, the bar on top, the pages, the finder, the line below.

Little more than Qt is needed to show it. The pages, and with them the board, come after the first paint, each
when it is first looked at. What the parts do stands with them in `ui/shell/`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QPaintEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QVBoxLayout, QWidget

from supervisor.errors import SupervisorError
from supervisor.rights.act import Act
from supervisor.rights.refusal import explained
from supervisor.sentences.error import sentence
from supervisor.words import _
from ui.away.band import AwayBand
from ui.machine import Machine
from ui.shell import geometry
from ui.shell.bar_facts import BarFacts
from ui.shell.dressing import Dressing
from ui.shell.entrance import Entrance
from ui.shell.findable import Findable
from ui.shell.finder import Finder, Target
from ui.shell.heard import Heard
from ui.shell.making import Surroundings, make
from ui.shell.more_menu import MoreMenu
from ui.shell.notice import NoticeLine
from ui.shell.place_stack import PlaceStack
from ui.shell.places import PLACES, hidden_titles, place_called
from ui.shell.rail import Rail
from ui.shell.ringing import Ringing
from ui.shell.top_bar import FIND_KEYS, FULL_SCREEN_KEYS, TopBar
from ui.shell.unsaved import show_held
from ui.shell.wall_desk import WallDesk
from ui.shell.ways import Ways

if TYPE_CHECKING:  # all of this comes after the first paint
    from ui.centre import OpenCentre
    from ui.issues.names import IssueNames


class MainWindow(QMainWindow):
    """One window on one centre; without a centre, the first start.

    `ways` lead from place to place, `walls` to the full screens.
    """

    demo_wanted = Signal()
    own_centre_wanted = Signal()
    join_wanted = Signal()
    share_wanted = Signal()
    log_in_wanted = Signal()
    first_painted = Signal()
    closed = Signal()

    def __init__(self, machine: Machine, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._machine = machine
        self._centre: OpenCentre | None = None
        self._names: IssueNames | None = None
        self._heard = Heard()
        self._painted = False
        self._journal_said = ""  # the last trouble with the journal, as the line at the bottom said it
        self._closed_said = ""  # why a place was closed, likewise

        self.stack = PlaceStack(self)
        self.entrance = Entrance(self.stack)
        self.ways = Ways(self.stack)
        self.walls = WallDesk(self.stack, machine)
        Dressing(machine, self)  # before whoever says its words anew in another language
        self.menu = MoreMenu(machine, self.walls, self.ways, self)
        self.rail = Rail(PLACES, self)
        self.bar = TopBar(self.menu, self)
        self._facts = BarFacts(self.bar)
        self._ringing = Ringing(self.bar, machine)
        self.away = AwayBand(self)
        self.notice = NoticeLine(self)
        self._findable = Findable(self.stack, self.ways, self.walls, self.menu)
        self.finder = Finder(self.targets, self)
        self._arrange()
        self._join()
        machine.refused.connect(self.tell_problem)
        self._frame(False)
        self.stack.place = geometry.put_back(self, machine) or self.stack.place
        self.setWindowTitle(_("Supervisor console"))

    def _arrange(self) -> None:
        right = QVBoxLayout()
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(0)
        for widget in (self.bar, self.away, self.stack, self.notice):
            right.addWidget(widget, 1 if widget is self.stack else 0)
        whole = QWidget(self)
        row = QHBoxLayout(whole)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.rail)
        row.addLayout(right, 1)
        self.setCentralWidget(whole)

    def _join(self) -> None:
        self.rail.chosen.connect(self.show_page)
        self.stack.shown.connect(self._heed_shown)
        self.stack.refused.connect(self.tell_problem)
        self.bar.find_pressed.connect(self.finder.open)
        self.bar.feeds_pressed.connect(partial(self.show_page, "sources"))
        self.bar.alarms_pressed.connect(partial(self.ways.show_section, "alarms"))
        self.bar.full_screen_pressed.connect(self.walls.show)
        self._facts.titled.connect(self.setWindowTitle)
        self._ringing.pressed.connect(self._come_to_alarms)
        self._ringing.noticed.connect(self.tell)
        self.walls.locked.connect(self.hide)
        self.walls.closed.connect(self._come_back)
        self.menu.rights_wanted.connect(self.show_rights)
        self.menu.quit_wanted.connect(self.close)
        self.away.held_wanted.connect(self.show_held)
        self.away.log_in_wanted.connect(self.log_in_wanted)
        self.away.noticed.connect(self.tell)
        self.finder.closed.connect(self.stack.focus_page)
        first_start, ways = self.entrance.first_start, self.ways
        for wanted in (first_start.demo_wanted, ways.demo_wanted):
            wanted.connect(self.demo_wanted)
        for wanted in (first_start.connect_wanted, ways.own_centre_wanted):
            wanted.connect(self.own_centre_wanted)
        for wanted in (first_start.join_wanted, ways.join_wanted):
            wanted.connect(self.join_wanted)
        ways.share_wanted.connect(self.share_wanted)
        QShortcut(QKeySequence(FIND_KEYS), self, self.finder.open)
        QShortcut(QKeySequence(FULL_SCREEN_KEYS), self, self.walls.show)

    # -- the centre -----------------------------------------------------------------------------------------

    def show_first_start(self) -> None:
        """Show the three cards, and nothing else."""
        self._frame(False)
        self.entrance.show_first_start()

    def show_joining(self, page: QWidget) -> None:
        """Show a page of joining a shared centre, and nothing else."""
        self._frame(False)
        self.notice.hide()
        self.entrance.show_joining(page)

    def show_opening(self) -> None:
        """A centre is being opened; the frame is there already."""
        self._frame(True)
        self.entrance.drop_joining()
        self.stack.show_nothing()
        self._heed_shown(self.stack.place)

    def show_centre(self, centre: OpenCentre) -> None:
        """Show *centre*, which is open, in place of the one before."""
        from ui.demo_past import DemoPast
        from ui.issues.names import IssueNames
        from ui.reports.scheduler import Scheduler

        self.leave_centre()
        self._centre = centre
        DemoPast(centre, centre)
        Scheduler(centre, centre).noticed.connect(self.tell)
        self._names = IssueNames(centre, self)
        self._names.due.connect(self.tell)
        self._names.read()
        self._heard.hear(centre.rights_changed, self._heed_rights)
        self._heard.hear(centre.live.problem_changed, self._heed_journal)
        self._heard.hear(centre.jobs.refused, self.tell_problem)
        surroundings = Surroundings(
            centre, self._machine, self.stack, self.ways, self.walls, self._ringing, self.tell
        )
        self.stack.open(centre, partial(make, at=surroundings))
        self.away.follow(centre.jobs, lambda: centre.zone)
        self._frame(True)
        self.menu.follow(centre)
        self._facts.follow(centre)
        self._ringing.follow(centre)
        self._show_places()

    def leave_centre(self) -> None:
        """Forget the centre and its pages; the first thing to be done before it is closed."""
        self._heard.end()
        self.walls.leave()
        if self._names is not None:
            self._names.deleteLater()
            self._names = None
        self._ringing.leave()
        self._facts.leave()
        self.stack.leave()
        self._centre = None
        self.away.follow(None)
        self.notice.hide()

    def _frame(self, shown: bool) -> None:
        self.rail.setVisible(shown)
        self.bar.setVisible(shown)

    # -- the places -----------------------------------------------------------------------------------------

    def show_page(self, name: str) -> QWidget | None:
        """Show the page of the place *name* and give it the focus; None while there is none to show."""
        return self.stack.show_page(name)

    def page(self, name: str) -> QWidget | None:
        """The page of the place *name*, if it was ever shown."""
        return self.stack.page(name)

    @property
    def current(self) -> str:
        """The name of the place that is in sight."""
        return self.stack.place

    def targets(self) -> list[Target]:
        """Everything that Ctrl+K finds."""
        return self._findable.targets(None if self._names is None else self._names.names)

    def _heed_shown(self, name: str) -> None:
        if name:
            self.rail.show_chosen(name)
        self.bar.show_page(_(place_called(name).title) if name else "")

    def _show_places(self) -> None:
        """Form the rail as the role has it, and show the place that was shown, or the first."""
        assert self._centre is not None  # noqa: S101
        names, board = self.stack.permitted, self._centre.rights.may(Act.SEE_BOARD)
        self.rail.show_places(frozenset(names))
        self.bar.show_for(alarms="floor" in names, wall=board, feeds=board)
        self.stack.show_some()

    def _heed_rights(self) -> None:
        """Roles were given or taken: what is no longer permitted closes, and is said."""
        was = self.current
        self._show_places()
        self.menu.fill()
        if was in self.stack.close_forbidden() and self.stack.permitted:
            said = _("{place} was closed: your log-in has another role now. Ask whoever manages accounts.")
            self.notice.tell(said.format(place=_(place_called(was).title)), problem=True)
            self._closed_said = self.notice.text

    # -- what is said, and asked over the window ------------------------------------------------------------

    def tell(self, said: str, undo: Callable[[], None] | None = None) -> None:
        """Say in the line at the bottom what was done, and offer to take it back."""
        self.notice.tell(said, undo)

    def tell_problem(self, error: SupervisorError) -> None:
        """Say in the line at the bottom what could not be done and what to do now."""
        rights = self._centre.rights if self._centre is not None else None
        self.notice.tell(sentence(explained(error, rights)), problem=True)

    def _heed_journal(self, problem: SupervisorError | None) -> None:
        if problem is not None:
            if self._centre is not None and self._centre.jobs.away is not None:
                return  # the band says it
            if self.notice.text and self.notice.text == self._closed_said:
                return  # whose roles change is cut off for a moment: that is no news beside it
            self.tell_problem(problem)
            self._journal_said = self.notice.text
        elif self.notice.text == self._journal_said:  # what somebody else said since stays
            self.notice.hide()

    def show_held(self) -> None:
        """Show what waits on this computer to be saved."""
        if self._centre is not None:
            show_held(self._centre, self.ways.show_issue, self)

    def show_rights(self) -> QWidget | None:
        """Tell who is logged in what they may do, what is hidden from them, and whom to ask."""
        if self._centre is None:
            return None
        from ui.accounts.may_dialog import MayDialog

        dialog = MayDialog(self._centre, hidden_titles, self)
        dialog.noticed.connect(self.tell)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
        return dialog

    def _come_to_alarms(self) -> None:
        """A desktop notice was clicked: here, in front, is what it was about."""
        self.showNormal() if self.isMinimized() else self.show()
        self.raise_()
        self.activateWindow()
        self.ways.show_section("alarms")

    def _come_back(self) -> None:
        """The last wall is closed."""
        self.show()
        self.activateWindow()
        self.stack.focus_page()

    # -- what Qt tells --------------------------------------------------------------------------------------

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange and self._centre is not None:
            self._facts.show()
            self._ringing.show()
            self._heed_shown(self.current)
        super().changeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._painted:
            self._painted = True
            QTimer.singleShot(0, self, self.first_painted.emit)

    def closeEvent(self, event: QCloseEvent) -> None:
        self.walls.close()
        geometry.keep(self, self.current, self._machine)
        super().closeEvent(event)
        self.closed.emit()
