"""When one that works gives way because it does not hear a source, and who may take over: pure, with a clock
that is moved by hand."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any, cast

import pytest

from supervisor.events import ContactLeft, LeftReason, SourceDown, SourceUp
from supervisor.live import listened
from supervisor.live.collecting import others, reach, yielding
from supervisor.live.collecting.others import FRESH_S, Others
from supervisor.live.collecting.reach import Reach
from supervisor.live.collecting.yielding import AGAIN_S, COVERS_S, DEAF_S, HELD_S, STEADY_S, TAKES_S, Yielding
from supervisor.live.listened import SETTLES_S, Listened
from supervisor.live.sign import Role, Sign, put_sign
from supervisor.sources.source import Said, TestResult
from supervisor.storage.database import Database, open_journal
from tests.live.floor import NOON, PBX

OTHER = "chat"
GUESS = ContactLeft(PBX, NOON, "c", "sales", 1.0, LeftReason.LOST)
LOST = (GUESS, SourceDown(PBX, NOON, "reset"))


class Real:
    """A source that answers when it is asked."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.probed = 0

    async def test(self) -> TestResult:
        return TestResult(None, {})

    async def events(self, after: datetime | None) -> AsyncIterator[tuple[Said, ...]]:
        yield ()

    def probe(self) -> None:
        self.probed += 1


class Time:
    """The steady clock of this machine, in seconds."""

    now_s = 1000.0


class Stage:
    """A collector's sources, another collector's signs, and time."""

    def __init__(self, db: Database, time: Time) -> None:
        self.time = time
        self.db = db
        self.sources = [Listened(Real(PBX), 1.0), Listened(Real(OTHER), 1.0)]
        self.place = cast(
            Any,
            SimpleNamespace(
                is_shared=True,
                name="me",
                speed=1.0,
                ending_s=None,
                clock=SimpleNamespace(now=lambda: NOON + timedelta(seconds=time.now_s)),
                journal=SimpleNamespace(db=db),
                on_sql=self._on_sql,
            ),
        )

    def begin(self) -> Yielding:
        return Yielding(self.place, cast(Any, _Hearing(self.sources)), Reach())

    async def _on_sql(self, work: Any, *args: Any) -> Any:
        return work(*args)

    def passes(self, seconds: float, *heard: int, other: dict[str, Any] | None = None) -> None:
        """*seconds* pass, in which the sources *heard* are heard, and the other says how it is."""
        self.time.now_s += seconds
        for place in heard:
            self.sources[place].heard()
            self.sources[place].told_all(self.place.clock.now())
        if other is not None:
            self.other(**other)

    def other(self, covers_s: float | None = 60.0, role: Role = Role.STAND_BY, name: str = "other") -> None:
        now = self.place.clock.now() + timedelta(hours=1)  # its clock is another
        covers = None if covers_s is None else now - timedelta(seconds=covers_s)
        sign = Sign(name, "south", "", (OTHER, PBX), role, now, now, covers, "1")
        with self.db.write() as db:
            put_sign(db, sign)


class _Hearing(list[Listened]):
    @property
    def names(self) -> tuple[str, ...]:
        return tuple(source.name for source in self)


