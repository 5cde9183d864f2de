from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, delete, insert, select

from supervisor.errors import ChangedMeanwhileError, SupervisorError, UnknownNameError
from supervisor.storage import undo
from supervisor.storage.centre import centre_setting, source, undo_row, undo_step
from supervisor.storage.centre_settings import change_centre, load_centre, read_centre, save_centre
from supervisor.storage.changes import Changes
from supervisor.storage.database import Database
from supervisor.storage.issue_tables import issue_event, work_calendar
from supervisor.storage.sources import add_source, all_sources, change_source, get_source, remove_source

NINE = datetime(2025, 3, 3, 1, 0, tzinfo=UTC)


def add(db: Connection, name: str, **options: object) -> None:
    add_source(db, name, "asterisk", options, at=NINE, who="anna")


def last(db: Connection) -> undo.Step:
    found = undo.last(db)
    assert found is not None
    return found


def test_a_removed_source_comes_back_as_it_was(centre: Database) -> None:
    with centre.write() as db:
        add(db, "support", host="one", port=5038)
        before = get_source(db, "support")
        remove_source(db, "support", at=NINE, who="anna")

    with centre.write() as db:
        assert undo.revert(db, last(db).id, at=NINE) == Changes({"sources"})
        after = get_source(db, "support")

    assert (after.kind, after.options, after.created_at) == (before.kind, before.options, before.created_at)
    assert after.version > before.version  # who read it before the removal must not save over it


def test_steps_are_undone_from_the_last_to_the_first_and_done_again_the_other_way(centre: Database) -> None:
    with centre.write() as db:
        add(db, "support", host="one")
        change_source(db, "support", {"host": "two"}, secret_env=None, version=1, at=NINE, who="anna")
        remove_source(db, "support", at=NINE, who="anna")

    def now() -> list[object]:
        with centre.read() as db:
            return [one.options["host"] for one in all_sources(db)]

    seen = [now()]
    for _ in range(3):
        with centre.write() as db:
            undo.revert(db, last(db).id, at=NINE)
        seen.append(now())
    with centre.read() as db:
        assert undo.last(db) is None
    for _ in range(3):
        with centre.write() as db:
            again = undo.last_undone(db)
            assert again is not None
            undo.redo(db, again.id, at=NINE)
        seen.append(now())

    assert seen == [[], ["two"], ["one"], [], ["one"], ["two"], []]


def test_a_row_changed_meanwhile_is_left_alone_and_so_is_the_rest_of_the_step(centre: Database) -> None:
    with centre.write() as db:
        save_centre(db, "centre_name", "North", at=NINE, who="anna")
        change_centre(db, {"centre_name": "South", "short_abandon_s": 7}, at=NINE, who="anna")
        step = last(db)
        save_centre(db, "centre_name", "East", at=NINE, who="ben")

    with centre.write() as db, pytest.raises(ChangedMeanwhileError) as told:
        undo.revert(db, step.id, at=NINE)  # the transaction goes on and is committed: nothing may be in it

    assert (told.value.what, told.value.id) == ("centre_setting", "centre_name")
    with centre.read() as db:
        assert (load_centre(db).centre_name, load_centre(db).short_abandon_s) == ("East", 7)
        assert db.execute(select(undo_step.c.undone_at).where(undo_step.c.id == step.id)).scalar_one() is None


def test_where_that_is_settled_the_rest_of_the_step_is_put_back_and_what_was_changed_since_stays(
    centre: Database,
) -> None:
    with centre.write() as db:
        save_centre(db, "centre_name", "North", at=NINE, who="anna")
        change_centre(db, {"centre_name": "South", "short_abandon_s": 7}, at=NINE, who="anna")
        step = last(db)
        save_centre(db, "centre_name", "East", at=NINE, who="ben")
        seen: list[undo.Stands] = []

        def leave(rows: Sequence[undo.Stands]) -> dict[tuple[str, str | int], dict[str, Any] | None]:
            seen.extend(rows)
            return {}

        undo.revert(db, step.id, at=NINE, who="anna", settle=leave)

        assert load_centre(db).centre_name == "East"
        assert load_centre(db).short_abandon_s != 7
        assert {row.key: row.is_as_left for row in seen} == {"centre_name": False, "short_abandon_s": True}
        with pytest.raises(ChangedMeanwhileError):  # it is not as it was before the step
            undo.redo(db, step.id, at=NINE)


