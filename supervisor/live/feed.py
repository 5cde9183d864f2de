"""Live, late or dead: whether a source's figures are true now, and if not, since when.

Three clocks meet here: the source's, the collector's and that of the seat where a console runs. Nobody may
assume that they agree. So the collector dates its own signs of life and those of the source (`Heartbeat`)
by one clock, its own; and a console, before it judges, turns them into its seat's time (`Seat`), by when it
saw them come. What remains is safe: a sign of life from the future counts as one of this moment.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from supervisor.live.board import SourceLine

LATE_AFTER_S = 10.0  # no source is late sooner, however lively it is otherwise
LATE_AFTER_GAPS = 3  # times its usual gap
COLLECTOR_DEAD_AFTER_S = (
    10.0  # ten beats missed: a collector beats once a second, also while its database is slow
)
BEAT_EVERY_S = 1.0


@dataclass(frozen=True)
class Heartbeat:
    """The last signs of life of *source* and of the collector that listens to it, by the collector's clock.

    *at*: the collector's own. *heard_at*: the source's, of any kind (also a pong); None when it was never
    heard. *usual_gap_s*: how long the source is silent in its usual rhythm, in seconds of that clock; None
    when unknown. *connected* is False while the source is away, and *reason* says why in its or the
    network's words, or is one of STOPPED, ENDED. *waiting_bytes*: how much the collector has heard that is
    not in the journal yet, since *waiting_since*; 0 and None when nothing waits for longer than a moment.
    """

    source: str
    collector: str
    at: datetime
    heard_at: datetime | None = None
    usual_gap_s: float | None = None
    connected: bool = True
    reason: str = ""
    waiting_bytes: int = 0
    waiting_since: datetime | None = None


STOPPED = "stopped"  # the collector was told to end
ENDED = "ended"  # a recording is at its end


class FeedState(StrEnum):
    """Whether figures may be read as the present."""

    LIVE = "live"
    LATE = "late"  # silent for longer than this source usually is
    DEAD = "dead"  # not heard at all: the figures are those of an earlier moment


class Cause(StrEnum):
    """Why a feed is not live."""

    NONE = ""
    SILENT = "silent"  # connected, but nothing comes
    DOWN = "down"  # the collector runs and cannot hear the source
    COLLECTOR = "collector"  # the collector gives no sign of life
    DATABASE = "database"  # the database cannot be read: nothing is known of the collector, either
    STOPPED = "stopped"  # the collector was ended on purpose
    ENDED = "ended"  # a recording was played to its end
    NEVER = "never"  # no collector has ever listened to it


@dataclass(frozen=True)
class Feed:
    """How far a source's figures can be trusted.

    *since*: when they stopped being true, None while LIVE or when they never were. *heard_at*: the last sign
    of life, None when there was none. *reason*: why, in the words of the source or the network, "" when they
    gave none; *cause*: why, in ours.
    """

    state: FeedState
    since: datetime | None = None
    heard_at: datetime | None = None
    reason: str = ""
    cause: Cause = Cause.NONE


def judge(line: SourceLine | None, beat: Heartbeat | None, now: datetime, *, speed: float = 1.0) -> Feed:
    """How far the figures of a source can be trusted, by its *line* on the board and its last heartbeat.

    Late is a source that is silent for longer than three of its usual gaps, and than 10 s; dead is one that
    is down, or whose collector missed its beats for longer than 10 s, or was never there. On the boundary it
    is still the better of the two. *now* and *beat* are by the same clock (`Seat` sees to that), one that
    runs *speed* times as fast as people live (a demo in a hurry): the 10 s are theirs.
    """
    if beat is None:
        if line is None:
            return Feed(FeedState.DEAD, cause=Cause.NEVER)
        return Feed(FeedState.DEAD, line.last_event_at, line.last_event_at, line.reason, Cause.NEVER)
    heard_at = beat.heard_at or (line.last_event_at if line is not None else None)
    if not beat.connected and beat.reason in (STOPPED, ENDED):
        cause = Cause.STOPPED if beat.reason == STOPPED else Cause.ENDED
        return Feed(FeedState.DEAD, heard_at or beat.at, heard_at, "", cause)
    late_after = timedelta(seconds=max(LATE_AFTER_GAPS * (beat.usual_gap_s or 0.0), LATE_AFTER_S * speed))
    if now - beat.at > timedelta(seconds=COLLECTOR_DEAD_AFTER_S * speed):
        # what it last said was true as long as it said it, unless the source was late even then
        trusted = beat.connected and heard_at is not None and beat.at - heard_at <= late_after
        return Feed(FeedState.DEAD, beat.at if trusted else heard_at, heard_at, beat.reason, Cause.COLLECTOR)
    if not beat.connected:
        return Feed(FeedState.DEAD, heard_at, heard_at, beat.reason, Cause.DOWN)
    if line is not None and not line.up:  # heard again, but its full state is not on the board yet
        since = line.since if heard_at is None else min(line.since, heard_at)
        return Feed(FeedState.DEAD, since, heard_at, line.reason, Cause.DOWN)
    if heard_at is None:
        return Feed(FeedState.DEAD, None, None, beat.reason, Cause.DOWN)
    if now - heard_at > late_after:
        return Feed(FeedState.LATE, heard_at, heard_at, "", Cause.SILENT)
    return Feed(FeedState.LIVE, None, heard_at)


def unread(feed: Feed) -> Feed:
    """*feed* while the journal cannot be read: that no sign of life came is not the collector's fault."""
    return replace(feed, cause=Cause.DATABASE) if feed.cause is Cause.COLLECTOR else feed


