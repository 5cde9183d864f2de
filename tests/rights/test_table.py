"""The rights as a table, typed by hand: each cell is tried by plain SQL, as a role that logged in.

Nothing of the program stands between: psycopg alone asks. A cell says what a role may do with rows of its
own scope and, after the stroke, with others': r reads, a adds, u changes, d deletes; "0" is granted and sees
no row; "-" nothing. Whatever is not granted must be refused (42501); what is granted for own rows alone must
find none of the others', and must not add one.

A line of what only grows, and a step to undo, is added without a number: the database gives it (`NUMBERED`).

"Own" is, in every table, the row that was made for the role: in its account's name, of a person of its team,
of its department, on its issue, under a token.
"""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, date, datetime
from typing import Any

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import JSON, Boolean, Column, Date, Float, Integer, LargeBinary, SmallInteger, Table

from supervisor.storage.instant import UtcInstant
from supervisor.storage.rooms import CENTRE, HISTORY, JOURNAL
from tests.shared_centre import SharedCentre

ROLES = ("viewer", "supervisor", "manager", "liaison", "quality", "department", "administrator", "service")

TABLE = """
#                    viewer supervisor manager   liaison   quality   department administrator service
centre_setting       r      r          raud      r         r         r          raud          r
source               -      -          -         -         -         -          raud          r
source_seen          r      r          r         r         r         0          r             r
area_version         r      rau        rau       rau       rau       rau        rau           rau
undo_step            -      raud/-     raud/-    raud/-    raud/-    -          raud/-        raud/-
undo_row             -      ra/-       ra/-      ra/-      ra/-      -          ra/-          ra/-
exclusion            r      r          raud      r         r         -          raud          r
log_audit            -      r          r         -         r         -          r             raud
alarm_rule           r      r          raud      r         r         -          raud          r
alarm                r/-    ru         ru        r         r         -          r             raud
alarm_event          r/-    ra/r       ra/r      r         r         -          r             rad
alarm_shelf          r      raud       raud      r         r         -          r             rad
wall_page            r      raud       raud      r         r         -          raud          r
announcement         r      raud       raud      r         r         -          raud          r
picture              r      raud       raud      r         r         -          raud          r
forecast             -      rau        rau       -         -         -          -             raud

#                    viewer supervisor manager   liaison   quality   department administrator service
person               -      r/-        raud      -         r/-       -          raud          r
people_group         -      r          raud      -         r         -          raud          r
membership           -      r/-        raud      -         r/-       -          raud          r
login_use            -      r/-        raud      -         r/-       -          raud          r
queue_skill          -      r          raud      r         r         -          raud          r
import_mapping       -      -          raud      -         -         -          -             r
target               -      r          raud      -         r         -          -             r
teaching_credit      -      r/-        raud      -         r/-       -          -             r

#                    viewer supervisor manager   liaison   quality   department administrator service
own_kpi              r      r          raud      r         r         -          r             r
review               -      0          raud      -         0         -          -             r
review_figures       -      0          raud      -         0         -          -             r
review_decision      -      raud/-     raud      -         r/-       -          -             r
training_category    -      r          raud      -         r         -          -             r
course               -      raud/r     raud      -         r         -          -             r
course_person        -      raud/-     raud      -         r/-       -          -             r
coaching             -      raud/-     raud      -         r/-       -          -             r

#                    viewer supervisor manager   liaison   quality   department administrator service
quality_form         -      r          raud      -         raud      -          -             r
quality_form_version -      r          raud      -         raud      -          -             r
quality_evaluation   -      r/-        raud      -         raud/-    -          -             r
quality_session      -      r          raud      -         raud      -          -             r
quality_rating       -      0          raud      -         raud      -          -             r
quality_measure      -      r          raud      -         raud      -          -             r
quality_exemption    -      r/-        raud      -         raud/-    -          -             r

#                    viewer supervisor manager   liaison   quality   department administrator service
work_calendar        r      r          raud      r         r         r          raud          r
work_day             r      r          raud      r         r         r          raud          r
issue_department     -      r          raud      r         r         r/-        r             r
issue_number         -      rau        rau       rau       rau       -          -             rau
issue                -      raud/r     raud      raud/-    raud/r    -          -             ru
issue_event          -      ra/r       ra/r      ra/-      ra/r      -          -             ra
issue_evidence       -      raud       raud      raud/-    raud      -          -             r
issue_file           -      rau        rau       rau/a     rau       -          -             r
issue_link           -      raud       raud      raud/-    raud      -          -             r
issue_reply          -      r          raud      raud/-    r         -          -             r
issue_draft          -      raud/-     raud/-    raud/-    raud/-    -          -             -
issue_filter         -      raud/-     raud/-    raud/-    raud/-    -          -             -
issue_sheet          -      r          raud      raud/-    r         r/-        -             r
issue_sheet_line     -      r          raud      raud/-    r         r/-        -             r
issue_sheet_draft    -      -          raud/-    raud/-    -         -          -             -
issue_callback       -      raud       raud      raud/-    r         -          -             r
issue_reminder       -      r          raud      raud/-    r         -          -             raud
ivr_node             -      r          raud      raud      r         -          -             r
ivr_count            -      r          raud      raud      r         -          -             r

#                    viewer supervisor manager   liaison   quality   department administrator service
meeting_series       -      r          raud      raud      r         -          -             r
meeting              -      r          raud      raud      r         -          -             r
meeting_item         -      r          raud      raud/-    r         -          -             r
meeting_spent        -      r          raud      raud      r         -          -             -
meeting_outcome      -      r          raud      raud/-    r         -          -             r
meeting_attendance   -      r          raud      raud      r         -          -             r
meeting_minutes      -      r          ra        ra/-      r         -          -             r

#                    viewer supervisor manager   liaison   quality   department administrator service
export_log           -      ra/-       ra/r      ra/-      ra/-      ra/-       ra/r          ra/-
export_schedule      -      -          raud      -         -         -          -             ru
export_run           -      -          raud      -         -         -          -             raud
report_template      -      r          raud      r         r         -          -             r
sheet_export         -      -          ra/r      ra/-      -         r/-        -             r
returned_file        -      -          raud      raud/-    -         -          -             r
returned_heading     -      -          raud      raud      -         -          -             r

#                    viewer supervisor manager   liaison   quality   department administrator service
account              -      -          r         -         -         -          r             -
account_scope        -      -          -         -         -         -          r             -
access_log           -      a/-        ra/r      a/-       a/-       a/-        ra/r          a/-

#                    viewer supervisor manager   liaison   quality   department administrator service
journal_batch        r/-    r/-        r         r/-       r/-       -          r/-           raud
snapshot             r/-    r/-        r         r/-       r/-       -          r/-           raud
heartbeat            r      r          r         r         r         -          r             raud
queue_day            r      r          r         r         r         -          r             raud
journal_name         -      r/-        r         -         -         -          -             raud
journal_key          -      -          -         -         -         -          -             ra
collector_sign       r      r          r         r         r         -          r             raud

#                    viewer supervisor manager   liaison   quality   department administrator service
history_name         -      r/-        raud      0         r/-       -          r             raud
history_entry        -      r          raud      r         r         -          -             raud
history_ring         -      r/-        raud      -         r/-       -          -             raud
history_mark         -      r/-        raud      -         r/-       -          -             raud
history_span         -      r/-        raud      -         r/-       -          -             raud
history_slot         -      r          raud      r         r         -          -             raud
history_count        -      r/-        raud      -         r/-       -          -             raud
history_piece        -      r/-        raud      -         r/-       -          -             raud
history_state        -      r/-        raud      -         r/-       -          -             raud
history_import       -      r          raud      r         r         -          -             raud
history_before       -      -          raud      -         -         -          -             raud
history_bad          -      -          raud      -         -         -          -             raud
history_reading      -      -          raud      -         -         -          -             raud
history_segment      -      -          raud      -         -         -          -             raud
history_stray        -      -          raud      -         -         -          -             raud
history_stale        -      r          raud      r         r         -          -             raud
history_dropped      -      r          raud      r         r         -          -             raud
history_rule         -      r          raud      r         r         -          -             raud
data_check           -      -          raud      -         -         -          -             raud
"""

