from __future__ import annotations

import itertools
import os
import shutil
import signal
import subprocess
import sys
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from supervisor.errors import ChangedMeanwhileError, ImportFileError
from supervisor.history import batch as batches
from supervisor.imports import preview as previewing
from supervisor.imports.mapping import Column, Mapping, Shape
from supervisor.imports.seen import Choices
from supervisor.imports.values import Unit
from supervisor.imports.verdict import Verdict
from supervisor.people.store import read_roll
from supervisor.storage.database import open_centre, open_history
from supervisor.storage.history_tables import (
    history_bad,
    history_count,
    history_entry,
    history_import,
    history_piece,
)
from tests.imports import made
from tests.imports.conftest import NOW, Desk, quiet

DAY = date(2026, 3, 2)

ANSWERS = Mapping(
    "answers",
    "survey",
    Shape.SURVEYS,
    (
        Column("id", "id", Unit.ID),
        Column("day", "day", Unit.DATE),
        Column("login", "login", Unit.ID),
        Column("score", "score", Unit.NUMBER),
    ),
)
INTERVALS = Mapping(
    "intervals",
    "acd",
    Shape.COUNTS,
    (
        Column("day", "day", Unit.DATE),
        Column("interval", "time", Unit.TIME),
        Column("login", "login", Unit.ID),
        Column("answered", "n_answered", Unit.COUNT),
        Column("talk", "talk_s", Unit.SECONDS),
    ),
)
DAYS = Mapping(
    "days", "acd", Shape.COUNTS, tuple(column for column in INTERVALS.columns if column.role != "time")
)


def test_a_month_of_sheets_of_four_systems_comes_to_what_they_say(desk: Desk, tmp_path: Path) -> None:
    acd = made.acd(tmp_path / "座席日报.xlsx")
    surveys, _ = made.surveys(tmp_path / "满意度.csv")
    forms = made.forms(tmp_path / "质检.xlsx")
    orders = made.orders(tmp_path / "工单.csv")
    for file, source in (
        ("座席日报.xlsx", "acd"),
        ("满意度.csv", "survey"),
        ("质检.xlsx", "qa"),
        ("工单.csv", "crm"),
    ):
        mapping = desk.propose(tmp_path / file, source)
        assert mapping.source == source
        result = desk.read(tmp_path / file, mapping)
        assert (result.left_out, result.written.changed, result.written.same) == (0, 0, 0)

    assert desk.told("acd") == acd.by
    assert desk.told("survey") == surveys.by
    assert desk.told("qa") == forms.by
    assert desk.told("crm") == orders.by


def test_the_same_file_again_is_known_and_changes_nothing(desk: Desk, tmp_path: Path) -> None:
    made.acd(tmp_path / "march.xlsx")
    mapping = desk.propose(tmp_path / "march.xlsx")
    first = desk.read(tmp_path / "march.xlsx", mapping)

    again = desk.read(tmp_path / "march.xlsx", mapping)
    assert again.batch is None
    assert again.before is not None
    assert again.before.id == first.batch

    forced = desk.read(tmp_path / "march.xlsx", mapping, Choices(again=True))
    assert (forced.written.new, forced.written.changed, forced.written.same) == (0, 0, 35)


def test_a_corrected_file_shows_old_and_new_and_replaces_only_what_differs(
    desk: Desk, tmp_path: Path
) -> None:
    made.acd(tmp_path / "march.xlsx")
    corrected = made.acd(tmp_path / "corrected.xlsx", correct={(1, 2): 7})
    mapping = desk.propose(tmp_path / "march.xlsx")
    before = desk.told
    first = desk.read(tmp_path / "march.xlsx", mapping)
    stood = before()

    seen = desk.preview(tmp_path / "corrected.xlsx", mapping)
    changed = [line for line in seen.lines if line.verdict is Verdict.CHANGED]
    assert all(change.batch == first.batch for line in changed for change in line.changes)
    answered = [change for change in changed[0].changes if change.field == "n_answered"]
    assert [(change.old, change.new) for change in answered] == [
        (stood[DAY + timedelta(1), "0014"]["n_answered"], 7)
    ]

    second = desk.read(tmp_path / "corrected.xlsx", mapping)
    assert second.written.changed == len(changed)
    assert desk.told() == corrected.by

    assert second.batch is not None
    desk.undo(second.batch)
    assert desk.told() == stood


