"""What left the program is written down, and nothing of it is ever taken away."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from supervisor.reports.log import AREA, Facts, exported, note_export, note_failed
from supervisor.storage.areas import versions
from supervisor.storage.database import Database

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


def test_a_line_says_who_took_what_and_when(centre: Database) -> None:
    facts = Facts("Monthly review", "/home/li/review.xlsx", rows=812, sheets=13, machine="desk-7")
    with centre.write() as db:
        note_export(db, what="review", who="li", at=NOW, personal=True, facts=facts)
        later = NOW + timedelta(hours=1)
        note_export(db, what="queues", who="wang", at=later, personal=False, facts=Facts("Queues"))
    with centre.read() as db:
        first, second = exported(db)
        assert [one.who for one in exported(db, what="review")] == ["li"]
        assert [one.who for one in exported(db, since=later)] == ["wang"]
        assert set(AREA) <= set(versions(db))
    assert (first.who, second.what, second.personal, second.facts) == ("wang", "review", True, facts)


def test_a_file_that_was_not_written_is_told_with_its_line(centre: Database) -> None:
    with centre.write() as db:
        _changes, line = note_export(db, what="review", who="li", at=NOW, personal=True, facts=Facts())
        note_export(db, what="day", who="li", at=NOW, personal=True, facts=Facts())
        note_failed(db, line, who="li", at=NOW, why="The disk is full.")
    with centre.read() as db:
        found = {one.what: one.failed for one in exported(db)}
    assert found == {"review": "The disk is full.", "day": ""}
