"""One alarm for one cause: what belongs together at a place, and when trouble is everywhere.

A queue that is short of staff shows it in several figures at once; ten queues that are short show it in
thirty. Whoever must act needs one alarm that names its symptoms.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from supervisor.alarms.alarm import Symptom
from supervisor.alarms.place import CENTRE, AlarmKey, Place, PlaceKind
from supervisor.alarms.rule import FEED

SPREAD = 5
"""With so many places of one kind in alarm for one cause, the next ones join one alarm of the centre."""


def combine(
    symptoms: Iterable[tuple[str, Symptom]], standing: Mapping[AlarmKey, Sequence[Symptom]]
) -> dict[AlarmKey, tuple[Symptom, ...]]:
    """The alarms that *symptoms*, pairs of a cause and a symptom, make beside those *standing* open.

    A symptom joins the alarm of its cause and place. It stays with the alarm that it once joined, so that
    nothing is told twice. Where SPREAD places are in alarm for the same cause already, a new place joins the
    alarm of the whole centre instead of opening one of its own: a flood is one alarm. The order of *symptoms*
    does not matter; each alarm has its worst first, the longest standing first among equals.
    """
    joined = {(symptom.rule, symptom.place): key for key, held in standing.items() for symptom in held}
    places: dict[tuple[str, PlaceKind], set[Place]] = {}
    for key in standing:
        places.setdefault((key.cause, key.place.kind), set()).add(key.place)
    found: dict[AlarmKey, list[Symptom]] = {}
    for cause, symptom in sorted(symptoms, key=_in_order):
        before = joined.get((symptom.rule, symptom.place))
        if before is not None and before.cause == cause:
            key = before
        else:
            key = AlarmKey(cause, symptom.place)
            taken = places.setdefault((cause, symptom.place.kind), set())
            spreads = cause != FEED and symptom.place.kind is not PlaceKind.CENTRE
            if symptom.place not in taken and spreads and len(taken) >= SPREAD:
                key = AlarmKey(cause, CENTRE)
            else:
                taken.add(symptom.place)
        found.setdefault(key, []).append(symptom)
    return {key: tuple(sorted(held, key=_worst_first)) for key, held in found.items()}


def _in_order(pair: tuple[str, Symptom]) -> tuple[object, ...]:
    cause, symptom = pair
    return (-symptom.level, cause, symptom.since, symptom.place, symptom.rule)


def _worst_first(symptom: Symptom) -> tuple[object, ...]:
    return (-symptom.level, symptom.since, symptom.place, symptom.rule)