def test_what_the_person_keeps_stays_as_it_was(desk: Desk, tmp_path: Path) -> None:
    first = made.acd(tmp_path / "march.xlsx")
    made.acd(tmp_path / "corrected.xlsx", correct={(1, 2): 7}, days=6)
    mapping = desk.propose(tmp_path / "march.xlsx")
    desk.read(tmp_path / "march.xlsx", mapping)

    desk.read(tmp_path / "corrected.xlsx", mapping, Choices(keep_old=True))

    told = desk.told()
    assert {key: values for key, values in told.items() if key in first.by} == first.by
    assert len(told) == len(first.by) + 7


def test_a_row_that_the_person_leaves_out_is_not_written(desk: Desk, tmp_path: Path) -> None:
    rows = [["day", "login", "answered", "talk"], [DAY, "7", 30, 900], [DAY, "8", 40, 900]]
    path = made.book(tmp_path / "1.xlsx", ("a", rows))

    result = desk.read(path, DAYS, Choices(skip=frozenset({("a", 3)})))

    assert (result.rows, list(desk.told())) == (1, [(DAY, "7")])
    assert result.preview is not None
    assert result.preview.count(Verdict.SKIPPED) == 1


def test_an_undone_import_leaves_alone_what_a_later_one_changed(desk: Desk, tmp_path: Path) -> None:
    one = made.book(
        tmp_path / "1.xlsx", ("a", [["day", "login", "answered"], [DAY, "7", 30], [DAY, "8", 40]])
    )
    two = made.book(tmp_path / "2.xlsx", ("a", [["day", "login", "answered"], [DAY, "7", 31]]))
    mapping = replace(DAYS, columns=DAYS.columns[:3])
    first, second = desk.read(one, mapping), desk.read(two, mapping)
    assert first.batch is not None

    undone = desk.undo(first.batch)

    assert (undone.removed, undone.left_count, undone.left[0].by) == (1, 1, second.batch)
    assert desk.told() == {(DAY, "7"): {"n_answered": 31}}


def test_answers_that_come_late_add_to_their_day_and_go_again(desk: Desk, tmp_path: Path) -> None:
    one = made.book(
        tmp_path / "1.xlsx", ("a", [["id", "day", "login", "score"], ["a", DAY, "7", 5], ["b", DAY, "7", 2]])
    )
    two = made.book(
        tmp_path / "2.xlsx", ("a", [["id", "day", "login", "score"], ["c", DAY, "7", 4], ["b", DAY, "8", 3]])
    )
    first, second = desk.read(one, ANSWERS), desk.read(two, ANSWERS)
    assert desk.told() == {
        (DAY, "7"): {"n_survey": 2, "n_csat_top2": 2, "csat_sum": 9, "csat_s2": 41},
        (DAY, "8"): {"n_survey": 1, "n_csat_top2": 0, "csat_sum": 3, "csat_s2": 9},
    }
    assert first.batch is not None
    assert second.batch is not None

    undone = desk.undo(first.batch)  # a goes, b was changed since
    assert (undone.removed, undone.left_count) == (1, 1)
    assert desk.told()[DAY, "7"] == {"n_survey": 1, "n_csat_top2": 1, "csat_sum": 4, "csat_s2": 16}

    desk.undo(second.batch)
    assert desk.told() == {}


def test_a_day_that_two_shapes_tell_keeps_what_only_one_knows(desk: Desk, tmp_path: Path) -> None:
    whole = made.book(tmp_path / "day.xlsx", ("a", [["day", "login", "answered"], [DAY, "7", 30]]))
    answers = made.book(tmp_path / "s.xlsx", ("a", [["id", "day", "login", "score"], ["a", DAY, "7", 5]]))
    counted = desk.read(whole, replace(DAYS, columns=DAYS.columns[:3]))
    surveyed = desk.read(answers, replace(ANSWERS, source="acd"))
    assert counted.batch is not None
    assert surveyed.batch is not None
    assert desk.told()[DAY, "7"] == {
        "n_answered": 30,
        "n_survey": 1,
        "n_csat_top2": 1,
        "csat_sum": 5,
        "csat_s2": 25,
    }

    desk.undo(surveyed.batch)
    assert desk.told() == {(DAY, "7"): {"n_answered": 30}}
    desk.read(answers, replace(ANSWERS, source="acd"))
    desk.undo(counted.batch)
    assert desk.told() == {(DAY, "7"): {"n_survey": 1, "n_csat_top2": 1, "csat_sum": 5, "csat_s2": 25}}


