"""What a person reads of an alarm: what, where, how bad, since when, and what to do now."""

from __future__ import annotations

from datetime import date, tzinfo

from supervisor.alarms.alarm import Alarm, EventKind, Symptom
from supervisor.alarms.place import Place, PlaceKind
from supervisor.alarms.rule import FEED
from supervisor.alarms.shipped import BREAKS, WAITS
from supervisor.live.feed import Cause, FeedState
from supervisor.wallboard.catalogue import Figure, Period, metric
from supervisor.wallboard.levels import Level
from supervisor.words import _, clock_time, duration, moment, ngettext, number


def level_word(level: Level) -> str:
    """A level in one word or two; "" for the normal one."""
    return {Level.ATTENTION: _("attention"), Level.ACTION: _("act now")}.get(level, "")


def event_word(kind: EventKind) -> str:
    """What happened to an alarm, in a word."""
    return {
        EventKind.OPENED: _("opened"),
        EventKind.RAISED: _("got worse"),
        EventKind.EASED: _("eased"),
        EventKind.CHANGED: _("changed"),
        EventKind.ACKNOWLEDGED: _("acknowledged"),
        EventKind.CLOSED: _("closed"),
    }[kind]


def place_name(place: Place) -> str:
    """The place as people call it."""
    if place.kind is PlaceKind.CENTRE:
        return _("the whole centre")
    return place.source if place.kind is PlaceKind.SOURCE else place.name


def cause_name(cause: str) -> str:
    """A shipped cause in words; one of the centre's own is called as it is."""
    return {FEED: _("Source not heard"), WAITS: _("Customers wait"), BREAKS: _("Breaks overdue")}.get(
        cause, cause
    )


def title(alarm: Alarm) -> str:
    """What is wrong, and where: "Staff short: VIP"."""
    place = place_name(alarm.place)
    if alarm.is_feed:
        late = alarm.scene.feed == FeedState.LATE
        return (_("{source} is late") if late else _("{source} is not heard")).format(source=place)
    spread = len({symptom.place for symptom in alarm.symptoms})
    if spread > 1:
        if all(symptom.place.kind is PlaceKind.TEAM for symptom in alarm.symptoms):
            said = ngettext("{what} in {n} team", "{what} in {n} teams", spread)
        else:
            said = ngettext("{what} in {n} queue", "{what} in {n} queues", spread)
        return said.format(what=_what(alarm), n=number(spread))
    return _("{what}: {place}").format(what=_what(alarm), place=place)


def _what(alarm: Alarm) -> str:
    scene = alarm.scene
    if alarm.cause == WAITS:
        if scene.waiting and scene.signed_in == 0:
            return _("Nobody signed in")
        if scene.waiting and scene.ready == 0:
            return _("Staff short")
        return cause_name(WAITS)
    if alarm.cause == BREAKS or not alarm.symptoms:
        return cause_name(alarm.cause)
    worst = alarm.symptoms[0]
    return _(worst.name) if worst.name else worst.rule


def symptom_said(symptom: Symptom, *, with_place: bool = False) -> str:
    """One symptom: "Answer rate, last 30 minutes 71.2 % (limit 83.0 %, 41 contacts)"."""
    watched = metric(symptom.metric)
    if watched is None:
        return _(symptom.name) if symptom.name else symptom.rule
    label = _(watched.label)
    if watched.period is not Period.NOW:
        label = _("{label}, {period}").format(label=label, period=watched.period.words)
    if with_place:
        label = _("{place}: {label}").format(place=place_name(symptom.place), label=label)
    limit = watched.said(Figure(symptom.limit))
    facts = {"label": label, "value": watched.said(Figure(symptom.value)), "limit": limit}
    if symptom.n is None:
        return _("{label} {value} (limit {limit})").format(**facts)
    return ngettext(
        "{label} {value} (limit {limit}, {n} contact)",
        "{label} {value} (limit {limit}, {n} contacts)",
        symptom.n,
    ).format(**facts, n=number(symptom.n))