class Rhythm:
    """How long a source is usually silent, learned from when it was heard.

    The usual gap is the one in the middle by *time*: half of the time passed in silences that were no
    shorter. A thousand messages in one second followed by 15 s of nothing have a usual gap of 15 s; the
    plain median would say a millisecond, and call the source late in every pause. What was learned fades
    with a half-life of ten minutes, and a silence that is itself unusual teaches only as much as the longest
    that was still usual: one outage does not change a rhythm, a calm evening does, step by step.
    """

    _START_S = 10.0  # before anything is known: late after 30 s
    _START_WEIGHT_S = 60.0
    _HALF_LIFE_S = 600.0
    _SHORTEST_S = 0.5  # signs of life closer than this are one
    _STEPS = 32  # two an octave, from half a second to nine hours

    def __init__(self, usual_gap_s: float | None = None) -> None:
        """Begin with the rhythm that an earlier collector learned, if there was one."""
        start = usual_gap_s if usual_gap_s is not None and usual_gap_s > 0 else self._START_S
        self._time = [0.0] * self._STEPS  # passed in silences of this step
        self._gaps = [0.0] * self._STEPS  # each silence times its length: their weighted mean is gaps / time
        self._learn(start, self._START_WEIGHT_S)
        self._last: float | None = None

    def heard(self, at_s: float) -> None:
        """The source gave a sign of life at *at_s*, in seconds of a clock that never goes back."""
        if self._last is None:
            self._last = at_s
            return
        gap = at_s - self._last
        if gap < self._SHORTEST_S:
            return
        self._last = at_s
        fading = 0.5 ** (gap / self._HALF_LIFE_S)
        usual = max(LATE_AFTER_GAPS * self.usual_gap_s, LATE_AFTER_S)
        self._time = [passed * fading for passed in self._time]
        self._gaps = [passed * fading for passed in self._gaps]
        gap = min(gap, usual)
        self._learn(gap, gap)

    def interrupted(self) -> None:
        """The source went away: the silence until it is heard again is none of its rhythm."""
        self._last = None

    @property
    def usual_gap_s(self) -> float:
        """The silence in the middle by time, in seconds."""
        half = sum(self._time) / 2
        usual = self._START_S  # when all has faded to nothing
        for passed, gaps in zip(self._time, self._gaps, strict=True):
            if passed > 0:
                usual = gaps / passed
            half -= passed
            if half <= 0:
                break
        return usual

    def _learn(self, gap: float, weight: float) -> None:
        step = 0
        while step < self._STEPS - 1 and gap > self._SHORTEST_S * 2 ** (step / 2):
            step += 1
        self._time[step] += weight
        self._gaps[step] += weight * gap


class Seat:
    """Turns heartbeats into the time of the seat where a console runs, however the clocks there stand.

    A beat that came while the seat watched is a moment old, whatever its date says: that shows how far the
    collector's clock is off. Up to 2 s are taken as the way through the database and left alone. A beat that
    was there before the seat began to watch (or while it could not) is believed, unless it lies in the
    future. From then on beats age by the seat's steady clock, so that setting the wall clock neither revives
    a dead feed nor kills a live one.
    """

    _SAME_S = 2.0
    _WATCHED_S = 3.0  # looks further apart than this are no watch

    def __init__(self, speed: float = 1.0) -> None:
        """*speed*: how many seconds the seat's wall clock shows in one that people live."""
        self._speed = speed
        self._seen: dict[str, tuple[Heartbeat, float, timedelta]] = {}  # beat, steady second, age then
        self._looked_s: float | None = None

    def take(self, beats: Mapping[str, Heartbeat], now: datetime, steady_s: float) -> None:
        """The journal holds *beats* when the seat's clocks read *now* and, the steady one, *steady_s*."""
        watched = self._looked_s is not None and steady_s - self._looked_s <= self._WATCHED_S
        self._looked_s = steady_s
        for name in self._seen.keys() - beats.keys():
            del self._seen[name]
        for name, beat in beats.items():
            known = self._seen.get(name)
            if known is not None and known[0] == beat:
                continue
            age = now - beat.at
            fresh = watched and known is not None and known[0].at != beat.at
            same = timedelta(seconds=self._SAME_S * self._speed)
            if age < timedelta(0) or (fresh and age > same):
                age = timedelta(0)
            self._seen[name] = (beat, steady_s, age)

    def beats(self, now: datetime, steady_s: float) -> dict[str, Heartbeat]:
        """The heartbeats by the seat's clock, which reads *now* while the steady one reads *steady_s*."""
        return {name: self._here(*seen, now, steady_s) for name, seen in self._seen.items()}

    def _here(
        self, beat: Heartbeat, seen_s: float, age: timedelta, now: datetime, steady_s: float
    ) -> Heartbeat:
        here = now - age - timedelta(seconds=(steady_s - seen_s) * self._speed)
        apart = here - beat.at
        if abs(apart.total_seconds()) <= self._SAME_S * self._speed:
            return beat
        return replace(beat, at=here, heard_at=None if beat.heard_at is None else beat.heard_at + apart)
