"""Stated figures: they stay, are given back with a reason alone, and what changed since is a correction."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime

import numpy as np
import pytest

from supervisor.errors import ChangedMeanwhileError, ReviewError
from supervisor.review.corrections import corrections
from supervisor.review.frozen import freeze, freezes, read_frozen, reopen
from supervisor.review.monthly import MonthlyReview
from supervisor.sentences.error import sentence
from supervisor.storage.areas import versions
from supervisor.storage.database import Database, open_centre
from tests.review.made import AHT, CSAT, OCTOBER, SEPTEMBER, UNITS, review, standing

NOW = datetime(2026, 11, 3, 1, tzinfo=UTC)
LATER = datetime(2026, 11, 20, 1, tzinfo=UTC)
TODAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def october() -> MonthlyReview:
    return review(AHT, CSAT)


@pytest.fixture
def floor(sqlite_url: str) -> Iterator[Database]:
    """A centre's database; what engines may do differently is tried on both."""
    with open_centre(sqlite_url) as database:
        yield database


def late_answers() -> MonthlyReview:
    """As October is when two more of Han's surveys of September came in."""
    x, n = CSAT.x.copy(), CSAT.n.copy()
    x[6, 1] += 2
    n[6, 1] += 2
    return review(AHT, replace(CSAT, x=x, n=n))


def state(centre: Database, found: MonthlyReview, at: datetime = NOW) -> None:
    with centre.write() as db:
        freeze(db, found, at=at, who="li", note=" for the meeting ")


def test_stated_figures_come_back_as_they_were_said(floor: Database, october: MonthlyReview) -> None:
    state(floor, october)
    with floor.read() as db:
        kept = read_frozen(db, OCTOBER)
        assert read_frozen(db, SEPTEMBER) is None
        assert versions(db)["review"] == 1
    assert kept is not None
    assert (kept.freeze.frozen_by, kept.freeze.frozen_at, kept.freeze.note) == ("li", NOW, "for the meeting")
    han = kept.figures["csat"][UNITS[6]]
    assert (han.name, han.team_name, han.answer) == ("Han", "South", "A")
    assert (han.months[-1].numerator, han.months[-1].denominator, han.months[-1].value) == (19, 25, 0.76)
    assert han.level == pytest.approx(float(october.evidence["csat"].level[6]))
    assert list(kept.figures) == ["aht", "csat"]
    assert corrections(kept, october, noticed=TODAY) == ()


def test_what_changed_since_is_a_correction_with_old_and_new(floor: Database, october: MonthlyReview) -> None:
    state(floor, october)
    with floor.read() as db:
        kept = read_frozen(db, OCTOBER)
    assert kept is not None

    (found,) = corrections(kept, late_answers(), noticed=TODAY)

    assert (found.kpi, found.name, found.month) == ("csat", "Han", SEPTEMBER)
    assert (found.old, found.old_n) == (0.76, 25)
    assert (found.new, found.new_n) == (pytest.approx(21 / 27), 27)
    assert (found.stated_at, found.noticed) == (NOW, TODAY)


def test_who_is_new_or_gone_is_a_correction_too(floor: Database, october: MonthlyReview) -> None:
    seven = replace(
        CSAT,
        units=UNITS[:7],
        **{name: getattr(CSAT, name)[:7] for name in ("x", "n", "cell", "low", "high", "margin")},
    )
    state(floor, review(seven))
    with floor.read() as db:
        kept = read_frozen(db, OCTOBER)
    assert kept is not None
    came = corrections(kept, review(CSAT), noticed=TODAY)
    assert [(one.name, one.old, one.new_n) for one in came] == [("Jin", None, 25)] * 3

    with floor.write() as db:
        reopen(db, kept.freeze, reason="Jin was forgotten", at=LATER, who="li")
    state(floor, october)
    with floor.read() as db:
        kept = read_frozen(db, OCTOBER)
    assert kept is not None
    without = replace(review(seven), units=tuple(standing(unit) for unit in UNITS[:7]))
    gone = [one for one in corrections(kept, without, noticed=TODAY) if one.kpi == "csat"]
    assert [(one.name, one.old_n, one.new, one.new_n) for one in gone] == [("Jin", 25, None, None)] * 3


def test_figures_are_stated_once_unless_reopened_with_a_reason(
    centre: Database, october: MonthlyReview
) -> None:
    state(centre, october)
    with pytest.raises(ReviewError) as error:
        state(centre, late_answers(), LATER)
    assert sentence(error.value) == (
        "The review of 2026-10: nothing was written. Its figures were stated by li on 2026-11-03. Reopen it "
        "first, with a reason."
    )
    with centre.write() as db:
        (stated,) = freezes(db)
        with pytest.raises(ReviewError):
            reopen(db, stated, reason=" ", at=LATER, who="wang")
        reopen(db, stated, reason="late surveys", at=LATER, who="wang")
    with centre.write() as db:
        with pytest.raises(ChangedMeanwhileError):
            reopen(db, stated, reason="again", at=LATER, who="li")
        kept = read_frozen(db, OCTOBER)
        assert kept is not None
        assert kept.freeze.is_open
        assert kept.figures["csat"][UNITS[6]].months[1].denominator == 25

    state(centre, late_answers(), LATER)

    with centre.read() as db:
        (anew,) = freezes(db)
        kept = read_frozen(db, OCTOBER)
    assert kept is not None
    assert (anew.is_open, anew.frozen_at) == (False, LATER)
    assert [(one.who, one.reason, one.frozen_at) for one in anew.reopened] == [("wang", "late surveys", NOW)]
    assert kept.figures["csat"][UNITS[6]].months[1].denominator == 27


def test_a_month_that_is_not_over_is_not_stated(floor: Database, october: MonthlyReview) -> None:
    early = replace(october, question=replace(october.question, today=date(2026, 10, 31)))
    with pytest.raises(ReviewError) as error:
        state(floor, early)
    assert sentence(error.value).endswith("The month is not over yet.")


def test_nothing_told_is_stated_as_unknown(floor: Database) -> None:
    n = CSAT.n.copy()
    n[0] = 0
    found = review(replace(CSAT, n=n, x=np.where(n > 0, CSAT.x, 0.0)))
    state(floor, found)
    with floor.read() as db:
        kept = read_frozen(db, OCTOBER)
    assert kept is not None
    assert kept.figures["csat"][UNITS[0]].months[-1].value is None
    assert kept.figures["csat"][UNITS[0]].level is None
