"""Advice at the desk: what if some came back, why did it fall, and how often the advice was right."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial

from PySide6.QtCore import QEvent, QPoint, QRect, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QBoxLayout,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QStackedWidget,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from supervisor.advice.demand import Missing
from supervisor.advice.forecast import Forecast
from supervisor.advice.question import Answers, Ranged
from supervisor.advice.why import Unclear, Why
from supervisor.clock import monotonic
from supervisor.errors import SupervisorError
from supervisor.live.board import EMPTY, Board, Changed, QueueKey, save
from supervisor.live.feed import Feed, FeedState
from supervisor.live.rules import CountingRules
from supervisor.sentences.error import sentence
from supervisor.settings.breaks import BreakCode, BreakKind
from supervisor.wallboard.break_rules import BreakRules
from supervisor.words import _, clock_time, mark
from ui import theme
from ui.advice.record_page import RecordPage
from ui.advice.what_if import WhatIf
from ui.advice.why_page import WhyPage, Window
from ui.advice.work import answer, answer_with_range, explain, log, record
from ui.centre import OpenCentre
from ui.jobs import Job
from ui.machine import Machine
from ui.wallboard.definitions import Definitions
from ui.wallboard.explanation import Explanation
from ui.wallboard.frame import FeedBand
from ui.widgets.empty_state import EmptyState
from ui.widgets.roomy import ShownAlone
from ui.widgets.table import memory
from ui.widgets.table.export import Exporter

PAGES = (mark("What if"), mark("Why did it fall"), mark("The record"))
WHAT_IF, WHY, RECORD = range(3)
EVERY_S = 15  # the centre's seconds between two answers to the same question
REST = 8  # so many times as long as the last ones took nothing is asked: large floors take seconds
LOOKED_AT_MS = 5000  # an answer that was looked at for so long is logged
LOG_AGAIN = timedelta(minutes=10)  # the same question, still looked at
RECORD_OF = timedelta(days=30)
MEMORY = "advice_asked"


class AdviceScreen(QWidget):
    """A queue, and three pages about it. F1 says how everything is reckoned."""

    noticed = Signal(str, object)
    sources_wanted = Signal()

    def __init__(
        self, definitions: Definitions, centre: OpenCentre, machine: Machine, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setProperty("role", "page")
        self.definitions = definitions
        self._centre = centre
        self._machine = machine
        self.board: Board = EMPTY
        self._feeds: Mapping[str, Feed] = {}
        self.now: datetime | None = None
        self._answer_job: Job | None = None
        self._range_job: Job | None = None
        self._why_job: Job | None = None
        self._asked_at: datetime | None = None
        self._asked_s = 0.0
        self._took_s = 0.0  # for the last answers
        self._stale_record = True
        self._logged: dict[tuple[QueueKey, int], datetime] = {}
        self.band = FeedBand(self)
        self.queues = QComboBox(self)
        self._queue_label = QLabel(self)
        self._queue_label.setBuddy(self.queues)
        self._as_of = QLabel(self)
        self._as_of.setProperty("role", "small")
        self.how = QPushButton(self)
        self.how.setProperty("role", "quiet")
        self.tabs = QTabBar(self)
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.what_if = WhatIf(self)
        self.why = WhyPage(definitions.rules.days, self)
        self.record = RecordPage(machine, self)
        self.explanation = Explanation(self)
        self.explanation.hide()
        self.empty = EmptyState(self)
        self.empty.button.clicked.connect(self.sources_wanted)
        self._looked_at = QTimer(self)
        self._looked_at.setSingleShot(True)
        self._looked_at.setInterval(LOOKED_AT_MS)
        self._looked_at.timeout.connect(partial(self._log, pressed=False))
        self._lay_out()
        self._wire()
        theme.watch.changed.connect(self._heed_look)
        self._heed_look()
        self.retranslate()
        self.tabs.setCurrentIndex(int(memory.recall(machine, MEMORY).get("page", 0) or 0))

    def _lay_out(self) -> None:
        head = self._head = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        head.setSpacing(theme.SPACE_M)
        asked, told = self._head_rows = (QHBoxLayout(), QHBoxLayout())
        for row, parts in (
            (asked, (self._queue_label, self.queues, self.tabs)),
            (told, (self._as_of, self.how)),
        ):
            row.setSpacing(theme.SPACE_M)
            for part in parts:
                row.addWidget(part)
        asked.addStretch(1)
        told.insertStretch(0, 1)
        head.addLayout(asked, 1)
        head.addLayout(told)
        self.pages = ShownAlone(self)
        for page in (self.what_if, self.why, self.record):
            self.pages.addWidget(page)
        inside = QWidget(self)
        rows = QVBoxLayout(inside)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(theme.SPACE_M)
        rows.addLayout(head)
        rows.addWidget(self.pages, 1)
        self._stack = QStackedWidget(self)
        self._stack.addWidget(inside)
        self._stack.addWidget(self.empty)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(theme.SPACE_L, theme.SPACE_S, theme.SPACE_L, theme.SPACE_M)
        whole.setSpacing(theme.SPACE_M)
        whole.addWidget(self.band)
        whole.addWidget(self._stack, 1)
        for _title in PAGES:
            self.tabs.addTab("")

    def _wire(self) -> None:
        self.tabs.currentChanged.connect(self._show_page)
        self.queues.currentIndexChanged.connect(self._choose_queue)
        self.what_if.asked.connect(self._ask_range)
        self.what_if.note_asked.connect(partial(self._log, pressed=True))
        self.why.asked.connect(self._explain)
        self.why.cancelled.connect(self._stop_why)
        self.how.clicked.connect(self.show_how)
        self.explanation.closed.connect(self.explanation.hide)
        self._centre.changed.connect(self._heed)
        QShortcut(QKeySequence("F1"), self, self.show_how)
        QShortcut(QKeySequence("Esc"), self, self.explanation.hide)
        exporter = Exporter(
            self.record.table,
            self._centre.jobs,
            zone=lambda: self.definitions.rules.days.zone,
            about=lambda: [(_("Page"), _("Advice: the record"))],
        )
        exporter.noticed.connect(self.noticed)
        exporter.refused.connect(self._centre.jobs.refused)
        self.setFocusProxy(self.queues)

    def _heed_look(self) -> None:
        self.band.set_px(theme.current().px(theme.LEAD))
        self._turn_head()

    # -- the floor ------------------------------------------------------------------------------------------

    def take(self, board: Board, changed: Changed, feeds: Mapping[str, Feed], now: datetime) -> None:
        """Show *board*, of which *changed* differs from the last one; *feeds* by source's name."""
        known = [key for key in self.board.queues if not self.board.queues[key].gone]
        self.board, self._feeds, self.now = board, feeds, now
        self.band.show_feeds(feeds, self.definitions.zone, now)
        there = self.definitions.queues(board)
        self._stack.setCurrentIndex(0 if there else 1)
        if known != there or self.queues.count() != len(there):
            self._fill_queues()
        self.why.tick(now)
        self.record.use_zone(self.definitions.zone)
        self._ask()
        if self._stale_record:
            self._read_record()

    def tick(self, now: datetime) -> None:
        """A second has passed."""
        self.now = now
        self.why.tick(now)
        self.record.table.tick(now)
        self._ask()

    def use(self, definitions: Definitions) -> None:
        """Other definitions are in force."""
        self.definitions = definitions
        self.why.days = definitions.rules.days
        self._asked_at = None
        self._fill_queues()
        self._ask()

    def _fill_queues(self) -> None:
        """The queues in the user's order; the one that was chosen last stays chosen."""
        there = self.definitions.queues(self.board)
        chosen = self.queue or tuple(memory.recall(self._machine, MEMORY).get("queue", ()))
        names = [name for _source, name in there]
        self.queues.blockSignals(True)
        self.queues.clear()
        for key in there:
            source, name = key
            self.queues.addItem(f"{name} · {source}" if names.count(name) > 1 else name, key)
        place = next((place for place, key in enumerate(there) if key == chosen), 0)
        self.queues.setCurrentIndex(place if there else -1)
        self.queues.blockSignals(False)

    @property
    def queue(self) -> QueueKey | None:
        """The queue that is asked about."""
        key = self.queues.currentData()
        return None if key is None else (str(key[0]), str(key[1]))

    def show_queue(self, key: QueueKey) -> None:
        """Ask about the queue *key*."""
        self.queues.setCurrentIndex(next((n for n in range(self.queues.count()) if self._key(n) == key), 0))

    def _key(self, place: int) -> QueueKey:
        source, name = self.queues.itemData(place)
        return str(source), str(name)

    def _choose_queue(self) -> None:
        self._keep()
        self._asked_at = None
        self._looked_at.stop()
        self.what_if.show_noted("")
        self.why.show_problem("")
        self._ask()

    def _show_page(self, page: int) -> None:
        self.pages.setCurrentIndex(page)
        self._as_of.setVisible(page == WHAT_IF)
        self._turn_head()
        self.explanation.hide()
        self._keep()
        if page == RECORD and self._stale_record:
            self._read_record()
        if page != WHAT_IF:
            self._looked_at.stop()

    def _keep(self) -> None:
        queue = self.queue or memory.recall(self._machine, MEMORY).get("queue", ())
        memory.keep(self._machine, MEMORY, {"queue": list(queue), "page": self.tabs.currentIndex()})

    @property
    def _works(self) -> bool:
        """Whether there is somebody to compute: not in a picture."""
        return self._centre.is_open and bool(self._centre.url)

    # -- what if --------------------------------------------------------------------------------------------

    def _ask(self) -> None:
        """Have the answers made when they are due: seen, and the last ones some seconds old."""
        now, queue = self.now, self.queue
        if now is None or queue is None or not self.isVisible() or self.pages.currentIndex() != WHAT_IF:
            return
        feed = self._feeds.get(queue[0])
        if feed is not None and feed.state is not FeedState.LIVE:
            self.what_if.wait(
                _(
                    "{source} is not heard: what it last said is past, and nothing is foretold from it."
                ).format(source=queue[0])
            )
            self._as_of.setText("")
            self._asked_at = None
            return
        if self._answer_job is not None or not self._works:
            return
        if self._asked_at is not None and monotonic() < self._asked_s + REST * self._took_s:
            return
        if self._asked_at is not None and self._asked_at <= now < self._asked_at + timedelta(seconds=EVERY_S):
            return
        if self.what_if.answers is None:
            self.what_if.wait(_("The answer is being worked out…"))
        self._asked_at, self._asked_s = now, monotonic()
        self._answer_job = self._centre.jobs.compute(answer, *self.question(now, queue))
        self._answer_job.then(self._take_answers, self._refused)

    def question(
        self, now: datetime, queue: QueueKey
    ) -> tuple[bytes, QueueKey, datetime, CountingRules, BreakRules, BreakCode, float, bool]:
        """What `answer` is asked."""
        definitions = self.definitions
        codes = definitions.breaks.codes.values()
        usual = next((code for code in codes if code.kind is BreakKind.BREAK), BreakCode("", BreakKind.BREAK))
        target = definitions.targets.service_level
        going = self.what_if.people < 0
        return save(self.board), queue, now, definitions.rules, definitions.breaks, usual, target, going

    def _take_answers(self, found: Answers) -> None:
        self._answer_job = None
        self._took_s = monotonic() - self._asked_s
        if found.queue != self.queue:  # another one was chosen meanwhile
            self._asked_at = None
            self._ask()
            return
        self.show_answers(found)
        self._ask_range()

    def show_answers(self, found: Answers) -> None:
        """Show *found* in place of the last answers."""
        self.what_if.show_answers(found, self.board)
        self._as_of.setText(
            _("As of {time}").format(time=clock_time(found.at, self.definitions.zone, seconds=True))
        )
        self._turn_head()

    def _ask_range(self, _people: int = 0) -> None:
        """Have the range of the shown answer worked out."""
        found = self.what_if.answers
        if found is None or isinstance(found.situation, Missing) or not self._works or self.now is None:
            return
        if self.what_if.people < 0 and found.go is None:  # nobody has asked yet who may go
            self._asked_at, self._took_s = None, 0.0
            self._ask()
        if self.what_if.ranged is None:
            self._looked_at.stop()
        if self._range_job is not None:  # asked again when it is there: to cancel it would end the process
            return
        people = self.what_if.people
        self._range_job = self._centre.jobs.compute(
            answer_with_range,
            save(self.board),
            found.queue,
            self.now,
            self.definitions.rules,
            people,
            self._centre.who,
        )
        self._range_job.then(self._take_range, self._refused)

    def _take_range(self, found: Ranged | Missing) -> None:
        self._range_job = None
        if isinstance(found, Missing):
            return
        asked = found.comparison
        if (asked.situation.queue, asked.people) != (self.queue, self.what_if.people):
            self._ask_range()
            return
        self.what_if.show_ranged(found)
        if found.comparison.people and self._is_due(found) and not self._looked_at.isActive():
            self._looked_at.start()

    def _is_due(self, found: Ranged) -> bool:
        """Whether this answer is to be logged once it was looked at: not the same one again and again."""
        last = self._logged.get((found.comparison.situation.queue, found.comparison.people))
        at = found.comparison.situation.at
        return last is None or not last <= at < last + LOG_AGAIN

    def _log(self, *, pressed: bool) -> None:
        """Write the answer that is shown into the record: *pressed*, or looked at for some seconds."""
        ranged = self.what_if.ranged
        if ranged is None or not self._works:
            return
        if not pressed and not (self.isVisible() and self.window().isActiveWindow()):
            return
        self._looked_at.stop()
        if ranged.forecast is None:
            self.what_if.show_noted(_("It cannot be logged: too few contacts are foretold to hold it to."))
            return
        self._logged[ranged.comparison.situation.queue, ranged.comparison.people] = ranged.forecast.made_at
        self._centre.jobs.write(log, ranged.forecast).then(self._logged_as)

    def _logged_as(self, result: tuple[object, tuple[Forecast, bool]]) -> None:
        forecast, _is_new = result[1]
        zone = self.definitions.zone
        self.what_if.show_noted(
            _("Logged at {time} with its range; it is scored at {due}.").format(
                time=clock_time(forecast.made_at, zone, seconds=True), due=clock_time(forecast.due_at, zone)
            )
        )

    def _refused(self, error: SupervisorError) -> None:
        self._answer_job = self._range_job = None
        self.what_if.wait(sentence(error))

    # -- why ------------------------------------------------------------------------------------------------

    def _explain(self, before: Window, after: Window) -> None:
        queue = self.queue
        if queue is None or not self._works:
            return
        self._stop_why()
        self.why.show_running(True)
        self._why_job = self._centre.jobs.compute(
            explain, self._centre.url, save(self.board), queue, before, after, self.definitions.rules
        )
        self._why_job.progressed.connect(self.why.show_progress)
        self._why_job.then(partial(self._take_why, windows=(before, after)), self._why_refused)

    def _take_why(self, found: Why | Unclear | None, windows: tuple[Window, Window]) -> None:
        self._why_job = None
        self.why.show_running(False)
        self.why.show_why(found, windows)

    def _why_refused(self, error: SupervisorError) -> None:
        self._why_job = None
        self.why.show_running(False)
        self.why.show_problem(sentence(error))

    def _stop_why(self) -> None:
        if self._why_job is not None:
            self._why_job.cancel()
            self._why_job = None
            self.why.show_running(False)

    # -- the record -----------------------------------------------------------------------------------------

    def _heed(self, changes: frozenset[str]) -> None:
        if "forecasts" in changes:
            self._stale_record = True
            if self.isVisible():
                self._read_record()

    def _read_record(self) -> None:
        if self.now is None or not self._works or self.pages.currentIndex() != RECORD:
            return
        self._stale_record = False
        self._centre.jobs.read(record, self.now - RECORD_OF).then(self.record.show_forecasts)

    # -- words ----------------------------------------------------------------------------------------------

    def show_how(self) -> None:
        """Say how everything on this page is reckoned; once more closes it."""
        if self.explanation.isVisible():
            self.explanation.hide()
            return
        corner = QRect(self.how.mapTo(self, QPoint(0, self.how.height())), self.how.size())
        corner.moveLeft(self.width() * 2)  # at the right edge
        self.explanation.show_beside(corner, _("How this is reckoned"), how_lines())

    def retranslate(self) -> None:
        """Say everything again, in the language now in use."""
        for place, title in enumerate(PAGES):
            self.tabs.setTabText(place, _(title))
        self.tabs.setAccessibleName(_("Advice"))
        self._queue_label.setText(_("Queue"))
        self.queues.setAccessibleName(_("Queue"))
        self.how.setText(_("How this is reckoned (F1)"))
        self._turn_head()
        self.empty.say(_("Connect a telephone system to be advised about its queues."), _("Add a source"))
        if self.now is not None:
            self.band.show_feeds(self._feeds, self.definitions.zone, self.now)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._turn_head()

    def _turn_head(self) -> None:
        """What is told stands at the right of what is asked, or below it where there is no room for both."""
        wanted = self._head.spacing() + sum(row.sizeHint().width() for row in self._head_rows)
        beside = wanted <= self._stack.width()
        self._head.setDirection(
            QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        )

    def hideEvent(self, event: QHideEvent) -> None:
        self._looked_at.stop()
        super().hideEvent(event)


def how_lines() -> list[tuple[str, str]]:
    """What is behind the figures: model, inputs, agents of several queues, and the record."""
    return [
        (
            _("Model"),
            _(
                "Erlang-A (Palm 1957; Mandelbaum and Zeltyn 2007): contacts come at random, are answered in "
                "the order of arrival, and give up when their patience ends. The next 10 minutes start from "
                "those who wait now (uniformization, Jensen 1953); “if it stays so” is the balance after it."
            ),
        ),
        (
            _("Patience"),
            _(
                "Waits of all ÷ those who gave up, short abandons left out: the mean wait of those who hung "
                "up would be far too short."
            ),
        ),
        (
            _("Agents of several queues"),
            _("Split by their recent work, an estimate: what they do next depends on who waits then."),
        ),
        (
            _("Range"),
            _("Holds four of five outcomes: the queue is played some hundred times with what was measured."),
        ),
        (
            _("Why"),
            _(
                "The change is split by Shapley values (1953) into arrivals, handle time, people, breaks and "
                "patience; what the model does not explain is shown."
            ),
        ),
        (
            _("Record"),
            _(
                "A forecast is a hit when what came lies in its range. It counts only where as many people "
                "worked as it assumed and the source was heard all the time."
            ),
        ),
    ]
