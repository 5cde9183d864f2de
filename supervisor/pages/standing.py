"""How bad a single figure is: by the same measures as a queue's tile, so that one wall says one thing."""

from __future__ import annotations

from supervisor.wallboard.catalogue import Figure, Metric
from supervisor.wallboard.levels import ACTION_POINTS, ACTION_WAITS, Level, Targets


def standing(metric: Metric, figure: Figure, targets: Targets, threshold_s: float) -> Level:
    """How bad *figure* is. *threshold_s* is that of its queue, or the centre's.

    Rates of the last half hour are judged by the targets, waits by the threshold, overruns and queues that
    nobody serves by being there at all. The day's rates are not judged: they hide a bad half hour and
    remember a mended one. All else is only read.
    """
    if figure.value is None:
        return Level.NORMAL
    match metric.name:
        case "answer_rate.recent":
            return _below(figure, targets.answer_rate, targets.min_contacts)
        case "service_level.recent":
            return _below(figure, targets.service_level, targets.min_contacts)
        case "longest_wait":
            if figure.value > ACTION_WAITS * threshold_s:
                return Level.ACTION
            return Level.ATTENTION if figure.value > threshold_s else Level.NORMAL
        case "waiting_unstaffed":
            return Level.ACTION if figure.value else Level.NORMAL
        case "overruns":
            return Level.ATTENTION if figure.value else Level.NORMAL
        case _:
            return Level.NORMAL


def _below(figure: Figure, target: float, least: int) -> Level:
    if figure.value is None or (figure.n or 0) < least:
        return Level.NORMAL
    if figure.value < target - ACTION_POINTS:
        return Level.ACTION
    return Level.ATTENTION if figure.value < target else Level.NORMAL
