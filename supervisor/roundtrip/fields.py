"""One cell of a reply: what was sent, what came, what stands now, and what becomes of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from supervisor.issues.reply import Answer
from supervisor.roundtrip.cell_text import alike, is_broken, text_of
from supervisor.roundtrip.dates import read_day
from supervisor.roundtrip.people import people
from supervisor.roundtrip.returned import FileCell
from supervisor.roundtrip.verdict import Empty, FieldFinding, FieldValue, FieldVerdict
from supervisor.roundtrip.yes_no import NO, YES, read_yes_no
from supervisor.words import _

LONGEST_LINE, LONGEST_TEXT = 300, 20_000
"""Characters of a line and of a text in an answer."""

_LINES = frozenset({"owner", "proposed"})


@dataclass(frozen=True)
class Deciding:
    """What was decided about a cell so far. *near*: the day on which the sheet was sent."""

    near: date
    take_file: bool = False
    empty: Empty | None = None
    day: date | None = None


@dataclass(frozen=True)
class Judged:
    """What becomes of a field: *value* stands afterwards; *finding* is None where nothing is to be told;
    *keep*: the cell's text must be kept beside, as it is nowhere else. *touched*: the department wrote
    something else than what it was sent."""

    value: FieldValue
    finding: FieldFinding | None = None
    keep: bool = False
    touched: bool = False

    @property
    def is_news(self) -> bool:
        """Whether it says what stands nowhere here yet."""
        told = self.finding is not None and self.finding.verdict is FieldVerdict.ALIKE
        return self.touched and (self.keep or not told)


@dataclass(frozen=True)
class _Said:
    """What a cell says. *rest*: it says more than *value* does."""

    value: FieldValue
    wrong: str = ""
    warning: str = ""
    rest: bool = False


def judge_field(
    name: str,
    cell: FileCell | None,
    base: Answer,
    now: Answer,
    deciding: Deciding,
    warn: Callable[[str, FieldValue], str] = lambda _name, _value: "",
) -> Judged:
    """The field *name* of an answer by the conflict rules. *cell* None: the file has no such column.
    ``warn(name, value)`` says what is odd about a value that would be taken."""
    sent, stands = _plain(getattr(base, name)), _plain(getattr(now, name))
    if cell is None:
        return Judged(stands)
    raw = text_of(cell)
    told = FieldFinding(name, FieldVerdict.SAME, sent, None, stands, raw, cell.place)
    if cell.is_empty or (not raw and not cell.picture):
        return _emptied(told, deciding)
    if not cell.picture and not is_broken(cell) and _is_as(name, raw, cell, sent):
        return Judged(stands)
    if not cell.picture and not is_broken(cell) and _is_as(name, raw, cell, stands):
        verdict = FieldVerdict.TAKE if same(sent, stands) else FieldVerdict.ALIKE
        return Judged(stands, _with(told, verdict, stands), touched=True)
    said = _read(name, cell, raw, deciding.near)
    if said.wrong and deciding.day is None:
        finding = _with(told, FieldVerdict.NOT_UNDERSTOOD, None, said.wrong)
        return Judged(stands, finding, keep=True, touched=True)
    file = deciding.day if said.wrong and deciding.day is not None else said.value
    rest = said.rest or bool(said.wrong)
    if same(sent, file):
        verdict, value = FieldVerdict.SAME, stands
    elif same(sent, stands):
        verdict, value = FieldVerdict.TAKE, file
    elif same(file, stands):
        verdict, value = FieldVerdict.ALIKE, stands
    else:
        verdict, value = FieldVerdict.CONFLICT, file if deciding.take_file else stands
    lost = verdict is FieldVerdict.CONFLICT and not deciding.take_file
    warning = " ".join(part for part in (said.warning, "" if lost else warn(name, file)) if part)
    finding = _with(told, verdict, file, warning=warning if verdict is not FieldVerdict.ALIKE else "")
    shown = verdict is not FieldVerdict.SAME or bool(warning)
    keep = rest or lost
    return Judged(value, finding if shown else None, keep, verdict is not FieldVerdict.SAME or keep)


def same(one: FieldValue, other: FieldValue) -> bool:
    """Whether two values say the same: empty text and none do."""
    one, other = _plain(one), _plain(other)
    if isinstance(one, str) and isinstance(other, str):
        return alike(one, other)
    return one == other and type(one) is type(other)


def words_of(value: FieldValue) -> str:
    """A value as a cell shows it."""
    if isinstance(value, bool):
        return _(YES) if value else _(NO)
    return value.isoformat() if isinstance(value, date) else value or ""


def _emptied(told: FieldFinding, deciding: Deciding) -> Judged:
    """An empty cell. To clear what nobody there has seen is a conflict like any other."""
    if told.base is None:
        return Judged(told.now)
    if deciding.empty is Empty.CLEAR and not same(told.base, told.now) and told.now is not None:
        value = None if deciding.take_file else told.now
        return Judged(value, _with(told, FieldVerdict.CONFLICT, None), touched=True)
    value = None if deciding.empty is Empty.CLEAR else told.now
    return Judged(value, _with(told, FieldVerdict.EMPTIED, None), touched=True)


def _is_as(name: str, raw: str, cell: FileCell, value: FieldValue) -> bool:
    """Whether the cell shows *value*: several owners who stand there already are not parted."""
    if isinstance(value, str):
        return name not in ("ours", "planned") and alike(raw, value)
    return False


def _read(name: str, cell: FileCell, raw: str, near: date) -> _Said:
    if cell.picture and (not raw or cell.formula):
        return _Said(None, _("There is a picture in the cell, which cannot be read. Write what it shows."))
    if is_broken(cell):
        wrong = _("A formula stands there that gives no value. Write the value itself.")
        return _Said(None, wrong)
    said = _of_kind(name, cell, raw, near)
    more = []
    if cell.picture:
        more.append(_("There is a picture in the cell, too; only the text was read."))
    if cell.formula:
        more.append(_("It was computed by a formula; what the formula showed is taken."))
    if not more:
        return said
    return _Said(said.value, said.wrong, " ".join((said.warning, *more)).strip(), said.rest)


def _of_kind(name: str, cell: FileCell, raw: str, near: date) -> _Said:
    if name == "ours":
        meant = read_yes_no(cell.value)
        if meant is None:
            return _Said(None, _("“{said}” is neither yes nor no. Choose one of them.").format(said=raw))
        return _Said(meant)
    if name == "planned":
        day = read_day(cell.value, near)
        guess = _("“{said}” has no year: {day} is the nearest to the day of sending.")
        warning = guess.format(said=raw, day=words_of(day.day)) if day.guessed else ""
        return _Said(day.day, day.wrong, warning)
    if name == "owner":
        return _owner(raw)
    return _cut(name, raw)


def _owner(raw: str) -> _Said:
    """The first who is named; the others join."""
    found = people(raw)
    if len(found) < 2:
        return _cut("owner", raw)
    first = _cut("owner", found[0])
    warning = _("Several people stand in one cell: {owner} becomes the owner; joining: {others}.").format(
        owner=first.value, others=_(", ").join(found[1:])
    )
    return _Said(first.value, warning=" ".join((warning, first.warning)).strip(), rest=True)


def _cut(name: str, raw: str) -> _Said:
    most = LONGEST_LINE if name in _LINES else LONGEST_TEXT
    text = " ".join(raw.split()) if name in _LINES else raw
    if len(text) <= most:
        return _Said(text)
    warning = _("It is longer than {count} characters: the whole is kept as a comment.").format(count=most)
    return _Said(text[:most].strip(), warning=warning, rest=True)


def _plain(value: FieldValue) -> FieldValue:
    return None if isinstance(value, str) and not value.strip() else value


def _with(
    told: FieldFinding, verdict: FieldVerdict, file: FieldValue, wrong: str = "", warning: str = ""
) -> FieldFinding:
    return FieldFinding(told.field, verdict, told.base, file, told.now, told.raw, told.place, wrong, warning)
