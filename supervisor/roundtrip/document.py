"""What was found in a returned file, and what was done with it, as JSON for other programs has it."""

from __future__ import annotations

from typing import Any

import msgspec

from supervisor.roundtrip.fields import words_of
from supervisor.roundtrip.store import Returned
from supervisor.roundtrip.taking import Taken
from supervisor.roundtrip.undoing import TakenBack
from supervisor.roundtrip.verdict import FieldFinding, Preview, RowFinding, RowVerdict


def preview_document(preview: Preview) -> dict[str, Any]:
    """What each row would do; verdicts by their stable words, sentences in the language in use."""
    return {
        "file": preview.file,
        "id": preview.id,
        "sheet": preview.sheet,
        "department": preview.department,
        "read_before": preview.read_before,
        "asks_empty": preview.asks_empty,
        "asks_department": preview.asks_department,
        "counts": {verdict.value: count for verdict in RowVerdict if (count := preview.count(verdict))},
        "missing": list(preview.missing),
        "says": list(preview.says),
        "rows": [_row(row, preview) for row in preview.rows],
    }


def taken_document(taken: Taken) -> dict[str, Any]:
    """What was taken in."""
    return {
        "file": taken.file,
        "rows": list(taken.rows),
        "answered": list(taken.answered),
        "commented": list(taken.commented),
        "reopened": list(taken.reopened),
        "made": list(taken.made),
        "incomplete": list(taken.incomplete),
    }


def taken_back_document(back: TakenBack) -> dict[str, Any]:
    """What was taken back, and what was left alone."""
    return {"file": back.file, "put_back": list(back.put_back), "left": list(back.left)}


def returned_document(of: Returned) -> dict[str, Any]:
    """A returned file as the list shows it."""
    return {
        "id": of.id,
        "file": of.name,
        "hash": of.hash,
        "at": msgspec.to_builtins(of.at),
        "who": of.who,
        "state": of.state.value,
        "sheet": of.told.sheet_number,
        "export": of.told.export,
        "department": of.told.department,
        "rows": of.told.rows,
        "counts": of.told.counts,
        "taken": len(of.taken),
    }


def _row(row: RowFinding, preview: Preview) -> dict[str, Any]:
    return {
        "key": row.key,
        "sheet": row.row.sheet,
        "row": row.row.row,
        "hidden": row.row.hidden,
        "verdict": row.verdict.value,
        "number": row.number,
        "title": row.title,
        "department": row.department,
        "nearest": row.nearest,
        "taken": row.key in preview.taken,
        "answer": msgspec.to_builtins(row.answer) if row.replies else None,
        "comment": row.comment,
        "says": list(row.says),
        "asks_reopen": row.asks_reopen,
        "asks_department": row.asks_department,
        "like": list(row.like),
        "fields": [_field(one) for one in row.fields],
    }


def _field(one: FieldFinding) -> dict[str, Any]:
    return {
        "field": one.field,
        "place": one.place,
        "verdict": one.verdict.value,
        "value": one.raw,
        "sent": words_of(one.base),
        "read": words_of(one.file),
        "now": words_of(one.now),
        "wrong": one.wrong,
        "warning": one.warning,
    }
