"""What row-level security costs: the same questions as owner, manager, supervisor and quality."""

from __future__ import annotations

from functools import partial
from typing import Any

import psycopg
from psycopg import sql
from sqlalchemy.engine import make_url

from benchmarks.measure import Scale, interleaved, seconds
from benchmarks.peers import Peers
from benchmarks.report import Result, most
from benchmarks.servers import NoServerError, postgresql
from supervisor.rights import laying
from supervisor.storage.database import open_centre, open_history, open_journal

TEAM = 15
DAYS = 92

PEOPLE = """
INSERT INTO people_group SELECT 't' || i, 'team', 'Team ' || i, NULL, 1
    FROM generate_series(0, {agents} / 15) AS i;
INSERT INTO person (id, name, version) SELECT 'p' || i, 'P' || i, 1 FROM generate_series(1, {agents}) AS i;
INSERT INTO membership SELECT 'm' || i, 'p' || i, 't' || (i / 15), NULL, NULL, 1
    FROM generate_series(1, {agents}) AS i;
INSERT INTO login_use SELECT 'l' || i, 's', i, 'p' || i, NULL, NULL, 1
    FROM generate_series(1, {agents}) AS i;
INSERT INTO history_name (id, kind, source, text) SELECT i, 'login', 's', i
    FROM generate_series(1, {agents}) AS i;
UPDATE membership SET until = '2026-10-01' WHERE id IN ('m30', 'm31');
INSERT INTO membership SELECT 'n' || i, 'p' || i, 't0', '2026-10-01', NULL, 1
    FROM generate_series(30, 31) AS i;
"""

FACTS = """
INSERT INTO history_count (day, span, source, login, channel, queue, type, n_offered, talk_s, batch)
    SELECT '2026-08-20'::date + d, 'D', 1, i, 'voice', q, 0, 10, 300, 0
    FROM generate_series(0, {days} - 1) AS d, generate_series(1, {agents}) AS i, generate_series(1, 2) AS q;
ANALYZE;
"""  # two teams changed in October: some logins are seen on some days alone

QUESTIONS = {
    "a month by agent": (
        "SELECT login, sum(n_offered) FROM history_count"
        " WHERE day >= '2026-11-01' AND day < '2026-12-01' GROUP BY login"
    ),
    "three months by agent and day": (
        "SELECT login, day, sum(n_offered), sum(talk_s) FROM history_count"
        " WHERE day >= '2026-08-20' AND day < '2026-11-20' AND span = 'D' GROUP BY login, day"
    ),
    "three months of one agent": (
        "SELECT day, n_offered FROM history_count WHERE login = 35 AND day >= '2026-08-20'"
    ),
}

ACCOUNTS = {
    "manager": ("manager", []),
    f"supervisor of {TEAM}": ("supervisor", ["t2"]),
    "quality of everybody": ("quality", []),
    "supervisor of nobody": ("supervisor", []),
}


def run(scale: Scale, peers: Peers) -> Result:
    """Ask the same of one database as each role."""
    agents = scale.of(5_000, 300)
    title = f"{agents:,} agents, {DAYS} days: what row-level security costs each role"
    result = Result("rights", title, "the owner, bounded by nothing")
    try:
        with postgresql() as url:
            _measure(scale, result, url, agents)
    except NoServerError as error:
        result.left_out.append(str(error))
    return result


def _measure(scale: Scale, result: Result, url: str, agents: int) -> None:
    for open_room in (open_centre, open_journal, open_history):
        open_room(url).close()
    with open_centre(url) as database, database.write() as db:
        laying.lay(db, "bench")
    with psycopg.connect(url, autocommit=True) as owner:
        for part in (PEOPLE, FACTS):
            owner.execute(sql.SQL(part).format(agents=sql.Literal(agents), days=sql.Literal(DAYS)))
        seats = {"owner": owner}
        for number, (who, (role, teams)) in enumerate(ACCOUNTS.items()):
            login = f"bench.{number}"
            owner.execute(
                "SELECT rights.make_account(%s, %s, NULL, ARRAY[%s], NULL, '', %s)", [login, who, role, teams]
            )
            seat = make_url(url).set(username=login).render_as_string(False)
            seats[who] = psycopg.connect(seat, autocommit=True)
        try:
            for what, question in QUESTIONS.items():
                result.heading(what)
                taken = interleaved(
                    {who: partial(seconds, partial(_asked, seat, question)) for who, seat in seats.items()},
                    scale.rounds,
                )
                for who in seats:
                    # who sees everybody is to pay nothing for those who do not
                    goals = (most(1.3, "ratio"),) if who == "manager" and not scale.quick else ()
                    ratio = taken[who].ratio(taken["owner"])
                    result.add(who, taken[who].median * 1e3, "ms", ratio=ratio, goals=goals)
        finally:
            for other in seats.values():
                other.close()


def _asked(seat: psycopg.Connection[Any], question: str) -> None:
    seat.execute(question.encode()).fetchall()
