"""Every row of a sheet judged against the history as it stands: what preview shows and apply writes."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Hashable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from supervisor.errors import ImportFileError
from supervisor.history import batch as batches
from supervisor.imports import names as sheet_names
from supervisor.imports import standing
from supervisor.imports.document import open_document
from supervisor.imports.mapping import Mapping, flaws
from supervisor.imports.names import Namesakes
from supervisor.imports.reading import RowRead, SheetOpen, rows_of, sheets
from supervisor.imports.seen import SHOWN, Choices, Preview, Report, SheetRead
from supervisor.imports.telling import Fact, Telling, day_in
from supervisor.imports.totals import Total
from supervisor.imports.verdict import (
    TAKEN,
    Change,
    Found,
    Line,
    Problem,
    Standing,
    TotalCheck,
    Verdict,
)
from supervisor.people.roll import Roll
from supervisor.settings.centre import CentreSettings

STEP = 500
"""Rows between two words about how far the work is."""


def digest_of(path: Path) -> str:
    """SHA-256 of the whole file. Raises ImportFileError."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError as error:
        raise ImportFileError(str(path), "missing", str(path.parent)) from error
    except IsADirectoryError as error:
        raise ImportFileError(str(path), "folder") from error
    except OSError as error:
        raise ImportFileError(str(path), "denied", error.strerror or str(error)) from error


@dataclass(slots=True)
class Judged:
    """A row with its facts, and what is to be said of it."""

    row: RowRead
    facts: list[Fact]
    verdict: Verdict = Verdict.NEW
    changes: tuple[Change, ...] = ()
    twin: int | None = None

    @property
    def place(self) -> tuple[str, int]:
        return self.row.sheet, self.row.number


@dataclass(slots=True)
class Judgement:
    """A file judged whole. *rows* are in the file's order; *into* are the rows of the history to be written:
    table and key to the fact that the taken rows make together."""

    digest: str
    mapping: Mapping
    before: batches.Batch | None = None
    sheets: list[SheetOpen] = field(default_factory=list)
    not_read: list[str] = field(default_factory=list)
    rows: list[Judged] = field(default_factory=list)
    totals: list[TotalCheck] = field(default_factory=list)
    names: tuple[Found, ...] = ()
    warnings: list[Problem] = field(default_factory=list)
    into: dict[tuple[str, tuple[Any, ...]], Fact] = field(default_factory=dict)
    writes: tuple[int, int, int] = (0, 0, 0)

    def taken(self) -> Iterator[Judged]:
        """The rows that are written, or stand there just so."""
        return (row for row in self.rows if row.verdict in TAKEN)


def judge(
    report: Report,
    path: Path,
    mapping: Mapping,
    history: Connection,
    roll: Roll,
    settings: CentreSettings,
    choices: Choices,
    now: datetime,
) -> Judgement:
    """Judge *path*; *history* is read only. Raises ImportFileError."""
    if flaws(mapping):
        raise ValueError(f"{mapping.name}: {flaws(mapping)}")
    digest = digest_of(path)
    result = Judgement(digest, mapping, batches.known(history, digest))
    _read(report, path, result, settings, now)
    known = standing.logins(history, mapping.source)
    _settle_names(result, roll, known, choices)
    _find_twins(result, choices)
    _leave_out(result, choices)
    _compare(report, result, history)
    if choices.keep_old:
        _keep_old(result)
    return result


def _read(report: Report, path: Path, result: Judgement, settings: CentreSettings, now: datetime) -> None:
    mapping = result.mapping
    with open_document(
        path, encoding=mapping.encoding or None, separator=mapping.separator or None
    ) as document:
        result.sheets, result.not_read = sheets(document, mapping)
        total = 2 * sum(len(sheet.rows) for sheet in result.sheets)
        done = 0
        for sheet in result.sheets:
            result.warnings += [
                Problem("column_missing", column.title, value=sheet.grid.sheet, warning=True)
                for column in sheet.missing
            ]
            sheet.day = _day_of_file(path, sheet, mapping)
            telling = Telling(mapping, settings.days, settings.days.day(now), sheet.day)
            for row in rows_of(sheet, mapping):
                if isinstance(row, Total):
                    result.totals.append(_total(sheet, row))
                else:
                    result.rows.append(_told(telling, row))
                done += 1
                if done % STEP == 0:
                    report(done, total)


def _day_of_file(path: Path, sheet: SheetOpen, mapping: Mapping) -> tuple[date, str] | None:
    """The day or month of the whole sheet, where the mapping says that there is one."""
    match mapping.constant("day"):
        case "":
            return None
        case "{file}":
            return day_in([path.stem])
        case "{title}":
            return day_in([*sheet.header.above, sheet.grid.sheet])
        case said:
            return day_in([said])


