"""Alarms, their rules and their shelves in the centre's database.

Every function gets the caller's transaction. What people do to rules and shelves can be undone; what happens
to alarms is only ever added to, and writing the same transition twice writes it once.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from supervisor.alarms.alarm import Alarm, AlarmEvent, EventKind, Scene, Symptom
from supervisor.alarms.engine import Standing, State, Transition, restored
from supervisor.alarms.place import CENTRE, AlarmKey, key_of
from supervisor.alarms.rule import LONGEST_COOLDOWN_S, AlarmRule, check, document, rule_of
from supervisor.alarms.shipped import SHIPPED, shipped
from supervisor.errors import ChangedMeanwhileError, NameTakenError, UnknownNameError
from supervisor.settings.centre import CentreSettings
from supervisor.storage import undo
from supervisor.storage.areas import note
from supervisor.storage.centre import alarm, alarm_event, alarm_rule, alarm_shelf
from supervisor.storage.changes import Changes
from supervisor.wallboard.levels import Level
from supervisor.words import mark

RULES = Changes({"alarm_rules"})
"""What changes with a rule; consoles and the watch process read the rules again."""
SHELVES = Changes({"alarm_shelves"})
"""What changes with a shelf."""
ALARMS = Changes({"alarms"})
"""What changes with an alarm: opened, raised, eased, acknowledged, closed."""

_log = logging.getLogger(__name__)


# -- rules ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class RuleRecord:
    """A rule in force, and where it comes from.

    *shipped*: it came with the program, and is *changed* if somebody saved it otherwise. *version* is that of
    its row, 0 when it has none; *changed_at* and *changed_by* are None then.
    """

    rule: AlarmRule
    shipped: bool
    changed: bool
    version: int
    changed_at: datetime | None = None
    changed_by: str | None = None


def all_rules(db: Connection, settings: CentreSettings) -> tuple[RuleRecord, ...]:
    """Every rule: the shipped ones in their order, as they are or as somebody changed them, then the others.

    A row that this version cannot read is logged and left alone; a shipped rule is then as it was shipped.
    """
    rows = {}
    for row in db.execute(select(alarm_rule).order_by(alarm_rule.c.place, alarm_rule.c.id)):
        try:
            rule = msgspec.structs.replace(rule_of(row.rule), id=row.id)
        except msgspec.ValidationError as error:
            _log.warning("alarm rule %s cannot be read: %s", row.id, error)
            continue
        rows[row.id] = RuleRecord(
            rule, row.id in SHIPPED, row.id in SHIPPED, row.version, row.changed_at, row.changed_by
        )
    ours = [rows.pop(rule.id, RuleRecord(rule, True, False, 0)) for rule in shipped(settings)]
    return (*ours, *rows.values())


def save_rule(db: Connection, rule: AlarmRule, *, version: int, at: datetime, who: str) -> Changes:
    """Save *rule*, which was read at *version* (0: it is new, or as it was shipped), as an undoable step.

    Raises SettingError for a rule that cannot be used, ChangedMeanwhileError when someone else saved it
    since, NameTakenError when there is a new rule of that id already.
    """
    check(rule)
    with undo.step(db, "save_alarm_rule", {"name": rule.name}, RULES, at=at, who=who) as step:
        step.save(alarm_rule, rule.id)
        values = {"rule": document(rule), "changed_at": at, "changed_by": who}
        if version:
            as_read = (alarm_rule.c.id == rule.id) & (alarm_rule.c.version == version)
            done = db.execute(update(alarm_rule).where(as_read).values(**values, version=version + 1))
            if done.rowcount != 1:
                raise ChangedMeanwhileError(mark("alarm rule"), rule.name)
            return RULES
        last = db.execute(select(func.coalesce(func.max(alarm_rule.c.place), 0))).scalar_one()
        if db.execute(select(alarm_rule.c.id).where(alarm_rule.c.id == rule.id)).first():
            if rule.id in SHIPPED:
                raise ChangedMeanwhileError(mark("alarm rule"), rule.name)
            raise NameTakenError(mark("alarm rule"), rule.id)
        try:
            db.execute(insert(alarm_rule).values(id=rule.id, place=last + 1, version=1, **values))
        except IntegrityError as error:  # by someone else since we looked
            raise ChangedMeanwhileError(mark("alarm rule"), rule.name) from error
    return RULES


def delete_rule(db: Connection, rule_id: str, *, version: int, at: datetime, who: str) -> Changes:
    """Delete the rule that was read at *version*, as a step that can be undone.

    Of a shipped rule that removes what was changed: it is again as it was shipped (switch it off instead to
    be rid of it). Raises UnknownNameError, or ChangedMeanwhileError when someone else saved it since.
    """
    row = db.execute(select(alarm_rule).where(alarm_rule.c.id == rule_id)).one_or_none()
    if row is None:
        raise UnknownNameError(mark("alarm rule"), rule_id)
    name = str(row.rule.get("name", rule_id)) if isinstance(row.rule, dict) else rule_id
    step_name = "restore_alarm_rule" if rule_id in SHIPPED else "delete_alarm_rule"
    with undo.step(db, step_name, {"name": name}, RULES, at=at, who=who) as step:
        step.save(alarm_rule, rule_id)
        as_read = (alarm_rule.c.id == rule_id) & (alarm_rule.c.version == version)
        if db.execute(delete(alarm_rule).where(as_read)).rowcount != 1:
            raise ChangedMeanwhileError(mark("alarm rule"), name)
    return RULES


def restore_rule(db: Connection, rule_id: str, *, version: int, at: datetime, who: str) -> Changes:
    """Have the shipped rule as it was shipped again; see `delete_rule`."""
    return delete_rule(db, rule_id, version=version, at=at, who=who)


# -- alarms -----------------------------------------------------------------------------------------------


class _Kept(msgspec.Struct):
    """What the column `alarm.state` holds. Fields only grow."""

    peak: Level
    symptoms: tuple[Symptom, ...]
    scene: Scene
    worse_at: datetime
    held_since: datetime | None = None


def open_alarms(db: Connection, now: datetime) -> tuple[Alarm, ...]:
    """The open alarms, shelved ones included: the worst first, the newest first among equals."""
    rows = db.execute(select(alarm).where(alarm.c.closed_at.is_(None)))
    put_away = {shelf.key: shelf.until for shelf in shelves(db, now)}
    found = [_alarm(row, put_away) for row in rows]
    return tuple(sorted(found, key=lambda each: (-each.level, -each.worse_at.timestamp(), -each.id)))


def history(
    db: Connection,
    since: datetime,
    until: datetime,
    *,
    least: Level = Level.ATTENTION,
    causes: Iterable[str] | None = None,
    limit: int | None = None,
) -> tuple[Alarm, ...]:
    """The alarms that were open at some time from *since* up to *until*, newest first.

    *least*: those that were at least of this level; *causes*: those of these causes (None: of any); *limit*:
    at most so many.
    """
    there = (alarm.c.opened_at < until) & (alarm.c.closed_at.is_(None) | (alarm.c.closed_at >= since))
    rows = db.execute(select(alarm).where(there).order_by(alarm.c.opened_at.desc(), alarm.c.id.desc()))
    wanted = None if causes is None else frozenset(causes)
    found: list[Alarm] = []
    for row in rows:
        each = _alarm(row, {})
        if each.peak < least or (wanted is not None and each.cause not in wanted):
            continue
        found.append(each)
        if limit is not None and len(found) >= limit:
            break
    return tuple(found)


def first_at(db: Connection) -> datetime | None:
    """When the first alarm of all opened: since then, at least, somebody watches; None when none ever did."""
    found: datetime | None = db.execute(select(func.min(alarm.c.opened_at))).scalar_one()
    return found


def events_of(db: Connection, alarm_id: int) -> tuple[AlarmEvent, ...]:
    """What happened to an alarm, in order."""
    rows = db.execute(
        select(alarm_event)
        .where(alarm_event.c.alarm == alarm_id)
        .order_by(alarm_event.c.at, alarm_event.c.id)
    )
    return tuple(_event(row) for row in rows)


def events_between(db: Connection, since: datetime, until: datetime) -> tuple[AlarmEvent, ...]:
    """What happened to all alarms from *since* up to *until*, in order: for a replay's axis."""
    between = (alarm_event.c.at >= since) & (alarm_event.c.at < until)
    rows = db.execute(select(alarm_event).where(between).order_by(alarm_event.c.at, alarm_event.c.id))
    return tuple(_event(row) for row in rows)


