"""What belongs together is one alarm, and a flood is one alarm too."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from supervisor.alarms.alarm import Symptom
from supervisor.alarms.cause import SPREAD, combine
from supervisor.alarms.place import CENTRE, AlarmKey, Place, key_of
from supervisor.alarms.rule import FEED
from supervisor.live.feed import Cause, Feed, FeedState
from supervisor.wallboard.levels import Level
from supervisor.wallboard.scope import Scope
from tests.alarms.floors import PBX, A, Desk, floor, key, later, rule, sight

many = rule(id="many", cause="staff", attention=10)
long = rule(id="long", cause="staff", metric="longest_wait", attention=60, action=120)


def queue(name: str) -> Place:
    return Place.queue((PBX, name))


def symptom(name: str, rule_id: str = "many", level: Level = Level.ATTENTION, since: float = 0) -> Symptom:
    return Symptom(rule_id, "waiting", queue(name), level, later(since))


def test_several_symptoms_of_a_cause_at_a_place_are_one_alarm_that_lists_them() -> None:
    desk = Desk(many, long)
    assert desk.look(0, floor(sight(waiting=11, longest_wait_s=130))) == ["opened"]
    (alarm,) = desk.state.alarms.values()
    assert [(each.rule, each.level) for each in alarm.symptoms] == [
        ("long", Level.ACTION),
        ("many", Level.ATTENTION),
    ]


def test_a_symptom_that_joins_or_leaves_opens_nothing_anew() -> None:
    desk = Desk(many, long)
    assert desk.look(0, floor(sight(waiting=11))) == ["opened"]
    assert desk.look(5, floor(sight(waiting=11, longest_wait_s=61))) == ["changed"]
    assert desk.look(10, floor(sight(waiting=0, longest_wait_s=61))) == ["changed"]
    assert desk.look(15, floor(sight(waiting=0))) == ["closed"]
    assert desk.times("opened") == [0]


def test_rules_without_a_common_cause_are_alarms_of_their_own() -> None:
    desk = Desk(rule(id="one"), rule(id="two"))
    assert desk.look(0, floor(sight(waiting=11))) == ["opened", "opened"]


def test_trouble_everywhere_joins_one_alarm_of_the_centre() -> None:
    desk = Desk(many)
    queues = [Scope.queue((PBX, name)) for name in "abcdefghij"]
    desk.look(0, floor(*(sight(each, waiting=11) for each in queues)))
    alarms = desk.state.alarms
    assert len(alarms) == SPREAD + 1
    assert len(alarms[AlarmKey("staff", CENTRE)].symptoms) == len(queues) - SPREAD
    assert desk.look(5, floor(*(sight(each, waiting=0) for each in queues))) == ["closed"] * (SPREAD + 1)


def test_what_joined_the_centres_alarm_stays_there_when_the_flood_is_over() -> None:
    desk = Desk(many)
    queues = [Scope.queue((PBX, name)) for name in "abcdef"]
    desk.look(0, floor(*(sight(each, waiting=11) for each in queues)))
    numbers = [0] * SPREAD + [11]
    last = [sight(each, waiting=number) for each, number in zip(queues, numbers, strict=True)]
    assert desk.look(5, floor(*last)) == ["closed"] * SPREAD
    assert set(desk.state.alarms) == {AlarmKey("staff", CENTRE)}
    assert key(many, A) not in desk.state.alarms


def test_every_source_that_is_not_heard_has_its_own_alarm() -> None:
    feeds = {str(n): Feed(FeedState.DEAD, later(0), later(0), cause=Cause.DOWN) for n in range(SPREAD + 3)}
    desk = Desk()
    desk.look(0, floor(feeds=feeds))
    desk.look(10, floor(feeds=feeds))
    assert {each.place for each in desk.state.alarms} == {Place.of_source(name) for name in feeds}
    assert {each.cause for each in desk.state.alarms} == {FEED}


symptoms = st.lists(
    st.builds(
        symptom,
        st.sampled_from("abcdefgh"),
        st.sampled_from(["one", "two"]),
        st.sampled_from([Level.ATTENTION, Level.ACTION]),
        st.integers(0, 3),
    ),
    max_size=16,
    unique_by=lambda each: (each.rule, each.place),
)


@given(symptoms, st.randoms())
def test_the_order_of_symptoms_does_not_matter(found: list[Symptom], random: st.randoms) -> None:  # type: ignore[valid-type]
    pairs = [("c", each) for each in found]
    shuffled = list(pairs)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert combine(pairs, {}) == combine(shuffled, {})


@given(symptoms)
def test_what_was_combined_stays_combined(found: list[Symptom]) -> None:
    pairs = [("c", each) for each in found]
    once = combine(pairs, {})
    assert combine(pairs, once) == once
    held = [each for group in once.values() for each in group]
    assert len(held) == len(found)


@given(st.text(), st.text(), st.text())
def test_a_key_is_read_back_from_its_text(cause: str, source: str, name: str) -> None:
    made = AlarmKey(cause, Place.queue((source, name)))
    assert key_of(made.text) == made


def test_the_id_of_a_rule_is_no_key() -> None:
    assert key_of("longest_wait") is None
    assert key_of("[1]") is None
