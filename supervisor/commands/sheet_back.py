"""`supervisor sheet read`, `files` and `take-back`: sheets that departments sent back."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from supervisor.commands import show
from supervisor.commands.options import AsJson, DatabaseUrl, Language, database_of
from supervisor.words import DASH, _, mark, moment, ngettext, number

if TYPE_CHECKING:  # a command loads what it needs when it runs
    from collections.abc import Iterable
    from datetime import datetime

    from supervisor.issues.event import Acting
    from supervisor.roundtrip.taking import Taken
    from supervisor.roundtrip.verdict import Choices, Preview, RowFinding
    from supervisor.settings.centre import CentreSettings

ALL = "all"
EMPTY_WORDS = ("keep", "clear")

Rows = Annotated[
    str,
    typer.Option(
        "--take",
        metavar="ROWS|all",
        help=mark("Take in these rows (5,7-9), or all of which something can be taken."),
        show_default=False,
    ),
]


def read(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help=mark("The file as it came."))],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help=mark("Only say what each row would do; keep nothing."))
    ] = False,
    take: Rows = "",
    empty: Annotated[
        str,
        typer.Option("--empty", metavar="keep|clear", help=mark("What an emptied cell means.")),
    ] = "",
    take_file: Annotated[
        list[str] | None,
        typer.Option(
            "--take-file",
            metavar="CELL",
            help=mark("In this conflict (M7) the file is right, not what stands here; repeatable."),
            show_default=False,
        ),
    ] = None,
    on: Annotated[
        list[str] | None,
        typer.Option(
            "--date",
            metavar="CELL=DATE",
            help=mark("What a day that is not understood means (N7=2026-03-20); repeatable."),
            show_default=False,
        ),
    ] = None,
    comment: Annotated[
        list[str] | None,
        typer.Option(
            "--comment",
            metavar="CELL",
            help=mark("Keep what was changed in this read-only cell as a comment; repeatable."),
            show_default=False,
        ),
    ] = None,
    make: Annotated[
        str, typer.Option("--make", metavar="ROWS", help=mark("Make new issues of these rows."))
    ] = "",
    reopen: Annotated[
        str,
        typer.Option("--reopen", metavar="ROWS", help=mark("Open the issues of these rows again.")),
    ] = "",
    other_department: Annotated[
        bool,
        typer.Option("--other-department", help=mark("Yes, rows of another department are right.")),
    ] = False,
    result: Annotated[
        Path | None,
        typer.Option(
            "--result",
            metavar="FILE.xlsx",
            help=mark("Write what became of each row into this workbook, for the department."),
            show_default=False,
        ),
    ] = None,
    as_json: AsJson = False,
    database: DatabaseUrl = None,
    language: Language = None,
) -> None:
    from supervisor.roundtrip import asking
    from supervisor.roundtrip.document import preview_document, taken_document
    from supervisor.roundtrip.verdict import Choices
    from supervisor.workbook.writing import write_book

    if dry_run and take:
        raise typer.BadParameter(_("A trial takes nothing: leave out --take, or --dry-run."))
    url = database_of(context, database)
    settings, now = _now(url)
    acting, content = _acting(url), asking.content_of(file)
    looked = asking.look(url, file.name, content, who=acting.who, at=now, keep=not dry_run)
    choices = _choices(
        looked, take, empty, take_file or (), on or (), comment or (), make, reopen, other_department
    )
    preview = looked
    if choices != Choices():
        preview = asking.look(url, file.name, content, who=acting.who, at=now, choices=choices, keep=False)
    taken = None
    if take or make:
        if take.strip().lower() == ALL:
            rows = asking.takeable(preview, choices) | choices.rows
            if not rows and looked.read_before:
                rows = looked.taken
            choices = _with_rows(choices, rows)
        taken = asking.take(url, looked, choices, acting=acting, at=now)
        preview = taken.preview or preview
    written = None
    if result is not None:
        if dry_run:
            book = asking.trial_result(url, file.name, content, who=acting.who, at=now)
        else:
            book = asking.result(url, looked.id, who=acting.who, at=now)
        written = write_book(result, book, settings.days.zone)
    if as_json:
        document = preview_document(preview)
        document["took"] = taken_document(taken) if taken is not None else None
        document["result"] = str(written.path) if written is not None else None
        show.line(document)
        return
    _tell(preview)
    if taken is not None:
        _tell_taken(taken)
    if written is not None:
        typer.echo(_("{file}: what became of each row.").format(file=written.path))


def files(
    context: typer.Context,
    as_json: AsJson = False,
    database: DatabaseUrl = None,
    language: Language = None,
) -> None:
    from supervisor.issues.department_store import all_departments
    from supervisor.roundtrip import asking
    from supervisor.roundtrip.document import returned_document
    from supervisor.roundtrip.returned import FILE_LABELS
    from supervisor.storage.database import open_centre

    url = database_of(context, database)
    settings, now = _now(url)
    with open_centre(url) as centre, centre.read() as db:
        found = asking.files(db)
        names = {one.id: one.name for one in all_departments(db)}
    if as_json:
        show.line([returned_document(one) for one in found])
        return
    if not found:
        typer.echo(_("No sheet came back yet."))
        return
    zone, today = settings.days.zone, settings.days.day(now)
    show.table(
        "",
        [
            (_("When"), True),
            (_("File"), False),
            (_("Department"), False),
            (_("Sheet"), True),
            (_("Rows"), True),
            (_("Taken in"), True),
            (_("State"), False),
            (_("Id"), True),
        ],
        [
            (
                moment(one.at, zone, today),
                one.name,
                names.get(one.told.department, DASH),
                one.told.sheet_number or DASH,
                number(one.told.rows),
                number(len(one.taken)),
                _(FILE_LABELS[one.state]),
                one.id,
            )
            for one in found
        ],
    )


def take_back(
    context: typer.Context,
    which: Annotated[
        str, typer.Argument(metavar="FILE|ID", help=mark("The file’s name or its id, as “sheet files” says."))
    ],
    as_json: AsJson = False,
    database: DatabaseUrl = None,
    language: Language = None,
) -> None:
    from supervisor.roundtrip import asking
    from supervisor.roundtrip.document import taken_back_document
    from supervisor.storage.database import open_centre

    url = database_of(context, database)
    _settings, now = _now(url)
    with open_centre(url) as centre, centre.read() as db:
        found = asking.known_as(db, which)
    back = asking.take_back(url, found.id, acting=_acting(url), at=now)
    if as_json:
        show.line(taken_back_document(back))
        return
    said = ngettext("{n} issue was put back.", "{n} issues were put back.", len(back.put_back))
    typer.echo(said.format(n=number(len(back.put_back))))
    for left in back.left:
        typer.echo(left)


# -- what was chosen ----------------------------------------------------------------------------------------


def _choices(
    preview: Preview,
    take: str,
    empty: str,
    take_file: Iterable[str],
    on: Iterable[str],
    comment: Iterable[str],
    make: str,
    reopen: str,
    other_department: bool,
) -> Choices:
    from supervisor.roundtrip.verdict import Choices, Empty

    if empty and empty not in EMPTY_WORDS:
        raise typer.BadParameter(_("“{said}” is neither keep nor clear.").format(said=empty))
    making = _rows(preview, make)
    taking = frozenset() if take.strip().lower() == ALL else _rows(preview, take)
    return Choices(
        rows=taking | making,
        take_file=frozenset(_cell(preview, said) for said in take_file),
        comments=frozenset(_cell(preview, said) for said in comment),
        reopen=_rows(preview, reopen),
        make=making,
        dates=tuple(_date(preview, said) for said in on),
        empty=(Empty.CLEAR if empty == "clear" else Empty.UNCHANGED) if empty else None,
        other_department=other_department,
    )


def _with_rows(choices: Choices, rows: frozenset[str]) -> Choices:
    from dataclasses import replace

    return replace(choices, rows=rows)


def _rows(preview: Preview, said: str) -> frozenset[str]:
    """The keys of rows that are said as 5,7-9."""
    wanted: set[int] = set()
    for part in said.replace("，", ",").split(","):
        first, dash, last = part.strip().partition("-")
        if not first:
            continue
        if not first.isdecimal() or (dash and not last.isdecimal()):
            raise typer.BadParameter(_("“{said}” names no rows, such as 5,7-9.").format(said=said))
        wanted |= set(range(int(first), int(last or first) + 1))
    found = {row.key: row.row.row for row in preview.rows if row.row.row in wanted}
    if missing := sorted(wanted - set(found.values())):
        rows = _(", ").join(map(str, missing[:10]))
        raise typer.BadParameter(_("There is nothing to take in in row {rows}.").format(rows=rows))
    return frozenset(found)


def _cell(preview: Preview, said: str) -> tuple[str, str]:
    """The row and field of the cell that is said as M7."""
    plain = said.strip().upper()
    for row in preview.rows:
        for one in row.fields:
            if one.place.upper() == plain:
                return row.key, one.field
    raise typer.BadParameter(_("In cell “{said}” there is nothing to decide.").format(said=said))


def _date(preview: Preview, said: str) -> tuple[str, str, date]:
    cell, _sign, day = said.partition("=")
    key, field = _cell(preview, cell)
    try:
        return key, field, date.fromisoformat(day.strip())
    except ValueError as error:
        raise typer.BadParameter(_("“{said}” is no day such as 2026-03-20.").format(said=day)) from error


# -- what is told -------------------------------------------------------------------------------------------


def _tell(preview: Preview) -> None:
    from supervisor.roundtrip.verdict import ROW_LABELS

    if preview.read_before:
        typer.echo(preview.read_before)
    for said in preview.says:
        typer.echo(said)
    show.table(
        "",
        [(_("Row"), True), (_("Number"), True), (_("What becomes of it"), False), (_("Details"), False)],
        [
            (str(row.row.row), row.number or DASH, _(ROW_LABELS[row.verdict]), "\n".join(_details(row)))
            for row in preview.rows
        ],
    )
    if preview.missing:
        said = _("No answer came for: {numbers}.")
        typer.echo(said.format(numbers=_(", ").join(preview.missing)))
    if preview.asks_empty:
        typer.echo(_("Cells were emptied: say with --empty whether that clears what stood there."))
    if preview.asks_department:
        typer.echo(_("Rows are of another department: say --other-department if that is right."))


def _details(row: RowFinding) -> list[str]:
    from supervisor.roundtrip.comment import REPLY, heading_of
    from supervisor.roundtrip.fields import words_of
    from supervisor.roundtrip.verdict import FieldVerdict
    from supervisor.roundtrip.wording import field_words

    told = list(row.says)
    for one in row.fields:
        if said := field_words(one):
            told.append(said)
        if one.verdict in (FieldVerdict.CONFLICT, FieldVerdict.EMPTIED, FieldVerdict.READ_ONLY):
            told.append(
                _("sent “{sent}”, came “{came}”, now “{now}”").format(
                    sent=words_of(one.base) or DASH, came=one.raw or DASH, now=words_of(one.now) or DASH
                )
            )
        elif one.verdict is FieldVerdict.TAKE and (row.issue or one.field in (*REPLY, "title")):
            label = heading_of(one.field)
            told.append(_("{label}: {value}").format(label=label, value=words_of(one.file)))
    return told


def _tell_taken(taken: Taken) -> None:
    said = ngettext("{n} row was taken in.", "{n} rows were taken in.", len(taken.rows))
    typer.echo(said.format(n=number(len(taken.rows))))
    for words, numbers in (
        (_("Issues answered"), taken.answered),
        (_("Not whole yet"), taken.incomplete),
        (_("Commented on"), taken.commented),
        (_("Opened again"), taken.reopened),
        (_("New"), taken.made),
    ):
        if numbers:
            typer.echo(_("{label}: {value}").format(label=words, value=_(", ").join(numbers)))


def _now(url: str) -> tuple[CentreSettings, datetime]:
    from supervisor.storage.centre_settings import load_centre
    from supervisor.storage.database import open_centre

    with open_centre(url) as centre, centre.read() as db:
        settings = load_centre(db)
    return settings, settings.clock().now()


def _acting(url: str) -> Acting:
    from supervisor.issues.seat import acting_of
    from supervisor.rights.act import Act
    from supervisor.rights.refusal import require
    from supervisor.storage.database import open_centre

    with open_centre(url) as centre, centre.read() as db:
        return acting_of(require(db, Act.RUN_ISSUES))
