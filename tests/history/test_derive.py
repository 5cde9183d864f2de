from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select

from supervisor.clock import BusinessDays
from supervisor.facts.agent_time import Mark, State, What
from supervisor.facts.contact import Entry, Outcome, Ring, Told
from supervisor.history import batch as batches
from supervisor.history import entries as told
from supervisor.history.batch import Kind
from supervisor.history.derive import derive_stale
from supervisor.history.derive_rules import DeriveRules
from supervisor.history.names import Names
from supervisor.history.stale import mark_batch_stale, stale
from supervisor.history.waits import Ended, Waits
from supervisor.settings.breaks import USUAL_BREAKS
from supervisor.storage.database import Database, open_history
from supervisor.storage.history_tables import (
    history_count,
    history_dropped,
    history_entry,
    history_metadata,
    history_slot,
    history_span,
    history_stale,
    history_state,
)
from tests.history.recorded import RUNS, facts, truth

SHANGHAI = DeriveRules(BusinessDays(ZoneInfo("Asia/Shanghai")), USUAL_BREAKS)
BERLIN = DeriveRules(BusinessDays(ZoneInfo("Europe/Berlin")), USUAL_BREAKS)
NOW = datetime(2026, 11, 22, tzinfo=UTC)
DERIVED = (history_slot, history_count, history_state, history_span)


def ms(*at: int, zone: str = "Asia/Shanghai") -> int:
    return round(datetime(*at, tzinfo=ZoneInfo(zone)).timestamp() * 1000)  # type: ignore[arg-type,misc]


def write(
    history: Database,
    entries: Sequence[Entry] = (),
    rings: Sequence[Ring] = (),
    marks: Sequence[Mark] = (),
    *,
    by: Told = Told.LOG,
) -> int:
    """The facts of "pbx" as one batch; its number."""
    names = Names()
    with history.write() as db:
        number = batches.begin(db, Kind.LOG, "pbx", at=NOW, who="anna")
        told.write(db, names, "pbx", entries, by, number)
        told.write_rings(db, names, "pbx", rings, by, number)
        told.write_marks(db, names, "pbx", marks, number)
        batches.note(db, number, state=batches.State.DONE, at=NOW)
    return number


def derived(history: Database) -> dict[str, list[tuple[Any, ...]]]:
    """Every derived row, in order."""
    with history.read() as db:
        return {
            table.name: sorted(
                (tuple(row) for row in db.execute(select(table).where(table.c.batch == 0))), key=repr
            )
            for table in DERIVED
        }


def rows(history: Database, table: Any) -> list[Any]:
    with history.read() as db:
        return list(db.execute(select(table).order_by(*table.primary_key.columns)))


def name_of(history: Database) -> dict[int, str]:
    with history.read() as db:
        return {number: text for number, (_kind, _source, text) in Names().read(db).items()}


def contact(at_ms: int, name: str = "c", queue: str = "q", **more: Any) -> Entry:
    told_ = {"outcome": Outcome.ANSWERED, "wait_s": 5.0, "login": "anna", "talk_s": 60.0, "over": True}
    return Entry(name, queue, at_ms, **{**told_, **more})


# -- as recorded ----


