"""Queues in the past: one figure as a curve, all figures as a table; from both down to the contacts."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import partial

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QVBoxLayout, QWidget

from supervisor.history.contacts import ContactQuestion
from supervisor.history.figures import Line, LineKind, Unit, title, written
from supervisor.history.period import Bucket, Every
from supervisor.history.queue_figures import COLUMNS, QueueQuestion
from supervisor.words import _, mark, ngettext, number
from supervisor.words import day as day_words
from ui import theme
from ui.asking import Asking
from ui.history import work
from ui.history.columns import FigureRow, derivation, figure_columns, name_column
from ui.history.curve import HistoryCurve, Point
from ui.history.desk import HistoryDesk
from ui.history.figure_box import FIGURES, FigureBox, needed
from ui.history.work import Series, Told
from ui.widgets.lead import Lead
from ui.widgets.table import DeskTable, memory
from ui.widgets.table.export import Exporter

SHOWN = (
    *("offered", "answered", "abandoned", "answer_rate", "service_level"),
    *("mean_wait_s", "p90_wait_s", "longest_wait_s", "mean_handle_s"),
)
CURVE_HEIGHT = 230


class QueuesPage(QWidget):
    """Enter on a line, or on a point of the curve, goes to the contacts behind it."""

    def __init__(self, desk: HistoryDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._told, self._series = Told(), Series()
        self._line: Line | None = None  # whose curve is shown
        self._stale = True
        kept = memory.recall(desk.machine, "history.queues").get("figure")
        self.figure = FigureBox(str(kept), self)
        self.whose = QLabel(self)
        self.whose.setProperty("role", "lead")
        self.definitions = QLabel(self)
        self.definitions.setProperty("role", "muted")
        self.definitions.setWordWrap(True)
        self.waiting = QLabel(self)
        self.waiting.setProperty("role", "muted")
        self.waiting.hide()
        self.curve = HistoryCurve(self)
        self.table: DeskTable[FigureRow] = self._make_table()
        self._asking, self._curve_asking = Asking(desk.centre, self), Asking(desk.centre, self)
        self._lay_out()
        self._wire()
        Lead(self, self.table)
        self.retranslate()

    def _make_table(self) -> DeskTable[FigureRow]:
        columns = [name_column(mark("Queue")), *figure_columns(COLUMNS, SHOWN, {})]
        return DeskTable(
            "history.queues",
            columns,
            key=lambda row: row.key,
            title=mark("Queues"),
            sort=[("name", False)],
            search=lambda row: f"{row.name} {row.line.source}",
            menu=self._fill_menu,
            counted=lambda count: ngettext("{n} line", "{n} lines", count).format(n=number(count)),
            machine=self._desk.machine,
            parent=self,
        )

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(theme.SPACE_M)
        head.addWidget(self.figure)
        head.addWidget(self.whose)
        head.addWidget(self.waiting)
        head.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.SPACE_L, theme.SPACE_S, theme.SPACE_L, theme.SPACE_M)
        column.setSpacing(theme.SPACE_S)
        column.addLayout(head)
        column.addWidget(self.curve, 2)
        column.addWidget(self.definitions)
        column.addWidget(self.table, 3)

    def _wire(self) -> None:
        self.figure.activated.connect(self._choose_figure)
        self.curve.opened.connect(self._open_point)
        self.table.opened.connect(self._open_row)
        self.table.current_changed.connect(self._show_line)
        self.table.filled.connect(self._desk.import_wanted)
        for asking in (self._asking, self._curve_asking):
            asking.busy.connect(self.waiting.setVisible)
        self._desk.asked_changed.connect(self.ask)
        self._desk.facts_changed.connect(self.ask)
        exporter = Exporter(
            self.table, self._desk.centre.jobs, zone=lambda: self._desk.zone, about=self._about_file
        )
        exporter.noticed.connect(self._desk.noticed)
        exporter.refused.connect(self._desk.centre.jobs.refused)

    # -- questions ------------------------------------------------------------------------------------------

    def ask(self) -> None:
        """Have the question in force answered: now, or when the page is seen."""
        self._stale = True
        if self.isVisible():
            self._ask_now()

    def _ask_now(self) -> None:
        self._stale = False
        self._asking.ask(self.show_told, work.ask_queues, self._desk.asked.question(self._desk.today))
        self._say_empty()
        self._ask_curve()

    def _ask_curve(self) -> None:
        asked = self._desk.asked
        question = of_line(asked.question(self._desk.today, asked.every), self._line)
        self._curve_asking.ask(self.show_series, work.ask_series, question, needed(self.figure.figure.name))

    def show_told(self, told: Told) -> None:
        """Show the lines of an answer."""
        self._told = told
        for place, column in enumerate(figure_columns(COLUMNS, SHOWN, told.definitions), 1):
            self.table.replace_column(place, column)
        self.table.show_rows([FigureRow(line, values) for line, values in told.lines])
        if self.table.current is None and told.lines:
            self.table.select(self.table.arrangement.lines[0].key)
        self._say_definitions()
        self._say_empty()

    def show_series(self, series: Series) -> None:
        """Show one line's figures over time."""
        self._series = series
        figure = self.figure.figure
        values = series.values.get(figure.name, ())
        points = [
            Point(
                bucket_label(bucket, self._desk.asked.every, self._desk),
                value,
                self._point_words(place, bucket, value),
            )
            for place, (bucket, value) in enumerate(zip(series.buckets, values, strict=False))
        ]
        self.curve.show_points(
            title(figure),
            points,
            lambda value: written(figure, value),
            share=figure.unit is Unit.SHARE,
        )
        self._say_whose()

    def _point_words(self, place: int, bucket: Bucket, value: float | None) -> str:
        figure = self.figure.figure
        here = {name: of[place] for name, of in self._series.values.items()}
        said = f"{bucket_words(bucket, self._desk.asked.every, self._desk)}: {written(figure, value)}"
        made = derivation(figure, here, FIGURES, self._series.definitions)
        return "\n".join(part for part in (said, made) if part)

    # -- hands ----------------------------------------------------------------------------------------------

    def _choose_figure(self, _place: int) -> None:
        memory.keep(self._desk.machine, "history.queues", {"figure": self.figure.figure.name})
        self._ask_curve()
        self.show_series(self._series)  # a picture, or what is known of it already

    def _show_line(self, row: FigureRow | None) -> None:
        line = None if row is None or row.line.kind is LineKind.TOTAL else row.line
        if line != self._line:
            self._line = line
            self._say_whose()
            self._ask_curve()

    def _open_row(self, row: FigureRow) -> None:
        period = self._desk.asked.period(self._desk.today)
        question = contacts_of(ContactQuestion(period), self._desk, row.line)
        self._desk.show_contacts(question, row.name)

    def _open_point(self, place: int) -> None:
        bucket = self._series.buckets[place]
        asked = self._desk.asked
        question = ContactQuestion(asked.period(self._desk.today), bucket.begins, bucket.ends)
        words = f"{self.whose.text()}, {bucket_words(bucket, asked.every, self._desk)}"
        self._desk.show_contacts(contacts_of(question, self._desk, self._line), words)

    def _fill_menu(self, row: FigureRow, menu: QMenu) -> None:
        menu.addAction(_("Show the contacts"), partial(self._open_row, row))

    def _about_file(self) -> list[tuple[str, str]]:
        period = self._desk.asked.period(self._desk.today)
        return [
            (_("Days"), f"{day_words(period.first)} – {day_words(period.last)}"),
            (_("Service level"), self._told.definitions.get("service_level", "")),
            (_("Answer rate"), self._told.definitions.get("answer_rate", "")),
        ]

    # -- words ----------------------------------------------------------------------------------------------

    def _say_whose(self) -> None:
        self.whose.setText(_("All queues") if self._line is None else self._line.name)

    def _say_definitions(self) -> None:
        told = self._told.definitions
        words = []
        for heading, name in ((_("Service level"), "service_level"), (_("Answer rate"), "answer_rate")):
            if told.get(name):
                words.append(_("{what}: {formula}").format(what=heading, formula=told[name]))
        self.definitions.setText(" · ".join(words))

    def _say_empty(self) -> None:
        self.table.say_empty(*why_empty(self._desk, self._asking, _("No queue has facts on these days.")))

    def showEvent(self, event: QEvent) -> None:
        super().showEvent(event)  # type: ignore[arg-type]
        if self._stale:
            self._ask_now()

    def retranslate(self) -> None:
        """Say everything again, in the language now in use."""
        self.figure.retranslate()
        self.waiting.setText(_("Counting…"))
        self._say_whose()
        self.show_told(self._told)
        self.show_series(self._series)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
            self.ask()  # definitions are said in the language they were asked in
        super().changeEvent(event)


