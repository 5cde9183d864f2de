"""Clocks in words: how one stands, by when, what was promised first and what is promised now."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from supervisor.issues.clock import Clock, Light, Reading
from supervisor.issues.states import CLOCK_LABELS
from supervisor.words import _, clock_time, day, mark, ngettext, number

LIGHT_LABELS = {
    Light.OVER: mark("Stopped"),
    Light.PAUSED: mark("Paused"),
    Light.GREEN: mark("On track"),
    Light.AMBER: mark("Soon due"),
    Light.TODAY: mark("Due today"),
    Light.RED: mark("Overdue"),
}


def short_words(reading: Reading) -> str:
    """How it stands, without its name: "Overdue by 3 working days", "2 working days left"."""
    match reading.light:
        case Light.OVER:
            return _("Kept") if reading.in_time else _("Not kept")
        case Light.PAUSED:
            return _("Paused")
        case Light.TODAY:
            return _("Due today")
        case Light.RED:
            late = max(1, -reading.days_left)
            said = ngettext("Overdue by {n} working day", "Overdue by {n} working days", late)
            return said.format(n=number(late))
    said = ngettext("{n} working day left", "{n} working days left", reading.days_left)
    return said.format(n=number(reading.days_left))


def limit_words(reading: Reading, zone: ZoneInfo, today: date | None = None) -> str:
    """Until when: the day, on the day itself the time too; said to be provisional where the days off of
    that year are not published yet."""
    local = reading.limit.astimezone(zone)
    said = day(local.date(), today)
    if today is not None and local.date() == today and reading.light is not Light.OVER:
        said = clock_time(reading.limit, zone)
    said = _("until {limit}").format(limit=said)
    return _("{limit} (provisional)").format(limit=said) if reading.provisional else said


def clock_words(
    reading: Reading, clock: Clock, zone: ZoneInfo, today: date | None = None, now: datetime | None = None
) -> str:
    """All of it in one line: "Solution: overdue by 3 working days · until … · promised first …, now …"."""
    parts = [
        _("{clock}: {how}").format(clock=_(CLOCK_LABELS[reading.kind]), how=short_words(reading)),
        limit_words(reading, zone, today),
    ]
    if said := pause_words(clock, zone, today, now) if reading.light is not Light.OVER else "":
        parts.append(said)
    if said := promise_words(clock, today):
        parts.append(said)
    if clock.run > 1:
        parts.append(_("run {n}").format(n=number(clock.run)))
    return _(" · ").join(parts)


def pause_words(clock: Clock, zone: ZoneInfo, today: date | None = None, now: datetime | None = None) -> str:
    """For whom the clock waits, why and until when at the latest; "" where it does not."""
    running = [one for one in clock.pauses if not one.gap and one.until is None]
    if not running or (now is not None and running[-1].expected is not None and running[-1].expected <= now):
        return ""
    pause = running[-1]
    said = _("waiting for {party}: {reason}").format(party=pause.party or "–", reason=pause.reason or "–")
    if pause.expected is None:
        return said
    ends = day(pause.expected.astimezone(zone).date(), today)
    return _("{waiting} (until {day} at the latest)").format(waiting=said, day=ends)


def promise_words(clock: Clock, today: date | None = None) -> str:
    """What was promised first, and now, where the two differ; "" otherwise."""
    now = current_day(clock)
    if clock.first_on is None or now is None or now == clock.first_on:
        return ""
    return _("promised first for {first}, now for {now}").format(
        first=day(clock.first_on, today), now=day(now, today)
    )


def current_day(clock: Clock) -> date | None:
    """The day that is agreed now: of the last extension that was granted, else what was agreed."""
    granted = [one.until for one in clock.extensions if one.granted]
    return max([*granted, *([clock.on] if clock.on else [])], default=None)
