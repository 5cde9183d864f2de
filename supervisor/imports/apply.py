"""The rows that were chosen, written as one import: whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from collections.abc import Mapping as Facts
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, insert

from supervisor.errors import ImportFileError
from supervisor.facts.contact import Entry, Outcome, Told
from supervisor.history import batch as batches
from supervisor.history import derive, entries, log_reading, stale
from supervisor.history.batch import Kind, State, Undone, Written
from supervisor.history.derive_rules import derive_rules
from supervisor.history.names import Names
from supervisor.imports import form, people_sheet, pieces, standing
from supervisor.imports.ending import heed, heeding, never, or_ended
from supervisor.imports.judge import Judgement, judge, shown
from supervisor.imports.mapping import Mapping, Shape
from supervisor.imports.seen import Choices, Report, Result
from supervisor.imports.telling import Fact
from supervisor.imports.verdict import BAD, Found, NameKind, Standing, Verdict
from supervisor.people import store as people
from supervisor.people.draft import new_id
from supervisor.people.person import GroupKind, Person
from supervisor.people.roll import Roll
from supervisor.settings.centre import CentreSettings
from supervisor.storage import areas
from supervisor.storage.centre_settings import load_centre
from supervisor.storage.database import Database, open_centre, open_history
from supervisor.storage.history_tables import history_bad, history_count, history_piece, history_slot

__all__ = ["Choices", "Result", "apply", "undo"]

LOGS = (Kind.LOG, Kind.FOLLOWED)
HISTORY = ("history",)
"""The area that an import touches, besides those of people."""


@or_ended
def apply(
    report: Report,
    url: str,
    path: Path,
    mapping: Mapping,
    choices: Choices,
    *,
    who: str,
    digest: str = "",
    at: datetime | None = None,
    cancelled: Callable[[], bool] = never,
) -> Result:
    """Judge *path* again and write what can be taken, in one transaction, as one import.

    *digest* is that of the preview the person saw: another content raises ImportFileError("changed"). Once
    *cancelled* says so it ends with nothing written (`Result.ended`), or, when all is written already, as if
    nobody had asked. Whoever ends the process before that leaves nothing behind. Raises ImportFileError,
    DatabaseError.
    """
    report = heeding(report, cancelled)
    if mapping.shape is Shape.PEOPLE:
        return people_sheet.apply(
            *(report, url, path, mapping, choices), who=who, digest=digest, at=at, cancelled=cancelled
        )
    with open_centre(url) as centre, open_history(url) as history:
        with centre.read() as db:
            settings, roll = load_centre(db), people.read_roll(db)
        now = at or settings.clock().now()
        with history.read() as db:
            judged = judge(report, path, mapping, db, roll, settings, choices, now)
        if digest and judged.digest != digest:
            raise ImportFileError(str(path), "changed")
        seen = shown(path, judged)
        left_out = sum(count for verdict, count in seen.counts if verdict in BAD)
        if judged.before is not None and not choices.again:
            return Result(None, left_out=left_out, before=judged.before, preview=seen)
        taken = sum(1 for _ in judged.taken())
        if not taken:
            return Result(None, left_out=left_out, preview=seen)
        with history.write() as db:
            heed(cancelled)  # it may have waited for another writer
            number, written = _write(db, path, judged, settings, who, now, taken, left_out)
            heed(cancelled)

        def tell(db: Connection) -> int:
            areas.note(db, HISTORY)
            return remember(db, mapping.source, judged.names, roll, at=now, who=who)

        named = centre.change(tell)  # at once: counting takes longer, and can be made up for by anybody
        if mapping.shape is Shape.CONTACTS:
            _derive(history, settings, mapping.source)
            centre.change(areas.note, HISTORY)
    return Result(number, written, taken, left_out, named, preview=seen)


def undo(url: str, number: int, *, who: str, at: datetime | None = None) -> Undone:
    """Take import *number* back, whatever kind it is, with what is counted of it; what later imports changed
    is left and listed.

    Raises UnknownNameError, ChangedMeanwhileError.
    """
    with open_centre(url) as centre, open_history(url) as history:
        with centre.read() as db:
            settings = load_centre(db)
        now = at or settings.clock().now()
        with history.write() as db:
            if batches.batch(db, number).kind in LOGS:
                done = log_reading.undo(db, number, at=now)
            else:
                stale.mark_batch_stale(db, number)
                touched = pieces.touched_by(db, number)
                done = batches.undo(db, number, at=now)
                pieces.sum_up(db, touched)
        derive.derive_stale(history, derive_rules(settings))
        centre.change(areas.note, HISTORY)
    return done


def facts_of(rows: int, left_out: int, written: Written, counts: Facts[Verdict, int]) -> dict[str, int]:
    """The counts of an import's report, as the list of imports keeps them."""
    told = {verdict.value: count for verdict, count in counts.items()}
    return {"rows": rows, "left_out": left_out, **told} | {
        "rows_new": written.new,
        "rows_changed": written.changed,
        "rows_same": written.same,
    }


