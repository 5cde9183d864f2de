"""A source that is removed while collectors run, and while none does: what the journal and the board say."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from supervisor.app import Centre, open_floor
from supervisor.events import SourceDown
from supervisor.live.board import Board
from supervisor.live.sign import Role, all_signs
from supervisor.settings.centre import DemoClock
from supervisor.storage import undo
from supervisor.storage.centre_settings import change_centre
from supervisor.storage.database import open_centre
from tests.commands.service import running
from tests.live.away import until
from tests.live.floor import NOON
from tests.live.journalled import everything

pytestmark = pytest.mark.journey


def add(centre: Centre, name: str, site: str = "") -> None:
    centre.add_source(name, "simulated", {"scale": 0.1}, site=site)


def test_it_is_off_the_board_with_its_counts_kept_and_comes_back_by_undo(
    database_url: str, tmp_path: Path
) -> None:
    with open_centre(database_url) as database, database.write() as db:
        noon = DemoClock(datetime.now(UTC), NOON, 10.0)  # when there is something to count
        change_centre(db, {"demo": True, "demo_clock": noon}, at=NOON, who="test")
    with open_floor(database_url) as centre, running(database_url, tmp_path):
        add(centre, "first")
        add(centre, "second")
        until(lambda: whole(centre) == {"first", "second"} and answered(centre) > 3)
        before = answered(centre)
        centre.remove_source("first")
        until(lambda: removals(centre) == ["first"])
        assert waited_for(centre) == {"second"}
        assert all(line.gone == (line.source == "first") for line in journalled(centre).queues.values())
        assert answered(centre) >= before
        with centre.database.write() as db:
            step = undo.last(db)
            assert step is not None
            undo.revert(db, step.id, at=centre.clock.now())
        until(lambda: whole(centre) == {"first", "second"})
        assert answered(centre) >= before
        assert removals(centre) == ["first"]


def test_the_last_one_can_be_removed_too(database_url: str, tmp_path: Path) -> None:
    with open_floor(database_url) as centre, running(database_url, tmp_path):
        add(centre, "only")
        until(lambda: whole(centre) == {"only"})
        centre.remove_source("only")
        until(lambda: removals(centre) == ["only"])
        assert waited_for(centre) == set()


def test_while_no_collector_runs_it_is_on_no_board_and_the_next_collector_tells(
    database_url: str, tmp_path: Path
) -> None:
    with open_floor(database_url) as centre:
        add(centre, "only")
        with running(database_url, tmp_path):
            until(lambda: whole(centre) == {"only"})
        centre.remove_source("only")
        now = centre.now()
        assert (now.board.sources, now.board.agents, now.board.contacts, now.feeds) == ({}, {}, {}, {})
        assert removals(centre) == []
        with running(database_url, tmp_path):
            until(lambda: removals(centre) == ["only"])
        then = centre.now()
        assert (then.board, then.feeds) == (journalled(centre), {})


def test_of_two_collectors_that_had_it_one_tells(postgresql_url: str, tmp_path: Path) -> None:
    with (
        open_floor(postgresql_url) as centre,
        running(postgresql_url, tmp_path / "one"),
        running(postgresql_url, tmp_path / "two"),
    ):
        add(centre, "first")
        add(centre, "second")
        until(lambda: whole(centre) == {"first", "second"})
        until(lambda: roles(centre) == [Role.STAND_BY, Role.WORKING])
        centre.remove_source("first")
        until(lambda: waited_for(centre) == {"second"})
        until(lambda: roles(centre) == [Role.STAND_BY, Role.WORKING])
        assert removals(centre) == ["first"]


def test_the_collector_of_another_site_tells_when_its_own_is_not_there(
    postgresql_url: str, tmp_path: Path
) -> None:
    with open_floor(postgresql_url) as centre:
        add(centre, "north", "north")
        add(centre, "south", "south")
        with running(postgresql_url, tmp_path / "n", "--site", "north"):
            with running(postgresql_url, tmp_path / "s", "--site", "south"):
                until(lambda: whole(centre) == {"north", "south"})
            centre.remove_source("south")
            until(lambda: removals(centre) == ["south"])
            assert waited_for(centre) == {"north"}


def whole(centre: Centre) -> set[str]:
    """The sources that are heard and whose queues are all there."""
    board = journalled(centre)
    gone = {line.source for line in board.queues.values() if line.gone}
    return {name for name, line in board.sources.items() if line.up and line.audits} - gone


def answered(centre: Centre) -> int:
    return sum(line.today.answered for line in journalled(centre).queues.values())


def journalled(centre: Centre) -> Board:
    """What everybody makes of the journal who knows nothing else."""
    with centre.journal() as journal:
        return journal.moments.resume(centre.rules, centre.clock.now()).board


def waited_for(centre: Centre) -> set[str]:
    """Who is to be heard, as far as the journal says."""
    with centre.journal() as journal:
        return {*journal.heartbeats(), *journalled(centre).sources}


def removals(centre: Centre) -> list[str]:
    """Of whom the journal says that they were removed, as often as it does."""
    with centre.journal() as journal:
        said = everything(journal)
    return [event.source for event in said if isinstance(event, SourceDown) and event.removed]


def roles(centre: Centre) -> list[Role]:
    """What those collectors do that hear just what the centre has."""
    names = {record.name for record in centre.sources()}
    with centre.journal() as journal, journal.db.read() as db:
        return sorted(sign.role for sign in all_signs(db) if set(sign.sources) == names)
