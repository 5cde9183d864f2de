"""Taking back what was taken in from a file: every field that is still as it was left then; what was changed
later is told, and left alone."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, select, update

from supervisor.errors import ReturnedFileError
from supervisor.issues import store
from supervisor.issues.event import EVERYTHING, Acting, Event, EventKind, Source
from supervisor.issues.event_store import append
from supervisor.issues.issue import FIELDS
from supervisor.issues.rows import hold, replies
from supervisor.issues.search import text_of
from supervisor.roundtrip import store as files
from supervisor.roundtrip.returned import FileState
from supervisor.roundtrip.store import Returned, Taking, Told
from supervisor.roundtrip.taking import AREA, STEP
from supervisor.storage import undo
from supervisor.storage.centre import undo_row
from supervisor.storage.changes import Changes
from supervisor.storage.issue_tables import (
    issue,
    issue_event,
    issue_evidence,
    issue_link,
    issue_reply,
    issue_sheet,
)
from supervisor.storage.report_tables import returned_file
from supervisor.storage.row_image import Key
from supervisor.storage.undo import Stands
from supervisor.words import _, mark, said_in

_Image = dict[str, Any]

STANDING = mark("State and clocks")
"""How an issue stands: its state, department, clocks and days belong together."""

_PARTS = ("text", "facts")
_STANDS = ("state", "closed_at", "merged_into", "department")
_OTHERS_KEEP = ("watchers", "recurrence_of")  # of how it stands; no import touches them
_COUNTED = ("returns", "not_effective", "reopened")  # by moves


@dataclass(frozen=True)
class Left:
    """An issue (its number) of which *fields* (marked words; none: all) were changed since, and stay."""

    number: str
    issue: int
    fields: tuple[str, ...] = ()


@dataclass(frozen=True)
class TakenBack:
    """What was put back of a file (its id): numbers of issues, and sentences about what was *left* alone."""

    file: str
    put_back: tuple[str, ...]
    left: tuple[str, ...] = ()


def take_back(db: Connection, id: str, *, acting: Acting, at: datetime) -> tuple[Changes, TakenBack]:
    """Undo the last taking of the file *id* that stands. Raises ReturnedFileError where nothing of it was
    taken, or too much was done since; UnknownNameError."""
    returned = files.get(db, id)
    last = returned.last
    if last is None:
        raise ReturnedFileError(returned.name, _("Nothing was taken in from it."))
    step = undo.last_of(db, STEP, {"file": id})
    if step is None:
        why = _("It was taken in so long ago that it cannot be taken back as a whole any more.")
        raise ReturnedFileError(returned.name, why)
    touched = _touched(db, step.id)
    hold(db, touched)
    settling = _Settling(db, returned, last, acting.who, at)
    undo.revert(db, step.id, at=at, who=acting.who, settle=settling.settle)
    _find_again(db, touched)
    for left in settling.in_order:
        _note(db, returned, left, acting, at)
    sentences = tuple(map(left_words, settling.in_order))
    stayed = {left.issue for left in settling.left if not left.fields}
    back = tuple(settling.numbers[one] for one in sorted(settling.numbers) if one not in stayed)
    return AREA, TakenBack(id, back, sentences)


def take_back_step(
    db: Connection, step: undo.Step, *, at: datetime, who: str
) -> tuple[Changes, tuple[str, ...]]:
    """The same of *step*, which took a file in, however somebody came to undo it; sentences about what was
    left alone."""
    changes, back = take_back(db, step.facts["file"], acting=Acting(who, EVERYTHING), at=at)
    return changes, back.left


def left_words(left: Left) -> str:
    """What was left alone, as a sentence."""
    if not left.fields:
        said = _("{number} was made of a row and worked on since: it stays.")
        return said.format(number=left.number)
    named = _(", ").join(_(field) for field in left.fields)
    return _("{number}: changed since, and left as it is: {fields}.").format(number=left.number, fields=named)


class _Settling:
    """What becomes of each row of the step."""

    def __init__(self, db: Connection, returned: Returned, last: Taking, who: str, at: datetime) -> None:
        self._db, self._returned, self._last, self._who, self._at = db, returned, last, who, at
        self.left: list[Left] = []
        self.numbers: dict[int, str] = {}

    @property
    def in_order(self) -> list[Left]:
        """What was left, by issue."""
        return sorted(self.left, key=lambda one: one.issue)

    def settle(self, rows: Sequence[Stands]) -> Mapping[tuple[str, Key], _Image | None]:
        wanted: dict[tuple[str, Key], _Image | None] = {}
        ours = {(row.table, row.key) for row in rows}
        stay: set[Key] = set()
        for row in rows:
            if row.table != issue.name:
                continue
            of = row.now or row.after or {}
            self.numbers[int(row.key)] = str(of.get("number", row.key))
            if row.before is None:
                if not row.is_as_left or _is_worked_on(self._db, int(row.key), ours):
                    stay.add(row.key)
                    wanted[row.table, row.key] = row.now
                    self.left.append(Left(self.numbers[int(row.key)], int(row.key)))
            elif not row.is_as_left and row.now is not None and row.after is not None:
                wanted[row.table, row.key], fields = _settled(row.before, row.after, row.now)
                if fields:
                    self.left.append(Left(self.numbers[int(row.key)], int(row.key), fields))
        for row in rows:
            of_issue = (row.after or {}).get("issue")
            if row.table == issue_evidence.name and of_issue in stay:
                wanted[row.table, row.key] = row.now
            if row.table == issue_sheet.name and not row.is_as_left:
                wanted[row.table, row.key] = _without_file(row.now, self._returned.hash)
            if row.table == returned_file.name and row.now is not None:
                wanted[row.table, row.key] = self._file(row.now)
        return wanted

    def _file(self, now: _Image) -> _Image:
        """The file's own row, which says that it was taken back, and what was not."""
        told = msgspec.convert(now["document"], Told)
        sentences = tuple(map(left_words, self.in_order))
        gone = msgspec.structs.replace(self._last, undone_at=self._at, undone_by=self._who, left=sentences)
        takings = tuple(gone if one == self._last else one for one in told.takings)
        with said_in(told.language):
            results = dict.fromkeys(self._last.rows, _("Taken in, and taken back."))
        told = files.with_results(told, results, takings)
        stands = any(one.undone_at is None for one in takings)
        state = FileState.TAKEN if stands else FileState.UNDONE
        return now | {"document": msgspec.to_builtins(told), "state": state.value}


