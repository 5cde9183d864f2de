"""How the command line shows figures to a person: tables as wide as the terminal."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING, Any, Protocol

import typer

from supervisor.words import DASH, _, clock_time, duration, number, share

if TYPE_CHECKING:
    from supervisor.imports.columns import Verdict

BAD_SHOWN = 20
"""So many rows of a file that cannot be taken are told one by one; all with --json."""


def line(document: Mapping[str, Any] | Sequence[Any]) -> None:
    """Print *document* as one line of JSON, at once: whoever reads along must not wait for the end."""
    typer.echo(json.dumps(document, ensure_ascii=False, separators=(",", ":")))
    sys.stdout.flush()


def table(title: str, columns: Sequence[tuple[str, bool]], rows: Iterable[Sequence[str]]) -> None:
    """Print a table; *columns* are pairs of a heading and whether it holds figures."""
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    shown = Table(
        title=title or None,
        title_justify="left",
        box=box.SIMPLE_HEAD,
        pad_edge=False,
        collapse_padding=True,
    )
    for heading, figures in columns:
        shown.add_column(heading, justify="right" if figures else "left")
    for row in rows:  # as Text: a name may hold [brackets]; figures do not break, headings may
        shown.add_row(
            *(
                Text(cell.replace(" ", "\u00a0") if figures else cell)
                for cell, (_heading, figures) in zip(row, columns, strict=True)
            )
        )
    Console(width=None if sys.stdout.isatty() else 120).print(shown)


def board(report: Mapping[str, Any], zone: tzinfo) -> None:
    """Print a board's report (`wallboard/report.py`) as tables, times by the wall clock of *zone*."""
    states = {"live": _("live"), "late": _("late"), "dead": _("not heard")}
    table(
        _("Sources, {time}").format(time=_time(report["as_of"], zone)),
        [(_("Source"), False), (_("State"), False), (_("Last event"), True), (_("Audit differences"), True)],
        [
            (
                source["name"],
                states[source["state"]],
                _time(source["last_event_at"], zone),
                number(source["audit_differences"]),
            )
            for source in report["sources"]
        ],
    )
    table(
        _("Queues, today"),
        [
            (_("Queue"), False),
            (_("Waiting"), True),
            (_("Longest wait"), True),
            (_("Answered"), True),
            (_("Answer rate"), True),
            (_("Service level"), True),
            (_("Ready"), True),
            (_("Handling"), True),
            (_("On break"), True),
        ],
        [
            (
                queue["name"],
                number(queue["waiting"]),
                duration(queue["longest_wait_s"]),
                f"{number(queue['answered'])} / {number(queue['offered'])}",
                share(queue["answer_rate"]),
                share(queue["service_level"]),
                number(queue["ready"]),
                number(queue["handling"]),
                number(queue["on_break"]),
            )
            for queue in report["queues"]
        ],
    )


def _time(instant: str | None, zone: tzinfo) -> str:
    return DASH if instant is None else clock_time(datetime.fromisoformat(instant), zone, seconds=True)


class FileRow(Protocol):
    """A row of a file that was read; *problem* is a sentence where it cannot be taken."""

    @property
    def verdict(self) -> Verdict: ...
    @property
    def problem(self) -> str: ...


class FileRead(Protocol):
    """A file of rows that was read; *problem* is a sentence where it holds no such table."""

    @property
    def rows(self) -> Sequence[FileRow]: ...
    @property
    def problem(self) -> str: ...


def file_read(sheet: FileRead, document: Mapping[str, Any] | None) -> None:
    """Print what becomes of the rows of a file, the first that cannot be taken one by one; with a *document*
    that alone. Ends the command with 1 where the file holds no such table."""
    from supervisor.imports.columns import Verdict

    if document is not None:
        line(document)
    elif not sheet.problem:
        counts = Counter(row.verdict for row in sheet.rows)
        typer.echo(
            _("{new} new, {changed} changed, {same} as they stand, {bad} left out.").format(
                **{verdict.value: number(counts[verdict]) for verdict in Verdict}
            )
        )
        for row in [row for row in sheet.rows if row.verdict is Verdict.BAD][:BAD_SHOWN]:
            typer.echo(row.problem, err=True)
    if sheet.problem:
        typer.echo(sheet.problem, err=True)
        raise typer.Exit(1)
