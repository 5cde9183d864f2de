"""What a check of the facts found, in words."""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo

from supervisor import words
from supervisor.datacheck.finding import DataCheck, Example, Family, Finding, Kind, Severity
from supervisor.datacheck.store import Due
from supervisor.facts.agent_time import State
from supervisor.facts.fields import BY_NAME, Group
from supervisor.words import DASH, _, mark, ngettext, number

FAMILY_LABELS = {
    Family.DUPLICATES: mark("Duplicates"),
    Family.GAPS: mark("Gaps"),
    Family.ORPHANS: mark("Orphans"),
    Family.IMPOSSIBLE: mark("Impossible values"),
    Family.NAMES: mark("Unknown names"),
    Family.PEOPLE: mark("People"),
}

SEVERITY_LABELS = {
    Severity.WRONG: mark("Wrong figures"),
    Severity.MISSING: mark("Missing figures"),
    Severity.NOTE: mark("Worth knowing"),
}

_TITLES = {
    Kind.CONTACT_TWICE: mark("Contacts that stand twice"),
    Kind.CONTACT_IN_TWO_SOURCES: mark("Contacts of two sources"),
    Kind.COUNTED_TWICE: mark("Days told by two sources"),
    Kind.SILENT_DAY: mark("Days without facts"),
    Kind.SILENT_HOUR: mark("Hours without contacts"),
    Kind.LOG_HOLE: mark("Holes in the log"),
    Kind.STRAY_LINE: mark("Lines without their contact"),
    Kind.RING_ALONE: mark("Rings without their contact"),
    Kind.SPAN_OPEN: mark("Agents’ time without an end"),
    Kind.CONTACT_OPEN: mark("Contacts without an end"),
    Kind.GROUP_AFTER_LEAVING: mark("In a group after leaving"),
    Kind.FACTS_AFTER_LEAVING: mark("At work after leaving"),
    Kind.NEGATIVE_TIME: mark("Values below zero"),
    Kind.ENDLESS_TIME: mark("Times of more than a day"),
    Kind.PART_OVER_WHOLE: mark("More than the whole"),
    Kind.BREAK_OVER_SIGNED_IN: mark("Longer than signed in"),
    Kind.SIGNED_IN_TWICE: mark("Signed in twice at once"),
    Kind.FUTURE: mark("In the future"),
    Kind.LOGIN_UNKNOWN: mark("Unknown logins"),
    Kind.QUEUE_WITHOUT_SKILL: mark("Queues without a skill group"),
    Kind.CODE_UNKNOWN: mark("Unknown break codes"),
    Kind.SKILL_WITHOUT_QUEUE: mark("Skill groups without a queue"),
    Kind.NO_TEAM: mark("People without a team"),
    Kind.NO_JOINING_DATE: mark("People without a joining date"),
    Kind.SAME_NUMBER: mark("Numbers that several people have"),
}

