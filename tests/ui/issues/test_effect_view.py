"""What is said of an effect, what is kept when it is stated, and a department's record."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from supervisor.issues import store
from supervisor.issues.effect_wording import Statement
from supervisor.issues.evidence import Figure
from supervisor.issues.issue import Issue
from supervisor.issues.states import State
from supervisor.storage.database import open_centre
from tests.issues.rows import an_issue, put
from tests.ui.issues.conftest import Seat
from ui.issues.effect_view import EffectView
from ui.issues.issue_page import IssuePage
from ui.issues.menu_sample import sample_effect, sample_issue
from ui.issues.record_view import RecordView

TODAY = date(2026, 3, 6)


@pytest.fixture
def view(seat: Seat) -> Iterator[EffectView]:
    made = EffectView(seat.screen.desk, seat.screen)
    made.resize(700, 500)
    made.show()
    yield made
    made.hide()
    made.deleteLater()


def issue_since(seat: Seat, days: int) -> Issue:
    """An issue whose measure is in force for so many days, as it stands in the database."""
    of = sample_issue(TODAY - timedelta(days=days))
    kept = an_issue(17, of.title, state=State.DONE, criterion=of.facts.criterion, done_on=of.standing.done_on)
    with open_centre(seat.centre.url) as database, database.write() as db:
        put(db, kept)
    return kept


def test_a_fall_is_said_with_its_range_and_what_it_was_divided_by(seat: Seat, view: EffectView) -> None:
    issue = issue_since(seat, 30)
    view.show_issue(issue)
    view.show_answer(sample_effect(TODAY, issue))
    assert view.verdict.text().startswith("Fell: 0.")
    assert "Target reached" in view.target.text()
    assert "divided by" in view.counts.text()
    assert view.sign.isHidden()
    assert view.chart.figures().count("\n") > 8


def test_while_the_window_runs_there_is_a_day_to_wait_for_and_nothing_to_state(
    seat: Seat, view: EffectView
) -> None:
    issue = issue_since(seat, 9)
    view.show_issue(issue)
    view.show_answer(sample_effect(TODAY, issue))
    assert view.verdict.text() == "Wait until 2026-03-25: a part of the window misleads."
    assert view.state_it.isHidden()
    assert view.statement is None


def test_no_change_is_signed_and_said(seat: Seat, view: EffectView) -> None:
    issue = issue_since(seat, 30)
    view.show_issue(issue)
    view.show_answer(sample_effect(TODAY, issue, ratio=0.98))
    assert view.verdict.text().startswith("No change seen")
    assert view.sign.isVisible()


def test_what_is_stated_is_kept_and_stays_when_the_data_change(seat: Seat, view: EffectView) -> None:
    wanted: list[tuple[int, Statement]] = []
    view.finding_wanted.connect(lambda id, said: wanted.append((id, said)))
    issue = issue_since(seat, 30)
    view.show_issue(issue)
    view.show_answer(sample_effect(TODAY, issue))
    first = view.verdict.text()
    view.state_it.click()
    seat.done("was kept")
    seat.wait(lambda: view.kept.text())
    ((id, said),) = wanted
    assert id == 17
    assert first in said.text
    view.show_issue(issue)
    view.show_answer(sample_effect(TODAY, issue, ratio=0.98))
    assert view.verdict.text().startswith("No change seen")
    assert first in view.kept.text()
    with open_centre(seat.centre.url) as database, database.read() as db:
        (piece,) = store.evidence(db, 17)
    assert isinstance(piece.matter, Figure)
    assert piece.matter.shown == first


def test_the_stated_effect_leads_to_the_verifying_move_with_its_words(seat: Seat) -> None:
    issue = issue_since(seat, 30)
    seat.screen.show_issue(issue.id)
    page = seat.screen.made["issue"]
    assert isinstance(page, IssuePage)
    seat.wait(lambda: page.opened is not None and page.opened.issue.id == issue.id)
    view = page.body.effect
    view.show_answer(sample_effect(TODAY, page.opened.issue))  # type: ignore[union-attr]
    view.state_it.click()
    seat.wait(lambda: page.moves.form is not None)
    assert page.moves.form is not None
    assert view.verdict.text() in page.moves.form.given.finding
    page.moves.form.do_it.click()
    seat.wait(lambda: seat.issue(issue.id).state is State.VERIFIED)


def test_an_issue_without_a_criterion_says_what_is_missing(seat: Seat, view: EffectView) -> None:
    view.show_issue(seat.issue(1))
    assert view.verdict.text().startswith("No success criterion")
    assert view.chart.isHidden()


def test_a_departments_record_is_counted_and_copied(seat: Seat) -> None:
    view = RecordView(seat.screen.desk, seat.screen)
    view.resize(400, 600)
    view.show()
    view.show_department("d1")
    seat.wait(lambda: "answered" in view.lines)
    assert view.lines["open_now"][1].text() == "1 open, 1 overdue"
    view.period.setCurrentIndex(0)
    view.ask()
    assert view.days == (date(2026, 2, 1), date(2026, 2, 28))
    seat.wait(lambda: view._record is not None and view._record.first == date(2026, 2, 1))
    assert view.text().splitlines()[0] == "Sent to it\t0"
    view.hide()
    view.deleteLater()
