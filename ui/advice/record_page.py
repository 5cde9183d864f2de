"""The record: every forecast that was made, what came, and how many came true."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import tzinfo

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from supervisor.advice.forecast import AUTOMATIC, Forecast, Kind, Verdict, hit_rates
from supervisor.advice.said import percent
from supervisor.advice.told import because_words, forecast_sentence, hit_sentence, kind_words, verdict_words
from supervisor.words import DASH, _, mark, moment, number
from ui import theme
from ui.advice.level_chart import signed
from ui.machine import Machine
from ui.theme import State
from ui.widgets.signs import Sign
from ui.widgets.table import Column, DeskTable, Facet, Look
from ui.widgets.table import Kind as Written

OPEN = "open"
SIGNS = {
    Verdict.HIT: Look(Sign.DISC),
    Verdict.MISS: Look(Sign.TRIANGLE, State.WARN),
    Verdict.NOT_COMPARABLE: Look(Sign.UNKNOWN),
}


class RecordPage(QWidget):
    """The hit rate in words, by kind, above the table of forecasts."""

    def __init__(self, machine: Machine, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._zone: tzinfo | None = None
        self._forecasts: Sequence[Forecast] = ()
        self.hits = QLabel(self)
        self.hits.setWordWrap(True)
        self.rule = QLabel(self)
        self.rule.setProperty("role", "small")
        self.rule.setWordWrap(True)
        self.table: DeskTable[Forecast] = DeskTable(
            "forecasts",
            self._columns(),
            key=lambda one: one.id,
            title=mark("Forecasts"),
            facets=[
                Facet(
                    "verdict",
                    mark("Verdict"),
                    lambda one: (one.verdict.value if one.verdict is not None else OPEN,),
                    fixed=(
                        (Verdict.HIT.value, mark("Came true")),
                        (Verdict.MISS.value, mark("Missed")),
                        (Verdict.NOT_COMPARABLE.value, mark("Not comparable")),
                        (OPEN, mark("Not over yet")),
                    ),
                ),
                Facet("kind", mark("Kind"), lambda one: (kind_words(one.kind),)),
                Facet("queue", mark("Queue"), lambda one: (one.queue[1],)),
            ],
            sort=[("made", True)],
            search=lambda one: f"{one.queue[1]} {one.made_by} {one.asked.login}".casefold(),
            machine=machine,
            parent=self,
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE_S)
        column.addWidget(self.hits)
        column.addWidget(self.rule)
        column.addWidget(self.table, 1)
        self.setFocusProxy(self.table)
        self._say()

    def use_zone(self, zone: tzinfo) -> None:
        """Times are those of *zone*."""
        self._zone = zone
        self.table.use_zone(zone)

    def show_forecasts(self, found: Sequence[Forecast]) -> None:
        """Show *found*, the newest first."""
        self._forecasts = found
        self.table.show_rows(found)
        self._say()

    def _columns(self) -> list[Column[Forecast]]:
        return [
            Column(
                "made",
                mark("Made"),
                lambda one: one.made_at,
                Written.TIME,
                text=self._made,
                about=forecast_sentence,
                width=124,
            ),
            Column("queue", mark("Queue"), lambda one: one.queue[1], width=110, stretch=True),
            Column("asked", mark("Asked"), self._asked, width=110),
            Column(
                "foretold",
                mark("Foretold"),
                lambda one: one.foretold.value,
                Written.SHARE,
                text=lambda one: percent(one.foretold.value),
                width=80,
                tip=mark("Service level of the contacts of the ten minutes that follow."),
            ),
            Column(
                "range",
                mark("Range"),
                lambda one: f"{percent(one.foretold.low)} – {percent(one.foretold.high)}",
                width=110,
                quiet=True,
                tip=mark("Holds four of five outcomes."),
            ),
            Column(
                "came",
                mark("Came in the end"),
                lambda one: one.outcome.rate.value if one.outcome is not None else None,
                Written.SHARE,
                width=70,
            ),
            Column(
                "of",
                mark("Contacts"),
                lambda one: one.outcome.rate.whole if one.outcome is not None else None,
                Written.NUMBER,
                width=70,
            ),
            Column(
                "verdict",
                mark("Verdict"),
                self._verdict,
                look=lambda one: SIGNS[one.verdict] if one.verdict is not None else Look(Sign.DASHED),
                about=forecast_sentence,
                width=170,
                stretch=True,
            ),
            Column("by", mark("Made by"), self._by, width=90, quiet=True),
            Column(
                "wait",
                mark("Wait foretold"),
                lambda one: one.foretold.wait_s,
                Written.DURATION,
                hidden=True,
            ),
            Column(
                "agents",
                mark("Agents reckoned with"),
                lambda one: one.told.grounds.agents,
                Written.NUMBER,
                digits=1,
                hidden=True,
            ),
            Column("kind", mark("Kind"), lambda one: kind_words(one.kind), hidden=True, width=160),
        ]

    def _made(self, one: Forecast) -> str:
        return DASH if self._zone is None else moment(one.made_at, self._zone)

    def _asked(self, one: Forecast) -> str:
        if one.kind is Kind.OUTLOOK:
            return _("as it is")
        who = f" {one.asked.login}" if one.asked.login else ""
        return f"{signed(one.asked.people)}{who}"

    def _verdict(self, one: Forecast) -> str:
        if one.verdict is None:
            return _("not over yet")
        if one.outcome is not None and one.outcome.because is not None:
            return f"{verdict_words(one.verdict)}: {because_words(one.outcome.because)}"
        return verdict_words(one.verdict)

    def _by(self, one: Forecast) -> str:
        return _("the program") if one.made_by == AUTOMATIC else one.made_by

    def _say(self) -> None:
        lines = [
            f"{kind_words(kind)}: {hit_sentence(rate)}" for kind, rate in hit_rates(self._forecasts).items()
        ]
        self.hits.setText("\n".join(lines))
        self.hits.setVisible(bool(lines))
        self.rule.setText(
            _(
                "Each busy queue’s next ten minutes are foretold every ten minutes, asked or not, beside the "
                "answers that somebody looked at. A forecast is scored when its time is over, and only "
                "where as many people worked as it counted on. The last 30 days; {n} forecasts."
            ).format(n=number(len(self._forecasts)))
        )
        self.table.say_empty(
            _("No forecast was made yet. Each busy queue gets one every ten minutes while it is heard.")
        )

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self._say()
        super().changeEvent(event)
