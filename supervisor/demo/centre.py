"""The demo centre as it is opened: its settings, its source, and the day so far."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import delete

from supervisor.clock import BusinessDays
from supervisor.demo.courses import forget_training
from supervisor.demo.issue_tables import forget_issues
from supervisor.demo.people import colleagues, write_people
from supervisor.demo.quality import FORMS, forget_quality, write_forms
from supervisor.demo.targets import write_targets
from supervisor.demo.weaknesses import Past
from supervisor.errors import AlreadyCollectedError, NotADemoError
from supervisor.live.board import EMPTY
from supervisor.live.entry import entry
from supervisor.live.feed import STOPPED, Heartbeat
from supervisor.live.fold import fold
from supervisor.live.journal import Journal
from supervisor.live.lock import SourceLock
from supervisor.live.past import WEEK, days_of, keep_days, known_days
from supervisor.live.rules import rules_of
from supervisor.settings.centre import CentreSettings, DemoClock
from supervisor.sources.simulated.centre import LANGUAGES, QUEUES, break_rules
from supervisor.sources.simulated.people import agents
from supervisor.sources.simulated.simulation import Makings, day_until, groups
from supervisor.storage.areas import note
from supervisor.storage.centre import alarm, alarm_event, alarm_shelf, forecast, log_audit
from supervisor.storage.centre_settings import change_centre, load_centre
from supervisor.storage.database import Database, open_centre, open_history, open_journal
from supervisor.storage.history_tables import history_metadata, history_name
from supervisor.storage.journal_tables import heartbeat, journal_batch, queue_day, snapshot
from supervisor.storage.sources import add_source, all_sources, remove_source

SOURCE = "demo"
BEGINS = time(10, 20)  # in mid-morning, when there is something to see
ENDS = time(19, 0)  # later the floor thins out: a console that starts then begins the day anew
WHO = "demo"
_NAMES = {"zh_CN": "演示中心", "en": "Demo centre"}
_ENTRIES_AT_ONCE = 64


def create_demo(url: str, *, at: datetime, seed: int = 1, speed: float = 1.0, language: str = "zh_CN") -> str:
    """Make the database at *url* a demo centre whose day has just come to BEGINS; returns the URL to show.

    *at* is the machine's present instant; *speed* is how fast the demo's day passes from then on; *language*
    is that of its queues and break codes. A demo that is there already begins anew. Raises NotADemoError when
    a real centre is there, AlreadyCollectedError when the demo is running.
    """
    language = language if language in LANGUAGES else "en"
    with open_centre(url) as centre, open_journal(url) as database:
        days = _demo_in(centre).days
        with SourceLock(database, [SOURCE]):
            options = {"seed": seed, "language": language}
            _set_up(centre, _settings(days, at, seed, speed, language), options, at)
            _fill(database, _demo_in(centre), seed, language)
            _forget_history(url)
        return centre.url


def prepare_demo(url: str, *, at: datetime, speed: float = 1.0, language: str = "zh_CN") -> None:
    """Have a demo centre at *url* whose day is under way, speaking *language*, at that *speed*.

    One that is there goes on where it is; it begins anew when its day is over or it was made otherwise.
    While another console runs it, it goes on as it is for both. Raises NotADemoError.
    """
    language = language if language in LANGUAGES else "en"
    with open_centre(url) as centre:
        settings = _demo_in(centre)
        with centre.read() as db:
            made = {record.name: record.options for record in all_sources(db)}
    clock = settings.demo_clock
    if clock is not None and settings.demo:
        shows = settings.days.local(clock.clock().now())
        under_way = shows.date() == settings.days.local(clock.shows).date() and BEGINS <= shows.time() < ENDS
        as_wished = made.get(SOURCE, {}).get("language") == language and clock.speed == speed
        if under_way and as_wished:
            return
    with suppress(AlreadyCollectedError):
        create_demo(url, at=at, seed=settings.demo_seed, speed=speed, language=language)


def past_week(url: str, week: int) -> bool:
    """Write what the demo's queues counted *week* weeks ago, so that a day can be compared; whether it was
    missing. Some two seconds of work, for a process of its own. Nothing happens to a real centre."""
    with open_centre(url) as centre, open_journal(url) as database:
        with centre.read() as db:
            settings = load_centre(db)
            made = {record.name: record.options for record in all_sources(db)}
        if not settings.demo or settings.demo_clock is None or SOURCE not in made:
            return False
        day = settings.days.day(settings.demo_clock.shows) - week * WEEK
        if day in known_days(database, [SOURCE], day):
            return False
        options = made[SOURCE]
        makings = Makings(
            SOURCE, settings.days, int(options.get("seed", 1)), str(options.get("language", "zh_CN"))
        )
        until = settings.days.ends(day) - timedelta(seconds=1)
        board, _changed = fold(EMPTY, day_until(makings, day, until), rules_of(settings))
        keep_days(database, days_of(board))
    return True


def _demo_in(centre: Database) -> CentreSettings:
    """The settings of the demo, or of an empty database. Raises NotADemoError when a real centre is there."""
    with centre.read() as db:
        settings = load_centre(db)
        if all_sources(db) and not settings.demo:
            raise NotADemoError(centre.url)
    return settings


def _settings(days: BusinessDays, at: datetime, seed: int, speed: float, language: str) -> dict[str, Any]:
    shows = datetime.combine(days.local(at).date(), BEGINS, days.zone).astimezone(UTC)
    return {
        "centre_name": _NAMES[language],
        "demo": True,
        "demo_seed": seed,
        "forms_a_month": FORMS,
        "demo_clock": DemoClock(at, shows, speed),
        "queue_order": tuple((SOURCE, queue.names[language]) for queue in QUEUES),
        **break_rules(),
    }


def _set_up(
    centre: Database, settings: Mapping[str, object], options: Mapping[str, object], at: datetime
) -> None:
    with centre.write() as db:
        change_centre(db, settings, at=at, who=WHO)
        for table in (alarm_event, alarm, alarm_shelf, forecast, log_audit):  # of the day that is over
            db.execute(delete(table))
        note(db, {"alarms", "alarm_shelves"})
        for record in all_sources(db):
            remove_source(db, record.name, at=at, who=WHO)
        add_source(db, SOURCE, "simulated", options, at=at, who=WHO)
        seed, language = int(str(options["seed"])), str(options["language"])
        people = agents(seed)
        past = Past(people, _today(settings))
        known = colleagues(people, past, seed)
        forget_training(db)
        forget_issues(db)
        write_people(db, known, past, SOURCE, language)
        write_targets(db, known, past)
        forget_quality(db)
        write_forms(db, past, language)


def _today(settings: Mapping[str, object]) -> date:
    clock, days = settings["demo_clock"], CentreSettings().days
    assert isinstance(clock, DemoClock)  # noqa: S101
    return days.day(clock.shows)


def _forget_history(url: str) -> None:
    """The history of the day that is over goes with it; `past.write_past` makes the past anew."""
    with open_history(url) as history, history.write() as db:
        for table in history_metadata.tables.values():
            if table is not history_name:  # whoever remembers numbers of names goes on
                db.execute(delete(table))


def _fill(database: Database, settings: CentreSettings, seed: int, language: str) -> None:
    """Write the day so far into the emptied journal, as a collector that has just ended would have."""
    assert settings.demo_clock is not None  # noqa: S101  # as it was just saved
    until = settings.demo_clock.shows
    rules = rules_of(settings)
    makings = Makings(SOURCE, settings.days, seed, language)
    said = day_until(makings, settings.days.day(until), until)
    journal = Journal(database)
    veil = journal.veil()
    batches = [entry(SOURCE, group, sequence=count, veil=veil) for count, group in enumerate(groups(said), 1)]
    collector = f"demo {settings.demo_clock.real.isoformat()}"  # a name of its own each time
    with database.write() as db:
        for table in (journal_batch, snapshot, heartbeat, queue_day):
            db.execute(delete(table))
    last = 0
    for begin in range(0, len(batches), _ENTRIES_AT_ONCE):
        last = journal.append_all(batches[begin : begin + _ENTRIES_AT_ONCE], collector=collector)
    board, _changed = fold(EMPTY, said, rules)
    journal.save_snapshot(board, last, rules, until)
    journal.beat(Heartbeat(SOURCE, collector, until, until, None, False, STOPPED))
