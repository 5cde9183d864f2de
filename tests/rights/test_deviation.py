"""Whatever differs from the rights that were laid is named."""

from __future__ import annotations

import pytest

from supervisor.rights import deviation, laying
from supervisor.storage.database import Database, open_centre
from tests.shared_centre import SharedCentre, postgresql_admin


def told(database: Database) -> list[tuple[str, ...]]:
    with database.read() as db:
        return [(one.what, *one.facts.values()) for one in deviation.check(db)]


def test_rights_as_they_were_laid_differ_in_nothing(owned: Database) -> None:
    assert told(owned) == []


def test_laying_twice_is_laying_once(owned: Database) -> None:
    with owned.write() as db:
        laying.lay(db)

    assert told(owned) == []


def test_a_database_without_rights_is_told(postgresql_url: str) -> None:
    with open_centre(postgresql_url) as database:
        assert told(database) == [("not_laid",)]


@pytest.mark.parametrize(
    ("done", "found"),
    [
        ("GRANT SELECT ON person TO shared_viewer", ("extra", "shared_viewer", "SELECT", "person")),
        ("GRANT SELECT (private) ON journal_batch TO shared_viewer",
         ("extra", "shared_viewer", "SELECT", "journal_batch.private")),
        ("GRANT UPDATE ON access_log TO shared_manager",
         ("extra", "shared_manager", "UPDATE", "access_log")),
        ("GRANT SELECT ON alarm TO PUBLIC", ("public", "SELECT", "alarm")),
        ("GRANT CREATE ON SCHEMA public TO PUBLIC", ("public", "CREATE", "schema public")),
        ("GRANT EXECUTE ON FUNCTION rights.uses() TO shared_viewer",
         ("extra", "shared_viewer", "EXECUTE", "rights.uses()")),
        ("REVOKE SELECT ON heartbeat FROM shared_viewer",
         ("missing", "shared_viewer", "SELECT", "heartbeat")),
        ("ALTER TABLE history_count DISABLE ROW LEVEL SECURITY", ("open", "history_count")),
        ("DROP POLICY supervisor_select ON person", ("policy_missing", "supervisor_select", "person")),
        ("ALTER POLICY supervisor_select ON person USING (true)",
         ("policy_changed", "supervisor_select", "person")),
        ("ALTER POLICY supervisor_select ON person TO shared_viewer",
         ("policy_changed", "supervisor_select", "person")),
        ("CREATE POLICY door ON person USING (true)", ("policy_extra", "door", "person")),
        ("CREATE OR REPLACE FUNCTION leak() RETURNS text LANGUAGE sql AS 'SELECT 1::text';"
         "GRANT EXECUTE ON FUNCTION leak() TO PUBLIC",
         ("public", "EXECUTE", "public.leak()")),
        ("COMMENT ON SCHEMA rights IS 'of last year'", ("functions",)),
        ("ALTER TABLE access_log DISABLE TRIGGER not_chosen", ("trigger", "access_log")),
        ("DROP TRIGGER not_chosen ON area_version", ("trigger", "area_version")),
    ],
)  # fmt: skip
def test_what_was_changed_by_hand_is_named(owned: Database, done: str, found: tuple[str, ...]) -> None:
    with owned.engine.connect() as db:  # looked at in the same transaction, so that nothing of it stays
        for statement in done.split(";"):
            db.exec_driver_sql(statement)
        assert [(one.what, *one.facts.values()) for one in deviation.check(db)] == [found]


def test_a_table_that_is_in_no_line_of_the_matrix_has_no_rights(shared_centre: SharedCentre) -> None:
    with shared_centre.psql() as owner, owner.transaction(force_rollback=True):
        owner.execute("CREATE TABLE brand_new (id integer)")
        rights = owner.execute("SELECT relacl FROM pg_class WHERE relname = 'brand_new'").fetchone()
    assert rights == (None,)


def test_powers_and_strange_members_are_told(owned: Database, shared_centre: SharedCentre) -> None:
    login = shared_centre.login_of(shared_centre.as_role("viewer"))
    with postgresql_admin() as admin:
        admin.execute(f'ALTER ROLE "{login}" BYPASSRLS'.encode())
        admin.execute("CREATE ROLE stranger_of_tests")
        try:
            admin.execute("GRANT shared_manager TO stranger_of_tests")
            admin.execute(f'GRANT stranger_of_tests TO "{login}"'.encode())
            found = told(owned)
        finally:
            admin.execute("DROP ROLE stranger_of_tests")
    assert ("powers", login, "BYPASSRLS") in found
    assert ("member", "stranger_of_tests", "shared_manager") in found
    assert ("account_in", login, "stranger_of_tests") in found


def test_an_account_that_came_with_a_copy_is_told(owned: Database, shared_centre: SharedCentre) -> None:
    with shared_centre.psql() as owner:
        owner.execute("INSERT INTO account VALUES ('copied', 'Copied', NULL, false, '', 1)")

    assert told(owned) == [("account_role", "copied")]
