"""How many courses people were invited to, attended and passed: sums of the KPIs of training.

Here and not with the courses, since the figures of the past are made of it.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection, select

from supervisor.storage.training_tables import course, course_person

_TRAINED, _CANCELLED = "trained", "cancelled"


def course_sums(db: Connection, first: date, last: date) -> dict[str, dict[str, float | None]]:
    """By person (id) the sums n_invited, n_attended, n_sat and n_passed of the courses that ended from
    *first* to *last*: a course belongs to its last day.

    Who is on a course was invited, but for one that was cancelled or of which nobody said yet who attended.
    Who passed or failed sat the examination. A sum is None where nobody said anything of it.
    """
    rows = db.execute(
        select(course_person.c.person, course_person.c.attended, course_person.c.passed)
        .join(course, course.c.id == course_person.c.course)
        .where(
            course_person.c.arm == _TRAINED,
            course.c.state != _CANCELLED,
            course.c.last_day >= first,
            course.c.last_day <= last,
        )
    )
    found: dict[str, dict[str, float | None]] = {}
    for row in rows:
        if row.attended is None and row.passed is None:
            continue
        own = found.setdefault(
            row.person, dict.fromkeys(("n_invited", "n_attended", "n_sat", "n_passed"), None)
        )
        if row.attended is not None:
            own["n_invited"] = (own["n_invited"] or 0) + 1
            own["n_attended"] = (own["n_attended"] or 0) + row.attended
        if row.passed is not None:
            own["n_sat"] = (own["n_sat"] or 0) + 1
            own["n_passed"] = (own["n_passed"] or 0) + row.passed
    return found
