"""What queues counted of the contacts that entered within each quarter hour."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import numpy as np

from supervisor.facts.contact import Outcome
from supervisor.history.day_facts import Entries, Groups, Ring
from supervisor.history.waits import Waits, whole

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
    left = entries.where(lambda at: entries.outcome[at] not in (Outcome.ANSWERED, Outcome.ABANDONED))
    took, gave_up = entries.ended(Outcome.ANSWERED), entries.ended(Outcome.ABANDONED)
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


def _contacts(entries: Entries) -> tuple[Any, Any]:
    """Which stays are their contact's first in the queue, and of which the contact was answered there."""
    seen: set[tuple[int, str]] = set()
    answered: set[tuple[int, str]] = set()
    pairs = list(zip(entries.queue, entries.contact, strict=True))
    first = np.zeros(entries.count, dtype=np.bool_)
    for at, (pair, outcome) in enumerate(zip(pairs, entries.outcome, strict=True)):
        if pair not in seen:
            seen.add(pair)
            first[at] = True
        if outcome == Outcome.ANSWERED:
            answered.add(pair)
    return first, entries.where(lambda at: pairs[at] in answered)


def _rung(
    entries: Entries, keys: Sequence[tuple[int, int, str]], rings: Sequence[Ring]
) -> list[tuple[int, int, str]]:
    """Where each ring that nobody answered counts."""
    stays: dict[tuple[int, str], list[int]] = defaultdict(list)
    channels: dict[int, str] = {}
    for at, pair in enumerate(zip(entries.queue, entries.contact, strict=True)):
        stays[pair].append(at)
        channels.setdefault(pair[0], entries.channel[at])
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
    found = [Waits() for _ in stays.keys]
    for place, outcome, wait_s in zip(
        stays.of.tolist(), entries.outcome, entries.wait_s.tolist(), strict=True
    ):
        if wait_s != wait_s or outcome == Outcome.WAITING:  # nobody told it; it goes on
            continue
        waits = found[place]
        if outcome == Outcome.ANSWERED:
            waits.answered[whole(wait_s)] += 1
        elif outcome == Outcome.ABANDONED:
            waits.abandoned[whole(wait_s)] += 1
        else:
            waits.left[whole(wait_s)] += 1
    return found
