"""Why did it fall: two windows of time, the steps from the one rate to the other, and who is behind each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from PySide6.QtCore import QEvent, Qt, QTime, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QProgressBar,
    QPushButton,
    QTimeEdit,
    QVBoxLayout,
    QWidget,
)

from supervisor.advice.told import behind_words, cause_values, cause_words, unclear_words, why_sentence
from supervisor.advice.why import Unclear, Why
from supervisor.clock import BusinessDays
from supervisor.words import _, clock_time, day, mark
from ui import theme
from ui.advice.waterfall import Step, Waterfall

Window = tuple[datetime, datetime]
HALF = timedelta(minutes=30)


@dataclass(frozen=True)
class Pair:
    """A usual pair of windows: the last half hour, and the one that ended *earlier* than now."""

    name: str
    title: str  # marked
    earlier: timedelta


PAIRS = (
    Pair("before", mark("The last 30 min and the 30 before"), timedelta(minutes=30)),
    Pair("hour", mark("The last 30 min and those an hour ago"), timedelta(hours=1)),
    Pair("yesterday", mark("The last 30 min and the same time yesterday"), timedelta(days=1)),
    Pair("week", mark("The last 30 min and the same time a week ago"), timedelta(days=7)),
)
CUSTOM = "custom"


class WhyPage(QWidget):
    """`asked` tells (before, after), two windows; the answer comes by `show_why` or `show_problem`."""

    asked = Signal(object, object)
    cancelled = Signal()

    def __init__(self, days: BusinessDays, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.days = days
        self._now: datetime | None = None
        self._why: Why | None = None
        self._windows: tuple[Window, Window] | None = None
        self._said = ""
        self.choice = QComboBox(self)
        for pair in PAIRS:
            self.choice.addItem("", pair.name)
        self.choice.addItem("", CUSTOM)
        self.times = [QTimeEdit(self) for _place in range(4)]
        self._dashes = [QLabel("–", self), QLabel("–", self)]
        self._and = QLabel(self)
        self.look = QPushButton(self)
        self.look.setProperty("role", "primary")
        self.stop = QPushButton(self)
        self.stop.hide()
        self._bar = QProgressBar(self)
        self._bar.setRange(0, 2)
        self._bar.hide()
        self.sentence = QLabel(self)
        self.sentence.setProperty("role", "title")
        self.model = QLabel(self)
        self.model.setProperty("role", "small")
        self.chart = Waterfall(self)
        self._behind_title = QLabel(self)
        self._behind_title.setProperty("role", "lead")
        self.behind = QListWidget(self)
        self.message = QLabel(self)
        self.message.setProperty("role", "empty")
        self.message.setAlignment(Qt.AlignmentFlag.AlignCenter)
        for label in (self.sentence, self.model, self.message):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
        self._lay_out()
        self.choice.currentIndexChanged.connect(self._show_times)
        self.look.clicked.connect(self._ask)
        self.stop.clicked.connect(self.cancelled)
        self.chart.chosen.connect(self._show_behind)
        self.setFocusProxy(self.choice)
        self._show_times()
        self._say()

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(theme.SPACE_S)
        row.addWidget(self.choice)
        for place, edit in enumerate(self.times):
            edit.setDisplayFormat("HH:mm")
            row.addWidget(edit)
            if place % 2 == 0:
                row.addWidget(self._dashes[place // 2])
            elif place == 1:
                row.addWidget(self._and)
        row.addWidget(self.look)
        row.addWidget(self.stop)
        row.addStretch(1)
        self._result = QFrame(self)
        self._result.setProperty("role", "card")
        inside = QVBoxLayout(self._result)
        inside.setContentsMargins(theme.SPACE_L, theme.SPACE_M, theme.SPACE_L, theme.SPACE_M)
        inside.setSpacing(theme.SPACE_S)
        inside.addWidget(self.sentence)
        inside.addWidget(self.model)
        inside.addWidget(self.chart)
        inside.addSpacing(theme.SPACE_S)
        inside.addWidget(self._behind_title)
        inside.addWidget(self.behind, 1)
        self._result.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE_M)
        column.addLayout(row)
        column.addWidget(self._bar)
        column.addWidget(self._result, 1)
        column.addWidget(self.message, 1)

    # -- the question ---------------------------------------------------------------------------------------

    def tick(self, now: datetime) -> None:
        """The present moves on; custom times do not."""
        first = self._now is None
        self._now = now
        if first:
            before, after = self._usual(PAIRS[0])
            for edit, at in zip(self.times, (*before, *after), strict=True):
                local = self.days.local(at)
                edit.setTime(QTime(local.hour, local.minute))

    def windows(self) -> tuple[Window, Window] | None:
        """The two windows that are asked about, the earlier one first; None while they are none."""
        if self._now is None:
            return None
        pair = next((pair for pair in PAIRS if pair.name == self.choice.currentData()), None)
        if pair is not None:
            return self._usual(pair)
        today = self.days.local(self._now).date()
        at = [
            self.days.local(self._now)
            .replace(
                year=today.year,
                month=today.month,
                day=today.day,
                hour=edit.time().hour(),
                minute=edit.time().minute(),
                second=0,
                microsecond=0,
            )
            .astimezone(self._now.tzinfo)
            for edit in self.times
        ]
        if not (at[0] < at[1] and at[2] < at[3] <= self._now):
            return None
        return (at[0], at[1]), (at[2], at[3])

    def _usual(self, pair: Pair) -> tuple[Window, Window]:
        assert self._now is not None  # noqa: S101  # asked only once the present is known
        until = self._now.replace(second=0, microsecond=0)
        before = until - pair.earlier
        return (before - HALF, before), (until - HALF, until)

    def _ask(self) -> None:
        windows = self.windows()
        if windows is None:
            self.show_problem(_("Each time must begin before it ends, and end before now."))
            return
        self._windows = windows
        self.asked.emit(*windows)

    def _show_times(self) -> None:
        custom = self.choice.currentData() == CUSTOM
        for widget in (*self.times, *self._dashes, self._and):
            widget.setVisible(custom)

    # -- the answer -----------------------------------------------------------------------------------------

    def show_running(self, running: bool) -> None:
        """Whether the journal is being read."""
        self._bar.setValue(0)
        self._bar.setVisible(running)
        self.stop.setVisible(running)
        self.look.setEnabled(not running)

    def show_progress(self, done: int, total: int) -> None:
        self._bar.setMaximum(total)
        self._bar.setValue(done)

    def show_why(self, found: Why | Unclear | None, windows: tuple[Window, Window]) -> None:
        """Show why the rate of the second of *windows* differs; what was missing, otherwise."""
        self._windows = windows
        if found is None:
            self.show_problem(_("The journal does not reach back that far. Choose a later time."))
        elif isinstance(found, Unclear):
            self.show_problem(unclear_words(found) + " " + _("Choose other times."))
        else:
            self._why, self._said = found, ""
            self._say()

    def show_problem(self, said: str) -> None:
        """Say why there is no answer."""
        self._why, self._said = None, said
        self._say()

    def _say(self) -> None:
        for place, pair in enumerate(PAIRS):
            self.choice.setItemText(place, _(pair.title))
        self.choice.setItemText(len(PAIRS), _("Two other times of today"))
        self.choice.setAccessibleName(_("Two times to compare"))
        self._and.setText(_("and"))
        self.look.setText(_("Compare"))
        self.stop.setText(_("Cancel"))
        names = (
            _("First time from"),
            _("First time until"),
            _("Second time from"),
            _("Second time until"),
        )
        for edit, name in zip(self.times, names, strict=True):
            edit.setAccessibleName(name)
        self._result.setVisible(self._why is not None)
        self.message.setVisible(self._why is None)
        self.message.setText(
            self._said or _("Choose two times: what changed the answer rate between them is split by cause.")
        )
        if self._why is not None:
            self._say_why(self._why)

    def _say_why(self, found: Why) -> None:
        self.sentence.setText(why_sentence(found))
        self.model.setText(
            _(
                "Shapley values over Erlang-A: each cause has its mean effect over all orders in which the "
                "five could have changed. The model itself gives {before} and {after}; what it does not "
                "explain stands as such."
            ).format(before=f"{found.modelled[0] * 100:.1f} %", after=f"{found.modelled[1] * 100:.1f} %")
        )
        before, after = (self._window_words(window) for window in self._windows or ())
        steps = [Step(before, self._counts(found.before.part, found.before.whole), level=found.before.value)]
        steps += [
            Step(cause_words(one.cause), cause_values(one), change=one.change) for one in found.contributions
        ]
        steps.append(Step(_("Not explained"), change=found.unexplained, rest=True))
        steps.append(Step(after, self._counts(found.after.part, found.after.whole), level=found.after.value))
        self.chart.show_steps(tuple(steps))
        worst = next((n for n, one in enumerate(found.contributions, 1) if one.behind), 1)
        self.chart.choose(worst)
        self._show_behind(self.chart.row)

    def _counts(self, part: int, whole: int) -> str:
        return _("{part} of {whole}").format(part=part, whole=whole)

    def _window_words(self, window: Window) -> str:
        zone = self.days.zone
        said = f"{clock_time(window[0], zone)}–{clock_time(window[1], zone)}"
        if self._now is not None and self.days.day(window[0]) != self.days.day(self._now):
            return f"{day(self.days.day(window[0]), self.days.day(self._now))} {said}"
        return said

    def _show_behind(self, row: int) -> None:
        """Who is behind the cause that stands in *row*."""
        if self._why is None:
            return
        self.behind.clear()
        self.behind.setAccessibleName(_("Who is behind it"))
        if not 1 <= row <= len(self._why.contributions):
            self._behind_title.setText(_("Behind it"))
            self.behind.addItem(_("Choose a cause to see who is behind it."))
            return
        one = self._why.contributions[row - 1]
        self._behind_title.setText(_("Behind it: {cause}").format(cause=cause_words(one.cause)))
        for who in one.behind:
            self.behind.addItem(behind_words(who))
        if not one.behind:
            self.behind.addItem(
                _("This cause is of the customers, or of all alike: no team stands behind it.")
            )

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self._say()
        super().changeEvent(event)