_MEANINGS = {
    Kind.CONTACT_TWICE: mark(
        "The same contact stands in the same queue twice, seconds apart: every figure counts it twice. The "
        "row that knows less can be taken away."
    ),
    Kind.CONTACT_IN_TWO_SOURCES: mark(
        "Two sources tell the same contact. Figures of one source are right; those of both together count "
        "it twice."
    ),
    Kind.COUNTED_TWICE: mark(
        "Two sources tell the same of a person’s day. They are not added up: the one that stands first is "
        "counted. If that is the wrong one, take the other’s import back."
    ),
    Kind.SILENT_DAY: mark(
        "The source usually tells something of such a weekday, and told nothing. Read the log or the sheet "
        "of that day, or leave it if the centre was closed."
    ),
    Kind.SILENT_HOUR: mark(
        "At such an hour there are usually ten contacts or more, and there was none: an outage, or a piece "
        "of the log that is missing."
    ),
    Kind.LOG_HOLE: mark(
        "Between two files of the log that were read lines are missing. Read the file that lies between them."
    ),
    Kind.STRAY_LINE: mark(
        "The log tells of contacts whose begin no file told. Read the file before; what is known of them is "
        "kept until then."
    ),
    Kind.RING_ALONE: mark("An agent did not answer a ring, and the contact itself is nowhere."),
    Kind.SPAN_OPEN: mark(
        "Somebody signed in, or went on a break, and nothing ever ended it: the time counts up to the end "
        "of each day. It can be ended at the agent’s last sign of life."
    ),
    Kind.CONTACT_OPEN: mark(
        "These contacts still wait, or are still talked to, more than a day later. They can be closed as "
        "lost: no wait and no talk is made up for them."
    ),
    Kind.GROUP_AFTER_LEAVING: mark(
        "People who left are still in their groups. The membership can be ended with the day of leaving."
    ),
    Kind.FACTS_AFTER_LEAVING: mark(
        "A login was used after the person behind it had left: somebody else has it now, or the day of "
        "leaving is wrong."
    ),
    Kind.NEGATIVE_TIME: mark(
        "A time or a count is below zero: a clock was set back, or a sheet is wrong. The value can be made "
        "unknown."
    ),
    Kind.ENDLESS_TIME: mark(
        "A time is longer than a day. Usually nobody saw the end; the value can be made unknown."
    ),
    Kind.PART_OVER_WHOLE: mark(
        "A part is more than the whole, such as more answered than offered: the sheet counts otherwise than "
        "was declared, or two sheets were mixed. Correct the sheet and read it again."
    ),
    Kind.BREAK_OVER_SIGNED_IN: mark("Somebody was ready, or on breaks, for longer than signed in at all."),
    Kind.SIGNED_IN_TWICE: mark(
        "Two stretches of time signed in to the same queue overlap: the time counts once, and the log should "
        "be looked at."
    ),
    Kind.FUTURE: mark(
        "These facts lie ahead of now: the clock of the source or the date in a sheet is wrong. Take the "
        "import back, and read it again when it is right."
    ),
    Kind.LOGIN_UNKNOWN: mark(
        "Nobody has said who stands behind these logins: their work is in no person’s figures."
    ),
    Kind.QUEUE_WITHOUT_SKILL: mark("Work of these queues belongs to no skill group: no target holds for it."),
    Kind.CODE_UNKNOWN: mark("The settings do not say what kind of break these codes are."),
    Kind.SKILL_WITHOUT_QUEUE: mark("No queue brings these skill groups any work."),
    Kind.NO_TEAM: mark("These people are in no team: no team’s figures have them."),
    Kind.NO_JOINING_DATE: mark(
        "Without the day of joining nobody is new or tenured: targets by tenure hold not for these people."
    ),
    Kind.SAME_NUMBER: mark(
        "Several people have the same employee number: sheets that go by it cannot tell them apart."
    ),
}

_STATES = {
    State.SIGNED_IN.value: mark("signed in"),
    State.BREAK.value: mark("on break"),
    State.READY.value: mark("ready"),
    State.RINGING.value: mark("ringing"),
    State.HANDLING.value: mark("handling"),
    State.AFTER_CONTACT.value: mark("after-contact work"),
}

_OTHER_FIELDS = {
    "wait_s": mark("Wait"),
    "ring_s": mark("Ring time"),
    "answered": mark("Answered"),
    "entries": mark("Offered"),
}

_GROUPS = {
    Group.CONTACTS.value: mark("contacts"),
    Group.RESOLUTION.value: mark("resolution"),
    Group.SATISFACTION.value: mark("satisfaction"),
    Group.COMPLAINTS.value: mark("complaints"),
    Group.TIME.value: mark("time"),
    Group.QUALITY.value: mark("quality"),
    Group.ORDERS.value: mark("work orders"),
}


def title(kind: Kind) -> str:
    """What kind of thing was found, in a few words."""
    return _(_TITLES[kind])


def meaning(kind: Kind) -> str:
    """What it does to the figures, and what to do about it."""
    return _(_MEANINGS[kind])


def sentence(found: Finding) -> str:
    """How many of what, where: "3 × Contacts that stand twice (support)"."""
    said = f"{number(found.count)} × {title(found.kind)}"
    return _("{what} ({source})").format(what=said, source=found.source) if found.source else said


