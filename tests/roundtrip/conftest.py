from __future__ import annotations

from collections.abc import Iterator

import pytest

from supervisor.storage.database import Database, open_centre


@pytest.fixture
def sqlite(sqlite_url: str) -> Iterator[Database]:
    """A centre in a file, where one kind of database says it all."""
    with open_centre(sqlite_url) as database:
        yield database
