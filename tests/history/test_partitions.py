"""The months of the large tables: made ahead, dropped whole, and only those read that a question is about."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any

import psycopg
import pytest
from sqlalchemy import Connection, event, text

from supervisor.errors import DatabaseError
from supervisor.facts.agent_time import Mark, What
from supervisor.facts.contact import Ring
from supervisor.history import partitions
from supervisor.history.agent_figures import AgentQuestion, agent_figures
from supervisor.history.contacts import ContactQuestion, contact, contacts
from supervisor.history.derive import derive_stale
from supervisor.history.derive_rules import derive_rules
from supervisor.history.names import Names
from supervisor.history.period import Period
from supervisor.history.queue_figures import QueueQuestion, queue_figures
from supervisor.history.retention import forget_old
from supervisor.history.stale import mark_stale
from supervisor.live.board import EMPTY
from supervisor.live.rules import rules_of
from supervisor.people.person import LoginUse, Person
from supervisor.people.roll import Roll
from supervisor.settings.centre import CentreSettings
from supervisor.storage.database import Database, open_centre, open_history
from supervisor.watch.history import HistoryKeeper
from supervisor.watch.keeper import Seen
from tests.history.past import answered, ms, write
from tests.shared_centre import SharedCentre

SETTINGS = CentreSettings()
JUNE = Period(date(2026, 6, 10), date(2026, 6, 12))
NOON = datetime(2026, 6, 11, 4, tzinfo=UTC)
MONTHS = (4, 5, 6, 7, 8)
ROLL = Roll([Person("anna", "Anna")], logins=[LoginUse("l", "pbx", "anna", "anna")])


@pytest.fixture
def five_months(shared_centre: SharedCentre) -> SharedCentre:
    """A centre with rights and contacts, rings and marks in each of five months."""
    ats = [datetime(2026, month, day, 4, tzinfo=UTC) for month in MONTHS for day in (10, 11, 12)]
    with open_history(shared_centre.url) as history:
        write(
            history,
            SETTINGS,
            [answered(f"c{at:%m%d}", "sales", at, 5.0) for at in ats],
            [Ring(f"c{at:%m%d}", "sales", "anna", ms(at), 10.0, "no_answer") for at in ats],
            [
                Mark(ms(at) + n * 60_000, 0, "anna", "sales", what)
                for at in ats
                for n, what in enumerate((What.ADD, What.PAUSE, What.UNPAUSE, What.REMOVE))
            ],
        )
    return shared_centre


def months(db: Connection) -> set[str]:
    found = db.execute(
        text(
            "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent::regclass::text LIKE 'history%'"
        )
    )
    return set(found.scalars())


# -- what a question touches ------------------------------------------------------------------------------


@contextmanager
def noted(database: Database) -> Iterator[list[tuple[str, Any]]]:
    """The questions about the large tables that are asked in the block."""
    asked: list[tuple[str, Any]] = []

    def note(_c: object, _cursor: object, statement: str, values: Any, *_rest: object) -> None:
        if statement.startswith("SELECT") and any(table.name in statement for table in partitions.PARTED):
            asked.append((statement, values))

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(database.engine, "before_cursor_execute", note)


def touched(db: Connection, statement: str, values: Any) -> set[str]:
    """The months that *statement* really reads: those that were pruned, by the plan or as it ran, are not."""
    explained = db.exec_driver_sql(f"EXPLAIN (ANALYZE, FORMAT JSON) {statement}", values).scalar_one()
    plan = json.loads(explained) if isinstance(explained, str) else explained
    return set(_read(plan[0]["Plan"]))


def _read(node: dict[str, Any]) -> Iterator[str]:
    name = node.get("Relation Name", "")
    if node["Actual Loops"] and any(name.startswith(f"{table.name}_2") for table in partitions.PARTED):
        yield name.removeprefix("history_").partition("_")[2]
    for below in node.get("Plans", ()):
        yield from _read(below)


def ask_contacts(db: Connection) -> None:
    assert len(contacts(db, ROLL, SETTINGS.days, ContactQuestion(JUNE)).lines) == 3


def ask_one_contact(db: Connection) -> None:
    assert contact(db, ROLL, SETTINGS.days, "pbx", "c0611", NOON) is not None


def ask_queues(db: Connection) -> None:
    assert queue_figures(db, ROLL, SETTINGS, QueueQuestion(JUNE)).lines


def ask_agents(db: Connection) -> None:
    agent_figures(db, ROLL, SETTINGS, AgentQuestion(JUNE, spans=True))


@pytest.mark.parametrize("role", ["manager", "supervisor"])
def test_a_question_about_some_days_touches_their_month_alone(five_months: SharedCentre, role: str) -> None:
    with open_history(five_months.as_role(role)) as history:
        for ask, expected in (
            (ask_contacts, {"2026_06"}),
            (ask_one_contact, {"2026_06"}),
            (ask_agents, {"2026_06"}),
            (ask_queues, set()),  # of quarter hours, which are counted already
        ):
            with history.read() as db, noted(history) as asked:
                ask(db)
            with history.read() as db:
                found = {month for question in asked for month in touched(db, *question)}
            assert found == expected, ask.__name__


def test_counting_a_day_anew_touches_its_month_and_the_days_before_alone(five_months: SharedCentre) -> None:
    with open_history(five_months.as_role("service")) as history:
        with history.write() as db:
            mark_stale(
                db, Names().number(db, "source", "", "pbx"), [ms(NOON + timedelta(days=1))]
            )  # looks back ten days
        with noted(history) as asked:
            assert derive_stale(history, derive_rules(SETTINGS)).days == 1
        with history.read() as db:
            found = {month for question in asked for month in touched(db, *question)}
        assert found == {"2026_05", "2026_06"}  # what lasted into the day is looked for in the ten before it


@pytest.mark.parametrize("role", ["manager", "supervisor"])
def test_months_are_also_left_out_while_a_question_runs(five_months: SharedCentre, role: str) -> None:
    """A question that is prepared once has no values yet when it is planned."""
    low, high = ms(NOON), ms(NOON + timedelta(days=1))
    with open_history(five_months.as_role(role)) as history, history.read() as db:
        db.exec_driver_sql("SET LOCAL plan_cache_mode = force_generic_plan")
        for table, at in (("history_entry", "entered_ms"), ("history_span", "began_ms")):
            db.exec_driver_sql(
                f"PREPARE of_{table} (bigint, bigint) AS"
                f" SELECT count(*) FROM {table} WHERE {at} BETWEEN $1 AND $2"
            )
            plan = db.exec_driver_sql(
                f"EXPLAIN (ANALYZE, FORMAT JSON) EXECUTE of_{table} ({low}, {high})"
            ).scalar_one()
            assert set(_read(plan[0]["Plan"])) <= {"2026_06"}
            assert f'"Subplans Removed": {len(MONTHS) - 1}' in json.dumps(plan)
            db.exec_driver_sql(f"DEALLOCATE of_{table}")


# -- making -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("role", "may"), [("service", True), ("manager", True), ("supervisor", False)])
def test_who_writes_the_history_makes_its_months_and_nobody_else(
    shared_centre: SharedCentre, role: str, may: bool
) -> None:
    with open_history(shared_centre.as_role(role)) as history:
        if may:
            with history.write() as db:
                assert partitions.keep_ahead(db, NOON) == 4 * (1 + partitions.AHEAD)
            with history.write() as db:
                assert partitions.keep_ahead(db, NOON) == 0
                assert partitions.ahead(db, NOON) == partitions.AHEAD
                assert partitions.ahead(db, NOON + timedelta(days=40)) == partitions.AHEAD - 1
                assert partitions.ahead(db, NOON + timedelta(days=400)) == -1
        else:
            with pytest.raises(DatabaseError), history.write() as db:
                partitions.keep_ahead(db, NOON)


def test_the_watch_keeps_months_ahead_as_the_service_alone(shared_centre: SharedCentre) -> None:
    with open_centre(shared_centre.as_role("service")) as centre:
        HistoryKeeper(lambda _source: None).keep(
            Seen(NOON, EMPTY, {}, SETTINGS, rules_of(SETTINGS), {}), centre
        )
        with centre.read() as db:
            assert partitions.ahead(db, NOON) == partitions.AHEAD


def test_a_month_has_what_its_table_has_and_nobody_reads_it_past_the_rules(
    five_months: SharedCentre,
) -> None:
    with five_months.psql() as owner:
        shape = (
            "SELECT count(*), count(*) FILTER (WHERE indisprimary) FROM pg_index"
            " WHERE indrelid = %s::regclass"
        )
        whole = owner.execute(shape, ["history_entry"]).fetchone()
        assert owner.execute(shape, ["history_entry_2026_06"]).fetchone() == whole == (2, 1)
        valid = "SELECT bool_and(indisvalid) FROM pg_index WHERE indrelid = 'history_entry'::regclass"
        assert owner.execute(valid).fetchone() == (True,)
    for role in ("manager", "supervisor", "service", "viewer"):
        with (
            five_months.psql(five_months.as_role(role)) as somebody,
            pytest.raises(psycopg.errors.InsufficientPrivilege),
        ):
            somebody.execute("SELECT * FROM history_span_2026_06")


def test_readers_are_not_held_up_while_a_month_is_made(five_months: SharedCentre) -> None:
    with open_history(five_months.as_role("service")) as history, history.write() as db:
        partitions.ensure(db, ms(NOON + timedelta(days=300)), ms(NOON + timedelta(days=300)))
        with five_months.psql() as reader:
            reader.execute("SET lock_timeout = '2s'")
            assert reader.execute("SELECT count(*) FROM history_entry").fetchone() == (15,)


@pytest.mark.parametrize(
    "arguments", ["NULL, 1", "5, 1", "-1, 5", "0, 4102444800000", "9000000000000, 9000000000001"]
)
def test_no_months_but_of_this_time_are_made(shared_centre: SharedCentre, arguments: str) -> None:
    with (
        shared_centre.psql(shared_centre.as_role("manager")) as manager,
        pytest.raises(psycopg.errors.InvalidParameterValue),
    ):
        manager.execute(f"SELECT history_make_months({arguments})".encode())


# -- dropping ---------------------------------------------------------------------------------------------


def test_what_is_no_longer_kept_goes_by_whole_months_and_nothing_else_goes(
    five_months: SharedCentre,
) -> None:
    keep = CentreSettings(contacts_keep_days=31)
    with open_history(five_months.as_role("service")) as history:
        with history.read() as db:
            before = months(db)
            counted = _rows(db)
        forget_old(history, keep, date(2026, 7, 11))  # back to 10 June
        with history.read() as db:
            assert before - months(db) == {
                f"{table.name}_2026_{month}" for table in partitions.PARTED for month in ("04", "05")
            }
            left = db.execute(text("SELECT contact FROM history_entry ORDER BY 1")).scalars().all()
            assert left == [f"c{month:02d}{day}" for month in (6, 7, 8) for day in (10, 11, 12)]
            assert _rows(db) == counted


def _rows(db: Connection) -> dict[str, int]:
    """How many rows stand in the tables of what was counted."""
    tables = ("history_slot", "history_count", "history_state", "history_name", "history_import")
    return {name: db.execute(text(f"SELECT count(*) FROM {name}")).scalar_one() for name in tables}


@pytest.mark.parametrize(
    ("named", "attached"),
    [("history_entry_old", True), ("history_entry_2026_04", False), ("other_2026_04", False)],
)
def test_only_months_of_the_large_tables_are_dropped(
    shared_centre: SharedCentre, named: str, attached: bool
) -> None:
    """Tables that an administrator of the server has put beside them, under whatever name."""
    with shared_centre.psql() as owner:
        owner.execute(f"CREATE TABLE {named} (LIKE history_entry INCLUDING ALL)".encode())
        if attached:
            owner.execute(
                f"ALTER TABLE history_entry ATTACH PARTITION {named} FOR VALUES FROM (0) TO (1000)".encode()
            )
    with shared_centre.psql(shared_centre.as_role("service")) as service:
        service.execute("SELECT history_drop_months(4102444799999)")
    with shared_centre.psql() as owner:
        assert owner.execute("SELECT to_regclass(%s) IS NOT NULL", [named]).fetchone() == (True,)
        owner.execute(f"DROP TABLE {named}".encode())


@pytest.mark.parametrize("role", ["manager", "supervisor", "administrator", "viewer"])
def test_nobody_but_the_service_drops_months(shared_centre: SharedCentre, role: str) -> None:
    with (
        shared_centre.psql(shared_centre.as_role(role)) as somebody,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        somebody.execute("SELECT history_drop_months(0)")
