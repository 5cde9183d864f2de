"""Reminders as letters: one to each reader and step, with all issues that it is about, in words that can
be edited."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import tzinfo

from supervisor.issues.department import Department
from supervisor.issues.reminding import Reminder
from supervisor.issues.states import CLOCK_LABELS
from supervisor.settings.issues import Reminding, Rung, Way, Wording
from supervisor.words import _, mark, moment, ngettext, said_in


@dataclass(frozen=True)
class Letter:
    """A mail as it would go out. *to* and *copy* are addresses; *lacks* says why it cannot go, "" when it
    can."""

    way: Way
    department: str  # id; "" the managers
    to: tuple[str, ...]
    copy: tuple[str, ...]
    subject: str
    body: str
    about: tuple[Reminder, ...]
    lacks: str = ""


USUAL_SUBJECTS = {
    Way.CONTACT: mark("{centre}: {count} issues are due soon"),
    Way.HEAD: mark("{centre}: {count} issues of {department} are overdue"),
    Way.MANAGER: mark("{centre}: {count} issues are overdue for {days} working days or more"),
}
USUAL_BODIES = {
    Way.CONTACT: mark(
        "Dear {contact},\n\nthese issues that customers have with {department} are due soon:\n\n{lines}\n\n"
        "Please answer on the sheet that was sent to you, or tell us if you need more time.\n\n{sender}"
    ),
    Way.HEAD: mark(
        "Dear {contact},\n\nthese issues that customers have with {department} are overdue:\n\n{lines}\n\n"
        "Please tell us today who sees to them and until when. If more time is needed, give us the reason. "
        "The head of the department receives a copy.\n\n{sender}"
    ),
    Way.MANAGER: mark(
        "These issues are overdue for {days} working days or more and are on the next agenda:\n\n"
        "{lines}\n\n{sender}"
    ),
}


def usual(way: Way, language: str) -> Wording:
    """The words that come with the program."""
    with said_in(language):
        return Wording(_(USUAL_SUBJECTS[way]), _(USUAL_BODIES[way]))


def words_of(rung: Rung, language: str) -> Wording:
    """The words of a step: the centre's own, else the usual ones."""
    own = rung.zh if language.startswith("zh") else rung.en
    return own or usual(rung.way, language)


def letters(
    reminders: Iterable[Reminder],
    departments: Mapping[str, Department],
    reminding: Reminding,
    *,
    centre: str,
    sender: str,
    zone: tzinfo,
) -> tuple[Letter, ...]:
    """One letter for each reader, step and set of words; those for the desk are none."""
    parted: dict[tuple[Rung, str], list[Reminder]] = defaultdict(list)
    for one in reminders:
        if one.rung.way is not Way.DESK:
            parted[one.rung, "" if one.rung.way is Way.MANAGER else one.department].append(one)
    return tuple(
        _letter(rung, department, about, departments, reminding, centre=centre, sender=sender, zone=zone)
        for (rung, department), about in parted.items()
    )


def line(one: Reminder, departments: Mapping[str, Department], zone: tzinfo) -> str:
    """An issue as a line of a letter, in the language in use."""
    whose = departments.get(one.department)
    parts = [one.number, one.title, _(CLOCK_LABELS[one.clock]), moment(one.limit, zone), late_words(one.days)]
    if one.rung.way is Way.MANAGER and whose is not None:
        parts.insert(2, whose.name)
    return "• " + " · ".join(parts)


def late_words(days: int) -> str:
    """How late, or how soon."""
    if days > 0:
        return ngettext("overdue by {n} working day", "overdue by {n} working days", days).format(n=days)
    if days < 0:
        return ngettext("{n} working day left", "{n} working days left", -days).format(n=-days)
    return _("due today")


def _letter(
    rung: Rung,
    department: str,
    about: list[Reminder],
    departments: Mapping[str, Department],
    reminding: Reminding,
    *,
    centre: str,
    sender: str,
    zone: tzinfo,
) -> Letter:
    whose = departments.get(department)
    reach = whose.reach if whose is not None else None
    words = words_of(rung, reminding.language)
    with said_in(reminding.language):
        fill = {
            "centre": centre,
            "department": whose.name if whose is not None else "",
            "contact": (reach.contact if reach is not None else "") or _("colleagues"),
            "count": str(len(about)),
            "lines": "\n".join(line(one, departments, zone) for one in about),
            "days": str(abs(rung.days)),
            "sender": sender or centre,
        }
    to: tuple[str, ...]
    copy: tuple[str, ...]
    if rung.way is Way.MANAGER:
        to, copy = reminding.managers, ()
    else:
        to = (reach.mail,) if reach is not None and reach.mail else ()
        copy = (reach.head_mail,) if rung.way is Way.HEAD and reach is not None and reach.head_mail else ()
    lacks = ""
    if not to and rung.way is Way.MANAGER:
        lacks = _("No manager’s address is entered with the reminders.")
    elif not to and whose is not None:
        lacks = _("{department} has no address to write to.").format(department=whose.name)
    elif not to:
        lacks = _("The issues have no department.")
    return Letter(
        rung.way,
        department,
        to,
        copy,
        " ".join(words.subject.format(**fill).split()),
        words.body.format(**fill),
        tuple(about),
        lacks,
    )
