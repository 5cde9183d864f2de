"""What queues counted of the contacts that entered within each quarter hour."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any

import numpy as np

from supervisor.facts.contact import Outcome
from supervisor.history.day_facts import Bools, Entries, Groups, Ring
from supervisor.history.waits import Ended, Waits, wholes

SLOT_MS = 900_000

SLOT_COLUMNS = (
    *("slot", "source", "queue", "channel"),
    *("entries", "contacts", "answered", "contacts_answered", "abandoned", "timed_out", "keyed"),
    *("emptied", "withdrawn", "lost", "unknown", "waiting", "no_answer", "talks", "held"),
    *("wait_answered_s", "wait_abandoned_s", "wait_left_s", "ring_s", "talk_s", "talk_s2", "hold_s", "acw_s"),
    *("waits", "batch"),
)

_COUNTED = (
    Outcome.ANSWERED,
    Outcome.ABANDONED,
    Outcome.TIMED_OUT,
    Outcome.KEY,
    Outcome.EMPTY,
    Outcome.WITHDRAWN,
    Outcome.LOST,
    Outcome.UNKNOWN,
    Outcome.WAITING,
)
_LEFT = tuple(
    outcome for outcome in _COUNTED if outcome not in (Outcome.ANSWERED, Outcome.ABANDONED, Outcome.WAITING)
)


def slot_rows(source: int, entries: Entries, rings: Sequence[Ring]) -> list[tuple[Any, ...]]:
    """Rows of history_slot (SLOT_COLUMNS) of a business day.

    A contact counts once a queue and day, where it first entered (`contacts`), and as answered there when
    any of its stays in the queue that day was. A ring counts where its contact entered; where the contact
    came before this day, or nobody told of it, in the quarter hour in which the ring ended.
    """
    slots = (entries.entered_ms // SLOT_MS).tolist()
    keys = list(zip(slots, entries.queue, entries.channel, strict=True))
    rung = _rung(entries, keys, rings)
    stays = Groups(keys)
    places = dict.fromkeys([*stays.keys, *rung])  # those in which there are rings alone stand last
    counts = {outcome: stays.count(entries.ended(outcome)) for outcome in _COUNTED}
    first, answered = _contacts(entries)
    took, gave_up = entries.ended(Outcome.ANSWERED), entries.ended(Outcome.ABANDONED)
    left = ~took & ~gave_up
    columns: list[Sequence[Any]] = [
        stays.count(),
        stays.count(first),
        counts[Outcome.ANSWERED],
        stays.count(first & answered),
        *(counts[outcome] for outcome in _COUNTED[1:]),
    ]
    sums = [
        stays.sum(entries.wait_s, took),
        stays.sum(entries.wait_s, gave_up),
        stays.sum(entries.wait_s, left),
        stays.sum(entries.ring_s, took),
        stays.sum(entries.talk_s),
        stays.sum(entries.talk_s**2),
        stays.sum(entries.hold_s),
        stays.sum(entries.acw_s),
    ]
    talks, held = stays.count(~np.isnan(entries.talk_s)), stays.count(entries.hold_s > 0)
    waits = _waits(entries, stays)
    no_answer: dict[Any, int] = defaultdict(int)
    for key in rung:
        no_answer[key] += 1
    rows = []
    for at, (slot, queue, channel) in enumerate(places):
        unanswered = no_answer.get((slot, queue, channel), 0)
        if at < len(stays.keys):
            told = [column[at] for column in columns]
            summed = [column[at] or 0.0 for column in sums]
            rest: list[Any] = [unanswered, talks[at], held[at], *summed, waits[at].pack()]
        else:
            told = [0] * len(columns)
            rest = [unanswered, 0, 0, *([0.0] * len(sums)), Waits().pack()]
        rows.append((slot, source, queue, channel, *told, *rest, 0))
    return rows


def _contacts(entries: Entries) -> tuple[Bools, Bools]:
    """Which stays are their contact's first in the queue, and of which the contact was answered there."""
    pairs = list(zip(entries.queue, entries.contact, strict=True))
    firsts: dict[tuple[int, str], int] = {}
    for at, pair in enumerate(pairs):
        firsts.setdefault(pair, at)
    first = np.zeros(entries.count, dtype=np.bool_)
    first[list(firsts.values())] = True
    took = np.flatnonzero(entries.ended(Outcome.ANSWERED)).tolist()
    answered = np.zeros(entries.count, dtype=np.bool_)
    answered[[firsts[pairs[at]] for at in took]] = True
    return first, answered


def _rung(
    entries: Entries, keys: Sequence[tuple[int, int, str]], rings: Sequence[Ring]
) -> list[tuple[int, int, str]]:
    """Where each ring that nobody answered counts."""
    wanted = {(ring.queue, ring.contact) for ring in rings}
    channels = dict(zip(entries.queue, entries.channel, strict=True)) if rings else {}
    stays: dict[tuple[int, str], list[int]] = defaultdict(list)
    if rings:
        for at, pair in enumerate(zip(entries.queue, entries.contact, strict=True)):
            if pair in wanted:
                stays[pair].append(at)
    found = []
    for ring in rings:
        if ring.outcome != "no_answer":
            continue
        before = [
            at for at in stays.get((ring.queue, ring.contact), ()) if entries.entered_ms[at] <= ring.at_ms
        ]
        if before:
            found.append(keys[before[-1]])
        else:
            found.append((ring.at_ms // SLOT_MS, ring.queue, channels.get(ring.queue, "voice")))
    return found


def _waits(entries: Entries, stays: Groups) -> list[Waits]:
    """The waits that are known of each group, but those that go on."""
    found = [Waits() for _ in stays.keys]
    known = ~np.isnan(entries.wait_s)
    for ended, outcomes in (
        (Ended.ANSWERED, (Outcome.ANSWERED,)),
        (Ended.ABANDONED, (Outcome.ABANDONED,)),
        (Ended.LEFT, _LEFT),
    ):
        which = entries.ended(*outcomes) & known
        seconds = wholes(entries.wait_s[which]).tolist()
        for (place, second), count in Counter(zip(stays.of[which].tolist(), seconds, strict=True)).items():
            found[place].of(ended)[second] = count
    return found
