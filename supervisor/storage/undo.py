"""What people did, kept as the rows were before and after, so that it can be undone and done again.

A step and what it did are one transaction: either both are in the database or neither. Undoing is refused,
and nothing is written, when a row of the step was changed by something else since. Versions are never given
back: an undone row gets a new one, so that nobody saves over it who read it before.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any, TypeAlias

import msgspec
from sqlalchemy import JSON, Connection, Table, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from supervisor.errors import ChangedMeanwhileError, UnknownNameError
from supervisor.settings.centre import CentreSettings
from supervisor.settings.declared import declared
from supervisor.storage.areas import note
from supervisor.storage.centre import centre_metadata, undo_row, undo_step
from supervisor.storage.changes import Changes
from supervisor.words import _, mark

KEPT = 200
"""How many steps can be undone; older ones are forgotten."""

_AT_ONCE = 500  # rows that one statement asks for
_FEW = 20  # rows are written one by one
_UNDER_WAY = "undo step"  # where a connection has the step that is under way
_TOLD = "+"  # before the name of a table: a row to be added, not one to be put back

Key: TypeAlias = str | int
_Image: TypeAlias = dict[str, Any]  # a row as JSON can hold it


@dataclass(frozen=True)
class Step:
    """Something that *who* did at *at*: its stable *name* and *facts*, and the *areas* it touched."""

    id: int
    name: str
    facts: dict[str, str]
    areas: Changes
    at: datetime
    who: str
    undone_at: datetime | None


@dataclass(frozen=True)
class _Plan:
    """A row that is *current* and is to be as *wanted*; None where it does not exist."""

    table: Table
    key: Key
    current: _Image | None
    wanted: _Image | None


@dataclass(frozen=True)
class Stands:
    """A row of a step that is to be undone: as it was *before*, as the step left it (*after*), and as it is
    *now*; each as JSON can hold it, None where it did not exist."""

    table: str
    key: Key
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    now: dict[str, Any] | None

    @property
    def is_as_left(self) -> bool:
        """Whether nobody changed it since."""
        return _same(self.now, self.after)


Settle: TypeAlias = Callable[[Sequence[Stands]], Mapping[tuple[str, Key], dict[str, Any] | None]]
"""How rows shall be that are not simply put back, by table and key: those not named are put back where nobody
changed them since, and else left alone."""


class Doing:
    """A step under way."""

    def __init__(self, db: Connection) -> None:
        self._db = db
        self.before: dict[tuple[str, Key], _Image | None] = {}
        self.told: list[tuple[str, _Image, _Image]] = []
        self.areas = Changes()

    def save(self, table: Table, key: Key) -> None:
        """Keep the row of *table* whose primary key is *key* as it is now, before it is touched."""
        if (table.name, key) not in self.before:
            self.before[table.name, key] = _image(self._db, table, key)

    def save_all(self, table: Table, keys: Sequence[Key]) -> None:
        """`save` of many rows, in few statements."""
        new = [key for key in dict.fromkeys(keys) if (table.name, key) not in self.before]
        found = _images(self._db, table, new)
        for key in new:
            self.before[table.name, key] = found.get(key)

    def save_new(self, table: Table, key: Key) -> None:
        """Note that the row with *key*, which the database gave, was just made in this step."""
        self.before.setdefault((table.name, key), None)

    def tell(self, table: Table, undone: _Image, redone: _Image) -> None:
        """Have a row be added to *table*, which only grows, whenever the step is undone and done again.

        Both are values as the columns take them but for "at", which is when that happens, and in their
        "document" for "step", which is the number of this step.
        """
        self.told.append((table.name, undone, redone))


@contextmanager
def step(
    db: Connection, name: str, facts: Mapping[str, str], areas: Changes, *, at: datetime, who: str
) -> Iterator[Doing]:
    """A named step in the caller's transaction: `save` each row, then write it; what changed can be undone.

    A step that changed nothing is not kept. *name* has its sentence in `title`. A step within a step is part
    of the outer one, which has the name: one thing that people do can be made of several that stores do.
    """
    known = db.info  # kept: a connection that is lost meanwhile does not tell its own any more
    outer: Doing | None = known.get(_UNDER_WAY)
    if outer is not None:
        outer.areas |= areas
        yield outer
        return
    doing = known[_UNDER_WAY] = Doing(db)
    doing.areas = areas
    try:
        yield doing
    finally:
        del known[_UNDER_WAY]
    areas = doing.areas
    rows = []
    now = _now(db, doing.before)
    for (table_name, key), before in doing.before.items():
        after = now.get((table_name, key))
        if not _same(before, after):
            rows.append({"table_name": table_name, "key": _said(key), "before": before, "after": after})
    if not rows:
        return
    number: int = db.execute(
        insert(undo_step)
        .values(name=name, facts=dict(facts), areas=sorted(areas), at=at, who=who)
        .returning(undo_step.c.id)
    ).scalar_one()
    for place, (table_name, undone, redone) in enumerate(doing.told):
        rows.append({"table_name": _TOLD + table_name, "key": str(place), "before": undone, "after": redone})
    db.execute(insert(undo_row), [{"step": number, **row} for row in rows])
    note(db, areas)
    db.execute(delete(undo_step).where(undo_step.c.id <= number - KEPT))  # and their rows with them


def last(db: Connection, who: str | None = None, areas: frozenset[str] = frozenset()) -> Step | None:
    """The step that undo would undo, of *who* or of anybody, touching one of *areas* or any; None when
    there is none."""
    return next((step for step in _newest_first(db, who, areas) if step.undone_at is None), None)


def last_undone(db: Connection, who: str | None = None, areas: frozenset[str] = frozenset()) -> Step | None:
    """The step that redo would do again; None when there is none, or something else was done since."""
    found = None
    for step in _newest_first(db, who, areas):
        if step.undone_at is None:
            break
        found = step
    return found


def get(db: Connection, number: int) -> Step | None:
    """The step *number*; None where it is too long ago."""
    row = db.execute(select(undo_step).where(undo_step.c.id == number)).one_or_none()
    return None if row is None else _step(row)


def last_of(db: Connection, name: str, facts: Mapping[str, str]) -> Step | None:
    """The last step with that *name* and these among its *facts* that was not undone; None when there is
    none, or it is too long ago."""
    return next(
        (
            step
            for step in _newest_first(db, None, frozenset())
            if step.name == name and step.undone_at is None and facts.items() <= step.facts.items()
        ),
        None,
    )


def revert(
    db: Connection, step_id: int, *, at: datetime, who: str = "", settle: Settle | None = None
) -> Changes:
    """Put every row of the step back as it was before it; *at* is noted, and that *who* did so ("": who made
    the step) in what only grows.

    Raises ChangedMeanwhileError, having written nothing, when a row is no longer as the step left it or the
    step was undone already. With *settle* a row that was changed since is no reason: it stays as it is, or
    becomes what `settle` says.
    """
    return _swap(db, step_id, undoing=True, at=at, who=who, settle=settle)


def redo(db: Connection, step_id: int, *, at: datetime, who: str = "") -> Changes:
    """Do an undone step again, under the same conditions as `revert`."""
    return _swap(db, step_id, undoing=False, at=at, who=who)


def title(of: Step) -> str:
    """What the step did, in words ("Remove source support"), for the undo button and its list."""
    facts = dict(of.facts)
    match of.name:
        case "add_source":
            return _("Add source {name}").format(**facts)
        case "change_source":
            return _("Change source {name}").format(**facts)
        case "remove_source":
            return _("Remove source {name}").format(**facts)
        case "change_settings":
            known = declared(CentreSettings)
            names = [name for name in facts.get("names", "").split() if name in known]
            return _("Change {settings}").format(settings=", ".join(_(known[name].label) for name in names))
        case "exclude_contact":
            return _("Take contact {contact} out of the count of {queue}").format(**facts)
        case "include_contact":
            return _("Count contact {contact} in {queue} again").format(**facts)
        case "save_alarm_rule":
            return _("Save alarm rule “{name}”").format(**facts)
        case "delete_alarm_rule":
            return _("Delete alarm rule “{name}”").format(**facts)
        case "restore_alarm_rule":
            return _("Restore alarm rule “{name}” as it came").format(**facts)
        case "shelve_alarm":
            return _("Shelve “{name}”").format(**facts)
        case "unshelve_alarm":
            return _("Take “{name}” off the shelf").format(**facts)
        case "add_page":
            return _("Add page {title}").format(**facts)
        case "add_pages":
            return _("Take in {count} pages").format(**facts)
        case "change_page":
            return _("Change page {title}").format(**facts)
        case "delete_page":
            return _("Delete page {title}").format(**facts)
        case "order_pages":
            return _("Put the pages in another order")
        case "add_announcement":
            return _("Announce “{text}”").format(**facts)
        case "change_announcement":
            return _("Change the announcement “{text}”").format(**facts)
        case "delete_announcement":
            return _("Delete the announcement “{text}”").format(**facts)
        case "add_person":
            return _("Add {name}").format(**facts)
        case "change_person":
            return _("Change {name}").format(**facts)
        case "remove_person":
            return _("Remove {name}").format(**facts)
        case "merge_people":
            return _("Make {other} and {name} one person").format(**facts)
        case "split_person":
            return _("Make a person of their own of {login}, until now {name}").format(**facts)
        case "add_group":
            return _("Add group {name}").format(**facts)
        case "change_group":
            return _("Change group {name}").format(**facts)
        case "remove_group":
            return _("Remove group {name}").format(**facts)
        case "remove_people":
            return _("Remove {count} people").format(**facts)
        case "leave_group":
            return _("Take {count} people out of {group}").format(**facts)
        case "move_people":
            return _("Move {count} people to {group}").format(**facts)
        case "assign_login":
            return _("Say that {login} is {name}").format(**facts)
        case "assign_logins":
            return _("Say who stands behind {count} logins").format(**facts)
        case "ignore_login":
            return _("Leave {login} out of all figures").format(**facts)
        case "ignore_logins":
            return _("Leave {count} logins out of all figures").format(**facts)
        case "forget_login":
            return _("Forget who {login} is").format(**facts)
        case "set_skill":
            return _("Count queue {queue} as {skill}").format(**facts)
        case "forget_skill":
            return _("Count queue {queue} as no skill").format(**facts)
        case "import_people":
            return _("Take in {count} people from {file}").format(**facts)
        case "save_mapping":
            return _("Keep how to read “{name}”").format(**facts)
        case "delete_mapping":
            return _("Forget how to read “{name}”").format(**facts)
        case "change_targets":
            return _("Change {count} targets").format(**facts)
        case "save_own_kpi":
            return _("Save the KPI “{name}”").format(**facts)
        case "remove_own_kpi":
            return _("Remove the KPI “{name}”").format(**facts)
        case "credit_teaching":
            return _("Change hours credited for teaching ({count})").format(**facts)
        case "import_targets":
            return _("Take in {count} targets from {file}").format(**facts)
        case "decide":
            return _("Decide about {name}").format(**facts)
        case "decide_many":
            return _("Decide about {count} entries of the training list").format(**facts)
        case "take_back_decision":
            return _("Take back the decision about {name}").format(**facts)
        case "register_course":
            return _("Register course “{title}” ({count} people)").format(**facts)
        case "change_course":
            return _("Change course “{title}”").format(**facts)
        case "move_course":
            return _("Say how far course “{title}” is").format(**facts)
        case "cancel_course":
            return _("Cancel course “{title}”").format(**facts)
        case "judge_course":
            return _("State the effect of course “{title}”").format(**facts)
        case "mark_attendance":
            return _("Say who attended “{title}” ({count})").format(**facts)
        case "add_talk":
            return _("Note a talk with {name}").format(**facts)
        case "change_talk":
            return _("Change the talk with {name}").format(**facts)
        case "remove_talk":
            return _("Remove the talk with {name}").format(**facts)
        case "change_categories":
            return _("Change the kinds of training ({count})").format(**facts)
        case "add_quality_form":
            return _("Add form “{name}”").format(**facts)
        case "change_quality_form":
            return _("Change form “{name}”").format(**facts)
        case "remove_quality_form":
            return _("Remove form “{name}”").format(**facts)
        case "finish_evaluation":
            return _("Evaluate a contact of {name}").format(**facts)
        case "remove_evaluation":
            return _("Remove an evaluation of {name}").format(**facts)
        case "appeal_evaluation":
            return _("Appeal against an evaluation of {name}").format(**facts)
        case "rule_on_appeal":
            return _("Rule on the appeal of {name}").format(**facts)
        case "import_evaluations":
            return _("Take in {count} evaluations from {file}").format(**facts)
        case "save_quality_measure":
            return _("Save the measure for “{name}”").format(**facts)
        case "remove_quality_measure":
            return _("Remove the measure for “{name}”").format(**facts)
        case "save_calibration":
            return _("Save calibration “{name}”").format(**facts)
        case "remove_calibration":
            return _("Remove calibration “{name}”").format(**facts)
        case "rate_in_calibration":
            return _("Rate a contact in calibration “{name}”").format(**facts)
        case "add_calendar":
            return _("Add calendar “{name}”").format(**facts)
        case "change_calendar":
            return _("Change calendar “{name}”").format(**facts)
        case "remove_calendar":
            return _("Remove calendar “{name}”").format(**facts)
        case "change_days":
            return _("Change days of calendar “{name}” ({count})").format(**facts)
        case "import_days":
            return _("Take in days of calendar “{name}” from {file} ({count})").format(**facts)
        case "add_template":
            return _("Take in template “{name}”").format(**facts)
        case "rename_template":
            return _("Call a template “{name}”").format(**facts)
        case "remove_template":
            return _("Remove template “{name}”").format(**facts)
        case "save_schedule":
            return _("Save schedule “{name}”").format(**facts)
        case "remove_schedule":
            return _("Remove schedule “{name}”").format(**facts)
        case "import_issues":
            return _("Take in {count} issues from {file}").format(**facts)
        case "promise_callback":
            return _("Promise {customer} a call").format(**facts)
        case "change_callback":
            return _("Change the promise to call {customer}").format(**facts)
        case "try_callback":
            return _("Note a try to call {customer}").format(**facts)
        case "make_callback":
            return _("Note that {customer} was called").format(**facts)
        case "remove_callback":
            return _("Remove the promise to call {customer}").format(**facts)
        case "exempt_from_quality":
            return _("Exempt {name} from sampling").format(**facts)
        case "end_quality_exemption":
            return _("End the exemption of {name}").format(**facts)
        case "add_issue":
            return _("Add issue {number} “{title}”").format(**facts)
        case "edit_issue":
            return _("Change issue {number}").format(**facts)
        case "move_issue":
            return _("“{move}” of issue {number}").format(**facts | {"move": _(facts.get("move", ""))})
        case "add_issue_evidence":
            return _("Add evidence to issue {number}").format(**facts)
        case "remove_issue_evidence":
            return _("Take evidence away from issue {number}").format(**facts)
        case "reply_to_issue":
            return _("Enter an answer to issue {number}").format(**facts)
        case "pause_issue":
            return _("Pause the clock of issue {number}").format(**facts)
        case "end_issue_pause":
            return _("Let the clock of issue {number} go on").format(**facts)
        case "ask_issue_extension":
            return _("Ask for a later day for issue {number}").format(**facts)
        case "grant_issue_extension":
            return _("Grant a later day for issue {number}").format(**facts)
        case "refuse_issue_extension":
            return _("Refuse a later day for issue {number}").format(**facts)
        case "promise_issue":
            return _("Set another limit for issue {number}").format(**facts)
        case "rule_issue":
            return _("Rule whose issue {number} is").format(**facts)
        case "link_issues":
            return _("Link issues {number} and {other}").format(**facts)
        case "unlink_issues":
            return _("Unlink issues {number} and {other}").format(**facts)
        case "discuss_issue":
            return _("Note that issue {number} was discussed").format(**facts)
        case "watch_issue":
            return _("Watch issue {number}").format(**facts)
        case "unwatch_issue":
            return _("Watch issue {number} no longer").format(**facts)
        case "change_issues":
            return _("Change issues together ({count})").format(**facts)
        case "move_issues":
            said = _("{move}: issues together ({count})")
            return said.format(move=_(facts["move"]), count=facts["count"])
        case "save_issue_filter":
            return _("Save the filter “{name}”").format(**facts)
        case "remove_issue_filter":
            return _("Remove the filter “{name}”").format(**facts)
        case "add_menu_node":
            return _("Add menu node “{title}”").format(**facts)
        case "change_menu_node":
            return _("Change menu node “{title}”").format(**facts)
        case "move_menu_node":
            return _("Move menu node “{title}”").format(**facts)
        case "retire_menu_node":
            return _("Take “{title}” out of the voice menu").format(**facts)
        case "restore_menu_node":
            return _("Take “{title}” into the voice menu again").format(**facts)
        case "import_menu":
            return _("Take in {count} menu nodes from {file}").format(**facts)
        case "import_menu_counts":
            return _("Take in {count} counts of the voice menu from {file}").format(**facts)
        case "add_department":
            return _("Add department {name}").format(**facts)
        case "change_department":
            return _("Change department {name}").format(**facts)
        case "retire_department":
            return _("Retire department {name}").format(**facts)
        case "bring_back_department":
            return _("Bring department {name} back").format(**facts)
        case "remove_department":
            return _("Remove department {name}").format(**facts)
        case "save_departments":
            return _("Take in {count} departments").format(**facts)
        case "make_sheets":
            return _("Make {count} sheets").format(**facts)
        case "change_sheet":
            return _("Change sheet {number}").format(**facts)
        case "void_sheet":
            return _("Void sheet {number}").format(**facts)
        case "send_sheet":
            return _("Send sheet {number} to {name}").format(**facts)
        case "sign_sheet":
            return _("Say that {name} signed for sheet {number}").format(**facts)
        case "answer_sheet":
            return _("Enter {count} answers of {name} to sheet {number}").format(**facts)
        case "take_in_sheet":
            return _("Take in answers from {name} ({count})").format(**facts)
        case "remember_headings":
            return _("Remember what headings stand for ({count})").format(**facts)
        case "add_meeting_series":
            return _("Add the series of meetings “{name}”").format(**facts)
        case "change_meeting_series":
            return _("Change the series of meetings “{name}”").format(**facts)
        case "remove_meeting_series":
            return _("Remove the series of meetings “{name}”").format(**facts)
        case "plan_meeting":
            return _("Plan {name}").format(**facts)
        case "change_meeting":
            return _("Change {name}").format(**facts)
        case "begin_meeting":
            return _("Begin {name}").format(**facts)
        case "cancel_meeting":
            return _("Cancel {name}").format(**facts)
        case "refresh_agenda":
            return _("Bring the agenda of {name} up to date").format(**facts)
        case "add_to_agenda":
            return _("Add {count} items to the agenda of {name}").format(**facts)
        case "remove_from_agenda":
            return _("Take {count} items off the agenda of {name}").format(**facts)
        case "order_agenda":
            return _("Put the agenda of {name} into another order").format(**facts)
        case "change_agenda_item":
            return _("Change an item of the agenda of {name}").format(**facts)
        case "mark_meeting_attendance":
            return _("Say who came to {name} ({count})").format(**facts)
        case "uninvite":
            return _("Take {person} off the list of {name}").format(**facts)
        case "note_outcome":
            return _("“{kind}”: {title}").format(**facts | {"kind": _(facts.get("kind", ""))})
        case "change_outcome":
            return _("Change what came of “{title}”").format(**facts)
        case "remove_outcome":
            return _("Take away what came of “{title}”").format(**facts)
        case "raise_issue":
            return _("Take down “{title}” as a new issue of {name}").format(**facts)
        case "finish_action":
            return _("The action of {owner} is done").format(**facts)
        case "reopen_action":
            return _("The action of {owner} is not done after all").format(**facts)
        case _:
            return of.name


def _swap(
    db: Connection, step_id: int, *, undoing: bool, at: datetime, who: str, settle: Settle | None = None
) -> Changes:
    found = db.execute(select(undo_step).where(undo_step.c.id == step_id).with_for_update()).one_or_none()
    if found is None:
        raise UnknownNameError(mark("step"), str(step_id))
    if (found.undone_at is None) is not undoing:
        raise ChangedMeanwhileError(found.name, step_id)
    rows = db.execute(select(undo_row).where(undo_row.c.step == step_id).order_by(undo_row.c.id)).all()
    if undoing:
        rows = rows[::-1]
    planned = []
    told = [row for row in rows if row.table_name.startswith(_TOLD)]
    kept = [row for row in rows if not row.table_name.startswith(_TOLD)]
    keys = {(row.table_name, msgspec.json.decode(row.key)): row for row in kept}
    now = _now(db, keys, lock=True)
    settled: Mapping[tuple[str, Key], _Image | None] = {}
    if settle is not None:
        stands = [Stands(*of, row.before, row.after, now.get(of)) for of, row in keys.items()]
        settled = {
            of: stand.now for stand in stands if not stand.is_as_left for of in [(stand.table, stand.key)]
        }
        settled |= settle(stands)
    for (table_name, key), row in keys.items():  # all are looked at before the first is written
        table = centre_metadata.tables[table_name]
        left, wanted = (row.after, row.before) if undoing else (row.before, row.after)
        current = now.get((table_name, key))
        if (table_name, key) in settled:
            wanted = settled[table_name, key]
            if _same(current, wanted):
                continue
        elif not _same(current, left):
            raise ChangedMeanwhileError(table.name, key)
        planned.append(_Plan(table, key, current, wanted))
    for table, run in groupby(planned, key=lambda plan: plan.table):  # in their order: rows refer to others
        _put_all(db, table, list(run))
    for row in told:
        table = centre_metadata.tables[row.table_name.removeprefix(_TOLD)]
        values = dict(row.before if undoing else row.after)
        values["document"] = values["document"] | {"step": step_id}
        db.execute(insert(table).values(**values | ({"who": who} if who else {}), at=at))
    db.execute(update(undo_step).where(undo_step.c.id == step_id).values(undone_at=at if undoing else None))
    note(db, found.areas)
    return Changes(found.areas)


def _put_all(db: Connection, table: Table, plans: list[_Plan]) -> None:
    """Make the rows of *table* what is wanted; many that come or go alike in few statements."""
    for kind, run in groupby(plans, key=_kind):
        alike = list(run)
        for first in range(0, len(alike), _AT_ONCE):
            some = alike[first : first + _AT_ONCE]
            if len(some) < _FEW or kind == "changes":
                for plan in some:
                    _put(db, table, plan.key, plan.current, plan.wanted)
            elif kind == "comes":
                values = [
                    _values(table, plan.wanted) | {"version": plan.wanted["version"] + 1}
                    for plan in some
                    if plan.wanted is not None
                ]
                try:
                    db.execute(insert(table), values)
                except IntegrityError as error:  # one was made by someone else since we looked
                    raise ChangedMeanwhileError(table.name, some[0].key) from error
            else:
                try:
                    gone = db.execute(delete(table).where(_primary(table).in_([plan.key for plan in some])))
                except IntegrityError as error:  # something refers to one since
                    raise ChangedMeanwhileError(table.name, some[0].key) from error
                if gone.rowcount != len(some):
                    raise ChangedMeanwhileError(table.name, some[0].key)


def _kind(plan: _Plan) -> str:
    if plan.current is None:
        return "comes"
    return "goes" if plan.wanted is None else "changes"


def _put(db: Connection, table: Table, key: Key, current: _Image | None, wanted: _Image | None) -> None:
    """Make the row *wanted*, which is *current*; None where it does not exist."""
    if current is None:
        assert wanted is not None  # noqa: S101  # the two differ, or the step would not have kept them
        try:
            db.execute(insert(table).values(**_values(table, wanted) | {"version": wanted["version"] + 1}))
        except IntegrityError as error:  # made by someone else since we looked
            raise ChangedMeanwhileError(table.name, key) from error
        return
    as_seen = (_primary(table) == key) & (table.c.version == current["version"])
    if wanted is None:
        try:
            done = db.execute(delete(table).where(as_seen))
        except IntegrityError as error:  # something refers to it since
            raise ChangedMeanwhileError(table.name, key) from error
    else:
        values = _values(table, wanted) | {"version": current["version"] + 1}
        done = db.execute(update(table).where(as_seen).values(**values))
    if done.rowcount != 1:
        raise ChangedMeanwhileError(table.name, key)


def _image(db: Connection, table: Table, key: Key) -> _Image | None:
    return _images(db, table, [key]).get(key)


def _images(db: Connection, table: Table, keys: Sequence[Key], *, lock: bool = False) -> dict[Key, _Image]:
    """The rows of *table* that there are, by their primary keys."""
    primary = _primary(table)
    found: dict[Key, _Image] = {}
    for first in range(0, len(keys), _AT_ONCE):
        wanted = select(table).where(primary.in_(keys[first : first + _AT_ONCE]))
        if lock:  # in one order, so that two who take the same rows never wait for each other
            wanted = wanted.order_by(primary).with_for_update()
        for row in db.execute(wanted).mappings():
            image = {name: msgspec.to_builtins(value) for name, value in row.items()}
            found[row[primary.name]] = image
    return found


def _now(
    db: Connection, rows: Iterable[tuple[str, Key]], *, lock: bool = False
) -> dict[tuple[str, Key], _Image]:
    """The rows, by table and key, as they are now."""
    keys: dict[str, list[Key]] = defaultdict(list)
    for table_name, key in rows:
        keys[table_name].append(key)
    return {
        (table_name, key): image
        for table_name in sorted(keys)  # in one order, so that two writers never wait for each other
        for key, image in _images(db, centre_metadata.tables[table_name], keys[table_name], lock=lock).items()
    }


def _values(table: Table, image: _Image) -> _Image:
    """The image as the columns take it; columns that the image does not know keep their defaults."""
    values = {}
    for name, value in image.items():
        if name not in table.c:  # gone since: a migration took it
            continue
        kind = table.c[name].type
        plain = value is None or isinstance(kind, JSON)
        values[name] = value if plain else msgspec.convert(value, kind.python_type)
    return values


def _same(one: _Image | None, other: _Image | None) -> bool:
    """Whether two images say the same, whatever their versions."""
    if one is None or other is None:
        return one is other
    return {**one, "version": 0} == {**other, "version": 0}


def _primary(table: Table) -> Any:
    (column,) = table.primary_key.columns
    return column


def _said(key: Key) -> str:
    return msgspec.json.encode(key).decode()


def _newest_first(db: Connection, who: str | None, areas: frozenset[str]) -> Iterator[Step]:
    steps = select(undo_step).order_by(undo_step.c.id.desc())
    for row in db.execute(steps if who is None else steps.where(undo_step.c.who == who)):
        if not areas or areas & frozenset(row.areas):
            yield _step(row)


def _step(row: Any) -> Step:
    return Step(row.id, row.name, row.facts, Changes(row.areas), row.at, row.who, row.undone_at)
