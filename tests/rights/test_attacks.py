"""Ways around the rights that somebody with a password and a plain client would try; none leads anywhere."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest

from supervisor.rights import deviation
from supervisor.storage.database import open_centre
from tests.rights.plain_client import ALL_ROLES, REFUSED, rows, said
from tests.shared_centre import SharedCentre

NORTH = {"anna", "dina"}
EVERY_TABLE = (
    "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v')"
)


# To be somebody else ----------------------------------------------------------------------------------------


def test_nobody_becomes_somebody_else(peopled: SharedCentre) -> None:
    for role in ALL_ROLES:
        url = peopled.as_role(role)
        manager = peopled.login_of(peopled.as_role("manager"))
        with peopled.psql(url) as connection:
            for other in (
                manager,
                "postgres",
                "shared_owner",
                "pg_read_all_data",
                "pg_execute_server_program",
            ):
                for statement in (f'SET ROLE "{other}"', f'SET SESSION AUTHORIZATION "{other}"'):
                    with pytest.raises(REFUSED):
                        connection.execute(statement.encode())
            for group in ALL_ROLES:
                if group != role:
                    with pytest.raises(REFUSED):
                        connection.execute(f"SET ROLE shared_{group}".encode())
            for statement in (
                f'GRANT shared_manager TO "{peopled.login_of(url)}"',
                f'GRANT "{manager}" TO "{peopled.login_of(url)}"',
                f"ALTER ROLE \"{manager}\" PASSWORD 'x'",
                f'ALTER ROLE "{peopled.login_of(url)}" BYPASSRLS',
                "CREATE ROLE another",
                f'DROP ROLE "{manager}"',
            ):
                assert said(connection, statement) in ("42501", "0LP01"), statement


def test_taking_the_groups_name_changes_no_scope(supervisor: psycopg.Connection[Any]) -> None:
    before = rows(supervisor, "SELECT id FROM person")
    supervisor.execute("SET ROLE shared_supervisor")

    assert rows(supervisor, "SELECT id FROM person") == before
    assert rows(supervisor, "SELECT person FROM coaching") == NORTH
    with pytest.raises(REFUSED):
        supervisor.execute(
            "INSERT INTO access_log (at, who, what, document) VALUES (now(), current_user, 'x', '{}')"
        )


def test_settings_of_the_session_open_nothing(supervisor: psycopg.Connection[Any]) -> None:
    for setting in (
        "row_security = off",
        "session_replication_role = replica",
        "supervisor.login = 'postgres'",
        "search_path = pg_temp",
        "search_path = ''",
    ):
        try:
            supervisor.execute(f"SET {setting}".encode())
        except REFUSED:
            continue
        try:
            assert rows(supervisor, "SELECT person FROM public.coaching") == NORTH
        except REFUSED:  # row_security = off: an error instead of an answer with gaps
            assert setting == "row_security = off"
        supervisor.execute("RESET ALL")


# To put something of one's own in the way -------------------------------------------------------------------


def test_nobody_makes_anything_where_functions_look(peopled: SharedCentre) -> None:
    for role in ALL_ROLES:
        with peopled.psql(peopled.as_role(role)) as connection:
            for statement in (
                "CREATE SCHEMA mine",
                "CREATE TABLE public.mine (id integer)",
                "CREATE FUNCTION public.mine() RETURNS text LANGUAGE sql AS 'SELECT 1::text'",
                "CREATE FUNCTION rights.people() RETURNS SETOF text LANGUAGE sql AS 'SELECT 1::text'",
                "CREATE VIEW public.mine AS SELECT 1",
                "CREATE EXTENSION dblink",
                "CREATE PUBLICATION mine",
                "CREATE EVENT TRIGGER mine ON ddl_command_end EXECUTE FUNCTION rights.prefix()",
                "CREATE TRIGGER mine BEFORE INSERT ON access_log EXECUTE FUNCTION mine()",
                "COMMENT ON SCHEMA rights IS 'x'",
            ):
                assert said(connection, statement) in ("42501", "42883"), statement


def test_temporary_tables_and_functions_are_never_looked_at_first(peopled: SharedCentre) -> None:
    """A manager may make temporary tables, for imports: they stand in for nothing."""
    with peopled.psql(peopled.as_role(["manager"])) as connection:
        connection.execute("SET search_path = pg_temp, public")
        connection.execute(
            "CREATE TEMP TABLE account_scope (id text, login text, kind text, place text);"
            "CREATE TEMP TABLE centre_setting (name text, value text);"
            "CREATE FUNCTION pg_temp.pg_has_role(name, oid, text) RETURNS boolean"
            " LANGUAGE sql AS 'SELECT true'"
        )
        assert connection.execute("SELECT rights.has('administrator')").fetchone() == (False,)
        with pytest.raises(REFUSED):
            connection.execute("SELECT rights.make_account('own.door', 'X', NULL, '{administrator}')")
    with peopled.psql(peopled.as_role("supervisor", teams=["north"])) as connection:
        with pytest.raises(REFUSED):
            connection.execute("CREATE TEMP TABLE account_scope (login text)")
        with pytest.raises(REFUSED):
            connection.execute(
                "CREATE FUNCTION pg_temp.leak(text) RETURNS boolean LANGUAGE sql AS 'SELECT true'"
            )


# To see rows by what fails or what is counted ---------------------------------------------------------------


@pytest.mark.parametrize(
    "leaky",
    [
        "1 / (CASE WHEN person = 'ben' THEN 0 ELSE 1 END) = 1",
        "person::integer = 1",
        "CAST('x' || person AS date) IS NOT NULL AND person = 'ben'",
        "to_tsvector(person) @@ to_tsquery('ben') AND 1 / (CASE WHEN person = 'ben' THEN 0 ELSE 1 END) = 1",
    ],
)
def test_conditions_that_fail_tell_nothing_of_rows_out_of_scope(
    supervisor: psycopg.Connection[Any], leaky: str
) -> None:
    told = said(supervisor, f"SELECT person FROM coaching WHERE {leaky}", whole=True)
    assert "ben" not in told.replace(leaky, "")


def test_conditions_that_fail_tell_nothing_of_a_sources_options(peopled: SharedCentre) -> None:
    peopled.psql().execute(
        "INSERT INTO source (name, kind, options, version, created_at)"
        """ VALUES ('pbx', 'asterisk', '{"host": "10.0.0.1"}', 1, now())"""
    )
    with peopled.psql(peopled.as_role("viewer")) as viewer:
        assert rows(viewer, "SELECT options::text FROM source_seen") == {"{}"}
        assert rows(viewer, "SELECT (options ->> 'host')::integer FROM source_seen") == {None}
        for question in ("SELECT options FROM source", "TABLE source", "SELECT count(*) FROM source"):
            with pytest.raises(REFUSED):
                viewer.execute(question.encode())


def test_statistics_of_guarded_tables_are_told_to_nobody(peopled: SharedCentre) -> None:
    peopled.psql().execute("ANALYZE")
    with peopled.psql(peopled.as_role("supervisor", teams=["north"])) as connection:
        assert rows(connection, "SELECT tablename FROM pg_stats WHERE tablename = 'coaching'") == set()
        assert rows(connection, "SELECT tablename FROM pg_stats WHERE tablename = 'source'") == set()
        for catalogue in ("pg_authid", "pg_statistic", "pg_shadow", "pg_user_mapping", "pg_largeobject"):
            with pytest.raises(REFUSED):
                connection.execute(f"SELECT * FROM {catalogue}".encode())


def test_what_others_ask_is_told_to_nobody(peopled: SharedCentre) -> None:
    other = peopled.psql(peopled.as_role("manager"), autocommit=False)
    other.execute("SELECT 'a secret of the manager'")
    for role in ALL_ROLES:
        with peopled.psql(peopled.as_role(role)) as connection:
            told = rows(connection, "SELECT query FROM pg_stat_activity WHERE pid <> pg_backend_pid()")
        assert not any(query and "secret" in query for query in told)


def test_a_part_of_a_table_is_no_way_around_the_whole(peopled: SharedCentre) -> None:
    owner = peopled.psql()
    owner.execute("SELECT history_make_months(1714608000000, 1714608000000)")
    parts = rows(owner, "SELECT c.relname FROM pg_class c WHERE c.relispartition AND c.relkind = 'r'")
    assert parts
    for role in ("supervisor", "manager", "service"):
        with peopled.psql(peopled.as_role(role)) as connection:
            for part in parts:
                for statement in (f"SELECT * FROM {part}", f"DELETE FROM {part}", f"DROP TABLE {part}"):
                    with pytest.raises(REFUSED):
                        connection.execute(statement.encode())


# To change what is not to be changed ------------------------------------------------------------------------


def test_nobody_but_the_owner_changes_a_table(peopled: SharedCentre) -> None:
    for role in ALL_ROLES:
        policies = {
            "coaching": "supervisor_all",
            "access_log": "supervisor_insert",
            "history_count": "supervisor_select",
            "undo_step": "supervisor_all",
        }
        with peopled.psql(peopled.as_role(role)) as connection:
            for table, policy in policies.items():
                for statement in (
                    f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY",
                    f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY",
                    f"DROP POLICY {policy} ON {table}",
                    f"CREATE POLICY door ON {table} USING (true)",
                    f"TRUNCATE {table}",
                    f"DROP TABLE {table}",
                    f"GRANT SELECT ON {table} TO PUBLIC",
                    f"ALTER TABLE {table} OWNER TO CURRENT_USER",
                    f"CREATE INDEX ON {table} ((1))",
                    f"CREATE RULE door AS ON INSERT TO {table} DO INSTEAD NOTHING",
                    f"COPY {table} TO '/tmp/door'",
                    f"COPY {table} FROM PROGRAM 'id'",
                ):
                    allowed = {"42501"}
                    if statement.startswith("GRANT"):
                        allowed.add("")  # who may use a table is only warned that nothing could be granted on
                    assert said(connection, statement) in allowed, statement
    with open_centre(peopled.url) as database, database.read() as db:
        assert deviation.check(db) == []


def test_copying_a_table_out_gives_the_rows_in_scope(supervisor: psycopg.Connection[Any]) -> None:
    with supervisor.cursor().copy("COPY coaching (person) TO STDOUT") as copy:
        assert {line[0] for line in copy.rows()} == NORTH
    with pytest.raises(REFUSED), supervisor.cursor().copy("COPY journal_key TO STDOUT") as copy:
        list(copy.rows())


def test_what_was_done_before_is_undone_and_seen_by_who_did_it_alone(peopled: SharedCentre) -> None:
    one, other = (
        peopled.as_role("supervisor", teams=["north"]),
        peopled.as_role("supervisor", teams=["south"]),
    )
    step = (
        "INSERT INTO undo_step (name, facts, areas, at, who) VALUES ('x', '{}', '[]', now(), %s) RETURNING id"
    )
    with peopled.psql(other) as theirs:
        [number] = theirs.execute(step, [peopled.login_of(other)]).fetchone() or [0]
        image = (
            "INSERT INTO undo_row (step, table_name, key, before) VALUES (%s, 'coaching', '\"ben\"', '{}')"
        )
        theirs.execute(image, [number])
    with peopled.psql(one) as mine:
        assert rows(mine, "SELECT * FROM undo_row") == set()
        assert mine.execute("UPDATE undo_step SET undone_at = now()").rowcount == 0
        assert mine.execute("DELETE FROM undo_step").rowcount == 0
        for statement, values in (
            (step, [peopled.login_of(other)]),
            (image, [number]),
            ("UPDATE undo_row SET before = NULL", []),
        ):
            with pytest.raises(REFUSED):
                mine.execute(statement, values)


def test_a_line_of_a_log_is_written_in_ones_own_name_and_stays(peopled: SharedCentre) -> None:
    other = peopled.login_of(peopled.as_role("manager"))
    url = peopled.as_role("supervisor", teams=["north"])
    line = "INSERT INTO {} (at, who, what, {}document) VALUES (now(), %s, 'x', {}'{{}}')"
    with peopled.psql(url) as connection:
        for table, more, value in (("access_log", "", ""), ("export_log", "personal, ", "true, ")):
            statement = line.format(table, more, value)
            connection.execute(statement.encode(), [peopled.login_of(url)])
            for name in (other, "", "shared_supervisor"):
                with pytest.raises(REFUSED):
                    connection.execute(statement.encode(), [name])
            for changed in (
                f"UPDATE {table} SET who = '{other}'",
                f"DELETE FROM {table}",
                f"TRUNCATE {table}",
            ):
                with pytest.raises(REFUSED):
                    connection.execute(changed.encode())


def test_nobody_widens_the_own_scope(peopled: SharedCentre) -> None:
    for role in ALL_ROLES:
        url = peopled.as_role(role)
        with peopled.psql(url) as connection:
            for statement in (
                "INSERT INTO account_scope VALUES ('x', session_user, 'team', 'south')",
                "UPDATE account SET person = 'ben'",
                "DELETE FROM account_scope",
            ):
                with pytest.raises(REFUSED):
                    connection.execute(statement.encode())
            if role in ("manager", "administrator"):
                continue  # they move people between teams: that is their work
            for statement in (
                "UPDATE membership SET people_group = 'north'",
                "INSERT INTO membership VALUES ('9', 'ben', 'north', NULL, NULL, 1)",
                "UPDATE people_group SET above = 'north'",
                "INSERT INTO login_use VALUES ('9', 's', '102', 'anna', NULL, NULL, 1)",
            ):
                with pytest.raises(REFUSED):
                    connection.execute(statement.encode())


def test_rows_are_not_pushed_into_or_pulled_out_of_a_scope(supervisor: psycopg.Connection[Any]) -> None:
    with pytest.raises(REFUSED):
        supervisor.execute("UPDATE coaching SET person = 'ben' WHERE person = 'anna'")
    with pytest.raises(REFUSED):
        supervisor.execute(
            "INSERT INTO coaching (id, person, held_on, coach, done, document, version)"
            " VALUES ('ben', 'ben', now(), 'x', false, '{}', 1)"
            " ON CONFLICT (id) DO UPDATE SET person = 'anna' RETURNING document"
        )
    assert supervisor.execute("UPDATE coaching SET document = '{}' WHERE person = 'ben'").rowcount == 0


def test_secrets_of_the_journal_stay_with_the_collectors(peopled: SharedCentre) -> None:
    owner = peopled.psql()
    owner.execute("INSERT INTO journal_key VALUES (1, 'the key')")
    for veiled in (True, False):
        owner.execute(
            "INSERT INTO journal_batch (source, collector, sequence, first_at, last_at, events_count, events,"
            " veiled, private) VALUES ('s', 'c', %s, now(), now(), 1, 'e', %s, 'numbers')",
            [int(veiled), veiled],
        )
    for role in ALL_ROLES:
        if role == "service":
            continue
        with peopled.psql(peopled.as_role(role)) as connection:
            with pytest.raises(REFUSED):
                connection.execute("SELECT * FROM journal_key")
            if role in ("supervisor", "manager"):
                continue
            for question in (
                "SELECT private FROM journal_batch",
                "SELECT * FROM journal_batch",
                "SELECT b FROM journal_batch b",
                "SELECT id FROM journal_batch WHERE private IS NOT NULL",
                "SELECT id FROM journal_batch ORDER BY private",
            ):
                with pytest.raises(REFUSED):
                    connection.execute(question.encode())
    with peopled.psql(peopled.as_role("viewer")) as viewer:
        assert rows(viewer, "SELECT sequence FROM journal_batch") == {1}


def test_large_objects_of_others_are_closed(peopled: SharedCentre) -> None:
    [number] = peopled.psql().execute("SELECT lo_from_bytea(0, 'secret')").fetchone() or [0]
    with peopled.psql(peopled.as_role("supervisor")) as connection:
        with pytest.raises(REFUSED):
            connection.execute("SELECT lo_get(%s)", [number])
        for call in ("lo_import('/etc/passwd')", "pg_read_file('/etc/passwd')", "pg_ls_dir('/')"):
            with pytest.raises(REFUSED):
                connection.execute(f"SELECT {call}".encode())
    peopled.psql().execute("SELECT lo_unlink(%s)", [number])


def test_a_role_that_is_no_account_does_not_even_connect(peopled: SharedCentre) -> None:
    with pytest.raises(psycopg.OperationalError, match="CONNECT"):
        peopled.psql(peopled.as_role([]))