def acknowledge(
    db: Connection, alarm_ids: Iterable[int], *, who: str, at: datetime, seen: Level = Level.ACTION
) -> Changes:
    """Note that *who* takes these alarms on. Those closed or acknowledged already stay as they are.

    *seen* is the level at which they were shown: one that got worse since is not acknowledged unseen.
    """
    taken = False
    for alarm_id in sorted(set(alarm_ids)):
        waiting = (
            (alarm.c.id == alarm_id)
            & alarm.c.closed_at.is_(None)
            & alarm.c.acknowledged_at.is_(None)
            & (alarm.c.level <= int(seen))
        )
        done = db.execute(
            update(alarm)
            .where(waiting)
            .values(acknowledged_at=at, acknowledged_by=who, version=alarm.c.version + 1)
            .returning(alarm.c.level)
        ).scalar_one_or_none()
        if done is not None:
            _add_event(db, alarm_id, at, EventKind.ACKNOWLEDGED, done, who)
            taken = True
    if not taken:
        return Changes()
    note(db, ALARMS)
    return ALARMS


def acknowledge_all(db: Connection, *, who: str, at: datetime, seen: Mapping[int, Level]) -> Changes:
    """As `acknowledge`, each alarm of *seen* at the level at which it was shown."""
    changes = Changes()
    for alarm_id, level in seen.items():
        changes |= acknowledge(db, [alarm_id], who=who, at=at, seen=level)
    return changes


