"""Agents' time by state and break code as a block of counts: days × "state:ready", "break:lunch"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np
from sqlalchemy import Connection

from supervisor.facts.agent_time import State
from supervisor.history.count_block import Block

STATE, BREAK, TIMES = "state:", "break:", "times:"


def read_states(
    db: Connection,
    first: date,
    last: date,
    codes: Mapping[int, tuple[str, str, str]],
    logins: Sequence[int] | None = None,
) -> Block:
    """The time of days from *first* to *last*; *codes* are names by number, *logins* (numbers): of these.

    Fields: seconds by "state:STATE" and, of breaks, by "break:CODE" ("break:" where nobody said one); how
    often it began by "times:" before either. A state that an agent's day has no time of is 0 there.
    """
    where = f"day >= '{first.isoformat()}' AND day <= '{last.isoformat()}'"
    if logins is not None:
        where += f" AND login IN ({', '.join(str(int(login)) for login in logins) or '0'})"
    raw: Any = db.connection.driver_connection
    cursor = raw.cursor()
    try:
        cursor.execute(
            "SELECT login, day, source, batch, state, code, seconds, times FROM history_state"  # noqa: S608
            f" WHERE {where} ORDER BY login, day, source"
        )
        rows = cursor.fetchall()
    finally:
        cursor.close()
    columns: list[Sequence[Any]] = list(zip(*rows, strict=True)) if rows else [()] * 8
    login, days, source, _batch, states, of_code, seconds, times = columns
    ordinals = {
        day: (date.fromisoformat(day) if isinstance(day, str) else day).toordinal() for day in set(days)
    }
    name_of = {
        (state, code): _name(state, codes.get(code, ("", "", ""))[2])
        for state, code in set(zip(states, of_code, strict=True))
    }
    names = sorted(set(name_of.values()))  # two sources may have a code of one name
    place = {key: names.index(name) for key, name in name_of.items()}
    field = np.array([place[key] for key in zip(states, of_code, strict=True)], dtype=np.int64)
    of = np.array([login, [ordinals[day] for day in days], source], dtype=np.int64).reshape(3, len(rows))
    begins = np.r_[True, (of[:, 1:] != of[:, :-1]).any(axis=0)] if len(rows) else np.zeros(0, np.bool_)
    row = np.cumsum(begins) - 1
    of = of[:, begins]
    count = of.shape[1]
    values = np.zeros((2 * len(names), count))
    np.add.at(values, (field, row), np.array(seconds, dtype=np.float64))
    np.add.at(values, (field + len(names), row), np.array(times, dtype=np.float64))
    sources = sorted(set(of[2].tolist()))
    kind = np.searchsorted(np.array(sources, dtype=np.int64), of[2]).astype(np.int32)
    runs = np.r_[True, of[0, 1:] != of[0, :-1]] if count else np.zeros(0, np.bool_)
    nothing = np.zeros(count, dtype=np.int32)
    return Block(
        (*names, *(TIMES + name for name in names)),
        ("",),
        tuple((int(number), True, False) for number in sources),
        of[1].astype(np.int32),
        nothing,
        nothing,
        nothing,
        kind,
        of[0][runs].astype(np.int32),
        np.flatnonzero(runs).astype(np.int32),
        np.arange(len(sources), dtype=np.int32),
        np.ones((len(sources), 2 * len(names)), dtype=np.bool_),
        values,
    )


def _name(state: str, code: str) -> str:
    return BREAK + code if state == State.BREAK else STATE + state