def summary(result: DataCheck) -> str:
    """The one line of a check."""
    wrong, missing, note = (result.count(severity) for severity in Severity)
    if not wrong and not missing and not note:
        return _("Nothing was found from {begin} to {end}.").format(
            begin=words.day(result.first_day), end=words.day(result.last_day)
        )
    return _(
        "From {begin} to {end}: {wrong} wrong, {missing} missing, {note} worth knowing, in {entries} "
        "contacts and {counts} counts."
    ).format(
        begin=words.day(result.first_day),
        end=words.day(result.last_day),
        wrong=number(wrong),
        missing=number(missing),
        note=number(note),
        entries=number(result.entries),
        counts=number(result.counts),
    )


def reminder(due: Due, zone: tzinfo) -> str:
    """That a check is due; "" when none is."""
    if not due.due:
        return ""
    if due.last is None:
        return _("The data were never checked. Figures over months are only as good as their data.")
    last = words.day(due.last.astimezone(zone).date())
    return _("The last check of the data was on {day}: the next one is due.").format(day=last)


def more(found: Finding) -> str:
    """How many are not among the examples; "" when all are."""
    n = found.count - len(found.examples)
    return ngettext("and {n} more", "and {n} more", n).format(n=number(n)) if n > 0 else ""


def example(kind: Kind, one: Example, zone: tzinfo) -> str:
    """One of the things, in a line: who or what, where, when, what stands there."""
    what = [part for part in (one.name or one.contact or one.login, one.queue) if part]
    if one.other and kind is not Kind.STRAY_LINE:
        what.append(one.other)
    said = [" · ".join(what)] if what else []
    when = _when(one, zone)
    if when:
        said.append(when)
    if value := _value(kind, one):
        said.append(value)
    return ", ".join(said) or DASH


def field_name(name: str) -> str:
    """A column of the facts, or a state, as people say it."""
    if name in BY_NAME:
        return _(BY_NAME[name].label)
    known = _OTHER_FIELDS.get(name) or _STATES.get(name) or _GROUPS.get(name)
    return _(known) if known else name


def _when(one: Example, zone: tzinfo) -> str:
    if one.at_ms is None:
        return words.day(one.day) if one.day else ""
    at = words.moment(datetime.fromtimestamp(one.at_ms / 1000, UTC), zone)
    if one.other_ms is None or one.other_ms - one.at_ms < 60_000:
        return at
    until = words.moment(datetime.fromtimestamp(one.other_ms / 1000, UTC), zone)
    return _("{begin} to {end}").format(begin=at, end=until)


def _value(kind: Kind, one: Example) -> str:
    fields = one.field.split()
    match kind:
        case Kind.NEGATIVE_TIME | Kind.ENDLESS_TIME:
            return f"{field_name(one.field)} {_amount(one.field, one.n)}"
        case Kind.PART_OVER_WHOLE if len(fields) == 2:
            return _("{part} {n}, {whole} {all}").format(
                part=field_name(fields[0]),
                n=_amount(fields[0], one.n),
                whole=field_name(fields[1]),
                all=_amount(fields[1], one.other_n),
            )
        case Kind.BREAK_OVER_SIGNED_IN:
            return _("{part} {n}, {whole} {all}").format(
                part=field_name(one.field),
                n=_amount("signed_s", one.n),
                whole=field_name("signed_s"),
                all=_amount("signed_s", one.other_n),
            )
        case Kind.COUNTED_TWICE:
            return ", ".join(field_name(name) for name in fields)
        case Kind.SPAN_OPEN:
            return field_name(one.field)
        case Kind.LOGIN_UNKNOWN | Kind.QUEUE_WITHOUT_SKILL:
            n = round(one.n or 0)
            return ngettext("{n} fact", "{n} facts", n).format(n=number(n))
        case Kind.CODE_UNKNOWN:
            n = round(one.n or 0)
            return ngettext("{n} break", "{n} breaks", n).format(n=number(n))
        case Kind.FACTS_AFTER_LEAVING:
            n = round(one.n or 0)
            return ngettext("{n} day", "{n} days", n).format(n=number(n))
        case _:
            return ""


def _amount(field: str, value: float | None) -> str:
    if value is None:
        return DASH
    if field.endswith("_s") or field in _STATES:
        sign = "−" if value < 0 else ""
        return sign + words.duration(abs(value))
    return number(value)
