"""One business day of the floor: queues by half-hours, who gave up, and breaks against what is allowed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from supervisor.facts.contact import Outcome
from supervisor.history.agent_figures import AgentAnswer, AgentQuestion, agent_figures
from supervisor.history.asking import Past, opened
from supervisor.history.contacts import ContactLine, ContactQuestion, contacts
from supervisor.history.figures import Figures, LineKind, Unit, title
from supervisor.history.period import Every, Period
from supervisor.history.queue_figures import QueueQuestion, queue_figures
from supervisor.live.rules import CountingRules, rules_of
from supervisor.people.person import GroupKind
from supervisor.people.roll import Roll
from supervisor.reports.asked import Asked
from supervisor.reports.counted import count_what_is_new
from supervisor.settings.breaks import ASKED_FOR, KIND_LABELS, BreakKind
from supervisor.wallboard.break_rules import BreakRules
from supervisor.wallboard.break_time import BreakUse, break_uses, same_code
from supervisor.words import _, clock_time, day, language, moment, ngettext, number, share
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
from supervisor.workbook.cell import Heading, Kind

CONTACTS = (
    *("offered", "answered", "abandoned", "abandoned_short", "answer_rate_of", "answer_rate"),
    *("service_level_part", "service_level_of", "service_level"),
)
TIMES = (
    "wait_answered_s",
    "waits_answered",
    "mean_wait_s",
    "longest_wait_s",
    "handle_s",
    "talks",
    "mean_handle_s",
)
SHOWN = (*CONTACTS, *TIMES)
"""Columns of a queue's row: each ratio and mean behind what it is made of."""
OTHERWISE = ("timed_out", "left_by_key", "left_empty", "withdrawn", "lost", "left_unknown")
"""What became of those who were neither answered nor gave up."""

_KINDS = {Unit.SHARE: Kind.SHARE, Unit.SECONDS: Kind.DURATION}
_PAGE = 2000  # contacts that are read at once


@dataclass(frozen=True)
class Day:
    """What the history tells of a business day. *whole*: of each queue and of all, *halves*: by half-hours;
    *uses*: by place in *agents*' lines, what was used of each break code."""

    day: date
    whole: Figures
    halves: Figures
    gone: tuple[ContactLine, ...]
    agents: AgentAnswer
    uses: tuple[tuple[BreakUse, ...], ...]
    roll: Roll
    counting: CountingRules


def book(asked: Asked) -> Book:
    """The report of the order's day. Raises ReportError, DatabaseError."""
    wanted = asked.since
    count_what_is_new(asked.url)
    with opened(asked.url) as past:
        told = _read(past, wanted)
    zone = asked.zone
    target = asked.settings.service_level_target
    counted = asked.days_said()
    if wanted >= asked.today:
        counted = _("{day}, as counted up to {moment}").format(
            day=counted, moment=moment(asked.now, zone, asked.today)
        )
    sheets = [
        _summary(told),
        _curve(told, zone, target),
        _waits(told, zone),
        _halves(told, zone),
        _gone(told, asked),
    ]
    sheets += _breaks(told, named=asked.order.named)
    about = asked.about(
        _("Day report of the floor"), counted, _("All queues of all sources"), _definitions(told.whole)
    )
    return Book(_("Day report of the floor"), sheets, about)


def _read(past: Past, wanted: date) -> Day:
    period, history = Period(wanted, wanted), past.history
    whole, halves = (
        queue_figures(history, past.roll, past.settings, QueueQuestion(period, every, with_skills=False))
        for every in (Every.WHOLE, Every.HALF)
    )
    question = AgentQuestion(period, Every.WHOLE, fields=())
    agents = agent_figures(history, past.roll, past.settings, question, past.cube)
    rules = BreakRules.of(past.settings)
    uses = tuple(break_uses(dict(_spent(agents.figures, at)), rules) for at in range(len(agents.lines)))
    return Day(
        wanted,
        whole,
        halves,
        tuple(_all_gone(past, period)),
        agents,
        uses,
        past.roll,
        rules_of(past.settings),
    )


