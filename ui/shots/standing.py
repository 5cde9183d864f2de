"""What a picture takes for granted, and the demo centre that is so at 10:42 of a day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

from PySide6.QtWidgets import QApplication, QWidget

from supervisor.alarms.shipped import shipped
from supervisor.alarms.store import RuleRecord
from supervisor.clock import FixedClock
from supervisor.errors import DatabaseError
from supervisor.events import AgentSeen, AgentState, AuditDone, Difference, LiveEvent
from supervisor.live.board import EMPTY, Board, Changed
from supervisor.live.child import ChildState
from supervisor.live.feed import Heartbeat
from supervisor.live.fold import fold
from supervisor.live.follow import Update
from supervisor.live.names import Names
from supervisor.live.rules import CountingRules, rules_of
from supervisor.live.veil import Veil
from supervisor.rights.act import Act
from supervisor.rights.own import Rights, alone
from supervisor.rights.role import DatabaseRole
from supervisor.settings.centre import CentreSettings
from supervisor.sources.simulated.centre import QUEUES, break_rules
from supervisor.sources.simulated.kept_day import kept_day
from supervisor.sources.simulated.simulation import Makings
from supervisor.storage.sources import SourceRecord
from supervisor.words import language
from ui.alarms.sample import sample_alarms
from ui.centre import Kept, OpenCentre
from ui.live import LiveBoard
from ui.open_alarms import AlarmsRead
from ui.replay.sample import sample_journal
from ui.window import MainWindow

SOURCE = "demo"
DAY = date(2026, 11, 23)  # a Monday
SHOWN_AT = time(10, 42, 16)
SEED = 4  # with some customers waiting


@dataclass(frozen=True)
class Shot:
    """What is looked at, and how the source is doing meanwhile."""

    page: str = ""
    silent_s: float = 0.0  # for how long nothing was heard
    down: bool = False
    lost: bool = False  # the database itself: nothing of the collector is known since then, either
    public: bool = False
    empty: bool = False  # no source at all
    more: tuple[str, ...] = ()  # telephone systems beside it
    journalled: bool = False  # there is a journal of the day
    calm: bool = False  # no alarm
    teams: frozenset[str] = frozenset()  # of the own scope
    roles: frozenset[DatabaseRole] = frozenset()  # of whoever looks, in a shared centre; none: a centre alone
    then: Callable[[MainWindow], QWidget | None] = lambda window: window  # what is done first; what is taken


def demo_centre(shot: Shot) -> OpenCentre:
    """The demo centre as it stands at the fixed moment, folded in this process; no database, no collector."""
    spoken = language()
    settings = replace(
        CentreSettings(),
        centre_name={"zh_CN": "演示中心"}.get(spoken, "Demo centre"),
        demo=True,
        queue_order=tuple((SOURCE, queue.names[spoken]) for queue in QUEUES),
        **break_rules(),
    )
    rules = rules_of(settings)
    now = datetime.combine(DAY, SHOWN_AT, rules.days.zone).astimezone(UTC)
    heard_at = now - timedelta(seconds=shot.silent_s)
    live = LiveBoard(FixedClock(now))
    if shot.empty:
        live.show(Update(EMPTY, everything(EMPTY), {}))
        return OpenCentre.still(Kept(replace(settings, centre_name="", demo=False), {}, rules, ()), live)
    board = floor_at(heard_at, rules, spoken)
    if shot.roles and not shot.roles & {DatabaseRole.MANAGER}:
        board = masked(board, own_team=DatabaseRole.SUPERVISOR in shot.roles)
    record = SourceRecord(SOURCE, "simulated", {"seed": SEED, "language": spoken}, None, 1, now)
    reason = "Connection refused" if shot.down else ""
    beat = Heartbeat(SOURCE, "demo", heard_at if shot.lost else now, heard_at, 1.0, not shot.down, reason)
    beats = {SOURCE: beat} | {name: replace(beat, source=name) for name in shot.more}
    live.show(Update(board, everything(board), beats))
    if shot.lost:
        problem = DatabaseError("postgresql://floor.example.com/floor", "unreachable")
        live.show(Update(board, Changed(), beats, problem))
    rights = Rights("zhang.li", shot.roles, shot.teams, laid=True) if shot.roles else alone()
    own = None if rights.sees_all_people or not rights.may(Act.SEE_FIGURES) else 102
    others = [
        SourceRecord(
            name, "asterisk", {"host": f"{name}.example.com", "port": 5039, "tls": True}, None, 1, now
        )
        for name in shot.more
    ]
    kept = Kept(settings, {}, rules, (record, *others), rights, own)
    centre = OpenCentre.still(kept, live, ChildState(running=True, starts=1))
    if shot.journalled:
        centre.url = sample_journal(Makings(SOURCE, rules.days, SEED, spoken), DAY, now, rules)
    records = tuple(RuleRecord(rule, True, False, 0) for rule in shipped(settings))
    centre.alarms.show(AlarmsRead((), (), records))
    if not shot.calm:
        alarms = sample_alarms(SOURCE, SEED, DAY, now, heard_at, settings, spoken)
        centre.alarms.show(AlarmsRead(tuple(alarm for alarm in alarms if alarm.is_open), (), records))
    centre.alarms.flash.run(False)  # a picture is of the moment when signs are lit
    return centre


def masked(board: Board, *, own_team: bool) -> Board:
    """*board* as a shared centre's journal has it for who knows the people of one team, or nobody."""
    teams = sorted({line.team for line in board.agents.values()}, key=lambda name: name.encode("gb18030"))
    team = teams[0] if own_team and teams else None  # the first of the list
    veil = Veil(b"of a picture")
    veiled, _private = veil.board(board)
    return Names(named for named in veil.known() if named.team == team).board(veiled)


@lru_cache(maxsize=8)  # half a second each
def floor_at(heard_at: datetime, rules: CountingRules, spoken: str) -> Board:
    """The demo's board after everything that was heard until *heard_at*."""
    said = kept_day(Makings(SOURCE, rules.days, SEED, spoken), DAY, heard_at)
    return fold(EMPTY, [*said, *comparisons(said, heard_at)], rules)[0]


def comparisons(said: list[LiveEvent], until: datetime) -> list[LiveEvent]:
    """What comparing with the source's full state would have found by *until*, had a collector run."""
    agent = next(event.name for event in said if isinstance(event, AgentSeen))
    found = (Difference("agent_state", agent, AgentState.HANDLING, AgentState.READY),)
    times = [until - timedelta(minutes=minutes, seconds=33) for minutes in range(160, -1, -1)]
    return [
        AuditDone(SOURCE, at, 143, 1 if place == 120 else 0, False, found if place == 120 else ())
        for place, at in enumerate(times)
    ]


def everything(board: Board) -> Changed:
    """That all of *board* is new."""
    return Changed(frozenset(board.sources), frozenset(board.queues), frozenset(board.agents), day=True)


def settle() -> None:
    """Let everything that is due happen: layouts, fonts, and the turns in which boards are prepared."""
    for _turn in range(40):
        QApplication.sendPostedEvents()
        QApplication.processEvents()
