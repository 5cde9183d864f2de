"""The demo's year of issues, as it is written: departments, menu, meetings, sheets, issues, call-backs.

It rests on the counts of no day of the past, so that it is there before the past is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from sqlalchemy import Connection

from supervisor.clock import BusinessDays
from supervisor.demo.callbacks import promise_calls
from supervisor.demo.departments import (
    MANAGER,
    QUALITY,
    department_id,
    write_departments,
    write_house_day,
)
from supervisor.demo.issue_acts import Desk
from supervisor.demo.issue_lives import drawn_lives, told_lives
from supervisor.demo.issue_matters import drawn_contacts
from supervisor.demo.issue_tables import forget_issues
from supervisor.demo.issue_year import Act, Year, for_good
from supervisor.demo.meetings import Meetings
from supervisor.demo.menu import LONG_LEVEL, node_id, write_menu
from supervisor.demo.sheets import Sheets
from supervisor.demo.weaknesses import Past
from supervisor.issues import filter_store, reminder_store, store
from supervisor.issues.clock import Light
from supervisor.issues.effect_answer import question_of
from supervisor.issues.effect_wording import statement
from supervisor.issues.evidence import Figure
from supervisor.issues.issue import Severity
from supervisor.issues.question import IN_ORDER, By, IssueQuestion, SavedView, View
from supervisor.ivr import node_store
from supervisor.meetings.figures import STATED
from supervisor.sources.simulated.people import Agent
from supervisor.storage.centre_settings import load_centre
from supervisor.storage.database import open_centre
from supervisor.words import said_in
from supervisor.workdays.store import calendars


@dataclass(frozen=True)
class Size:
    """How much is written: *drawn* issues by lot over so many *days*, besides those *told* of that are to be
    seen today."""

    drawn: int = 63
    days: int = 365
    told: bool = True


WHOLE = Size()


def write_issues(
    url: str,
    days: BusinessDays,
    agents: Sequence[Agent],
    past: Past,
    *,
    seed: int,
    language: str,
    size: Size = WHOLE,
) -> None:
    """Put the demo's year of issues into the centre at *url*, in place of one that was cut off."""
    rng = Random(f"{seed}:{past.today}:issues")
    drawn = drawn_contacts(agents, past, days, seed, language)
    with open_centre(url) as centre, said_in(language):
        with centre.write() as db:
            forget_issues(db)
            settings = load_centre(db)
            assert settings.demo_clock is not None  # noqa: S101  # it is a demo
            year = Year(centre, calendars(db)[""], settings.demo_clock.shows, language, rng)
        desk = Desk(year, drawn, node=node_id(LONG_LEVEL), begins=past.begins)
        sheets = Sheets(desk)
        meetings = Meetings(desk, sheets, size.days)
        begins = year.at(year.worked(year.today - timedelta(days=size.days), 0), 8.5)
        year.when(begins, _house(year, past, rng))
        year.when(begins + timedelta(minutes=10), meetings.begin)
        lives = drawn_lives(year.today, rng, count=size.drawn, days=size.days - 3)
        for life in (*lives, *(told_lives(year.today) if size.told else ())):
            desk.file(life)
        promise_calls(desk, size.days)
        for ago in (31, 26, 19, 12, 8, 5, 3, 2, 1):
            morning = year.at(year.worked(year.today, -ago), 9.6)
            if morning > begins:
                year.when(morning, _remind(ago))
        if size.told:
            recent = year.at(year.worked(year.today, -8), 8)
            year.when(recent, lambda _db, _at: sheets.latest(meetings.next_of))
        year.when(year.now - timedelta(minutes=10), _end(year, meetings))
        while year.go_on():
            pass


def state_effects(url: str, today: date, language: str) -> None:
    """Keep what the contacts say of each measure whose window is over, as whoever judges it would."""
    from supervisor.issues.effect_asking import ask_effects  # it opens the history

    with open_centre(url) as centre, said_in(language):
        with centre.read() as db:
            names = {node.id: node.title for node in node_store.all_nodes(db)}
            clock = load_centre(db).demo_clock
            assert clock is not None  # noqa: S101  # it is a demo
            asked = [(one.id, question_of(one, today)) for one in store.all_issues(db)]
            wanted = [(id, question) for id, question in asked if question and not _is_stated(db, id)]
        answers = ask_effects(None, url, [question for _id, question in wanted])
        for (id, question), answer in zip(wanted, answers, strict=True):
            told = statement(answer, names.get(question.criterion.value, ""))
            if told is not None:
                by = QUALITY.acting(language)
                with centre.write() as db, for_good(db, clock.shows):
                    store.add_evidence(db, id, [(told.figure, "")], acting=by, at=clock.shows)


def _is_stated(db: Connection, id: int) -> bool:
    pieces = (piece.matter for piece in store.evidence(db, id))
    return any(isinstance(matter, Figure) and matter.kpi == STATED for matter in pieces)


def _house(year: Year, past: Past, rng: Random) -> Act:
    def act(db: Connection, at: datetime) -> None:
        language = year.language
        write_departments(db, language, year.today, at=at)
        who = MANAGER.name[language]
        write_menu(db, language, past.begins, year.today, rng, at=at, who=who)

    return act


def _end(year: Year, meetings: Meetings) -> Act:
    def act(db: Connection, at: datetime) -> None:
        meetings.refresh(db, at)
        write_house_day(db, year.language, year.today, at=at)
        chinese = year.language == "zh_CN"
        manager = year.acting(MANAGER)
        views = (
            SavedView(
                "",
                "严重且超期" if chinese else "Serious and overdue",
                View(
                    IssueQuestion(
                        states=IN_ORDER, severities=(Severity.CRITICAL, Severity.SERIOUS), lights=(Light.RED,)
                    ),
                    group=By.DEPARTMENT,
                ),
            ),
            SavedView(
                "",
                "退回过的问题" if chinese else "Returned at least once",
                View(IssueQuestion(returned=True), group=By.DEPARTMENT),
            ),
            SavedView(
                "",
                "计费与 IT 未结" if chinese else "Open with Billing and IT",
                View(
                    IssueQuestion(
                        states=IN_ORDER, departments=(department_id("billing"), department_id("it"))
                    ),
                    group=By.STATE,
                ),
            ),
            SavedView(
                "",
                "等待延期裁定" if chinese else "More time asked for",
                View(IssueQuestion(extension_asked=True)),
                manager.who,
            ),
        )
        for view in views:
            filter_store.save(db, view, acting=manager, at=at)

    return act


def _remind(ago: int) -> Act:
    """What was due that morning is told: most by mail, one not at once, some at the desk."""

    def act(db: Connection, at: datetime) -> None:
        found = reminder_store.due(db, load_centre(db), at)
        for nth, letter in enumerate(found.letters):
            if not reminder_store.begin(db, letter, at=at):
                continue
            failed = "connection refused" if nth == 0 and ago in (1, 19) else ""
            reminder_store.end(db, letter, failed, at=at + timedelta(minutes=1))
        reminder_store.show(db, found.desk[1:], at=at)
        if found.desk:
            reminder_store.leave(db, found.desk[:1], at=at, who=MANAGER.name["en"])

    return act
