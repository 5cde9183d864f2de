"""Which stretches of a source's log are in the history, line for line at their edges.

A stretch is known by its first and last instant and by digests of the lines of both: several lines share a
second, and files are cut anywhere. Whoever reads a file that overlaps lays the lines side by side (`align`).
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection, delete, insert, select, update

from supervisor.storage.history_tables import history_segment


class Segment(msgspec.Struct):
    """A stretch whose lines are all known. *first* and *last* are digests of the lines of its first and last
    instant, in order; *id* is None until it is saved."""

    first_ms: int
    last_ms: int
    first: list[str]
    last: list[str]
    id: int | None = None


class Stretch(msgspec.Struct):
    """What one batch added: a segment of its own lines. *after* is the last instant of what was known before
    it, *before* the first of what was known behind it, where it joined them; None where it did not."""

    first_ms: int
    last_ms: int
    first: list[str]
    last: list[str]
    after: int | None = None
    before: int | None = None


def digests(lines: Iterable[bytes]) -> list[str]:
    """What is kept of lines: enough to know them again, and no caller's number."""
    return [hashlib.blake2b(line.rstrip(b"\r"), digest_size=6).hexdigest() for line in lines]


def segments(db: Connection, source: str) -> list[Segment]:
    """The source's segments, in order."""
    found = select(history_segment).where(history_segment.c.source == source)
    return [
        Segment(row.first_ms, row.last_ms, row.first_lines, row.last_lines, row.id)
        for row in db.execute(found.order_by(history_segment.c.first_ms, history_segment.c.last_ms))
    ]


def save(db: Connection, source: str, segment: Segment) -> None:
    """Write *segment*, which gets its number when it is new."""
    values = {
        "source": source,
        "first_ms": segment.first_ms,
        "last_ms": segment.last_ms,
        "first_lines": segment.first,
        "last_lines": segment.last,
    }
    if segment.id is None:
        added = insert(history_segment).values(**values).returning(history_segment.c.id)
        segment.id = db.execute(added).scalar_one()
    else:
        db.execute(update(history_segment).where(history_segment.c.id == segment.id).values(**values))


def remove(db: Connection, segment: Segment) -> None:
    """Forget *segment*: another one holds its lines."""
    db.execute(delete(history_segment).where(history_segment.c.id == segment.id))


def align(
    known: Sequence[str],
    lines: Sequence[str],
    *,
    known_begins: bool,
    known_ends: bool,
    lines_begin: bool,
    lines_end: bool,
) -> tuple[list[int], list[int]]:
    """Which of *lines* (by their places) come before and which behind what is *known* of the same instant.

    Both are a part of the same true sequence. *…_begin(s)* and *…_end(s)* say that nothing of the instant
    came before or comes behind that part. The largest overlap is taken; where the two contradict each other,
    lines that are not known, however often they are there, come behind.
    """
    best: tuple[int, int] | None = None
    for offset in range(-len(known), len(lines) + 1):
        end = offset + len(known)
        if (known_begins and offset > 0) or (lines_begin and offset < 0):
            continue
        if (known_ends and end < len(lines)) or (lines_end and end > len(lines)):
            continue
        low, high = max(0, offset), min(len(lines), end)
        if list(lines[low:high]) == list(known[low - offset : high - offset]):
            overlap = max(0, high - low)
            if best is None or overlap > best[0]:
                best = overlap, offset
    if best is not None:
        low, high = max(0, best[1]), max(0, min(len(lines), best[1] + len(known)))
        return list(range(low)), list(range(max(low, high), len(lines)))
    left = Counter(known)
    behind = []
    for place, line in enumerate(lines):
        if left[line]:
            left[line] -= 1
        else:
            behind.append(place)
    return [], behind


def rebuilt(stretches: Iterable[Stretch]) -> list[Segment]:
    """The segments that *stretches*, of the batches that still stand, make together."""
    found: list[Segment] = []
    leads_to: int | None = None
    for stretch in sorted(stretches, key=lambda stretch: (stretch.first_ms, stretch.last_ms)):
        last = found[-1] if found else None
        joined = last is not None and (stretch.after == last.last_ms or leads_to == stretch.first_ms)
        if last is not None and joined:
            if last.first_ms == last.last_ms == stretch.first_ms:
                last.first = last.first + stretch.first
            if last.last_ms == stretch.last_ms:
                last.last = last.last + stretch.last
            else:
                same = last.last_ms == stretch.first_ms == stretch.last_ms
                last.last = last.last + stretch.last if same else stretch.last
            last.last_ms = max(last.last_ms, stretch.last_ms)
        else:
            found.append(Segment(stretch.first_ms, stretch.last_ms, stretch.first, stretch.last))
        leads_to = stretch.before
    return found


def replace(db: Connection, source: str, told: Sequence[Mapping[str, Any]]) -> None:
    """Have the segments of *source* be those that the stretches *told* (as JSON kept them) make."""
    db.execute(delete(history_segment).where(history_segment.c.source == source))
    for segment in rebuilt(msgspec.convert(stretch, Stretch) for stretch in told):
        save(db, source, segment)
