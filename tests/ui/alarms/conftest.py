"""A centre in a file, in which a watch process has raised alarms."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta

import pytest
from pytestqt.qtbot import QtBot

from supervisor.alarms import store
from supervisor.alarms.alarm import EventKind, Scene, Symptom
from supervisor.alarms.engine import Standing, Transition
from supervisor.alarms.place import AlarmKey, Place
from supervisor.alarms.rule import FEED
from supervisor.alarms.shipped import WAITS
from supervisor.storage.database import open_centre
from supervisor.wallboard.levels import Level
from ui.alarms.section import AlarmsSection
from ui.centre import OpenCentre
from ui.machine import Machine

NOW = datetime(2026, 11, 23, 2, 42, 7, tzinfo=UTC)  # 10:42:07 in Shanghai
BILLING, PLANS = Place.queue(("pbx", "Billing")), Place.queue(("pbx", "Plans"))


def ago(minutes: float) -> datetime:
    return NOW - timedelta(minutes=minutes)


def symptom(
    place: Place = BILLING,
    level: Level = Level.ATTENTION,
    since: datetime = NOW,
    rule: str = "answer_rate",
    metric: str = "answer_rate.recent",
    silent: bool = False,
) -> Symptom:
    return Symptom(rule, metric, place, level, since, "Low", 0.712, 41, 0.83, 0.7, silent)


def standing(
    place: Place = BILLING,
    level: Level = Level.ATTENTION,
    opened_at: datetime = NOW,
    cause: str = WAITS,
    symptoms: Sequence[Symptom] = (),
    silent: bool = False,
) -> Standing:
    rule, metric = (FEED, "") if cause == FEED else ("answer_rate", "answer_rate.recent")
    held = tuple(symptoms) or (symptom(place, level, opened_at, rule, metric, silent),)
    scene = Scene(waiting=4, longest_wait_s=130.0, signed_in=9, ready=0, on_break=2, overruns=0)
    return Standing(AlarmKey(cause, place), opened_at, level, level, held, scene, opened_at)


@pytest.fixture
def watch(sqlite_url: str) -> Callable[..., None]:
    """Writes what happened to alarms, as another process does: (kind, standing) pairs, at NOW unless said."""

    def write(*happened: tuple[EventKind, Standing], at: datetime = NOW) -> None:
        with open_centre(sqlite_url) as database, database.write() as db:
            store.apply(db, [Transition(kind, at, each) for kind, each in happened])

    return write


@pytest.fixture
def centre(open_floor: Callable[..., OpenCentre]) -> OpenCentre:
    """The centre, whose clock stands at NOW."""
    return open_floor("pbx", at=NOW)


@pytest.fixture
def known(centre: OpenCentre, qtbot: QtBot) -> OpenCentre:
    """The centre after its alarms were first read."""
    qtbot.waitUntil(lambda: centre.alarms.is_known)
    return centre


@pytest.fixture
def section(known: OpenCentre, machine: Machine, qtbot: QtBot) -> Iterator[AlarmsSection]:
    """The section in sight."""
    made = AlarmsSection(known, machine)
    made.resize(1200, 700)
    with qtbot.waitExposed(made):
        made.show()
    made.activateWindow()
    made.setFocus()
    yield made
    made.close()
    made.deleteLater()
