"""A server on which writers meet others: their first statements are rolled back as a clash would."""

from __future__ import annotations

import psycopg
from psycopg import sql


def let_clash(url: str, *tables: str, times: int = 1) -> None:
    """The next *times* statements that write to each of *tables* fail with a serialization failure. *url*: as
    the owner of the tables."""
    with psycopg.connect(url, autocommit=True) as owner:
        for table in tables:
            name = sql.Identifier(f"met_{table}")
            owner.execute(sql.SQL("CREATE SEQUENCE {}").format(name))
            owner.execute(
                sql.SQL(
                    "CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN"
                    " IF nextval({said}) <= {times} THEN"  # which no rollback takes back
                    " RAISE EXCEPTION 'two writers met' USING ERRCODE = 'serialization_failure'; END IF;"
                    " RETURN NULL; END $$"
                ).format(name=name, said=sql.Literal(f"met_{table}"), times=sql.Literal(times))
            )
            owner.execute(
                sql.SQL(
                    "CREATE TRIGGER {name} AFTER INSERT OR UPDATE OR DELETE ON {table}"
                    " FOR EACH STATEMENT EXECUTE FUNCTION {name}()"
                ).format(name=name, table=sql.Identifier(table))
            )


def met(url: str, table: str) -> int:
    """How many statements wrote, or tried to write, to *table* since."""
    with psycopg.connect(url, autocommit=True) as owner:
        asked = sql.SQL("SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM {}")
        row = owner.execute(asked.format(sql.Identifier(f"met_{table}"))).fetchone()
        assert row is not None
        return int(row[0])
