"""The alarms of a span: what rang, how long it stood, who acted, and how each rule did."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from supervisor.alarms import store
from supervisor.alarms.alarm import Alarm, EventKind
from supervisor.alarms.report import (
    BEARABLE,
    LISTED,
    AlarmReport,
    RuleUse,
    alarm_report,
    rule_uses,
)
from supervisor.alarms.rule import FEED
from supervisor.alarms.sentences import cause_name, how_bad, level_word, title
from supervisor.reports.asked import Asked
from supervisor.wallboard.levels import Level
from supervisor.wallboard.metrics import Rate
from supervisor.words import _, mark, moment, ngettext, number
from supervisor.workbook.book import (
    Book,
    Cell,
    Chart,
    ChartKind,
    Marks,
    Series,
    Sheet,
    Table,
    Text,
    Tone,
    Voice,
)
from supervisor.workbook.cell import Figure, Heading, Kind


@dataclass(frozen=True)
class Told:
    """The alarms that were there from *since* up to *until*, oldest first; *report* and *rules* say how they
    did; *acted*: who took an alarm on, by its id, also where it got worse again afterwards."""

    since: datetime
    until: datetime
    alarms: tuple[Alarm, ...]
    report: AlarmReport
    rules: tuple[RuleUse, ...]
    acted: dict[int, tuple[str, ...]]


def book(asked: Asked) -> Book:
    """The report of the order's span. Raises ReportError, DatabaseError."""
    told = _read(asked)
    sheets = [
        _summary(told, asked),
        _rules(told),
        _list(told, asked),
        _again(told),
    ]
    about = asked.about(
        _("Alarm report"), asked.days_said(), _("All rules, all places"), _definitions(told, asked)
    )
    return Book(_("Alarm report"), sheets, about)


def _read(asked: Asked) -> Told:
    days = asked.settings.days
    since, until = days.begins(asked.since), min(asked.now, days.ends(asked.until))
    with asked.centre() as db:
        first = store.first_at(db)
        if first is not None:  # before it nobody watched: an average over that time would flatter
            since = max(since, min(until, days.begins(days.day(first))))
        alarms = store.history(db, since, until)[::-1]
        rules = {
            one.rule.id: one.rule.name for one in store.all_rules(db, asked.settings) if one.rule.enabled
        }
        begun = min((one.opened_at for one in alarms), default=since)
        events = store.events_between(db, begun, until)
    acted: dict[int, list[str]] = {}
    for event in events:
        if event.kind is EventKind.ACKNOWLEDGED and event.who:
            acted.setdefault(event.alarm, []).append(event.who)
    return Told(
        since,
        until,
        alarms,
        alarm_report(alarms, since, until, days),
        rule_uses(alarms, rules | {FEED: _SOURCES}, since, until),
        {alarm: tuple(dict.fromkeys(who)) for alarm, who in acted.items()},
    )


_SOURCES = mark("Source not heard")


def _definitions(told: Told, asked: Asked) -> tuple[tuple[str, str], ...]:
    looked = _("from {since} to {until}").format(
        since=moment(told.since, asked.zone, date.min), until=moment(told.until, asked.zone, date.min)
    )
    return (
        (_("Time watched"), looked),
        (_("Alarm"), _("Something that asked for somebody; notes without sound are counted apart.")),
        (_("Bearable"), _("One alarm in ten minutes or fewer, on average (EEMUA 191, ISA-18.2).")),
        (_("Flood"), _("More than ten alarms in ten minutes: nobody can answer them all.")),
        (_("Chatters"), _("The same alarm at the same place three times and more within half an hour.")),
        (_("Stale"), _("Stands for more than 24 hours: it calls nobody any more.")),
        (_("By rule"), _("An alarm in which several rules had a part is counted with each of them.")),
    )


# -- the whole ----------------------------------------------------------------------------------------------


def _summary(told: Told, asked: Asked) -> Sheet:
    found = told.report
    parts: list[Text | Table | Chart] = [Text([_lead(told)], Voice.LEAD), _figures(told)]
    per_day = Table(
        "perday",
        [
            Heading(_("Business day"), Kind.DAY),
            Heading(_("Alarms"), Kind.NUMBER),
            Heading(
                _("Bearable on such a day"), Kind.NUMBER, tip=_("One in ten minutes, all hours watched.")
            ),
        ],
        [[each, count, _bearable(told, asked, each)] for each, count in found.per_day],
        _("Alarms by day"),
        empty=_("There was no day to look at."),
    )
    if found.activations:
        parts.append(
            Chart(
                ChartKind.COLUMN,
                _("Alarms by day"),
                per_day.name,
                0,
                (Series(1), Series(2, kind=ChartKind.LINE, dashed=True)),
                y_title=_("Alarms"),
                least=0,
            )
        )
    parts.append(per_day)
    return Sheet(_("How alarms did"), parts, _("How the alarms did"), hint=_("Rates, floods, days"))


