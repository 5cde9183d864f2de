"""What one queue tile says: every word and figure ready to paint, and the explanation behind each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, tzinfo
from enum import StrEnum

from supervisor.events import Channel
from supervisor.live.board import QueueKey
from supervisor.live.feed import Feed, FeedState
from supervisor.live.plausible import is_doubtful
from supervisor.wallboard.levels import Judged, Level, Reason, Targets
from supervisor.wallboard.metrics import QueueFigures, Rate, quarters
from supervisor.words import DASH, _, clock_time, duration, ngettext, number, pgettext, share
from ui.theme import SIGN, State

LEAST_QUARTERS = 16  # of the day's course: four hours, so that a young day is not drawn as one fat bar
LEAST_IN_LINE = 5  # contacts of a quarter hour: of fewer, the answer rate's line is left out, it only jumps
SAY_RECENT_FROM = 0.03  # the last half hour is shown beside the day when they differ by this share or more


class Slot(StrEnum):  # a plain Enum is hashed in Python, thirty times a tile
    """A place on a tile with a figure of its own to explain."""

    NAME = "name"
    WAITING = "waiting"
    LONGEST = "longest"
    ANSWER_RATE = "answer_rate"
    RECENT = "recent"
    SERVICE_LEVEL = "service_level"
    COURSE = "course"
    STAFF = "staff"
    HANDLING = "handling"
    BREAK = "break"


@dataclass(frozen=True)
class RateWords:
    """A rate as it is shown: its value, its words, the counts behind it."""

    value: str
    words: str
    counts: str


@dataclass(frozen=True)
class TileView:
    """One tile, ready to paint. Two views that are equal look the same.

    *state* is None while all is normal (and for a tile without colour); *badge* is its word. *longest* is a
    running time and changes each second; *longest_state* and *recent_state* colour the figure that is the
    reason. *course* holds arrivals and answer rate of each quarter hour so far,
    None where there were too few contacts for a rate.
    """

    key: QueueKey
    name: str
    live: bool
    state: State | None
    badge: str
    waiting: str
    waiting_words: str
    longest: str
    longest_words: str
    longest_state: State | None
    rate: RateWords
    recent: RateWords | None
    recent_state: State | None
    service: RateWords
    ready: int
    handling: int
    on_break: int
    between: int  # ringing or finishing a contact: signed in, but in none of the three figures
    over: int
    ready_words: str
    handling_words: str
    break_words: str
    over_words: str
    course: tuple[tuple[int, float | None], ...]
    course_span: int  # quarter hours that the chart has room for, the same on all tiles
    target: float
    calls: bool = False  # an alarm asks for somebody here: the sign flashes

    @property
    def sign(self) -> str:
        return SIGN[self.state] if self.state else ""

    def texts(self) -> tuple[str, ...]:
        """Everything that the full tile says, in reading order."""
        rates = (self.rate, *((self.recent,) if self.recent else ()), self.service)
        return (
            *((self.sign, self.badge) if self.state else ()),
            self.name,
            self.waiting,
            self.waiting_words,
            self.longest,
            self.longest_words,
            *(word for rate in rates for word in (rate.value, rate.words, rate.counts) if word),
            str(self.ready),
            self.ready_words,
            str(self.handling),
            self.handling_words,
            str(self.on_break),
            self.break_words,
            *((self.over_words,) if self.over else ()),
        )

    def summary(self) -> str:
        """The tile in one breath, for a screen reader."""
        parts = [self.name]
        if self.state:
            parts.append(self.badge)
        parts += [f"{self.waiting} {self.waiting_words}", f"{self.longest_words} {self.longest}"]
        for rate in (self.rate, self.recent, self.service):
            if rate is not None:
                parts.append(" ".join(word for word in (rate.value, rate.words, rate.counts) if word))
        parts.append(f"{self.ready} {self.ready_words}")
        parts.append(f"{self.handling} {self.handling_words}")
        parts.append(f"{self.on_break} {self.break_words}")
        if self.over:
            parts.append(self.over_words)
        return _("{list}.").format(list=", ".join(parts))


def tile_view(
    figures: QueueFigures,
    judged: Judged,
    over: int,
    feed: Feed | None,
    zone: tzinfo,
    *,
    target: float,
    quarter: tuple[int, int],
    alarm: Level = Level.NORMAL,
    still: bool = False,
) -> TileView:
    """What the tile of *figures* says.

    *over* is how many of the queue's agents are on a break beyond its limit, *quarter* the first quarter hour
    of the day to show and the running one. *alarm* is the level at which an alarm asks for somebody here;
    *still*: no sign may flash, and the badge has a mark instead. When *feed* is not live, *figures* must be
    those of the moment when it last was.
    """
    live = feed is None or feed.state is FeedState.LIVE
    period = _("answered today") if live else as_of(feed, zone)
    today, recent = figures.today, figures.recent
    calls = live and alarm is not Level.NORMAL
    state, badge = _state(judged, feed)
    if calls:
        worst = max(judged.level, alarm)
        state, badge = level_state(worst), level_word(worst)
        if still:
            badge = _("{word}!").format(word=badge)
    reasons = set(judged.reasons) if live else set()
    is_recent_reason = bool(reasons & {Reason.ANSWER_RATE_LOW, Reason.ANSWER_RATE_VERY_LOW})
    staff = figures.staff
    return TileView(
        key=figures.line.key,
        name=figures.line.name,
        live=live,
        state=state,
        badge=badge,
        waiting=number(figures.waiting),
        waiting_words=pgettext("contacts", "waiting"),
        longest=duration(figures.longest_wait_s),
        longest_words=(
            _("longest wait?") if is_doubtful(figures.line, figures.longest_wait_s) else _("longest wait")
        ),
        longest_state=_reason_state(reasons, Reason.WAIT_LONG, Reason.WAIT_VERY_LONG),
        rate=_rate(today.answer_rate, period),
        recent=(
            _rate(recent.answer_rate, _("last 30 min"))
            if is_recent_reason or _differs(today.answer_rate, recent.answer_rate)
            else None
        ),
        recent_state=_reason_state(reasons, Reason.ANSWER_RATE_LOW, Reason.ANSWER_RATE_VERY_LOW),
        service=_rate(
            today.service_level, _("within {threshold} s").format(threshold=figures.line.threshold_s)
        ),
        ready=staff.ready,
        handling=staff.handling,
        on_break=staff.on_break,
        between=staff.ringing + staff.after_contact,
        over=over,
        ready_words=pgettext("agents", "ready"),
        handling_words=pgettext("agents", "handling"),
        break_words=pgettext("agents", "break"),
        over_words=_("{count} over").format(count=over),
        course=_course(figures, *quarter),
        course_span=max(LEAST_QUARTERS, quarter[1] - quarter[0] + 1),
        target=target,
        calls=calls,
    )


def as_of(feed: Feed | None, zone: tzinfo) -> str:
    """ "as of 14:03:20": when figures that are no longer live were true."""
    at = (feed.since or feed.heard_at) if feed else None
    return _("as of {time}").format(time=clock_time(at, zone, seconds=True))


def level_state(level: Level) -> State | None:
    """The state that a level is shown in; None for normal, which is quiet."""
    return {Level.ATTENTION: State.WARN, Level.ACTION: State.CRITICAL}.get(level)


def level_word(level: Level) -> str:
    """The word beside the level's sign; "" for normal."""
    return {Level.ATTENTION: _("attention"), Level.ACTION: _("act now")}.get(level, "")


