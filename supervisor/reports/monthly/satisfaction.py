"""Section 5: whether customers were content, helped at once, or complained; and whose teams stand apart."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from supervisor.evidence.funnel import Funnel, Place, funnel
from supervisor.evidence.unit import Kind as Counted
from supervisor.performance.kpi import BY_ID, Of
from supervisor.reports import figures
from supervisor.reports.asked import Asked
from supervisor.reports.monthly import cells
from supervisor.reports.monthly.month import UNKNOWN, Month, Shown, month_of
from supervisor.reports.pareto import CUT, cumulated
from supervisor.review.month_sums import Apart
from supervisor.review.panels import kind_of
from supervisor.review.stretch import By, StretchLine, ask_stretch
from supervisor.words import DASH, _, mark, number, share
from supervisor.workbook.book import (
    Cell,
    Chart,
    ChartKind,
    Marks,
    Part,
    Series,
    Sheet,
    Table,
    Text,
    Tone,
    Voice,
)
from supervisor.workbook.cell import Heading, Kind


class _Shown(NamedTuple):
    """What stands beside a KPI: what it was divided by, by its name ("" nothing), and its change."""

    n: str = ""
    change: bool = False


SHOWN: Mapping[str, _Shown] = {
    "csat": _Shown(mark("Answers"), change=True),
    "nps": _Shown(),
    "response_rate": _Shown(mark("Invited to rate")),
    "fcr": _Shown(mark("First contacts"), change=True),
    "complaint_rate": _Shown(change=True),
    "complaint_valid_rate": _Shown(mark("Contacts")),
}
FUNNEL = ("csat", "fcr", "complaint_rate")
"""The first of these that teams have is shown as a funnel."""
METHODS = {
    "fcr": mark("By repeats"),
    "fcr_said": mark("By disposition: what agents say"),
    "fcr_asked": mark("By survey"),
}
MOST_TYPES = 40
PARETO = 12
"""Columns of a Pareto chart that can still be read."""

PLACES = {
    Place.INSIDE: mark("As chance has it"),
    Place.ABOVE: mark("Above"),
    Place.FAR_ABOVE: mark("Far above"),
    Place.BELOW: mark("Below"),
    Place.FAR_BELOW: mark("Far below"),
    Place.UNKNOWN: mark("Cannot tell"),
}


def sheet(asked: Asked) -> tuple[Sheet, ...]:
    """By channel and type; then teams in a funnel, and what dissatisfaction comes from."""
    month = month_of(asked)
    return (
        Sheet(
            _("5 Satisfaction"),
            [
                _lead(month),
                _by(month, Apart.CHANNEL, "satisfaction_channels", _("By channel"), _("Channel")),
                _by(month, Apart.SKILL, "satisfaction_skills", _("By skill group"), _("Skill group")),
                _by(month, Apart.TYPE, "satisfaction_types", _("By type of contact"), _("Type of contact")),
                *_methods(month),
            ],
            title=_("5 Satisfaction, resolution, complaints"),
            hint=_("Satisfaction, resolution with its method, complaints; by channel and type."),
        ),
        Sheet(
            _("5.1 Teams and causes"),
            [*_funnel(month), *_pareto(month)],
            title=_("5.1 Teams in a funnel, and where dissatisfaction comes from"),
            hint=_("Teams around the mean with limits of chance; Pareto of dissatisfaction."),
        ),
    )


def _lead(month: Month) -> Text:
    said = []
    csat, answered = month.now("csat"), month.now("response_rate")
    if csat.value is not None:
        said.append(
            _("{share} of {n} answers were satisfied.").format(share=share(csat.value), n=number(csat.n))
        )
        if answered.value is not None:
            said.append(_("{share} of those asked answered.").format(share=share(answered.value)))
    fcr = month.now("fcr")
    if fcr.value is not None:
        said.append(
            _("{share} of {n} first contacts were resolved.").format(share=share(fcr.value), n=number(fcr.n))
        )
    complaints = month.now("complaint_rate")
    if complaints.value is not None:
        said.append(
            _("{rate} complaints per 1,000 contacts ({n}).").format(
                rate=number(complaints.value, 2), n=number(complaints.x)
            )
        )
    return Text([" ".join(said) or _("Nobody told of satisfaction, resolution or complaints.")], Voice.LEAD)


def _by(month: Month, by: Apart, name: str, title: str, first: str) -> Table:
    """KPIs of each channel, skill group or type with what each was divided by, and changes."""
    shown = [kpi for kpi in SHOWN if month.apart(kpi, by)]
    told = {kpi: month.apart(kpi, by) for kpi in shown}
    weight: dict[tuple[str, ...], float] = {}
    for of in told.values():
        for key, (_before, now) in of.items():
            weight[key] = max(weight.get(key, 0.0), now.n or 0.0)
    keys = sorted((key for key, n in weight.items() if n > 0), key=lambda key: (-weight[key], key))
    rows: list[list[Cell]] = []
    for key in keys[:MOST_TYPES]:
        row: list[Cell] = [_key_name(month, by, key[0])]
        for kpi in shown:
            before, now = told[kpi].get(key, (UNKNOWN, UNKNOWN))
            row.append(cells.value(kpi, now))
            row += [cells.count(now.n)] if SHOWN[kpi].n else []
            row += [cells.change(kpi, now, before)] if SHOWN[kpi].change else []
        rows.append(row)
    headings = [Heading(first)]
    for kpi in shown:
        headings.append(figures.heading(kpi, cells.name(kpi), tip=BY_ID[kpi].explained))
        if SHOWN[kpi].n:
            headings.append(Heading(_(SHOWN[kpi].n), Kind.NUMBER))
        if SHOWN[kpi].change:
            headings.append(
                Heading(
                    _("{kpi}, change").format(kpi=figures.title(kpi)),
                    Kind.NUMBER,
                    1,
                    signed=True,
                    tip=_("To the month before, in {unit}").format(unit=figures.change_unit(kpi)),
                )
            )
    left = len(keys) - len(rows)
    return Table(
        name,
        headings,
        rows,
        title=title,
        note=_("{n} more are not shown.").format(n=left) if left > 0 else "",
        empty=_("Nobody told these figures so."),
    )


def _key_name(month: Month, by: Apart, key: str) -> str:
    if by is Apart.CHANNEL:
        return cells.channel(key)
    if by is Apart.SKILL:
        return month.sums.skills.get(key) or DASH
    return key or DASH


def _methods(month: Month) -> list[Part]:
    """The same question, three answers: so each says how it was counted."""
    rows: list[list[Cell]] = []
    explained: list[str] = []
    for kpi, method in METHODS.items():
        now, before = month.now(kpi), month.month_before(kpi)
        if now.value is None:
            continue
        window = BY_ID[kpi].matures_days
        rows.append(
            [
                _(method),
                _("{n} days").format(n=window) if kpi == "fcr" else DASH,
                now.value,
                cells.count(now.x),
                cells.count(now.n),
                before.value if before.value is not None else DASH,
            ]
        )
        explained.append(_("{method}: {explained}").format(method=_(method), explained=BY_ID[kpi].explained))
    if len(rows) > 1:
        explained.append(
            _("These are different questions: only figures of one method can be compared with each other.")
        )
    return [
        Table(
            "satisfaction_methods",
            [
                Heading(_("Method")),
                Heading(_("Window")),
                Heading(_("Resolved at once"), Kind.SHARE),
                Heading(_("Resolved"), Kind.NUMBER),
                Heading(_("Out of"), Kind.NUMBER),
                Heading(_("Month before"), Kind.SHARE),
            ],
            rows,
            title=_("First-contact resolution, by method"),
            empty=_("Nobody told whether contacts were resolved."),
        ),
        *([Text(explained, Voice.NOTE)] if explained else []),
    ]


# -- teams --------------------------------------------------------------------------------------------------


def _funnel(month: Month) -> list[Part]:
    kpi = next((kpi for kpi in FUNNEL if month.now(kpi).value is not None), None)
    empty = _("No team has figures of satisfaction, resolution or complaints.")
    if kpi is None or BY_ID[kpi].of is not Of.AGENT:
        return [_funnel_table(kpi, [], None, empty)]
    stretch = ask_stretch(month.asked.url, month.period, By.TEAM, month.asked.today, [kpi])
    teams = sorted((line for line in stretch.lines if line.id), key=lambda line: line.denominator)
    if not teams:
        return [_funnel_table(kpi, [], None, empty)]
    known = BY_ID[kpi]
    mean = known.scale * sum(one.numerator for one in teams) / sum(one.denominator for one in teams)
    found = funnel(
        kind_of(known) if kind_of(known) in (Counted.RATE, Counted.COUNT) else Counted.RATE,
        mean,
        [(one.numerator, one.denominator) for one in teams],
        scale=known.scale,
        points=len(teams),
    )
    table = _funnel_table(kpi, teams, found, empty)
    least, most = figures.axis(kpi, [cell for row in table.rows for cell in row[3:9]], room=0.1)
    out = sum(dot.place not in (Place.INSIDE, Place.UNKNOWN) for dot in found.dots)
    lead = _("{out} of {teams} teams lie beyond what chance allows around the mean of all ({mean}).").format(
        out=out, teams=len(teams), mean=cells.written(kpi, mean)
    )
    chart = Chart(
        ChartKind.DOTS,
        _("{kpi} by team: dots, with limits of chance").format(kpi=figures.title(kpi)),
        "satisfaction_funnel",
        1,
        [
            Series(3, figures.title(kpi)),
            Series(4, _("Mean"), kind=ChartKind.LINE, dashed=True, tone=Tone.QUIET),
            Series(5, _("95 %, low"), kind=ChartKind.LINE, dashed=True, tone=Tone.WATCH),
            Series(6, _("95 %, high"), kind=ChartKind.LINE, dashed=True, tone=Tone.WATCH),
            Series(7, _("99.8 %, low"), kind=ChartKind.LINE, dashed=True, tone=Tone.BAD),
            Series(8, _("99.8 %, high"), kind=ChartKind.LINE, dashed=True, tone=Tone.BAD),
        ],
        x_title=_("n"),
        y_title=figures.title(kpi),
        least=least,
        most=most,
        tall=True,
    )
    return [Text([lead], Voice.LEAD), chart, table]


def _funnel_table(kpi: str | None, teams: list[StretchLine], found: Funnel | None, empty: str) -> Table:
    rows: list[list[Cell]] = []
    mean = None if found is None else found.target
    limits = {} if found is None else {one.n: one for one in found.curve}
    for one, dot in zip(teams, () if found is None else found.dots, strict=True):
        near = limits.get(one.denominator) or min(
            limits.values(), key=lambda limit: abs(limit.n - one.denominator), default=None
        )
        rows.append(
            [
                one.name,
                round(one.denominator),
                round(one.numerator),
                one.value,
                mean,
                near.low if near else None,
                near.high if near else None,
                near.far_low if near else None,
                near.far_high if near else None,
                _(PLACES[dot.place]),
            ]
        )
    of = kpi or FUNNEL[0]
    far = {_(PLACES[Place.FAR_BELOW]): Tone.WATCH, _(PLACES[Place.FAR_ABOVE]): Tone.WATCH}
    return Table(
        "satisfaction_funnel",
        [
            Heading(_("Team")),
            Heading("n", Kind.NUMBER),
            Heading(_("Counted of n"), Kind.NUMBER, tip=_("What was divided by n.")),
            figures.heading(of, figures.title(of)),
            figures.heading(of, _("Mean")),
            figures.heading(of, _("95 %, low")),
            figures.heading(of, _("95 %, high")),
            figures.heading(of, _("99.8 %, low")),
            figures.heading(of, _("99.8 %, high")),
            Heading(_("Beyond chance")),
        ],
        rows,
        title=_("{kpi} by team, few contacts first").format(kpi=figures.title(of)),
        note=_(
            "Teams with few contacts scatter widely and prove nothing; so this takes the place of a table of "
            "ranks. Whoever changed teams counts in each for the days there."
        )
        if rows
        else "",
        marks=[Marks(9, far)],
        empty=empty,
    )


# -- where dissatisfaction comes from -----------------------------------------------------------------------


def _pareto(month: Month) -> list[Part]:
    parts: list[Part] = []
    for name, kpi, title, missing in (
        ("satisfaction_dissatisfied", "csat", _("Dissatisfied answers"), True),
        ("satisfaction_complaints", "complaint_rate", _("Complaints"), False),
        ("satisfaction_repeats", "fcr", _("First contacts that were not resolved"), True),
    ):
        by = Apart.TYPE if month.apart(kpi, Apart.TYPE) else Apart.SKILL
        told = [
            (_key_name(month, by, key[0]), _events(now, missing=missing), now)
            for key, (_before, now) in month.apart(kpi, by).items()
            if now.n
        ]
        told = sorted((one for one in told if one[1] > 0), key=lambda one: (-one[1], one[0]))
        shares = cumulated([events for _name, events, _now in told])
        whole = sum(events for _name, events, _now in told)
        rows: list[list[Cell]] = [
            [
                called,
                round(events),
                events / whole,
                upto,
                CUT,
                round(now.n or 0),
                events / (now.n or 1),
            ]
            for (called, events, now), upto in zip(told, shares, strict=True)
        ]
        first = _("Type of contact") if by is Apart.TYPE else _("Skill group")
        parts.append(
            Table(
                name,
                [
                    Heading(first),
                    Heading(_("Number of them"), Kind.NUMBER),
                    Heading(_("Share"), Kind.SHARE),
                    Heading(_("Up to here"), Kind.SHARE),
                    Heading(_("80 % line"), Kind.SHARE),
                    Heading(_("Out of"), Kind.NUMBER),
                    Heading(_("Share of those"), Kind.SHARE, tip=_("Number of them ÷ out of")),
                ],
                rows,
                title=title,
                empty=_("None is known."),
            )
        )
        if len(rows) > 1:
            parts.insert(
                len(parts) - 1,
                Chart(
                    ChartKind.COLUMN,
                    title,
                    name,
                    0,
                    [
                        Series(1, _("Number of them")),
                        Series(3, _("Up to here"), kind=ChartKind.LINE, second=True),
                        Series(
                            4, _("80 % line"), kind=ChartKind.LINE, second=True, dashed=True, tone=Tone.QUIET
                        ),
                    ],
                    rows=min(len(rows), PARETO),
                ),
            )
    return parts


def _events(now: Shown, *, missing: bool) -> float:
    """How many of *now* were what nobody wants."""
    if now.x is None or now.n is None:
        return 0.0
    return now.n - now.x if missing else now.x
