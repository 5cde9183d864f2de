"""The state machine of all alarms: what the rules say of the floor at one instant after another.

Pure: the same states, floors and instants give the same transitions; the same instant again gives none. It
may be asked as often or as seldom as one likes:

- A level is raised when its limit was passed at every look for the rule's on-delay, and let go when the
  figure was back, by more than the deadband, at every look for its off-delay.
- A figure that is unknown, is no evidence (fewer than the minimum count) or falls into quiet hours neither
  raises nor keeps a level: it counts as back, so that what holds goes after the off-delay.
- A figure of a source that is late or dead is of the past: nothing is judged by it. What held is *held*, for
  at most HELD_S, and then counts as unknown. That the source is not heard is an alarm of its own.
- After a gap in which nobody looked (sleep, restart) no delay has begun: nobody can say what lasted.
  What stands in an open alarm stays raised. A state restored from the database is one after a gap.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec
from msgspec.structs import replace

from supervisor.alarms.alarm import EventKind, Scene, Symptom
from supervisor.alarms.cause import combine
from supervisor.alarms.place import AlarmKey, Place, PlaceKind
from supervisor.alarms.rule import FEED, FEED_RULE, LONGEST_COOLDOWN_S, AlarmRule
from supervisor.live.feed import Cause, Feed, FeedState
from supervisor.wallboard.catalogue import UNKNOWN, Figure, Side, metric
from supervisor.wallboard.levels import Level
from supervisor.wallboard.scope import Scope, ScopeKind, Sight

GAP_S = 120.0
"""Nobody looked for longer than this: no delay has begun."""
HELD_S = 900.0
"""What holds by the figures of a source that is not heard holds for so long."""

_UTC = ZoneInfo("UTC")
_FORGOTTEN = timedelta(seconds=LONGEST_COOLDOWN_S)
Watched = tuple[str, Place]  # the rule's id, and where it looks


@dataclass(frozen=True)
class Floor:
    """What the rules look at: every scope's figures, how each known source is heard, the centre's clock.

    *speed* is how many times as fast as people's the centre's clock runs: the feed's seconds are people's.
    """

    sights: Mapping[Scope, Sight]
    feeds: Mapping[str, Feed] = field(default_factory=dict)
    zone: ZoneInfo = _UTC
    speed: float = 1.0


class Latch(msgspec.Struct, frozen=True):
    """One level of one rule at one place: *on* since *since*.

    *turning*: since when every look has said the other; None while they say the same.
    """

    on: bool = False
    since: datetime | None = None
    turning: datetime | None = None

    def after(self, beyond: bool, back: bool, rule: AlarmRule, now: datetime, speed: float = 1.0) -> Latch:
        """The latch after a look that found the figure *beyond* the limit, or *back* behind the deadband."""
        if not (back if self.on else beyond):
            return self if self.turning is None else Latch(self.on, self.since)
        turning = self.turning or now
        delay_s = rule.off_delay_s if self.on else rule.on_delay_s
        if now - turning < timedelta(seconds=delay_s * speed):
            return self if self.turning else Latch(self.on, self.since, turning)
        return OFF if self.on else Latch(True, now)

    def paused(self) -> Latch:
        """The latch after a time in which nobody could look."""
        return self if self.turning is None else Latch(self.on, self.since)


OFF = Latch()


class Watch(msgspec.Struct, frozen=True):
    """One rule at one place: its two levels, the last figure and the worst since it holds."""

    attention: Latch = OFF
    action: Latch = OFF
    figure: Figure = UNKNOWN
    worst: float | None = None

    @property
    def level(self) -> Level:
        if self.action.on:
            return Level.ACTION
        return Level.ATTENTION if self.attention.on else Level.NORMAL

    @property
    def since(self) -> datetime | None:
        """When the first of its levels that hold was raised."""
        return min((latch.since for latch in (self.attention, self.action) if latch.since), default=None)

    @property
    def is_idle(self) -> bool:
        """Whether it is as good as none."""
        return self.attention == OFF and self.action == OFF


IDLE = Watch()


class Standing(msgspec.Struct, frozen=True):
    """An open alarm as the engine knows it; see `alarm.Alarm`."""

    key: AlarmKey
    opened_at: datetime
    level: Level
    peak: Level
    symptoms: tuple[Symptom, ...]
    scene: Scene
    worse_at: datetime
    held_since: datetime | None = None


class Transition(msgspec.Struct, frozen=True):
    """What happened at *at* to the alarm that is now as *alarm* says (a closed one: as it was)."""

    kind: EventKind
    at: datetime
    alarm: Standing


@dataclass(frozen=True)
class State:
    """All that the engine remembers from one look to the next, as of *at* (None: it never looked).

    *watches* are those that are not idle, *alarms* the open ones, *closed* when each key last closed.
    """

    at: datetime | None = None
    watches: Mapping[Watched, Watch] = field(default_factory=dict)
    alarms: Mapping[AlarmKey, Standing] = field(default_factory=dict)
    closed: Mapping[AlarmKey, datetime] = field(default_factory=dict)


def evaluate(
    state: State, rules: Sequence[AlarmRule], floor: Floor, now: datetime
) -> tuple[State, tuple[Transition, ...]]:
    """The state after looking at *floor* when the centre's clock reads *now*, and what changed, in order.

    *rules* are all of the centre's; those switched off, and those whose metric this version does not have,
    raise nothing and let go what they held. *state* stays as it was.
    """
    before: Mapping[Watched, Watch] = state.watches
    if state.at is not None and not timedelta(0) <= now - state.at <= timedelta(
        seconds=GAP_S * max(1.0, floor.speed)
    ):
        told = {
            (symptom.rule, symptom.place) for alarm in state.alarms.values() for symptom in alarm.symptoms
        }
        before = {watched: _paused(watch) for watched, watch in before.items() if watched in told}
    looks = _Looks(rules, floor, now, before)
    looks.at_figures()
    looks.at_feeds()
    alarms, closed, transitions = _alarms(state, looks, floor, now)
    return State(now, looks.watches, alarms, closed), transitions


def restored(
    alarms: Iterable[Standing], closed: Mapping[AlarmKey, datetime], at: datetime | None = None
) -> State:
    """The state of an engine that stopped with these open *alarms*, and with those *closed* not long ago."""
    watches: dict[Watched, Watch] = {}
    standing = {alarm.key: alarm for alarm in alarms}
    for alarm in standing.values():
        for symptom in alarm.symptoms:
            on = Latch(True, symptom.since)
            watches[symptom.rule, symptom.place] = Watch(
                on,
                on if symptom.level is Level.ACTION else OFF,
                Figure(symptom.value, symptom.n),
                symptom.worst,
            )
    return State(at, watches, standing, dict(closed))


def _paused(watch: Watch) -> Watch:
    attention, action = watch.attention.paused(), watch.action.paused()
    if attention is watch.attention and action is watch.action:
        return watch
    return replace(watch, attention=attention, action=action)


class _Looks:
    """One look at everything: the watches after it."""

    def __init__(
        self, rules: Sequence[AlarmRule], floor: Floor, now: datetime, before: Mapping[Watched, Watch]
    ) -> None:
        self.rules = {rule.id: rule for rule in rules if rule.enabled and rule.id != FEED}
        self.watches: dict[Watched, Watch] = {}
        self.held: dict[Place, datetime] = {}  # where figures are of the past, and since when
        self._floor = floor
        self._now = now
        self._before = before
        self._dark: set[Scope] = set()  # of the past for so long that nothing is known any more
        for scope, sight in floor.sights.items():
            self._judge_age(scope, sight)

    def _judge_age(self, scope: Scope, sight: Sight) -> None:
        known = [self._floor.feeds[name] for name in sight.sources if name in self._floor.feeds]
        feeds = [feed for feed in known if feed.cause is not Cause.ENDED]
        if sight.sources and not feeds:
            self._dark.add(scope)  # nobody listens to them any more
            return
        stale = [feed for feed in feeds if feed.state is not FeedState.LIVE]
        if not stale:
            return
        since = min((feed.since for feed in stale if feed.since), default=None)
        if since is None or self._now - since > timedelta(seconds=HELD_S * self._floor.speed):
            self._dark.add(scope)
        else:
            self.held[Place.of(scope)] = since

    def at_figures(self) -> None:
        """Ask every rule about every scope that it watches."""
        local = self._now.astimezone(self._floor.zone)
        places: dict[ScopeKind, list[tuple[Scope, Place, Sight]]] = {kind: [] for kind in ScopeKind}
        for scope, sight in self._floor.sights.items():
            places[scope.kind].append((scope, Place.of(scope), sight))
        seen: set[Watched] = set()
        for rule in self.rules.values():
            watched = metric(rule.metric)
            if watched is None:
                continue
            quiet = rule.is_quiet(local)
            for scope, place, sight in places[rule.kind]:
                if not rule.looks_at(scope):
                    continue
                key = (rule.id, place)
                seen.add(key)
                if place in self.held:
                    self._keep(rule, place)
                    continue
                figure = UNKNOWN if quiet or scope in self._dark else watched.of(sight)
                if key in self._before or rule.calls_for(figure):  # else all is well, as nearly always
                    self._look(rule, place, figure)
        for (rule_id, place), watch in self._before.items():
            gone = self.rules.get(rule_id)
            if gone is None or (rule_id, place) in seen or not watch.level:
                continue
            scope_then = place.scope
            if metric(gone.metric) is not None and scope_then is not None and gone.looks_at(scope_then):
                self._look(gone, place, UNKNOWN)  # the place is gone for now, the rule still means it

    def _keep(self, rule: AlarmRule, place: Place) -> None:
        watch = self._before.get((rule.id, place))
        if watch is not None and watch.level:
            self.watches[rule.id, place] = _paused(watch)

    def _look(self, rule: AlarmRule, place: Place, figure: Figure) -> None:
        value = rule.known(figure)
        before = self._before.get((rule.id, place), IDLE)
        if value is None:
            attention = before.attention.after(False, True, rule, self._now)
            action = before.action.after(False, True, rule, self._now)
        else:
            attention, action = (
                latch.after(rule.is_beyond(level, value), rule.is_back(level, value), rule, self._now)
                for latch, level in (
                    (before.attention, Level.ATTENTION),
                    (before.action, Level.ACTION),
                )
            )
        watch = Watch(attention, action, figure)
        if watch.is_idle:
            return
        if watch.level:
            worst = before.worst if before.level else None
            values = [each for each in (worst, value) if each is not None]
            more = min if rule.side is Side.BELOW else max
            watch = replace(watch, worst=more(values) if values else None)
        self.watches[rule.id, place] = watch

    def at_feeds(self) -> None:
        """Ask whether every source is heard. One whose recording is at its end has nothing more to say."""
        speed = self._floor.speed
        for name, feed in self._floor.feeds.items():
            place = Place.of_source(name)
            before = self._before.get((FEED, place), IDLE)
            ended = feed.cause is Cause.ENDED
            dead = feed.state is FeedState.DEAD and not ended
            age_s = (self._now - feed.since).total_seconds() if feed.since else None
            long_s = (FEED_RULE.attention or 0.0) * speed
            late = feed.state is FeedState.LATE and age_s is not None and age_s > long_s
            live = feed.state is FeedState.LIVE or ended
            attention = before.attention.after(dead or late, live, FEED_RULE, self._now, speed)
            action = before.action.after(dead, live, FEED_RULE, self._now, speed)
            watch = Watch(attention, action, Figure(None if live else age_s), age_s)
            if not watch.is_idle:
                self.watches[FEED, place] = watch

    def symptoms(self) -> list[tuple[str, Symptom]]:
        """What holds now, with its cause."""
        found = []
        for (rule_id, place), watch in self.watches.items():
            level, since = watch.level, watch.since
            if not level or since is None:
                continue
            rule = FEED_RULE if rule_id == FEED else self.rules[rule_id]
            symptom = Symptom(
                rule_id,
                rule.metric,
                place,
                level,
                since,
                rule.name,
                watch.figure.value,
                watch.figure.n,
                None if rule_id == FEED else rule.limit(level),
                watch.worst,
                rule.silent,
            )
            found.append((rule.group, symptom))
        return found

    def cooldown(self, symptoms: Sequence[Symptom]) -> timedelta:
        """How long an alarm with these symptoms stays away after it closed: as its most urgent rule says."""
        rules = [FEED_RULE if symptom.rule == FEED else self.rules[symptom.rule] for symptom in symptoms]
        return timedelta(seconds=min(rule.cooldown_s for rule in rules))


def _alarms(
    state: State, looks: _Looks, floor: Floor, now: datetime
) -> tuple[dict[AlarmKey, Standing], dict[AlarmKey, datetime], tuple[Transition, ...]]:
    wanted = combine(looks.symptoms(), {key: alarm.symptoms for key, alarm in state.alarms.items()})
    alarms: dict[AlarmKey, Standing] = {}
    closed = {key: at for key, at in state.closed.items() if now - at < _FORGOTTEN}
    transitions: list[Transition] = []

    def happened(kind: EventKind, alarm: Standing) -> None:
        transitions.append(Transition(kind, now, alarm))

    for key, before in state.alarms.items():
        if key not in wanted:
            closed[key] = now
            happened(EventKind.CLOSED, before)
    for key, symptoms in wanted.items():
        level = max(symptom.level for symptom in symptoms)
        scene, held_since = _scene(key.place, floor), _held(looks, symptoms)
        old = state.alarms.get(key)
        if old is None:
            if key in closed and timedelta(0) <= now - closed[key] < looks.cooldown(symptoms):
                continue
            closed.pop(key, None)
            alarms[key] = Standing(key, now, level, level, symptoms, scene, now, held_since)
            happened(EventKind.OPENED, alarms[key])
            continue
        worse_at = now if level > old.level else old.worse_at
        peak = max(old.peak, level)
        if held_since is not None or scene.feed == FeedState.LIVE:
            scene = old.scene  # the last that was true, or that was the trouble
        new = Standing(key, old.opened_at, level, peak, symptoms, scene, worse_at, held_since)
        alarms[key] = new
        if level != old.level:
            happened(EventKind.RAISED if level > old.level else EventKind.EASED, new)
        elif _shown(new) != _shown(old):
            happened(EventKind.CHANGED, new)
    return alarms, closed, tuple(transitions)


def _shown(alarm: Standing) -> object:
    """What of an alarm is told when it changes; figures move all the time and are looked up instead."""
    symptoms = frozenset((symptom.rule, symptom.place, symptom.level) for symptom in alarm.symptoms)
    return symptoms, alarm.held_since is None, alarm.scene.feed


def _held(looks: _Looks, symptoms: Sequence[Symptom]) -> datetime | None:
    """Since when all of these figures are of the past; None when one of them is of now."""
    since = [looks.held.get(symptom.place) for symptom in symptoms if symptom.rule != FEED]
    if not since or any(at is None for at in since):
        return None
    return min(at for at in since if at is not None)


def _scene(place: Place, floor: Floor) -> Scene:
    if place.kind is PlaceKind.SOURCE:
        feed = floor.feeds.get(place.source)
        return Scene() if feed is None else Scene(feed=feed.state, why=feed.cause, reason=feed.reason)
    scope = place.scope
    sight = floor.sights.get(scope) if scope is not None else None
    if sight is None:
        return Scene()
    staff = sight.staff
    return Scene(
        sight.waiting, sight.longest_wait_s, staff.signed_in, staff.ready, staff.on_break, sight.overruns
    )
