"""Whose contacts are missing this month, drawn ones that are judged at once, exemptions and their end."""

from __future__ import annotations

from datetime import date, datetime

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from supervisor.people.roll import Roll
from supervisor.performance.kpi import Direction
from supervisor.performance.target import Cell, Target, TargetRow
from supervisor.quality.exempt_store import all_exemptions
from supervisor.quality.exempting import Exempted, ExemptLine, Record, exempt_lines
from supervisor.quality.sampling import Candidate
from supervisor.storage.database import open_centre
from tests.ui.quality.conftest import TODAY, Seat
from ui.quality.evaluations_page import EvaluationsPage
from ui.quality.sampling_page import EXEMPTIONS, SamplingPage


def held(seat: Seat) -> tuple[Exempted, ...]:
    with open_centre(seat.centre.url) as database, database.read() as db:
        return all_exemptions(db)


def lines(roll: Roll, exemptions: tuple[Exempted, ...] = ()) -> tuple[ExemptLine, ...]:
    """Li Na may be exempted, Wang Wei may not."""
    target = TargetRow(
        Cell("fatal_rate", since=date(2026, 1, 1)), Target(high=0.02, direction=Direction.LOWER)
    )
    records = {"li": Record(0, 200), "wang": Record(6, 90)}
    return exempt_lines(roll, TODAY, records, [target], exemptions)


def test_what_is_missing_is_counted_and_a_drawn_contact_is_judged_with_one_key(seat: Seat) -> None:
    page = seat.screen.show_tab("sampling")
    assert isinstance(page, SamplingPage)
    seat.wait(lambda: page.table.arrangement.shown == 3)
    li = page.table.row("li")
    assert li is not None
    assert (li.planned, li.done, li.missing) == (8, 1, 7)
    assert "4 forms done" in page.summary.text()
    at = datetime(2026, 11, 20, 9, 30, tzinfo=seat.screen.desk.zone)
    drawn = Candidate("pbx", "c77", at, at.date(), "li", "voice", "Bills", "", "", 180.0)
    page.show_drawn((drawn,))
    page.drawn.view.setFocus()
    page.drawn.select(("pbx", "c77", "li"))
    QTest.keyClick(page.drawn.view, Qt.Key.Key_Return)
    evaluations = seat.screen.page("evaluations")
    assert isinstance(evaluations, EvaluationsPage)
    begin = evaluations.begin_page
    assert begin.isVisible()
    assert begin.person.person == "li"
    begin.begin.click()
    draft = evaluations.one.evaluation
    assert draft is not None
    assert (draft.contact, draft.judgement.source, draft.contact_day) == ("c77", "pbx", at.date())


def test_somebody_is_exempted_with_the_evidence_and_the_exemption_ends_with_a_reason(seat: Seat) -> None:
    page = seat.screen.show_tab("sampling")
    assert isinstance(page, SamplingPage)
    page.show_view(EXEMPTIONS)
    view, roll = page.exempt, seat.screen.desk.known.roll
    seat.wait(lambda: not page._exempting.is_asking)
    page._exempting.ask = lambda *_asked, **_more: None  # type: ignore[method-assign]  # what is shown is told below
    view.show_lines(lines(roll))
    view.table.select("wang")
    QTest.keyClick(view.table.view, Qt.Key.Key_Return)
    assert "too many fatal errors" in view.person.words.text()
    assert not view.person.exempt.isVisible()
    view.table.select("li")
    assert view.person.exempt.isVisible()
    view.person.note.setFocus()
    QTest.keyClick(view.person.note, Qt.Key.Key_Return)
    undo = seat.done("Li Na is exempt")
    (one,) = held(seat)
    assert (one.person, one.grounds.forms, one.grounds.limit) == ("li", 200, 0.02)
    undo()
    seat.wait(lambda: not held(seat))
    view.person.exempt.click()
    seat.done("Li Na is exempt")
    view.show_lines(lines(roll, held(seat)))
    assert "Exempt since" in view.person.words.text()
    view.person.end.click()
    seat.wait(lambda: "Say why" in view.person.problem)
    view.person.why.setFocus()
    QTest.keyClicks(QApplication.focusWidget(), "Back from leave")
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    seat.done("is over")
    assert held(seat)[0].until == TODAY
    assert held(seat)[0].grounds.why_ended == "Back from leave"
