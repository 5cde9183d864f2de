"""A centre whose people were judged, trained, talked with and decided about: for the reports about people."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import insert

from supervisor.people import store as people
from supervisor.people.person import Group, GroupKind
from supervisor.performance.target import Cell, Target, TargetRow
from supervisor.performance.target_store import Change, change_targets
from supervisor.quality.calibration import Meeting, Session, SharedContact, SharedRating
from supervisor.quality.calibration_store import rate, save_session
from supervisor.quality.evaluation import Evaluation, ItemAnswer, Judgement
from supervisor.quality.evaluation_store import appeal, finish, save_draft
from supervisor.quality.form_store import add_form
from supervisor.quality.measure import Measure, Plan
from supervisor.quality.measure_store import save_measure
from supervisor.reports.asked import Asked, asked
from supervisor.reports.order import Order
from supervisor.review.asking import ask_review
from supervisor.review.decisions import About, Choice, Decision, Said, decide
from supervisor.review.entries import entry_of
from supervisor.review.monthly import ReviewQuestion
from supervisor.storage.centre import membership
from supervisor.storage.database import open_centre, open_history
from supervisor.training.asking import prepared
from supervisor.training.coaching import Said as Spoken
from supervisor.training.coaching import Talk
from supervisor.training.coaching_store import save_talk
from supervisor.training.course_store import register
from tests.meetings.centre import a_series, an_action, an_open_issue, items, running
from tests.quality.making import FORM, answers
from tests.training.made import (
    AT,
    NOW,
    PEOPLE,
    REGISTERED,
    TODAY,
    TRAINED,
    course,
    participant,
    unit,
    write_counts,
    write_people,
)

MONTH, APRIL = date(2026, 5, 1), date(2026, 4, 1)
WEAK, CALLED = PEOPLE[8], "Agent 8"  # off target in May, by chance
TYPED = ("Coach Yuan", "Owner Song", "Rater Luo", "Rater Fan", "Zhou", "Qin", "Judge Wei")
"""Whom nobody knows but who typed their names."""
NAMES = (*(f"Agent {at}" for at in range(12)), *(str(1000 + at) for at in range(12)), *PEOPLE)
"""Names, numbers and logins of the people."""
HURRIED = "He was in a hurry, and the customer had to ask again. " * 4 + "■"
FIRST, LAST = date(2026, 5, 1), date(2026, 5, 31)


def fill(url: str) -> None:
    """Fill the empty centre at *url*."""
    with open_centre(url) as centre, open_history(url) as history:
        write_people(centre)
        write_counts(history, first=date(2026, 2, 1))
        with centre.write() as db:
            people.add_group(db, Group("north", GroupKind.TEAM, "North"), **AT)
            db.execute(insert(membership), [_in_team(who) for who in PEOPLE[::2]])
            change_targets(db, [Change(None, TargetRow(Cell("fcr"), Target(low=0.86)))], **AT)
    ready, invited = prepared(
        url, course("c1", trainer="Qin"), [participant(who) for who in TRAINED], REGISTERED
    )
    to_come = replace(
        course("c2"), first_day=date(2026, 6, 10), last_day=date(2026, 6, 10), title="By Agent 3"
    )
    again, others = prepared(url, to_come, [participant(WEAK)], TODAY)
    review = ask_review(url, ReviewQuestion(APRIL, TODAY))
    with open_centre(url) as centre, centre.write() as db:
        register(db, ready, invited, at=NOW, who="Qin", today=REGISTERED)
        register(db, again, others, at=NOW, who="Qin", today=TODAY)
        entry = entry_of(review, "fcr", [one.unit for one in review.units].index(unit(WEAK)))
        about = About(APRIL, "fcr", unit(WEAK))
        decide(
            db,
            [Choice(about, Decision.ACCEPTED, Said.of(entry), HURRIED, name=CALLED)],
            at=NOW - timedelta(days=20),
            who="Judge Wei",
            today=TODAY,
        )
        talk = Talk(
            "t1",
            WEAK,
            date(2026, 5, 20),
            "Coach Yuan",
            "fcr",
            date(2026, 6, 20),
            said=Spoken(HURRIED, HURRIED),
        )
        save_talk(db, talk, at=NOW, who="li")
        form, version = add_form(db, "Calls", FORM, since=date(2026, 1, 1), **AT)
        for at in range(12):
            wrong = {"answer": "no"} if at % 3 == 0 else {"tone": 0.0} if at % 3 == 1 else {}
            _judge(
                db,
                f"e{at}",
                version.id,
                PEOPLE[at % 4],
                answers(**wrong),
                "Rater Luo" if at % 2 else "Rater Fan",
            )
        _judge(db, "e99", version.id, WEAK, answers(secret="no"), "Rater Luo", appealed=True)
        measure = Measure("m1", form.id, "answer", "Owner Song", date(2026, 5, 15), plan=Plan("Ask Agent 1"))
        save_measure(db, measure, item="Right answer", at=NOW, who="li")
        contacts = tuple(SharedContact(f"k{at}") for at in range(4))
        session = Session(
            "s1", "Calibration", date(2026, 5, 10), version.id, Meeting(contacts, ("Rater Luo", "Rater Fan"))
        )
        session, _changes = save_session(db, session, at=NOW, who="li")
        given = [
            SharedRating(
                "s1", one.name, rater, 1, answers(tone=float(8 + 4 * at) if rater == "Rater Fan" else 20.0)
            )
            for at, one in enumerate(contacts)
            for rater in ("Rater Luo", "Rater Fan")
        ]
        rate(db, session, given, at=NOW, who="li")
        held = datetime(2026, 5, 4, 2, tzinfo=UTC)
        series = a_series(db)
        an_open_issue(db, "Agent 2 was told nothing", "make_ready", at=held - timedelta(days=1))
        an_open_issue(db, "Between us", "make_ready", internal=True, at=held - timedelta(days=1))
        meeting = running(db, series, held)
        an_action(db, next(iter(items(db, meeting, held).values())), "Ask Agent 5 about it")


def _in_team(who: str) -> dict[str, object]:
    always = {"since": None, "until": None, "version": 1}
    return {"id": f"t-{who}", "person": who, "people_group": "north", **always}


def _judge(
    db: object,
    key: str,
    version: str,
    who: str,
    given: tuple[ItemAnswer, ...],
    rater: str,
    *,
    appealed: bool = False,
) -> None:
    draft = Evaluation(
        key,
        version,
        who,
        "voice",
        "g1",
        date(2026, 5, 5),
        f"c-{key}",
        rater,
        datetime(2026, 5, 6, tzinfo=UTC),
        judgement=Judgement(given, HURRIED),
    )
    saved, _changes = save_draft(db, draft)  # type: ignore[arg-type]
    saved, _changes = finish(db, saved, person=who, **AT)  # type: ignore[arg-type]
    if appealed:
        appeal(db, saved, HURRIED, by=CALLED, person=who, **AT)  # type: ignore[arg-type]


def order(report: str, *, named: bool = True, person: str = "") -> Order:
    """What is asked of *report*, of May."""
    return Order(report, month=MONTH, since=FIRST, until=LAST, person=person, named=named)


def asked_of(url: str, report: str, *, named: bool = True, person: str = "") -> Asked:
    """The same, asked."""
    return asked(url, order(report, named=named, person=person), who="anna", now=NOW)
