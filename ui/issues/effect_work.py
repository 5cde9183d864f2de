"""What the views of effects and records have done: counted in the work process, read on the database's
thread."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from supervisor.issues.effect_answer import EffectAnswer, EffectQuestion
from supervisor.issues.record import Record
from ui.jobs import Report

if TYPE_CHECKING:  # SQLAlchemy comes after the first paint
    from sqlalchemy import Connection

    from supervisor.issues.evidence import Evidence


def ask_effect(report: Report, url: str, asked: EffectQuestion) -> EffectAnswer:
    """What the contacts say."""
    from supervisor.issues import effect_asking

    return effect_asking.ask_effect(report, url, asked)


def ask_record(report: Report, url: str, department: str, first: date, last: date, now: datetime) -> Record:
    """What became of what a department was sent."""
    from supervisor.issues import record_asking

    return record_asking.ask_record(report, url, department, first, last, now)


def read_stated(db: Connection, id: int) -> tuple[Evidence, ...]:
    """The pieces of evidence of the issue *id*."""
    from supervisor.issues import store

    return store.evidence(db, id)
