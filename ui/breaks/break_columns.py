"""The columns of those who are on a break now: which, since when, over by how much, used and left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from supervisor.live.feed import Feed, FeedState
from supervisor.settings.breaks import BreakKind
from supervisor.wallboard.break_time import BreakLine
from supervisor.words import DASH, _, clock_time, duration, language, mark, ngettext
from ui.breaks.kinds import kind_words
from ui.theme import State
from ui.wallboard.agent_cell import about
from ui.wallboard.agent_groups import sort_key
from ui.wallboard.definitions import Definitions, true_at
from ui.widgets.signs import Sign
from ui.widgets.table import Column, Facet, Grouping, Kind, Look

OVER = "over"


@dataclass(frozen=True)
class BreakRow:
    """Somebody on a break; *over* the limit, or *overdrawn* of the allowance, now. *live*: still heard."""

    line: BreakLine
    over: bool
    overdrawn: bool
    live: bool

    @property
    def is_wellbeing(self) -> bool:
        return self.line.code.kind is BreakKind.WELLBEING

    @property
    def kind(self) -> BreakKind | None:
        return self.line.code.kind if self.line.is_known else None

    @property
    def name(self) -> str:
        return self.line.agent.name or self.line.agent.login


class BreakFacts:
    """What is told of breaks by the definitions and feeds in force; the columns ask it."""

    def __init__(self, definitions: Definitions) -> None:
        self.definitions = definitions
        self.feeds: Mapping[str, Feed] = {}
        self.now: datetime | None = None

    def row(self, line: BreakLine, now: datetime) -> BreakRow:
        """The row of *line* when the clock reads *now*."""
        feed = self.feeds.get(line.agent.source)
        at = true_at(feed, now)
        left = line.left_s(at)
        return BreakRow(
            line,
            line.view(at).over_s is not None,
            left is not None and left < 0,
            feed is None or feed.state is FeedState.LIVE,
        )

    def at(self, row: BreakRow, now: datetime) -> datetime:
        """The moment of which the row is true."""
        return true_at(self.feeds.get(row.line.agent.source), now)

    def elapsed_s(self, row: BreakRow, now: datetime) -> float:
        return row.line.view(self.at(row, now)).elapsed_s

    def over_s(self, row: BreakRow, now: datetime) -> float | None:
        return row.line.view(self.at(row, now)).over_s

    def used_s(self, row: BreakRow, now: datetime) -> float:
        return row.line.used_s(self.at(row, now))

    def counted_s(self, row: BreakRow, now: datetime) -> float:
        return row.line.counted_s(self.at(row, now))

    def left_s(self, row: BreakRow, now: datetime) -> float | None:
        return row.line.left_s(self.at(row, now))

    def left_text(self, row: BreakRow, now: datetime) -> str:
        left = self.left_s(row, now)
        if left is None:
            return DASH
        return duration(left) if left >= 0 else _("{time} too much").format(time=duration(-left))

    def break_word(self, row: BreakRow) -> str:
        """What the break is called; where it holds when only in some queues."""
        word = row.line.code.name(language()) or _("Break")
        if row.line.agent.break_queues:
            return _("{break_name} in {queues}").format(
                break_name=word, queues=_(", ").join(row.line.agent.break_queues)
            )
        return word

    def columns(self) -> list[Column[BreakRow]]:
        """All columns, in their first order."""
        return [
            Column(
                "name",
                mark("Agent"),
                lambda row: row.name,
                sort=lambda row: sort_key(row.line.agent),
                about=self._about,
                width=70,
                stretch=True,
            ),
            Column("team", mark("Team"), lambda row: row.line.agent.team, width=80),
            Column("login", mark("Login"), lambda row: row.line.agent.known_login, hidden=True, quiet=True),
            Column(
                "break",
                mark("Break"),
                self.break_word,
                look=lambda row: Look(Sign.BLOCKED if row.kind is BreakKind.FORCED else Sign.CUP),
                width=74,
                stretch=True,
            ),
            Column(
                "since",
                mark("Since"),
                lambda row: row.line.agent.since,
                Kind.TIME,
                text=lambda row: clock_time(row.line.agent.since, self.definitions.zone),
                width=52,
                quiet=True,
            ),
            Column(
                "elapsed",
                mark("Time"),
                self.elapsed_s,
                Kind.DURATION,
                running=True,
                sort=lambda row: -row.line.agent.since.timestamp(),
                width=60,
            ),
            Column(
                "limit",
                mark("Limit"),
                lambda row: None if row.is_wellbeing else row.line.code.limit_s,
                Kind.DURATION,
                width=54,
                quiet=True,
                tip=mark("How long one such break may last."),
            ),
            Column(
                "over",
                mark("Over by"),
                self.over_s,
                Kind.DURATION,
                text=lambda row, now: "" if (over := self.over_s(row, now)) is None else duration(over),
                running=True,
                sort=lambda row: self._over_sort(row),
                look=lambda row: Look(Sign.TRIANGLE, State.WARN if row.live else None) if row.over else None,
                width=72,
                tip=mark("How far the break is beyond the limit of its code."),
            ),
            Column(
                "used",
                mark("Used"),
                self.used_s,
                Kind.DURATION,
                running=True,
                sort=lambda row: None if self.now is None else self.used_s(row, self.now),
                width=76,
                tip=mark(
                    "Time on breaks of this code in this shift: the business day, until there is a roster."
                ),
            ),
            Column(
                "left",
                mark("Time left"),
                self.left_s,
                Kind.DURATION,
                text=self.left_text,
                running=True,
                sort=lambda row: None if self.now is None else self.left_s(row, self.now),
                look=lambda row: (
                    Look(Sign.TRIANGLE, State.WARN if row.live else None) if row.overdrawn else None
                ),
                width=74,
                tip=mark("What is left of the allowance of this code in this shift."),
            ),
            Column(
                "counted",
                mark("Breaks today"),
                self.counted_s,
                Kind.DURATION,
                running=True,
                sort=lambda row: None if self.now is None else self.counted_s(row, self.now),
                hidden=True,
                tip=mark("Time today on breaks that count."),
            ),
            Column("queues", mark("Queues"), lambda row: _(", ").join(row.line.agent.queues), hidden=True),
            Column("code", mark("Break code"), lambda row: row.line.agent.break_code or "", hidden=True),
            Column("source", mark("Source"), lambda row: row.line.agent.source, hidden=True),
        ]

    def facets(self) -> list[Facet[BreakRow]]:
        return [
            Facet(
                "over",
                mark("Limit"),
                lambda row: (OVER,) if row.over or row.overdrawn else (),
                fixed=((OVER, mark("Over the limit")),),
            ),
        ]

    def groupings(self) -> list[Grouping[BreakRow]]:
        return [
            Grouping("kind", mark("kind"), lambda row: (kind_words(row.kind),), words=self._over_words),
            Grouping("team", mark("team"), lambda row: (row.line.agent.team,), words=self._team_words),
        ]

    def search(self, row: BreakRow) -> str:
        agent = row.line.agent
        return " ".join((agent.name, agent.login, agent.team, self.break_word(row), *agent.queues)).casefold()

    def _about(self, row: BreakRow) -> str:
        if self.now is None:
            return ""
        agent = row.line.agent
        return about(agent, self.definitions.codes, self.feeds.get(agent.source), self.now)

    def _over_sort(self, row: BreakRow) -> float | None:
        """Later overruns are smaller; the moment at which the limit was reached does not depend on now."""
        if not row.over or row.line.code.limit_s is None:
            return None
        return -(row.line.agent.since.timestamp() + row.line.code.limit_s)

    def _over_words(self, rows: Sequence[BreakRow]) -> str:
        over = sum(row.over for row in rows)
        return ngettext("{n} over", "{n} over", over).format(n=over) if over else ""

    def _team_words(self, rows: Sequence[BreakRow]) -> str:
        counted = sum(row.line.code.is_counted for row in rows)
        cap = self.definitions.breaks.team_cap
        if cap is None:
            return self._over_words(rows)
        return _("{n} of at most {cap} on breaks that count").format(n=counted, cap=cap)
