"""One journal, many seats: each role reads the same figures, and those names alone that its scope allows.

The database is real and so are the roles; what a viewer must not read is looked for in its board's bytes.
"""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from threading import Event
from typing import Any

import pytest
from sqlalchemy import func, insert, literal, select, update

from supervisor.clock import Clock, FixedClock, monotonic
from supervisor.events import (
    AgentChanged,
    AgentGone,
    AgentSeen,
    AgentState,
    Channel,
    ContactAbandoned,
    ContactAnswered,
    ContactOffered,
    LiveEvent,
    SourceDown,
    SourceUp,
)
from supervisor.history.live import LiveTaking
from supervisor.live import board as boards
from supervisor.live import news
from supervisor.live.axis import read_axis
from supervisor.live.board import EMPTY, Board
from supervisor.live.collector import collect
from supervisor.live.entry import entry
from supervisor.live.fold import fold
from supervisor.live.follow import BoardFollower
from supervisor.live.journal import Journal
from supervisor.live.ledger import Ledger
from supervisor.live.news import GATHER_S, TELL_S, Watch
from supervisor.live.timeline import agent_day
from supervisor.live.token import is_token
from supervisor.rights.role import DatabaseRole
from supervisor.sources.replay.connector import ReplayConnector, ReplaySettings
from supervisor.storage import areas
from supervisor.storage.centre import area_version, login_use, membership, people_group, person
from supervisor.storage.database import Database, open_centre, open_history, open_journal
from supervisor.storage.history_tables import history_entry, history_name
from supervisor.storage.journal_tables import journal_batch, journal_key, journal_name, snapshot
from tests.live.away import until
from tests.live.floor import NOON, PBX, RULES, at
from tests.shared_centre import SharedCentre
from tests.sources.asterisk.played import recording

ANNA, BEN, CEM = "PJSIP/6001", "PJSIP/6002", "PJSIP/6003"
NAMES = {ANNA: "Anna Zhang", BEN: "Ben Österreich", CEM: "Cem"}
NUMBERS = ("+86 138 0000 1234", "+86 138 0000 5678")
QUEUES = ("billing", "投诉受理")
WHY = "No route to host 10.1.2.3"

MORNING: tuple[LiveEvent, ...] = (
    SourceUp(PBX, at(0), "Asterisk"),
    *(AgentSeen(PBX, at(1), login, name, QUEUES, "Sales") for login, name in NAMES.items()),
    *(AgentChanged(PBX, at(2), login, AgentState.READY) for login in NAMES),
    AgentChanged(PBX, at(3), CEM, AgentState.BREAK, "lunch"),
    ContactOffered(PBX, at(4), "1.1", "billing", Channel.VOICE, NUMBERS[0]),
    ContactAnswered(PBX, at(9), "1.1", "billing", ANNA, 5.0),
    ContactOffered(PBX, at(10), "1.2", "投诉受理", Channel.VOICE, NUMBERS[1]),
    ContactOffered(PBX, at(11), "1.3", "billing", Channel.VOICE, NUMBERS[0]),
    ContactAbandoned(PBX, at(31), "1.3", "billing", 20.0),
)
LATER = (
    SourceDown(PBX, at(60), WHY),
    SourceUp(PBX, at(90), "Asterisk"),
    AgentGone(PBX, at(91), BEN),
)
CLOCK = FixedClock(at(100))
WHOLE = fold(EMPTY, MORNING, RULES)[0]


@pytest.fixture
def service(shared_centre: SharedCentre) -> Iterator[Journal]:
    """The journal as a collector has it."""
    with open_journal(shared_centre.as_role("service")) as db:
        yield Journal(db)


def write(journal: Journal, *events: LiveEvent, size: int = 4) -> int:
    """Journal *events*; the last batch's id."""
    begun, last = journal.last_sequence("c"), 0
    for start in range(0, len(events), size):
        begun += 1
        last = journal.append(PBX, events[start : start + size], collector="c", sequence=begun)
    return last


def staff(centre: SharedCentre, **teams: str) -> None:
    """People, and who of them is in which team: `Sales=ANNA`; ids are the names and logins themselves."""
    with open_centre(centre.url) as db, db.write() as owner:
        for login, name in NAMES.items():
            owner.execute(insert(person).values(id=login, name=name, version=1))
            owner.execute(
                insert(login_use).values(id=login, source=PBX, login=login, person=login, version=1)
            )
        for team, login in teams.items():
            owner.execute(insert(people_group).values(id=team, kind="team", name=team, version=1))
            owner.execute(insert(membership).values(id=login, person=login, people_group=team, version=1))


