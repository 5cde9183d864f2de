"""Months of the large tables are made and dropped by functions: who writes the history need not own it.

PostgreSQL alone. Making or dropping a partition takes the owner of its table. The service and managers are
not that; so two functions do it in the owner's name, for our four tables and whole months, and nobody may
call them but who is granted it (rights/). A month is attached, not made as a partition: that would wait for
everybody who reads the table, and hold up whoever comes after.
"""

from __future__ import annotations

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_MAKE = """
CREATE FUNCTION history_make_months(first_ms bigint, last_ms bigint) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = {schema}, pg_temp AS $$
DECLARE
    parents CONSTANT text[] := ARRAY['history_entry', 'history_ring', 'history_mark', 'history_span'];
    month timestamp;
    parent text;
    child text;
    made integer := 0;
BEGIN
    -- 1970 to 2099: so many tables can be made, and no more
    IF first_ms IS NULL OR last_ms IS NULL OR first_ms > last_ms OR first_ms < 0 OR last_ms >= 4102444800000
    THEN
        RAISE EXCEPTION 'no months from % to %', first_ms, last_ms USING ERRCODE = 'invalid_parameter_value';
    END IF;
    month := date_trunc('month', to_timestamp(first_ms / 1000) AT TIME ZONE 'UTC');
    WHILE extract(epoch FROM month) * 1000 <= last_ms LOOP
        FOREACH parent IN ARRAY parents LOOP
            child := format('%s_%s', parent, to_char(month, 'YYYY_MM'));
            CONTINUE WHEN to_regclass(format('{schema}.%I', child)) IS NOT NULL;
            PERFORM pg_advisory_xact_lock(1398100048);  -- somebody else may be making it
            CONTINUE WHEN to_regclass(format('{schema}.%I', child)) IS NOT NULL;
            EXECUTE format('CREATE TABLE {schema}.%I (LIKE {schema}.%I INCLUDING ALL)', child, parent);
            EXECUTE format(
                'ALTER TABLE {schema}.%I ATTACH PARTITION {schema}.%I FOR VALUES FROM (%s) TO (%s)',
                parent, child,
                (extract(epoch FROM month) * 1000)::bigint,
                (extract(epoch FROM month + interval '1 month') * 1000)::bigint
            );
            made := made + 1;
        END LOOP;
        month := month + interval '1 month';
    END LOOP;
    RETURN made;
END
$$
"""

_DROP = """
CREATE FUNCTION history_drop_months(before_ms bigint) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = {schema}, pg_temp SET lock_timeout = '3s' AS $$
DECLARE
    found record;
    month timestamp;
    rows bigint;
    gone bigint := 0;
BEGIN
    IF before_ms IS NULL OR before_ms < 0 OR before_ms >= 4102444800000 THEN
        RAISE EXCEPTION 'no months before %', before_ms USING ERRCODE = 'invalid_parameter_value';
    END IF;
    FOR found IN
        SELECT parent.relname AS parent, child.relname AS child
        FROM pg_catalog.pg_inherits
        JOIN pg_catalog.pg_class AS child ON child.oid = inhrelid
        JOIN pg_catalog.pg_class AS parent ON parent.oid = inhparent
        WHERE parent.oid = ANY (ARRAY[
                  '{schema}.history_entry', '{schema}.history_ring',
                  '{schema}.history_mark', '{schema}.history_span'
              ]::regclass[])
          AND child.relnamespace = '{schema}'::regnamespace
        ORDER BY child.relname
    LOOP
        CONTINUE WHEN found.child !~ ('^' || found.parent || '_[0-9]{{4}}_[0-9]{{2}}$');
        month := (replace(right(found.child, 7), '_', '-') || '-01')::timestamp;
        CONTINUE WHEN extract(epoch FROM month + interval '1 month') * 1000 > before_ms;
        EXECUTE format('SELECT count(*) FROM {schema}.%I', found.child) INTO rows;
        EXECUTE format('DROP TABLE {schema}.%I', found.child);
        gone := gone + rows;
    END LOOP;
    RETURN gone;
END
$$
"""


def upgrade() -> None:
    connection = op.get_bind()
    if connection.dialect.name != "postgresql":
        return
    schema = connection.exec_driver_sql("SELECT quote_ident(current_schema())").scalar_one()
    for made in (_MAKE, _DROP):
        connection.exec_driver_sql(made.format(schema=schema).replace("%", "%%"))
    for function in ("history_make_months(bigint, bigint)", "history_drop_months(bigint)"):
        connection.exec_driver_sql(f"REVOKE ALL ON FUNCTION {schema}.{function} FROM PUBLIC")
