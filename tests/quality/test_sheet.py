"""Evaluations in a workbook: what goes out comes back, the same file twice changes nothing, errors show."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from supervisor import words
from supervisor.imports.columns import Verdict
from supervisor.imports.grid import grid_of
from supervisor.people.person import Group, GroupKind, Membership, Person
from supervisor.people.roll import Roll
from supervisor.quality.evaluation import Appeal, Evaluation, ItemAnswer, Judgement, Said, State
from supervisor.quality.form import Form, FormVersion
from supervisor.quality.sheet import Known, write
from supervisor.quality.sheet_reading import EvaluationSheet, read_file, read_grid
from tests.quality.making import DAY, FORM, NOW, answers, evaluation

ZONE = ZoneInfo("Asia/Shanghai")
ROLL = Roll(
    [Person("anna", "安娜", "1001"), Person("ben", "Ben", "1002"), Person("ben2", "Ben", "1003")],
    [Group("s1", GroupKind.SKILL, "Billing")],
    [Membership("m", "anna", "s1")],
)
VERSION = FormVersion("v1", "f", 1, date(2026, 1, 1), FORM)
KNOWN = Known(Form("f", "Voice"), (VERSION,), ROLL, ZONE)
HEAD = (
    *("Day of the contact", "Contact", "Employee number", "Full name", "Channel", "Rater"),
    *("Kept secrets", "Right answer", "Order in order", "Tone"),
)
GOOD = ("2026-11-20", "c1", "1001", "", "voice", "li", "yes", "√", "n/a", 15)


def sheet(*rows: tuple[object, ...], known: Known = KNOWN) -> EvaluationSheet:
    return read_grid(grid_of([HEAD, *rows]), known)  # type: ignore[list-item]


def standing(found: EvaluationSheet) -> Known:
    """What is known once the file was taken in."""
    stand = {one.id: replace(one, version=one.version + 1) for one in found.good}
    return replace(KNOWN, stand={**KNOWN.stand, **stand})


def test_a_row_becomes_an_evaluation() -> None:
    (row,) = sheet(GOOD).rows
    one = row.evaluation
    assert one is not None
    assert row.verdict is Verdict.NEW
    assert row.share == pytest.approx(75 / 80)
    assert (one.person, one.skill, one.channel, one.rater, one.state) == (
        *("anna", "s1", "voice", "li"),
        State.FINAL,
    )
    assert one.judgement.answers == (
        ItemAnswer("secret", Said.YES),
        ItemAnswer("answer", Said.YES),
        ItemAnswer("order", Said.NOT_APPLICABLE),
        ItemAnswer("tone", points=15.0),
    )


@pytest.mark.parametrize("name", ["forms.xlsx", "forms.csv"])
@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_what_goes_out_comes_back(tmp_path: Path, name: str, language: str) -> None:
    words.use_language(language)
    one = replace(evaluation("e1", "v1", order="na", tone=7.0), state=State.FINAL, version=3, skill="s1")
    told = Judgement(
        (*one.judgement.answers[:3], ItemAnswer("tone", points=7.0, note="faster", at_s=12.0)), "=1+1", "pbx"
    )
    one = replace(one, judgement=told)
    known = replace(KNOWN, stand={"e1": one})
    write(tmp_path / name, known, [one], DAY)
    words.use_language("en")  # whatever language it is read in
    found = read_file(tmp_path / name, known)
    assert not found.problem
    assert not found.unread
    (row,) = found.rows
    assert (row.verdict, row.problem) == (Verdict.SAME, "")
    assert row.evaluation == one


def test_the_empty_form_holds_every_item_of_the_version_in_force(tmp_path: Path) -> None:
    write(tmp_path / "empty.xlsx", KNOWN, [], DAY)
    found = read_file(tmp_path / "empty.xlsx", KNOWN)
    assert (found.rows, found.problem, found.unread) == ((), "", ())


def test_the_same_file_twice_changes_nothing_and_a_corrected_row_changes_itself() -> None:
    nameless = ("2026-11-20", "", "1001", "", "voice", "li", "yes", "no", "no", 20)
    first = sheet(GOOD, nameless, nameless)  # two that say the same are two
    assert first.count(Verdict.NEW) == 3
    assert len({one.id for one in first.good}) == 3
    known = standing(first)
    again = sheet(GOOD, nameless, nameless, known=known)
    assert again.count(Verdict.SAME) == 3
    (row,) = sheet((*GOOD[:-1], 20), known=known).rows
    assert row.verdict is Verdict.CHANGED
    assert row.evaluation is not None
    assert row.evaluation.version == 1
    assert row.evaluation.judgement.answers[:3] == first.good[0].judgement.answers[:3]


def test_a_row_that_was_appealed_is_not_changed_by_a_file() -> None:
    known = standing(sheet(GOOD))
    (key, one), *_rest = known.stand.items()
    ruled = Judgement(
        answers(),
        key=one.judgement.key,
        appeals=(Appeal("anna", NOW, "why", "chen", NOW, "so", True, one.judgement.answers),),
    )
    known = replace(known, stand={key: replace(one, state=State.CHANGED, judgement=ruled)})
    assert sheet(GOOD, known=known).rows[0].verdict is Verdict.SAME
    (row,) = sheet((*GOOD[:-1], 3), known=known).rows
    assert "cannot be changed by a file" in row.problem


def test_the_same_contact_judged_here_is_not_judged_again_by_a_file() -> None:
    here = replace(evaluation("e1", "v1"), contact="c1", state=State.FINAL, version=1)
    known = replace(KNOWN, stand={"e1": here})
    (row,) = sheet(GOOD, known=known).rows
    assert row.problem == "Row 2: li judged contact c1 with this form already. Say why once more."
    head = (*HEAD, "Why once more")
    found = read_grid(grid_of([head, (*GOOD, "after training")]), known)
    assert found.rows[0].verdict is Verdict.NEW


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({2: "9999"}, "Row 2: nobody here is “9999”."),
        ({2: "", 3: "Ben"}, "Row 2: several people are “Ben”; give the employee number."),
        ({2: "", 3: ""}, "Row 2: nobody is named."),
        ({0: ""}, "Row 2: there is no day of the contact."),
        ({5: ""}, "Row 2: there is no rater."),
        ({4: "fax"}, "E2: “fax” is no channel that there is."),
        ({7: "perhaps"}, "H2: “perhaps” is no answer to “Right answer”."),
        ({6: "n/a"}, "Row 2: “Kept secrets” always applies."),
        ({7: ""}, "Row 2: Not answered yet: Right answer."),
        ({9: 21}, "Row 2: “Tone” takes points from 0 to 20."),
    ],
)
def test_a_bad_row_says_what_is_wrong(changed: dict[int, object], said: str) -> None:
    row = tuple(changed.get(at, cell) for at, cell in enumerate(GOOD))
    (found,) = sheet(row).rows
    assert found.verdict is Verdict.BAD
    assert found.problem == said


def test_answers_are_understood_as_sheets_write_them() -> None:
    head = ("日期", *HEAD[1:])
    chinese = ("2026-11-20", "c1", "1001", "", "电话", "li", "是", "合格", "不适用", "15")
    points = ("2026-11-20", "c2", "1001", "", "", "li", 1, 60, 0, 15.0)
    found = read_grid(grid_of([HEAD, (*chinese[:4], "voice", *chinese[5:]), points]), KNOWN)
    assert [row.problem for row in found.rows] == ["", ""]
    assert found.rows[0].share == pytest.approx(75 / 80)
    assert found.rows[1].share == pytest.approx(75 / 100)
    assert "no columns" in read_grid(grid_of([head, chinese]), KNOWN).problem
    assert "no columns" in read_grid(grid_of([("a", "b"), ("1", "2")]), KNOWN).problem


def test_two_rows_of_one_file_are_not_the_same_evaluation() -> None:
    found = sheet(GOOD, GOOD)
    assert found.rows[1].problem == "Row 3: row 2 says the same evaluation already."


def test_old_contacts_are_judged_by_the_version_of_their_day() -> None:
    second = FormVersion("v2", "f", 2, date(2026, 11, 1), FORM)
    known = replace(KNOWN, versions=(VERSION, second))
    old = ("2026-10-20", *GOOD[1:])
    earliest = ("2025-10-20", "c9", *GOOD[2:])
    found: list[Evaluation] = list(sheet(GOOD, ("2026-10-20", "c3", *old[2:]), earliest, known=known).good)
    assert [one.form_version for one in found] == ["v2", "v1", "v1"]
    assert found[0].evaluated_at == datetime(2026, 11, 20, 4, tzinfo=NOW.tzinfo)  # noon, where nobody said