def test_intervals_are_added_up_to_the_day(desk: Desk, tmp_path: Path) -> None:
    rows = [["day", "interval", "login", "answered", "talk"]]
    rows += [[DAY, f"{hour:02}:00-{hour:02}:30", "7", 3, 600] for hour in range(9, 12)]
    desk.read(made.book(tmp_path / "i.xlsx", ("a", rows)), INTERVALS)
    assert desk.told() == {(DAY, "7"): {"n_answered": 9, "talk_s": 1800}}

    corrected = made.book(tmp_path / "c.xlsx", ("a", [rows[0], [DAY, "10:00-10:30", "7", 5, 700]]))
    desk.read(corrected, INTERVALS)
    assert desk.told() == {(DAY, "7"): {"n_answered": 11, "talk_s": 1900}}


_examples = itertools.count()
ROWS = st.lists(
    st.tuples(st.integers(0, 2), st.integers(0, 3), st.integers(0, 50), st.integers(0, 4000)),
    unique_by=lambda row: row[:2],
    min_size=1,
    max_size=9,
)


@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(rows=ROWS, data=st.data())
def test_any_split_over_files_in_any_order_counts_the_same(
    rows: list[tuple[int, int, int, int]], data: st.DataObject, sqlite_url: str, tmp_path: Path
) -> None:
    folder = tmp_path / str(next(_examples))
    folder.mkdir()
    for part in ("", "-journal", "-history"):  # a centre of nothing yet, for each example
        shutil.copy(tmp_path / f"floor{part}.db", folder)
    shuffled = data.draw(st.permutations(rows))
    files = data.draw(st.lists(st.integers(0, 2), min_size=len(rows), max_size=len(rows)))
    desk = Desk(sqlite_url.replace(str(tmp_path), str(folder)))
    head = ["day", "interval", "login", "answered", "talk"]
    scores = ["id", "day", "login", "score"]
    wanted = made.Told()
    for agent, _slot, answered, talk in rows:
        wanted.add(DAY, str(agent), n_answered=answered, talk_s=talk)
        score = answered % 6
        wanted.add(DAY, str(agent), n_survey=1, n_csat_top2=int(score >= 4), csat_sum=score, csat_s2=score**2)
    numbers = []
    for file in sorted(set(files)):
        mine = [row for row, of in zip(shuffled, files, strict=True) if of == file]
        lines = [
            head,
            *([DAY, f"{9 + slot}:00", str(agent), answered, talk] for agent, slot, answered, talk in mine),
        ]
        told = [scores, *([f"{agent}-{slot}", DAY, str(agent), n % 6] for agent, slot, n, _ in mine)]
        numbers.append(desk.read(made.book(folder / f"i{file}.xlsx", ("a", lines)), INTERVALS).batch)
        numbers.append(desk.read(made.book(folder / f"s{file}.xlsx", ("a", told)), ANSWERS).batch)

    assert desk.told() == wanted.by

    for number in data.draw(st.permutations(numbers)):
        assert number is not None
        desk.undo(number)
    assert desk.told() == {}


def test_a_number_that_lost_its_zeros_is_the_login_that_is_known(desk: Desk, tmp_path: Path) -> None:
    mapping = replace(DAYS, columns=DAYS.columns[:3])
    desk.read(
        made.book(tmp_path / "1.xlsx", ("a", [["day", "login", "answered"], [DAY, "0012", 30]])), mapping
    )
    desk.read(made.book(tmp_path / "2.xlsx", ("a", [["day", "login", "answered"], [DAY, 12, 31]])), mapping)

    assert desk.told() == {(DAY, "0012"): {"n_answered": 31}}


def test_an_empty_cell_is_unknown_and_takes_nothing_away(desk: Desk, tmp_path: Path) -> None:
    columns = (*DAYS.columns,)
    mapping = replace(DAYS, columns=columns)
    head = ["day", "login", "answered", "talk"]
    desk.read(made.book(tmp_path / "1.xlsx", ("a", [head, [DAY, "7", 30, 900]])), mapping)
    desk.read(
        made.book(tmp_path / "2.xlsx", ("a", [head, [DAY, "7", 30, None], [DAY, "8", "—", 60]])), mapping
    )

    assert desk.told() == {(DAY, "7"): {"n_answered": 30, "talk_s": 900}, (DAY, "8"): {"talk_s": 60}}


