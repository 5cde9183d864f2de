"""Working days: a year is walked through, days are told by keys and mouse, hours typed, files previewed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from supervisor.storage.database import open_centre
from supervisor.workdays.calendar import Day, DayKind, WorkCalendar
from supervisor.workdays.day_sheet import read_file
from supervisor.workdays.store import CENTRE, calendars, change_days
from ui.asking import Asking
from ui.centre import OpenCentre
from ui.issues import calendars_work as work
from ui.issues.calendars_page import CalendarsPage
from ui.issues.desk import IssuesDesk
from ui.machine import Machine

NOW = datetime(2026, 11, 23, 2, 42, tzinfo=UTC)
OUTING, MAKE_UP = date(2026, 11, 27), date(2026, 10, 10)
Key, LEFT = Qt.Key, Qt.MouseButton.LeftButton
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@dataclass
class Seat:
    """Whoever sits before the page; *said*: what was noticed, and how it is taken back."""

    page: CalendarsPage
    centre: OpenCentre
    qtbot: QtBot
    said: list[tuple[str, Callable[[], None] | None]] = field(default_factory=list)

    def stored(self, id: str = CENTRE) -> WorkCalendar:
        with open_centre(self.centre.url) as centre, centre.read() as db:
            return calendars(db)[id]

    def press(self, *keys: Qt.Key, shift: bool = False) -> None:
        for key in keys:
            self.qtbot.keyClick(self.page.view, key, SHIFT if shift else Qt.KeyboardModifier.NoModifier)

    def await_said(self, count: int = 1) -> str:
        self.qtbot.waitUntil(lambda: len(self.said) >= count)
        version = self.stored(self.page.which.currentData()).version
        self.qtbot.waitUntil(lambda: self.page.calendar is not None and self.page.calendar.version == version)
        return self.said[-1][0]

    def undo(self) -> None:
        back = self.said[-1][1]
        assert back is not None
        back()


@pytest.fixture
def seat(
    open_floor: Callable[..., OpenCentre], machine: Machine, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Seat]:
    def ask(
        self: Asking, answered: Callable[[object], None], what: Callable[..., object], *asked: object
    ) -> None:
        answered(what(lambda *_told: None, "", *asked))  # here: another process needs longer to begin

    monkeypatch.setattr(Asking, "ask", ask)
    centre = open_floor(at=NOW)
    desk = IssuesDesk(centre, machine)
    page = CalendarsPage(desk)
    qtbot.addWidget(page)
    page.resize(1366, 700)
    found = Seat(page, centre, qtbot)
    desk.noticed.connect(lambda words, back: found.said.append((words, back)))
    with qtbot.waitExposed(page):
        page.show()
    page.activateWindow()
    page.arrive()
    qtbot.waitUntil(lambda: page.calendar is not None)
    page.view.setFocus()
    yield found
    desk.deleteLater()


def test_the_usual_year_stands_there_before_anything_is_entered(seat: Seat) -> None:
    page = seat.page
    assert page.told.text().startswith("248 working days in 2026.")
    assert not page.provisional.isVisible()
    page.view.choose(MAKE_UP)
    assert page.view.accessibleDescription() == "2026-10-10 Saturday · Working day · Make-up working day"
    assert page.bar.note.text() == "Make-up working day"


def test_a_year_that_is_not_published_is_called_provisional_in_words(seat: Seat) -> None:
    seat.page.year.setValue(2027)
    assert seat.page.provisional.isVisible()
    assert "2027 is provisional" in seat.page.provisional.text()
    assert seat.page.view.accessibleDescription().endswith("provisional")


def test_arrows_walk_through_the_days_and_over_the_edge_of_the_year(seat: Seat) -> None:
    view = seat.page.view
    view.choose(date(2026, 1, 30))
    seat.press(Key.Key_Right, Key.Key_Down)
    assert view.day == date(2026, 2, 7)
    seat.press(Key.Key_PageDown, Key.Key_End)
    assert view.day == date(2026, 3, 31)
    seat.press(Key.Key_PageUp)
    assert view.day == date(2026, 2, 28)
    seat.press(Key.Key_Home, Key.Key_PageUp, Key.Key_PageUp)
    assert (view.day, seat.page.year.value()) == (date(2025, 12, 1), 2025)


def test_keys_tell_what_is_done_on_several_days_as_one_step(seat: Seat) -> None:
    view = seat.page.view
    view.choose(OUTING)
    seat.press(Key.Key_Right, shift=True)
    assert view.days == (OUTING, date(2026, 11, 28))
    seat.press(Key.Key_H)
    assert seat.await_said() == "2 days of “The centre” were changed."
    assert [seat.stored().kind(day) for day in view.days] == [DayKind.HALF, DayKind.HALF]
    assert "247 working days and 2 half days" in seat.page.told.text()

    seat.undo()
    seat.qtbot.waitUntil(lambda: seat.stored().version == 0)
    seat.page.read()
    seat.qtbot.waitUntil(lambda: seat.page.told.text().startswith("248 working days in"))


def test_a_day_gets_a_note_by_keys_alone_and_goes_back_to_its_weekday(seat: Seat) -> None:
    page = seat.page
    page.view.choose(OUTING)
    seat.press(Key.Key_Return)
    assert page.bar.kind.hasFocus()
    page.bar.kind.setCurrentIndex(page.bar.kind.findData("rest"))
    seat.qtbot.keyClicks(page.bar.note, "Works outing")
    seat.qtbot.keyClick(page.bar.note, Key.Key_Return)
    seat.await_said()
    told = seat.stored().days[OUTING]
    assert (told.kind, told.note, told.source) == (DayKind.REST, "Works outing", "hand")
    assert page.bar.source.text() == "Origin: entered here"
    seat.qtbot.keyClick(page.bar.note, Key.Key_Escape)
    assert page.view.hasFocus()

    seat.press(Key.Key_Delete)
    seat.await_said(2)
    assert OUTING not in seat.stored().days


def test_several_days_keep_their_own_notes_until_somebody_types_one_for_all(seat: Seat) -> None:
    page, first, last = seat.page, date(2026, 9, 25), date(2026, 9, 26)
    page.view.choose(first)
    page.view.choose(last, more=True)
    page.bar.kind.setCurrentIndex(page.bar.kind.findData("half"))
    page.bar.save.click()
    seat.await_said()
    assert [seat.stored().days[day].note for day in (first, last)] == ["Mid-Autumn Festival", ""]
    seat.qtbot.keyClicks(page.bar.note, "!")
    page.bar.save.click()
    seat.await_said(2)
    assert [seat.stored().days[day].note for day in (first, last)] == ["Mid-Autumn Festival!"] * 2


def test_what_says_the_same_already_is_not_written(seat: Seat) -> None:
    seat.page.view.choose(MAKE_UP)
    seat.press(Key.Key_W)
    assert not seat.page.bar.save.isEnabled()
    assert seat.stored().version == 0
    assert not seat.said


def test_the_mouse_takes_a_day_and_draws_over_several(seat: Seat) -> None:
    view = seat.page.view

    def at(day: date) -> QPoint:
        return view.cell(day).center().toPoint()

    seat.qtbot.mouseClick(view, LEFT, pos=at(date(2026, 5, 6)))
    assert view.days == (date(2026, 5, 6),)
    seat.qtbot.mouseClick(view, LEFT, SHIFT, pos=at(date(2026, 5, 8)))
    assert len(view.days) == 3
    seat.qtbot.mouseDClick(view, LEFT, pos=at(date(2026, 5, 7)))
    assert view.days == (date(2026, 5, 7),)
    assert seat.page.bar.kind.hasFocus()


def test_the_menu_of_a_day_tells_what_is_done_on_it(seat: Seat) -> None:
    seat.page.view.choose(OUTING)
    menu = seat.page.view.menu()
    half = next(each for each in menu.actions() if each.text().startswith("Half day"))
    half.trigger()
    menu.close()
    seat.await_said()
    assert seat.stored().kind(OUTING) is DayKind.HALF


def test_named_days_stand_beside_the_year_and_lead_to_it(seat: Seat) -> None:
    page = seat.page
    page.days.click()
    assert [row.day for row in page.table.arrangement.shown_rows()][:3] == [
        date(2026, 1, day) for day in (1, 2, 4)
    ]
    page.table.look_for("2026-10-10")
    page.table.view.setFocus()
    page.table.select(MAKE_UP)
    seat.qtbot.keyClick(page.table.view, Key.Key_Return)
    assert page.view.day == MAKE_UP
    assert page.view.hasFocus()


def test_hours_are_typed_with_the_break_and_what_is_wrong_is_said_beside_them(seat: Seat) -> None:
    page, form = seat.page, seat.page.form
    page.hours.click()
    monday = form.days[0]
    monday.selectAll()
    seat.qtbot.keyClicks(monday, "9-12 14-13")
    seat.qtbot.keyClick(monday, Key.Key_S, CTRL)
    assert "9-12 14-13" in form.fields["day0"].problem
    assert not seat.said
    monday.selectAll()
    seat.qtbot.keyClicks(monday, "8:30-12 14-18:30")
    form.as_monday.click()
    seat.qtbot.keyClick(monday, Key.Key_S, CTRL)
    assert seat.await_said() == "Calendar “The centre” was changed."
    hours = ((time(8, 30), time(12)), (time(14), time(18, 30)))
    assert seat.stored().week == (*((hours,) * 5), (), ())
    assert not page.split.is_open


def test_what_is_typed_stays_when_somebody_else_saved_and_can_be_saved_over_it(seat: Seat) -> None:
    page, form = seat.page, seat.page.form
    page.hours.click()
    seat.qtbot.keyClicks(form.name, " of Shanghai")
    with open_centre(seat.centre.url) as centre, centre.write() as db:
        change_days(db, CENTRE, 0, {OUTING: Day(OUTING, DayKind.REST, "hand")}, at=NOW, who="wang")
    seat.qtbot.keyClick(form.name, Key.Key_S, CTRL)
    seat.qtbot.waitUntil(lambda: form.calendar is not None and form.calendar.version == 1)
    assert form.problem.isVisible()
    assert form.name.text() == "The centre of Shanghai"
    seat.qtbot.keyClick(form.name, Key.Key_S, CTRL)
    seat.await_said()
    assert (seat.stored().name, seat.stored().is_working(OUTING)) == ("The centre of Shanghai", False)


def test_another_calendar_is_begun_filled_and_removed(seat: Seat) -> None:
    page, form = seat.page, seat.page.form
    seat.press(Key.Key_Insert)
    seat.qtbot.keyClicks(form.name, "Berlin office")
    form.country.setCurrentIndex(form.country.findData("DE"))
    seat.qtbot.keyClick(form.name, Key.Key_S, CTRL)
    seat.qtbot.waitUntil(lambda: page.which.currentText() == "Berlin office")
    assert page.calendar is not None
    assert not page.calendar.is_working(date(2026, 10, 3))

    page.hours.click()
    assert form.remove.isVisible()
    form.remove.click()
    seat.qtbot.waitUntil(lambda: page.which.currentText() == "The centre")
    seat.undo()
    page.read()
    seat.qtbot.waitUntil(lambda: page.which.count() == 2)


def test_published_holidays_are_proposed_and_what_somebody_entered_is_not_ticked(seat: Seat) -> None:
    page, holiday = seat.page, date(2026, 10, 1)
    with open_centre(seat.centre.url) as centre, centre.write() as db:
        days = {holiday: Day(holiday, DayKind.WORK, "hand"), MAKE_UP: None}
        change_days(db, CENTRE, 0, days, at=NOW, who="li")
    page.read()
    seat.qtbot.waitUntil(lambda: page.calendar is not None and page.calendar.version == 1)

    page.refresh.click()
    assert page.proposals is not None
    assert list(page.proposals.wanted) == [MAKE_UP]
    seat.qtbot.mouseClick(page.proposals.take, LEFT)
    assert seat.await_said() == "1 day was taken over."
    assert seat.stored().is_working(MAKE_UP)
    assert seat.stored().is_working(holiday)


def test_a_file_is_previewed_and_written_only_when_it_is_taken(seat: Seat, tmp_path: Path) -> None:
    page, file = seat.page, tmp_path / "days.csv"
    file.write_text("日期,类型,备注\n2026-11-27,休息,团建\n2026-11-31,休息,\n", encoding="utf-8")
    assert page.calendar is not None
    page.files.show_preview(page.calendar, read_file(file, page.calendar))
    preview = page.files.preview
    assert preview is not None
    assert preview.summary.text() == "days.csv: 1 new, 0 changed, 0 as they are, 1 left out."
    assert seat.stored().version == 0
    with seat.qtbot.waitSignal(preview.finished) as ended:
        seat.qtbot.mouseClick(preview.take, LEFT)
    assert ended.args == [QDialog.DialogCode.Accepted]
    assert seat.await_said() == "1 day was taken in."
    assert seat.stored().days[OUTING].source == "days.csv"


def test_who_read_an_older_calendar_is_told_and_sees_the_newer_one(seat: Seat) -> None:
    with open_centre(seat.centre.url) as centre, centre.write() as db:
        change_days(db, CENTRE, 0, {OUTING: Day(OUTING, DayKind.REST, "hand")}, at=NOW, who="wang")
    seat.page.view.choose(date(2026, 11, 26))
    seat.press(Key.Key_R)
    seat.qtbot.waitUntil(lambda: seat.page.problem.isVisible())
    seat.qtbot.waitUntil(lambda: OUTING in (seat.page.calendar or seat.stored()).days)
    assert seat.stored().is_working(date(2026, 11, 26))


def test_countries_are_named_in_the_language_in_use() -> None:
    assert ("DE", "德国") in work.country_names(lambda *_told: None, "", "zh_CN")