def _bearable(told: Told, asked: Asked, day: date) -> float:
    """How many alarms of *day* one person bears, of the part of it that was watched."""
    days = asked.settings.days
    begins, ends = max(told.since, days.begins(day)), min(told.until, days.ends(day))
    return max(0.0, (ends - begins) / timedelta(minutes=10)) * BEARABLE


def _lead(told: Told) -> str:
    found = told.report
    if not found.activations:
        return _("No alarm rang in that time.")
    said = (
        _("{n} alarms, {mean} in ten minutes on average: one person can bear that.")
        if found.is_bearable
        else _("{n} alarms, {mean} in ten minutes on average: more than one person can bear for long.")
    )
    return said.format(n=number(found.activations), mean=number(found.mean, 2))


def _figures(told: Told) -> Table:
    found = told.report
    median, ninety = found.to_acknowledge_s or (None, None)
    levels: list[list[Cell]] = [
        [_("Highest level: {level}").format(level=level_word(level)), None, None, _count(count)]
        for level, count in found.by_level
    ]
    rows: list[list[Cell]] = [
        [_("Alarms"), None, None, _count(found.activations)],
        [_("Notes without sound"), None, None, _count(found.notes)],
        [_("Per 10 minutes, on average"), None, None, Figure(found.mean, Kind.NUMBER, 2)],
        [_("Most in 10 minutes"), None, None, _count(found.worst)],
        [_("10-minute periods with more than one"), *_rate(found.over_one)],
        [_("Floods: periods with more than ten"), *_rate(found.floods)],
        *levels,
        [
            _("Standing for more than 24 hours"),
            found.stale,
            len(told.alarms),
            _of(found.stale, len(told.alarms)),
        ],
        [_("Acknowledged"), *_rate(found.acknowledged)],
        [_("Until acknowledged, median"), None, None, Figure(median, Kind.DURATION)],
        [_("Until acknowledged, 90 %"), None, None, Figure(ninety, Kind.DURATION)],
    ]
    return Table(
        "figures",
        [
            Heading(_("Figure")),
            Heading(_("Numerator"), Kind.NUMBER),
            Heading(_("Denominator"), Kind.NUMBER),
            Heading(_("Value"), Kind.NUMBER),
        ],
        rows,
    )


def _count(value: int) -> Figure:
    return Figure(value, Kind.NUMBER)


def _rate(rate: Rate) -> list[Cell]:
    return [rate.part, rate.whole, Figure(rate.value, Kind.SHARE)]


def _of(part: int, whole: int) -> Figure:
    return Figure(Rate(part, whole).value, Kind.SHARE)


# -- rules --------------------------------------------------------------------------------------------------


def _rules(told: Told) -> Sheet:
    tones = {_("chatters"): Tone.BAD, _("stale"): Tone.WATCH, _("never rang"): Tone.QUIET}
    table = Table(
        "rules",
        [
            Heading(_("Rule")),
            Heading(_("Alarms"), Kind.NUMBER),
            Heading(_("Notes without sound"), Kind.NUMBER),
            Heading(_("Of all alarms"), Kind.SHARE),
            Heading(_("Per day"), Kind.NUMBER, 1),
            Heading(_("Most in half an hour"), Kind.NUMBER, tip=_("The same alarm at one place.")),
            Heading(_("Over 24 hours"), Kind.NUMBER),
            Heading(_("Acknowledged"), Kind.NUMBER),
            Heading(_("Nobody acted"), Kind.NUMBER),
            Heading(_("Acknowledged, share"), Kind.SHARE),
            Heading(_("Stood, median"), Kind.DURATION),
            Heading(_("Verdict")),
        ],
        [
            [
                _(use.name),
                use.alarms,
                use.notes,
                use.share.value,
                use.per_day,
                use.in_half_hour,
                use.stale,
                use.acknowledged.part,
                use.nobody_acted,
                use.acknowledged.value,
                use.stood_s,
                _verdict(use),
            ]
            for use in told.rules
        ],
        _("How each rule did"),
        _("Shares add up to more than the whole where several rules have a part in one alarm."),
        marks=[Marks(11, tones)],
        empty=_("No rule is set."),
    )
    rang = sum(bool(use.alarms) for use in told.rules)
    chart = Chart(
        ChartKind.BAR,
        _("Rules that rang most"),
        table.name,
        0,
        (Series(1, tone=Tone.QUIET), Series(7, tone=Tone.GOOD)),
        x_title=_("Rule"),
        y_title=_("Alarms"),
        rows=min(rang, LISTED),
        least=0,
        tall=rang > 5,
    )
    return Sheet(
        _("Rules"),
        [chart, table] if rang else [table],
        _("How each rule did"),
        hint=_("Which rules call people, and which only make noise"),
    )


