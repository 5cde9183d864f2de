"""Figures of the past as columns of a desk table: how they are written, and what stands behind each."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from supervisor.history.figures import Column as Figure
from supervisor.history.figures import Line, LineKind, Unit, title, written
from supervisor.words import _, mark
from ui.history.work import Values
from ui.widgets.table import Column, Kind

KIND_WORDS = {
    LineKind.TOTAL: mark("All queues"),
    LineKind.SKILL: mark("Skill group"),
    LineKind.TEAM: mark("Team"),
    LineKind.DEPARTMENT: mark("Department"),
    LineKind.QUEUE: mark("Queue"),
    LineKind.PERSON: mark("Person"),
    LineKind.LOGIN: mark("Login"),
}
_ORDER = tuple(LineKind)
_KINDS = {
    Unit.COUNT: Kind.NUMBER,
    Unit.SECONDS: Kind.DURATION,
    Unit.SHARE: Kind.SHARE,
    Unit.POINTS: Kind.NUMBER,
    Unit.SQUARES: Kind.NUMBER,
}
_DEFINED = {"answer_rate": "answer_rate", "service_level": "service_level", "offered": "offered"}


@dataclass(frozen=True)
class FigureRow:
    """One line of figures."""

    line: Line
    values: Values

    @property
    def key(self) -> tuple[str, str, str, str]:
        return self.line.kind.value, self.line.source, self.line.id, self.line.name

    @property
    def name(self) -> str:
        """As a person reads it."""
        return _(KIND_WORDS[LineKind.TOTAL]) if self.line.kind is LineKind.TOTAL else self.line.name


def derivation(
    figure: Figure, values: Values, known: Mapping[str, Figure], definitions: Mapping[str, str]
) -> str:
    """What a figure was made of: sum ÷ count with both, its meaning, its definition."""
    lines = []
    if figure.part and figure.part in known and figure.whole in known:
        part, whole = known[figure.part], known[figure.whole]
        lines.append(
            _("{part} {n} ÷ {whole} {all}").format(
                part=title(part),
                n=written(part, values.get(part.name)),
                whole=title(whole),
                all=written(whole, values.get(whole.name)),
            )
        )
    if figure.meaning:
        lines.append(_(figure.meaning))
    if defined := definitions.get(_DEFINED.get(figure.name, "")):
        lines.append(defined)
    return "\n".join(lines)


def name_column(heading: str) -> Column[FigureRow]:
    """Whose figures a row holds; all together first, then groups, then single ones."""
    return Column(
        "name",
        heading,
        lambda row: row.name,
        sort=lambda row: (_ORDER.index(row.line.kind), row.name.casefold()),
        about=lambda row: _(KIND_WORDS[row.line.kind]),
        stretch=True,
        width=150,
    )


def figure_columns(
    figures: Sequence[Figure], shown: Collection[str], definitions: Mapping[str, str]
) -> list[Column[FigureRow]]:
    """A column for each of *figures*; those not among *shown* are hidden until somebody asks for them."""
    known = {figure.name: figure for figure in figures}

    def column(figure: Figure) -> Column[FigureRow]:
        return Column(
            figure.name,
            title(figure),
            lambda row: row.values.get(figure.name),
            _KINDS[figure.unit],
            text=lambda row: written(figure, row.values.get(figure.name)),
            tip=_(figure.meaning) if figure.meaning else "",
            about=lambda row: derivation(figure, row.values, known, definitions),
            hidden=figure.name not in shown,
            width=104,
        )

    return [column(figure) for figure in figures]
