"""What cannot be true in the data of a span: findings by kind and source, and examples to look at."""

from __future__ import annotations

from datetime import UTC, datetime

from supervisor.datacheck import report, wording
from supervisor.datacheck.check import check, look_at
from supervisor.datacheck.finding import DataCheck, Finding, Severity, without_people
from supervisor.history.asking import opened
from supervisor.reports.asked import Asked
from supervisor.words import _, mark, ngettext, number
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

_MEANS = {
    Severity.WRONG: mark("Figures are wrong until it is mended."),
    Severity.MISSING: mark("Figures lack something."),
    Severity.NOTE: mark("Figures are right; somebody should know."),
}
_TONES = {Severity.WRONG: Tone.BAD, Severity.MISSING: Tone.WATCH, Severity.NOTE: Tone.QUIET}


def book(asked: Asked) -> Book:
    """The report of the order's span, looked at now; nothing is kept and nothing mended. Raises
    ReportError, DatabaseError."""
    with opened(asked.url) as past:
        look = look_at(past.history, past.roll, past.settings, asked.since, asked.until, now=asked.now)
        result = check(look, who=asked.who, report=asked.told)
    named = asked.order.named
    told = result if named else without_people(result)
    lines = (
        (_("Looked at"), _looked_at(told)),
        *((_(wording.SEVERITY_LABELS[each]), _(_MEANS[each])) for each in Severity),
        (_("Examples"), _("All that was found is counted; the first of each kind are listed.")),
    )
    about = asked.about(_("Data-check report"), asked.days_said(), _("All sources"), lines)
    return Book(
        _("Data-check report"), [_summary(told), _findings(told, asked), _examples(told, asked)], about
    )


def _looked_at(told: DataCheck) -> str:
    return _("{entries} contacts and {counts} counts").format(
        entries=number(told.entries), counts=number(told.counts)
    )


def _summary(told: DataCheck) -> Sheet:
    """How much was found at which source, and of which kind most."""
    by_source: dict[str, list[Finding]] = {}
    for found in told.findings:
        by_source.setdefault(found.source, []).append(found)
    rows: list[list[Cell]] = [
        [source or _("No source alone"), *_counts(theirs)] for source, theirs in sorted(by_source.items())
    ]
    table = Table(
        "sources",
        [
            Heading(_("Source")),
            *(Heading(_(wording.SEVERITY_LABELS[each]), Kind.NUMBER) for each in Severity),
            Heading(_("Found in all"), Kind.NUMBER),
        ],
        rows,
        _("By source"),
        total=[_("All sources"), *_counts(told.findings)] if rows else None,
        empty=_("Nothing was found."),
    )
    by_kind: dict[str, int] = {}
    for found in told.findings:
        by_kind[wording.title(found.kind)] = by_kind.get(wording.title(found.kind), 0) + found.count
    ranked = sorted(by_kind.items(), key=lambda pair: (-pair[1], pair[0]))
    kinds = Table(
        "kinds",
        [Heading(_("What")), Heading(_("How many"), Kind.NUMBER)],
        [[title, count] for title, count in ranked],
        _("By kind"),
        empty=_("Nothing was found."),
    )
    chart = Chart(
        ChartKind.BAR,
        _("What was found"),
        kinds.name,
        0,
        (Series(1),),
        y_title=_("How many"),
        least=0,
        tall=len(ranked) > 5,
    )
    parts: list[Text | Table | Chart] = [
        Text([wording.summary(told)], Voice.LEAD),
        table,
        kinds,
    ]
    return Sheet(
        _("Summary"),
        [*parts, chart] if len(ranked) > 1 else parts,
        _("Whether the data can be trusted"),
        hint=_("How much was found, by source and by kind"),
    )


def _counts(findings: tuple[Finding, ...] | list[Finding]) -> list[Cell]:
    by_severity = [sum(one.count for one in findings if one.severity is each) for each in Severity]
    return [*by_severity, sum(by_severity)]


def _findings(told: DataCheck, asked: Asked) -> Sheet:
    rows: list[list[Cell]] = []
    for found in told.findings:
        days = sorted(
            one.day or asked.settings.days.day(datetime.fromtimestamp((one.at_ms or 0) / 1000, UTC))
            for one in found.examples
            if one.day is not None or one.at_ms is not None
        )
        rows.append(
            [
                _(wording.SEVERITY_LABELS[found.severity]),
                _(wording.FAMILY_LABELS[found.family]),
                wording.title(found.kind),
                found.source,
                found.count,
                len(found.examples),
                days[0] if days else None,
                days[-1] if days else None,
                wording.meaning(found.kind),
            ]
        )
    table = Table(
        "findings",
        [
            Heading(_("Severity")),
            Heading(_("Kind")),
            Heading(_("What")),
            Heading(_("Source")),
            Heading(_("How many"), Kind.NUMBER),
            Heading(_("Listed"), Kind.NUMBER, tip=_("So many of them are on the sheet of examples.")),
            Heading(_("First day listed"), Kind.DAY),
            Heading(_("Last day listed"), Kind.DAY),
            Heading(_("What it means"), wrap=True),
        ],
        rows,
        marks=[Marks(0, _tones())],
        empty=_("Nothing was found."),
    )
    return Sheet(
        _("Findings"),
        [table],
        _("What was found, the gravest first"),
        frozen=0,
        hint=ngettext("{n} finding", "{n} findings", len(rows)).format(n=number(len(rows))),
    )


def _examples(told: DataCheck, asked: Asked) -> Sheet:
    """The examples under the columns that a check has wherever it leaves the program."""
    headings = report.headings()
    # what stands with the finding already would be added up once for each example
    hidden = {report.FOUND, report.MEANING, *(() if asked.order.named else report.OF_PEOPLE)}
    found = report.rows(told, asked.zone)
    filled = {at for row in found for at, cell in enumerate(row) if cell not in (None, "")}
    shown = [at for at in range(len(headings)) if at not in hidden and (at in filled or not found)]
    rows = [[row[at] for at in shown] for row in found]
    table = Table(
        "examples",
        [headings[at] for at in shown],
        rows,
        marks=[Marks(0, _tones())],
        ids=[place for place, at in enumerate(shown) if at in report.IDS],
        empty=_("Nothing was found."),
    )
    return Sheet(
        _("Examples"),
        [table],
        _("What was found, example by example"),
        frozen=0,
        hint=ngettext("{n} example", "{n} examples", len(rows)).format(n=number(len(rows))),
    )


def _tones() -> dict[str, Tone]:
    return {_(wording.SEVERITY_LABELS[each]): tone for each, tone in _TONES.items()}
