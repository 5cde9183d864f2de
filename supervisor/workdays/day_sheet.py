"""The days of a calendar as a file, and back: what leaves, and row by row what a file would change.

A row is known by its day. Days that a file lacks stay as they are. Titles and words are understood in every
language of ours.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, tzinfo
from pathlib import Path

from supervisor.imports.columns import Columns, Verdict, columns_of, unguarded
from supervisor.imports.document import open_document
from supervisor.imports.grid import Cell, Grid, place, shown
from supervisor.imports.header import body, title_key
from supervisor.imports.values import Refused, Unit, read, sentence
from supervisor.words import _, everywhere, language, mark
from supervisor.workbook.cell import Heading, Kind
from supervisor.workbook.table import Written, write_table
from supervisor.workdays.calendar import DAY_KIND_LABELS, Day, DayKind, WorkCalendar
from supervisor.workdays.from_holidays import name_of

DATE, KIND, NOTE, SOURCE = range(4)
TITLES = (mark("Date"), mark("Kind"), mark("Note"), mark("Origin"))
"""The columns of the file; what stands in the last is not read back."""

_OTHER_TITLES = {
    DATE: ("day", "日期", "日子", "天"),
    KIND: ("type", "类型", "类别", "种类", "安排"),
    NOTE: ("name", "holiday", "remark", "备注", "说明", "名称", "节日", "节假日"),
    SOURCE: ("source", "来源"),
}
_KIND_WORDS = {
    DayKind.WORK: ("work", "workday", "working day", "working", "班", "上班", "工作", "工作日", "补班"),
    DayKind.REST: ("rest", "off", "day off", "holiday", "休", "休息", "休息日", "放假", "假", "节假日"),
    DayKind.HALF: ("half", "half day", "半天", "半日", "半天班", "上半天班"),
}
_MAKE_UP = ("调休上班", "make-up", "make-up working day", "补班日")
_CHINESE_DAY = re.compile(
    r"(\d{4})年(\d{1,2})月(\d{1,2})[日号]?(?:[(（]?(?:星期|周)[一二三四五六日天][)）]?)?"
)


@dataclass(frozen=True)
class SheetRow:
    """Row *number* of the file: *day* as it says, *old* as it stands (None: not told by name); *problem* is a
    sentence where it cannot be taken."""

    number: int
    verdict: Verdict
    day: Day | None = None
    old: Day | None = None
    problem: str = ""


@dataclass(frozen=True)
class DaySheet:
    """A file of days as it was read; *unread* are the titles of columns that are not ours, *problem* a
    sentence where it holds no such table."""

    file: str
    rows: tuple[SheetRow, ...]
    unread: tuple[str, ...] = ()
    problem: str = ""

    @property
    def good(self) -> dict[date, Day | None]:
        """The days that would change something, as `store.change_days` takes them."""
        wanted = (Verdict.NEW, Verdict.CHANGED)
        return {one.day.day: one.day for one in self.rows if one.day is not None and one.verdict in wanted}

    def count(self, verdict: Verdict) -> int:
        """How many rows would do that."""
        return sum(one.verdict is verdict for one in self.rows)


# -- out ----------------------------------------------------------------------------------------------------


def write(
    path: Path,
    calendar: WorkCalendar,
    about: Sequence[tuple[str, str]],
    zone: tzinfo,
    years: Iterable[int] | None = None,
) -> Written:
    """Write the named days of *years* (None: all) to *path* (.xlsx or .csv). Raises FileError."""
    wanted = None if years is None else frozenset(years)
    days = [each for each in in_order(calendar) if wanted is None or each.day.year in wanted]
    told = [
        *about,
        (
            _("How to change it"),
            _(
                "Change rows or add some, and read the file again. A row is known by its date. "
                "Days that are left out stay as they are."
            ),
        ),
    ]
    headings = [Heading(_(title), Kind.DAY if at == DATE else Kind.TEXT) for at, title in enumerate(TITLES)]
    rows = [
        (each.day, _(DAY_KIND_LABELS[each.kind]), name_of(each, language()), each.source) for each in days
    ]
    return write_table(path, _("Working days"), headings, rows, told, zone)


def in_order(calendar: WorkCalendar) -> list[Day]:
    """The named days, one after another."""
    return [calendar.days[day] for day in sorted(calendar.days)]


# -- in -----------------------------------------------------------------------------------------------------


def read_file(path: Path, calendar: WorkCalendar) -> DaySheet:
    """What the file at *path* (any kind of sheet) would change of *calendar*. Raises ImportFileError."""
    with open_document(path) as document:
        return read_grid(document.grid(), calendar, file=path.name)


def read_grid(grid: Grid, calendar: WorkCalendar, *, file: str = "") -> DaySheet:
    """The same of a sheet that is open."""
    columns = columns_of(grid, TITLES, _OTHER_TITLES)
    if columns is None or not {DATE, KIND} <= columns.places.keys():
        said = _("There is no table of days in it: the columns “Date” and “Kind” are needed.")
        return DaySheet(file, (), problem=said)
    seen: dict[date, int] = {}
    rows = []
    for line in body(grid, columns.header):
        one = _judged(line.number, line.cells, columns, calendar, file)
        if one.day is not None and one.day.day in seen:
            said = _("Row {row} tells of the same day already.").format(row=seen[one.day.day])
            one = SheetRow(one.number, Verdict.BAD, problem=said)
        elif one.day is not None:
            seen[one.day.day] = line.number
        rows.append(one)
    return DaySheet(file, tuple(rows), columns.unread)


def _judged(
    number: int, cells: Sequence[Cell], columns: Columns, calendar: WorkCalendar, file: str
) -> SheetRow:
    places = columns.places
    day = _day(columns.cell(cells, DATE))
    if isinstance(day, Refused):
        return SheetRow(number, Verdict.BAD, problem=sentence(day, place(number, places[DATE])))
    if day is None:
        said = _("{place}: there is no date; expected one such as 2026-10-01 or 2026年10月1日.")
        return SheetRow(number, Verdict.BAD, problem=said.format(place=place(number, places[DATE])))
    text = shown(columns.cell(cells, KIND))
    kind = kind_of(text)
    if kind is None:
        said = _("{place}: “{value}” is no kind of day; expected one of: {known}.").format(
            place=place(number, places[KIND]),
            value=text,
            known=_(", ").join(_(label) for label in DAY_KIND_LABELS.values()),
        )
        return SheetRow(number, Verdict.BAD, problem=said)
    old = calendar.days.get(day)
    note = unguarded(shown(columns.cell(cells, NOTE)).strip())
    if (
        old is not None
        and old.kind is kind
        and note in (old.note, *(name_of(old, to) for to in ("zh", "en")))
    ):
        return SheetRow(number, Verdict.SAME, old, old)
    new = Day(day, kind, file, note)
    return SheetRow(number, Verdict.NEW if old is None else Verdict.CHANGED, new, old)


def kind_of(text: str) -> DayKind | None:
    """The kind of day that *text* says in any language of ours; None when it says none."""
    return _kinds().get(title_key(text))


def _kinds() -> dict[str, DayKind]:
    found = {
        title_key(said): kind
        for kind, label in DAY_KIND_LABELS.items()
        for said in (*everywhere(label), *_KIND_WORDS[kind])
    }
    return found | {title_key(said): DayKind.WORK for said in _MAKE_UP}


def _day(cell: Cell) -> date | Refused | None:
    if isinstance(cell, str):
        found = _CHINESE_DAY.fullmatch(unicodedata.normalize("NFKC", cell).replace(" ", ""))
        if found is not None:
            cell = "-".join(found.groups())
    value = read(cell, Unit.DATE)
    return value if value is None or isinstance(value, date | Refused) else None