def board_of(url: str) -> Board:
    """What who logs in so sees now."""
    with open_journal(url) as db:
        return Journal(db).moments.resume(RULES, CLOCK.now()).board


def figures(board: Board) -> Any:
    """What must be everybody's: counts, who waits, what agents do, without who they are."""
    return (
        {key: (line.today, line.quarters, line.minutes, line.staff) for key, line in board.queues.items()},
        {key: [(one.contact, one.since) for one in line.waiting] for key, line in board.queues.items()},
        [(line.team, line.state, line.since, line.spent, line.work) for line in board.agents.values()],
        [(one.contact, one.queue, one.stage) for one in board.contacts.values()],
        {name: (line.up, line.since, line.audits) for name, line in board.sources.items()},
    )


def persons_on(board: Board, *more: str) -> list[str]:
    """Which of the names, logins, numbers stand in the bytes of *board*."""
    saved = boards.save(board)
    return [one for one in (*NAMES, *NAMES.values(), *NUMBERS, WHY, *more) if one.encode() in saved]


@contextmanager
def following(url: str, clock: Clock = CLOCK) -> Iterator[Callable[[Callable[[Board], object]], Board]]:
    """Follow as *url*; what is given waits for a board that is wanted."""
    follower = BoardFollower(lambda: open_journal(url), RULES, clock)
    follower.start()

    def wanted(is_wanted: Callable[[Board], object]) -> Board:
        def look() -> Board | None:
            update = follower.take()
            return update.board if update is not None and is_wanted(update.board) else None

        return until(look)

    try:
        yield wanted
    finally:
        follower.stop()


def on_a_snapshot(service: Journal) -> None:
    """The service keeps a board, as it does every minute."""
    position = service.moments.resume(RULES, CLOCK.now())
    service.save_snapshot(position.board, position.batch_id, RULES, CLOCK.now())


# -- what roles see -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("kept", [False, True], ids=["from batches", "from a snapshot"])
def test_a_viewer_has_everybodys_figures_and_no_name_or_number(
    shared_centre: SharedCentre, service: Journal, kept: bool
) -> None:
    write(service, *MORNING)
    if kept:
        on_a_snapshot(service)
    write(service, *LATER)
    manager = board_of(shared_centre.as_role("manager"))
    viewer = board_of(shared_centre.as_role("viewer"))
    assert manager == fold(EMPTY, [*MORNING, *LATER], RULES)[0]
    assert figures(viewer) == figures(manager)
    assert persons_on(viewer) == []
    assert set(persons_on(manager)) == {*NAMES, *NAMES.values(), *NUMBERS} - {NUMBERS[0]} | {NUMBERS[0]}
    assert all(is_token(line.login) and line.name == line.login[:5] for line in viewer.agents.values())


@pytest.mark.parametrize("role", [DatabaseRole.LIAISON, DatabaseRole.QUALITY, DatabaseRole.ADMINISTRATOR])
def test_who_has_no_business_on_the_floor_sees_it_as_a_viewer_does(
    shared_centre: SharedCentre, service: Journal, role: DatabaseRole
) -> None:
    write(service, *MORNING)
    on_a_snapshot(service)
    found = board_of(shared_centre.as_role(role))
    assert figures(found) == figures(WHOLE)
    assert persons_on(found) == []


def test_a_supervisor_sees_exactly_the_names_of_the_own_team(
    shared_centre: SharedCentre, service: Journal
) -> None:
    staff(shared_centre, Sales=ANNA, Billing=BEN)
    write(service, *MORNING)
    on_a_snapshot(service)
    found = board_of(shared_centre.as_role("supervisor", teams=["Sales"]))
    assert figures(found) == figures(WHOLE)
    assert set(persons_on(found)) == {ANNA, NAMES[ANNA], *NUMBERS}  # whom customers' numbers tell, too
    assert found.agents[PBX, ANNA] == WHOLE.agents[PBX, ANNA]
    assert set(persons_on(board_of(shared_centre.as_role("supervisor")))) == {*NUMBERS}


