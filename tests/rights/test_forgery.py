"""What somebody with a plain client would write: in another's name or place, or of another time."""

from __future__ import annotations

import hashlib
from typing import Any

import psycopg
import pytest

from supervisor.rights import deviation
from supervisor.storage.database import open_centre
from tests.rights.plain_client import ALL_ROLES, REFUSED, rows, said
from tests.shared_centre import SharedCentre

LINES = {
    "access_log": "({}at, who, what, document) VALUES ({}'1999-01-01', session_user, 'x', '{{}}')",
    "export_log": (
        "({}at, who, what, personal, document) VALUES ({}'1999-01-01', session_user, 'x', true, '{{}}')"
    ),
    "undo_step": "({}name, facts, areas, at, who) VALUES ({}'x', '{{}}', '[]', now(), session_user)",
    "issue_event": "({}issue, at, who, kind, document) VALUES ({}1, now(), session_user, 'x', '{{}}')",
    "alarm_event": "({}alarm, at, who, kind, facts) VALUES ({}1, now(), session_user, 'x', '{{}}')",
}


@pytest.mark.parametrize("table", LINES)
def test_nobody_takes_the_numbers_of_the_next_lines(
    peopled: SharedCentre, supervisor: psycopg.Connection[Any], table: str
) -> None:
    """With them taken every line that somebody else writes is refused, and so is what it must go before."""
    peopled.psql().execute(
        "INSERT INTO alarm (id, cause, level, state, opened_at, version) VALUES (1, 'c', 1, '{}', now(), 1)"
    )
    taken = f"INSERT INTO {table} " + LINES[table].format("id, ", "generate_series(2, 9), ")
    with pytest.raises(REFUSED):
        supervisor.execute(taken.encode())
    supervisor.execute(f"INSERT INTO {table} {LINES[table].format('', '')}".encode())
    with pytest.raises(REFUSED):
        supervisor.execute(f"UPDATE {table} SET id = id + 1".encode())


@pytest.mark.parametrize("table", ["access_log", "export_log"])
def test_a_line_of_a_log_bears_the_servers_time(
    peopled: SharedCentre, supervisor: psycopg.Connection[Any], table: str
) -> None:
    supervisor.execute(f"INSERT INTO {table} {LINES[table].format('', '')}".encode())

    asked = f"SELECT who LIKE 'supervisor%', now() - at < '1 hour' FROM {table} WHERE what = 'x'"
    assert rows(peopled.psql(), asked) == {(True, True)}


def test_who_restores_a_centre_keeps_the_times_of_its_log(peopled: SharedCentre) -> None:
    owner = peopled.psql()
    owner.execute(b"INSERT INTO access_log " + LINES["access_log"].format("", "").encode())

    assert rows(owner, "SELECT to_char(at, 'YYYY') FROM access_log WHERE what = 'x'") == {"1999"}


@pytest.mark.parametrize("role", ["supervisor", "quality", "liaison"])
def test_nobody_makes_anothers_issue_the_own_one_to_delete_it(peopled: SharedCentre, role: str) -> None:
    with peopled.psql(peopled.as_role(role)) as connection:
        for forged in ("made_by = session_user", "made_at = now()", "id = 99"):
            with pytest.raises(REFUSED):
                connection.execute(f"UPDATE issue SET {forged} WHERE id = 3".encode())
        if role == "liaison":
            return  # deletes issues of its departments
        connection.execute("UPDATE issue SET state = 'draft' WHERE id = 3")
        connection.execute("DELETE FROM issue_evidence WHERE issue = 3")
        assert connection.execute("DELETE FROM issue WHERE id = 3").rowcount == 0


def test_an_alarm_is_taken_on_in_ones_own_name_and_not_from_another(
    peopled: SharedCentre, supervisor: psycopg.Connection[Any]
) -> None:
    peopled.psql().execute(
        "INSERT INTO alarm (id, cause, level, state, opened_at, version, acknowledged_by)"
        " VALUES (1, 'c', 1, '{}', now(), 1, NULL), (2, 'c', 1, '{}', now(), 1, 'x')"
    )
    takes = "UPDATE alarm SET acknowledged_at = now(), acknowledged_by = {} WHERE id = {}"

    with pytest.raises(REFUSED):
        supervisor.execute(takes.format("'somebody'", 1).encode())
    assert supervisor.execute(takes.format("session_user", 2).encode()).rowcount == 0
    assert supervisor.execute(takes.format("session_user", 1).encode()).rowcount == 1


def test_a_key_that_names_somebody_else_is_neither_taken_nor_found_taken(
    peopled: SharedCentre, supervisor: psycopg.Connection[Any]
) -> None:
    """A key that is taken would tell whether ben was chosen; one that was taken first would keep him out."""
    peopled.psql().execute(
        "INSERT INTO course VALUES ('c', 'C', 'aht', '2024-05-01', '2024-05-02', 'x', '{}', now(), 'm', 1)"
    )
    chosen = (
        "INSERT INTO course_person (id, course, person, skill, channel, arm, document, version)"
        " VALUES (%s, 'c', %s, '', '', 'trained', '{}', 1)"
    )
    decided = (
        "INSERT INTO review_decision (id, month, kpi, person, skill, channel, decision, document, at, who,"
        " version) VALUES (%s, '2024-05-01', 'aht', %s, '', '', 'accepted', '{}', now(), session_user, 1)"
    )
    for statement, key in ((chosen, '["c","{}","",""]'), (decided, '["2024-05-01","aht","{}","",""]')):
        peopled.psql().execute(statement, [key.format("ben"), "ben"])
        for person in ("ben", "emil"):
            with pytest.raises(REFUSED):
                supervisor.execute(statement, [key.format(person), "anna"])
            with pytest.raises(REFUSED):
                supervisor.execute(statement + " ON CONFLICT DO NOTHING", [key.format(person), "anna"])
        supervisor.execute(statement, [key.format("anna"), "anna"])


