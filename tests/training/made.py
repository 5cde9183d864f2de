"""A small centre whose truth is known: twelve people of one skill group, and two types of contact."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import insert

from supervisor.evidence.unit import Unit
from supervisor.facts.fields import BY_NAME
from supervisor.history import batch as batches
from supervisor.history.names import Names
from supervisor.storage.centre import login_use, membership, people_group, person, queue_skill
from supervisor.storage.database import Database
from supervisor.storage.history_tables import history_count
from supervisor.training.course import Arm, Course, Forecast, Participant, Reason, Success, Terms

NOW = datetime(2026, 6, 1, 8, tzinfo=UTC)
TODAY = date(2026, 6, 1)
REGISTERED, COURSE_DAY = date(2026, 4, 10), date(2026, 4, 15)
PEOPLE = tuple(f"p{at:02}" for at in range(12))
TRAINED = PEOPLE[:5]
TRUE_EFFECT = 0.10  # on contacts about tariffs
WORSE_SINCE = -0.03  # for everybody, from the day of the course on
AT: dict[str, Any] = {"at": NOW, "who": "li"}


def unit(who: str) -> Unit:
    return Unit(who, "g1", "voice")


def participant(who: str, arm: Arm = Arm.TRAINED, forecast: Forecast | None = None) -> Participant:
    return Participant(unit(who), arm, Reason("Customers call again"), forecast)


def course(id: str = "c1", **terms: Any) -> Course:
    usual = {"types": ("tariff",), "success": Success("2 points more", 0.02), "trainer": "Qin"}
    return Course(id, "Tariffs anew", "fcr", COURSE_DAY, COURSE_DAY, Terms(**{**usual, **terms}))


def write_people(centre: Database) -> None:
    with centre.write() as db:
        db.execute(
            insert(people_group),
            [{"id": "g1", "kind": "skill", "name": "Billing", "above": None, "version": 1}],
        )
        db.execute(
            insert(person),
            [
                {
                    "id": who,
                    "name": f"Agent {at}",
                    "number": str(1000 + at),
                    "joined": date(2020, 1, 1),
                    "left": None,
                    "note": "",
                    "version": 1,
                }
                for at, who in enumerate(PEOPLE)
            ],
        )
        db.execute(
            insert(membership),
            [
                {
                    "id": f"m-{who}",
                    "person": who,
                    "people_group": "g1",
                    "since": None,
                    "until": None,
                    "version": 1,
                }
                for who in PEOPLE
            ],
        )
        db.execute(
            insert(login_use),
            [
                {
                    "id": f"l-{who}",
                    "source": "crm",
                    "login": who,
                    "person": who,
                    "since": None,
                    "until": None,
                    "version": 1,
                }
                for who in PEOPLE
            ],
        )
        db.execute(
            insert(queue_skill),
            [{"id": "q1", "source": "crm", "queue": "billing", "skill": "g1", "version": 1}],
        )


def write_counts(history: Database, *, first: date = date(2026, 1, 1), last: date = TODAY) -> None:
    """Every third day of everybody, as a customer system counts them."""
    rng = Random(4)
    fields = ("n_answered", "n_fcr_eligible", "n_fcr_ok")
    assert all(name in BY_NAME for name in fields)
    with history.write() as db:
        names = Names()
        number = batches.begin(db, batches.Kind.LOG, "crm", at=NOW, who="li")
        source = names.number(db, "source", "", "crm")
        logins = names.numbers(db, "login", "crm", set(PEOPLE))
        queue = names.number(db, "queue", "crm", "billing")
        types = names.numbers(db, "type", "crm", {"tariff", "bill"})
        rows = []
        for day in (first + timedelta(days=at) for at in range(0, (last - first).days, 3)):
            for at, who in enumerate(PEOPLE):
                for kind, usual in (("tariff", 0.80), ("bill", 0.90)):
                    chance = usual + 0.01 * (at % 4 - 1.5)
                    if day > COURSE_DAY:
                        helped = TRUE_EFFECT if who in TRAINED and kind == "tariff" else 0.0
                        chance += WORSE_SINCE + helped
                    ok = sum(rng.random() < chance for _each in range(60))
                    key = (day, "D", source, logins[who], "voice", queue, types[kind])
                    rows.append((*key, 60, 60, ok))
        columns = ("day", "span", "source", "login", "channel", "queue", "type", *fields)
        batches.write(db, history_count, columns, rows, number)
        batches.note(db, number, state=batches.State.DONE, at=NOW)
