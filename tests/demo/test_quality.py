"""The demo's quality: what docs/demo.md says of it is there."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select

from supervisor.clock import BusinessDays
from supervisor.demo.drawn import drawn_day
from supervisor.demo.judging import (
    CONCENTRATED,
    FORM_OF,
    MEASURE_DAYS,
    MEASURE_ITEM,
    RATERS,
    SINCE_MEASURE,
    judged,
    judgement,
)
from supervisor.demo.people import colleagues
from supervisor.demo.quality import (
    DUE_DAYS,
    MEASURE,
    SESSION,
    SESSION_CONTACTS,
    SESSION_DAYS,
    UNCLEAR,
    forget_quality,
    write_forms,
    write_judged,
)
from supervisor.demo.weaknesses import Past, Traits
from supervisor.events import EndedBy
from supervisor.facts.contact import Entry
from supervisor.quality.asking import ask_agreement
from supervisor.quality.counting import count_evaluations
from supervisor.quality.evaluation import Score, State, score
from supervisor.quality.evaluation_store import EvaluationQuestion, evaluations
from supervisor.quality.measure_store import all_measures
from supervisor.sources.simulated.people import agents
from supervisor.storage.database import open_centre, open_history
from supervisor.storage.history_tables import history_count

TODAY = date(2026, 11, 22)
DAYS = BusinessDays(ZoneInfo("Asia/Shanghai"))
PEOPLE = agents(1)
PAST = Past(PEOPLE, TODAY)
COLLEAGUES = colleagues(PEOPLE, PAST, 1)
CALLS = FORM_OF["voice"][1]


def scores(traits: Traits, ago: int = 60, count: int = 1500) -> list[Score]:
    """Of calls, one in four with a hold, judged by each rater in turn."""
    rng = Random(5)
    found = []
    for at in range(count):
        entry = Entry(
            *("c", "q", 0),
            talk_s=200.0,
            hold_s=30.0 if at % 4 == 0 else 0.0,
            ended_by=EndedBy.TRANSFER.value if at % 30 == 0 else "",
        )
        found.append(score(CALLS, judgement(CALLS, entry, traits, at % 3, ago, rng)))
    return found


def test_the_page_about_the_demo_tells_the_items_and_the_numbers() -> None:
    page = (Path(__file__).parents[2] / "docs" / "demo.md").read_text()
    for item in (*CONCENTRATED, UNCLEAR):
        assert f"`{item}`" in page
    for number in (*CONCENTRATED.values(), SINCE_MEASURE):
        assert f"{number * 100:.0f} of" in page
    for days in (MEASURE_DAYS, SESSION_DAYS):
        assert f"{days} days ago" in page
    assert f"due in {DUE_DAYS} days" in page


def test_three_items_make_seven_in_ten_errors() -> None:
    errors = Counter(item for one in scores(Traits()) for item in one.errors)
    assert {item for item, _count in errors.most_common(3)} == {"summary", "knowledge", "hold"}
    assert sum(count for _item, count in errors.most_common(3)) > 0.7 * errors.total()


def test_the_measure_helps_since_it_is_under_way() -> None:
    before, since = (
        sum(MEASURE_ITEM in one.errors for one in scores(Traits(), ago)) / 1500
        for ago in (MEASURE_DAYS + 1, MEASURE_DAYS)
    )
    assert before == pytest.approx(CONCENTRATED[MEASURE_ITEM], abs=0.04)
    assert since == pytest.approx(SINCE_MEASURE, abs=0.04)


def test_one_agent_makes_a_fatal_error_in_a_third_of_the_forms_and_others_seldom() -> None:
    night = next(one for one in PEOPLE if PAST.place(one) == ("night", 0))
    wanted = PAST.traits(night, TODAY - timedelta(days=60))
    assert sum(one.fatal for one in scores(wanted)) / 1500 == pytest.approx(0.35, abs=0.05)
    assert sum(one.fatal for one in scores(Traits())) / 1500 < 0.06


def test_a_judged_day_stands_with_its_calibration_and_is_counted_once(sqlite_url: str) -> None:
    day = TODAY - timedelta(days=SESSION_DAYS)
    drawn = drawn_day(PEOPLE, PAST, DAYS, day, seed=1, language="en")
    found = judged(drawn, COLLEAGUES, PAST, seed=1, language="en")
    assert found == judged(drawn, COLLEAGUES, PAST, seed=1, language="en")
    with open_centre(sqlite_url) as centre, open_history(sqlite_url) as history:
        with centre.write() as db:
            forget_quality(db)
            write_forms(db, PAST, "en")
        for _time in range(2):  # however often it is written
            with centre.write() as db:
                write_judged(db, day, found, PAST, seed=1, language="en")
            count_evaluations(centre, history)
        with centre.read() as db:
            assert len(evaluations(db, EvaluationQuestion())) == len(found) > 15
            (measure,) = all_measures(db)
        with history.read() as db:
            forms = db.execute(select(func.sum(history_count.c.n_form))).scalar_one()
    assert forms == len(found)
    assert measure.id == MEASURE
    assert measure.owner
    assert measure.due == TODAY + timedelta(days=DUE_DAYS)
    said = ask_agreement(sqlite_url, SESSION).agreement
    first, severe, mild = said.raters
    assert said.contacts == SESSION_CONTACTS
    assert (first.rater, severe.rater, mild.rater) == RATERS["en"]
    assert severe.is_severe
    assert mild.is_lenient
    assert UNCLEAR in said.to_rewrite
    assert first.items is not None
    assert first.items.agreement > 0.9
    assert severe.items is None


def test_one_appeal_is_open() -> None:
    day = TODAY - timedelta(days=3)
    drawn = drawn_day(PEOPLE, PAST, DAYS, day, seed=1, language="zh_CN")
    states = Counter(one.state for one in judged(drawn, COLLEAGUES, PAST, seed=1, language="zh_CN"))
    assert states[State.APPEALED] == 1