def test_nobody_takes_the_place_of_what_another_types(peopled: SharedCentre) -> None:
    typed = (
        "INSERT INTO issue_draft (id, issue, who, saved_at, document, version)"
        " VALUES (%s, 1, session_user, now(), '{}', 1)"
    )
    with peopled.psql(peopled.as_role("supervisor")) as connection:
        with pytest.raises(REFUSED):
            connection.execute(typed, ["1|somebody"])
        [me] = connection.execute("SELECT session_user::text").fetchone() or [""]
        connection.execute(typed, [f"1|{me}"])


def test_a_file_is_kept_under_its_own_hash_and_stays_what_it_was(
    supervisor: psycopg.Connection[Any],
) -> None:
    kept = "INSERT INTO issue_file (hash, size, content, at) VALUES (%s, %s, %s, now())"
    right = hashlib.sha256(b"evidence").hexdigest()
    for hash, size, content in (
        (right, 8, b"forged  "),
        (right.upper(), 8, b"evidence"),
        (right, 9, b"evidence"),
    ):
        with pytest.raises(REFUSED):
            supervisor.execute(kept, [hash, size, content])
    supervisor.execute(kept, [right, 8, b"evidence"])
    for changed in ("content = 'x'", "hash = 'x'", "size = 1"):
        with pytest.raises(REFUSED):
            supervisor.execute(f"UPDATE issue_file SET {changed}".encode())


def test_nobody_takes_rights_away_by_giving_up_what_a_role_owns(peopled: SharedCentre) -> None:
    """DROP OWNED takes grants and policies away, and asks only whether one has the role's rights."""
    for role in ALL_ROLES:
        with peopled.psql(peopled.as_role(role)) as connection:
            for statement in (
                f"DROP OWNED BY shared_{role}",
                f"DROP OWNED BY shared_{role} CASCADE",
                f"REASSIGN OWNED BY shared_{role} TO CURRENT_USER",
                f"SET ROLE shared_{role}; DROP OWNED BY CURRENT_USER",
                "DROP OWNED BY SESSION_USER",
            ):
                said(connection, statement)
                connection.execute("RESET ROLE")
    with open_centre(peopled.url) as database, database.read() as db:
        assert deviation.check(db) == []


def test_a_count_goes_up_by_one_whatever_is_written(
    peopled: SharedCentre, supervisor: psycopg.Connection[Any]
) -> None:
    """Set to the largest number there is, it would keep everybody from writing, filing and telling."""
    peopled.psql().execute(
        "INSERT INTO area_version VALUES ('told', 5); INSERT INTO issue_number VALUES ('WT-2024', 7);"
        "INSERT INTO alarm (id, cause, level, state, opened_at, version) VALUES (1, 'c', 1, '{}', now(), 3)"
    )
    for statement in (
        "UPDATE area_version SET version = 9223372036854775807 WHERE area = 'told'",
        "INSERT INTO area_version VALUES ('new', 9223372036854775807)",
        "UPDATE issue_number SET last = 1 WHERE series = 'WT-2024'",
        "INSERT INTO issue_number VALUES ('WT-2025', 2147483647)",
        "UPDATE alarm SET version = 2147483647",
    ):
        supervisor.execute(statement.encode())
    for renamed in ("area_version SET area = 'x'", "issue_number SET series = 'x'"):
        with pytest.raises(REFUSED):
            supervisor.execute(f"UPDATE {renamed}".encode())

    assert rows(supervisor, "SELECT * FROM area_version WHERE area IN ('told', 'new')") == {
        ("told", 6),
        ("new", 1),
    }
    assert rows(supervisor, "SELECT * FROM issue_number") == {("WT-2024", 8), ("WT-2025", 1)}
    assert rows(supervisor, "SELECT version FROM alarm") == {4}


def test_a_file_is_not_young_for_ever(supervisor: psycopg.Connection[Any]) -> None:
    """While it is young every liaison may read it, and nobody cleans it away."""
    kept = "INSERT INTO issue_file (hash, size, content, at) VALUES (%s, 1, 'x', '2199-01-01')"
    supervisor.execute(kept, [hashlib.sha256(b"x").hexdigest()])
    assert rows(supervisor, "SELECT at < now() + interval '1 hour' FROM issue_file") == {True}
    supervisor.execute("UPDATE issue_file SET at = '2199-01-01'")
    assert rows(supervisor, "SELECT at < now() + interval '1 hour' FROM issue_file") == {True}


def test_a_returned_file_was_handed_in_by_whoever_did_it(peopled: SharedCentre) -> None:
    handed = (
        "INSERT INTO returned_file (id, hash, at, who, state, document, version)"
        """ VALUES (%s, 'h', now(), %s, 'read', '{"sheet": "itsent"}', 1)"""
    )
    url = peopled.as_role("liaison", departments=["it"])
    with peopled.psql(url) as liaison:
        with pytest.raises(REFUSED):
            liaison.execute(handed, ["1", "somebody"])
        liaison.execute(handed, ["1", peopled.login_of(url)])
        with pytest.raises(REFUSED):
            liaison.execute("UPDATE returned_file SET who = 'somebody'")
        assert liaison.execute("UPDATE returned_file SET state = 'x'").rowcount == 1
