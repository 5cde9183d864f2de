"""A running console whose account loses all its roles, or is retired: it is told, and offers nothing more."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
import pytest

from supervisor.rights import accounts
from supervisor.rights.act import Act
from supervisor.rights.role import DatabaseRole as R
from supervisor.storage.database import open_centre
from tests.ui.accounts.conftest import Seat


@pytest.mark.parametrize("retired", [False, True])
def test_a_console_whose_roles_are_all_gone_is_told_and_offers_nothing(
    open_as: Callable[..., Seat], retired: bool
) -> None:
    seat = open_as(R.SUPERVISOR, teams=["one"])
    assert seat.centre.rights.may(Act.SEE_FIGURES)
    with open_centre(seat.shared.url) as own, own.write() as db:
        one = accounts.one_account(db, seat.centre.who)
        accounts.change(db, msgspec.structs.replace(one, roles=frozenset(), retired=retired))

    def told() -> bool:
        nothing = not any(seat.centre.rights.may(act) for act in Act)
        return nothing or seat.centre.jobs.away is not None  # the band asks to log in again

    seat.qtbot.waitUntil(told)