def _all_gone(past: Past, period: Period) -> Iterator[ContactLine]:
    """Everybody who gave up waiting, in order of time."""
    page = 0
    while True:
        asked = ContactQuestion(
            period, outcomes=(Outcome.ABANDONED,), descending=False, page=page, page_size=_PAGE
        )
        found = contacts(past.history, past.roll, past.settings.days, asked).lines
        yield from found
        if len(found) < _PAGE:
            return
        page += 1


def _spent(figures: Figures, line: int) -> Iterator[tuple[str, tuple[int, float]]]:
    """Times and seconds of one agent's breaks by the source's word for them."""
    for column in figures.columns:
        if column.name.startswith("break:"):
            seconds = figures.value(column.name, line)
            times = figures.value(f"times:{column.name}", line)
            if seconds or times:
                yield column.name.removeprefix("break:"), (round(times or 0), seconds or 0.0)


# -- queues -------------------------------------------------------------------------------------------------


def _summary(told: Day) -> Sheet:
    figures = told.whole
    queues, blank = _queues(figures), [""] * (len(_who(figures)) - 1)
    limits = {at: _threshold_s(told, at) for at in queues}
    same = set(limits.values())
    within = Heading(_("In time within, s"), Kind.NUMBER, tip=_("The threshold of the service level."))
    contacts_of = Table(
        "queues",
        [*_who(figures), *_headings(figures, CONTACTS), within, *_rest_headings(figures)],
        [
            [*_name(figures, at), *_cells(figures, at, 0, CONTACTS), limits[at], *_rest(figures, at)]
            for at in queues
        ],
        _("Contacts"),
        total=[
            *(_("All"), *blank, *_cells(figures, 0, 0, CONTACTS)),
            *(same.pop() if len(same) == 1 else None, *_rest(figures, 0)),
        ]
        if queues
        else None,
        empty=_("No source told anything of this day."),
    )
    times_of = Table(
        "queuetimes",
        [*_who(figures), *_headings(figures, TIMES)],
        [[*_name(figures, at), *_cells(figures, at, 0, TIMES)] for at in queues],
        _("Waits and handle times"),
        total=[_("All"), *blank, *_cells(figures, 0, 0, TIMES)] if queues else None,
        empty=_("No source told anything of this day."),
    )
    return Sheet(
        _("Queues of the day"),
        [Text([_lead(told)], Voice.LEAD), contacts_of, times_of],
        _("The floor on {day}").format(day=day(told.day, date.min)),
        hint=_("What each queue came to"),
    )


def _threshold_s(told: Day, line: int) -> int:
    one = told.whole.lines[line]
    return told.counting.threshold_s(one.source, one.name, None)


def _lead(told: Day) -> str:
    """The day in a sentence."""
    figures = told.whole
    offered = figures.value("offered") if figures.lines else None
    if not offered:
        return _("Of this day no contacts are known.")
    said = _("{offered} offered, {answered} answered ({rate}); service level {level} of {target}.")
    return said.format(
        offered=number(offered),
        answered=number(figures.value("answered")),
        rate=share(figures.value("answer_rate")),
        level=share(figures.value("service_level")),
        target=number(figures.value("service_level_of")),
    )


