"""People from a sheet, a row a person (or a transfer), as one step; and the same sheet written.

An empty cell changes nothing. A cell of skills names all of them: one that it no longer names ends. A row
with a day in "from" holds from that day on; so one person may have several rows, one a transfer.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

from supervisor.errors import ImportFileError, SupervisorError
from supervisor.history.batch import Written
from supervisor.imports.document import open_document
from supervisor.imports.ending import heed, never
from supervisor.imports.grid import plain
from supervisor.imports.judge import STEP, Judged, Judgement, digest_of, shown
from supervisor.imports.mapping import Mapping
from supervisor.imports.reading import RowRead, rows_of, sheets
from supervisor.imports.seen import Choices, Preview, Report, Result
from supervisor.imports.totals import Total
from supervisor.imports.values import id_key
from supervisor.imports.verdict import BAD, Change, Problem, Verdict
from supervisor.people import store as people
from supervisor.people.draft import LONGEST_NAME, Draft, new_id
from supervisor.people.person import GroupKind, Person, holds
from supervisor.people.roll import Roll
from supervisor.sentences.error import sentence
from supervisor.settings.centre import CentreSettings
from supervisor.storage import undo
from supervisor.storage.centre_settings import load_centre
from supervisor.storage.database import open_centre
from supervisor.words import _, language
from supervisor.workbook.cell import Heading, Kind
from supervisor.workbook.table import write_table

TITLES = {
    "agent": ("姓名", "Name"),
    "number": ("工号", "Employee number"),
    "team": ("班组", "Team"),
    "department": ("部门", "Department"),
    "skills": ("技能组", "Skill groups"),
    "joined": ("入职日期", "Joined"),
    "left": ("离职日期", "Left"),
    "login": ("登录名", "Logins"),
    "since": ("生效日期", "From"),
}
"""The titles of the sheet that we write, which we know again whatever language is spoken."""

_SEVERAL = re.compile(r"\s*[,;，；、/\n]\s*")
_SEVERAL_LOGINS = re.compile(r"\s*[,;，；、\n]\s*|\s+/\s+|(?<=\d)/(?=\d+(?:$|[\s,;，；、/]))")
"""A slash stands in the names of telephones: PJSIP/101, Local/1029@agents/n."""


def judged(
    report: Report,
    path: Path,
    mapping: Mapping,
    draft: Draft,
    settings: CentreSettings,
    choices: Choices,
    now: datetime | None = None,
) -> Judgement:
    """Every row of *path* judged; *draft* becomes what the people would be. Raises ImportFileError."""
    result = Judgement(digest_of(path), mapping)
    today = settings.days.day(now or settings.clock().now())
    with open_document(
        path, encoding=mapping.encoding or None, separator=mapping.separator or None
    ) as document:
        result.sheets, result.not_read = sheets(document, mapping)
        for sheet in result.sheets:
            result.warnings += [
                Problem("column_missing", column.title, value=sheet.grid.sheet, warning=True)
                for column in sheet.missing
            ]
            for row in rows_of(sheet, replace(mapping, drop_totals=False)):
                if not isinstance(row, Total):
                    result.rows.append(_first_look(row))
    _find_twins(result, choices)
    index = _Index(draft, mapping.source)
    for done, one in enumerate(_in_order(result)):
        if one.place in choices.skip and one.verdict is Verdict.NEW:
            one.verdict = Verdict.SKIPPED
        if one.verdict is Verdict.NEW:
            _take(index, one, today)
        if done % STEP == 0:
            report(done, len(result.rows))
    counts = [one.verdict for one in result.rows]
    result.writes = tuple(  # type: ignore[assignment]  # three of them
        counts.count(verdict) for verdict in (Verdict.NEW, Verdict.CHANGED, Verdict.UNCHANGED)
    )
    try:
        draft.check()
    except SupervisorError as error:  # somebody at two places at once
        result.warnings.append(Problem("people", value=sentence(error), warning=True))
    return result


def preview(
    report: Report,
    path: Path,
    mapping: Mapping,
    url: str,
    *,
    choices: Choices | None = None,
    now: datetime | None = None,
) -> Preview:
    """Judge the rows of *path* against the people of the centre at *url*; nothing is written."""
    with open_centre(url) as centre, centre.read() as db:
        draft = Draft(people.read_everything(db))
        result = judged(report, path, mapping, draft, load_centre(db), choices or Choices(), now)
    return shown(path, result)


def apply(
    report: Report,
    url: str,
    path: Path,
    mapping: Mapping,
    choices: Choices,
    *,
    who: str,
    digest: str = "",
    at: datetime | None = None,
    cancelled: Callable[[], bool] = never,
) -> Result:
    """Take the people of *path* in as one step that can be undone. Raises ImportFileError, and what the
    people's own rules refuse, and EndedError once *cancelled* says so."""
    with open_centre(url) as centre:
        with centre.read() as db:
            settings = load_centre(db)
        now = at or settings.clock().now()
        with centre.write() as db:
            before = undo.last(db)
            facts = {"count": "0", "file": path.name}
            with people.change(db, "import_people", facts, at=now, who=who) as draft:
                result = judged(report, path, mapping, draft, settings, choices, now)
                if digest and result.digest != digest:
                    raise ImportFileError(str(path), "changed")
                new, changed, same = result.writes
                facts["count"] = str(new + changed)
            step = undo.last(db)
            heed(cancelled)
    number = step.id if step is not None and (before is None or step.id != before.id) else None
    seen = shown(path, result)
    left_out = sum(count for verdict, count in seen.counts if verdict in BAD)
    written = Written(new, changed, same)
    return Result(None, written, new + changed + same, left_out, step=number, preview=seen)


