"""What an audit found, in words."""

from __future__ import annotations

from datetime import tzinfo

from supervisor import words
from supervisor.audit.finding import Finding, Kind, Reconciliation, Why
from supervisor.sentences.source import problem
from supervisor.words import DASH, _, ngettext, pgettext

CLOCK_OFF_S = 5.0  # less is the time that news takes


def summary(result: Reconciliation, zone: tzinfo, excluded: int = 0) -> str:
    """The one line: "Reconciled 14:00, difference 0". *excluded* of its differences were taken out since."""
    time, n = words.clock_time(result.until, zone), max(0, result.differences - excluded)
    if result.logged:
        said = (
            ngettext("Reconciled {time}: {n} difference", "Reconciled {time}: {n} differences", n)
            if n
            else _("Reconciled {time}, difference 0")
        )
    else:  # only what needs no log was looked at
        said = (
            ngettext(
                "Checked {time} without a log: {n} difference",
                "Checked {time} without a log: {n} differences",
                n,
            )
            if n
            else _("Checked {time} without a log, difference 0")
        )
    return said.format(time=time, n=words.number(n))


def remarks(result: Reconciliation, zone: tzinfo) -> list[str]:
    """What must be known to read the result, a sentence each, the gravest first."""
    said = []
    if result.problem:
        said.append(problem(result.source, result.problem, {**_times(result, zone), **result.facts}))
    if not result.where:
        said.append(_("There is no log of its own to compare with; set where it is to make the check whole."))
    elif result.logged:
        said.append(
            ngettext(
                "{n} stay of a contact in a queue compared with {log}, from {begin} to {end}.",
                "{n} stays of contacts in queues compared with {log}, from {begin} to {end}.",
                result.compared,
            ).format(
                n=words.number(result.compared),
                log=_(result.where),
                begin=words.clock_time(result.since, zone),
                end=words.clock_time(result.until, zone),
            )
        )
    if result.explained:
        said.append(
            ngettext(
                "{n} more is explained and no error.",
                "{n} more are explained and no error.",
                result.explained,
            ).format(n=result.explained)
        )
    if abs(result.clock_off_s) > CLOCK_OFF_S:
        off = words.duration(abs(result.clock_off_s))
        said.append(
            _("Its clock is {time} behind ours; that was allowed for.").format(time=off)
            if result.clock_off_s > 0
            else _("Its clock is {time} ahead of ours; that was allowed for.").format(time=off)
        )
    if result.unreadable:
        said.append(
            ngettext(
                "{n} line of the log makes no sense and was left out: {text}",
                "{n} lines of the log make no sense and were left out; the first: {text}",
                result.unreadable,
            ).format(n=result.unreadable, text=result.unreadable_text[:80])
        )
    return said


def _times(result: Reconciliation, zone: tzinfo) -> dict[str, str]:
    return {"time": words.clock_time(result.last_logged, zone), "file": result.where}


def title(found: Finding) -> str:
    """What kind of thing was found, in a few words."""
    return _TITLES[found.kind]()


_TITLES = {
    Kind.GHOST_WAITING: lambda: _("Ghost: waits no longer"),
    Kind.GHOST_HANDLING: lambda: _("Ghost: the talk is over"),
    Kind.UNSEEN: lambda: _("Not counted"),
    Kind.UNLOGGED: lambda: _("Not in the log"),
    Kind.TWICE: lambda: _("Counted twice"),
    Kind.EARLY: lambda: _("Still waiting"),
    Kind.OUTCOME: lambda: _("Another outcome"),
    Kind.WAIT: lambda: _("Another wait"),
    Kind.TALK: lambda: _("Another talk time"),
    Kind.COUNT: lambda: _("Board and journal differ"),
    Kind.SUM: lambda: _("Does not add up"),
    Kind.TWO_PLACES: lambda: _("In two places"),
    Kind.HANDS: lambda: _("Contacts of an agent"),
    Kind.STATE_TIME: lambda: _("Times of an agent"),
    Kind.SIGNED_IN: lambda: _("Time signed in"),
    Kind.TOO_LONG: lambda: _("Hard to believe"),
}


