"""“What may I do?”, one's own password, and who looked at whose figures, on a real shared centre."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from supervisor import secrets
from supervisor.performance.kpi import BY_ID
from supervisor.reports.log import Facts, note_export
from supervisor.rights.access_log import looks, note_look
from supervisor.rights.look import MOST_NAMED, What, look_at
from supervisor.rights.role import DatabaseRole as R
from supervisor.storage.centre import person
from supervisor.storage.database import open_centre
from tests import postgresql
from tests.shared_centre import SharedCentre, postgresql_admin
from tests.ui.accounts.conftest import NOW, Seat, fill
from ui.accounts.looks_page import ACCOUNT, FILE, LOOK
from ui.accounts.may_dialog import MayDialog
from ui.asking import Reading
from ui.centre import OpenCentre
from ui.machine import Machine
from ui.window import MainWindow

OLD, NEW = "first words given", "春天 spring 7!x, mine"


@pytest.fixture
def window_of(
    shared_centre: SharedCentre, machine: Machine, qtbot: QtBot
) -> Iterator[Callable[..., MainWindow]]:
    """The window of an account that must show its password at each log-in."""
    fill(shared_centre)
    opened: list[tuple[MainWindow, OpenCentre]] = []

    def open_it(*roles: R, **scope: Any) -> MainWindow:
        url = shared_centre.as_role(roles, password=OLD, **scope)
        login = shared_centre.login_of(url)
        with postgresql_admin() as admin:
            admin.execute(f'GRANT {postgresql.SWORN} TO "{login}"'.encode())
        secrets.give(secrets.of_database(url), OLD)
        centre = OpenCentre(url)
        with qtbot.waitSignal(centre.opened):
            centre.open()
        window = MainWindow(machine)
        window.show_centre(centre)
        window.show()
        opened.append((window, centre))
        return window

    yield open_it
    for window, centre in opened:
        window.leave_centre()
        window.close()
        window.deleteLater()
        centre.close()
        centre.deleteLater()
        secrets.give(secrets.of_database(centre.url), None)


def asked(window: MainWindow, qtbot: QtBot) -> MayDialog:
    """The page, by the menu that Ctrl+K searches too."""
    (target,) = [one for one in window.targets() if one.title == "What may I do?"]
    target.go()
    (dialog,) = window.findChildren(MayDialog)
    qtbot.waitUntil(lambda: dialog._mine is not None)
    return dialog


def test_a_supervisor_learns_for_whom_and_whom_to_ask(
    window_of: Callable[..., MainWindow], shared_centre: SharedCentre, qtbot: QtBot
) -> None:
    shared_centre.as_role(R.ADMINISTRATOR, login="song.li")
    told = asked(window_of(R.SUPERVISOR, teams=["one"]), qtbot).told.text()

    assert "People and figures of 第一组 (2 people). Comparisons weigh these people alone." in told
    assert "Roles, teams and departments are given by song.li." in told
    assert "state the figures of a month" in told.split("You may not")[1]
    assert "see people’s figures" in told.split("You may not")[0]
    assert "Data" in told.split("These places")[1]


def test_a_wall_learns_that_it_shows_boards_and_names_nobody(
    window_of: Callable[..., MainWindow], shared_centre: SharedCentre, qtbot: QtBot
) -> None:
    shared_centre.as_role(R.ADMINISTRATOR, login="song.li")
    told = asked(window_of(R.VIEWER), qtbot).told.text()
    assert "Nobody’s figures, and no agent by name." in told
    assert "song.li" not in told


def test_tab_comes_to_every_part_of_it_and_escape_closes_it(
    window_of: Callable[..., MainWindow], qtbot: QtBot
) -> None:
    dialog = asked(window_of(R.SUPERVISOR), qtbot)
    qtbot.mouseClick(dialog.change, Qt.MouseButton.LeftButton)
    box = dialog.password
    assert box.old.hasFocus()
    met: list[object] = []
    for _turn in range(12):
        met.append(dialog.focusWidget())
        qtbot.keyClick(dialog.focusWidget(), Qt.Key.Key_Tab)
    ways = [box.old, box.new.first, box.new.again, box.new.make, box.new.show_it, box.save, box.discard]
    assert met[: len(ways) + 1] == [*ways, dialog.shut], "as one reads"
    with qtbot.waitSignal(dialog.rejected):
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)


def test_the_own_password_is_changed_when_the_old_one_is_right(
    window_of: Callable[..., MainWindow], shared_centre: SharedCentre, qtbot: QtBot
) -> None:
    window = window_of(R.SUPERVISOR, teams=["one"])
    centre = window._centre
    assert centre is not None
    dialog = asked(window, qtbot)
    qtbot.mouseClick(dialog.change, Qt.MouseButton.LeftButton)
    box = dialog.password

    def give(old: str, new: str) -> None:
        box.old.setText(old)
        for line in (box.new.first, box.new.again):
            line.setText(new)
            line.textEdited.emit(new)
        qtbot.keyClick(box.new.again, Qt.Key.Key_Return)  # as most people do
        assert dialog.isVisible(), "Enter is “Change it” here, and not “Close”"

    give("not the old one", NEW)
    qtbot.waitUntil(lambda: bool(box.problem.text()))
    assert "The old password is not right." in box.problem.text()
    give(OLD, NEW)
    qtbot.waitUntil(lambda: box.isHidden())

    login = centre.who
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(shared_centre.url_as(login), password=OLD)
    psycopg.connect(shared_centre.url_as(login), password=NEW).close()
    with postgresql_admin() as admin:  # as after a restart of the server: the console has to log in anew
        admin.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = %s", [login])
    refused: list[Any] = []
    centre.jobs.refused.connect(refused.append)
    read: list[Any] = []
    centre.jobs.read(lambda db: db.exec_driver_sql("SELECT session_user").scalar_one()).then(read.append)
    qtbot.waitUntil(lambda: bool(read or refused))
    assert read == [login]


def note(
    shared: SharedCentre, url: str, *people: str, what: What = What.PERSON, minutes: int = 0, kpi: str = ""
) -> None:
    with open_centre(shared.url) as own, own.write() as db:  # nobody but the owner says when it was
        at = NOW - timedelta(minutes=minutes)
        note_look(db, look_at(what, people, about="2026-10", kpi=kpi), at=at, who=shared.login_of(url))


def test_who_looked_and_who_took_along_stand_in_one_table(open_as: Callable[..., Seat]) -> None:
    seat = open_as(R.MANAGER)
    shared = seat.shared
    floor = shared.as_role(R.SUPERVISOR, teams=["one"], login="floor_one")
    for minutes in (9, 8, 5):
        note(shared, floor, "anna", minutes=minutes)
    note(shared, floor, "cem", what=What.DERIVATION, kpi="aht", minutes=15)
    note(shared, floor, "cem", what=What.TALKS, minutes=20)
    note(shared, floor, *(f"p{at}" for at in range(MOST_NAMED + 1)), what=What.MATRIX, minutes=30)
    with open_centre(shared.url) as own, own.write() as db:
        facts = Facts(path="/home/one/list.xlsx", rows=2)
        note_export(
            db, what="review", who="floor_one", at=NOW - timedelta(minutes=2), personal=True, facts=facts
        )

    page = seat.looks
    seat.wait(lambda: page.table.arrangement.rows)
    QAbstractItemModelTester(page.table.model)
    rows = sorted(page.table.arrangement.rows.values(), key=lambda row: row.last, reverse=True)
    told = [(row.kind, row.what, row.whose, row.count, row.times) for row in rows if row.kind != ACCOUNT]
    assert told == [
        (FILE, "Monthly review", "with names", 2, 1),
        (LOOK, "A person’s page", "Anna", 1, 3),
        (LOOK, "How a figure came about", "Cem", 1, 1),
        (LOOK, "Talks", "Cem", 1, 1),
        (LOOK, "Review matrix", "201 people", 201, 1),
    ]

    assert next(row.about for row in rows if row.whose == "Cem") == f"2026-10 {BY_ID['aht'].title}"

    page.show_whose("anna")
    shown = [page.table.model.row(at) for at in range(page.table.model.rowCount())]
    assert [row.what for row in shown if row is not None] == ["A person’s page", "Review matrix"]


def test_what_a_supervisor_is_shown_is_noted_under_the_log_in(open_as: Callable[..., Seat]) -> None:
    seat = open_as(R.SUPERVISOR, teams=["one"])
    shown: list[list[str]] = []
    reading = Reading(seat.centre, shown.append)
    reading.read(
        lambda db: sorted(db.execute(select(person.c.id)).scalars()),
        looked=lambda people: look_at(What.PERSON, people),
    )
    seat.wait(lambda: shown)
    assert shown == [["anna", "ben"]]
    with open_centre(seat.shared.url) as own, own.read() as db:
        (line,) = [one for one in looks(db) if one.look.what is What.PERSON]
    assert (line.who, line.look.people) == (seat.centre.who, ("anna", "ben"))


def test_nobody_adds_a_line_in_anothers_name_nor_takes_one_away(shared_centre: SharedCentre) -> None:
    floor = shared_centre.as_role(R.SUPERVISOR)
    note(shared_centre, floor, "anna")
    boss = shared_centre.as_role([R.MANAGER, R.ADMINISTRATOR])
    for url in (floor, boss):
        with shared_centre.psql(url) as own:
            for statement in (
                "INSERT INTO access_log (at, who, what, document) VALUES (now(), 'somebody', 'person', '{}')",
                "UPDATE access_log SET who = 'somebody'",
                "DELETE FROM access_log",
                "TRUNCATE access_log",
            ):
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    own.execute(statement.encode())
    with shared_centre.psql(floor) as own, pytest.raises(psycopg.errors.InsufficientPrivilege):
        own.execute("SELECT * FROM access_log")
