"""What the pages of sheets and departments read on the database's thread."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from supervisor.issues.reply import Answer
from supervisor.issues.sheet_told import Listed, MeetingName, Told, ToSend

if TYPE_CHECKING:  # SQLAlchemy comes after the first paint
    from sqlalchemy import Connection

    from supervisor.issues.sheet_draft_store import TypedRow
    from supervisor.issues.workload import Load
    from supervisor.storage.changes import Changes


@dataclass(frozen=True)
class SheetsRead:
    """The list: every sheet, what could go out, and the meetings that sheets may be made for."""

    sheets: tuple[Listed, ...] = ()
    to_send: ToSend = field(default_factory=ToSend)
    meetings: tuple[MeetingName, ...] = ()

    def meeting(self, id: str) -> str:
        """What the meeting *id* is called, where it is still to be; "" where not."""
        return next((one.words for one in self.meetings if one.id == id), "")


@dataclass(frozen=True)
class SheetRead:
    """One sheet, what was entered last as answers to it by issue (id), the meetings that are to be, and what
    whoever sits here typed as answers and has not saved."""

    told: Told
    answers: Mapping[int, Answer] = field(default_factory=dict)
    meetings: tuple[MeetingName, ...] = ()
    typed: Mapping[int, TypedRow] = field(default_factory=dict)


def read_sheets(db: Connection, now: datetime) -> SheetsRead:
    """The list of sheets as it stands at *now*."""
    from supervisor.issues import sheet_filling, sheet_store

    return SheetsRead(sheet_store.listed(db, now), sheet_filling.to_send(db), sheet_store.meetings(db, now))


def read_sheet(db: Connection, id: str, now: datetime, who: str = "") -> SheetRead:
    """The sheet *id* as it stands at *now*, with what *who* types on it. Raises UnknownNameError."""
    from supervisor.issues import sheet_draft_store, sheet_sending, sheet_store

    told = sheet_store.told(db, id, now)
    answers = {}
    if told.sheet.is_frozen:
        for line in told.lines:
            answer = sheet_sending.last_answer(db, told.sheet, line.issue)
            if answer is not None:
                answers[line.issue] = answer
    typed = sheet_draft_store.kept(db, id, who)
    return SheetRead(told, answers, sheet_store.meetings(db, now), typed)


def keep_typed(
    db: Connection,
    sheet: str,
    rows: Mapping[int, tuple[dict[str, str], dict[str, str]]],
    *,
    who: str,
    at: datetime,
) -> Changes:
    """Keep what is being typed as answers to *sheet*: by issue what stands there, and what stood there."""
    from supervisor.issues.sheet_draft_store import TypedRow, keep

    made = {issue: TypedRow(now, over) for issue, (now, over) in rows.items()}
    return keep(db, sheet, made, who=who, at=at)


def read_loads(db: Connection, now: datetime) -> dict[str, Load]:
    """What each department has in hand."""
    from supervisor.issues.workload import loads

    return loads(db, now)
