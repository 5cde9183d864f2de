"""Texts with the character NUL, from a clipboard or another program's file."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import insert, select

from supervisor.issues.department import Department
from supervisor.issues.department_store import all_departments, save_all
from supervisor.storage.centre import undo_step
from supervisor.storage.database import Database, open_centre
from supervisor.storage.nul import json_text
from tests.issues.acting import ANNA, AT


def test_a_name_with_a_nul_is_kept_without_it_on_a_server(postgresql_url: str) -> None:
    with open_centre(postgresql_url) as database:
        with database.write() as db:
            save_all(db, [Department("bill", "Bil\0ling", words=("Bi\0lls",))], acting=ANNA, at=AT)
        with database.read() as db:
            (found,) = all_departments(db)
    assert (found.name, found.words) == ("Bil\ufffdling", ("Bi\ufffdlls",))


def test_many_rows_at_once_are_mended_too(centre: Database) -> None:
    rows = [{"name": f"a\0{n}", "facts": {"k\0": n}, "areas": [], "at": AT, "who": "x"} for n in range(3)]
    with centre.write() as db:
        db.execute(insert(undo_step), rows)
        found = db.execute(select(undo_step.c.name, undo_step.c.facts)).all()
    instead = "\0" if centre.dialect == "sqlite" else "\ufffd"
    assert found == [(f"a{instead}{n}", {f"k{instead}": n}) for n in range(3)]


def mended(value: object) -> object:
    if isinstance(value, list):
        return [mended(one) for one in value]
    return str(value).replace("\0", "\ufffd")


@given(st.recursive(st.text(alphabet="\0\\u0a"), lambda inner: st.lists(inner, max_size=3)))
def test_json_is_mended_where_there_is_a_nul_and_nowhere_else(value: object) -> None:
    assert json.loads(json_text(value)) == mended(value)
