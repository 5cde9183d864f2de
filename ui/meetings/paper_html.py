"""Agenda and minutes as a document: on the screen, on paper, as Markdown.

The two do not look alike: an agenda is plain with a rule below its title, minutes have a frame around theirs,
with their version in it.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from supervisor.words import _
from ui import theme
from ui.theme import Theme

if TYPE_CHECKING:
    from supervisor.meetings.paper import Paper, Part, Table

AGENDA = "agenda"
SMALL_PT, BODY_PT, HEAD_PT, TITLE_PT = 8.5, 10, 12, 18


def html(paper: Paper, look: Theme, *, points: bool) -> str:
    """*paper* in the colours of *look*; type in *points* for paper, else as large as the desk's."""
    body = BODY_PT if points else look.px(theme.BODY)
    unit = "pt" if points else "px"

    def size(pt: float) -> str:
        return f"{pt / BODY_PT * body:.1f}{unit}"

    families = ", ".join(f"'{one}'" for one in theme.families())
    parts = [
        f'<html><body style="font-family:{families}; font-size:{size(BODY_PT)}; color:{look.text}">',
        _head(paper, look, size(TITLE_PT), size(HEAD_PT), size(SMALL_PT)),
    ]
    parts += [_part(one, look, size(HEAD_PT), size(BODY_PT), size(SMALL_PT)) for one in paper.parts]
    parts.append("</body></html>")
    return "".join(parts)


def _head(paper: Paper, look: Theme, title: str, sub: str, small: str) -> str:
    facts = "".join(
        f'<tr><td style="color:{look.muted}; padding-right:12px">{_text(label)}</td>'
        f"<td>{_text(value)}</td></tr>"
        for label, value in paper.facts
    )
    table = f'<table cellspacing="0" cellpadding="1">{facts}</table>' if facts else ""
    name = f'<span style="font-size:{title}; font-weight:600">{_text(paper.title)}</span>'
    below = (
        f'<p style="font-size:{sub}; margin:0 0 6px 0">{_text(paper.subtitle)}</p>' if paper.subtitle else ""
    )
    if paper.kind.value == AGENDA:
        return f'<p style="margin:0 0 4px 0">{name}</p>{below}{table}<hr>'
    stamp = (
        f'<p align="right" style="font-size:{small}; font-weight:600; margin:0">{_text(paper.stamp)}</p>'
        if paper.stamp
        else ""
    )
    return (
        f'<table width="100%" cellspacing="0" cellpadding="10" border="1" '
        f'style="border-style:solid; border-color:{look.text}"><tr><td bgcolor="{look.ground}">'
        f'{stamp}<p align="center" style="margin:0 0 4px 0">{name}</p>'
        f'<div align="center">{below}</div>{table}</td></tr></table>'
    )


def _part(part: Part, look: Theme, head: str, body: str, small: str) -> str:
    size = head if part.level == 1 else body
    found = (
        f'<h2 style="font-size:{size}; font-weight:600; margin:12px 0 3px 0">{_text(part.heading)}</h2>'
        if part.heading
        else '<p style="margin:4px 0 0 0"></p>'
    )
    found += "".join(f'<p style="margin:0 0 3px 0">{_text(line)}</p>' for line in part.lines)
    return found + (_table(part.table, look, small) if part.table is not None else "")


def _table(table: Table, look: Theme, small: str) -> str:
    heads = "".join(
        f'<td width="{share * 100:.0f}%" style="font-size:{small}; color:{look.muted}">{_text(words)}</td>'
        for words, share in zip(table.columns, table.widths, strict=False)
    )
    rows = "".join(
        "<tr>" + "".join(f'<td valign="top">{_text(cell)}</td>' for cell in row) + "</tr>"
        for row in table.rows
    )
    # the line of headings comes again on each page
    return (
        f'<table width="100%" cellspacing="0" cellpadding="4" border="1" '
        f'style="border-style:solid; border-color:{look.line_strong}; border-collapse:collapse">'
        f"<thead><tr>{heads}</tr></thead>{rows}</table>"
    )


def _text(words: str) -> str:
    return escape(words).replace("\n", "<br>")


def markdown(paper: Paper) -> str:
    """*paper* as Markdown."""
    found = [f"# {_line(paper.title)}", ""]
    if paper.subtitle:
        found += [_line(paper.subtitle), ""]
    if paper.stamp:
        found += [f"**{_line(paper.stamp)}**", ""]
    found += [f"- {_line(label)}: {_line(value)}" for label, value in paper.facts]
    for part in paper.parts:
        found.append("")
        if part.heading:
            found += [f"{'#' * (part.level + 1)} {_line(part.heading)}", ""]
        for line in part.lines:
            found += [_line(line), ""]
        if part.table is not None:
            found.append("| " + " | ".join(_cell(one) for one in part.table.columns) + " |")
            found.append("|" + " --- |" * len(part.table.columns))
            found += ["| " + " | ".join(_cell(one) for one in row) + " |" for row in part.table.rows]
    return "\n".join(found).strip() + "\n"


def _line(words: str) -> str:
    """One line whose signs mean nothing."""
    said = " ".join(words.split())
    return "".join(f"\\{one}" if one in "\\`*_#[]<>|" else one for one in said)


def _cell(words: str) -> str:
    return "<br>".join(_line(one) for one in words.split("\n"))


def page_said(page: int, pages: int) -> str:
    """Which page of how many."""
    return _("Page {page} of {pages}").format(page=page, pages=pages)