def _first_look(row: RowRead) -> Judged:
    if "agent" not in row.values and "number" not in row.values:
        row.problems.append(Problem("no_name"))
    joined, left = row.values.get("joined"), row.values.get("left")
    if isinstance(joined, date) and isinstance(left, date) and left <= joined:
        row.problems.append(Problem("left_before_joined", value=str(left), other=str(joined)))
    wrong = [problem.word for problem in row.problems if not problem.warning]
    verdict = Verdict.NEW
    if wrong:
        verdict = Verdict.INCOMPLETE if wrong == ["no_name"] else Verdict.NOT_UNDERSTOOD
    return Judged(row, [], verdict)


def _find_twins(result: Judgement, choices: Choices) -> None:
    first: dict[tuple[str, str, object], list[Judged]] = defaultdict(list)
    for one in result.rows:
        if one.verdict is Verdict.NEW:
            values = one.row.values
            number = id_key(str(values.get("number", "")))
            name = "" if number else plain(str(values.get("agent", "")))
            first[number, name, values.get("since")].append(one)
    for told in first.values():
        if len(told) == 1:
            continue
        chosen = [one for one in told if one.place in choices.chosen]
        keep = chosen[0] if chosen else told[0]
        differs = any(one.row.values != told[0].row.values for one in told)
        for one in told:
            if one is keep and (chosen or not differs):
                continue
            one.twin = (told[1] if one is told[0] else told[0]).row.number
            one.verdict = Verdict.TWICE_SAME if chosen or not differs else Verdict.TWICE_DIFFERENT


def _in_order(result: Judgement) -> list[Judged]:
    """Transfers in the order of their days, whatever order they stand in."""
    return sorted(result.rows, key=lambda one: str(one.row.values.get("since") or ""))


class _Index:
    """A draft, looked at from the side of names and numbers."""

    def __init__(self, draft: Draft, source: str) -> None:
        self.draft, self.source = draft, source
        self._by_number: dict[str, list[str]] = defaultdict(list)
        self._by_name: dict[str, list[str]] = defaultdict(list)
        for person in draft.persons.values():
            self.learn(person)

    def learn(self, person: Person) -> None:
        if person.number:
            self._by_number[id_key(person.number)].append(person.id)
        self._by_name[plain(person.name)].append(person.id)

    def find(self, number: str, name: str, logins: Sequence[str]) -> Person | None:
        """The one person that a row means: by number, else by login, else by a name that one person has."""
        if number:
            numbered = self._by_number.get(id_key(number), [])
            if numbered:
                return self.draft.persons[numbered[0]]
        for login in logins:
            behind = {use.person for use in self.draft.uses_of(self.source, login) if use.person}
            person = self.draft.persons.get(behind.pop()) if len(behind) == 1 else None
            if person is not None and (not name or plain(person.name) == plain(name)):
                return person
        named = [self.draft.persons[one] for one in self._by_name.get(plain(name), [])]
        if number:
            named = [person for person in named if not person.number]
        return named[0] if len(named) == 1 else None


