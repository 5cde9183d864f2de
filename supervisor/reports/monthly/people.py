"""Section 7: who is new, who left, and how those who learn come on."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

from supervisor.history.count_block import month_end
from supervisor.people.person import GroupKind, Person
from supervisor.reports import figures
from supervisor.reports.asked import Asked
from supervisor.reports.monthly import cells
from supervisor.reports.monthly.month import UNKNOWN, Month, month_name, month_of
from supervisor.review.month_sums import LEARNED, LEARNING_WEEKS, Apart
from supervisor.words import DASH, _, number
from supervisor.workbook.book import Cell, Chart, ChartKind, Part, Series, Sheet, Table, Text, Tone, Voice
from supervisor.workbook.cell import Heading, Kind

MOST_TEAMS = 60
"""Of more teams only those are told that somebody joined or left."""

KPIS = ("aht", "fcr", "csat", "qa_score", "contacts_per_hour")


def sheet(asked: Asked) -> Sheet:
    """New, developing, senior; who came and left; the learning curve."""
    month = month_of(asked)
    return Sheet(
        _("7 People"),
        [*_moves(month), *_bands(month), *_learning(month), _batches(month)],
        title=_("7 People"),
        hint=_("By tenure, joined and left by team, learning curve against the path to the target."),
    )


# -- who came and left --------------------------------------------------------------------------------------


def _moves(month: Month) -> list[Part]:
    roll, first, end = month.people.roll, month.first, month_end(month.first)
    after = end + timedelta(days=1)
    teams: dict[str, list[int]] = {}
    tenure: Counter[str] = Counter()
    for person in roll.persons.values():
        there_before = _there(person, first - timedelta(days=1))
        there_after = _there(person, end)
        joined = person.joined is not None and first <= person.joined <= end
        left = person.left is not None and first <= person.left < after
        if not (there_before or there_after or joined or left):
            continue
        on = min(end, (person.left - timedelta(days=1)) if person.left is not None else end)
        team = next(iter(roll.groups_of(person.id, GroupKind.TEAM, on)), None)
        counts = teams.setdefault(team.name if team else "", [0, 0, 0, 0])
        for at, there in enumerate((there_before, joined, left, there_after)):
            counts[at] += there
        if left and person.left is not None:
            band = roll.band(person.id, person.left - timedelta(days=1))
            tenure[month.people.band(band.id) if band else DASH] += 1
    rows: list[list[Cell]] = [
        [name or DASH, *counts, figures.ratio(counts[2], counts[0])]
        for name, counts in sorted(teams.items(), key=lambda item: (not item[0], item[0]))
        if len(teams) <= MOST_TEAMS or counts[1] or counts[2]
    ]
    whole = [sum(counts[at] for counts in teams.values()) for at in range(4)]
    lead = _("{there} people at the end of the month; {joined} joined, {left} left.").format(
        there=number(whole[3]), joined=whole[1], left=whole[2]
    )
    if tenure:
        told = _(", ").join(f"{band} {n}" for band, n in sorted(tenure.items()))
        lead += " " + _("Of those who left: {tenure}.").format(tenure=told)
    return [
        Text([lead], Voice.LEAD),
        Table(
            "people_teams",
            [
                Heading(_("Team")),
                Heading(_("At the beginning"), Kind.NUMBER),
                Heading(_("Joined the centre"), Kind.NUMBER),
                Heading(_("Left the centre"), Kind.NUMBER),
                Heading(_("At the end"), Kind.NUMBER),
                Heading(_("Left of those at the beginning"), Kind.SHARE),
            ],
            rows,
            title=_("Joined and left, by team"),
            note=_("By the day of joining and of leaving. Who changed teams stands in the last one.")
            + (" " + _("Only teams that somebody joined or left.") if len(teams) > MOST_TEAMS else "")
            if rows
            else "",
            total=[_("All"), *whole, figures.ratio(whole[2], whole[0])] if rows else None,
            empty=_("Nobody joined or left.") if teams else _("Nobody is known yet."),
        ),
    ]


def _there(person: Person, day: date) -> bool:
    """Whether the person belonged to the centre on *day*; who has no day of joining always did."""
    return (person.joined is None or person.joined <= day) and (person.left is None or day < person.left)


# -- by tenure ----------------------------------------------------------------------------------------------


def _bands(month: Month) -> list[Part]:
    shown = [kpi for kpi in KPIS if month.sums.of(kpi) is not None]
    told = {kpi: month.apart(kpi, Apart.BAND) for kpi in shown}
    order = [band.id for band in month.people.roll.bands]
    bands = sorted(
        month.sums.bands,
        key=lambda band: (band not in order, order.index(band) if band in order else 0, band),
    )
    whole = sum(now[1] for _before, now in month.sums.bands.values())
    rows: list[list[Cell]] = []
    of_kpis: list[list[Cell]] = []
    for band in bands:
        before, now = month.sums.bands[band]
        if not now[0] and not before[0]:
            continue
        name = month.people.band(band) or _("Day of joining unknown")
        rows.append(
            [
                name,
                now[0],
                before[0],
                round(now[1]),
                figures.ratio(now[1], whole),
                figures.ratio(now[1], now[0]),
            ]
        )
        for kpi in shown:
            then, of = told[kpi].get((band,), (UNKNOWN, UNKNOWN))
            of_kpis.append(
                [
                    name,
                    cells.name(kpi),
                    cells.value(kpi, of),
                    cells.count(cells.divided(kpi, of.n)),
                    cells.value(kpi, then),
                    cells.change(kpi, of, then),
                ]
            )
    return [
        Table(
            "people_bands",
            [
                Heading(_("Tenure")),
                Heading(_("People with contacts"), Kind.NUMBER),
                Heading(_("People, month before"), Kind.NUMBER),
                Heading(_("Contacts"), Kind.NUMBER),
                Heading(_("Share of contacts"), Kind.SHARE),
                Heading(_("Contacts a person"), Kind.NUMBER),
            ],
            rows,
            title=_("By tenure, at the end of the month"),
            empty=_("Nobody had contacts in this month."),
        ),
        Table(
            "people_band_kpis",
            [
                Heading(_("Tenure")),
                Heading(_("KPI")),
                Heading(_("This month"), Kind.NUMBER, 2),
                Heading("n", Kind.NUMBER, tip=_("Of times the hours.")),
                Heading(_("Month before"), Kind.NUMBER, 2),
                Heading(_("Change"), Kind.NUMBER, 1, signed=True, tip=_("Shares change in points.")),
            ],
            of_kpis,
            title=_("KPIs by tenure"),
            empty=_("No KPI is known by tenure."),
        ),
    ]


# -- learning -----------------------------------------------------------------------------------------------


def _learning(month: Month) -> list[Part]:
    found = month.sums.learning
    by_week = {one.week: one for one in found}
    rows: list[list[Cell]] = [
        [week + 1, one.people, round(one.sums.n), one.sums.value(1.0), one.wanted]
        if (one := by_week.get(week)) is not None
        else [week + 1, None, None, None, None]  # a gap of the line
        for week in range(max(by_week, default=-1) + 1)
    ]
    table = Table(
        "people_learning",
        [
            Heading(_("Week since joining"), Kind.NUMBER),
            Heading(_("People"), Kind.NUMBER),
            Heading(_("Contacts"), Kind.NUMBER),
            Heading(_("Mean handle time, s"), Kind.NUMBER),
            Heading(_("Path to the target, s"), Kind.NUMBER),
        ],
        rows,
        title=_("Learning curve: the first {n} weeks").format(n=LEARNING_WEEKS),
        note=_(
            "All who joined in the last half year, in the weeks that are looked at (4.2). The path is "
            "the most that was allowed of them in each week, mixed by contacts. Not the same people stand "
            "behind each week."
        )
        if rows
        else "",
        empty=_("Nobody in the first {n} weeks had contacts.").format(n=LEARNING_WEEKS),
    )
    if len(found) < 2:
        return [table]
    least, most = figures.axis(None, [cell for row in rows for cell in row[3:5]], room=0.1)
    series = [Series(3, figures.title(LEARNED))]
    if any(one.wanted is not None for one in found):
        series.append(Series(4, _("Path to the target"), dashed=True, tone=Tone.QUIET))
    chart = Chart(
        ChartKind.LINE,
        _("Mean handle time by week since joining, seconds"),
        "people_learning",
        0,
        series,
        x_title=_("Week since joining"),
        least=least,
        most=most,
    )
    return [chart, table]


def _batches(month: Month) -> Table:
    rows: list[list[Cell]] = []
    for one in month.sums.batches:
        value = one.sums.value(1.0)
        rows.append(
            [
                month_name(one.month),
                one.people,
                round(one.sums.n),
                value,
                one.wanted,
                None if one.wanted is None else value - one.wanted,
            ]
        )
    return Table(
        "people_batches",
        [
            Heading(_("Joined in")),
            Heading(_("People"), Kind.NUMBER),
            Heading(_("Contacts"), Kind.NUMBER),
            Heading(_("Mean handle time, s"), Kind.NUMBER),
            Heading(_("At most wanted, s"), Kind.NUMBER),
            Heading(_("Beyond it, s"), Kind.NUMBER, signed=True),
        ],
        rows,
        title=_("By batch: who joined in the last year"),
        empty=_("Nobody who joined in the last year had contacts."),
    )