def test_what_is_settled_otherwise_becomes_that_and_has_a_new_version(centre: Database) -> None:
    with centre.write() as db:
        save_centre(db, "centre_name", "North", at=NINE, who="anna")
        change_centre(db, {"centre_name": "South", "short_abandon_s": 7}, at=NINE, who="anna")
        step = last(db)

        def settle(rows: Sequence[undo.Stands]) -> dict[tuple[str, str | int], dict[str, Any] | None]:
            (name,) = (row for row in rows if row.key == "centre_name")
            assert name.now is not None
            return {(name.table, name.key): name.now | {"value": '"West"'}}

        undo.revert(db, step.id, at=NINE, settle=settle)

        assert load_centre(db).centre_name == "West"
        assert load_centre(db).short_abandon_s != 7
        assert undo.last_of(db, step.name, step.facts) is None


def test_an_added_source_that_was_changed_since_is_not_undone_away(centre: Database) -> None:
    with centre.write() as db:
        add(db, "support", host="one")
        step = last(db)
        change_source(db, "support", {"host": "two"}, secret_env=None, version=1, at=NINE, who="ben")
    with pytest.raises(ChangedMeanwhileError), centre.write() as db:
        undo.revert(db, step.id, at=NINE)
    with centre.read() as db:
        assert get_source(db, "support").options == {"host": "two"}


def test_a_removed_source_whose_name_is_taken_again_does_not_come_back_over_it(centre: Database) -> None:
    with centre.write() as db:
        add(db, "support", host="one")
        remove_source(db, "support", at=NINE, who="anna")
        step = last(db)
        add(db, "support", host="other")
    with pytest.raises(ChangedMeanwhileError), centre.write() as db:
        undo.revert(db, step.id, at=NINE)
    with centre.read() as db:
        assert get_source(db, "support").options == {"host": "other"}


def test_a_step_is_undone_once(centre: Database) -> None:
    with centre.write() as db:
        add(db, "support")
        step = last(db)
        undo.revert(db, step.id, at=NINE)
    with pytest.raises(ChangedMeanwhileError), centre.write() as db:
        undo.revert(db, step.id, at=NINE)
    with pytest.raises(UnknownNameError), centre.write() as db:
        undo.revert(db, step.id + 99, at=NINE)


def test_what_failed_is_no_step(centre: Database) -> None:
    with centre.write() as db:
        add(db, "support")

    class PowerCutError(Exception):
        pass

    def fails() -> None:
        with centre.write() as db:
            remove_source(db, "support", at=NINE, who="anna")
            raise PowerCutError

    with pytest.raises(PowerCutError):
        fails()
    with centre.read() as db:
        assert get_source(db, "support").version == 1
        assert last(db).name == "add_source"


def test_a_step_that_changes_nothing_is_not_kept(centre: Database) -> None:
    with centre.write() as db:
        assert save_centre(db, "short_abandon_s", 5, at=NINE, who="anna") == Changes()
        with undo.step(db, "remove_source", {"name": "x"}, Changes({"sources"}), at=NINE, who="anna") as step:
            step.save(source, "x")
    with centre.read() as db:
        assert undo.last(db) is None


def test_everybody_can_undo_only_what_they_did_themselves_if_the_screen_says_so(centre: Database) -> None:
    with centre.write() as db:
        add_source(db, "one", "asterisk", {}, at=NINE, who="anna")
        add_source(db, "two", "asterisk", {}, at=NINE, who="ben")
        of_anna, of_cem, of_anybody = undo.last(db, "anna"), undo.last(db, "cem"), undo.last(db)
    assert of_anna is not None
    assert of_anna.facts == {"name": "one"}
    assert of_cem is None
    assert of_anybody is not None
    assert of_anybody.facts == {"name": "two"}


def test_something_new_ends_redo(centre: Database) -> None:
    with centre.write() as db:
        add(db, "one")
        undo.revert(db, last(db).id, at=NINE)
        assert undo.last_undone(db) is not None
        add(db, "two")
        assert undo.last_undone(db) is None


