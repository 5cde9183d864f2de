"""The alarms of a simulated morning, for pictures: what the shipped rules would have raised until then."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import lru_cache

from supervisor.alarms.alarm import Alarm, EventKind
from supervisor.alarms.engine import Floor, Standing, State, evaluate
from supervisor.alarms.place import AlarmKey
from supervisor.alarms.shipped import shipped
from supervisor.live.board import EMPTY
from supervisor.live.feed import Cause, Feed, FeedState
from supervisor.live.fold import fold
from supervisor.live.rules import rules_of
from supervisor.settings.centre import CentreSettings
from supervisor.sources.simulated.kept_day import kept_day
from supervisor.sources.simulated.simulation import Makings
from supervisor.wallboard.breaks import break_codes
from supervisor.wallboard.scope import sights

EVERY = timedelta(seconds=30)
OPENS_AT = timedelta(hours=8)
ANSWERS_AFTER = timedelta(seconds=95)


@lru_cache(maxsize=8)
def sample_alarms(
    source: str,
    seed: int,
    day: date,
    now: datetime,
    heard_at: datetime,
    settings: CentreSettings,
    spoken: str,
) -> tuple[Alarm, ...]:
    """Every alarm of *day* until *now*, when the source was last heard at *heard_at*; a second of work."""
    rules = rules_of(settings)
    said = kept_day(Makings(source, rules.days, seed, spoken), day, heard_at)
    codes, state, board, place = break_codes(settings.break_codes), State(), EMPTY, 0
    opened: dict[AlarmKey, Alarm] = {}
    closed: list[Alarm] = []
    at = rules.days.begins(day) + OPENS_AT
    while at <= now:
        end = place
        while end < len(said) and said[end].at <= at:
            end += 1
        board, _changed = fold(board, said[place:end], rules)
        place = end
        floor = Floor(
            sights(board, at, rules.days.begins(day), codes), _feeds(source, heard_at, at), rules.days.zone
        )
        state, happened = evaluate(state, shipped(settings), floor, at)
        for each in happened:
            key = each.alarm.key
            if each.kind is EventKind.OPENED:
                opened[key] = _alarm(len(opened) + len(closed) + 1, each.alarm)
            elif each.kind is EventKind.CLOSED and key in opened:
                closed.append(_answered(replace(opened.pop(key), closed_at=at)))
        for key, held in state.alarms.items():
            opened[key] = _alarm(opened[key].id, held)
        at += EVERY
    long = ANSWERS_AFTER * 6
    standing = [_answered(each) if now - each.worse_at > long else each for each in opened.values()]
    return (*closed, *standing)


def _feeds(source: str, heard_at: datetime, at: datetime) -> Mapping[str, Feed]:
    if at - heard_at < timedelta(seconds=20):
        return {source: Feed(FeedState.LIVE, None, at)}
    return {source: Feed(FeedState.DEAD, heard_at, heard_at, "Connection refused", Cause.DOWN)}


def _alarm(number: int, of: Standing) -> Alarm:
    return Alarm(
        number,
        of.key,
        of.level,
        of.peak,
        of.symptoms,
        of.scene,
        of.opened_at,
        of.worse_at,
        held_since=of.held_since,
    )


def _answered(alarm: Alarm) -> Alarm:
    """Somebody took it on, if it stood long enough for that."""
    at = alarm.worse_at + ANSWERS_AFTER
    if alarm.closed_at is not None and at > alarm.closed_at:
        return alarm
    return replace(alarm, acknowledged_at=at, acknowledged_by=("lin", "mei")[alarm.id % 2])
