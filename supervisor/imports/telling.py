"""What a row of a sheet tells, as facts of the history: by the shape of the sheet."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from supervisor.clock import BusinessDays
from supervisor.facts.contact import Outcome
from supervisor.facts.fields import BY_NAME, FIELDS
from supervisor.facts.fields import Unit as FieldUnit
from supervisor.imports.grid import plain
from supervisor.imports.mapping import Mapping, Shape
from supervisor.imports.reading import RowRead
from supervisor.imports.synonyms import CHANNELS, COMPLAINTS, NO, NOT_SCORED, ORDERS, OUTCOMES, SCORES, YES
from supervisor.imports.values import Unit
from supervisor.imports.verdict import Problem

DAY_S = 86_400
QUARTER_MS = 900_000
LONGEST_DAY_S = 25 * 3600  # the day on which clocks go back


@dataclass(slots=True)
class Fact:
    """What one row tells of one row of the history.

    *table*: count, piece, entry or slot. *key* tells it from all others in the file (None: rows without a
    number of their own are added up); *into* is the row of the history that it becomes, or a part of.
    *values* are by column of the table; None is never in it.
    """

    table: str
    key: Hashable | None
    into: tuple[Any, ...]
    day: date
    span: str
    login: str
    channel: str
    queue: str
    type: str
    values: dict[str, Any]


@dataclass(frozen=True)
class Telling:
    """How rows become facts: the mapping, the centre's days, what the whole file is of, and today."""

    mapping: Mapping
    days: BusinessDays
    today: date
    file_day: tuple[date, str] | None = None  # the day, or a month's first, and the span: D or M

    def facts(self, row: RowRead) -> list[Fact]:
        """The facts of *row*; [] when its problems do not let it tell anything. Adds to its problems."""
        match self.mapping.shape:
            case Shape.COUNTS:
                return self._counts(row)
            case Shape.SURVEYS:
                return self._event(row, self._survey(row))
            case Shape.FORMS:
                return self._event(row, self._form(row))
            case Shape.ORDERS:
                return self._event(row, self._order(row))
            case Shape.CONTACTS:
                return self._contact(row)
            case Shape.QUEUE_INTERVALS:
                return self._slot(row)
            case _:
                raise ValueError(self.mapping.shape)

    # -- whose and when -------------------------------------------------------------------------------------

    def text(self, row: RowRead, role: str) -> str:
        """What *row*, or the whole file, says for *role*."""
        value = row.values.get(role)
        return plain(str(value)) if value is not None else self.mapping.constant(role)

    def login(self, row: RowRead) -> str:
        """The name that the facts bear: the number where there is one, else the person's name."""
        return self.text(row, "login") or self.text(row, "agent")

    def channel(self, row: RowRead) -> str:
        """The channel, as one of ours; "" where nobody says."""
        said = self.text(row, "channel")
        if not said:
            return ""
        own = self._word("channel", said)
        found = own or CHANNELS.get(said.casefold())
        if found is None:
            known = ", ".join(sorted(set(CHANNELS.values())))
            row.problems.append(
                Problem("unknown_channel", self._title("channel"), row.place("channel"), said, other=known)
            )
            return ""
        return found

    def when(self, row: RowRead) -> tuple[date, str] | None:
        """The business day (or month) that *row* is of, and its span; None, with a problem, when not told."""
        value = row.values.get("day")
        if value is None and "month" in row.values:
            value = row.values["month"]
            if isinstance(value, date):
                return value.replace(day=1), "M"
        if value is None:
            if self.file_day is not None:
                return self._at_time(self.file_day[0], row), self.file_day[1]
            row.problems.append(Problem("no_day", self._title("day")))
            return None
        column = self.mapping.column_of("day")
        if column is not None and column.unit is Unit.MONTH and isinstance(value, date):
            return value.replace(day=1), "M"
        if isinstance(value, datetime):
            if value.time() == time():  # a day without a time, in a column of both
                return value.date(), "D"
            return self.days.day(value.replace(tzinfo=self.days.zone)), "D"
        assert isinstance(value, date)  # noqa: S101  # the reader of a day gives nothing else
        return self._at_time(value, row), "D"

    def _at_time(self, day: date, row: RowRead) -> date:
        """The business day of that clock time on the calendar's *day*."""
        at = row.values.get("time")
        if isinstance(at, time) and self.mapping.shape in (Shape.COUNTS, Shape.QUEUE_INTERVALS):
            return self.days.day(datetime.combine(day, at, self.days.zone))
        return day

    def moment(self, row: RowRead, role: str) -> datetime | None:
        """An instant (aware) of *row*: day and time in one cell, or the time with the row's day."""
        value = row.values.get(role)
        if isinstance(value, datetime):
            return value.replace(tzinfo=self.days.zone)
        if isinstance(value, time):
            day = row.values.get("day")
            if isinstance(day, datetime):
                day = day.date()
            if day is None and self.file_day is not None:
                day = self.file_day[0]
            if isinstance(day, date):
                return datetime.combine(day, value, self.days.zone)
        return None

    # -- shapes ---------------------------------------------------------------------------------------------

    def _counts(self, row: RowRead) -> list[Fact]:
        who = self._who(row)
        counted = {name: value for name, value in row.values.items() if name in BY_NAME}
        if not counted and not any(not problem.warning for problem in row.problems):
            row.problems.append(Problem("nothing"))
        if who is None or not counted:
            return []
        day, span, login, channel, queue, kind = who
        whole_day = {name: value for name, value in counted.items() if BY_NAME[name].per_day}
        rest = {name: value for name, value in counted.items() if name not in whole_day}
        found = []
        at = self._interval(row) if self.mapping.is_interval else None
        if self.mapping.is_interval and at is None:
            row.problems.append(Problem("no_time", self._title("time")))
            return []
        if not (channel or queue or kind):  # one row of the history tells both
            rest, whole_day = counted, {}
        for values, parts in ((rest, (channel, queue, kind)), (whole_day, ("", "", ""))):
            if not values:
                continue
            if at is not None:
                piece = _said(login, day, at, *parts)
                found.append(Fact("piece", piece, (piece,), day, span, login, *parts, values))
            else:
                into = (day, span, login, *parts)
                found.append(Fact("count", into, into, day, span, login, *parts, values))
        self._doubt(row, day, span, counted)
        return found

    def _event(self, row: RowRead, counted: dict[str, Any]) -> list[Fact]:
        who = self._who(row)
        if who is None or not counted:
            return []
        day, span, login, channel, queue, kind = who
        number = self.text(row, "id")
        if self.mapping.column_of("id") is not None and not number:
            row.problems.append(Problem("no_id", self._title("id")))
            return []
        piece = number or _said(login, day, "*", channel, queue, kind)
        key = piece if number else None
        return [Fact("piece", key, (piece,), day, span, login, channel, queue, kind, counted)]

    def _survey(self, row: RowRead) -> dict[str, Any]:
        mapping = self.mapping
        counted: dict[str, Any] = {}
        if mapping.constant("sent"):
            counted["n_survey_sent"] = 1
        score = self._score(row)
        if score is not None:
            top = int(score >= mapping.top_from)
            counted |= {"n_survey": 1, "n_csat_top2": top, "csat_sum": score, "csat_s2": score * score}
        nps = row.values.get("nps")
        if isinstance(nps, int | float):
            if not 0 <= nps <= 10:
                self._out_of_scale(row, "nps", nps, "0–10")
            promoter, detractor = int(nps >= mapping.promoter_from), int(nps <= mapping.detractor_to)
            counted |= {"n_nps": 1, "n_promoter": promoter, "n_detractor": detractor}
        solved = self._yes(row, "solved")
        if solved is not None:
            counted |= {"n_fcr_asked": 1, "n_fcr_asked_ok": min(1, solved)}
        if not counted and not any(not problem.warning for problem in row.problems):
            row.problems.append(Problem("no_value", self._title("score") or self._title("nps")))
        return counted

    def _score(self, row: RowRead) -> float | None:
        value = row.values.get("score")
        most = self.mapping.most_points or 5.0
        if isinstance(value, str):
            word = plain(value).casefold()
            own = self._word("score", word)
            if word in NOT_SCORED or own == "-":
                return None
            number = SCORES.get(word) if not own else float(own)
            if number is None:
                try:
                    number = float(re.sub(r"\s*(分|星|points?|stars?)$", "", word))
                except ValueError:
                    known = ", ".join(SCORES)
                    self._unknown_word(row, "score", value, known)
                    return None
        elif isinstance(value, int | float):
            number = float(value)
        else:
            return None
        if not 0 <= number <= most:
            self._out_of_scale(row, "score", number, f"0–{most:g}")
            return None
        return number

    def _form(self, row: RowRead) -> dict[str, Any]:
        points = row.values.get("points")
        if not isinstance(points, int | float):
            if not any(not problem.warning for problem in row.problems):
                row.problems.append(Problem("no_value", self._title("points")))
            return {}
        possible = row.values.get("points_max")
        most = float(possible) if isinstance(possible, int | float) else self.mapping.most_points or 100.0
        column = self.mapping.column_of("points")
        if column is not None and column.unit is not Unit.NUMBER:
            points = points * most
        if not 0 <= points <= most:
            self._out_of_scale(row, "points", points, f"0–{most:g}")
            return {}
        counted: dict[str, Any] = {"n_form": 1, "score_max": most}
        fatal = self._yes(row, "fatal")
        if fatal is not None:
            counted["n_fatal_form"] = min(1, fatal)
        reached = 0.0 if fatal else float(points)  # a fatal error leaves a form without points
        counted |= {"score_sum": reached, "score_s2": reached * reached}
        for role, name in (
            ("critical", "n_critical_err"),
            ("noncritical", "n_noncritical_err"),
            ("items", "n_item_opportunity"),
        ):
            if role in row.values:
                counted[name] = row.values[role]
        return counted

    def _order(self, row: RowRead) -> dict[str, Any]:
        said = self.text(row, "kind")
        word = said.casefold()
        own = self._word("kind", said)
        if own == "complaint" or (not own and any(part in word for part in COMPLAINTS)):
            upheld = self._yes(row, "upheld")
            return {"n_complaint": 1} | ({} if upheld is None else {"n_complaint_valid": min(1, upheld)})
        if own == "order" or any(part in word for part in ORDERS):
            wrong = self._yes(row, "wrong")
            return {"n_dispatch": 1} | ({} if wrong is None else {"n_dispatch_wrong": min(1, wrong)})
        if said:
            self._unknown_word(row, "kind", said, ", ".join((*COMPLAINTS[:1], *ORDERS[:1])))
        else:
            row.problems.append(Problem("no_value", self._title("kind")))
        return {}

    def _contact(self, row: RowRead) -> list[Fact]:
        entered, number, queue = self.moment(row, "entered"), self.text(row, "id"), self.text(row, "skill")
        needed = ((entered is not None, "no_time", "entered"), (bool(number), "no_id", "id"))
        for there, word, role in (*needed, (bool(queue), "no_skill", "skill")):
            if not there:
                row.problems.append(Problem(word, self._title(role)))
        channel = self.channel(row) or "voice"
        if entered is None or not number or not queue:
            return []
        at = round(entered.timestamp() * 1000)
        answered, ended = self.moment(row, "answered_at"), self.moment(row, "ended")
        values: dict[str, Any] = {
            role: float(value)
            for role in ("wait_s", "ring_s", "talk_s", "hold_s", "acw_s")
            if isinstance(value := row.values.get(role), int | float)
        }
        outcome = self._outcome(row, answered, values)
        if outcome is None:
            return []
        if outcome is Outcome.ANSWERED:
            if answered is not None and "wait_s" not in values:
                values["wait_s"] = max(0.0, (answered - entered).total_seconds())
            values["login"] = self.login(row)
        elif ended is not None and "wait_s" not in values:
            values["wait_s"] = max(0.0, (ended - entered).total_seconds())
        if "wait_s" in values:
            values["left_ms"] = at + round(values["wait_s"] * 1000)
        if answered is not None and ended is not None and "talk_s" not in values:
            held = values.get("hold_s", 0.0)
            values["talk_s"] = max(0.0, (ended - answered).total_seconds() - held)
        if ended is not None:
            values["ended_ms"] = round(ended.timestamp() * 1000)
        values["outcome"] = outcome.value
        if caller := self.text(row, "number"):
            values["number"] = caller
        day = self.days.day(entered)
        if day > self.today:
            row.problems.append(Problem("future", value=day.isoformat(), warning=True))
        key = (at, queue, number)
        login, kind = values.get("login", ""), self.text(row, "type")
        return [Fact("entry", key, key, day, "D", login, channel, queue, kind, values)]

    def _outcome(self, row: RowRead, answered: datetime | None, values: dict[str, Any]) -> Outcome | None:
        said = self.text(row, "outcome")
        if said:
            own = self._word("outcome", said)
            found = Outcome(own) if own else OUTCOMES.get(said.casefold())
            if found is None:
                self._unknown_word(
                    row, "outcome", said, ", ".join(sorted({one.value for one in OUTCOMES.values()}))
                )
            return found
        return Outcome.ANSWERED if answered is not None or values.get("talk_s") else Outcome.ABANDONED

    def _slot(self, row: RowRead) -> list[Fact]:
        queue = self.text(row, "skill")
        at = row.values.get("day") if "time" not in row.values else None
        instant = self.moment(row, "time") or (
            at.replace(tzinfo=self.days.zone) if isinstance(at, datetime) else None
        )
        if instant is None:
            row.problems.append(Problem("no_time", self._title("time")))
        if not queue:
            row.problems.append(Problem("no_skill", self._title("skill")))
        channel = self.channel(row) or "voice"
        roles = (
            *("entries", "answered", "abandoned", "timed_out", "keyed", "emptied", "withdrawn", "no_answer"),
            *("in_time", "wait_answered_s", "wait_abandoned_s", "talk_s", "hold_s", "acw_s"),
        )
        values = {role: row.values[role] for role in roles if role in row.values}
        if instant is None or not queue:
            return []
        if not values:
            row.problems.append(Problem("nothing"))
            return []
        entries, answered = values.get("entries"), values.get("answered")
        if entries is not None:
            values["contacts"] = entries
        if answered is not None:
            values |= {"contacts_answered": answered, "talks": answered}
            if entries is not None and answered > entries:  # type: ignore[operator]
                row.problems.append(
                    Problem("more_than_offered", value=str(answered), other=str(entries), warning=True)
                )
        if "in_time" in values and self.mapping.threshold_s is not None:
            values["threshold_s"] = self.mapping.threshold_s
        slot = int(instant.timestamp() * 1000) // QUARTER_MS
        day = self.days.day(instant)
        if day > self.today:
            row.problems.append(Problem("future", value=day.isoformat(), warning=True))
        key = (instant.timestamp(), queue, channel)
        return [Fact("slot", key, (slot, queue, channel), day, "D", "", channel, queue, "", values)]

    # -- parts ----------------------------------------------------------------------------------------------

    def _who(self, row: RowRead) -> tuple[date, str, str, str, str, str] | None:
        when, login, channel = self.when(row), self.login(row), self.channel(row)
        if not login:
            row.problems.append(Problem("no_login", self._title("login") or self._title("agent")))
        if when is None or not login:
            return None
        day, span = when
        if day > self.today:
            row.problems.append(Problem("future", value=day.isoformat(), warning=True))
        return day, span, login, channel, self.text(row, "skill"), self.text(row, "type")

    def _interval(self, row: RowRead) -> str | None:
        at = row.values.get("time")
        if isinstance(at, datetime):
            at = at.time()
        return f"{at:%H:%M}" if isinstance(at, time) else None

    def _yes(self, row: RowRead, role: str) -> int | None:
        """How many a cell says that may say yes or no; None where it is empty."""
        value = row.values.get(role)
        if value is None:
            return None
        if isinstance(value, int | float):
            return max(0, int(value))
        word = plain(str(value)).casefold()
        own = self._word(role, word)
        if own:
            return int(own == "yes")
        if word in YES:
            return 1
        if word in NO:
            return 0
        try:
            return max(0, int(float(word)))
        except ValueError:
            title = self._title(role)
            row.problems.append(Problem("yes_or_no", title, row.place(role), str(value)))
            return None

    def _word(self, role: str, said: str) -> str:
        """What this sheet's own word means, where the mapping says so."""
        word = said.casefold()
        return next(
            (ours for of, theirs, ours in self.mapping.words if of == role and theirs.casefold() == word), ""
        )

    def _doubt(self, row: RowRead, day: date, span: str, counted: dict[str, Any]) -> None:
        """Warn of what cannot be."""
        offered, answered = counted.get("n_offered"), counted.get("n_answered")
        if offered is not None and answered is not None and answered > offered:
            row.problems.append(
                Problem("more_than_offered", value=str(answered), other=str(offered), warning=True)
            )
        for part, whole in PARTS:
            if (
                counted.get(part) is not None
                and counted.get(whole) is not None
                and counted[part] > counted[whole]
            ):
                title, said, other = self._title(part), str(counted[part]), str(counted[whole])
                row.problems.append(Problem("more_than_all", title, value=said, other=other, warning=True))
        if span != "D" or self.mapping.is_interval:
            return
        for name, value in counted.items():
            if BY_NAME[name].unit is FieldUnit.SECONDS and value > (
                LONGEST_DAY_S if BY_NAME[name].per_day else DAY_S
            ):
                said = f"{value / 3600:.1f} h"
                row.problems.append(Problem("over_a_day", self._title(name), value=said, warning=True))

    def _title(self, role: str) -> str:
        column = self.mapping.column_of(role)
        return column.title if column is not None else ""

    def _unknown_word(self, row: RowRead, role: str, value: str, known: str) -> None:
        row.problems.append(Problem("unknown_word", self._title(role), row.place(role), value, other=known))

    def _out_of_scale(self, row: RowRead, role: str, value: float, scale: str) -> None:
        row.problems.append(
            Problem("out_of_scale", self._title(role), row.place(role), f"{value:g}", other=scale)
        )