def _state(judged: Judged, feed: Feed | None) -> tuple[State | None, str]:
    if feed is not None and feed.state is FeedState.DEAD:
        return State.STALE, _("no data")
    if feed is not None and feed.state is FeedState.LATE:
        return State.STALE, _("late")
    return level_state(judged.level), level_word(judged.level)


def _reason_state(reasons: set[Reason], attention: Reason, action: Reason) -> State | None:
    if action in reasons:
        return State.CRITICAL
    return State.WARN if attention in reasons else None


def _rate(rate: Rate, words: str) -> RateWords:
    return RateWords(share(rate.value), words, counts(rate))


def counts(rate: Rate) -> str:
    """ "402 / 440", the counts behind a rate; "" when there is nothing to divide by."""
    return f"{number(rate.part)} / {number(rate.whole)}" if rate.whole else ""


def _differs(day: Rate, recent: Rate) -> bool:
    if day.value is None or recent.value is None:
        return False
    return abs(day.value - recent.value) >= SAY_RECENT_FROM - 1e-9


def _course(figures: QueueFigures, first: int, last: int) -> tuple[tuple[int, float | None], ...]:
    course = []
    for count in quarters(figures.line, last)[first:]:
        settled = count.settled
        course.append((count.offered, count.answered / settled if settled >= LEAST_IN_LINE else None))
    return tuple(course)


