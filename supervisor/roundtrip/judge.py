"""What a returned file would do, row by row, before anything is written: pure, and the same however often it
is asked."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import msgspec

from supervisor.issues.department_store import called
from supervisor.issues.issue import Issue
from supervisor.issues.reply import Answer
from supervisor.issues.sheet_told import lacking
from supervisor.issues.states import STATE_LABELS, Need, State
from supervisor.roundtrip import comment
from supervisor.roundtrip.cell_text import as_sent, text_of
from supervisor.roundtrip.empty_cells import with_empty_cells
from supervisor.roundtrip.fields import Deciding, Judged, judge_field
from supervisor.roundtrip.layout import SENT_COLUMNS
from supervisor.roundtrip.now import Now
from supervisor.roundtrip.returned import FileRow, ReturnedFile
from supervisor.roundtrip.sent import Sent
from supervisor.roundtrip.target import Target, target
from supervisor.roundtrip.verdict import (
    Choices,
    FieldFinding,
    FieldValue,
    FieldVerdict,
    Preview,
    RowFinding,
    RowVerdict,
)
from supervisor.roundtrip.wording import file_words, lacking_words
from supervisor.words import _

OVER = frozenset({State.CLOSED, State.REJECTED})
"""What is said of such an issue is kept as a comment, unless it is opened again."""

NO_CHOICES = Choices()
_TOLD = tuple(column.field for column in SENT_COLUMNS if column.field != "number")
_ORDER = tuple(RowVerdict)
_ANSWERING = ("cause", "measure", "owner", "planned")


@dataclass(frozen=True)
class _Row:
    """A row with its issue, each of its fields judged."""

    at: Target
    fields: dict[str, Judged]

    @property
    def is_touched(self) -> bool:
        """Whether the department wrote anything there."""
        return any(one.touched for one in self.fields.values())

    @property
    def says(self) -> tuple[FieldValue, ...]:
        """What the department wrote, to be compared with another row: yes and 是 are the same, and so are two
        ways to write a day; None where it wrote nothing."""
        return tuple(_said(name, self.fields[name], self.at.row) for name in comment.REPLY)


def _said(name: str, judged: Judged, row: FileRow) -> FieldValue:
    if not judged.touched:
        return None
    if name in ("ours", "planned") and judged.finding is not None and judged.finding.file is not None:
        return judged.finding.file
    return text_of(row.cells.get(name))


def judge(
    file: ReturnedFile,
    sent: Sent | None,
    now: Now,
    choices: Choices = NO_CHOICES,
    *,
    today: date,
    id: str = "",
) -> Preview:
    """What each row of *file* would do. *sent*: the export that it was written as, None where it does not
    say. *id*: under which the file is kept."""
    file = with_empty_cells(file)
    targets = [target(row, sent, now) for row in file.rows if _is_written(row)]
    gone = _missing(targets, sent)
    targets = [target(one.row, sent, now, gone) if one.wrong else one for one in targets]
    findings = _findings(targets, now, choices, today)
    bare = findings if choices == NO_CHOICES else _findings(targets, now, NO_CHOICES, today)
    return Preview(
        file.name,
        id,
        findings,
        gone,
        file_words(file, sent, now),
        asks_empty=choices.empty is None
        and any(
            one.verdict is FieldVerdict.EMPTIED and one.now is not None for row in bare for one in row.fields
        ),
        asks_department=any(row.asks_department for row in findings),
        sheet=sent.sheet if sent is not None else now.sheet,
        department=sent.department if sent is not None else now.sheet_department,
        seen=tuple((row.key, _seen(row)) for row in bare),
    )


def _findings(targets: Sequence[Target], now: Now, choices: Choices, today: date) -> tuple[RowFinding, ...]:
    rows = [_judged(one, now, choices, today) for one in targets]
    by_issue: defaultdict[int, list[_Row]] = defaultdict(list)
    for one in rows:
        if one.at.issue is not None:
            by_issue[one.at.issue.id].append(one)
    found = []
    for one in rows:
        if one.at.issue is None:
            found.append(_new(one.at))
        else:
            found.append(_finding(one, by_issue[one.at.issue.id], now, choices))
    return tuple(found)


def _missing(targets: Iterable[Target], sent: Sent | None) -> tuple[str, ...]:
    """Numbers that were sent and stand in no row."""
    if sent is None:
        return ()
    there = {one.named.id for one in targets if one.named is not None}
    return tuple(row.number for row in sent.rows if row.issue not in there)


def _is_written(row: FileRow) -> bool:
    cells = [cell for name, cell in row.cells.items() if name != "version"]
    return any(not cell.is_empty or cell.comment for cell in (*cells, *row.extra.values()))


# -- a row with an issue ------------------------------------------------------------------------------------


def _judged(at: Target, now: Now, choices: Choices, today: date) -> _Row:
    if at.issue is None:
        return _Row(at, {})
    last = now.answer(at.issue.id, at.department)
    near = at.export.at.astimezone(now.zone).date() if at.export is not None else today
    days = {(key, name): day for key, name, day in choices.dates}

    def warn(name: str, value: FieldValue) -> str:
        return _warning(name, value, at, now, today)

    fields = {}
    for name in comment.REPLY:
        chosen = (at.key, name)
        deciding = Deciding(near, chosen in choices.take_file, choices.empty, days.get(chosen))
        fields[name] = judge_field(name, at.row.cells.get(name), at.base, last, deciding, warn)
    return _Row(at, fields)


def _finding(one: _Row, group: Sequence[_Row], now: Now, choices: Choices) -> RowFinding:
    """The finding of a row; *group*: all rows of the file that go to the same issue."""
    at = one.at
    assert at.issue is not None  # noqa: S101  # the caller looked
    says = list(at.says)
    like = tuple(other for other in group if other is not one and other.is_touched)
    told = tuple(judged.finding for judged in one.fields.values() if judged.finding is not None)
    told += _read_only(at, now)
    beside = comment.beside(at.row) + comment.kept_of(
        at.row, (name for key, name in sorted(choices.comments) if key == at.key and name in _TOLD)
    )
    written = comment.kept_of(at.row, (name for name, judged in one.fields.items() if judged.is_news))
    last = now.answer(at.issue.id, at.department)
    verdicts = [RowVerdict.NOTHING]
    answer, kept = last, beside
    if not one.is_touched:
        pass
    elif other := next(
        (each for each in like if each.says == one.says and _is_before(each, one, group)), None
    ):
        says.append(_("It says the same as row {row}; it is taken once.").format(row=other.at.row.row))
        told = tuple(each for each in told if each.verdict is FieldVerdict.READ_ONLY)
    elif any(each.says != one.says for each in like) and _chosen(one, group, choices) is not one:
        rows = _(", ").join(str(each.at.row.row) for each in like)
        said = _("Row {rows} answers the same issue differently: choose the one that counts.")
        says.append(said.format(rows=rows))
        verdicts.append(RowVerdict.TWICE)
        kept = written + beside
    elif at.elsewhere:
        said = _("{department} was asked, and {number} is with {other} now: it is kept as a comment.")
        names = {"department": now.department(at.department), "other": at.elsewhere}
        says.append(said.format(number=at.issue.number, **names))
        kept = written + beside
    elif at.issue.state in OVER and at.key not in choices.reopen:
        said = _("{number} is “{state}”: what is written is kept as a comment, unless it is opened again.")
        says.append(said.format(number=at.issue.number, state=_(STATE_LABELS[at.issue.state])))
        kept = written + beside
    else:
        answer = _answer(last, one.fields)
        more, lacks = _verdicts(one, answer, last, at.issue, now)
        verdicts += more
        says += lacks
        lost = comment.kept_of(at.row, (name for name, judged in one.fields.items() if judged.keep))
        kept = lost + beside
        if at.issue.state in OVER:
            says.append(_("{number} is opened again.").format(number=at.issue.number))
    asks = at.asks or bool(now.expected and at.department and not _expected(at, now))
    new = comment.without(kept, now.noted.get(at.issue.id, frozenset()))
    if new and verdicts == [RowVerdict.NOTHING]:
        verdicts.append(RowVerdict.COMMENT_ONLY)
    return RowFinding(
        at.key,
        at.row,
        max(verdicts, key=_ORDER.index),
        at.issue.id,
        at.issue.number,
        at.issue.title,
        answer,
        told,
        comment.words_of(new),
        tuple(says),
        kept=new,
        replies=answer != last,
        department=at.department,
        asks_department=asks and not choices.other_department,
        asks_reopen=bool(written) and not at.elsewhere and at.issue.state in OVER,
        like=tuple(each.at.key for each in like) if one.is_touched else (),
    )


def _expected(at: Target, now: Now) -> bool:
    return now.expected in (at.department, at.issue.facts.department if at.issue else "")


def _is_before(one: _Row, other: _Row, group: Sequence[_Row]) -> bool:
    return group.index(one) < group.index(other)


def _chosen(one: _Row, group: Sequence[_Row], choices: Choices) -> _Row | None:
    """Of rows that answer the same issue differently, the one that somebody chose: the only one."""
    firsts = [
        each
        for each in group
        if each.is_touched
        and not any(before.says == each.says for before in group[: group.index(each)] if before.is_touched)
    ]
    chosen = [each for each in firsts if each.at.key in choices.rows]
    return chosen[0] if len(chosen) == 1 else None


def _answer(last: Answer, fields: dict[str, Judged]) -> Answer:
    """The department's answer with what is taken of the row. Since when a measure is in force stands in no
    column: it belongs to the answer that said so."""
    ours, planned = fields["ours"].value, fields["planned"].value
    texts = {name: judged.value or "" for name, judged in fields.items() if name not in ("ours", "planned")}
    new = msgspec.structs.replace(last, ours=ours, planned=planned, **texts)
    return last if new == last else msgspec.structs.replace(new, done_on=None)


def _verdicts(
    one: _Row, answer: Answer, last: Answer, issue: Issue, now: Now
) -> tuple[list[RowVerdict], list[str]]:
    """What becomes of a row whose fields are taken, and sentences about what is missing."""
    found: list[RowVerdict] = []
    told = [judged.finding.verdict for judged in one.fields.values() if judged.finding is not None]
    if answer != last:
        found.append(RowVerdict.CHANGES)
    if FieldVerdict.CONFLICT in told:
        found.append(RowVerdict.CONFLICT)
    if FieldVerdict.NOT_UNDERSTOOD in told:
        found.append(RowVerdict.NOT_UNDERSTOOD)
    needs = missing(answer, issue, one.at.department, now)
    if needs and answer != last:
        found.append(RowVerdict.INCOMPLETE)
    return found, [lacking_words(needs, answer)] if needs and (found or answer != last) else []


def missing(answer: Answer, issue: Issue, department: str, now: Now) -> tuple[Need, ...]:
    """What an answer that would be taken lacks to be one, or to give the issue back; none where it is whole,
    says nothing yet, or is of a department that joins: that one is heard, no more."""
    if issue.facts.department not in ("", department):
        return ()
    if answer.ours is False:
        if issue.state not in (State.SENT, State.RECEIVED, State.CONFIRMED):
            return ()
        proposed = called(now.departments, answer.proposed) if answer.proposed.strip() else None
        itself = proposed is not None and proposed.id == issue.facts.department
        needs = [Need.PROPOSED_DEPARTMENT] if itself or not answer.proposed.strip() else []
        if not (answer.remark.strip() or answer.cause.strip()):
            needs.append(Need.REASON)
        return tuple(needs)
    if not any(getattr(answer, name) for name in _ANSWERING):
        return ()
    return lacking(issue, answer)


def _warning(name: str, value: FieldValue, at: Target, now: Now, today: date) -> str:
    """What is odd about a value that can be taken."""
    if name == "proposed" and isinstance(value, str):
        if called(now.departments, value) is None:
            return _("There is no department “{name}” here: it must be chosen then.").format(name=value)
        return ""
    if name != "planned" or not isinstance(value, date):
        return ""
    told = []
    if value < today:
        told.append(_("{day} is past.").format(day=value.isoformat()))
    calendar = now.calendar(at.department)
    if calendar is not None and not calendar.is_working(value):
        told.append(_("{day} is no working day.").format(day=value.isoformat()))
    promised = now.promises.get(at.issue.id) if at.issue is not None else None
    if promised is not None and value > promised:
        said = _("A customer was promised a call by {day}.")
        told.append(said.format(day=promised.isoformat()))
    return " ".join(told)


def _read_only(at: Target, now: Now) -> tuple[FieldFinding, ...]:
    """The read-only cells that no longer say what was sent. Where nobody knows what that was, only the title
    is looked at: it should still be the issue's."""
    sent = at.sent_row.values if at.sent_row is not None else None
    if sent is None:
        sent = {"title": at.named.title} if at.named is not None else {}
    found = []
    for name in _TOLD:
        cell = at.row.cells.get(name)
        if cell is None or cell.is_empty or name not in sent or as_sent(cell, sent[name]):
            continue
        wrong = _("This column is not to be filled in. It is not taken; it can be kept as a comment.")
        text = text_of(cell)
        found.append(
            FieldFinding(name, FieldVerdict.READ_ONLY, sent[name], text, sent[name], text, cell.place, wrong)
        )
    return tuple(found)