PARTS = (
    ("n_csat_top2", "n_survey"),
    ("n_survey", "n_survey_sent"),
    ("n_fcr_ok", "n_fcr_eligible"),
    ("n_fcr_asked_ok", "n_fcr_asked"),
    ("n_complaint_valid", "n_complaint"),
    ("n_fatal_form", "n_form"),
    ("n_held", "n_answered"),
)
"""Counts that are parts of others."""

COUNTED = tuple(field.name for field in FIELDS)


def _said(*parts: object) -> str:
    return "|".join(str(part) for part in parts)


_DAY = re.compile(
    r"(20\d\d)\s*(?:年|[-_./])?\s*(1[0-2]|0?[1-9])\s*(?:月|[-_./])?\s*(3[01]|[12]\d|0?[1-9])?(?!\d)\s*日?"
)
_TIGHT = re.compile(r"(?<!\d)(20\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])?(?!\d)")


def day_in(texts: Iterable[str]) -> tuple[date, str] | None:
    """The day, or the month, that a file's name or a title line tells; None when none of *texts* does."""
    for text in texts:
        clean = plain(text)
        found = _TIGHT.search(clean) or _DAY.search(clean)
        if found is None:
            continue
        year, month, day = found.groups()
        try:
            if day:
                return date(int(year), int(month), int(day)), "D"
            return date(int(year), int(month), 1), "M"
        except ValueError:
            continue
    return None
