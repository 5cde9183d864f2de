"""Who should come back next, and who may go now, as rows: in the order of the advice, with the reason."""

from __future__ import annotations

from dataclasses import dataclass

from supervisor.advice.said import (
    back_sentences,
    effect_sentence,
    effect_words,
    go_words,
    stay_words,
    turn_words,
)
from supervisor.advice.turns import BreakAdvice, ComeBack, MayGo, NotNow
from supervisor.events import AgentState
from supervisor.live.board import AgentKey, AgentLine, Board
from supervisor.words import DASH, _, language, mark, number
from ui.wallboard.agent_groups import sort_key
from ui.wallboard.definitions import Definitions
from ui.widgets.signs import Sign
from ui.widgets.table import Column, Facet, Kind, Look

GO, STAY = "go", "stay"


@dataclass(frozen=True)
class BackRow:
    """Somebody who might come back: *place* in the order, from 1."""

    place: int
    agent: AgentLine
    one: ComeBack


@dataclass(frozen=True)
class GoRow:
    """Somebody at work: *place* in the order of those who may go, from 1; None for who had better not."""

    place: int | None
    agent: AgentLine
    one: MayGo | NotNow


class AdviceFacts:
    """What the columns of the two lists ask: the advice and the definitions in force."""

    def __init__(self, definitions: Definitions) -> None:
        self.definitions = definitions
        self.advice: BreakAdvice | None = None
        self.silent: frozenset[str] = frozenset()  # sources that are not live

    def backs(self, board: Board) -> list[BackRow]:
        """Those who are still on their break, in the order of the advice."""
        found = ((one, self._heard(board, one.key)) for one in self.advice.back) if self.advice else ()
        still = [
            (one, agent) for one, agent in found if agent is not None and agent.state is AgentState.BREAK
        ]
        return [BackRow(place, agent, one) for place, (one, agent) in enumerate(still, 1)]

    def goes(self, board: Board) -> list[GoRow]:
        """Everybody at work, those who may go first."""
        if self.advice is None:
            return []
        rows: list[GoRow] = []
        for place, one in enumerate(self.advice.go, 1):
            if (agent := self._heard(board, one.key)) is not None:
                rows.append(GoRow(place, agent, one))
        others = ((other, self._heard(board, other.key)) for other in self.advice.stay)
        return rows + [GoRow(None, agent, other) for other, agent in others if agent is not None]

    def _heard(self, board: Board, key: AgentKey) -> AgentLine | None:
        """The agent, unless the source is not heard: of the past there is no advice."""
        return None if key[0] in self.silent else board.agents.get(key)

    # -- who should come back -------------------------------------------------------------------------------

    def back_columns(self) -> list[Column[BackRow]]:
        return [
            Column("place", mark("No."), lambda row: row.place, Kind.NUMBER, width=34, quiet=True),
            Column("name", mark("Agent"), _row_name, sort=_row_order, width=76),
            Column("team", mark("Team"), lambda row: row.agent.team, width=84, hidden=True),
            Column("break", mark("Break"), self._break, width=84, look=lambda _row: Look(Sign.CUP)),
            Column(
                "effect",
                mark("Service level, next 10 min"),
                self._back_effect,
                about=self.about_back,
                width=180,
                stretch=True,
                tip=mark("If this one alone comes back now."),
            ),
            Column(
                "in_time",
                mark("In time"),
                lambda row: row.one.in_time,
                Kind.NUMBER,
                text=lambda row: DASH if row.one.in_time is None else f"+{number(row.one.in_time, 1)}",
                width=64,
                tip=mark("How many more contacts of the next 10 minutes are answered in time."),
            ),
            Column("why", mark("Turn"), lambda row: turn_words(row.one.turn), width=150, hidden=True),
        ]

    def _break(self, row: BackRow) -> str:
        return self.definitions.breaks.code(row.agent.break_code).name(language()) or _("Break")

    def _back_effect(self, row: BackRow) -> str:
        return DASH if row.one.in_time is None else effect_words(row.one.effects)

    def about_back(self, row: BackRow) -> str:
        """Everything about this piece of advice, a sentence a line."""
        horizon = self.advice.horizon_s if self.advice else 0.0
        return "\n".join([f"{_name(row.agent)}, {self._break(row)}", *back_sentences(row.one, horizon)])

    # -- who may go -----------------------------------------------------------------------------------------

    def go_columns(self) -> list[Column[GoRow]]:
        return [
            Column(
                "place",
                mark("No."),
                lambda row: row.place,
                Kind.NUMBER,
                text=lambda row: "" if row.place is None else str(row.place),
                width=34,
                quiet=True,
            ),
            Column("name", mark("Agent"), _row_name, sort=_row_order, width=76),
            Column("team", mark("Team"), lambda row: row.agent.team, width=92),
            Column(
                "may",
                mark("May go"),
                self._may,
                look=lambda row: Look(Sign.BLOCKED if row.place is None else Sign.DISC),
                width=150,
            ),
            Column(
                "effect",
                mark("Service level, or why not"),
                self._go_effect,
                about=self.about_go,
                width=120,
                stretch=True,
            ),
        ]

    def go_facets(self) -> list[Facet[GoRow]]:
        return [
            Facet(
                "may",
                mark("May go"),
                lambda row: (STAY if row.place is None else GO,),
                fixed=((GO, mark("May go now")),),
            ),
        ]

    def _may(self, row: GoRow) -> str:
        return go_words(row.one, self.definitions.zone) if isinstance(row.one, MayGo) else _("not now")

    def _go_effect(self, row: GoRow) -> str:
        if isinstance(row.one, MayGo):
            return effect_words(row.one.effects)
        return stay_words(row.one, self.advice.target if self.advice else 0.0, self.definitions.zone)

    def about_go(self, row: GoRow) -> str:
        """Everything about this piece of advice, a sentence a line."""
        said = [_name(row.agent)]
        if isinstance(row.one, MayGo):
            said.append(_("May go once those above have gone: {how}.").format(how=self._may(row)))
            horizon = self.advice.horizon_s if self.advice else 0.0
            return "\n".join([*said, *(effect_sentence(effect, horizon) for effect in row.one.effects)])
        return "\n".join([*said, self._go_effect(row)])


def back_key(row: BackRow) -> AgentKey:
    return row.agent.key


def go_key(row: GoRow) -> AgentKey:
    return row.agent.key


def _row_name(row: BackRow | GoRow) -> str:
    return _name(row.agent)


def _row_order(row: BackRow | GoRow) -> tuple[bytes, str]:
    return sort_key(row.agent)


def _name(agent: AgentLine) -> str:
    return agent.name or agent.login
