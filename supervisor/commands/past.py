"""What the commands over the past share: the period, how finely it is cut, and how an answer is printed."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from supervisor.commands import show
from supervisor.errors import UnknownNameError
from supervisor.words import _, mark

if TYPE_CHECKING:  # a command loads what it needs when it runs
    from supervisor.history.figures import Column, Figures, Line
    from supervisor.history.period import Bucket, Every, Period

From = Annotated[
    datetime,
    typer.Option(
        "--from",
        formats=["%Y-%m-%d"],
        metavar="YYYY-MM-DD",
        help=mark("The first business day."),
        show_default=False,
    ),
]
To = Annotated[
    datetime | None,
    typer.Option(
        "--to",
        formats=["%Y-%m-%d"],
        metavar="YYYY-MM-DD",
        help=mark("The last business day, included; otherwise the first one alone."),
        show_default=False,
    ),
]
AsCsv = Annotated[bool, typer.Option("--csv", help=mark("Print a text file for spreadsheets."))]


def period_of(first: datetime, last: datetime | None) -> Period:
    """The business days that were said."""
    from supervisor.history.period import Period

    until = first if last is None else last
    if until < first:
        raise typer.BadParameter(_("The last day is before the first."), param_hint="--to")
    return Period(first.date(), until.date())


def every_of(said: str, allowed: Iterable[Every]) -> Every:
    """How finely the period is cut."""
    from supervisor.history.period import Every

    known = tuple(allowed)
    for every in known:
        if said.casefold() in (every.value, *_ALSO.get(every.value, ())):
            return Every(every)
    raise typer.BadParameter(
        _("“{said}” is none of {known}.").format(said=said, known=", ".join(every.value for every in known)),
        param_hint="--every",
    )


_ALSO = {"hour": ("60m", "1h"), "day": ("1d",), "week": ("1w",), "whole": ("all",)}


Chosen = TypeVar("Chosen", bound=StrEnum)


def choice(of: type[Chosen], said: str, option: str) -> Chosen:
    """The one of *of* that was said."""
    try:
        return of(said.casefold())
    except ValueError:
        known = ", ".join(one.value for one in of)
        raise typer.BadParameter(
            _("“{said}” is none of {known}.").format(said=said, known=known), param_hint=option
        ) from None


def found(what: str, said: Sequence[str], known: Sequence[tuple[str, tuple[str, ...]]]) -> list[str]:
    """The ids of those *known* (id and names) that were *said*. Raises UnknownNameError."""
    ids: list[str] = []
    for name in said:
        mine = [of for of, names in known if name in names]
        if not mine:
            raise UnknownNameError(what, name)
        ids += mine
    return ids


def one_way(as_json: bool, as_csv: bool) -> None:
    """An answer is printed in one way."""
    if as_json and as_csv:
        raise typer.BadParameter(_("Either JSON or CSV, not both."), param_hint="--csv")


def json_value(column: Column, value: float | None) -> float | int | None:
    """A value for a program: counts whole, seconds to the thousandth, shares to the millionth."""
    from supervisor.history.figures import Unit

    if value is None:
        return None
    if column.unit is Unit.COUNT and value == int(value):
        return int(value)
    found = round(value, 6 if column.unit is Unit.SHARE else 3)
    return int(found) if found == int(found) and column.unit is not Unit.SHARE else found


def documents(figures: Figures, centre_zone: Any) -> Iterable[dict[str, Any]]:
    """The rows of an answer as JSON documents: whose, from when to when, every column by its name."""
    for line, bucket, row in figures.rows():
        told = {column.name: json_value(column, row[column.name]) for column in figures.columns}
        yield {**who(line), **when(bucket, centre_zone), **told}


def who(line: Line) -> dict[str, Any]:
    """Whose figures a row holds."""
    return {"of": line.kind.value, "name": line.name or None, "source": line.source or None}


def when(bucket: Bucket, zone: Any) -> dict[str, Any]:
    """Of when a row is: its business days, and its instants by the centre's clock."""
    return {
        "first_day": bucket.first.isoformat(),
        "last_day": bucket.last.isoformat(),
        "from": bucket.begins.astimezone(zone).isoformat(),
        "to": bucket.ends.astimezone(zone).isoformat(),
    }


def print_csv(heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Print a text file: columns by their names, empty where a figure is unknown."""
    from supervisor.workbook.cell import clean, guarded

    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(heads)
    for row in rows:
        writer.writerow(
            "" if value is None else guarded(clean(value)) if isinstance(value, str) else value
            for value in row
        )
    typer.echo(out.getvalue(), nl=False)


def csv_of(figures: Figures, zone: Any) -> None:
    """Print an answer as a text file; the last column names what the figures are defined by."""
    names = [column.name for column in figures.columns]
    heads = ["of", "name", "source", "first_day", "last_day", "from", "to", *names, "definitions"]
    defined = "; ".join(f"{name}: {said}" for name, said in figures.definitions.items())
    print_csv(
        heads,
        ([*document.values(), defined] for document in documents(figures, zone)),
    )


def piece(bucket: Bucket, every: Every, zone: Any) -> str:
    """A piece of time as a person reads it."""
    if every.seconds is not None:
        begins, ends = bucket.begins.astimezone(zone), bucket.ends.astimezone(zone)
        return f"{begins:%Y-%m-%d %H:%M}–{ends:%H:%M}"
    return days(bucket.first, bucket.last)


def days(first: date, last: date) -> str:
    """Some business days."""
    return first.isoformat() if first == last else f"{first.isoformat()} – {last.isoformat()}"


def show_figures(
    title: str,
    figures: Figures,
    every: Every,
    zone: Any,
    columns: Sequence[str],
    heading: str,
    total: str = "",
) -> None:
    """Print an answer as a table of *columns*, those of them that it has."""
    from supervisor.history.figures import title as title_of
    from supervisor.history.figures import written

    known = {column.name: column for column in figures.columns}
    shown = [known[name] for name in columns if name in known]
    several = len(figures.buckets) > 1
    rows = [
        [
            _name(line) or total,
            *([piece(bucket, every, zone)] if several else []),
            *(written(column, row[column.name]) for column in shown),
        ]
        for line, bucket, row in figures.rows()
    ]
    show.table(
        title,
        [
            (heading, False),
            *([(_("Time"), False)] if several else []),
            *((title_of(column), True) for column in shown),
        ],
        rows,
    )


def _name(line: Line) -> str:
    """A line's name in a table: a skill group may be called as one of its queues."""
    from supervisor.history.figures import LineKind

    return _("{name} (skill group)").format(name=line.name) if line.kind is LineKind.SKILL else line.name
