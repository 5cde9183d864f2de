"""The queues of a recorded Asterisk at each moment, so that a server can list them when it is asked to."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from supervisor.sources.asterisk.protocol import Message

LIST_ROWS = frozenset({"QueueParams", "QueueMember", "QueueEntry"})
MEMBER_EVENTS = frozenset(
    {
        "QueueMemberAdded",
        "QueueMemberStatus",
        "QueueMemberPause",
        "QueueMemberPenalty",
        "QueueMemberRinginuse",
    }
)
_ROW = (
    *("StateInterface", "Membership", "Penalty", "CallsTaken", "LastCall", "LastPause", "LoginTime"),
    *("InCall", "Status", "Paused", "PausedReason", "Wrapuptime"),
)
_ENTRY = (
    *("Channel", "Uniqueid", "CallerIDNum", "CallerIDName", "ConnectedLineNum", "ConnectedLineName"),
    "Priority",
)
WANTED = (
    LIST_ROWS
    | MEMBER_EVENTS
    | {
        *("QueueMemberRemoved", "QueueCallerJoin", "QueueCallerLeave", "AgentConnect", "AgentComplete"),
        *("QueueStatusComplete", "FullyBooted"),
    }
)


class RecordedFloor:
    """Queues, members and waiting callers: what the recorder last listed, and what changed since then."""

    def __init__(self, *, booted: bool = True) -> None:
        self.booted = booted  # before that Asterisk does not know its queues
        self._queues: dict[str, dict[str, str]] = {}
        self._members: dict[tuple[str, str], dict[str, str]] = {}
        self._waiting: dict[tuple[str, str], tuple[datetime, dict[str, str]]] = {}
        self._listing: RecordedFloor | None = None

    @classmethod
    def beginning(
        cls, first_list: list[Message], until_then: list[Message], *, booted: bool
    ) -> RecordedFloor:
        """The floor when a connection began, after a restart perhaps with nothing as it was.

        The recorder's *first_list* tells which queues and members there are; it may have come half a minute
        later, so what *until_then* changed is taken back: a telephone that became "not in use" was in a state
        that nobody knew, any other one was not in use before, and a pause was the other way round.
        """
        floor = cls(booted=booted)
        for row in first_list:
            floor._add_row(row, row["Event"])
        told: set[tuple[str, str, str]] = set()
        for event in until_then:
            key = (event.get("Queue", ""), event.get("Interface", ""))
            name = event["Event"]
            if key not in floor._members or (name, *key) in told:
                continue
            told.add((name, *key))
            match name:
                case "QueueMemberAdded":
                    del floor._members[key]
                case "QueueMemberStatus":
                    floor._members[key]["Status"] = "0" if event.get("Status") == "1" else "1"
                case "QueueMemberPause":
                    floor._members[key]["Paused"] = "0" if event.get("Paused") == "1" else "1"
                case _:
                    pass
        return floor

    def take(self, message: Message, at: datetime) -> None:
        """The recorder heard *message* at *at*."""
        name, queue = message.get("Event", ""), message.get("Queue", "")
        contact, login = message.get("Uniqueid", ""), message.get("Interface", "")
        if name in LIST_ROWS or name == "QueueStatusComplete":
            self._take_row(message, at)
        elif name in MEMBER_EVENTS and queue and login:
            row = {field: message.get(field, "") for field in _ROW}
            self._members[queue, login] = {"Name": message.get("MemberName", ""), "Location": login, **row}
        elif name == "QueueMemberRemoved":
            self._members.pop((queue, login), None)
        elif name == "QueueCallerJoin" and queue and contact:
            entry = {field: message.get(field, "") for field in _ENTRY}
            self._waiting[contact, queue] = (at, entry)
        elif name == "QueueCallerLeave":
            self._waiting.pop((contact, queue), None)
        elif name in ("AgentConnect", "AgentComplete"):
            member = self._members.get((queue, login))
            if member is not None:
                member["InCall"] = "1" if name == "AgentConnect" else "0"
        elif name == "FullyBooted":
            self.booted = True

    def _take_row(self, message: Message, at: datetime) -> None:
        """Rows are taken when all have come: together they replace what was."""
        if self._listing is None:
            self._listing = RecordedFloor()
        new = self._listing
        if message["Event"] != "QueueStatusComplete":
            new._add_row(message, message["Event"])
            if message["Event"] == "QueueEntry":
                key = (message.get("Uniqueid", ""), message.get("Queue", ""))
                since = self._waiting[key][0] if key in self._waiting else at
                new._waiting[key] = (since, {field: message.get(field, "") for field in _ENTRY})
        else:
            self._queues, self._members, self._waiting = new._queues, new._members, new._waiting
            self._listing = None

    def _add_row(self, row: Message, event: str) -> None:
        queue, login = row.get("Queue", ""), row.get("Location", "")
        if event == "QueueParams" and queue:
            self._queues[queue] = dict(row)
        elif event == "QueueMember" and queue and login:
            self._members[queue, login] = dict(row)

    def status(self, action_id: str, at: datetime, only: str = "") -> Iterator[bytes]:
        """The answer to QueueStatus (of queue *only*, if that is named) as it would have been at *at*."""
        if not self.booted:
            yield _unknown("QueueStatus", action_id)
            return
        yield _start("Queue status will follow", action_id)
        items = 0
        for queue, params in self._queues.items():
            if only not in ("", queue):
                continue
            waiting = [(at_, entry) for (_, of), (at_, entry) in self._waiting.items() if of == queue]
            yield _row("QueueParams", params | {"Calls": str(len(waiting))}, action_id)
            members = [row for (of, _), row in self._members.items() if of == queue]
            for row in members:
                yield _row("QueueMember", {"Queue": queue, **row}, action_id)
            for place, (joined, entry) in enumerate(waiting, 1):
                waited = {"Wait": str(int((at - joined).total_seconds()))}
                yield _row(
                    "QueueEntry", {"Queue": queue, "Position": str(place), **entry, **waited}, action_id
                )
            items += 1 + len(members) + len(waiting)
        yield _complete("QueueStatusComplete", action_id, items)

    def summary(self, action_id: str, at: datetime) -> Iterator[bytes]:
        """The answer to QueueSummary."""
        if not self.booted:
            yield _unknown("QueueSummary", action_id)
            return
        yield _start("Queue summary will follow", action_id)
        for queue in self._queues:
            waits = [
                (at - joined).total_seconds() for (_, of), (joined, _) in self._waiting.items() if of == queue
            ]
            rows = [row for (of, _), row in self._members.items() if of == queue]
            reached = [row for row in rows if row.get("Status") not in ("4", "5")]
            free = [row for row in reached if row.get("Status") in ("0", "1") and row.get("Paused") != "1"]
            figures = {
                "Queue": queue,
                "LoggedIn": str(len(reached)),
                "Available": str(len(free)),
                "Callers": str(len(waits)),
                "LongestHoldTime": str(int(max(waits, default=0))),
            }
            yield _row("QueueSummary", figures, action_id)
        yield _complete("QueueSummaryComplete", action_id, len(self._queues))


def answer(action_id: str, fields: dict[str, str]) -> bytes:
    """A response with *fields*, and with the ActionID of its action if that had one."""
    response, *rest = fields.items()
    told = [response, *([("ActionID", action_id)] if action_id else []), *rest]
    return "".join(f"{name}: {value}\r\n" for name, value in told).encode() + b"\r\n"


def _start(text: str, action_id: str) -> bytes:
    return answer(action_id, {"Response": "Success", "EventList": "start", "Message": text})


def _row(event: str, fields: dict[str, str], action_id: str) -> bytes:
    kept = {name: value for name, value in fields.items() if name not in ("Event", "ActionID")}
    return (
        "".join(
            f"{name}: {value}\r\n" for name, value in {"Event": event, **kept, "ActionID": action_id}.items()
        ).encode()
        + b"\r\n"
    )


def _complete(event: str, action_id: str, items: int) -> bytes:
    return _row(event, {"EventList": "Complete", "ListItems": str(items)}, action_id)


def _unknown(name: str, action_id: str) -> bytes:
    text = f"Invalid/unknown command: {name}. Use Action: ListCommands to show available commands."
    return answer(action_id, {"Response": "Error", "Message": text})