def of_line(question: QueueQuestion, line: Line | None) -> QueueQuestion:
    """*question*, of one line alone; None: of all together."""
    alone = replace(question, with_skills=False, with_queues=False)
    if line is None:
        return alone
    if line.kind is LineKind.SKILL:
        return replace(alone, skills=(line.id,), queues=None)
    return replace(alone, queues=((line.source, line.name),), skills=None)


def contacts_of(question: ContactQuestion, desk: HistoryDesk, line: Line | None) -> ContactQuestion:
    """*question* of the contacts behind *line*; None: of all that are asked for."""
    asked = desk.asked
    queues = asked.queues
    if line is not None and line.kind is LineKind.QUEUE:
        queues = ((line.source, line.name),)
    return replace(question, queues=queues, channels=asked.channels)


def bucket_label(bucket: Bucket, every: Every, desk: HistoryDesk) -> str:
    """Where a piece of time stands below a line."""
    local = bucket.begins.astimezone(desk.zone)
    if every in (Every.HALF, Every.HOUR):
        one_day = len(desk.asked.period(desk.today).days) == 1
        return f"{local:%H:%M}" if one_day else f"{local:%m-%d %H:%M}"
    return f"{bucket.first:%Y-%m}" if every is Every.MONTH else f"{bucket.first:%m-%d}"


def bucket_words(bucket: Bucket, every: Every, desk: HistoryDesk) -> str:
    """A piece of time in full."""
    begins, ends = (at.astimezone(desk.zone) for at in (bucket.begins, bucket.ends))
    if every in (Every.HALF, Every.HOUR):
        return f"{begins:%Y-%m-%d %H:%M}–{ends:%H:%M}"
    if bucket.first == bucket.last:
        return f"{bucket.first:%Y-%m-%d}"
    last = ends - timedelta(seconds=1)
    return f"{bucket.first:%Y-%m-%d} – {min(bucket.last, last.date()):%Y-%m-%d}"


def why_empty(desk: HistoryDesk, asking: Asking, otherwise: str) -> tuple[str, str]:
    """Why there is nothing to see, and what a button could do about it."""
    if not desk.is_read or asking.is_asking:
        return _("Counting…"), ""
    if not desk.known.is_empty:
        return otherwise, ""
    if desk.centre.is_demo:
        return _("The demo’s past is being made: the first days will be here in some seconds."), ""
    said = _(
        "Nothing is known of the past yet. Import the telephone system’s own log, or a sheet; what is heard "
        "live comes here by itself."
    )
    return said, _("Import…")
