from __future__ import annotations

import pytest

from supervisor.live.journal import Journal
from supervisor.storage.database import Database


@pytest.fixture
def kept(journal: Database) -> Journal:
    """An empty journal, on each engine."""
    return Journal(journal)
