"""What goes wrong on a day: each hour one queue, by a surge of contacts or because people are missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from random import Random

from supervisor.events import Channel
from supervisor.settings.breaks import BreakKind
from supervisor.sources.simulated.arrivals import is_open
from supervisor.sources.simulated.centre import QUEUES
from supervisor.sources.simulated.roster import HOUR, MINUTE, DayFrame


class Cause(StrEnum):
    """Why a queue is in trouble."""

    OUTAGE = "outage"  # a cut cable, a dead exchange, an app that does not start
    BILL_RUN = "bill_run"  # the month's bills went out
    CAMPAIGN = "campaign"  # a message to all customers that nobody told the centre about
    NEWS = "news"  # a report in the papers, a post that many read
    MEETING = "meeting"  # half of the team sits in a meeting
    TRAINING = "training"  # a course that was put into the peak
    LATE_BACK = "late_back"  # many of the team are not back from their break

    @property
    def away(self) -> BreakKind | None:
        """The break that holds the missing people; None for a surge."""
        return _AWAY.get(self)


_AWAY = {
    Cause.MEETING: BreakKind.MEETING,
    Cause.TRAINING: BreakKind.TRAINING,
    Cause.LATE_BACK: BreakKind.BREAK,
}
_SURGES = {
    "billing": (Cause.BILL_RUN, Cause.NEWS),
    "plans": (Cause.CAMPAIGN,),
    "broadband": (Cause.OUTAGE,),
    "tech": (Cause.OUTAGE,),
    "complaints": (Cause.NEWS, Cause.OUTAGE),
    "vip": (Cause.CAMPAIGN, Cause.OUTAGE),
    "business": (Cause.OUTAGE,),
    "porting": (Cause.CAMPAIGN, Cause.NEWS),
    "roaming": (Cause.CAMPAIGN, Cause.OUTAGE),
    "night": (Cause.OUTAGE,),
    "webchat": (Cause.OUTAGE, Cause.CAMPAIGN),
    "messenger": (Cause.CAMPAIGN, Cause.NEWS),
}
LEAST_STAFF = 3.0  # agents that a queue should have for a trouble to be worth a look
CHAT_PLACES = 3
REST_H = 3
ANSWERED = 0.825  # the answer rate that a trouble comes to
USUAL_WAIT = 0.44
MINUTES_BY_DAY, MINUTES_BY_NIGHT = (37, 43), (22, 28)  # of the hour at which a trouble is over


@dataclass(frozen=True)
class Trouble:
    """Queue *queue* is in trouble between *begins* and *ends* (POSIX ms)."""

    queue: str
    cause: Cause
    begins: int
    ends: int


def troubles(planned: Sequence[Sequence[float]], frame: DayFrame, seed: int) -> tuple[Trouble, ...]:
    """One trouble for each hour of the day, in order; *planned* as `arrivals.capacity` says it.

    A queue that had its turn is left alone for the next three hours where there are others.
    """
    rng = Random(f"{seed}:{frame.day}:troubles")
    slots_an_hour = 12
    found: list[Trouble] = []
    for begins in range(frame.begins, frame.ends - HOUR + 1, HOUR):
        slot = (begins - frame.begins) // HOUR * slots_an_hour
        hour = frame.hour(begins)
        resting = {trouble.queue for trouble in found[-REST_H:]}
        able = {
            queue.key: min(planned[place][slot : slot + slots_an_hour])
            / (1 if queue.channel is Channel.VOICE else CHAT_PLACES)
            for place, queue in enumerate(QUEUES)
            if is_open(queue, hour) and is_open(queue, (hour + 0.99) % 24)
        }
        fresh = {key: staff for key, staff in able.items() if key not in resting} or able
        enough = min(LEAST_STAFF, 0.75 * max(fresh.values(), default=0.0))
        if 9 <= hour < 12 or 14 <= hour < 17:  # the peaks hit the larger ones
            enough = sorted(fresh.values())[len(fresh) // 2]
        fresh = {key: staff for key, staff in fresh.items() if staff >= enough}
        by_weight = sorted(fresh)
        weights = [fresh[key] + 0.01 for key in by_weight]
        # two draws whatever comes of them, so that one hour does not move the next
        key = rng.choices(by_weight, weights)[0]
        turn = rng.random()
        causes: tuple[Cause, ...] = _SURGES[key]
        if 8 <= hour < 21 and fresh[key] >= 4:
            causes = (*causes[:1], Cause.MEETING, Cause.LATE_BACK, Cause.TRAINING)
        found.append(
            Trouble(
                key,
                causes[int(turn * len(causes))],
                begins + round(rng.uniform(0.5, 3) * MINUTE),
                begins
                + round(rng.uniform(*(MINUTES_BY_DAY if 8 <= hour < 22 else MINUTES_BY_NIGHT)) * MINUTE),
            )
        )
    return tuple(found)


class Crowd:
    """The customers of a queue in trouble.

    It grows and shrinks with what they meet: people who cannot get through call again, and hear from others
    that it is no use. Without this a surge is a disaster on one day and nothing on another.
    """

    def __init__(self, since: int, handle_s: float, patience_s: float) -> None:
        """*since* (POSIX ms) the trouble began, whose contacts keep an agent busy for *handle_s*."""
        self.since = since
        self._handle_s = handle_s
        self._patience_s = patience_s
        self._waits = USUAL_WAIT  # how long the line is kept, in patiences
        self._answered = self._settled = 0

    def met(self, answered: bool) -> None:
        """One of them was answered, or was not."""
        self._answered += answered
        self._settled += 1

    def comes(self, line: int, helped: int, usual_per_s: float, seconds: float) -> tuple[float, float]:
        """How many more than usual come in the next *seconds*, and what share of the usual stays away.

        *line* wait and *helped* are with an agent now; *usual_per_s* come on a day without trouble.
        """
        rate = (self._answered + 6 * ANSWERED) / (self._settled + 6)  # as if six had met what is aimed at
        self._waits = min(0.7, max(0.36, self._waits + 0.04 * (rate - ANSWERED)))
        wanted_per_s = max(1.0, helped) / self._handle_s / ANSWERED
        long_line = max(min(2.5, 0.6 * helped), wanted_per_s * self._patience_s * self._waits)
        more = (wanted_per_s - usual_per_s) * seconds + (long_line - line) * 0.2
        return max(0.0, more), min(0.6, max(0.0, line / long_line - 1.3))
