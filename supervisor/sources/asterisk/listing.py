"""One answer to QueueStatus: every queue, member and waiting caller as Asterisk listed them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from supervisor.sources.asterisk.members import CallKey, Member, MemberKey, member, whole
from supervisor.sources.asterisk.protocol import Message


@dataclass(frozen=True, slots=True)
class Entry:
    """A caller who waits, since *since* to the second."""

    since: datetime
    number: str


@dataclass(slots=True)
class Listing:
    """The rows of one list; complete when Asterisk says so and all rows that it counts have come."""

    action_id: str
    rows: int = 0
    queues: dict[str, int | None] = field(default_factory=dict)  # to its service-level threshold, s
    completed: dict[str, int] = field(default_factory=dict)  # calls since Asterisk last forgot them
    members: dict[MemberKey, Member] = field(default_factory=dict)
    waiting: dict[CallKey, Entry] = field(default_factory=dict)

    def take(self, message: Message, at: datetime) -> str | None:
        """Add a row that came at *at*; returns what it lacks when it cannot be used."""
        self.rows += 1
        queue = message.get("Queue")
        if not queue:
            return "Queue"
        match message["Event"]:
            case "QueueParams":
                self.queues[queue] = whole(message.get("ServiceLevel")) or None
                self.completed[queue] = whole(message.get("Completed")) or 0
            case "QueueMember":
                login = message.get("Location")
                if not login:
                    return "Location"
                self.members[queue, login] = member(message, message.get("Name") or login)
            case "QueueEntry":
                contact = message.get("Uniqueid")
                if not contact:
                    return "Uniqueid"
                waited = timedelta(seconds=whole(message.get("Wait")) or 0)
                self.waiting[contact, queue] = Entry(at - waited, number_of(message))
        return None

    def is_whole(self, complete: Message) -> bool:
        """Whether no row is missing, by the count in the list's end."""
        items = whole(complete.get("ListItems"))
        return complete.get("EventList", "Complete") == "Complete" and items in (None, self.rows)


def number_of(message: Message) -> str:
    """The caller's number, "" when it is withheld."""
    number = message.get("CallerIDNum", "")
    return "" if number in ("<unknown>", "unknown") else number
