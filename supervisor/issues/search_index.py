"""The condition that finds issues by what was typed: by the index of trigrams where it helps.

A PostgreSQL database whose LC_CTYPE is C has no trigrams of Chinese (pg_trgm takes none of its characters for
letters there): it looks at every row, which takes some 65 ms for 20,000 issues instead of 2.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, Connection, Integer, and_, func, literal_column, or_, select, text

from supervisor.issues.search import SHORTEST, folded, words_of
from supervisor.storage.issue_tables import issue, issue_department, ivr_node

_LIKE_SIGNS = str.maketrans({"\\": "\\\\", "%": "\\%", "_": "\\_"})


def matching(db: Connection, typed: str) -> ColumnElement[bool] | None:
    """What holds of the issues in which every word of *typed* stands; None where nothing was typed.

    A word is also found in the name of the responsible department and in the title of the menu node, as they
    are called today. What is typed is data: quotes, % and _ stand for themselves.
    """
    words = words_of(typed)
    if not words:
        return None
    on_sqlite = db.dialect.name == "sqlite"
    departments = {
        id: _named(name, *document.get("words", ()))
        for id, name, document in db.execute(
            select(issue_department.c.id, issue_department.c.name, issue_department.c.document)
        )
    }
    nodes = {id: _named(title) for id, title in db.execute(select(ivr_node.c.id, ivr_node.c.title))}
    return and_(*(_word(ways, departments, nodes, on_sqlite=on_sqlite) for ways in words))


def _word(
    ways: tuple[str, ...], departments: dict[str, str], nodes: dict[str, str], *, on_sqlite: bool
) -> ColumnElement[bool]:
    """One word, which may be written in several *ways*."""
    found: list[ColumnElement[bool]] = [_in_sqlite(way) if on_sqlite else _in_postgresql(way) for way in ways]
    for column, named in ((issue.c.department, departments), (issue.c.node, nodes)):
        ids = [id for id, name in named.items() if any(way in name for way in ways)]
        if ids:
            found.append(column.in_(ids))
    return or_(*found)


def _in_sqlite(word: str) -> ColumnElement[bool]:
    if len(word) < SHORTEST:
        return func.instr(issue.c.search_text, word) > 0
    quoted = word.replace('"', '""')
    # FTS5's own name of the table is a column of it, which takes the expression.
    found = select(literal_column("rowid", Integer)).select_from(text("issue_search"))
    hit = literal_column("issue_search").op("MATCH")(f'"{quoted}"')
    return issue.c.id.in_(found.where(hit))


def _in_postgresql(word: str) -> ColumnElement[bool]:
    return issue.c.search_text.like(f"%{word.translate(_LIKE_SIGNS)}%")


def _named(*names: str) -> str:
    return "\n".join(folded(name) for name in names)