def _curve(told: Day, zone: ZoneInfo, target: float) -> Sheet:
    """The day's curve, with the cells that it is drawn of."""
    figures = told.halves
    open_ = _open(figures)
    headings = [
        Heading(_("Half-hour from")),
        *_headings(figures, CONTACTS),
        Heading(_("Target"), Kind.SHARE, tip=_("Of the service level, as the centre has set it.")),
    ]
    counted = Table(
        "halfhours",
        headings,
        [
            [clock_time(figures.buckets[at].begins, zone), *_cells(figures, 0, at, CONTACTS), target]
            for at in open_
        ],
        _("Contacts of all queues"),
        empty=_("No contact entered on this day."),
    )
    first = 1
    chart = Chart(
        ChartKind.COLUMN,
        _("Offered, answered and service level by half-hours"),
        counted.name,
        0,
        (
            Series(first + CONTACTS.index("offered"), tone=Tone.QUIET),
            Series(first + CONTACTS.index("answered"), tone=Tone.GOOD),
            Series(first + CONTACTS.index("service_level"), kind=ChartKind.LINE, second=True),
            Series(len(headings) - 1, kind=ChartKind.LINE, second=True, dashed=True),
        ),
        x_title=_("Half-hour from"),
        y_title=_("Contacts"),
        second_title=_("Service level"),
        least=0,
        tall=True,
    )
    return Sheet(
        _("Curve of the day"),
        [chart, counted] if open_ else [counted],
        _("The curve of {day}").format(day=day(told.day, date.min)),
        hint=_("Offered and answered by half-hours, with the service level"),
    )


def _waits(told: Day, zone: ZoneInfo) -> Sheet:
    figures = told.halves
    table = Table(
        "halftimes",
        [Heading(_("Half-hour from")), *_headings(figures, TIMES)],
        [
            [clock_time(figures.buckets[at].begins, zone), *_cells(figures, 0, at, TIMES)]
            for at in _open(figures)
        ],
        empty=_("No contact entered on this day."),
    )
    return Sheet(
        _("Waits by half-hours"),
        [table],
        _("Waits and handle times of all queues"),
        hint=_("How long all queues took, by half-hours"),
    )


def _halves(told: Day, zone: ZoneInfo) -> Sheet:
    figures = told.halves
    rows = [
        [
            *_name(figures, line),
            clock_time(figures.buckets[at].begins, zone),
            *_cells(figures, line, at),
        ]
        for line in _queues(figures)
        for at in _open(figures)
    ]
    headings = [*_who(figures), Heading(_("Half-hour from")), *_headings(figures)]
    return Sheet(
        _("Queues by half-hours"),
        [Table("queuehalves", headings, rows, empty=_("No contact entered on this day."))],
        _("Each queue by half-hours"),
        frozen=len(_who(figures)) + 1,
        hint=_("Each queue, each half-hour in which the floor was open"),
    )


def _queues(figures: Figures) -> list[int]:
    """The places of queues, those without a contact in the whole time left out."""
    import numpy as np

    return [
        at
        for at, line in enumerate(figures.lines)
        if line.kind is LineKind.QUEUE and np.nansum(figures.of("entries")[at]) > 0
    ]


def _open(figures: Figures) -> range:
    """The half-hours from the first in which a contact entered to the last."""
    if not figures.lines:
        return range(0)
    busy = [at for at in range(len(figures.buckets)) if figures.value("entries", 0, at)]
    return range(busy[0], busy[-1] + 1) if busy else range(0)


def _sources(figures: Figures) -> bool:
    """Whether more than one source has queues, so that each row says which."""
    return len({line.source for line in figures.lines if line.kind is LineKind.QUEUE}) > 1


def _who(figures: Figures) -> list[Heading]:
    return [Heading(_("Queue")), *([Heading(_("Source"))] if _sources(figures) else [])]


def _name(figures: Figures, line: int) -> list[Cell]:
    one = figures.lines[line]
    return [one.name, *([one.source] if _sources(figures) else [])]


def _headings(figures: Figures, names: Sequence[str] = SHOWN) -> list[Heading]:
    columns = [figures.column(name) for name in names]
    return [Heading(title(one), _KINDS.get(one.unit, Kind.NUMBER), tip=_(one.meaning)) for one in columns]


def _cells(figures: Figures, line: int, piece: int, names: Sequence[str] = SHOWN) -> list[Cell]:
    row = figures.row(line, piece)
    return [row[name] for name in names]


