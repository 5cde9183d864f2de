"""Queues seen in several ways at once: the same figures as asked one by one, and plain sums of the rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest

from supervisor.history.asking import Past, opened
from supervisor.history.contacts import day_curve, heat
from supervisor.history.definition import Definition, OfferedBy
from supervisor.history.figures import LineKind
from supervisor.history.period import Every, Period
from supervisor.history.queue_figures import QueueQuestion, queue_figures
from supervisor.history.queue_views import ALL, queue_views, sums_by_day, sums_by_skill
from supervisor.people import store
from supervisor.people.person import Group, GroupKind
from supervisor.settings.centre import CentreSettings
from supervisor.storage.database import open_centre, open_history
from tests.history.past import NOW, answered, gone, sheet_slots, write

PERIOD = Period(date(2026, 3, 9), date(2026, 3, 11))
BY_CONTACT = Definition(offered_by=OfferedBy.CONTACT)
ASKED = QueueQuestion(PERIOD, definition=BY_CONTACT)
ZONE = ZoneInfo("Asia/Shanghai")


@pytest.fixture
def past(sqlite_url: str) -> Iterator[Past]:
    dice = Random(3)
    with open_centre(sqlite_url) as centre, centre.write() as db:
        store.add_group(db, Group("b", GroupKind.SKILL, "Billing"), at=NOW, who="anna")
        store.set_skills(db, [("pbx", "bill")], "b", at=NOW, who="anna")
    entries = []
    for at in range(120):
        begins = datetime(2026, 3, 9 + at % 2, 9, tzinfo=ZONE) + timedelta(minutes=dice.randrange(600))
        made = answered if dice.random() < 0.8 else gone
        entries.append(made(f"c{at}", dice.choice(("bill", "net")), begins, dice.randrange(60)))
    with open_history(sqlite_url) as history:
        write(history, CentreSettings(), entries)
    with opened(sqlite_url) as found:
        yield found


def asked(past: Past, question: QueueQuestion) -> list[dict[str, float | None]]:
    found = queue_figures(past.history, past.roll, past.settings, question)
    return [row for _line, _bucket, row in found.rows()]


def test_each_way_tells_what_is_told_when_it_is_asked_alone(past: Past) -> None:
    found = queue_views(past, PERIOD, BY_CONTACT)
    alone = replace(ASKED, with_skills=False, with_queues=False)
    assert list(found.whole.rows().values()) == asked(past, alone)
    assert list(found.days.rows().values()) == asked(past, replace(alone, every=Every.DAY))
    halves = queue_figures(past.history, past.roll, past.settings, replace(alone, every=Every.HALF))
    begun = {bucket.begins: halves.row(0, at) for at, bucket in enumerate(halves.buckets)}
    assert found.halves.keys
    assert all(begun[begins] == row for begins, row in found.halves.rows().items())
    lines = queue_figures(past.history, past.roll, past.settings, ASKED)
    of_queues = {
        (line.source, line.name): lines.row(at, 0)
        for at, line in enumerate(lines.lines)
        if line.kind is LineKind.QUEUE
    }
    assert found.queues.rows() == of_queues
    of_skills = [lines.row(at, 0) for at, line in enumerate(lines.lines) if line.kind is LineKind.SKILL]
    assert [found.skills.rows()["b"]] == of_skills
    curve = day_curve(past.history, past.roll, past.settings, alone)
    assert found.clock.keys == curve.starts
    assert found.clock.values["offered"].tolist() == curve.values["offered"].tolist()
    hours = heat(past.history, past.roll, past.settings, alone)
    assert found.heat.values["answered"].tolist() == hours.values["answered"].reshape(-1).tolist()
    assert [found.hours.get((day, hour), 0) for day in range(7) for hour in range(24)] == (
        hours.days.reshape(-1).tolist()
    )


def test_plain_sums_are_those_of_the_figures_whoever_told_them(past: Past) -> None:
    def check() -> None:
        days = sums_by_day(past, PERIOD)
        rows = dict(zip(PERIOD.days, asked(past, _days()), strict=True))
        assert {day: (one.offered, one.answered) for day, one in days.items() if one.offered} == {
            day: (row["offered"], row["answered"]) for day, row in rows.items() if row["offered"]
        }
        whole = sums_by_skill(past, PERIOD)
        assert whole[ALL].offered == sum(one.offered for one in days.values())
        assert sum(one.offered for key, one in whole.items() if key != ALL) == whole[ALL].offered

    check()
    with open_history(past.url) as history:  # what a sheet tells again does not count twice
        noon = datetime(2026, 3, 11, 12, tzinfo=ZONE)
        sheet_slots(history, "sheet", [(noon, "other", {"entries": 4, "contacts": 4, "answered": 3})])
    with opened(past.url) as again:
        past = again
        check()


def _days() -> QueueQuestion:
    return replace(ASKED, every=Every.DAY, with_skills=False, with_queues=False)
