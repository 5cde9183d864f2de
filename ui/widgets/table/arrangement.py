"""Which rows a table shows, and in which order: filtered, sorted, grouped. No Qt in it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Generic, NamedTuple

from ui.widgets.table.column import Column, Facet, Grouping, Key, R, by_sound

FEW = 50  # new rows are put in their places one by one; more are worth sorting everything


class Line(NamedTuple):
    """One line of the table: a row (in its group), or, with *head*, the heading of a group."""

    group: str
    key: Key
    head: bool = False


class Sorting(NamedTuple):
    column: str
    descending: bool = False


class Arrangement(Generic[R]):
    """The rows of a table and how they stand.

    `lines` is what is shown. It changes in `arrange` alone: what is taken before that only changes rows in
    place, and says by `dirty` (rows come, go or change groups) and `stale` (the order is an earlier one) that
    there is something to arrange.
    """

    def __init__(
        self,
        columns: Sequence[Column[R]],
        key: Callable[[R], Key],
        facets: Sequence[Facet[R]] = (),
        search: Callable[[R], str] | None = None,
    ) -> None:
        self.columns = {column.name: column for column in columns}
        self.facets = {facet.name: facet for facet in facets}
        self.key = key
        self.rows: dict[Key, R] = {}
        self.lines: list[Line] = []
        self._places: dict[Key, list[int]] | None = None
        self.members: dict[str, list[Key]] = {}  # of the groups, also of the folded ones
        self.sorting: tuple[Sorting, ...] = ()
        self.grouping: Grouping[R] | None = None
        self.folded: set[str] = set()
        self.words: list[str] = []
        self.chosen: dict[str, frozenset[str]] = {}
        self.predicate: Callable[[R], bool] | None = None
        self.dirty = False
        self._stale = False
        self._touched: set[Key] = set()  # rows whose place in the order was not looked at since they changed
        self._order: list[Key] = []
        self._sort_keys: dict[Key, Any] = {}
        self._key_functions: list[Callable[[R], Any]] = []
        self._matching: set[Key] = set()
        self._groups: dict[Key, tuple[str, ...]] = {}
        self._search = search or self._all_texts
        self._found_by: dict[Key, str] = {}

    # -- rows -----------------------------------------------------------------------------------------------

    def show(self, rows: Iterable[R]) -> list[Key]:
        """These rows and no others; the keys of those that are new or say something else."""
        new = {self.key(row): row for row in rows}
        return self.change(new.values(), [key for key in self.rows if key not in new])

    def change(self, rows: Iterable[R], gone: Iterable[Key] = ()) -> list[Key]:
        """Take *rows*, new or instead of what they were, and forget those of *gone*; the keys of the rows
        that are new or say something else."""
        changed: list[Key] = []
        touched = self._touched
        known, find = self.rows, self.key
        plain = not self.is_filtered and self.grouping is None
        for row in rows:
            key = find(row)
            old = known.get(key)
            if old is row or (old is not None and old == row):
                continue
            known[key] = row
            changed.append(key)
            if old is None:
                self._join(key, row)
                continue
            touched.add(key)
            self._found_by.pop(key, None)
            if not plain and self._judge(key, row):
                self.dirty = True
        for key in gone:
            if known.pop(key, None) is not None:
                self._sort_keys.pop(key, None)
                self._matching.discard(key)
                self._groups.pop(key, None)
                self._found_by.pop(key, None)
                self.dirty = True
        return changed

    def judge_again(self, keys: Iterable[Key]) -> None:
        """Time has passed for the rows of *keys*: they may fit other filters and groups."""
        for key in keys:
            row = self.rows.get(key)
            if row is not None and self._judge(key, row):
                self.dirty = True

    def _join(self, key: Key, row: R) -> None:
        self._order.append(key)
        self._judge(key, row)
        self.dirty = True

    def _judge(self, key: Key, row: R) -> bool:
        """Whether the row is shown, and where; True when that is otherwise than before."""
        fits = self._fits(row)
        was = key in self._matching
        if fits != was:
            (self._matching.add if fits else self._matching.discard)(key)
        if self.grouping is None:
            return fits != was
        titles = tuple(self.grouping.of(row))
        moved = self._groups.get(key) != titles
        self._groups[key] = titles
        return fits != was or (fits and moved)

    @property
    def stale(self) -> bool:
        """Whether the rows would stand otherwise, were they put in order now."""
        if not self._stale and self.sorting:
            rows, keys = self.rows, self._sort_keys
            self._stale = any(
                key in rows and key in keys and self._sort_key(rows[key]) != keys[key]
                for key in self._touched
            )
        self._touched.clear()
        return self._stale

    # -- what is wanted -------------------------------------------------------------------------------------

    @property
    def is_filtered(self) -> bool:
        return bool(self.words or self.chosen or self.predicate)

    def find(self, text: str) -> None:
        """Only rows in which every word of *text* stands."""
        self.words = text.casefold().split()
        self._judge_all()

    def choose(self, facet: str, values: Iterable[str]) -> None:
        """Only rows that have one of *values* (none: any)."""
        chosen = frozenset(values)
        if chosen:
            self.chosen[facet] = chosen
        else:
            self.chosen.pop(facet, None)
        self._judge_all()

    def keep_only(self, predicate: Callable[[R], bool] | None) -> None:
        """Only rows for which *predicate* holds; None: all."""
        self.predicate = predicate
        self._judge_all()

    def group_by(self, grouping: Grouping[R] | None) -> None:
        """Let rows stand together by *grouping*; None: in one list."""
        self.grouping = grouping
        self.folded.clear()
        self._groups.clear()
        self._judge_all()

    def sort_by(self, sorting: Iterable[Sorting]) -> None:
        """Put rows in order, by the first column first; rows that are equal stay as they stood."""
        self.sorting = tuple(
            by for by in sorting if by.column in self.columns and self.columns[by.column].sortable
        )
        self.renew_keys()
        self._stale = True

    def renew_keys(self) -> None:
        """A column of the order may mean something else."""
        columns = [self.columns[by.column] for by in self.sorting]
        self._key_functions = [column.sort or column.key_of for column in columns]

    def search_anew(self) -> None:
        """What rows are found by may be said otherwise: another language."""
        self._found_by.clear()
        self._judge_all()

    def values(self, facet: Facet[R]) -> dict[str, int]:
        """The values that rows have, and how many of the rows that the other filters leave have each."""
        found: dict[str, int] = {value: 0 for value, _title in facet.fixed}
        for row in self.rows.values():
            fits = self._fits(row, but=facet.name)
            for value in facet.of(row):
                found[value] = found.get(value, 0) + fits
        for value in self.chosen.get(facet.name, ()):
            found.setdefault(value, 0)
        return found

    def _fits(self, row: R, but: str = "") -> bool:
        if self.predicate is not None and not self.predicate(row):
            return False
        for name, values in self.chosen.items():
            if name != but and values.isdisjoint(self.facets[name].of(row)):
                return False
        if not self.words:
            return True
        key = self.key(row)
        found_by = self._found_by.get(key)
        if found_by is None:
            found_by = self._found_by[key] = self._search(row).casefold()
        return all(word in found_by for word in self.words)

    def _all_texts(self, row: R) -> str:
        return " ".join(
            str(column.value(row) if column.text is None else column.text(row))
            for column in self.columns.values()
            if not column.running
        )

    def _judge_all(self) -> None:
        for key, row in self.rows.items():
            self._judge(key, row)
        self.dirty = True

    # -- putting in order -----------------------------------------------------------------------------------

    def arrange(self, *, sort: bool = False) -> list[Line]:
        """The lines as they should now stand; with *sort* in the order asked for, else rows that are there
        keep theirs. `adopt` makes them those that are shown."""
        self._put_in_order(sort)
        matching, rows = self._matching, self.rows
        shown = [key for key in self._order if key in matching and key in rows]
        if self.grouping is None:
            self.members = {}
            return [Line("", key) for key in shown]
        members: dict[str, list[Key]] = {}
        for key in shown:
            for title in self._groups[key]:
                members.setdefault(title, []).append(key)
        order = self.grouping.order or _by_title
        self.members = {title: members[title] for title in sorted(members, key=order)}
        lines: list[Line] = []
        for title, keys in self.members.items():
            lines.append(Line(title, None, True))
            if title not in self.folded:
                lines += [Line(title, key) for key in keys]
        return lines

    def adopt(self, lines: list[Line]) -> None:
        """*lines* are what is shown from now on."""
        self.lines = lines
        self._places = None
        self.dirty = False

    @property
    def places(self) -> dict[Key, list[int]]:
        """The lines of each row that is shown; found when somebody asks."""
        if self._places is None:
            self._places = {}
            for number, line in enumerate(self.lines):
                if not line.head:
                    self._places.setdefault(line.key, []).append(number)
        return self._places

    @property
    def shown(self) -> int:
        """How many rows the filters leave."""
        return len(self._matching)

    def shown_rows(self) -> Iterator[R]:
        """The rows that the filters leave, in their order, each once."""
        for key in self._order:
            if key in self._matching and key in self.rows:
                yield self.rows[key]

    def every_row(self) -> Iterator[R]:
        """All rows, those that the filters keep back too, in their order, each once."""
        for key in dict.fromkeys((*self._order, *self.rows)):
            if key in self.rows:
                yield self.rows[key]

    def _put_in_order(self, sort: bool) -> None:
        if self.dirty:
            self._order = list(dict.fromkeys(self._order))  # who left and came back stands once
        new = [key for key in self._order if key not in self._sort_keys and key in self.rows]
        if not self.sorting:
            self._order = [key for key in self._order if key in self.rows]
            self._sort_keys = dict.fromkeys(self._order)
            self._stale = False
            self._touched.clear()
            return
        if sort or len(new) > FEW:
            self._order = [key for key in self._order if key in self.rows]
            self._sort_keys = {key: self._sort_key(self.rows[key]) for key in self._order}
            for place, by in reversed(list(enumerate(self.sorting))):
                self._sort_by(place, by.descending)
            self._stale = False
            self._touched.clear()
            return
        fresh = set(new)
        self._order = [key for key in self._order if key in self.rows and key not in fresh]
        for key in new:
            self._sort_keys[key] = self._sort_key(self.rows[key])
            self._order.insert(self._place_for(key), key)

    def _sort_key(self, row: R) -> tuple[Any, ...]:
        return tuple([key_of(row) for key_of in self._key_functions])

    def _sort_by(self, place: int, descending: bool) -> None:
        keys = self._sort_keys
        known = [key for key in self._order if keys[key][place] is not None]
        unknown = [key for key in self._order if keys[key][place] is None]
        known.sort(key=lambda key: keys[key][place], reverse=descending)
        self._order = known + unknown

    def _place_for(self, key: Key) -> int:
        """Before the first row that belongs after *key*."""
        mine = self._sort_keys[key]
        for place, other in enumerate(self._order):
            if self._before(mine, self._sort_keys[other]):
                return place
        return len(self._order)

    def _before(self, mine: tuple[Any, ...], other: tuple[Any, ...]) -> bool:
        for by, one, two in zip(self.sorting, mine, other, strict=True):
            if one == two:
                continue
            if one is None or two is None:
                return two is None
            return bool(one > two if by.descending else one < two)
        return False


def _by_title(title: str) -> tuple[bool, bytes]:
    return not title, by_sound(title)


def runs(numbers: Sequence[int]) -> Iterator[tuple[int, int]]:
    """The runs of neighbours in *numbers*, which are in order: first and last of each."""
    start = last = None
    for number in numbers:
        if start is None or last is None:
            start = last = number
        elif number == last + 1:
            last = number
        else:
            yield start, last
            start = last = number
    if start is not None and last is not None:
        yield start, last


def memory_of(arrangement: Arrangement[Any]) -> dict[str, Any]:
    """What is remembered of how rows stand."""
    return {
        "sort": [[by.column, by.descending] for by in arrangement.sorting],
        "group": arrangement.grouping.name if arrangement.grouping else "",
        "filters": {name: sorted(values) for name, values in arrangement.chosen.items()},
    }


def remember(
    arrangement: Arrangement[R], memory: Mapping[str, Any], groupings: Sequence[Grouping[R]]
) -> None:
    """Put back what `memory_of` kept, as far as it still makes sense."""
    sort = memory.get("sort")
    if isinstance(sort, list):
        pairs = [by for by in sort if isinstance(by, list) and len(by) == 2]
        arrangement.sort_by(Sorting(str(column), bool(descending)) for column, descending in pairs)
    if "group" in memory:
        arrangement.group_by(next((by for by in groupings if by.name == memory["group"]), None))
    filters = memory.get("filters")
    if isinstance(filters, dict):
        for name, values in filters.items():
            if name in arrangement.facets and isinstance(values, list):
                arrangement.choose(name, [str(value) for value in values])
