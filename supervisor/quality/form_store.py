"""Forms and their versions in the centre's database; every change is a step that can be undone.

Every function gets the caller's transaction. What was read at a version is written only where nobody saved it
since: ChangedMeanwhileError otherwise, and nothing is written.
"""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, Table, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from supervisor.errors import ChangedMeanwhileError, NameTakenError, QualityError, UnknownNameError
from supervisor.people.draft import new_id
from supervisor.quality.form import LONGEST_NAME, Content, Form, FormVersion, problems
from supervisor.storage import undo
from supervisor.storage.changes import Changes
from supervisor.storage.quality_tables import (
    quality_evaluation,
    quality_form,
    quality_form_version,
    quality_measure,
    quality_session,
)
from supervisor.words import _, mark

AREA = Changes({"quality"})
"""What changes with anything of quality but drafts."""

_log = logging.getLogger(__name__)


def all_forms(db: Connection) -> tuple[Form, ...]:
    """Every form, by name; retired ones last."""
    rows = db.execute(select(quality_form).order_by(quality_form.c.retired, quality_form.c.name))
    return tuple(Form(row.id, row.name, row.retired, row.version) for row in rows)


def all_versions(db: Connection, form: str | None = None) -> tuple[FormVersion, ...]:
    """The versions of *form* (None: of every form), by form and number. A row that this program cannot read
    is logged and left alone."""
    found = select(quality_form_version).order_by(quality_form_version.c.form, quality_form_version.c.number)
    if form is not None:
        found = found.where(quality_form_version.c.form == form)
    return tuple(one for row in db.execute(found) if (one := _version(row)) is not None)


def the_version(db: Connection, version: str) -> FormVersion:
    """The version with this id. Raises UnknownNameError."""
    row = db.execute(select(quality_form_version).where(quality_form_version.c.id == version)).one_or_none()
    found = None if row is None else _version(row)
    if found is None:
        raise UnknownNameError(mark("version of a form"), version)
    return found


def add_form(
    db: Connection, name: str, content: Content, *, since: date, at: datetime, who: str
) -> tuple[Form, FormVersion]:
    """One more form, its first version offered from *since* on.

    Raises QualityError for one that cannot be used, NameTakenError.
    """
    name = name.strip()
    _check(name, content)
    form = Form(new_id(), name, version=1)
    version = FormVersion(new_id(), form.id, 1, since, content, version=1)
    with undo.step(db, "add_quality_form", {"name": name}, AREA, at=at, who=who) as step:
        step.save(quality_form, form.id)
        step.save(quality_form_version, version.id)
        try:
            with db.begin_nested():
                db.execute(insert(quality_form).values(id=form.id, name=name, retired=False, version=1))
        except IntegrityError as error:
            raise NameTakenError(mark("form"), name) from error
        _insert(db, version)
    return form, version


def change_form(db: Connection, form: Form, *, at: datetime, who: str) -> Form:
    """The form that was read at its version has this name, and is retired or not. Raises NameTakenError."""
    name = form.name.strip()
    if not name or len(name) > LONGEST_NAME:
        raise QualityError(
            _("The form"), _("It needs a name of at most {most} characters.").format(most=LONGEST_NAME)
        )
    with undo.step(db, "change_quality_form", {"name": name}, AREA, at=at, who=who) as step:
        step.save(quality_form, form.id)
        as_read = (quality_form.c.id == form.id) & (quality_form.c.version == form.version)
        values = {"name": name, "retired": form.retired, "version": form.version + 1}
        try:
            with db.begin_nested():
                done = db.execute(update(quality_form).where(as_read).values(**values))
        except IntegrityError as error:
            raise NameTakenError(mark("form"), name) from error
        if done.rowcount != 1:
            raise ChangedMeanwhileError(mark("form"), name)
    return replace(form, name=name, version=form.version + 1)


