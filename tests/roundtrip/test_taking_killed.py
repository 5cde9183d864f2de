"""Who is killed while rows are taken in or taken back leaves nothing half done; again it comes to its end."""

from __future__ import annotations

import sys
from dataclasses import replace

import pytest
from sqlalchemy import Connection, select

from supervisor.storage.centre import centre_metadata
from supervisor.storage.database import open_centre
from tests.issues.test_killed import Act, killed
from tests.roundtrip.desk import Desk, a_desk
from tests.roundtrip.sheets import FULL, a_row

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="forks, and kills with a signal")


def taking(desk: Desk) -> Act:
    """Three rows are to be taken in."""
    rows = [a_row(row, 7 + at, extra={"Room": "B"}, **FULL) for at, row in enumerate(desk.sent.rows)]
    looked = desk.look(desk.file(*rows))
    return lambda db: replace(desk, db=db).take(looked)


def taking_back(desk: Desk) -> Act:
    """Three rows were taken in, and are to be taken back."""
    rows = [a_row(row, 7 + at, **FULL) for at, row in enumerate(desk.sent.rows)]
    taken = desk.take(desk.look(desk.file(*rows)))
    return lambda db: replace(desk, db=db).back(taken.file)


@pytest.mark.parametrize("prepare", [taking, taking_back])
def test_killed_in_the_middle_nothing_is_half_done_and_again_it_is_done(
    sqlite_url: str, prepare: object
) -> None:
    assert callable(prepare)
    with open_centre(sqlite_url) as centre:
        with centre.write() as db:
            act: Act = prepare(a_desk(db))

        def all_rows(db: Connection) -> dict[str, list[str]]:
            tables = centre_metadata.sorted_tables
            return {table.name: sorted(map(repr, db.execute(select(table)))) for table in tables}

        with centre.read() as db:
            before = all_rows(db)
        centre.engine.dispose()  # no connection of ours is the child's, too
        assert all(killed(sqlite_url, act, cut) for cut in (1, 5, 8, 0))
        with centre.read() as db:
            assert all_rows(db) == before
        with centre.write() as db:
            act(db)
        with centre.read() as db:
            assert all_rows(db) != before
