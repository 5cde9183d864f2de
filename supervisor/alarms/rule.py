"""When to raise an alarm: which figure, where, beyond what, and for how long before anybody is called.

The vocabulary is the process industry's (OPC UA part 9, ISA-18.2): a limit with a *deadband*, an *on-delay*
before it speaks, an *off-delay* before it falls silent, a *cooldown* before it may speak again. Rules live in
the database as JSON whose fields only grow.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Annotated, Any

import msgspec

from supervisor.alarms.place import Place, PlaceKind
from supervisor.errors import SettingError
from supervisor.wallboard.catalogue import Figure, Metric, Side, Unit, metric
from supervisor.wallboard.levels import Level
from supervisor.wallboard.scope import Scope, ScopeKind
from supervisor.words import _, mark, share

LONGEST_NAME = 80
LONGEST_DELAY_S = 3600.0
LONGEST_COOLDOWN_S = 86400.0
EVERY_DAY = (0, 1, 2, 3, 4, 5, 6)

Weekday = Annotated[int, msgspec.Meta(ge=0, le=6)]


class Quiet(msgspec.Struct, frozen=True):
    """Hours in which a rule says nothing, by the centre's wall clock: from *begins* up to *ends*.

    When *ends* is not later than *begins* they reach into the next morning. *weekdays* (Monday is 0) are the
    days on which they begin.
    """

    begins: time
    ends: time
    weekdays: tuple[Weekday, ...] = EVERY_DAY

    def covers(self, local: datetime) -> bool:
        """Whether *local*, as the centre's wall clock shows it, is in these hours."""
        at, today = local.time().replace(tzinfo=None), local.weekday()
        if self.begins < self.ends:
            return today in self.weekdays and self.begins <= at < self.ends
        if at >= self.begins:
            return today in self.weekdays
        return at < self.ends and (local - timedelta(days=1)).weekday() in self.weekdays


class AlarmRule(msgspec.Struct, frozen=True, kw_only=True):
    """Watch *metric* (`wallboard/catalogue.py`) and call somebody when it is beyond a limit for long enough.

    Looked at are the centre, every queue or every team (*kind*); *only* narrows that to some, *but* leaves
    some out. *side* is the bad side of the limits, which are in the metric's unit and lie themselves within
    what is good; a level without a limit is never raised. A figure with fewer than *min_count* contacts or
    people behind it is no evidence. It raises a level after *on_delay_s* beyond the limit, and lets it go
    after *off_delay_s* back by more than *deadband*. An alarm that closed does not open again within
    *cooldown_s*. Rules of one *cause* make one alarm at a place; "" stands for the rule alone. *silent* rules
    are shown and noted, but make no sound.
    """

    id: str
    metric: str
    name: str = ""
    kind: ScopeKind = ScopeKind.QUEUE
    only: tuple[Scope, ...] = ()
    but: tuple[Scope, ...] = ()
    side: Side = Side.ABOVE
    attention: float | None = None
    action: float | None = None
    on_delay_s: float = 60.0
    off_delay_s: float = 120.0
    deadband: float = 0.0
    min_count: int = 0
    quiet: tuple[Quiet, ...] = ()
    cooldown_s: float = 300.0
    cause: str = ""
    silent: bool = False
    enabled: bool = True

    @property
    def group(self) -> str:
        """The cause under which its alarms are put together."""
        return self.cause or self.id

    def limit(self, level: Level) -> float | None:
        """The limit of *level*; None when the rule does not raise it."""
        if level is Level.ATTENTION:
            return self.attention
        return self.action if level is Level.ACTION else None

    def looks_at(self, scope: Scope) -> bool:
        """Whether the rule watches *scope*."""
        if scope.kind is not self.kind or scope in self.but:
            return False
        return not self.only or scope in self.only

    def is_quiet(self, local: datetime) -> bool:
        """Whether the rule says nothing at *local*, the centre's wall clock."""
        return any(hours.covers(local) for hours in self.quiet)

    def known(self, figure: Figure) -> float | None:
        """The value of *figure* if it is evidence; None when it is unknown or too little stands behind it."""
        if figure.value is None or (figure.n is not None and figure.n < self.min_count):
            return None
        return figure.value

    def calls_for(self, figure: Figure) -> bool:
        """Whether *figure* is evidence beyond one of the limits."""
        value = self.known(figure)
        if value is None:
            return False
        for limit in (self.attention, self.action):
            if limit is not None and (value > limit if self.side is Side.ABOVE else value < limit):
                return True
        return False

    def is_beyond(self, level: Level, value: float) -> bool:
        """Whether *value* is on the bad side of the limit of *level*; on the limit it is not."""
        limit = self.limit(level)
        if limit is None:
            return False
        return value > limit if self.side is Side.ABOVE else value < limit

    def is_back(self, level: Level, value: float) -> bool:
        """Whether *value* is good again: on the limit or within, by the deadband and more."""
        limit = self.limit(level)
        if limit is None:
            return True
        if self.side is Side.ABOVE:
            return value <= round(limit - self.deadband, 9)  # 0.8 + 0.05 is more than 0.85, to a computer
        return value >= round(limit + self.deadband, 9)


@dataclass(frozen=True)
class Flaw:
    """Why a rule cannot be used: *field* is its name in `AlarmRule`, *value* what stands there."""

    field: str
    value: str
    expected: str

    @property
    def sentence(self) -> str:
        """What is wrong with which field, and what belongs there."""
        return _("{field} is “{value}”, expected {expected}.").format(
            field=label(self.field), value=self.value, expected=self.expected
        )


