"""All alarms in one breath: what the bell says."""

from __future__ import annotations

from supervisor.alarms.sentences import level_word, title
from supervisor.wallboard.levels import Level
from supervisor.words import _, ngettext
from ui.calling import Line
from ui.open_alarms import OpenAlarms
from ui.theme import State

LEVEL_STATE = {Level.ATTENTION: State.WARN, Level.ACTION: State.CRITICAL}


def level_state(level: Level) -> State | None:
    """The state that a level is shown in; None for normal, which is quiet."""
    return LEVEL_STATE.get(level)


def calling_lines(alarms: OpenAlarms) -> list[Line]:
    """The alarms that no tile shows, as a wall says them: those of the centre, of teams, of sources."""
    return [
        Line(alarm.level, title(alarm), alarm.calls)
        for alarm in alarms.beyond_queues()
        if not alarm.is_feed and not alarm.silent  # of a source its band tells; a note is not for all to read
    ]


def bell_words(alarms: OpenAlarms) -> tuple[State | None, int, str]:
    """The state of the worst alarm that asks for somebody, how many do, and all of it in words.

    When somebody has taken on every alarm, no state and how many are open still.
    """
    calling, shown = alarms.calling, alarms.open
    if alarms.watched is False:
        return State.STALE, len(calling), _("Nobody watches for alarms: no new one can come")
    if calling:
        count = len(calling)
        said = ngettext("{n} alarm asks for somebody", "{n} alarms ask for somebody", count).format(n=count)
        worst = max(calling, key=lambda alarm: alarm.level)
        said = _("{count}; {level}: {what}").format(
            count=said, level=level_word(worst.level), what=title(worst)
        )
        return level_state(worst.level), count, said
    if shown:
        said = ngettext("{n} alarm is open, acknowledged", "{n} alarms are open, acknowledged", len(shown))
        return None, len(shown), said.format(n=len(shown))
    return None, 0, _("No alarms")
