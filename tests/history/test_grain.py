"""Counts at their finest: nothing is lost or doubled against the cube; each row says whose work it was."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from random import Random

import numpy as np
import pytest

from supervisor.history import batch as batches
from supervisor.history import cube as cubes
from supervisor.history.count_block import month_end
from supervisor.history.cube import Cube, Tellers
from supervisor.history.grain import Grain, grains
from supervisor.history.names import Names
from supervisor.history.period import Every, Period
from supervisor.history.whose import Filter
from supervisor.people.person import Group, GroupKind, LoginUse, Person, QueueSkill
from supervisor.people.roll import Roll
from supervisor.storage.database import Database, open_history
from supervisor.storage.history_tables import history_count
from tests.history.past import NOW

FIELDS = ["n_answered", "talk_s", "n_survey", "signed_s"]
WHOLE = Period(date(2026, 2, 1), date(2026, 4, 30))
MONTHS = [Period(first, month_end(first)) for first in (date(2026, 2, 1), date(2026, 3, 1), date(2026, 4, 1))]
BILLING = Group("g1", GroupKind.SKILL, "Billing")
ROLL = Roll(
    [Person("p1", "Anna"), Person("p2", "Ben")],
    [BILLING],
    logins=[
        LoginUse("1", "pbx", "a", "p1", None, date(2026, 3, 10)),
        LoginUse("2", "pbx", "a", "p2", date(2026, 3, 12), None),
        LoginUse("3", "pbx", "b", "p2"),
        LoginUse("4", "hr", "b", "p2"),
        LoginUse("5", "hr", "left out", None),
    ],
    skills=[QueueSkill("pbx", "bills", "g1")],
)
Row = tuple[date, str, str, str, str, str, str, list[float | None]]


def random_rows() -> list[Row]:
    """Some hundred rows of two sources, days and months, with and without channel, queue and type."""
    rng = Random(7)
    rows: dict[tuple[date, str, str, str, str, str, str], list[float | None]] = {}
    for _count in range(400):
        source = rng.choice(["pbx", "pbx", "hr"])
        span = "M" if source == "hr" and rng.random() < 0.3 else "D"
        day = WHOLE.first + timedelta(days=rng.randrange(89))
        key = (
            day.replace(day=1) if span == "M" else day,
            span,
            source,
            rng.choice(["a", "b", "left out", "stranger"]),
            rng.choice(["", "voice", "chat"]),
            rng.choice(["", "bills", "tech"]) if source == "pbx" else "",
            rng.choice(["", "tariff"]),
        )
        rows[key] = [None if rng.random() < 0.3 else float(rng.randrange(1, 50)) for _field in FIELDS]
    return [(*key, values) for key, values in rows.items()]


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Database:
    path: Path = tmp_path_factory.mktemp("grain")
    history = open_history(f"sqlite:///{path}/floor.db")
    names = Names()
    with history.write() as db:
        for source in ("pbx", "hr"):
            number = batches.begin(db, batches.Kind.TABLE, source, at=NOW, who="anna")
            written = [
                (
                    day,
                    span,
                    names.number(db, "source", "", source),
                    names.number(db, "login", source, login),
                    channel,
                    names.number(db, "queue", source, queue),
                    names.number(db, "type", source, type_),
                    *values,
                )
                for day, span, of, login, channel, queue, type_, values in random_rows()
                if of == source
            ]
            columns = ["day", "span", "source", "login", "channel", "queue", "type", *FIELDS]
            batches.write(db, history_count, columns, written, number)
            batches.note(db, number, state=batches.State.DONE, at=NOW)
    return history


def grain(history: Database, pieces: Sequence[Period], *, apart: bool = True) -> Grain:
    with history.read() as db:
        blocks, names = Cube().blocks(db, WHOLE), cubes.read_names(db)
        people = cubes.people_of(blocks, names, ROLL)
        return grains(blocks, people, lambda: Tellers.read(db), names, ROLL, pieces, FIELDS, apart=apart)


@pytest.mark.parametrize("apart", [True, False])
def test_added_up_it_is_what_the_cube_says(told: Database, apart: bool) -> None:
    found = grain(told, MONTHS, apart=apart)
    with told.read() as db:
        sums = Cube().sums(db, ROLL, WHOLE, Every.MONTH, whose=Filter(unknown=False), fields=FIELDS)
    people = [line.id for line in sums.lines]
    for name in FIELDS:
        mine = np.zeros((len(people), 3))
        values, known = found.field(name)
        place = np.array([people.index(found.persons[at]) for at in found.person[known].tolist()])
        np.add.at(mine, (place, found.piece[known]), values[known])
        np.testing.assert_allclose(mine, np.nan_to_num(sums.of(name)))


def test_each_row_says_channel_skill_group_and_type(told: Database) -> None:
    found = grain(told, MONTHS)
    assert set(found.channels) == {"", "voice", "chat"}
    assert set(found.skills) == {"", "g1"}  # nobody said whose work the queue “tech” is
    assert set(found.types) == {"", "tariff"}
    rows = list(
        zip(*(each.tolist() for each in (found.person, found.piece, found.channel, found.skill)), strict=True)
    )
    assert rows == sorted(rows)


def test_a_stretch_of_days_leaves_out_what_a_whole_month_told(told: Database) -> None:
    days = Period(date(2026, 3, 2), date(2026, 3, 31))
    surveys, known = grain(told, [days]).field("n_survey")
    of_days = sum(row[7][2] or 0 for row in random_rows() if row[1] == "D" and row[0] in days)
    assert 0 < surveys[known].sum() <= of_days


def test_it_counts_the_logins_behind_whom_nobody_is_known(told: Database) -> None:
    # “stranger” at two sources, “a” at hr, and at pbx on the two days between two holders
    assert grain(told, MONTHS).unknown_logins in (3, 4)


def test_nothing_told_is_an_empty_grain(told: Database) -> None:
    found = grain(told, [Period(date(2027, 1, 1), date(2027, 1, 31))])
    assert len(found) == 0
    assert found.field("talk_s")[0].shape == (0,)
