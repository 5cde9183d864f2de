"""A draft made of a row that belongs to no issue yet: all that stands in it is in the draft."""

from __future__ import annotations

from datetime import datetime

from supervisor.issues.issue import Facts, Issue, Origin, Standing, Text
from supervisor.issues.rows import LONGEST_TITLE
from supervisor.issues.states import State
from supervisor.roundtrip import comment
from supervisor.roundtrip.cell_text import text_of
from supervisor.roundtrip.returned import FileRow
from supervisor.words import _

_LONGEST = 20_000
_TITLES = ("title", "description", "cause", "impact", "progress", "remark", "measure")
_OWN = ("title", "description", "impact", "cause", "measure")  # have a field of their own


def new_issue(row: FileRow, department: str, *, who: str, at: datetime) -> Issue:
    """What *row* tells, as a draft for *department* (id, "" none). What has no field stands in the
    description, under the headings of its columns."""
    texts = {field: text_of(row.cells.get(field)) for field in comment.TITLES}
    title = next((texts[field] for field in _TITLES if texts[field]), "")
    line = " ".join(title.split())[:LONGEST_TITLE] or _("Row {row}").format(row=row.row)
    rest = [field for field in texts if field not in (*_OWN, "version", "number")]
    told = (*comment.kept_of(row, ("number", *rest)), *comment.beside(row))
    parts = [texts["description"], comment.words_of(told)]
    if texts["title"] and line != texts["title"]:
        parts.insert(0, texts["title"])
    parts += [texts[field] for field in ("impact", "cause", "measure") if len(texts[field]) > _LONGEST]
    return Issue(
        0,
        "",
        line,
        State.DRAFT,
        Text(
            description="\n\n".join(part for part in parts if part)[:_LONGEST],
            impact=texts["impact"][:_LONGEST],
            cause=texts["cause"][:_LONGEST],
            correction=texts["measure"][:_LONGEST],
        ),
        Facts(origin=Origin.IMPORT, department=department),
        Standing(),
        at,
        who,
        at,
    )
