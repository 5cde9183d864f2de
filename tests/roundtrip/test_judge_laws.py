"""Whatever a department does with its file, and whatever is done here meanwhile: the verdicts of the conflict
table and no other, and nothing that was written is lost."""

from __future__ import annotations

import random
from dataclasses import dataclass, field, replace
from typing import Any

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from supervisor.issues.reply import Answer
from supervisor.issues.states import State
from supervisor.roundtrip.cell_text import text_of
from supervisor.roundtrip.judge import judge
from supervisor.roundtrip.returned import FileRow
from supervisor.roundtrip.verdict import Choices, Empty, FieldVerdict, Preview, RowFinding, RowVerdict
from tests.roundtrip.sheets import TODAY, a_cell, a_file, a_row, an_export, sent_issue, sent_row, stands, wt

ISSUES = 3
FIELDS = ("cause", "measure", "owner", "proposed", "remark", "progress")
WORDS = ("", "late print", "wrong rule", "张三/李四", "two\nlines", "=1+1", "0")
LINES = ("owner", "proposed")  # have one line in an answer
OVER = (State.CLOSED, State.REJECTED)


def by_table(base: str, file: str, now: str) -> FieldVerdict:
    """The conflict table, for texts."""
    if file == base:
        return FieldVerdict.SAME
    if not file:
        return FieldVerdict.EMPTIED
    if base == now:
        return FieldVerdict.TAKE
    return FieldVerdict.ALIKE if file == now else FieldVerdict.CONFLICT


def one_line(text: str) -> str:
    return " ".join(text.split())