@pytest.mark.parametrize("run", RUNS)
def test_what_is_derived_of_a_recording_is_its_truth_number_by_number(history: Database, run: str) -> None:
    found = facts(run)
    write(history, found.entries, found.rings, found.marks)

    derive_stale(history, SHANGHAI)

    names = name_of(history)
    slots = rows(history, history_slot)
    for queue, of in truth(run)["queues"].items():
        mine = [slot for slot in slots if names[slot.queue] == queue]
        waits = Waits.total(slot.waits for slot in mine)
        total = {name: sum(getattr(slot, name) for slot in mine) for name in COUNTED}
        assert {
            "offered": total["entries"],
            "answered": total["answered"],
            "abandoned": total["abandoned"],
            "timed_out": total["timed_out"],
            "exit_key": total["keyed"],
            "exit_empty": total["emptied"],
            "withdrawn": total["withdrawn"],
            "unfinished_waiting": total["waiting"] + total["lost"],
            "ring_no_answer": total["no_answer"],
            "talk_ended": total["talks"],
            "talk_sum_s": total["talk_s"],
            "answered_within_20s": waits.within(20),
            "answered_within_30s": waits.within(30),
            "abandoned_within_5s": waits.within(5, Ended.ABANDONED),
            "abandoned_within_20s": waits.within(20, Ended.ABANDONED),
            "abandoned_within_30s": waits.within(30, Ended.ABANDONED),
        } == {name: of[name] for name in of if name in QUEUE_FIGURES}, queue
        if total["answered"]:
            assert total["wait_answered_s"] == of["wait_answered_sum_s"]
            assert waits.longest() == of["wait_answered_max_s"]
            assert round(total["ring_s"] / total["answered"], 3) == of["ring_mean_s"]
    counts = rows(history, history_count)
    for agent, of in truth(run)["agents"].items():
        mine = [count for count in counts if names.get(count.login) == agent]
        in_queues = {
            names[count.queue]: count.n_answered for count in mine if count.queue and count.n_answered
        }
        assert in_queues == of["answered_by_queue"], agent
        assert sum(count.n_answered or 0 for count in mine) == of["answered"], agent
        assert sum(count.talk_s or 0 for count in mine) == of["talk_s"], agent
        assert sum(count.n_rona or 0 for count in mine) == of["rna"], agent
        assert sum(count.n_transfer or 0 for count in mine) == of["transferred"], agent
        rang = of["rna"] + of["ring_canceled"]
        assert sum(count.n_offered or 0 for count in mine) == of["answered"] + rang, agent
        assert all(count.hold_s is None and count.acw_s is None for count in mine), agent


COUNTED = (
    *("entries", "answered", "abandoned", "timed_out", "keyed", "emptied", "withdrawn", "lost", "waiting"),
    *("no_answer", "talks", "talk_s", "wait_answered_s", "ring_s"),
)
QUEUE_FIGURES = {
    *("offered", "answered", "abandoned", "timed_out", "exit_key", "exit_empty", "withdrawn"),
    *("unfinished_waiting", "ring_no_answer", "talk_ended", "talk_sum_s"),
    *("answered_within_20s", "answered_within_30s"),
    *("abandoned_within_5s", "abandoned_within_20s", "abandoned_within_30s"),
}


def test_breaks_by_code_and_in_all_are_those_of_the_recording(history: Database) -> None:
    found = facts("restart")
    write(history, found.entries, found.rings, found.marks)

    derive_stale(history, SHANGHAI)

    names = name_of(history)
    states = [row for row in rows(history, history_state) if row.state == State.BREAK]
    beyond = truth("restart")["recording_end"] - truth("restart")["last"]  # nothing is told of that
    for agent, of in truth("restart")["agents"].items():
        mine = {names[row.code]: row.seconds for row in states if names[row.login] == agent}
        still = beyond if any("open at the end" in note for note in of["pause_notes"]) else 0
        said = of["pause_s_by_reason_any_queue"]
        assert sum(mine.values()) == sum(said.values()) - still, agent
        assert mine.keys() == said.keys(), agent


# -- laws ----


@st.composite
def stays(draw: st.DrawFn) -> list[Entry]:
    """Up to 30 stays within four days of a March in which the clocks of Berlin go forward."""
    begin = ms(2026, 3, 27, zone="Europe/Berlin")
    found = []
    for number in range(draw(st.integers(1, 30))):
        at = begin + draw(st.integers(0, 4 * 86_400)) * 1000 + number
        outcome = draw(st.sampled_from(list(Outcome)))
        answered = outcome is Outcome.ANSWERED
        found.append(
            Entry(
                f"c{draw(st.integers(0, 9))}",
                draw(st.sampled_from(["q1", "q2"])),
                at,
                outcome,
                wait_s=None if outcome is Outcome.WAITING else float(draw(st.integers(0, 100))),
                login=draw(st.sampled_from(["anna", "ben"])) if answered else "",
                talk_s=draw(st.none() | st.integers(0, 500).map(float)) if answered else None,
                hold_s=draw(st.none() | st.integers(0, 50).map(float)) if answered else None,
                channel=draw(st.sampled_from(["voice", "chat"])),
                over=outcome is not Outcome.WAITING,
            )
        )
    return found


