"""The figures of one agent, month by month, beside what was fair to expect: tables and charts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from supervisor.evidence.options import Answer
from supervisor.reports.figures import aim, axis, figure, heading, interval, latin, probable
from supervisor.review import wording
from supervisor.review.derivation import MonthStep, derive
from supervisor.review.entries import CLASSES, Entry
from supervisor.review.monthly import MonthlyReview, Standing
from supervisor.review.person import PersonFile, Series
from supervisor.words import DASH, _
from supervisor.workbook import book as books
from supervisor.workbook.book import (
    Cell,
    Chart,
    ChartKind,
    Marks,
    Table,
    Tone,
)
from supervisor.workbook.cell import Heading, Kind

MONTHS = 6
MOST_CHARTS = 4
"""With more the page is longer than two."""

_FIRST = ("fcr", "aht", "csat", "qa_score", "utilisation", "complaint_rate", "acw", "adherence")
"""KPIs that are drawn where none stands out."""
_TONES = {Answer.CONFIRMED: Tone.BAD, Answer.LIKELY: Tone.WATCH, Answer.WARNING: Tone.WATCH}


@dataclass(frozen=True)
class Line:
    """One KPI at one kind of work: its months, what was fair to expect in each, what the review says."""

    who: Standing
    series: Series
    steps: dict[date, MonthStep]
    scale: float

    @property
    def kpi(self) -> str:
        return self.series.kpi.id

    @property
    def entry(self) -> Entry | None:
        return self.series.entry

    @property
    def table(self) -> str:
        """The table that feeds its chart: what is drawn is of the home alone."""
        return latin(f"month_{self.kpi}")

    def expected(self, month: date) -> float | None:
        """What a usual member would have come to with the person's own contacts, in the KPI's unit."""
        step = self.steps.get(month)
        if step is None or step.expected is None or not step.denominator > 0:
            return None
        return self.scale * step.expected / step.denominator


def lines_of(review: MonthlyReview, file: PersonFile) -> list[Line]:
    """The KPIs of one kind of work; what belongs to the whole person is told with the home alone."""
    found = []
    for series in file.series:
        kpi = series.kpi.id
        if series.of_person and not file.who.home:
            continue
        if not any(one.value is not None for one in series.months):
            continue
        steps, scale = {}, 1.0
        if kpi in review.evidence and any(one.unit == file.who.unit for one in review.units):
            scale = review.evidence[kpi].panel.scale
            steps = {step.month: step for step in derive(review, kpi, file.who.unit).months}
        found.append(Line(file.who, series, steps, scale))
    return found


def kpi_table(lines: Sequence[Line], months: Sequence[date]) -> Table:
    """One row a KPI: the months beside what is fair to expect, and what the list says of it."""
    lines = [line for line in lines if line.who.home or _stands_out(line)]  # the rest is month by month
    several = len({line.who.unit for line in lines}) > 1
    rows: list[list[Cell]] = []
    for line in lines:
        kpi, entry = line.series.kpi, line.entry
        by_month = {one.first: one for one in line.series.months}
        last = by_month.get(months[-1])
        step = line.steps.get(months[-1])
        row: list[Cell] = [kpi.title]
        if several:
            row.append(line.who.skill_name if not line.series.of_person else "")
        row += [figure(kpi, by_month[month].value if month in by_month else None) for month in months]
        row += [
            last.denominator if last is not None else None,
            figure(kpi, line.expected(months[-1])),
            figure(kpi, step.fair if step is not None else None),
            aim(kpi, last.at_least, last.at_most) if last is not None else DASH,
            figure(kpi, entry.level if entry is not None else None),
            interval(kpi, entry.level_low, entry.level_high) if entry is not None else "",
            probable(entry.p_off) if entry is not None else None,
            wording.run(entry.off_months, entry.run_of) if entry is not None else "",
            wording.LETTERS[entry.answer] if entry is not None else "",
        ]
        rows.append(row)
    letters = {wording.LETTERS[answer]: tone for answer, tone in _TONES.items()}
    return Table(
        "agent_kpis",
        [
            Heading(_("KPI")),
            *([Heading(_("Work"))] if several else []),
            *(Heading(f"{month:%Y-%m}", Kind.NUMBER) for month in months),
            Heading("n", Kind.NUMBER, tip=_("n of the month")),
            Heading(_("Fair to expect"), Kind.NUMBER),
            Heading(_("Fair value"), Kind.NUMBER),
            Heading(_("Target")),
            Heading(_("True level"), Kind.NUMBER),
            Heading(_("90 % interval")),
            Heading(_("Off target, probably"), Kind.SHARE),
            Heading(_("Months off")),
            Heading(_("Class")),
        ],
        rows,
        title=_("Six months"),
        note=_(
            "Fair to expect: what a usual colleague would have come to with these contacts. Level: where the "
            "person truly stands, 90 in 100 times within the interval."
        ),
        marks=(Marks(15 + several, letters),),
        empty=_("Nothing is known of this person’s work in these months."),
    )


def _stands_out(line: Line) -> bool:
    return line.entry is not None and line.entry.answer in CLASSES


def drawn_of(lines: Sequence[Line]) -> list[Line]:
    """What is drawn: what the review lists first, then what is usual; of the home alone."""
    order = {answer: at for at, answer in enumerate(CLASSES)}

    def place(line: Line) -> tuple[int, int]:
        answer = line.entry.answer if line.entry is not None else Answer.NO_VERDICT
        usual = _FIRST.index(line.kpi) if line.kpi in _FIRST else len(_FIRST)
        return order.get(answer, len(order)), usual

    known = [line for line in lines if line.who.home and (line.kpi in _FIRST or _stands_out(line))]
    return sorted(known, key=place)[:MOST_CHARTS]


def chart(line: Line) -> Chart:
    """The months of a figure beside what is fair to expect and what is wanted."""
    series = [
        books.Series(1, _("Value")),
        books.Series(2, _("Fair to expect"), tone=Tone.QUIET),
    ]
    months = line.series.months
    if any(one.at_least is not None for one in months):
        series.append(books.Series(3, _("At least"), dashed=True, tone=Tone.BAD))
    if any(one.at_most is not None for one in months):
        series.append(books.Series(4, _("At most"), dashed=True, tone=Tone.BAD))
    shown = [
        value for one in months for value in (one.value, line.expected(one.first), one.at_least, one.at_most)
    ]
    least, most = axis(line.series.kpi, shown)
    return Chart(
        ChartKind.LINE, line.series.kpi.title, line.table, 0, series, least=least, most=most, small=True
    )


def drawn_table(line: Line) -> Table:
    """What `chart` draws."""
    kpi = line.series.kpi
    return Table(
        line.table,
        [
            Heading(_("Month")),
            heading(kpi, _("Value")),
            heading(kpi, _("Fair to expect")),
            heading(kpi, _("At least")),
            heading(kpi, _("At most")),
        ],
        [
            [
                f"{one.first:%Y-%m}",
                figure(kpi, one.value),
                figure(kpi, line.expected(one.first)),
                figure(kpi, one.at_least),
                figure(kpi, one.at_most),
            ]
            for one in line.series.months
        ],
        title=kpi.title,
    )


def months_table(lines: Sequence[Line]) -> Table:
    """Every KPI in every month in which something was done, with what it is divided by."""
    rows: list[list[Cell]] = []
    for line in lines:
        kpi = line.series.kpi
        skill = "" if line.series.of_person else line.who.skill_name
        for one in line.series.months:
            if one.value is None:
                continue
            step = line.steps.get(one.first)
            rows.append(
                [
                    kpi.title,
                    skill,
                    f"{one.first:%Y-%m}",
                    one.numerator,
                    one.denominator,
                    figure(kpi, one.value),
                    figure(kpi, line.expected(one.first)),
                    figure(kpi, step.fair if step is not None else None),
                    aim(kpi, one.at_least, one.at_most),
                    figure(kpi, one.cell_low),
                    figure(kpi, one.cell_high),
                    one.mates,
                    _("provisional") if one.provisional else "",
                ]
            )
    return Table(
        "agent_months",
        [
            Heading(_("KPI")),
            Heading(_("Work")),
            Heading(_("Month")),
            Heading(_("Numerator"), Kind.NUMBER, 1),
            Heading(_("Denominator"), Kind.NUMBER),
            Heading(_("Value"), Kind.NUMBER),
            Heading(_("Fair to expect"), Kind.NUMBER),
            Heading(_("Fair value"), Kind.NUMBER),
            Heading(_("Target")),
            Heading(_("Middle half from"), Kind.NUMBER),
            Heading(_("Middle half to"), Kind.NUMBER),
            Heading(_("Colleagues"), Kind.NUMBER),
            Heading(_("Values")),
        ],
        rows,
    )