def _settled(before: _Image, after: _Image, now: _Image) -> tuple[_Image, tuple[str, ...]]:
    """An issue's row with every field put back that is as *after* left it; and those (marked words) that are
    not, and stay as they are now."""
    wanted = copy.deepcopy(now)
    left = []
    for part in _PARTS:
        for name in sorted(before[part].keys() | after[part].keys()):
            was, made, is_now = (image[part].get(name) for image in (before, after, now))
            if was == made or (part, name) == ("facts", "department"):
                continue
            if is_now != made:
                if is_now != was:
                    left.append(FIELDS.get(f"{part}.{name}", name))
            elif was is None:
                wanted[part].pop(name, None)
            else:
                wanted[part][name] = was
    was, made, is_now = (_standing(image) for image in (before, after, now))
    if was != made:
        if is_now == made:
            _stand(wanted, before)
        elif is_now != was:
            left.append(STANDING)
    return wanted, tuple(left)


def _standing(image: _Image) -> _Image:
    """How an issue stands, without what others change beside moves."""
    standing = image["standing"]
    counters = standing.get("counters", {})
    core = {name: standing[name] for name in standing if name not in (*_OTHERS_KEEP, "counters")}
    core["counters"] = {name: counters.get(name, 0) for name in _COUNTED}
    return core | {name: image[name] for name in _STANDS}


def _stand(wanted: _Image, before: _Image) -> None:
    """Let *wanted* stand as *before* did."""
    now, was = wanted["standing"], before["standing"]
    new = {name: value for name, value in was.items() if name not in (*_OTHERS_KEEP, "counters")}
    new |= {name: now[name] for name in _OTHERS_KEEP if name in now}
    counters = dict(now.get("counters", {}))
    for name in _COUNTED:
        counters[name] = was.get("counters", {}).get(name, 0)
    counters = {name: count for name, count in counters.items() if count}
    if counters:
        new["counters"] = counters
    wanted["standing"] = new
    for name in _STANDS:
        wanted[name] = before[name]
    department = before["facts"].get("department")
    wanted["facts"].pop("department", None)
    if department is not None:
        wanted["facts"]["department"] = department


def _without_file(image: _Image | None, hash: str) -> _Image | None:
    if image is None:
        return None
    document = dict(image["document"])
    back = [one for one in document.get("files_back", ()) if one != hash]
    document.pop("files_back", None)
    return image | {"document": document | ({"files_back": back} if back else {})}


def _is_worked_on(db: Connection, id: int, ours: set[tuple[str, Key]]) -> bool:
    """Whether anything hangs on an issue that the step did not bring."""
    for table in (issue_evidence, issue_reply, issue_link):
        for (key,) in db.execute(select(table.c.id).where(table.c.issue == id)):
            if (table.name, key) not in ours:
                return True
    if db.execute(select(issue_link.c.id).where(issue_link.c.other == id)).first() is not None:
        return True
    kinds = (EventKind.MADE.value, EventKind.EVIDENCE_ADDED.value)
    more = select(issue_event.c.id).where(issue_event.c.issue == id, issue_event.c.kind.not_in(kinds))
    return db.execute(more.limit(1)).first() is not None


def _touched(db: Connection, step: int) -> list[int]:
    """The issues of which a step keeps rows."""
    of = undo_row.c
    rows = db.execute(select(of.key).where(of.step == step, of.table_name == issue.name))
    return [msgspec.json.decode(key, type=int) for (key,) in rows]


def _find_again(db: Connection, ids: Iterable[int]) -> None:
    """What is searched follows from the rest: of rows that were put together anew it is made anew."""
    for one in store.all_issues(db, ids):
        text = text_of(one, replies(db, one.id))
        changed = (issue.c.id == one.id) & (issue.c.search_text != text)
        db.execute(update(issue).where(changed).values(search_text=text))


def _note(db: Connection, returned: Returned, left: Left, acting: Acting, at: datetime) -> None:
    said = _("What came from {file} was taken back. {left}")
    facts = {"text": said.format(file=returned.name, left=left_words(left))}
    source = Source(returned.name)
    event = Event(0, left.issue, at, acting.who, EventKind.NOTED, facts=facts, source=source)
    append(db, [event], None)