@st.composite
def notes(draw: st.DrawFn) -> list[Mark]:
    begin = ms(2026, 3, 27, zone="Europe/Berlin")
    found = []
    for seq in range(draw(st.integers(0, 12))):
        at = begin + draw(st.integers(0, 4 * 86_400)) * 1000
        what = draw(st.sampled_from(list(What)))
        login = "" if what is What.START else draw(st.sampled_from(["anna", "ben"]))
        queue = "" if what is What.START else draw(st.sampled_from(["q1", "q2"]))
        code = draw(st.sampled_from(["lunch", "training"])) if what is What.PAUSE else ""
        found.append(Mark(at, seq, login, queue, what, code))
    return found


@pytest.fixture
def clean(sqlite_url: str) -> Any:
    with open_history(sqlite_url) as database:
        yield database


LAW = settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])


def empty(history: Database) -> None:
    with history.write() as db:
        for table in history_metadata.sorted_tables:
            if table.name != "history_name":
                db.execute(delete(table))


@LAW
@given(stays(), notes(), st.integers(0, 30), st.integers(0, 12))
def test_parts_one_after_the_other_give_what_all_at_once_gives_however_often(
    clean: Database, entries: list[Entry], marks: list[Mark], cut: int, cut_marks: int
) -> None:
    empty(clean)
    write(clean, entries[cut:], marks=marks[:cut_marks])
    derive_stale(clean, BERLIN)
    write(clean, entries[:cut], marks=marks[cut_marks:])
    derive_stale(clean, BERLIN)
    in_parts = derived(clean)
    assert derive_stale(clean, BERLIN).days == 0
    assert derived(clean) == in_parts

    empty(clean)
    write(clean, entries, marks=marks)
    derive_stale(clean, BERLIN)
    assert derived(clean) == in_parts


@LAW
@given(stays(), notes(), st.integers(0, 30))
def test_a_batch_taken_back_leaves_what_was_derived_without_it(
    clean: Database, entries: list[Entry], marks: list[Mark], cut: int
) -> None:
    empty(clean)
    write(clean, entries[:cut], marks=marks[::2])
    derive_stale(clean, BERLIN)
    before = derived(clean)
    number = write(clean, entries[cut:], marks=marks[1::2])
    derive_stale(clean, BERLIN)

    with clean.write() as db:
        mark_batch_stale(db, number)
        batches.undo(db, number, at=NOW)
    derive_stale(clean, BERLIN)

    assert derived(clean) == before


@LAW
@given(stays())
def test_slots_and_counts_sum_to_the_stays_that_there_are(clean: Database, entries: list[Entry]) -> None:
    empty(clean)
    write(clean, entries)
    derive_stale(clean, BERLIN)

    slots, counts = rows(clean, history_slot), rows(clean, history_count)
    outcomes = Counter(entry.outcome for entry in entries)
    columns = {
        Outcome.ANSWERED: "answered",
        Outcome.ABANDONED: "abandoned",
        Outcome.TIMED_OUT: "timed_out",
        Outcome.KEY: "keyed",
        Outcome.EMPTY: "emptied",
        Outcome.WITHDRAWN: "withdrawn",
        Outcome.LOST: "lost",
        Outcome.UNKNOWN: "unknown",
        Outcome.WAITING: "waiting",
    }
    assert {outcome: sum(getattr(slot, name) for slot in slots) for outcome, name in columns.items()} == {
        outcome: outcomes[outcome] for outcome in columns
    }
    assert sum(slot.entries for slot in slots) == len(entries)
    talks = [entry.talk_s for entry in entries if entry.talk_s is not None]
    assert sum(slot.talk_s for slot in slots) == sum(talks) == sum(row.talk_s or 0 for row in counts)
    assert sum(slot.talk_s2 for slot in slots) == sum(one**2 for one in talks)
    assert sum(row.n_answered or 0 for row in counts) == outcomes[Outcome.ANSWERED]
    day = BERLIN.days.day
    first = {(day(at(entry)), entry.queue, entry.contact) for entry in entries}
    assert sum(slot.contacts for slot in slots) == len(first)
    waits = Waits.total(slot.waits for slot in slots)
    assert waits.count() == outcomes[Outcome.ANSWERED]
    assert (
        waits.count() + waits.count(Ended.ABANDONED) + waits.count(Ended.LEFT)
        == len(entries) - outcomes[Outcome.WAITING]
    )


