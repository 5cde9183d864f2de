"""Consoles that edit the same issues, targets, people and settings at once, each in a process of its own:
what each was told is saved must be there at the end, and nothing else.

A console reads, changes and saves with the version that it read, on the console's own database thread;
where both changed the same field it chooses as a person would who wants both, and saves again. Every change
leaves a token or counts one up, so that a lost update is a token that is missing or a sum that is too
small.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from multiprocessing.context import BaseContext
from queue import SimpleQueue
from typing import Any, cast

from sqlalchemy import Connection, func, select

from supervisor.errors import ChangedMeanwhileError, ConflictError, SupervisorError
from supervisor.issues import store as issues
from supervisor.issues.event import EVERYTHING, Acting
from supervisor.issues.issue import Facts, Issue, Standing, Text
from supervisor.issues.merge import put, value
from supervisor.issues.states import State
from supervisor.people import store as people
from supervisor.people.person import Person
from supervisor.performance import target_store as targets
from supervisor.performance.target import Cell, Target, TargetRow
from supervisor.storage import undo
from supervisor.storage.centre_settings import change_centre, read_centre
from supervisor.storage.changes import Changes
from supervisor.storage.database import open_centre
from supervisor.storage.issue_tables import issue_event
from ui.database_thread import DatabaseThread, Given, Settled

AT = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
FIELDS = ("text.description", "text.symptom", "text.impact", "text.cause")
CELL = Cell("answer_rate")
PERSON = "p-together"
MOST_TRIES = 400  # a person would have given up


@dataclass
class Tally:
    """What one console, or all, were told: tokens of issues' fields that were saved and stand, how often
    targets, the person and the setting were counted up, what was refused, by the error's name, and errors
    that no person should see."""

    tokens: list[str] = field(default_factory=list)
    edits: int = 0
    targets: int = 0
    notes: list[str] = field(default_factory=list)
    settings: int = 0
    undone: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    def add(self, other: Tally) -> None:
        self.tokens += other.tokens
        self.notes += other.notes
        self.wrong += other.wrong
        self.refused.update(other.refused)
        for name in ("edits", "targets", "settings", "undone"):
            setattr(self, name, getattr(self, name) + getattr(other, name))


def prepare(url: str, count: int = 3) -> list[int]:
    """Issues, a target, a person and a setting to be edited; the issues' ids."""
    acting = Acting("maker", EVERYTHING)
    with open_centre(url) as database, database.write() as db:
        people.add_person(db, Person(PERSON, "Together"), at=AT, who="maker")
        first = targets.Change(None, TargetRow(CELL, Target(low=0.0)))
        targets.change_targets(db, [first], at=AT, who="maker")
        change_centre(db, {"centre_name": "0"}, at=AT, who="maker")
        return [
            issues.add(db, _new_issue(f"Issue {place}"), acting=acting, at=AT)[1].id for place in range(count)
        ]


def _new_issue(title: str) -> Issue:
    facts = Facts(category="Bills")
    return Issue(0, "", title, State.DRAFT, Text(), facts, Standing(), AT, "maker", AT)


def edit_together(url: str, ids: Sequence[int], consoles: int, turns: int, context: BaseContext) -> Tally:
    """Have *consoles* processes edit for *turns* turns each; what they were told."""
    pipe, theirs = context.Pipe(duplex=False)
    processes = []
    for number in range(consoles):
        process = context.Process(target=_console, args=(url, tuple(ids), number, turns, theirs))  # type: ignore[attr-defined]
        process.start()
        processes.append(process)
    theirs.close()
    whole = Tally()
    try:
        for _process in processes:
            whole.add(pipe.recv())
    finally:
        for process in processes:
            process.join()
    return whole


def found(url: str, ids: Sequence[int], told: Tally) -> list[str]:
    """What is not as it was *told*, in words; empty when nothing was lost and nothing came of itself."""
    wrong = list(told.wrong)
    with open_centre(url) as database, database.read() as db:
        stands: list[str] = []
        for one in issues.all_issues(db, list(ids)):
            for path in FIELDS:
                stands += [f"{one.id}/{path}/{token}" for token in re.findall(r"\S+", value(one, path))]
        missing, strange = Counter(told.tokens) - Counter(stands), Counter(stands) - Counter(told.tokens)
        wrong += [f"lost from an issue: {token}" for token in missing]
        wrong += [f"came into an issue: {token}" for token in strange]
        edited = select(func.count()).where(issue_event.c.kind == "edited", issue_event.c.issue.in_(ids))
        if (events := db.execute(edited).scalar_one()) != told.edits:
            wrong.append(f"{told.edits} edits of issues, {events} events")
        (row,) = [row for row in targets.all_targets(db) if row.cell == CELL]
        if row.target.note != str(told.targets):
            wrong.append(f"{told.targets} changes of the target, it says {row.target.note}")
        note = people.read_roll(db).persons[PERSON].note
        if Counter(note.split()) != Counter(told.notes):
            wrong.append(f"{len(told.notes)} changes of the person, {len(note.split())} stand")
        if (name := read_centre(db).settings.centre_name) != str(told.settings):
            wrong.append(f"{told.settings} changes of the setting, it says {name}")
    return wrong


