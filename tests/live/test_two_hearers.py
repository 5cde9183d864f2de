"""Two that hear one Asterisk, one from the beginning and one from somewhere on: what they tell together.

The first journals until it is killed; the second follows its journal and takes over. Pure: translators and
what is struck off, no sockets, no processes, time is a number.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from supervisor.events import (
    ContactAbandoned,
    ContactAnswered,
    ContactEnded,
    ContactLeft,
    ContactOffered,
    FullState,
    LeftReason,
    LiveEvent,
)
from supervisor.live.unwritten import Unwritten
from supervisor.sources.asterisk.protocol import Message
from supervisor.sources.asterisk.translate import Translator
from tests.sources.asterisk.said import ANNA, NOON, listed, said

QUEUE = "vip"
ENDS_S = 60.0


@dataclass(frozen=True)
class Said:
    """*message*, said *at_s* seconds after noon."""

    at_s: float
    message: Message


@dataclass(frozen=True)
class Call:
    """A caller who joins at *joins_s* and leaves after *waits_s*, in the way *leaves*."""

    joins_s: float
    waits_s: float
    leaves: str
    step_s: float  # between what is said of the leaving


LEAVINGS = {
    "hangs up": ("HangupRequest", "QueueCallerAbandon", "QueueCallerLeave", "Hangup"),
    "is let go": ("QueueCallerAbandon", "MusicOnHoldStop", "QueueCallerLeave", "HangupRequest", "Hangup"),
    "is hung up on": ("SoftHangupRequest", "QueueCallerAbandon", "MusicOnHoldStop", "QueueCallerLeave"),
    "presses a key": ("MusicOnHoldStop", "QueueCallerLeave", "MusicOnHoldStart"),
    "is withdrawn": ("MusicOnHoldStop", "QueueCallerAbandon", "QueueCallerLeave", "MusicOnHoldStart"),
    "is answered": ("MusicOnHoldStop", "QueueCallerLeave", "AgentConnect", "AgentComplete", "Hangup"),
}


def messages(number: int, call: Call) -> list[Said]:
    contact = f"{number}.1"
    names = [
        (call.joins_s, "QueueCallerJoin"),
        (call.joins_s + 0.001, "MusicOnHoldStart"),
        *(
            (call.joins_s + call.waits_s + place * call.step_s, name)
            for place, name in enumerate(LEAVINGS[call.leaves])
        ),
    ]
    return [
        Said(
            at_s,
            said(name, Uniqueid=contact, Queue=QUEUE, Interface=ANNA, HoldTime=int(call.waits_s), TalkTime=1),
        )
        for at_s, name in names
    ]


def stream(calls: list[Call]) -> list[Said]:
    every = [one for number, call in enumerate(calls) for one in messages(number, call)]
    return sorted(every, key=lambda one: one.at_s)


def listing(before: list[Said], at_s: float) -> list[Message]:
    """What is listed at *at_s*, when *before* was said."""
    waiting: dict[str, float] = {}
    for one in before:
        contact = one.message.get("Uniqueid", "")
        if one.message["Event"] == "QueueCallerJoin":
            waiting[contact] = one.at_s
        elif one.message["Event"] == "QueueCallerLeave":
            waiting.pop(contact, None)
    return listed(
        QUEUE,
        members={(QUEUE, ANNA): {}},
        waiting=tuple((contact, QUEUE, int(at_s - since)) for contact, since in waiting.items()),
    )


class Hearer:
    """One who hears what is said from *joined_s* on; the list that it asks for is made *list_s* later.

    An Asterisk lists what has happened, and what is said of it may come up to *late_s* after that.
    Everything comes to this hearer *lags_s* later still, as if its machine were slow.
    """

    def __init__(
        self,
        says: list[Said],
        joined_s: float = 0.0,
        *,
        list_s: float = 0.0,
        late_s: float = 0.0,
        lags_s: float = 0.0,
    ) -> None:
        self._translator = Translator("pbx")
        made_s = joined_s + list_s
        rows = [(made_s, row) for row in listing([one for one in says if one.at_s <= made_s], made_s)]
        comes = [(one.at_s + late_s, one.message) for one in says if one.at_s + late_s > joined_s]
        every = sorted([*rows, *comes], key=lambda one: one[0])  # stable: rows stay together
        self._hears = [(at_s + lags_s, message) for at_s, message in every]
        self._place = 0
        self._up_s: float | None = joined_s + lags_s

    def hears_until(self, now_s: float) -> list[LiveEvent]:
        """What it tells of what has come to it by *now_s*."""
        told: list[LiveEvent | FullState] = []
        if self._up_s is not None and now_s >= self._up_s:
            self._translator.connected(instant(self._up_s), "")
            self._up_s = None
        while self._place < len(self._hears) and self._hears[self._place][0] <= now_s:
            at_s, message = self._hears[self._place]
            self._place += 1
            told += self._tick(at_s)
            told += self._translator.take([message], instant(at_s))
        told += self._tick(now_s)
        return [event for event in told if not isinstance(event, FullState)]

    def _tick(self, now_s: float) -> list[LiveEvent | FullState]:
        due = self._translator.due
        return self._translator.tick(instant(now_s)) if due is not None and due <= instant(now_s) else []


def instant(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


def outcomes(events: list[LiveEvent], unsure: set[str]) -> list[tuple[str, ...]]:
    """What was counted of each stay, but for those of contacts that are *unsure*."""
    found: list[tuple[str, ...]] = []
    for event in events:
        match event:
            case ContactOffered() | ContactAnswered() | ContactAbandoned() | ContactEnded():
                found.append((event.contact, type(event).__name__, ""))
            case ContactLeft(reason=reason):
                # whether agents were there, nobody knows before the first list
                known = LeftReason.TIMEOUT if reason is LeftReason.EMPTY else reason
                found.append((event.contact, type(event).__name__, known))
            case _:
                pass
    return sorted(one for one in found if one[0] not in unsure)


def settled(events: list[LiveEvent]) -> set[str]:
    """The contacts of which it is told what became of them."""
    return {
        event.contact
        for event in events
        if isinstance(event, ContactAnswered | ContactAbandoned | ContactLeft)
    }


def leaving(says: list[Said], at_s: float) -> set[str]:
    """The contacts whose leaving was under way at *at_s*: whoever joined then can only guess."""
    said_of: dict[str, list[float]] = {}
    for one in says:
        said_of.setdefault(one.message["Uniqueid"], []).append(one.at_s)
    return {contact for contact, times in said_of.items() if times[2] <= at_s < times[-1]}


a_call = st.builds(
    Call,
    joins_s=st.floats(0.5, 12.0),
    waits_s=st.floats(0.01, 6.0),
    leaves=st.sampled_from(sorted(LEAVINGS)),
    step_s=st.sampled_from((0.0, 0.001, 0.01)),
)


@given(
    calls=st.lists(a_call, min_size=1, max_size=8),
    joins_at=st.integers(0, 60),
    list_s=st.floats(0.0, 1.5),
    late_s=st.sampled_from((0.0, 0.002, 0.046)),
    lags_s=st.floats(0.0, 3.0),
    works_s=st.floats(0.0, 12.0),
    reads_s=st.floats(0.05, 1.5),
    takes_s=st.floats(0.0, 9.0),
)
def test_whoever_takes_over_tells_what_became_of_each_contact_once_and_as_it_was(
    calls: list[Call],
    joins_at: int,
    list_s: float,
    late_s: float,
    lags_s: float,
    works_s: float,
    reads_s: float,
    takes_s: float,
) -> None:
    """Wherever the second joins, however late its list is made, however far it lags behind, whenever the
    first is killed or hears no more, and however long it takes until the second works: nothing is told twice,
    and nothing otherwise than by one who heard all of it. Only of whom the second met in the middle of
    leaving, and the first did not live to tell, nobody can know."""
    says = stream(calls)
    joined_s = ([0.0] + [one.at_s + late_s for one in says])[min(joins_at, len(says))]
    killed_s = joined_s + works_s
    wanted = Hearer(says, late_s=late_s).hears_until(ENDS_S)

    first = Hearer(says, late_s=late_s)
    second = Hearer(says, joined_s, list_s=list_s, late_s=late_s, lags_s=lags_s)
    unwritten = Unwritten(10_000_000, 3600.0)
    journal = first.hears_until(joined_s)
    now_s = joined_s
    while now_s < killed_s:  # the second listens, and reads from time to time what the first has written
        now_s = min(killed_s, now_s + reads_s)
        written = first.hears_until(now_s)
        unwritten.hear(second.hears_until(now_s - reads_s / 2), now_s - reads_s / 2)
        unwritten.read(written, now_s)
        unwritten.hear(second.hears_until(now_s), now_s)
        journal += written
    unsure = leaving(says, joined_s - late_s) - settled(journal)
    now_s += takes_s
    unwritten.hear(second.hears_until(now_s), now_s)
    journal += unwritten.rest()
    while now_s < ENDS_S:
        now_s += 0.5
        journal += unwritten.fresh(second.hears_until(now_s), now_s)

    assert outcomes(journal, unsure) == outcomes(wanted, unsure)