# -- shelves ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Shelf:
    """What *who* does not want to hear of before *until*, and why.

    *key* is an alarm's (`AlarmKey.text`: that cause at that place) or the id of a rule (wherever it looks).
    """

    key: str
    until: datetime
    reason: str
    at: datetime
    who: str
    version: int = 1


def shelves(db: Connection, now: datetime) -> tuple[Shelf, ...]:
    """The shelves in force, those that end first in front."""
    rows = db.execute(select(alarm_shelf).where(alarm_shelf.c.until > now).order_by(alarm_shelf.c.until))
    return tuple(Shelf(row.id, row.until, row.reason, row.at, row.who, row.version) for row in rows)


def shelve(
    db: Connection, key: str, until: datetime, *, what: str, reason: str, who: str, at: datetime
) -> Changes:
    """Put an alarm or a rule away until *until*, as a step that can be undone; a shelf that is there moves.

    *what* is the alarm's title or the rule's name, for the list of what can be undone. The alarm that a
    source is not heard stays in sight, it only makes no sound.
    """
    with undo.step(db, "shelve_alarm", {"name": what}, SHELVES, at=at, who=who) as step:
        step.save(alarm_shelf, key)
        values = {"until": until, "reason": reason, "at": at, "who": who}
        there = alarm_shelf.c.id == key
        done = db.execute(
            update(alarm_shelf).where(there).values(**values, version=alarm_shelf.c.version + 1)
        )
        if done.rowcount != 1:
            try:
                db.execute(insert(alarm_shelf).values(id=key, version=1, **values))
            except IntegrityError as error:  # by someone else since we looked
                raise ChangedMeanwhileError(mark("shelf"), key) from error
    return SHELVES


def unshelve(db: Connection, key: str, *, what: str, who: str, at: datetime) -> Changes:
    """Hear of it again, as a step that can be undone. Nothing happens when it was on no shelf."""
    with undo.step(db, "unshelve_alarm", {"name": what}, SHELVES, at=at, who=who) as step:
        step.save(alarm_shelf, key)
        gone = db.execute(delete(alarm_shelf).where(alarm_shelf.c.id == key))
    return SHELVES if gone.rowcount else Changes()


def shelved_until(of: Alarm, put_away: Mapping[str, datetime]) -> datetime | None:
    """Until when an alarm is on a shelf; None when it is on none.

    It is when its key is, or when every one of its symptoms' rules is: then until the first of them ends.
    """
    own = put_away.get(of.key.text)
    rules = [put_away.get(symptom.rule) for symptom in of.symptoms]
    by_rules = None if not rules or None in rules else min(until for until in rules if until is not None)
    return max((until for until in (own, by_rules) if until is not None), default=None)


# -- the watch process ------------------------------------------------------------------------------------


def restore(db: Connection, now: datetime) -> State:
    """The engine's state as the tables tell it: the open alarms, and what closed not long ago."""
    standing = []
    for row in db.execute(select(alarm).where(alarm.c.closed_at.is_(None)).order_by(alarm.c.id)):
        key = key_of(row.cause)
        if key is not None:
            standing.append(_standing(row, key))
    edge = now - timedelta(seconds=LONGEST_COOLDOWN_S)
    closed: dict[AlarmKey, datetime] = {}
    for row in db.execute(
        select(alarm.c.cause, func.max(alarm.c.closed_at).label("closed_at"))
        .where(alarm.c.closed_at > edge)
        .group_by(alarm.c.cause)
    ):
        key = key_of(row.cause)
        if key is not None:
            closed[key] = row.closed_at
    return restored(standing, closed)


