"""The main window: the rail, the bar on top, the pages, the finder, the line at the bottom.

Little more than Qt is needed to show it. The pages, and with them the board, come after the first paint, each
when it is first looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QByteArray, QEvent, QMetaObject, QObject, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QActionGroup,
    QCloseEvent,
    QGuiApplication,
    QKeySequence,
    QPaintEvent,
    QScreen,
    QShortcut,
)
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QMainWindow,
    QMenu,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from supervisor.errors import SupervisorError
from supervisor.settings.machine import MachineSettings
from supervisor.words import _, mark, moment, sentence
from ui import language, theme
from ui.calling import calling
from ui.first_start import FirstStart
from ui.machine import Machine
from ui.shell.finder import Finder, Target
from ui.shell.notice import NoticeLine
from ui.shell.rail import Place, Rail
from ui.shell.top_bar import FIND_KEYS, FULL_SCREEN_KEYS, TopBar
from ui.widgets.tabbed import TabbedPlace

if TYPE_CHECKING:
    from supervisor.alarms.alarm import Alarm
    from supervisor.history.contacts import ContactQuestion
    from supervisor.issues.callback import Promise
    from supervisor.issues.evidence import Seed
    from supervisor.live.feed import Feed
    from supervisor.wallboard.levels import Level
    from ui.alarms.caller import Caller
    from ui.boards import Boards
    from ui.centre import OpenCentre
    from ui.issues.names import IssueNames

PLACES = (
    Place("wallboard", mark("Wallboard"), "view-dashboard-outline"),
    Place("floor", mark("Floor"), "account-group-outline"),
    Place("history", mark("History"), "chart-timeline-variant"),
    Place("performance", mark("Performance"), "chart-bell-curve-cumulative"),
    Place("quality", mark("Quality"), "clipboard-check-outline"),
    Place("issues", mark("Issues"), "alert-circle-check-outline"),
    Place("meetings", mark("Meetings"), "calendar-account-outline"),
    Place("reports", mark("Reports"), "file-chart-outline"),
    Place("people", mark("People"), "account-multiple-outline"),
    Place("data", mark("Data"), "database-import-outline"),
    Place("pages", mark("Wall pages"), "monitor-dashboard", "Ctrl+Shift+W"),
    Place("sources", mark("Sources"), "connection", "Ctrl+."),
    Place("settings", mark("Settings"), "cog-outline", "Ctrl+,"),
)
LANGUAGES = {"auto": mark("As this computer"), "zh_CN": "简体中文", "en": "English"}  # each in its own
LOOKS = {"auto": mark("As this computer"), "dark": mark("Dark"), "light": mark("Light")}
TEXT_SIZES = (100, 125, 150, 175, 200)
FIRST_SIZE = (1280, 760)
CURSOR_FLASH_MS = 1000


class MainWindow(QMainWindow):
    """One window on one centre; without a centre, the first start."""

    demo_wanted = Signal()
    own_centre_wanted = Signal()
    first_painted = Signal()
    closed = Signal()

    def __init__(self, machine: Machine, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._machine = machine
        self._centre: OpenCentre | None = None
        self._pages: dict[str, QWidget] = {}
        self._boards: Boards | None = None
        self._caller: Caller | None = None
        self._names: IssueNames | None = None
        self._heard: list[QMetaObject.Connection] = []
        self._painted = False
        self.current = PLACES[0].name

        self._more = QMenu(self)
        self.rail = Rail(PLACES, self)
        self.bar = TopBar(self._more, self)
        self.stack = QStackedWidget(self)
        self.first_start = FirstStart(self)
        self._blank = QWidget(self)
        self.stack.addWidget(self._blank)
        self.stack.addWidget(self.first_start)
        self.notice = NoticeLine(self)
        self.finder = Finder(self._targets, self)

        right = QVBoxLayout()
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(0)
        for widget in (self.bar, self.stack, self.notice):
            right.addWidget(widget, 1 if widget is self.stack else 0)
        whole = QWidget(self)
        row = QHBoxLayout(whole)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.rail)
        row.addLayout(right, 1)
        self.setCentralWidget(whole)

        self.rail.chosen.connect(self.show_page)
        self.bar.find_pressed.connect(self.finder.open)
        self.bar.feeds_pressed.connect(lambda: self.show_page("sources"))
        self.bar.alarms_pressed.connect(lambda: self.show_section("alarms"))
        self.bar.mute.mute_wanted.connect(self._mute)
        self.bar.full_screen_pressed.connect(self.show_wall)
        self.finder.closed.connect(self._focus_page)
        self.first_start.demo_wanted.connect(self.demo_wanted)
        self.first_start.connect_wanted.connect(self.own_centre_wanted)
        QShortcut(QKeySequence(FIND_KEYS), self, self.finder.open)
        QShortcut(QKeySequence(FULL_SCREEN_KEYS), self, self.show_wall)
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._heed_system)
        machine.changed.connect(self._heed_machine)
        machine.refused.connect(self.tell_problem)
        self._more.aboutToShow.connect(self._fill_menu)  # a screen may have been plugged in
        self._fill_menu()
        self._frame(False)
        self._restore_geometry()
        self.setWindowTitle(_("Supervisor console"))

    # -- the centre -----------------------------------------------------------------------------------------

    def show_first_start(self) -> None:
        """Show the two cards, and nothing else."""
        self._frame(False)
        self.stack.setCurrentWidget(self.first_start)
        self.first_start.demo.button.setFocus()

    def show_opening(self) -> None:
        """A centre is being opened; the frame is there already."""
        self._frame(True)
        self.stack.setCurrentWidget(self._blank)
        self.bar.show_page(self._title(self.current))
        self.rail.show_chosen(self.current)

    def show_centre(self, centre: OpenCentre) -> None:
        """Show *centre*, which is open, in place of the one before."""
        from ui.alarms.caller import Caller
        from ui.demo_past import DemoPast
        from ui.issues.names import IssueNames
        from ui.reports.scheduler import Scheduler

        self.leave_centre()
        self._centre = centre
        DemoPast(centre, centre)
        Scheduler(centre, centre).noticed.connect(self.tell)
        self._caller = caller = Caller(centre, self._machine, self)
        self._names = IssueNames(centre, self)
        self._names.due.connect(self.tell)
        self._names.read()
        self._heard = [
            centre.alarms.changed.connect(self._show_alarms),
            centre.alarms.flash.turned.connect(self._flash),
            centre.alarms.rang.connect(self._announce),
            caller.muted.connect(self._show_sound),
            caller.pressed.connect(self._come_to_alarms),
            centre.changed.connect(self._show_whose),
            centre.live.second.connect(self._tick),
            centre.live.judged.connect(self._show_feeds),
            centre.live.problem_changed.connect(self._heed_journal),
            centre.jobs.refused.connect(self.tell_problem),
        ]
        self._frame(True)
        self._fill_menu()
        self._show_whose()
        self._tick(centre.live.clock.now())
        self._show_feeds(centre.live.feeds)
        self._show_alarms()
        self._show_sound()
        self.show_page(self.current)

    def leave_centre(self) -> None:
        """Forget the centre and its pages; the first thing to be done before it is closed."""
        if self._boards is not None:
            self._boards.close()
            self._boards.deleteLater()
            self._boards = None
        if self._names is not None:
            self._names.deleteLater()
            self._names = None
        if self._caller is not None:
            self._caller.stop()
            self._caller.deleteLater()
            self._caller = None
            calling.show({})
        if self._centre is not None:
            for page in self._pages.values():
                self.stack.removeWidget(page)
                page.hide()  # without a parent it would all be polished once more, only to go
                page.deleteLater()
            self._pages.clear()
            for heard in self._heard:
                QObject.disconnect(heard)
            self._heard.clear()
            self._centre = None
        self.notice.hide()
        self.stack.setCurrentWidget(self._blank)

    def _frame(self, shown: bool) -> None:
        self.rail.setVisible(shown)
        self.bar.setVisible(shown)

    # -- pages ----------------------------------------------------------------------------------------------

    def show_page(self, name: str) -> QWidget | None:
        """Show the page *name* and give it the focus; None while there is no centre to show."""
        if self._centre is None:
            return None
        page = self._pages.get(name)
        if page is None:
            page = self._pages[name] = self._build(name, self._centre)
            self.stack.addWidget(page)
        self.current = name
        self.stack.setCurrentWidget(page)
        self.rail.show_chosen(name)
        self.bar.show_page(self._title(name))
        self._focus_page()
        return page

    def page(self, name: str) -> QWidget | None:
        """The page *name*, if it was ever shown."""
        return self._pages.get(name)

    def _focus_page(self) -> None:
        page = self.stack.currentWidget()
        if page is not None:
            page.setFocus(Qt.FocusReason.OtherFocusReason)

    def _build(self, name: str, centre: OpenCentre) -> QWidget:
        """The page *name*, wired; its modules are loaded only now."""
        match name:
            case "sources":
                from ui.sources.page import SourcesPage

                sources = SourcesPage(centre, self.stack)
                sources.noticed.connect(self.tell)
                sources.own_centre_wanted.connect(self.own_centre_wanted)
                return sources
            case "settings":
                from ui.setup.screen import SetupScreen

                settings = SetupScreen(centre, self._machine, self._readable, self.stack)
                settings.noticed.connect(self.tell)
                settings.issue_wanted.connect(self.show_issue)
                settings.tab_wanted.connect(self._show_tab_of_issues)
                settings.tone_wanted.connect(self._try_tone)
                return settings
            case "pages":
                from ui.pages.editor.screen import PagesScreen
                from ui.showing import Showing

                pages = PagesScreen(centre, self._machine, self.stack)
                pages.noticed.connect(self.tell)
                pages.show_wanted.connect(self.show_page_on_wall)
                Showing(centre.live, pages, pages)
                return pages
            case "history":
                from ui.history.screen import HistoryScreen

                history = HistoryScreen(centre, self._machine, self.stack)
                history.noticed.connect(self.tell)
                history.import_wanted.connect(self.read_sheet)
                history.issue_wanted.connect(self.begin_issue)
                history.callback_wanted.connect(self.promise_callback)
                return history
            case "performance":
                from ui.review.screen import ReviewScreen

                review = ReviewScreen(centre, self._machine, self.stack)
                review.noticed.connect(self.tell)
                review.import_wanted.connect(self.read_sheet)
                review.targets_wanted.connect(self.show_targets)
                review.contacts_wanted.connect(self.show_contacts)
                review.issue_wanted.connect(self.begin_issue)
                return review
            case "quality":
                from ui.quality.screen import QualityScreen

                quality = QualityScreen(centre, self._machine, self.stack)
                quality.noticed.connect(self.tell)
                quality.targets_wanted.connect(self.show_targets)
                quality.issue_wanted.connect(self.begin_issue)
                return quality
            case "issues":
                from ui.issues.screen import IssuesScreen

                issues = IssuesScreen(centre, self._machine, self.stack)
                issues.noticed.connect(self.tell)
                issues.meeting_wanted.connect(self.show_meeting)
                issues.tab_wanted.connect(self._show_tab_of_issues)
                issues.contacts_wanted.connect(self.show_contacts)
                return issues
            case "meetings":
                from ui.meetings.screen import MeetingsScreen

                meetings = MeetingsScreen(centre, self._machine, self.stack)
                meetings.noticed.connect(self.tell)
                meetings.issue_wanted.connect(self.show_issue)
                meetings.tab_wanted.connect(self._show_tab_of_issues)
                meetings.new_wanted.connect(self.begin_issue)
                meetings.sheets_wanted.connect(self.make_sheets)
                return meetings
            case "reports":
                from ui.reports.screen import ReportsScreen

                reports = ReportsScreen(centre, self._machine, self.stack)
                reports.noticed.connect(self.tell)
                return reports
            case "people":
                from ui.people.screen import PeopleScreen

                people = PeopleScreen(centre, self._machine, self.stack)
                people.noticed.connect(self.tell)
                people.import_wanted.connect(self.read_people)
                return people
            case "data":
                from ui.imports.screen import DataScreen

                data = DataScreen(centre, self._machine, self.stack)
                data.noticed.connect(self.tell)
                return data
            case "floor":
                from ui.floor.screen import FloorScreen

                floor = FloorScreen(centre, self._machine, self.stack)
                floor.noticed.connect(self.tell)
                floor.sources_wanted.connect(self.add_source)
                floor.queue_wanted.connect(self.show_queue)
                floor.issue_wanted.connect(self.begin_issue)
                return floor
        screen = self._board_screens(centre).queues(self.stack)
        screen.sources_wanted.connect(self.add_source)
        return screen

    def _board_screens(self, centre: OpenCentre) -> Boards:
        from ui.boards import Boards

        if self._boards is None:
            self._boards = Boards(centre, self._machine, self)
            self._boards.wall_closed.connect(self._wall_was_closed)
            self._boards.wall_opened.connect(self._wall_was_opened)
        return self._boards

    @staticmethod
    def _title(name: str) -> str:
        return next(_(place.title) for place in PLACES if place.name == name)

    # -- what the frame says --------------------------------------------------------------------------------

    def tell(self, said: str, undo: Callable[[], None] | None = None) -> None:
        """Say in the line at the bottom what was done, and offer to take it back."""
        self.notice.tell(said, undo)

    def tell_problem(self, error: SupervisorError) -> None:
        """Say in the line at the bottom what could not be done and what to do now."""
        self.notice.tell(sentence(error), problem=True)

    def _show_whose(self, _changes: object = None) -> None:
        if self._centre is None:
            return
        settings = self._centre.kept.settings
        self.bar.show_centre(settings.centre_name, demo=settings.demo)
        title = [settings.centre_name, _("Supervisor console")]
        if settings.demo:
            title.insert(0, _("DEMO"))
        self.setWindowTitle(" – ".join(part for part in title if part))

    def _tick(self, now: datetime) -> None:
        if self._centre is not None:
            self.bar.show_time(now, self._centre.kept.rules.days.zone)

    def _show_feeds(self, feeds: Mapping[str, Feed]) -> None:
        from ui.widgets.feed_words import feeds_summary

        if self._centre is not None:
            zone, now = self._centre.kept.rules.days.zone, self._centre.live.clock.now()
            self.bar.show_feeds(*feeds_summary(feeds, zone, now))

    def _show_alarms(self) -> None:
        from ui.alarms.summary import bell_words, calling_lines

        if self._centre is not None:
            alarms = self._centre.alarms
            self.bar.show_alarms(*bell_words(alarms))
            calling.show(alarms.calling_queues(), calling_lines(alarms), still=alarms.flash.is_still)
            self._flash(alarms.flash.lit)

    def _flash(self, lit: bool) -> None:
        self.bar.bell.show_lit(lit)
        calling.show_lit(lit)

    def _announce(self, came: tuple[Alarm, ...]) -> None:
        """Say new alarms to those who do not see them."""
        from ui.alarms.caller import notice_words

        event = QAccessibleAnnouncementEvent(self.bar.bell, _(". ").join(notice_words(came)))
        event.setPoliteness(QAccessible.AnnouncementPoliteness.Assertive)
        QAccessible.updateAccessibility(event)

    def _show_sound(self) -> None:
        if self._caller is not None:
            self.bar.show_sound(self._machine.settings.alarm_sounds, self._caller.muted_words)

    def _mute(self, minutes: int) -> None:
        if self._caller is not None:
            self._caller.mute(minutes)

    def _try_tone(self, level: Level) -> None:
        if self._caller is not None and (said := self._caller.try_tone(level)):
            self.tell(said)

    def _come_to_alarms(self) -> None:
        """A desktop notice was clicked: here, in front, is what it was about."""
        self.showNormal() if self.isMinimized() else self.show()
        self.raise_()
        self.activateWindow()
        self.show_section("alarms")

    def _heed_journal(self, problem: SupervisorError | None) -> None:
        if problem is not None:
            self.tell_problem(problem)
        else:
            self.notice.hide()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self._fill_menu()
            self._show_whose()
            if self._centre is not None:
                self.bar.show_page(self._title(self.current))
                self._show_feeds(self._centre.live.feeds)
                self._show_alarms()
        super().changeEvent(event)

    # -- commands -------------------------------------------------------------------------------------------

    def _fill_menu(self) -> None:
        """Everything that has no button of its own; said anew in another language."""
        self._more.clear()
        settings = self._machine.settings
        walls = self._more.addMenu(_("Show on the wall"))
        for screen in QGuiApplication.screens():
            walls.addAction(_screen_name(screen), partial(self.show_wall, screen))
        walls.addSeparator()
        walls.addAction(_("All walls"), self.show_walls)
        self._more.addAction(_("Walls…"), self.arrange_walls)
        self._choices(_("Language"), "language", LANGUAGES, settings.language)
        self._choices(_("Look"), "theme", LOOKS, settings.theme)
        sizes = {size: f"{size} %" for size in TEXT_SIZES}
        self._choices(_("Text size"), "text_scale", sizes, settings.text_scale)
        self._more.addSeparator()
        if self._centre is not None and self._centre.is_demo:
            self._more.addAction(_("Open my own centre"), self.own_centre_wanted.emit)
        else:
            self._more.addAction(_("Look at the demo centre"), self.demo_wanted.emit)
        self._more.addSeparator()
        self._more.addAction(_("Quit"), QKeySequence("Ctrl+Q"), self.close)

    def _choices(self, title: str, name: str, words: Mapping[Any, str], chosen: object) -> None:
        menu = self._more.addMenu(title)
        group = QActionGroup(menu)
        for value, word in words.items():
            action = menu.addAction(_(word))
            action.setCheckable(True)
            action.setChecked(value == chosen)
            action.triggered.connect(partial(self._machine.change, {name: value}))
            group.addAction(action)

    def _targets(self) -> list[Target]:
        """Everything that Ctrl+K finds: pages, commands, reports, queues, agents."""
        from supervisor.reports.catalogue import REPORTS

        page, command = _("Page"), _("Command")
        found = [
            Target(_(place.title), page, place.icon, partial(self.show_page, place.name)) for place in PLACES
        ]
        found.append(Target(_("Show on the wall"), command, "fullscreen", self.show_wall))
        for action in self._more.actions():
            if (menu := action.menu()) is not None:
                found += [
                    Target(f"{action.text()}: {choice.text()}", command, "chevron-right", choice.trigger)
                    for choice in menu.actions()  # type: ignore[attr-defined]
                ]
            elif action.text():
                found.append(Target(action.text(), command, "chevron-right", action.trigger))
        if self._centre is not None:
            found.append(Target(_("Add a telephone system…"), command, "plus", self.add_source))
            found.append(Target(_("Read a sheet…"), command, "database-import-outline", self.read_sheet))
            found += [
                Target(
                    _(report.title),
                    _("Report"),
                    "file-chart-outline",
                    partial(self.order_report, report.name),
                    _(report.explained),
                )
                for report in REPORTS
            ]
            board = self._centre.live.board
            queue, agent = _("Queue"), _("Agent")
            found += [
                Target(line.name, queue, "tray-full", partial(self.show_queue, line.key), line.source)
                for line in board.queues.values()
                if not line.gone
            ]
            found += [
                Target(
                    line.name,
                    agent,
                    "account-outline",
                    partial(self.show_agent, line.key),
                    f"{line.login} {line.team}",
                )
                for line in board.agents.values()
            ]
        if self._names is not None:
            found += self._named_targets(self._names)
        return found

    def _named_targets(self, names: IssueNames) -> list[Target]:
        issue, meeting = _("Issue"), _("Meeting")
        zone = self._centre.kept.rules.days.zone if self._centre is not None else None
        found = [Target(_("File an issue…"), _("Command"), "plus", self.file_issue)]
        found += [
            Target(
                f"{one.number} {one.title}",
                issue,
                "alert-circle-check-outline",
                partial(self.show_issue, one.id),
            )
            for one in names.names.issues
        ]
        found += [
            Target(
                f"{one.title} {moment(one.starts_at, zone)}" if zone else one.title,
                meeting,
                "calendar-account-outline",
                partial(self.show_meeting, one.id),
            )
            for one in names.names.meetings
        ]
        return found

    def file_issue(self) -> None:
        """Begin an issue of which nothing is known yet."""
        from supervisor.issues.evidence import Seed

        self.begin_issue(Seed())

    def add_source(self) -> None:
        """Go to the sources and ask for the one to add."""
        from ui.sources.page import SourcesPage

        page = self.show_page("sources")
        if isinstance(page, SourcesPage):
            page.open_form()

    def read_sheet(self) -> None:
        """Go to the data, and read a sheet of whatever kind."""
        from ui.imports.screen import DataScreen

        page = self.show_page("data")
        if isinstance(page, DataScreen):
            page.read_sheet()

    def read_people(self) -> None:
        """Go to the data, and read a sheet of people."""
        from supervisor.imports.mapping import Shape
        from ui.imports.screen import DataScreen

        page = self.show_page("data")
        if isinstance(page, DataScreen):
            page.read_sheet(Shape.PEOPLE)

    def show_targets(self) -> None:
        """Go to the people, and to what is aimed at."""
        from ui.people.screen import PeopleScreen

        page = self.show_page("people")
        if isinstance(page, PeopleScreen):
            page.show_tab("targets")

    def show_contacts(self, asked: ContactQuestion, about: str) -> None:
        """Go to the history, and to the contacts behind a figure."""
        from ui.history.screen import HistoryScreen

        page = self.show_page("history")
        if isinstance(page, HistoryScreen):
            page.show_contacts(asked, about)

    def show_issue(self, id: int) -> None:
        """Go to an issue."""
        from ui.issues.screen import IssuesScreen

        page = self.show_page("issues")
        if isinstance(page, IssuesScreen):
            page.show_issue(id)

    def begin_issue(self, seed: Seed) -> None:
        """Begin an issue with what is known of it already."""
        from ui.issues.screen import IssuesScreen

        page = self.show_page("issues")
        if isinstance(page, IssuesScreen):
            page.begin_issue(seed)

    def _show_tab_of_issues(self, name: str) -> None:
        """Go to a tab of issues, meetings or settings, as one of them wants of another."""
        places = {"departments": "settings", "calendars": "settings"}
        places |= {"meetings": "meetings", "actions": "meetings", "series": "meetings"}
        page = self.show_page(places.get(name, "issues"))
        if isinstance(page, TabbedPlace):
            page.show_tab(name)

    def promise_callback(self, promise: Promise) -> None:
        """Note that a customer was promised a call."""
        from ui.issues.screen import IssuesScreen

        page = self.show_page("issues")
        if isinstance(page, IssuesScreen):
            page.promise_callback(promise)

    def make_sheets(self, meeting: str) -> None:
        """Begin the sheets that go out before a meeting."""
        from ui.issues.screen import IssuesScreen

        page = self.show_page("issues")
        if isinstance(page, IssuesScreen):
            page.make_sheets(meeting)

    def order_report(self, name: str) -> None:
        """Go to the reports, and to what one of them must be told."""
        from supervisor.reports.order import Order
        from ui.reports.screen import ReportsScreen

        page = self.show_page("reports")
        if isinstance(page, ReportsScreen):
            page.order(Order(name))

    def show_meeting(self, id: str) -> None:
        """Go to a meeting."""
        from ui.meetings.screen import MeetingsScreen

        page = self.show_page("meetings")
        if isinstance(page, MeetingsScreen):
            page.show_meeting(id)

    def show_queue(self, key: tuple[str, str]) -> None:
        """Go to a queue: on the floor to its row and its drawer, from elsewhere to its tile."""
        if self.current == "floor":
            from ui.floor.queues import QueuesSection

            section = self.show_section("queues")
            if isinstance(section, QueuesSection):
                section.show_queue(key)
            return
        from ui.wallboard.screen import QueuesScreen

        page = self.show_page("wallboard")
        if isinstance(page, QueuesScreen):
            page.tiles.show_queue(key)

    def show_agent(self, key: tuple[str, str]) -> None:
        """Go to an agent: the row on the floor, and the drawer with the day."""
        from ui.floor.agents import AgentsSection

        section = self.show_section("agents")
        if isinstance(section, AgentsSection):
            section.show_agent(key)

    def show_section(self, name: str) -> QWidget | None:
        """Go to a section of the floor; None while there is no centre to show."""
        from ui.floor.screen import FloorScreen

        page = self.show_page("floor")
        return page.show_tab(name) if isinstance(page, FloorScreen) else None

    # -- the wall -------------------------------------------------------------------------------------------

    def show_wall(self, screen: QScreen | None = None) -> None:
        """Show the wallboard on the whole of *screen*: else the chosen one, else where the window is."""
        if self._centre is None:
            return
        from ui.boards import screen_called

        screen = screen or screen_called(self._machine.settings.wall_monitor, self)
        page = "agents" if self.current == "floor" else ""
        self._board_screens(self._centre).open_wall(screen, page)

    def show_walls(self) -> None:
        """Show every wall of this computer, each on its screen: after a start without a click."""
        if self._centre is not None:
            self._board_screens(self._centre).open_walls(self.screen())

    def show_page_on_wall(self, page: str) -> None:
        """Show the page with this id on the wall screen."""
        if self._centre is not None:
            from ui.boards import screen_called

            screen = screen_called(self._machine.settings.wall_monitor, self)
            self._board_screens(self._centre).open_wall(screen, page)

    def arrange_walls(self) -> None:
        """Ask which screens are walls and what each of them shows."""
        if self._centre is None:
            return
        from ui.pages.walls_dialog import WallsDialog

        live = self._centre.live
        dialog = WallsDialog(
            self._machine,
            self._board_screens(self._centre).library,
            lambda: sum(not line.gone for line in live.board.queues.values()),
            self,
        )
        dialog.open_wanted.connect(dialog.accept)
        dialog.open_wanted.connect(self.show_walls)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def make_wall(self, page: str) -> QWidget | None:
        """The full screen as a window that is not shown yet, for a picture of it."""
        return self._board_screens(self._centre).open_wall(None, page) if self._centre is not None else None

    def close_wall(self) -> None:
        """End the full screen."""
        if self._boards is not None:
            self._boards.close_wall()

    @property
    def wall(self) -> QWidget | None:
        """The full screen, while there is one."""
        return self._boards.wall if self._boards is not None else None

    def _wall_was_opened(self) -> None:
        """Behind a locked wall there is nothing to go to."""
        if self._machine.settings.wall_locked and self.wall is not None and self.wall.isVisible():
            self.hide()

    def _wall_was_closed(self) -> None:
        self.show()
        self.activateWindow()
        self._focus_page()

    def _readable(self) -> str:
        """From how far the wall could be read with the screen and the distance in force."""
        if self._centre is None:
            return ""
        from ui.boards import readable_sentence, screen_called

        screen = screen_called(self._machine.settings.wall_monitor, self)
        queues = sum(not line.gone for line in self._centre.live.board.queues.values())
        return readable_sentence(self._machine.settings, screen.size(), queues)

    # -- this computer --------------------------------------------------------------------------------------

    def _heed_machine(self, names: frozenset[str]) -> None:
        settings = self._machine.settings
        if "language" in names:
            language.use(None if settings.language == "auto" else settings.language)
        if names & {"theme", "text_scale", "reduced_motion", "language"}:  # quotation marks differ
            dress(settings)
        if names & {"theme", "text_scale", "language"}:
            self._fill_menu()

    def _heed_system(self) -> None:
        """The computer's own look is another now; who follows it follows."""
        if self._machine.settings.theme == "auto":
            dress(self._machine.settings)

    def _restore_geometry(self) -> None:
        self.resize(*FIRST_SIZE)
        settings = self._machine.settings
        if settings.window_geometry:
            self.restoreGeometry(QByteArray.fromBase64(settings.window_geometry.encode()))
        if settings.window_state in {place.name for place in PLACES}:
            self.current = settings.window_state

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._painted:
            self._painted = True
            QTimer.singleShot(0, self, self.first_painted.emit)

    def closeEvent(self, event: QCloseEvent) -> None:
        self.close_wall()
        geometry = bytes(self.saveGeometry().toBase64().data()).decode()
        self._machine.change({"window_geometry": geometry, "window_state": self.current})
        super().closeEvent(event)
        self.closed.emit()


def dress(settings: MachineSettings) -> None:
    """Put the look, the text size and the motion of *settings* in force."""
    for effect in (Qt.UIEffect.UI_AnimateMenu, Qt.UIEffect.UI_AnimateCombo, Qt.UIEffect.UI_AnimateTooltip):
        QApplication.setEffectEnabled(effect, not settings.reduced_motion)
    QApplication.setCursorFlashTime(0 if settings.reduced_motion else CURSOR_FLASH_MS)
    theme.use(
        theme.system_look() if settings.theme == "auto" else settings.theme,
        text_scale=settings.text_scale / 100,
    )


def _screen_name(screen: QScreen) -> str:
    """A screen as a person tells it from others: its name and its size."""
    size = screen.size() * screen.devicePixelRatio()
    return f"{screen.name()}  {size.width()} × {size.height()}"
