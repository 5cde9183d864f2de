"""The centre that tests are lent."""

from __future__ import annotations

import psycopg
import pytest

from tests.shared_centre import SharedCentre


def test_the_owner_is_no_superuser(shared_centre: SharedCentre) -> None:
    with shared_centre.psql() as owner:
        told = owner.execute(
            "SELECT rolsuper, rolcreaterole, rolbypassrls FROM pg_roles WHERE rolname = current_user"
        ).fetchone()

    assert told == (False, True, False)


def test_an_account_has_its_role_and_no_other(shared_centre: SharedCentre) -> None:
    url = shared_centre.as_role("viewer")

    with shared_centre.psql(url) as viewer:
        assert viewer.execute("SELECT roles, owner FROM rights.own()").fetchone() == (["viewer"], False)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            viewer.execute("SELECT * FROM person")


def test_the_next_test_is_lent_an_empty_one(shared_centre: SharedCentre) -> None:
    with shared_centre.psql() as owner:
        assert owner.execute("SELECT count(*) FROM account").fetchone() == (0,)