OTHER = "other"
MS = int(datetime(2024, 5, 2, 9, tzinfo=UTC).timestamp() * 1000)
DAY = date(2024, 5, 2)

TABLES: dict[str, Table] = {
    table.name: table for room in (CENTRE, JOURNAL, HISTORY) for table in room.metadata.sorted_tables
}


def cells() -> dict[str, dict[str, str]]:
    found = {}
    for line in TABLE.splitlines():
        if line and not line.startswith("#"):
            table, *told = line.split()
            found[table] = dict(zip(ROLES, told, strict=True))
    return found


# Rows: one for each role and one for nobody of these, in every table ----------------------------------------


def number(key: str) -> int:
    """A number that stands for *key* wherever a key is one."""
    return 100 + [*ROLES, OTHER, *(f"{role} new" for role in ROLES), f"{OTHER} new"].index(key)


def hashed(key: str) -> str:
    """Of the file that *key* names."""
    return hashlib.sha256(key.encode()).hexdigest()


class Rows:
    """Makes the row *key* of a table, which hangs on what is *of* a role ("supervisor", "other")."""

    def __init__(self, logins: dict[str, str]) -> None:
        self._logins = logins

    def row(self, table: Table, key: str, of: str) -> dict[str, Any]:
        return {
            column.name: self._value(table, column, key, of)
            for column in table.columns
            if column.name in ("version",)
            or not column.nullable
            or column.name in _SAID
            or column.foreign_keys
        }

    def _value(self, table: Table, column: Column[Any], key: str, of: str) -> Any:
        who = self._logins.get(of, "somebody")
        said: dict[tuple[str, str], Any] = {
            ("alarm", "cause"): json.dumps(["c", "agent" if of == OTHER else "queue", "s", key]),
            ("issue", "state"): "closed" if of == OTHER else "draft",
            ("issue_sheet", "state"): "sent",
            ("people_group", "kind"): "team",
            ("people_group", "above"): None,
            ("history_name", "kind"): "login",
            ("history_name", "text"): key,
            ("history_count", "queue"): number(key),
            ("history_span", "queue"): number(key),
            ("history_slot", "queue"): number(key),
            ("history_state", "code"): number(key),
            ("history_mark", "seq"): number(key),
            ("history_stale", "hour"): number(key),
            ("history_dropped", "begins_ms"): number(key),
            ("history_piece", "piece"): key,
            ("login_use", "login"): of,
            ("journal_name", "login"): of,
            ("account", "login"): who if " " not in key else key,
            ("account", "person"): None,
            ("account_scope", "kind"): "team",
            ("account_scope", "place"): of if " " not in key else key,
            ("returned_file", "document"): json.dumps({"sheet": of}),
            ("issue_evidence", "document"): json.dumps({"matter": {"hash": hashed(key)}}),
            ("issue_file", "hash"): hashed(key),
            ("issue_file", "size"): len(key),
            ("issue_file", "content"): key.encode(),
            ("review_decision", "id"): json.dumps(["2024-05", "aht", of, "", key]),
            ("course_person", "id"): json.dumps([of, of, "", key]),
            ("issue_draft", "issue"): 0,
            ("issue_sheet_draft", "id"): f"{key}|{who}",
            ("issue_sheet", "document"): json.dumps({}),
            ("meeting_attendance", "department"): of,
            ("history_entry", "contact"): key,
            ("history_ring", "contact"): key,
        }
        if (table.name, column.name) in said:
            return said[table.name, column.name]
        if column.name in ("who", "made_by", "registered_by"):
            return who
        if column.name in ("veiled",):
            return of != OTHER
        if column.name == "person" and not column.foreign_keys:
            return of
        if column.name == "source" and not isinstance(column.type, Integer):
            return "s" if not column.primary_key else key
        if column.name == "department" and not column.foreign_keys:
            return of
        if column.name in ("login", "issue", "other") and isinstance(column.type, Integer):
            return number(of)
        if column.foreign_keys:
            if table.name == "account_scope":
                return who
            return number(of) if isinstance(column.type, Integer) else of
        if column.name.endswith("_ms"):
            return MS
        if isinstance(column.type, Date):
            return DAY
        return _plain(column, key)