# -- writing ------------------------------------------------------------------------------------------------


def _write(
    db: Connection,
    path: Path,
    judged: Judgement,
    settings: CentreSettings,
    who: str,
    now: datetime,
    taken: int,
    left_out: int,
) -> tuple[int, Written]:
    mapping = judged.mapping
    number = batches.begin(
        db,
        Kind.FORM if mapping.name == form.NAME else Kind.TABLE,
        mapping.source,
        at=now,
        who=who,
        file=path.name,
        digest=judged.digest,
        mapping=mapping.name,
    )
    names = Names()
    there = standing.rows(db, mapping, judged.into.values())
    by_table: dict[str, list[Fact]] = {}
    for fact in judged.into.values():
        by_table.setdefault(fact.table, []).append(fact)
    written = Written()
    for table, facts in by_table.items():
        match table:
            case "count":
                written += _write_counts(db, names, mapping, facts, there, number)
            case "piece":
                written += _write_pieces(db, names, mapping, facts, there, number)
            case "slot":
                written += _write_slots(db, names, mapping, facts, there, number)
            case "entry":
                told = [_entry(fact) for fact in facts]
                written += entries.write(db, names, mapping.source, told, Told.SHEET, number)
    _write_bad(db, path, judged, number)
    days = [fact.day for fact in judged.into.values()]
    counts: dict[Verdict, int] = {}
    for row in judged.rows:
        counts[row.verdict] = counts.get(row.verdict, 0) + 1
    batches.note(
        db,
        number,
        state=State.DONE,
        at=now,
        facts=facts_of(taken, left_out, written, counts),
        first_ms=round(settings.days.begins(min(days)).timestamp() * 1000) if days else None,
        last_ms=round(settings.days.ends(max(days)).timestamp() * 1000) if days else None,
    )
    return number, written


def _told(facts: Sequence[Fact]) -> list[str]:
    return sorted({name for fact in facts for name in fact.values})


def _values(table: Table, columns: Sequence[str], fact: Fact, stands: Facts[str, Any] | None) -> list[Any]:
    """The fact's values; what it does not tell stays as it stands."""
    found = []
    for name in columns:
        value = fact.values.get(name)
        if value is None:
            value = (stands or {}).get(name)
        if value is not None and isinstance(value, float) and table.c[name].type.python_type is int:
            value = round(value)
        found.append(value)
    return found


def _write_counts(
    db: Connection,
    names: Names,
    mapping: Mapping,
    facts: list[Fact],
    there: Facts[standing.Place, dict[str, Any]],
    batch: int,
) -> Written:
    cells = _cells(db, names, mapping, facts)
    told = _told(facts)
    rows = [
        (*cell, *_values(history_count, told, fact, there.get((fact.table, fact.into))))
        for fact, cell in zip(facts, cells, strict=True)
    ]
    return batches.write(db, history_count, [*pieces.KEY, *told], rows, batch)


def _write_pieces(
    db: Connection,
    names: Names,
    mapping: Mapping,
    facts: list[Fact],
    there: Facts[standing.Place, dict[str, Any]],
    batch: int,
) -> Written:
    cells = _cells(db, names, mapping, facts)
    told = _told(facts)
    source = names.number(db, "source", "", mapping.source)
    shape = mapping.shape.value
    before = pieces.cells_of_pieces(db, source, shape, [fact.into[0] for fact in facts])
    own = pieces.told_by(db, {source}) | {batch}
    columns = ("source", "shape", "piece", "day", "span", "login", "channel", "queue", "type", *told)
    rows = [
        (
            *(source, shape, fact.into[0], cell[0], cell[1], *cell[3:]),
            *_values(history_piece, told, fact, there.get((fact.table, fact.into))),
        )
        for fact, cell in zip(facts, cells, strict=True)
    ]
    written = batches.write(db, history_piece, columns, rows, batch)
    pieces.sum_up(db, pieces.Touched(frozenset(cells) | before, tuple(told), own))
    return written


