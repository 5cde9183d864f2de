"""Pictures of meetings, and the settings of departments and working days."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtWidgets import QDialog, QWidget

from ui.shots.standing import (
    DAY,
    Shot,
)
from ui.window import MainWindow


def _meetings(tab: str = "meetings", *, opened: str = "") -> Callable[[MainWindow], QWidget | None]:
    """A tab of the meetings page with a sample's meetings; *opened*: what is looked at there."""

    def then(window: MainWindow) -> QWidget | None:
        from ui.meetings import sample
        from ui.meetings.actions_page import ActionsPage
        from ui.meetings.meetings_page import MeetingsPage
        from ui.meetings.room import RoomWindow
        from ui.meetings.screen import MeetingsScreen
        from ui.meetings.series_page import SeriesPage

        screen = window.show_page("meetings")
        assert isinstance(screen, MeetingsScreen)  # noqa: S101
        page = screen.show_tab(tab)
        today = screen.desk.today
        if not screen.desk.centre.kept.sources:
            return window
        screen.desk.show(sample.known())
        match page:
            case MeetingsPage():
                page.show_list()
                page.show_listed(sample.listed(today))
                if opened == "room":
                    room = RoomWindow(screen.desk)
                    room.resize(window.size())
                    room.show_sitting(sample.sitting(today, running=True))
                    room.go(-len(sample.looks(today)))
                    return room
                if opened:
                    page.show_told(sample.told(today, running=opened == "running"))
                    page.view.tabs.setCurrentIndex({"people": 1, "minutes": 2}.get(opened, 0))
            case ActionsPage():
                page.show_listed(sample.listed(today))
            case SeriesPage():
                page.show_listed(sample.listed(today))
                if opened:
                    page.open(sample.listed(today).series[0])
        return window

    return then


def _calendars(opened: str = "", year: int = 2026) -> Callable[[MainWindow], QWidget]:
    """The working days of *year*, with what is *opened* beside or over them."""

    def then(window: MainWindow) -> QWidget:
        from ui.issues import calendars_sample as sample
        from ui.issues.calendars_page import CalendarsPage
        from ui.setup.screen import SetupScreen

        screen = window.show_page("settings")
        assert isinstance(screen, SetupScreen)  # noqa: S101
        page = screen.show_tab("calendars")
        assert isinstance(page, CalendarsPage)  # noqa: S101
        for dialog in page.findChildren(QDialog):
            dialog.close()
        page.year.setValue(year)
        page.show_calendars(sample.sample_calendars())
        page.view.choose(date(year, 10, 1))
        match opened:
            case "days":
                page.show_table()
            case "hours":
                page.show_form()
            case "published":
                page.show_proposals(sample.sample_refreshed())
                return page.proposals or window
            case "import":
                page.files.show_preview(page.calendars.all[0], sample.sample_sheet(page.calendars.all[0]))
                return page.files.preview or window
        return window

    return then


def _departments(step: str = "") -> Callable[[MainWindow], QWidget]:
    """Departments; *step*: one is open."""

    def then(window: MainWindow) -> QWidget:
        from ui.issues import sample, sheet_sample
        from ui.issues.departments_page import DepartmentsPage
        from ui.setup.screen import SetupScreen

        screen = window.show_page("settings")
        assert isinstance(screen, SetupScreen)  # noqa: S101
        page, desk = screen.show_tab("departments"), screen.desk
        assert isinstance(page, DepartmentsPage)  # noqa: S101
        if not desk.centre.kept.sources:
            return window
        desk.show(sample.sample_known(DAY))
        page.show_loads(sheet_sample.sample_loads(desk.now))
        if step:
            page.table.select("billing")
            wanted = page.table.row("billing")  # it may have been current before: then nothing is selected
            assert wanted is not None  # noqa: S101
            page.open(wanted)
        return window

    return then


def _general(window: MainWindow) -> QWidget:
    """The settings of this computer and the centre, whatever was looked at before."""
    from ui.setup.screen import SetupScreen

    screen = window.show_page("settings")
    assert isinstance(screen, SetupScreen)  # noqa: S101
    screen.show_tab("general")
    return window


def _record(window: MainWindow) -> QWidget:
    """A department with its record beside it."""
    from ui.issues import menu_sample, sample
    from ui.issues.departments_page import DepartmentsPage
    from ui.issues.record_view import RecordView
    from ui.setup.screen import SetupScreen

    screen = window.show_page("settings")
    assert isinstance(screen, SetupScreen)  # noqa: S101
    page = screen.show_tab("departments")
    assert isinstance(page, DepartmentsPage)  # noqa: S101
    screen.desk.show(sample.sample_known(DAY))
    row = next(iter(page.table.arrangement.rows.values()))
    page.table.select(row.department.id)
    page.open(row)
    page.inside.setCurrentIndex(1)
    view = page.record
    assert isinstance(view, RecordView)  # noqa: S101
    view.show_record(menu_sample.sample_record(row.department.id, *view.days))
    return window


SHOTS = {
    "record": Shot("settings", then=_record),
    "departments": Shot("settings", then=_departments()),
    "department": Shot("settings", then=_departments("open")),
    "departments-empty": Shot("settings", empty=True, then=_departments()),
    "calendars-published": Shot("settings", then=_calendars("published")),
    "calendars-import": Shot("settings", then=_calendars("import")),
    "calendars": Shot("settings", then=_calendars()),
    "calendars-provisional": Shot("settings", then=_calendars(year=2027)),
    "calendars-days": Shot("settings", then=_calendars("days")),
    "calendars-hours": Shot("settings", then=_calendars("hours")),
    "meetings": Shot("meetings", then=_meetings()),
    "meetings-agenda": Shot("meetings", then=_meetings(opened="agenda")),
    "meetings-people": Shot("meetings", then=_meetings(opened="people")),
    "meetings-minutes": Shot("meetings", then=_meetings(opened="minutes")),
    "meetings-room": Shot("meetings", then=_meetings(opened="room")),
    "meetings-actions": Shot("meetings", then=_meetings("actions")),
    "meetings-series": Shot("meetings", then=_meetings("series")),
    "meetings-series-form": Shot("meetings", then=_meetings("series", opened="form")),
    "meetings-empty": Shot("meetings", empty=True, then=_meetings()),
    "settings": Shot("settings", then=_general),
}
