"""The review of a real database: sums as they were told, targets as they hold, computed once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest

from supervisor.evidence.options import Answer
from supervisor.evidence.unit import Unit
from supervisor.people import store
from supervisor.people.person import Group, GroupKind, Person
from supervisor.performance.kpi import use_own
from supervisor.performance.own_kpi import all_own, save_own
from supervisor.performance.target import Cell, Target, TargetRow
from supervisor.performance.target_store import Change, change_targets
from supervisor.review.asking import ask_review, months_before
from supervisor.review.decisions import About, Choice, Decision, Said, decide
from supervisor.review.monthly import ReviewQuestion
from supervisor.storage.database import open_centre, open_history
from tests.history.past import sheet_counts
from tests.performance.test_own_kpi import CONSULTS

NOW = datetime(2026, 11, 22, tzinfo=UTC)
TODAY, MONTH = date(2026, 11, 22), date(2026, 10, 1)
STAMP: dict[str, Any] = {"at": NOW, "who": "anna"}
QUESTION = ReviewQuestion(MONTH, TODAY)
OK_OF = {"a": (0.80, 0.81, 0.79), "b": (0.90, 0.91, 0.92), "c": (0.88, 0.87, 0.89), "d": (0.90, 0.86, 0.88)}


@pytest.fixture
def url(sqlite_url: str) -> Iterator[str]:
    """Four people of one skill group with three months of first contacts, 500 in each."""
    with open_centre(sqlite_url) as centre, centre.write() as db:
        store.add_group(db, Group("g", GroupKind.SKILL, "Billing"), **STAMP)
        for one in OK_OF:
            person = Person(one, f"Agent {one}", joined=date(2020, 1, 1))
            store.add_person(db, person, groups=["g"], logins=[("crm", one)], **STAMP)
        target = TargetRow(Cell("fcr", skill="g"), Target(low=0.85))
        change_targets(db, [Change(None, target)], **STAMP)
    with open_history(sqlite_url) as history:
        sheet_counts(
            history,
            "crm",
            [
                (
                    date(2026, 8 + month, 3),
                    "D",
                    one,
                    "voice",
                    {
                        "n_fcr_eligible": 500,
                        "n_fcr_ok": round(500 * share),
                        "n_answered": 800,
                        "n_consult": 8,
                    },
                )
                for one, shares in OK_OF.items()
                for month, share in enumerate(shares)
            ],
        )
    yield sqlite_url
    use_own(())


def test_it_judges_what_the_sheets_told_by_the_targets_that_hold(url: str) -> None:
    review = ask_review(url, QUESTION)
    assert review.months == tuple(piece.first for piece in months_before(MONTH, 6))
    assert [who.name for who in review.units] == ["Agent a", "Agent b", "Agent c", "Agent d"]
    found = review.evidence["fcr"]
    assert found.panel.value()[0, -3:].tolist() == pytest.approx([0.80, 0.81, 0.79])
    assert found.panel.low[:, -1].tolist() == [0.85] * 4
    assert found.answer[0] is Answer.CONFIRMED
    assert found.run[0] == 3
    assert {found.answer[at] for at in (1, 2, 3)} == {Answer.FINE}
    assert "csat" not in review.evidence  # nobody told of it


def test_it_is_computed_again_only_when_something_it_rests_on_was_written(url: str) -> None:
    review = ask_review(url, QUESTION)
    unit = Unit("a", "g", "voice")
    with open_centre(url) as centre, centre.write() as db:
        choice = Choice(About(MONTH, "fcr", unit), Decision.ACCEPTED, Said())
        decide(db, [choice], today=TODAY, **STAMP)
    assert ask_review(url, QUESTION) is review
    with open_centre(url) as centre, centre.write() as db:
        looser = TargetRow(Cell("fcr", skill="g", since=date(2026, 8, 1)), Target(low=0.75))
        change_targets(db, [Change(None, looser)], **STAMP)
    assert ask_review(url, QUESTION).evidence["fcr"].answer[0] is Answer.FINE


def test_a_kpi_of_the_centres_own_is_in_it(url: str) -> None:
    with open_centre(url) as centre, centre.write() as db:
        save_own(db, CONSULTS, **STAMP)
        assert [one.id for one in all_own(db)] == ["own_consults"]
    found = ask_review(url, QUESTION).evidence["own_consults"]
    assert found.panel.value()[:, -1].tolist() == pytest.approx([0.01] * 4)
    assert set(found.answer) == {Answer.NO_VERDICT}  # without a target
