"""The running console: one window, at most one open centre, and everything that is started is ended."""

from __future__ import annotations

import gc
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication

from supervisor import words
from supervisor.clock import SystemClock
from supervisor.errors import SupervisorError
from ui.garbage import ScreenGarbage
from ui.machine import Machine
from ui.window import MainWindow

if TYPE_CHECKING:  # all of this comes after the first paint
    from PySide6.QtWidgets import QWidget

    from supervisor.crash import Crashes
    from supervisor.errors import DatabaseError
    from supervisor.logs import Log
    from ui.centre import OpenCentre
    from ui.crash_dialog import CrashDesk
    from ui.joining.desk import JoiningDesk


class Console(QObject):
    """Opens the window at once and the centre behind it; `stop` when the window was closed."""

    ready = Signal()  # a centre is shown, or the first start

    def __init__(self, machine: Machine, *, demo: bool, database: str | None, wall: bool) -> None:
        """*demo*: the demo centre; *database*: the centre at this URL; *wall*: on the whole screen."""
        super().__init__()
        self.machine = machine
        self.window = MainWindow(machine)
        self.centre: OpenCentre | None = None
        self._demo, self._database, self._wall = demo, database, wall
        self._for_wall = wall  # it must start by itself, so its password is proposed to be kept
        self._crashes: Crashes | None = None
        self._log: Log | None = None
        self._desk: CrashDesk | None = None
        self._joining: JoiningDesk | None = None
        self._settled = False
        self._garbage = ScreenGarbage(self)
        self.window.demo_wanted.connect(self.open_demo)
        self.window.own_centre_wanted.connect(self.open_own)
        self.window.join_wanted.connect(self.join)
        self.window.share_wanted.connect(self.share)
        self.window.log_in_wanted.connect(self.log_in)
        self.window.first_painted.connect(self._begin)

    @property
    def knows_a_centre(self) -> bool:
        """Whether this computer has ever had a centre of its own."""
        return bool(self.machine.settings.database) or (self.machine.places.data / "floor.db").exists()

    def start(self) -> None:
        """Show the window; everything else follows its first paint."""
        if self._demo or self._database or self.knows_a_centre:
            self.window.show_opening()
        else:
            self.window.show_first_start()
        self.window.show()

    def stop(self) -> None:
        """End everything that was begun. The window is gone from sight meanwhile."""
        self.window.hide()
        if self._joining is not None:
            self._joining.close()
        self._leave()
        self.machine.stop()
        if self._crashes is not None:
            self._crashes.uninstall()
        if self._log is not None:
            self._log.stop()
        self._garbage.stop()

    def open_demo(self) -> None:
        """Show the demo centre, which is made when it is not there."""
        settings, url = self.machine.settings, self.machine.places.demo_url
        spoken = words.language()

        def prepare(at_url: str) -> None:
            from supervisor.demo.centre import prepare_demo

            prepare_demo(at_url, at=SystemClock().now(), speed=settings.demo_speed, language=spoken)

        self._open(url, prepare)

    def open_own(self) -> None:
        """Show this computer's own centre; without a source, where one is added."""
        self._open(self._database or self.machine.settings.database_url(self.machine.places))

    def join(self) -> None:
        """Ask which shared centre this computer is to join, and as whom."""
        from ui.joining.desk import login_of

        known = self._shared_url()
        self._leave()
        self.joining.join(login_of(known) if known else None)

    def share(self) -> None:
        """Lead through setting up a shared centre, and through moving this computer's own into it."""
        self._leave()
        self.joining.set_up(self._own_file())

    def log_in(self) -> None:
        """The server does not let the open centre's log-in in any more: ask, and leave all else as it is."""
        away = None if self.centre is None else self.centre.jobs.away
        if self.centre is None or away is None or self.joining.dialog is not None:
            return
        self.joining.ask(self.centre.url, away.error, running=True, remember=self._for_wall)

    @property
    def joining(self) -> JoiningDesk:
        """What asks for shared centres; made when it is first wanted."""
        if self._joining is None:
            from ui.joining.desk import JoiningDesk

            self._joining = desk = JoiningDesk(self.window, self)
            desk.page_made.connect(self._show_joining)
            desk.open_wanted.connect(self._open)
            desk.kept_wanted.connect(self._keep)
            desk.logged_in.connect(self._go_on)
            desk.left.connect(self._back)
            desk.told.connect(self.window.tell_problem)
        self._joining.file = self._own_file()
        return self._joining

    def _show_joining(self, page: QWidget) -> None:
        self._leave()
        self.window.show_joining(page)

    def _keep(self, url: str) -> None:
        """This computer's centre is the one at *url* from now on."""
        self._database = None
        self.machine.change({"database": url})
        self.open_own()

    def _go_on(self) -> None:
        if self.centre is not None:
            self.centre.jobs.try_now()

    def _back(self) -> None:
        """Nobody wants to join: what there was before."""
        if self._own_file() and not self._shared_url():
            self.open_own()
        else:
            self.window.show_first_start()

    def _shared_url(self) -> str:
        """The shared centre that this computer knows; "" for none."""
        known = self._database or self.machine.settings.database
        return known if known.startswith("postgres") else ""

    def _own_file(self) -> str:
        """The URL of this computer's own centre; "" where it has none."""
        from sqlalchemy.engine import make_url

        known = self._database or self.machine.settings.database
        url = known if known.startswith("sqlite") else self.machine.places.database_url
        return url if Path(str(make_url(url).database)).exists() else ""

    def _begin(self) -> None:
        """After the first paint: what takes longer to load than a window should take to come."""
        from supervisor.crash import Crashes
        from supervisor.logs import Log
        from ui.crash_dialog import CrashDesk

        places = self.machine.places
        self._desk = CrashDesk(self)
        self._desk.window = self.window
        self._desk.told.connect(self.window.tell_problem)
        self._desk.quit_wanted.connect(self.window.close)
        self._log = Log(places.logs, "console", level=self.machine.settings.log_level).start()
        self._crashes = Crashes(places.crash_reports, SystemClock(), self._desk.take).install()
        if self._demo:
            self.open_demo()
        elif self._database or self.knows_a_centre:
            self.open_own()
        else:
            self._settle()
        if self.machine.problems:
            self.window.tell_problem(self.machine.problems[0])

    def _open(self, url: str, prepare: Callable[[str], None] | None = None) -> None:
        from supervisor.app import collector_command
        from ui.centre import OpenCentre

        self._leave()
        self.window.show_opening()
        collect = collector_command(url) if url.startswith("sqlite:") else None
        unsaved = self.machine.places.data / "unsaved"
        self.centre = OpenCentre(url, prepare=prepare, collect=collect, unsaved=unsaved, parent=self)
        self.centre.opened.connect(self._show)
        self.centre.refused.connect(self._refused)
        self.centre.open()

    def _show(self) -> None:
        assert self.centre is not None  # noqa: S101
        self.window.show_centre(self.centre)
        if not self.centre.kept.sources:
            self.window.ways.add_source()
        if self._wall:
            self._wall = False
            self.window.walls.show_all()
        self._settle()

    def _refused(self, error: SupervisorError) -> None:
        """The centre cannot be opened: say why, and let another be chosen or the password be given."""
        from supervisor.errors import DatabaseError

        url = "" if self.centre is None else self.centre.url
        self._leave()
        if url.startswith("postgres") and isinstance(error, DatabaseError):
            self._refused_by_server(url, error)
        else:
            self.window.show_first_start()
            self.window.tell_problem(error)
        self._settle()

    def _refused_by_server(self, url: str, error: DatabaseError) -> None:
        from ui.joining.desk import is_asked_for, login_of

        known = login_of(url)
        if known is not None and is_asked_for(error):
            self.joining.ask(url, error, running=False, remember=self._for_wall)
        else:
            self.joining.join(known, error)

    def _leave(self) -> None:
        self.window.leave_centre()
        if self.centre is not None:
            self.centre.close()
            self.centre.deleteLater()
            self.centre = None

    def _settle(self) -> None:
        """What was loaded to start stays for good: the collector of garbage need not look at it again."""
        if not self._settled:
            self._settled = True
            QTimer.singleShot(0, self, _freeze)
        self.ready.emit()


def _freeze() -> None:
    gc.collect()
    gc.freeze()


def quit_on_signals(app: QApplication) -> None:
    """Let the signals by which a session ends close the window in good order."""
    import signal

    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), lambda *_received: app.closeAllWindows())
