"""Moves a centre in a process of its own, in small steps, and says after each how far it is: to be killed."""

from __future__ import annotations

import sys

from supervisor.moving import move as moving
from supervisor.moving.plan import MoveProgress


def main(source: str, target: str, rows_at_once: str) -> None:
    moving.ROWS_AT_ONCE = int(rows_at_once)
    plan = moving.plan(source, target)

    def report(progress: MoveProgress) -> None:
        print(progress.stage, progress.table, progress.rows, flush=True)  # noqa: T201
        sys.stdin.readline()  # goes on when it is told to, so that whoever kills it chooses when

    result = moving.move(plan, report)
    print(result.ending.value, result.rows, flush=True)  # noqa: T201


if __name__ == "__main__":
    main(*sys.argv[1:])
