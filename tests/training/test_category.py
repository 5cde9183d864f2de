"""Which profile speaks for which training: the first row that fits is proposed, and no more than that."""

from __future__ import annotations

import pytest

from supervisor.errors import ChangedMeanwhileError, TrainingError
from supervisor.storage import undo
from supervisor.storage.database import Database
from supervisor.storage.step_titles import title
from supervisor.training.category import (
    USUAL,
    Category,
    Mark,
    Profile,
    Sign,
    Spread,
    advice,
    name,
    profile_of,
    proposed,
)
from supervisor.training.category_store import all_categories, save_categories
from tests.training.made import AT

HIGH, LOW = Sign.HIGH, Sign.LOW


@pytest.mark.parametrize(
    ("signs", "spread", "first"),
    [
        ({Mark.TALK: HIGH}, Spread.ALL, "steering"),
        ({Mark.TALK: HIGH}, Spread.ONE, "product"),
        ({Mark.HOLD: HIGH, Mark.TALK: HIGH}, Spread.ALL, "knowledge_base"),
        ({Mark.ACW: HIGH}, None, "templates"),
        ({Mark.AHT: LOW, Mark.TALK: LOW, Mark.FCR: LOW}, None, "rushing"),
        ({Mark.AHT: HIGH, Mark.TALK: HIGH, Mark.FCR: HIGH, Mark.CSAT: HIGH}, Spread.ALL, "leave_alone"),
        ({Mark.DISPATCH: HIGH}, None, "dispatch"),
        ({Mark.MANNER: LOW, Mark.CSAT: LOW}, None, "manner"),
    ],
)
def test_the_usual_table_proposes_what_the_profile_says(
    signs: dict[Mark, Sign], spread: Spread | None, first: str
) -> None:
    assert proposed(USUAL, Profile(signs, spread))[0].id == first


def test_a_figure_that_is_unknown_speaks_for_nothing() -> None:
    assert proposed(USUAL, Profile({})) == ()
    assert proposed(USUAL, Profile({Mark.TALK: Sign.USUAL})) == ()


def test_a_profile_is_made_of_kpis_and_more_errors_are_less_accuracy() -> None:
    found = profile_of(
        {"att": "high", "critical_rate": "high", "fcr": "unknown", "csat": "low"}, makers=1, types=6
    )
    assert found == Profile({Mark.TALK: HIGH, Mark.ACCURACY: LOW, Mark.CSAT: LOW}, Spread.ONE)
    assert profile_of({}, makers=4, types=6).spread is Spread.ALL
    assert profile_of({}).spread is None


def test_every_usual_category_has_a_name_and_advice() -> None:
    for category in USUAL:
        assert name(category, "en") != category.id
        assert advice(category)


def test_a_centre_calls_its_categories_as_it_likes() -> None:
    own = Category("steering", "控场", "Keep it short", {Mark.TALK: (HIGH,)})
    assert (name(own, "zh_CN"), name(own, "en")) == ("控场", "Keep it short")
    assert name(Category("x", name_en="Only English"), "zh_CN") == "Only English"


def test_the_table_is_saved_in_its_order_and_undone_as_one(centre: Database) -> None:
    own = (Category("own", "话术", "Phrases", {Mark.MANNER: (LOW,)}), USUAL[0])
    with centre.write() as db:
        read = all_categories(db)
        assert [row.category for row in read] == list(USUAL)
        save_categories(db, read, own, **AT)
    with centre.write() as db:
        assert [row.category for row in all_categories(db)] == list(own)
        save_categories(db, all_categories(db), own[::-1], **AT)
    with centre.write() as db:
        assert [row.category for row in all_categories(db)] == list(own[::-1])
        step = undo.last(db)
        assert step is not None
        assert title(step) == "Change the kinds of training (2)"
        undo.revert(db, step.id, at=AT["at"])
        assert [row.category for row in all_categories(db)] == list(own)
        with pytest.raises(ChangedMeanwhileError):
            save_categories(db, read, (), **AT)
        save_categories(db, all_categories(db), (), **AT)
        assert [row.category for row in all_categories(db)] == list(USUAL)
        with pytest.raises(TrainingError):
            save_categories(db, all_categories(db), (Category("new"),), **AT)


def test_what_misses_its_target_is_no_usual_figure_even_where_all_miss_it() -> None:
    assert profile_of({"fcr": "usual"}, off="fcr").signs == {Mark.FCR: LOW}
    assert profile_of({"complaint_rate": "usual"}, off="complaint_rate").signs == {Mark.COMPLAINTS: HIGH}
    assert profile_of({"critical_rate": "usual"}, off="critical_rate").signs == {Mark.ACCURACY: LOW}
    assert profile_of({"att": "usual"}, off="att").signs == {Mark.TALK: Sign.USUAL}  # either way may be off


def test_where_talk_is_long_the_facts_of_the_handle_time_say() -> None:
    long = {"att": "high"}
    assert profile_of(long, makers=1, types=6, off="att", facts=["talk_everywhere"]).spread is Spread.ALL
    assert profile_of(long, makers=5, types=6, off="aht", facts=["talk_on_types"]).spread is Spread.ONE
    assert profile_of(long, makers=1, types=6, off="fcr", facts=["talk_everywhere"]).spread is Spread.ONE


def test_only_what_speaks_of_the_kpi_is_proposed_for_it() -> None:
    both = Profile({Mark.TALK: HIGH, Mark.DISPATCH: HIGH}, Spread.ALL)
    assert [one.id for one in proposed(USUAL, both, "dispatch_rate")] == ["dispatch"]
    assert [one.id for one in proposed(USUAL, both, "att")] == ["steering"]
    assert [one.id for one in proposed(USUAL, both)] == ["steering", "dispatch"]
    assert proposed(USUAL, both, "qa_score") == ()
    rushing = Profile({Mark.TALK: LOW, Mark.FCR: LOW}, Spread.ALL)
    assert proposed(USUAL, rushing, "fcr")[0].id == "rushing"
