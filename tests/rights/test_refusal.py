"""A refusal says which right is missing, of the database's own words as of the program's."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from supervisor.errors import DatabaseError, NotPermittedError
from supervisor.issues.event import EVERYTHING
from supervisor.issues.seat import acting_of, roles_of
from supervisor.issues.states import Role
from supervisor.rights.act import Act
from supervisor.rights.own import Rights, alone, login, sees
from supervisor.rights.refusal import explained, refusal
from supervisor.rights.role import DatabaseRole
from supervisor.sentences.error import sentence
from supervisor.storage.database import open_centre

VIEWER = Rights("wall", frozenset({DatabaseRole.VIEWER}))


@pytest.mark.parametrize(
    ("words", "why", "what"),
    [
        ("permission denied for table target", "change", "set targets"),
        ("permission denied for table issue", "see", "see issues and meetings"),
        ("permission denied for table issue", "change", "file issues and add evidence"),
        ('new row violates row-level security policy for table "person"', "change", "change people"),
        ("对表 target 权限不够", "change", "set targets"),
        ("permission denied for view source_seen", "see", "see the sources and their health"),
    ],
)
def test_a_refused_table_is_told_as_the_right_that_is_missing(words: str, why: str, what: str) -> None:
    told = explained(DatabaseError("postgresql://wall@db/floor", "forbidden", words, why), VIEWER)
    assert isinstance(told, NotPermittedError)
    assert told.what.startswith(what)
    assert sentence(told).endswith("Ask whoever manages accounts.")
    unknown = explained(DatabaseError("postgresql://wall@db/floor", "forbidden", words, why))
    assert sentence(unknown).startswith(f"Your log-in may not {what}")


def test_what_has_no_right_of_its_own_is_told_as_it_is() -> None:
    for error in (
        DatabaseError("postgresql://db/floor", "forbidden", "permission denied for schema rights", "see"),
        DatabaseError("postgresql://db/floor", "unreachable"),
    ):
        assert explained(error, VIEWER) is error
    assert sentence(refusal(VIEWER, Act.SEE_PEOPLE)).startswith("Your role (Viewer (wall screens)) may not")


def test_roles_of_an_account_are_its_roles_in_issues() -> None:
    def roles(*of: DatabaseRole) -> frozenset[Role]:
        return roles_of(Rights("x", frozenset(of)))

    assert roles_of(alone()) == EVERYTHING
    assert roles(DatabaseRole.SUPERVISOR) == {Role.SUPERVISOR}
    assert roles(DatabaseRole.LIAISON) == {Role.LIAISON, Role.IMPORT, Role.MINUTES}
    assert roles(DatabaseRole.QUALITY, DatabaseRole.SUPERVISOR) == {Role.QUALITY, Role.SUPERVISOR}
    assert roles(DatabaseRole.MANAGER) == EVERYTHING - {Role.DEPARTMENT}
    assert roles(DatabaseRole.DEPARTMENT) == {Role.DEPARTMENT}
    assert roles(DatabaseRole.VIEWER, DatabaseRole.ADMINISTRATOR) == frozenset()
    assert acting_of(VIEWER, "billing").department == "billing"


def test_on_a_server_it_is_the_log_in_that_acts(postgresql_url: str) -> None:
    with open_centre(postgresql_url) as centre, centre.read() as db:
        assert login(db) == db.execute(text("SELECT session_user")).scalar_one()
        assert sees(db, "issue", "person")


def test_in_a_file_it_is_the_user_of_this_computer(sqlite_url: str) -> None:
    with open_centre(sqlite_url) as centre, centre.read() as db:
        assert login(db) == alone().login
        assert sees(db, "issue")
