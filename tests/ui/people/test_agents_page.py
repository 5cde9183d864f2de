"""People added, changed, transferred, merged and split, by mouse and by keys, and everything taken back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QComboBox, QLineEdit
from pytestqt.qtbot import QtBot

from supervisor.people import store
from supervisor.people.person import GroupKind
from supervisor.storage.database import open_centre
from tests.ui.people.conftest import NOW, STAMP, TODAY, Seat, seat_at
from ui.centre import OpenCentre
from ui.machine import Machine
from ui.people.agents_page import AgentsPage
from ui.people.screen import PeopleScreen
from ui.people.work import PersonRow
from ui.widgets.day_line import day_in

CLICK = Qt.MouseButton.LeftButton
Key = Qt.Key


@pytest.fixture
def page(seat: Seat) -> AgentsPage:
    found = seat.screen.show_tab("agents")
    assert isinstance(found, AgentsPage)
    found.table.view.setFocus()
    return found


def row(page: AgentsPage, person: str) -> PersonRow:
    found = page.table.row(person)
    assert found is not None
    return found


def write(line: QLineEdit, text: str, seat: Seat) -> None:
    line.setFocus()
    line.selectAll()
    seat.qtbot.keyClick(line, Key.Key_Delete)
    seat.qtbot.keyClicks(line, text)


def teams(seat: Seat, person: str, day: date) -> list[str]:
    return [group.name for group in seat.roll.groups_of(person, GroupKind.TEAM, day)]


def test_everybody_stands_in_the_table_and_namesakes_are_told_apart(seat: Seat, page: AgentsPage) -> None:
    QAbstractItemModelTester(page.table.model)
    assert {one.name for one in seat.screen.desk.people.persons} == {
        "Wang Wei (1042)",
        "Wang Wei (2077)",
        "Li Na",
        "Zhao Min",
    }
    wang = row(page, "wang1")
    assert (wang.team, wang.department, wang.band, wang.logins) == ("Red", "Care", "Tenured", ("8001",))
    assert row(page, "wang2").band == "New"
    assert row(page, "zhao").band == ""


def test_somebody_is_added_by_keys_alone(seat: Seat, page: AgentsPage) -> None:
    seat.qtbot.keyClick(page.table.view, Key.Key_N)
    person = page.person
    seat.wait(person.name.hasFocus)
    seat.qtbot.keyClicks(person.name, "Ma Li")
    seat.qtbot.keyClick(person.name, Key.Key_Tab)
    assert person.number.hasFocus()
    seat.qtbot.keyClicks(person.number, "3001")
    seat.qtbot.keyClick(person.number, Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    seat.done("Ma Li was added.")
    seat.wait(lambda: any(one.name == "Ma Li" and one.number == "3001" for one in seat.roll.persons.values()))
    seat.wait(lambda: page.person.person is not None and page.person.person.name == "Ma Li")
    seat.wait(lambda: not page.person.is_dirty)
    seat.qtbot.keyClick(page.table.view, Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    seat.done("Undone: Add Ma Li")
    seat.wait(lambda: len(seat.roll.persons) == 4)
    assert page.person.person is None or page.person.person.name != "Ma Li"
    seat.qtbot.keyClick(
        page.table.view, Key.Key_Z, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    )
    seat.done("Done again: Add Ma Li")
    seat.wait(lambda: len(seat.roll.persons) == 5)


def test_a_name_a_group_and_a_login_are_saved_as_one_step(seat: Seat, page: AgentsPage) -> None:
    page.table.select("zhao")
    seat.qtbot.keyClick(page.table.view, Key.Key_Return)
    person = page.person
    seat.wait(person.name.hasFocus)
    assert not person.unsaved.isVisible()
    write(person.name, "Zhao Min-Li", seat)
    assert person.unsaved.isVisible()
    seat.qtbot.mouseClick(person.groups.first, CLICK)
    seat.qtbot.mouseClick(person.logins.first, CLICK)
    editor = person.logins.table.focusWidget()
    seat.wait(lambda: isinstance(person.logins.table.focusWidget(), QLineEdit) or editor is not None)
    person.logins.table.item(0, 1).setText("8044")  # type: ignore[union-attr]
    person.logins.table.item(0, 2).setText("2026-3-1")  # type: ignore[union-attr]
    seat.qtbot.mouseClick(person.unsaved.save, CLICK)
    undo = seat.done("Zhao Min-Li was saved.")
    seat.wait(lambda: seat.roll.persons["zhao"].name == "Zhao Min-Li")
    found = seat.roll.who("pbx", "8044", date(2026, 3, 1))
    assert found is not None
    assert found.id == "zhao"
    assert seat.roll.who("pbx", "8044", date(2026, 2, 28)) is None
    assert len(seat.roll.memberships["zhao"]) == 1
    undo()
    seat.wait(lambda: seat.roll.persons["zhao"].name == "Zhao Min")
    assert not seat.roll.is_known("pbx", "8044")
    assert not seat.roll.memberships.get("zhao")
    assert seat.refused == []


def test_what_cannot_be_read_is_said_and_nothing_is_saved(seat: Seat, page: AgentsPage) -> None:
    page.show_person("li", focus=True)
    person = page.person
    write(person.joined, "soon", seat)
    seat.qtbot.mouseClick(person.unsaved.save, CLICK)
    assert "soon" in person.fields["joined"].problem
    write(person.joined, "2026/2/3", seat)
    write(person.left_on, "2026-01-01", seat)
    seat.qtbot.mouseClick(person.unsaved.save, CLICK)
    assert person.fields["left"].problem
    write(person.left_on, "", seat)
    seat.qtbot.mouseClick(person.unsaved.save, CLICK)
    seat.done("Li Na was saved.")
    seat.wait(lambda: seat.roll.persons["li"].joined == date(2026, 2, 3))


def test_two_teams_on_one_day_are_refused_beside_the_form(seat: Seat, page: AgentsPage) -> None:
    page.show_person("li", focus=True)
    person = page.person
    person.groups.add()
    person.groups.choose(person.groups.table.rowCount() - 1, "blue")
    seat.qtbot.mouseClick(person.unsaved.save, CLICK)
    seat.wait(lambda: "two teams at once" in person.unsaved.text)
    assert seat.roll.memberships["li"] != []
    seat.qtbot.mouseClick(person.unsaved.discard, CLICK)
    assert not person.is_dirty
    assert person.groups.table.rowCount() == 2


def test_what_somebody_else_saved_meanwhile_is_not_written_over(
    seat: Seat, page: AgentsPage, sqlite_url: str
) -> None:
    page.show_person("li", focus=True)
    write(page.person.name, "Li Na the first", seat)
    with open_centre(sqlite_url) as other, other.write() as db:
        read = store.read_roll(db).persons["li"]
        store.change_person(db, read, **STAMP)
        store.change_person(db, replace(read, note="changed elsewhere"), **STAMP)
    seat.wait(lambda: seat.roll.persons["li"].note == "changed elsewhere")
    assert page.person.name.text() == "Li Na the first"
    seat.qtbot.mouseClick(page.person.unsaved.save, CLICK)
    seat.wait(lambda: "Someone else saved" in page.person.unsaved.text)
    seat.qtbot.mouseClick(page.person.unsaved.discard, CLICK)
    assert page.person.name.text() == "Li Na"
    assert page.person.note.text() == "changed elsewhere"


def test_a_transfer_is_asked_for_by_keys_and_leaves_the_past(seat: Seat, page: AgentsPage) -> None:
    page.table.select("wang1")
    seat.qtbot.keyClick(page.table.view, Key.Key_T)
    form = page.transfer_form
    seat.wait(form.group.hasFocus)
    form.group.setCurrentIndex(form.group.findData("blue"))
    write(form.since, "2026-11-01", seat)
    seat.qtbot.keyClick(form.since, Key.Key_Return)
    seat.done("Wang Wei (1042) moved to Blue.")
    seat.wait(lambda: teams(seat, "wang1", TODAY) == ["Blue"])
    assert teams(seat, "wang1", date(2026, 10, 31)) == ["Red"]
    assert row(page, "wang1").team == "Blue"
    seat.screen.day.setDate(QDate(2026, 10, 31))
    seat.wait(lambda: row(page, "wang1").team == "Red")
    assert seat.screen.today.isVisible()
    seat.qtbot.mouseClick(seat.screen.today, CLICK)
    seat.wait(lambda: row(page, "wang1").team == "Blue")


def test_two_people_are_made_one_and_parted_again(seat: Seat, page: AgentsPage) -> None:
    page.show_person("wang1", focus=True)
    seat.qtbot.mouseClick(page.person.buttons["merge"], CLICK)
    form = page.merge_form
    assert form.other.person == "wang2"  # of the same name
    assert "8002" in form.text.text()
    seat.qtbot.mouseClick(form.do_it, CLICK)
    undo = seat.done("are one person now")
    seat.wait(lambda: "wang2" not in seat.roll.persons)
    assert {use.login for use in seat.roll.logins_of("wang1")} == {"8001", "8002"}
    assert row(page, "wang1").name == "Wang Wei"
    seat.qtbot.mouseClick(page.person.buttons["split"], CLICK)
    split = page.split_form
    assert not split.do_it.isEnabled()
    box = next(box for box in split.boxes if "8002" in box.text())
    seat.qtbot.mouseClick(box, CLICK, pos=box.rect().center())
    box.setChecked(True)
    write(split.number, "2077", seat)
    seat.qtbot.keyClick(split.number, Key.Key_Return)
    apart = seat.done("has a person of its own now")
    seat.wait(lambda: len(seat.roll.persons) == 4)
    apart()
    seat.wait(lambda: len(seat.roll.persons) == 3)
    undo()
    seat.wait(lambda: "wang2" in seat.roll.persons)
    assert seat.refused == []


def test_a_login_is_handed_over_on_a_day(seat: Seat, page: AgentsPage) -> None:
    page.show_person("wang1", focus=True)
    seat.qtbot.mouseClick(page.person.buttons["hand_over"], CLICK)
    form = page.hand_over_form
    seat.wait(form.other.hasFocus)
    write(form.other, "zhao", seat)
    assert form.other.person == "zhao"
    write(form.since, "2026-11-01", seat)
    seat.qtbot.keyClick(form.since, Key.Key_Return)
    seat.done("8001 is Zhao Min from 2026-11-01 on.")
    seat.wait(lambda: [use.login for use in seat.roll.logins_of("zhao")] == ["8001"])
    before, after = (seat.roll.who("pbx", "8001", day) for day in (date(2026, 10, 31), TODAY))
    assert before is not None
    assert after is not None
    assert (before.id, after.id) == ("wang1", "zhao")


def test_removed_people_come_back(seat: Seat, page: AgentsPage) -> None:
    page.table.view.selectAll()
    seat.qtbot.keyClick(page.table.view, Key.Key_Delete)
    undo = seat.done("4 people were removed")
    seat.wait(lambda: not seat.roll.persons)
    seat.wait(lambda: page.table.empty.isVisible())
    undo()
    seat.wait(lambda: len(seat.roll.persons) == 4)
    assert [use.login for use in seat.roll.logins_of("wang1")] == ["8001"]


def test_what_is_typed_and_not_saved_waits_when_the_drawer_is_closed(seat: Seat, page: AgentsPage) -> None:
    page.show_person("li", focus=True)
    write(page.person.note, "knows billing", seat)
    seat.qtbot.keyClick(page.person.note, Key.Key_Escape)
    assert not page.split.is_open
    page.table.select("zhao")
    seat.qtbot.keyClick(page.table.view, Key.Key_Return)
    seat.done("Li Na is not saved yet")
    assert page.person.note.text() == "knows billing"
    assert page.split.is_open


def test_tabs_are_gone_through_by_keys_and_remembered(
    seat: Seat, centre: OpenCentre, machine: Machine, qtbot: QtBot
) -> None:
    screen = seat.screen
    qtbot.keyClick(screen.page("agents").table.view, Key.Key_3, Qt.KeyboardModifier.AltModifier)  # type: ignore[union-attr]
    assert screen.current == "unknown"
    other = PeopleScreen(centre, machine)
    seat_at(other, centre, qtbot)
    assert other.current == "unknown"
    other.close()
    other.deleteLater()


@pytest.fixture
def empty(open_floor: Callable[..., OpenCentre], machine: Machine, qtbot: QtBot) -> Iterator[PeopleScreen]:
    screen = PeopleScreen(open_floor(at=NOW), machine)
    screen.resize(1366, 700)
    with qtbot.waitExposed(screen):
        screen.show()
    qtbot.waitUntil(lambda: screen.desk.is_read)
    yield screen
    screen.close()
    screen.deleteLater()


def test_an_empty_page_says_what_to_do(empty: PeopleScreen, qtbot: QtBot) -> None:
    page = empty.show_tab("agents")
    assert isinstance(page, AgentsPage)
    assert page.table.empty.isVisible()
    with qtbot.waitSignal(empty.import_wanted):
        qtbot.mouseClick(page.table.empty.button, CLICK)
    with qtbot.waitSignal(empty.import_wanted):
        qtbot.mouseClick(empty.take_in, CLICK)
    qtbot.mouseClick(page.adopt, CLICK)
    assert empty.current == "unknown"


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-11-22", date(2026, 11, 22)),
        ("2026/1/2", date(2026, 1, 2)),
        ("20261122", date(2026, 11, 22)),
        ("２０２６年３月１日", date(2026, 3, 1)),
        ("2026-05", date(2026, 5, 1)),
        ("2026年3月", date(2026, 3, 1)),
        ("  ", None),
    ],
)
def test_a_day_is_read_as_people_write_it(text: str, day: date | None) -> None:
    assert day_in(text) == day


@pytest.mark.parametrize("text", ["soon", "2026-13-01", "2026-02-30", "22.11.2026", "2026", "202611"])
def test_what_is_no_day_is_not_read(text: str) -> None:
    with pytest.raises(ValueError, match=r"\S"):
        day_in(text)


def test_a_group_and_its_days_are_chosen_in_the_row_by_keys(seat: Seat, page: AgentsPage) -> None:
    page.show_person("li", focus=True)
    table = page.person.groups.table
    table.setFocus()
    table.setCurrentCell(0, 0)
    seat.qtbot.keyClick(table, Key.Key_F2)
    combo = table.findChild(QComboBox)
    assert combo is not None
    seat.qtbot.keyClick(combo, Key.Key_Home)
    assert combo.currentText() == "Team: Blue"
    seat.qtbot.keyClick(combo, Key.Key_Return)
    seat.wait(lambda: table.item(0, 0).text() == "Team: Blue")  # type: ignore[union-attr]
    table.setCurrentCell(0, 1)
    seat.qtbot.keyClicks(table, "2026-11-01")
    seat.qtbot.keyClick(table.focusWidget() or table, Key.Key_Return)
    seat.wait(lambda: page.person.unsaved.isVisible())
    page.person.keep()
    seat.done("Li Na was saved.")
    seat.wait(lambda: teams(seat, "li", TODAY) == ["Blue"])
