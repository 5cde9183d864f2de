"""A year of issues and meetings through the stores, against plain sums; clocks, an agenda, a closing."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import Connection

from benchmarks.issue_tally import Run, worked
from benchmarks.issue_year import LIN, Size, Year
from benchmarks.measure import Scale, interleaved
from benchmarks.peers import Peers
from benchmarks.report import Result, most
from supervisor.issues import query, store
from supervisor.issues.clock import read
from supervisor.issues.question import IssueQuestion
from supervisor.meetings import closing, series_store
from supervisor.meetings import store as meetings
from supervisor.storage.database import Database, open_centre

READINGS = 15_000


def run(scale: Scale, _peers: Peers) -> Result:
    size = Size() if not scale.quick else Size(issues=12, departments=2, meetings=2, discussed=9)
    result = Result("issues", f"{size.issues:,} issues, {size.meetings} meetings", "the same counted plainly")
    with tempfile.TemporaryDirectory() as folder, open_centre(f"sqlite:///{folder}/centre.db") as centre:
        year = Year(centre, size)
        began = time.process_time()
        year.play()
        result.heading("the year")
        result.add("played through the stores, processor time", time.process_time() - began, "s")
        result.add("agendas that are not as plain sums say", len(year.differ), "", goals=(most(0, "figure"),))
        with centre.read() as db:
            late = {line.id for line in query.lines(db, IssueQuestion(), year.now) if line.is_overdue}
            wrong = len(late ^ year.tally.late(year.now))
            result.add("issues overdue to one and not to the other", wrong, "", goals=(most(0, "figure"),))
            _clocks(scale, result, db, year)
        _meeting(result, centre, year)
    return result


def _clocks(scale: Scale, result: Result, db: Connection, year: Year) -> None:
    """Running clocks read at an instant, beside hours that are added up day by day."""
    frame, now = store.frame(db), year.now
    ours = [one for issue in store.all_issues(db) for one in issue.standing.clocks if one.is_running]
    theirs = [one for issue in year.tally.issues.values() for one in issue.runs if one.runs]
    count = scale.of(READINGS, 150)

    def read_all() -> None:
        for at in range(count):
            one = ours[at % len(ours)]
            read(one, frame.calendar(one.calendar), now)

    def add_up() -> None:
        for at in range(count):
            _plainly(theirs[at % len(theirs)], year)

    taken = interleaved({"plain": _took(add_up), "ours": _took(read_all)}, scale.rounds)
    result.heading(f"{count:,} readings of running clocks")
    result.add("limits added up day by day", taken["plain"].median * 1000, "ms")
    result.add("ours", taken["ours"].median * 1000, "ms", ratio=taken["ours"].ratio(taken["plain"]))


def _plainly(one: Run, year: Year) -> None:
    """Its limit, whether that is over, and the hours that it took."""
    one.is_late(year.now)
    worked(one.started, year.now)


def _meeting(result: Result, centre: Database, year: Year) -> None:
    """One more meeting of the series, after all."""
    at = year.now + timedelta(days=1)
    result.heading("one more meeting")
    with centre.write() as db:
        (series,) = series_store.all_series(db)
        began = time.perf_counter()
        planned = meetings.plan(db, series.id, at, acting=LIN, at=at)[1]
        result.add("planned with its agenda", time.perf_counter() - began, "s", goals=(most(2.0, "figure"),))
        begun = meetings.begin(db, planned.id, planned.version, acting=LIN, at=at)[1]
        items = len(meetings.sitting(db, planned.id, at=at).items)
        began = time.perf_counter()
        closing.close(db, planned.id, begun.version, acting=LIN, at=at)
        result.add(
            f"closed with {items:,} items", time.perf_counter() - began, "s", goals=(most(2.0, "figure"),)
        )


def _took(work: Callable[[], object]) -> Callable[[], float]:
    def took() -> float:
        began = time.perf_counter()
        work()
        return time.perf_counter() - began

    return took
