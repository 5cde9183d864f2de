"""The grid of rights: complete, and the same as what the screens offer."""

from __future__ import annotations

import pytest

from supervisor.rights.act import MAY, Act
from supervisor.rights.matrix import (
    BOUND_MEANINGS,
    BOUNDED,
    BOUNDS,
    COLUMNS,
    MATRIX,
    VIEWS,
    condition,
    may,
    needs,
)
from supervisor.rights.role import PEOPLE, DatabaseRole
from supervisor.storage.rooms import CENTRE, HISTORY, JOURNAL

ROOMS = (CENTRE, JOURNAL, HISTORY)
TABLES = {table.name: table for room in ROOMS for table in room.metadata.sorted_tables}


def test_every_table_of_the_three_rooms_stands_in_it_and_nothing_else() -> None:
    assert set(MATRIX) == {*TABLES, *(room.version_table for room in ROOMS), *VIEWS}


@pytest.mark.parametrize("act", Act)
def test_who_may_do_an_act_on_the_screens_may_do_it_in_the_database_and_nobody_else(act: Act) -> None:
    able = {role for role in PEOPLE if all(may(role, table, operation) for operation, table in needs(act))}

    assert able == MAY[act]


def test_every_bound_fits_its_tables_and_has_its_words() -> None:
    assert set(BOUNDS) == set(BOUND_MEANINGS)
    used = {bound for by in MATRIX.values() for rights in by.values() for r in rights for bound in r.bounds}
    assert used == set(BOUNDS)
    for table in BOUNDED:
        for role, rights in MATRIX[table].items():
            for right in rights:
                assert "{" not in condition(table, right, role).replace("'{", "")


def test_named_columns_are_columns_of_their_tables() -> None:
    for (table, _name), columns in COLUMNS.items():
        assert set(columns) <= set(TABLES[table].columns.keys())


def test_what_only_grows_is_changed_by_nobody() -> None:
    for table in ("access_log", "export_log", "issue_event", "sheet_export", "meeting_minutes"):
        for role in DatabaseRole:
            assert not may(role, table, "UPDATE"), (table, role)
            assert not may(role, table, "DELETE"), (table, role)


def test_a_viewer_and_a_department_write_nothing_of_the_centre() -> None:
    for table in MATRIX:
        for operation in ("INSERT", "UPDATE", "DELETE"):
            assert not may(DatabaseRole.VIEWER, table, operation), table
            if table not in ("area_version", "export_log", "access_log"):
                assert not may(DatabaseRole.DEPARTMENT, table, operation), table


def test_a_customers_number_is_in_no_column_that_a_viewer_or_a_liaison_reads() -> None:
    for role in (DatabaseRole.VIEWER, DatabaseRole.LIAISON, DatabaseRole.ADMINISTRATOR):
        for table, column in (
            ("journal_batch", "private"),
            ("snapshot", "private"),
            ("history_entry", "number"),
        ):
            for right in MATRIX[table][role]:
                assert right.columns is not None
                assert column not in right.columns
