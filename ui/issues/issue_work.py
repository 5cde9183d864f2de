"""What the page of one issue reads and writes on the database's thread."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from supervisor.issues.callback import Callback
from supervisor.issues.draft import Draft
from supervisor.issues.event import Acting, Event
from supervisor.issues.evidence import Evidence, Matter
from supervisor.issues.issue import Issue
from supervisor.issues.likeness import Proposal
from supervisor.issues.link import Link
from supervisor.issues.reply import Reply
from supervisor.issues.states import OPEN

if TYPE_CHECKING:  # SQLAlchemy comes after the first paint
    from sqlalchemy import Connection

    from supervisor.storage.changes import Changes


@dataclass(frozen=True)
class Named:
    """An issue as it stands in a list of choices."""

    id: int
    number: str
    title: str

    @property
    def said(self) -> str:
        """Its number and title, to be found by either."""
        return f"{self.number} {self.title}"


@dataclass(frozen=True)
class Opened:
    """An issue with all that belongs to it. *named*: other issues by id; *chain*: what it came back from, the
    first one first, itself last; *sheets* and *meetings*: names by id; *draft*: what whoever sits here has
    typed and not saved."""

    issue: Issue
    evidence: tuple[Evidence, ...] = ()
    replies: tuple[Reply, ...] = ()
    events: tuple[Event, ...] = ()
    links: tuple[Link, ...] = ()
    named: Mapping[int, Named] = field(default_factory=dict)
    chain: tuple[int, ...] = ()
    sheets: Mapping[str, str] = field(default_factory=dict)
    meetings: Mapping[str, tuple[str, datetime]] = field(default_factory=dict)
    draft: Draft | None = None
    callbacks: tuple[Callback, ...] = ()


def read_issue(db: Connection, id: int, who: str) -> Opened | int:
    """The issue *id* as *who* sees it; its id where it is gone: its making was undone."""
    from supervisor.errors import UnknownNameError
    from supervisor.issues import callback_store, draft_store, store
    from supervisor.issues.recurrence import read_chain

    try:
        issue = store.get(db, id)
    except UnknownNameError:
        return id
    links, events = store.links(db, id), store.events(db, id)
    chain = tuple(past.id for past in read_chain(db, id))
    wanted = {id, *chain, *(one.issue for one in links), *(one.other for one in links)}
    wanted.update(other for one in events if isinstance(other := one.facts.get("other"), int))
    for one in events:
        survivor = one.facts.get("given", {}).get("survivor")
        wanted.update([survivor] if isinstance(survivor, int) else [])
    if issue.standing.merged_into is not None:
        wanted.add(issue.standing.merged_into)
    return Opened(
        issue,
        store.evidence(db, id),
        store.replies(db, id),
        events,
        links,
        {one.id: one for one in read_names(db, wanted)},
        chain,
        _sheets(db, events),
        _meetings(db, events),
        draft_store.draft_of(db, id, who),
        callback_store.all_callbacks(db, issue=id),
    )


def read_open_names(db: Connection) -> tuple[Named, ...]:
    """The issues that are open, the latest first."""
    from supervisor.storage.issue_tables import issue

    return _names(db, issue.c.state.in_([one.value for one in OPEN]))


def read_all_names(db: Connection) -> tuple[Named, ...]:
    """All issues, the latest first."""
    from sqlalchemy import true

    return _names(db, true())


def read_names(db: Connection, ids: set[int]) -> tuple[Named, ...]:
    """The issues *ids*, as far as they are there."""
    from supervisor.storage.issue_tables import issue

    return _names(db, issue.c.id.in_(ids))


def read_new_drafts(db: Connection, who: str) -> tuple[Draft, ...]:
    """New issues that *who* began and has not saved, the latest first."""
    from supervisor.issues import draft_store

    return tuple(one for one in draft_store.drafts(db, who) if not one.issue)


def read_likely(db: Connection, title: str, category: str, node: str, but: int) -> tuple[Proposal, ...]:
    """What looks like an issue with that title, category and menu node."""
    from supervisor.issues.recurrence import read_proposals

    return read_proposals(db, title, category, node, but=but)


def note(db: Connection, id: int, text: str, *, acting: Acting, at: datetime) -> Changes:
    """Add a remark to the history of the issue *id*: it is no step that could be taken back."""
    from supervisor.issues import store

    return store.note(db, id, text, acting=acting, at=at)


def keep_files(db: Connection, paths: Sequence[Path], *, at: datetime) -> tuple[Changes, tuple[Matter, ...]]:
    """Keep the files at *paths*; what names them. Raises KeptFileError, FileError."""
    from supervisor.errors import FileError
    from supervisor.issues import file_store
    from supervisor.storage.changes import Changes

    found: list[Matter] = []
    for path in paths:
        try:
            file_store.check_size(path.name, path.stat().st_size)
            content = path.read_bytes()
        except OSError as error:
            raise FileError(str(path), "unreadable", str(error.strerror)) from error
        found.append(file_store.keep(db, path.name, content, at=at))
    return Changes(), tuple(found)


def save_file(db: Connection, file: Any, path: Path) -> None:
    """Write what is in *file* to *path*. Raises KeptFileError, or FileError."""
    from supervisor.issues import file_store
    from supervisor.workbook.file import replacing

    content = file_store.read(db, file)
    with replacing(path) as beside:
        beside.write_bytes(content)


def _names(db: Connection, wanted: Any) -> tuple[Named, ...]:
    from sqlalchemy import select

    from supervisor.storage.issue_tables import issue

    found = select(issue.c.id, issue.c.number, issue.c.title).where(wanted).order_by(issue.c.id.desc())
    return tuple(Named(*row) for row in db.execute(found))


def _sheets(db: Connection, events: Sequence[Event]) -> dict[str, str]:
    """The numbers of the sheets that *events* speak of."""
    from sqlalchemy import select

    from supervisor.storage.issue_tables import issue_sheet

    ids = {str(one.facts.get("given", {}).get("sheet") or one.facts.get("sheet") or "") for one in events}
    found = select(issue_sheet.c.id, issue_sheet.c.number).where(issue_sheet.c.id.in_(ids - {""}))
    return {row.id: row.number for row in db.execute(found)}


def _meetings(db: Connection, events: Sequence[Event]) -> dict[str, tuple[str, datetime]]:
    """The series and beginnings of the meetings that *events* speak of."""
    from sqlalchemy import select

    from supervisor.storage.meeting_tables import meeting, meeting_series

    ids = {str(one.facts.get("meeting") or one.source.meeting or "") for one in events} - {""}
    found = (
        select(meeting.c.id, meeting_series.c.name, meeting.c.starts_at)
        .join(meeting_series, meeting.c.series == meeting_series.c.id)
        .where(meeting.c.id.in_(ids))
    )
    return {row.id: (row.name, row.starts_at) for row in db.execute(found)}