def test_names_are_remembered_once_said(desk: Desk, tmp_path: Path) -> None:
    made.acd(tmp_path / "1.xlsx")
    made.acd(tmp_path / "2.xlsx", seed=9)
    mapping = desk.propose(tmp_path / "1.xlsx")
    choices = Choices(names=(("agent", "0012", "+"), ("agent", "1026", "")))

    result = desk.read(tmp_path / "1.xlsx", mapping, choices)

    assert result.names == 2
    seen = desk.preview(tmp_path / "2.xlsx", mapping)
    standing = {found.text: (found.standing.value, found.label) for found in seen.names}
    assert standing["0012"] == ("known", "王淼")
    assert standing["1026"] == ("ignored", "")
    assert standing["0013"] == ("unknown", "")
    assert seen.count(Verdict.IGNORED) == 5
    with open_centre(desk.url) as centre, centre.read() as db:
        roll = read_roll(db)
    person = roll.who("acd", "0012", DAY)
    assert person is not None
    assert (person.name, person.number) == ("王淼", "0012")


def test_what_could_not_be_read_is_kept_with_its_place(desk: Desk, tmp_path: Path) -> None:
    head = ["day", "login", "answered", "talk"]
    rows = [head, [DAY, "7", 30, 900], [DAY, "8", "viele", 60], [None, "9", 1, 1]]
    result = desk.read(made.book(tmp_path / "1.xlsx", ("blatt", rows)), DAYS)

    assert (result.rows, result.left_out) == (1, 2)
    with open_history(desk.url) as history, history.read() as db:
        bad = db.execute(select(history_bad).order_by(history_bad.c.id)).all()
        assert [(row.sheet, row.line, row.column, row.value, row.problem) for row in bad] == [
            ("blatt", 3, "answered", "viele", "not_understood"),
            ("blatt", 4, "day", "", "no_day"),
        ]
        told = batches.batch(db, result.batch or 0)
    assert (told.file, told.mapping, told.state.value, told.facts["left_out"]) == (
        "1.xlsx",
        "days",
        "done",
        2,
    )


def test_a_file_that_changed_since_it_was_looked_at_is_not_read(desk: Desk, tmp_path: Path) -> None:
    from supervisor.imports.apply import apply

    path = made.book(tmp_path / "1.xlsx", ("a", [["day", "login", "answered", "talk"], [DAY, "7", 30, 900]]))
    digest = desk.preview(path, DAYS).digest
    made.book(path, ("a", [["day", "login", "answered", "talk"], [DAY, "7", 31, 900]]))

    with pytest.raises(ImportFileError) as error:
        apply(quiet, desk.url, path, DAYS, Choices(), who="anna", digest=digest, at=NOW)
    assert error.value.reason == "changed"
    assert desk.told() == {}


CONTACTS = Mapping(
    "contacts",
    "chat",
    Shape.CONTACTS,
    (
        Column("id", "id", Unit.ID),
        Column("queue", "skill", Unit.TEXT),
        Column("entered", "entered", Unit.MOMENT),
        Column("answered", "answered_at", Unit.MOMENT),
        Column("ended", "ended", Unit.MOMENT),
        Column("agent", "login", Unit.ID),
    ),
    constants=(("channel", "chat"),),
)


def test_contacts_become_entries_and_are_counted(desk: Desk, tmp_path: Path) -> None:
    head = ["id", "queue", "entered", "answered", "ended", "agent"]
    rows = [
        ["c1", "售后", "2026-03-02 09:00:00", "2026-03-02 09:00:12", "2026-03-02 09:05:12", "7"],
        ["c2", "售后", "2026-03-02 09:01:00", None, "2026-03-02 09:01:30", None],
    ]
    result = desk.read(made.book(tmp_path / "c.xlsx", ("a", [head, *rows])), CONTACTS)

    with open_history(desk.url) as history, history.read() as db:
        found = db.execute(select(history_entry).order_by(history_entry.c.entered_ms)).all()
    assert [(row.contact, row.outcome, row.wait_s, row.talk_s, row.channel, row.told) for row in found] == [
        ("c1", "answered", 12.0, 300.0, "chat", 4),
        ("c2", "abandoned", 30.0, None, "chat", 4),
    ]
    counted = desk.counts("chat")
    assert [
        (key[2], values["n_answered"], values["talk_s"]) for key, values in counted.items() if key[3]
    ] == [("7", 1, 300.0)]
    again = desk.preview(tmp_path / "c.xlsx", CONTACTS)
    assert again.count(Verdict.UNCHANGED) == 2
    assert result.batch is not None
    desk.undo(result.batch)
    assert desk.counts("chat") == {}


