"""From what a log says of agents' time, line by line, to stretches: signed in to a queue, on a break in it.

A log tells dynamic members' coming and going only; somebody who is always a member of a queue has no
stretches signed in. A queue's break goes on until its UNPAUSE, another reason, the member's removal, or a
start of the source that it did not outlive: one of a dynamic member does, one of a static member does not.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from operator import attrgetter

from supervisor.facts.agent_time import Mark, Span, State, What

_Key = tuple[str, str]  # login, queue
_ORDER = attrgetter("at_ms", "seq")


@dataclass(frozen=True)
class Stretch:
    """A piece of time without a hole; *began* False when it was under way as the window that it was cut to
    began."""

    begins_ms: int
    ends_ms: int
    began: bool = True

    @property
    def seconds(self) -> float:
        return (self.ends_ms - self.begins_ms) / 1000


def spans_of(marks: Iterable[Mark], before: Iterable[Span] = ()) -> list[Span]:
    """The stretches that *marks* tell, in whatever order they come; those that no mark ends are open.

    *before* are the stretches that were open when the marks begin (`ended_ms` is not looked at): days one
    after the other give what all at once would give. They come again, ended or still open. Who is removed
    without having come was signed in since before the log begins, and is not told.
    """
    lines = _Lines(before)
    for mark in sorted(marks, key=_ORDER):
        lines.take(mark)
    return lines.told()


class _Lines:
    """Who is signed in and on a break in which queue, mark by mark."""

    def __init__(self, before: Iterable[Span]) -> None:
        self._done: list[Span] = []
        self._signed: dict[_Key, Span] = {}
        self._breaks: dict[_Key, Span] = {}
        for span in before:
            of = self._signed if span.state is State.SIGNED_IN else self._breaks
            of[span.login, span.queue] = span

    def told(self) -> list[Span]:
        """All stretches, by their begin."""
        still = [_ended(span, None) for of in (self._signed, self._breaks) for span in of.values()]
        return sorted(
            self._done + still, key=lambda span: (span.began_ms, span.login, span.state, span.queue)
        )

    def take(self, mark: Mark) -> None:
        key = (mark.login, mark.queue)
        match mark.what:
            case What.PAUSE:
                self._pause(key, mark)
            case What.UNPAUSE:
                self._unpause(key, mark.at_ms)
            case What.ADD:
                if key not in self._signed:
                    self._signed[key] = Span(mark.login, State.SIGNED_IN, mark.at_ms, None, mark.queue)
            case What.REMOVE:
                self._end(self._signed, key, mark.at_ms)
                self._unpause(key, mark.at_ms)
            case What.START:
                for paused in list(self._breaks):
                    if not self._outlives_a_start(paused):
                        self._end(self._breaks, paused, mark.at_ms)

    def _pause(self, key: _Key, mark: Mark) -> None:
        if (now := self._breaks.get(key)) is not None:
            if now.code == mark.code:
                return  # said again
            self._end(self._breaks, key, mark.at_ms)
        self._breaks[key] = Span(mark.login, State.BREAK, mark.at_ms, None, mark.queue, mark.code)

    def _unpause(self, key: _Key, at_ms: int) -> None:
        login, queue = key
        if queue:
            self._end(self._breaks, key, at_ms)
            everywhere = (login, "")
            if everywhere in self._breaks and not any(
                other != everywhere and other[0] == login for other in self._breaks
            ):
                self._end(self._breaks, everywhere, at_ms)  # no queue is left in which it would hold
        else:
            for other in [other for other in self._breaks if other[0] == login]:
                self._end(self._breaks, other, at_ms)

    def _outlives_a_start(self, key: _Key) -> bool:
        login, queue = key
        if queue:
            return key in self._signed
        return any(signed[0] == login for signed in self._signed)

    def _end(self, of: dict[_Key, Span], key: _Key, at_ms: int) -> None:
        span = of.pop(key, None)
        if span is not None and at_ms > span.began_ms:  # else it was nothing: another reason, said at once
            self._done.append(_ended(span, at_ms))


def _ended(span: Span, at_ms: int | None) -> Span:
    return Span(span.login, span.state, span.began_ms, at_ms, span.queue, span.code)


def union(spans: Iterable[Span], begins_ms: int, ends_ms: int) -> list[Stretch]:
    """The time within [*begins_ms*, *ends_ms*) that any of *spans* covers, in order and without overlaps.

    What is open lasts until *ends_ms*. Spans that touch are one stretch.
    """
    found: list[Stretch] = []
    for span in sorted(spans, key=lambda span: span.began_ms):
        low = max(span.began_ms, begins_ms)
        high = ends_ms if span.ended_ms is None else min(span.ended_ms, ends_ms)
        if high <= low:
            continue
        if found and low <= found[-1].ends_ms:
            last = found[-1]
            if high > last.ends_ms:
                found[-1] = Stretch(last.begins_ms, high, last.began)
        else:
            found.append(Stretch(low, high, span.began_ms > begins_ms))
    return found


def seconds(stretches: Sequence[Stretch]) -> float:
    """How long they are together."""
    return sum(stretch.ends_ms - stretch.begins_ms for stretch in stretches) / 1000
