"""What the floor's tables cost on a screen: `python -m benchmarks.tables_child WIDTH HEIGHT ROUNDS`.

Prints, for each candidate, the milliseconds of each round: processor time of the screen's thread from the
change to the painted window, and the longest turn in between on a wall clock.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from PySide6.QtWidgets import QTableView, QWidget

from benchmarks.busy_floor import SOURCE
from benchmarks.measure import end_on_errors, raise_priority
from benchmarks.paint_child import RULES, Change, Screen, UsualModel
from supervisor.live.board import Changed
from supervisor.live.feed import Feed, FeedState
from supervisor.performance.kpi import BY_ID
from supervisor.review.matrix import Filter
from supervisor.settings.places import places
from ui import theme
from ui.centre import OpenCentre
from ui.floor.agents import AgentsSection
from ui.floor.queues import QueuesSection
from ui.machine import Machine
from ui.review.matrix_model import Sorting
from ui.review.matrix_table import MatrixTable
from ui.review.sample import sample_matrix, sample_review
from ui.wallboard.definitions import Definitions

ALL = Changed(day=True)
FEW = 3  # rounds: a look whether it runs at all


def measure(width: int, height: int, rounds: int) -> dict[str, list[float]]:
    screen = Screen()
    theme.use("dark")
    change = Change()
    definitions = Definitions(RULES)
    feeds = {SOURCE: Feed(FeedState.LIVE, None, change.now)}
    centre = OpenCentre("")
    machine = Machine(places(Path(tempfile.mkdtemp())), keep=False)
    found: dict[str, list[float]] = {}

    def shown(widget: QWidget) -> None:
        widget.resize(width, height)
        widget.show()
        screen.settle()

    def timed(name: str, act: Callable[[Changed], object], before: Callable[[], Changed] = Changed) -> None:
        """*before* folds what then changes: another thread's work, and not measured."""
        for _round in range(rounds):
            changed = before()
            spent, longest = screen.worked(lambda changed=changed: act(changed))
            found.setdefault(name, []).append(spent)
            found.setdefault(f"{name}, longest turn", []).append(longest)

    def agents_change() -> Changed:
        return change.agents_change(500)

    def queues_change() -> Changed:
        return change.queues_change(40)

    usual_model = UsualModel(change.board)
    usual = QTableView()
    usual.setModel(usual_model)
    shown(usual)

    def usual_change(changed: Changed) -> None:
        usual_model.board = change.board
        rows = [row for row, key in enumerate(usual_model.keys) if key in changed.agents]
        usual_model.dataChanged.emit(usual_model.index(rows[0], 0), usual_model.index(rows[-1], 9))

    timed("usual 500", usual_change, agents_change)

    def usual_second(_changed: Changed) -> None:
        usual_model.dataChanged.emit(usual_model.index(0, 3), usual_model.index(len(usual_model.keys) - 1, 3))

    timed("usual second", usual_second)
    usual.hide()

    agents = AgentsSection(definitions, centre, machine)
    shown(agents)
    table = agents.table

    def give(section: AgentsSection | QueuesSection, changed: Changed) -> None:
        section.take(change.board, changed, feeds, change.now)

    def second(section: AgentsSection | QueuesSection) -> None:
        change.now += timedelta(seconds=1)
        section.tick(change.now)

    spent, longest = screen.worked(lambda: give(agents, ALL))
    found["agents first"], found["agents first, longest turn"] = [spent], [longest]
    table.group_by("")
    screen.settle()
    timed("agents 500", lambda changed: give(agents, changed), agents_change)
    timed("agents second", lambda _changed: second(agents))
    table.group_by("team")
    screen.settle()
    timed("agents 500, grouped", lambda changed: give(agents, changed), agents_change)
    timed("agents second, grouped", lambda _changed: second(agents))
    table.choose("state", ["ready"])
    timed("agents 500, filtered", lambda changed: give(agents, changed), agents_change)

    def changed_before() -> Changed:
        give(agents, change.agents_change(500))
        screen.settle()
        return Changed()

    timed("agents second, filtered", lambda _changed: second(agents), changed_before)
    table.clear_filters()
    table.group_by("")
    screen.settle()
    turn = iter(range(10_000))
    timed("agents sorted", lambda _changed: table.sort_by(("time", next(turn) % 2 == 0)))
    timed("agents found", lambda _changed: table.look_for(f"agent {next(turn) % 10}"))
    table.look_for("")
    timed("agents put in groups", lambda _changed: table.group_by(("team", "")[next(turn) % 2]))
    agents.hide()

    queues = QueuesSection(definitions, centre, machine)
    shown(queues)
    screen.worked(lambda: give(queues, ALL))
    timed("queues 40", lambda changed: give(queues, changed), queues_change)
    timed("queues second", lambda _changed: second(queues))
    queues.hide()
    centre.close()
    _matrix(shown, timed, 5_000 if rounds > FEW else 200)
    return found


def _matrix(
    shown: Callable[[QWidget], None], timed: Callable[[str, Callable[[Changed], object]], None], people: int
) -> None:
    """The review of so many people by twelve KPIs, and its texts alone in a plain view."""
    review = sample_review(date(2026, 10, 1), date(2026, 11, 3), "en", people)
    matrix = sample_matrix(review).matrix
    matrix = replace(matrix, columns=(*matrix.columns, *matrix.columns[: 12 - len(matrix.columns)]))
    kpis = [BY_ID[column.kpi] for column in matrix.columns]
    table = MatrixTable()
    shown(table)
    turn = iter(range(10_000))
    timed("matrix first", lambda _changed: table.show_matrix(matrix, kpis))
    bar = table.figures.verticalScrollBar()

    def again(_changed: Changed) -> None:
        for view in (table.names, table.figures):
            view.viewport().update()

    timed("matrix page", lambda _changed: bar.setValue((bar.value() + bar.pageStep()) % bar.maximum()))
    timed("matrix again", again)
    timed("matrix sorted", lambda _changed: table.sort_by(Sorting("fcr", next(turn) % 2 == 0)))
    timed("matrix found", lambda _changed: table.filter(Filter(text="abcdefgh"[next(turn) % 8])))
    table.filter(Filter())
    table.hide()
    usual = QTableView()
    usual.setModel(table.model)
    usual.verticalHeader().setDefaultSectionSize(table.figures.pen.height)
    shown(usual)
    side = usual.verticalScrollBar()
    step = usual.viewport().height() // table.figures.pen.height
    usual.setVerticalScrollMode(QTableView.ScrollMode.ScrollPerItem)
    timed("usual page", lambda _changed: side.setValue((side.value() + step) % side.maximum()))
    usual.hide()


if __name__ == "__main__":
    end_on_errors()
    raise_priority()
    print(json.dumps(measure(*(int(argument) for argument in sys.argv[1:4]))))