@dataclass
class Story:
    """A sheet that went out, the file as a department left it, and the database as it stands."""

    base: dict[int, Answer]
    rows: list[FileRow] = field(default_factory=list)
    now: dict[int, Answer] = field(default_factory=dict)
    states: dict[int, State] = field(default_factory=dict)
    merged: dict[int, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.sent = an_export(*(sent_row(sent_issue(id), answer) for id, answer in self.base.items()))
        self.rows = [a_row(row, 7 + at) for at, row in enumerate(self.sent.rows)]
        self.now = dict(self.base)

    # what a department does

    def write(self, which: int, name: str, text: str) -> None:
        if self.rows:
            row = self.rows[which % len(self.rows)]
            cells = {key: cell for key, cell in row.cells.items() if key != name}
            if text:
                cells[name] = a_cell(text, name, row.row)
            self.rows[which % len(self.rows)] = replace(row, cells=cells)

    def sort(self, which: int, _name: str, _text: str) -> None:
        random.Random(which).shuffle(self.rows)

    def delete(self, which: int, _name: str, _text: str) -> None:
        if self.rows:
            del self.rows[which % len(self.rows)]

    def double(self, which: int, _name: str, _text: str) -> None:
        if self.rows:
            self.rows.append(self.rows[which % len(self.rows)])

    def add(self, which: int, name: str, text: str) -> None:
        number = wt(900 + which) if which % 2 else ""
        self.rows.append(a_row(number, 90, title="Our own", **{name: text or "something"}))

    def misspell(self, which: int, _name: str, _text: str) -> None:
        if self.rows:
            row = self.rows[which % len(self.rows)]
            typed = text_of(row.cells.get("number"))
            if typed:
                wrong = typed[:-1] + str((int(typed[-1]) + 3) % 10)
                self.write(which, "number", wrong)

    def hide(self, which: int, _name: str, _text: str) -> None:
        if self.rows:
            self.rows[which % len(self.rows)] = replace(self.rows[which % len(self.rows)], hidden=True)

    def add_column(self, which: int, _name: str, text: str) -> None:
        if self.rows and text:
            row = self.rows[which % len(self.rows)]
            self.rows[which % len(self.rows)] = replace(row, extra={"Room": a_cell(text, "Room", row.row)})

    # what is done here meanwhile

    def answer(self, which: int, name: str, text: str) -> None:
        id = which % ISSUES + 1
        self.now[id] = msgspec.structs.replace(self.now[id], **{name: text})

    def end(self, which: int, _name: str, _text: str) -> None:
        self.states[which % ISSUES + 1] = OVER[which % 2]

    def merge(self, which: int, _name: str, _text: str) -> None:
        one, other = which % ISSUES + 1, (which + 1) % ISSUES + 1
        if one not in self.states and other not in self.states and other not in self.merged:
            self.merged.setdefault(one, other)

    # what comes of it

    def survivor(self, id: int) -> int:
        seen = set()
        while id in self.merged and id not in seen:
            seen.add(id)
            id = self.merged[id]
        return id

    def preview(self, choices: Choices = Choices()) -> Preview:  # noqa: B008 - frozen
        rows = [replace(row, row=7 + at) for at, row in enumerate(self.rows)]
        issues = []
        for id in self.base:
            parts: dict[str, Any] = {"state": self.states.get(id, State.SENT)}
            if id in self.merged:
                parts = {"state": State.MERGED, "merged_into": self.merged[id]}
            issues.append(sent_issue(id, **parts))
        now = stands(*issues, answers={(id, "bill"): answer for id, answer in self.now.items()})
        return judge(a_file(*rows, sent=self.sent), self.sent, now, choices, today=TODAY)


ANSWERS = st.builds(Answer, cause=st.sampled_from(WORDS), owner=st.sampled_from(("", "Li Na")))
ACTS = (
    *("write",) * 6,
    *("sort", "delete", "double", "add", "misspell", "hide", "add_column"),
    *("answer",) * 3,
    *("end", "merge"),
)
STEPS = st.lists(
    st.tuples(st.sampled_from(ACTS), st.integers(0, 11), st.sampled_from(FIELDS), st.sampled_from(WORDS)),
    max_size=14,
)


def a_story(bases: list[Answer], steps: list[tuple[str, int, str, str]]) -> Story:
    story = Story(dict(enumerate(bases, 1)))
    for name, which, column, text in steps:
        getattr(story, name)(which, column, text)
    return story


BASES = st.lists(ANSWERS, min_size=ISSUES, max_size=ISSUES)
_LIGHT = settings(max_examples=100)


@_LIGHT
@given(bases=BASES, steps=STEPS)
def test_every_field_has_the_verdict_of_the_table_and_no_other(
    bases: list[Answer], steps: list[tuple[str, int, str, str]]
) -> None:
    story = a_story(bases, steps)
    numbers = {wt(id): id for id in story.base}

    preview = story.preview()

    assert len(preview.rows) == len(story.rows)
    for row, found in zip(story.rows, preview.rows, strict=True):
        id = numbers.get(text_of(row.cells.get("number")))
        if id is None:
            assert found.verdict in (RowVerdict.NEW, RowVerdict.WRONG_NUMBER)
            assert (found.issue, found.replies) == (0, False)
            continue
        assert found.issue == story.survivor(id)
        told = {one.field: one.verdict for one in found.fields}
        same_before = any("taken once" in said for said in found.says)
        for name in FIELDS:
            base, now = getattr(story.base[id], name), getattr(story.now[found.issue], name)
            text = text_of(row.cells.get(name))
            expected = by_table(base, text, now)
            if name == "owner" and text == "张三/李四" and expected is not FieldVerdict.SAME:
                continue  # people who are parted have a test of their own
            if not same_before:
                assert told.get(name, FieldVerdict.SAME) is expected, (name, base, text, now)


@_LIGHT
@given(bases=BASES, steps=STEPS, empty=st.sampled_from((None, *Empty)), all_rows=st.booleans())
def test_nothing_that_was_written_is_lost(
    bases: list[Answer], steps: list[tuple[str, int, str, str]], empty: Empty | None, all_rows: bool
) -> None:
    story = a_story(bases, steps)
    keys = frozenset(row.key for row in story.preview().rows) if all_rows else frozenset()

    preview = story.preview(Choices(rows=keys, empty=empty))

    for row, found in zip(story.rows, preview.rows, strict=True):
        for name in FIELDS:
            text = text_of(row.cells.get(name))
            if text:
                assert is_somewhere(story, found, name, text), (name, text, found)
        for heading, cell in row.extra.items():
            kept = {(one.field, one.text) for one in found.kept}
            assert (f"extra:{heading}", text_of(cell)) in kept


def is_somewhere(story: Story, found: RowFinding, name: str, text: str) -> bool:
    """Whether what stands in a cell is in the answer, the comment, what was sent; or, for a row that goes
    nowhere or says the same as another, in what is told of it or of that one."""
    if found.issue == 0:
        return any(one.field == name and one.raw == text for one in found.fields)
    if any("taken once" in said for said in found.says):
        return True  # the other row is in the same preview
    if name in LINES and getattr(found.answer, name) == one_line(text):
        return True
    was_sent = any(getattr(answer, name) == text for answer in story.base.values())
    return (
        getattr(found.answer, name) == text
        or was_sent
        or (name, text) in {(one.field, one.text) for one in found.kept}
    )


@_LIGHT
@given(bases=BASES, steps=STEPS, empty=st.sampled_from((None, *Empty)))
def test_an_answer_holds_only_what_was_there_or_what_was_written(
    bases: list[Answer], steps: list[tuple[str, int, str, str]], empty: Empty | None
) -> None:
    story = a_story(bases, steps)

    preview = story.preview(Choices(empty=empty))

    for row, found in zip(story.rows, preview.rows, strict=True):
        if not found.replies:
            continue
        assert story.states.get(found.issue) not in OVER
        for name in FIELDS:
            value = getattr(found.answer, name)
            now, text = getattr(story.now[found.issue], name), text_of(row.cells.get(name))
            written = (text, one_line(text)) if name in LINES else (text,)
            assert value in (now, *written) or (name == "owner" and text.startswith(value))
            if not value and now:
                assert empty is Empty.CLEAR


@_LIGHT
@given(bases=BASES, steps=STEPS)
def test_judging_twice_is_judging_once_and_choices_change_what_is_seen_of_no_row(
    bases: list[Answer], steps: list[tuple[str, int, str, str]]
) -> None:
    story = a_story(bases, steps)

    plain = story.preview()

    assert plain == story.preview()
    keys = frozenset(row.key for row in plain.rows)
    assert story.preview(Choices(rows=keys, reopen=keys, make=keys, empty=Empty.CLEAR)).seen == plain.seen
