"""The list that somebody means by a line: a usual view, a filter that was kept, or words to search for."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec
from sqlalchemy import Connection

from supervisor.errors import UnknownNameError
from supervisor.issues.department_store import all_departments, called
from supervisor.issues.filter_store import all_filters
from supervisor.issues.question import OPEN_ONES, USUAL, IssueQuestion
from supervisor.people.likeness import plainly
from supervisor.words import _, everywhere, mark


@dataclass(frozen=True)
class AskedFor:
    """A *question* and how it is *called*, in words; *department*: its name where it is of one alone."""

    question: IssueQuestion
    called: str
    department: str = ""


def asked_for(db: Connection, line: str, department: str = "", who: str = "") -> AskedFor:
    """What *line* means, typed by *who*: "" the open issues; a usual view by its name in any language or its
    short one; a filter of *who*'s or everybody's by its name; else words that stand in an issue, open or not.
    *department*, an id or a name, narrows it. Raises UnknownNameError for a department that there is not."""
    question, said = _meant(db, line.strip(), who)
    if not department.strip():
        return AskedFor(question, said)
    known = all_departments(db)
    found = next((one for one in known if one.id == department), None) or called(known, department)
    if found is None:
        raise UnknownNameError(mark("department"), department, tuple(one.name for one in known))
    return AskedFor(
        msgspec.structs.replace(question, departments=(found.id,)),
        _("{list}, {department}").format(list=said, department=found.name),
        found.name,
    )


def _meant(db: Connection, line: str, who: str) -> tuple[IssueQuestion, str]:
    plain = plainly(line or OPEN_ONES)
    for view in all_filters(db, who):
        if plainly(view.name) == plain or view.id == line:
            return view.view.question, view.name
    for name, (title, usual) in USUAL.items():
        if plain in (plainly(name), *map(plainly, everywhere(title))):
            return usual.question, _(title)
    return IssueQuestion(text=line), _("“{words}” stands in it").format(words=line)