def at(entry: Entry) -> datetime:
    return datetime.fromtimestamp(entry.entered_ms / 1000, UTC)


# -- days ----


def times(history: Database) -> dict[tuple[date, str], tuple[float, int]]:
    names = name_of(history)
    return {
        (row.day, names.get(row.code, "")): (row.seconds, row.times)
        for row in rows(history, history_state)
        if row.state == State.BREAK
    }


def test_a_break_over_midnight_is_cut_and_counted_once(history: Database) -> None:
    marks = [
        Mark(ms(2026, 3, 2, 23, 50), 0, "anna", "q", What.PAUSE, "lunch"),
        Mark(ms(2026, 3, 3, 0, 20), 0, "anna", "q", What.UNPAUSE),
    ]
    write(history, marks=marks)

    derive_stale(history, SHANGHAI)

    assert times(history) == {
        (date(2026, 3, 2), "lunch"): (600.0, 1),
        (date(2026, 3, 3), "lunch"): (1200.0, 0),
    }


def test_a_break_goes_on_over_days_of_which_nothing_is_told(history: Database) -> None:
    write(history, marks=[Mark(ms(2026, 3, 6, 23), 0, "anna", "q", What.PAUSE, "lunch")])
    derive_stale(history, SHANGHAI)
    assert times(history) == {}  # nobody knows how long it was

    number = write(history, marks=[Mark(ms(2026, 3, 9, 1), 0, "anna", "q", What.UNPAUSE)])
    derive_stale(history, SHANGHAI)

    over = {(date(2026, 3, day), "lunch"): (86_400.0, 0) for day in (7, 8)}
    assert times(history) == {
        (date(2026, 3, 6), "lunch"): (3600.0, 1),
        **over,
        (date(2026, 3, 9), "lunch"): (3600.0, 0),
    }

    with history.write() as db:
        mark_batch_stale(db, number)
        batches.undo(db, number, at=NOW)
    derive_stale(history, SHANGHAI)
    assert times(history) == {}


def test_what_is_open_where_weeks_of_the_log_are_missing_ends_with_what_was_told(history: Database) -> None:
    write(
        history,
        [contact(ms(2026, 3, 6, 23, 30))],
        marks=[
            Mark(ms(2026, 3, 6, 23), 0, "anna", "q", What.PAUSE, "lunch"),
            Mark(ms(2026, 4, 9, 1), 0, "anna", "q", What.UNPAUSE),
        ],
    )

    derive_stale(history, SHANGHAI)

    assert times(history) == {(date(2026, 3, 6), "lunch"): (1800.0, 1)}


@pytest.mark.parametrize(("day", "hours"), [(date(2026, 3, 29), 23), (date(2026, 10, 25), 25)])
def test_a_day_on_which_the_clocks_change_is_as_long_as_it_is(
    history: Database, day: date, hours: int
) -> None:
    begins, ends = BERLIN.days.begins(day), BERLIN.days.ends(day)
    first, last = (round(at.timestamp() * 1000) for at in (begins, ends))
    marks = [
        Mark(first - 1000, 0, "anna", "q", What.PAUSE, "lunch"),
        Mark(last, 0, "anna", "q", What.UNPAUSE),
    ]
    entries = [contact(at_ms, f"c{at_ms}") for at_ms in range(first, last, 1_800_000)]
    write(history, entries, marks=marks)

    derive_stale(history, BERLIN)

    assert times(history)[day, "lunch"] == (hours * 3600.0, 0)
    counts = {row.day: row.n_answered for row in rows(history, history_count) if row.queue}
    assert counts == {day: hours * 2}