def _write_slots(
    db: Connection,
    names: Names,
    mapping: Mapping,
    facts: list[Fact],
    there: Facts[standing.Place, dict[str, Any]],
    batch: int,
) -> Written:
    source = names.number(db, "source", "", mapping.source)
    queues = names.numbers(db, "queue", mapping.source, {fact.queue for fact in facts})
    told = _told(facts)
    rows = []
    for fact in facts:
        values = _values(history_slot, told, fact, there.get((fact.table, fact.into)))
        whole = [
            0 if value is None and not history_slot.c[name].nullable else value
            for name, value in zip(told, values, strict=True)
        ]
        rows.append((fact.into[0], source, queues[fact.queue], fact.channel, *whole))
    return batches.write(db, history_slot, ["slot", "source", "queue", "channel", *told], rows, batch)


def _cells(db: Connection, names: Names, mapping: Mapping, facts: Sequence[Fact]) -> list[pieces.Cell]:
    source = names.number(db, "source", "", mapping.source)
    logins = names.numbers(db, "login", mapping.source, {fact.login for fact in facts})
    queues = names.numbers(db, "queue", mapping.source, {fact.queue for fact in facts})
    types = names.numbers(db, "type", mapping.source, {fact.type for fact in facts})
    return [
        (
            *(fact.day, fact.span, source, logins[fact.login]),
            *(fact.channel, queues[fact.queue], types[fact.type]),
        )
        for fact in facts
    ]


def _entry(fact: Fact) -> Entry:
    values = fact.values
    at, queue, contact = fact.into
    return Entry(
        contact=contact,
        queue=queue,
        entered_ms=at,
        outcome=Outcome(values["outcome"]),
        left_ms=values.get("left_ms"),
        wait_s=values.get("wait_s"),
        login=values.get("login", ""),
        ring_s=values.get("ring_s"),
        talk_s=values.get("talk_s"),
        hold_s=values.get("hold_s"),
        acw_s=values.get("acw_s"),
        ended_ms=values.get("ended_ms"),
        number=values.get("number", ""),
        channel=fact.channel,
        type=fact.type,
        over=True,
    )


def _write_bad(db: Connection, path: Path, judged: Judgement, batch: int) -> None:
    rows = [
        {
            "batch": batch,
            "file": path.name,
            "line": one.row.number,
            "sheet": one.row.sheet,
            "column": problem.column,
            "value": problem.value[:200],
            "problem": problem.word,
        }
        for one in judged.rows
        if one.verdict in BAD
        for problem in one.row.problems
        if not problem.warning
    ]
    rows += [
        {
            "batch": batch,
            "file": path.name,
            "line": one.row.number,
            "sheet": one.row.sheet,
            "column": "",
            "value": str(one.twin or ""),
            "problem": one.verdict.value,
        }
        for one in judged.rows
        if one.verdict is Verdict.TWICE_DIFFERENT
    ]
    if rows:
        db.execute(insert(history_bad), rows)


def _derive(history: Database, settings: CentreSettings, source: str) -> None:
    with history.read() as db:
        number = standing.number_of(db, Names(), "source", "", source)
    if number is not None:
        derive.derive_stale(history, derive_rules(settings), sources=[number])


# -- names --------------------------------------------------------------------------------------------------


def remember(
    db: Connection, source: str, names: Sequence[Found], roll: Roll, *, at: datetime, who: str
) -> int:
    """Keep who the names of *source* are, as one step that can be undone; how many were new."""
    settled = [one for one in names if _is_new(one, source, roll)]
    if not settled:
        return 0
    with people.change(db, "assign_logins", {"count": str(len(settled))}, at=at, who=who) as draft:
        for one in settled:
            if one.kind is NameKind.SKILL:
                skill = None
                if one.standing is Standing.RECOGNISED:
                    made = one.is_now == "+"
                    skill = draft.group_for(GroupKind.SKILL, one.text).id if made else one.is_now
                draft.set_skill(source, one.text, skill)
            elif draft.uses_of(source, one.text):  # somebody said so meanwhile
                continue
            elif one.standing is Standing.IGNORED:
                draft.assign(source, one.text, None)
            elif one.is_now == "+":
                number = one.text if one.name and one.name != one.text else ""
                added = draft.add_person(Person(new_id(), one.name or one.text, number))
                draft.assign(source, one.text, added.id)
                if one.team:
                    draft.join(added.id, draft.group_for(GroupKind.TEAM, one.team).id)
            elif one.is_now:
                draft.assign(source, one.text, one.is_now)
    return len(settled)


def _is_new(one: Found, source: str, roll: Roll) -> bool:
    if one.standing is Standing.RECOGNISED:
        return True
    ignored = one.standing is Standing.IGNORED and one.kind is NameKind.AGENT
    return ignored and not roll.is_known(source, one.text)
