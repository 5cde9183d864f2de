"""How bad a queue is now: where someone should act. Normal is quiet."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from supervisor.wallboard.metrics import QueueFigures, Rate

ACTION_WAITS = 3  # times the threshold: a customer waits so long that someone must act
ACTION_POINTS = 0.10  # below the target


class Level(IntEnum):
    """Ordered: a higher level is worse."""

    NORMAL = 0
    ATTENTION = 1
    ACTION = 2


class Reason(IntEnum):
    """Why a queue is not normal."""

    NOBODY_SIGNED_IN = 1
    WAIT_LONG = 2
    WAIT_VERY_LONG = 3
    ANSWER_RATE_LOW = 4
    ANSWER_RATE_VERY_LOW = 5


@dataclass(frozen=True)
class Targets:
    """What the centre aims at; a rate over fewer than *min_contacts* is not judged."""

    answer_rate: float = 0.93
    service_level: float = 0.80
    min_contacts: int = 30


@dataclass(frozen=True)
class Judged:
    """A level and its reasons, worst first."""

    level: Level
    reasons: tuple[Reason, ...] = ()


def judge_queue(figures: QueueFigures, targets: Targets) -> Judged:
    """How bad *figures* are: by who waits now, and by the answer rate of the last 30 minutes.

    The day's rate does not colour a queue: it hides a bad half hour and remembers a mended one.
    """
    action: list[Reason] = []
    attention: list[Reason] = []
    threshold = figures.line.threshold_s
    if figures.waiting and not figures.staff.signed_in:
        action.append(Reason.NOBODY_SIGNED_IN)
    if figures.longest_wait_s is not None:
        if figures.longest_wait_s > ACTION_WAITS * threshold:
            action.append(Reason.WAIT_VERY_LONG)
        elif figures.longest_wait_s > threshold:
            attention.append(Reason.WAIT_LONG)
    rate = figures.recent.answer_rate
    if _is_below(rate, targets.answer_rate - ACTION_POINTS, targets.min_contacts):
        action.append(Reason.ANSWER_RATE_VERY_LOW)
    elif _is_below(rate, targets.answer_rate, targets.min_contacts):
        attention.append(Reason.ANSWER_RATE_LOW)
    if action:
        return Judged(Level.ACTION, (*action, *attention))
    return Judged(Level.ATTENTION, tuple(attention)) if attention else Judged(Level.NORMAL)


def _is_below(rate: Rate, target: float, min_contacts: int) -> bool:
    return rate.whole >= min_contacts and rate.value is not None and rate.value < target
