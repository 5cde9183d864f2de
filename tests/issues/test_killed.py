"""Who is killed in the middle of writing leaves nothing half done; doing it again comes to its end."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import Connection, event, select, text

from supervisor.issues import intake_store, sheet_making, sheet_sending, store
from supervisor.issues.evidence import ImportRow
from supervisor.issues.merge import put
from supervisor.issues.sheet import Sending
from supervisor.issues.sheet_told import Making
from supervisor.issues.states import State
from supervisor.meetings import closing
from supervisor.meetings import store as meetings
from supervisor.meetings.meeting import MeetingState, OutcomeKind
from supervisor.storage.centre import centre_metadata
from supervisor.storage.database import open_centre
from supervisor.workdays.calendar import Day, DayKind
from supervisor.workdays.store import CENTRE, calendars, change_days
from tests.issues.acting import ANNA, AT, departments, draft_issue, gone
from tests.issues.rows import an_issue
from tests.meetings.centre import TO_ANSWERED, a_series, an_action, an_open_issue, items, note, running

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="forks, and kills with a signal")

Act = Callable[[Connection], object]
LATER = AT + timedelta(hours=1)


def saved(db: Connection) -> Act:
    departments(db)
    base = draft_issue(db)
    mine = put(base, {"title": "Bills are wrong", "text.symptom": "twice", "facts.tags": ("x", "y")})
    return lambda db: store.edit(db, base, mine, acting=ANNA, at=LATER)


def sent(db: Connection) -> Act:
    departments(db)
    for at in range(3):
        gone(db, draft_issue(db, f"Issue {at}"), "make_ready")
    (sheet,) = sheet_making.make(db, ["bill"], Making(wished=date(2026, 3, 9)), acting=ANNA, at=AT)[1]
    way = Sending(to="Zhou", how="mail")

    def send(db: Connection) -> object:
        came = sheet_sending.send(db, sheet, way, acting=ANNA, at=LATER)
        assert {one.state for one in store.all_issues(db)} == {State.SENT}
        return came

    return send


def closed(db: Connection) -> Act:
    series = a_series(db)
    one = an_open_issue(db, "Bills are late", *TO_ANSWERED)
    an_open_issue(db, "Menu is long", *TO_ANSWERED)
    meeting = running(db, series)
    there = items(db, meeting)
    note(db, there["Bills are late"], OutcomeKind.ACCEPTED)
    an_action(db, there["Menu is long"])
    version = meetings.get(db, meeting.id).version

    def close(db: Connection) -> object:
        came = closing.close(db, meeting.id, version, acting=ANNA, at=LATER + timedelta(hours=1))
        assert meetings.get(db, meeting.id).state is MeetingState.CLOSED
        assert len(closing.versions(db, meeting.id)) == 1
        assert store.get(db, one.id).standing.counters.meetings == 1
        return came

    return close


def taken_in(db: Connection) -> Act:
    departments(db)
    rows = [
        (an_issue(0, f"Row {at}", department="bill"), ImportRow("issues.xlsx", "a", at)) for at in range(1, 5)
    ]

    def take_in(db: Connection) -> object:
        came = intake_store.take_in(db, rows, acting=ANNA, at=LATER)
        assert [one.number[:13] for one in store.all_issues(db)] == [f"WT-2026-{at:05}" for at in range(1, 5)]
        return came

    return take_in


def days_told(db: Connection) -> Act:
    there = calendars(db)[CENTRE]
    days = {
        date(2027, 2, at): Day(date(2027, 2, at), DayKind.REST, "notice", "Spring Festival")
        for at in range(5, 12)
    }

    def tell(db: Connection) -> object:
        told: dict[date, Day | None] = dict(days)
        came = change_days(db, CENTRE, there.version, told, at=LATER, who="anna", file="2027.csv")
        found = calendars(db)[CENTRE].days
        assert {replace(found[day], version=0) for day in days} == {
            replace(day, version=0) for day in days.values()
        }
        return came

    return tell


def killed(url: str, act: Act, cut: int) -> bool:
    """Do *act* in a child that dies at its *cut*-th statement that writes (0: as it commits); whether it
    died."""
    child = os.fork()
    if not child:
        left = cut

        def count(_conn: object, _cursor: object, statement: str, *_more: object) -> None:
            nonlocal left
            if statement.startswith(("INSERT", "UPDATE", "DELETE")):
                left -= 1
                if left == 0:
                    os.kill(os.getpid(), signal.SIGKILL)

        def die(_conn: object) -> None:
            os.kill(os.getpid(), signal.SIGKILL)

        try:
            centre = open_centre(url)
            event.listen(centre.engine, "after_cursor_execute" if cut % 2 else "before_cursor_execute", count)
            if not cut:
                event.listen(centre.engine, "commit", die)
            with centre.write() as db:
                act(db)
        finally:
            os._exit(7)
    _pid, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL


@pytest.mark.parametrize("prepare", [saved, sent, closed, taken_in, days_told])
def test_killed_in_the_middle_nothing_is_half_done_and_again_it_is_done(
    database_url: str, prepare: Callable[[Connection], Act]
) -> None:
    with open_centre(database_url) as centre:
        with centre.write() as db:
            act = prepare(db)

        def all_rows() -> dict[str, list[str]]:
            with centre.read() as db:
                tables = centre_metadata.sorted_tables
                return {table.name: sorted(map(repr, db.execute(select(table)))) for table in tables}

        before = all_rows()
        centre.engine.dispose()  # no connection of ours is the child's, too
        deaths = [killed(database_url, act, cut) for cut in (1, 2, 3, 4, 0)]

        assert deaths[0], "at its first statement"
        assert deaths[-1], "as it commits"
        assert sum(deaths) >= 4
        assert all_rows() == before
        with centre.write() as db:
            act(db)
        assert all_rows() != before
        if centre.dialect == "sqlite":
            with centre.read() as db:
                assert db.execute(text("PRAGMA integrity_check")).scalar_one() == "ok"
