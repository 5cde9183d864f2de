"""`supervisor import …`: the past from files, and taking an import back."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from supervisor.commands import import_table, show
from supervisor.commands.options import AsJson, DatabaseUrl, Language, database_of
from supervisor.rights.own import login
from supervisor.words import _, mark, moment, ngettext, number

if TYPE_CHECKING:  # a command loads what it needs when it runs
    from collections.abc import Callable, Iterator
    from datetime import datetime, tzinfo

    from supervisor.history.log_reading import LogReport, Progress
    from supervisor.settings.centre import CentreSettings
    from supervisor.storage.database import Database

imports = typer.Typer(
    help=mark("The past, read from files; and taking back what was read."), no_args_is_help=True
)


import_table.register(imports)


@imports.command(
    "queue-log",
    help=mark(
        "Read Asterisk’s own log into the history: files plain or packed, rotated ones in any order, or a "
        "table in SQL. Only what is new is read, however often it is told."
    ),
)
def queue_log(
    context: typer.Context,
    files: Annotated[
        list[Path] | None,
        typer.Argument(metavar="FILE…", help=mark("The files, plain or .gz."), show_default=False),
    ] = None,
    source: Annotated[
        str,
        typer.Option(
            "--source", metavar="NAME", help=mark("The source whose log it is."), show_default=False
        ),
    ] = "",
    sql: Annotated[
        str | None,
        typer.Option(
            "--sql",
            metavar="URL",
            help=mark("The database in which the exchange keeps its log, instead of files."),
            show_default=False,
        ),
    ] = None,
    table: Annotated[
        str, typer.Option("--table", metavar="NAME", help=mark("The table of that database."))
    ] = "queue_log",
    as_json: AsJson = False,
    database: DatabaseUrl = None,
    language: Language = None,
) -> None:
    from supervisor.history.derive import derive_stale
    from supervisor.history.derive_rules import derive_rules
    from supervisor.history.names import Names
    from supervisor.storage.areas import note
    from supervisor.storage.centre_settings import load_centre
    from supervisor.storage.database import open_centre, open_history
    from supervisor.storage.sources import all_sources

    if not source:
        raise typer.BadParameter(_("Say whose log it is: --source NAME."))
    if bool(files) == bool(sql):
        raise typer.BadParameter(_("Name files, or a database with --sql: one of the two."))
    url = database_of(context, database)
    with ExitStack() as held:
        centre, history = held.enter_context(open_centre(url)), held.enter_context(open_history(url))
        with centre.read() as db:
            settings = load_centre(db)
            known = source in {record.name for record in all_sources(db)}
        now = settings.clock().now()
        with _shown(_("Reading"), as_json) as tell:
            report = _read(history, source, files or [], sql, table, settings, now, tell)
        with history.write() as db:
            here = Names().number(db, "source", "", source)
        with _shown(_("Counting"), as_json) as tell:
            derive_stale(
                history,
                derive_rules(settings),
                sources=[here],
                cancelled=lambda: tell.cancelled,
                report=tell.days,
            )
        if report.lines:
            centre.change(note, ["history"])
    if as_json:
        show.line(_json(report))
    else:
        _say(report, source, settings.days.zone, known=known)
    if report.state.value == "cancelled":
        raise typer.Exit(1)


class _Telling:
    """What is told of the work while it goes on; once Ctrl+C was pressed it ends at the next good place."""

    def __init__(self, show_at: Callable[[int, int], None]) -> None:
        self.cancelled = False
        self.days = show_at

    def bytes(self, progress: Progress) -> None:
        self.days(progress.done, progress.total)


def _read(
    history: Database,
    source: str,
    files: list[Path],
    sql: str | None,
    table: str,
    settings: CentreSettings,
    now: datetime,
    tell: _Telling,
) -> LogReport:
    from supervisor.history.log_reading import read_logs, read_table
    from supervisor.history.log_table import log_table

    with history.read() as db:
        who = login(db)

    def cancelled() -> bool:
        return tell.cancelled

    if sql is None:
        return read_logs(history, source, files, at=now, who=who, progress=tell.bytes, cancelled=cancelled)
    with log_table(sql, table, settings.days.zone) as told:
        return read_table(
            history,
            source,
            told.lines,
            told.name,
            total=told.rows,
            at=now,
            who=who,
            progress=tell.bytes,
            cancelled=cancelled,
        )


@contextmanager
def _shown(what: str, silent: bool) -> Iterator[_Telling]:
    """A bar on the terminal while the block runs; Ctrl+C asks the work to end, and what was done is kept."""
    import signal
    import sys

    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f} %"),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        disable=silent or not sys.stderr.isatty(),
        transient=True,
    )
    task = bar.add_task(what, total=None)
    telling = _Telling(lambda done, total: bar.update(task, completed=min(done, total), total=total))

    def stop(*_signal: Any) -> None:
        telling.cancelled = True

    before = signal.signal(signal.SIGINT, stop)
    try:
        with bar:
            yield telling
    finally:
        signal.signal(signal.SIGINT, before)


def _json(report: LogReport) -> dict[str, Any]:
    import msgspec

    told: dict[str, Any] = msgspec.to_builtins(report)
    return told


def _say(report: LogReport, source: str, zone: tzinfo, *, known: bool) -> None:
    if report.state.value == "cancelled":
        typer.echo(_("Ended early: what was read is kept, and the next time goes on there."))
    if report.batch is None:
        typer.echo(_("Nothing new: all of it is in the history already."))
    else:
        typer.echo(
            _("Import {number} of {source}, from {first} to {last}.").format(
                number=report.batch,
                source=source,
                first=_moment(report.first_ms, zone),
                last=_moment(report.last_ms, zone),
            )
        )
        show.table(
            "",
            [("", False), ("", True)],
            [
                (_("Lines read"), number(report.lines)),
                (_("Lines known already"), number(report.known)),
                (_("New contacts"), number(report.new)),
                (_("Contacts that are further on"), number(report.changed)),
                (_("Rings not answered"), number(report.rings)),
                (_("Lines about agents’ time"), number(report.marks)),
                (_("Lines about contacts that no file has told yet"), number(report.strays)),
                (_("Lines that make no sense"), number(report.bad_count)),
            ],
        )
    for bad in report.bad:
        typer.echo(
            _("{file}, line {line}: “{text}”").format(file=bad.file, line=number(bad.line), text=bad.text)
        )
    if report.bad_count > len(report.bad):
        more = report.bad_count - len(report.bad)
        typer.echo(
            ngettext("… and one more line.", "… and {number} more lines.", more).format(number=number(more))
        )
    if report.skipped:
        names = ", ".join(f"{name} ({number(count)})" for name, count in sorted(report.skipped.items()))
        typer.echo(_("Events of the exchange’s own, passed over: {names}").format(names=names))
    for file in report.unfinished:
        typer.echo(_("{file}: its last line is not whole yet; it is read the next time.").format(file=file))
    if not known:
        typer.echo(
            _(
                "No source of the centre is called {source}; its contacts stand under that name all the same."
            ).format(source=source)
        )


def _moment(at_ms: int | None, zone: tzinfo) -> str:
    from datetime import UTC, datetime

    return moment(None if at_ms is None else datetime.fromtimestamp(at_ms / 1000, UTC), zone)
