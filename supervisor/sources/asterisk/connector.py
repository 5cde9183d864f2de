"""Follows one Asterisk for ever: connects, asks for the full state, listens, makes sure that it is there."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime
from random import Random

from supervisor.clock import Clock, SystemClock
from supervisor.errors import SourceError
from supervisor.events import Unusable
from supervisor.sources.asterisk.link import AsteriskSettings, Limits, Link
from supervisor.sources.asterisk.protocol import BANNER, Message, action, new_action_id
from supervisor.sources.asterisk.translate import Translator
from supervisor.sources.source import Heard, Said, TestResult
from supervisor.words import mark

log = logging.getLogger(__name__)

_AGAIN_S = (1.0, 2.0, 5.0)  # pauses before QueueStatus is asked for again while the modules load
_LARGE = 3_000  # memberships from which the full state is asked for five times less often
_WISH_S = 5.0  # between full states that are asked for before their time
_HEARD_S = 0.25  # between signs of life that change nothing
_WAKE_S = 0.02  # the shortest wait for something of ours to be due
_CALM = frozenset({"login_refused", "permission", "secret_missing", "not_ami"})  # a person must act first
_CALM_S = 30.0
_TRIAL_S = 7.0  # a person waits for a trial connection: each step has less time, all together some 30 s


class AsteriskConnector:
    """One Asterisk, read and never changed."""

    def __init__(self, name: str, settings: AsteriskSettings, clock: Clock | None = None) -> None:
        """*clock* dates what an Asterisk without `timestampevents` says."""
        self._name = name
        self._settings = settings
        self._clock = clock or SystemClock()
        self._random = Random()
        self.link: Link | None = None  # while connected
        self._duties: _Duties | None = None  # while logged in

    @property
    def name(self) -> str:
        return self._name

    def ask(self) -> None:
        """See `Asked.ask`; while nobody is logged in the first full state comes by itself."""
        if self._duties is not None:
            self._duties.ask(asyncio.get_running_loop().time())

    def probe(self) -> None:
        """See `Answering.probe`."""
        if self._duties is not None:
            self._duties.probe()

    # -- trying it out ------------------------------------------------------------------------------------

    async def test(self) -> TestResult:
        """Connect, log in and read the queues once; never raises for a bad source."""
        limits = self._settings.limits
        trial = Limits(
            min(limits.connect_s, _TRIAL_S), min(limits.banner_s, _TRIAL_S), min(limits.login_s, _TRIAL_S)
        )
        link = Link(self._name, replace(self._settings, limits=trial))
        try:
            await link.open()
            await link.login()
            queues, agents = await self._count(link)
        except SourceError as error:
            return TestResult(error.reason, error.facts)
        finally:
            await link.close(politely=True)
        facts = link.error("").facts | {
            "product": link.messages.banner or BANNER,
            "queues": str(queues),
            "agents": str(agents),
        }
        return TestResult(None if queues else "no_queues", facts)

    async def _count(self, link: Link) -> tuple[int, int]:
        """How many queues and agents there are, by one full state."""
        loop = asyncio.get_running_loop()
        until_s = loop.time() + min(self._settings.limits.list_s, 2 * _TRIAL_S)
        again = iter(_AGAIN_S)
        queues: set[str] = set()
        agents: set[str] = set()
        asked = _ask(link)
        ask_s: float | None = None
        while (left_s := until_s - loop.time()) > 0:
            wait_s = left_s if ask_s is None else max(_WAKE_S, ask_s - loop.time())
            messages = await link.receive(min(wait_s, until_s - loop.time()))
            if ask_s is not None and loop.time() >= ask_s:
                asked, ask_s = _ask(link), None
            for message in messages or ():
                match message.get("Event"):
                    case None if message.get("ActionID") in asked:
                        if _refused(link, message):
                            ask_s = loop.time() + next(again, _AGAIN_S[-1])
                    case "QueueParams":
                        queues.add(message.get("Queue", ""))
                    case "QueueMember":
                        agents.add(message.get("Location", ""))
                    case "QueueStatusComplete":
                        return len(queues), len(agents)
                    case _:
                        pass
        raise link.error("closed", detail=mark("no list of queues came in time"))

    # -- following ----------------------------------------------------------------------------------------

    async def events(self, after: datetime | None) -> AsyncIterator[tuple[Said, ...]]:
        """What the Asterisk says, for ever; see `Connector.events`.

        In the moments between log-in and the first list (after a restart up to some seconds) changes come
        before the full state, which then has them in it: held back, they would be lost or counted twice.
        """
        translator = Translator(self._name, after)
        pauses = _Pauses(self._settings.retry_s, self._random)
        while True:
            link = self.link = Link(self._name, self._settings)
            reason, detail = "closed", ""
            ended = False
            try:
                await link.open()
                await link.login()
                async for group in self._listen(link, translator):
                    pauses.worked()
                    yield group
            except SourceError as error:
                reason, detail = error.reason, error.facts.get("detail") or error.reason
                ended = True
            finally:
                self.link = self._duties = None
                await link.close(politely=not ended)
            log.info("%s: %s (%s)", self._name, reason, detail)
            if said := translator.lost(self._clock.now(), detail):
                yield tuple(said)
            await asyncio.sleep(pauses.next(calm=reason in _CALM))

    async def _listen(self, link: Link, translator: Translator) -> AsyncIterator[tuple[Said, ...]]:
        """What comes on *link* until it is lost, which is a SourceError."""
        loop = asyncio.get_running_loop()
        clock = self._clock
        heard = clock.now()
        yield tuple(translator.connected(heard, link.messages.banner or BANNER))
        duties = self._duties = _Duties(link, self._settings, loop.time())
        told_s = loop.time()
        probed: datetime | None = None  # what was due when we asked whether it is still there
        oversized = 0
        while True:
            wait_s = duties.wait_s(loop.time())
            if (due := translator.due) is not None and due != probed:
                wait_s = min(wait_s, (due - clock.now()).total_seconds())
            messages = await link.receive(max(_WAKE_S, wait_s))
            now_s, at = loop.time(), clock.now()
            said: list[Said] = []
            if messages is not None:
                heard = at
                duties.heard(messages, now_s)
                said += translator.take(messages, at)
                if link.messages.oversized > oversized:
                    count = link.messages.oversized - oversized
                    said.append(Unusable(self._name, at, "message too long", count))
                    oversized = link.messages.oversized
            if messages is None and (due := translator.due) is not None and due <= at:
                # that nothing was said means something only if it could have been heard
                if due <= heard:
                    said += translator.tick(at)
                elif due != probed:
                    probed = due
                    duties.probe()
            if not said and messages is not None and now_s - told_s >= _HEARD_S:
                said.append(Heard(at))
            if said:
                told_s = now_s
                yield tuple(said)
            duties.fulfil(loop.time(), translator)


class _Duties:
    """What is to be asked for on one connection, and when, in seconds of the event loop's clock.

    Silence is broken by a Ping, and one that is not answered ends the connection: an Asterisk says nothing
    by itself on an idle link. QueueSummary each `audit_s`; QueueStatus, the full state, as often or, in large
    centres, every fifth time, and as soon as something does not fit together.
    """

    def __init__(self, link: Link, settings: AsteriskSettings, now_s: float) -> None:
        self._link = link
        self._settings = settings
        self._again = iter(_AGAIN_S)
        self._again_s: float | None = None  # when to repeat what was refused
        self._wished = False
        self._heard_s = now_s
        self._audit_s = self._full_s = self._asked_s = now_s
        self._asked: frozenset[str] = frozenset()
        self._pinged_s: float | None = None
        self._audit(now_s, 0)
        self._ping(now_s)  # its answer tells how their clock stands

    def wait_s(self, now_s: float) -> float:
        """How long nothing is to be done."""
        due_s = min(self._audit_s, self._silent_s)
        if self._again_s is not None:
            due_s = min(due_s, self._again_s)
        if self._wished:
            due_s = min(due_s, self._asked_s + _WISH_S)
        return due_s - now_s

    @property
    def _silent_s(self) -> float:
        """When silence has lasted too long: first to ask, then to give up."""
        if self._pinged_s is None:
            return self._heard_s + self._settings.ping_s
        return self._pinged_s + self._settings.limits.pong_s

    def heard(self, messages: list[Message], now_s: float) -> None:
        """Something came. Raises SourceError `permission` when we may not read the queues."""
        self._heard_s, self._pinged_s = now_s, None
        for message in messages:
            if message.get("ActionID") in self._asked and _refused(self._link, message):
                self._again_s = now_s + next(self._again, _AGAIN_S[-1])

    def fulfil(self, now_s: float, translator: Translator) -> None:
        """Ask what is due. Raises SourceError `closed` when a Ping was not answered."""
        self._wished |= translator.wants_list()
        again = self._again_s is not None and (
            now_s >= self._again_s or self._wished
        )  # wished: it has booted
        if again or (self._wished and now_s >= self._asked_s + _WISH_S):
            self._full_s = now_s
        if now_s >= min(self._audit_s, self._full_s):
            self._audit(now_s, translator.memberships)
        if now_s >= self._silent_s:
            if self._pinged_s is not None:
                raise self._link.error("closed", detail=mark("no answer to a sign of life in time"))
            self._ping(now_s)

    def probe(self) -> None:
        """Ask whether it is there; for how long it may be silent, is no matter of this."""
        self._link.send(action("Ping", action_id=new_action_id()))

    def ask(self, now_s: float) -> None:
        """Ask for the full state now."""
        self._full_s = now_s
        self._audit(now_s, 0)

    def _audit(self, now_s: float, memberships: int) -> None:
        everything = now_s >= self._full_s
        self._asked = _ask(self._link, everything=everything)
        self._audit_s = now_s + self._settings.audit_s
        if everything:
            self._full_s = now_s + self._settings.audit_s * (5 if memberships > _LARGE else 1)
            self._asked_s, self._again_s, self._wished = now_s, None, False

    def _ping(self, now_s: float) -> None:
        self._link.send(action("Ping", action_id=new_action_id()))
        self._pinged_s = now_s


def _ask(link: Link, *, everything: bool = True) -> frozenset[str]:
    """Ask for the full state, or only for its summary; returns the ActionIDs of what was asked."""
    status, summary = new_action_id(), new_action_id()
    if everything:
        link.send(action("QueueStatus", action_id=status))
    link.send(action("QueueSummary", action_id=summary))
    return frozenset({status, summary} if everything else {summary})


def _refused(link: Link, answer: Message) -> bool:
    """Whether *answer* says that the queues cannot be told yet.

    Asterisk takes log-ins before its queues are loaded and then calls QueueStatus an unknown command. Raises
    SourceError `permission` when it will never tell us.
    """
    if answer.get("Response") != "Error":
        return False
    said = answer.get("Message", "")
    if "denied" in said.lower():
        raise link.error("permission", detail=said)
    return True


class _Pauses:
    """Longer and longer pauses between connections, no two alike, so that collectors do not come in step."""

    def __init__(self, retry_s: tuple[float, float], random: Random) -> None:
        self._first_s, self._longest_s = retry_s
        self._random = random
        self._pause_s = self._first_s

    def worked(self) -> None:
        """A connection was of use: the next pause is a short one."""
        self._pause_s = self._first_s

    def next(self, *, calm: bool) -> float:
        """How long to wait now, in seconds; *calm*: trying again soon cannot help and may lock us out."""
        pause_s = max(self._pause_s, min(_CALM_S, self._longest_s)) if calm else self._pause_s
        self._pause_s = min(self._pause_s * 2, self._longest_s)
        return pause_s * self._random.uniform(0.5, 1.0)
