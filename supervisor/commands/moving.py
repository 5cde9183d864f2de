"""A move as the command line shows it: what would go, a bar while it goes, and what came of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import typer

from supervisor.commands import show
from supervisor.words import _, duration, number

if TYPE_CHECKING:
    from supervisor.moving.plan import MovePlan, MoveProgress, MoveResult


def move_and_show(source: str, target: str, *, dry_run: bool, again: bool, as_json: bool) -> int:
    """Plan and move, telling of both; the exit code."""
    from supervisor.moving.file import CalledOff
    from supervisor.moving.move import move, plan
    from supervisor.moving.plan import Ending

    with _shown(as_json=as_json) as (report, called_off):
        try:
            planned = plan(source, target, called_off)
        except CalledOff:
            typer.echo(_("Ended before anything was moved."), err=True)
            return 1
        _show_plan(planned, as_json=as_json)
        if dry_run:
            return 0
        result = move(planned, report, called_off, again=again)
    _show_result(result, as_json=as_json)
    return 0 if result.ending is Ending.DONE else 1


def _show_plan(plan: MovePlan, *, as_json: bool) -> None:
    import msgspec

    from supervisor.moving import wording

    if as_json:
        show.line(
            {
                "from": plan.source,
                "to": plan.target,
                "begun": plan.begun,
                "rows": plan.rows,
                "bytes": plan.bytes,
                "collected": plan.collected,
                "tables": msgspec.to_builtins(plan.tables),
                "left": msgspec.to_builtins(plan.left),
            }
        )
        return
    show.table(
        _("{file} to {url}").format(file=plan.source, url=plan.target),
        [(_("Table"), False), (_("Rows"), True), (_("Size"), True), (_("Moved already"), True)],
        [
            (table.table, number(table.rows), wording.size(table.bytes), number(table.done))
            for table in plan.tables
            if table.rows
        ],
    )
    typer.echo(wording.planned(plan))
    for left in plan.left:
        typer.echo(f"· {wording.left(left)}")
    if plan.collected:
        typer.echo(
            _(
                "A collector listens to {sources} for this file: end it, and the console, before moving."
            ).format(sources=", ".join(plan.collected)),
            err=True,
        )


def _show_result(result: MoveResult, *, as_json: bool) -> None:
    import msgspec

    from supervisor.moving import wording
    from supervisor.moving.plan import Ending

    if as_json:
        told = msgspec.to_builtins(result)
        show.line({**told, "left": len(result.left), "sentence": wording.ended(result)})
        return
    for difference in result.differences:
        typer.echo(wording.difference(difference), err=True)
    if result.rows:
        typer.echo(wording.rate(result))
    typer.echo(wording.ended(result), err=result.ending is not Ending.DONE)


@contextmanager
def _shown(*, as_json: bool) -> Iterator[tuple[Callable[[MoveProgress], None], Callable[[], bool]]]:
    """How a move tells how far it is, and whether Ctrl+C was pressed: what was moved until then is kept."""
    import signal
    import sys

    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn

    ended = False
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f} %"),
        TextColumn("{task.fields[left]}"),
        console=Console(stderr=True),
        disable=as_json or not sys.stderr.isatty(),
        transient=True,
    )
    task = bar.add_task("", total=None, left="", visible=False)

    def report(progress: MoveProgress) -> None:
        if as_json:
            show.line(
                {
                    "stage": progress.stage.value,
                    "table": progress.table,
                    "rows": progress.rows,
                    "rows_all": progress.rows_all,
                    "left_s": progress.left_s,
                }
            )
        left = "" if progress.left_s is None else duration(progress.left_s)
        bar.update(
            task,
            description=progress.table,
            completed=progress.rows,
            total=progress.rows_all,
            left=left,
            visible=True,
        )

    def stop(*_signal: Any) -> None:
        nonlocal ended
        ended = True

    before = signal.signal(signal.SIGINT, stop)
    try:
        with bar:
            yield report, lambda: ended
    finally:
        signal.signal(signal.SIGINT, before)
