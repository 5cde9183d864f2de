"""Departments in the centre's database."""

from __future__ import annotations

from sqlalchemy import Connection

from supervisor.issues.department import Department
from supervisor.storage.changes import Changes

AREA = Changes({"departments"})
"""What changes with a department."""


def all_departments(db: Connection) -> tuple[Department, ...]:
    """Every department, by name; retired ones last."""
    raise NotImplementedError
