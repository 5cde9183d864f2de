"""Moves a centre in files into a shared one: looked over first, in steps that survive any end, and proved."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from sqlalchemy import Table

from supervisor.clock import monotonic
from supervisor.errors import AlreadyCollectedError, CentreSetupError
from supervisor.moving import journal
from supervisor.moving.ahead import Ahead
from supervisor.moving.file import CalledOff, CentreFile, places, size
from supervisor.moving.plan import (
    Difference,
    Ending,
    Left,
    MovePlan,
    MoveProgress,
    MoveResult,
    Stage,
    Sums,
    TablePlan,
    Why,
)
from supervisor.moving.target import Begun, Target, moved_tables, opened
from supervisor.words import _

ROWS_AT_ONCE = 20_000
"""Rows of one transaction: what is done again at most after a move was killed."""

BYTES_AT_ONCE = 8 * 1024 * 1024
"""Or so many bytes of texts and files."""

Report = Callable[[MoveProgress], None]
CalledOffBy = Callable[[], bool]


def plan(source_url: str, target_url: str, called_off: CalledOffBy = lambda: False) -> MovePlan:
    """What moving the centre in files at *source_url* into the shared one at *target_url* would do.

    Nothing is written. Reads the whole file once, some ten seconds a million contacts, unless an earlier
    try did and nobody wrote to it since. Raises CentreSetupError
    (no centre, not empty, of another version, not its owner, values that the target cannot hold),
    DatabaseError, and CalledOff.
    """
    with CentreFile(source_url, called_off) as file, opened(target_url, alone=False) as target:
        target.ready()
        begun = target.begun()
        known = begun is not None and begun.seen == file.seen()  # nobody wrote to it since
        tables, all_sums, mended, left = [], {}, {}, []
        for room, table in moved_tables():
            name = str(table.name)
            if begun is not None and known:
                all_sums[name], mended[name] = begun.sums[name], begun.mended[name]
            else:
                look = file.look(room, table)
                if look.misfits:
                    raise CentreSetupError(file.url, _misfit(table, look.misfits))
                all_sums[name], mended[name] = look.sums, look.mended
            rows, bytes_ = size(table, all_sums[name])
            done = 0 if begun is None else begun.rows.get(name, 0)
            tables.append(TablePlan(room, name, rows, bytes_, done))
            left += [Left(Why.NUL, count, (f"{name}.{column}",)) for column, count in mended[name].items()]
        left += [*_of_sources(file), *_of_users(file), *journal.left(file)]
        return MovePlan(
            source=file.url,
            target=target.database.url,
            target_url=target_url,
            tables=tuple(tables),
            left=tuple(left),
            collected=_collected(file),
            begun=begun is not None,
            sums=all_sums,
            mended=mended,
        )


def move(
    plan: MovePlan,
    report: Report = lambda _progress: None,
    called_off: CalledOffBy = lambda: False,
    *,
    again: bool = False,
) -> MoveResult:
    """Do what *plan* says. Whatever ends it, beginning again (`plan`, then `move`) goes on from there.

    *report* is told after each step of some 20,000 rows, *called_off* is asked as often. *again*: what an
    earlier try has moved is taken away first, as it must be when the file has changed since. Raises
    CentreSetupError, AlreadyCollectedError while a collector has the file, DatabaseError.
    """
    begun_s = monotonic()
    with CentreFile(plan.source) as file, file.held(), opened(plan.target_url, alone=True) as target:
        target.ready()
        begun = target.begun()
        if begun is not None and again:
            target.forget()
            begun = None
        if begun is None:
            target.begin(plan.sums, plan.mended, _given(file), file.seen())
            begun = target.begun()
            assert begun is not None  # noqa: S101  # noted one line above
        elif begun.sums != plan.sums:
            why = _(
                "The move that was begun here was of another file, or of this one before it was changed. "
                "Move again from the beginning (--again): what was moved until then is taken away."
            )
            raise CentreSetupError(target.database.url, why)
        moving = _Moving(plan, file, target, begun, report, called_off)
        try:
            moving.copy()
            differences = moving.differences()
        except CalledOff:
            return moving.result(Ending.STOPPED, monotonic() - begun_s)
        if differences:
            return moving.result(Ending.DIFFERS, monotonic() - begun_s, differences)
        target.finish(begun.given, (area for (area,) in file.ask("centre", "SELECT area FROM area_version")))
        ending = Ending.CHANGED if file.changed() else Ending.DONE
        return moving.result(ending, monotonic() - begun_s)


class _Moving:
    """One try: what is moved, how far it is, and how fast."""

    def __init__(
        self,
        plan: MovePlan,
        file: CentreFile,
        target: Target,
        begun: Begun,
        report: Report,
        called_off: CalledOffBy,
    ) -> None:
        self._plan, self._file, self._target, self._begun = plan, file, target, begun
        self._report, self._called_off = report, called_off
        self._weights = {table.table: table.bytes / max(1, table.rows) for table in plan.tables}
        self._bytes_done = 0.0
        self._bytes_left = sum(
            (table.rows - begun.rows[table.table]) * self._weights[table.table] for table in plan.tables
        )
        self._before = sum(begun.rows.values())
        self._rows = 0
        self._began = monotonic()

    def copy(self) -> None:
        """Every row that is not there yet. Raises CalledOff."""
        with self._target.transaction():
            veiling = journal.Veiling(self._target.db)
        for room, table in moved_tables():
            if self._begun.rows[table.name] >= sum(
                numbers[0] for numbers in self._plan.sums[table.name].values()
            ):
                continue
            after, mended = self._begun.last[table.name], self._plan.mended[table.name]
            rows = _at_once(table, self._weights[table.name])
            with Ahead(self._file.parts(room, table, after, mended, rows)) as parts:
                for part in parts:
                    self._heed()
                    self._target.write(table, veiling(table, part), veiling.write_names)
                    self._rows += len(part)
                    self._bytes_done += len(part) * self._weights[table.name]
                    self._say(Stage.COPYING, table.name)
            self._heed()

    def differences(self) -> tuple[Difference, ...]:
        """Where the target is not as the file was when it was planned. Raises CalledOff."""
        found: list[Difference] = []
        for _room, table in moved_tables():
            self._heed()
            self._say(Stage.CHECKING, table.name)
            at = places(table)
            there = journal.comparable(table, self._plan.sums[table.name], at)
            here = journal.comparable(table, self._target.sums(table, self._begun.given), at)
            found += [
                Difference(str(table.name), month, _rows(there, month), _rows(here, month))
                for month in sorted(there.keys() | here.keys())
                if there.get(month) != here.get(month)
            ]
        return tuple(found)

    def result(self, ending: Ending, seconds: float, differences: tuple[Difference, ...] = ()) -> MoveResult:
        return MoveResult(ending, self._rows, self._plan.rows, seconds, differences, self._plan.left)

    def _heed(self) -> None:
        if self._called_off():
            raise CalledOff

    def _say(self, stage: Stage, table: str) -> None:
        took = monotonic() - self._began
        left_s = None
        if self._bytes_done and stage is Stage.COPYING:
            left_s = took * max(0.0, self._bytes_left - self._bytes_done) / self._bytes_done
        rows = self._before + self._rows
        self._report(MoveProgress(stage, str(table), rows, self._plan.rows, left_s))


def _at_once(table: Table, bytes_a_row: float) -> int:
    """How many rows of *table* go in one transaction; all of one whose rows refer to each other."""
    if any(key.column.table is table for key in table.foreign_keys):
        return 2**31 - 1
    return max(1, min(ROWS_AT_ONCE, int(BYTES_AT_ONCE / max(1.0, bytes_a_row))))


def _given(file: CentreFile) -> dict[str, int]:
    """The highest numbers that the counters of the file have given: they go on after these."""
    return {
        table.name: file.last_given(room, table.name)
        for room, table in moved_tables()
        if table.autoincrement_column is not None  # an identity, or a SERIAL of an older revision
    }


def _rows(sums: Sums, month: str) -> int:
    return sums[month][0] if month in sums else 0


def _misfit(table: Table, misfits: dict[str, int]) -> str:
    return _(
        "In table {table} there are values that a server does not take: {columns}. Another program must have "
        "written them. Mend or remove them first; nothing was moved."
    ).format(table=table.name, columns=", ".join(f"{name} ({count})" for name, count in misfits.items()))


def _collected(file: CentreFile) -> tuple[str, ...]:
    try:
        with file.held():
            return ()
    except AlreadyCollectedError as error:
        return (error.source,)


def _of_sources(file: CentreFile) -> Iterator[Left]:
    sources = file.sources()
    kept = tuple(name for name, kind, _options, env in sources if kind == "asterisk" and env is None)
    said = tuple(name for name, _kind, _options, env in sources if env is not None)
    paths = tuple(
        name
        for name, _kind, options, _env in sources
        if any(options.get(option) for option in ("queue_log", "recording", "times", "tls_ca"))
    )
    for why, names in ((Why.KEYRING, kept), (Why.VARIABLE, said), (Why.PATH, paths)):
        if names:
            yield Left(why, len(names), names)


def _of_users(file: CentreFile) -> Iterator[Left]:
    users: set[str] = set()
    for room, table in moved_tables():
        for column in ("who", "changed_by"):
            if column in table.c:
                found = file.ask(room, f'SELECT DISTINCT "{column}" FROM {table.name}')  # noqa: S608
                users.update(str(name) for (name,) in found if name)
    if users:
        yield Left(Why.WHO, len(users), tuple(sorted(users)))
