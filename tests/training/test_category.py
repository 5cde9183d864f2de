"""Which profile speaks for which training: the first row that fits is proposed, and no more than that."""

from __future__ import annotations

import pytest

from supervisor.errors import ChangedMeanwhileError, TrainingError
from supervisor.storage import undo
from supervisor.storage.database import Database
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
        assert undo.title(step) == "Change the kinds of training (2)"
        undo.revert(db, step.id, at=AT["at"])
        assert [row.category for row in all_categories(db)] == list(own)
        with pytest.raises(ChangedMeanwhileError):
            save_categories(db, read, (), **AT)
        save_categories(db, all_categories(db), (), **AT)
        assert [row.category for row in all_categories(db)] == list(USUAL)
        with pytest.raises(TrainingError):
            save_categories(db, all_categories(db), (Category("new"),), **AT)
