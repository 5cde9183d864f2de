"""`supervisor advice` and `supervisor why`, on a floor that was journalled."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from random import Random

import pytest

from supervisor.advice import store
from supervisor.advice.forecast import Kind
from supervisor.events import AgentChanged, AgentState, LiveEvent
from supervisor.live.entry import entry
from supervisor.live.feed import Heartbeat
from supervisor.live.journal import Journal
from supervisor.settings.centre import DemoClock
from supervisor.sources.simulated.simulation import groups
from supervisor.storage.centre_settings import change_centre
from supervisor.storage.database import open_centre, open_journal
from supervisor.storage.sources import add_source
from tests.advice.floors import PBX, at, moved, opened, worked
from tests.commands.command_line import documents, run


def _journalled(url: str, events: Sequence[LiveEvent], now: datetime) -> None:
    """Put *events* into the journal of a centre whose clock reads *now*, with a live source."""
    said = sorted(events, key=lambda event: event.at)
    with open_centre(url) as centre, centre.write() as db:
        clock = DemoClock(datetime.now(UTC), now)
        change_centre(db, {"demo": True, "demo_clock": clock}, at=now, who="test")
        add_source(db, PBX, "simulated", {}, at=now, who="test")
    with open_journal(url) as database:
        journal = Journal(database)
        batches = [entry(PBX, group, sequence=count) for count, group in enumerate(groups(said), 1)]
        journal.append_all(batches, collector="test")
        journal.beat(Heartbeat(PBX, "test", now, now, 5.0))


def _falls() -> list[LiveEvent]:
    """Half an hour with 27 agents, then half an hour with 18: nine go to a training."""
    events = opened(27) + worked(Random(7), seconds=1800, agents=27, arrivals_per_h=400)
    events += [
        AgentChanged(PBX, at(1800), f"a{place:03}", AgentState.BREAK, "Training") for place in range(18, 27)
    ]
    return events + moved(worked(Random(8), seconds=1800, agents=18, arrivals_per_h=400), 1800, "later-")


@pytest.fixture
def floor(sqlite_url: str) -> str:
    _journalled(sqlite_url, _falls(), at(3600))
    return sqlite_url


def test_what_three_more_would_do_is_said_in_a_sentence_and_logged(floor: str) -> None:
    said = run("advice", "--queue", "sales", "--come-back", "3", "--database", floor)
    assert said.exit_code == 0, said.output
    assert "If 3 come back now: wait" in said.stdout
    assert "Contacts an hour" in said.stdout
    with open_centre(floor) as database, database.read() as db:
        (made,) = store.forecasts(db, at(0))
    assert (made.kind, made.asked.people, made.queue) == (Kind.PEOPLE, 3, (PBX, "sales"))


def test_advice_for_programs_holds_inputs_ranges_and_the_hit_rate(floor: str) -> None:
    (told,) = documents(run("advice", "--queue", "sales", "--come-back", "-2", "--json", "--database", floor))
    assert told["people"] == 18
    assert told["measured"]["arrivals_per_h"]["n"] > 0
    before, after = told["if_people_come"]["before"], told["if_people_come"]["after"]
    assert after["soon"]["service_level"] < before["soon"]["service_level"]
    assert before["range"]["low"] <= before["range"]["high"]
    assert told["needed"]["more_people"] > 0
    assert told["come_back_next"][0]["break_code"] == "Training"
    assert told["hit_rate"] == {}


def test_without_a_question_nothing_is_logged(floor: str) -> None:
    assert run("advice", "--queue", "SALES", "--database", floor).exit_code == 0
    with open_centre(floor) as database, database.read() as db:
        assert store.forecasts(db, at(0)) == []


def test_a_queue_that_is_not_there_names_those_that_are(floor: str) -> None:
    for command in ("advice", "why"):
        said = run(command, "--queue", "service", "--database", floor)
        assert said.exit_code == 1
        assert "sales" in said.stderr


def test_too_little_is_told_and_ends_with_1(sqlite_url: str) -> None:
    _journalled(sqlite_url, opened(3), at(1800))
    said = run("advice", "--queue", "sales", "--database", sqlite_url)
    assert said.exit_code == 1
    assert "Too few contacts" in said.stdout
    asked = run("why", "--queue", "sales", "--database", sqlite_url, "--minutes", "10", "--json")
    assert asked.exit_code == 1
    assert '"unclear":"too_few"' in asked.stdout


def test_why_names_the_training_behind_the_fall(floor: str) -> None:
    said = run("why", "--queue", "sales", "--minutes", "25", "--ago", "30", "--database", floor)
    assert said.exit_code == 0, said.output
    assert "Training, one: +9.0 people" in said.stdout
    (told,) = documents(
        run("why", "--queue", "sales", "--minutes", "25", "--ago", "30", "--json", "--database", floor)
    )
    assert told["change"] < -0.1
    assert told["contributions"][0]["cause"] == "breaks"
    explained = sum(one["change"] for one in told["contributions"])
    assert explained + told["unexplained"] == pytest.approx(told["change"], abs=1e-5)
