from __future__ import annotations

from datetime import timedelta

import pytest
from msgspec.structs import replace
from sqlalchemy import update

from supervisor.errors import ChangedMeanwhileError, IssueError, NameTakenError
from supervisor.issues import filter_store
from supervisor.issues.clock import Light
from supervisor.issues.event import EVERYTHING, Acting
from supervisor.issues.question import USUAL, IssueQuestion, SavedView, View
from supervisor.issues.states import State
from supervisor.storage import step_titles, undo
from supervisor.storage.database import Database
from supervisor.storage.issue_tables import issue_filter
from tests.issues.rows import NOW

ANNA, BEN = Acting("anna", EVERYTHING), Acting("ben", EVERYTHING)
LATE = View(
    IssueQuestion(states=(State.WORKING,), lights=(Light.RED,), text="资费 100%", internal=False),
    ("number", "title"),
    "department",
    (("clock", False), ("number", True)),
)


def test_a_filter_is_kept_as_it_is_with_columns_groups_and_order(centre: Database) -> None:
    with centre.write() as db:
        _, kept = filter_store.save(db, SavedView("", "Late ones", LATE), acting=ANNA, at=NOW)
    with centre.read() as db:
        assert filter_store.all_filters(db, "anna") == (kept,)
    assert (kept.view, kept.version) == (LATE, 1)


def test_ones_own_are_seen_by_nobody_else_and_everybodys_by_all(sqlite: Database) -> None:
    with sqlite.write() as db:
        filter_store.save(db, SavedView("", "Mine", who="me"), acting=ANNA, at=NOW)
        filter_store.save(db, SavedView("", "All"), acting=ANNA, at=NOW)
        assert [view.name for view in filter_store.all_filters(db, "anna")] == ["All", "Mine"]
        assert [view.name for view in filter_store.all_filters(db, "ben")] == ["All"]
        filter_store.save(db, SavedView("", "Mine", who="ben"), acting=BEN, at=NOW)


def test_a_name_is_taken_however_it_is_written(sqlite: Database) -> None:
    with sqlite.write() as db:
        filter_store.save(db, SavedView("", "Late ones"), acting=ANNA, at=NOW)
        with pytest.raises(NameTakenError):
            filter_store.save(db, SavedView("", " LATE  ones "), acting=BEN, at=NOW)
        for name in (" ", "x" * 81):
            with pytest.raises(IssueError):
                filter_store.save(db, SavedView("", name), acting=BEN, at=NOW)


def test_saving_changing_and_removing_are_steps(sqlite: Database) -> None:
    with sqlite.write() as db:
        _, first = filter_store.save(db, SavedView("", "Late"), acting=ANNA, at=NOW)
        _, second = filter_store.save(db, replace(first, name="Later", view=LATE), acting=ANNA, at=NOW)
        with pytest.raises(ChangedMeanwhileError):
            filter_store.save(db, replace(first, name="Latest"), acting=ANNA, at=NOW)
        filter_store.remove(db, second, acting=ANNA, at=NOW)
        assert filter_store.all_filters(db, "anna") == ()
        titles = []
        for _ in range(3):
            step = undo.last(db, "anna")
            assert step is not None
            titles.append(step_titles.title(step))
            undo.revert(db, step.id, at=NOW + timedelta(seconds=1))
        assert titles == ["Remove the filter “Later”", "Save the filter “Later”", "Save the filter “Late”"]
        assert filter_store.all_filters(db, "anna") == ()


def test_what_a_later_version_wrote_is_left_out_and_left_alone(sqlite: Database) -> None:
    with sqlite.write() as db:
        filter_store.save(db, SavedView("", "Late"), acting=ANNA, at=NOW)
        db.execute(update(issue_filter).values(document={"question": {"states": ["pondered"]}}))
        assert filter_store.all_filters(db, "anna") == ()


def test_the_usual_ones_have_names_of_their_own() -> None:
    assert len({title for title, _view in USUAL.values()}) == len(USUAL)