def _verdict(use: RuleUse) -> str:
    if use.chatters:
        return _("chatters")
    if use.stale:
        return _("stale")
    return "" if use.alarms or use.notes else _("never rang")


# -- one by one ---------------------------------------------------------------------------------------------


def _list(told: Told, asked: Asked) -> Sheet:
    named = asked.order.named
    levels = {level_word(Level.ACTION): Tone.BAD, level_word(Level.ATTENTION): Tone.WATCH}
    open_, notes = _("open"), any(one.silent for one in told.alarms)
    headings = [
        Heading(_("Opened"), Kind.TIME),
        Heading(_("Cleared"), Kind.TIME),
        Heading(_("Highest level")),
        Heading(_("Alarm"), wrap=True),
        Heading(_("How bad"), wrap=True),
        Heading(_("Cause")),
        Heading(_("Stood"), Kind.DURATION),
        Heading(_("State")),
        Heading(_("Acknowledged"), Kind.TIME),
        Heading(_("Until acknowledged"), Kind.DURATION),
        *([Heading(_("Who acted"))] if named else [Heading(_("How many acted"), Kind.NUMBER)]),
        *([Heading(_("Sound"))] if notes else []),
    ]
    rows = []
    for one in told.alarms:
        is_open = one.closed_at is None or one.closed_at >= told.until
        who = told.acted.get(one.id, (one.acknowledged_by,) if one.acknowledged_by else ())
        rows.append(
            [
                one.opened_at,
                None if is_open else one.closed_at,
                level_word(one.peak),
                title(one),
                how_bad(one),
                cause_name(one.cause),
                ((told.until if is_open else one.closed_at or told.until) - one.opened_at).total_seconds(),
                open_ if is_open else _("closed"),
                one.acknowledged_at,
                (one.acknowledged_at - one.worse_at).total_seconds()
                if one.acknowledged_at is not None and one.acknowledged_at >= one.worse_at
                else None,
                _(", ").join(who) if named else len(who),
                *([_("none: a note") if one.silent else _("rang")] if notes else []),
            ]
        )
    table = Table(
        "alarms",
        headings,
        rows,
        marks=[Marks(2, levels), Marks(7, {open_: Tone.WATCH})],
        empty=_("There was no alarm in that time."),
    )
    return Sheet(
        _("Alarms"),
        [table],
        _("The alarms, one by one"),
        frozen=1,
        hint=ngettext("{n} alarm", "{n} alarms", len(rows)).format(n=number(len(rows))),
    )


def _again(told: Told) -> Sheet:
    """Those that come again, those that come in bunches, and those that stood longest."""
    found = told.report
    frequent = Table(
        "frequent",
        [
            Heading(_("Alarm"), wrap=True),
            Heading(_("Times"), Kind.NUMBER),
            Heading(_("Of all alarms"), Kind.SHARE),
        ],
        [[title(each.last), each.times, each.share.value] for each in found.frequent],
        _("Most frequent"),
        empty=_("No alarm rang in that time."),
    )
    chattering = Table(
        "chattering",
        [
            Heading(_("Alarm"), wrap=True),
            Heading(_("Times in 30 minutes"), Kind.NUMBER),
            Heading(_("First at"), Kind.TIME),
        ],
        [[title(each.last), each.times, each.at] for each in found.chattering],
        _("Chattering"),
        empty=_("No alarm chattered."),
    )
    longest = Table(
        "longest",
        [Heading(_("Alarm"), wrap=True), Heading(_("Stood"), Kind.DURATION), Heading(_("State"))],
        [
            [title(each.alarm), each.seconds, _("open") if each.is_open else _("closed")]
            for each in found.longest
        ],
        _("Longest standing"),
        _("Within the span of the report."),
        empty=_("There was no alarm in that time."),
    )
    return Sheet(
        _("Again and again"),
        [frequent, chattering, longest],
        _("What comes again, comes in bunches, and stays"),
        hint=_("A few alarms make most of the noise"),
    )
