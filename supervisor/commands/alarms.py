"""`supervisor alarms`: what somebody must see to, what there was, and how the alarms themselves do."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from supervisor.commands import show
from supervisor.commands.options import AsJson, DatabaseUrl, Language, database_of
from supervisor.words import (
    _,
    clock_time,
    day,
    duration,
    mark,
    moment,
    number,
    share,
)

if TYPE_CHECKING:
    from supervisor.alarms.alarm import Alarm
    from supervisor.alarms.report import AlarmReport
    from supervisor.clock import BusinessDays


def alarms(
    context: typer.Context,
    only_open: Annotated[
        bool, typer.Option("--open", help=mark("Those that are open; as without any."))
    ] = False,
    since: Annotated[
        datetime | None,
        typer.Option(
            metavar="DAY|TIME",
            formats=["%Y-%m-%d", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
            help=mark("All that were open since then, by the centre’s clock, the newest first."),
            show_default=False,
        ),
    ] = None,
    report: Annotated[
        str | None,
        typer.Option(
            metavar="week|day|DAY",
            help=mark("How the alarms do: this week, today, or the week that holds a day."),
            show_default=False,
        ),
    ] = None,
    as_json: AsJson = False,
    database: DatabaseUrl = None,
    language: Language = None,
) -> None:
    from supervisor.alarms import store
    from supervisor.alarms.report import alarm_document, alarm_report, report_document
    from supervisor.app import open_floor

    if sum((only_open, since is not None, report is not None)) > 1:
        raise typer.BadParameter(_("one of --open, --since and --report"))
    with open_floor(database_of(context, database)) as centre:
        now, days = centre.clock.now(), centre.settings.days
        if report is not None:
            begins, ends = _period(report, now, days)
            until = min(now, ends)
            with centre.database.read() as db:
                first = store.first_at(db)
                if first is not None:  # before it nobody watched: an average over that time would flatter
                    begins = max(begins, min(until, days.begins(days.day(first))))
                found = alarm_report(store.history(db, begins, until), begins, until, days)
            if as_json:
                show.line(report_document(found))
            else:
                _show_report(found, days)
            return
        with centre.database.read() as db:
            if since is None:
                listed = store.open_alarms(db, now)
            else:
                listed = store.history(db, since.replace(tzinfo=days.zone), now)
    if as_json:
        show.line([alarm_document(each) for each in listed])
    elif not listed:
        typer.echo(_("No alarm is open.") if since is None else _("There was no alarm in that time."))
    else:
        _show_alarms(listed, days, now)


def _period(said: str, now: datetime, days: BusinessDays) -> tuple[datetime, datetime]:
    from supervisor.alarms.report import week_of

    today = days.day(now)
    if said == "week":
        return week_of(today, days)
    if said == "day":
        return days.begins(today), days.ends(today)
    try:
        return week_of(datetime.fromisoformat(said).date(), days)
    except ValueError as error:
        raise typer.BadParameter(_("week, day, or a day as 2026-11-21")) from error


def _show_alarms(listed: tuple[Alarm, ...], days: BusinessDays, now: datetime) -> None:
    from supervisor.alarms.sentences import how_bad, level_word, title, what_to_do

    today = days.day(now)

    def state(alarm: Alarm) -> str:
        if alarm.closed_at is not None:
            return _("closed {time}").format(time=clock_time(alarm.closed_at, days.zone))
        if alarm.acknowledged_by is not None:
            return _("{who} sees to it").format(who=alarm.acknowledged_by)
        if alarm.shelved_until is not None:
            return _("shelved until {time}").format(time=clock_time(alarm.shelved_until, days.zone))
        return _("open")

    show.table(
        "",
        [
            (_("Since"), True),
            (_("For"), True),
            (_("Level"), False),
            (_("Alarm"), False),
            (_("State"), False),
            (_("What now"), False),
        ],
        [
            (
                moment(alarm.opened_at, days.zone, today),
                duration(((alarm.closed_at or now) - alarm.opened_at).total_seconds()),
                level_word(alarm.level),
                f"{title(alarm)}\n{how_bad(alarm)}".strip(),
                state(alarm),
                what_to_do(alarm),
            )
            for alarm in listed
        ],
    )


def _show_report(report: AlarmReport, days: BusinessDays) -> None:
    from supervisor.alarms.sentences import level_word, title

    zone = days.zone
    worst = number(report.worst)
    if report.worst_at is not None:
        worst = _("{n}, from {time} on").format(n=worst, time=moment(report.worst_at, zone))
    rows = [
        (_("Alarms"), number(report.activations)),
        (_("Notes without sound"), number(report.notes)),
        (_("Per 10 minutes, on average"), number(report.mean, 2)),
        (_("Most in 10 minutes"), worst),
        (_("10-minute periods with more than one"), share(report.over_one.value)),
        (_("Floods: periods with more than ten"), share(report.floods.value)),
        *((level_word(level), number(count)) for level, count in report.by_level),
        (_("Standing for more than 24 hours"), number(report.stale)),
        (_("Acknowledged"), share(report.acknowledged.value)),
        (
            _("Until acknowledged, median and 90 %"),
            " / ".join(duration(each) for each in report.to_acknowledge_s or (None, None)),
        ),
    ]
    last = report.until - timedelta(microseconds=1)
    show.table(
        _("Alarms, {since} to {until}").format(since=day(days.day(report.since)), until=day(days.day(last))),
        [("", False), ("", True)],
        rows,
    )
    show.table(
        "",
        [(_("Day"), False), (_("Alarms"), True)],
        [(day(each), number(count)) for each, count in report.per_day],
    )
    if report.frequent:
        show.table(
            _("Most frequent: {share} of all").format(share=share(report.frequent_share.value)),
            [(_("Alarm"), False), (_("Times"), True)],
            [(title(each.last), number(each.times)) for each in report.frequent],
        )
    if report.chattering:
        show.table(
            _("Chattering"),
            [(_("Alarm"), False), (_("Times in 30 minutes"), True), (_("From"), True)],
            [(title(each.last), number(each.times), moment(each.at, zone)) for each in report.chattering],
        )
    if report.longest:
        show.table(
            _("Longest standing"),
            [(_("Alarm"), False), (_("For"), True), (_("State"), False)],
            [
                (title(each.alarm), duration(each.seconds), _("open") if each.is_open else _("closed"))
                for each in report.longest
            ],
        )
