"""How each place is made, and where what it wants leads: one function each, in the table `MAKERS`.

The modules of a place are loaded when it is first shown: a window that comes at once needs none of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from PySide6.QtWidgets import QWidget

from ui.machine import Machine
from ui.shell.place_stack import PlaceStack
from ui.shell.ringing import Ringing
from ui.shell.wall_desk import WallDesk
from ui.shell.ways import Ways

if TYPE_CHECKING:  # it comes after the first paint
    from ui.centre import OpenCentre

Tell: TypeAlias = Callable[[str, Callable[[], None] | None], None]
"""Says in the line at the bottom what was done; the callable, where there is one, takes it back."""


@dataclass(frozen=True)
class Surroundings:
    """What a place may need of the window: the *centre*, this computer, what it stands in, where it leads."""

    centre: OpenCentre
    machine: Machine
    stack: PlaceStack
    ways: Ways
    walls: WallDesk
    ringing: Ringing
    tell: Tell


def make(name: str, at: Surroundings) -> QWidget:
    """The page of the place *name*, made and wired."""
    return MAKERS[name](at)


def _wallboard(at: Surroundings) -> QWidget:
    boards = at.walls.boards
    assert boards is not None  # noqa: S101 – they are there while a centre is
    page = boards.queues(at.stack)
    page.sources_wanted.connect(at.ways.add_source)
    return page


def _floor(at: Surroundings) -> QWidget:
    from ui.floor.screen import FloorScreen

    page = FloorScreen(at.centre, at.machine, at.stack)
    page.noticed.connect(at.tell)
    page.sources_wanted.connect(at.ways.add_source)
    page.queue_wanted.connect(at.ways.show_queue)
    page.issue_wanted.connect(at.ways.begin_issue)
    return page


def _history(at: Surroundings) -> QWidget:
    from ui.history.screen import HistoryScreen

    page = HistoryScreen(at.centre, at.machine, at.stack)
    page.noticed.connect(at.tell)
    page.import_wanted.connect(at.ways.read_sheet)
    page.issue_wanted.connect(at.ways.begin_issue)
    page.callback_wanted.connect(at.ways.promise_callback)
    return page


def _performance(at: Surroundings) -> QWidget:
    from ui.review.screen import ReviewScreen

    page = ReviewScreen(at.centre, at.machine, at.stack)
    page.noticed.connect(at.tell)
    page.import_wanted.connect(at.ways.read_sheet)
    page.targets_wanted.connect(at.ways.show_targets)
    page.contacts_wanted.connect(at.ways.show_contacts)
    page.issue_wanted.connect(at.ways.begin_issue)
    return page


def _quality(at: Surroundings) -> QWidget:
    from ui.quality.screen import QualityScreen

    page = QualityScreen(at.centre, at.machine, at.stack)
    page.noticed.connect(at.tell)
    page.targets_wanted.connect(at.ways.show_targets)
    page.issue_wanted.connect(at.ways.begin_issue)
    return page


def _issues(at: Surroundings) -> QWidget:
    from ui.issues.screen import IssuesScreen

    page = IssuesScreen(at.centre, at.machine, at.stack)
    page.noticed.connect(at.tell)
    page.meeting_wanted.connect(at.ways.show_meeting)
    page.tab_wanted.connect(at.ways.show_tab)
    page.contacts_wanted.connect(at.ways.show_contacts)
    return page


def _meetings(at: Surroundings) -> QWidget:
    from ui.meetings.screen import MeetingsScreen

    page = MeetingsScreen(at.centre, at.machine, at.stack)
    page.noticed.connect(at.tell)
    page.issue_wanted.connect(at.ways.show_issue)
    page.tab_wanted.connect(at.ways.show_tab)
    page.new_wanted.connect(at.ways.begin_issue)
    page.sheets_wanted.connect(at.ways.make_sheets)
    return page


def _reports(at: Surroundings) -> QWidget:
    from ui.reports.screen import ReportsScreen

    page = ReportsScreen(at.centre, at.machine, at.stack)
    page.noticed.connect(at.tell)
    return page


def _people(at: Surroundings) -> QWidget:
    from ui.people.screen import PeopleScreen

    page = PeopleScreen(at.centre, at.machine, at.stack)
    page.noticed.connect(at.tell)
    page.import_wanted.connect(at.ways.read_people)
    return page


def _data(at: Surroundings) -> QWidget:
    from ui.imports.screen import DataScreen

    page = DataScreen(at.centre, at.machine, at.stack)
    page.noticed.connect(at.tell)
    return page


def _sent(at: Surroundings) -> QWidget:
    from ui.sent.screen import SentScreen

    page = SentScreen(at.centre, at.machine, at.stack)
    page.noticed.connect(at.tell)
    return page


def _pages(at: Surroundings) -> QWidget:
    from ui.pages.editor.screen import PagesScreen
    from ui.showing import Showing

    page = PagesScreen(at.centre, at.machine, at.stack)
    page.noticed.connect(at.tell)
    page.show_wanted.connect(at.walls.show_page)
    Showing(at.centre.live, page, page)
    return page


def _sources(at: Surroundings) -> QWidget:
    from ui.sources.page import SourcesPage

    page = SourcesPage(at.centre, at.stack)
    page.noticed.connect(at.tell)
    page.own_centre_wanted.connect(at.ways.own_centre_wanted)
    return page


def _settings(at: Surroundings) -> QWidget:
    from ui.setup.screen import SetupScreen

    page = SetupScreen(at.centre, at.machine, at.walls.readable, at.stack)
    page.noticed.connect(at.tell)
    page.issue_wanted.connect(at.ways.show_issue)
    page.tab_wanted.connect(at.ways.show_tab)
    page.tone_wanted.connect(at.ringing.try_tone)
    page.join_wanted.connect(at.ways.join_wanted)
    page.share_wanted.connect(at.ways.share_wanted)
    return page


MAKERS: Mapping[str, Callable[[Surroundings], QWidget]] = {
    "wallboard": _wallboard,
    "floor": _floor,
    "history": _history,
    "performance": _performance,
    "quality": _quality,
    "issues": _issues,
    "meetings": _meetings,
    "reports": _reports,
    "people": _people,
    "data": _data,
    "sent": _sent,
    "pages": _pages,
    "sources": _sources,
    "settings": _settings,
}
"""By the names of `places.PLACES`."""
