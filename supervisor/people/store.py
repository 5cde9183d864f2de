"""People in the database: read together as a roll; every change is a step that can be undone."""

from __future__ import annotations

from sqlalchemy import Connection, select

from supervisor.people.person import Group, GroupKind, LoginUse, Membership, Person, QueueSkill
from supervisor.people.roll import Roll
from supervisor.storage.centre import login_use, membership, people_group, person, queue_skill
from supervisor.storage.centre_settings import load_centre


def read_roll(db: Connection) -> Roll:
    """Everybody, as the centre's database says now."""
    return Roll(
        [
            Person(row.id, row.name, row.number, row.joined, row.left, row.note, row.version)
            for row in db.execute(select(person).order_by(person.c.name, person.c.id))
        ],
        [
            Group(row.id, GroupKind(row.kind), row.name, row.above, row.version)
            for row in db.execute(select(people_group).order_by(people_group.c.kind, people_group.c.name))
        ],
        [
            Membership(row.id, row.person, row.people_group, row.since, row.until, row.version)
            for row in db.execute(select(membership))
        ],
        [
            LoginUse(row.id, row.source, row.login, row.person, row.since, row.until, row.version)
            for row in db.execute(select(login_use))
        ],
        [
            QueueSkill(row.source, row.queue, row.skill, row.version)
            for row in db.execute(select(queue_skill))
        ],
        load_centre(db).tenure_bands,
    )
