"""What the floor's tables cost on a screen: `python -m benchmarks.tables_child WIDTH HEIGHT ROUNDS`.

Prints, for each candidate, the milliseconds of each round: processor time of the screen's thread from the
change to the painted window, and the longest turn in between on a wall clock.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from PySide6.QtWidgets import QTableView, QWidget

from benchmarks.busy_floor import SOURCE
from benchmarks.measure import end_on_errors, raise_priority
from benchmarks.paint_child import RULES, Change, Screen, UsualModel
from supervisor.live.board import Changed
from supervisor.live.feed import Feed, FeedState
from supervisor.settings.places import places
from ui import theme
from ui.centre import OpenCentre
from ui.floor.agents import AgentsSection
from ui.floor.queues import QueuesSection
from ui.machine import Machine
from ui.wallboard.definitions import Definitions

ALL = Changed(day=True)


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
    return found


if __name__ == "__main__":
    end_on_errors()
    raise_priority()
    print(json.dumps(measure(*(int(argument) for argument in sys.argv[1:4]))))
