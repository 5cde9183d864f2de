"""One person on paper, for the talk: one or two pages A4, in the light look, with who made them and when."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from PySide6.QtCore import QMarginsF, QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPageLayout, QPageSize, QPaintDevice, QPainter, QPdfWriter
from PySide6.QtWidgets import QWidget

from supervisor.performance.amount import amount
from supervisor.performance.kpi import Kpi
from supervisor.review import wording
from supervisor.review.person import Series
from supervisor.training.coaching import LOG_LABELS
from supervisor.words import DASH, _, moment, number
from supervisor.words import day as day_words
from supervisor.workbook.file import replacing
from ui import theme
from ui.review import person_charts as charts
from ui.review import person_words as said
from ui.review.desk import ReviewDesk
from ui.review.person_work import PersonTold
from ui.widgets.charts import Chart, Multiples, ParetoChart, RunChart, Waterfall, for_paper

DPI = 96.0
"""What a pixel of the layout is, whatever the device can do."""
RESOLUTION = 600
MARGIN_MM = 14.0
MOST_PAGES, MOST_ROWS, MOST_PANELS, MOST_LOG, SHOWN_MONTHS = 2, 14, 12, 8, 6
ROW, GAP, FOOT = 19.0, 14.0, 26.0
_WRAP = int(Qt.TextFlag.TextWordWrap)


@dataclass(frozen=True)
class Block:
    """A piece of paper that is not cut: how *high* it is, and what draws it onto a ground of that height."""

    high: float
    draw: Callable[[QPainter, QRectF], None]


class Paper:
    """The pages of *told*, with *series* as the figure that is looked at closely."""

    def __init__(
        self, desk: ReviewDesk, told: PersonTold, series: Series | None, parent: QWidget | None = None
    ) -> None:
        self._desk = desk
        self._told = told
        self._series = series
        self._parent = parent
        self._look = for_paper()
        self._body = theme.font(theme.SMALL)
        self._strong = theme.font(theme.SMALL, QFont.Weight.DemiBold)

    # -- ways out -------------------------------------------------------------------------------------------

    def write(self, path: Path) -> str:
        """Write the pages to *path*, which is logged; what was done, in words. Raises FileError."""
        if path.suffix.casefold() != ".pdf":
            path = path.with_name(f"{path.name}.pdf")
        with replacing(path) as beside:
            writer = QPdfWriter(str(beside))
            writer.setResolution(RESOLUTION)
            writer.setPageLayout(_a4())
            writer.setTitle(self._told.file.who.name)
            self.paint(writer, writer.newPage)
            del writer
        self._desk.note_export(1, path, named=True)
        return _("The pages were saved as {file}.").format(file=path.name)

    def print(self) -> None:
        """Ask for the printer."""
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter  # late: it looks for printers

        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setPageLayout(_a4())
        printer.setDocName(self._told.file.who.name)
        dialog = QPrintDialog(printer, self._parent)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

        def go() -> None:
            self.paint(printer, printer.newPage)
            self._desk.note_export(1, Path(printer.outputFileName() or printer.printerName()), named=True)

        dialog.accepted.connect(go)
        dialog.setModal(True)
        dialog.show()

    def paint(self, device: QPaintDevice, new_page: Callable[[], object]) -> int:
        """Draw everything onto *device*; how many pages it took."""
        painter = QPainter(device)
        sharp = device.logicalDpiX() / DPI
        painter.scale(sharp, sharp)
        wide, high = device.width() / sharp, device.height() / sharp
        pages = self.pages(wide, high)
        for at, page in enumerate(pages):
            if at:
                new_page()
            self.paint_page(painter, page, wide, high, at + 1, len(pages))
        painter.end()
        return len(pages)

    # -- pages ----------------------------------------------------------------------------------------------

    def pages(self, wide: float, high: float) -> list[list[tuple[float, Block]]]:
        """Blocks with their y, page by page: two at most, where leaving some of the smaller figures and older
        entries out can do it."""
        found: list[list[tuple[float, Block]]] = []
        for panels, entries in ((MOST_PANELS, MOST_LOG), (MOST_PANELS // 2, MOST_LOG // 2), (3, 2)):
            found = self._laid_out(self._blocks(wide, panels, entries), high)
            if len(found) <= MOST_PAGES:
                break
        return found

    def _laid_out(self, blocks: Sequence[Block], high: float) -> list[list[tuple[float, Block]]]:
        found: list[list[tuple[float, Block]]] = [[]]
        y = 0.0
        for block in blocks:
            if y > 0 and y + block.high > high - FOOT:
                found.append([])
                y = 0.0
            found[-1].append((y, block))
            y += block.high + GAP
        return found

    def paint_page(
        self,
        painter: QPainter,
        page: Sequence[tuple[float, Block]],
        wide: float,
        high: float,
        number_: int,
        of: int,
    ) -> None:
        """Draw one page and its foot."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        for y, block in page:
            painter.save()
            block.draw(painter, QRectF(0, y, wide, block.high))
            painter.restore()
        now = self._desk.centre.live.clock.now()
        foot = _("{name} · made on {moment} by {who} · page {page} of {pages}").format(
            name=self._told.file.who.name,
            moment=moment(now, self._desk.zone),
            who=self._desk.centre.who,
            page=number_,
            pages=of,
        )
        painter.setFont(self._body)
        painter.setPen(theme.colour(self._look.muted))
        painter.drawText(QRectF(0, high - ROW, wide, ROW), int(Qt.AlignmentFlag.AlignLeft), foot)

    def _blocks(self, wide: float, most_panels: int, most_entries: int) -> list[Block]:
        file, series = self._told.file, self._series
        blocks = [self._head(wide), self._table(wide)]
        if series is not None:
            weeks, months = RunChart(), RunChart()
            weeks.show_picture(charts.weeks(series))
            months.show_picture(charts.months(series))
            blocks += [_of_chart(weeks, 250), *self._text(said.verdict(series.kpi, series.entry), wide)]
            blocks.append(_of_chart(months, 190))
        labels, panels = charts.panels(file)
        wanted = [one for one in panels if any(v is not None for v in (*one.low, *one.high))] or panels
        overview = Multiples()
        title = _("All figures with a target, {weeks} weeks").format(weeks=number(len(labels)))
        overview.show_panels(title, labels, wanted[:most_panels])
        rows = -(-min(len(wanted), most_panels) // 3)
        blocks.append(_of_chart(overview, 30 + rows * 116))
        pair: list[Chart] = []
        if file.split is not None:
            split = Waterfall()
            split.show_picture(charts.split(file.split))
            pair.append(split)
        found = file.types.get(series.kpi.id) if series is not None else None
        if series is not None and found is not None and any(one.share is not None for one in found.parts):
            types = ParetoChart()
            types.show_picture(charts.types(series.kpi, found))
            pair.append(types)
        if pair:
            blocks.append(_beside(pair, 210))
        blocks += self._text(said.readings(file.facts), wide)
        if file.findings:
            quality = ParetoChart()
            quality.show_picture(charts.findings(file.findings[:6], len(file.checked)))
            blocks.append(_of_chart(quality, 170))
        return [*blocks, *self._log(wide, most_entries), self._agreed()]

    # -- blocks ---------------------------------------------------------------------------------------------

    def _head(self, wide: float) -> Block:
        file, look = self._told.file, self._look
        spans = _("Months {months}; weeks {weeks}").format(
            months=said.span(file.months_of.first, file.months_of.last),
            weeks=said.span(file.weeks_of.first, file.weeks_of.last),
        )
        lines = [line for line in (said.about(file), spans, said.moves(file), said.breaks(file)) if line]
        large = theme.font(theme.TITLE, QFont.Weight.DemiBold)
        name_high = QFontMetricsF(large).height()
        heights = [self._high(line, wide) for line in lines]

        def draw(painter: QPainter, box: QRectF) -> None:
            painter.setFont(large)
            painter.setPen(theme.colour(look.text))
            painter.drawText(QRectF(box.left(), box.top(), box.width(), name_high), 0, file.who.name)
            y = box.top() + name_high + 2
            painter.setFont(self._body)
            painter.setPen(theme.colour(look.muted))
            for line, high in zip(lines, heights, strict=True):
                painter.drawText(QRectF(box.left(), y, box.width(), high), _WRAP, line)
                y += high

        return Block(name_high + 2 + sum(heights), draw)

    def _table(self, wide: float) -> Block:
        """The months of every figure with a target: what was wanted, what came, what is said."""
        file = self._told.file
        rows = [one for one in file.series if one.entry is not None and one.entry.target is not None]
        rows = rows[:MOST_ROWS]
        months = [one.first for one in file.series[0].months][-SHOWN_MONTHS:] if file.series else []
        heads = [_("KPI"), _("Target"), *(f"{month:%y-%m}" for month in months)]
        heads += [_("Months off"), _("Verdict")]
        lines = [heads, *(self._line(one, months) for one in rows)]
        if not rows:
            lines = [[_("No figure of this person has a target, so there is no verdict.")]]
        narrow = (wide * 0.38) / max(1, len(months))
        widths = [wide * 0.21, wide * 0.17, *([narrow] * len(months)), wide * 0.1, wide * 0.14]
        look, metrics = self._look, QFontMetricsF(self._body)

        def draw(painter: QPainter, box: QRectF) -> None:
            y = box.top()
            for at, line in enumerate(lines):
                painter.setFont(self._strong if at == 0 else self._body)
                x = box.left()
                spread = widths if len(line) > 1 else [wide]
                for place, (words, room) in enumerate(zip(line, spread, strict=True)):
                    figure = 2 <= place < len(line) - 1
                    align = Qt.AlignmentFlag.AlignRight if figure else Qt.AlignmentFlag.AlignLeft
                    painter.setPen(theme.colour(look.muted if at == 0 else look.text))
                    fitted = metrics.elidedText(words, Qt.TextElideMode.ElideRight, room - 6)
                    cell = QRectF(x, y, room - 6, ROW)
                    if place == len(line) - 1 and len(line) > 1:
                        cell.translate(8, 0)
                    painter.drawText(cell, int(align | Qt.AlignmentFlag.AlignVCenter), fitted)
                    x += room
                painter.setPen(theme.colour(look.line))
                painter.drawLine(QPointF(box.left(), y + ROW), QPointF(box.right(), y + ROW))
                y += ROW

        return Block(len(lines) * ROW + 2, draw)

    def _line(self, one: Series, months: Sequence[date]) -> list[str]:
        values = {stretch.first: stretch for stretch in one.months}
        last = one.months[-1]
        entry = one.entry
        assert entry is not None  # noqa: S101  # only figures with a target
        return [
            one.kpi.title,
            _wanted(one.kpi, last.at_least, last.at_most),
            *(amount(one.kpi, values[month].value) if month in values else DASH for month in months),
            wording.run(entry.off_months, entry.run_of),
            _(wording.ANSWER_LABELS[entry.answer]),
        ]

    def _text(self, words: str, wide: float) -> list[Block]:
        if not words:
            return []

        def draw(painter: QPainter, box: QRectF) -> None:
            painter.setFont(self._body)
            painter.setPen(theme.colour(self._look.text))
            painter.drawText(box, _WRAP, words)

        return [Block(self._high(words, wide), draw)]

    def _log(self, wide: float, most: int) -> list[Block]:
        """What was done, the latest first."""
        if not self._told.log:
            return []
        lines = []
        for one in self._told.log[:most]:
            what = _("{day} · {kind}: {what}").format(
                day=day_words(one.day), kind=_(LOG_LABELS[one.kind]), what=one.what
            )
            more = _(" · ").join(part for part in (one.who, one.more.replace("\n", " ")) if part)
            lines.append(_("{what} ({more})").format(what=what, more=more) if more else what)
        left_out = len(self._told.log) - len(lines)
        if left_out > 0:
            lines.append(_("and {n} older entries").format(n=number(left_out)))
        heights = [self._high(line, wide) + 2 for line in lines]

        def draw(painter: QPainter, box: QRectF) -> None:
            painter.setPen(theme.colour(self._look.text))
            painter.setFont(self._strong)
            painter.drawText(QRectF(box.left(), box.top(), box.width(), ROW), 0, _("What was done"))
            painter.setFont(self._body)
            y = box.top() + ROW
            for line, high in zip(lines, heights, strict=True):
                painter.drawText(QRectF(box.left(), y, box.width(), high), _WRAP, line)
                y += high

        return [Block(ROW + sum(heights), draw)]

    def _agreed(self) -> Block:
        """Lines to write on in the talk."""
        words = (_("Agreed:"), _("Looked at again on:"))

        def draw(painter: QPainter, box: QRectF) -> None:
            painter.setFont(self._strong)
            for at, one in enumerate(words):
                y = box.top() + 24 + at * 30
                painter.setPen(theme.colour(self._look.text))
                painter.drawText(QPointF(box.left(), y), one)
                begin = box.left() + QFontMetricsF(self._strong).horizontalAdvance(one) + 8
                painter.setPen(theme.colour(self._look.line_strong))
                painter.drawLine(QPointF(begin, y + 2), QPointF(box.right(), y + 2))

        return Block(62, draw)

    def _high(self, words: str, wide: float) -> float:
        metrics = QFontMetricsF(self._body)
        return metrics.boundingRect(QRectF(0, 0, wide, 10_000), _WRAP, words).height() + 2


def _wanted(kpi: Kpi, at_least: float | None, at_most: float | None) -> str:
    """What is wanted, where there is little room."""
    if at_least is not None and at_most is not None:
        return wording.between(kpi, at_least, at_most)
    if at_least is None and at_most is None:
        return DASH
    sign, value = ("≥", at_least) if at_least is not None else ("≤", at_most)
    return f"{sign} {wording.with_unit(kpi, value)}"


def _of_chart(chart: Chart, high: float) -> Block:
    return Block(high, lambda painter, box: chart.paint_on(painter, box, for_paper()))


def _beside(pair: Sequence[Chart], high: float) -> Block:
    """Charts side by side."""

    def draw(painter: QPainter, box: QRectF) -> None:
        wide = (box.width() - GAP * 2 * (len(pair) - 1)) / len(pair)
        for at, chart in enumerate(pair):
            painter.save()
            chart.paint_on(
                painter, QRectF(box.left() + at * (wide + GAP * 2), box.top(), wide, high), for_paper()
            )
            painter.restore()

    return Block(high, draw)


def _a4() -> QPageLayout:
    margins = QMarginsF(MARGIN_MM, MARGIN_MM, MARGIN_MM, MARGIN_MM)
    size = QPageSize(QPageSize.PageSizeId.A4)
    return QPageLayout(size, QPageLayout.Orientation.Portrait, margins, QPageLayout.Unit.Millimeter)
