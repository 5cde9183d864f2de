"""Run by Alembic for either room of the database: migrate.py says which, and on what connection."""

from __future__ import annotations

from alembic import context

given = context.config.attributes
context.configure(
    connection=given["connection"],
    target_metadata=given["metadata"],
    version_table=given["version_table"],
    transactional_ddl=True,  # also on SQLite: our connections begin for real (database.py)
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
