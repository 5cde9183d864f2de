"""Whatever a role may do has a way in the window: each act, and each table that it may write to.

What is beside the point (the log of undoing, what comes along with something else) is named with its reason.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from supervisor.rights.act import MAY, Act
from supervisor.rights.matrix import MATRIX, needs
from supervisor.rights.own import Rights
from supervisor.rights.role import PEOPLE
from supervisor.rights.role import DatabaseRole as R
from ui import shots
from ui.centre import OpenCentre
from ui.machine import Machine
from ui.rights import why_not
from ui.shell.places import PLACES
from ui.shots.standing import Shot
from ui.widgets.tabbed import TabbedPlace
from ui.window import MainWindow


@dataclass(frozen=True)
class Way:
    """A tab of a place, and on it what is pressed or typed into (None: the tab itself is the way)."""

    place: str
    tab: str = ""
    what: Callable[[Any], QWidget] | None = field(default=None)


ALARM_RULES = (
    Way("floor", "alarms", lambda page: page.show_page("rules").new),
    Way("settings", "alarm-rules", lambda page: page.new),
)
REMINDERS = (
    Way("issues", "reminders", lambda page: page.ladder_button),
    Way("settings", "reminders", lambda page: page.settings.mail.host),
)
WAYS: dict[Act, tuple[Way, ...]] = {
    Act.SEE_BOARD: (Way("wallboard"),),
    Act.SEE_FLOOR: (Way("floor", "agents"),),
    Act.TAKE_ALARMS: (Way("floor", "alarms", lambda page: page.show_page("open").acknowledge_all),),
    Act.SET_ALARMS: ALARM_RULES,
    Act.TAKE_ADVICE: (Way("floor", "advice"),),
    Act.SET_WALL: (Way("pages"),),
    Act.SEE_HISTORY: (Way("history", "queues"),),
    Act.SEE_FIGURES: (Way("performance", "matrix"),),
    Act.DECIDE: (Way("performance", "courses", lambda page: page.new),),
    Act.STATE: (Way("performance", "matrix", lambda page: page.window().findChild(_stated()).button),),
    Act.SEE_QUALITY: (Way("quality", "evaluations"),),
    Act.JUDGE: (Way("quality", "evaluations", lambda page: page.add),),
    Act.SET_FORMS: (Way("quality", "forms", lambda page: page.add),),
    Act.SEE_ISSUES: (Way("issues", "list"),),
    Act.FILE_ISSUES: (Way("issues", "list", lambda page: page.new),),
    Act.SET_CALLBACKS: (Way("issues", "callbacks", lambda page: page.new),),
    Act.RUN_ISSUES: (Way("issues", "sheets", lambda page: page.new),),
    Act.RULE_ISSUES: (Way("settings", "departments", lambda page: page.new),),
    Act.SEE_SHEETS: (Way("issues", "sheets"), Way("sent")),
    Act.RUN_MEETINGS: (Way("meetings", "meetings", lambda page: page.plan),),
    Act.EXPORT: (
        Way("history", "queues", lambda page: page.table.bar.export),
        Way("people", "agents", lambda page: page.table.bar.export),
        Way("sent", "", lambda page: page.sheets.bar.export),
    ),
    Act.SCHEDULE: (Way("reports", "schedules", lambda page: page.new),),
    Act.IMPORT: (Way("data", "imports", lambda page: page.sheet),),
    Act.CHECK_DATA: (Way("data", "check", lambda page: page.check),),
    Act.SEE_PEOPLE: (Way("people", "agents"),),
    Act.SET_PEOPLE: (Way("people", "agents", lambda page: page.add),),
    Act.SET_TARGETS: (Way("people", "targets", lambda page: page.add),),
    Act.SET_CENTRE: (Way("settings", "general", lambda page: page.form),),
    Act.SEE_SOURCES: (Way("sources"),),
    Act.SET_SOURCES: (Way("sources", "", lambda page: page.add),),
    Act.SET_ACCOUNTS: (Way("settings", "accounts", lambda page: page.new),),
    Act.SEE_LOG: (Way("settings", "looks"),),
}

OF_TABLES: dict[str, tuple[Way, ...]] = {
    "queue_skill": (Way("people", "groups", lambda page: page.form),),
    "work_calendar": (Way("settings", "calendars", lambda page: page.new),),
    "teaching_credit": (Way("people", "teaching"),),
    "own_kpi": (Way("performance", "kpis", lambda page: page.new),),
    "training_category": (Way("performance", "courses"),),
    "quality_measure": (Way("quality", "losses"),),
    "quality_exemption": (Way("quality", "sampling"),),
    "issue_link": (Way("issues", "list"),),
    "issue_file": (Way("issues", "list", lambda page: page.new),),
    "issue_filter": (Way("issues", "list"),),
    "issue_reminder": (Way("issues", "reminders"),),
    "ivr_node": (Way("issues", "menu", lambda page: page.new),),
    "ivr_count": (Way("issues", "menu", lambda page: page.take_counts),),
    "meeting_series": (Way("meetings", "series", lambda page: page.new),),
    "meeting_spent": (Way("meetings", "meetings"),),
    "meeting_attendance": (Way("meetings", "meetings"),),
    "issue_sheet_line": (Way("issues", "sheets"),),
    "returned_heading": (Way("issues", "returned"),),
}
"""What no act needs and a role may write all the same."""

ALSO: dict[str, tuple[Way, ...]] = {
    "exclusion": (Way("sources"),),
    "work_day": (Way("settings", "calendars", lambda page: page.days),),
    "announcement": (Way("pages"),),
    "centre_setting": REMINDERS,
}
"""Further ways to what an act needs too: whoever may do it must have this one as well."""

BESIDE = {
    "area_version": "counts what was written, with every write",
    "undo_step": "each step notes itself",
    "undo_row": "each step notes itself",
    "access_log": "looks note themselves",
    "issue_draft": "what is being typed keeps itself",
    "issue_sheet_draft": "what is being typed keeps itself",
    "export_run": "schedules note what they made",
    "alarm_shelf": "with acknowledging",
    "issue_number": "counts up with each issue",
    "forecast": "advice notes what it said",
}
OF_IMPORTS = ("history_", "import_", "data_check")
"""Written by reading files, and by the check of what was read."""


def _stated() -> type[QWidget]:
    from ui.review.stated_view import StatedView

    return StatedView


class Seat:
    """A window of a role on a demo that no database stands behind: what is there, not what it answers."""

    def __init__(self, role: R, machine: Machine) -> None:
        self.centre: OpenCentre = shots.demo_centre(Shot("settings", roles=frozenset({role})))
        self.window = MainWindow(machine)
        self.window.resize(1366, 768)
        self.window.show_centre(self.centre)
        self.window.show()

    @property
    def rights(self) -> Rights:
        return self.centre.rights

    def lacks(self, way: Way) -> str:
        """Why *way* cannot be gone; "" where it can."""
        window = self.window
        if not window.rail.button(way.place).isVisibleTo(window):
            return "not in the rail"
        page = window.show_page(way.place)
        if way.tab:
            assert isinstance(page, TabbedPlace)
            if not page.has_tab(way.tab):
                return "no such tab"
        if way.what is None:  # that it opens, test_walks.py says
            return "" if page is not None else "no page"
        return _refused(way.what(page.show_tab(way.tab) if way.tab else page), self.rights)  # type: ignore[union-attr]

    def close(self) -> None:
        self.window.leave_centre()
        self.window.close()
        self.window.deleteLater()
        self.centre.close()
        self.centre.deleteLater()


def _refused(widget: QWidget, rights: Rights) -> str:
    """What the widget says of a right that is missing; an explanation is the tip of one that is closed."""
    tip = widget.toolTip()
    said = {why_not(rights, act) for act in Act} - {""}
    return tip if not widget.isEnabled() and tip in said else ""


@pytest.fixture
def seat_of(dressed: object, machine: Machine, qtbot: QtBot) -> Iterator[Callable[[R], Seat]]:
    seats: list[Seat] = []

    def open_it(role: R) -> Seat:
        seats.append(Seat(role, machine))
        return seats[-1]

    yield open_it
    for seat in seats:
        seat.close()


def _writes(role: R) -> frozenset[str]:
    return frozenset(
        table
        for table, by_role in MATRIX.items()
        if any(right.operation != "SELECT" for right in by_role[role])
    )


def _ways_of(role: R) -> Iterator[tuple[str, tuple[Way, ...]]]:
    for act in Act:
        if role in MAY[act]:
            yield act.value, WAYS[act]
    for table in _writes(role):
        for ways in (OF_TABLES, ALSO):
            if table in ways:
                yield table, ways[table]


@pytest.mark.parametrize("role", PEOPLE)
def test_what_a_role_may_do_has_a_way_in_the_window_and_nothing_else_is_open(
    role: R, seat_of: Callable[[R], Seat]
) -> None:
    seat = seat_of(role)
    lacking = {what: [seat.lacks(way) for way in ways] for what, ways in _ways_of(role)}
    assert {what: lacks for what, lacks in lacking.items() if all(lacks)} == {}
    others = [act for act in Act if role not in MAY[act]]
    assert [act.value for act in others if not all(seat.lacks(way) for way in WAYS[act])] == []


def test_each_table_that_a_role_may_write_belongs_to_an_act_or_has_a_way_or_a_reason() -> None:
    acts_of: dict[str, set[Act]] = {}
    for act in Act:
        for operation, table in needs(act):
            if operation != "SELECT":
                acts_of.setdefault(table, set()).add(act)
    lost = {
        (table, role.value)
        for role in PEOPLE
        for table in _writes(role)
        if not any(role in MAY[act] for act in acts_of.get(table, ()))
        and table not in OF_TABLES
        and table not in BESIDE
        and not table.startswith(OF_IMPORTS)
    }
    assert lost == set()
    assert WAYS.keys() == set(Act)
    assert {place for ways in WAYS.values() for way in ways for place in [way.place]} <= {
        place.name for place in PLACES
    }
