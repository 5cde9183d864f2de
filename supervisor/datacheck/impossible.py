"""Values that cannot be: times below nothing or longer than a day, parts that are more than the whole."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Date,
    Float,
    Select,
    Table,
    case,
    cast,
    func,
    literal,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.types import TypeEngine

from supervisor.datacheck.finding import Finding, Kind
from supervisor.datacheck.look import Look
from supervisor.facts.agent_time import State
from supervisor.facts.fields import FIELDS
from supervisor.storage.history_tables import history_count, history_entry, history_slot, history_span

DAY_S = 24 * 3600.0
LONGEST_DAY_S = 25 * 3600.0  # when the clock is put back
DAY_MS = 24 * 3_600_000
SLOT_MS = 15 * 60_000
CLOCK_OFF_MS = 5 * 60_000  # a source's clock may be so far ahead of ours
ROUNDING_S = 60.0  # what sheets in whole minutes do to sums

TIMES = ("wait_s", "ring_s", "talk_s", "hold_s", "acw_s")
"""Durations of a contact."""

PARTS = (
    ("n_answered", "n_offered"),
    ("n_short", "n_answered"),
    ("n_held", "n_answered"),
    ("n_fcr_ok", "n_fcr_eligible"),
    ("n_fcr_said_ok", "n_fcr_said"),
    ("n_fcr_asked_ok", "n_fcr_asked"),
    ("n_survey", "n_survey_sent"),
    ("n_csat_top2", "n_survey"),
    ("n_promoter", "n_nps"),
    ("n_detractor", "n_nps"),
    ("n_complaint_valid", "n_complaint"),
    ("n_dispatch_wrong", "n_dispatch"),
    ("n_fatal_form", "n_form"),
    ("n_critical_err", "n_item_opportunity"),
    ("n_noncritical_err", "n_item_opportunity"),
    ("score_sum", "score_max"),
)
"""Counts of which the first is a part of the second."""

SIGNED_IN_PARTS = ("ready_s", "break_s")
OF_DAY = tuple(field.name for field in FIELDS if field.per_day)


def impossible(look: Look) -> list[Finding]:
    """Everything that cannot be, in contacts, agents' time and counts."""
    return [
        *look.gather(Kind.NEGATIVE_TIME, union_all_of(_negative(look)), "at_ms"),
        *look.gather(Kind.ENDLESS_TIME, union_all_of(_endless(look)), "at_ms"),
        *look.gather(Kind.PART_OVER_WHOLE, union_all_of(_over_whole(look)), "day"),
        *look.gather(Kind.BREAK_OVER_SIGNED_IN, _over_signed_in(look), "day"),
        *look.gather(Kind.SIGNED_IN_TWICE, _signed_in_twice(look), "at_ms"),
        *look.gather(Kind.FUTURE, union_all_of(_future(look)), "at_ms"),
    ]


def union_all_of(questions: list[Select[Any]]) -> Select[Any]:
    """The rows of all *questions*, which have the columns of `_columns`."""
    rows = union_all(*questions).subquery()
    return select(*rows.c)


def _columns(
    table: Table, field: Any, *, at_ms: Any = None, day: Any = None, n: Any = None, other_n: Any = None
) -> Select[Any]:
    """The columns of an example from *table*; those that it has not are empty."""
    c = table.c
    return select(
        c.source.label("source"),
        (c.queue if "queue" in c else literal(0)).label("queue"),
        (c.login if "login" in c else literal(0)).label("login"),
        (c.contact if "contact" in c else literal("")).label("contact"),
        _typed(at_ms, BigInteger).label("at_ms"),
        _typed(day, Date).label("day"),
        (literal(field) if isinstance(field, str) else field).label("field"),
        _typed(n, Float).label("n"),
        _typed(other_n, Float).label("other_n"),
    )


def _typed(value: Any, kind: type[TypeEngine[Any]]) -> Any:
    """*value*, or an empty value of this type: one without a type is text to PostgreSQL."""
    return cast(null(), kind) if value is None else value


def _first(conditions: list[tuple[ColumnElement[bool], Any]]) -> Any:
    """The value of the first condition that holds."""
    return case(*conditions)


def bad_times(negative: bool) -> ColumnElement[bool]:
    """Contacts with a duration below nothing, or else longer than a day."""
    columns = [history_entry.c[name] for name in TIMES]
    return or_(*(column < 0 if negative else column > DAY_S for column in columns))