def _total(sheet: SheetOpen, total: Total) -> TotalCheck:
    titles = sheet.header.titles
    differs = tuple(
        (titles[check.column] if check.column < len(titles) else "", check.said, check.read)
        for check in total.checks
        if not check.agrees
    )
    return TotalCheck(sheet.grid.sheet, total.row.number, total.label, total.agrees, differs, total.mean)


def _told(telling: Telling, row: RowRead) -> Judged:
    judged = Judged(row, telling.facts(row))
    wrong = [problem.word for problem in row.problems if not problem.warning]
    if wrong:
        missing = all(
            word.startswith("no_") and word not in ("no_such_date", "no_such_time") for word in wrong
        )
        judged.verdict = Verdict.INCOMPLETE if missing or wrong == ["nothing"] else Verdict.NOT_UNDERSTOOD
        return judged
    mapping = telling.mapping
    days = [fact.day.isoformat() for fact in judged.facts]
    if (mapping.first_day and any(day < mapping.first_day for day in days)) or (
        mapping.last_day and any(day > mapping.last_day for day in days)
    ):
        judged.verdict = Verdict.OUTSIDE
    return judged


def _settle_names(result: Judgement, roll: Roll, known: frozenset[str], choices: Choices) -> None:
    """Logins as the history spells them already, and who stands behind each."""
    namesakes = Namesakes(known | {login for source, login in roll.logins if source == result.mapping.source})
    seen: dict[tuple[str, str], list[Any]] = {}
    for judged in result.rows:
        if judged.verdict is not Verdict.NEW:
            continue
        name = str(judged.row.values.get("agent", ""))
        team = str(judged.row.values.get("team", ""))
        for fact in judged.facts:
            spelt = namesakes.spelt(fact.login)
            if spelt != fact.login:
                _respell(fact, spelt)
        login = judged.facts[0].login if judged.facts else ""
        queue = judged.facts[0].queue if judged.facts else ""
        for kind, text in (("agent", login), ("skill", queue)):
            if text:
                entry = seen.setdefault((kind, text), [0, "", "", judged.facts[0].day])
                entry[0] += 1
                if kind == "agent":
                    entry[1], entry[2] = entry[1] or name, entry[2] or team
    result.names = sheet_names.found(roll, result.mapping.source, seen, choices)
    ignored = {one.text for one in result.names if one.kind == "agent" and one.standing is Standing.IGNORED}
    for judged in result.rows:
        if judged.verdict is Verdict.NEW and judged.facts and judged.facts[0].login in ignored:
            judged.verdict = Verdict.IGNORED


def _respell(fact: Fact, login: str) -> None:
    was, fact.login = fact.login, login
    if fact.table == "count":
        fact.into = (fact.into[0], fact.into[1], login, *fact.into[3:])
        fact.key = fact.into
    elif fact.table == "piece" and str(fact.into[0]).startswith(f"{was}|"):
        piece = login + str(fact.into[0])[len(was) :]
        fact.key, fact.into = (None if fact.key is None else piece), (piece,)
    elif fact.table == "entry":
        fact.values["login"] = login


def _find_twins(result: Judgement, choices: Choices) -> None:
    """Rows that say the same, or something else, of one thing."""
    first: dict[tuple[str, Hashable], list[tuple[Judged, Fact]]] = defaultdict(list)
    for judged in result.rows:
        if judged.verdict is Verdict.NEW:
            for fact in judged.facts:
                if fact.key is not None:
                    first[fact.table, fact.key].append((judged, fact))
    for told in first.values():
        if len(told) == 1:
            continue
        differs = any(_differs(fact, told[0][1]) for _, fact in told[1:])
        chosen = [judged for judged, _ in told if judged.place in choices.chosen]
        keep = chosen[0] if chosen else told[0][0]
        for judged, fact in told:
            if judged is keep and (chosen or not differs):
                continue
            other = told[0][0] if judged is not told[0][0] else told[1][0]
            judged.twin = other.row.number
            if chosen or not differs:
                # the row may tell something else besides: only this fact of it is told already
                judged.facts = [one for one in judged.facts if one is not fact]
                if not judged.facts:
                    judged.verdict = Verdict.TWICE_SAME
            else:
                judged.verdict = Verdict.TWICE_DIFFERENT


def _differs(one: Fact, other: Fact) -> bool:
    return (one.values, one.day, one.login, one.channel, one.queue, one.type) != (
        *(other.values, other.day, other.login),
        *(other.channel, other.queue, other.type),
    )


def _leave_out(result: Judgement, choices: Choices) -> None:
    for judged in result.rows:
        if judged.place in choices.skip and judged.verdict is Verdict.NEW:
            judged.verdict = Verdict.SKIPPED


