from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Column, Integer, MetaData, Table, insert, literal, select
from sqlalchemy.exc import StatementError

from supervisor.storage.database import Database
from supervisor.storage.instant import UtcInstant

seen = Table("seen", MetaData(), Column("id", Integer, primary_key=True), Column("at", UtcInstant))

ZONES = (
    UTC,
    ZoneInfo("Asia/Shanghai"),
    ZoneInfo("America/St_Johns"),
    timezone(timedelta(hours=-11, minutes=-59)),
)

instants = st.datetimes(
    # one day in from both ends, so that the same instant exists in every zone
    min_value=datetime(1, 1, 2),  # noqa: DTZ001
    max_value=datetime(9999, 12, 30),  # noqa: DTZ001
    timezones=st.sampled_from(ZONES),
)


@given(st.lists(instants, min_size=1, max_size=8))
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_instants_come_back_as_utc_and_sort_as_time_does(
    centre: Database, given_instants: list[datetime]
) -> None:
    with centre.write() as db:
        seen.drop(db, checkfirst=True)
        seen.create(db)
        db.execute(insert(seen), [{"id": i, "at": at} for i, at in enumerate(given_instants)])
    # compared in UTC: Python calls no two zones' instants equal in an hour that is lived twice (PEP 495)
    expected = [at.astimezone(UTC) for at in given_instants]
    middle = sorted(expected)[len(expected) // 2]
    with centre.read() as db:
        found = db.execute(select(seen.c.at).order_by(seen.c.id)).scalars().all()
        in_order = db.execute(select(seen.c.at).order_by(seen.c.at)).scalars().all()
        later = db.execute(select(seen.c.at).where(seen.c.at > middle)).scalars().all()

    assert found == expected
    assert all(at.tzinfo is UTC for at in found)
    assert in_order == sorted(expected)
    assert sorted(later) == sorted(at for at in expected if at > middle)


def test_a_naive_datetime_is_refused_before_anything_is_written(centre: Database) -> None:
    naive = datetime(2025, 3, 1, 9, 0)  # noqa: DTZ001
    with centre.write() as db:
        seen.create(db)
    with centre.write() as db, pytest.raises(StatementError, match="naive datetime is no instant"):
        db.execute(insert(seen).values(id=1, at=naive))
    with centre.read() as db:
        assert db.execute(select(seen)).all() == []


def test_an_unknown_instant_is_none(centre: Database) -> None:
    with centre.write() as db:
        seen.create(db)
        db.execute(insert(seen).values(id=1, at=None))
        assert db.execute(select(seen.c.at)).scalar_one() is None


def test_an_instant_written_into_the_statement_is_the_same_as_a_bound_one(centre: Database) -> None:
    at = datetime(2025, 3, 1, 17, 30, 0, 250_000, tzinfo=ZoneInfo("Asia/Shanghai"))
    with centre.write() as db:
        seen.create(db)
        db.execute(insert(seen).values(id=1, at=at))
        statement = select(seen.c.id).where(seen.c.at == literal(at, UtcInstant))
        text = str(statement.compile(db, compile_kwargs={"literal_binds": True}))
        assert db.exec_driver_sql(text).scalar_one() == 1
