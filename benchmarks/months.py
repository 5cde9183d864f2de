"""Three months of 5,000 agents by month, one agent's by day: the cube beside SQL's own sums and pandas."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import numpy as np
from sqlalchemy import Connection

from benchmarks.measure import Scale, interleaved, seconds
from benchmarks.peers import Peers
from benchmarks.report import Result, most
from benchmarks.servers import NoServerError, postgresql
from supervisor.history import count_stamp
from supervisor.history.cube import Cube, of_logins
from supervisor.history.period import Every, Period
from supervisor.people.person import LoginUse, Person
from supervisor.people.roll import Roll
from supervisor.storage.bulk import insert_rows
from supervisor.storage.database import Database, open_history
from supervisor.storage.history_tables import history_count, history_name

FIELDS = (
    *("n_offered", "n_answered", "n_rona", "n_short", "talk_s", "hold_s"),
    *("acw_s", "handle_s", "talk_s2", "handle_s2", "n_held", "n_transfer"),
)
PERIOD = Period(date(2026, 8, 1), date(2026, 10, 31))
ONE = 77


def run(scale: Scale, _peers: Peers) -> Result:
    agents = scale.of(5000, 200)
    result = Result(
        "months",
        f"months: {agents:,} agents, {len(PERIOD.days)} days, {len(FIELDS)} counts, by agent and month",
        "the database's own GROUP BY of the same engine",
    )
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'floor.db'}"
        _measure(scale, result, "SQLite", url, agents, Path(folder) / "months")
        try:
            with postgresql() as server:
                _measure(scale, result, "PostgreSQL", server, agents, Path(folder) / "others")
        except NoServerError as error:
            result.left_out.append(f"PostgreSQL ({error})")
    result.notes.append(
        "The cube knows persons by their logins' days, decides between sources and keeps sums and what is "
        "unknown apart; SQL and pandas add up logins."
    )
    return result


def _measure(scale: Scale, result: Result, engine: str, url: str, agents: int, folder: Path) -> None:
    roll = Roll(
        [Person(f"p{at}", f"Agent {at}") for at in range(agents)],
        logins=[LoginUse(f"l{at}", "pbx", f"a{at}", f"p{at}") for at in range(agents)],
    )
    warm = Cube(folder)
    sums = ", ".join(f"sum({name})" for name in FIELDS)
    month = "substr(day, 1, 7)" if engine == "SQLite" else "to_char(day, 'YYYY-MM')"
    within = f"day BETWEEN '{PERIOD.first}' AND '{PERIOD.last}'"
    with open_history(url) as history:
        _fill(history, agents)
        with history.read() as db:
            fresh_s = seconds(lambda: warm.sums(db, roll, PERIOD))

            def by_sql() -> object:
                return db.exec_driver_sql(
                    f"SELECT login, {month}, {sums} FROM history_count WHERE {within} GROUP BY 1, 2"  # noqa: S608
                ).fetchall()

            def by_pandas() -> object:
                import pandas

                frame = pandas.read_sql_query(
                    f"SELECT login, {month} AS month, {', '.join(FIELDS)} FROM history_count WHERE {within}",  # noqa: S608
                    db,
                )
                return frame.groupby(["login", "month"]).sum()

            candidates: dict[str, Callable[[], object]] = {
                "sql": by_sql,
                "pandas": by_pandas,
                "warm": lambda: warm.sums(db, roll, PERIOD),
                "cold": lambda: Cube(folder).sums(db, roll, PERIOD),
            }
            found = interleaved({name: _timed(work) for name, work in candidates.items()}, scale.of(5, 1))
            one = _one_agent(scale, db, roll)
        _check(warm, history, roll)
    base = found["sql"]
    goal = not scale.quick
    result.heading(engine)
    result.add("GROUP BY", base.median * 1e3, "ms", ratio=1.0)
    result.add(
        "read into pandas, groupby", found["pandas"].median * 1e3, "ms", ratio=found["pandas"].ratio(base)
    )
    result.add(
        "the cube, warm",
        found["warm"].median * 1e3,
        "ms",
        ratio=found["warm"].ratio(base),
        goals=(most(60),) if goal else (),
    )
    result.add(
        "the cube, from its files",
        found["cold"].median * 1e3,
        "ms",
        ratio=found["cold"].ratio(base),
        goals=(most(150),) if goal else (),
    )
    result.add("the cube, read from the database", fresh_s * 1e3, "ms", ratio=fresh_s / base.median)
    result.add("one agent, 92 days: the rows alone", one[0] * 1e3, "ms", ratio=one[0] / base.median)
    result.add(
        "one agent, 92 days by day",
        one[1] * 1e3,
        "ms",
        ratio=one[1] / base.median,
        goals=(most(2 if engine == "SQLite" else 3),) if goal else (),
        remark=f"{one[1] / one[0]:.1f} x the rows alone",
    )


def _timed(work: Callable[[], object]) -> Callable[[], float]:
    return lambda: seconds(work)


def _one_agent(scale: Scale, db: Connection, roll: Roll) -> tuple[float, float]:
    def rows() -> object:
        return db.exec_driver_sql(
            f"SELECT day, {', '.join(FIELDS)} FROM history_count WHERE login = {ONE + 10}"  # noqa: S608
            f" AND day BETWEEN '{PERIOD.first}' AND '{PERIOD.last}'"
        ).fetchall()

    def ours() -> object:
        return of_logins(db, roll, PERIOD, Every.DAY, [("pbx", f"a{ONE}")], fields=FIELDS)

    for work in (rows, ours):
        work()
    found = interleaved({"rows": _timed(rows), "ours": _timed(ours)}, scale.of(41, 5))
    return found["rows"].median, found["ours"].median


def _fill(history: Database, agents: int) -> None:
    columns = ["day", "span", "source", "login", "channel", "queue", "type", *FIELDS, "batch"]
    with history.write() as db:
        names = [(1, "source", "", "pbx"), (2, "queue", "pbx", "q")]
        names += [(at + 10, "login", "pbx", f"a{at}") for at in range(agents)]
        insert_rows(db, history_name, ["id", "kind", "source", "text"], names)
        for day in PERIOD.days:
            insert_rows(db, history_count, columns, _rows(day, agents))
        count_stamp.touch(db, {count_stamp.month_of(day) for day in PERIOD.days})
        db.exec_driver_sql("ANALYZE")


def _rows(day: date, agents: int) -> Iterator[tuple[object, ...]]:
    drawn = np.random.default_rng(day.toordinal()).integers(0, 100, (agents, len(FIELDS))).tolist()
    for at, counts in enumerate(drawn):
        yield (day, "D", 1, at + 10, "voice", 2, 0, *counts, 0)


def _check(cube: Cube, history: Database, roll: Roll) -> None:
    """What was measured is right: the total of a field, however it is asked for."""
    with history.read() as db:
        told = db.exec_driver_sql("SELECT sum(n_answered) FROM history_count").scalar_one()
        ours = cube.sums(db, roll, PERIOD, Every.MONTH).of("n_answered").sum()
        again = Cube().sums(db, roll, Period(PERIOD.first, PERIOD.last + timedelta(days=1)), Every.WHOLE)
    assert int(told) == int(ours) == int(again.of("n_answered").sum())
