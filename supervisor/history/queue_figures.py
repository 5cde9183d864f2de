"""What queues came to in the past: contacts, waits, rates, talk; a line for each queue, skill and for all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import Connection, select

from supervisor.clock import BusinessDays
from supervisor.errors import UnknownNameError
from supervisor.history.batch import State
from supervisor.history.definition import (
    USUAL,
    AnswerRate,
    Definition,
    OfferedBy,
    ServiceLevel,
    sentences,
)
from supervisor.history.figures import Column, Figures, Line, LineKind, Unit
from supervisor.history.period import SLOT_S, Bucket, Every, Period, buckets, slot_after
from supervisor.live.rules import CountingRules, rules_of
from supervisor.people.roll import Roll
from supervisor.settings.centre import CentreSettings
from supervisor.storage.history_tables import history_import, history_name
from supervisor.words import mark

if TYPE_CHECKING:  # numpy: only where figures are computed
    from supervisor.history.slots import Asked, Bools, Floats, SlotRows

QueueName = tuple[str, str]

_C, _S, _H = Unit.COUNT, Unit.SECONDS, Unit.SHARE

COLUMNS: tuple[Column, ...] = (
    Column("offered", mark("Offered"), _C),
    Column("answered", mark("Answered"), _C),
    Column("abandoned", mark("Abandoned"), _C, meaning=mark("Gave up waiting, short abandons included.")),
    Column("abandoned_short", mark("Short abandons"), _C),
    Column("timed_out", mark("Timed out"), _C),
    Column("left_by_key", mark("Left by key"), _C),
    Column("left_empty", mark("Left empty queue"), _C),
    Column("withdrawn", mark("Withdrawn"), _C),
    Column("lost", mark("Lost"), _C, meaning=mark("The source forgot them: a restart, a crash.")),
    Column("left_unknown", mark("Left, reason unknown"), _C),
    Column("unfinished", mark("Not settled yet"), _C),
    Column("entries", mark("Entries"), _C),
    Column("contacts", mark("Contacts"), _C),
    Column("in_time", mark("Answered in time"), _C),
    Column("abandoned_in_time", mark("Abandoned in time"), _C),
    Column(
        "answer_rate_of", mark("Of the answer rate"), _C, meaning=mark("What the answer rate divides by.")
    ),
    Column("answer_rate", mark("Answer rate"), _H, "answered", "answer_rate_of"),
    Column("service_level_part", mark("In the service level"), _C),
    Column("service_level_of", mark("Of the service level"), _C),
    Column("service_level", mark("Service level"), _H, "service_level_part", "service_level_of"),
    Column("abandonment_part", mark("Abandoned, not short"), _C),
    Column("abandonment_of", mark("Of the abandonment"), _C),
    Column("abandonment", mark("Abandonment"), _H, "abandonment_part", "abandonment_of"),
    Column("wait_answered_s", mark("Wait of the answered"), _S),
    Column("waits_answered", mark("Answered, wait known"), _C),
    Column("mean_wait_s", mark("Mean wait"), _S, "wait_answered_s", "waits_answered"),
    Column("median_wait_s", mark("Median wait"), _S, meaning=mark("Half of the answered waited no longer.")),
    Column("p90_wait_s", mark("Wait, 90 %"), _S, meaning=mark("Nine of ten answered waited no longer.")),
    Column("longest_wait_s", mark("Longest wait"), _S, meaning=mark("Of all whose wait ended, however.")),
    Column("longest_wait_answered_s", mark("Longest wait of the answered"), _S),
    Column("wait_abandoned_s", mark("Wait of the abandoned"), _S),
    Column("mean_wait_abandoned_s", mark("Mean wait of the abandoned"), _S, "wait_abandoned_s", "abandoned"),
    Column("longest_wait_abandoned_s", mark("Longest wait of the abandoned"), _S),
    Column("talks", mark("Talks ended"), _C),
    Column("talk_s", mark("Talk time"), _S),
    Column("mean_talk_s", mark("Mean talk"), _S, "talk_s", "talks"),
    Column("hold_s", mark("Hold time"), _S),
    Column("acw_s", mark("After-contact time"), _S),
    Column("handle_s", mark("Handle time"), _S),
    Column("mean_handle_s", mark("Mean handle time"), _S, "handle_s", "talks"),
    Column("held", mark("Contacts held"), _C),
    Column("ring_s", mark("Ring time"), _S),
    Column("rings_not_answered", mark("Rings not answered"), _C),
)
"""The columns of an answer, before those of `Definition.within` ("within_30")."""

_WITHIN = mark("Answered within {n} s")
_RENAMED = {
    "keyed": "left_by_key",
    "emptied": "left_empty",
    "unknown": "left_unknown",
    "waiting": "unfinished",
    "no_answer": "rings_not_answered",
}


@dataclass(frozen=True)
class QueueQuestion:
    """What is asked of queues. *queues* as (source, queue), *skills* as group ids, *channels*, *sources*:
    None is all of them; *queues* and *skills* together mean either. Which lines are told is chosen apart."""

    period: Period
    every: Every = Every.WHOLE
    definition: Definition = USUAL
    queues: tuple[QueueName, ...] | None = None
    skills: tuple[str, ...] | None = None
    channels: tuple[str, ...] | None = None
    sources: tuple[str, ...] | None = None
    with_total: bool = True
    with_skills: bool = True
    with_queues: bool = True


def queue_figures(history: Connection, roll: Roll, settings: CentreSettings, asked: QueueQuestion) -> Figures:
    """The answer to *asked*: total first, then skill groups, then queues by source and name.

    Columns: `COLUMNS` and "within_N" for each of the definition's. A queue without contacts in a piece of
    time has 0 offered there; NaN where its source told nothing of those days. Facts of a sheet (no single
    waits) leave quantiles unknown, and service levels of another threshold than the sheet's.

    A queue whose contacts a source told one by one is not told again by a sheet: on days on which both tell a
    queue of that name the sheet's counts are its own line's alone.
    """
    import numpy as np

    from supervisor.history import slots

    rules = rules_of(settings)
    pieces = buckets(asked.period, asked.every, rules.days)
    rows = read_rows(history, roll, rules.days, asked)
    by = judged(rows, rules, asked.definition)
    edges = np.array([slot_after(piece.begins) for piece in pieces], dtype=np.int64)
    piece = np.searchsorted(edges, rows.slot, side="right") - 1
    count = len(pieces)
    of_source = told(history, rows, pieces, rules.days)
    lines: list[Line] = []
    parts: list[dict[str, Floats]] = []
    known: list[list[bool]] = []
    for found, of_key, apart in _lines(rows.keys, roll, asked):
        if not found:
            continue
        line = np.array(of_key or [-1], dtype=np.int64)[rows.key]
        if not apart:
            line = np.where(told_again(rows, rules.days), -1, line)
        parts.append(slots.cells(rows, np.where(line < 0, -1, line * count + piece), len(found) * count, by))
        lines += found
        for at in range(len(found)):
            sources = {source for (source, _queue), of in zip(rows.keys, of_key, strict=True) if of == at}
            known.append([any(of_source[source][piece] for source in sources) for piece in range(count)])
    columns, values = columns_of(slots.merged(parts), asked.definition, len(lines) * count)
    values = values.reshape(len(columns), len(lines), count)
    values[:, ~np.array(known, dtype=np.bool_).reshape(len(lines), count)] = np.nan
    return Figures(columns, tuple(lines), pieces, values, named(rules, asked.definition, rows.keys))


def _lines(
    keys: Sequence[QueueName], roll: Roll, asked: QueueQuestion
) -> Iterator[tuple[list[Line], list[int], bool]]:
    """Kind by kind: the lines, which of them each key is in (−1: none), whether they stand apart, so that
    what two sources tell alike is told by both."""
    if asked.with_total:
        yield [Line(LineKind.TOTAL, "")], [0] * len(keys), False
    if asked.with_skills:
        skills = [roll.skill_of(source, queue) for source, queue in keys]
        groups = sorted({skill for skill in skills if skill}, key=lambda skill: (skill.name, skill.id))
        lines = [Line(LineKind.SKILL, skill.name, id=skill.id) for skill in groups]
        yield lines, [groups.index(skill) if skill else -1 for skill in skills], False
    if asked.with_queues:
        yield [Line(LineKind.QUEUE, queue, source) for source, queue in keys], list(range(len(keys))), True


def read_rows(history: Connection, roll: Roll, days: BusinessDays, asked: QueueQuestion) -> SlotRows:
    """The quarter hours that *asked* means; its keys are the queues that have any, and those asked for."""
    from supervisor.history.slots import read_slots

    queues = None if asked.queues is None else frozenset(asked.queues)
    skills = None if asked.skills is None else frozenset(asked.skills)

    def wanted(source: str, queue: str) -> bool:
        if asked.sources is not None and source not in asked.sources:
            return False
        if queues is None and skills is None:
            return True
        skill = roll.skill_of(source, queue)
        return (queues is not None and (source, queue) in queues) or (
            skills is not None and skill is not None and skill.id in skills
        )

    low, high = days.begins(asked.period.first), days.ends(asked.period.last)
    return read_slots(
        history, slot_after(low), slot_after(high), wanted, asked.channels, always=queues or frozenset()
    )


def named_queues(history: Connection, names: Sequence[str]) -> tuple[QueueName, ...]:
    """The queues called *names*, at whatever source. Raises UnknownNameError."""
    found: list[QueueName] = []
    c = history_name.c
    for name in names:
        told = history.execute(select(c.source, c.text).where(c.kind == "queue", c.text == name))
        mine = [(row.source, row.text) for row in told]
        if not mine:
            raise UnknownNameError(mark("queue"), name)
        found += mine
    return tuple(found)


def judged(rows: SlotRows, rules: CountingRules, definition: Definition) -> Asked:
    """By what *rows* are judged."""
    import numpy as np

    from supervisor.history.slots import Asked

    of_key = [
        float(definition.threshold_s or rules.threshold_s(source, queue, None)) for source, queue in rows.keys
    ]
    threshold_s = np.array(of_key, dtype=np.float64)[rows.key] if len(rows) else np.zeros(0)
    return Asked(threshold_s, short_s(rules, definition), definition.within)


def short_s(rules: CountingRules, definition: Definition) -> float:
    """Up to which wait an abandon is a short one."""
    return rules.short_abandon_s if definition.short_s is None else definition.short_s


def named(rules: CountingRules, definition: Definition, keys: Sequence[QueueName]) -> dict[str, str]:
    """What defines figures of the queues *keys*, as a person reads it."""
    limits = {definition.threshold_s or rules.threshold_s(source, queue, None) for source, queue in keys}
    limits = limits or {definition.threshold_s or rules.default_threshold_s}
    return sentences(definition, limits.pop() if len(limits) == 1 else None, short_s(rules, definition))


def told_again(rows: SlotRows, days: BusinessDays) -> Bools:
    """Which *rows* tell what others tell too: a sheet's, of a queue that on that business day a source told
    contact by contact, or that a newer sheet tells, under the same name."""
    import numpy as np

    again = np.zeros(len(rows), dtype=np.bool_)
    if rows.exact.all():
        return again
    day_of = {slot: days.day(datetime.fromtimestamp(slot * SLOT_S, UTC)) for slot in set(rows.slot.tolist())}
    best: dict[tuple[str, date, str], tuple[bool, int, str]] = {}
    told: list[tuple[tuple[str, date, str], tuple[bool, int, str]]] = []
    for slot, key, channel, batch, exact in zip(
        rows.slot.tolist(),
        rows.key.tolist(),
        rows.channel,
        rows.batch.tolist(),
        rows.exact.tolist(),
        strict=True,
    ):
        source, queue = rows.keys[key]
        place, rank = (queue, day_of[slot], channel), (exact, 0 if exact else batch, source)
        told.append((place, rank))
        best[place] = max(best.get(place, rank), rank)
    for at, (place, rank) in enumerate(told):
        exact, _batch, source = rank
        best_exact, _best_batch, best_source = best[place]
        again[at] = not exact and (best_exact or source != best_source)
    return again


def told(
    history: Connection, rows: SlotRows, pieces: Sequence[Bucket], days: BusinessDays
) -> dict[str, list[bool]]:
    """Of which *pieces* each source told anything: within an import's time, or on a day that has rows."""
    first, last = pieces[0].first, pieces[-1].last
    known: dict[str, set[date]] = {source: set() for source, _queue in rows.keys}
    found = select(history_import.c.source, history_import.c.first_ms, history_import.c.last_ms).where(
        history_import.c.state.in_([State.DONE.value, State.RUNNING.value]),
        history_import.c.first_ms.is_not(None),
        history_import.c.last_ms.is_not(None),
    )
    for row in history.execute(found):
        if row.source in known:
            begins, ends = (
                days.day(datetime.fromtimestamp(ms / 1000, UTC)) for ms in (row.first_ms, row.last_ms)
            )
            begins, ends = max(begins, first), min(ends, last)
            if begins <= ends:
                known[row.source].update(Period(begins, ends).days)
    for source, slot in {
        (rows.keys[key][0], slot) for key, slot in zip(rows.key.tolist(), rows.slot.tolist(), strict=True)
    }:
        known[source].add(days.day(datetime.fromtimestamp(slot * SLOT_S, UTC)))
    return {
        source: [any(day in of for day in Period(piece.first, piece.last).days) for piece in pieces]
        for source, of in known.items()
    }


