"""What row-level security costs: how the server means to answer, with the rights of each role."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

import psycopg
import pytest

from tests.shared_centre import SharedCentre

MAY = int(datetime(2024, 5, 1, tzinfo=UTC).timestamp() * 1000)
DAY_MS = 86_400_000

FILL = """
INSERT INTO people_group VALUES ('north', 'team', 'North', NULL, 1), ('south', 'team', 'South', NULL, 1);
INSERT INTO person (id, name, version) SELECT 'p' || i, 'P', 1 FROM generate_series(1, 200) AS i;
INSERT INTO membership SELECT i, 'p' || i, CASE WHEN i <= 10 THEN 'north' ELSE 'south' END, NULL, NULL, 1
    FROM generate_series(1, 200) AS i;
INSERT INTO login_use SELECT i, 's', i, 'p' || i, NULL, NULL, 1 FROM generate_series(1, 200) AS i;
INSERT INTO history_name (id, kind, source, text) SELECT i, 'login', 's', i FROM generate_series(1, 200) AS i;
INSERT INTO history_count (day, span, source, login, channel, queue, type, n_offered, batch)
    SELECT '2024-05-01'::date + d, 'D', 1, i, 'voice', 0, 0, 1, 0
    FROM generate_series(0, 40) AS d, generate_series(1, 200) AS i;
ANALYZE;
"""


@pytest.fixture
def full(shared_centre: SharedCentre) -> SharedCentre:
    owner = shared_centre.psql()
    owner.execute("SELECT history_make_months(%s, %s)", [MAY, MAY + 90 * DAY_MS])
    owner.execute(FILL)
    return shared_centre


def plan(connection: psycopg.Connection[Any], question: str, *, run: bool = False) -> str:
    options = "ANALYZE, TIMING OFF, SUMMARY OFF, COSTS OFF" if run else "COSTS OFF"
    return "\n".join(row[0] for row in connection.execute(f"EXPLAIN ({options}) {question}".encode()))


COUNTS = (
    "SELECT login, sum(n_offered) FROM history_count"
    " WHERE day >= '2024-05-02' AND day < '2024-06-10' GROUP BY login"
)


@pytest.mark.parametrize("role", ["manager", "service"])
def test_who_sees_everybody_is_answered_as_the_owner_is(full: SharedCentre, role: str) -> None:
    as_owner = plan(full.psql(), COUNTS)

    assert plan(full.psql(full.as_role(role)), COUNTS) == as_owner
    assert "SubPlan" not in as_owner


@pytest.mark.parametrize("table", ["history_entry", "history_span"])
def test_months_that_were_not_asked_for_are_not_looked_at(full: SharedCentre, table: str) -> None:
    at = "entered_ms" if table == "history_entry" else "began_ms"
    asked = f"SELECT * FROM {table} WHERE {at} >= {MAY} AND {at} < {MAY + DAY_MS}"
    if table == "history_entry":
        asked = asked.replace("*", "entered_ms, contact, outcome")  # a liaison reads no numbers
    roles = ("supervisor", "manager", "quality", *(("liaison",) if table == "history_entry" else ()))
    for role in roles:
        told = plan(full.psql(full.as_role(role, teams=["north"] if role != "liaison" else ())), asked)
        assert set(re.findall(rf"{table}_\d{{4}}_\d\d", told)) == {f"{table}_2024_05"}, role


def test_a_supervisors_people_are_found_by_an_index(full: SharedCentre) -> None:
    told = plan(full.psql(full.as_role("supervisor", teams=["north"])), COUNTS, run=True)

    assert re.search(r"Index Cond: \(\(login = ANY \(.+?\)\) AND \(day >=", told), told
    assert "Rows Removed by Filter" not in told


def test_a_scope_is_asked_once_a_question_and_not_once_a_row(full: SharedCentre) -> None:
    for role in ("supervisor", "quality"):
        connection = full.psql(full.as_role(role, teams=["north"]))
        for table in ("history_count", "history_state", "person", "membership", "coaching", "login_use"):
            told = plan(connection, f"SELECT count(*) FROM {table}", run=True)
            filters = [line for line in told.splitlines() if re.search(r"(Filter|Cond):", line)]
            assert not any("rights." in line or "session_user" in line.lower() for line in filters), told
            assert not re.search(r"loops=[1-9]\d", told), told


def test_an_instant_out_of_scope_costs_no_day(full: SharedCentre) -> None:
    """Only of a login that is seen in part its days are computed."""
    owner = full.psql()
    owner.execute(
        "INSERT INTO history_span (began_ms, source, login, state, queue, told, batch)"
        " SELECT %s + d, 1, i, 'ready', 0, 0, 0"
        " FROM generate_series(1, 20) AS d, generate_series(1, 200) AS i",
        [MAY],
    )
    asked = f"SELECT * FROM history_span WHERE began_ms >= {MAY} AND began_ms < {MAY + DAY_MS}"
    told = plan(full.psql(full.as_role("supervisor", teams=["north"])), asked, run=True)

    assert "rows=200 " in told
    conditions = " ".join(line for line in told.splitlines() if "Filter:" in line or "Cond:" in line)
    assert conditions.index("login = ANY") < conditions.index("SubPlan")
    assert "never executed" in told  # the days of logins that are seen in part: there are none


BUSY = """
INSERT INTO journal_batch (source, collector, sequence, first_at, last_at, events_count, events, veiled)
    SELECT 's', 'c', i, now(), now(), 1, 'e', i % 10 > 0 FROM generate_series(1, 4000) AS i;
