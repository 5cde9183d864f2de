"""Section 4: how the time is spent. By skill group and tenure; what made handle time change; week by week."""

from __future__ import annotations

from collections.abc import Iterable

from supervisor.evidence.cause import HandleTimeGap, TypeGap
from supervisor.performance.kpi import BY_ID, Unit
from supervisor.reports import figures
from supervisor.reports.asked import Asked
from supervisor.reports.monthly import cells
from supervisor.reports.monthly.month import UNKNOWN, Month, month_of, time_cause
from supervisor.review.month_sums import Apart
from supervisor.review.month_verdict import PROCESS_LABELS
from supervisor.words import DASH, _, number
from supervisor.workbook.book import Cell, Chart, ChartKind, Part, Series, Sheet, Table, Text, Tone, Voice
from supervisor.workbook.cell import Heading, Kind

COLUMNS = (
    *("aht", "att", "acw", "hold_rate"),
    *("occupancy", "utilisation", "shrinkage", "adherence"),
)
WEEKLY = ("aht", "acw", "hold_rate", "occupancy", "utilisation", "shrinkage", "adherence", "fcr")
"""KPIs of which the weeks are drawn."""
STRATA = 15
"""So many kinds of contact are told apart; the others are one row."""


def sheet(asked: Asked) -> tuple[Sheet, ...]:
    """The change of handle time; by skill group and tenure; the weeks."""
    month = month_of(asked)
    return (
        Sheet(
            _("4 Efficiency"),
            [*_lead(month), *_change(month)],
            title=_("4 Efficiency"),
            hint=_("Handle time and what changed it."),
        ),
        Sheet(
            _("4.1 Groups"),
            [_by_group(month), *([] if month.gap is None else [_strata(month, month.gap)])],
            title=_("4.1 By skill group, tenure and type of contact"),
            hint=_("Efficiency by skill group and tenure; which contacts changed handle time."),
        ),
        Sheet(
            _("4.2 Weeks"),
            _weeks(month),
            title=_("4.2 Week by week"),
            hint=_("Thirteen weeks before the month and its own, with process limits."),
        ),
    )


def _lead(month: Month) -> list[Part]:
    now, before = month.now("aht"), month.month_before("aht")
    if now.value is None:
        return [Text([_("Nothing is known of handle time in this month.")], Voice.LEAD)]
    said = _("Mean handle time was {now} s over {n} contacts; {before} s the month before.").format(
        now=number(now.value), n=number(now.n), before=DASH if before.value is None else number(before.value)
    )
    if month.gap is not None:
        why = time_cause(month.gap)
        said += " " + _("The change: {what}").format(what=why) if why else ""
    return [Text([said], Voice.LEAD)]


# -- what changed handle time -------------------------------------------------------------------------------