def columns_of(
    sums: dict[str, Floats], definition: Definition, count: int
) -> tuple[tuple[Column, ...], Floats]:
    """Columns and values (columns, *count*) that *sums* (`slots.cells`) come to by *definition*."""
    import numpy as np

    zero = np.zeros(count)
    out = {_RENAMED.get(name, name): values for name, values in sums.items()}
    get = out.get
    by_contact = definition.offered_by is OfferedBy.CONTACT
    entries, unfinished = get("entries", zero), get("unfinished", zero)
    answered = get("answered", zero)
    short, gave_up = get("abandoned_short", zero), get("abandoned", zero)
    in_time, gave_up_in_time = get("in_time", zero), get("abandoned_in_time", zero)
    settled = entries - unfinished
    out["waits_answered"] = answered - get("waits_unknown", zero)
    match definition.service_level:
        case ServiceLevel.WITHOUT_SHORT:
            level = in_time, settled - short
        case ServiceLevel.OFFERED:
            level = in_time, settled
        case ServiceLevel.WITHOUT_ABANDONED:
            level = in_time, settled - gave_up_in_time
        case ServiceLevel.WITH_ABANDONED:
            level = in_time + gave_up_in_time, settled
        case ServiceLevel.ANSWERED:
            level = in_time, answered
    out["service_level_part"], out["service_level_of"] = level
    out["abandonment_part"], out["abandonment_of"] = gave_up - short, settled - short
    out["offered"] = get("contacts", zero) if by_contact else entries
    out["answered"] = get("contacts_answered", zero) if by_contact else answered
    out["answer_rate_of"] = out["offered"] - unfinished
    if definition.answer_rate is AnswerRate.WITHOUT_SHORT:
        out["answer_rate_of"] = out["answer_rate_of"] - short
    out["handle_s"] = get("talk_s", zero) + get("hold_s", zero) + get("acw_s", zero)
    within = tuple(
        Column(f"within_{limit}", _WITHIN, _C, says={"n": str(limit)}) for limit in definition.within
    )
    columns = (*COLUMNS, *within)
    values = np.full((len(columns), count), np.nan)
    for at, column in enumerate(columns):
        if column.whole:
            values[at] = ratio(get(column.part, zero), get(column.whole, zero))
        else:
            values[at] = out.get(column.name, zero)
    return columns, values


def ratio(part: Floats, whole: Floats) -> Floats:
    """*part* ÷ *whole*, unknown where there is nothing to divide by."""
    import numpy as np

    found: Floats = np.full(whole.shape, np.nan)
    np.divide(part, whole, out=found, where=whole > 0)
    return found
