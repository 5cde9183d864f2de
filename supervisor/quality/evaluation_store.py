"""Evaluations in the centre's database.

Drafts are saved as they grow, and no step of theirs can be undone; all else can. Whatever changes what counts
notes the area "quality": the counts in the history follow from it (`counting.py`).
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from hashlib import blake2b
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, Select, Text, cast, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from supervisor.errors import ChangedMeanwhileError, QualityError, UnknownNameError
from supervisor.quality.evaluation import (
    COUNTED,
    Answers,
    Appeal,
    Evaluation,
    Judgement,
    Score,
    State,
    problems,
    score,
)
from supervisor.quality.form import Content
from supervisor.quality.form_store import AREA, note_used, the_version
from supervisor.storage import undo
from supervisor.storage.areas import note
from supervisor.storage.changes import Changes
from supervisor.storage.quality_tables import quality_evaluation, quality_form_version
from supervisor.words import _, mark

DRAFTS = Changes({"quality_drafts"})
"""What changes with a draft: nothing that counts."""

_AT_ONCE = 500
_JUDGEMENT = msgspec.json.Decoder(Judgement)
_READ: Select[Any] = (
    select(  # the document as text: many are read at once, and the way by dictionaries is long
        *(column for column in quality_evaluation.c if column.name != "document"),
        cast(quality_evaluation.c.document, Text).label("document"),
    )
)

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class EvaluationQuestion:
    """Which evaluations: of contacts from *first* to *last* (None: any), of a form's id, of persons, of a
    rater, in these states (None: those that count)."""

    first: date | None = None
    last: date | None = None
    form: str | None = None
    persons: tuple[str, ...] | None = None
    rater: str | None = None
    states: tuple[State, ...] | None = COUNTED


def evaluations(db: Connection, asked: EvaluationQuestion) -> tuple[Evaluation, ...]:
    """The evaluations, by the contact's day and when they were made. One that this program cannot read is
    logged and left alone."""
    table = quality_evaluation.c
    found = _READ.order_by(table.contact_day, table.evaluated_at, table.id)
    if asked.first is not None:
        found = found.where(table.contact_day >= asked.first)
    if asked.last is not None:
        found = found.where(table.contact_day <= asked.last)
    if asked.form is not None:
        of_form = select(quality_form_version.c.id).where(quality_form_version.c.form == asked.form)
        found = found.where(table.form_version.in_(of_form))
    if asked.persons is not None:
        found = found.where(table.person.in_(asked.persons))
    if asked.rater is not None:
        found = found.where(table.rater == asked.rater)
    if asked.states is not None:
        found = found.where(table.state.in_([state.value for state in asked.states]))
    return tuple(one for row in db.execute(found) if (one := _evaluation(row)) is not None)


def the_evaluation(db: Connection, evaluation: str) -> Evaluation:
    """The evaluation with this id. Raises UnknownNameError."""
    row = db.execute(_READ.where(quality_evaluation.c.id == evaluation)).one_or_none()
    found = None if row is None else _evaluation(row)
    if found is None:
        raise UnknownNameError(mark("evaluation"), evaluation)
    return found


def judged_already(db: Connection, one: Evaluation) -> Evaluation | None:
    """What the same rater said to the same contact with the same form before; None when nothing, or when the
    contact is unknown."""
    if not one.contact:
        return None
    form = (
        select(quality_form_version.c.form)
        .where(quality_form_version.c.id == one.form_version)
        .scalar_subquery()
    )
    same = (
        _READ.join(quality_form_version, quality_form_version.c.id == quality_evaluation.c.form_version)
        .where(
            quality_form_version.c.form == form,
            quality_evaluation.c.contact == one.contact,
            quality_evaluation.c.rater == one.rater,
            quality_evaluation.c.id != one.id,
            quality_evaluation.c.state.in_([state.value for state in COUNTED]),
        )
        .order_by(quality_evaluation.c.evaluated_at.desc())
    )
    for row in db.execute(same):
        found = _evaluation(row)
        if found is not None and _may_be_one(found.judgement.source, one.judgement.source):
            return found
    return None


def save_draft(db: Connection, draft: Evaluation) -> tuple[Evaluation, Changes]:
    """Keep a draft as it is now, new (version 0) or read at its version; what comes back has the new one.

    Raises ChangedMeanwhileError when someone else saved it since, or it is final already.
    """
    content = the_version(db, draft.form_version).content
    draft = replace(draft, state=State.DRAFT)
    if not draft.version:
        note_used(db, draft.form_version)
    saved = _save(db, draft, content, was=(State.DRAFT,))
    note(db, DRAFTS)
    return saved, DRAFTS


def drop_draft(db: Connection, draft: Evaluation) -> Changes:
    """Throw a draft away. Raises ChangedMeanwhileError."""
    table = quality_evaluation.c
    as_read = (table.id == draft.id) & (table.version == draft.version) & (table.state == State.DRAFT.value)
    if db.execute(delete(quality_evaluation).where(as_read)).rowcount != 1:
        raise ChangedMeanwhileError(mark("evaluation"), draft.contact or draft.id)
    note(db, DRAFTS)
    return DRAFTS


def finish(
    db: Connection, evaluation: Evaluation, *, person: str, at: datetime, who: str
) -> tuple[Evaluation, Changes]:
    """Make a draft (or a new evaluation) final, as a step that can be undone; *person* is the judged one's
    name, for the step's title. *at* becomes the instant of the evaluation.

    Raises QualityError when answers are missing, or the same rater judged the contact with the form already
    and `Judgement.again` does not say why it is judged once more; ChangedMeanwhileError.
    """
    final = replace(evaluation, state=State.FINAL, evaluated_at=at)
    content = the_version(db, final.form_version).content
    _check(db, final, content)
    note_used(db, final.form_version)
    with undo.step(db, "finish_evaluation", {"name": person}, AREA, at=at, who=who) as step:
        step.save(quality_evaluation, final.id)
        saved = _save(db, final, content, was=(State.DRAFT,))
    return saved, AREA | DRAFTS


def remove(db: Connection, evaluation: Evaluation, *, person: str, at: datetime, who: str) -> Changes:
    """Forget an evaluation, as a step that can be undone. Raises ChangedMeanwhileError."""
    with undo.step(db, "remove_evaluation", {"name": person}, AREA, at=at, who=who) as step:
        step.save(quality_evaluation, evaluation.id)
        as_read = (quality_evaluation.c.id == evaluation.id) & (
            quality_evaluation.c.version == evaluation.version
        )
        if db.execute(delete(quality_evaluation).where(as_read)).rowcount != 1:
            raise ChangedMeanwhileError(mark("evaluation"), evaluation.contact or evaluation.id)
    return AREA


def appeal(
    db: Connection, evaluation: Evaluation, why: str, *, by: str, person: str, at: datetime, who: str
) -> tuple[Evaluation, Changes]:
    """*by* does not agree with the evaluation; it counts as it is until somebody rules.

    Raises QualityError without a reason, or where an appeal is open already; ChangedMeanwhileError.
    """
    if not why.strip():
        raise QualityError(_("The appeal"), _("Say why."))
    if evaluation.state not in (State.FINAL, State.CHANGED):
        raise QualityError(_("The appeal"), _("The evaluation is not final, or an appeal is open already."))
    said = Appeal(by, at, why.strip())
    judgement = msgspec.structs.replace(evaluation.judgement, appeals=(*evaluation.judgement.appeals, said))
    appealed = replace(evaluation, state=State.APPEALED, judgement=judgement)
    return _change(db, appealed, "appeal_evaluation", (evaluation.state,), person, at, who)


def rule(
    db: Connection,
    evaluation: Evaluation,
    ruling: str,
    *,
    answers: Answers | None,
    person: str,
    at: datetime,
    who: str,
) -> tuple[Evaluation, Changes]:
    """Rule on the open appeal: *answers* stand from now on (None: those that stood), and the former are kept.

    Raises QualityError without a reason or an open appeal, or with answers that cannot be;
    ChangedMeanwhileError.
    """
    if not ruling.strip():
        raise QualityError(_("The ruling"), _("Say why."))
    if evaluation.state is not State.APPEALED or not evaluation.judgement.appeals:
        raise QualityError(_("The ruling"), _("There is no open appeal."))
    *earlier, open_one = evaluation.judgement.appeals
    accepted = answers is not None
    ruled = msgspec.structs.replace(
        open_one,
        ruled_by=who,
        ruled_at=at,
        ruling=ruling.strip(),
        accepted=accepted,
        before=evaluation.judgement.answers if accepted else (),
    )
    stands = evaluation.judgement.answers if answers is None else answers
    judgement = msgspec.structs.replace(evaluation.judgement, answers=stands, appeals=(*earlier, ruled))
    changed = accepted or any(one.accepted for one in earlier)
    state = State.CHANGED if changed else State.FINAL
    done = replace(evaluation, state=state, judgement=judgement)
    return _change(db, done, "rule_on_appeal", (State.APPEALED,), person, at, who)


def take_in(
    db: Connection,
    several: Sequence[Evaluation],
    contents: Mapping[str, Content],
    *,
    file: str,
    at: datetime,
    who: str,
) -> Changes:
    """Write final evaluations that came from *file*, new (version 0) or in place of those that were read at
    their version, as one step. *contents* are those of their form versions.

    Raises ChangedMeanwhileError, having written nothing.
    """
    if not several:
        return Changes()
    for version in {one.form_version for one in several}:
        note_used(db, version)
    facts = {"count": str(len(several)), "file": file}
    with undo.step(db, "import_evaluations", facts, AREA, at=at, who=who) as step:
        step.save_all(quality_evaluation, [one.id for one in several])
        new = [row_of(one, contents[one.form_version]) for one in several if not one.version]
        try:
            with db.begin_nested():
                for first in range(0, len(new), _AT_ONCE):
                    db.execute(insert(quality_evaluation), new[first : first + _AT_ONCE])
        except IntegrityError as error:
            raise ChangedMeanwhileError(mark("evaluations of"), file) from error
        for one in several:
            if one.version:
                _save(db, one, contents[one.form_version], was=COUNTED)
    return AREA


def _check(db: Connection, final: Evaluation, content: Content) -> None:
    what = _("The evaluation")
    if not final.person:
        raise QualityError(what, _("Say whose contact it is."))
    if wrong := problems(content, final.judgement):
        raise QualityError(what, " ".join(wrong))
    if not final.judgement.again.strip() and (before := judged_already(db, final)) is not None:
        why = _("{rater} judged contact {contact} with this form already, on {day}. Say why once more.")
        raise QualityError(
            what,
            why.format(rater=final.rater, contact=final.contact, day=before.evaluated_at.date().isoformat()),
        )


def _change(
    db: Connection,
    changed: Evaluation,
    name: str,
    was: Iterable[State],
    person: str,
    at: datetime,
    who: str,
) -> tuple[Evaluation, Changes]:
    content = the_version(db, changed.form_version).content
    if wrong := problems(content, changed.judgement):
        raise QualityError(_("The evaluation"), " ".join(wrong))
    with undo.step(db, name, {"name": person}, AREA, at=at, who=who) as step:
        step.save(quality_evaluation, changed.id)
        saved = _save(db, changed, content, was=was)
    return saved, AREA


def _save(db: Connection, one: Evaluation, content: Content, *, was: Iterable[State]) -> Evaluation:
    values = row_of(one, content)
    if one.version:
        table = quality_evaluation.c
        as_read = (
            (table.id == one.id)
            & (table.version == one.version)
            & table.state.in_([state.value for state in was])
        )
        if db.execute(update(quality_evaluation).where(as_read).values(**values)).rowcount != 1:
            raise ChangedMeanwhileError(mark("evaluation"), one.contact or one.id)
    else:
        try:
            with db.begin_nested():
                db.execute(insert(quality_evaluation).values(**values))
        except IntegrityError as error:
            raise ChangedMeanwhileError(mark("evaluation"), one.contact or one.id) from error
    return replace(one, version=one.version + 1)


def _print(one: Evaluation, reached: Score) -> int:
    """Another number for anything else that it adds to the counts; 40 bits, so that many add up."""
    said = (one.id, one.person, one.channel, one.skill, one.contact_day, tuple(reached.counts.values()))
    return int.from_bytes(blake2b(msgspec.json.encode(said), digest_size=5).digest(), "big")


def _may_be_one(source: str, other: str) -> bool:
    """Whether contacts of one name are the same contact: at one source, or where one of them is unknown."""
    return not source or not other or source == other


def row_of(one: Evaluation, content: Content) -> dict[str, Any]:
    """The row that *one* is once it is saved; *content* is that of its form's version."""
    reached = score(content, one.judgement.answers)
    return {
        "id": one.id,
        "form_version": one.form_version,
        "person": one.person,
        "channel": one.channel,
        "skill": one.skill,
        "contact_day": one.contact_day,
        "contact": one.contact,
        "rater": one.rater,
        "evaluated_at": one.evaluated_at,
        "state": one.state.value,
        "score": reached.share,
        "fatal": reached.fatal,
        "n_critical": reached.critical,
        "n_noncritical": reached.noncritical,
        "n_opportunity": reached.opportunities,
        "points": reached.given,
        "points_max": reached.possible,
        "print": _print(one, reached),
        "import_batch": one.import_batch,
        "document": msgspec.to_builtins(one.judgement),
        "version": one.version + 1,
    }


def _evaluation(row: Row[Any]) -> Evaluation | None:
    try:
        judgement = _JUDGEMENT.decode(row.document)
    except msgspec.ValidationError as error:
        _log.warning("evaluation %s cannot be read: %s", row.id, error)  # a later program wrote it
        return None
    return Evaluation(
        row.id,
        row.form_version,
        row.person,
        row.channel,
        row.skill,
        row.contact_day,
        row.contact,
        row.rater,
        row.evaluated_at,
        State(row.state),
        judgement,
        row.import_batch,
        row.version,
    )
