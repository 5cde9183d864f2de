"""The demo's quality: its forms, the evaluations of its past, a calibration, and a measure under way."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from random import Random
from typing import Any

import msgspec
from sqlalchemy import Connection, delete, insert

from supervisor.demo.judging import (
    CONCENTRATED,
    FORM_OF,
    MEASURE_DAYS,
    MEASURE_ITEM,
    RATERS,
)
from supervisor.demo.weaknesses import Past
from supervisor.quality.calibration import Meeting, SharedContact, SharedRating
from supervisor.quality.evaluation import Evaluation, ItemAnswer, Said, score
from supervisor.quality.evaluation_store import row_of
from supervisor.quality.form import AnswerKind, Content, Item, Severity
from supervisor.quality.form_store import AREA
from supervisor.quality.measure import Plan, Status
from supervisor.quality.usual import CHAT, VOICE
from supervisor.settings.quality import FormsAMonth
from supervisor.storage.areas import note
from supervisor.storage.quality_tables import (
    quality_evaluation,
    quality_exemption,
    quality_form,
    quality_form_version,
    quality_measure,
    quality_rating,
    quality_session,
)

FORMS = FormsAMonth(new=12, others=7, exempt=2)
"""What the demo plans a month."""

SESSION = "demo-calibration"
SESSION_DAYS = 8
"""So many days ago were the contacts that were judged together; the session was two days later."""
SESSION_CONTACTS = 10
UNCLEAR = "empathy"
"""The item of the form that says different things to different raters."""
VOICE_FORM = "demo-voice"
MEASURE = "demo-measure"
DUE_DAYS = 20
_OWNER = {"zh_CN": "陈静（培训）", "en": "Chen Jing (training)"}
_WHAT = {
    "zh_CN": "班前会讲解“归纳确认”话术，每人旁听两通优秀录音。",
    "en": "Show how to sum up in the morning meeting; everybody listens to two good recordings.",
}
_TITLE = {"zh_CN": "电话质检校准", "en": "Calibration of calls"}
_EVALUATIONS = (quality_rating, quality_session, quality_evaluation)
_FORMS = (quality_measure, quality_exemption, quality_form_version, quality_form)


def forget_quality(db: Connection) -> None:
    """Forget all of the demo's quality, as of another demo day."""
    for table in (*_EVALUATIONS, *_FORMS):
        db.execute(delete(table))
    note(db, AREA)


def forget_evaluations(db: Connection) -> None:
    """Forget what was judged; forms and measures stay."""
    for table in _EVALUATIONS:
        db.execute(delete(table))
    note(db, AREA)


def write_forms(db: Connection, past: Past, language: str) -> None:
    """Put the forms and the measure into the centre."""
    for key, usual in (("voice", VOICE), ("chat", CHAT)):
        version, content = FORM_OF[key]
        form = f"demo-{key}"
        db.execute(insert(quality_form).values(id=form, name=usual.name(language), retired=False, version=1))
        db.execute(
            insert(quality_form_version).values(
                id=version,
                form=form,
                number=1,
                since=past.begins,
                used=True,
                document=msgspec.to_builtins(content),
                version=1,
            )
        )
    since = past.today - timedelta(days=MEASURE_DAYS)
    plan = Plan(_WHAT[language], since=since)
    db.execute(
        insert(quality_measure).values(
            id=MEASURE,
            form=VOICE_FORM,
            item=MEASURE_ITEM,
            owner=_OWNER[language],
            due=past.today + timedelta(days=DUE_DAYS),
            state=Status.DOING.value,
            document=msgspec.to_builtins(plan),
            version=1,
        )
    )
    note(db, AREA)


