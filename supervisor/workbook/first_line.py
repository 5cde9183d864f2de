"""The line under each title: what it is, of when, in which zone, made by whom and when, how many rows."""

from __future__ import annotations

from collections.abc import Sequence

from supervisor.words import _, ngettext, number
from supervisor.workbook.book import About
from supervisor.workbook.sizes import wide

BETWEEN = " · "


def first_line(about: About, rows: int | None) -> list[str]:
    """Its parts, in order; what is not known is left out."""
    said = [about.what, about.period, about.filter, about.zone]
    if about.made_by and about.made_at:
        said.append(_("made by {who} on {moment}").format(who=about.made_by, moment=about.made_at))
    elif about.made_at or about.made_by:
        said.append(_("made by {who}").format(who=about.made_by) if about.made_by else about.made_at)
    if rows is not None:
        said.append(ngettext("{count} row", "{count} rows", rows).format(count=number(rows)))
    if about.number:
        said.append(_("export {number}").format(number=about.number))
    return [part for part in said if part]


def folded(parts: Sequence[str], room: float) -> list[str]:
    """*parts* joined to lines no wider than *room*, where that is possible."""
    lines: list[str] = []
    for part in parts:
        if lines and wide(lines[-1]) + len(BETWEEN) + wide(part) <= room:
            lines[-1] += BETWEEN + part
        else:
            lines.append(part)
    return lines