INSERT INTO access_log (at, who, what, document)
    SELECT now() - i * interval '1 hour', 'w' || i % 7, 'person', '{}' FROM generate_series(1, 4000) AS i;
INSERT INTO export_log (at, who, what, personal, document)
    SELECT now() - i * interval '1 hour', 'w' || i % 7, 'x', true, '{}' FROM generate_series(1, 4000) AS i;
INSERT INTO issue_department (id, name, retired, document, version)
    SELECT 'd' || i, 'D' || i, false, '{}', 1 FROM generate_series(0, 9) AS i;
INSERT INTO issue (id, number, title, state, department, severity, internal, made_at, made_by, changed_at,
        text, facts, standing, search_text, version)
    SELECT i, i::text, 't', 'sent', 'd' || i % 10, 1, false, now(), 'x', now(), '{}', '{}', '{}', '', 1
    FROM generate_series(1, 2000) AS i;
INSERT INTO issue_event (issue, at, who, kind, document)
    SELECT i % 2000 + 1, now(), 'x', 'x', '{}' FROM generate_series(1, 4000) AS i;
ANALYZE;
"""


def test_large_tables_are_searched_by_their_indexes_under_every_role(shared_centre: SharedCentre) -> None:
    """Who follows, who looks into a log, who opens an issue: the policy adds a filter or an answer that is
    computed once, and takes no index away."""
    owner = shared_centre.psql()
    owner.execute(BUSY)
    next_batches = "SELECT id, events FROM journal_batch WHERE id > 3900 ORDER BY id LIMIT 200"
    latest = "SELECT who, what FROM {} WHERE at >= now() - interval '1 day'"
    asked = {
        next_batches: ("viewer", "supervisor", "manager", "liaison", "quality", "administrator", "service"),
        latest.format("access_log"): ("manager", "administrator"),
        latest.format("export_log"): ("supervisor", "manager", "liaison", "department", "administrator"),
        "SELECT title FROM issue WHERE id = 17": ("supervisor", "manager", "liaison", "quality"),
        "SELECT kind FROM issue_event WHERE issue = 17": ("supervisor", "manager", "liaison", "quality"),
    }
    for role in sorted({role for roles in asked.values() for role in roles}):
        departments = ["d1"] if role in ("liaison", "department") else []
        with shared_centre.psql(shared_centre.as_role(role, departments=departments)) as connection:
            for question, roles in asked.items():
                if role in roles:
                    told = plan(connection, question)
                    table = question.split(" FROM ")[1].split()[0]
                    assert re.search(rf"(Index|Bitmap Heap) (Only )?Scan.* on {table}\b", told), (role, told)
                    filters = [line for line in told.splitlines() if re.search(r"(Filter|Cond):", line)]
                    assert not any("rights." in line for line in filters), (role, told)
