"""A course as a file says it, for whoever registers it from another program."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Annotated

import msgspec

from supervisor.errors import FileError, TrainingError, UnknownNameError
from supervisor.people.draft import new_id
from supervisor.people.roll import Roll
from supervisor.performance.kpi import BY_ID, Direction
from supervisor.training.course import Against, Arm, Course, Participant, Reason, Success, Terms
from supervisor.training.draw import draw
from supervisor.training.outcome import Known
from supervisor.words import _, mark


class Plan(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """*people*: names, employee numbers or ids of those who should be on it. With *seats* and *seed* it is
    drawn by lot who goes first; the others wait. *least*: in the KPI's unit."""

    title: str
    kpi: str
    first_day: date
    people: Annotated[tuple[str, ...], msgspec.Meta(min_length=1)]
    last_day: date | None = None
    reason: str = ""
    category: str = ""
    types: tuple[str, ...] = ()
    window_days: int = Terms().window_days
    rest_days: int = 0
    compared_with: Against | None = None
    control: tuple[str, str] | None = None
    success: str = ""
    least: float | None = None
    better: Direction | None = None
    trainer: str = ""
    room: str = ""
    seats: int | None = None
    seed: int | None = None
    note: str = ""
    late: bool = False


def read_plan(path: Path) -> Plan:
    """The plan in the file at *path*. Raises FileError, and TrainingError where it says something else."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=Plan)
    except OSError as error:
        raise FileError(str(path), "missing", str(error)) from error
    except msgspec.DecodeError as error:
        raise TrainingError(path.name, str(error)) from error


def planned(plan: Plan, roll: Roll, known: Iterable[Known]) -> tuple[Course, tuple[Participant, ...]]:
    """The course of *plan* with its people, each at the work in which they have the most figures of *known*.

    Raises UnknownNameError for somebody whom nobody knows, TrainingError for somebody without figures.
    """
    units: dict[str, Known] = {}
    for one in known:
        before = units.get(one.unit.person)
        if before is None or one.forecast.n > before.forecast.n:
            units[one.unit.person] = one
    people = [_person(name, roll) for name in plan.people]
    for person in people:
        if person not in units:
            raise TrainingError(
                plan.title, _("{name} has no figures of this KPI.").format(name=_name(roll, person))
            )
    drawn = plan.seed is not None and plan.seats is not None
    waiting: Sequence[str] = ()
    if drawn:
        cells = {person: units[person].unit.skill for person in people}
        found = draw(people, plan.seats or 0, plan.seed or 0, cells=cells)
        people, waiting = list(found.trained), found.waiting
    reason = Reason(plan.reason)
    everybody = [Participant(units[person].unit, Arm.TRAINED, reason) for person in people]
    everybody += [Participant(units[person].unit, Arm.WAITING, reason) for person in waiting]
    kpi = BY_ID.get(plan.kpi)
    usual = kpi.direction if kpi is not None and kpi.direction is not Direction.BAND else Direction.HIGHER
    terms = Terms(
        category=plan.category,
        types=plan.types,
        window_days=plan.window_days,
        rest_days=plan.rest_days,
        against=plan.compared_with or (Against.WAIT_LIST if waiting else Against.FORECAST),
        control=plan.control,
        success=Success(plan.success, plan.least, plan.better or usual),
        trainer=plan.trainer,
        room=plan.room,
        seats=plan.seats,
        note=plan.note,
        late=plan.late,
        seed=plan.seed if drawn else None,
    )
    last = plan.last_day or plan.first_day
    return Course(new_id(), plan.title, plan.kpi, plan.first_day, last, terms), tuple(everybody)


def _person(said: str, roll: Roll) -> str:
    if said in roll.persons:
        return said
    found = [one.id for one in roll.persons.values() if said in (one.number, one.name)]
    if len(found) != 1:
        raise UnknownNameError(mark("person"), said)
    return found[0]


def _name(roll: Roll, person: str) -> str:
    return roll.persons[person].name
