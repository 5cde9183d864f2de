"""Templates in the centre's database: taken in with their file, renamed, removed; the file stays as it is."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, delete, insert, select, update

from supervisor.errors import ChangedMeanwhileError, NameTakenError, TemplateError, UnknownNameError
from supervisor.issues import file_store
from supervisor.people.likeness import plainly
from supervisor.storage import undo
from supervisor.storage.changes import Changes
from supervisor.storage.report_tables import report_template
from supervisor.templates.filling import places_of
from supervisor.templates.parts import lost_parts
from supervisor.templates.template import Template
from supervisor.words import _, mark

AREA = Changes({"templates"})


def all_templates(db: Connection, report: str = "") -> tuple[Template, ...]:
    """Every template by name, or those for *report*."""
    found = [_read(row) for row in db.execute(select(report_template))]
    wanted = [one for one in found if not report or one.report == report]
    return tuple(sorted(wanted, key=lambda one: (plainly(one.name), one.id)))


def get(db: Connection, id: str) -> Template:
    """The template *id*. Raises UnknownNameError."""
    row = db.execute(select(report_template).where(report_template.c.id == id)).one_or_none()
    if row is None:
        raise UnknownNameError(mark("template"), id)
    return _read(row)


def content(db: Connection, template: Template) -> bytes:
    """Its workbook, as it came. Raises KeptFileError."""
    return file_store.read(db, template.file)


def take_in(
    db: Connection,
    file: str,
    data: bytes,
    *,
    name: str,
    report: str,
    language: str,
    at: datetime,
    who: str,
) -> tuple[Changes, Template]:
    """Keep the workbook *data*, which is called *file*, as a template for *report*, as a step.

    Raises TemplateError for one that cannot be filled, NameTakenError, KeptFileError.
    """
    places_of(file, data)
    kept = file_store.keep(db, file, data, at=at)
    template = Template(
        uuid.uuid4().hex[:12],
        _named(db, name, ""),
        report,
        language,
        kept,
        lost_parts(file, data),
        at,
        who,
        1,
    )
    with undo.step(db, "add_template", {"name": template.name}, AREA, at=at, who=who) as step:
        step.save(report_template, template.id)
        db.execute(insert(report_template).values(id=template.id, **_values(template)))
    return AREA, template


def rename(db: Connection, template: Template, name: str, *, at: datetime, who: str) -> Changes:
    """Call a template as it was read otherwise. Raises TemplateError, NameTakenError,
    ChangedMeanwhileError."""
    _as_read(db, template)
    renamed = msgspec.structs.replace(
        template, name=_named(db, name, template.id), version=template.version + 1
    )
    with undo.step(db, "rename_template", {"name": renamed.name}, AREA, at=at, who=who) as step:
        step.save(report_template, template.id)
        db.execute(
            update(report_template).where(report_template.c.id == template.id).values(**_values(renamed))
        )
    return AREA


def remove(db: Connection, template: Template, *, at: datetime, who: str) -> Changes:
    """Remove a template as it was read. Raises ChangedMeanwhileError, UnknownNameError."""
    _as_read(db, template)
    with undo.step(db, "remove_template", {"name": template.name}, AREA, at=at, who=who) as step:
        step.save(report_template, template.id)
        db.execute(delete(report_template).where(report_template.c.id == template.id))
    return AREA


def _named(db: Connection, name: str, id: str) -> str:
    name = " ".join(name.split())
    if not name:
        raise TemplateError(_("without a name"), _("Give it a name."))
    if any(plainly(one.name) == plainly(name) and one.id != id for one in all_templates(db)):
        raise NameTakenError(mark("template"), name)
    return name[:200]


def _as_read(db: Connection, template: Template) -> None:
    if get(db, template.id).version != template.version:
        raise ChangedMeanwhileError(mark("template"), template.name)


def _values(template: Template) -> dict[str, Any]:
    document: dict[str, Any] = msgspec.to_builtins(template)
    for name in ("id", "name", "version"):
        document.pop(name, None)
    return {"name": template.name, "document": document, "version": template.version}


def _read(row: Row[Any]) -> Template:
    return msgspec.convert({**row.document, "id": row.id, "name": row.name, "version": row.version}, Template)
