"""An owner without other rights, and empty databases of his, as an administrator of a server makes them."""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterator

import pytest

from tests import postgresql

_names = (f"own{os.getpid()}_{count}" for count in itertools.count())


@pytest.fixture
def owned_url(_postgresql_server: None) -> Iterator[str]:
    """The URL of an empty database of a role that may make roles and is no superuser; both go again."""
    name = next(_names)
    owner = f"{name}_owner"
    postgresql.run(f"CREATE ROLE {owner} LOGIN CREATEROLE")
    postgresql.run(f"CREATE DATABASE {name} OWNER {owner} STRATEGY file_copy")
    yield postgresql.url(name, owner)
    postgresql.run(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
    with postgresql._admin().cursor() as cursor:
        roles = cursor.execute(
            "SELECT rolname FROM pg_roles WHERE position(%s in rolname) > 0", (name,)
        ).fetchall()
    for (role,) in sorted(roles, key=lambda found: found[0] == owner):
        postgresql.run(f'DROP ROLE "{role}"')
