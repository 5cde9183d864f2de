"""`supervisor import table FILE`, `import list`, `import undo N`, `import mappings …`: sheets."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from supervisor.commands import show
from supervisor.commands.options import AsJson, DatabaseUrl, Language, database_of
from supervisor.commands.seat import who_at
from supervisor.rights.own import login
from supervisor.words import DASH, _, day, mark, moment, ngettext, number

if TYPE_CHECKING:  # a command loads what it needs when it runs
    from collections.abc import Callable
    from datetime import tzinfo

    from sqlalchemy import Connection

    from supervisor.history.batch import Batch, Undone
    from supervisor.imports.mapping import Mapping
    from supervisor.imports.seen import Opened, Preview, Result

SHOWN = 20
"""So many rows that are left out are told one by one; all with --json or --save-problems."""

mappings = typer.Typer(
    help=mark("How sheets are read: list the kept ways, carry them to another centre."),
    invoke_without_command=True,
)


def register(group: typer.Typer) -> None:
    """Add the commands to `supervisor import`."""
    group.command("table", help=mark(_TABLE_HELP))(table)
    group.command("list", help=mark("List what was imported, the newest first."))(listed)
    group.command("undo", help=mark("Take an import back; what later ones changed is left alone."))(undo)
    group.add_typer(mappings, name="mappings")


_TABLE_HELP = mark(
    "Read a sheet of any telephone, survey, quality or work-order system: xlsx, xls, xlsb, ods, a web page "
    "called .xls, CSV in any encoding."
)


def table(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help=mark("The file."), show_default=False)],
    mapping: Annotated[
        str | None,
        typer.Option(
            "--mapping",
            metavar="NAME",
            help=mark("The kept way to read it; otherwise the one that fits its header."),
            show_default=False,
        ),
    ] = None,
    source: Annotated[
        str | None,
        typer.Option(
            "--source",
            metavar="NAME",
            help=mark("The system it comes from, where the way to read it does not say."),
            show_default=False,
        ),
    ] = None,
    sheet: Annotated[
        str | None,
        typer.Option("--sheet", metavar="NAME", help=mark("This sheet alone."), show_default=False),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help=mark("Say what it would come to, and write nothing."))
    ] = False,
    save_problems: Annotated[
        Path | None,
        typer.Option(
            "--save-problems",
            metavar="FILE.xlsx",
            help=mark("Save the rows that are left out, with what is wrong, to be corrected and read alone."),
            show_default=False,
        ),
    ] = None,
    again: Annotated[
        bool, typer.Option("--again", help=mark("Read it although the same file was read already."))
    ] = False,
    keep: Annotated[
        str | None,
        typer.Option(
            "--keep",
            metavar="NAME",
            help=mark("Keep this way to read such sheets; the next one is read by it unasked."),
            show_default=False,
        ),
    ] = None,
    as_json: AsJson = False,
    database: DatabaseUrl = None,
    language: Language = None,
) -> None:
    from supervisor.imports import apply, preview, problems
    from supervisor.imports.mapping import renamed
    from supervisor.imports.seen import Choices

    url = database_of(context, database)
    with _bar(_("Reading"), as_json) as report:
        opened = preview.look(report, file, url, source=source or "")
        wanted = _mapping(opened, url, mapping, source, sheet)
        if keep:
            wanted = _keep(url, renamed(wanted, keep))
        if dry_run:
            seen: Preview | None = preview.preview(report, file, wanted, url)
            result = None
        else:
            result = apply.apply(
                *(report, url, file, wanted, Choices(again=again)),
                who=who_at(url),
                digest=opened.digest,
            )
            seen = result.preview
        saved = problems.save(report, file, wanted, url, save_problems) if save_problems else None
    assert seen is not None  # noqa: S101  # both ways judge the rows
    if as_json:
        show.line(_json(seen, result, saved.rows if saved else None))
    else:
        _say(seen, result, _zone(url))
        if saved is not None and saved.path is not None:
            typer.echo(
                ngettext(
                    "One row to correct is in {file}.", "{number} rows to correct are in {file}.", saved.rows
                ).format(number=number(saved.rows), file=saved.path)
            )
    if result is not None and result.before is None and not result.rows:
        raise typer.Exit(1)


def listed(
    context: typer.Context,
    as_json: AsJson = False,
    database: DatabaseUrl = None,
    language: Language = None,
) -> None:
    from supervisor.history import batch as batches
    from supervisor.storage.centre_settings import load_centre
    from supervisor.storage.database import open_centre, open_history

    url = database_of(context, database)
    with open_centre(url) as centre, open_history(url) as history:
        with centre.read() as db:
            zone = load_centre(db).days.zone
        with history.read() as db:
            found = batches.batches(db)
    if as_json:
        for one in found:
            show.line(_batch_json(one))
        return
    show.table(
        _("Imports"),
        [
            *((_("No."), True), (_("When"), False), (_("Source"), False), (_("File"), False)),
            *((_("Rows"), True), (_("Left out"), True), (_("By"), False), (_("State"), False)),
        ],
        [
            (
                *(str(one.id), moment(one.begun_at, zone), one.source, one.file or DASH),
                *(_count(one, "rows", "lines"), _count(one, "left_out", "bad"), one.who, _state(one)),
            )
            for one in found
        ],
    )


def undo(
    context: typer.Context,
    import_number: Annotated[
        int, typer.Argument(metavar="N", help=mark("Its number in the list."), show_default=False)
    ],
    as_json: AsJson = False,
    database: DatabaseUrl = None,
    language: Language = None,
) -> None:
    from supervisor.imports import apply

    url = database_of(context, database)
    done = apply.undo(url, import_number, who=who_at(url))
    if as_json:
        show.line(_undone_json(done))
        return
    typer.echo(
        _("Import {number} is taken back: {removed} rows removed, {restored} as they were before.").format(
            number=import_number, removed=number(done.removed), restored=number(done.restored)
        )
    )
    if done.left_count:
        typer.echo(
            ngettext(
                "One row was left alone, because a later import changed it:",
                "{number} rows were left alone, because later imports changed them:",
                done.left_count,
            ).format(number=number(done.left_count))
        )
        for left in done.left[:SHOWN]:
            typer.echo(f"  {' · '.join(str(part) for part in left.key if part not in ('', 0))} → {left.by}")


@mappings.callback()
def _mappings(
    context: typer.Context,
    as_json: AsJson = False,
    database: DatabaseUrl = None,
    language: Language = None,
) -> None:
    from supervisor.imports import store
    from supervisor.imports.mapping import SHAPE_LABELS, to_json
    from supervisor.storage.database import open_centre

    if context.invoked_subcommand is not None:
        return
    with open_centre(database_of(context, database)) as centre, centre.read() as db:
        found = store.mappings(db)
    if as_json:
        for one in found:
            show.line(to_json(one))
        return
    show.table(
        _("Ways to read sheets"),
        [(_("Name"), False), (_("Source"), False), (_("What a row is"), False), (_("Columns"), True)],
        [
            (
                *(one.name, one.source, _(SHAPE_LABELS[one.shape])),
                number(sum(1 for column in one.columns if column.role)),
            )
            for one in found
        ],
    )


@mappings.command("export", help=mark("Write the kept ways to read sheets to a file."))
def export_mappings(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help=mark("The file."), show_default=False)],
    name: Annotated[
        list[str] | None,
        typer.Option("--mapping", metavar="NAME", help=mark("Only this one."), show_default=False),
    ] = None,
    database: DatabaseUrl = None,
    language: Language = None,
) -> None:
    from supervisor.imports import store
    from supervisor.imports.mapping import to_file
    from supervisor.storage.database import open_centre

    with open_centre(database_of(context, database)) as centre, centre.read() as db:
        found = tuple(store.mapping(db, one) for one in name) if name else store.mappings(db)
    to_file(file, found)
    typer.echo(_("{number} ways to read sheets are in {file}.").format(number=number(len(found)), file=file))


@mappings.command("import", help=mark("Keep the ways to read sheets that a file holds."))
def import_mappings(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help=mark("The file."), show_default=False)],
    database: DatabaseUrl = None,
    language: Language = None,
) -> None:
    from supervisor.imports import store
    from supervisor.imports.mapping import from_file
    from supervisor.storage.centre_settings import load_centre
    from supervisor.storage.database import open_centre

    found = from_file(file)

    def keep(db: Connection) -> None:
        now = load_centre(db).clock().now()
        for one in found:
            store.save(db, one, at=now, who=login(db))

    with open_centre(database_of(context, database)) as centre:
        centre.change(keep)
    names = ", ".join(one.name for one in found)
    typer.echo(_("Kept: {names}").format(names=names or DASH))


# -- parts --------------------------------------------------------------------------------------------------


def _mapping(opened: Opened, url: str, name: str | None, source: str | None, sheet: str | None) -> Mapping:
    from supervisor.errors import ImportFileError
    from supervisor.imports import preview, store
    from supervisor.imports.mapping import flaws
    from supervisor.imports.verdict import flaw_sentence
    from supervisor.storage.database import open_centre

    if name is not None:
        with open_centre(url) as centre, centre.read() as db:
            found: Mapping | None = store.mapping(db, name)
    else:
        found = preview.best(opened)
    if found is None:
        raise ImportFileError(str(opened.path), "no_mapping", _("no column is known."))
    if source:
        found = replace(found, source=source)
    if sheet:
        found = replace(found, sheet=sheet)
    if lacking := flaws(found):
        said = " ".join(flaw_sentence(one, found) for one in lacking)
        raise ImportFileError(str(opened.path), "no_mapping", said)
    return found


def _keep(url: str, wanted: Mapping) -> Mapping:
    from supervisor.imports import store
    from supervisor.storage.centre_settings import load_centre
    from supervisor.storage.database import open_centre

    with open_centre(url) as centre:
        return centre.change(
            lambda db: store.save(db, wanted, at=load_centre(db).clock().now(), who=login(db))[1]
        )


def _zone(url: str) -> tzinfo:
    from supervisor.storage.centre_settings import load_centre
    from supervisor.storage.database import open_centre

    with open_centre(url) as centre, centre.read() as db:
        return load_centre(db).days.zone


@contextmanager
def _bar(what: str, silent: bool) -> Iterator[Callable[[int, int], None]]:
    """A bar with the time left on the terminal while the block runs. Ctrl+C ends the work, and as nothing is
    written before the end, nothing is left of it."""
    import sys

    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    bar = Progress(
        *(TextColumn("{task.description}"), BarColumn(), TextColumn("{task.percentage:>3.0f} %")),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        disable=silent or not sys.stderr.isatty(),
        transient=True,
    )
    task = bar.add_task(what, total=None)
    with bar:
        yield lambda done, total: bar.update(task, completed=min(done, total), total=total)


def _say(seen: Preview, result: Result | None, zone: tzinfo) -> None:
    from supervisor.imports.verdict import BAD, VERDICT_LABELS, Standing, problem_sentence

    if result is not None and result.before is not None:
        typer.echo(
            _("The same file was already read on {day}, as import {number}. Nothing was done.").format(
                day=moment(result.before.begun_at, zone), number=result.before.id
            )
        )
        return
    mapping = seen.mapping
    typer.echo(
        _("{file}, read as “{mapping}” of {source}.").format(
            file=seen.path.name, mapping=mapping.name, source=mapping.source
        )
    )
    show.table(
        "",
        [(_("Rows"), False), ("", True)],
        [(_(VERDICT_LABELS[verdict]), number(count)) for verdict, count in seen.counts],
    )
    if seen.first_day is not None:
        typer.echo(_("From {first} to {last}.").format(first=day(seen.first_day), last=day(seen.last_day)))
    for total in seen.totals:
        if total.agrees is False:
            wrong = "; ".join(
                _("{column}: it says {said}, the rows make {read}").format(
                    column=column, said=number(said), read=number(read)
                )
                for column, said, read in total.differs
            )
            typer.echo(
                _("The total in row {row} does not agree. {differs}").format(row=total.row, differs=wrong)
            )
    for warning in seen.warnings:
        typer.echo(problem_sentence(warning))
    _say_bad(seen, BAD)
    unknown = [found for found in seen.names if found.standing is Standing.UNKNOWN]
    if unknown:
        names = ", ".join(found.text for found in unknown[:SHOWN])
        typer.echo(
            ngettext(
                "One name that nobody has explained yet: {names}. Its rows are kept under it.",
                "{number} names that nobody has explained yet: {names}. Their rows are kept under them.",
                len(unknown),
            ).format(number=number(len(unknown)), names=names + ("…" if len(unknown) > SHOWN else ""))
        )
    if seen.not_read:
        typer.echo(_("Sheets not read: {names}").format(names=", ".join(seen.not_read)))
    if result is None:
        typer.echo(_("Nothing was written."))
    elif result.batch is not None:
        told = _("Import {number}: {new} new, {changed} changed, {same} as they were.")
        written = result.written
        typer.echo(
            told.format(
                number=result.batch,
                new=number(written.new),
                changed=number(written.changed),
                same=number(written.same),
            )
        )
    elif result.rows:
        typer.echo(_("{count} people were taken in.").format(count=number(result.rows)))
    else:
        typer.echo(_("No row could be taken. Nothing was written."))


def _say_bad(seen: Preview, bad: tuple[Any, ...]) -> None:
    from supervisor.imports.verdict import problem_sentence

    wrong = [line for line in seen.lines if line.verdict in bad]
    for line in wrong[:SHOWN]:
        said = " ".join(problem_sentence(problem) for problem in line.problems if not problem.warning)
        if line.twin is not None:
            said = _("It and row {row} say different things of the same.").format(row=line.twin)
        typer.echo(_("{sheet}, row {row}: {problem}").format(sheet=line.sheet, row=line.row, problem=said))
    total = sum(count for verdict, count in seen.counts if verdict in bad)
    if total > SHOWN:
        more = total - SHOWN
        typer.echo(
            ngettext("… and one more row.", "… and {number} more rows.", more).format(number=number(more))
        )


def _json(seen: Preview, result: Result | None, saved: int | None) -> dict[str, Any]:
    import msgspec

    told: dict[str, Any] = {
        "file": str(seen.path),
        "digest": seen.digest,
        "mapping": seen.mapping.name,
        "source": seen.mapping.source,
        "shape": seen.mapping.shape.value,
        "rows": {verdict.value: count for verdict, count in seen.counts},
        "first_day": seen.first_day.isoformat() if seen.first_day else None,
        "last_day": seen.last_day.isoformat() if seen.last_day else None,
        "writes": dict(zip(("new", "changed", "same"), seen.writes, strict=True)),
        "totals": msgspec.to_builtins(seen.totals),
        "names": msgspec.to_builtins(seen.names),
        "lines": [
            msgspec.to_builtins(line)
            for line in seen.lines
            if line.verdict not in ("new", "unchanged") or line.problems
        ],
        "warnings": msgspec.to_builtins(seen.warnings),
        "not_read": list(seen.not_read),
        "problems_saved": saved,
        "import": result.batch if result is not None else None,
        "already": result.before.id if result is not None and result.before is not None else None,
    }
    return told


def _batch_json(one: Batch) -> dict[str, Any]:
    import msgspec

    told: dict[str, Any] = msgspec.to_builtins(one)
    return told


def _undone_json(done: Undone) -> dict[str, Any]:
    import msgspec

    told: dict[str, Any] = msgspec.to_builtins(done)
    return told


def _count(one: Batch, *names: str) -> str:
    found = next((one.facts[name] for name in names if isinstance(one.facts.get(name), int)), None)
    return number(found)


def _state(one: Batch) -> str:
    return {
        "running": _("running"),
        "done": _("done"),
        "cancelled": _("cancelled"),
        "failed": _("failed"),
        "undone": _("taken back"),
    }[one.state.value]
