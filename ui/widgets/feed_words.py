"""How a feed is, in words: the same ones in the bar, on the sources page and wherever else it is said."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, tzinfo

from supervisor.live.feed import Cause, Feed, FeedState
from supervisor.words import _, clock_time, moment, ngettext
from ui.theme import State

_STATE = {FeedState.LIVE: State.OK, FeedState.LATE: State.WARN, FeedState.DEAD: State.CRITICAL}


def feed_state(feed: Feed) -> State:
    """The state that a feed's sign and colour show."""
    if feed.cause in (Cause.STOPPED, Cause.ENDED):
        return State.STALE  # on purpose: nobody has to act
    return _STATE[feed.state]


def feed_word(feed: Feed) -> str:
    """Live, late or no data, in one or two words."""
    match feed.state:
        case FeedState.LIVE:
            return _("Live")
        case FeedState.LATE:
            return _("Late")
        case FeedState.DEAD:
            return _("No data")


def feed_sentence(feed: Feed, zone: tzinfo, now: datetime) -> str:
    """How a feed is and since when, in one sentence."""
    since = _time(feed.since or feed.heard_at, zone, now)
    if feed.state is FeedState.LIVE:
        return _("Its figures are those of this moment.")
    match feed.cause:
        case Cause.SILENT:
            return _("Silent since {time}, longer than it usually is.").format(time=since)
        case Cause.COLLECTOR:
            return _("The collector has given no sign of life since {time}.").format(time=since)
        case Cause.DATABASE:
            return _("The database is away: nothing is known since {time}.").format(time=since)
        case Cause.STOPPED:
            return _("Nobody has listened to it since {time}: the collector was ended.").format(time=since)
        case Cause.ENDED:
            return _("The recording came to its end at {time}.").format(time=since)
        case Cause.NEVER if feed.heard_at is not None:  # in a centre that was moved here
            return _("Nobody has listened to it since {time}.").format(time=since)
        case Cause.NEVER:
            return _("Nobody has listened to it yet.")
    if feed.heard_at is None:
        said = _("It has not answered yet ({reason}).") if feed.reason else _("It has not answered yet.")
    elif feed.reason:
        said = _("It has not answered since {time} ({reason}).")
    else:
        said = _("It has not answered since {time}.")
    return said.format(time=since, reason=_(feed.reason))


def feeds_summary(feeds: Mapping[str, Feed], zone: tzinfo, now: datetime) -> tuple[str, State | None]:
    """All feeds in a few words, and the state to show them in; None when all is well, "" without feeds."""
    if not feeds:
        return "", None
    bad = {name: feed for name, feed in feeds.items() if feed.state is not FeedState.LIVE}
    if not bad:
        return _("Live"), None
    dead = {name: feed for name, feed in bad.items() if feed.state is FeedState.DEAD}
    worst = dead or bad
    states = {feed_state(feed) for feed in worst.values()}
    state = State.STALE if states == {State.STALE} else State.CRITICAL if dead else State.WARN
    if len(worst) > 1:
        count = len(worst)
        said = (
            ngettext("{n} source without data", "{n} sources without data", count)
            if dead
            else ngettext("{n} source is late", "{n} sources are late", count)
        )
        return said.format(n=count), state
    name, feed = next(iter(worst.items()))
    if (since := feed.since or feed.heard_at) is None:
        return _("{source}: no data yet").format(source=name), state
    said = _("{source}: no data since {time}") if dead else _("{source}: silent since {time}")
    return said.format(source=name, time=_time(since, zone, now)), state


def _time(at: datetime | None, zone: tzinfo, now: datetime) -> str:
    """The time of day; with its day when that is not today."""
    if at is None or at.astimezone(zone).date() == now.astimezone(zone).date():
        return clock_time(at, zone, seconds=True)
    return moment(at, zone, now.astimezone(zone).date())
