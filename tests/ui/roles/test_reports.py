"""Every report that a role may have is made for it, of what it may see: the server refuses none of it."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from supervisor.reports.catalogue import REPORTS, Report
from supervisor.reports.making import make
from supervisor.reports.order import Ask, Order
from supervisor.rights.own import own_rights
from supervisor.rights.role import DatabaseRole
from supervisor.storage.centre_settings import load_centre
from supervisor.storage.database import open_centre
from tests import postgresql
from tests.ui.consoles import Filled


def ordered(report: Report, today: date) -> Order | None:
    """An order of *report* that needs to know no person and no meeting."""
    match report.asks:
        case Ask.MONTH:
            return Order(report.name, month=today.replace(day=1))
        case Ask.SPAN:
            return Order(report.name, since=today - timedelta(days=2), until=today)
        case Ask.DAY:
            return Order(report.name, since=today)
        case Ask.FILTER:
            return Order(report.name)
    return None


@pytest.mark.parametrize("role", [DatabaseRole.SUPERVISOR, DatabaseRole.QUALITY, DatabaseRole.LIAISON])
def test_a_role_gets_its_reports(role: DatabaseRole, filled: Filled, tmp_path: Path) -> None:
    url = filled.url_of(role)
    login = filled.centre.login_of(url)
    with open_centre(url) as centre, centre.read() as db:
        rights, settings = own_rights(db), load_centre(db)
    today = settings.days.day(settings.clock().now())
    made = 0
    for report in REPORTS:
        order = ordered(report, today)
        if order is None or not rights.may(report.act):
            continue
        make(lambda _done, _total: None, url, order, tmp_path / f"{report.name}.xlsx", who=login)
        made += 1
    assert made == {DatabaseRole.LIAISON: 1, DatabaseRole.QUALITY: 5, DatabaseRole.SUPERVISOR: 7}[role]
    assert postgresql.refused(login) == []
