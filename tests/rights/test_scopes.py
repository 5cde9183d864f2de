"""Which rows a scope holds: teams and the days in them, departments, and what there is without any."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import psycopg
import pytest

from tests.rights.plain_client import FILL, ISSUES, rows
from tests.shared_centre import SharedCentre

FEBRUARY, APRIL = "02", "04"


def counted(connection: psycopg.Connection[Any]) -> dict[int, set[str]]:
    """By login, the months that are seen."""
    found: dict[int, set[str]] = {}
    for login, month in rows(connection, "SELECT login, to_char(day, 'MM') FROM history_count"):
        found.setdefault(login, set()).add(month)
    return found


@pytest.fixture
def people(shared_centre: SharedCentre) -> SharedCentre:
    shared_centre.psql().execute(FILL)
    return shared_centre


def opened(
    centre: SharedCentre, roles: str | list[str], teams: Iterable[str] = (), departments: Iterable[str] = ()
) -> psycopg.Connection[Any]:
    return centre.psql(centre.as_role(roles, teams=teams, departments=departments))


def test_a_day_counts_where_the_person_was_in_the_team_or_is_today(people: SharedCentre) -> None:
    found = counted(opened(people, "supervisor", ["north"]))

    assert found == {
        101: {FEBRUARY, APRIL},  # always there
        103: {FEBRUARY},  # cem left the team in March
        104: {FEBRUARY, APRIL},  # dina came: what she did before she takes along
        105: {FEBRUARY},  # anna's login until March, ben's since
        108: {FEBRUARY, APRIL},  # what was judged of anna
    }


def test_names_are_seen_of_logins_of_which_a_day_is_seen(people: SharedCentre) -> None:
    connection = opened(people, "supervisor", ["north"])

    assert rows(connection, "SELECT id FROM history_name WHERE kind = 'login'") == {101, 103, 104, 105, 108}
    assert rows(connection, "SELECT text FROM history_name WHERE kind <> 'login'") == {"s", "sales"}
    assert rows(connection, "SELECT name FROM person") == {"Anna", "Cem", "Dina"}


def test_the_floor_has_names_for_those_who_are_in_the_team_today(people: SharedCentre) -> None:
    connection = opened(people, "supervisor", ["north"])

    assert rows(connection, "SELECT login FROM journal_name") == {"101", "104"}
    assert rows(connection, "SELECT person FROM coaching") == {"anna", "dina"}


def test_a_department_of_people_holds_its_teams(people: SharedCentre) -> None:
    connection = opened(people, "supervisor", ["all"])

    assert rows(connection, "SELECT person FROM coaching") == {"anna", "ben", "cem", "dina"}


def test_a_supervisor_without_a_team_sees_nobody(people: SharedCentre) -> None:
    connection = opened(people, "supervisor")

    assert counted(connection) == {}
    for table in ("person", "membership", "login_use", "journal_name", "coaching"):
        assert rows(connection, f"SELECT * FROM {table}") == set(), table


def test_quality_sees_everybody_without_teams_and_its_own_with_some(people: SharedCentre) -> None:
    assert len(counted(opened(people, "quality"))) == 9
    assert set(counted(opened(people, "quality", ["south"]))) == {102, 103, 104, 105, 109}


def test_a_supervisor_who_is_also_quality_keeps_to_the_teams(people: SharedCentre) -> None:
    assert rows(opened(people, ["supervisor", "quality"], ["lent"]), "SELECT id FROM person") == set()


def test_a_manager_sees_everybody_whatever_teams_are_named(people: SharedCentre) -> None:
    assert len(counted(opened(people, ["manager", "supervisor"], ["north"]))) == 9


def test_a_skill_group_is_no_team(people: SharedCentre) -> None:
    with pytest.raises(psycopg.Error, match="unknown_place"):
        people.as_role("supervisor", teams=["vip"])


def test_a_transfer_takes_effect_at_once(people: SharedCentre) -> None:
    connection = opened(people, "supervisor", ["north"])
    assert "ben" not in rows(connection, "SELECT person FROM coaching")

    people.psql().execute("UPDATE membership SET people_group = 'north' WHERE person = 'ben'")

    assert "ben" in rows(connection, "SELECT person FROM coaching")


def test_the_day_of_an_instant_is_the_centres(people: SharedCentre) -> None:
    """103 was in the team before March: 1 March 00:30 in the centre is still February in UTC."""
    owner = people.psql()
    owner.execute("INSERT INTO centre_setting VALUES ('time_zone', '\"Asia/Shanghai\"', 1, now(), 'x')")
    owner.execute("SELECT history_make_months(1709222400000, 1709308800000)")
    for at in ("2024-02-29 15:30+00", "2024-02-29 16:30+00"):
        owner.execute(
            "INSERT INTO history_ring (at_ms, source, login, queue, contact, outcome, told, batch)"
            " VALUES (extract(epoch FROM %s::timestamptz) * 1000, 1, 103, 2, 'c', 'x', 0, 0)",
            [at],
        )

    asked = "SELECT to_char(to_timestamp(at_ms / 1000) AT TIME ZONE 'UTC', 'HH24:MI') FROM history_ring"
    assert rows(opened(people, "supervisor", ["north"]), asked) == {"15:30"}
    owner.execute("INSERT INTO centre_setting VALUES ('day_start', '\"04:00:00\"', 1, now(), 'x')")
    assert rows(opened(people, "supervisor", ["north"]), asked) == {"15:30", "16:30"}


@pytest.fixture
def issues(shared_centre: SharedCentre) -> SharedCentre:
    shared_centre.psql().execute(ISSUES)
    return shared_centre


def test_a_liaison_sees_its_departments_and_what_is_nobodys_yet(issues: SharedCentre) -> None:
    own, everybodys = opened(issues, "liaison", departments=["it"]), opened(issues, "liaison")

    assert rows(own, "SELECT id FROM issue") == {1, 3}
    assert rows(own, "SELECT issue FROM issue_evidence") == {1, 3}
    assert rows(own, "SELECT department FROM issue_sheet") == {"it"}
    assert rows(everybodys, "SELECT id FROM issue") == {1, 2, 3}


def test_a_liaison_hands_no_issue_to_a_department_that_is_not_its_own(issues: SharedCentre) -> None:
    own = opened(issues, "liaison", departments=["it"])

    own.execute("UPDATE issue SET department = 'it' WHERE id = 3")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        own.execute("UPDATE issue SET department = 'law' WHERE id = 3")


def test_a_department_reads_what_was_sent_to_it_and_nothing_else(issues: SharedCentre) -> None:
    reader = opened(issues, "department", departments=["it"])

    assert rows(reader, "SELECT id FROM issue_sheet") == {"itsent", "itback"}
    assert rows(reader, "SELECT id FROM issue_sheet_line") == {"itsent", "itback"}
    assert rows(reader, "SELECT * FROM issue_sheet WHERE number = 'lawsent'") == set()
    assert rows(opened(issues, "department"), "SELECT id FROM issue_sheet") == set()
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        reader.execute("SELECT * FROM issue")


def test_options_of_sources_are_seen_by_who_sets_them_up_and_by_the_service(
    shared_centre: SharedCentre,
) -> None:
    shared_centre.psql().execute(
        "INSERT INTO source (name, kind, options, secret_env, version, created_at)"
        """ VALUES ('pbx', 'asterisk', '{"host": "10.0.0.1"}', 'PBX_SECRET', 1, now())"""
    )
    asked = "SELECT name, options ->> 'host', secret_env FROM source_seen"
    for role in ("viewer", "supervisor", "manager", "liaison", "quality"):
        assert rows(opened(shared_centre, role), asked) == {("pbx", None, None)}
    for role in ("administrator", "service"):
        assert rows(opened(shared_centre, role), asked) == {("pbx", "10.0.0.1", "PBX_SECRET")}
    assert rows(opened(shared_centre, "department"), asked) == set()
