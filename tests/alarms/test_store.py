"""Rules, alarms and shelves in both kinds of database."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import msgspec
import pytest

from supervisor.alarms import store
from supervisor.alarms.alarm import EventKind
from supervisor.alarms.rule import AlarmRule
from supervisor.alarms.shipped import SHIPPED, shipped
from supervisor.errors import ChangedMeanwhileError, NameTakenError, SettingError, UnknownNameError
from supervisor.live.feed import Cause, Feed, FeedState
from supervisor.settings.centre import CentreSettings
from supervisor.storage import areas, undo
from supervisor.storage.database import Database
from supervisor.storage.step_titles import title
from supervisor.wallboard.levels import Level
from tests.alarms.floors import NINE, PBX, A, B, Desk, floor, key, later, rule, sight, waiting

SETTINGS = CentreSettings()
WHO = "mei"


def rules(centre: Database) -> dict[str, store.RuleRecord]:
    with centre.read() as db:
        return {record.rule.id: record for record in store.all_rules(db, SETTINGS)}


def save(centre: Database, of: AlarmRule, version: int = 0) -> None:
    with centre.write() as db:
        assert store.save_rule(db, of, version=version, at=NINE, who=WHO) == store.RULES


def play(centre: Database, desk: Desk, *looks: tuple[float, int | None]) -> None:
    """Each look, written at once."""
    for at, number in looks:
        seen = len(desk.happened)
        desk.look(at, waiting(number))
        with centre.write() as db:
            store.apply(db, desk.happened[seen:])


def kinds(centre: Database, alarm_id: int) -> list[str]:
    with centre.read() as db:
        return [str(event.kind) for event in store.events_of(db, alarm_id)]


# Rules


def test_without_any_row_the_shipped_rules_are_in_force(centre: Database) -> None:
    found = rules(centre)
    assert tuple(found) == SHIPPED
    assert [record.rule for record in found.values()] == list(shipped(SETTINGS))
    assert {(record.shipped, record.changed, record.version) for record in found.values()} == {
        (True, False, 0)
    }


def test_a_changed_shipped_rule_keeps_its_place_and_can_be_restored(centre: Database) -> None:
    mine = msgspec.structs.replace(shipped(SETTINGS)[1], attention=60.0)
    save(centre, mine)
    record = rules(centre)["longest_wait"]
    assert tuple(rules(centre)) == SHIPPED
    assert (record.rule, record.changed, record.version, record.changed_by) == (mine, True, 1, WHO)
    with centre.write() as db:
        store.restore_rule(db, "longest_wait", version=1, at=NINE, who=WHO)
    assert rules(centre)["longest_wait"].rule == shipped(SETTINGS)[1]


def test_what_was_done_to_a_rule_is_undone_and_done_again(centre: Database) -> None:
    save(centre, rule())
    with centre.write() as db:
        store.delete_rule(db, "many", version=1, at=NINE, who=WHO)
        step = undo.last(db)
        assert step is not None
        assert title(step) == "Delete alarm rule “Many wait”"
        undo.revert(db, step.id, at=NINE)
    assert rules(centre)["many"].rule == rule()
    with centre.write() as db:
        again = undo.last_undone(db)
        assert again is not None
        undo.redo(db, again.id, at=NINE)
    assert "many" not in rules(centre)


def test_nobody_saves_over_a_rule_that_another_saved(centre: Database) -> None:
    save(centre, rule())
    save(centre, rule(attention=12), version=1)
    with centre.write() as db, pytest.raises(ChangedMeanwhileError):
        store.save_rule(db, rule(attention=13), version=1, at=NINE, who=WHO)
    with centre.write() as db, pytest.raises(ChangedMeanwhileError):
        store.delete_rule(db, "many", version=1, at=NINE, who=WHO)
    with centre.write() as db, pytest.raises(NameTakenError):
        store.save_rule(db, rule(attention=13), version=0, at=NINE, who=WHO)
    with centre.write() as db, pytest.raises(UnknownNameError):
        store.delete_rule(db, "none", version=1, at=NINE, who=WHO)
    assert rules(centre)["many"].rule.attention == 12


def test_a_rule_that_cannot_be_used_is_not_saved(centre: Database) -> None:
    with centre.write() as db, pytest.raises(SettingError):
        store.save_rule(db, rule(attention=None), version=0, at=NINE, who=WHO)
    assert "many" not in rules(centre)


def test_every_write_is_noted_for_other_processes(centre: Database) -> None:
    save(centre, rule())
    play(centre, Desk(rule()), (0, 11))
    with centre.write() as db:
        store.shelve(db, "many", later(60), what="Many wait", reason="", who=WHO, at=NINE)
        assert areas.versions(db) == {"alarm_rules": 1, "alarms": 1, "alarm_shelves": 1}


# Alarms


def test_an_alarm_is_in_the_tables_from_when_it_opens_until_it_closes(centre: Database) -> None:
    desk = Desk(rule(action=20))
    play(centre, desk, (0, 11), (5, 21), (10, 12))
    with centre.read() as db:
        (found,) = store.open_alarms(db, later(10))
    assert (found.key, found.level, found.peak) == (key(rule()), Level.ATTENTION, Level.ACTION)
    assert (found.opened_at, found.worse_at, found.closed_at) == (later(0), later(5), None)
    assert (found.symptoms[0].value, found.symptoms[0].limit, found.symptoms[0].worst) == (12, 10, 21)
    assert found.calls
    play(centre, desk, (15, 0))
    with centre.read() as db:
        assert store.open_alarms(db, later(15)) == ()
        (closed,) = store.history(db, later(0), later(100))
    assert (closed.closed_at, closed.is_open, closed.calls) == (later(15), False, False)
    assert kinds(centre, closed.id) == ["opened", "raised", "eased", "closed"]


def test_what_is_written_again_is_written_once(centre: Database) -> None:
    desk = Desk(rule(action=20))
    for at, number in ((0, 11), (5, 21), (10, 12), (15, 0), (20, 11), (25, 0)):
        desk.look(at, waiting(number))
    for cut in range(len(desk.happened) + 1):
        with centre.write() as db:
            store.apply(db, desk.happened[:cut])  # the answer got lost
        with centre.write() as db:
            store.apply(db, desk.happened[:cut])
    with centre.read() as db:
        found = store.history(db, later(0), later(100))
    assert [(each.opened_at, each.closed_at) for each in found] == [
        (later(20), later(25)),
        (later(0), later(15)),
    ]
    assert kinds(centre, found[1].id) == ["opened", "raised", "eased", "closed"]
    assert kinds(centre, found[0].id) == ["opened", "closed"]


def test_an_alarm_that_opened_and_closed_while_the_database_was_away_is_in_the_history(
    centre: Database,
) -> None:
    desk = Desk(rule())
    desk.look(0, waiting(11))
    desk.look(5, waiting(0))
    with centre.write() as db:
        store.apply(db, desk.happened)
        (found,) = store.history(db, later(0), later(100))
    assert (found.opened_at, found.closed_at) == (later(0), later(5))


def test_the_history_holds_what_was_open_at_some_time_of_the_period(centre: Database) -> None:
    play(centre, Desk(rule()), (0, 11), (100, 0))
    with centre.read() as db:

        def there(since: float, until: float, **filters: object) -> int:
            return len(store.history(db, later(since), later(until), **filters))  # type: ignore[arg-type]

        assert [there(-50, 0), there(-50, 1), there(50, 60), there(100, 200), there(101, 200)] == [
            0,
            1,
            1,
            1,
            0,
        ]
        assert there(0, 10, least=Level.ACTION) == 0
        assert there(0, 10, causes=["many"]) == 1
        assert there(0, 10, causes=["other"]) == 0
        assert [str(event.kind) for event in store.events_between(db, later(0), later(100))] == ["opened"]
        assert store.first_at(db) == later(0)


def test_acknowledging_twice_or_too_late_changes_nothing(centre: Database) -> None:
    desk = Desk(rule())
    play(centre, desk, (0, 11))
    with centre.write() as db:
        (found,) = store.open_alarms(db, later(1))
        assert store.acknowledge(db, [found.id], who=WHO, at=later(1)) == store.ALARMS
        assert not store.acknowledge(db, [found.id], who="li", at=later(2))
    with centre.read() as db:
        (found,) = store.open_alarms(db, later(3))
    assert (found.acknowledged_by, found.acknowledged_at, found.calls) == (WHO, later(1), False)
    play(centre, desk, (5, 0))
    with centre.write() as db:
        assert not store.acknowledge(db, [found.id, 4711], who="li", at=later(6))
    assert kinds(centre, found.id) == ["opened", "acknowledged", "closed"]


def test_an_alarm_that_got_worse_asks_again(centre: Database) -> None:
    desk = Desk(rule(action=20))
    play(centre, desk, (0, 11))
    with centre.write() as db:
        (found,) = store.open_alarms(db, later(1))
        store.acknowledge(db, [found.id], who=WHO, at=later(1), seen=Level.ATTENTION)
    play(centre, desk, (5, 21))
    with centre.write() as db:
        (found,) = store.open_alarms(db, later(6))
        assert found.calls
        assert not store.acknowledge(db, [found.id], who=WHO, at=later(6), seen=Level.ATTENTION)
        assert store.acknowledge_all(db, who=WHO, at=later(6), seen={found.id: Level.ACTION})
    play(centre, desk, (10, 12))
    with centre.read() as db:
        (found,) = store.open_alarms(db, later(11))
    assert not found.calls  # easing wakes nobody


def test_the_worst_stand_first(centre: Database) -> None:
    desk = Desk(rule(action=20))
    desk.look(0, floor(sight(A, waiting=11), sight(B, waiting=21)))
    with centre.write() as db:
        store.apply(db, desk.happened)
        assert [each.place.name for each in store.open_alarms(db, later(1))] == ["b", "a"]


# Shelves


def test_a_shelf_hides_until_its_end_and_can_be_undone(centre: Database) -> None:
    play(centre, Desk(rule()), (0, 11))
    with centre.write() as db:
        (found,) = store.open_alarms(db, later(1))
        store.shelve(db, found.key.text, later(60), what="Many wait: a", reason="known", who=WHO, at=later(1))
        (found,) = store.open_alarms(db, later(2))
        assert (found.shelved_until, found.calls) == (later(60), False)
        (found,) = store.open_alarms(db, later(60))
        assert (found.shelved_until, found.calls) == (None, True)
        store.shelve(db, found.key.text, later(90), what="Many wait: a", reason="", who=WHO, at=later(2))
        assert [shelf.until for shelf in store.shelves(db, later(2))] == [later(90)]
        step = undo.last(db)
        assert step is not None
        assert title(step) == "Shelve “Many wait: a”"
        undo.revert(db, step.id, at=later(3))
        assert [shelf.until for shelf in store.shelves(db, later(3))] == [later(60)]
        assert store.unshelve(db, found.key.text, what="Many wait: a", who=WHO, at=later(4))
        assert not store.unshelve(db, found.key.text, what="Many wait: a", who=WHO, at=later(5))
        assert store.shelves(db, later(5)) == ()


def test_an_alarm_is_on_a_shelf_when_all_its_rules_are(centre: Database) -> None:
    one, other = rule(id="one", cause="c"), rule(id="other", cause="c", attention=20)
    desk = Desk(one, other)
    desk.look(0, waiting(21))
    with centre.write() as db:
        store.apply(db, desk.happened)
        store.shelve(db, "one", later(60), what="", reason="", who=WHO, at=later(1))
        (found,) = store.open_alarms(db, later(2))
        assert found.shelved_until is None
        store.shelve(db, "other", later(30), what="", reason="", who=WHO, at=later(2))
        (found,) = store.open_alarms(db, later(3))
        assert found.shelved_until == later(30)


# The watch process begins again


def test_a_restored_engine_goes_on_where_the_tables_stand(centre: Database) -> None:
    of = rule(action=20, cooldown_s=60)
    desk = Desk(of)
    play(centre, desk, (0, 11), (5, 21))
    with centre.read() as db:
        again = Desk(of, state=store.restore(db, later(6)))
    assert again.state.alarms == desk.state.alarms
    assert again.look(10, waiting(21)) == []
    assert again.look(15, waiting(12)) == ["eased"]
    assert again.look(20, waiting(0)) == ["closed"]
    with centre.write() as db:
        store.apply(db, again.happened)
    with centre.read() as db:
        third = Desk(of, state=store.restore(db, later(21)))
    assert third.look(25, waiting(11)) == []  # the cooldown is remembered
    assert third.look(79, waiting(11)) == []
    assert third.look(80, waiting(11)) == ["opened"]


def test_a_feed_alarm_is_restored_too(centre: Database) -> None:
    dead = floor(feeds={PBX: Feed(FeedState.DEAD, later(0), later(0), "reset", Cause.DOWN)})
    desk = Desk()
    desk.look(0, dead)
    desk.look(10, dead)
    with centre.write() as db:
        store.apply(db, desk.happened)
        again = Desk(state=store.restore(db, later(11)))
        (found,) = store.open_alarms(db, later(11))
    assert (found.is_feed, found.scene.reason) == (True, "reset")
    assert again.look(15, dead) == []
    assert again.look(20, floor(sight())) == []
    assert again.look(30, floor(sight())) == ["closed"]


def test_an_alarm_that_another_left_open_is_closed_when_its_like_opens(centre: Database) -> None:
    play(centre, Desk(rule()), (0, 11))
    play(centre, Desk(rule()), (50, 11))
    with centre.read() as db:
        (found,) = store.open_alarms(db, later(51))
        assert found.opened_at == later(50)
        assert [each.closed_at for each in store.history(db, later(0), later(60))] == [None, later(50)]


def test_an_alarm_of_another_version_is_shown_without_its_details(centre: Database) -> None:
    from sqlalchemy import update

    from supervisor.storage.centre import alarm

    play(centre, Desk(rule()), (0, 11))
    with centre.write() as db:
        db.execute(update(alarm).values(state={"peak": "purple"}))
        (found,) = store.open_alarms(db, later(1))
        assert (found.symptoms, found.level) == ((), Level.ATTENTION)
        assert store.restore(db, later(1)).alarms.keys() == {key(rule())}


def test_shelving_is_no_part_of_what_is_stored_of_an_alarm(centre: Database) -> None:
    play(centre, Desk(rule()), (0, 11))
    with centre.write() as db:
        (before,) = store.open_alarms(db, later(1))
        store.shelve(db, before.key.text, later(60), what="", reason="", who=WHO, at=later(1))
        (after,) = store.open_alarms(db, later(2))
        assert replace(after, shelved_until=None) == before
        (unseen,) = store.history(db, later(0), later(0) + timedelta(hours=1))
        assert unseen == before
        assert [event.kind for event in store.events_of(db, before.id)] == [EventKind.OPENED]
