"""The KPIs of the training list as rows: how many names of each class, and what whole groups share."""

from __future__ import annotations

from dataclasses import dataclass

from supervisor.evidence.options import Answer
from supervisor.performance.kpi import Kpi
from supervisor.review import wording
from supervisor.review.entries import KpiList, Nature
from supervisor.words import _, mark, ngettext, number
from ui.review import list_rows
from ui.theme import State
from ui.widgets.signs import Sign
from ui.widgets.table import Column, Kind, Look


@dataclass(frozen=True)
class KpiRow:
    """A KPI at the left: how many entries of each class, and whether a group shares the weakness."""

    kpi: Kpi
    counts: dict[Answer, int]
    common: int
    tells_apart: bool

    @classmethod
    def of(cls, kpi: Kpi, found: KpiList) -> KpiRow:
        """The row of *kpi*'s list."""
        common = sum(cell.nature is Nature.COMMON for cell in found.cells)
        counts = {tally.answer: tally.count for tally in found.tallies}
        return cls(kpi, counts, common, found.tells_apart)

    @property
    def weight(self) -> int:
        """By what the KPI to begin with is chosen: where most is proven."""
        return self.counts.get(Answer.CONFIRMED, 0) * 1000 + self.counts.get(Answer.LIKELY, 0)


def kpi_columns() -> list[Column[KpiRow]]:
    """KPI, and the names of each class of which something is proven, or to be decided."""

    def count(answer: Answer) -> Column[KpiRow]:
        return Column(
            answer.value,
            wording.LETTERS[answer],
            lambda row: row.counts.get(answer, 0) or None,
            Kind.NUMBER,
            text=lambda row: number(row.counts[answer]) if row.counts.get(answer) else "",
            tip=wording.ANSWER_MEANINGS[answer],
            width=34,
        )

    return [
        Column(
            "kpi",
            mark("KPI"),
            lambda row: row.kpi.title,
            about=lambda row: "\n".join((row.kpi.explained, *_about(row))),
            look=lambda row: Look(Sign.SQUARE, State.WARN) if row.common else None,
            width=110,
            stretch=True,
        ),
        *(count(answer) for answer in list_rows.ORDER[:4]),
    ]


def _about(row: KpiRow) -> list[str]:
    said = []
    if row.common:
        said.append(
            ngettext(
                "{n} group is off target as a whole.", "{n} groups are off target as a whole.", row.common
            ).format(n=number(row.common))
        )
    if not row.tells_apart:
        said.append(_("This measure does not tell people apart."))
    return said
