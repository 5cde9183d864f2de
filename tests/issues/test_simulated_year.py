"""A year in small: what the program says of it is what plain sums say that were kept beside it."""

from __future__ import annotations

from collections import Counter

from sqlalchemy import Connection, func, select

from benchmarks.issue_tally import Tally, day_of
from benchmarks.issue_year import Size, Year
from supervisor.issues import query, record, sheet_store, store
from supervisor.issues.clock import Clock, read
from supervisor.issues.issue import Issue
from supervisor.issues.number import check_digit
from supervisor.issues.question import IssueQuestion
from supervisor.issues.record import Of
from supervisor.meetings import actions, closing
from supervisor.meetings import store as meetings
from supervisor.meetings.actions import state_of
from supervisor.storage.database import Database
from supervisor.storage.issue_tables import issue_sheet_line

SMALL = Size(issues=36, departments=3, meetings=8, discussed=16, seed=1)


def test_a_year_of_issues_comes_to_what_plain_sums_say(centre: Database) -> None:
    year = Year(centre, SMALL)
    year.play()
    with centre.read() as db:
        wrong = [*year.differ, *differences(db, year)]
        issues = store.all_issues(db)
    assert wrong == []
    assert len(issues) == SMALL.issues
    assert happened(year.tally) >= {"return", "finish", "verify", "not_effective", "close", "extension"}


def happened(tally: Tally) -> set[str]:
    return {what for one in tally.issues.values() for what, *_more in one.log}


def differences(db: Connection, year: Year) -> list[str]:
    """Where the program says something else than the tally, in words."""
    tally, now = year.tally, year.now
    found = {one.id: one for one in store.all_issues(db)}
    lines = {line.id: line for line in query.lines(db, IssueQuestion(), now)}
    events = store.events_of(db, found)
    frame = store.frame(db)
    pairs: list[tuple[str, object, object]] = [
        ("states", Counter(one.state.value for one in found.values()), tally.states()),
        ("overdue", {id for id, line in lines.items() if line.is_overdue}, tally.late(now)),
        ("numbers", [one.number for one in found.values()], numbers(len(found))),
        ("sheets", len(sheet_store.all_sheets(db)), tally.sheets),
        ("lines", sheet_lines(db), dict(tally.lines)),
    ]
    for id, one in tally.issues.items():
        kept = found[id]
        for what, theirs, ours in (
            ("state", kept.state.value, one.state),
            ("department", kept.facts.department, one.department),
            ("events", len(events[id]), one.events),
            ("counters", counters(kept), +one.counters),
            ("ruling", kept.standing.ruling_wanted, one.ruling),
            ("in time", in_time(kept), [(run.kind, run.in_time, run.dropped) for run in one.runs]),
            (
                "limits",
                [read(each, frame.calendar(each.calendar), now).limit for each in running(kept)],
                [run.limit(now) for run in one.runs if run.runs],
            ),
        ):
            pairs.append((f"{what} of {id}", theirs, ours))
    for department in {one.department for one in tally.issues.values()}:
        first, last = day_of(next(iter(tally.issues.values())).made), day_of(now)
        of = record.record(department, found.values(), events, first=first, last=last, frame=frame, now=now)
        for name, ours in tally.record(department, now).items():
            said = getattr(of, name)
            counted = (said.part, said.whole) if isinstance(said, Of) else said
            pairs.append((f"{name} of {department}", counted, ours))
    held = meetings.all_meetings(db)
    pairs.append(("minutes", [len(closing.versions(db, one.id)) for one in held], [1] * tally.meetings))
    states = Counter(state_of(each.action, day_of(now)).value for each in actions.actions(db, at=now))
    pairs.append(("actions", states, actions_of(tally, year)))
    return [f"{what}: {theirs} is not {ours}" for what, theirs, ours in pairs if theirs != ours]


def numbers(count: int) -> list[str]:
    return [f"WT-2025-{at:05}-{check_digit(f'2025{at:05}')}" for at in range(1, count + 1)]


def sheet_lines(db: Connection) -> dict[str, int]:
    reminder = issue_sheet_line.c.reminder
    rows = db.execute(select(reminder, func.count()).group_by(reminder))
    return {"reminder" if is_one else "new": count for is_one, count in rows}


def counters(of: Issue) -> Counter[str]:
    kept = of.standing.counters
    return +Counter({name: getattr(kept, name) for name in kept.__struct_fields__})


def in_time(of: Issue) -> list[tuple[str, list[bool], bool]]:
    return [
        (each.kind.value, [verdict.in_time for verdict in each.verdicts], each.dropped)
        for each in of.standing.clocks
    ]


def running(of: Issue) -> list[Clock]:
    return [each for each in of.standing.clocks if each.is_running]


def actions_of(tally: Tally, year: Year) -> Counter[str]:
    today = day_of(year.now)

    found: Counter[str] = Counter()
    for one in tally.actions:
        if one.done is not None:
            found["done_late" if one.done > one.due else "done"] += 1
        else:
            found["overdue" if one.due < today else "today" if one.due == today else "open"] += 1
    return found


def test_the_sums_would_find_what_is_wrong(sqlite: Database) -> None:
    """A tally that is told one thing less does not agree: the comparison compares."""
    year = Year(sqlite, Size(issues=12, departments=2, meetings=2, discussed=9, seed=1))
    year.play()
    one, run = next((one, run) for one in year.tally.issues.values() for run in one.runs if run.runs)
    one.events -= 1
    run.on, run.days = None, 9
    with sqlite.read() as db:
        wrong = differences(db, year)
    assert {each.split(" of ")[0] for each in wrong} >= {"events", "limits"}
