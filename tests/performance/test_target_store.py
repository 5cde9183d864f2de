"""Targets and hours for teaching in the database: one step for many, undone as one, never over another's."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from supervisor.errors import ChangedMeanwhileError, SettingError, TargetError
from supervisor.performance.credit import Credit, change_credits, credited_s, credits_between
from supervisor.performance.target import Cell, Glide, Origin, Target, TargetRow
from supervisor.performance.target_store import Change, all_targets, change_targets, changes_of
from supervisor.sentences.error import sentence
from supervisor.storage import undo
from supervisor.storage.database import Database
from supervisor.storage.step_titles import title

NOW = datetime(2026, 11, 22, 4, tzinfo=UTC)
MARCH, APRIL = date(2026, 3, 1), date(2026, 4, 1)
CSAT = TargetRow(Cell("csat"), Target(low=0.88, margin=0.01, origin=Origin.CONTRACT, approved_by="Li Na"))
AHT = TargetRow(Cell("aht", band="New", since=MARCH), Target(high=600, glide=Glide(900, 3)), APRIL)


def save(centre: Database, *rows: TargetRow, file: str = "") -> None:
    with centre.write() as db:
        change_targets(db, [Change(None, row) for row in rows], at=NOW, who="li", file=file)


def stand(centre: Database) -> tuple[TargetRow, ...]:
    with centre.read() as db:
        return all_targets(db)


def plain(rows: tuple[TargetRow, ...]) -> list[TargetRow]:
    return [replace(row, version=0) for row in rows]


def test_targets_come_back_as_they_were_saved_in_the_catalogues_order(centre: Database) -> None:
    save(centre, CSAT, AHT)
    assert plain(stand(centre)) == [AHT, CSAT]


def test_many_changes_are_one_step_and_are_undone_as_one(centre: Database) -> None:
    save(centre, CSAT, AHT)
    first, second = stand(centre)
    moved = replace(first, cell=replace(first.cell, channel="chat"))
    with centre.write() as db:
        change_targets(db, [Change(first, moved), Change(second, None)], at=NOW, who="li")
    assert plain(stand(centre)) == [replace(moved, version=0)]

    with centre.write() as db:
        step = undo.last(db)
        assert step is not None
        assert title(step) == "Change 2 targets"
        undo.revert(db, step.id, at=NOW)

    assert plain(stand(centre)) == [AHT, CSAT]


def test_a_change_that_changes_nothing_is_no_step(centre: Database) -> None:
    save(centre, CSAT)
    (row,) = stand(centre)
    with centre.write() as db:
        assert not change_targets(db, [Change(row, row)], at=NOW, who="li")
    assert stand(centre)[0].version == 1


def test_nobody_saves_over_what_another_saved_since(centre: Database) -> None:
    save(centre, CSAT)
    (row,) = stand(centre)
    better = replace(row, target=Target(low=0.9))
    with centre.write() as db:
        change_targets(db, [Change(row, better)], at=NOW, who="li")
    with pytest.raises(ChangedMeanwhileError), centre.write() as db:
        change_targets(db, [Change(None, AHT), Change(row, None)], at=NOW, who="wang")
    assert plain(stand(centre)) == [replace(better, version=0)]


def test_two_targets_for_the_same_people_and_month_cannot_be(centre: Database) -> None:
    save(centre, CSAT)
    with pytest.raises(ChangedMeanwhileError):
        save(centre, CSAT)


def test_two_targets_can_change_places(centre: Database) -> None:
    voice, chat = (replace(CSAT, cell=Cell("csat", channel=channel)) for channel in ("voice", "chat"))
    save(centre, replace(voice, target=Target(low=0.8)), replace(chat, target=Target(low=0.9)))
    one, two = stand(centre)
    with centre.write() as db:
        changes = [Change(one, replace(one, cell=two.cell)), Change(two, replace(two, cell=one.cell))]
        change_targets(db, changes, at=NOW, who="li")
    assert {row.cell: row.target.low for row in stand(centre)} == {
        one.cell: two.target.low,
        two.cell: one.target.low,
    }


def test_a_target_that_cannot_be_judged_is_refused_in_a_sentence(centre: Database) -> None:
    with pytest.raises(TargetError) as refused:
        save(centre, replace(CSAT, target=Target(high=0.9)))
    assert sentence(refused.value) == (
        "The target for Satisfaction cannot be kept. Say what is the least that is aimed at."
    )
    assert stand(centre) == ()


def test_taking_targets_in_leaves_those_alone_that_it_says_nothing_of(centre: Database) -> None:
    save(centre, CSAT, AHT)
    with centre.write() as db:
        changes = changes_of([replace(CSAT, target=Target(low=0.9)), AHT], all_targets(db))
        assert [change.new.cell.kpi for change in changes if change.new] == ["csat"]
        change_targets(db, changes, at=NOW, who="li", file="targets.xlsx")
        step = undo.last(db)
    assert step is not None
    assert title(step) == "Take in 1 targets from targets.xlsx"
    assert [row.target.low for row in stand(centre)] == [None, 0.9]


def test_hours_for_teaching_are_kept_changed_taken_away_and_undone(centre: Database) -> None:
    def credit(hours: int, version: int) -> None:
        with centre.write() as db:
            change_credits(db, [Credit("p1", MARCH, hours * 3600, "mentor", version)], at=NOW, who="li")

    credit(12, 0)
    credit(0, 1)
    with centre.read() as db:
        assert credits_between(db, MARCH, APRIL) == ()
    with centre.write() as db:
        step = undo.last(db)
        assert step is not None
        undo.revert(db, step.id, at=NOW)
        found = credits_between(db, date(2026, 3, 20), APRIL)
    assert credited_s(found, "p1") == 12 * 3600
    assert credited_s(found, "p2") is None


def test_hours_that_no_month_has_are_refused(centre: Database) -> None:
    with pytest.raises(SettingError), centre.write() as db:
        change_credits(db, [Credit("p1", MARCH, 32 * 24 * 3600)], at=NOW, who="li")


def test_hours_for_teaching_that_another_saved_since_are_left_alone(centre: Database) -> None:
    for hours in (1, 2):
        if hours == 2:
            with pytest.raises(ChangedMeanwhileError), centre.write() as db:
                change_credits(db, [Credit("p1", MARCH, 7200)], at=NOW, who="wang")
        else:
            with centre.write() as db:
                change_credits(db, [Credit("p1", MARCH, 3600)], at=NOW, who="li")
    with centre.read() as db:
        assert credited_s(credits_between(db, MARCH, MARCH), "p1") == 3600