_SAID = {"person", "text", "who"}


def _plain(column: Column[Any], key: str) -> Any:
    match column.type:
        case JSON():
            return "{}"
        case Boolean():
            return False
        case UtcInstant():
            return datetime(2024, 5, 2, 9, tzinfo=UTC)
        case LargeBinary():
            return b"x"
        case SmallInteger():
            return 1
        case Float():
            return 1.0
        case Integer():
            return number(key) if column.primary_key or column.name in ("sequence", "batch") else 1
        case _:
            return key


def key_of(table: Table, row: dict[str, Any]) -> dict[str, Any]:
    return {column.name: row[column.name] for column in table.primary_key.columns}


# Statements -------------------------------------------------------------------------------------------------


def where(key: dict[str, Any]) -> sql.Composed:
    return sql.SQL(" AND ").join(
        sql.SQL("{} = {}").format(sql.Identifier(name), sql.Literal(value)) for name, value in key.items()
    )


def reading(table: str, key: dict[str, Any]) -> sql.Composed:
    return sql.SQL("SELECT 1 FROM public.{} WHERE {}").format(sql.Identifier(table), where(key))


NUMBERED = frozenset({"undo_step", "undo_row", "alarm_event", "issue_event", "export_log", "access_log"})


def adding(table: str, row: dict[str, Any], *, numbered: bool = True) -> sql.Composed:
    if not numbered and table in NUMBERED:
        row = {name: value for name, value in row.items() if name != "id"}
    return sql.SQL("INSERT INTO public.{} ({}) VALUES ({})").format(
        sql.Identifier(table),
        sql.SQL(", ").join(map(sql.Identifier, row)),
        sql.SQL(", ").join(map(sql.Literal, row.values())),
    )


