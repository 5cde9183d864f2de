"""What people read: what, where, how bad, since when, what to do now."""

from __future__ import annotations

from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest

from supervisor.alarms.alarm import Alarm, Scene, Symptom
from supervisor.alarms.place import CENTRE, AlarmKey, Place
from supervisor.alarms.rule import FEED
from supervisor.alarms.sentences import alarm_sentence, how_bad, title, what_to_do
from supervisor.alarms.shipped import BREAKS, WAITS
from supervisor.live.feed import Cause, FeedState
from supervisor.wallboard.levels import Level
from tests.alarms.floors import NINE, PBX, later

VIP = Place.queue((PBX, "VIP"))
WAIT = Symptom("longest_wait", "longest_wait", VIP, Level.ATTENTION, NINE, value=250, limit=180)
RATE = Symptom("answer_rate", "answer_rate.recent", VIP, Level.ATTENTION, NINE, value=0.712, limit=0.83, n=41)
SHORT = Scene(waiting=4, longest_wait_s=250, signed_in=5, ready=0, on_break=2, overruns=0)


def alarm(
    cause: str = WAITS, place: Place = VIP, symptoms: tuple[Symptom, ...] = (WAIT, RATE), scene: Scene = SHORT
) -> Alarm:
    key = AlarmKey(cause, place)
    return Alarm(1, key, Level.ATTENTION, Level.ATTENTION, symptoms, scene, NINE, NINE)


def test_an_alarm_is_told_whole() -> None:
    assert alarm_sentence(alarm(), ZoneInfo("Asia/Shanghai")) == (
        "Staff short: VIP. Longest wait 4:10 (limit 3:00); Answer rate, last 30 minutes 71.2 % "
        "(limit 83.0 %, 41 contacts). Since 17:00. 2 agents are on break: ask for an early return."
    )


def test_a_closed_alarm_says_how_long_it_lasted_and_asks_nothing() -> None:
    said = alarm_sentence(replace(alarm(), closed_at=later(90)), ZoneInfo("UTC"), NINE.date())
    assert said.endswith("From 09:00, it lasted 1:30.")


@pytest.mark.parametrize(
    ("scene", "named", "advice"),
    [
        (Scene(waiting=1, signed_in=0, ready=0), "Nobody signed in: VIP", "Have somebody sign in"),
        (
            Scene(waiting=1, signed_in=2, ready=0, overruns=1, on_break=1),
            "Staff short: VIP",
            "1 break is overdue",
        ),
        (Scene(waiting=1, signed_in=2, ready=0, on_break=0), "Staff short: VIP", "lend agents"),
        (Scene(waiting=1, signed_in=2, ready=1, on_break=0), "Customers wait: VIP", "1 agent is ready"),
        (Scene(waiting=0, signed_in=2, ready=1, on_break=0), "Customers wait: VIP", "Nobody waits now"),
        (Scene(), "Customers wait: VIP", "Nobody waits now"),
    ],
)
def test_title_and_advice_follow_what_stands_at_the_place(scene: Scene, named: str, advice: str) -> None:
    found = alarm(scene=scene)
    assert title(found) == named
    assert advice in what_to_do(found)


def test_the_centre_names_how_many_queues_are_in_it() -> None:
    other = Symptom("longest_wait", "longest_wait", Place.queue((PBX, "b")), Level.ATTENTION, NINE, value=200)
    found = alarm(place=CENTRE, symptoms=(WAIT, other), scene=Scene(waiting=9, signed_in=9, ready=1))
    assert title(found) == "Customers wait in 2 queues"
    assert "VIP: Longest wait" in how_bad(found)


def test_a_teams_breaks_are_called_what_they_are() -> None:
    team = Place.team("North")
    late = Symptom("overruns", "overruns", team, Level.ATTENTION, NINE, value=3, limit=2)
    found = alarm(BREAKS, team, (late,), Scene(overruns=3))
    assert title(found) == "Breaks overdue: North"
    assert how_bad(found) == "Breaks overrun 3 (limit 2)"


@pytest.mark.parametrize("why", [*Cause])
@pytest.mark.parametrize("state", [FeedState.LATE, FeedState.DEAD])
def test_every_reason_why_a_source_is_not_heard_has_its_words(why: Cause, state: FeedState) -> None:
    found = alarm(FEED, Place.of_source(PBX), (), Scene(feed=state, why=why))
    assert title(found) == ("pbx is late" if state is FeedState.LATE else "pbx is not heard")
    assert what_to_do(found)
    assert "None" not in alarm_sentence(found, ZoneInfo("UTC"))


def test_a_held_alarm_points_to_the_source() -> None:
    assert "source first" in what_to_do(replace(alarm(), held_since=NINE))


def test_a_metric_of_a_newer_version_is_called_by_its_rule() -> None:
    odd = Symptom("mood", "mood", VIP, Level.ATTENTION, NINE, name="Mood is low", value=1)
    assert how_bad(alarm(symptoms=(odd,))) == "Mood is low"
    assert title(alarm("mood", symptoms=(odd,))) == "Mood is low: VIP"
