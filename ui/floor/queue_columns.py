"""The columns of the queue table: figures of the catalogue, and what a queue is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from supervisor.live.feed import FeedState
from supervisor.live.plausible import is_doubtful
from supervisor.wallboard.catalogue import CATALOGUE, Metric, Period, Unit
from supervisor.wallboard.levels import Level
from supervisor.words import _, duration, mark, number
from ui.floor.queue_rows import QueueRow, channel_word
from ui.theme import State
from ui.wallboard.tile import counts, level_state, level_word
from ui.widgets.signs import OF_STATE
from ui.widgets.table import Column, Kind, Look

_KINDS = {Unit.COUNT: Kind.NUMBER, Unit.SECONDS: Kind.DURATION, Unit.SHARE: Kind.SHARE}
_SHOWN = (
    "waiting",
    "longest_wait",
    "answer_rate.today",
    "answer_rate.recent",
    "service_level.today",
    "ready",
    "handling",
    "on_break",
    "overruns",
    "offered.today",
    "answered.today",
    "abandoned.today",
    "mean_wait.today",
    "mean_handle.today",
)
_HIDDEN = ("after_contact", "signed_in", "busy_share", "service_level.recent", "abandonment.today")
_HIDDEN_MORE = ("offered.recent", "mean_wait.recent", "waiting_unstaffed")
_TITLES = {
    "answer_rate.recent": mark("30 min"),
    "service_level.recent": mark("Service level, 30 min"),
    "overruns": mark("Over"),
    "longest_wait": mark("Longest"),
    "mean_handle.today": mark("Mean handle"),
    "offered.recent": mark("Offered, 30 min"),
    "mean_wait.recent": mark("Mean wait, 30 min"),
    "waiting_unstaffed": mark("Waiting, nobody there"),
    "on_break": mark("Break"),
}
_WIDTHS = {Unit.COUNT: 56, Unit.SECONDS: 66, Unit.SHARE: 70}


def columns() -> list[Column[QueueRow]]:
    """All columns of the queue table, in their first order."""
    return [
        Column("name", mark("Queue"), lambda row: row.name, width=120, stretch=True),
        Column("state", mark("State"), state_words, width=100, look=_state_look, sort=_state_order),
        *(_figure(name) for name in _SHOWN),
        *(_figure(name, hidden=True) for name in (*_HIDDEN, *_HIDDEN_MORE)),
        Column(
            "threshold",
            mark("Threshold"),
            lambda row: row.line.threshold_s if row.line is not None else None,
            Kind.NUMBER,
            unit=mark("s"),
            hidden=True,
            tip=mark("Answered within this time counts for the service level."),
        ),
        Column("channel", mark("Channel"), _channel, hidden=True),
        Column("source", mark("Source"), lambda row: row.source, hidden=True),
    ]


def state_words(row: QueueRow) -> str:
    """How bad the queue is, in a word; nothing while all is normal."""
    if row.line is None:
        return ""
    if row.feed is FeedState.DEAD:
        return _("no data")
    if row.feed is FeedState.LATE:
        return _("late")
    return level_word(row.judged.level)


def _state_order(row: QueueRow) -> int:
    return -int(row.judged.level) if row.live else 1


def _state_look(row: QueueRow) -> Look | None:
    state = State.STALE if not row.live else level_state(row.judged.level)
    return Look(OF_STATE[state], state) if state is not None and row.line is not None else None


def _channel(row: QueueRow) -> str:
    return channel_word(row.line.channel) if row.line is not None else ""


def _figure(name: str, *, hidden: bool = False) -> Column[QueueRow]:
    metric = CATALOGUE[name]
    title = _TITLES.get(name, metric.label)
    width = _WIDTHS[metric.unit]
    if name == "longest_wait":
        return Column(
            name,
            title,
            _longest,
            Kind.DURATION,
            running=True,
            sort=lambda row: None if row.waiting_since is None else -row.waiting_since.timestamp(),
            look=_longest_look,
            text=_longest_text,
            about=_doubt,
            tip=metric.meaning,
            width=width,
        )
    return Column(
        name,
        title,
        _value(metric),
        _KINDS[metric.unit],
        about=_about(metric) if metric.unit is Unit.SHARE else None,
        look=_overrun_look if name == "overruns" else None,
        text=_nothing_or_count if name == "overruns" else None,
        tip=metric.meaning,
        width=width,
        hidden=hidden,
    )


def _value(metric: Metric) -> Callable[[QueueRow], float | int | None]:
    def value(row: QueueRow) -> float | int | None:
        found = metric.of(row.sight).value
        return int(found) if found is not None and metric.unit is Unit.COUNT else found

    return value


def _about(metric: Metric) -> Callable[[QueueRow], str]:
    """Formula, period and counts behind a share."""

    def about(row: QueueRow) -> str:
        figure = metric.of(row.sight)
        said = [_(metric.meaning), metric.period.words if metric.period is not Period.NOW else ""]
        if figure.rate is not None:
            said.append(counts(figure.rate) or _("nothing to divide by yet"))
        return "\n".join(part for part in said if part)

    return about


def _longest(row: QueueRow, now: datetime) -> float | None:
    if row.waiting_since is None:
        return None
    return max(0.0, (now - row.waiting_since).total_seconds()) if row.live else row.sight.longest_wait_s


def _longest_text(row: QueueRow, now: datetime) -> str:
    """The wait, with a question mark when nobody can believe it."""
    seconds = _longest(row, now)
    doubtful = row.live and row.line is not None and is_doubtful(row.line, seconds)
    return f"{duration(seconds)} ?" if doubtful else duration(seconds)


def _doubt(row: QueueRow) -> str:
    """Why there is a question mark; "" where there is none."""
    if not row.live or row.line is None or not is_doubtful(row.line, row.sight.longest_wait_s):
        return ""
    return _(
        "No other wait of today comes near it: perhaps its end was never heard. The Sources page "
        "compares it with the source’s own log, and can take it out of the count."
    )


def _longest_look(row: QueueRow) -> Look | None:
    """The wait is the reason when it is beyond the threshold."""
    if not row.live or row.line is None or row.sight.longest_wait_s is None:
        return None
    late = row.sight.longest_wait_s > row.line.threshold_s
    state = level_state(row.judged.level if row.judged.level else Level.NORMAL)
    return Look(None, state) if late and state is not None else None


def _overrun_look(row: QueueRow) -> Look | None:
    return Look(OF_STATE[State.WARN], State.WARN) if row.sight.overruns and row.live else None


def _nothing_or_count(row: QueueRow) -> str:
    """Nothing is quiet."""
    return number(row.sight.overruns) if row.sight.overruns else "0"
