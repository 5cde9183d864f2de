"""`supervisor course …` and `supervisor coaching …`: what is done about weaknesses, and whether it helped."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from supervisor.commands import show
from supervisor.commands.looking import look
from supervisor.commands.options import AsJson, DatabaseUrl, Language, database_of
from supervisor.errors import UnknownNameError
from supervisor.rights.look import What
from supervisor.rights.own import login
from supervisor.words import DASH, _, day, mark, number

if TYPE_CHECKING:  # a command loads what it needs when it runs
    from collections.abc import Sequence

    from sqlalchemy import Connection

    from supervisor.people.roll import Roll
    from supervisor.training.course import Course
    from supervisor.training.outcome import CourseOutcome, PersonOutcome

course = typer.Typer(help=mark("Courses: registered, run, and whether they helped."), no_args_is_help=True)
coaching = typer.Typer(help=mark("Talks with single people about their figures."), no_args_is_help=True)

Which = Annotated[
    str, typer.Argument(metavar="N|ID", help=mark("The course’s number in the list, or its id."))
]


@dataclass(frozen=True)
class _Opened:
    """The centre's database with who is who and the centre's day."""

    db: Connection
    roll: Roll
    today: date


@contextmanager
def _opened(url: str) -> Iterator[_Opened]:
    """The centre at *url*, with its own KPIs known. Raises DatabaseError."""
    from supervisor.people.store import read_roll
    from supervisor.performance.own_kpi import load_own
    from supervisor.storage.centre_settings import load_centre
    from supervisor.storage.database import open_centre

    with open_centre(url) as centre, centre.read() as db:
        settings = load_centre(db)
        load_own(db)
        yield _Opened(db, read_roll(db), settings.days.day(settings.clock().now()))


@course.command("list", help=mark("Show the courses, by the number under which each was registered."))
def list_(
    context: typer.Context,
    as_json: AsJson = False,
    database: DatabaseUrl = None,
    language: Language = None,
) -> None:
    from supervisor.training.course import STATE_LABELS
    from supervisor.training.report import course_document
    from supervisor.training.wording import kpi_name, verdict_word

    with _opened(database_of(context, database)) as told:
        courses, today = _numbered(told.db), told.today
    if as_json:
        show.line([course_document(one, at, today) for at, one in courses])
        return
    if not courses:
        typer.echo(_("No course is registered."))
        return
    show.table(
        "",
        [
            (_("No."), True),
            (_("Course"), False),
            (_("KPI"), False),
            (_("First day"), True),
            (_("Last day"), True),
            (_("State"), False),
            (_("Effect"), False),
        ],
        [
            (
                str(at),
                one.title,
                kpi_name(one.kpi),
                day(one.first_day, today),
                day(one.last_day, today),
                _(STATE_LABELS[one.state_on(today)]),
                verdict_word(one.terms.judgement.verdict) if one.terms.judgement else DASH,
            )
            for at, one in courses
        ],
    )


@course.command("show", help=mark("Show a course and everybody who is on it, waits for it or is compared."))
def show_(
    context: typer.Context,
    which: Which,
    as_json: AsJson = False,
    database: DatabaseUrl = None,
    language: Language = None,
) -> None:
    from supervisor.training.course import AGAINST_LABELS, ARM_LABELS, STATE_LABELS
    from supervisor.training.course_store import participants
    from supervisor.training.report import course_document, participant_document
    from supervisor.training.wording import because, kpi_name, value

    url = database_of(context, database)
    with _opened(url) as told:
        roll, today = told.roll, told.today
        at, found = _course(told.db, which)
        people = participants(told.db, found.id)
    look(url, What.COURSE, (one.unit.person for one in people), by="course show", about=found.title)
    names = {one.unit.person: roll.called(one.unit.person, today) for one in people}
    if as_json:
        everybody = [participant_document(one, names) for one in people]
        show.line(course_document(found, at, today) | {"people": everybody})
        return
    typer.echo(f"{at}. {found.title}: {_(STATE_LABELS[found.state_on(today)])}")
    typer.echo(
        _("{kpi}; {first} to {last}; compared: {against}").format(
            kpi=kpi_name(found.kpi),
            first=day(found.first_day, today),
            last=day(found.last_day, today),
            against=_(AGAINST_LABELS[found.terms.against]),
        )
    )
    attended = {True: _("yes"), False: _("no"), None: DASH}
    show.table(
        "",
        [
            (_("Person"), False),
            (_("Part"), False),
            (_("Before"), True),
            (_("Forecast"), True),
            (_("Attended"), False),
            (_("Passed"), False),
            (_("Reason"), False),
        ],
        [
            (
                names[one.unit.person],
                _(ARM_LABELS[one.arm]),
                value(found.kpi, one.forecast.before if one.forecast else None),
                value(found.kpi, one.forecast.level if one.forecast else None),
                attended[one.attended],
                attended[one.passed],
                because(one.reason),
            )
            for one in people
        ],
    )


@course.command(help=mark("Tell whether a course helped, with the numbers that it rests on."))
def effect(
    context: typer.Context,
    which: Which,
    as_json: AsJson = False,
    database: DatabaseUrl = None,
    language: Language = None,
) -> None:
    from supervisor.reports.counted import count_what_is_new
    from supervisor.storage.centre_settings import load_centre
    from supervisor.storage.database import open_centre
    from supervisor.training.asking import ask_outcome
    from supervisor.training.report import outcome_document

    url = database_of(context, database)
    with open_centre(url) as centre, centre.read() as db:
        settings = load_centre(db)
        at, found = _course(db, which)
    count_what_is_new(url)
    today = settings.days.day(settings.clock().now())
    outcome = ask_outcome(url, found.id, today)
    look(url, What.COURSE, (one.unit.person for one in outcome.people), by="course effect", about=found.title)
    if as_json:
        show.line(outcome_document(outcome, at, today))
    else:
        _show_effect(outcome)


@course.command(help=mark("Register a course from a JSON file, before it runs."))
def register(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help=mark("What the course is to be, as JSON."))],
    as_json: AsJson = False,
    database: DatabaseUrl = None,
    language: Language = None,
) -> None:
    from supervisor.people.store import read_roll
    from supervisor.reports.counted import count_what_is_new
    from supervisor.storage.centre_settings import load_centre
    from supervisor.storage.database import open_centre
    from supervisor.training.asking import ask_forecasts, prepared
    from supervisor.training.course_store import register as write
    from supervisor.training.outcome import ForecastQuestion
    from supervisor.training.plan_file import planned, read_plan
    from supervisor.training.report import course_document

    plan = read_plan(file)
    url = database_of(context, database)
    count_what_is_new(url)
    with open_centre(url) as centre:
        with centre.read() as db:
            settings, roll = load_centre(db), read_roll(db)
        now = settings.clock().now()
        today = settings.days.day(now)
        known, _yards = ask_forecasts(
            url, ForecastQuestion(plan.kpi, min(today, plan.first_day), types=plan.types)
        )
        wanted, people = prepared(url, *planned(plan, roll, known), today)

        def register(db: Connection) -> tuple[int, Course]:
            write(db, wanted, people, at=now, who=login(db), today=today)
            return _course(db, wanted.id)

        at, written = centre.change(register)
    if as_json:
        show.line(course_document(written, at, today))
    else:
        typer.echo(_("Registered as course {n}.").format(n=number(at)))


@coaching.command(help=mark("Show what was agreed and is still to be looked at, the longest overdue first."))
def due(
    context: typer.Context,
    as_json: AsJson = False,
    database: DatabaseUrl = None,
    language: Language = None,
) -> None:
    from supervisor.training.coaching import DUE_LABELS
    from supervisor.training.coaching_store import due_talks
    from supervisor.training.report import talk_document
    from supervisor.training.wording import kpi_name

    url = database_of(context, database)
    with _opened(url) as told:
        roll, today = told.roll, told.today
        found = due_talks(told.db, today)
    look(url, What.TALKS, (talk.person for _how, talk in found), by="coaching due")
    if as_json:
        show.line([talk_document(talk, roll.called(talk.person, today), how) for how, talk in found])
        return
    if not found:
        typer.echo(_("Nothing is still to be looked at."))
        return
    show.table(
        "",
        [
            (_("Follow-up"), True),
            (_("State"), False),
            (_("Person"), False),
            (_("KPI"), False),
            (_("Coach"), False),
            (_("What was agreed"), False),
        ],
        [
            (
                day(talk.follow_up_on, today),
                _(DUE_LABELS[how]),
                roll.called(talk.person, today),
                kpi_name(talk.kpi) if talk.kpi else DASH,
                talk.coach,
                talk.said.aim,
            )
            for how, talk in found
        ],
    )


@coaching.command(help=mark("Show what was done about somebody’s figures, the latest first."))
def log(
    context: typer.Context,
    person: Annotated[
        str, typer.Argument(metavar="PERSON", help=mark("A name, an employee number or an id."))
    ],
    as_json: AsJson = False,
    database: DatabaseUrl = None,
    language: Language = None,
) -> None:
    from supervisor.training.coaching import LOG_LABELS
    from supervisor.training.coaching_store import log_of
    from supervisor.training.report import log_document

    url = database_of(context, database)
    with _opened(url) as told:
        roll, today = told.roll, told.today
        who = _person(roll, person)
        found = log_of(told.db, who, today)
    look(url, What.TALKS, [who], by="coaching log")
    if as_json:
        show.line([log_document(entry) for entry in found])
        return
    if not found:
        typer.echo(_("Nothing is noted."))
        return
    show.table(
        "",
        [(_("Day"), True), (_("Kind"), False), (_("What"), False), (_("Who"), False), (_("Details"), False)],
        [
            (day(entry.day, today), _(LOG_LABELS[entry.kind]), entry.what, entry.who, entry.more)
            for entry in found
        ],
    )


def _numbered(db: Connection) -> list[tuple[int, Course]]:
    """The courses in the order in which they were registered, from 1."""
    from supervisor.training.course_store import all_courses

    courses = sorted(all_courses(db), key=lambda one: (str(one.registered_at), one.id))
    return list(enumerate(courses, 1))


def _course(db: Connection, said: str) -> tuple[int, Course]:
    courses = _numbered(db)
    for at, one in courses:
        if said in (str(at), one.id):
            return at, one
    known: Sequence[str] = [f"{at} ({one.title})" for at, one in courses]
    raise UnknownNameError(mark("course"), said, tuple(known))


def _person(roll: Roll, said: str) -> str:
    found = [one.id for one in roll.persons.values() if said in (one.id, one.number, one.name)]
    if len(found) != 1:
        numbers = tuple(roll.persons[one].number for one in found)
        raise UnknownNameError(mark("person"), said, numbers)
    return found[0]


def _show_effect(outcome: CourseOutcome) -> None:
    from supervisor.training.course import ARM_LABELS, Arm
    from supervisor.training.wording import compared, four_numbers, problems, value, verdict

    kpi = outcome.course.kpi
    typer.echo(outcome.course.title)
    typer.echo(verdict(outcome))
    for sentence in problems(outcome):
        typer.echo(f"! {sentence}")
    show.table("", [("", False), ("", True)], four_numbers(outcome))
    typer.echo(compared(outcome))
    shown = [one for one in outcome.people if one.arm is not Arm.COMPARISON]
    show.table(
        "",
        [
            (_("Person"), False),
            (_("Part"), False),
            (_("Before"), True),
            (_("Forecast"), True),
            (_("After"), True),
            ("n", True),
            (_("Target"), False),
        ],
        [
            (
                one.name,
                _(ARM_LABELS[one.arm]),
                value(kpi, one.before),
                value(kpi, one.forecast),
                value(kpi, one.after),
                number(one.n_after),
                _standing(one),
            )
            for one in shown
        ],
    )


def _standing(one: PersonOutcome) -> str:
    if one.off is None:
        return DASH
    if one.propose:
        return _("still missed: a talk is proposed")
    return _("target missed") if one.off else _("target met")