# -- a row without one --------------------------------------------------------------------------------------


def _new(at: Target) -> RowFinding:
    """A row whose issue nobody knows: what is written in it is shown, and stays in the file."""
    fields = tuple(
        FieldFinding(
            name,
            FieldVerdict.TAKE,
            file=text_of(cell),
            raw=text_of(cell),
            place=cell.place,
        )
        for name, cell in at.row.cells.items()
        if name not in ("number", "version") and not cell.is_empty
    )
    kept = comment.beside(at.row)
    verdict = RowVerdict.WRONG_NUMBER if at.wrong else RowVerdict.NEW
    title = text_of(at.row.cells.get("title"))
    return RowFinding(
        at.key,
        at.row,
        verdict,
        title=title,
        number=text_of(at.row.cells.get("number")),
        fields=fields,
        comment=comment.words_of(kept),
        says=at.says,
        nearest=at.nearest,
        kept=kept,
    )


def _seen(row: RowFinding) -> str:
    """What was judged of a row, made short; words and warnings are left out: they follow from it."""
    told = (
        row.verdict.value,
        row.issue,
        row.number,
        row.department,
        row.answer,
        [(one.field, one.verdict.value, one.base, one.file, one.now, one.raw) for one in row.fields],
        [(one.field, one.text) for one in row.kept],
    )
    return hashlib.sha256(repr(told).encode()).hexdigest()[:16]


def places(row: RowFinding, fields: Iterable[str] = ()) -> tuple[str, ...]:
    """Where the cells of a row stand that would change something ("C7"), or those of *fields*."""
    wanted = set(fields)
    taken = (FieldVerdict.TAKE, FieldVerdict.CONFLICT, FieldVerdict.EMPTIED)
    return tuple(
        one.place
        for one in row.fields
        if one.place and (one.field in wanted if wanted else one.verdict in taken)
    )