def _compare(report: Report, result: Judgement, history: Connection) -> None:
    """What the taken rows come to, against what stands."""
    rows: dict[tuple[str, tuple[Any, ...]], list[Judged]] = defaultdict(list)
    for judged in result.rows:
        if judged.verdict is not Verdict.NEW:
            continue
        for fact in judged.facts:
            place = (fact.table, fact.into)
            stands = result.into.get(place)
            if stands is None:
                result.into[place] = replace(fact, values=dict(fact.values))
            else:
                for name, value in fact.values.items():
                    before = stands.values.get(name)
                    plain_text = isinstance(value, str) or name == "threshold_s"
                    stands.values[name] = value if before is None or plain_text else before + value
            rows[place].append(judged)
    there = standing.rows(history, result.mapping, result.into.values())
    new = changed = same = 0
    total = 2 * len(result.rows)
    verdicts: dict[int, tuple[Verdict, tuple[Change, ...]]] = {}
    for number, (place, fact) in enumerate(result.into.items()):
        row = there.get(place)
        changes = () if row is None else standing.changes(fact, row)
        if row is None:
            verdict, new = Verdict.NEW, new + 1
        elif changes:
            verdict, changed = Verdict.CHANGED, changed + 1
        else:
            verdict, same = Verdict.UNCHANGED, same + 1
        for judged in rows[place]:
            before = verdicts.get(id(judged))
            if before is None:
                verdicts[id(judged)] = verdict, changes
            else:
                verdicts[id(judged)] = _worse(before[0], verdict), before[1] + changes
        if number % STEP == 0:
            report(total // 2 + min(number, total // 2), total)
    for judged in result.rows:
        if id(judged) in verdicts:
            judged.verdict, judged.changes = verdicts[id(judged)]
    result.writes = (new, changed, same)


def _worse(one: Verdict, other: Verdict) -> Verdict:
    order = (Verdict.UNCHANGED, Verdict.NEW, Verdict.CHANGED)
    return max(one, other, key=order.index)


def _keep_old(result: Judgement) -> None:
    """Leave what the history says otherwise as it is."""
    kept = {
        (fact.table, fact.into)
        for judged in result.rows
        if judged.verdict is Verdict.CHANGED
        for fact in judged.facts
    }
    for place in kept:
        result.into.pop(place, None)
    for judged in result.rows:
        if judged.verdict is Verdict.CHANGED:
            judged.verdict = Verdict.SKIPPED
    new, _, same = result.writes
    result.writes = (new, 0, same)


# -- what comes back ----------------------------------------------------------------------------------------


def shown(path: Path, result: Judgement) -> Preview:
    """The judgement as it travels to whoever looks at it."""
    counts: dict[Verdict, int] = {}
    lines: list[Line] = []
    unknown = {one.text for one in result.names if one.standing is Standing.UNKNOWN}
    warned = 0
    days = []
    for judged in result.rows:
        counts[judged.verdict] = counts.get(judged.verdict, 0) + 1
        warned += any(problem.warning for problem in judged.row.problems)
        if judged.verdict in TAKEN:
            days += [judged.facts[0].day] if judged.facts else []
        if counts[judged.verdict] <= SHOWN:
            lines.append(_line(judged, unknown))
    if result.totals:
        counts[Verdict.TOTAL] = len(result.totals)
        lines += [
            Line(total.sheet, total.row, Verdict.TOTAL, name=total.label) for total in result.totals[:SHOWN]
        ]
    return Preview(
        path,
        result.digest,
        result.mapping,
        result.before,
        (),
        tuple(_sheet(sheet, result.mapping) for sheet in result.sheets),
        tuple(result.not_read),
        tuple(sorted(counts.items())),
        tuple(lines),
        result.names,
        tuple(result.totals),
        tuple(result.warnings),
        warned,
        min(days, default=None),
        max(days, default=None),
        result.writes,
    )


def _line(judged: Judged, unknown: set[str]) -> Line:
    fact = judged.facts[0] if judged.facts else None
    values = judged.row.values
    login = fact.login or fact.queue if fact else str(values.get("login", values.get("agent", "")))
    names = {fact.login, fact.queue} & unknown if fact else set()
    return Line(
        judged.row.sheet,
        judged.row.number,
        judged.verdict,
        login,
        str(values.get("agent", "")),
        fact.day if fact else None,
        judged.changes,
        tuple(judged.row.problems),
        tuple(sorted(names - {""})),
        judged.twin,
    )


def _sheet(sheet: SheetOpen, mapping: Mapping) -> SheetRead:
    header = sheet.header
    read = {at for at, _ in sheet.columns}
    left_out = {column.title for column in mapping.columns if not column.role}
    not_read = tuple(
        title for at, title in enumerate(header.titles) if title and at not in read and title not in left_out
    )
    notes = tuple(sorted(sheet.grid.notes.counts.items()))
    return SheetRead(
        sheet.grid.sheet,
        header.first,
        header.last,
        header.titles,
        header.above,
        len(sheet.rows),
        not_read,
        notes,
    )