def test_other_days_of_the_centre_count_everything_anew(history: Database) -> None:
    entries = [contact(ms(2026, 3, 2, 2), "c1"), contact(ms(2026, 3, 2, 9), "c2")]
    write(history, entries)
    derive_stale(history, SHANGHAI)
    from_four = DeriveRules(BusinessDays(SHANGHAI.days.zone, time(4)), USUAL_BREAKS)

    derive_stale(history, from_four)

    by_day = {row.day: row.n_answered for row in rows(history, history_count)}
    assert by_day == {date(2026, 3, 1): 1, date(2026, 3, 2): 1}

    derive_stale(history, SHANGHAI)
    assert {row.day: row.n_answered for row in rows(history, history_count)} == {date(2026, 3, 2): 2}


def test_what_a_break_is_for_decides_the_field_and_a_change_counts_anew(history: Database) -> None:
    codes = ["lunch", "training", "meeting", "Auto-Pause", "wellbeing", "of our own"]
    marks = [Mark(ms(2026, 3, 2, 9, at), 0, "anna", "q", What.PAUSE, code) for at, code in enumerate(codes)]
    write(history, marks=[*marks, Mark(ms(2026, 3, 2, 9, 6), 0, "anna", "q", What.UNPAUSE)])
    derive_stale(history, SHANGHAI)
    (day,) = rows(history, history_count)
    assert (day.break_s, day.training_s, day.meeting_s, day.other_aux_s) == (120.0, 60.0, 60.0, 120.0)
    assert (day.signed_s, day.ready_s) == (None, None)

    without = tuple(code for code in USUAL_BREAKS if code.code != "training")
    derive_stale(history, DeriveRules(SHANGHAI.days, without))

    (day,) = rows(history, history_count)
    assert (day.break_s, day.training_s) == (180.0, 0.0)


def test_who_signs_in_was_ready_when_neither_on_a_break_nor_on_a_contact(history: Database) -> None:
    marks = [
        Mark(ms(2026, 3, 2, 9), 0, "anna", "q", What.ADD),
        Mark(ms(2026, 3, 2, 9), 1, "anna", "p", What.ADD),
        Mark(ms(2026, 3, 2, 9, 30), 0, "anna", "q", What.PAUSE, "lunch"),
        Mark(ms(2026, 3, 2, 9, 30), 1, "anna", "p", What.PAUSE, "lunch"),
        Mark(ms(2026, 3, 2, 9, 40), 0, "anna", "q", What.UNPAUSE),
        Mark(ms(2026, 3, 2, 9, 45), 0, "anna", "p", What.UNPAUSE),
        Mark(ms(2026, 3, 2, 10), 0, "anna", "q", What.REMOVE),
        Mark(ms(2026, 3, 2, 10), 1, "anna", "p", What.REMOVE),
    ]
    write(history, [contact(ms(2026, 3, 2, 9, 10), hold_s=10.0)], marks=marks)

    derive_stale(history, SHANGHAI)

    (day,) = (row for row in rows(history, history_count) if not row.queue)
    assert (day.signed_s, day.break_s, day.ready_s) == (3600.0, 900.0, 3600 - 900 - 70.0)


def test_a_login_that_only_ever_signs_in_may_be_somebodys_telephone_and_was_not_ready_for_sure(
    history: Database,
) -> None:
    marks = [
        Mark(ms(2026, 3, 2, 9), 0, "SIP/100", "q", What.ADD),
        Mark(ms(2026, 3, 2, 9, 30), 0, "anna", "q", What.PAUSE, "lunch"),
        Mark(ms(2026, 3, 2, 10), 0, "SIP/100", "q", What.REMOVE),
    ]
    write(history, marks=marks)

    derive_stale(history, SHANGHAI)

    names = name_of(history)
    days = {
        names[row.login]: (row.signed_s, row.ready_s, row.break_s) for row in rows(history, history_count)
    }
    assert days == {"SIP/100": (3600.0, None, 0.0), "anna": (None, None, 1800.0)}