def write_judged(
    db: Connection, day: date, evaluations: Sequence[Evaluation], past: Past, *, seed: int, language: str
) -> None:
    """Put what was judged of *day* into the centre, in place of what stands there of it."""
    db.execute(
        delete(quality_evaluation).where(
            quality_evaluation.c.contact_day == day, quality_evaluation.c.id.startswith("demo-")
        )
    )
    contents = dict(FORM_OF.values())
    if evaluations:
        db.execute(
            insert(quality_evaluation), [row_of(one, contents[one.form_version]) for one in evaluations]
        )
    if (past.today - day).days == SESSION_DAYS:
        _write_session(db, evaluations, past, seed, language)
    note(db, AREA)


def _write_session(
    db: Connection, evaluations: Iterable[Evaluation], past: Past, seed: int, language: str
) -> None:
    version, content = FORM_OF["voice"]
    calls = [one for one in evaluations if one.form_version == version]
    told = sorted(calls, key=lambda one: (-_errors(one, content), one.id))  # something to talk about
    chosen = sorted(
        [*told[: SESSION_CONTACTS // 2], *told[-(SESSION_CONTACTS // 2) :]], key=lambda one: one.id
    )
    raters = RATERS[language]
    shared = tuple(
        SharedContact(one.contact, one.judgement.source, one.judgement.contact_at, one.person)
        for one in chosen
    )
    held_on = past.today - timedelta(days=SESSION_DAYS - 2)
    db.execute(delete(quality_rating).where(quality_rating.c.session == SESSION))
    db.execute(delete(quality_session).where(quality_session.c.id == SESSION))
    db.execute(
        insert(quality_session).values(
            id=SESSION,
            title=_TITLE[language],
            held_on=held_on,
            form_version=version,
            document=msgspec.to_builtins(Meeting(shared, raters)),
            version=1,
        )
    )
    rng = Random(f"{seed}:{past.today}:calibration")
    rows: list[dict[str, Any]] = []
    for one in chosen:
        for place, rater in enumerate(raters):
            answers = tuple(
                _heard(content.by_id[said.item], said, place, rng) for said in one.judgement.answers
            )
            rows.append(_row(SharedRating(SESSION, one.contact, rater, 1, answers), content))
            if place == 0:  # the first hears them once more, and is nearly of the same mind
                again = tuple(
                    _heard(content.by_id[said.item], said, 0, rng) if rng.random() < 0.3 else said
                    for said in answers
                )
                rows.append(_row(SharedRating(SESSION, one.contact, rater, 2, again), content))
    db.execute(insert(quality_rating), rows)


def _heard(item: Item, said: ItemAnswer, place: int, rng: Random) -> ItemAnswer:
    """What the rater at *place* of RATERS says where another said *said*: what is a matter of opinion the
    second takes severely and the third mildly."""
    if said.said is Said.NOT_APPLICABLE or item.severity is Severity.FATAL:
        return said
    if item.kind is AnswerKind.GRADED:
        points = said.points or 0.0
        change = (0.0, -1.0, 1.0)[place] if rng.random() < 0.5 else 0.0
        return ItemAnswer(item.id, points=min(item.points, max(1.0, points + change)))
    if item.id == UNCLEAR:
        return ItemAnswer(item.id, Said.YES if rng.random() < (0.6, 0.4, 0.8)[place] else Said.NO)
    if item.severity is Severity.CRITICAL:
        return said
    if said.said is Said.NO:
        return ItemAnswer(item.id, Said.YES if place == 2 and rng.random() < 0.45 else Said.NO)
    severely = 0.25 if item.id in CONCENTRATED else 0.08
    return ItemAnswer(item.id, Said.NO if place == 1 and rng.random() < severely else Said.YES)


def _errors(one: Evaluation, content: Content) -> int:
    return len(score(content, one.judgement.answers).errors)


def _row(one: SharedRating, content: Content) -> dict[str, Any]:
    return {
        "id": one.key,
        "session": one.session,
        "contact": one.contact,
        "rater": one.rater,
        "round": one.round,
        "score": score(content, one.answers).share or 0.0,
        "document": {"answers": msgspec.to_builtins(one.answers)},
        "version": 1,
    }
