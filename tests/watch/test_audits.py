"""The watch process audits every source, each time from where it ended, and keeps what it found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from supervisor.app import day_log_of, keepers
from supervisor.audit import store
from supervisor.audit.asking import ASKED, ask_audit
from supervisor.audit.finding import Finding, Kind, Reconciliation
from supervisor.live.board import EMPTY
from supervisor.live.feed import Feed
from supervisor.live.rules import rules_of
from supervisor.settings.centre import CentreSettings
from supervisor.storage import areas
from supervisor.storage.database import Database
from supervisor.storage.sources import add_source, change_source, get_source
from supervisor.watch.audits import EVERY_S, AuditKeeper
from supervisor.watch.keeper import Keeper, Seen, Turns
from tests.audit.heard import PBX, heard, written
from tests.sources.asterisk.listings import RECORDINGS

RUN = "small-basic"
LAST = heard(RUN)[-1][-1].at


def seen(at: datetime = LAST) -> Seen:
    settings = CentreSettings()
    feeds: Mapping[str, Feed] = {}
    return Seen(at, EMPTY, feeds, settings, rules_of(settings), {})


def added(centre: Database, **options: object) -> None:
    with centre.write() as db:
        add_source(db, PBX, "asterisk", {"host": "pbx", **options}, secret_env="X", at=LAST, who="lee")


def newest(centre: Database) -> Reconciliation:
    with centre.read() as db:
        return store.latest(db)[PBX]


def test_what_an_audit_found_is_kept_and_told_to_the_screens(centre: Database, journal: Database) -> None:
    written(journal, heard(RUN))
    added(centre, queue_log=str(RECORDINGS / RUN / "queue_log"))
    with centre.read() as db:
        before = areas.versions(db)

    AuditKeeper(day_log_of).keep(seen(), centre)

    found = newest(centre)
    assert (found.compared, found.differences, found.logged) == (85, 0, True)
    with centre.read() as db:
        assert set(areas.newer(before, areas.versions(db))) == {"audits"}


def test_a_log_that_is_not_there_is_a_sentence_and_no_end_of_the_keeper(
    centre: Database, journal: Database, tmp_path: Path
) -> None:
    written(journal, heard(RUN))
    added(centre, queue_log=str(tmp_path / "queue_log"))
    keeper = AuditKeeper(day_log_of)
    keeper.keep(seen(), centre)
    assert (newest(centre).problem, newest(centre).logged) == ("log_missing", False)

    (tmp_path / "queue_log").write_bytes((RECORDINGS / RUN / "queue_log").read_bytes())  # mounted again
    keeper.keep(seen(), centre)
    assert (newest(centre).problem, newest(centre).compared) == ("", 85)


def test_another_log_begins_the_comparison_anew(centre: Database, journal: Database, tmp_path: Path) -> None:
    written(journal, heard(RUN))
    added(centre)
    keeper = AuditKeeper(day_log_of)
    keeper.keep(seen(), centre)
    assert not newest(centre).logged
    with centre.write() as db:
        record = get_source(db, PBX)
        options = {**record.options, "queue_log": str(RECORDINGS / RUN / "queue_log")}
        change_source(db, PBX, options, secret_env="X", version=record.version, at=LAST, who="lee")
    keeper.keep(seen(), centre)
    assert newest(centre).compared == 85


def test_a_source_of_which_nothing_was_heard_is_passed_over(centre: Database) -> None:
    added(centre)
    AuditKeeper(day_log_of).keep(seen(), centre)
    with centre.read() as db:
        assert store.latest(db) == {}


def test_audits_older_than_two_weeks_are_forgotten(centre: Database) -> None:
    def result(at: datetime) -> Reconciliation:
        finding = Finding(Kind.GHOST_WAITING, "sales", "1.1", at, theirs="answered", theirs_n=12.5)
        return Reconciliation(PBX, at.date(), at, at, at, 10, 1, 0, (finding,), logged=True, where="/log")

    with centre.write() as db:
        store.save(db, result(LAST - timedelta(days=20)))
        store.save(db, result(LAST))
    with centre.read() as db:
        (kept,) = store.history(db, PBX, LAST - timedelta(days=30))
    assert kept == result(LAST), "as it was, to the last finding"


def test_the_watch_process_keeps_the_audits_aside_every_five_minutes() -> None:
    (keeper,) = [keeper for keeper in keepers() if keeper.name == AuditKeeper.NAME]
    assert keeper.aside
    assert keeper.every_s == EVERY_S == pytest.approx(300)


def test_an_audit_that_is_asked_for_comes_with_the_next_look_but_not_twenty_times_a_minute(
    centre: Database,
) -> None:
    turns: list[datetime] = []
    given = Turns([Keeper("audits", lambda seen, _db: turns.append(seen.at), EVERY_S, asked=ASKED)])

    def look(after_s: float) -> None:
        with centre.read() as db:
            versions = areas.versions(db)
        at = LAST + timedelta(seconds=after_s)
        given.give(replace(seen(at), versions=versions), centre)

    def ask() -> None:
        with centre.write() as db:
            ask_audit(db)

    look(0)
    look(5)
    ask()
    look(10)
    look(25)
    look(30)
    ask()
    look(50)
    look(60)
    assert [(at - LAST).total_seconds() for at in turns] == [0, 25, 50]