def test_contacts_of_an_agent_are_counted_with_their_squares_and_unknown_stays_unknown(
    history: Database,
) -> None:
    day = ms(2026, 3, 2, 9)
    entries = [
        contact(day, "c1", talk_s=30.0, hold_s=10.0, acw_s=5.0, ended_by="transfer"),
        contact(day + 1000, "c2", talk_s=4.0, hold_s=0.0, ended_by="agent"),
        contact(day + 2000, "c3", talk_s=None),
        contact(day, "d1", "chats", talk_s=100.0, channel="chat", type="fault"),
    ]
    write(history, entries, by=Told.LIVE)

    derive_stale(history, SHANGHAI)

    names = name_of(history)
    voice, chat = sorted(rows(history, history_count), key=lambda row: row.channel, reverse=True)
    assert (voice.n_answered, voice.n_short, voice.n_held, voice.n_transfer) == (3, 1, 1, 1)
    assert (voice.talk_s, voice.hold_s, voice.acw_s, voice.handle_s) == (34.0, 10.0, 5.0, 49.0)
    assert (voice.talk_s2, voice.handle_s2) == (916.0, 45.0**2 + 16)
    assert (voice.n_offered, voice.n_rona) == (None, None)  # the events tell no ring
    assert (chat.n_answered, chat.hold_s, chat.n_held, chat.handle_s) == (1, None, None, 100.0)
    assert (names[chat.type], names[chat.queue]) == ("fault", "chats")


def test_a_day_whose_contacts_are_no_longer_kept_is_left_as_it_was_counted(history: Database) -> None:
    write(history, [contact(ms(2026, 3, 2, 9))])
    derive_stale(history, SHANGHAI)
    before = derived(history)
    with history.write() as db:
        db.execute(delete(history_entry))
        begins, ends = ms(2026, 3, 2), ms(2026, 3, 3)
        source = Names().number(db, "source", "", "pbx")
        db.execute(history_dropped.insert().values(source=source, begins_ms=begins, ends_ms=ends))
        db.execute(history_stale.insert().values(source=source, hour=begins // 3_600_000 + 9))

    done = derive_stale(history, SHANGHAI)

    assert (done.days, done.left_alone) == (0, 1)
    assert derived(history) == before
    assert not rows(history, history_stale)


def test_what_a_sheet_told_stands_before_what_is_derived(history: Database) -> None:
    write(history, [contact(ms(2026, 3, 2, 9))])
    derive_stale(history, SHANGHAI)
    (row,) = rows(history, history_count)
    with history.write() as db:
        db.execute(history_count.update().values(n_answered=7, batch=5))
        db.execute(history_stale.insert().values(source=row.source, hour=ms(2026, 3, 2, 9) // 3_600_000))

    derive_stale(history, SHANGHAI)

    assert [row.n_answered for row in rows(history, history_count)] == [7]


def test_the_days_that_are_stale_are_those_of_the_changed_hours(history: Database) -> None:
    write(history, [contact(ms(2026, 3, 2, 23, 59)), contact(ms(2026, 3, 5, 0, 1), "c2")])

    with history.read() as db:
        (days,) = stale(db, SHANGHAI.days).values()
    assert days == [date(2026, 3, 2), date(2026, 3, 5)]
    done: list[tuple[int, int]] = []
    derive_stale(history, SHANGHAI, cancelled=lambda: len(done) == 1, report=lambda *at: done.append(at))
    with history.read() as db:
        (days,) = stale(db, SHANGHAI.days).values()
    assert days == [date(2026, 3, 5)]
    assert done == [(1, 2)]


def test_a_ring_counts_where_its_contact_entered(history: Database) -> None:
    nine = ms(2026, 3, 2, 9)
    rings = [
        Ring("c1", "q", "ben", nine + 905_000, 10.0, "no_answer"),
        Ring("c1", "q", "ben", nine + 915_000, 10.0, "cancelled"),
        Ring("other", "p", "ben", nine + 905_000, 10.0, "no_answer"),
    ]
    write(history, [contact(nine + 890_000, "c1")], rings)

    derive_stale(history, SHANGHAI)

    names = name_of(history)
    slots = {(row.slot - nine // 900_000, names[row.queue]): row for row in rows(history, history_slot)}
    assert {key: (row.entries, row.no_answer) for key, row in slots.items()} == {
        (0, "q"): (1, 1),
        (1, "p"): (0, 1),
    }
    of_ben = {names[row.queue]: row for row in rows(history, history_count) if names[row.login] == "ben"}
    assert (of_ben["q"].n_offered, of_ben["q"].n_rona, of_ben["q"].n_answered) == (2, 1, 0)
