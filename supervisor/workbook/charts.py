"""Native charts, fed by the cells of a table: they stay alive in the reader's spreadsheet.

Colours are told apart on paper and by the colour-blind; dashes and markers say it again in grey. Unknown is
a gap.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from supervisor.workbook.book import Chart, ChartKind, Series
from supervisor.workbook.cell import Heading, Kind, clean
from supervisor.workbook.paper import Paper, Place, Stand
from supervisor.workbook.styles import INK, LINE, MUTED, SERIES, STRONG, TONES

_TYPES: dict[ChartKind, dict[str, str]] = {
    ChartKind.COLUMN: {"type": "column"},
    ChartKind.STACKED: {"type": "column", "subtype": "stacked"},
    ChartKind.BAR: {"type": "bar"},
    ChartKind.LINE: {"type": "line"},
    ChartKind.DOTS: {"type": "line"},  # without its line: categories may be words
    ChartKind.AREA: {"type": "area"},
}
_SCATTER = {"type": "scatter"}  # dots over figures
_LABELS = 16  # along an axis, before they stand in each other's way
_NEAR = 0.08  # a share's axis that reaches no farther needs a digit after the point
_FILLED = (ChartKind.COLUMN, ChartKind.STACKED, ChartKind.BAR, ChartKind.AREA)
_MARKERS = ("circle", "square", "diamond", "triangle", "x", "plus")


class Drawer:
    """Draws into *file*, whose tables stand where *paper* says."""

    def __init__(self, file: Any, paper: Paper) -> None:
        self._file = file
        self._paper = paper
        self._stands: dict[str, Stand] = {}
        for stand in paper.stands:
            self._stands.setdefault(stand.table, stand)

    def draw(self, chart: Chart, place: Place) -> None:
        """Put *chart* at *place*; nothing where its table has no rows."""
        stand = self._stands.get(chart.table)
        if stand is None:
            raise ValueError(f"the chart {chart.title} is of no table of the book: {chart.table}")
        if not stand.rows:
            return
        rows = self._rows(chart)
        base = [one for one in chart.series if (one.kind or self._kind(chart, one)) is chart.kind]
        over = [one for one in chart.series if one not in base]
        scatter = self._is_scatter(chart)
        made = self._file.add_chart(dict(_SCATTER if scatter else _TYPES[chart.kind]))
        for one in base:
            self._add(made, chart, one, stand, rows, chart.kind)
        if scatter:  # lines among them run over the same figures
            for one in over:
                self._add(made, chart, one, stand, rows, ChartKind.LINE)
            base, over = list(chart.series), []
        if over:
            kind = over[0].kind or ChartKind.LINE
            second = self._file.add_chart(dict(_TYPES[kind]))
            for one in over:
                self._add(second, chart, one, stand, rows, kind)
            if any(one.second for one in over):
                second.set_y2_axis(self._second(chart, [one for one in over if one.second]))
                second.axis_ids = made.axis_ids  # of those over others that are on the left axis, too
            made.combine(second)
        self._dress(made, chart, place, base, over)
        place.sheet.insert_chart(
            place.row,
            0,
            made,
            {
                "x_offset": 2 + place.left,
                "y_offset": 2,
                "object_position": 2,
                "description": clean(chart.title),
            },
        )

    def _is_scatter(self, chart: Chart) -> bool:
        """Whether dots stand where the figures of *x* say, and not side by side."""
        return chart.kind is ChartKind.DOTS and self._heading(chart, chart.x).kind is Kind.NUMBER

    def _second(self, chart: Chart, series: Sequence[Series]) -> dict[str, Any]:
        """The axis at the right: a share ends with all."""
        axis = self._axis(chart.second_title, self._form(chart, series))
        if self._heading(chart, series[0].column).kind is Kind.SHARE:
            axis["max"] = 1
        return axis

    def _kind(self, chart: Chart, one: Series) -> ChartKind:
        """A target, or what has an axis of its own, is a line over columns."""
        if (one.dashed or one.second) and chart.kind in _FILLED:
            return ChartKind.LINE
        return chart.kind

    def _heading(self, chart: Chart, column: int) -> Heading:
        return self._paper.heading(chart.table, column)

    def _add(self, made: Any, chart: Chart, one: Series, stand: Stand, rows: int, kind: ChartKind) -> None:
        first, last = stand.top + 1, stand.top + rows
        at = list(chart.series).index(one)
        plain = [other for other in chart.series if not (other.dashed or other.tone or other.blank)]
        if one.tone is not None:
            colour = TONES[one.tone]
        else:
            colour = SERIES[plain.index(one) % len(SERIES)] if one in plain else INK
        said: dict[str, Any] = {
            "categories": [stand.sheet, first, chart.x, last, chart.x],
            "values": [stand.sheet, first, one.column, last, one.column],
            "name": clean(one.name) if one.name else [stand.sheet, stand.top, one.column],
        }
        if one.second:
            said["y2_axis"] = True
        if one.blank:
            said |= {"fill": {"none": True}, "border": {"none": True}, "line": {"none": True}, "gap": 60}
        elif kind in _FILLED:
            said["fill"] = {"color": colour, **({"transparency": 25} if kind is ChartKind.AREA else {})}
            said["border"] = {"none": True}
            if kind is not ChartKind.AREA:
                said["gap"] = 60 if kind is not ChartKind.BAR else 45
        elif kind is ChartKind.DOTS and not one.dashed:
            said["line"] = {"none": True}
            said["marker"] = {
                "type": _MARKERS[at % len(_MARKERS)],
                "size": 7,
                "fill": {"color": colour},
                "border": {"color": colour},
            }
        elif one.dashed:
            said["line"] = {"color": colour, "width": 1.5, "dash_type": "dash"}
            said["marker"] = {"type": "none"}
        else:
            said["line"] = {"color": colour, "width": 2.25}
            said["marker"] = {
                "type": _MARKERS[at % len(_MARKERS)] if rows <= 40 else "none",
                "size": 5,
                "fill": {"color": colour},
                "border": {"color": colour},
            }
        if one.plus is not None or one.minus is not None:
            bars: dict[str, Any] = {"type": "custom", "line": {"color": MUTED, "width": 1.25}}
            for name, column in (("plus_values", one.plus), ("minus_values", one.minus)):
                bars[name] = [0] * rows if column is None else self._cells(stand, first, last, column)
            bars["direction"] = (
                "both"
                if one.plus is not None and one.minus is not None
                else "plus"
                if one.plus is not None
                else "minus"
            )
            said["x_error_bars" if kind is ChartKind.BAR else "y_error_bars"] = bars
        made.add_series(said)

    def _cells(self, stand: Stand, first: int, last: int, column: int) -> str:
        from xlsxwriter.utility import xl_range_abs

        from supervisor.workbook.names import quoted

        return f"={quoted(stand.sheet)}!{xl_range_abs(first, column, last, column)}"

    # -- how it looks -------------------------------------------------------------------------------------

    def _dress(
        self, made: Any, chart: Chart, place: Place, base: Sequence[Series], over: Sequence[Series]
    ) -> None:
        font = {"name": self._paper.styles.face, "size": 9, "color": MUTED}
        made.set_title(
            {
                "name": clean(chart.title)[:250],
                "name_font": {"name": self._paper.styles.face, "size": 11, "bold": True, "color": INK},
                "overlay": False,
            }
            if chart.title
            else {"none": True}
        )
        across: dict[str, Any] = {
            "num_font": font,
            "line": {"color": STRONG},
            "major_tick_mark": "none",
            "label_position": "low",
            "major_gridlines": {"visible": False},
        }
        if chart.x_title:
            across |= {"name": clean(chart.x_title), "name_font": {**font, "bold": False}}
        if chart.kind is ChartKind.BAR:
            across["reverse"] = True
        heading = self._heading(chart, chart.x)
        scatter = self._is_scatter(chart)
        if scatter:
            across["num_format"] = heading.format
        if heading.kind in (Kind.DAY, Kind.TIME):
            across |= {"text_axis": True, "num_format": "mm-dd" if heading.kind is Kind.DAY else "hh:mm"}
        most = _LABELS // 2 if chart.small else _LABELS
        step = -(-self._rows(chart) // most)
        if chart.kind is not ChartKind.BAR and not scatter and step > 1:
            if heading.kind is Kind.DAY:  # some programs thin out nothing but days
                del across["text_axis"]
                across |= {"date_axis": True, "major_unit": step, "major_unit_type": "days"}
            else:
                across |= {"interval_unit": step}
        up = self._axis(chart.y_title, self._form(chart, base or over))
        if chart.least is not None:
            up["min"] = chart.least
        if chart.most is not None:
            up["max"] = chart.most
        if chart.kind is ChartKind.BAR:
            up["label_position"] = "high"  # below, since the first row is on top
            across, up = up, across
        made.set_x_axis(across)
        made.set_y_axis(up)
        if any(one.second for one in base):
            made.set_y2_axis(self._second(chart, [one for one in base if one.second]))
        drawn = [*base, *over]
        if sum(not one.blank for one in drawn) > 1:
            hidden = [at for at, one in enumerate(drawn) if one.blank]
            made.set_legend({"position": "bottom", "font": font, "delete_series": hidden})
        else:
            made.set_legend({"none": True})
        made.set_size({"width": place.width, "height": place.height})
        made.set_chartarea({"border": {"color": LINE}, "fill": {"color": "#FFFFFF"}})
        made.set_plotarea({"fill": {"none": True}})
        made.show_blanks_as("gap")

    def _rows(self, chart: Chart) -> int:
        stand = self._stands[chart.table]
        return min(stand.rows, chart.rows or stand.rows)

    def _form(self, chart: Chart, series: Sequence[Series]) -> str:
        """How the axis writes its figures: as the first column does, without digits that say nothing."""
        heading = self._heading(chart, series[0].column)
        if heading.kind is Kind.SHARE:
            near = chart.least is not None and chart.most is not None and chart.most - chart.least < _NEAR
            return "0.0%" if near and not series[0].second else "0%"
        return heading.format

    def _axis(self, title: str, form: str) -> dict[str, Any]:
        font = {"name": self._paper.styles.face, "size": 9, "color": MUTED}
        said: dict[str, Any] = {
            "num_font": font,
            "num_format": form,
            "line": {"none": True},
            "major_tick_mark": "none",
            "major_gridlines": {"visible": True, "line": {"color": LINE, "width": 0.75}},
        }
        if title:
            said |= {"name": clean(title), "name_font": {**font, "bold": False}}
        return said
