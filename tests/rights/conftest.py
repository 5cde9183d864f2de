"""What tests of rights stand on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from supervisor.storage.database import Database, open_centre
from tests.rights.plain_client import FILL, ISSUES
from tests.shared_centre import SharedCentre


@pytest.fixture
def owned(shared_centre: SharedCentre) -> Iterator[Database]:
    """The shared centre, as its owner opens it."""
    with open_centre(shared_centre.url) as database:
        yield database


@pytest.fixture
def peopled(shared_centre: SharedCentre) -> SharedCentre:
    """The shared centre with people and issues."""
    shared_centre.psql().execute(FILL + ISSUES)
    return shared_centre


@pytest.fixture
def supervisor(peopled: SharedCentre) -> psycopg.Connection[Any]:
    """A plain client of the supervisor of the team “north”."""
    return peopled.psql(peopled.as_role("supervisor", teams=["north"]))
