"""A series: its pattern with the next days, its people, its agenda; saved, retired, removed."""

from __future__ import annotations

from supervisor.meetings import series_store
from supervisor.meetings.series import Every, Section, Series
from supervisor.storage.database import open_centre
from tests.ui.meetings.conftest import CTRL, Button, Key, Seat
from ui.meetings.series_page import SeriesPage


def stored(seat: Seat) -> dict[str, Series]:
    with open_centre(seat.centre.url) as database, database.read() as db:
        return {one.name: one for one in series_store.all_series(db)}


def opened(seat: Seat) -> SeriesPage:
    page = seat.series()
    page.table.select(next(iter(page.table.arrangement.rows)))
    page.table.view.setFocus()
    seat.qtbot.keyClick(page.table.view, Key.Key_Return)
    assert page.split.is_open
    return page


def test_the_next_five_days_are_said_and_change_with_the_pattern(seat: Seat) -> None:
    page = opened(seat)
    form = page.form
    assert form.days.text().count("Monday") == 4
    assert "2026-04-07, Tuesday" in form.days.text()  # the day before is a day off
    form.every.setCurrentIndex(form.every.findData(Every.MONTH_DAY.value))
    form.every.activated.emit(form.every.currentIndex())
    form.month_day.setValue(1)
    seat.qtbot.waitUntil(lambda: "2026-04-01" in form.days.text())
    assert "2026-05-06" in form.days.text()  # Labour Day moves it behind the days off
    form.before.click()
    seat.qtbot.waitUntil(lambda: "2026-04-30" in form.days.text())
    form.every.setCurrentIndex(form.every.findData(Every.BY_HAND.value))
    form.every.activated.emit(form.every.currentIndex())
    seat.qtbot.waitUntil(lambda: "by hand" in form.days.text())


def test_days_of_a_year_that_is_not_published_yet_are_provisional(seat: Seat) -> None:
    page = opened(seat)
    starts = page.listed.starts[page.form.series.id]
    page.form.show_days(starts, {2026})
    assert page.form.days.text().count("(provisional)") == 5
    page.form.show_days(starts, page.listed.provisional)
    assert "provisional" not in page.form.days.text()


def test_a_new_series_is_written_by_keys_and_kept(seat: Seat) -> None:
    page = seat.series()
    seat.qtbot.keyClick(page.table.view, Key.Key_N, CTRL)
    form = page.form
    assert form.name.hasFocus()
    seat.qtbot.keyClick(form.name, Key.Key_S, CTRL)
    assert form.fields["name"].problem == "A series needs a name."
    seat.qtbot.keyClicks(form.name, "Voice menu")
    seat.qtbot.keyClicks(form.people, "Lin Yan, Billing, lin@bill.example")
    form.template.wanted[Section.CARRIED].click()
    form.template.minutes[Section.NEW].setValue(7)
    form.template.other.setPlainText("Greetings\n\nHold music")
    seat.qtbot.keyClick(form.name, Key.Key_S, CTRL)
    seat.qtbot.waitUntil(lambda: "Voice menu" in stored(seat))
    kept = stored(seat)["Voice menu"]
    assert [(one.name, one.department, one.mail) for one in kept.people] == [
        ("Lin Yan", "bill", "lin@bill.example")
    ]
    assert Section.CARRIED not in kept.template.sections
    assert kept.template.minutes[Section.NEW] == 7
    assert kept.template.other == ("Greetings", "Hold music")


def test_a_department_that_nobody_knows_is_told_at_its_field(seat: Seat) -> None:
    page = opened(seat)
    page.form.people.setPlainText("Wu, Netwrk")
    seat.qtbot.keyClick(page.form.name, Key.Key_S, CTRL)
    assert "Netwrk" in page.form.fields["people"].problem
    assert stored(seat)["Coordination"].people


def test_what_was_typed_stays_when_somebody_else_saved_the_series(seat: Seat) -> None:
    page = opened(seat)
    page.form.place.setText("Room 9")
    page.form.place.textEdited.emit("Room 9")
    with open_centre(seat.centre.url) as database, database.write() as db:
        from msgspec.structs import replace

        from tests.meetings.centre import ANNA, AT

        (one,) = series_store.all_series(db)
        series_store.save(db, replace(one, chair="Wang"), acting=ANNA, at=AT)
    seat.qtbot.keyClick(page.form.place, Key.Key_S, CTRL)
    seat.qtbot.waitUntil(lambda: page.form.problem.isVisible())
    assert page.form.place.text() == "Room 9"
    assert stored(seat)["Coordination"].place == "Room 301"


def test_a_series_is_retired_and_taken_up_again(seat: Seat) -> None:
    page = opened(seat)
    seat.qtbot.mouseClick(page.form.retire, Button.LeftButton)
    seat.qtbot.waitUntil(lambda: stored(seat)["Coordination"].retired)
    seat.qtbot.waitUntil(lambda: page.form.retire.text() == "Take up again")


def test_one_that_had_meetings_is_not_removed(seat: Seat) -> None:
    page = opened(seat)
    seat.qtbot.mouseClick(page.form.remove, Button.LeftButton)
    seat.qtbot.waitUntil(lambda: page.form.problem.isVisible())
    assert "Coordination" in stored(seat)
