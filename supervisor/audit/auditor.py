"""One source's day, rebuilt from its own log every few minutes and compared with what was counted live.

What was read once is not read again: an audit costs what has happened since the last one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from msgspec.structs import replace

from supervisor.audit import laws
from supervisor.audit.comparison import GRACE, Comparison, Scope
from supervisor.audit.finding import Finding, Kind, QueueSums, Reconciliation, Sums, Why
from supervisor.errors import SourceError
from supervisor.events import AgentState
from supervisor.live.board import AgentLine, Board
from supervisor.live.journal import Journal
from supervisor.live.ledger import Ledger
from supervisor.live.rules import CountingRules
from supervisor.sources.day_log import DayLog, LogNews

SHOWN = 200  # findings that are kept one by one; all are counted
SIGNED_IN_S = 90.0  # the news of a sign-off that was lost comes with the next comparison, a minute later
SILENT = timedelta(minutes=5)  # a log that is so far behind what is heard is not written any more,
SILENT_CONTACTS = 5  # or is not this telephone system's, if it lacks so many contacts
_AWAY = (AgentState.OFFLINE, AgentState.UNKNOWN)


class Auditor:
    """Audits one source; keep it, and each audit goes on where the last one ended."""

    def __init__(self, source: str, log: DayLog | None, *, recorded: bool = False) -> None:
        """*log* is the source's own, None when it has none. *recorded*: what it says happened at another
        time than that at which it is heard."""
        self.source = source
        self._log = log
        self._recorded = recorded
        self._rules: CountingRules | None = None
        self._begin_anew()

    def _begin_anew(self) -> None:
        self._ledger: Ledger | None = None
        self._comparison = Comparison()

    def audit(
        self,
        journal: Journal,
        rules: CountingRules,
        now: datetime,
        *,
        speed: float = 1.0,
        day: date | None = None,
    ) -> Reconciliation | None:
        """The day so far (or all of *day*, an earlier one), looked at twice; None when nothing was heard.

        *speed* is how many times as fast as people's the centre's clock runs. That the log cannot be read is
        said in the result; raises DatabaseError when the journal cannot be.
        """
        days = rules.days
        until = self._heard_until(journal, now)
        if until is None:
            return None
        if day is not None and day != days.day(until):
            until = days.ends(day) - timedelta(milliseconds=1)
        begins = days.begins(days.day(until))
        if rules != self._rules or self._ledger is None or self._ledger.begins != begins:
            self._rules = rules
            self._begin_anew()
        result = Reconciliation(self.source, days.day(until), now, until)
        news: LogNews | None = None
        if self._log is not None:
            result = replace(result, where=self._log.where)
            try:
                news = self._log.news(begins, until)
            except SourceError as error:
                result = replace(result, problem=error.reason, facts=error.facts)
            else:
                if news.anew:  # its entries have new numbers: both sides are told again
                    self._begin_anew()
        if self._ledger is None:
            self._ledger = Ledger(self.source, rules, begins)
        ledger = self._ledger
        if days.day(now) == result.day:
            position = journal.moments.resume(rules, now)
            board: Board | None = position.board
            ledger.follow(journal, position.batch_id)
        else:
            board = journal.moments.board_at(until, rules)
            ledger.follow(journal, journal.last_id(), until)
        if ledger.since is None:
            return None
        excluded = {key[1:] for key in rules.excluded if key[0] == self.source}
        self._comparison.take(
            ledger.told(),
            [
                entry
                for entry in (news.entries if news is not None else ())
                if (entry.contact, entry.queue) not in excluded
            ],
        )
        result = replace(result, since=ledger.since)
        findings: list[Finding] = []
        if board is not None:
            findings += laws.broken(board, self.source, begins, until, ledger)
        if news is None:
            return _told(result, findings, _only_ours(ledger, board, self.source))
        return self._compared(result, news, ledger, board, findings, GRACE * max(1.0, speed))

    def _heard_until(self, journal: Journal, now: datetime) -> datetime | None:
        """Up to when everything that happened was heard; None when nothing ever was."""
        last = journal.last_at(self.source)
        if last is None or self._recorded:
            return last
        beat = journal.heartbeats().get(self.source)
        heard_at = beat.heard_at if beat is not None and beat.connected else None
        return min(now, max(last, heard_at or last))

    def _compared(
        self,
        result: Reconciliation,
        news: LogNews,
        ledger: Ledger,
        board: Board | None,
        findings: list[Finding],
        grace: timedelta,
    ) -> Reconciliation:
        assert ledger.since is not None  # noqa: S101  # the caller looked
        behind = timedelta(seconds=self._comparison.clock_off_s)
        since = ledger.since if news.since is None else max(ledger.since, news.since + behind)
        scope = Scope(ledger.begins, since, result.until, grace, ledger.deaf, news.restarts)
        compared, found, sums = self._comparison.judge(scope)
        last = None if news.last_at is None else news.last_at + behind
        result = replace(
            result,
            since=since,
            logged=True,
            last_logged=last,
            clock_off_s=round(behind.total_seconds(), 1),
            unreadable=news.unreadable_count,
            unreadable_text=news.unreadable[0].text if news.unreadable else "",
        )
        kinds = Counter(finding.kind for finding in found)
        offered = sum(totals.offered for totals in ledger.totals.values())
        strangers = kinds[Kind.UNLOGGED] if compared else offered  # a log that begins after all that we heard
        if not self._comparison.agreed and strangers >= SILENT_CONTACTS:
            return _told(replace(result, logged=False, problem="log_other"), findings, sums)
        lacks = [finding for finding in found if finding.kind is Kind.UNLOGGED and _after(finding, last)]
        if last is not None and result.until - last > SILENT and len(lacks) >= SILENT_CONTACTS:
            compared, found, sums = self._comparison.judge(replace_until(scope, last))
            result = replace(result, until=last, problem="log_silent")
        if board is not None:
            found += _signed_in(board, self.source, result.until, ledger.begins, news, grace)
        return _told(replace(result, compared=compared), findings + found, sums)


def replace_until(scope: Scope, until: datetime) -> Scope:
    """*scope*, but only up to *until*, which both sides reach."""
    return Scope(scope.begins, scope.since, until, scope.grace, scope.deaf, scope.restarts)


def _after(finding: Finding, last: datetime | None) -> bool:
    return last is not None and finding.since is not None and finding.since > last


def _signed_in(
    board: Board, source: str, until: datetime, begins: datetime, news: LogNews, grace: timedelta
) -> Iterator[Finding]:
    """Agents who were signed in for longer than their log says; or shorter, where it says all."""
    names = Counter(line.name for line in board.agents.values() if line.source == source)
    for line in board.agents.values():
        if line.source != source:
            continue
        told = news.agents.get(line.login)
        if told is None and names[line.name] == 1:
            told = news.agents.get(line.name)
        if told is None or told.signed_in_s is None:
            continue
        ours_s = _signed_in_s(line, begins, until)
        more_s = ours_s - told.signed_in_s
        if abs(more_s) > max(SIGNED_IN_S, grace.total_seconds()) and (more_s > 0 or told.exact):
            yield Finding(
                Kind.SIGNED_IN,
                agent=line.name,
                since=begins,
                ours_n=round(ours_s, 1),
                theirs_n=round(told.signed_in_s, 1),
            )


def _signed_in_s(line: AgentLine, begins: datetime, until: datetime) -> float:
    spent = sum(span.seconds for span in line.spent if span.state not in _AWAY)
    if line.state in _AWAY:
        return spent
    return spent + max(0.0, (until - max(line.since, begins)).total_seconds())


def _only_ours(ledger: Ledger, board: Board | None, source: str) -> list[QueueSums]:
    """What we count, when there is nothing to compare it with."""
    lines = board.queues.values() if board is not None else ()
    waits = {line.name: len(line.waiting) for line in lines if line.source == source}
    return [
        QueueSums(
            queue,
            Sums(totals.offered, totals.answered, totals.abandoned, totals.left, waits.get(queue, 0)),
            None,
        )
        for queue, totals in sorted(ledger.totals.items())
    ]


def _told(result: Reconciliation, findings: list[Finding], sums: list[QueueSums]) -> Reconciliation:
    explained = sum(finding.why is not Why.NOTHING for finding in findings)
    findings.sort(key=lambda finding: finding.why is not Why.NOTHING)  # what must be looked at comes first
    return replace(
        result,
        differences=len(findings) - explained,
        explained=explained,
        findings=tuple(findings[:SHOWN]),
        queues=tuple(sums),
    )
