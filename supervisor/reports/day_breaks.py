"""The breaks of a business day against what is allowed."""

from __future__ import annotations

from collections.abc import Iterator

from supervisor.history.figures import LineKind
from supervisor.people.person import GroupKind
from supervisor.reports.day_told import Day
from supervisor.settings.breaks import ASKED_FOR, KIND_LABELS, BreakKind
from supervisor.wallboard.break_time import BreakUse, same_code
from supervisor.words import _, language, ngettext, number
from supervisor.workbook.book import Cell, Marks, Sheet, Table, Text, Tone, Voice
from supervisor.workbook.cell import Heading, Kind


def break_sheets(told: Day, *, named: bool) -> list[Sheet]:
    """By code; where names are told by agent, too."""
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
