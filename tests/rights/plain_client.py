"""A shared centre with people and issues of several teams and departments, and what a plain client is told
there."""

from __future__ import annotations

from typing import Any

import psycopg

REFUSED = psycopg.errors.InsufficientPrivilege
ALL_ROLES = (
    "viewer",
    "supervisor",
    "manager",
    "liaison",
    "quality",
    "department",
    "administrator",
    "service",
)
FILL = """
INSERT INTO people_group VALUES ('all', 'department', 'All', NULL, 1), ('north', 'team', 'North', 'all', 1),
    ('south', 'team', 'South', 'all', 1), ('lent', 'team', 'Lent', NULL, 1), ('vip', 'skill', 'VIP', NULL, 1);
INSERT INTO person (id, name, version) VALUES ('anna', 'Anna', 1), ('ben', 'Ben', 1), ('cem', 'Cem', 1),
    ('dina', 'Dina', 1), ('emil', 'Emil', 1);
INSERT INTO membership VALUES
    ('1', 'anna', 'north', NULL, NULL, 1),
    ('2', 'ben', 'south', NULL, NULL, 1),
    ('3', 'cem', 'north', NULL, '2024-03-01', 1), ('4', 'cem', 'south', '2024-03-01', NULL, 1),
    ('5', 'dina', 'south', NULL, '2024-03-01', 1), ('6', 'dina', 'north', '2024-03-01', NULL, 1),
    ('7', 'emil', 'vip', NULL, NULL, 1);
INSERT INTO login_use VALUES
    ('1', 's', '101', 'anna', NULL, NULL, 1),
    ('2', 's', '102', 'ben', NULL, NULL, 1),
    ('3', 's', '103', 'cem', NULL, NULL, 1),
    ('4', 's', '104', 'dina', NULL, NULL, 1),
    ('5', 's', '105', 'anna', NULL, '2024-03-01', 1), ('6', 's', '105', 'ben', '2024-03-01', NULL, 1),
    ('7', 's', '106', NULL, NULL, NULL, 1);
INSERT INTO history_name (id, kind, source, text) VALUES (1, 'source', '', 's'), (2, 'queue', 's', 'sales'),
    (101, 'login', 's', '101'), (102, 'login', 's', '102'), (103, 'login', 's', '103'),
    (104, 'login', 's', '104'), (105, 'login', 's', '105'), (106, 'login', 's', '106'),
    (107, 'login', 's', 'nobody knows'), (108, 'login', 'supervisor:quality', 'anna'),
    (109, 'login', 'supervisor:quality', 'ben');
SELECT setval(pg_get_serial_sequence('history_name', 'id'), 1000);
INSERT INTO history_count (day, span, source, login, channel, queue, type, batch)
    SELECT day, 'D', 1, login, 'voice', 2, 0, 0 FROM generate_series(101, 109) AS login,
        unnest(ARRAY['2024-02-15', '2024-04-15']::date[]) AS day;
INSERT INTO journal_name (token, source, login, name)
    SELECT '•' || login, 's', login::text, 'N' FROM generate_series(101, 106) AS login;
INSERT INTO coaching (id, person, held_on, coach, done, document, version)
    SELECT id, id, '2024-04-01', 'c', false, '{}', 1 FROM person;
"""
ISSUES = """
INSERT INTO issue_department (id, name, retired, document, version)
    VALUES ('it', 'IT', false, '{}', 1), ('law', 'Law', false, '{}', 1);
INSERT INTO issue (id, number, title, state, department, severity, internal, made_at, made_by, changed_at,
        text, facts, standing, search_text, version)
    SELECT id, id::text, 't', 'sent', department, 1, false, now(), 'x', now(), '{}', '{}', '{}', '', 1
    FROM (VALUES (1, 'it'), (2, 'law'), (3, '')) AS of (id, department);
INSERT INTO issue_evidence (id, issue, kind, at, document, version)
    SELECT id::text, id, 'text', now(), '{}', 1 FROM issue;
INSERT INTO issue_sheet (id, number, department, state, document, version)
    SELECT department || state, department || state, department, state, '{}', 1
    FROM unnest(ARRAY['it', 'law']) AS department, unnest(ARRAY['draft', 'sent', 'void', 'back']) AS state;
INSERT INTO issue_sheet_line (id, sheet, place, issue, reminder, issue_version, document, version)
    SELECT id, id, 1, 1, false, 1, '{}', 1 FROM issue_sheet;
"""


def rows(connection: psycopg.Connection[Any], question: str) -> set[Any]:
    found = connection.execute(question.encode()).fetchall()
    return {row[0] if len(row) == 1 else row for row in found}


def said(connection: psycopg.Connection[Any], statement: str, *, whole: bool = False) -> str:
    """What the server says to *statement*: the SQLSTATE of its error (*whole*: all of it), "" where there is
    none (*whole*: the answer)."""
    try:
        told = connection.execute(statement.encode())
    except psycopg.Error as error:
        return str(error) if whole else str(error.sqlstate)
    return str(told.fetchall()) if whole else ""
