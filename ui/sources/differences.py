"""What a comparison with a source found, in words."""

from __future__ import annotations

from supervisor.events import AgentState, Difference
from supervisor.words import DASH, _, pgettext


def difference_words(found: Difference) -> str:
    """One difference as a part of a sentence."""
    name = found.name
    match found.kind:
        case "agent" | "agent_state" if not found.ours and not found.theirs:  # for the eyes of others
            return _("{agent} was not as we had it").format(agent=name)
        case "agent" if not found.ours:
            return _("{agent} was not on our list").format(agent=name)
        case "agent" if not found.theirs:
            return _("{agent} is no longer there").format(agent=name)
        case "agent":
            return _("{agent} serves other queues").format(agent=name)
        case "agent_state":
            ours, theirs = _state(found.ours), _state(found.theirs)
            said = _("{agent}: we had “{ours}”, it is “{theirs}”")
            return said.format(agent=name, ours=ours, theirs=theirs)
        case "waiting_unseen":
            return _("a contact waited in {queue} unseen").format(queue=found.theirs or DASH)
        case "waiting_ghost":
            return _("a contact no longer waited in {queue}").format(queue=found.ours or DASH)
        case "handling_ghost":
            return _("a contact of {queue} had ended already").format(queue=found.ours or DASH)
        case _:
            return name


def _state(said: str) -> str:
    words = {
        AgentState.READY: pgettext("agent", "ready"),
        AgentState.RINGING: pgettext("agent", "ringing"),
        AgentState.HANDLING: pgettext("agent", "handling"),
        AgentState.AFTER_CONTACT: pgettext("agent", "finishing"),
        AgentState.BREAK: pgettext("agent", "break"),
        AgentState.OFFLINE: pgettext("agent", "not signed in"),
        AgentState.UNKNOWN: pgettext("agent", "unknown"),
    }
    return words.get(said, said)  # type: ignore[call-overload,no-any-return]
