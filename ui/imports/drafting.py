"""A mapping while a person works on it: its sheet and header, what rows and columns are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from supervisor.imports import header, proposal
from supervisor.imports.grid import grid_of, shown
from supervisor.imports.mapping import LENGTHS, RATIOS, Column, Mapping, Role, Shape, roles
from supervisor.imports.seen import Opened, Sample
from supervisor.imports.values import Unit

EXAMPLES = 3


@dataclass(frozen=True)
class ColumnRow:
    """A column of the sheet as the table shows it. *guessed*: its unit was, and is worth a look."""

    place: int
    column: Column
    example: str
    guessed: bool = False


def sample_of(opened: Opened, mapping: Mapping | None) -> Sample | None:
    """The sheet that *mapping* reads: the one it names, else the first in sight with its columns."""
    if mapping is not None and mapping.sheet:
        return next((one for one in opened.samples if one.sheet == mapping.sheet), None)
    titles = {column.title for column in mapping.columns if column.role} if mapping is not None else set()
    fit = sorted(opened.samples, key=lambda one: (-len(titles & set(one.titles)), one.hidden))
    return fit[0] if fit else None


def with_header(sample: Sample, row: int | None) -> Sample:
    """*sample* with its header ending in *row* (from 1); None: where it was found."""
    if row is None or row == sample.header_last:
        return sample
    last = max((number for number, _cells in sample.rows), default=0)
    cells = dict(sample.rows)
    grid = grid_of([cells.get(number, ()) for number in range(1, last + 1)], sheet=sample.sheet)
    found = header.find(grid, proposal.known_titles(), row=row)
    if found is None:
        return replace(sample, header_first=None, header_last=None, titles=())
    return replace(
        sample, header_first=found.first, header_last=found.last, titles=found.titles, above=found.above
    )


def fresh(sample: Sample, shape: Shape, name: str, source: str, before: Mapping | None = None) -> Mapping:
    """A mapping of *shape* for the header of *sample*: what *before* says of a column stays where it can."""
    titles = [title for title in sample.titles if title]
    known = {role.name: role for role in roles(shape)}
    said = {column.title: column for column in before.columns} if before is not None else {}
    meant = proposal.meanings(titles, shape)
    columns, used = [], set[str]()
    for title in titles:
        old, meaning = said.get(title), meant.get(title)
        tries = []
        if meaning is not None and not meaning.per and meaning.role in known:
            tries.append(Column(title, meaning.role, known[meaning.role].units[0]))
        if old is not None and old.role in known and (old.per or old.unit in known[old.role].units):
            tries.insert(0 if before is not None and before.shape is shape else len(tries), old)
        column = next((one for one in tries if one.role not in used), Column(title, ""))
        columns.append(column)
        used.add(column.role)
    made = Mapping(name, source, shape, tuple(columns), fingerprint=header.fingerprint(titles))
    if before is None:
        return made
    constants = before.constants if before.shape is shape else ()
    return replace(
        before, shape=shape, columns=made.columns, fingerprint=made.fingerprint, constants=constants
    )


def complete(mapping: Mapping, sample: Sample) -> Mapping:
    """*mapping* with every column of *sample*, those that it does not read as left out."""
    there = [title for title in sample.titles if title]
    said = {column.title: column for column in mapping.columns}
    rest = [column for column in mapping.columns if column.title not in there]
    return replace(mapping, columns=(*(said.get(title, Column(title, "")) for title in there), *rest))


def rows_of(mapping: Mapping, sample: Sample, guessed: Sequence[str]) -> list[ColumnRow]:
    """The columns of *mapping* with examples out of *sample*."""
    begin = sample.header_last or 0
    below = [cells for number, cells in sample.rows if number > begin]
    places = {title: place for place, title in enumerate(sample.titles) if title}
    found = []
    for place, column in enumerate(mapping.columns):
        at = places.get(column.title)
        texts = [] if at is None else [shown(cells[at]) for cells in below if at < len(cells)]
        examples = [text for text in dict.fromkeys(texts) if text.strip()][:EXAMPLES]
        found.append(ColumnRow(place, column, "  ·  ".join(examples), column.title in guessed))
    return found


def said(mapping: Mapping, title: str, role: str) -> Mapping:
    """*mapping* with the column *title* as *role* ("": left out), in the unit that it can have."""
    known = {one.name: one for one in roles(mapping.shape)}
    columns = []
    for column in mapping.columns:
        if column.title == title:
            units = known[role].units if role else (Unit.TEXT,)
            keeps = column.role and column.unit in units
            columns.append(Column(title, role, column.unit if keeps else units[0]))
        else:
            columns.append(column)
    return replace(mapping, columns=tuple(columns))


def measured(mapping: Mapping, title: str, unit: Unit, per: str) -> Mapping:
    """*mapping* with the column *title* in *unit*, an average or share of *per* ("": none)."""
    columns = (
        replace(column, unit=unit, per=per) if column.title == title else column for column in mapping.columns
    )
    return replace(mapping, columns=tuple(columns))


def units_of(shape: Shape, role: Role, per: str) -> tuple[Unit, ...]:
    """The units that a column of *role* can be in; a share of counts must say of what (`flaws`)."""
    if not per:
        alone = shape is not Shape.COUNTS
        return tuple(unit for unit in role.units if alone or unit not in RATIOS)
    averages = {*role.units, Unit.NUMBER, *RATIOS}
    order = (*role.units, Unit.NUMBER, *LENGTHS, *RATIOS)
    return tuple(dict.fromkeys(unit for unit in order if unit in averages))


def constant(mapping: Mapping, role: str, value: str) -> Mapping:
    """*mapping* where *value* holds for every row; "": nothing does."""
    rest = tuple(one for one in mapping.constants if one[0] != role)
    return replace(mapping, constants=(*rest, (role, value)) if value else rest)
