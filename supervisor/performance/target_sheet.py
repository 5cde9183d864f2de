"""Targets as a workbook, and back: what leaves, and row by row what a file that comes would change.

A row is known by its KPI, skill group, tenure band, channel and first month. Rows that a file lacks stay as
they are: nothing is deleted by leaving it out. Titles and words are understood in every language of ours.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta, tzinfo
from pathlib import Path
from typing import Any

from supervisor import words
from supervisor.events import Channel
from supervisor.imports.columns import Verdict
from supervisor.imports.document import open_document
from supervisor.imports.grid import Cell, Grid, place, shown
from supervisor.imports.header import body, find, title_key
from supervisor.imports.values import Refused, read, sentence
from supervisor.imports.values import Unit as Column
from supervisor.people.person import GroupKind
from supervisor.people.roll import Roll
from supervisor.performance.amount import amount, taken
from supervisor.performance.kpi import BY_ID, DIRECTION_LABELS, KPIS, UNIT_LABELS, Direction, Kpi, Unit
from supervisor.performance.target import Cell as Place
from supervisor.performance.target import Glide, Origin, Proration, Target, TargetRow, problem
from supervisor.words import _, everywhere, mark
from supervisor.workbook.cell import Heading, Value
from supervisor.workbook.cell import Kind as Column_
from supervisor.workbook.table import Written, write_table

KPI, SKILL, BAND, CHANNEL, SINCE, UNTIL, DIRECTION, LOW, HIGH, UNIT, MARGIN, START, HALF_LIFE, PART = range(
    14
)
ORIGIN, APPROVED_BY, APPROVED_ON, NOTE = range(14, 18)

TITLES = (
    mark("KPI"),
    mark("Skill group"),
    mark("Tenure band"),
    mark("Channel"),
    mark("First month"),
    mark("Last month"),
    mark("Direction"),
    mark("At least"),
    mark("At most"),
    mark("Unit"),
    mark("Margin"),
    mark("New people start at"),
    mark("Half-life, weeks"),
    mark("Part months"),
    mark("Origin"),
    mark("Approved by"),
    mark("Approved on"),
    mark("Note"),
)
"""The columns of the table, on the screen and in a workbook."""

ORIGIN_LABELS = {
    Origin.CONTRACT: mark("Contract"),
    Origin.REGULATOR: mark("Regulator"),
    Origin.OWN_DATA: mark("Own data"),
    Origin.AGREED: mark("Agreed"),
    Origin.UNKNOWN: "",
}
PRORATION_LABELS = {
    Proration.VOLUME: mark("count with their volume"),
    Proration.WHOLE: mark("are not judged"),
}
CHANNEL_LABELS = {
    Channel.VOICE: mark("Voice"),
    Channel.CHAT: mark("Chat"),
    Channel.EMAIL: mark("E-mail"),
    Channel.MESSENGER: mark("Messenger"),
}
ANY = mark("all")
"""What stands for any skill group, tenure band or channel."""


@dataclass(frozen=True)
class Known:
    """What targets refer to: skill groups by id, tenure bands by id, each with its name."""

    skills: Mapping[str, str] = field(default_factory=dict)
    bands: Mapping[str, str] = field(default_factory=dict)
    other_bands: Mapping[str, str] = field(default_factory=dict)  # the same bands in the other language

    @classmethod
    def of(cls, roll: Roll) -> Known:
        """What there is in the centre."""
        skills = {one.id: one.name for one in roll.groups.values() if one.kind is GroupKind.SKILL}
        here = {band.id: band.name(words.language()) for band in roll.bands}
        there = {name: band.id for band in roll.bands for name in (band.name_zh, band.name_en)}
        return cls(skills, here, there)


@dataclass(frozen=True)
class Difference:
    """One field of a target, *title* marked: what stands, and what the file says."""

    title: str
    old: str
    new: str


@dataclass(frozen=True)
class SheetRow:
    """Row *number* of the file: *row* None and *problem* a sentence where it cannot be taken."""

    number: int
    verdict: Verdict
    row: TargetRow | None = None
    old: TargetRow | None = None
    problem: str = ""
    differences: tuple[Difference, ...] = ()


@dataclass(frozen=True)
class TargetSheet:
    """A file of targets as it was read; *unread* are the titles of columns that are not ours."""

    file: str
    rows: tuple[SheetRow, ...]
    unread: tuple[str, ...] = ()
    problem: str = ""

    @property
    def good(self) -> tuple[TargetRow, ...]:
        """The rows that would change something."""
        wanted = (Verdict.NEW, Verdict.CHANGED)
        return tuple(one.row for one in self.rows if one.row is not None and one.verdict in wanted)

    def count(self, verdict: Verdict) -> int:
        """How many rows would do that."""
        return sum(one.verdict is verdict for one in self.rows)


# -- out ----------------------------------------------------------------------------------------------------


def write(
    path: Path, rows: Sequence[TargetRow], known: Known, about: Sequence[tuple[str, str]], zone: tzinfo
) -> Written:
    """Write *rows* to *path* (.xlsx, or .csv); *about* says when and by whom. Raises FileError."""
    told = [
        *about,
        (
            _("How to change it"),
            _(
                "Change rows or add some, and read the file again. A row is known by KPI, skill group, "
                "tenure band, channel and first month. Rows that are left out stay as they are."
            ),
        ),
        *((kpi.title, f"{_(DIRECTION_LABELS[kpi.direction])}. {kpi.explained}") for kpi in KPIS),
    ]
    return write_table(path, _("Targets"), _headings(), [_cells(row, known) for row in rows], told, zone)


def _headings() -> list[Heading]:
    kinds = {
        SINCE: Column_.DAY,
        UNTIL: Column_.DAY,
        LOW: Column_.NUMBER,
        HIGH: Column_.NUMBER,
        MARGIN: Column_.NUMBER,
        START: Column_.NUMBER,
        HALF_LIFE: Column_.NUMBER,
        APPROVED_ON: Column_.DAY,
    }
    digits = {LOW: 3, HIGH: 3, MARGIN: 3, START: 3, HALF_LIFE: 1}
    return [
        Heading(_(title), kinds.get(place, Column_.TEXT), digits.get(place, 0))
        for place, title in enumerate(TITLES)
    ]


def _cells(row: TargetRow, known: Known) -> tuple[Value, ...]:
    cell, target = row.cell, row.target
    kpi = BY_ID.get(cell.kpi)
    glide = target.glide
    return (
        kpi.title if kpi else cell.kpi,
        known.skills.get(cell.skill, cell.skill) or _(ANY),
        known.bands.get(cell.band, cell.band) or _(ANY),
        channel_name(cell.channel) or _(ANY),
        cell.since,
        last_month(row.until),
        _(DIRECTION_LABELS[target.direction]) if target.direction else "",
        target.low,
        target.high,
        unit_of(kpi) if kpi else "",
        target.margin or None,
        glide.start if glide else None,
        glide.half_life_weeks if glide else None,
        _(PRORATION_LABELS[target.proration]),
        _(ORIGIN_LABELS[target.origin]),
        target.approved_by,
        target.approved_on,
        target.note,
    )


def unit_of(kpi: Kpi) -> str:
    """What its figures are in a workbook: a share is 0 to 1 there."""
    return _("share, 0 to 1") if kpi.unit is Unit.SHARE else _(UNIT_LABELS[kpi.unit])


def channel_name(channel: str) -> str:
    """A channel as people say it; "" for any."""
    known = {each.value: label for each, label in CHANNEL_LABELS.items()}
    return _(known[channel]) if channel in known else channel


def last_month(until: date | None) -> date | None:
    """The first day of the last month in which a target holds that holds until before *until*."""
    return None if until is None else (until - timedelta(days=1)).replace(day=1)


def month_after(month: date | None) -> date | None:
    """The first day of the month after that of *month*."""
    return None if month is None else (month.replace(day=1) + timedelta(days=32)).replace(day=1)


# -- in -----------------------------------------------------------------------------------------------------


def read_file(path: Path, known: Known, stand: Iterable[TargetRow]) -> TargetSheet:
    """What the file at *path* (any kind of sheet) would change of the targets that *stand*.

    Raises ImportFileError. Runs in a work process: a big file takes a while.
    """
    with open_document(path) as document:
        return read_grid(document.grid(), known, stand, file=path.name)


def read_grid(grid: Grid, known: Known, stand: Iterable[TargetRow], *, file: str = "") -> TargetSheet:
    """The same of a sheet that is open."""
    titles = {title_key(said): place for place, title in enumerate(TITLES) for said in everywhere(title)}
    header = find(grid, list(titles))
    places = (
        {}
        if header is None
        else {
            titles[key]: column
            for column, title in enumerate(header.titles)
            if (key := title_key(title)) in titles
        }
    )
    if header is None or KPI not in places or not {LOW, HIGH} & places.keys():
        return TargetSheet(
            file,
            (),
            problem=_("There is no table of targets in it: no columns “KPI” and “At least” or “At most”."),
        )
    there = {row.cell: row for row in stand}
    seen: dict[Place, int] = {}
    rows = []
    reading = _Reading(known, places)
    for line in body(grid, header):
        one = _judged(reading, line.number, line.cells, there)
        if one.row is not None and one.row.cell in seen:
            said = _("Row {row} says the same target already.").format(row=seen[one.row.cell])
            one = SheetRow(one.number, Verdict.BAD, problem=said)
        elif one.row is not None:
            seen[one.row.cell] = line.number
        rows.append(one)
    unread = tuple(title for title in header.titles if title and title_key(title) not in titles)
    return TargetSheet(file, tuple(rows), unread)


class _BadCell(Exception):
    """A cell that cannot be taken; what is wrong, as a sentence."""


class _Reading:
    """How cells of one file become targets."""

    def __init__(self, known: Known, places: Mapping[int, int]) -> None:
        self._places = places
        self._any = _keys({"": ANY}) | {"": "", "*": ""}
        self._kpis = _keys({kpi.id: kpi.label for kpi in KPIS}) | {title_key(kpi.id): kpi.id for kpi in KPIS}
        self._directions = _keys({each.value: label for each, label in DIRECTION_LABELS.items()})
        self._origins = _keys({each.value: label for each, label in ORIGIN_LABELS.items() if label})
        self._parts = _keys({each.value: label for each, label in PRORATION_LABELS.items()})
        self._channels = _keys({each.value: label for each, label in CHANNEL_LABELS.items()})
        self._skills = {title_key(name): id_ for id_, name in known.skills.items()}
        self._bands = {title_key(name): id_ for id_, name in known.bands.items()}
        self._bands |= {title_key(name): id_ for name, id_ in known.other_bands.items()}

    def row(self, number: int, cells: Sequence[Cell]) -> TargetRow:
        """Raises _BadCell."""
        line = _Line(number, cells, self._places)
        kpi = BY_ID[line.word(KPI, self._kpis, _("no KPI that there is"))]
        cell = Place(
            kpi.id,
            line.word(SKILL, self._any | self._skills, _("no skill group that there is")),
            line.word(BAND, self._any | self._bands, _("no tenure band that there is")),
            line.word(CHANNEL, self._any | self._channels, _("no channel that there is")),
            line.value(SINCE, Column.MONTH),
        )
        direction = line.word(DIRECTION, {"": ""} | self._directions, _("no direction that there is"))
        start = line.figure(START, kpi)
        half_life = line.value(HALF_LIFE, Column.NUMBER)
        if (start is None) != (half_life is None) or (half_life is not None and half_life <= 0):
            raise _BadCell(_("Where new people start and the half-life in weeks belong together."))
        target = Target(
            low=line.figure(LOW, kpi),
            high=line.figure(HIGH, kpi),
            margin=line.figure(MARGIN, kpi) or 0.0,
            direction=Direction(direction) if direction else None,
            proration=Proration(
                line.word(PART, {"": Proration.VOLUME.value} | self._parts, _("neither of the two ways"))
            ),
            glide=None if start is None or half_life is None else Glide(start, half_life),
            origin=Origin(line.word(ORIGIN, {"": ""} | self._origins, _("no origin that there is"))),
            note=line.value(NOTE, Column.TEXT) or "",
            approved_by=line.value(APPROVED_BY, Column.TEXT) or "",
            approved_on=line.value(APPROVED_ON, Column.DATE),
        )
        return TargetRow(cell, target, month_after(line.value(UNTIL, Column.MONTH)))


@dataclass(frozen=True)
class _Line:
    number: int
    cells: Sequence[Cell]
    places: Mapping[int, int]

    def cell(self, column: int) -> Cell:
        where = self.places.get(column)
        return None if where is None or where >= len(self.cells) else self.cells[where]

    def where(self, column: int) -> str:
        return place(self.number, self.places.get(column, 0))

    def word(self, column: int, known: Mapping[str, str], expected: str) -> str:
        text = shown(self.cell(column))
        found = known.get(title_key(text))
        if found is None:
            said = _("{place}: “{value}” is {what}.")
            raise _BadCell(said.format(place=self.where(column), value=text, what=expected))
        return found

    def value(self, column: int, unit: Column) -> Any:
        return self._good(column, read(self.cell(column), unit))

    def figure(self, column: int, kpi: Kpi) -> Any:
        return self._good(column, taken(kpi, self.cell(column)))

    def _good(self, column: int, found: Any) -> Any:
        if isinstance(found, Refused):
            raise _BadCell(sentence(found, self.where(column)))
        return found


def _judged(
    reading: _Reading, number: int, cells: Sequence[Cell], there: Mapping[Place, TargetRow]
) -> SheetRow:
    try:
        row = reading.row(number, cells)
    except _BadCell as error:
        return SheetRow(number, Verdict.BAD, problem=str(error))
    if wrong := problem(row):
        return SheetRow(number, Verdict.BAD, problem=wrong)
    old = there.get(row.cell)
    if old is None:
        return SheetRow(number, Verdict.NEW, row)
    found = differences(old, row)
    return SheetRow(number, Verdict.CHANGED if found else Verdict.SAME, row, old, differences=found)


def differences(old: TargetRow, new: TargetRow) -> tuple[Difference, ...]:
    """What two targets of the same cell do not have in common, as people read it."""
    before, after = texts(old), texts(new)
    return tuple(
        Difference(TITLES[column], before[column], after[column])
        for column in before
        if before[column] != after[column]
    )


def texts(row: TargetRow) -> dict[int, str]:
    """What is aimed at, column by column, as people read it."""
    target, kpi = row.target, BY_ID[row.cell.kpi]
    glide = target.glide
    until = last_month(row.until)
    return {
        UNTIL: f"{until:%Y-%m}" if until else "",
        DIRECTION: _(DIRECTION_LABELS[target.direction]) if target.direction else "",
        LOW: "" if target.low is None else amount(kpi, target.low),
        HIGH: "" if target.high is None else amount(kpi, target.high),
        MARGIN: amount(kpi, target.margin) if target.margin else "",
        START: amount(kpi, glide.start) if glide else "",
        HALF_LIFE: f"{glide.half_life_weeks:g}" if glide else "",
        PART: _(PRORATION_LABELS[target.proration]),
        ORIGIN: _(ORIGIN_LABELS[target.origin]),
        APPROVED_BY: target.approved_by,
        APPROVED_ON: target.approved_on.isoformat() if target.approved_on else "",
        NOTE: target.note,
    }


def _keys(labels: Mapping[str, str]) -> dict[str, str]:
    """What is meant by each label in any language."""
    return {title_key(said): meant for meant, label in labels.items() for said in everywhere(label)}
