"""What the wall announces: a text in Markdown, from when to when, on which days and pages, and how urgent."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, tzinfo
from enum import IntEnum
from typing import Annotated, NamedTuple

import msgspec

MOST_CHARACTERS = 2000
MOST_BLOCKS = 40


class Urgency(IntEnum):
    """How an announcement stands out; the more urgent come first."""

    NOTE = 0
    ATTENTION = 1
    ACTION = 2


class Hours(NamedTuple):
    """From *begins* to *ends* (excluded), by the centre's clock; over midnight when it ends earlier."""

    begins: time
    ends: time

    def holds(self, at: time) -> bool:
        if self.begins <= self.ends:
            return self.begins <= at < self.ends
        return at >= self.begins or at < self.ends


class Terms(msgspec.Struct, frozen=True):
    """When and where it is shown: on which *weekdays* (Monday is 0) and *pages*, on all when none is named,
    and during which *hours*, always when None."""

    weekdays: tuple[Annotated[int, msgspec.Meta(ge=0, le=6)], ...] = ()
    hours: Hours | None = None
    pages: tuple[str, ...] = ()
    urgency: Urgency = Urgency.NOTE


ALWAYS = Terms()


@dataclass(frozen=True)
class Announcement:
    """*text* is shown from *begins_at* until *ends_at* (excluded; None: until somebody takes it away)."""

    id: str
    text: str
    begins_at: datetime
    ends_at: datetime | None = None
    terms: Terms = ALWAYS
    version: int = 0

    def is_due(self, now: datetime, zone: tzinfo, page: str | None = None) -> bool:
        """Whether it is shown at *now*, on *page* where one is named; *zone* is the centre's.

        The hours after midnight of a night belong to the weekday on which the night began.
        """
        if now < self.begins_at or (self.ends_at is not None and now >= self.ends_at):
            return False
        terms, local = self.terms, now.astimezone(zone)
        if terms.pages and page is not None and page not in terms.pages:
            return False
        weekday = local.weekday()
        if terms.hours is not None:
            if not terms.hours.holds(local.time()):
                return False
            if terms.hours.begins > terms.hours.ends and local.time() < terms.hours.ends:
                weekday = (weekday - 1) % 7
        return not terms.weekdays or weekday in terms.weekdays


def due(
    announcements: Iterable[Announcement], now: datetime, zone: tzinfo, page: str | None = None
) -> tuple[Announcement, ...]:
    """Those that are shown at *now* on *page*: the urgent first, then the newest."""
    shown = [one for one in announcements if one.is_due(now, zone, page)]
    return tuple(sorted(shown, key=lambda one: (-one.terms.urgency, -one.begins_at.timestamp(), one.id)))


# -- the text ---------------------------------------------------------------------------------------------


class Span(NamedTuple):
    """A piece of a line in one face."""

    text: str
    bold: bool = False
    italic: bool = False


class Block(NamedTuple):
    """A line or a paragraph. *level* is 1 to 3 for a heading and 0 else; *bullet* stands before an item of a
    list: "•" or its number."""

    spans: tuple[Span, ...]
    level: int = 0
    bullet: str = ""

    @property
    def text(self) -> str:
        return "".join(span.text for span in self.spans)


def blocks(text: str) -> tuple[Block, ...]:
    """What *text* says, of Markdown only headings, lists, bold, italic and line breaks.

    Links are their words and pictures their description: nothing is loaded and nothing can be followed.
    Markup of any other kind, HTML too, is shown as it was typed. What is over the bounds is left out.
    """
    found: list[Block] = []
    joined = False  # whether the next line goes on with the last block
    for line in text[:MOST_CHARACTERS].splitlines():
        line = line.strip()
        if not line or re.fullmatch(r"([-*_]\s*){3,}", line):
            joined = False
            continue
        if heading := re.match(r"(#{1,3})\s+(.+?)\s*#*$", line):
            found.append(Block(_spans(heading[2]), level=len(heading[1])))
            joined = False
        elif item := re.match(r"(?:([-*+])|(\d{1,3})[.)])\s+(.*)", line):
            found.append(Block(_spans(item[3]), bullet="•" if item[1] else f"{item[2]}."))
            joined = True
        elif joined and found:
            last = found[-1]
            found[-1] = last._replace(spans=(*last.spans, Span("\n"), *_spans(line)))
        else:
            found.append(Block(_spans(line)))
            joined = True
    return tuple(found[:MOST_BLOCKS])


def plain(text: str) -> str:
    """*text* without any markup, for lists and screen readers."""
    return "\n".join(f"{block.bullet} {block.text}".strip() for block in blocks(text))


def weight(text: str) -> int:
    """How much room *text* takes: its characters, a Chinese one twice, a line at least twenty."""
    said = plain(text)
    lines = said.split("\n") if said else []
    return sum(max(20, sum(2 if ord(one) > 0x2E7F else 1 for one in line)) for line in lines)


_LINK = re.compile(r"!?\[([^\]]*)\]\([^)\s]*(?:\s+\"[^\"]*\")?\)")
_MARKED = re.compile(r"(\*\*\*|\*\*|__|\*|_)(?=\S)(.+?)(?<=\S)\1")
_ESCAPED = re.compile(r"\\([\\`*_\[\]()#+\-.!])")
_HELD = "\ue000"  # stands for an escaped character while marks are looked for


def _spans(line: str) -> tuple[Span, ...]:
    escaped: list[str] = []

    def hold(match: re.Match[str]) -> str:
        escaped.append(match[1])
        return _HELD

    line = _ESCAPED.sub(hold, line.replace(_HELD, ""))
    line = _LINK.sub(r"\1", line)
    line = re.sub(r"`([^`]+)`", r"\1", line)
    made = _marked(line, False, False)
    rest = iter(escaped)
    return tuple(
        span._replace(text=re.sub(_HELD, lambda _match: next(rest), span.text)) for span in made if span.text
    )


def _marked(text: str, bold: bool, italic: bool) -> list[Span]:
    made: list[Span] = []
    at = 0
    for match in _MARKED.finditer(text):
        mark = match[1]
        before = text[match.start() - 1 : match.start()]
        if "_" in mark and before.isalnum():
            continue  # snake_case is no emphasis
        made.append(Span(text[at : match.start()], bold, italic))
        strong = bold or len(mark) >= 2
        slanted = italic or len(mark) in (1, 3)
        made += _marked(match[2], strong, slanted)
        at = match.end()
    made.append(Span(text[at:], bold, italic))
    return [span for span in made if span.text]
