"""People who are invited, as lines of text: name, department, mail address."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from supervisor.meetings.series import Person
from supervisor.words import _

_APART = re.compile(r"\s*[,;，；\t]\s*")


def written(people: Sequence[Person], departments: Mapping[str, str]) -> str:
    """*people*, one a line; *departments* are names by id."""
    lines = []
    for one in people:
        parts = [one.name, departments.get(one.department, one.department), one.mail]
        while len(parts) > 1 and not parts[-1]:
            parts.pop()
        lines.append(", ".join(parts))
    return "\n".join(lines)


def read(text: str, departments: Mapping[str, str]) -> tuple[tuple[Person, ...], str]:
    """The people that *text* names, and what is wrong with it ("" for nothing)."""
    by_name = {name.casefold(): id for id, name in departments.items()}
    found: list[Person] = []
    for line in text.splitlines():
        parts = [part.strip() for part in _APART.split(line.strip())]
        name, rest = parts[0], [part for part in parts[1:] if part]
        if not name:
            if rest:
                return (), _("A line has no name: {line}").format(line=line.strip())
            continue
        department = mail = ""
        for part in rest:
            if "@" in part:
                mail = part
            elif (id := by_name.get(part.casefold())) is not None:
                department = id
            else:
                said = _("“{name}” is no department that is known. There are: {known}")
                return (), said.format(name=part, known=_(", ").join(sorted(departments.values())))
        found.append(Person(name[:300], department, mail[:300]))
    return tuple(found), ""
