from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select

from supervisor.events import (
    AgentChanged,
    AgentGone,
    AgentSeen,
    AgentState,
    Channel,
    ContactAnswered,
    ContactEnded,
    ContactOffered,
    EndedBy,
    LiveEvent,
)
from supervisor.facts.agent_time import State
from supervisor.history.derive import derive_stale
from supervisor.history.derive_rules import DeriveRules
from supervisor.history.live import LiveTaking
from supervisor.history.names import Names
from supervisor.live.board import EMPTY
from supervisor.live.fold import fold
from supervisor.live.journal import Journal
from supervisor.live.rules import CountingRules
from supervisor.settings.breaks import USUAL_BREAKS
from supervisor.storage.database import Database, open_history, open_journal
from supervisor.storage.history_tables import (
    history_count,
    history_entry,
    history_metadata,
    history_slot,
    history_span,
    history_state,
)
from supervisor.storage.journal_tables import journal_batch
from tests.sources.simulated.demo import MONDAY, whole_day

RULES = CountingRules()
DERIVED_BY = DeriveRules(RULES.days, USUAL_BREAKS)
BEGIN = RULES.days.begins(date(2026, 3, 2))
CHATS = "chats"


def at(hours: float) -> datetime:
    return BEGIN + timedelta(hours=hours)


def write(journal: Database, events: Sequence[LiveEvent], size: int = 50) -> Journal:
    kept = Journal(journal)
    for begin in range(0, len(events), size):
        some = events[begin : begin + size]
        sequence = kept.last_sequence("c") + 1
        kept.append(some[0].source, some, collector="c", sequence=sequence)
    return kept


def taken(journal: Journal, history: Database, source: str = CHATS) -> None:
    LiveTaking(source, RULES).take(journal, history, at=at(30))


def rows(history: Database, table: Any) -> list[Any]:
    with history.read() as db:
        return list(db.execute(select(table).order_by(*table.primary_key.columns)))


def name_of(history: Database) -> dict[int, str]:
    with history.read() as db:
        return {number: text for number, (_kind, _of, text) in Names().read(db).items()}


def spans(history: Database) -> list[tuple[str, float, float | None, str]]:
    """State, begin and end in hours of the day, and code."""
    names = name_of(history)
    first = BEGIN.timestamp() * 1000
    return [
        (
            row.state,
            (row.began_ms - first) / 3_600_000,
            None if row.ended_ms is None else (row.ended_ms - first) / 3_600_000,
            names.get(row.code, ""),
        )
        for row in rows(history, history_span)
    ]


def doing(
    hours: float, state: AgentState, code: str | None = None, since: float | None = None
) -> AgentChanged:
    return AgentChanged(CHATS, at(hours), "anna", state, code, None if since is None else at(since))


# -- a whole day ----


@cache
def day_of_the_demo() -> tuple[LiveEvent, ...]:
    return whole_day()


def test_a_day_of_the_demo_centre_counts_in_the_history_as_on_the_board(sqlite_url: str) -> None:
    events = day_of_the_demo()
    source = events[0].source
    board, _changed = fold(EMPTY, events, RULES)
    with open_journal(sqlite_url) as opened, open_history(sqlite_url) as history:
        taking = LiveTaking(source, RULES)
        for part in (events[:5000], events[5000:9000], events[9000:]):
            taking.take(write(opened, part, 300), history, at=part[-1].at)
        derive_stale(history, DERIVED_BY)
        names = name_of(history)
        begins = RULES.days.begins(MONDAY).timestamp()  # some were open since the day before
        slots = [row for row in rows(history, history_slot) if row.slot * 900 >= begins]
        states = [row for row in rows(history, history_state) if row.day == MONDAY]
        entries = rows(history, history_entry)

    assert {row.channel for row in entries} >= {"voice", "chat"}
    for line in board.queues.values():
        mine = [slot for slot in slots if names[slot.queue] == line.name]
        counts = list(line.quarters.values())
        assert sum(slot.entries for slot in mine) == sum(count.offered for count in counts), line.name
        assert sum(slot.answered for slot in mine) == sum(count.answered for count in counts), line.name
        assert sum(slot.abandoned for slot in mine) == sum(count.abandoned for count in counts), line.name
    last = max(event.at for event in events)
    for key, agent in board.agents.items():
        spent: dict[tuple[str, str], float] = defaultdict(float)
        for one in agent.spent:
            spent[one.state.value, one.break_code] += one.seconds
        code = (agent.break_code or "") if agent.state is AgentState.BREAK else ""
        spent[agent.state.value, code] += (last - agent.since).total_seconds()
        found = {
            (row.state, names.get(row.code, "")): row.seconds
            for row in states
            if names[row.login] == key[1] and row.state != State.SIGNED_IN
        }
        told = {of: seconds for of, seconds in spent.items() if of[0] not in ("offline", "unknown")}
        for of, seconds in told.items():
            assert found.get(of, 0.0) == pytest.approx(seconds, abs=0.1), (key, of)


# -- one by one ----


def test_what_the_events_tell_of_a_contact_is_in_its_row(journal: Database, history: Database) -> None:
    events: list[LiveEvent] = [
        ContactOffered(CHATS, at(9), "c1", "web", Channel.CHAT, "13800138000"),
        ContactAnswered(CHATS, at(9.01), "c1", "web", "anna", 36.0, 4.0),
        ContactEnded(CHATS, at(9.1), "c1", "web", "anna", 300.0, 20.0, 15.0, EndedBy.TRANSFER),
    ]

    taken(write(journal, events), history)

    (row,) = rows(history, history_entry)
    assert (row.channel, row.outcome, row.number, row.over) == ("chat", "answered", "13800138000", 1)
    assert (row.wait_s, row.ring_s, row.talk_s, row.hold_s, row.acw_s) == (36.0, 4.0, 300.0, 20.0, 15.0)
    assert (row.ended_by, name_of(history)[row.login]) == ("transfer", "anna")
    derive_stale(history, DERIVED_BY)
    (count,) = (count for count in rows(history, history_count) if count.queue)
    assert (count.handle_s, count.n_held, count.n_transfer) == (335.0, 1, 1)


