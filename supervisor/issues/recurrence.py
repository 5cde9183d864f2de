"""Looks in the centre's database for what an issue may be the return of, and for the chain it stands in."""

from __future__ import annotations

from sqlalchemy import Connection, select

from supervisor.issues.likeness import MOST, Past, Proposal, chain, proposals
from supervisor.issues.states import State
from supervisor.storage.issue_tables import issue

_LEFT_OUT = (State.MERGED,)  # lives on elsewhere, and is found there


def read_proposals(
    db: Connection, title: str, category: str, node: str, *, but: int = 0, most: int = MOST
) -> tuple[Proposal, ...]:
    """What the centre has had that looks like this, without the issue *but*."""
    wanted = select(
        issue.c.id,
        issue.c.number,
        issue.c.title,
        issue.c.state,
        issue.c.category,
        issue.c.node,
        issue.c.closed_at,
    ).where(issue.c.id != but, issue.c.state.not_in([one.value for one in _LEFT_OUT]))
    among = (
        Past(row.id, row.number, row.title, State(row.state), row.category, row.node, row.closed_at)
        for row in db.execute(wanted)
    )
    return proposals(title, category, node, among, most=most)


def read_chain(db: Connection, id: int) -> tuple[Past, ...]:
    """The issues of which *id* is the latest return, the first one first, *id* itself last."""
    wanted = select(issue.c.id, issue.c.recurrence_of).where(issue.c.recurrence_of.is_not(None))
    came_from = {row.id: row.recurrence_of for row in db.execute(wanted)}
    ids = chain(id, came_from)
    found = {
        row.id: Past(row.id, row.number, row.title, State(row.state), row.category, row.node, row.closed_at)
        for row in db.execute(select(issue).where(issue.c.id.in_(ids)))
    }
    return tuple(found[one] for one in ids if one in found)
