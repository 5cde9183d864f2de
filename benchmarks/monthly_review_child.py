"""A large centre made up, or its monthly review made, by itself: `… fill|make FOLDER PEOPLE`."""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from sqlalchemy import Connection

from supervisor.history import count_stamp
from supervisor.history.batch import DERIVED
from supervisor.people.person import GroupKind
from supervisor.performance.target import Cell, Target, TargetRow
from supervisor.performance.target_store import Change, change_targets
from supervisor.quality.evaluation import Answers, Evaluation, ItemAnswer, Judgement, Said, State
from supervisor.quality.evaluation_store import row_of
from supervisor.quality.form_store import add_form
from supervisor.quality.usual import VOICE
from supervisor.reports import review
from supervisor.reports.asked import asked
from supervisor.reports.order import Order
from supervisor.storage.bulk import insert_rows
from supervisor.storage.centre import login_use, membership, people_group, person, queue_skill
from supervisor.storage.database import open_centre, open_history, open_journal
from supervisor.storage.history_tables import history_count, history_name, history_slot
from supervisor.storage.quality_tables import quality_evaluation
from supervisor.workbook.book import Book
from supervisor.workbook.cell import Figure, Link
from supervisor.workbook.writing import write_book

NOW = datetime(2026, 11, 22, 4, tzinfo=UTC)
MONTH = date(2026, 10, 1)
FIRST, LAST = date(2026, 7, 1), date(2026, 10, 31)
TEAM, SKILLS, QUEUES, TYPES = 20, 20, 5, ("bills", "faults", "tariffs")  # people a team, queues a skill group
CONTACTS = (
    *("n_offered", "n_answered", "talk_s", "hold_s", "acw_s", "talk_s2", "n_held", "n_transfer"),
    *("n_fcr_eligible", "n_fcr_ok", "n_survey_sent", "n_survey", "n_csat_top2", "n_complaint", "n_dispatch"),
)
TIMES = ("signed_s", "ready_s", "busy_s", "paid_s", "scheduled_s", "adhered_s")
FORMS = 2  # of each person in each of the last two months


def fill(folder: Path, people: int) -> dict[str, Any]:
    """Write the centre into *folder*."""
    url = f"sqlite:///{folder}/floor.db"
    for opening in (open_centre, open_journal, open_history):
        opening(url).close()
    with open_centre(url) as centre, centre.write() as db:
        _people(db, people)
        _forms(db, people)
        kpis = {
            "fcr": (0.86, None),
            "csat": (0.80, None),
            "aht": (None, 330.0),
            "complaint_rate": (None, 4.0),
        }
        rows = [TargetRow(Cell(kpi), Target(low, high)) for kpi, (low, high) in kpis.items()]
        change_targets(db, [Change(None, row) for row in rows], at=NOW, who="anna")
    days = [FIRST + timedelta(days=at) for at in range((LAST - FIRST).days + 1)]
    with open_history(url) as history, history.write() as db:
        _names(db, people)
        working = [day for day in days if day.weekday() < 5]
        columns = ["day", "span", "source", "login", "channel", "queue", "type", *CONTACTS, *TIMES, "batch"]
        count = 0
        for day in working:
            made = list(_counts(day, people))
            count += len(made)
            insert_rows(db, history_count, columns, made)
        slots = ["slot", "source", "queue", "channel", "waits", "entries", "contacts", "answered"]
        slots += ["contacts_answered", "abandoned", "talks", "batch"]
        for day in days:
            insert_rows(db, history_slot, slots, list(_slots(day)))
        count_stamp.touch(db, {count_stamp.month_of(day) for day in days})
    return {"counts": count}


