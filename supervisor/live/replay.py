"""The floor as it was: a thread that plays the journal, from any instant, up to 120 times as fast as life.

It is a follower of another clock. `seek`, `play` and `pause` come from the screen's thread and are done by
this one; of several seeks only the last is gone to the end. Boards of every few minutes are kept on the way,
so that scrubbing to and fro does not fold the same stretch again and again.
"""

from __future__ import annotations

import logging
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, TypeVar

from supervisor.clock import Clock, monotonic
from supervisor.live.board import EMPTY, Board, Changed
from supervisor.live.board_thread import BoardThread, Update
from supervisor.live.counts import Counts
from supervisor.live.rules import CountingRules
from supervisor.live.slices import Slicer, Touched
from supervisor.live.tape import Place, Tape

if TYPE_CHECKING:  # SQLAlchemy takes 0.3 s to load: the thread does that, after the first window
    from supervisor.live.axis import DayAxis
    from supervisor.live.journal import Journal
    from supervisor.storage.database import Database

log = logging.getLogger(__name__)

PACES = (1, 2, 5, 10, 30, 60, 120)  # seconds of the day in one second
SLICE_S, SLICE_EVENTS = 0.006, (400, 1600)  # longer than the live board’s: far fewer copies of large boards
STEP_S = 0.05  # between two boards while playing: the screen's own tick
HELD_S = 0.5  # how far the clock runs on by itself when no board comes
KEEP_EVERY = timedelta(minutes=2)  # of the stretch that is folded a board is kept,
KEPT = 32  # and so many in all
QUIET_S = 0.25  # after a seek, before anything else is read: whoever scrubs seeks again
ASIDE_S = 0.02  # of the axis, in one go
AXIS_AGAIN_S = 30.0  # the day that is under way is read again this often

_Key = TypeVar("_Key")
_Line = TypeVar("_Line")


class ReplayClock:
    """Shows the replayed instant: runs as fast as it is played, stands while it is not.

    It belongs to the screen's thread, which sets it with each board that it takes, so that running times are
    always those of the board that is shown.
    """

    def __init__(self, at: datetime, speed: float = 1.0) -> None:
        """*speed* is that of the centre's own clock, by which its feeds were judged when they were live."""
        self.speed = speed
        self._at = at
        self._pace = 0.0
        self._set_s = monotonic()

    def now(self) -> datetime:
        passed_s = min(monotonic() - self._set_s, HELD_S)
        return self._at + timedelta(seconds=passed_s * self._pace)

    def set(self, at: datetime, pace: float) -> None:
        """It is *at* now, and goes on *pace* times as fast as life; 0 stands still."""
        self._at, self._pace, self._set_s = at, pace, monotonic()


@dataclass(frozen=True)
class Replay:
    """How far a replay is.

    *at*: of which instant the last board is, None before the first. *wanted*: where it is to go. *pace*: how
    fast it plays, 0 while it stands. *seeking*: it is on its way. *is_live*: it has come to the present.
    *unknown*: the journal holds nothing of that instant. *days* can be replayed; *axis* is that of the day of
    *wanted*, None while it is read; *curve* what its queues counted by quarter hour, likewise.
    """

    at: datetime | None = None
    wanted: datetime | None = None
    pace: float = 0.0
    seeking: bool = False
    is_live: bool = False
    unknown: bool = False
    days: tuple[date, ...] | None = None
    axis: DayAxis | None = None
    curve: Mapping[int, Counts] | None = None


@dataclass(frozen=True)
class _Wish:
    """What was asked for last; *number* tells one wish from the next."""

    number: int = 0
    seek: datetime | None = None
    pace: float = 0.0
    asleep: bool = False


@dataclass
class _Shelf:
    """Places on the way, for the tapes to come; those used last stay."""

    places: dict[datetime, Place] = field(default_factory=dict)

    def put(self, place: Place) -> None:
        """Keep *place*, unless one of the same few minutes is there."""
        if place.at is None:
            return
        slot = _slot(place.at)
        if slot not in self.places:
            self.places[slot] = place
            if len(self.places) > KEPT:
                del self.places[next(iter(self.places))]

    def before(self, instant: datetime) -> Place | None:
        """The latest place that a tape to *instant* can begin at."""
        slots = sorted(self.places)
        for slot in reversed(slots[: bisect_right(slots, instant)]):
            place = self.places[slot]
            if place.at is not None and place.at <= instant:
                self.places[slot] = self.places.pop(slot)  # used: the last to go
                return place
        return None