# What stands behind a figure


@dataclass(frozen=True)
class Told:
    """What is needed to explain a tile's figures."""

    figures: QueueFigures
    judged: Judged
    targets: Targets
    over: int
    feed: Feed | None
    zone: tzinfo
    day_began: datetime
    short_abandon_s: float

    @property
    def at(self) -> str:
        """The moment of which the figures are true, as a clock shows it."""
        if self.feed is not None and self.feed.state is not FeedState.LIVE:
            return clock_time(self.feed.since or self.feed.heard_at, self.zone, seconds=True)
        return clock_time(self.figures.at, self.zone, seconds=True)


def explain(slot: Slot, told: Told) -> str:
    """What the figure in *slot* is: formula, period, counts and age; "" where there is nothing to say."""
    return _EXPLAIN[slot](told)


def explain_all(told: Told) -> list[tuple[str, str]]:
    """Title and explanation of every figure of the tile, in reading order."""
    titles = {
        Slot.NAME: _("State"),
        Slot.WAITING: _("Waiting"),
        Slot.LONGEST: _("Longest wait"),
        Slot.ANSWER_RATE: _("Answer rate"),
        Slot.RECENT: _("Last 30 minutes"),
        Slot.SERVICE_LEVEL: _("Service level"),
        Slot.STAFF: _("Agents"),
    }
    return [(title, text) for slot, title in titles.items() if (text := explain(slot, told))]


def _explain_state(told: Told) -> str:
    if told.feed is not None and told.feed.state is not FeedState.LIVE:
        return _("{source} is not heard: the figures are those of {time}.").format(
            source=told.figures.line.source, time=told.at
        )
    if not told.judged.reasons:
        return _("Nothing here needs you now.")
    return " ".join(reason_sentence(reason, told) for reason in told.judged.reasons)


def reason_sentence(reason: Reason, told: Told) -> str:
    """Why a queue is not normal, as one sentence."""
    recent = told.figures.recent.answer_rate
    rate = {
        "rate": share(recent.value),
        "target": share(told.targets.answer_rate),
        "counts": counts(recent),
    }
    longest = duration(told.figures.longest_wait_s)
    threshold = told.figures.line.threshold_s
    match reason:
        case Reason.NOBODY_SIGNED_IN:
            return _("Customers wait and nobody is signed in.")
        case Reason.WAIT_LONG:
            return _("A customer has waited {wait}, longer than {threshold} s.").format(
                wait=longest, threshold=threshold
            )
        case Reason.WAIT_VERY_LONG:
            return _("A customer has waited {wait}, more than three times {threshold} s.").format(
                wait=longest, threshold=threshold
            )
        case Reason.ANSWER_RATE_LOW:
            return _("{rate} answered in the last 30 minutes ({counts}); the target is {target}.").format(
                **rate
            )
        case Reason.ANSWER_RATE_VERY_LOW:
            return _(
                "{rate} answered in the last 30 minutes ({counts}), far below the target of {target}."
            ).format(**rate)


def _explain_waiting(told: Told) -> str:
    channel = told.figures.line.channel
    waiting = told.figures.waiting
    if channel is Channel.VOICE:
        said = ngettext("{count} caller waits for an agent", "{count} callers wait for an agent", waiting)
    else:
        said = ngettext("{count} contact waits for an agent", "{count} contacts wait for an agent", waiting)
    return _("{what}, at {time}.").format(what=said.format(count=number(waiting)), time=told.at)