def _take(index: _Index, one: Judged, today: date) -> None:
    """Let the draft become as the row says; the row's verdict and changes say what that was."""
    draft, values = index.draft, one.row.values
    name, number = plain(str(values.get("agent", ""))), plain(str(values.get("number", "")))
    logins = _parts(values.get("login"), _SEVERAL_LOGINS)
    joined, left = _day(values.get("joined")), _day(values.get("left"))
    since = _day(values.get("since"))
    person = index.find(number, name, logins)
    changes: list[Change] = []
    new = person is None
    _check_logins(index, person, logins, since, one)
    _check_names(one)
    if any(not problem.warning for problem in one.row.problems):
        one.verdict = Verdict.NOT_UNDERSTOOD  # before the draft is touched
        return
    try:
        if person is None:
            person = draft.add_person(Person(new_id(), name or number, number, joined, left))
            index.learn(person)
            since = since or joined
        else:
            wanted = replace(
                person,
                name=name or person.name,
                number=person.number if not number or id_key(number) == id_key(person.number) else number,
                joined=joined or person.joined,
                left=left or person.left,
            )
            for field in ("name", "number", "joined", "left"):
                before, after = getattr(person, field), getattr(wanted, field)
                if before != after:
                    changes.append(Change(field, _text(before), _text(after)))
            if changes:
                draft.change_person(wanted)
                person = wanted
                index.learn(person)
            since = since or today
        changes += _groups(draft, person, one, since, new)
        changes += _logins(index, person, logins, _day(values.get("since")))
    except SupervisorError as error:
        one.row.problems.append(Problem("people", value=sentence(error)))
    if any(not problem.warning for problem in one.row.problems):
        one.verdict = Verdict.NOT_UNDERSTOOD
        return
    one.changes = () if new else tuple(changes)
    one.verdict = Verdict.NEW if new else Verdict.CHANGED if changes else Verdict.UNCHANGED


def _groups(draft: Draft, person: Person, one: Judged, since: date | None, new: bool) -> list[Change]:
    values = one.row.values
    team, department = plain(str(values.get("team", ""))), plain(str(values.get("department", "")))
    found: list[Change] = []
    above = draft.group_for(GroupKind.DEPARTMENT, department) if department else None
    for kind, name in ((GroupKind.TEAM, team), (GroupKind.DEPARTMENT, "" if team else department)):
        if not name:
            continue
        group = draft.group_for(kind, name, above.id if above and kind is GroupKind.TEAM else None)
        if kind is GroupKind.TEAM and above is not None and group.above is None:
            draft.change_group(replace(group, above=above.id))
        there = _held(draft, person.id, kind, since)
        if name in there:
            continue
        if there and "since" not in values and not new:
            said = ", ".join(there)
            one.row.problems.append(
                Problem("transfer_without_day", value=person.name, other=said, warning=True)
            )
        ever = [held for held in draft.memberships_of(person.id) if draft.groups[held.group].kind is kind]
        draft.move(person.id, group.id, since if ever or new else _day(values.get("since")))
        found.append(Change(kind.value, ", ".join(there) or None, name))
    if skills := _parts(values.get("skills")):
        there = _held(draft, person.id, GroupKind.SKILL, since)
        for name in skills:
            if name not in there:
                draft.move(person.id, draft.group_for(GroupKind.SKILL, name).id, since)
        for name in there:
            group_ = draft.group_called(GroupKind.SKILL, name)
            if name not in skills and group_ is not None and since is not None:
                draft.leave(person.id, group_.id, since)
        if set(there) != set(skills):
            found.append(Change("skills", ", ".join(there) or None, ", ".join(skills)))
    return found


