"""Messages of an Asterisk made by hand, and what the translator makes of them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from supervisor.events import Event, FullState, LiveEvent
from supervisor.sources.asterisk.protocol import Message
from supervisor.sources.asterisk.translate import Translator

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
EPOCH = int(NOON.timestamp())
ANNA, BEN = "PJSIP/1001", "PJSIP/1002"


def said(name: str, **fields: object) -> Message:
    """An event called *name* with *fields*."""
    return Message({"Event": name, **{field: str(value) for field, value in fields.items()}})


def member_said(name: str, queue: str, login: str = ANNA, status: int = 1, **fields: object) -> Message:
    """One of the QueueMember… events."""
    return said(name, Queue=queue, Interface=login, MemberName=f"name of {login}", Status=status, **fields)


def listed(
    *queues: str,
    members: dict[tuple[str, str], dict[str, object]] | None = None,
    waiting: tuple[tuple[str, str, int], ...] = (),
    action_id: str = "a",
    items: int | None = None,
) -> list[Message]:
    """An answer to QueueStatus: *members* by (queue, interface), *waiting* as (contact, queue, seconds)."""
    rows = [said("QueueParams", Queue=queue, ServiceLevel=20, Completed=0) for queue in queues]
    for (queue, login), fields in (members or {}).items():
        defaults: dict[str, object] = {"Status": 1, "Paused": 0, "LoginTime": EPOCH - 3_600, "InCall": 0}
        rows.append(
            said("QueueMember", Queue=queue, Location=login, Name=f"name of {login}", **(defaults | fields))
        )
    rows += [
        said("QueueEntry", Queue=queue, Uniqueid=contact, Wait=wait, CallerIDNum="021555")
        for contact, queue, wait in waiting
    ]
    count = len(rows) if items is None else items
    rows.append(said("QueueStatusComplete", EventList="Complete", ListItems=count))
    for row in rows:
        row["ActionID"] = action_id
    return rows


class Asterisk:
    """A translator with a clock that is moved by hand; `at` is in seconds after noon."""

    def __init__(self, last_heard: datetime | None = None, *, connected: bool = True) -> None:
        self.translator = Translator("pbx", last_heard)
        self.at = 0.0
        self.said: list[LiveEvent | FullState] = []
        if connected:
            self.connects()

    @property
    def now(self) -> datetime:
        return NOON + timedelta(seconds=self.at)

    def connects(self) -> list[LiveEvent | FullState]:
        return self._note([*self.translator.connected(self.now, "Asterisk Call Manager/12.0.0")])

    def loses(self, reason: str = "it closed the connection") -> list[LiveEvent | FullState]:
        return self._note([*self.translator.lost(self.now, reason)])

    def says(
        self, *messages: Message | list[Message], at: float | None = None
    ) -> list[LiveEvent | FullState]:
        """What the messages, received together at *at*, mean."""
        if at is not None:
            self.at = at
        flat = [one for each in messages for one in (each if isinstance(each, list) else [each])]
        return self._note(self.translator.take(flat, self.now))

    def waits(self, seconds: float) -> list[LiveEvent | FullState]:
        """What is known after *seconds* in which nothing came."""
        self.at += seconds
        return self._note(self.translator.tick(self.now))

    def _note(self, new: list[LiveEvent | FullState]) -> list[LiveEvent | FullState]:
        self.said += new
        return new

    def of(self, *kinds: type[Event]) -> list[Event]:
        """The events of some kinds that were said so far."""
        return [one for one in self.said if isinstance(one, kinds)]

    @property
    def state(self) -> FullState:
        """The last full state."""
        return next(one for one in reversed(self.said) if isinstance(one, FullState))


def floor(
    *queues: str,
    members: dict[tuple[str, str], dict[str, object]] | None = None,
    calls: bool = True,
) -> Asterisk:
    """An Asterisk that has just told its full state; *calls*: we may hear the class "call", and did."""
    asterisk = Asterisk()
    asterisk.says(listed(*(queues or ("vip",)), members=members))
    if calls:
        asterisk.says(said("Hangup", Uniqueid="0.0", Channel="PJSIP/trunk-00000000"))
    asterisk.said.clear()
    return asterisk