def _rest_headings(figures: Figures) -> list[Heading]:
    """Of what is offered and neither answered nor abandoned: the row adds up."""
    tip = _("Timed out, left by key or out of an empty queue, withdrawn, lost, unknown.")
    unfinished = Heading(title(figures.column("unfinished")), Kind.NUMBER)
    return [Heading(_("Left otherwise"), Kind.NUMBER, tip=tip), unfinished]


def _rest(figures: Figures, line: int) -> list[Cell]:
    row = figures.row(line, 0)
    left = [row[name] for name in OTHERWISE]
    known = [value for value in left if value is not None]
    return [sum(known) if known else None, row["unfinished"]]


def _definitions(figures: Figures) -> tuple[tuple[str, str], ...]:
    titles = {
        "offered": _("Offered"),
        "answer_rate": _("Answer rate"),
        "service_level": _("Service level"),
        "short": _("Short abandon"),
        "by": _("Counted"),
    }
    return tuple(
        (said, figures.definitions[name]) for name, said in titles.items() if name in figures.definitions
    )


# -- those who gave up --------------------------------------------------------------------------------------


def _gone(told: Day, asked: Asked) -> Sheet:
    """Everybody who gave up; the customer's number only for those who may see names."""
    named, short_s = asked.order.named, asked.settings.short_abandon_s
    several = len({one.source for one in told.gone}) > 1
    numbers = named and any(one.number for one in told.gone)
    types, places = any(one.type for one in told.gone), any(one.position is not None for one in told.gone)
    headings = [
        Heading(_("Entered"), Kind.TIME),
        Heading(_("Gave up"), Kind.TIME),
        Heading(_("Queue")),
        *([Heading(_("Source"))] if several else []),
        *([Heading(_("Type of contact"))] if types else []),
        Heading(_("Waited"), Kind.DURATION),
        Heading(_("Short abandon"), tip=_("Within the limit of short abandons.")),
        *([Heading(_("Place in the queue"), Kind.NUMBER)] if places else []),
        *([Heading(_("Customer’s number"))] if numbers else []),
    ]
    rows: list[list[Cell]] = [
        [
            one.entered,
            one.left,
            one.queue,
            *([one.source] if several else []),
            *([one.type] if types else []),
            one.wait_s,
            _("short") if one.wait_s is not None and one.wait_s <= short_s else "",
            *([one.position] if places else []),
            *([one.number] if numbers else []),
        ]
        for one in told.gone
    ]
    table = Table(
        "abandoned",
        headings,
        rows,
        ids=(len(headings) - 1,) if numbers else (),
        empty=_("Nobody gave up waiting, as far as single contacts are known."),
    )
    return Sheet(
        _("Abandoned contacts"),
        [table],
        _("Who gave up waiting"),
        frozen=1,
        hint=ngettext("{n} contact", "{n} contacts", len(rows)).format(n=number(len(rows))),
    )


# -- breaks -------------------------------------------------------------------------------------------------


def _breaks(told: Day, *, named: bool) -> list[Sheet]:
    by_code = Sheet(
        _("Breaks of the day"),
        [Text(_break_lead(told), Voice.LEAD), _by_code(told)],
        _("Breaks of the day, all together"),
        hint=_("By code: how many people, how long, how many over what is allowed"),
    )
    if not named:
        return [by_code]
    table = _by_agent(told)
    return [
        by_code,
        Sheet(
            _("Breaks by agent"),
            [table],
            _("Breaks against what is allowed"),
            frozen=2,
            hint=_("By agent and code, beside what is allowed in a shift"),
        ),
    ]


def _own(told: Day) -> Iterator[tuple[int, BreakUse]]:
    """Breaks that people asked for, with whose they are: what the system did is none."""
    for line, uses in enumerate(told.uses):
        for use in uses:
            if use.code.kind in ASKED_FOR:
                yield line, use


