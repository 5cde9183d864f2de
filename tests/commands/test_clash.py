"""A command that meets another writer does its work again instead of telling people to close programs."""

from __future__ import annotations

from sqlalchemy import func, select

from supervisor.storage.centre import source, undo_step
from supervisor.storage.database import open_centre
from tests.clashing import let_clash, met
from tests.commands.command_line import run


def test_a_command_that_meets_another_writer_does_it_once_in_the_end(postgresql_url: str) -> None:
    added = run("source", "add", "simulated", "pbx", "--database", postgresql_url)
    assert added.exit_code == 0, added.output
    let_clash(postgresql_url, "source", "undo_step")

    done = run("source", "remove", "pbx", "--database", postgresql_url)

    assert done.exit_code == 0, done.output
    assert met(postgresql_url, "source") == 3  # met there, then at the step, then done
    assert met(postgresql_url, "undo_step") == 2
    with open_centre(postgresql_url) as database, database.read() as db:
        assert db.execute(select(func.count()).select_from(source)).scalar_one() == 0
        steps = db.execute(select(undo_step.c.name).order_by(undo_step.c.id)).scalars().all()
    assert steps == ["add_source", "remove_source"]