class _Job:
    """What the console's database thread asks of a job."""

    cancelled = False


class _Seat:
    """A console without a screen: one piece of work at a time on the console's own database thread."""

    def __init__(self, url: str) -> None:
        self._told: SimpleQueue[Settled] = SimpleQueue()
        self._thread = DatabaseThread(lambda: open_centre(url), self._take)
        self._thread.start()

    def _take(self, told: object) -> None:
        if isinstance(told, Settled):
            self._told.put(told)

    def do(self, how: str, work: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """What *work* returned; its error is raised."""
        self._thread.give(Given(_Job(), how, work, args, kwargs))
        settled = self._told.get()
        if settled.error is not None:
            raise settled.error
        return settled.result

    def close(self) -> None:
        self._thread.stop()


def _console(url: str, ids: tuple[int, ...], number: int, turns: int, pipe: Any) -> None:
    """What one console's process does."""
    console = _Console(_Seat(url), ids, number)
    try:
        for turn in range(turns):
            console.turn(turn)
    except Exception as error:  # noqa: BLE001  # told with what was told so far
        console.told.wrong.append(repr(error))
    finally:
        console.seat.close()
        pipe.send(console.told)
        pipe.close()


class _Console:
    def __init__(self, seat: _Seat, ids: tuple[int, ...], number: int) -> None:
        self.seat, self._ids = seat, ids
        self._who = f"seat{number}"
        self._acting = Acting(self._who, EVERYTHING)
        self._random = random.Random(number)
        self.told = Tally()
        self._own: list[str] = []  # tokens of own edits, the last one last

    def turn(self, turn: int) -> None:
        act = self._random.choice(
            (self._edit, self._edit, self._edit, self._target, self._person, self._setting)
        )
        for _try in range(MOST_TRIES):
            try:
                act(f"{self._who}.{turn}")
            except ChangedMeanwhileError as error:
                self.told.refused[type(error).__name__] += 1
                continue
            break
        else:
            self.told.wrong.append(f"{self._who} never came to save")
        if self._own and self._random.random() < 0.15:
            self._undo()

    def _edit(self, token: str) -> None:
        id, path = self._random.choice(self._ids), self._random.choice(FIELDS)
        base: Issue = self.seat.do("read", issues.get, id)
        mine = put(base, {path: f"{value(base, path)} {token}".strip()})
        for _try in range(MOST_TRIES):
            try:
                self.seat.do("write", issues.edit, base, mine, acting=self._acting, at=AT)
            except ConflictError as error:  # both: theirs, and behind it ours
                self.told.refused[type(error).__name__] += 1
                base = cast("Issue", error.theirs)
                mine = put(base, {path: f"{value(base, path)} {token}".strip()})
                continue
            self.told.edits += 1
            said = f"{id}/{path}/{token}"
            self.told.tokens.append(said)
            self._own.append(said)
            return
        self.told.wrong.append(f"{self._who} never came to an end with a conflict")

    def _undo(self) -> None:
        """Take back the own last edit, where nobody has changed the issue since."""
        try:
            title = self.seat.do("write", _undo_last_edit, self._who)
        except SupervisorError as error:
            if not isinstance(error, ChangedMeanwhileError):
                raise
            self.told.refused["undo"] += 1
            self._own.clear()  # the last one cannot be undone: those before it neither
            return
        if title:
            self.told.undone += 1
            self.told.tokens.remove(self._own.pop())

    def _target(self, _token: str) -> None:
        rows: tuple[TargetRow, ...] = self.seat.do("read", targets.all_targets)
        (old,) = [row for row in rows if row.cell == CELL]
        more = Target(low=0.0, note=str(int(old.target.note or 0) + 1))
        change = targets.Change(old, replace(old, target=more))
        self.seat.do("write", targets.change_targets, [change], at=AT, who=self._who)
        self.told.targets += 1

    def _person(self, token: str) -> None:
        roll = self.seat.do("read", people.read_roll)
        person: Person = roll.persons[PERSON]
        changed = replace(person, note=f"{person.note} {token}".strip())
        self.seat.do("write", people.change_person, changed, at=AT, who=self._who)
        self.told.notes.append(token)

    def _setting(self, _token: str) -> None:
        read = self.seat.do("read", read_centre)
        more = {"centre_name": str(int(read.settings.centre_name) + 1)}
        self.seat.do("write", change_centre, more, at=AT, who=self._who, versions=read.versions)
        self.told.settings += 1


def _undo_last_edit(db: Connection, who: str) -> tuple[Changes, bool]:
    step = undo.last(db, who, frozenset({"issues"}))
    if step is None:
        return Changes(), False
    return undo.revert(db, step.id, at=AT, who=who), True