def _break_lead(told: Day) -> list[str]:
    used = list(_own(told))
    people, over = {line for line, _use in used}, {line for line, use in used if use.is_over}
    if not people:
        return [_("Nobody’s breaks are known.")]
    said = ngettext(
        "{n} agent was on breaks, {over} of them for longer than is allowed.",
        "{n} agents were on breaks, {over} of them for longer than is allowed.",
        len(people),
    )
    return [said.format(n=number(len(people)), over=number(len(over)))]


def _by_code(told: Day) -> Table:
    grouped: dict[str, list[BreakUse]] = {}
    for _line, use in _own(told):
        grouped.setdefault(same_code(use.code), []).append(use)
    kinds = list(BreakKind)
    rows: list[list[Cell]] = []
    for uses in sorted(grouped.values(), key=lambda uses: (kinds.index(uses[0].code.kind), _called(uses[0]))):
        times, used_s = sum(use.times for use in uses), sum(use.used_s for use in uses)
        code = uses[0].code
        allowed = uses[0].left_s is not None
        rows.append(
            [
                _called(uses[0]),
                _(KIND_LABELS[code.kind]),
                len(uses),
                times,
                used_s,
                used_s / len(uses),
                code.allowance_s if allowed else None,
                sum(use.is_over for use in uses) if allowed else None,
            ]
        )
    return Table(
        "breakcodes",
        [
            Heading(_("Break code")),
            Heading(_("Kind")),
            Heading(_("Agents"), Kind.NUMBER),
            Heading(_("Times"), Kind.NUMBER),
            Heading(_("Time on breaks"), Kind.DURATION),
            Heading(_("Mean of an agent"), Kind.DURATION),
            Heading(_("Allowed in a shift"), Kind.DURATION),
            Heading(_("Agents over it"), Kind.NUMBER),
        ],
        rows,
        _("Breaks by code"),
        _("Wellbeing has no limit that anybody is held to. What the system sets by itself is not counted."),
        empty=_("Nobody’s breaks are known."),
    )


def _by_agent(told: Day) -> Table:
    """Wellbeing is left out: it is held against nobody."""
    over = _("over it")
    rows: list[list[Cell]] = []
    for line, use in sorted(
        ((line, use) for line, use in _own(told) if use.code.kind is not BreakKind.WELLBEING),
        key=lambda pair: (pair[1].left_s is None, pair[1].left_s or 0.0, pair[0]),
    ):
        left = use.left_s
        rows.append(
            [
                _agent(told, line),
                _team(told, line),
                _called(use),
                use.times,
                use.used_s,
                use.code.allowance_s if left is not None else None,
                max(0.0, left) if left is not None else None,
                -left if left is not None and left < 0 else None,
                over if use.is_over else "",
            ]
        )
    return Table(
        "breakagents",
        [
            Heading(_("Agent")),
            Heading(_("Team")),
            Heading(_("Break code")),
            Heading(_("Times"), Kind.NUMBER),
            Heading(_("Time on breaks"), Kind.DURATION),
            Heading(_("Allowed in a shift"), Kind.DURATION),
            Heading(_("Left of it"), Kind.DURATION),
            Heading(_("Over it"), Kind.DURATION),
            Heading(_("State")),
        ],
        rows,
        marks=[Marks(8, {over: Tone.BAD})],
        empty=_("Nobody’s breaks are known."),
    )


def _agent(told: Day, line: int) -> str:
    one = told.agents.lines[line]
    return told.roll.called(one.id, told.day) if one.kind is LineKind.PERSON else one.name


def _team(told: Day, line: int) -> str:
    one = told.agents.lines[line]
    teams = told.roll.groups_of(one.id, GroupKind.TEAM, told.day) if one.kind is LineKind.PERSON else ()
    return _(", ").join(team.name for team in teams)


def _called(use: BreakUse) -> str:
    return use.code.name(language()) or _("Without a code")
