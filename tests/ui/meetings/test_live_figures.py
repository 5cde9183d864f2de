from __future__ import annotations

from datetime import timedelta

import msgspec

from supervisor.issues import store as issue_store
from supervisor.issues.issue import Criterion, Measured
from supervisor.meetings.closing import versions
from supervisor.storage.database import open_centre
from tests.meetings.centre import ANNA
from tests.ui.meetings.conftest import Seat


def watched(seat: Seat) -> int:
    """An issue of the agenda gets a criterion; its id."""
    now = seat.screen.desk.now
    with open_centre(seat.centre.url) as database, database.write() as db:
        base = issue_store.get(db, seat.issues[0])
        day = now.date()
        criterion = Criterion(Measured.CATEGORY, "Bills", day - timedelta(days=60), day - timedelta(days=30))
        facts = msgspec.structs.replace(base.facts, criterion=criterion)
        issue_store.edit(db, base, msgspec.structs.replace(base, facts=facts), acting=ANNA, at=now)
    return base.id


def test_the_room_shows_what_the_history_says_and_the_closing_keeps_it(seat: Seat) -> None:
    issue = watched(seat)
    room = seat.room()
    view = seat.meetings().view

    def figures() -> tuple[str, ...]:
        sitting = view.sitting
        assert sitting is not None
        return next(look.figures for look in sitting.looks.values() if look.item.issue == issue)

    seat.qtbot.waitUntil(lambda: bool(figures()))
    said = figures()
    assert room.isVisible()
    meeting = view.meeting
    assert meeting is not None
    view._ask_close()
    view._do_reason("")
    seat.qtbot.waitUntil(lambda: view.meeting is not None and view.meeting.text.closings == 1)
    with open_centre(seat.centre.url) as database, database.read() as db:
        (minutes,) = versions(db, meeting.id)
    kept = msgspec.json.encode(msgspec.to_builtins(minutes)).decode()
    assert said[0] in kept