def changing(table: str, key: dict[str, Any]) -> sql.Composed:
    columns = TABLES[table].columns
    name = (
        "version"
        if "version" in columns
        else [c.name for c in columns if c.name not in key][-1:][0]
        if len(columns) > len(key)
        else next(iter(key))
    )
    return sql.SQL("UPDATE public.{} SET {n} = {n} WHERE {}").format(
        sql.Identifier(table), where(key), n=sql.Identifier(name)
    )


def deleting(table: str, key: dict[str, Any]) -> sql.Composed:
    return sql.SQL("DELETE FROM public.{} WHERE {}").format(sql.Identifier(table), where(key))


def tried(connection: psycopg.Connection[Any], statement: sql.Composed) -> str:
    """ "done", "none" (no row was met) or "refused"; nothing of it stays."""
    try:
        told = connection.execute(sql.SQL("SAVEPOINT cell; {}").format(statement))
        told.nextset()
        result = "done" if told.rowcount else "none"
    except psycopg.errors.InsufficientPrivilege:
        result = "refused"
    except psycopg.IntegrityError:
        result = "done"  # rights and policies let it through; that other rows hang on it comes after them
    connection.execute("ROLLBACK TO cell")
    return result


def expected(cell: str, letter: str, *, own: bool) -> str:
    mine, _, others = cell.partition("/")
    others = others or mine
    if letter in (mine if own else others):
        return "done"
    if cell == "0" and letter == "r":
        return "none"
    if not own and letter in mine:
        return "refused" if letter == "a" else "none"
    return "refused"


# ------------------------------------------------------------------------------------------------------------


class Filled:
    """A centre in which every table has a row for each role."""

    def __init__(self, shared: SharedCentre) -> None:
        self.shared = shared
        self.urls: dict[str, str] = {}
        owner = shared.psql(autocommit=False)
        for role in ROLES:
            self.urls[role] = shared.as_role(role)
        self.logins = {role: shared.login_of(url) for role, url in self.urls.items()}
        self.rows = Rows(self.logins)
        owner.execute("DELETE FROM access_log")  # what making the accounts wrote
        owner.execute("DELETE FROM area_version")
        owner.execute("SELECT history_make_months(%s, %s)", [MS, MS])
        for name, table in TABLES.items():
            if name == "account":
                owner.execute("INSERT INTO account VALUES ('somebody', 'Somebody', NULL, false, '', 1)")
                continue
            for of in (*ROLES, OTHER):
                owner.execute(adding(name, self.rows.row(table, of, of)))
        owner.execute(
            "INSERT INTO account_scope SELECT login || kind, login, kind, role"
            " FROM unnest(%s::text[], %s::text[]) AS of (login, role),"
            " unnest(ARRAY['team', 'department']) AS kind"
            " ON CONFLICT (login, kind, place) DO NOTHING",
            [list(self.logins.values()), list(self.logins)],
        )
        owner.commit()

    def key(self, table: str, of: str) -> dict[str, Any]:
        name = "source" if table == "source_seen" else table
        return key_of(TABLES[name], self.rows.row(TABLES[name], of, of))


@pytest.fixture
def filled(shared_centre: SharedCentre) -> Filled:
    return Filled(shared_centre)


def test_every_table_stands_in_the_table() -> None:
    assert set(cells()) == {*TABLES, "source_seen"}


def test_every_cell_is_as_it_says(filled: Filled) -> None:
    wrong = []
    for role in ROLES:
        with filled.shared.psql(filled.urls[role], autocommit=False) as connection:
            for table, by_role in cells().items():
                for own in (True, False):
                    of = role if own else OTHER
                    key = filled.key(table, of)
                    statements: dict[str, sql.Composed] = {"r": reading(table, key)}
                    if table != "source_seen":
                        new = filled.rows.row(TABLES[table], f"{of} new", of)
                        statements |= {
                            "a": adding(table, new, numbered=False),
                            "u": changing(table, key),
                            "d": deleting(table, key),
                        }
                    for letter, statement in statements.items():
                        wanted = expected(by_role[role], letter, own=own)
                        found = tried(connection, statement)
                        if found != wanted:
                            wrong.append(f"{role} {letter} {table} own={own}: {found}, not {wanted}")
    assert not wrong, "\n".join(wrong)