def _people(db: Connection, people: int) -> None:
    groups = [(f"t{at}", GroupKind.TEAM.value, f"Team {at:03}", 1) for at in range(-(-people // TEAM))]
    groups += [(f"s{at}", GroupKind.SKILL.value, f"Skill {at:02}", 1) for at in range(SKILLS)]
    insert_rows(db, people_group, ["id", "kind", "name", "version"], groups)
    joined = [date(2026, 9, 1) if at % 17 == 0 else date(2020, 1, 1) for at in range(people)]
    rows = [(f"p{at}", f"Agent {at:05}", f"{at:06}", joined[at], "", 1) for at in range(people)]
    insert_rows(db, person, ["id", "name", "number", "joined", "note", "version"], rows)
    held = [(f"mt{at}", f"p{at}", f"t{at // TEAM}", 1) for at in range(people)]
    held += [(f"ms{at}", f"p{at}", f"s{at // TEAM % SKILLS}", 1) for at in range(people)]
    insert_rows(db, membership, ["id", "person", "people_group", "version"], held)
    uses = [(f"l{at}", "pbx", f"a{at}", f"p{at}", 1) for at in range(people)]
    insert_rows(db, login_use, ["id", "source", "login", "person", "version"], uses)
    queues = [(f"pbx|q{at}", "pbx", f"q{at}", f"s{at // QUEUES}", 1) for at in range(SKILLS * QUEUES)]
    insert_rows(db, queue_skill, ["id", "source", "queue", "skill", "version"], queues)


def _forms(db: Connection, people: int) -> None:
    form, version = add_form(db, "Calls", VOICE.content, since=date(2026, 1, 1), at=NOW, who="anna")
    items = [item.id for section in VOICE.content.sections for item in section.items]
    dice = np.random.default_rng(3)
    rows = []
    for at in range(people):
        for number, wrong in enumerate(dice.integers(0, 2 * len(items), 2 * FORMS).tolist()):
            day = date(2026, 9 + number % 2, 1 + at % 28)
            answers: Answers = tuple(
                ItemAnswer(item, Said.NO if place == wrong else Said.YES) for place, item in enumerate(items)
            )
            one = Evaluation(
                f"e{at}-{number}", version.id, f"p{at}", "voice", f"s{at // TEAM % SKILLS}", day,
                f"c{at}-{number}", f"Rater {at % 20}", NOW, State.FINAL, Judgement(answers),
            )  # fmt: skip
            rows.append(row_of(one, VOICE.content) | {"version": 1})
    for first in range(0, len(rows), 5000):
        db.execute(quality_evaluation.insert(), rows[first : first + 5000])
    del form


def _names(db: Connection, people: int) -> None:
    names = [(1, "source", "", "pbx"), *((2 + at, "type", "pbx", name) for at, name in enumerate(TYPES))]
    names += [(10 + at, "queue", "pbx", f"q{at}") for at in range(SKILLS * QUEUES)]
    names += [(1000 + at, "login", "pbx", f"a{at}") for at in range(people)]
    insert_rows(db, history_name, ["id", "kind", "source", "text"], names)


def _counts(day: date, people: int) -> Iterator[tuple[Any, ...]]:
    """A row of contacts a type, and one of time, for each person at work on the day."""
    dice = np.random.default_rng(day.toordinal())
    n = dice.integers(15, 26, (people, len(TYPES)))
    draws = dice.random((people, len(TYPES), 4)).tolist()
    for at, of_types in enumerate(n.tolist()):
        queue = 10 + at // TEAM % SKILLS * QUEUES + at % QUEUES
        for kind, count in enumerate(of_types):
            talk, solved, answered, complained = draws[at][kind]
            mean = 220 + 40 * kind + 60 * talk + at % 7 * 10
            surveys = count // 5
            top = round(surveys * (0.5 + answered / 2))
            yield (
                *(day, "D", 1, 1000 + at, "voice", queue, 2 + kind),
                *(count + 1, count, count * mean, count * 12.0, count * 25.0, count * mean * mean * 1.4),
                *(
                    count // 5,
                    count // 30,
                    count,
                    round(count * (0.78 + solved / 5)),
                    count // 2,
                    surveys,
                    top,
                ),
                *(int(complained < 0.05), count // 9),
                *([None] * len(TIMES)),
                DERIVED,
            )
        times = (28_800.0, 5_000.0, 19_000.0, 30_000.0, 28_000.0, 26_000.0 + at % 900)
        yield (day, "D", 1, 1000 + at, "", 0, 0, *([None] * len(CONTACTS)), *times, DERIVED)


def _slots(day: date) -> Iterator[tuple[Any, ...]]:
    """Twelve hours of all queues."""
    dice = np.random.default_rng(day.toordinal())
    first = int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()) // 900  # 8 in Shanghai
    came = dice.integers(6, 40, (SKILLS * QUEUES, 48))
    gone = dice.integers(0, 3, came.shape)
    for queue in range(len(came)):
        for quarter, (n, lost) in enumerate(zip(came[queue].tolist(), gone[queue].tolist(), strict=True)):
            waits = msgspec.msgpack.encode(([8, n - lost - 2, 30, 2], [40, lost] if lost else [], []))
            got = n - lost
            yield (first + quarter, 1, 10 + queue, "voice", waits, n, n, got, got, lost, got, DERIVED)


# -- the review ---------------------------------------------------------------------------------------------


def make(folder: Path) -> dict[str, Any]:
    """The review of the month as a workbook, and the same cells by XlsxWriter alone: seconds of processor
    time, for a machine has other work."""
    url = f"sqlite:///{folder}/floor.db"
    wanted = asked(url, Order("review", month=MONTH), who="anna", now=NOW)
    began = time.process_time()
    book = review.book(wanted)
    asked_s = time.process_time() - began
    began = time.process_time()
    written = write_book(folder / "review.xlsx", book, wanted.zone)
    write_s = time.process_time() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    began = time.process_time()
    cells = plain(book, folder / "plain.xlsx")
    plain_s = time.process_time() - began
    size = written.path.stat().st_size / 2**20
    return {
        "asked_s": asked_s,
        "write_s": write_s,
        "plain_s": plain_s,
        "cells": cells,
        "rows": written.rows,
        "sheets": len(book.sheets),
        "peak_mb": peak,
        "file_mb": size,
    }


def plain(book: Book, path: Path) -> int:
    """The cells of *book* as XlsxWriter writes them without any format; how many."""
    import xlsxwriter

    count = 0
    with xlsxwriter.Workbook(str(path)) as file:
        for table in book.tables:
            sheet = file.add_worksheet()
            for row, cells in enumerate(([one.title for one in table.headings], *table.rows)):
                for column, cell in enumerate(cells):
                    value = cell.value if isinstance(cell, Figure) else cell
                    value = value.text if isinstance(value, Link) else value
                    if isinstance(value, int | float):
                        sheet.write_number(row, column, value)
                    elif value is not None:
                        sheet.write_string(row, column, str(value))
                    count += 1
    return count


if __name__ == "__main__":
    what, where, number = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
    print(json.dumps(fill(where, number) if what == "fill" else make(where)))