def _of_entries(look: Look, negative: bool) -> Select[Any]:
    columns = [history_entry.c[name] for name in TIMES]
    wrong = [column < 0 if negative else column > DAY_S for column in columns]
    which = _first([(is_so, column.name) for is_so, column in zip(wrong, columns, strict=True)])
    value = _first([(is_so, column) for is_so, column in zip(wrong, columns, strict=True)])
    found = _columns(history_entry, which, at_ms=history_entry.c.entered_ms, n=value)
    return found.where(look.entries(), bad_times(negative))


def _negative(look: Look) -> list[Select[Any]]:
    span, count = history_span.c, history_count.c
    backwards = _columns(
        history_span, span.state, at_ms=span.began_ms, n=(span.ended_ms - span.began_ms) / 1000.0
    ).where(span.began_ms >= look.begin_ms, span.began_ms < look.end_ms, span.ended_ms < span.began_ms)
    columns = [count[field.name] for field in FIELDS]
    below = _columns(
        history_count,
        _first([(column < 0, column.name) for column in columns]),
        day=count.day,
        n=_first([(column < 0, cast(column, Float)) for column in columns]),
    ).where(look.counts(), or_(*(column < 0 for column in columns)))
    return [_of_entries(look, True), backwards, below]


def _endless(look: Look) -> list[Select[Any]]:
    span, count = history_span.c, history_count.c
    long = _columns(
        history_span, span.state, at_ms=span.began_ms, n=(span.ended_ms - span.began_ms) / 1000.0
    ).where(
        span.began_ms >= look.begin_ms, span.began_ms < look.end_ms, span.ended_ms - span.began_ms > DAY_MS
    )
    columns = [count[name] for name in OF_DAY]
    over = _columns(
        history_count,
        _first([(column > LONGEST_DAY_S, column.name) for column in columns]),
        day=count.day,
        n=_first([(column > LONGEST_DAY_S, column) for column in columns]),
    ).where(look.counts(), count.span == "D", or_(*(column > LONGEST_DAY_S for column in columns)))
    return [_of_entries(look, False), long, over]


def _over_whole(look: Look) -> list[Select[Any]]:
    count, slot = history_count.c, history_slot.c
    wrong = [(count[part] > count[whole], part, whole) for part, whole in PARTS]
    of_agents = _columns(
        history_count,
        _first([(is_so, f"{part} {whole}") for is_so, part, whole in wrong]),
        day=count.day,
        n=_first([(is_so, cast(count[part], Float)) for is_so, part, _whole in wrong]),
        other_n=_first([(is_so, cast(count[whole], Float)) for is_so, _part, whole in wrong]),
    ).where(look.counts(), or_(*(is_so for is_so, _part, _whole in wrong)))
    of_queues = _columns(
        history_slot,
        "answered entries",
        at_ms=cast(slot.slot, BigInteger) * SLOT_MS,
        n=cast(slot.answered, Float),
        other_n=cast(slot.entries, Float),
    ).where(
        slot.slot >= look.begin_ms // SLOT_MS,
        slot.slot < look.end_ms // SLOT_MS,
        slot.answered > slot.entries,
    )
    return [of_agents, of_queues]


def _over_signed_in(look: Look) -> Select[Any]:
    count = history_count.c
    wrong = [(count[part] > count.signed_s + ROUNDING_S, count[part]) for part in SIGNED_IN_PARTS]
    return _columns(
        history_count,
        _first([(is_so, part.name) for is_so, part in wrong]),
        day=count.day,
        n=_first(wrong),
        other_n=count.signed_s,
    ).where(look.counts(), or_(*(is_so for is_so, _part in wrong)))


def _signed_in_twice(look: Look) -> Select[Any]:
    span = history_span.c
    before = func.lag(span.ended_ms).over(
        partition_by=(span.source, span.login, span.queue), order_by=span.began_ms
    )
    beside = (
        select(span.source, span.login, span.queue, span.began_ms, before.label("until_ms"))
        .where(
            span.state == State.SIGNED_IN.value, span.began_ms >= look.begin_ms, span.began_ms < look.end_ms
        )
        .subquery()
    )
    c = beside.c
    return select(c.source, c.login, c.queue, c.began_ms.label("at_ms"), c.until_ms.label("other_ms")).where(
        c.until_ms > c.began_ms
    )


def _future(look: Look) -> list[Select[Any]]:
    """Whatever the time that is looked at: nothing at all may lie ahead of now."""
    entry, span, count = history_entry.c, history_span.c, history_count.c
    ahead = look.now_ms + CLOCK_OFF_MS
    return [
        _columns(history_entry, "entered", at_ms=entry.entered_ms).where(entry.entered_ms > ahead),
        _columns(history_span, span.state, at_ms=span.began_ms).where(span.began_ms > ahead),
        _columns(history_count, "day", day=count.day).where(count.day > look.today),
    ]