def how_bad(alarm: Alarm) -> str:
    """The figures behind the alarm, worst first; for a source what is known of why it is not heard."""
    if alarm.is_feed:
        return _why_not_heard(alarm)
    several = len({symptom.place for symptom in alarm.symptoms}) > 1
    return _("; ").join(symptom_said(symptom, with_place=several) for symptom in alarm.symptoms)


def _why_not_heard(alarm: Alarm) -> str:
    reason = _(alarm.scene.reason) if alarm.scene.reason else ""
    match alarm.scene.why:
        case Cause.SILENT:
            return _("Connected, but nothing comes.")
        case Cause.DOWN:
            if not reason:
                return _("It cannot be reached.")
            return _("It cannot be reached ({reason}).").format(reason=reason)
        case Cause.COLLECTOR:
            return _("The collector gives no sign of life.")
        case Cause.STOPPED:
            return _("The collector was ended.")
        case Cause.NEVER:
            return _("No collector listens to it.")
        case _:
            return reason


def what_to_do(alarm: Alarm) -> str:
    """What somebody should do now, from what stood at the place when the alarm last changed."""
    if not alarm.is_open:
        return ""
    if alarm.is_feed:
        return _what_to_do_about_a_source(alarm)
    if alarm.held_since is not None:
        return _("The figures are of the past: see to the source first.")
    scene = alarm.scene
    if alarm.cause == BREAKS:
        return _("Call those back whose break is over.")
    if alarm.cause != WAITS:
        return _("See what is behind it.")
    if scene.waiting and scene.signed_in == 0:
        return _("Have somebody sign in, or send the customers to another queue.")
    if scene.overruns:
        return ngettext(
            "{n} break is overdue: call that one back.",
            "{n} breaks are overdue: call those back.",
            scene.overruns,
        ).format(n=number(scene.overruns))
    if scene.on_break:
        return ngettext(
            "{n} agent is on break: ask for an early return.",
            "{n} agents are on break: ask for an early return.",
            scene.on_break,
        ).format(n=number(scene.on_break))
    if not scene.waiting:
        return _("Nobody waits now: keep people at the telephones until the rates are back.")
    if scene.ready:
        return ngettext(
            "{n} agent is ready: see why the waiting do not get through.",
            "{n} agents are ready: see why the waiting do not get through.",
            scene.ready,
        ).format(n=number(scene.ready))
    return _("Nobody is left to call back: lend agents of another queue.")


def _what_to_do_about_a_source(alarm: Alarm) -> str:
    match alarm.scene.why:
        case Cause.COLLECTOR | Cause.STOPPED | Cause.NEVER:
            return _("Start the collector, or look into its log on the Sources page.")
        case Cause.SILENT:
            return _("See whether the telephone system is at work; until then trust no figure of it.")
        case _:
            return _("Check the telephone system and the network; the connection is tried again by itself.")


def alarm_sentence(alarm: Alarm, zone: tzinfo, today: date | None = None) -> str:
    """The whole alarm: what, where, how bad, since when, and what to do now."""
    local = alarm.opened_at.astimezone(zone)
    same_day = today is None or local.date() == today
    since = clock_time(alarm.opened_at, zone) if same_day else moment(alarm.opened_at, zone, today)
    bad = how_bad(alarm)
    parts = [_("{title}.").format(title=title(alarm))]
    if bad:
        parts.append(bad if alarm.is_feed else _("{figures}.").format(figures=bad))
    if alarm.closed_at is None:
        parts.append(_("Since {time}.").format(time=since))
    else:
        lasted = duration((alarm.closed_at - alarm.opened_at).total_seconds())
        parts.append(_("From {time}, it lasted {duration}.").format(time=since, duration=lasted))
    parts.append(what_to_do(alarm))
    return _(" ").join(part for part in parts if part)
