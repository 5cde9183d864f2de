"""A small centre whose year is made up by the same dice each time: what its months come to, plain SQL says.

Six people in two teams and two skill groups, contacts of two types. October 2026 is under review: handle time
rose in its last weeks, and Ai Lin resolves contacts about bills less often than is wanted.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

import msgspec

from supervisor.history import batch as batches
from supervisor.history import count_stamp
from supervisor.history.batch import DERIVED, Kind
from supervisor.history.names import Names
from supervisor.ivr.count_store import import_counts
from supervisor.ivr.node import Node, NodeCount
from supervisor.ivr.node_store import save_node
from supervisor.people import store
from supervisor.people.person import Group, GroupKind, Person
from supervisor.performance.target import Cell, Glide, Target, TargetRow
from supervisor.performance.target_store import Change, change_targets
from supervisor.reports.asked import Asked, asked
from supervisor.reports.order import Order
from supervisor.storage.bulk import insert_rows
from supervisor.storage.database import open_centre, open_history
from supervisor.storage.history_tables import history_count, history_slot

NOW = datetime(2026, 11, 22, 4, tzinfo=UTC)
OCTOBER, SEPTEMBER, YEAR_AGO = date(2026, 10, 1), date(2026, 9, 1), date(2025, 10, 1)
AT: dict[str, Any] = {"at": NOW, "who": "anna"}
PEOPLE = {  # name, team, skill group, joined
    "p0": ("Ai Lin", "north", "bill", date(2020, 1, 1)),
    "p1": ("Bo Wen", "north", "bill", date(2020, 1, 1)),
    "p2": ("Cui Yan", "north", "bill", date(2026, 9, 14)),
    "p3": ("Du Ning", "south", "net", date(2020, 1, 1)),
    "p4": ("Fan Jie", "south", "net", date(2020, 1, 1)),
    "p5": ("Gao Shan", "south", "net", date(2020, 1, 1)),
}
NAMES = {"bill": "Billing", "net": "Network", "north": "North", "south": "South"}
ROSE_ON = date(2026, 10, 12)
FIELDS = (
    *("n_offered", "n_answered", "talk_s", "hold_s", "acw_s", "n_held", "n_fcr_eligible", "n_fcr_ok"),
    *("n_survey_sent", "n_survey", "n_csat_top2", "n_complaint", "n_complaint_valid"),
)
TIMES = ("signed_s", "ready_s", "busy_s", "paid_s", "scheduled_s", "adhered_s")


def fill(url: str) -> None:
    """Fill the empty centre at *url*."""
    with open_centre(url) as centre, centre.write() as db:
        for key, name in NAMES.items():
            kind = GroupKind.SKILL if key in ("bill", "net") else GroupKind.TEAM
            store.add_group(db, Group(key, kind, name), **AT)
        for key, (name, team, skill, joined) in PEOPLE.items():
            person = Person(key, name, f"88{key[1]}0", joined=joined)
            store.add_person(db, person, groups=[team, skill], logins=[("crm", key)], **AT)
        store.set_skills(db, [("crm", "bill")], "bill", **AT)
        store.set_skills(db, [("crm", "net")], "net", **AT)
        targets = [
            TargetRow(Cell("fcr"), Target(low=0.85)),
            TargetRow(Cell("csat"), Target(low=0.70)),
            TargetRow(Cell("aht"), Target(high=400.0, glide=Glide(600.0, 3.0))),
        ]
        change_targets(db, [Change(None, row) for row in targets], **AT)
        _changes, root = save_node(db, Node("root", "Hotline"), **AT)
        days = [OCTOBER + timedelta(days=at) for at in range(31)]
        found = [NodeCount(root.id, day, 100, 60, 10) for day in days]
        import_counts(db, found, file="menu.xlsx", **AT)
    with open_history(url) as history:
        _write_counts(history)
        _write_slots(history)


def days() -> list[date]:
    """The days that anything is told of: from July on, and the same October a year ago."""
    first = date(2026, 7, 6)
    return [YEAR_AGO + timedelta(days=at) for at in range(31)] + [
        first + timedelta(days=at) for at in range((date(2026, 11, 20) - first).days)
    ]


def _write_counts(history: Any) -> None:
    dice = Random(20261001)
    names = Names()
    with history.write() as db:
        number = batches.begin(db, Kind.TABLE, "crm", at=NOW, who="anna")
        source = names.number(db, "source", "", "crm")
        logins = names.numbers(db, "login", "crm", list(PEOPLE))
        queues = names.numbers(db, "queue", "crm", ["bill", "net"])
        types = names.numbers(db, "type", "", ["bills", "faults"])
        rows: list[tuple[Any, ...]] = []
        for day in days():
            for key, (_name, _team, skill, joined) in PEOPLE.items():
                if day < joined or day.weekday() == 6:
                    continue
                place = (day, "D", source, logins[key], "voice", queues[skill])
                rows += [
                    (*place, types[kind], *_contacts(dice, day, key, kind), *([None] * len(TIMES)), number)
                    for kind in ("bills", "faults")
                ]
                times = (28_800.0, 6_000.0, 18_000.0, 30_000.0, 28_000.0, 26_500.0 + dice.randrange(500))
                own = (day, "D", source, logins[key], "", 0, 0)
                rows.append((*own, *([None] * len(FIELDS)), *times, number))
        columns = ["day", "span", "source", "login", "channel", "queue", "type", *FIELDS, *TIMES, "batch"]
        insert_rows(db, history_count, columns, rows)
        batches.note(db, number, state=batches.State.DONE, at=NOW)
        count_stamp.touch(db, {count_stamp.month_of(day) for day in days()})


def _contacts(dice: Random, day: date, who: str, kind: str) -> tuple[float, ...]:
    n = dice.randrange(18, 23)
    talk = 240 + (60 if kind == "faults" else 0) + (40 if day >= ROSE_ON else 0)
    held = sum(dice.random() < 0.2 for _each in range(n))
    resolved = 0.50 if (who, kind) == ("p0", "bills") else 0.93
    ok = sum(dice.random() < resolved for _each in range(n))
    asked = n // 2
    answers = sum(dice.random() < 0.4 for _each in range(asked))
    top = sum(dice.random() < 0.8 for _each in range(answers))
    complaints = int(dice.random() < 0.05)
    return (
        *(n + 1, n, float(n * talk + dice.randrange(40)), held * 30.0, n * 20.0, held, n, ok),
        *(asked, answers, top, complaints, int(complaints and dice.random() < 0.5)),
    )


def _write_slots(history: Any) -> None:
    """Quarter hours from 9 to 12, as they are derived from single contacts."""
    dice = Random(7)
    names = Names()
    rows: list[tuple[Any, ...]] = []
    with history.write() as db:
        source = names.number(db, "source", "", "crm")
        queues = names.numbers(db, "queue", "crm", ["bill", "net"])
        for day in days():
            for skill, queue in queues.items():
                for quarter in range(12):
                    begins = datetime(day.year, day.month, day.day, 1, tzinfo=UTC)  # 9 in Shanghai
                    slot = int(begins.timestamp()) // 900 + quarter
                    came = dice.randrange(4, 8) + (2 if day.weekday() == 0 else 0)
                    gone = int(dice.random() < 0.5 and skill == "net")
                    waits = msgspec.msgpack.encode(([12, came - gone], [40, gone] if gone else [], []))
                    answered = came - gone
                    rows.append(
                        (slot, source, queue, "voice", waits, came, came, answered, answered, gone, answered)
                    )
        columns = ["slot", "source", "queue", "channel", "waits", "entries", "contacts", "answered"]
        columns += ["contacts_answered", "abandoned", "talks", "batch"]
        insert_rows(db, history_slot, columns, [(*row, DERIVED) for row in rows])


def asked_of(url: str, month: date = OCTOBER, *, named: bool = True, now: datetime = NOW) -> Asked:
    """The review of *month*."""
    return asked(url, Order("review", month=month, named=named), who="anna", now=now)