def label(field: str) -> str:
    """What a person calls the *field* of a rule."""
    return _(_LABELS.get(field, field))


_LABELS = {
    "name": mark("Name"),
    "metric": mark("Figure"),
    "kind": mark("Watched"),
    "only": mark("Only these"),
    "but": mark("Not these"),
    "side": mark("Bad side"),
    "attention": mark("Attention limit"),
    "action": mark("Action limit"),
    "on_delay_s": mark("On-delay"),
    "off_delay_s": mark("Off-delay"),
    "deadband": mark("Deadband"),
    "min_count": mark("Minimum count"),
    "quiet": mark("Quiet hours"),
    "cooldown_s": mark("Cooldown"),
    "cause": mark("Cause"),
    "silent": mark("Without sound"),
    "enabled": mark("Switched on"),
}


def flaws(rule: AlarmRule) -> tuple[Flaw, ...]:
    """What is wrong with *rule*, in the order of its fields; () when it can be used."""
    found: list[Flaw] = []

    def flaw(field: str, value: object, expected: str) -> None:
        found.append(Flaw(field, _said(rule, field, value), expected))

    if not rule.name.strip() or len(rule.name) > LONGEST_NAME:
        flaw("name", rule.name[:LONGEST_NAME], _("a name of 1 to 80 characters"))
    watched = metric(rule.metric)
    if watched is None:
        flaw("metric", rule.metric, _("a figure that this version has"))
    elif rule.kind not in watched.scopes:
        flaw("kind", rule.kind, _("something that has this figure"))
    for field, scopes in (("only", rule.only), ("but", rule.but)):
        if wrong := [scope for scope in scopes if scope.kind is not rule.kind]:
            flaw(field, wrong[0].name, _("queues or teams, as the rule watches"))
    if rule.side is Side.NEITHER:
        flaw("side", rule.side, _("above or below"))
    found += _flaws_of_limits(rule, watched)
    for field, delay_s in (("on_delay_s", rule.on_delay_s), ("off_delay_s", rule.off_delay_s)):
        if not 0 <= delay_s <= LONGEST_DELAY_S:
            flaw(field, f"{delay_s:g} s", _("0 to 60 minutes"))
    if not rule.deadband >= 0 or rule.deadband == float("inf"):
        flaw("deadband", rule.deadband, _("0 or more, in the figure’s unit"))
    if rule.min_count < 0:
        flaw("min_count", rule.min_count, _("0 or more"))
    for hours in rule.quiet:
        if not hours.weekdays:
            flaw("quiet", f"{hours.begins:%H:%M}–{hours.ends:%H:%M}", _("at least one day of the week"))
    if not 0 <= rule.cooldown_s <= LONGEST_COOLDOWN_S:
        flaw("cooldown_s", f"{rule.cooldown_s:g} s", _("0 to 24 hours"))
    return tuple(found)


def _flaws_of_limits(rule: AlarmRule, watched: Metric | None) -> list[Flaw]:
    attention, action = rule.attention, rule.action
    found: list[Flaw] = []
    if attention is None and action is None:
        found.append(Flaw("attention", "", _("a limit for attention, for action, or for both")))
    for field, limit in (("attention", attention), ("action", action)):
        if limit is None:
            continue
        if watched is not None and watched.unit is Unit.SHARE and not 0 <= limit <= 1:
            found.append(Flaw(field, _said(rule, field, limit), _("0 to 100 %")))
        elif not 0 <= limit < float("inf"):
            found.append(Flaw(field, _said(rule, field, limit), _("0 or more")))
    if attention is not None and action is not None:
        worse = action > attention if rule.side is Side.ABOVE else action < attention
        if not worse:
            more, less = _("more than the attention limit"), _("less than the attention limit")
            expected = more if rule.side is Side.ABOVE else less
            found.append(Flaw("action", _said(rule, "action", action), expected))
    return found


def _said(rule: AlarmRule, field: str, value: object) -> str:
    watched = metric(rule.metric)
    if field in ("attention", "action", "deadband") and isinstance(value, float | int) and watched:
        return share(value) if watched.unit is Unit.SHARE else f"{value:g}"
    return str(value)


def check(rule: AlarmRule) -> AlarmRule:
    """*rule*, if it can be used. Raises SettingError for its first flaw."""
    for flaw in flaws(rule):
        where = _("the alarm rule “{name}”").format(name=rule.name)
        raise SettingError(label(flaw.field), flaw.value, flaw.expected, where)
    return rule


def document(rule: AlarmRule) -> dict[str, Any]:
    """The rule as JSON can hold it; `rule_of` reads it."""
    found: dict[str, Any] = msgspec.to_builtins(rule)
    return found


def rule_of(found: object) -> AlarmRule:
    """The rule that `document` made *found* of, also by an older or newer version.

    Raises msgspec.ValidationError when it is none.
    """
    return msgspec.convert(found, AlarmRule)


FEED = "feed"
"""Cause and id of the alarm that a source is not heard: built in, always on, no row of any table."""

FEED_RULE = AlarmRule(
    id=FEED,
    metric="",
    cause=FEED,
    attention=60.0,
    on_delay_s=10.0,
    off_delay_s=10.0,
    cooldown_s=0.0,
)
"""Its delays in seconds that people live; attention after so many seconds late, action once it is dead."""


def is_place_of(rule: AlarmRule, place: Place) -> bool:
    """Whether *rule* watches *place*."""
    if place.kind is PlaceKind.SOURCE:
        return rule.id == FEED
    scope = place.scope
    return scope is not None and rule.id != FEED and rule.looks_at(scope)
