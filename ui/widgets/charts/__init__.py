"""Charts in one look: no frame, a light grid, words beside lines, the target as a line, gaps as gaps.

Plain values in, nothing is reckoned here. Every chart is a `Chart`: `hovered(id)`, `chosen(id)`,
`select(ids)`, `hover(id)`, arrow keys, a menu to copy and save its picture, `paint_on` for paper.
"""

from ui.widgets.charts.canvas import Level
from ui.widgets.charts.chart import Chart
from ui.widgets.charts.drawing import for_paper
from ui.widgets.charts.funnel import FunnelLimit, FunnelPicture, FunnelPlot, FunnelPoint
from ui.widgets.charts.intervals import IntervalPicture, IntervalPlot, IntervalRow
from ui.widgets.charts.measure import Measure, measure_of
from ui.widgets.charts.multiples import Multiples, Panel
from ui.widgets.charts.pareto import ParetoBar, ParetoChart, ParetoPicture
from ui.widgets.charts.run import Limits, RunChart, RunPicture, RunPoint, Trend
from ui.widgets.charts.slopes import Slope, SlopeChart, SlopePicture
from ui.widgets.charts.waterfall import Part, Waterfall, WaterfallPicture

__all__ = [
    "Chart",
    "FunnelLimit",
    "FunnelPicture",
    "FunnelPlot",
    "FunnelPoint",
    "IntervalPicture",
    "IntervalPlot",
    "IntervalRow",
    "Level",
    "Limits",
    "Measure",
    "Multiples",
    "Panel",
    "ParetoBar",
    "ParetoChart",
    "ParetoPicture",
    "Part",
    "RunChart",
    "RunPicture",
    "RunPoint",
    "Slope",
    "SlopeChart",
    "SlopePicture",
    "Trend",
    "Waterfall",
    "WaterfallPicture",
    "for_paper",
    "measure_of",
]