def test_an_agents_sign_in_and_breaks_are_told_and_the_sums_of_the_rest(
    journal: Database, history: Database
) -> None:
    events: list[LiveEvent] = [
        AgentSeen(CHATS, at(8.5), "anna", "Anna"),
        doing(8.5, AgentState.OFFLINE),
        doing(9, AgentState.READY),
        doing(10, AgentState.HANDLING),
        doing(10.5, AgentState.BREAK, "lunch"),
        doing(11.5, AgentState.READY, since=11),  # said late
        AgentGone(CHATS, at(12), "anna"),
        AgentSeen(CHATS, at(13), "ben", "Ben"),
    ]
    kept = write(journal, events)

    taken(kept, history)

    assert spans(history) == [("signed_in", 9.0, 12.0, ""), ("break", 10.5, 11.0, "lunch")]
    derive_stale(history, DERIVED_BY)
    (day,) = rows(history, history_count)
    assert (day.signed_s, day.ready_s, day.break_s) == (3 * 3600.0, 2 * 3600.0, 1800.0)
    sums = {row.state: (row.seconds, row.times) for row in rows(history, history_state)}
    assert sums == {
        "signed_in": (3 * 3600.0, 1),
        "break": (1800.0, 1),
        "ready": (2 * 3600.0, 2),
        "handling": (1800.0, 1),
    }


def test_what_goes_on_over_midnight_is_cut_there(journal: Database, history: Database) -> None:
    events: list[LiveEvent] = [
        doing(22, AgentState.READY),
        doing(23, AgentState.BREAK, "rest"),
        doing(25, AgentState.OFFLINE),
    ]

    taken(write(journal, events), history)

    assert spans(history) == [
        ("signed_in", 22.0, 24.0, ""),
        ("break", 23.0, 24.0, "rest"),
        ("break", 24.0, 25.0, "rest"),
        ("signed_in", 24.0, 25.0, ""),
    ]


def test_who_begins_in_the_middle_knows_from_the_journal_what_agents_did_before(
    journal: Database, history: Database
) -> None:
    events: list[LiveEvent] = [doing(9, AgentState.READY), doing(80, AgentState.BREAK, "rest")]
    kept = write(journal, events)
    taken(kept, history)
    before = rows(history, history_span)

    taken(kept, history)  # from the day before the last on, two days after the agent signed in

    assert rows(history, history_span) == before


# -- laws ----


@st.composite
def days(draw: st.DrawFn) -> list[LiveEvent]:
    """What two agents and three contacts do on two days, in order."""
    found: list[LiveEvent] = []
    now = at(20)
    for _ in range(draw(st.integers(1, 25))):
        now += timedelta(seconds=draw(st.integers(0, 1500)))
        login, contact = draw(st.sampled_from(["anna", "ben"])), draw(st.sampled_from(["c1", "c2", "c3"]))
        what = draw(st.integers(0, 4))
        if what == 0:
            found.append(ContactOffered(CHATS, now, contact, "web", Channel.CHAT))
        elif what == 1:
            found.append(ContactAnswered(CHATS, now, contact, "web", login, 5.0))
        elif what == 2:
            found.append(ContactEnded(CHATS, now, contact, "web", login, draw(st.sampled_from([None, 30.0]))))
        else:
            state = draw(st.sampled_from(list(AgentState)))
            code = draw(st.sampled_from(["rest", "lunch"])) if state is AgentState.BREAK else None
            since = draw(st.sampled_from([None, now - timedelta(seconds=40)]))
            found.append(AgentChanged(CHATS, now, login, state, code, since))
    return found


@pytest.fixture
def both(sqlite_url: str) -> Any:
    with open_journal(sqlite_url) as journal, open_history(sqlite_url) as history:
        yield journal, history


def everything(history: Database) -> list[Any]:
    derive_stale(history, DERIVED_BY)
    tables = (history_entry, history_span, history_slot, history_count, history_state)
    return [[tuple(row) for row in rows(history, table)] for table in tables]


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(days(), st.integers(0, 25), st.booleans())
def test_by_parts_and_again_and_by_another_process_the_rows_are_the_same(
    both: tuple[Database, Database],
    events: list[LiveEvent],
    cut: int,
    killed: bool,
) -> None:
    journal, history = both
    with journal.write() as db:
        db.execute(delete(journal_batch))
    with history.write() as db:
        for table in history_metadata.sorted_tables:
            db.execute(delete(table))
    taking = LiveTaking(CHATS, RULES)
    for part in (events[:cut], events[cut:]):
        if part:
            if killed:
                taking = LiveTaking(CHATS, RULES)
            taking.take(write(journal, part, 3), history, at=at(48))
    in_parts = everything(history)
    taken(Journal(journal), history)
    assert everything(history) == in_parts

    with history.write() as db:
        for table in history_metadata.sorted_tables:
            if table.name != "history_name":
                db.execute(delete(table))
    taken(Journal(journal), history)
    at_once = everything(history)
    assert [_without_batch(of) for of in at_once] == [_without_batch(of) for of in in_parts]


def _without_batch(of: list[Any]) -> list[Any]:
    return [row[:-1] for row in of]
