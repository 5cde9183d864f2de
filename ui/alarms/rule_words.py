"""What a rule says, in words: where it looks, from which value on it calls, and how patient it is."""

from __future__ import annotations

from supervisor.alarms.rule import AlarmRule
from supervisor.alarms.sentences import cause_name
from supervisor.alarms.shipped import BREAKS, WAITS
from supervisor.wallboard.catalogue import Figure, Metric, Period, Side, Unit, metric
from supervisor.wallboard.levels import Level
from supervisor.wallboard.scope import Scope, ScopeKind
from supervisor.words import DASH, _, duration, ngettext, number


def rule_name(rule: AlarmRule) -> str:
    """A rule's name, a shipped one's in the language in use."""
    return _(rule.name) if rule.name else rule.id


def metric_words(watched: Metric) -> str:
    """A metric and its period: "Answer rate, last 30 minutes"."""
    if watched.period is Period.NOW:
        return _(watched.label)
    return _("{label}, {period}").format(label=_(watched.label), period=watched.period.words)


def scope_words(rule: AlarmRule) -> str:
    """Where a rule looks: "each queue", "2 queues", "each team but Night"."""
    if rule.kind is ScopeKind.CENTRE:
        return _("the whole centre")
    queues = rule.kind is ScopeKind.QUEUE
    if rule.only:
        return _names(rule.only, queues)
    every = _("each queue") if queues else _("each team")
    if rule.but:
        return _("{every} but {names}").format(every=every, names=_names(rule.but, queues))
    return every


def _names(scopes: tuple[Scope, ...], queues: bool) -> str:
    if len(scopes) <= 2:
        return _(", ").join(scope.name for scope in scopes)
    count = len(scopes)
    if queues:
        return ngettext("{n} queue", "{n} queues", count).format(n=number(count))
    return ngettext("{n} team", "{n} teams", count).format(n=number(count))


def limit_words(rule: AlarmRule, level: Level) -> str:
    """From which value on the rule calls: "above 3:00", "below 83.0 %"; a dash when it never does."""
    watched, limit = metric(rule.metric), rule.limit(level)
    if limit is None:
        return DASH
    value = watched.said(Figure(limit)) if watched else number(limit, 1)
    said = _("above {value}") if rule.side is Side.ABOVE else _("below {value}")
    return said.format(value=value)


def deadband_words(rule: AlarmRule) -> str:
    """By how much a figure must be back: "5 points", "1:00"; "" when being back is enough."""
    watched = metric(rule.metric)
    if not rule.deadband or watched is None:
        return ""
    match watched.unit:
        case Unit.SHARE:
            return _("{n} points").format(n=f"{rule.deadband * 100:g}")
        case Unit.SECONDS:
            return duration(rule.deadband)
        case Unit.COUNT:
            return number(rule.deadband)


def patience_words(rule: AlarmRule) -> str:
    """How long a rule waits before it calls, and before it falls silent."""
    said = _("Calls after {on}, falls silent after {off}").format(
        on=duration(rule.on_delay_s), off=duration(rule.off_delay_s)
    )
    parts = [said]
    if back := deadband_words(rule):
        parts.append(_("back by {deadband}").format(deadband=back))
    if rule.min_count:
        parts.append(
            ngettext(
                "from {n} contact or person on", "from {n} contacts or people on", rule.min_count
            ).format(n=number(rule.min_count))
        )
    if rule.cooldown_s:
        parts.append(_("not again within {cooldown}").format(cooldown=duration(rule.cooldown_s)))
    return _(", ").join(parts)


def cause_words(rule: AlarmRule) -> str:
    """The cause by which its alarms are put together; a dash when it stands for itself."""
    return cause_name(rule.cause) if rule.cause else DASH


def quiet_words(rule: AlarmRule) -> str:
    """Its quiet hours: "22:00–07:00"; "" when it has none."""
    return _(", ").join(f"{hours.begins:%H:%M}–{hours.ends:%H:%M}" for hours in rule.quiet)


KNOWN_CAUSES = (WAITS, BREAKS)
