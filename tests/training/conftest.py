"""A centre on SQLite alone, for what does not depend on the engine."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from supervisor.storage.database import Database, open_centre


@pytest.fixture
def sqlite_centre(sqlite_url: str) -> Iterator[Database]:
    with open_centre(sqlite_url) as database:
        yield database