def test_old_steps_are_forgotten_with_their_rows(centre: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(undo, "KEPT", 3)
    with centre.write() as db:
        for n in range(6):
            add(db, f"s{n}")
    with centre.read() as db:
        facts = db.execute(select(undo_step.c.facts).order_by(undo_step.c.id)).scalars().all()
        rows = db.execute(select(undo_row.c.step)).scalars().all()
    assert [fact["name"] for fact in facts] == ["s3", "s4", "s5"]
    assert len(rows) == 3


Act = tuple[str, str, int]
acts = st.lists(
    st.tuples(
        st.sampled_from(["add", "change", "remove", "set"]), st.sampled_from(["a", "b"]), st.integers(0, 3)
    ),
    max_size=12,
)


@given(acts)
@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_undoing_everything_leads_back_and_redoing_everything_leads_forth_again(
    centre: Database, given_acts: list[Act]
) -> None:
    def state(db: Connection) -> tuple[object, ...]:
        return ([(one.name, one.options) for one in all_sources(db)], load_centre(db))

    with centre.write() as db:
        for table in (undo_step, source, centre_setting):
            db.execute(delete(table))
        states = [state(db)]
        for minute, (act, name, number) in enumerate(given_acts):
            at = NINE + timedelta(minutes=minute)
            there = {one.name: one for one in all_sources(db)}
            if act == "add" and name not in there:
                add_source(db, name, "asterisk", {"n": number}, at=at, who="anna")
            elif act == "change" and name in there:
                version = there[name].version
                change_source(db, name, {"n": number}, secret_env=None, version=version, at=at, who="anna")
            elif act == "remove" and name in there:
                remove_source(db, name, at=at, who="anna")
            elif act == "set":
                save_centre(db, "default_threshold_s", 20 + number, at=at, who="anna")
            if state(db) != states[-1]:
                states.append(state(db))
        for expected in states[-2::-1]:
            _undo_until(db, expected, state)
        while (step := undo.last(db)) is not None:  # changes that made no visible difference
            undo.revert(db, step.id, at=NINE)
        assert state(db) == states[0]
        while (step := undo.last_undone(db)) is not None:
            undo.redo(db, step.id, at=NINE)
        assert state(db) == states[-1]
        assert not read_centre(db).problems


def _undo_until(db: Connection, expected: object, state: object) -> None:
    assert callable(state)
    while state(db) != expected:
        undo.revert(db, last(db).id, at=NINE)


def test_a_step_adds_to_what_only_grows_whenever_it_is_undone_or_done_again(centre: Database) -> None:
    def row(kind: str) -> dict[str, object]:
        return {"issue": 7, "who": "anna", "kind": kind, "document": {}}

    with centre.write() as db:
        with undo.step(db, "add_source", {}, Changes({"sources"}), at=NINE, who="anna") as step:
            step.save(work_calendar, "centre")
            db.execute(insert(work_calendar).values(id="centre", name="Own", document={}, version=1))
            step.tell(issue_event, row("undone"), row("redone"))
        number = last(db).id
        undo.revert(db, number, at=NINE, who="bert")
        undo.redo(db, number, at=NINE)
        told = db.execute(select(issue_event.c.kind, issue_event.c.who, issue_event.c.document)).all()
    assert [tuple(each) for each in told] == [
        ("undone", "bert", {"step": number}),
        ("redone", "anna", {"step": number}),
    ]


def test_steps_within_a_step_are_one_with_it(centre: Database) -> None:
    with centre.write() as db, undo.step(db, "move_all", {}, Changes({"sources"}), at=NINE, who="anna"):
        add(db, "support")
        save_centre(db, "centre_name", "North", at=NINE, who="anna")
    with (
        pytest.raises(SupervisorError),
        centre.write() as db,
        undo.step(db, "move_all", {}, Changes({"sources"}), at=NINE, who="anna"),
    ):
        add(db, "support")  # there is one already
    with centre.write() as db:
        add(db, "billing")
        assert (last(db).name, last(db).facts) == ("add_source", {"name": "billing"})
        undo.revert(db, last(db).id, at=NINE)

    with centre.write() as db:
        found = last(db)
        assert (found.name, found.areas) == ("move_all", Changes({"sources", "centre_settings"}))
        undo.revert(db, found.id, at=NINE)
        assert all_sources(db) == ()
        assert undo.last(db) is None
