"""Groups and the work of queues."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester

from supervisor.people.person import GroupKind
from tests.ui.people.conftest import TODAY, Seat
from ui.people.bands_page import BELOW, BandsPage
from ui.people.groups_page import GroupsPage

CLICK = Qt.MouseButton.LeftButton
Key = Qt.Key


@pytest.fixture
def page(seat: Seat) -> GroupsPage:
    found = seat.screen.show_tab("groups")
    assert isinstance(found, GroupsPage)
    found.show_view("groups")
    return found


def test_groups_stand_with_their_people(seat: Seat, page: GroupsPage) -> None:
    QAbstractItemModelTester(page.table.model)
    members = {row.name: row.members for row in seat.screen.desk.people.groups}
    assert members == {"Care": 3, "Red": 2, "Blue": 1, "Billing": 1}


def test_a_team_is_added_under_a_department_and_taken_back(seat: Seat, page: GroupsPage) -> None:
    seat.qtbot.mouseClick(page.adds[GroupKind.TEAM], CLICK)
    seat.wait(page.form.name.hasFocus)
    seat.qtbot.keyClicks(page.form.name, "Green")
    page.form.above.setCurrentIndex(page.form.above.findData("care"))
    seat.qtbot.keyClick(page.form.name, Key.Key_Return)
    undo = seat.done("Green was added.")
    seat.wait(
        lambda: any(
            row.name == "Green" and row.above == "Care" for row in page.table.arrangement.rows.values()
        )
    )
    undo()
    seat.wait(lambda: len(seat.roll.groups) == 4)


def test_a_name_that_is_taken_is_refused_at_the_field(seat: Seat, page: GroupsPage) -> None:
    page.show_group("blue", focus=True)
    page.form.name.selectAll()
    seat.qtbot.keyClicks(page.form.name, "Red")
    seat.qtbot.keyClick(page.form.name, Key.Key_Return)
    seat.wait(lambda: "already" in page.form.name_field.problem)
    assert seat.roll.groups["blue"].name == "Blue"


def test_a_member_of_a_group_leads_to_the_person(seat: Seat, page: GroupsPage) -> None:
    page.show_group("billing", focus=True)
    page.form.members.setCurrentRow(0)
    page.form.members.setFocus()
    seat.qtbot.keyClick(page.form.members, Key.Key_Return)
    assert seat.screen.current == "agents"
    agents = seat.screen.page("agents")
    assert agents.person.person.id == "li"  # type: ignore[union-attr]


def test_a_removed_group_comes_back_with_its_people(seat: Seat, page: GroupsPage) -> None:
    page.table.select("red")
    page.table.view.setFocus()
    seat.qtbot.keyClick(page.table.view, Key.Key_Delete)
    undo = seat.done("Red was removed; 2 people were in it.")
    seat.wait(lambda: "red" not in seat.roll.groups)
    undo()
    seat.wait(lambda: len(seat.roll.members("red", TODAY)) == 2)


def test_queues_are_made_the_work_of_a_skill_group(seat: Seat, page: GroupsPage) -> None:
    page.show_view("queues")
    page.queues.view.selectAll()
    page.skill.setCurrentIndex(page.skill.findData("billing"))
    seat.qtbot.mouseClick(page.assign, CLICK)
    undo = seat.done("Bills, Faults count as work of Billing now.")
    seat.wait(lambda: seat.roll.skills == {("pbx", "Bills"): "billing", ("pbx", "Faults"): "billing"})
    undo()
    seat.wait(lambda: seat.roll.skills == {})
    assert len(page.queues.arrangement.rows) == 2


def test_tenure_bands_are_edited_saved_and_taken_back(seat: Seat) -> None:
    page = seat.screen.show_tab("bands")
    assert isinstance(page, BandsPage)
    before = seat.centre.kept.settings.tenure_bands
    item = page.bands.table.item(0, BELOW)
    assert item is not None
    item.setText("none")
    assert "none" in page.bands.problem
    seat.qtbot.mouseClick(page.unsaved.save, CLICK)
    item.setText("31")
    assert page.unsaved.isVisible()
    seat.qtbot.mouseClick(page.unsaved.save, CLICK)
    seat.done("The tenure bands were saved.")
    seat.wait(lambda: seat.centre.kept.settings.tenure_bands[0].below_days == 31)
    seat.wait(lambda: seat.roll.bands[0].below_days == 31)
    seat.wait(lambda: not page.is_dirty)
    seat.qtbot.keyClick(page.bands.table, Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    seat.done("Undone: Change Tenure bands")
    seat.wait(lambda: seat.centre.kept.settings.tenure_bands == before)
    seat.wait(lambda: page.bands.bands() == before)