def apply(db: Connection, transitions: Sequence[Transition]) -> Changes:
    """Write what the engine says happened, in order. What was written before is not written again.

    An alarm is known by its key and the instant at which it opened. There is one open alarm of a key: one
    that another process left open is closed first.
    """
    if not transitions:
        return Changes()
    for transition in transitions:
        _apply(db, transition)
    note(db, ALARMS)
    return ALARMS


def _apply(db: Connection, transition: Transition) -> None:
    standing, at, kind = transition.alarm, transition.at, transition.kind
    cause = standing.key.text
    this = (alarm.c.cause == cause) & (alarm.c.opened_at == standing.opened_at)
    row = db.execute(select(alarm).where(this).with_for_update()).one_or_none()
    state = msgspec.to_builtins(
        _Kept(standing.peak, standing.symptoms, standing.scene, standing.worse_at, standing.held_since)
    )
    if row is None:
        still_open = (alarm.c.cause == cause) & alarm.c.closed_at.is_(None)
        for left in db.execute(select(alarm.c.id, alarm.c.level).where(still_open)).all():
            db.execute(update(alarm).where(alarm.c.id == left.id).values(closed_at=standing.opened_at))
            _add_event(db, left.id, standing.opened_at, EventKind.CLOSED, left.level)
        number: int = db.execute(
            insert(alarm)
            .values(
                cause=cause,
                level=int(standing.level),
                state=state,
                opened_at=standing.opened_at,
                closed_at=at if kind is EventKind.CLOSED else None,
                version=1,
            )
            .returning(alarm.c.id)
        ).scalar_one()
        _add_event(db, number, standing.opened_at, EventKind.OPENED, standing.level)
        if kind is not EventKind.OPENED:
            _add_event(db, number, at, kind, standing.level)
        return
    if row.closed_at is not None or kind is EventKind.OPENED:
        return  # written before
    values: dict[str, Any] = {"level": int(standing.level), "state": state, "version": row.version + 1}
    if kind is EventKind.CLOSED:
        values["closed_at"] = at
    if kind is EventKind.RAISED and int(standing.level) > row.level:
        values |= {"acknowledged_at": None, "acknowledged_by": None}
    db.execute(update(alarm).where(alarm.c.id == row.id).values(**values))
    if kind is EventKind.CHANGED or _is_written(db, row.id, at, kind):
        return
    _add_event(db, row.id, at, kind, standing.level)


def _is_written(db: Connection, alarm_id: int, at: datetime, kind: EventKind) -> bool:
    same = (alarm_event.c.alarm == alarm_id) & (alarm_event.c.at == at) & (alarm_event.c.kind == str(kind))
    return db.execute(select(alarm_event.c.id).where(same)).first() is not None


def _add_event(
    db: Connection, alarm_id: int, at: datetime, kind: EventKind, level: int, who: str | None = None
) -> None:
    facts = {"level": int(level)}
    db.execute(insert(alarm_event).values(alarm=alarm_id, at=at, kind=str(kind), who=who, facts=facts))


# -- rows -------------------------------------------------------------------------------------------------


def _kept(row: Row[Any]) -> _Kept:
    try:
        return msgspec.convert(row.state, _Kept)
    except msgspec.ValidationError as error:
        _log.warning("alarm %s cannot be read whole: %s", row.id, error)
        return _Kept(Level(row.level), (), Scene(), row.opened_at)


def _standing(row: Row[Any], key: AlarmKey) -> Standing:
    kept = _kept(row)
    level = Level(row.level)
    return Standing(
        key, row.opened_at, level, kept.peak, kept.symptoms, kept.scene, kept.worse_at, kept.held_since
    )


def _alarm(row: Row[Any], put_away: Mapping[str, datetime]) -> Alarm:
    kept = _kept(row)
    found = Alarm(
        row.id,
        key_of(row.cause) or AlarmKey(row.cause, CENTRE),
        Level(row.level),
        kept.peak,
        kept.symptoms,
        kept.scene,
        row.opened_at,
        kept.worse_at,
        row.closed_at,
        row.acknowledged_at,
        row.acknowledged_by,
        kept.held_since,
        None,
        row.version,
    )
    until = shelved_until(found, put_away)
    return found if until is None else replace(found, shelved_until=until)


def _event(row: Row[Any]) -> AlarmEvent:
    return AlarmEvent(
        row.alarm, row.at, EventKind(row.kind), Level(row.facts.get("level", Level.ATTENTION)), row.who
    )
