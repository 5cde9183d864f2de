"""Section 2: where the figures come from, what they lack, how they are counted, and what may still change."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from sqlalchemy import func, select

from supervisor.datacheck import wording as check_wording
from supervisor.facts.own import is_own
from supervisor.history.asking import opened
from supervisor.history.batch import State
from supervisor.history.count_block import month_end
from supervisor.history.figures import title as column_title
from supervisor.history.queue_figures import COLUMNS
from supervisor.performance.formula import formula
from supervisor.performance.kpi import DIRECTION_LABELS, Of
from supervisor.reports.asked import Asked
from supervisor.reports.monthly.month import Month, last_check, month_of
from supervisor.reports.monthly.volume_told import volume_of
from supervisor.storage.history_tables import history_count, history_import, history_name, history_slot
from supervisor.words import DASH, _, day, mark, ngettext
from supervisor.workbook.book import Cell, Part, Sheet, Table, Text, Voice
from supervisor.workbook.cell import Heading, Kind

SOURCE_KINDS = {
    "people": mark("People"),
    "queues": mark("Queues"),
}
OWN = mark("Quality forms of this program")


def sheet(asked: Asked) -> tuple[Sheet, ...]:
    """What stands behind the figures; how each is counted."""
    month = month_of(asked)
    return (
        Sheet(
            _("2 Data"),
            [_lead(month), *_exclusions(month), _sources(month), _coverage(month)],
            title=_("2 Data: sources and coverage"),
            hint=_("Sources, coverage by KPI, what is provisional or left out."),
        ),
        Sheet(
            _("2.1 Definitions"),
            [_definitions(month)],
            title=_("2.1 How each figure is counted"),
            hint=_("Formula and meaning of each KPI, definitions of queues’ figures."),
        ),
    )


def _lead(month: Month) -> Text:
    settled = [one for one in month.sums.kpis if not one.provisional]
    said = [
        _("{settled} of {all} KPIs are settled; the others may still change.").format(
            settled=len(settled), all=len(month.sums.kpis)
        )
    ]
    if not month.sums.kpis:
        said = [_("Nothing is known of this month.")]
    return Text([" ".join(said)], Voice.LEAD)


# -- sources ------------------------------------------------------------------------------------------------


def _sources(month: Month) -> Table:
    rows: list[list[Cell]] = []
    days = (month.last - month.first).days + 1
    for source, kind, first, last, told in _told(month):
        rows.append(
            [
                _(OWN) if is_own(source) else source,
                _(SOURCE_KINDS[kind]),
                first,
                last,
                told,
                days,
                told / days,
                *_imports(month, source),
            ]
        )
    return Table(
        "data_sources",
        [
            Heading(_("Source")),
            Heading(_("Tells of")),
            Heading(_("First day"), Kind.DAY),
            Heading(_("Last day"), Kind.DAY),
            Heading(_("Days told"), Kind.NUMBER),
            Heading(_("Days of the month"), Kind.NUMBER),
            Heading(_("Coverage"), Kind.SHARE),
            Heading(_("Imports"), Kind.NUMBER),
            Heading(_("Taken back"), Kind.NUMBER),
            Heading(_("Newest import"), Kind.TIME),
        ],
        rows,
        title=_("Sources"),
        empty=_("No source told anything of this month."),
    )


def _told(month: Month) -> list[tuple[str, str, date, date, int]]:
    """(source, kind, first day, last day, days) of everything that told of the month."""
    days = month.asked.settings.days
    c, s, n = history_count.c, history_slot.c, history_name.c
    low = int(days.begins(month.first).timestamp()) // 900
    high = int(days.ends(month.last).timestamp()) // 900
    with opened(month.asked.url) as past:
        of = {
            row.id: row.text for row in past.history.execute(select(n.id, n.text).where(n.kind == "source"))
        }
        people = past.history.execute(
            select(c.source, func.min(c.day), func.max(c.day), func.count(c.day.distinct()))
            .where(c.day >= month.first, c.day <= month.last)
            .group_by(c.source)
        ).all()
        # quarter hours of one day share their number ÷ 96 but for the zone: days are told apart here
        slots = past.history.execute(
            select(s.source, s.slot).where(s.slot >= low, s.slot < high).distinct()
        ).all()
    found = [(of.get(row[0], DASH), "people", row[1], row[2], int(row[3])) for row in people]
    of_source: dict[int, set[date]] = {}
    for source, slot in slots:
        of_source.setdefault(source, set()).add(days.day(datetime.fromtimestamp(slot * 900, UTC)))
    found += [
        (of.get(source, DASH), "queues", min(told), max(told), len(told))
        for source, told in of_source.items()
    ]
    return sorted(found, key=lambda row: (row[1] != "queues", row[0]))


def _imports(month: Month, source: str) -> list[Cell]:
    """Imports that touch the month: how many stand, how many were taken back, when the newest was."""
    days = month.asked.settings.days
    low, high = (round(at.timestamp() * 1000) for at in (days.begins(month.first), days.ends(month.last)))
    c = history_import.c
    with opened(month.asked.url) as past:
        rows = past.history.execute(
            select(c.state, c.begun_at).where(
                c.source == source, c.first_ms.is_not(None), c.first_ms < high, c.last_ms >= low
            )
        ).all()
    stand = [row for row in rows if row.state in (State.DONE.value, State.RUNNING.value)]
    back = sum(row.state == State.UNDONE.value for row in rows)
    newest = max((row.begun_at for row in stand), default=None)
    return [len(stand), back, newest]


# -- coverage -----------------------------------------------------------------------------------------------


def _coverage(month: Month) -> Table:
    """Of how many of those at work each KPI is known."""
    review = month.review
    at_work = {
        unit.unit.person
        for at, unit in enumerate(review.units)
        if any(found.panel.n[at, -1].sum() > 0 for found in review.evidence.values())
    }
    end = month_end(month.first)
    rows: list[list[Cell]] = []
    for one in month.sums.kpis:
        kpi = one.kpi
        people: Cell = DASH
        share: Cell = DASH
        evidence = review.evidence.get(kpi.id)
        if evidence is not None:
            known = evidence.panel.n[:, -1].sum(axis=1) > 0
            persons = {review.units[at].unit.person for at in known.nonzero()[0].tolist()}
            people, share = len(persons), len(persons) / len(at_work) if at_work else None
        settles = end + timedelta(days=kpi.matures_days)
        rows.append(
            [
                kpi.title,
                _("Queues") if kpi.of is Of.QUEUE else _("Teams") if kpi.of is Of.TEAM else _("People"),
                people,
                share,
                sum(week is not None for week in one.weeks),
                len(month.sums.weeks),
                _("yes") if one.provisional else "",
                settles + timedelta(days=1) if one.provisional else None,
                _("yes") if month.now(kpi.id).stated else "",
            ]
        )
    return Table(
        "data_coverage",
        [
            Heading(_("KPI")),
            Heading(_("Of whom")),
            Heading(_("People known"), Kind.NUMBER),
            Heading(_("Of those at work"), Kind.SHARE),
            Heading(_("Weeks known"), Kind.NUMBER),
            Heading(_("Weeks looked at"), Kind.NUMBER),
            Heading(_("May still change")),
            Heading(_("Settled from"), Kind.DAY),
            Heading(_("Stated")),
        ],
        rows,
        title=_("Coverage by KPI"),
        note=_("KPIs of which nothing is known are in no table: {kpis}.").format(kpis=_missing(month))
        if _missing(month)
        else "",
        empty=_("Nothing is known of this month."),
    )


def _missing(month: Month) -> str:
    from supervisor.performance.kpi import KPIS

    known = {kpi.id for kpi in month.kpis}
    return _(", ").join(kpi.title for kpi in KPIS if kpi.id not in known)


# -- what is left out ---------------------------------------------------------------------------------------


def _exclusions(month: Month) -> list[Part]:
    settings = month.asked.settings
    said = [
        _("Short abandons (up to {n} s) do not count against the service level.").format(
            n=f"{settings.short_abandon_s:g}"
        ),
        ngettext(
            "The work of {n} unknown login is in queues’ figures, and in nobody’s.",
            "The work of {n} unknown logins is in queues’ figures, and in nobody’s.",
            month.sums.unknown_logins,
        ).format(n=month.sums.unknown_logins),
        ngettext(
            "{n} person (or login) could be compared with nobody: no skill group, or unknown.",
            "{n} people (or logins) could be compared with nobody: no skill group, or unknown.",
            month.review.left_out,
        ).format(n=month.review.left_out),
        _("Where two sources tell the same day of a person, one of them counts: {order}.").format(
            order=_(", ").join(settings.source_precedence)
            or _("single days before months, sheets before what the telephone system’s log gives")
        ),
    ]
    last = last_check(month)
    if last is None:
        said.append(_("The data were never checked."))
    else:
        said.append(
            _("Last check of the data, {day}: {summary}").format(
                day=day(last.at.astimezone(month.asked.zone).date()), summary=check_wording.summary(last)
            )
        )
    return [Text([_("Left out and provisional")], Voice.HEAD), Text(said)]


# -- definitions --------------------------------------------------------------------------------------------


def _definitions(month: Month) -> Table:
    rows: list[list[Cell]] = [
        [
            one.kpi.title,
            formula(one.kpi),
            _(DIRECTION_LABELS[one.kpi.direction]),
            one.kpi.matures_days,
            one.kpi.explained,
        ]
        for one in month.sums.kpis
    ]
    named = {column.name: column_title(column) for column in COLUMNS}
    names = named | {"short": _("Short abandons"), "by": _("Belongs to")}
    for name, sentence in volume_of(month).views.definitions.items():
        rows.append([names.get(name, name), sentence, DASH, None, _("Figures of queues, section 3.")])
    return Table(
        "data_definitions",
        [
            Heading(_("Figure")),
            Heading(_("How it is counted"), wrap=True),
            Heading(_("Good is")),
            Heading(_("Settled after, days"), Kind.NUMBER),
            Heading(_("What it means"), wrap=True),
        ],
        rows,
    )
