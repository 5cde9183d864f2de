"""An alarm as people see it: what is wrong, where, how badly, since when, and who took it on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import msgspec

from supervisor.alarms.place import AlarmKey, Place
from supervisor.alarms.rule import FEED
from supervisor.wallboard.levels import Level


class Symptom(msgspec.Struct, frozen=True):
    """One rule that holds at *place*: *value* beyond *limit*, in the unit of *metric*.

    *n* is how many contacts or people stand behind the value, None for a plain count. *worst* is the worst
    value so far, *since* when the rule raised it (not when the limit was passed, which is its on-delay
    before). *name* is the rule's, as it was then.
    """

    rule: str
    metric: str
    place: Place
    level: Level
    since: datetime
    name: str = ""
    value: float | None = None
    n: int | None = None
    limit: float | None = None
    worst: float | None = None
    silent: bool = False


class Scene(msgspec.Struct, frozen=True):
    """What stood at the place when the alarm last changed: from it follows what to do. None is unknown."""

    waiting: int | None = None
    longest_wait_s: float | None = None
    signed_in: int | None = None
    ready: int | None = None
    on_break: int | None = None
    overruns: int | None = None
    feed: str = ""  # of a source: late or dead,
    why: str = ""  # its cause (live/feed.py),
    reason: str = ""  # and the reason in the source's or the network's words


class EventKind(StrEnum):
    """What happens to an alarm."""

    OPENED = "opened"
    RAISED = "raised"  # from attention to action: it sounds again
    EASED = "eased"  # from action to attention
    CHANGED = "changed"  # a symptom joined or left, or the figures froze: shown, not told
    ACKNOWLEDGED = "acknowledged"
    CLOSED = "closed"


@dataclass(frozen=True)
class Alarm:
    """One thing that someone must see to, from when it came until it went.

    *level* is the present one, for a closed alarm the last; *peak* the highest it had. *symptoms* are those
    that hold now, for a closed alarm the last ones, worst first. *held_since*: its source is not heard, and
    since when the figures are of the past. *shelved_until*: somebody does not want to hear of it before. An
    acknowledgement ends when the alarm gets worse.
    """

    id: int
    key: AlarmKey
    level: Level
    peak: Level
    symptoms: tuple[Symptom, ...]
    scene: Scene
    opened_at: datetime
    worse_at: datetime  # when it opened or was last raised
    closed_at: datetime | None = None
    acknowledged_at: datetime | None = None
    acknowledged_by: str | None = None
    held_since: datetime | None = None
    shelved_until: datetime | None = None
    version: int = 1

    @property
    def cause(self) -> str:
        return self.key.cause

    @property
    def place(self) -> Place:
        return self.key.place

    @property
    def is_open(self) -> bool:
        return self.closed_at is None

    @property
    def is_feed(self) -> bool:
        """Whether a source is not heard: always shown, also when it is shelved."""
        return self.key.cause == FEED

    @property
    def silent(self) -> bool:
        """Whether it is a note: shown without a sound."""
        return bool(self.symptoms) and all(symptom.silent for symptom in self.symptoms)

    @property
    def calls(self) -> bool:
        """Whether it still asks for somebody: it flashes, and unless it is silent it sounds."""
        waits = self.is_open and self.acknowledged_at is None
        return waits and self.shelved_until is None and self.held_since is None


@dataclass(frozen=True)
class AlarmEvent:
    """What happened to alarm *alarm* at *at*; *who* did it when it was a person's doing."""

    alarm: int
    at: datetime
    kind: EventKind
    level: Level
    who: str | None = None
