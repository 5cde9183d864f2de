"""What a workbook of evaluations says, row by row, and what it would change; see sheet.py."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from supervisor.imports.columns import Verdict
from supervisor.imports.document import open_document
from supervisor.imports.grid import Cell, Grid, NoValue, place, plain, shown
from supervisor.imports.header import body, find, title_key
from supervisor.imports.values import Refused, read, sentence
from supervisor.imports.values import Unit as Column
from supervisor.people.person import GroupKind, Person
from supervisor.performance.target_sheet import CHANNEL_LABELS
from supervisor.quality.evaluation import (
    SAID_LABELS,
    Evaluation,
    ItemAnswer,
    Judgement,
    Said,
    State,
    problems,
    score,
)
from supervisor.quality.form import AnswerKind, Item, at
from supervisor.quality.sheet import (
    AGAIN,
    CHANNEL,
    COMMENT,
    CONTACT,
    DAY,
    JUDGED,
    NAME,
    NUMBER,
    PERSON,
    POINTS,
    RATER,
    SCORE,
    SKILL,
    SOURCE,
    TITLES,
    Known,
    everywhere_of,
)
from supervisor.words import _, everywhere, language
from supervisor.workbook.cell import guarded

YES = (
    "是",
    "有",
    "符合",
    "合格",
    "通过",
    "达标",
    "正确",
    "y",
    "yes",
    "true",
    "ok",
    "pass",
    "√",
    "✓",
    "✔",
    "1",
)
NO = (
    "否",
    "无",
    "不符合",
    "不合格",
    "不通过",
    "未达标",
    "错误",
    "n",
    "no",
    "false",
    "fail",
    "×",
    "✗",
    "x",
    "0",
)
NOT_APPLICABLE = ("不适用", "不涉及", "无需", "na", "n/a", "n.a.")


LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
"""Stands for an instant that the file does not tell."""


@dataclass(frozen=True)
class SheetRow:
    """Row *number* of the file: *evaluation* None and *problem* a sentence where it cannot be taken. *share*
    of the points that it comes to."""

    number: int
    verdict: Verdict
    evaluation: Evaluation | None = None
    share: float | None = None
    problem: str = ""


@dataclass(frozen=True)
class EvaluationSheet:
    """A file of evaluations as it was read; *unread* are the titles of columns that are not ours."""

    file: str
    rows: tuple[SheetRow, ...]
    unread: tuple[str, ...] = ()
    problem: str = ""

    @property
    def good(self) -> tuple[Evaluation, ...]:
        """The evaluations that would change something."""
        wanted = (Verdict.NEW, Verdict.CHANGED)
        return tuple(
            one.evaluation for one in self.rows if one.evaluation is not None and one.verdict in wanted
        )

    def count(self, verdict: Verdict) -> int:
        """How many rows would do that."""
        return sum(one.verdict is verdict for one in self.rows)


def read_file(path: Path, known: Known) -> EvaluationSheet:
    """What the file at *path* (any kind of sheet) would change. Raises ImportFileError. Runs in a work
    process: a big file takes a while."""
    with open_document(path) as document:
        return read_grid(document.grid(), known, file=path.name)


def read_grid(grid: Grid, known: Known, *, file: str = "") -> EvaluationSheet:
    """The same of a sheet that is open."""
    titles: dict[str, int | str] = {}
    for key, item in known.items.items():
        for said in (item.name_zh, item.name_en, key):
            for title in (said, f"{said} ({key})"):
                if title_key(title):
                    titles.setdefault(title_key(title), key)
    for column, message in enumerate(TITLES):
        titles |= {title_key(said): column for said in everywhere(message)}
    ignored = {title_key(said) for said in everywhere_of((SCORE, POINTS))}
    header = find(grid, list(titles))
    places: dict[int | str, int] = {}
    for column, title in enumerate(header.titles if header is not None else ()):
        if title_key(title) in titles:
            places.setdefault(titles[title_key(title)], column)
    items = [key for key in places if isinstance(key, str)]
    if header is None or DAY not in places or not {PERSON, NAME} & places.keys() or not items:
        wrong = _(
            "There are no evaluations of the form “{form}” in it: no columns “{day}”, “{person}” and those "
            "of its items."
        )
        said = wrong.format(form=known.form.name, day=_(TITLES[DAY]), person=_(TITLES[PERSON]))
        return EvaluationSheet(file, (), problem=said)
    reading = _Reading(known, places)
    rows = tuple(reading.row(line.number, line.cells) for line in body(grid, header))
    unread = tuple(
        title
        for title in header.titles
        if title and title_key(title) not in titles and title_key(title) not in ignored
    )
    return EvaluationSheet(file, rows, unread)


class _BadCell(Exception):
    """A cell that cannot be taken; what is wrong, as a sentence."""


class _Key(NamedTuple):
    """By what a row is known again; *by_content*: by nothing but what it says."""

    text: str
    by_content: bool


class _Reading:
    """How the rows of one file become evaluations."""

    def __init__(self, known: Known, places: Mapping[int | str, int]) -> None:
        self._known = known
        self._places = places
        self._numbers: dict[str, list[Person]] = {}
        self._names: dict[str, list[Person]] = {}
        for person in known.roll.persons.values():
            if person.number:
                self._numbers.setdefault(person.number.casefold(), []).append(person)
            self._names.setdefault(title_key(person.name), []).append(person)
        self._channels = {
            title_key(said): each.value
            for each, label in CHANNEL_LABELS.items()
            for said in (*everywhere(label), each.value)
        }
        self._skills = {
            title_key(group.name): group.id
            for group in known.roll.groups.values()
            if group.kind is GroupKind.SKILL
        }
        self._judged: dict[tuple[str, str], set[str]] = {}  # contact, rater: at which sources
        for one in known.stand.values():
            if one.contact and one.state is not State.DRAFT:
                self._judged.setdefault((one.contact, one.rater), set()).add(one.judgement.source)
        self._seen: dict[str, int] = {}
        self._said = {
            meant: {title_key(word) for word in (*words, *everywhere(SAID_LABELS[meant]))}
            for meant, words in ((Said.YES, YES), (Said.NO, NO), (Said.NOT_APPLICABLE, NOT_APPLICABLE))
        }

    def row(self, number: int, cells: Sequence[Cell]) -> SheetRow:
        """What one row would do."""
        try:
            return self._judged_row(number, self._evaluation(_Line(number, cells, self._places)))
        except _BadCell as error:
            return SheetRow(number, Verdict.BAD, problem=str(error))

    def _judged_row(self, number: int, one: Evaluation) -> SheetRow:
        version = next(found for found in self._known.versions if found.id == one.form_version)
        if wrong := problems(version.content, one.judgement):
            raise _BadCell(_("Row {row}: {why}").format(row=number, why=" ".join(wrong)))
        share = score(version.content, one.judgement.answers).share
        old = self._known.stand.get(one.id)
        if old is None:
            sources = self._judged.get((one.contact, one.rater), set()) if one.contact else set()
            here = one.judgement.source
            if sources and (not here or sources & {here, ""}) and not one.judgement.again:
                said = _(
                    "Row {row}: {rater} judged contact {contact} with this form already. Say why once more."
                )
                raise _BadCell(said.format(row=number, rater=one.rater, contact=one.contact))
            if one.evaluated_at == LONG_AGO:  # nobody said when: about then
                noon = datetime.combine(one.contact_day, time(12), self._known.zone)
                one = replace(one, evaluated_at=noon.astimezone(UTC))
            return SheetRow(number, Verdict.NEW, one, share)
        one = _over(old, one)
        first = old.judgement.appeals[0].before if old.judgement.appeals else ()
        if one == old or (first and _plain(first) == _plain(one.judgement.answers)):
            return SheetRow(number, Verdict.SAME, old, share)
        if old.state is not State.FINAL:
            said = _(
                "Row {row}: the evaluation is not final, or was appealed. It cannot be changed by a file."
            )
            raise _BadCell(said.format(row=number))
        return SheetRow(number, Verdict.CHANGED, one, share)

    def _evaluation(self, line: _Line) -> Evaluation:
        known = self._known
        person = self._person(line)
        day = line.value(DAY, Column.DATE)
        if not isinstance(day, date):
            raise _BadCell(_("Row {row}: there is no day of the contact.").format(row=line.number))
        rater = line.text(RATER)
        if not rater:
            raise _BadCell(_("Row {row}: there is no rater.").format(row=line.number))
        version = at(known.versions, known.form.id, day) or min(known.versions, key=lambda one: one.number)
        answers = tuple(
            answer
            for item in version.content.items
            if item.id in self._places and (answer := self._answer(line, item)) is not None
        )
        moment = line.value(JUDGED, Column.MOMENT)
        judged = LONG_AGO if moment is None else moment.replace(tzinfo=moment.tzinfo or known.zone)
        skill = line.word(SKILL, self._skills, _("no skill group that there is"))
        if not skill:
            own = known.roll.groups_of(person.id, GroupKind.SKILL, day)
            skill = own[0].id if len(own) == 1 else ""
        one = Evaluation(
            "",
            version.id,
            person.id,
            line.word(CHANNEL, self._channels, _("no channel that there is")),
            skill,
            day,
            line.text(CONTACT),
            rater,
            judged.astimezone(UTC),
            State.FINAL,
            Judgement(answers, comment=line.text(COMMENT), source=line.text(SOURCE), again=line.text(AGAIN)),
        )
        return self._keyed(one, line)

    def _keyed(self, one: Evaluation, line: _Line) -> Evaluation:
        number = line.text(NUMBER)
        key = _key(one, number)
        text = key.text
        if text in self._seen:
            if not key.by_content:
                said = _("Row {row}: row {other} says the same evaluation already.")
                raise _BadCell(said.format(row=line.number, other=self._seen[text]))
            copies = 2
            while f"{text} {copies}" in self._seen:
                copies += 1
            text = f"{text} {copies}"
        self._seen[text] = line.number
        if number in self._known.stand:  # it left by `write`, and comes back
            return replace(one, id=number)
        digest = hashlib.sha256(f"{self._known.form.id}\n{text}".encode()).hexdigest()[:24]
        judgement = msgspec.structs.replace(one.judgement, key=text)
        return replace(one, id=f"sheet-{digest}", judgement=judgement)

    def _person(self, line: _Line) -> Person:
        number, name = line.text(PERSON), line.text(NAME)
        found = self._numbers.get(number.casefold(), []) if number else []
        if not found and name and not number:
            found = self._names.get(title_key(name), [])
        if len(found) == 1:
            return found[0]
        said = number or name
        if not said:
            raise _BadCell(_("Row {row}: nobody is named.").format(row=line.number))
        if not found:
            wrong = _("Row {row}: nobody here is “{name}”.")
        else:
            wrong = _("Row {row}: several people are “{name}”; give the employee number.")
        raise _BadCell(wrong.format(row=line.number, name=said))

    def _answer(self, line: _Line, item: Item) -> ItemAnswer | None:
        cell = line.cell(item.id)
        if cell is None or (isinstance(cell, str) and not plain(cell)):
            return None
        words = title_key(shown(cell))
        meant = next((said for said, known in self._said.items() if words in known), None)
        if isinstance(cell, bool):
            meant = Said.YES if cell else Said.NO
        if meant is Said.NOT_APPLICABLE:
            return ItemAnswer(item.id, meant)
        number = None if isinstance(cell, bool | NoValue) else read(cell, Column.NUMBER)
        if item.kind is AnswerKind.GRADED:
            if isinstance(number, int | float):
                return ItemAnswer(item.id, points=float(number))
        elif isinstance(number, int | float) and item.points > 0 and number == item.points:
            return ItemAnswer(item.id, Said.YES)
        elif meant is not None:
            return ItemAnswer(item.id, meant)
        said = _("{place}: “{value}” is no answer to “{item}”.")
        where = place(line.number, self._places[item.id])
        raise _BadCell(said.format(place=where, value=shown(cell), item=item.name(language())))


@dataclass(frozen=True)
class _Line:
    number: int
    cells: Sequence[Cell]
    places: Mapping[int | str, int]

    def cell(self, column: int | str) -> Cell:
        where = self.places.get(column)
        return None if where is None or where >= len(self.cells) else self.cells[where]

    def value(self, column: int, unit: Column) -> Any:
        found = read(self.cell(column), unit)
        if isinstance(found, Refused):
            raise _BadCell(sentence(found, place(self.number, self.places.get(column, 0))))
        return found

    def text(self, column: int) -> str:
        found = self.value(column, Column.ID if column in (NUMBER, CONTACT, PERSON) else Column.TEXT)
        text = str(found or "")
        return text[1:] if text[:1] == "'" and guarded(text[1:]) == text else text  # from a text file of ours

    def word(self, column: int, known: Mapping[str, str], expected: str) -> str:
        text = shown(self.cell(column))
        if not title_key(text):
            return ""
        found = known.get(title_key(text))
        if found is None:
            said = _("{place}: “{value}” is {what}.")
            where = place(self.number, self.places.get(column, 0))
            raise _BadCell(said.format(place=where, value=text, what=expected))
        return found


def _key(one: Evaluation, number: str) -> _Key:
    if number:
        return _Key(f"#{number}", False)
    if one.contact:
        return _Key(f"{one.judgement.source}|{one.contact}|{one.rater}|{one.judgement.again}", False)
    said = msgspec.json.encode(
        (one.person, one.contact_day, one.rater, one.evaluated_at, one.judgement.answers)
    )
    return _Key(hashlib.sha256(said).hexdigest(), True)


def _over(old: Evaluation, new: Evaluation) -> Evaluation:
    """*old* as the file says it: what the file does not tell (notes, places in the recording) stays."""
    before = {answer.item: answer for answer in old.judgement.answers}
    answers = tuple(
        before[answer.item] if _plain((answer,)) == _plain((before.get(answer.item),)) else answer
        for answer in new.judgement.answers
    )
    if _plain(answers) == _plain(old.judgement.answers):
        answers = old.judgement.answers  # whatever their order
    said = new.judgement
    judgement = msgspec.structs.replace(
        old.judgement,
        answers=answers,
        comment=said.comment or old.judgement.comment,
        source=said.source or old.judgement.source,
        again=said.again or old.judgement.again,
    )
    told = new.evaluated_at != LONG_AGO and abs((new.evaluated_at - old.evaluated_at).total_seconds()) >= 1
    return replace(
        new,
        form_version=old.form_version,
        channel=new.channel or old.channel,
        skill=new.skill or old.skill,
        contact=new.contact or old.contact,
        evaluated_at=new.evaluated_at if told else old.evaluated_at,
        state=old.state,
        judgement=judgement,
        import_batch=old.import_batch,
        version=old.version,
    )


def _plain(answers: Sequence[ItemAnswer | None]) -> dict[str, tuple[Said | None, float | None]]:
    """What answers say, without notes."""
    return {one.item: (one.said, one.points) for one in answers if one is not None}
