"""Counts of people: whose they are on a day, who counts where several tell, what a kept month is worth."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from sqlalchemy import update

from supervisor.facts.fields import Group as Fields
from supervisor.history import batch as batches
from supervisor.history import count_stamp
from supervisor.history.cube import Cube, Sums, of_logins
from supervisor.history.figures import LineKind
from supervisor.history.names import Names
from supervisor.history.period import Every, Period
from supervisor.history.whose import EVERYBODY, Filter, Teller
from supervisor.people.person import Group, GroupKind, LoginUse, Membership, Person, QueueSkill
from supervisor.people.roll import Roll
from supervisor.settings.centre import CentreSettings
from supervisor.storage.bulk import insert_rows
from supervisor.storage.database import Database, open_history
from supervisor.storage.history_tables import history_count, history_metadata
from tests.history.past import NOW, answered, sheet_counts, write

MARCH = Period(date(2026, 3, 1), date(2026, 3, 31))
ANNA, BEN = Person("p1", "Anna", joined=date(2026, 1, 1)), Person("p2", "Ben", joined=date(2020, 1, 1))


def roll(*logins: LoginUse, **more: Any) -> Roll:
    return Roll([ANNA, BEN], logins=logins, **more)


def use(
    login: str, person: str | None, source: str = "hr", since: date | None = None, until: date | None = None
) -> LoginUse:
    return LoginUse(f"{source}.{login}.{since}", source, login, person, since, until)


PLAIN = roll(use("anna", "p1"), use("ben", "p2"), use("anna", "p1", "pbx"), use("anna", "p1", "qa"))


def day(number: int) -> date:
    return date(2026, 3, number)


def sums(
    history: Database,
    of: Roll = PLAIN,
    period: Period = MARCH,
    every: Every = Every.WHOLE,
    whose: Filter = EVERYBODY,
    precedence: Sequence[str] = (),
) -> Sums:
    with history.read() as db:
        return Cube().sums(db, of, period, every, whose=whose, precedence=precedence)


def told(found: Sums, field: str = "n_answered") -> dict[str, list[float | None]]:
    return {
        line.name: [None if value != value else value for value in found.of(field)[at].tolist()]
        for at, line in enumerate(found.lines)
    }


def test_a_login_handed_over_counts_for_whoever_it_was_on_the_day(history: Database) -> None:
    sheet_counts(history, "hr", [(day(n), "D", "desk", "voice", {"n_answered": n}) for n in (1, 2, 3, 4)])
    handed = roll(use("desk", "p1", until=day(3)), use("desk", "p2", since=day(4)))
    found = sums(history, handed)
    assert told(found) == {"Anna": [3], "Ben": [4], "desk": [3]}
    assert [line.kind for line in found.lines] == [LineKind.PERSON, LineKind.PERSON, LineKind.LOGIN]


def test_a_login_that_is_nobodys_is_left_out_and_an_unknown_one_is_itself(history: Database) -> None:
    rows = [(day(1), "D", login, "voice", {"n_answered": 5}) for login in ("trunk", "stranger")]
    sheet_counts(history, "hr", rows)
    nobodys = roll(use("trunk", None))
    assert told(sums(history, nobodys)) == {"stranger": [5]}
    assert told(sums(history, nobodys, whose=Filter(unknown=False))) == {}


def test_two_logins_of_one_person_add_up(history: Database) -> None:
    rows = [(day(1), "D", login, "voice", {"n_answered": 5}) for login in ("anna", "anna2")]
    sheet_counts(history, "hr", rows)
    assert told(sums(history, roll(use("anna", "p1"), use("anna2", "p1")))) == {"Anna": [10]}


def test_a_field_that_nobody_told_is_unknown_and_one_that_somebody_told_is_summed(history: Database) -> None:
    sheet_counts(
        history,
        "hr",
        [
            (day(1), "D", "anna", "voice", {"n_answered": 5, "hold_s": None}),
            (day(2), "D", "anna", "voice", {"n_answered": 0, "hold_s": 7.0}),
            (day(2), "D", "ben", "voice", {"n_answered": 0, "hold_s": None}),
        ],
    )
    found = sums(history)
    assert told(found, "hold_s") == {"Anna": [7], "Ben": [None]}
    assert told(found, "csat_sum") == {"Anna": [None], "Ben": [None]}
    assert told(sums(history, every=Every.DAY), "n_answered")["Anna"][:3] == [5, 0, None]


# -- who counts where several tell ---------------------------------------------------------------------------


def test_of_two_sheets_the_one_imported_last_counts_and_the_other_is_reported(history: Database) -> None:
    sheet_counts(history, "hr", [(day(1), "D", "anna", "voice", {"n_answered": 5, "talk_s": 50.0})])
    sheet_counts(history, "qa", [(day(1), "D", "anna", "voice", {"n_answered": 6})])
    found = sums(history)
    assert told(found) == {"Anna": [6]}
    assert told(found, "talk_s") == {"Anna": [None]}  # one teller counts for the whole group
    (twice,) = found.twice
    assert (twice.line.name, twice.group, twice.days) == ("Anna", Fields.CONTACTS, 1)
    assert (twice.counted, twice.left_out) == (Teller("qa"), Teller("hr"))
    assert told(sums(history, precedence=["hr"])) == {"Anna": [5]}


def test_a_sheet_stands_before_what_was_derived_but_only_of_what_it_tells(history: Database) -> None:
    noon = datetime(2026, 3, 1, 4, tzinfo=UTC)
    write(
        history,
        CentreSettings(),
        [
            answered("a", "q", noon, 5),
            answered("b", "q", noon + timedelta(minutes=9), 5),
            answered("c", "q", noon + timedelta(days=1), 5),
        ],
    )
    sheet_counts(
        history,
        "hr",
        [
            (day(1), "D", "anna", "voice", {"n_answered": 9}),
            (day(1), "D", "anna", "", {"n_survey": 3}),
            (day(1), "D", "anna", "chat", {"n_answered": 4}),
        ],
    )
    found = sums(history, every=Every.DAY)
    assert told(found)["Anna"][:2] == [13, 1]
    assert told(found, "n_survey")["Anna"][0] == 3
    assert [(one.counted, one.left_out) for one in found.twice] == [
        (Teller("hr"), Teller("pbx", derived=True))
    ]
    assert told(sums(history, every=Every.DAY, precedence=["pbx"]))["Anna"][:2] == [6, 1]


def test_contacts_at_two_systems_are_two_contacts(history: Database) -> None:
    noon = datetime(2026, 3, 1, 4, tzinfo=UTC)
    write(history, CentreSettings(), [answered("a", "q", noon, 5)], source="pbx")
    write(history, CentreSettings(), [answered("a", "q", noon, 5)], source="qa")
    found = sums(history)
    assert told(found) == {"Anna": [2]}
    assert not found.twice


def test_a_row_without_a_channel_is_of_all_of_them(history: Database) -> None:
    sheet_counts(history, "hr", [(day(1), "D", "anna", "", {"n_answered": 9})])
    sheet_counts(
        history, "qa", [(day(1), "D", "anna", channel, {"n_answered": 2}) for channel in ("voice", "chat")]
    )
    assert told(sums(history)) == {"Anna": [4]}
    assert told(sums(history, precedence=["hr"])) == {"Anna": [9]}


def test_days_stand_before_months_and_a_month_is_told_only_whole(history: Database) -> None:
    sheet_counts(history, "hr", [(day(1), "M", "anna", "voice", {"n_answered": 90, "talk_s": 9.0})])
    sheet_counts(history, "hr", [(day(1), "M", "ben", "voice", {"n_answered": 70})])
    sheet_counts(history, "qa", [(day(5), "D", "anna", "voice", {"n_answered": 3})])
    assert told(sums(history, every=Every.MONTH)) == {"Anna": [3], "Ben": [70]}
    assert told(sums(history, precedence=["hr"])) == {"Anna": [90], "Ben": [70]}
    part = sums(history, period=Period(day(1), day(30)))
    assert told(part) == {"Anna": [3]}
    assert told(sums(history, every=Every.DAY)).keys() == {"Anna"}


def test_tellers_that_share_no_field_both_count(history: Database) -> None:
    sheet_counts(history, "hr", [(day(1), "M", "anna", "", {"paid_s": 500.0})])
    sheet_counts(history, "qa", [(day(2), "D", "anna", "", {"signed_s": 400.0})])
    found = sums(history)
    assert (told(found, "paid_s"), told(found, "signed_s")) == ({"Anna": [500]}, {"Anna": [400]})
    assert not found.twice


# -- whose ---------------------------------------------------------------------------------------------------


def test_teams_skills_departments_and_bands_are_those_of_the_day(history: Database) -> None:
    sheet_counts(history, "hr", [(day(n), "D", "anna", "voice", {"n_answered": 1}) for n in range(1, 32)])
    groups = [
        Group("north", GroupKind.TEAM, "North", above="sales"),
        Group("south", GroupKind.TEAM, "South"),
        Group("sales", GroupKind.DEPARTMENT, "Sales"),
        Group("bill", GroupKind.SKILL, "Billing"),
    ]
    held = [
        Membership("1", "p1", "north", None, day(11)),
        Membership("2", "p1", "south", day(11)),
        Membership("3", "p1", "bill", day(30)),
    ]
    of = roll(use("anna", "p1"), groups=groups, memberships=held)

    def count(**whose: Any) -> float:
        return sum(value[0] or 0 for value in told(sums(history, of, whose=Filter(**whose))).values())

    assert count(teams=("north",)) == 10
    assert count(teams=("south",)) == 21
    assert count(teams=("north", "south")) == 31
    assert count(departments=("sales",)) == 10
    assert count(skills=("bill",)) == 2
    assert count(persons=("p2",)) == 0
    assert count(channels=("chat",)) == 0
    # 2026-01-01 and 91 days: a new one until 2026-04-01
    assert count(bands=("New",)) == 31
    assert count(bands=("Growing",)) == 0


def test_work_of_a_skill_is_that_of_its_queues(history: Database) -> None:
    noon = datetime(2026, 3, 1, 4, tzinfo=UTC)
    write(
        history,
        CentreSettings(),
        [answered("a", "q1", noon, 5), answered("b", "q2", noon + timedelta(minutes=9), 5)],
    )
    of = roll(
        use("anna", "p1", "pbx"),
        groups=[Group("bill", GroupKind.SKILL, "Billing")],
        skills=[QueueSkill("pbx", "q1", "bill")],
    )
    assert told(sums(history, of, whose=Filter(skills=("bill",)))) == {"Anna": [1]}


# -- a plain count -------------------------------------------------------------------------------------------


@hypothesis_settings(
    max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(
    rows=st.dictionaries(
        st.tuples(
            st.dates(date(2026, 2, 20), date(2026, 4, 10)),
            st.sampled_from(["anna", "ben", "eve"]),
            st.sampled_from(["voice", "chat"]),
        ),
        st.integers(0, 50),
        max_size=40,
    ),
    every=st.sampled_from([Every.DAY, Every.WEEK, Every.MONTH, Every.WHOLE]),
)
def test_sums_are_what_a_plain_count_says_whichever_way_they_are_asked(
    sqlite_url: str, tmp_path: Path, rows: dict[tuple[date, str, str], int], every: Every
) -> None:
    period = Period(date(2026, 2, 25), date(2026, 4, 3))
    with open_history(sqlite_url) as history:
        with history.write() as db:
            for table in reversed(history_metadata.sorted_tables):
                db.execute(table.delete())
        sheet_counts(
            history,
            "hr",
            [(on, "D", login, channel, {"n_answered": n}) for (on, login, channel), n in rows.items()],
        )
        found = sums(history, period=period, every=every)
        with history.read() as db:
            kept = [Cube(tmp_path / "months").sums(db, PLAIN, period, every) for _time in range(2)]
            few = of_logins(db, PLAIN, period, every, [("hr", "anna")])
    names = {"anna": "Anna", "ben": "Ben", "eve": "eve"}
    ends = [*found.firsts[1:], date(2026, 4, 4)]
    expected = {
        name: [
            sum(mine) if (mine := [n for (on, of, _c), n in rows.items() if of == login and low <= on < high])
            else None
            for low, high in zip(found.firsts, ends, strict=True)
        ]
        for login, name in names.items()
    }  # fmt: skip
    expected = {name: of for name, of in expected.items() if any(one is not None for one in of)}
    assert told(found) == expected
    assert all(told(one) == expected for one in kept)
    assert told(few) == {name: of for name, of in expected.items() if name == "Anna"}


# -- kept months ---------------------------------------------------------------------------------------------


def test_a_kept_month_is_read_again_when_its_counts_were_written(history: Database, tmp_path: Path) -> None:
    first = sheet_counts(history, "hr", [(day(1), "D", "anna", "voice", {"n_answered": 5})])
    cube = Cube(tmp_path)

    def counted(of: Cube) -> dict[str, list[float | None]]:
        with history.read() as db:
            return told(of.sums(db, PLAIN, MARCH, Every.WHOLE))

    assert counted(cube) == {"Anna": [5]}
    assert [path.name for path in tmp_path.glob("*.counts")] == ["2026-03.counts"]
    second = sheet_counts(history, "hr", [(day(1), "D", "anna", "voice", {"n_answered": 6})])
    assert counted(cube) == counted(Cube(tmp_path)) == {"Anna": [6]}
    with history.write() as db:
        batches.undo(db, second, at=NOW)
    assert counted(cube) == counted(Cube(tmp_path)) == {"Anna": [5]}
    with history.write() as db:
        batches.undo(db, first, at=NOW)
    assert counted(cube) == counted(Cube(tmp_path)) == {}


def test_days_that_are_derived_anew_are_read_anew(history: Database, tmp_path: Path) -> None:
    noon = datetime(2026, 3, 1, 4, tzinfo=UTC)
    cube = Cube(tmp_path)
    for number in (1, 2):
        stay = answered(f"c{number}", "q", noon + timedelta(minutes=number * 9), 5)
        write(history, CentreSettings(), [stay])
        with history.read() as db:
            assert told(cube.sums(db, PLAIN, MARCH, Every.WHOLE)) == {"Anna": [number]}


def test_a_file_that_is_cut_or_another_one_is_not_believed(history: Database, tmp_path: Path) -> None:
    sheet_counts(history, "hr", [(day(1), "D", "anna", "voice", {"n_answered": 5})])
    path = tmp_path / "2026-03.counts"

    def counted() -> dict[str, list[float | None]]:
        with history.read() as db:
            return told(Cube(tmp_path).sums(db, PLAIN, MARCH, Every.WHOLE))

    assert counted() == {"Anna": [5]}
    whole = path.read_bytes()
    for length in (0, 3, 20, 100, len(whole) - 1):
        path.write_bytes(whole[:length])
        assert counted() == {"Anna": [5]}, length
        assert path.read_bytes() == whole
    path.write_bytes(whole.replace(b'"format": ', b'"format": 1'))
    assert counted() == {"Anna": [5]}
    if sys.platform != "win32":
        assert not path.stat().st_mode & 0o077  # it is about people


def test_a_month_without_a_stamp_is_never_kept(history: Database, tmp_path: Path) -> None:
    with history.write() as db:  # by whoever knows of no stamps
        number = Names().number(db, "login", "hr", "anna")
        names = Names().number(db, "source", "", "hr")
        columns = ["day", "span", "source", "login", "channel", "queue", "type", "n_answered", "batch"]
        insert_rows(db, history_count, columns, [(day(1), "D", names, number, "voice", 0, 0, 5, 0)])
        assert count_stamp.stamps(db) == {}
    cube = Cube(tmp_path)
    for value in (5, 6):
        with history.write() as db:
            db.execute(update(history_count).values(n_answered=value))
        with history.read() as db:
            assert told(cube.sums(db, PLAIN, MARCH, Every.WHOLE)) == {"Anna": [value]}
    assert not list(tmp_path.glob("*.counts"))


def test_agents_are_told_by_the_day_at_the_least(history: Database) -> None:
    with pytest.raises(ValueError, match="hour"):
        sums(history, every=Every.HOUR)