@pytest.fixture
def stage(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    time = Time()
    for module in (listened, others, yielding, reach):
        monkeypatch.setattr(module, "monotonic", lambda: time.now_s)
    with open_journal(sqlite_url) as db:
        yield Stage(db, time)


def due(of: Yielding) -> bool:
    return asyncio.run(of.is_due())


def test_who_is_deaf_to_one_source_gives_way_to_one_who_hears_all(stage: Stage) -> None:
    mine = stage.begin()
    stage.passes(0, 0, 1, other={})
    assert not due(mine)
    stage.passes(DEAF_S - 0.5, 0, other={})
    assert not due(mine)
    stage.passes(1, 0, other={})
    assert due(mine)


@pytest.mark.parametrize(
    "other",
    [
        {"covers_s": None},  # deaf itself, to any of them
        {"covers_s": STEADY_S - 1},  # its link came back a moment ago
        {"role": Role.WORKING},  # the last word of one that was killed
    ],
)
def test_nobody_gives_way_to_one_who_is_no_better(stage: Stage, other: dict[str, Any]) -> None:
    mine = stage.begin()
    stage.passes(0, 0, 1, other=other)
    for _ in range(10):
        stage.passes(1, 0, other=other)
        assert not due(mine)


def test_nobody_gives_way_to_one_of_whom_nothing_was_seen_for_some_seconds(stage: Stage) -> None:
    mine = stage.begin()
    stage.passes(0, 0, 1, other={})
    assert not due(mine)
    stage.passes(DEAF_S + 1, 0)
    assert not due(mine)


def test_nobody_gives_way_without_a_server_or_a_database_or_while_ending(stage: Stage) -> None:
    mine = stage.begin()
    stage.passes(0, 0, 1, other={})
    assert not due(mine)
    stage.passes(DEAF_S + 1, 0, other={})
    for change in ({"is_shared": False}, {"ending_s": 1.0}):
        was = {name: getattr(stage.place, name) for name in change}
        vars(stage.place).update(change)
        assert not due(mine)
        assert not mine.holds(stage.sources[0], LOST)
        vars(stage.place).update(was)
    assert due(mine)


def test_a_source_whose_silence_means_nothing_is_no_reason(stage: Stage) -> None:
    for source in stage.sources:
        source.ended = True
    mine = stage.begin()
    stage.passes(DEAF_S + 1, other={})
    assert not due(mine)
    stage.passes(1, other={})
    assert not due(mine)


def test_a_loss_is_held_back_until_it_is_known_whether_the_other_hears_it_still(stage: Stage) -> None:
    """And with it what comes after, though the source is back at once: the other has missed nothing."""
    mine = stage.begin()
    source = stage.sources[0]
    stage.passes(0, 0, 1, other={})
    assert not due(mine)
    source.away("reset")
    assert mine.holds(source, LOST)
    back = (SourceUp(PBX, NOON),)
    assert mine.holds(source, back)
    assert not mine.holds(stage.sources[1], (SourceUp(OTHER, NOON),))
    stage.passes(HELD_S - 0.5, 0, 1, other={})
    assert not due(mine)
    assert not mine.is_in_vain
    stage.passes(1, 0, 1, other={})
    assert due(mine)
    assert list(mine.released()) == [(source, LOST), (source, back)]
    assert not mine.holds(source, back)


def test_a_loss_to_both_is_told_as_soon_as_the_other_says_so(stage: Stage) -> None:
    mine = stage.begin()
    stage.passes(0, 0, 1, other={})
    assert not due(mine)
    assert mine.holds(stage.sources[0], LOST)
    stage.passes(1, 1, other={"covers_s": None})
    assert not due(mine)
    assert mine.is_in_vain


def test_a_loss_is_told_at_once_where_nobody_stands_by(stage: Stage) -> None:
    mine = stage.begin()
    stage.passes(0, 0, 1)
    assert not due(mine)
    assert not mine.holds(stage.sources[0], LOST)


def test_when_both_hear_nothing_nothing_moves_until_one_has_heard_everything_for_some_time(
    stage: Stage,
) -> None:
    mine = stage.begin()
    stage.passes(0, 0, 1, other={})
    for _ in range(20):
        stage.passes(1, other={"covers_s": None})
        assert not due(mine)
    for heard_s in range(5):
        stage.passes(1, other={"covers_s": float(heard_s)})
        assert not due(mine)
    stage.passes(1, other={"covers_s": STEADY_S})
    assert due(mine)


# Standing by


def look(of: Yielding) -> bool:
    of.others.look()
    return of.may_take()


def test_who_hears_all_takes_over_and_who_does_not_only_when_nobody_else_is_there(stage: Stage) -> None:
    mine = stage.begin()
    stage.passes(0, 0, 1, other={})
    assert not look(mine), "what it says is not told from its beginning yet"
    stage.passes(SETTLES_S, 0, 1, other={})
    assert look(mine)
    stage.passes(COVERS_S, 1, other={})
    assert not look(mine)
    stage.passes(FRESH_S + 0.5, 1)
    assert look(mine), "the other is gone"


def test_of_two_that_hear_nothing_any_may_work(stage: Stage) -> None:
    mine = stage.begin()
    stage.passes(DEAF_S, other={"covers_s": None})
    assert look(mine)


def test_who_gave_way_lets_the_other_take_over_and_does_not_wait_for_ever(stage: Stage) -> None:
    mine = stage.begin()
    stage.passes(0, 0, 1, other={})
    stage.passes(SETTLES_S, 0, 1, other={})
    assert look(mine)
    mine.give_way()
    stage.passes(1, 0, 1, other={})
    assert not look(mine), "though it hears everything"
    stage.passes(TAKES_S, 0, 1, other={})
    assert look(mine)
    mine.takes_over()
    stage.passes(DEAF_S + 1, 0, other={})
    assert not due(mine), "it would be in vain again"
    stage.passes(AGAIN_S, 0, other={})
    assert due(mine)


def test_who_gave_way_says_so_until_it_hears_everything_again(stage: Stage) -> None:
    mine = stage.begin()
    stage.passes(0, 0, 1, other={})
    stage.passes(SETTLES_S, 0, 1, other={})
    mine.give_way()
    assert not mine.gave_way, "a link that broke for a moment is heard again"
    stage.passes(COVERS_S, 1, other={"role": Role.WORKING})
    assert mine.gave_way
    assert not look(mine)
    stage.passes(1, 0, 1, other={"role": Role.WORKING})
    assert not mine.gave_way


def test_the_signs_of_collectors_of_other_sources_say_nothing(stage: Stage) -> None:
    seen = Others(stage.place, (PBX, OTHER))
    now = stage.place.clock.now()
    sign = Sign("more", "south", "", (PBX, OTHER, "mail"), Role.STAND_BY, now, now, now - timedelta(hours=1))
    with stage.db.write() as db:
        put_sign(db, sign)
        put_sign(db, replace(sign, collector="me", sources=(PBX, OTHER)))
    seen.look()
    assert not seen.hears_all()
    with stage.db.write() as db:
        put_sign(db, replace(sign, collector="same", sources=(OTHER, PBX)))
    seen.look()
    assert seen.hears_all(for_s=STEADY_S, standing_by=True)
    assert not seen.works()


def test_a_sign_that_is_old_at_the_first_look_is_of_one_that_is_gone(stage: Stage) -> None:
    seen = Others(stage.place, (PBX, OTHER))
    stage.other()
    stage.time.now_s += 3700.0
    seen.look()
    assert not seen.hears_all()
