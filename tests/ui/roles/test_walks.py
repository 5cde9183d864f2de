"""A console of each role on a real shared centre: every place and tab that it shows works, and it shows no
other. The server itself is asked what it refused: a screen may not even try."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget

from supervisor.pages.shipped import shipped
from supervisor.rights.own import Rights
from supervisor.rights.role import PEOPLE, DatabaseRole
from tests.ui.consoles import Console, Filled
from ui.alarms.section import TABS as ALARM_TABS
from ui.alarms.section import AlarmsSection
from ui.history.screen import HistoryScreen
from ui.rights import may_any
from ui.shell.places import PLACES
from ui.widgets.tabbed import TabbedPlace
from ui.widgets.table import DeskTable
from ui.widgets.table.export import Exporter

PARTED = {"issues", "reports", "settings", "people"}
"""Places in which a manager has tabs that a supervisor has not."""

SUPERVISOR = Rights("somebody", frozenset({DatabaseRole.SUPERVISOR}))


def walk(console: Console, *, beyond: Rights | None = None) -> Iterator[str]:
    """Every place and tab that is there, one after another, each when it stands; only what *beyond* has
    not, where somebody has more than that of the same."""
    for place in PLACES:
        if not console.window.rail.button(place.name).isVisibleTo(console.window):
            continue
        if beyond is not None and place.is_for(beyond) and place.name not in PARTED:
            continue
        page = console.window.show_page(place.name)
        console.settle()
        yield place.name
        if not isinstance(page, TabbedPlace):
            continue
        for at in range(page.tabs.count()):
            if not page.tabs.isTabVisible(at):
                continue
            if beyond is not None and place.is_for(beyond) and may_any(beyond, page._tabs[at].acts):
                continue
            name = page.tabs.tabData(at)
            tab = page.show_tab(name)
            console.settle()
            yield f"{place.name}/{name}"
            for table in opened(tab):
                console.settle()
                yield f"{place.name}/{name}: {table}"
            for one in ALARM_TABS if isinstance(tab, AlarmsSection) else ():
                tab.show_page(one.name)  # type: ignore[attr-defined]
                console.settle()
                yield f"{place.name}/{name}/{one.name}"


def opened(tab: QWidget) -> Iterator[str]:
    """The tables of *tab*, each after its first row was opened as Enter does it."""
    for table in tab.findChildren(DeskTable):
        rows = table.arrangement.rows
        if table.isVisible() and rows:
            table.opened.emit(next(iter(rows.values())))
            yield table.name


@pytest.mark.long
@pytest.mark.parametrize("role", PEOPLE)
def test_every_screen_of_a_role_works(role: DatabaseRole, open_console: Callable[..., Console]) -> None:
    console = open_console(role)
    wrong: dict[str, list[object]] = {}
    seen = 0
    # a manager may read all rows of what a supervisor reads some of: the rest is looked at
    for where in walk(console, beyond=SUPERVISOR if role is DatabaseRole.MANAGER else None):
        now = console.went_wrong()
        if len(now) > seen:
            wrong[where], seen = now[seen:], len(now)
    assert not wrong


def test_a_viewers_walls_show_every_page_without_an_error(open_console: Callable[..., Console]) -> None:
    console = open_console(DatabaseRole.VIEWER)
    window = console.window
    window.walls.show_all()
    console.qtbot.waitUntil(lambda: window.walls.wall is not None and window.walls.wall.isVisible())
    for page in shipped():
        window.walls.show_page(page.id)
        console.settle()
    assert window.walls.wall is not None
    window.walls.close()
    assert console.went_wrong() == []
    assert all(line.login.startswith("•") for line in console.centre.live.board.agents.values())
    assert console.centre.live.board.agents


def test_a_role_that_is_taken_away_closes_what_it_had(
    open_console: Callable[..., Console], filled: Filled
) -> None:
    console = open_console(DatabaseRole.SUPERVISOR)
    window, centre = console.window, console.centre
    window.show_page("people")
    console.settle()
    assert centre.whose.startswith("Of the ")

    def become(*roles: str) -> None:
        with filled.centre.psql() as owner:
            owner.execute("SELECT rights.set_roles(%s, %s)", [console.login, list(roles)])
        centre.jobs.look()

    become("viewer")
    console.qtbot.waitUntil(lambda: window.current == "wallboard")
    assert window.notice.text.startswith("People was closed")
    assert not window.rail.button("people").isVisible()
    console.qtbot.waitUntil(lambda: window.page("people") is None)
    console.settle()

    become("viewer", "liaison")
    console.qtbot.waitUntil(lambda: window.rail.button("issues").isVisible())
    assert window.show_page("issues") is not None

    become()
    console.qtbot.waitUntil(lambda: "no role" in window.notice.text)
    assert not window.rail.button("wallboard").isVisible()
    assert not centre.live.is_following


def test_what_leaves_a_shared_centre_is_noted_under_the_log_in(
    open_console: Callable[..., Console], filled: Filled, tmp_path: Path
) -> None:
    console = open_console(DatabaseRole.SUPERVISOR)
    page = console.window.show_page("history")
    assert isinstance(page, HistoryScreen)
    table = page.show_tab("queues").findChildren(DeskTable)[0]  # told by no page as whom it leaves
    console.settle()
    exporter = next(one for one in table.children() if isinstance(one, Exporter))
    exporter.write(tmp_path / "queues.xlsx")
    console.qtbot.waitUntil((tmp_path / "queues.xlsx").exists)
    console.settle()
    assert console.went_wrong() == []
    with filled.centre.psql() as owner:
        noted = owner.execute("SELECT who FROM export_log ORDER BY id DESC LIMIT 1").fetchone()
    assert noted == (console.login,)
