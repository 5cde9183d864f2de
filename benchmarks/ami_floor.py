"""The busy floor as an Asterisk tells it: the bytes of its manager interface, as lively as one wants.

Two mixes. "full" is everything: a fifth is of use to a queue console, the rest is what dialplan, channels and
bridges say meanwhile. "agent" is what `read = agent` lets through: all of it is of use. Names, fields and
their order are a real Asterisk's; what is of no use repeats itself sooner than there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from random import Random

from benchmarks.busy_floor import RELEVANT, BusyFloor
from supervisor.events import (
    AgentChanged,
    AgentState,
    ContactAbandoned,
    ContactAnswered,
    ContactDequeued,
    ContactEnded,
    ContactOffered,
    LiveEvent,
)

MIXES = {"full": RELEVANT, "agent": 1.0}  # to the share of messages that are of use
BANNER = b"Asterisk Call Manager/12.0.0\r\n"
LOGGED_IN_AT = 1_700_000_000  # epoch, of every member
_NOISE = 2_000  # different messages of no use
_STATUS = {AgentState.RINGING: 6, AgentState.HANDLING: 2, AgentState.OFFLINE: 5}


class _WaitingFloor(BusyFloor):
    """A floor on which somebody always waits: one contact for each queue, on average."""

    def happens(self, at: datetime, count: int) -> list[LiveEvent]:
        said = super().happens(at, count)
        return said if len(self._waiting) >= len(self.queues) else said + self._offer(at)


class AmiFloor:
    """The floor behind one manager interface; its messages carry the instant at which they were made."""

    def __init__(self, mix: str = "full", agents: int = 5_000, queues: int = 200, seed: int = 1) -> None:
        self.floor = _WaitingFloor(agents, queues, seed)
        self._useful = MIXES[mix]
        self._random = Random(seed)
        self._numbers = {login: f"坐席 {number:04}" for number, login in enumerate(self.floor.logins)}
        self._status: dict[str, tuple[int, str]] = {}  # of a member: device state, reason of the break
        self._calls: dict[str, str] = {}  # Uniqueid to the Uniqueid of the agent's channel
        self._channels = 0
        self._noise = [self._noise_message(number) for number in range(_NOISE)]
        self._noise_at = 0

    def begin(self, at: datetime) -> None:
        """Let people come to work; only the list tells of it."""
        self._said(self.floor.introduction(at), at)

    def messages(self, count: int, at: datetime) -> bytes:
        """The next *count* messages (or up to a dozen more), all of the instant *at*."""
        useful: list[str] = []
        wanted = max(1, round(count * self._useful))
        while len(useful) < wanted:
            useful += self._said(self.floor.happens(at, 1), at)
        noise = [self._next_noise() for _ in range(count - len(useful))]
        if not noise:
            return "".join(useful).encode()
        # mixed as they come: what is of use stands among the rest
        share = len(noise) / len(useful)
        mixed: list[str] = []
        taken = 0.0
        for message in useful:
            mixed.append(message)
            mixed += noise[round(taken) : round(taken + share)]
            taken += share
        return "".join(mixed).encode()

    def listing(self, action_id: str, at: datetime) -> Iterator[bytes]:
        """The answer to QueueStatus, in pieces."""
        full = self.floor.full_state(at)
        yield _lines(("Response", "Success"), ("ActionID", action_id), ("EventList", "start")).encode()
        members: dict[str, list[str]] = {}
        for seen, _ in full.agents:
            for queue in seen.queues:
                members.setdefault(queue, []).append(seen.login)
        waiting: dict[str, list[tuple[str, datetime]]] = {}
        for one in full.waiting:
            waiting.setdefault(one.queue, []).append((one.contact, one.since))
        rows = 0
        for queue in self.floor.queues:
            said = [_params(queue, len(waiting.get(queue, ())), action_id)]
            said += [self._member_row(queue, login, action_id) for login in members.get(queue, ())]
            for place, (contact, since) in enumerate(waiting.get(queue, ()), 1):
                said.append(_entry(queue, place, contact, at, since, action_id))
            rows += len(said)
            yield "".join(said).encode()
        yield _end("QueueStatusComplete", action_id, rows).encode()

    def summary(self, action_id: str, at: datetime) -> bytes:
        """The answer to QueueSummary."""
        waiting: dict[str, int] = dict.fromkeys(self.floor.queues, 0)
        for one in self.floor.full_state(at).waiting:
            waiting[one.queue] += 1
        said = [_lines(("Response", "Success"), ("ActionID", action_id), ("EventList", "start"))]
        said += [
            _lines(
                *(("Event", "QueueSummary"), ("Queue", queue), ("LoggedIn", "25"), ("Available", "5")),
                *(("Callers", str(count)), ("HoldTime", "3"), ("TalkTime", "9"), ("LongestHoldTime", "4")),
                ("ActionID", action_id),
            )
            for queue, count in waiting.items()
        ]
        return ("".join(said) + _end("QueueSummaryComplete", action_id, len(waiting))).encode()

    # -- what happens -------------------------------------------------------------------------------------

    def _said(self, events: Sequence[LiveEvent], at: datetime) -> list[str]:
        stamp = f"{at.timestamp():.6f}"
        said: list[str] = []
        for place, event in enumerate(events):
            match event:
                case AgentChanged():
                    said += self._member(event, stamp)
                case ContactOffered():
                    said.append(self._caller("QueueCallerJoin", event.contact, event.queue, stamp, _COUNT))
                case ContactDequeued():
                    after = events[place + 1] if place + 1 < len(events) else None
                    if isinstance(after, ContactAbandoned):
                        said.append(self._caller("HangupRequest", event.contact, "", stamp, "Cause: 16\r\n"))
                        gone = f"Position: 1\r\nOriginalPosition: 1\r\nHoldTime: {after.wait_s:.0f}\r\n"
                        said.append(
                            self._caller("QueueCallerAbandon", event.contact, event.queue, stamp, gone)
                        )
                    said.append(self._caller("QueueCallerLeave", event.contact, event.queue, stamp, _COUNT))
                case ContactAnswered():
                    self._channels += 1
                    self._calls[event.contact] = f"1700000001.{self._channels}"
                    times = f"HoldTime: {event.wait_s:.0f}\r\nRingTime: {event.ring_s or 0:.0f}\r\n"
                    said.append(self._call("AgentConnect", event, stamp, times))
                case ContactEnded():
                    times = f"HoldTime: 4\r\nTalkTime: {event.talk_s or 0:.0f}\r\nReason: caller\r\n"
                    said.append(self._call("AgentComplete", event, stamp, times))
                    channel = self._calls.pop(event.contact, "")
                    said.append(_channel("Hangup", "call", stamp, channel, "16", "Cause: 16\r\n"))
        return said

    def _member(self, event: AgentChanged, stamp: str) -> list[str]:
        was = self._status.get(event.login, (1, ""))
        status = _STATUS.get(event.state, 1)  # after a contact the telephone is idle: nothing else tells
        reason = event.break_code or ""
        self._status[event.login] = (status, reason)
        if was == (status, reason):
            return []
        kind = "QueueMemberPause" if was[1] != reason else "QueueMemberStatus"
        name = self._numbers[event.login]
        return [
            f"Event: {kind}\r\nPrivilege: agent,all\r\nTimestamp: {stamp}\r\nQueue: {queue}\r\n"
            f"MemberName: {name}\r\nInterface: {event.login}\r\n{self._row(event.login)}Ringinuse: 0\r\n"
            "Wrapuptime: 0\r\n\r\n"
            for queue in self.floor._serves[event.login]
        ]

    def _row(self, login: str) -> str:
        status, reason = self._status.get(login, (1, ""))
        return (
            f"StateInterface: {login}\r\nMembership: static\r\nPenalty: 0\r\nCallsTaken: 3\r\n"
            f"LastCall: 0\r\nLastPause: 0\r\nLoginTime: {LOGGED_IN_AT}\r\nInCall: {int(status == 2)}\r\n"
            f"Status: {status}\r\nPaused: {int(bool(reason))}\r\nPausedReason: {reason}\r\n"
        )

    def _member_row(self, queue: str, login: str, action_id: str) -> str:
        return (
            f"Event: QueueMember\r\nQueue: {queue}\r\nName: {self._numbers[login]}\r\nLocation: {login}\r\n"
            f"{self._row(login)}Wrapuptime: 0\r\nActionID: {action_id}\r\n\r\n"
        )

    def _caller(self, event: str, contact: str, queue: str, stamp: str, more: str) -> str:
        kind = "call" if event == "HangupRequest" else "agent"
        return _channel(event, kind, stamp, contact, "700", f"Queue: {queue}\r\n{more}" if queue else more)

    def _call(self, name: str, event: ContactAnswered | ContactEnded, stamp: str, times: str) -> str:
        theirs = self._calls.get(event.contact, "")
        other = (
            f"DestChannel: {event.login}-00000001\r\nDestChannelState: 6\r\nDestChannelStateDesc: Up\r\n"
            "DestCallerIDNum: 10086\r\nDestCallerIDName: <unknown>\r\nDestConnectedLineNum: 10086\r\n"
            "DestConnectedLineName: <unknown>\r\nDestLanguage: en\r\nDestAccountCode: \r\n"
            "DestContext: agents\r\nDestExten: 700\r\nDestPriority: 1\r\n"
            f"DestUniqueid: {theirs}\r\nDestLinkedid: {event.contact}\r\nQueue: {event.queue}\r\n"
            f"Interface: {event.login}\r\nMemberName: {self._numbers[event.login]}\r\n{times}"
        )
        return _channel(name, "agent", stamp, event.contact, "700", other)

    # -- what is of no use --------------------------------------------------------------------------------

    def _next_noise(self) -> str:
        self._noise_at = (self._noise_at + 1) % _NOISE
        return self._noise[self._noise_at]

    def _noise_message(self, number: int) -> str:
        name = self._random.choice(_KINDS)
        stamp = f"{LOGGED_IN_AT + number / 97:.6f}"
        more = {
            "VarSet": f"Variable: {self._random.choice(('QEHOLDTIME', 'MACRO_DEPTH', 'BRIDGEPEER'))}\r\n"
            f"Value: {number % 60}\r\n",
            "Newexten": "Extension: 700\r\nApplication: Set\r\nAppData: CDR(userfield)=x\r\n",
            "BridgeEnter": "BridgeUniqueid: 6f1d\r\nBridgeType: basic\r\nBridgeTechnology: simple_bridge\r\n",
        }.get(name, "")
        kind = "dialplan" if name in ("VarSet", "Newexten") else "call"
        return _channel(name, kind, stamp, f"1700000000.{number}", "700", more)


_KINDS = (*["VarSet"] * 11, *["Newexten"] * 4, "Newstate", "NewCallerid", "NewConnectedLine", "BridgeEnter")
_COUNT = "Position: 1\r\nCount: 2\r\n"


def _channel(name: str, kind: str, stamp: str, contact: str, exten: str, more: str) -> str:
    """A message about a channel: fourteen lines are the same in all of them."""
    return (
        f"Event: {name}\r\nPrivilege: {kind},all\r\nTimestamp: {stamp}\r\n"
        f"Channel: PJSIP/trunk-{contact[-8:]}\r\nChannelState: 6\r\nChannelStateDesc: Up\r\n"
        "CallerIDNum: +8613805032582\r\nCallerIDName: <unknown>\r\nConnectedLineNum: +8613805032582\r\n"
        "ConnectedLineName: <unknown>\r\nLanguage: en\r\nAccountCode: \r\nContext: from-trunk\r\n"
        f"Exten: {exten}\r\nPriority: 6\r\nUniqueid: {contact}\r\nLinkedid: {contact}\r\n{more}\r\n"
    )


def _params(queue: str, callers: int, action_id: str) -> str:
    return _lines(
        *(("Event", "QueueParams"), ("Queue", queue), ("Max", "0"), ("Strategy", "rrmemory")),
        *(("Calls", str(callers)), ("Holdtime", "3"), ("TalkTime", "60"), ("Completed", "10")),
        *(("Abandoned", "1"), ("ServiceLevel", "20"), ("ServicelevelPerf", "80.0")),
        *(("ServicelevelPerf2", "80.0"), ("Weight", "0"), ("ActionID", action_id)),
    )


def _entry(queue: str, place: int, contact: str, at: datetime, since: datetime, action_id: str) -> str:
    return _lines(
        *(("Event", "QueueEntry"), ("Queue", queue), ("Position", str(place))),
        *(("Channel", f"PJSIP/trunk-{contact[-8:]}"), ("Uniqueid", contact)),
        *(("CallerIDNum", "+8613805032582"), ("CallerIDName", "<unknown>")),
        *(("Wait", str(int((at - since).total_seconds()))), ("Priority", "0"), ("ActionID", action_id)),
    )


def _end(event: str, action_id: str, rows: int) -> str:
    return _lines(
        ("Event", event), ("ActionID", action_id), ("EventList", "Complete"), ("ListItems", str(rows))
    )


def _lines(*fields: tuple[str, str]) -> str:
    return "".join(f"{name}: {value}\r\n" for name, value in fields) + "\r\n"
