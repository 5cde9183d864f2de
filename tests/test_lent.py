"""A database that is lent again is as a new one, or it is not lent again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import psycopg
import pytest

if TYPE_CHECKING:
    from tests.lent import Lender

postgresql = pytest.importorskip("tests.postgresql")  # it needs Unix sockets

WRITTEN = "INSERT INTO history_name (kind, source, text) VALUES ('login', 'pbx', '8001') RETURNING id"


def after(lender: Lender, first: psycopg.Connection, *statements: str) -> psycopg.Connection:
    """A connection to what is lent after *statements* were run in the database of *first*."""
    for statement in statements:
        first.execute(statement.encode())
    lender.take_back(first.info.dbname)
    return psycopg.connect(postgresql.url(lender.lend()), autocommit=True)


@pytest.fixture
def lender(request: pytest.FixtureRequest) -> Lender:
    found: Lender = request.getfixturevalue("_postgresql_lender")
    return found


@pytest.fixture
def first(lender: Lender) -> Iterator[psycopg.Connection]:
    with psycopg.connect(postgresql.url(lender.lend()), autocommit=True) as made:
        yield made


def test_what_a_test_wrote_is_gone_for_the_next(lender: Lender, first: psycopg.Connection) -> None:
    partition = "CREATE TABLE history_entry_2026_11 PARTITION OF history_entry FOR VALUES FROM (0) TO (9)"
    many = (
        "INSERT INTO history_name (kind, source, text)"
        " SELECT 'queue', 'pbx', n::text FROM generate_series(1, 5000) n"
    )
    name, number = first.info.dbname, first.execute(WRITTEN).fetchone()
    with after(lender, first, partition, many, "CREATE TEMP TABLE staged AS SELECT 1") as again:
        assert again.info.dbname == name
        assert again.execute("SELECT count(*) FROM history_name").fetchone() == (0,)
        assert again.execute("SELECT to_regclass('history_entry_2026_11')").fetchone() == (None,)
        assert again.execute(WRITTEN).fetchone() == number == (1,)
    lender.take_back(name)


def test_who_still_holds_the_database_is_thrown_out(lender: Lender, first: psycopg.Connection) -> None:
    first.execute("BEGIN")
    with after(lender, first, WRITTEN) as again:
        assert again.execute("SELECT count(*) FROM history_name").fetchone() == (0,)
        other = again.info.dbname
        with pytest.raises(psycopg.OperationalError):
            first.execute("SELECT 1")
    lender.take_back(other)


@pytest.mark.parametrize(
    "change",
    [
        "CREATE TABLE mine (id int)",
        "ALTER TABLE person DROP COLUMN note",
        "ALTER TABLE person ALTER COLUMN name DROP NOT NULL",
        "DROP INDEX ix_membership_person",
        "UPDATE centre_version SET version_num = '0001'",
        "CREATE FUNCTION mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    ],
)
def test_a_database_that_was_changed_is_not_lent_again(
    lender: Lender, first: psycopg.Connection, change: str
) -> None:
    name = first.info.dbname
    with after(lender, first, change) as again:
        other = again.info.dbname
        assert other != name
    lender.take_back(other)
