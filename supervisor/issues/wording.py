"""Issues in words: what happened to one as a sentence, and what stands in a field."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, assert_never

import msgspec

from supervisor.issues.event import Event, EventKind
from supervisor.issues.evidence import Matter
from supervisor.issues.evidence_wording import MATTER_LABELS, matter_words
from supervisor.issues.issue import (
    CAUSE_LABELS,
    FIELDS,
    ORIGIN_LABELS,
    SEVERITY_LABELS,
    CauseKind,
    Criterion,
    Origin,
    Severity,
)
from supervisor.issues.moves import RETURN_REASONS
from supervisor.issues.speaker import Speaker as Speaker
from supervisor.issues.states import MOVE, ROLE_LABELS, STATE_LABELS, Role, State
from supervisor.words import DASH, _, day, mark, moment, number

LINK_LABELS = {
    "duplicate": mark("Duplicate of {issue}"),
    "recurrence": mark("{issue} came back"),
    "related": mark("Has to do with {issue}"),
    "merged": mark("{issue} was merged into this one"),
}
_BACK = {  # the same link as the other one says it
    "duplicate": mark("{issue} is a duplicate of this one"),
    "recurrence": mark("It came back as {issue}"),
}
GIVEN_LABELS = {
    "reason": mark("Reason"),
    "department": mark("Department"),
    "category": mark("Category"),
    "no_evidence_because": mark("No evidence, because"),
    "sheet": mark("Sheet"),
    "wished": mark("Answer wished by"),
    "meeting_on": mark("Meeting on"),
    "when": mark("When"),
    "how": mark("How we know"),
    "who": mark("Who in the department"),
    "return_reason": mark("Why it was returned"),
    "proposed_department": mark("Whose it is, as they see it"),
    "cause": mark("Cause"),
    "cause_kind": mark("Kind of cause"),
    "measure": mark("Measure"),
    "owner": mark("Owner of the measure"),
    "planned": mark("Planned for"),
    "decision": mark("Decision or agreement"),
    "done_what": mark("What they did"),
    "in_force": mark("In force since"),
    "finding": mark("What the check found"),
    "effective": mark("Effective"),
    "still_wrong": mark("What is still wrong"),
    "newer_evidence": mark("Seen again on"),
    "survivor": mark("Issue that goes on"),
    "risk_carrier": mark("Who carries the risk"),
    "review_date": mark("Look at it again on"),
    "changed": mark("What is different now"),
}
ANSWER_LABELS = {
    "ours": mark("Is it theirs"),
    "cause": mark("Cause"),
    "measure": mark("Measure"),
    "owner": mark("Owner of the measure"),
    "planned": mark("Planned for"),
    "progress": mark("Progress or result"),
    "done_on": mark("In force since"),
    "proposed": mark("Whose it is, as they see it"),
    "remark": mark("Remark"),
}
EVENT_LABELS = {
    EventKind.MADE: mark("Filed"),
    EventKind.MOVED: mark("Moved"),
    EventKind.EDITED: mark("Edited"),
    EventKind.EVIDENCE_ADDED: mark("Evidence added"),
    EventKind.EVIDENCE_REMOVED: mark("Evidence taken away"),
    EventKind.REPLIED: mark("Reply"),
    EventKind.PAUSED: mark("Paused"),
    EventKind.PAUSE_ENDED: mark("Pause ended"),
    EventKind.EXTENSION_ASKED: mark("Extension asked for"),
    EventKind.EXTENSION_RULED: mark("Extension ruled on"),
    EventKind.PROMISED: mark("New limit"),
    EventKind.LINKED: mark("Linked"),
    EventKind.UNLINKED: mark("Link removed"),
    EventKind.NOTED: mark("Remark"),
    EventKind.REMINDED: mark("Reminder"),
    EventKind.DISCUSSED: mark("Meeting"),
    EventKind.RULED: mark("Ruling"),
    EventKind.UNDONE: mark("Undone"),
    EventKind.REDONE: mark("Done again"),
}
_DAYS = frozenset({"wished", "meeting_on", "planned", "in_force", "newer_evidence", "review_date", "done_on"})
_SHORT = 60  # characters of a text that stand in a sentence


# -- what happened -------------------------------------------------------------------------------------------


def event_words(event: Event, speak: Speaker) -> str:
    """What happened, as a sentence without when and who; what was said with it is `event_details`."""
    facts = event.facts
    match event.kind:
        case EventKind.MADE:
            return _("The issue was filed as a draft.")
        case EventKind.MOVED:
            return move_words(str(facts.get("move", "")), facts.get("since"), facts.get("to"))
        case EventKind.EDITED:
            names = _(", ").join(_(FIELDS.get(path, path)) for path in facts.get("fields", {}))
            return _("Changed: {fields}.").format(fields=names or DASH)
        case EventKind.EVIDENCE_ADDED:
            return _("Evidence was added: {what}.").format(what=_matters(facts, speak))
        case EventKind.EVIDENCE_REMOVED:
            return _("Evidence was taken away: {what}.").format(what=_matters(facts, speak))
        case EventKind.REPLIED:
            return _("The department replied.")
        case EventKind.PAUSED:
            pause = facts.get("pause", facts)
            party, reason = pause.get("party") or _("the contact centre"), pause.get("reason") or DASH
            return _("The clock was paused, waiting for {party}: {reason}").format(party=party, reason=reason)
        case EventKind.PAUSE_ENDED:
            return _("The clock goes on.")
        case EventKind.EXTENSION_ASKED:
            return _("More time was asked for, until {day}: {reason}").format(
                day=_day(facts.get("until"), speak), reason=facts.get("reason") or DASH
            )
        case EventKind.EXTENSION_RULED if facts.get("granted"):
            return _("More time was granted, until {day}.").format(day=_day(facts.get("until"), speak))
        case EventKind.EXTENSION_RULED:
            return _("More time was refused: the limit stays.")
        case EventKind.PROMISED:
            return _("The limit is now {day}.").format(day=_day(facts.get("on"), speak))
        case EventKind.LINKED:
            return _("Linked: {what}.").format(what=link_words(facts, speak))
        case EventKind.UNLINKED:
            return _("A link was removed: {what}.").format(what=link_words(facts, speak))
        case EventKind.NOTED:
            return _("Remark: {text}").format(text=facts.get("text") or DASH)
        case EventKind.REMINDED:
            to = str(facts.get("to") or "") or speak.department(event.department)
            return _("Reminded: {who}").format(who=to or DASH)
        case EventKind.DISCUSSED:
            where = facts.get("meeting") or event.source.meeting
            return _("Discussed in {meeting}.").format(
                meeting=speak.meeting(where) if where else _("a meeting")
            )
        case EventKind.RULED:
            return _("Ruled: it belongs to {department}.").format(
                department=speak.department(str(facts.get("department", ""))) or DASH
            )
        case EventKind.UNDONE:
            return _("Undone: {step}").format(step=_step(facts))
        case EventKind.REDONE:
            return _("Done again: {step}").format(step=_step(facts))
        case _:
            assert_never(event.kind)


def event_details(event: Event, speak: Speaker) -> tuple[str, ...]:
    """What was said with it, a line each: "Cause: …"; both values of each field that was changed."""
    facts = event.facts
    match event.kind:
        case EventKind.MOVED:
            return _labelled(facts.get("given", {}), GIVEN_LABELS, speak)
        case EventKind.EDITED:
            return tuple(
                _("{field}: “{before}” became “{after}”").format(
                    field=_(FIELDS.get(path, path)),
                    before=_cut(value_words(path, pair[0], speak)),
                    after=_cut(value_words(path, pair[1], speak)),
                )
                for path, pair in facts.get("fields", {}).items()
            )
        case EventKind.REPLIED:
            said = facts.get("answer", facts)
            lines = _labelled(said, ANSWER_LABELS, speak)
            by = [(_("Said by"), facts.get("said_by")), (_("How we know"), facts.get("how"))]
            return (
                *lines,
                *(_("{label}: {value}").format(label=label, value=one) for label, one in by if one),
            )
        case EventKind.RULED | EventKind.PROMISED | EventKind.DISCUSSED | EventKind.EXTENSION_RULED:
            found = [(_("Reason"), facts.get("reason")), (_("What was said"), facts.get("said"))]
            return tuple(_("{label}: {value}").format(label=label, value=one) for label, one in found if one)
        case EventKind.EVIDENCE_ADDED | EventKind.EVIDENCE_REMOVED:
            return (str(facts["note"]),) if facts.get("note") else ()
    return ()


def who_words(event: Event, speak: Speaker) -> str:
    """Who did it, as what and for whom: "Lin (Liaison) for Billing, from replies.xlsx, row 12"."""
    said = event.who
    if event.role in set(Role):
        said = _("{who} ({role})").format(who=said, role=_(ROLE_LABELS[Role(event.role)]))
    if event.department:
        said = _("{who} for {department}").format(who=said, department=speak.department(event.department))
    source = event.source
    if source.file and source.row and source.cells:
        said = _("{who}, from {file}, row {row} ({cells})").format(
            who=said, file=source.file, row=number(source.row), cells=_(", ").join(source.cells)
        )
    elif source.file and source.row:
        said = _("{who}, from {file}, row {row}").format(who=said, file=source.file, row=number(source.row))
    elif source.file:
        said = _("{who}, from {file}").format(who=said, file=source.file)
    return said


def move_words(name: str, since: object = None, to: object = None) -> str:
    """A move as a sentence: "Answered: from “Confirmed” to “Answered”." """
    move = MOVE.get(name)
    title = _(move.title) if move is not None else name or _(EVENT_LABELS[EventKind.MOVED])
    if since not in set(State) or to not in set(State):
        return _("{move}.").format(move=title)
    before, after = _(STATE_LABELS[State(str(since))]), _(STATE_LABELS[State(str(to))])
    return _("{move}: from “{before}” to “{after}”.").format(move=title, before=before, after=after)


def link_words(facts: Mapping[str, Any], speak: Speaker) -> str:
    """What a link says."""
    other = facts.get("other")
    named = str(facts.get("number") or "") or (speak.issue(other) if isinstance(other, int) else DASH)
    kind = str(facts.get("kind"))
    words = LINK_LABELS.get(kind, LINK_LABELS["related"])
    return _(_BACK.get(kind, words) if facts.get("back") else words).format(issue=named)


def _step(facts: Mapping[str, Any]) -> str:
    if facts.get("move") in MOVE:
        return _(MOVE[str(facts["move"])].title)
    kind = facts.get("kind")
    return _(EVENT_LABELS[EventKind(str(kind))]) if kind in set(EventKind) else DASH


def _matters(facts: Mapping[str, Any], speak: Speaker) -> str:
    found = facts.get("matters") or ([facts["matter"]] if facts.get("matter") else [])
    said = [matter_words(msgspec.convert(one, Matter), speak) for one in found]
    return _(", ").join(said) or _(MATTER_LABELS.get(str(facts.get("kind")), "")) or DASH


def _labelled(said: Mapping[str, Any], labels: Mapping[str, str], speak: Speaker) -> tuple[str, ...]:
    lines = []
    for name, value in said.items():
        if value in (None, "", [], ()):
            continue
        label = _(labels.get(name, name))
        lines.append(_("{label}: {value}").format(label=label, value=given_words(name, value, speak)))
    return tuple(lines)


def given_words(name: str, value: Any, speak: Speaker) -> str:
    """What was given with a move, in words; *value* as JSON has it or as it is."""
    if name in _DAYS:
        return _day(value, speak)
    match name:
        case "when":
            at = datetime.fromisoformat(value) if isinstance(value, str) else value
            return moment(at, speak.zone, speak.today)
        case "department" | "proposed_department":
            return speak.department(str(value))
        case "return_reason":
            return _(RETURN_REASONS.get(str(value), str(value)))
        case "cause_kind":
            return _cause(value)
        case "survivor":
            return speak.issue(int(value))
        case "sheet":
            return speak.sheet(str(value))
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return str(value)


# -- fields --------------------------------------------------------------------------------------------------


def value_words(path: str, value: Any, speak: Speaker) -> str:
    """What stands in the field *path*, in words; "–" for nothing. *value* as JSON has it or as it is."""
    if value is None or value == "" or value == [] or value == ():
        return DASH
    match path:
        case "facts.department":
            return speak.department(str(value))
        case "facts.joining":
            return _(", ").join(speak.department(str(one)) for one in value)
        case "facts.tags":
            return _(", ").join(map(str, value))
        case "facts.node":
            return speak.node(str(value))
        case "facts.severity":
            return _(SEVERITY_LABELS[Severity(int(value))])
        case "facts.origin":
            return _(ORIGIN_LABELS[Origin(str(value))])
        case "facts.cause_kind":
            return _cause(value)
        case "facts.first_seen" | "facts.last_seen" | "facts.wished":
            return _day(value, speak)
        case "facts.affected_a_week":
            return number(float(value))
        case "facts.internal":
            return _("yes") if value else _("no")
        case "facts.criterion":
            return criterion_words(
                msgspec.convert(value, Criterion) if isinstance(value, dict) else value, speak
            )
    return str(value)


def criterion_words(criterion: Criterion, speak: Speaker) -> str:
    """By what success is judged, as a sentence."""
    value = speak.node(criterion.value) if criterion.by.value == "node" else criterion.value
    said = _("Contacts of “{value}”: {days} days after the measure against {since} to {until}").format(
        value=value,
        days=number(criterion.window_days),
        since=day(criterion.since, speak.today),
        until=day(criterion.until, speak.today),
    )
    if criterion.target is not None:
        said = _("{criterion}; hoped for: {share} % of them or fewer").format(
            criterion=said, share=number(criterion.target * 100)
        )
    return said


def _cause(value: Any) -> str:
    return _(CAUSE_LABELS[CauseKind(str(value))]) if str(value) in set(CauseKind) else str(value)


def _day(value: Any, speak: Speaker) -> str:
    if isinstance(value, str):
        try:
            value = date.fromisoformat(value[:10])
        except ValueError:
            return str(value)
    return day(value, speak.today)


def _cut(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _SHORT else f"{text[: _SHORT - 1]}…"


def reply_lines(answer: Mapping[str, Any], speak: Speaker) -> tuple[str, ...]:
    """What a department answered, a line each; *answer* as JSON has it."""
    return _labelled(answer, ANSWER_LABELS, speak)
