"""The matrix as a file: every figure with the sums that it is made of; with names, or without."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

from supervisor import words
from supervisor.performance.amount import DIGITS
from supervisor.performance.kpi import BY_ID, Kpi
from supervisor.performance.kpi import Unit as KpiUnit
from supervisor.review import wording
from supervisor.review.matrix import Filter, Matrix, matrix
from supervisor.review.monthly import ReviewQuestion
from supervisor.settings.tenure import TenureBand
from supervisor.words import _
from supervisor.workbook.cell import Heading, Kind, Value
from supervisor.workbook.table import Written, write_table
from ui.jobs import Report
from ui.review import matrix_words


def write(
    report: Report,
    url: str,
    question: ReviewQuestion,
    which: Filter,
    kpis: Sequence[str],
    path: Path,
    about: Sequence[tuple[str, str]],
    *,
    named: bool,
    bands: Sequence[TenureBand],
    zone: str,
    language: str,
) -> Written:
    """Write what is shown to *path*; in the work process. Not *named*: nobody's name, number or place in the
    order; small teams can be told by who knows them all the same, and the file says so."""
    from supervisor.review.asking import ask_review

    words.use_language(language)
    found = matrix(ask_review(url, question), which, kpis)
    names = {band.id: band.name(language) for band in bands}
    shown = [BY_ID[column.kpi] for column in found.columns]
    headings, rows = table(found, shown, named=named, band_name=lambda id: names.get(id, id))
    said = [*about, (_("Month"), f"{question.month:%Y-%m}")]
    if not named:
        said.append((_("Names"), _("Left out, and the order is by chance. Who knows a small team may know.")))
    said += [(kpi.title, kpi.explained) for kpi in shown]
    return write_table(path, _("Review"), headings, rows, said, ZoneInfo(zone), report)


def table(
    found: Matrix, kpis: Sequence[Kpi], *, named: bool, band_name: Callable[[str], str] = str
) -> tuple[list[Heading], list[list[Value]]]:
    """The headings and rows of *found*, whose columns are *kpis*."""
    whose = [_("Full name"), _("Employee no."), _("Team")] if named else [_("Team")]
    headings = [Heading(title) for title in (*whose, _("Skill group"), _("Channel"), _("Tenure band"))]
    for kpi in kpis:
        headings += _headings(kpi, [f"{month:%Y-%m}" for month in found.months])
    order = list(range(len(found.rows)))
    if not named:
        Random().shuffle(order)
        order.sort(key=lambda row: (found.rows[row].skill_name, found.rows[row].unit.channel))
    rows: list[list[Value]] = []
    for row in order:
        one = found.rows[row]
        who: list[Value] = [one.name, one.number, one.team_name] if named else [one.team_name]
        values: list[Value] = [
            *who,
            one.skill_name,
            matrix_words.channel(one.unit.channel),
            band_name(one.bands[-1]),
        ]
        for at in range(len(kpis)):
            values += _values(found, row, at)
        rows.append(values)
    return headings, rows


def _headings(kpi: Kpi, months: Sequence[str]) -> Iterator[Heading]:
    kind = Kind.SHARE if kpi.unit is KpiUnit.SHARE else Kind.NUMBER
    label, digits = kpi.title, DIGITS[kpi.unit]
    for month in months:
        yield Heading(_("{kpi}, {what}").format(kpi=label, what=month), kind, digits)
    for what in (_("numerator"), _("denominator")):
        yield Heading(_("{kpi}, {what}").format(kpi=label, what=what), Kind.NUMBER)
    for what in (_("from (95 %)"), _("to (95 %)"), _("at least"), _("at most")):
        yield Heading(_("{kpi}, {what}").format(kpi=label, what=what), kind, digits)
    for what in (_("months off"), _("of months")):
        yield Heading(_("{kpi}, {what}").format(kpi=label, what=what), Kind.NUMBER)
    for what in (_("target"), _("what is said")):
        yield Heading(_("{kpi}, {what}").format(kpi=label, what=what))


def _values(found: Matrix, row: int, at: int) -> Iterator[Value]:
    cell = found.cell(row, at)
    yield from cell.values
    yield from (cell.numerator, cell.denominator, cell.low, cell.high, cell.at_least, cell.at_most)
    yield cell.run if cell.run_of else None
    yield cell.run_of or None
    yield matrix_words.verdict(cell)
    yield _(wording.ANSWER_LABELS[cell.answer])