def save_content(
    db: Connection, form: Form, latest: FormVersion, content: Content, *, since: date, at: datetime, who: str
) -> FormVersion:
    """The items of *form* are these from *since* on; *latest* is the last version, as it was read.

    A version that was used already stays as it is, and the next one is made; one that was not is changed.
    Raises QualityError, and ChangedMeanwhileError when someone else saved a version since.
    """
    _check(form.name, content)
    if latest.content == content and latest.since == since:
        return latest
    with undo.step(db, "change_quality_form", {"name": form.name}, AREA, at=at, who=who) as step:
        newest = db.execute(
            select(func.max(quality_form_version.c.number)).where(quality_form_version.c.form == form.id)
        ).scalar()
        if newest != latest.number:
            raise ChangedMeanwhileError(mark("form"), form.name)
        if is_used(db, latest.id):
            if since < latest.since:
                why = _("Version {number} began on {day}; the next one cannot begin before it.")
                raise QualityError(form.name, why.format(number=latest.number, day=latest.since))
            made = FormVersion(new_id(), form.id, latest.number + 1, since, content, version=1)
            step.save(quality_form_version, made.id)
            try:
                with db.begin_nested():
                    _insert(db, made)
            except IntegrityError as error:
                raise ChangedMeanwhileError(mark("form"), form.name) from error
            return made
        step.save(quality_form_version, latest.id)
        as_read = (quality_form_version.c.id == latest.id) & (
            quality_form_version.c.version == latest.version
        )
        values = {"since": since, "document": msgspec.to_builtins(content), "version": latest.version + 1}
        if db.execute(update(quality_form_version).where(as_read).values(**values)).rowcount != 1:
            raise ChangedMeanwhileError(mark("form"), form.name)
    return replace(latest, since=since, content=content, version=latest.version + 1)


def remove_form(db: Connection, form: Form, *, at: datetime, who: str) -> Changes:
    """Forget a form that nothing was judged with; others can be retired. Raises QualityError."""
    versions = all_versions(db, form.id)
    if any(is_used(db, one.id) for one in versions) or _is_named(db, quality_measure, form.id):
        raise QualityError(form.name, _("It was used already. Retire it: what was judged with it stays."))
    with undo.step(db, "remove_quality_form", {"name": form.name}, AREA, at=at, who=who) as step:
        for one in reversed(versions):  # undoing goes the other way round: the form first
            step.save(quality_form_version, one.id)
        step.save(quality_form, form.id)
        db.execute(delete(quality_form_version).where(quality_form_version.c.form == form.id))
        as_read = (quality_form.c.id == form.id) & (quality_form.c.version == form.version)
        if db.execute(delete(quality_form).where(as_read)).rowcount != 1:
            raise ChangedMeanwhileError(mark("form"), form.name)
    return AREA


def is_used(db: Connection, version: str) -> bool:
    """Whether anything was judged with the version, a draft or a calibration included."""
    row = db.execute(
        select(quality_form_version.c.used).where(quality_form_version.c.id == version)
    ).scalar_one_or_none()
    if row:
        return True
    return any(
        db.execute(select(table.c.id).where(table.c.form_version == version).limit(1)).first() is not None
        for table in (quality_evaluation, quality_session)
    )


def note_used(db: Connection, version: str) -> None:
    """From now on the version stays as it is, whatever is undone. Raises UnknownNameError."""
    unused = (quality_form_version.c.id == version) & quality_form_version.c.used.is_(False)
    values = {"used": True, "version": quality_form_version.c.version + 1}
    if db.execute(update(quality_form_version).where(unused).values(**values)).rowcount:
        return
    the_version(db, version)


def _is_named(db: Connection, table: Table, form: str) -> bool:
    return db.execute(select(table.c.id).where(table.c.form == form).limit(1)).first() is not None


def _check(name: str, content: Content) -> None:
    if not name or len(name) > LONGEST_NAME:
        why = _("It needs a name of at most {most} characters.").format(most=LONGEST_NAME)
        raise QualityError(_("The form"), why)
    if wrong := problems(content):
        raise QualityError(name, " ".join(wrong))


def _insert(db: Connection, version: FormVersion) -> None:
    db.execute(
        insert(quality_form_version).values(
            id=version.id,
            form=version.form,
            number=version.number,
            since=version.since,
            used=False,
            document=msgspec.to_builtins(version.content),
            version=1,
        )
    )


def _version(row: Row[Any]) -> FormVersion | None:
    try:
        content = msgspec.convert(row.document, Content)
    except msgspec.ValidationError as error:
        _log.warning("version %s of a form cannot be read: %s", row.id, error)  # a later program wrote it
        return None
    return FormVersion(row.id, row.form, row.number, row.since, content, row.used, row.version)