class Replayer(BoardThread):
    """Plays the journal as a follower follows it; `take` gives the board of the instant that it came to."""

    NAME = "replay"

    def __init__(
        self,
        open_journal: Callable[[], Database],
        rules: CountingRules,
        live_clock: Clock,
        clock: ReplayClock,
    ) -> None:
        """*live_clock* tells the present, which no replay passes; *clock* is set by `take`."""
        super().__init__(open_journal, rules)
        self.clock = clock
        self.asleep = False  # whether the thread does nothing, as it was told
        self._live_clock = live_clock
        self._wish = _Wish()  # this and the next under the lock
        self._state = Replay()

        self._tape: Tape | None = None  # the thread's own, like all that follows
        self._at: datetime | None = None  # of which the draft is
        self._slicer = Slicer(SLICE_S, SLICE_EVENTS)
        self._shelf = _Shelf()
        self._done = 0  # the number of the last wish that was heeded
        self._anchor: tuple[float, datetime] | None = None  # it plays since that steady second, from there
        self._folded_by: CountingRules | None = None
        self._reading: Iterator[object] | None = None  # the axis, on the way
        self._axis_day: date | None = None
        self._axis_read_s = 0.0
        self._sought_s = 0.0
        self._turn_s = 0.0

    # -- for the owner ------------------------------------------------------------------------------------

    def seek(self, instant: datetime) -> None:
        """Go to *instant*, at most to the present; what is playing plays on from there."""
        with self._lock:
            self._wish = replace(self._wish, number=self._wish.number + 1, seek=instant)
            self._state = replace(self._state, wanted=instant, seeking=True, is_live=False)
        self._nudge.set()

    def play(self, pace: float) -> None:
        """Play on, *pace* seconds of the day in each second."""
        self._ask(pace)

    def pause(self) -> None:
        """Stand still."""
        self._ask(0.0)

    def step(self, to: datetime) -> None:
        """Go to the instant *to* and stand there."""
        self.pause()
        self.seek(to)

    def sleep(self) -> None:
        """Do nothing until `wake`: nobody looks."""
        self._rest(True)

    def wake(self) -> None:
        """Go on where it was."""
        self._rest(False)

    def state(self) -> Replay:
        """How far it is now."""
        with self._lock:
            return self._state

    def take(self) -> Update | None:
        with self._lock:
            update, state = super().take(), self._state
        if update is not None and state.at is not None:
            self.clock.set(state.at, 0.0 if state.seeking else state.pace)
        return update

    def _ask(self, pace: float) -> None:
        with self._lock:
            self._wish = replace(self._wish, number=self._wish.number + 1, pace=pace)
            self._state = replace(self._state, pace=pace)
        self._nudge.set()

    def _rest(self, asleep: bool) -> None:
        with self._lock:
            self._wish = replace(self._wish, number=self._wish.number + 1, asleep=asleep)
        self._nudge.set()

    # -- the thread ---------------------------------------------------------------------------------------

    def _work(self, journal: Journal) -> None:
        self._tape = None  # of a journal that was opened before
        self._shelf = _Shelf()
        self._reading = self._axis_day = None
        with self._lock:
            self._problem = None
            again = self._wish.seek or self._at
            self._wish = replace(self._wish, seek=again)
        while not self._stopping:
            self._heed()
            with self._lock:
                other_rules = self._rules is not self._folded_by
                if other_rules and self._wish.seek is None:
                    self._wish = replace(self._wish, seek=self._at)
                wish, self._folded_by = self._wish, self._rules
            if other_rules:
                self._tape, self._shelf, self._axis_day = None, _Shelf(), None
            self._take_turn(journal, wish)

    def _take_turn(self, journal: Journal, wish: _Wish) -> None:
        if wish.asleep:
            self.asleep = True
            self._nudge.wait()
            self.asleep = False
            return
        if wish.number != self._done:
            self._done = wish.number
            self._drop_anchor()
            if not wish.pace and wish.seek is None and self._at is not None:
                self._show(self._draft, self._at, unknown=self._state.unknown)  # where the clock stands now
        if wish.seek is not None:
            self._seek(journal, wish.seek)
        elif wish.pace and self._at is not None:
            self._play_on(journal, self._at, wish.pace)
            self._read_on(journal)
            self._nudge.wait(STEP_S)
        elif (left_s := self._sought_s + QUIET_S - monotonic()) > 0:
            self._nudge.wait(left_s)
        elif not self._read_on(journal):
            self._nudge.wait(AXIS_AGAIN_S)

    def _drop_anchor(self) -> None:
        self._anchor = None if self._at is None else (monotonic(), self._at)

    def _present(self) -> datetime:
        return self._live_clock.now()

    def _seek(self, journal: Journal, wanted: datetime) -> None:
        """Go to *wanted*; a newer wish calls it off, and finds what was folded on the way."""
        rules = self._folded_by or self._rules
        now = self._present()
        to = min(wanted, now)
        tape = self._tape_to(journal, to, rules)
        board = EMPTY
        if tape is not None:
            self._tape = tape
            if not self._wind(journal, tape, to, Touched()):
                return
            board = tape.board(to)
        with self._lock:
            if self._wish.seek != wanted:
                return  # somebody scrubs on
            self._wish = replace(self._wish, seek=None)
        self._draft_changed.add(difference(self._draft, board))
        self._show(board, to, unknown=tape is None, is_live=wanted >= now)
        self._sought_s = monotonic()
        self._drop_anchor()

    def _tape_to(self, journal: Journal, to: datetime, rules: CountingRules) -> Tape | None:
        """The tape that is the shortest way to *to*; None when the journal begins only later."""
        tape = self._tape
        here = tape.at if tape is not None and tape.at is not None and tape.at <= to else None
        kept = self._shelf.before(to)
        best = kept if kept is not None and (here is None or _at(kept) > here) else None
        from_ = _at(best) if best is not None else here
        if from_ is None or to - from_ > KEEP_EVERY:
            place = journal.moments.place_before(to, rules)
            if place is not None and (from_ is None or (place.at is not None and place.at > from_)):
                best, here = place, None
            elif place is None and from_ is None:
                return None
        if best is not None:
            self._shelf.put(best)
            return Tape(best, rules)
        return tape

    def _wind(self, journal: Journal, tape: Tape, to: datetime, touched: Touched) -> bool:
        """Wind *tape* to *to*, keeping places on the way; False when it was called off."""
        at = tape.at
        if at is None:  # from the very beginning
            tape.put(journal.batches_after(tape.read_id))
            at = tape.next_at
        while True:
            part = to if at is None else min(to, _slot(at) + KEEP_EVERY)
            for done in journal.moments.wind(tape, part, self._slicer, touched, self._nudge.is_set):
                if not done:
                    return False
            if part == to:
                return True
            self._shelf.put(tape.place())
            at = part

    def _play_on(self, journal: Journal, at: datetime, pace: float) -> None:
        began_s, began = self._anchor or (monotonic(), at)
        now = self._present()
        due = began + timedelta(seconds=(monotonic() - began_s) * pace)
        to = min(due, now)
        tape = self._tape
        if tape is None:  # before the journal begins
            tape = self._tape = self._tape_to(journal, to, self._folded_by or self._rules)
            if tape is None:
                self._show(EMPTY, to, unknown=True)
                return
        if tape.at is not None and to < tape.at:
            return  # it was called off when it was a little further
        if self._wind(journal, tape, to, self._draft_changed):
            self._show(tape.board(to, self._draft_changed), to, is_live=due >= now)

    def _show(self, board: Board, at: datetime, *, unknown: bool = False, is_live: bool = False) -> None:
        """Publish *board*, which is that of *at*."""
        from supervisor.live.axis import heartbeats  # loaded long ago, by _run

        self._draft, self._at = board, at
        day = (self._folded_by or self._rules).days.day(at)
        with self._lock:
            axis = self._state.axis
            if axis is not None and axis.day != day:
                axis = None
            self._heartbeats = heartbeats(board.sources, axis.gaps if axis is not None else (), at)
            wish = self._wish
            pace = 0.0 if is_live else wish.pace
            if is_live:
                self._wish = replace(wish, pace=0.0)
            self._state = replace(
                self._state,
                at=at,
                wanted=at if wish.seek is None else wish.seek,
                pace=pace,
                seeking=wish.seek is not None,
                is_live=is_live,
                unknown=unknown,
                axis=axis,
                curve=self._state.curve if axis is not None else None,
            )
            self._problem = None
            self._lay_out()  # nobody sees the instant and takes the board of another
        if day != self._axis_day:
            self._axis_day = self._reading = None
        self._tell()

    # -- the axis, in whatever time is left ---------------------------------------------------------------

    def _read_on(self, journal: Journal) -> bool:
        """Read a little more of the axis of the day; False when there is nothing to be read."""
        if self._at is None:
            if self._state.days is None:
                self._list_days(journal)
                return True
            return False
        rules = self._folded_by or self._rules
        day = rules.days.day(self._at)
        under_way = day == rules.days.day(self._present())
        again = under_way and monotonic() - self._axis_read_s > AXIS_AGAIN_S
        if self._axis_day != day or (again and self._reading is None):
            self._axis_day = day
            self._reading = self._read_axis(journal, rules, day)
        if self._reading is None:
            return False
        self._turn_s = monotonic()
        try:
            next(self._reading)
        except StopIteration:
            self._reading = None
            self._axis_read_s = monotonic()
        return True

    def _is_turn_over(self) -> bool:
        return self._nudge.is_set() or monotonic() - self._turn_s > ASIDE_S

    def _list_days(self, journal: Journal) -> None:
        from supervisor.live.axis import journal_days

        found = journal_days(journal, self._rules.days)
        with self._lock:
            self._state = replace(self._state, days=found)
            self._fresh = True

    def _read_axis(self, journal: Journal, rules: CountingRules, day: date) -> Iterator[object]:
        from supervisor.live.axis import curve, heartbeats, read_axis

        self._list_days(journal)
        yield None
        now = self._present()
        axis: DayAxis | None = None
        for found in read_axis(journal, rules.days, day, now):
            axis = found
            yield None
        if axis is None:
            return
        with self._lock:
            self._state = replace(self._state, axis=axis)
            if self._at is not None:
                self._heartbeats = heartbeats(self._draft.sources, axis.gaps, self._at)
            self._fresh = True
        # the day's counts: of its last board, on a tape of its own
        end = min(now, axis.ends - timedelta(microseconds=1))
        place = journal.moments.place_before(end, rules)
        if place is None:
            return
        tape, slicer = Tape(place, rules), Slicer(SLICE_S, SLICE_EVENTS)
        done = False
        while not done:
            for wound in journal.moments.wind(tape, end, slicer, called_off=self._is_turn_over):
                done = wound
                yield None
        counted = curve(tape.board(end))
        with self._lock:
            if self._state.axis is axis:
                self._state = replace(self._state, curve=counted)
                self._fresh = True


def difference(old: Board, new: Board) -> Changed:
    """What differs between two boards that may have nothing in common."""
    return Changed(
        _unlike(old.sources, new.sources),
        _unlike(old.queues, new.queues),
        _unlike(old.agents, new.agents),
        old.day != new.day,
    )


def _unlike(old: Mapping[_Key, _Line], new: Mapping[_Key, _Line]) -> frozenset[_Key]:
    if old is new:
        return frozenset()
    changed = {key for key, line in new.items() if old.get(key) is not line and old.get(key) != line}
    return frozenset(changed | (old.keys() - new.keys()))


def _slot(at: datetime) -> datetime:
    """The beginning of the few minutes of which one place is kept."""
    seconds = KEEP_EVERY.total_seconds()
    return at - timedelta(seconds=at.timestamp() % seconds)


def _at(place: Place) -> datetime:
    assert place.at is not None  # noqa: S101  # the shelf keeps no others
    return place.at
