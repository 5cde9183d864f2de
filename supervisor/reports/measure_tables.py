"""Deeds as tables and charts: how many of each kind stand how, and each one with its result."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date

from supervisor.reports.deeds import SOURCE_LABELS, STANDING_LABELS, Deed, Source, Standing
from supervisor.reports.people import People
from supervisor.words import _, ngettext, number
from supervisor.workbook.book import Cell, Chart, ChartKind, Marks, Series, Table, Text, Tone, Voice
from supervisor.workbook.cell import Heading, Kind

# -- tables -------------------------------------------------------------------------------------------------

_TONES = {Standing.DONE: Tone.GOOD, Standing.OVERDUE: Tone.BAD, Standing.DROPPED: Tone.QUIET}
_ORDER = tuple(Source)


def counts_table(deeds: Sequence[Deed]) -> Table:
    """How many of each kind are done, open, overdue, and have a measured result."""
    rows: list[list[Cell]] = []
    for source in Source:
        of = [one for one in deeds if one.source is source]
        if of:
            stand = Counter(one.standing for one in of)
            rows.append(
                [
                    _(SOURCE_LABELS[source]),
                    len(of),
                    *(stand[standing] for standing in Standing),
                    sum(bool(one.result) for one in of),
                ]
            )
    return Table(
        "measure_counts",
        [
            Heading(_("Kind")),
            Heading(_("All"), Kind.NUMBER),
            *(Heading(_(STANDING_LABELS[one]), Kind.NUMBER) for one in Standing),
            Heading(_("With a result"), Kind.NUMBER),
        ],
        rows,
        title=_("Measures of last month by kind"),
        empty=_("Nothing was to be done."),
    )


def counts_chart() -> Chart:
    """The same, drawn."""
    tones = {**_TONES, Standing.OPEN: Tone.WATCH}
    return Chart(
        ChartKind.STACKED,
        _("How far the measures of last month are"),
        "measure_counts",
        0,
        [Series(at, _(STANDING_LABELS[one]), tone=tones[one]) for at, one in enumerate(Standing, 2)],
        y_title=_("Measures"),
    )


def deeds_table(
    deeds: Iterable[Deed], people: People, table: str, said: str, *, results: bool = True
) -> Table:
    """Each deed a row, kind by kind, what is due first first."""
    in_order = sorted(
        people.ordered(deeds),
        key=lambda one: (_ORDER.index(one.source), one.until or date.max if people.named else date.max),
    )
    rows: list[list[Cell]] = []
    for one in in_order:
        row: list[Cell] = [_(SOURCE_LABELS[one.source]), one.what, one.about, one.owner, one.on, one.until]
        row += [_(STANDING_LABELS[one.standing]), one.state]
        if results:
            row += [one.result, "" if one.better is None else _("yes") if one.better else _("no")]
        rows.append(row)
    headings = [
        Heading(_("Kind")),
        Heading(_("What"), wrap=True),
        Heading(_("Concerns"), wrap=True),
        Heading(_("Owner")),
        Heading(_("From"), Kind.DAY),
        Heading(_("Due"), Kind.DAY),
        Heading(_("Standing")),
        Heading(_("State")),
    ]
    if results:
        headings += [Heading(_("Measured result"), wrap=True), Heading(_("Got better"))]
    marks = [Marks(6, {_(STANDING_LABELS[one]): tone for one, tone in _TONES.items()})]
    if results:
        marks.append(Marks(9, {_("yes"): Tone.GOOD, _("no"): Tone.BAD}))
    return Table(table, headings, rows, title=said, marks=marks, empty=_("Nothing is noted."))


def lead(deeds: Sequence[Deed]) -> Text:
    """What to take along from the measures."""
    if not deeds:
        return Text((_("Nothing was to be done in this month."),), Voice.LEAD)
    stand = Counter(one.standing for one in deeds)
    said = ngettext(
        "Of {count} measure {done} is done, {open} open and {late} overdue; {good} did measurably better.",
        "Of {count} measures {done} are done, {open} open and {late} overdue; {good} did measurably better.",
        len(deeds),
    )
    text = said.format(
        count=number(len(deeds)),
        done=number(stand[Standing.DONE]),
        open=number(stand[Standing.OPEN]),
        late=number(stand[Standing.OVERDUE]),
        good=number(sum(one.better is True for one in deeds)),
    )
    return Text((text,), Voice.LEAD)
