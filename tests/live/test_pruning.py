"""What the journal forgets: batches, boards, and the names that they hold."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from datetime import timedelta
from random import Random

import pytest
from sqlalchemy import delete, func, select

from supervisor.events import AgentChanged, AgentGone, AgentSeen, AgentState, LiveEvent
from supervisor.live.board import EMPTY, Board
from supervisor.live.entry import entry
from supervisor.live.fold import fold
from supervisor.live.journal import Journal
from supervisor.live.outbox import Outbox
from supervisor.storage.database import open_journal
from supervisor.storage.journal_tables import journal_batch, journal_name, snapshot
from tests.live.floor import NOON, PBX, RULES
from tests.live.journalled import DAY, END, everything, write
from tests.shared_centre import SharedCentre


def test_what_is_pruned_is_old_and_any_later_moment_can_still_be_replayed(kept: Journal) -> None:
    ids = write(kept, DAY.events)
    middle = ids[len(ids) // 2]
    events = DAY.events[: 7 * (len(ids) // 2 + 1)]
    kept.save_snapshot(fold(EMPTY, events, RULES)[0], middle, RULES, events[-1].at)
    moment = events[-1].at + timedelta(seconds=30)
    truth, live = kept.moments.board_at(moment, RULES), kept.moments.resume(RULES, END).board

    assert kept.prune(events[-1].at) > 0

    assert [batch.id for batch in kept.batches_after(0, 1)] >= [middle]
    assert kept.moments.board_at(moment, RULES) == truth
    assert kept.moments.resume(RULES, END).board == live
    assert kept.prune(events[-1].at) == 0


def test_nothing_is_pruned_that_no_snapshot_stands_for(kept: Journal) -> None:
    write(kept, DAY.events)
    assert kept.prune(END + timedelta(days=1)) == 0
    assert everything(kept) == list(DAY.events)


def test_ids_go_on_after_everything_was_pruned(kept: Journal) -> None:
    ids = write(kept, DAY.events)
    kept.save_snapshot(fold(EMPTY, DAY.events, RULES)[0], ids[-1], RULES, END)
    kept.prune(END + timedelta(days=1))
    assert [batch.id for batch in kept.batches_after(0)] == [ids[-1]]
    with kept.db.write() as db:
        db.execute(delete(journal_batch))
    assert kept.append(PBX, DAY.events[:1], collector="d", sequence=1) > ids[-1]


# Names of a shared journal


@pytest.fixture
def service(shared_centre: SharedCentre) -> Iterator[Journal]:
    """The journal as a collector has it."""
    with open_journal(shared_centre.as_role("service")) as db:
        yield Journal(db)


def says(login: str, days: float) -> list[LiveEvent]:
    """The source tells of somebody, so many days after noon."""
    when = NOON + timedelta(days=days)
    return [
        AgentSeen(PBX, when, login, f"Name of {login}", ("sales",)),
        AgentChanged(PBX, when, login, AgentState.READY),
    ]


def gone(login: str, days: float) -> list[LiveEvent]:
    return [AgentGone(PBX, NOON + timedelta(days=days), login)]


def tells(journal: Journal, *events: LiveEvent, collector: str = "c") -> int:
    return journal.append(PBX, events, collector=collector, sequence=journal.last_sequence(collector) + 1)


def keeps_a_board(journal: Journal, days: float) -> Board:
    """The board of that moment, kept as the collector does."""
    now = NOON + timedelta(days=days)
    position = journal.moments.resume(RULES, now)
    journal.save_snapshot(position.board, position.batch_id, RULES, now)
    return position.board


def named(journal: Journal) -> set[str]:
    with journal.db.read() as db:
        return set(db.execute(select(journal_name.c.login)).scalars())


def test_who_has_left_is_forgotten_with_the_last_batch_and_board_that_tell_of_them(service: Journal) -> None:
    tells(service, *says("1001", 0), *says("1002", 0))
    keeps_a_board(service, 0.1)
    tells(service, *gone("1001", 0.2))
    keeps_a_board(service, 2.5)  # the next day nobody of the last is on it any more
    tells(service, *says("1002", 3))
    keeps_a_board(service, 3.1)

    service.prune(NOON + timedelta(days=2))
    assert named(service) == {"1001", "1002"}  # their leaving is still told
    board = service.moments.resume(RULES, NOON + timedelta(days=3.2)).board
    service.prune(NOON + timedelta(days=3.2))
    assert named(service) == {"1002"}
    assert service.moments.resume(RULES, NOON + timedelta(days=3.2)).board == board
    assert [line.name for line in board.agents.values()] == ["Name of 1002"]


def test_who_was_silent_for_days_is_not_forgotten_while_a_board_shows_them(service: Journal) -> None:
    """Somebody stays signed in over a long holiday; others come and go."""
    tells(service, *says("1001", 0))
    for day in range(1, 12):
        tells(service, *says("1002", day), *gone("1002", day + 0.1))
        keeps_a_board(service, day + 0.2)
    service.prune(NOON + timedelta(days=11.3))
    assert len(service.batches_after(0)) == 1
    assert named(service) == {"1001", "1002"}
    shown = service.moments.resume(RULES, NOON + timedelta(days=11.4)).board
    assert [line.name for line in shown.agents.values()] == ["Name of 1001"]


def test_who_comes_again_after_being_forgotten_is_who_they_were(service: Journal) -> None:
    """Whoever collects never stopped, and need not be told the name again to tell it."""
    veil = service.veil()
    assert veil is not None
    token = veil.token(PBX, "1001")
    service.append_all([entry(PBX, says("1001", 0), sequence=1, veil=veil)], collector="c")
    service.append_all([entry(PBX, gone("1001", 0), sequence=2, veil=veil)], collector="c")
    for day in (3, 6):
        said = says("1002", day)
        service.append_all([entry(PBX, said, sequence=day, veil=veil)], collector="c")
        keeps_a_board(service, day + 0.1)
    service.prune(NOON + timedelta(days=6.2))
    assert named(service) == {"1002"}
    back = AgentChanged(PBX, NOON + timedelta(days=7), "1001", AgentState.READY)
    service.append_all([entry(PBX, [back], sequence=7, veil=veil)], collector="c")
    with service.db.read() as db:
        row = db.execute(select(journal_name).where(journal_name.c.login == "1001")).one()
    assert (row.token, row.name) == (token, "Name of 1001")


def test_what_was_said_before_midnight_and_is_written_after_it_forgets_nobody(service: Journal) -> None:
    """The database is away from one day to the next, and only what is new of a day comes with a name."""
    outbox = Outbox(veil=service.veil())

    def writes() -> None:
        service.append_all(outbox.take(), collector="c")
        outbox.confirm()

    outbox.put(PBX, says("1001", 0))
    writes()
    outbox.put(PBX, gone("1001", 0.1))
    outbox.put(PBX, says("1002", 1))
    writes()
    keeps_a_board(service, 1.1)
    service.prune(NOON + timedelta(days=1.2))
    logins = {event.login for batch in service.batches_after(0) for event in batch.events}  # type: ignore[union-attr]
    assert logins == named(service) == {"1002"}


@pytest.mark.parametrize("seed", range(3))
def test_nobody_is_forgotten_of_whom_anything_kept_still_tells(service: Journal, seed: int) -> None:
    """Three weeks of two collectors that tell late, are started anew, keep boards and prune."""
    random = Random(seed)
    outboxes = {name: Outbox(veil=service.veil()) for name in "ab"}
    for day in range(1, 22):
        for name in "ab":
            if random.random() < 0.2:  # started anew: it knows what the table knows
                outboxes[name] = Outbox(outboxes[name].last_sequence, service.veil())
            for _turn in range(random.randint(0, 3)):
                login, when = str(random.randint(1, 6)), day - random.choice((0, 0, 0.1, 1, 2))
                outboxes[name].put(PBX, random.choice((says, gone))(login, when))
            if random.random() < 0.7:  # else the database is away for it
                while entries := outboxes[name].take():
                    service.append_all(entries, collector=name)
                    outboxes[name].confirm()
        if random.random() < 0.8:
            keeps_a_board(service, day + 0.1)
        service.prune(NOON + timedelta(days=day - 4))
        with service.db.read() as db:
            known = {row.token: row.mentioned_on for row in db.execute(select(journal_name))}
            said = b"".join(db.execute(select(journal_batch.c.events)).scalars())
            said += b"".join(map(zlib.decompress, db.execute(select(snapshot.c.board)).scalars()))
            oldest = db.execute(select(func.min(snapshot.c.at))).scalar_one()
        mentioned = {match.decode() for match in re.findall(rb"\xe2\x80\xa2[0-9A-Z]{8,}", said)}
        assert mentioned <= known.keys()
        assert mentioned or day < 3
        assert oldest is None or oldest >= NOON + timedelta(days=day - 8)
    assert min(known.values()) >= (NOON + timedelta(days=12)).date()