def test_somebody_with_two_roles_sees_what_either_allows(
    shared_centre: SharedCentre, service: Journal
) -> None:
    write(service, *MORNING)
    assert board_of(shared_centre.as_role(["viewer", "manager"])) == WHOLE


def test_the_service_alone_reads_the_key_and_nobody_changes_it(
    shared_centre: SharedCentre, service: Journal
) -> None:
    write(service, *MORNING)
    with service.db.read() as db:
        (key,) = db.execute(select(journal_key.c.key)).scalars()
    assert len(key) == 32
    for role in DatabaseRole:
        if role is not DatabaseRole.SERVICE:
            with (
                open_journal(shared_centre.as_role(role)) as seat,
                pytest.raises(Exception, match="permission denied"),
                seat.read() as connection,
            ):
                connection.execute(select(journal_key.c.key)).all()
    with pytest.raises(Exception, match="permission denied"), service.db.write() as connection:
        connection.execute(update(journal_key).values(key=b"known"))


def test_nothing_of_a_person_stands_in_the_rows_themselves(
    shared_centre: SharedCentre, service: Journal
) -> None:
    """As the owner sees them, without our program."""
    write(service, *MORNING, *LATER)
    on_a_snapshot(service)
    with shared_centre.psql() as owner:
        said = [bytes(row[0]) for row in owner.execute("SELECT events FROM journal_batch")]
        hidden = [
            bytes(row[0]) for row in owner.execute("SELECT private FROM journal_batch WHERE private <> ''")
        ]
    assert said
    for secret in (*NAMES, *NAMES.values(), *NUMBERS, WHY):
        assert not any(secret.encode() in one for one in said)
    for agent in (*NAMES, *NAMES.values()):
        assert not any(agent.encode() in one for one in hidden)


# -- names that come, go and change -------------------------------------------------------------------------


def test_who_comes_into_the_team_is_named_at_the_next_look(
    shared_centre: SharedCentre, service: Journal
) -> None:
    staff(shared_centre, Sales=ANNA, Billing=BEN)
    write(service, *MORNING)
    with following(shared_centre.as_role("supervisor", teams=["Sales"])) as board:
        board(lambda found: found.agents)
        with open_centre(shared_centre.as_role("manager")) as centre, centre.write() as db:
            db.execute(update(membership).where(membership.c.id == BEN).values(people_group="Sales"))
            areas.note(db, {"people"})
        found = board(lambda found: (PBX, BEN) in found.agents)
        assert found.agents[PBX, BEN].name == NAMES[BEN]
        assert set(persons_on(found)) == {ANNA, NAMES[ANNA], BEN, NAMES[BEN], *NUMBERS}

        with open_centre(shared_centre.as_role("manager")) as centre, centre.write() as db:
            db.execute(update(membership).where(membership.c.id == ANNA).values(people_group="Billing"))
            areas.note(db, {"people"})
        found = board(lambda found: (PBX, ANNA) not in found.agents)
        assert set(persons_on(found)) == {BEN, NAMES[BEN], *NUMBERS}
        assert figures(found) == figures(WHOLE)


def test_a_supervisor_who_is_given_a_team_sees_it_without_a_restart(
    shared_centre: SharedCentre, service: Journal
) -> None:
    staff(shared_centre, Sales=ANNA)
    write(service, *MORNING)
    url = shared_centre.as_role("supervisor")
    with following(url) as board:
        board(lambda found: found.agents)
        with shared_centre.psql() as owner:
            owner.execute("SELECT rights.set_scope(%s, 'team', %s)", [shared_centre.login_of(url), ["Sales"]])
        board(lambda found: (PBX, ANNA) in found.agents)


def test_who_becomes_a_manager_reads_names_and_who_is_one_no_more_does_not(
    shared_centre: SharedCentre, service: Journal
) -> None:
    write(service, *MORNING)
    url = shared_centre.as_role("viewer")

    def become(role: str) -> None:
        with shared_centre.psql() as owner:
            owner.execute("SELECT rights.set_roles(%s, %s)", [shared_centre.login_of(url), [role]])

    with following(url) as board:
        assert persons_on(board(lambda found: found.agents)) == []
        become("manager")
        assert board(lambda found: (PBX, ANNA) in found.agents) == WHOLE
        become("viewer")
        assert persons_on(board(lambda found: (PBX, ANNA) not in found.agents)) == []