def sentence(found: Finding, zone: tzinfo) -> str:
    """What was found, in one or two sentences, and why, where that is known."""
    said = _SENTENCES[found.kind]().format(
        queue=found.queue or DASH,
        contact=found.contact or DASH,
        agent=found.agent or DASH,
        other=found.other or DASH,
        ours=_word(found.ours),
        theirs=_word(found.theirs),
        since=words.clock_time(found.since, zone),
        our_time=words.duration(found.ours_n),
        their_time=words.duration(found.theirs_n),
        our_number=words.number(found.ours_n),
        their_number=words.number(found.theirs_n),
    )
    why = _WHYS[found.why]() if found.why else ""
    return f"{said} {why}".strip()


_SENTENCES = {
    Kind.GHOST_WAITING: lambda: _(
        "We show it as waiting in {queue} since {since}; the log says: {theirs}, after {their_time}."
    ),
    Kind.GHOST_HANDLING: lambda: _(
        "We show it as a talk from {queue}, since {since}; the log says that it is over."
    ),
    Kind.UNSEEN: lambda: _(
        "It came into {queue} at {since}; the log says: {theirs}. We heard nothing of it: no figure has it."
    ),
    Kind.UNLOGGED: lambda: _("We count it in {queue} at {since} ({ours}); the log knows no such contact."),
    Kind.TWICE: lambda: _("We count it in {queue} at {since} ({ours}) once more often than the log does."),
    Kind.EARLY: lambda: _("It came into {queue} at {since}. We have its end; by the log it still waits."),
    Kind.OUTCOME: lambda: _(
        "It came into {queue} at {since}. We count it as: {ours}; the log says: {theirs}."
    ),
    Kind.WAIT: lambda: _(
        "It came into {queue} at {since} and waited {our_time} with us, {their_time} by the log."
    ),
    Kind.TALK: lambda: _(
        "It came into {queue} at {since}; the talk took {our_time} with us, {their_time} by the log."
    ),
    Kind.COUNT: lambda: _(
        "{queue}: the board says {our_number} {ours}; contact by contact it is {their_number}."
    ),
    Kind.SUM: lambda: _(
        "{queue}: offered {our_number}, but answered, abandoned, left and waiting make {their_number}."
    ),
    Kind.TWO_PLACES: lambda: _(
        "It is in {queue} ({ours}) since {since} and at the same time at {other} ({theirs})."
    ),
    Kind.HANDS: lambda: _("{agent} is shown with {our_number} contacts; there are {their_number} of them."),
    Kind.STATE_TIME: lambda: _(
        "{agent}: the times of all states make {our_time}; since {since} it is {their_time}."
    ),
    Kind.SIGNED_IN: lambda: _("{agent} was signed in for {our_time} with us, for {their_time} by the log."),
    Kind.TOO_LONG: lambda: _(
        "In {queue} since {since} ({ours}): {our_time}. No other contact of today comes near that."
    ),
}

_WHYS = {
    Why.GAP: lambda: _("Nobody could listen at that time."),
    Why.RESTART: lambda: _("The telephone system was restarted then and forgot it."),
    Why.REDIRECT: lambda: _(
        "It was redirected: the agent was free before the log’s end of the talk, and we count what the agent "
        "talked."
    ),
}


def _word(said: str) -> str:
    """A state or an outcome as people say it."""
    known = {
        "waiting": pgettext("contact", "waiting"),
        "leaving": pgettext("contact", "waiting"),
        "handling": pgettext("contact", "with an agent"),
        "offered": pgettext("contact", "offered"),
        "answered": pgettext("contact", "answered"),
        "abandoned": pgettext("contact", "abandoned"),
        "left": pgettext("contact", "left"),
        "timeout": pgettext("contact", "waited too long for the queue"),
        "key": pgettext("contact", "left by a key"),
        "empty": pgettext("contact", "left, since nobody was there"),
        "withdrawn": pgettext("contact", "taken out of the queue"),
        "lost": pgettext("contact", "lost"),
    }
    return known.get(said, said) or DASH
