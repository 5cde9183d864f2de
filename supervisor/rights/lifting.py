"""Takes the rights of a shared centre off its tables, for as long as these are changed.

PostgreSQL drops no column and changes no column's kind while a policy or a view names it. So an upgrade lifts
what was laid and lays it anew at its end, in one transaction: nobody ever sees the tables without.
"""

from __future__ import annotations

from sqlalchemy import Connection

from supervisor.rights.laying import prefix_of
from supervisor.rights.matrix import VIEWS

_POLICIES = """
DO $$ DECLARE one record; BEGIN
  FOR one IN SELECT polname, relname FROM pg_policy JOIN pg_class ON pg_class.oid = polrelid
      WHERE relnamespace = 'public'::regnamespace LOOP
    EXECUTE format('DROP POLICY %%I ON public.%%I', one.polname, one.relname);
  END LOOP;
END $$
"""


def lift(db: Connection) -> str:
    """Take away the laid policies, views and functions, in the caller's transaction, which has the tables for
    itself and calls `lay` before it ends: with the prefix of the roles, which this returns."""
    prefix = prefix_of(db)
    for view in sorted(VIEWS):
        db.exec_driver_sql(f"DROP VIEW IF EXISTS public.{view}")
    db.exec_driver_sql(_POLICIES)
    db.exec_driver_sql("DROP SCHEMA rights CASCADE")
    return prefix