def test_queue_intervals_become_slots(desk: Desk, tmp_path: Path) -> None:
    from supervisor.storage.history_tables import history_slot

    rows = [["日期", "时段", "队列", "呼入量", "接听量", "放弃量", "平均等待时长(秒)", "服务水平"]]
    rows += [
        ["2026-03-02", "09:00-09:30", "售后", 40, 36, 4, 15, "80%"],
        ["2026-03-02", "09:30-10:00", "售后", 20, 20, 0, 5, "95%"],
    ]
    path = made.book(tmp_path / "q.xlsx", ("a", rows))
    mapping = desk.propose(path)
    assert mapping.shape is Shape.QUEUE_INTERVALS
    result = desk.read(path, replace(mapping, threshold_s=20))

    with open_history(desk.url) as history, history.read() as db:
        found = db.execute(select(history_slot).order_by(history_slot.c.slot)).all()
    assert [
        (row.entries, row.answered, row.abandoned, row.wait_answered_s, row.in_time) for row in found
    ] == [
        (40, 36, 4, 540.0, 29),
        (20, 20, 0, 100.0, 19),
    ]
    assert found[0].slot * 900 == 1772413200  # 09:00 in Shanghai
    assert (found[0].threshold_s, found[1].slot - found[0].slot) == (20, 2)
    assert result.batch is not None
    desk.undo(result.batch)
    with open_history(desk.url) as history, history.read() as db:
        assert db.execute(select(func.count()).select_from(history_slot)).scalar_one() == 0


def test_an_import_is_undone_once(desk: Desk, tmp_path: Path) -> None:
    path = made.book(tmp_path / "1.xlsx", ("a", [["day", "login", "answered", "talk"], [DAY, "7", 30, 900]]))
    number = desk.read(path, DAYS).batch or 0
    desk.undo(number)

    with pytest.raises(ChangedMeanwhileError):
        desk.undo(number)
    assert previewing.look(quiet, path, desk.url).before is None  # it may be read again
    assert desk.read(path, DAYS).batch is not None


@pytest.mark.parametrize("looks", range(6))
def test_an_import_that_is_to_end_leaves_nothing_or_is_whole(desk: Desk, tmp_path: Path, looks: int) -> None:
    """Whoever wants no more of it is heeded at the look after so many others."""
    made.surveys(tmp_path / "s.csv")
    left = itertools.count(looks, -1)
    result = desk.read(tmp_path / "s.csv", cancelled=lambda: next(left) <= 0)
    with open_history(desk.url) as history, history.read() as db:
        kept = db.execute(select(func.count()).select_from(history_piece)).scalar_one()
    assert kept == (0 if result.ended else 300)
    assert result.ended == (looks < 3)  # once while judging, twice while writing


KILLED = """
import os, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from supervisor.history import batch
from supervisor.imports.apply import apply
from supervisor.imports.mapping import from_json
from supervisor.imports.seen import Choices
import msgspec

after = int(sys.argv[3])
write, calls = batch.write, 0

def dies(*args, **kwargs):
    global calls
    done = write(*args, **kwargs)
    calls += 1
    if calls > after:
        os.kill(os.getpid(), signal.SIGKILL)
    return done

batch.write = dies
note = batch.note
batch.note = lambda *a, **k: os.kill(os.getpid(), signal.SIGKILL)
mapping = from_json(msgspec.json.decode(sys.argv[4]))
apply(lambda d, t: None, sys.argv[1], Path(sys.argv[2]), mapping, Choices(), who="anna",
      at=datetime(2026, 4, 1, tzinfo=UTC))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="kills with a signal")
@pytest.mark.parametrize("after", [0, 1])
def test_an_import_that_is_killed_leaves_nothing(desk: Desk, tmp_path: Path, after: int) -> None:
    import msgspec

    from supervisor.imports.mapping import to_json

    made.surveys(tmp_path / "s.csv")
    mapping = desk.propose(tmp_path / "s.csv")
    script = tmp_path / "killed.py"
    script.write_text(KILLED)
    arguments = [
        desk.url,
        str(tmp_path / "s.csv"),
        str(after),
        msgspec.json.encode(to_json(mapping)).decode(),
    ]

    ended = subprocess.run(
        [sys.executable, str(script), *arguments], env={**os.environ, "PYTHONPATH": "."}, check=False
    )

    assert ended.returncode == -signal.SIGKILL
    with open_history(desk.url) as history, history.read() as db:
        for table in (history_import, history_count, history_piece, history_bad):
            assert db.execute(select(func.count()).select_from(table)).scalar_one() == 0
    assert desk.read(tmp_path / "s.csv", mapping).written.new == 300