def _check_names(one: Judged) -> None:
    """Names that are too long to be any."""
    for role in ("agent", "team", "department", "skills"):
        for name in _parts(one.row.values.get(role)):
            if len(name) > LONGEST_NAME:
                title = role
                one.row.problems.append(Problem("long_name", title, one.row.place(role), name[:LONGEST_NAME]))


def _check_logins(
    index: _Index, person: Person | None, logins: Sequence[str], since: date | None, one: Judged
) -> None:
    """A login that somebody else has needs the day from which on it is this person's."""
    for login in logins:
        uses = index.draft.uses_of(index.source, login)
        if person is not None and any(use.person == person.id for use in uses):
            continue
        if uses and since is None:
            other = next((index.draft.persons[use.person].name for use in uses if use.person), "–")
            one.row.problems.append(Problem("login_taken", value=login, other=other))


def _logins(index: _Index, person: Person, logins: Sequence[str], since: date | None) -> list[Change]:
    found = []
    for login in logins:
        uses = index.draft.uses_of(index.source, login)
        if any(use.person == person.id for use in uses):
            continue
        index.draft.assign(index.source, login, person.id, since if uses else None, instead=bool(uses))
        found.append(Change("login", None, login))
    return found


def _held(draft: Draft, person: str, kind: GroupKind, day: date | None) -> list[str]:
    """The groups of *kind* that the person is in on *day*."""
    on = day or date.max
    return [
        draft.groups[held.group].name
        for held in draft.memberships_of(person)
        if draft.groups[held.group].kind is kind and holds(held.since, held.until, on)
    ]


def _parts(value: object, between: re.Pattern[str] = _SEVERAL) -> list[str]:
    said = plain(str(value)) if value is not None else ""
    return list(dict.fromkeys(part for part in between.split(said) if part))


def _day(value: object) -> date | None:
    return value if isinstance(value, date) else None


def _text(value: object) -> str | None:
    return None if value is None else str(value)


# -- the same sheet, written --------------------------------------------------------------------------------


def titles() -> dict[str, str]:
    """By role, what the columns of the sheet that we write are called in the language in use."""
    return {role: names[0 if language() == "zh_CN" else 1] for role, names in TITLES.items()}


def write(path: Path, roll: Roll, settings: CentreSettings, day: date, *, source: str = "") -> Path:
    """Write everybody to *path*: a row a person and team, the last one as of *day* with skills and logins (at
    *source*; "" at all). Raises FileError."""
    kinds = {"joined": Kind.DAY, "left": Kind.DAY, "since": Kind.DAY}
    headings = [Heading(title, kinds.get(role, Kind.TEXT)) for role, title in titles().items()]
    rows = [row for person in roll.persons.values() for row in _rows(roll, person, day, source)]
    about = [
        (_("What"), _("The people of the centre, one row a person and transfer")),
        (_("As of"), day.isoformat()),
        (_("Rows"), str(len(rows))),
    ]
    return write_table(path, _("People"), headings, rows, about, settings.days.zone).path


def _rows(roll: Roll, person: Person, day: date, source: str) -> list[list[str | date | None]]:
    teams = sorted(
        (
            held
            for held in roll.memberships.get(person.id, ())
            if roll.groups[held.group].kind is GroupKind.TEAM
        ),
        key=lambda held: held.since or date.min,
    )
    departments = roll.groups_of(person.id, GroupKind.DEPARTMENT, day)
    skills = ", ".join(group.name for group in roll.groups_of(person.id, GroupKind.SKILL, day))
    logins = dict.fromkeys(
        use.login for use in roll.logins_of(person.id) if not source or use.source == source
    )
    base: list[str | date | None] = [person.name, person.number]
    ends: list[str | date | None] = [person.joined, person.left, ", ".join(logins)]
    if not teams:
        return [[*base, "", departments[0].name if departments else "", skills, *ends, None]]
    found: list[list[str | date | None]] = []
    for place, held in enumerate(teams):
        team = roll.groups[held.group]
        above = roll.groups[team.above].name if team.above in roll.groups else ""
        last = place == len(teams) - 1
        found.append([*base, team.name, above, skills if last else "", *ends, held.since])
    return found
