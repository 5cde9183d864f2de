"""What a row of a returned file would do, field by field, before anything is written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeAlias

from supervisor.issues.reply import Answer
from supervisor.roundtrip.returned import FileRow
from supervisor.words import mark

FieldValue: TypeAlias = str | date | bool | None

NO_ANSWER = Answer()


class FieldVerdict(StrEnum):
    """Base → file → now (the table of conflict rules)."""

    SAME = "same"  # nothing new
    TAKE = "take"  # the file changed it, nobody else did
    ALIKE = "alike"  # both changed it to the same
    CONFLICT = "conflict"  # both changed it, differently
    EMPTIED = "emptied"  # asks what empty means
    READ_ONLY = "read_only"  # a column that is not to be filled was changed
    NOT_UNDERSTOOD = "not_understood"


class RowVerdict(StrEnum):
    """What becomes of a row; of several the last in this order that fits is told."""

    NOTHING = "nothing"  # no answer, or nothing new
    CHANGES = "changes"
    INCOMPLETE = "incomplete"  # taken, but something is missing for it to be an answer
    CONFLICT = "conflict"
    TWICE = "twice"  # the same number with different replies: none applies until one is chosen
    COMMENT_ONLY = "comment_only"  # over, another's, or nothing but what has no place: kept as a comment
    NOT_UNDERSTOOD = "not_understood"
    NEW = "new"  # no number, or an unknown one: a candidate for a new issue
    WRONG_NUMBER = "wrong_number"  # the check digit does not fit


ROW_LABELS = {
    RowVerdict.NOTHING: mark("Nothing new"),
    RowVerdict.CHANGES: mark("Will change"),
    RowVerdict.INCOMPLETE: mark("Incomplete"),
    RowVerdict.CONFLICT: mark("Conflict"),
    RowVerdict.TWICE: mark("Twice, and not alike"),
    RowVerdict.COMMENT_ONLY: mark("Kept as a comment"),
    RowVerdict.NOT_UNDERSTOOD: mark("Not understood"),
    RowVerdict.NEW: mark("New"),
    RowVerdict.WRONG_NUMBER: mark("Wrong number"),
}


@dataclass(frozen=True)
class FieldFinding:
    """A field that is not simply the same: what was sent, what the file says, what stands now. *raw*: the
    cell as it stands; *place*: where ("C7"). *wrong*: what is wrong with it and what would be right, a
    sentence. *warning*: it can be taken, but look at it."""

    field: str
    verdict: FieldVerdict
    base: FieldValue = None
    file: FieldValue = None
    now: FieldValue = None
    raw: str = ""
    place: str = ""
    wrong: str = ""
    warning: str = ""


@dataclass(frozen=True)
class Kept:
    """A *text* that is kept as a comment: of which *field* ("extra:Heading", "note:cause" for a note on a
    cell), under which *heading*, at which *place*."""

    field: str
    heading: str
    text: str
    place: str = ""


@dataclass(frozen=True)
class RowFinding:
    """A row and what it would do. *key*: stable within the file ("sheet|row"). *issue*: id, 0 none;
    *number*: of the issue it goes to (the survivor, where it was merged). *answer*: what the department's
    answer would be then, by the choices made so far; *replies*: whether it is another than the last one.
    *kept*: what would be kept as a comment besides, *comment* in words. *says*: sentences for who decides
    (merged, nearest number, other department, asks whether to reopen, two owners, …). *department*: on whose
    behalf; *asks_department*: that must be confirmed. *asks_reopen*: the issue is over, and could be opened
    again. *like*: keys of other rows that answer the same issue."""

    key: str
    row: FileRow
    verdict: RowVerdict
    issue: int = 0
    number: str = ""
    title: str = ""
    answer: Answer = NO_ANSWER
    fields: tuple[FieldFinding, ...] = ()
    comment: str = ""
    says: tuple[str, ...] = ()
    nearest: str = ""
    kept: tuple[Kept, ...] = ()
    replies: bool = False
    department: str = ""
    asks_department: bool = False
    asks_reopen: bool = False
    like: tuple[str, ...] = ()


class Empty(StrEnum):
    """What an emptied cell means."""

    UNCHANGED = "unchanged"
    CLEAR = "clear"


@dataclass(frozen=True)
class Choices:
    """What whoever takes a file in decides. *rows*: keys of the rows to apply. *take_file*: (row key, field)
    of conflicts in which the file wins; all others keep what stands, and the file's text becomes a comment.
    *comments*: (row key, field) of changed read-only cells that become comments. *reopen*: keys of rows whose
    closed issue is opened again. *make*: keys of rows of which a new issue is made. *dates*: what a date that
    was not understood is meant to be."""

    rows: frozenset[str] = frozenset()
    take_file: frozenset[tuple[str, str]] = frozenset()
    comments: frozenset[tuple[str, str]] = frozenset()
    reopen: frozenset[str] = frozenset()
    make: frozenset[str] = frozenset()
    dates: tuple[tuple[str, str, date], ...] = ()
    empty: Empty | None = None
    other_department: bool = False  # yes, although it is another department's sheet


@dataclass(frozen=True)
class Preview:
    """A file and what each of its rows would do. *missing*: numbers of issues that were sent and are not in
    it ("no answer", never a deletion). *says*: sentences of the file as a whole. *asks_empty*: cells were
    emptied, and nobody said what that means. *asks_department*: it is another department's.
    *read_before*: when and by whom the very same file was taken in, a sentence. *sheet* and *department* are
    ids. *taken*: keys of rows that were taken in from it already. *seen*: by key, what was judged, made
    short: by it taking in knows that nothing is otherwise since."""

    file: str
    id: str
    rows: tuple[RowFinding, ...]
    missing: tuple[str, ...] = ()
    says: tuple[str, ...] = ()
    asks_empty: bool = False
    asks_department: bool = False
    read_before: str = ""
    sheet: str = ""
    department: str = ""
    taken: frozenset[str] = frozenset()
    seen: tuple[tuple[str, str], ...] = ()

    def row(self, key: str) -> RowFinding | None:
        """The finding of that row; None where there is none."""
        return next((one for one in self.rows if one.key == key), None)

    def count(self, verdict: RowVerdict) -> int:
        """How many rows would do that."""
        return sum(one.verdict is verdict for one in self.rows)
