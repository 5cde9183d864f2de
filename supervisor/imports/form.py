"""The program's own form: a workbook whose columns are called as the counts are, and that reads by itself."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from supervisor import __version__
from supervisor.events import Channel
from supervisor.facts.fields import FIELDS, Field
from supervisor.facts.fields import Unit as FieldUnit
from supervisor.imports.header import fingerprint, title_key
from supervisor.imports.mapping import ROLES, Column, Mapping, Shape
from supervisor.imports.seen import Sample
from supervisor.imports.values import Unit
from supervisor.words import LANGUAGES, _, language, mark, use_language
from supervisor.workbook.file import replacing

NAME = "form"
"""The name of its mapping, and of its source where nobody says another."""

KEYS = ("day", "month", "login", "agent", "team", "channel", "skill", "type")
MEANINGS = {
    "day": mark("The day that the row is of. Give a day or a month, not both."),
    "month": mark("The month that the row is of, such as 2026-03, where it is not of a single day."),
    "login": mark("The agent’s number or login. Without one, the name stands for the agent."),
    "agent": mark("The agent’s name."),
    "team": mark("The agent’s team; helps to tell two people of one name apart."),
    "channel": mark("voice, chat, email or messenger; empty where the row is of all of them."),
    "skill": mark("The queue or skill group; empty where the row is of all of them."),
    "type": mark("The type of contact; empty where the row is of all of them."),
}
UNITS = {
    FieldUnit.COUNT: mark("A whole number."),
    FieldUnit.SECONDS: mark("Seconds, or a duration as hours:minutes:seconds."),
    FieldUnit.SQUARES: mark("The squares of the single values, added up; leave it empty where unknown."),
    FieldUnit.POINTS: mark("Points, added up."),
}
PER_DAY = mark("Of the agent’s whole day: give it once, in a row without channel, skill and type.")

_UNITS = {
    FieldUnit.COUNT: Unit.COUNT,
    FieldUnit.SECONDS: Unit.SECONDS,
    FieldUnit.SQUARES: Unit.NUMBER,
    FieldUnit.POINTS: Unit.NUMBER,
}
_LANGUAGE_NAMES = {"zh_CN": "简体中文", "en": "English"}
ROWS = 2000  # that the form's drop-downs and formats reach


def mapping(source: str = "") -> Mapping:
    """How the form is read; its columns may stand in any order, and any of the counts may be missing."""
    units = {role.name: role.units[0] for role in ROLES[Shape.COUNTS]}
    columns = [Column(name, name, units[name]) for name in KEYS]
    columns += [Column(field.name, field.name, _UNITS[field.unit]) for field in FIELDS]
    titles = [column.title for column in columns]
    return Mapping(NAME, source or NAME, Shape.COUNTS, tuple(columns), fingerprint=fingerprint(titles))


def mapping_for(samples: Sequence[Sample], source: str = "") -> Mapping | None:
    """The mapping for a file that is the form: each column has one of its names, and enough are there."""
    whole = mapping(source)
    names = {title_key(column.title): column for column in whole.columns}
    counted = {title_key(field.name) for field in FIELDS}
    for sample in samples:
        keys = {title_key(title) for title in sample.titles if title}
        if not keys or not keys <= names.keys() or not keys & counted:
            continue
        if not keys & {"login", "agent"} or not keys & {"day", "month"}:
            continue
        there = tuple(column for column in whole.columns if title_key(column.title) in keys)
        return Mapping(
            NAME, source or NAME, Shape.COUNTS, there, fingerprint=whole.fingerprint, sheet=sample.sheet
        )
    return None


def write(path: Path, today: date) -> Path:
    """Write the empty form to *path*; a second sheet explains each column in every language we speak.

    Raises FileError, having left what stood at *path* as it was.
    """
    import xlsxwriter

    path = path if path.suffix.casefold() == ".xlsx" else path.with_name(f"{path.name}.xlsx")
    with replacing(path) as beside:
        book = xlsxwriter.Workbook(str(beside))
        book.set_properties({"title": _("Form for counts"), "comments": f"floor-supervisor {__version__}"})
        _write_form(book, today)
        _write_meanings(book, today)
        book.close()
    return path


def _write_form(book: Any, today: date) -> None:
    sheet = book.add_worksheet(_("Form"))
    face = {"font_name": _face(), "font_size": 11}
    key = book.add_format({**face, "bold": True, "bottom": 1, "bg_color": "#DCE6F1"})
    field = book.add_format({**face, "bold": True, "bottom": 1})
    formats = {
        Unit.DATE: book.add_format({**face, "num_format": "yyyy-mm-dd"}),
        Unit.MONTH: book.add_format({**face, "num_format": "yyyy-mm"}),
        Unit.COUNT: book.add_format({**face, "num_format": "0"}),
        Unit.SECONDS: book.add_format({**face, "num_format": "0"}),
        Unit.NUMBER: book.add_format({**face, "num_format": "0.##"}),
        Unit.ID: book.add_format({**face, "num_format": "@"}),
        Unit.TEXT: book.add_format({**face, "num_format": "@"}),
    }
    columns = mapping().columns
    for at, column in enumerate(columns):
        sheet.write_string(0, at, column.title, key if column.role in KEYS else field)
        sheet.set_column(at, at, max(11, len(column.title) + 3), formats[column.unit])
    places = {column.title: place for place, column in enumerate(columns)}
    sheet.data_validation(
        *(1, places["channel"], ROWS, places["channel"]),
        {
            "validate": "list",
            "source": [str(one) for one in Channel],
            "error_title": _("Channel"),
            "error_message": _("One of: {known}.").format(known=", ".join(str(one) for one in Channel)),
        },
    )
    sheet.data_validation(
        *(1, places["day"], ROWS, places["day"]),
        {
            "validate": "date",
            "criteria": "between",
            "minimum": date(2000, 1, 1),
            "maximum": date(today.year + 1, 12, 31),
            "error_title": _("Day"),
            "error_message": _("A day such as 2026-03-31."),
        },
    )
    counted = [place for place, column in enumerate(columns) if column.unit in (Unit.COUNT, Unit.NUMBER)]
    sheet.data_validation(
        *(1, min(counted), ROWS, len(columns) - 1),
        {
            "validate": "decimal",
            "criteria": ">=",
            "value": 0,
            "error_title": _("Not a number"),
            "error_message": _("A number of 0 or more; leave the cell empty where it is unknown."),
        },
    )
    sheet.freeze_panes(1, 4)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.repeat_rows(0)
    sheet.repeat_columns(0, 3)
    sheet.set_footer("&L&A&R&P / &N")


def _write_meanings(book: Any, today: date) -> None:
    spoken = language()
    sheet = book.add_worksheet(_("What the columns mean"))
    face = {"font_name": _face(), "font_size": 11, "valign": "top", "text_wrap": True}
    top, text = book.add_format({**face, "bold": True, "bottom": 1}), book.add_format(face)
    bold = book.add_format({**face, "bold": True})
    sheet.set_column(0, 0, 20)
    sheet.set_column(1, len(LANGUAGES), 58)
    rows: list[list[str]] = [["", *(_LANGUAGE_NAMES[code] for code in LANGUAGES)]]
    rows += [[name] for name in KEYS]
    rows += [[field.name] for field in FIELDS]
    said: list[list[str]] = []
    for code in LANGUAGES:
        use_language(code)
        said.append([_meaning_of(name) for name in KEYS] + [_explained(field) for field in FIELDS])
    use_language(spoken)
    for place, row in enumerate(rows[1:]):
        row += [words[place] for words in said]
    for number, row in enumerate(rows):
        for column, words in enumerate(row):
            sheet.write_string(number, column, words, top if not number else text if column else bold)
        sheet.set_row(number, 16 * max(1, *(_lines(words) for words in row[1:])))
    below = len(rows) + 1
    sheet.write_string(below, 0, _("Examples"), bold)
    month = f"{today:%Y-%m}"
    for number, example in enumerate(_examples(today, month), below + 1):
        for column, words in enumerate(example):
            sheet.write_string(number, column, words, text)
    sheet.freeze_panes(1, 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_footer("&L&A&R&P / &N")


def _examples(today: date, month: str) -> list[tuple[str, str]]:
    return [
        (
            _("A day"),
            f"day {today.isoformat()}, login 6001, channel voice, n_answered 82, talk_s 14760, acw_s 2460",
        ),
        (_("A month"), f"month {month}, login 6001, channel voice, n_answered 1650, handle_s 346500"),
        (
            _("Time"),
            f"day {today.isoformat()}, login 6001, signed_s 8:00:00, ready_s 2:10:00, break_s 0:50:00",
        ),
        (_("Quality"), f"month {month}, login 6001, n_form 6, score_sum 561, score_max 600, n_fatal_form 0"),
    ]


def _meaning_of(name: str) -> str:
    return _(MEANINGS[name])


def _explained(field: Field) -> str:
    said = _(UNITS[field.unit])
    if field.per_day:
        said = _("{one} {two}").format(one=said, two=_(PER_DAY))
    return _("{label}. {meaning}").format(label=_(field.label), meaning=said)


def _lines(text: str) -> int:
    wide = sum(2 if ord(letter) > 0x2E7F else 1 for letter in text)
    return -(-wide // 56)


def _face() -> str:
    return {"zh_CN": "微软雅黑"}.get(language(), "Calibri")