def _change(month: Month) -> list[Part]:
    gap = month.gap
    empty = _(
        "The change of handle time cannot be split: talk, hold and after-contact time are not told of both "
        "months, by contact."
    )
    steps = [] if gap is None else _steps(gap)
    waterfall = Table(
        "efficiency_change",
        [
            Heading(_("Step")),
            Heading(_("Seconds a contact"), Kind.NUMBER, 1, signed=False),
            Heading(_("Under the step"), Kind.NUMBER, 1),
            Heading(_("Month"), Kind.NUMBER, 1),
            Heading(_("Longer"), Kind.NUMBER, 1),
            Heading(_("Shorter"), Kind.NUMBER, 1),
        ],
        steps,
        title=_("Mean handle time: from the month before to this one, in seconds"),
        note=_(
            "Split by skill group, channel and type of contact, both months weighted alike (Kitagawa): the "
            "parts add up to the change without a rest. Mix: more or fewer contacts of the long kinds."
        )
        if steps
        else "",
        empty=empty,
    )
    if gap is None:
        return [waterfall]
    ends = [gap.own, gap.peers, *(row[2] for row in steps if isinstance(row[2], float) and row[2] > 0)]
    floor = max(0.0, 10 * ((min(ends) - abs(gap.gap) / 2 - 5) // 10))
    chart = Chart(
        ChartKind.STACKED,
        _("What changed mean handle time, seconds a contact"),
        "efficiency_change",
        0,
        [
            Series(2, "", blank=True),
            Series(3, _("Month"), tone=Tone.QUIET),
            Series(4, _("Longer"), tone=Tone.BAD),
            Series(5, _("Shorter"), tone=Tone.GOOD),
        ],
        least=floor,
    )
    return [chart, waterfall]


def _steps(gap: HandleTimeGap) -> list[list[Cell]]:
    """(step, seconds, under it, month, longer, shorter), of a chart in which one step stands on the last."""
    rows: list[list[Cell]] = [[_("Month before"), gap.peers, 0.0, gap.peers, None, None]]
    level = gap.peers
    for name, seconds in (
        (_("Mix of contacts"), gap.mix),
        (_("Talk time"), gap.talk.seconds),
        (_("Hold time"), gap.hold.seconds),
        (_("After-contact work"), gap.after_contact.seconds),
    ):
        under = min(level, level + seconds)
        longer, shorter = (seconds, None) if seconds >= 0 else (None, -seconds)
        rows.append([name, seconds, under, None, longer, shorter])
        level += seconds
    rows.append([_("This month"), gap.own, 0.0, gap.own, None, None])
    return rows


def _strata(month: Month, gap: HandleTimeGap) -> Table:
    told = sorted(gap.by_type, key=lambda one: -abs(one.time + one.mix))
    rows = [[*_called(month, one.type), *_parts(one)] for one in told[:STRATA]]
    if rest := told[STRATA:]:
        rows.append([_("All others"), "", "", *_sums(rest)])
    return Table(
        "efficiency_strata",
        [
            Heading(_("Skill group")),
            Heading(_("Channel")),
            Heading(_("Type of contact"), wrap=True),
            Heading(_("Share of contacts"), Kind.SHARE),
            Heading(_("Share, month before"), Kind.SHARE),
            Heading(_("Handle time"), Kind.DURATION),
            Heading(_("Handle time, month before"), Kind.DURATION),
            Heading(_("Mix, s"), Kind.NUMBER, 2, signed=True),
            Heading(_("Talk, s"), Kind.NUMBER, 2, signed=True),
            Heading(_("Hold, s"), Kind.NUMBER, 2, signed=True),
            Heading(_("After contact, s"), Kind.NUMBER, 2, signed=True),
            Heading(_("Together, s"), Kind.NUMBER, 2, signed=True),
        ],
        rows,
        title=_("Which contacts made the change"),
        total=[_("Total"), "", "", *_sums(told)],
        empty=_("Nothing is known of types of contact in this month."),
    )


def _called(month: Month, key: str) -> list[Cell]:
    skill, channel, type = key.split("\t")
    return [month.sums.skills.get(skill, DASH) if skill else DASH, cells.channel(channel), type or DASH]


def _parts(one: TypeGap) -> list[Cell]:
    return [
        one.own_share,
        one.peers_share,
        one.own_s,
        one.peers_s,
        one.mix,
        one.talk,
        one.hold,
        one.after_contact,
        one.mix + one.time,
    ]


def _sums(told: Iterable[TypeGap]) -> list[Cell]:
    of = list(told)
    own, peers = sum(one.own_share for one in of), sum(one.peers_share for one in of)
    own_s = sum(one.own_share * (one.own_s or 0.0) for one in of)
    peers_s = sum(one.peers_share * (one.peers_s or 0.0) for one in of)
    return [
        own,
        peers,
        figures.ratio(own_s, own),
        figures.ratio(peers_s, peers),
        sum(one.mix for one in of),
        sum(one.talk for one in of),
        sum(one.hold for one in of),
        sum(one.after_contact for one in of),
        sum(one.mix + one.time for one in of),
    ]


# -- by group -----------------------------------------------------------------------------------------------


def _by_group(month: Month) -> Table:
    shown = [kpi for kpi in COLUMNS if month.sums.of(kpi) is not None]
    told = {kpi: month.apart(kpi, Apart.SKILL_BAND) for kpi in shown}
    bands = [band.id for band in month.people.roll.bands]

    def order(key: tuple[str, ...]) -> tuple[bool, str, int]:
        skill, band = key
        name = month.sums.skills.get(skill, "")
        return not name, name, bands.index(band) if band in bands else len(bands)

    keys = sorted({key for of in told.values() for key in of}, key=order)
    rows: list[list[Cell]] = []
    for key in keys:
        sides = {kpi: told[kpi].get(key, (UNKNOWN, UNKNOWN)) for kpi in shown}
        if all(now.value is None for _before, now in sides.values()):
            continue
        before, now = sides.get("aht", (UNKNOWN, UNKNOWN))
        rows.append(
            [
                month.sums.skills.get(key[0]) or DASH,
                month.people.band(key[1]) or DASH,
                cells.count(now.n),
                cells.change("aht", now, before),
                *(cells.value(kpi, sides[kpi][1]) for kpi in shown),
            ]
        )
    now, before = month.now("aht"), month.month_before("aht")
    return Table(
        "efficiency_groups",
        [
            Heading(_("Skill group")),
            Heading(_("Tenure")),
            Heading(_("Contacts"), Kind.NUMBER),
            Heading(_("Handle time, change in s"), Kind.NUMBER, 1, signed=True),
            *(figures.heading(kpi, figures.title(kpi), tip=BY_ID[kpi].explained) for kpi in shown),
        ],
        rows,
        title=_("By skill group and tenure"),
        note=_(
            "Time signed in, ready and paid belongs to no skill group alone: it stands where each person did "
            "most of the work."
        )
        if rows
        else "",
        total=[
            _("All"),
            "",
            cells.count(now.n),
            cells.change("aht", now, before),
            *(cells.value(kpi, month.now(kpi)) for kpi in shown),
        ]
        if rows
        else None,
        empty=_("No work of people is known of this month."),
    )


# -- week by week -------------------------------------------------------------------------------------------


def _weeks(month: Month) -> list[Part]:
    shown = [kpi for kpi in WEEKLY if month.sums.of(kpi) is not None]
    if not shown or not month.sums.weeks:
        return [Text([_("No whole week is known.")])]
    charts: list[Part] = []
    tables: list[Part] = []
    said: list[str] = []
    for kpi in shown:
        found, steady = month.sums.of(kpi), month.steady[kpi]
        if found is None:
            continue
        name, chart = f"weeks_{kpi}", steady.chart
        first = next((at for at, sums in enumerate(found.weeks) if sums is not None), 0)
        in_seconds = found.kpi.unit is Unit.SECONDS  # an axis of clock times begins anywhere
        title = _("{kpi}, s").format(kpi=figures.title(kpi)) if in_seconds else figures.title(kpi)

        def heading(said: str, kpi: str = kpi, in_seconds: bool = in_seconds) -> Heading:
            return Heading(said, Kind.NUMBER, 1) if in_seconds else figures.heading(kpi, said)

        said.append(
            _("{kpi}: {process}").format(kpi=figures.title(kpi), process=_(PROCESS_LABELS[steady.process]))
        )
        rows: list[list[Cell]] = [
            [
                week.first,
                None if sums is None else round(cells.divided(kpi, sums.n) or 0),
                found.value(sums),
                chart.mean,
                chart.low,
                chart.high,
                _("the month") if at >= month.sums.baseline else _("before the month"),
            ]
            for at, (week, sums) in enumerate(zip(month.sums.weeks, found.weeks, strict=True))
            if at >= first
        ]
        tables.append(
            Table(
                name,
                [
                    Heading(_("Week from"), Kind.DAY),
                    Heading("n", Kind.NUMBER, tip=_("Of times the hours.")),
                    heading(title),
                    heading(_("Mean")),
                    heading(_("Lower limit")),
                    heading(_("Upper limit")),
                    Heading(_("Stretch of time")),
                ],
                rows,
                title=title,
            )
        )
        least, most = figures.axis(
            None if in_seconds else kpi, [*(row[2] for row in rows), chart.low, chart.high], room=0.1
        )
        charts.append(
            Chart(
                ChartKind.LINE,
                title,
                name,
                0,
                [
                    Series(2, title),
                    Series(3, _("Mean"), dashed=True, tone=Tone.QUIET),
                    Series(4, _("Lower limit"), dashed=True, tone=Tone.QUIET),
                    Series(5, _("Upper limit"), dashed=True, tone=Tone.QUIET),
                ],
                small=True,
                least=least,
                most=most,
            )
        )
    note = _(
        "Mean and limits come from the {n} weeks before the month: mean ± 2.66 mean moving ranges. A steady "
        "series breaks one of the rules in six of a hundred quarters."
    ).format(n=month.sums.baseline)
    return [Text([_("; ").join(said)], Voice.LEAD), *charts, Text([note], Voice.NOTE), *tables]