def _explain_longest(told: Told) -> str:
    if told.figures.longest_wait_s is None:
        return _("Nobody waits.")
    line = told.figures.line
    since = clock_time(line.waiting_since, told.zone, seconds=True)
    said = _("Time since the contact that waits longest entered the queue, at {since}.").format(since=since)
    if is_doubtful(line, told.figures.longest_wait_s):
        said += " " + _(
            "No other wait of today comes near it: perhaps its end was never heard. The Sources page "
            "compares it with the source’s own log, and can take it out of the count."
        )
    return said


def _explain_rate(told: Told) -> str:
    return _with_counts(
        _("answered ÷ (offered − still waiting), by arrival, {period}").format(period=_today(told)),
        told.figures.today.answer_rate,
        told,
    )


def _explain_recent(told: Told) -> str:
    return _with_counts(
        _("answered ÷ (offered − still waiting), by arrival, over the last 30 minutes"),
        told.figures.recent.answer_rate,
        told,
    )


def _explain_service(told: Told) -> str:
    formula = _(
        "answered within {threshold} s ÷ (settled − abandoned within {short} s + waiting longer than "
        "{threshold} s), by arrival, {period}"
    ).format(
        threshold=told.figures.line.threshold_s,
        short=number(told.short_abandon_s),
        period=_today(told),
    )
    return _with_counts(formula, told.figures.today.service_level, told)


def _explain_course(told: Told) -> str:
    return _(
        "{period}, by quarter hour: bars are the contacts offered, the line is the answer rate between 50 % "
        "and 100 % where there were {least} contacts or more, the thin line its target of {target}."
    ).format(period=_sentence_case(_today(told)), least=LEAST_IN_LINE, target=share(told.targets.answer_rate))


def _explain_staff(told: Told) -> str:
    staff = told.figures.staff
    said = _(
        "{ready} ready, {ringing} ringing, {handling} on a contact, {after} finishing one, "
        "{on_break} on break, {offline} not signed in"
    ).format(
        ready=staff.ready,
        ringing=staff.ringing,
        handling=staff.handling,
        after=staff.after_contact,
        on_break=staff.on_break,
        offline=staff.offline,
    )
    parts = [_("{what}.").format(what=said)]
    if staff.unknown:
        parts.append(
            ngettext(
                "The state of {count} agent is not known.",
                "The state of {count} agents is not known.",
                staff.unknown,
            ).format(count=staff.unknown)
        )
    if told.over:
        parts.append(
            ngettext(
                "{count} is on break for longer than the break allows.",
                "{count} are on break for longer than the break allows.",
                told.over,
            ).format(count=told.over)
        )
    return " ".join(parts)


def _with_counts(formula: str, rate: Rate, told: Told) -> str:
    interval = rate.interval
    if interval is None:
        return _("{formula}: nothing to divide by yet, so “{dash}”. As of {time}.").format(
            formula=_sentence_case(formula), dash=DASH, time=told.at
        )
    said = _("{formula}: {counts}. As of {time}.").format(
        formula=_sentence_case(formula), counts=counts(rate), time=told.at
    )
    if rate.whole < told.targets.min_contacts:
        said += " " + _(
            "Fewer than {count} contacts: chance alone moves it between {low} and {high}, so it is not "
            "judged."
        ).format(count=told.targets.min_contacts, low=share(interval[0]), high=share(interval[1]))
    return said


def _today(told: Told) -> str:
    return _("today since {time}").format(time=clock_time(told.day_began, told.zone))


def _sentence_case(text: str) -> str:
    return text[:1].upper() + text[1:]


_EXPLAIN: dict[Slot, Callable[[Told], str]] = {
    Slot.NAME: _explain_state,
    Slot.WAITING: _explain_waiting,
    Slot.LONGEST: _explain_longest,
    Slot.ANSWER_RATE: _explain_rate,
    Slot.RECENT: _explain_recent,
    Slot.SERVICE_LEVEL: _explain_service,
    Slot.COURSE: _explain_course,
    Slot.STAFF: _explain_staff,
    Slot.HANDLING: _explain_staff,
    Slot.BREAK: _explain_staff,
}