def test_who_is_new_to_the_source_is_named_at_once(shared_centre: SharedCentre, service: Journal) -> None:
    write(service, *MORNING)
    with following(shared_centre.as_role("manager")) as board:
        board(lambda found: found.agents)
        write(service, AgentChanged(PBX, at(40), "PJSIP/7001", AgentState.READY))
        write(service, AgentSeen(PBX, at(41), "PJSIP/7001", "Dora"))
        assert board(
            lambda found: any(line.name == "Dora" for line in found.agents.values())
        ).agents.keys() == {
            *WHOLE.agents,
            (PBX, "PJSIP/7001"),
        }


def test_who_is_called_otherwise_by_the_source_is_so_on_every_board(
    shared_centre: SharedCentre, service: Journal
) -> None:
    write(service, *MORNING)
    with following(shared_centre.as_role("manager")) as board:
        board(lambda found: found.agents)
        write(service, AgentSeen(PBX, at(40), ANNA, "Anna Müller", QUEUES))
        board(lambda found: found.agents[PBX, ANNA].name == "Anna Müller")


def test_a_seat_asks_once_for_whom_it_may_not_know_and_not_with_each_event(
    shared_centre: SharedCentre, service: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    staff(shared_centre, Sales=ANNA)
    write(service, *MORNING)
    with open_journal(shared_centre.as_role("supervisor", teams=["Sales"])) as db:
        seat = Journal(db)
        reading: Any = seat.reading
        asked: list[set[str]] = []
        ask = reading._named

        def named(tokens: set[str]) -> Any:
            asked.append(set(tokens))
            return ask(tokens)

        monkeypatch.setattr(reading, "_named", named)
        last = 0
        for second in range(40, 60):
            for batch in seat.batches_after(last):
                last = batch.id
            assert not seat.reading.has_changed()
            write(service, AgentChanged(PBX, at(second), BEN, list(AgentState)[second % 4]))
        assert sum(map(len, asked)) == len(set().union(*asked)) == len(NAMES)


def test_a_seat_that_heard_a_rumour_of_changes_asks_for_names_only_if_there_was_one(
    shared_centre: SharedCentre, service: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    staff(shared_centre, Sales=ANNA)
    write(service, *MORNING)
    with open_journal(shared_centre.as_role("supervisor", teams=["Sales"])) as db:
        seat = Journal(db)
        seat.moments.resume(RULES, CLOCK.now())
        monkeypatch.setattr(seat.reading, "_named", None)
        assert not seat.reading.has_changed(woken=True)


# -- other readers ------------------------------------------------------------------------------------------


def test_the_day_of_an_agent_is_found_by_the_login_and_by_the_token(
    shared_centre: SharedCentre, service: Journal
) -> None:
    write(service, *MORNING, *LATER)
    day = RULES.days.day(NOON)
    with open_journal(shared_centre.as_role("manager")) as db:
        known = agent_day(Journal(db), RULES, PBX, CEM, day, at(100))
    with open_journal(shared_centre.as_role("viewer")) as db:
        seat = Journal(db)
        token = next(
            line.login
            for line in seat.moments.resume(RULES, CLOCK.now()).board.agents.values()
            if line.break_code == "lunch"
        )
        masked = agent_day(seat, RULES, PBX, token, day, at(100))
    assert [span.state for span in known.spans][-1] is AgentState.BREAK
    assert masked.spans == known.spans
    assert [gap.reason for gap in known.gaps] == [WHY]
    assert [gap.reason for gap in masked.gaps] == [""]


def test_the_axis_of_a_day_says_why_to_those_who_may_know(
    shared_centre: SharedCentre, service: Journal
) -> None:
    write(service, *MORNING, *LATER)
    for role, why in (("manager", WHY), ("viewer", "")):
        with open_journal(shared_centre.as_role(role)) as db:
            *_, axis = read_axis(Journal(db), RULES.days, RULES.days.day(NOON), at(100))
        assert axis is not None
        assert [gap.reason for gap in axis.gaps] == [why]


def test_the_ledger_names_agents_as_the_source_does(shared_centre: SharedCentre, service: Journal) -> None:
    last = write(service, *MORNING)
    ledger = Ledger(PBX, RULES, RULES.days.begins(RULES.days.day(NOON)))
    ledger.follow(service, last)
    assert [(stay.login, stay.customer) for stay in ledger.told() if stay.login] == [(ANNA, NUMBERS[0])]


def test_the_history_is_taken_from_a_veiled_journal_by_logins(
    shared_centre: SharedCentre, service: Journal
) -> None:
    """As the watch process of the service does: tokens must never be counted as people."""
    write(service, *MORNING, *LATER)
    with open_history(str(service.db.engine.url.render_as_string(hide_password=False))) as history:
        LiveTaking(PBX, RULES).take(service, history, at=CLOCK.now())
        with history.read() as db:
            mine = history_name.c.kind == "login"
            logins = set(db.execute(select(history_name.c.text).where(mine)).scalars()) - {""}
            numbers = set(db.execute(select(history_entry.c.number)).scalars())
    assert logins == set(NAMES)
    assert numbers == {*NUMBERS}


def test_a_board_of_any_moment_is_told_with_names(shared_centre: SharedCentre, service: Journal) -> None:
    write(service, *MORNING, *LATER)
    with open_journal(shared_centre.as_role("manager")) as db:
        assert Journal(db).moments.board_at(at(31), RULES) == WHOLE


# -- a journal from before ----------------------------------------------------------------------------------


def test_what_was_journalled_before_the_veil_is_hidden_and_the_first_veiled_board_is_where_a_viewer_begins(
    shared_centre: SharedCentre, service: Journal
) -> None:
    last = service.append_all([entry(PBX, MORNING, sequence=1)], collector="c")  # as it was before
    with service.db.write() as db:
        db.execute(
            insert(snapshot).values(
                at=CLOCK.now(),
                day=WHOLE.day,
                batch_id=last,
                rules=RULES.fingerprint,
                board=zlib.compress(boards.save(WHOLE), 1),
            )
        )
    url = shared_centre.as_role("viewer")
    assert board_of(url).agents == {}
    assert board_of(shared_centre.as_role("manager")) == WHOLE  # who may see all reads both kinds
    with following(url) as board:
        board(lambda found: True)
        on_a_snapshot(service)  # the new collector's first
        assert figures(board(lambda found: found.agents)) == figures(WHOLE)
        write(service, *LATER)
        found = board(lambda found: len(found.agents) == len(NAMES) - 1)
    assert persons_on(found) == []
    assert figures(found) == figures(fold(EMPTY, [*MORNING, *LATER], RULES)[0])


# -- waking -------------------------------------------------------------------------------------------------


def test_what_anybody_notifies_changes_nothing(shared_centre: SharedCentre, service: Journal) -> None:
    write(service, *MORNING)
    with (
        following(shared_centre.as_role("viewer")) as board,
        shared_centre.psql(shared_centre.as_role("viewer")) as liar,
    ):
        before = board(lambda found: found.agents)
        for lie in ("", "999999999", "-1", "'; DROP TABLE journal_batch", "x" * 7000):
            liar.execute("SELECT pg_notify(%s, %s)", [news.CHANNEL, lie])
            liar.execute("SELECT pg_notify(%s, %s)", [areas.CHANNEL, lie])
        write(service, *LATER)
        after = board(lambda found: not found.sources[PBX].up or len(found.agents) < len(before.agents))
        assert figures(board_of(shared_centre.as_role("viewer")))[0] == figures(after)[0]


@contextmanager
def watching(url: str) -> Iterator[Watch]:
    """What a follower waits with, which has read all there is."""
    with open_journal(url) as db:
        watch = Journal(db).watch()
        try:
            watch.news(0)
            yield watch
        finally:
            watch.close()


def everything_is_told(centre: SharedCentre, watch: Watch) -> None:
    """Wait until *watch* was told all that anybody said so far: a server tells when it has the time, but in
    the order of the commits."""
    assert not watch.has_heard_of_areas()
    with centre.psql() as last:
        last.execute(f"NOTIFY {areas.CHANNEL}")
    until(watch.has_heard_of_areas)


def test_in_a_burst_what_came_since_the_last_reading_is_read_together(
    shared_centre: SharedCentre, service: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    last, never = write(service, *MORNING), Event()
    monkeypatch.setattr(news, "AT_ONCE", (0, 0.0))
    with watching(shared_centre.as_role("viewer")) as watch:
        write(service, *LATER[:1])
        assert watch.wait(10, never)
        last = watch.news(last)[0][-1].id
        read_s = monotonic()
        for event in LATER[1:]:
            write(service, event)
        everything_is_told(shared_centre, watch)
        assert watch.wait(10, never)
        assert monotonic() - read_s >= GATHER_S * 0.9
        rest = watch.news(last)[0]
        assert len(rest) == len(LATER) - 1
        if watch.wait(10, never):  # whether anything came just after
            assert watch.news(rest[-1].id)[0] == []
        assert not watch.wait(GATHER_S * 2, never)
        assert not watch.has_heard_of_areas()


def test_a_few_in_a_row_are_told_and_read_at_once_and_more_of_them_are_not(
    shared_centre: SharedCentre, service: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    last, never = write(service, *MORNING), Event()
    monkeypatch.setattr(news, "TELL_S", 3600.0)
    monkeypatch.setattr(news, "GATHER_S", 3600.0)
    monkeypatch.setattr(news, "AT_ONCE", (3, 0.0))
    with watching(shared_centre.as_role("viewer")) as watch:
        assert watch.news(last)[0] == []  # a look that found nothing holds nothing up
        for second in range(3):
            write(service, AgentChanged(PBX, at(second), ANNA, AgentState.READY))
            assert watch.wait(10, never)
            (batch,) = watch.news(last)[0]
            last = batch.id
        write(service, AgentChanged(PBX, at(3), ANNA, AgentState.READY))
        assert not watch.wait(0.1, never)


def test_where_looks_come_late_they_become_rare_and_what_was_told_waits_for_the_next(
    shared_centre: SharedCentre, service: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    last = write(service, *MORNING)
    monkeypatch.setattr(news, "AT_ONCE", (0, 0.0))
    monkeypatch.setattr(news, "BUSY", 1e9)  # any look is late
    for rare_s, is_read in ((3600.0, False), (0.0, True)):
        monkeypatch.setattr(news, "RARE_S", rare_s)
        with watching(shared_centre.as_role("viewer")) as watch:
            last = write(service, AgentChanged(PBX, at(last), ANNA, AgentState.READY))
            assert watch.wait(10 if is_read else GATHER_S * 3, Event()) == is_read


def test_what_nobody_was_told_of_in_a_burst_is_found_all_the_same(
    shared_centre: SharedCentre, service: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever writes tells of the first alone; who reads looks once more after news."""
    assert TELL_S < GATHER_S
    monkeypatch.setattr(news, "TELL_S", 3600.0)  # all of this is one burst
    monkeypatch.setattr(news, "AT_ONCE", (0, 0.0))
    quiet, last, never = Journal(service.db), 0, Event()
    with watching(shared_centre.as_role("viewer")) as watch, shared_centre.psql() as ear:
        ear.execute(f"LISTEN {news.CHANNEL}")
        for second in range(5):
            written = write(quiet, AgentChanged(PBX, at(second), ANNA, AgentState.READY))
            assert watch.wait(10, never)
            last = watch.news(last)[0][-1].id
            assert last == written
        assert [said.payload for said in ear.notifies(timeout=0)] == ["1"]


def test_a_rumour_between_does_not_keep_a_follower_from_looking_for_what_followed(
    shared_centre: SharedCentre, service: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    never, now_s = Event(), [0.0]
    monkeypatch.setattr(news, "monotonic", lambda: now_s[0])  # time enough for a rumour
    with watching(shared_centre.as_role("viewer")) as watch, shared_centre.psql() as liar:
        last = write(service, *MORNING)
        assert watch.news(0)[0][-1].id == last
        everything_is_told(shared_centre, watch)
        assert watch.wait(0, never)
        assert watch.news(last)[0] == []
        liar.execute(f"NOTIFY {news.CHANNEL}")
        everything_is_told(shared_centre, watch)
        assert watch.wait(0, never)
        assert watch.news(last)[0] == []
        assert not watch.wait(0, never)
        with service.db.write() as db:  # as one writes who tells nobody
            db.execute(insert(journal_batch).from_select(*_copied(last)))
        now_s[0] += GATHER_S
        assert watch.wait(0, never)
        assert len(watch.news(last)[0]) == 1


def _copied(last: int) -> tuple[list[str], Any]:
    """The batch *last* once more, as another collector's."""
    names = [one.name for one in journal_batch.c if one.name != "id"]
    columns = [literal("d") if name == "collector" else journal_batch.c[name] for name in names]
    return names, select(*columns).where(journal_batch.c.id == last)


# -- writing ------------------------------------------------------------------------------------------------


def test_names_are_there_before_anybody_can_meet_their_tokens(
    shared_centre: SharedCentre, service: Journal
) -> None:
    veil = service.veil()
    assert veil is not None
    made = entry(PBX, MORNING, sequence=1, veil=veil)
    service.append_all([made], collector="c")
    service.append_all([made], collector="c")  # whoever did not hear the answer asks again
    with service.db.read() as db:
        rows = db.execute(select(journal_name.c.login, journal_name.c.name, journal_name.c.team)).all()
    assert sorted(map(tuple, rows)) == sorted((login, name, "Sales") for login, name in NAMES.items())


def test_a_login_alone_takes_no_name_away(shared_centre: SharedCentre, service: Journal) -> None:
    """A collector that stood by from the beginning knows nobody."""
    early = service.veil()
    write(service, *MORNING)
    said = [AgentChanged(PBX, at(50), ANNA, AgentState.READY)]
    service.append_all([entry(PBX, said, sequence=1, veil=early)], collector="other")
    assert board_of(shared_centre.as_role("manager")).agents[PBX, ANNA].name == NAMES[ANNA]


def test_two_collectors_find_one_key(shared_centre: SharedCentre, service: Journal) -> None:
    with open_journal(shared_centre.as_role("service")) as db:
        ours, theirs = service.veil(), Journal(db).veil()
    assert ours is not None
    assert theirs is not None
    assert ours.token(PBX, ANNA) == theirs.token(PBX, ANNA)
    with service.db.read() as db:
        assert db.execute(select(func.count()).select_from(journal_key)).scalar_one() == 1


def test_a_file_is_not_veiled(journal_of_a_file: Database) -> None:
    kept = Journal(journal_of_a_file)
    assert kept.veil() is None
    write(kept, *MORNING)
    with journal_of_a_file.read() as db:
        said = b"".join(db.execute(select(journal_batch.c.events)).scalars())
        veiled = set(db.execute(select(journal_batch.c.veiled)).scalars())
    assert ANNA.encode() in said
    assert veiled == {False}


@pytest.fixture
def journal_of_a_file(sqlite_url: str) -> Iterator[Database]:
    with open_journal(sqlite_url) as db:
        yield db


def test_a_recording_through_a_collector_gives_the_manager_the_board_of_a_single_machine(
    shared_centre: SharedCentre, service: Journal, journal_of_a_file: Database
) -> None:
    small = recording("small-basic")
    clock = FixedClock(next(small.moments()).at + timedelta(hours=1))
    found = []
    for kept in (service, Journal(journal_of_a_file)):
        source = ReplayConnector("demo", ReplaySettings(small.stream, small.times, speed=None))
        asyncio.run(collect([source], kept, RULES, clock, "c", until_end=True, keep=timedelta(days=3650)))
    for url in (shared_centre.as_role("manager"), shared_centre.as_role("viewer")):
        with open_journal(url) as db:
            found.append(Journal(db).moments.resume(RULES, clock.now()).board)
    alone = Journal(journal_of_a_file).moments.resume(RULES, clock.now()).board
    manager, viewer = found
    assert manager == alone
    assert figures(viewer) == figures(alone)
    saved = boards.save(viewer)
    secrets = {one for line in alone.agents.values() for one in (line.login, line.name)}
    numbers = {
        event.number
        for batch in Journal(journal_of_a_file).batches_after(0, 10_000)
        for event in batch.events
        if isinstance(event, ContactOffered) and event.number
    }
    with shared_centre.psql(shared_centre.as_role("viewer")) as seat:
        said = b"".join(bytes(row[0]) for row in seat.execute("SELECT events FROM journal_batch"))
    assert secrets
    assert numbers
    assert [one for one in (*secrets, *numbers) if one.encode() in saved or one.encode() in said] == []


def test_area_versions_are_everybodys_to_read(shared_centre: SharedCentre) -> None:
    """By them a seat knows that names may have changed."""
    for role in (DatabaseRole.VIEWER, DatabaseRole.SUPERVISOR, DatabaseRole.MANAGER, DatabaseRole.SERVICE):
        with open_journal(shared_centre.as_role(role)) as db, db.read() as connection:
            connection.execute(select(area_version)).all()
