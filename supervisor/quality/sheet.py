"""Evaluations as a workbook of their form, and back: one row an evaluation, a column an item.

A row is known again by its number, else by contact and rater, else by what it says: the same file twice
changes nothing. Titles and answers are understood in every language of ours.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, tzinfo
from pathlib import Path

from supervisor.imports.header import title_key
from supervisor.people.roll import Roll
from supervisor.performance.target_sheet import channel_name
from supervisor.quality.evaluation import SAID_LABELS, Evaluation, ItemAnswer, Said, score
from supervisor.quality.form import AnswerKind, Form, FormVersion, Item, at
from supervisor.words import _, everywhere, language, mark
from supervisor.workbook.cell import Heading, Kind, Value
from supervisor.workbook.table import Written, write_table

NUMBER, DAY, CONTACT, SOURCE, PERSON, NAME, CHANNEL, SKILL, RATER, JUDGED, COMMENT, AGAIN = range(12)
TITLES = (
    mark("Evaluation number"),
    mark("Day of the contact"),
    mark("Contact"),
    mark("Source"),
    mark("Employee number"),
    mark("Full name"),
    mark("Channel"),
    mark("Skill group"),
    mark("Rater"),
    mark("Judged at"),
    mark("Comment"),
    mark("Why once more"),
)
"""The columns before those of the items."""
SCORE = mark("Score")
POINTS = mark("Points")
_ITEMS_FROM = JUDGED + 1


@dataclass(frozen=True)
class Known:
    """What a sheet of evaluations refers to: the *form* with its *versions*, the people, and the evaluations
    that *stand* of the form, in whatever state, by id."""

    form: Form
    versions: tuple[FormVersion, ...]
    roll: Roll
    zone: tzinfo
    stand: Mapping[str, Evaluation] = field(default_factory=dict)

    @property
    def items(self) -> dict[str, Item]:
        """Every item that the form ever had, as its last version with it says."""
        found: dict[str, Item] = {}
        for version in sorted(self.versions, key=lambda one: one.number, reverse=True):
            for item in version.content.items:
                found.setdefault(item.id, item)
        return found


def write(path: Path, known: Known, evaluations: Sequence[Evaluation], today: date) -> Written:
    """Write *evaluations* of the form (none: the empty form) to *path*, .xlsx or .csv. Raises FileError.

    Its items are those of the version in force *today*, and those that the evaluations have besides.
    """
    items = _columns(known, evaluations, today)
    titles = _item_titles(items)
    kinds = {DAY: Kind.DAY, JUDGED: Kind.TIME}
    headings = [Heading(_(title), kinds.get(at, Kind.TEXT)) for at, title in enumerate(TITLES)]
    in_items = [
        Heading(titles[item.id], Kind.NUMBER if item.kind is AnswerKind.GRADED else Kind.TEXT, 1)
        for item in items
    ]
    headings = [*headings[:_ITEMS_FROM], *in_items, *headings[_ITEMS_FROM:]]
    if evaluations:
        headings += [Heading(_(SCORE), Kind.SHARE), Heading(_(POINTS), Kind.NUMBER, 1)]
    rows = [_cells(one, known, items) for one in evaluations]
    about = [
        (_("Quality form"), known.form.name),
        (
            _("How to fill it in"),
            _(
                "One row an evaluation. An item is answered with {yes}, {no} or {na}, or with points. Give "
                "the person’s employee number or name, the day of the contact and the rater."
            ).format(**_said_words()),
        ),
        (
            _("Duplicates"),
            _(
                "A row is known again by its evaluation number, else by contact and rater. Without either, "
                "by what it says: then a corrected row is another evaluation."
            ),
        ),
        *((titles[item.id], _about(item)) for item in items),
    ]
    return write_table(path, known.form.name, headings, rows, about, known.zone)


def _columns(known: Known, evaluations: Iterable[Evaluation], today: date) -> list[Item]:
    last = max(known.versions, key=lambda one: one.number)
    now = at(known.versions, known.form.id, today) or last
    items = {item.id: item for item in now.content.items}
    every = known.items
    for one in evaluations:
        for answer in one.judgement.answers:
            if answer.item in every:
                items.setdefault(answer.item, every[answer.item])
    return list(items.values())


def _item_titles(items: Iterable[Item]) -> dict[str, str]:
    """What the columns of items are called: their names, with the id where two bear one name."""
    items = list(items)
    ours = {title_key(title) for title in everywhere_of(TITLES)}
    keys = Counter(title_key(item.name(language())) for item in items)
    found = {}
    for item in items:
        name = item.name(language())
        alone = keys[title_key(name)] == 1 and title_key(name) not in ours
        found[item.id] = name if alone else f"{name} ({item.id})"
    return found


def everywhere_of(messages: Iterable[str]) -> tuple[str, ...]:
    """Marked words in every language that is spoken here."""
    return tuple(said for message in messages for said in everywhere(message))


def _said_words() -> dict[str, str]:
    return {
        "yes": _(SAID_LABELS[Said.YES]),
        "no": _(SAID_LABELS[Said.NO]),
        "na": _(SAID_LABELS[Said.NOT_APPLICABLE]),
    }


def _about(item: Item) -> str:
    words = _said_words()
    if item.kind is AnswerKind.GRADED:
        said = _("points from 0 to {most:g}").format(most=item.points)
    else:
        said = f"{words['yes']} / {words['no']}"
    if item.may_not_apply:
        said = f"{said} / {words['na']}"
    return f"{said}. {item.help(language())}".strip()


def _cells(one: Evaluation, known: Known, items: Sequence[Item]) -> tuple[Value, ...]:
    person = known.roll.persons.get(one.person)
    skill = known.roll.groups.get(one.skill)
    told = {answer.item: answer for answer in one.judgement.answers}
    key = one.judgement.key
    content = next((version.content for version in known.versions if version.id == one.form_version), None)
    reached = score(content, one.judgement.answers) if content is not None else None
    return (
        key[1:] if key.startswith("#") else one.id,
        one.contact_day,
        one.contact,
        one.judgement.source,
        person.number if person else "",
        person.name if person else one.person,
        channel_name(one.channel),
        skill.name if skill else "",
        one.rater,
        one.evaluated_at,
        *(_answer_cell(told.get(item.id)) for item in items),
        one.judgement.comment,
        one.judgement.again,
        reached.share if reached else None,
        reached.given if reached else None,
    )


def _answer_cell(answer: ItemAnswer | None) -> Value:
    if answer is None:
        return None
    return answer.points if answer.said is None else _(SAID_LABELS[answer.said])
