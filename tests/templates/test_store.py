"""A template is kept with its file, as it came."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import openpyxl
import pytest

from supervisor.errors import ChangedMeanwhileError, NameTakenError, TemplateError
from supervisor.reports.log import exported
from supervisor.reports.making import make
from supervisor.reports.order import Order
from supervisor.storage import undo
from supervisor.storage.database import Database, open_centre
from supervisor.storage.step_titles import title
from supervisor.templates import store
from supervisor.templates.template import Template
from tests.templates.workbooks import company_form, saved

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


def taken_in(centre: Database, name: str = "Our form", data: bytes = b"") -> Template:
    with centre.write() as db:
        return store.take_in(
            db,
            "form.xlsx",
            data or saved(company_form()),
            name=name,
            report="issues",
            language="en",
            at=NOW,
            who="li",
        )[1]


def test_a_template_comes_back_byte_for_byte(centre: Database) -> None:
    data = saved(company_form())
    template = taken_in(centre, data=data)
    with centre.read() as db:
        assert store.all_templates(db, "issues") == (template,)
        assert store.all_templates(db, "review") == ()
        assert store.content(db, template) == data


def test_no_two_templates_have_one_name(centre: Database) -> None:
    taken_in(centre)
    with pytest.raises(NameTakenError):
        taken_in(centre, " our  FORM ")


def test_a_template_is_renamed_removed_and_brought_back(centre: Database) -> None:
    template = taken_in(centre)
    with centre.write() as db:
        store.rename(db, template, "The board's form", at=NOW, who="li")
        with pytest.raises(ChangedMeanwhileError):
            store.remove(db, template, at=NOW, who="li")
        store.remove(db, store.get(db, template.id), at=NOW, who="li")
        assert store.all_templates(db) == ()
        step = undo.last(db)
        assert step is not None
        assert title(step) == "Remove template “The board's form”"
        undo.revert(db, step.id, at=NOW)
        assert store.content(db, store.get(db, template.id))


def test_a_file_without_a_field_is_not_kept(sqlite_url: str) -> None:
    from openpyxl import Workbook

    with open_centre(sqlite_url) as centre:
        with pytest.raises(TemplateError):
            taken_in(centre, data=saved(Workbook()))
        with centre.read() as db:
            assert store.all_templates(db) == ()


def test_a_report_is_made_into_the_users_own_form_and_noted(sqlite_url: str, tmp_path: Path) -> None:
    form = openpyxl.Workbook()
    form.active.append(["{{centre}}: {{report}}"])
    form.active.append(["{{Number}}", "{{Title}}", "{{Department}}"])
    with open_centre(sqlite_url) as centre:
        template = taken_in(centre, data=saved(form))
        order = Order("issues", language="en", template=template.id)
        made = make(lambda done, total: None, sqlite_url, order, tmp_path / "list.xlsx", who="li", at=NOW)
        with centre.read() as db:
            [line] = exported(db)
    sheet = openpyxl.load_workbook(made.path).active
    assert str(sheet["A1"].value).endswith(": Issue list")
    assert (line.what, line.facts.path, line.failed) == ("issues", str(made.path), "")
