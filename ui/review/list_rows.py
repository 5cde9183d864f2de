"""The training list as rows of a desk table: what a person, a KPI and a decision look like in a line."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from supervisor.evidence.options import Answer
from supervisor.evidence.unit import Unit
from supervisor.performance.amount import amount
from supervisor.performance.kpi import Kpi
from supervisor.review import wording
from supervisor.review.decisions import Decided, Decision
from supervisor.review.entries import CLASSES, Entry, KpiList
from supervisor.words import DASH, _, language, mark, ngettext, number
from supervisor.words import day as day_words
from ui.review import matrix_words
from ui.theme import State
from ui.widgets.signs import Sign
from ui.widgets.table import Column, Grouping, Kind, Look

if TYPE_CHECKING:
    from supervisor.training.category import Category

LOOKS = {
    Answer.CONFIRMED: Look(Sign.SQUARE, State.CRITICAL),
    Answer.LIKELY: Look(Sign.TRIANGLE, State.WARN),
    Answer.WARNING: Look(Sign.TRIANGLE, State.WARN),
    Answer.UNPROVEN: Look(Sign.RING),
    Answer.OPEN: Look(Sign.QUARTER),
}
"""What a class looks like beside its word: colour where somebody should act."""

ORDER = (Answer.CONFIRMED, Answer.LIKELY, Answer.WARNING, Answer.UNPROVEN, Answer.OPEN)
"""In which classes are read: first those of which something is proven."""

DECISION_WORDS = {
    Decision.ACCEPTED: mark("Accepted"),
    Decision.PUT_OFF: mark("Put off"),
    Decision.REFUSED: mark("Refused"),
}


@dataclass(frozen=True)
class ListRow:
    """One entry, with what was decided of it (None: nothing) and what its figures speak for."""

    entry: Entry
    kpi: Kpi
    decided: Decided | None = None
    proposed: tuple[Category, ...] = ()

    @property
    def key(self) -> tuple[str, Unit]:
        return self.entry.kpi, self.entry.who.unit


def class_title(answer: Answer) -> str:
    """A class with its letter: "A · Confirmed"."""
    return _("{letter} · {word}").format(
        letter=wording.LETTERS[answer], word=_(wording.ANSWER_LABELS[answer])
    )


def month_text(row: ListRow, back: int) -> str:
    """The fair value *back* months before the month under review; with a word where it was off."""
    if back >= len(row.entry.months):
        return DASH
    month = row.entry.months[-1 - back]
    told = amount(row.kpi, month.fair)
    return f"▲ {told}" if month.off else told


def month_about(row: ListRow, back: int) -> str:
    """All that is behind that value."""
    if back >= len(row.entry.months):
        return ""
    month, kpi = row.entry.months[-1 - back], row.kpi
    if month.value is None:
        return _("{month}: nothing known").format(month=f"{month.month:%Y-%m}")
    lines = [
        _("{month}: {value} of {n}; fair, with the usual mix in a usual month: {fair}").format(
            month=f"{month.month:%Y-%m}",
            value=wording.with_unit(kpi, month.value),
            n=wording.counted(kpi, month.denominator),
            fair=wording.with_unit(kpi, month.fair),
        ),
        _("Target: {target}").format(target=wording.target(kpi, month.at_least, month.at_most)),
    ]
    if month.off is None:
        lines.append(_("Too little, or no target: no verdict."))
    if month.provisional:
        lines.append(_("Provisional: what comes late may still change it."))
    return "\n".join(lines)


def level_text(row: ListRow) -> str:
    """Where the person truly stands, with the interval."""
    entry = row.entry
    if entry.level is None:
        return DASH
    between = wording.between(row.kpi, entry.level_low, entry.level_high)
    return _("{level} ({between})").format(level=amount(row.kpi, entry.level), between=between)


def level_about(row: ListRow) -> str:
    """How the level lies to the target, in sentences."""
    entry, kpi = row.entry, row.kpi
    lines = [
        _(
            "Where {name} truly stands, as far as the figures tell: 90 in 100 times within the interval."
        ).format(name=entry.who.name),
        _("Target: {target}").format(target=wording.with_unit(kpi, entry.target)),
        wording.gap(kpi, entry),
    ]
    if entry.common:
        lines.append(
            _("The whole group is off: this one is held against its mean of {mean}.").format(
                mean=wording.with_unit(kpi, entry.bar)
            )
        )
    return "\n".join(lines)


def nature_text(row: ListRow) -> str:
    """Whose the gap is."""
    if row.entry.gap is None or row.entry.gap <= 0:
        return DASH
    return _("Common") if row.entry.common else _("Individual")


def missing_text(row: ListRow) -> str:
    """What is missing for a verdict; "" where nothing is."""
    entry = row.entry
    if entry.answer not in (Answer.UNPROVEN, Answer.OPEN):
        return ""
    if entry.common:
        return _("with the whole group")
    if not entry.told_apart:
        return _("does not tell people apart")
    if entry.more is None:
        return _("not to be decided soon")
    return _("{count} more").format(count=wording.counted(row.kpi, entry.more))


def proposed_text(row: ListRow) -> str:
    """The first category that fits, and how many others do."""
    from supervisor.training.category import name

    if not row.proposed:
        return ""
    first = name(row.proposed[0], language())
    others = len(row.proposed) - 1
    return _("{category} +{n}").format(category=first, n=number(others)) if others else first


def proposed_about(row: ListRow) -> str:
    """All categories that fit, with what to do."""
    from supervisor.training.category import advice, name

    if not row.proposed:
        return ""
    lines = [_("Proposed by the profile of figures, not decided:")]
    lines += [
        _("{label}: {meaning}").format(label=name(one, language()), meaning=advice(one))
        for one in row.proposed
    ]
    return "\n".join(lines)


def decided_text(row: ListRow) -> str:
    """What was decided."""
    decided = row.decided
    if decided is None:
        return ""
    said = _(DECISION_WORDS[decided.decision])
    if decided.until is not None:
        return _("{decision} until {day}").format(decision=said, day=day_words(decided.until))
    return said


def decided_about(row: ListRow) -> str:
    """Who decided what, when, why; what had been decided before."""
    decided = row.decided
    if decided is None:
        return ""
    steps = [(decided.decision, decided.at, decided.who, decided.reason)]
    steps += [(one.decision, one.at, one.who, one.reason) for one in reversed(decided.earlier)]
    return "\n".join(
        " ".join(
            part
            for part in (
                _("{day}, {who}: {decision}.").format(
                    day=day_words(at.date()), who=who, decision=_(DECISION_WORDS[decision])
                ),
                reason,
            )
            if part
        )
        for decision, at, who, reason in steps
    )


def columns(months: Sequence[str]) -> list[Column[ListRow]]:
    """The table's columns; *months* are the headings of the last three, the oldest first."""
    last = len(months) - 1
    return [
        Column(
            "class",
            mark("Class"),
            lambda row: ORDER.index(row.entry.answer),
            Kind.NUMBER,
            text=lambda row: wording.LETTERS[row.entry.answer],
            look=lambda row: LOOKS[row.entry.answer],
            about=lambda row: _(wording.ANSWER_MEANINGS[row.entry.answer]),
            width=52,
        ),
        Column("name", mark("Person"), lambda row: row.entry.who.name, width=120, stretch=True),
        Column("team", mark("Team"), lambda row: row.entry.who.team_name, width=80, quiet=True),
        Column(
            "work",
            mark("Work"),
            lambda row: matrix_words.work_of(row.entry.who),
            width=130,
            quiet=True,
            hidden=True,
        ),
        *(_month(last - at, title) for at, title in enumerate(months)),
        Column(
            "level",
            mark("True level"),
            lambda row: row.entry.level,
            Kind.NUMBER,
            text=level_text,
            about=level_about,
            width=146,
        ),
        Column(
            "target",
            mark("Target"),
            lambda row: row.entry.target,
            Kind.NUMBER,
            text=lambda row: amount(row.kpi, row.entry.target),
            width=62,
            quiet=True,
        ),
        Column(
            "p",
            mark("Probably off"),
            lambda row: row.entry.p_bar,
            Kind.SHARE,
            text=lambda row: wording.probability(row.entry.p_bar),
            tip=mark("How probably the level is worse than the target, or than the group where all miss it."),
            width=82,
        ),
        Column(
            "run",
            mark("Months off"),
            lambda row: row.entry.off_months,
            Kind.NUMBER,
            text=lambda row: wording.run(row.entry.off_months, row.entry.run_of),
            width=70,
        ),
        Column("proposed", mark("Proposed"), proposed_text, width=150, about=proposed_about),
        Column("decided", mark("Decided"), decided_text, width=100, about=decided_about),
        Column(
            "nature",
            mark("Whose"),
            nature_text,
            width=78,
            about=lambda row: wording.gap(row.kpi, row.entry),
            quiet=True,
        ),
        Column("missing", mark("To decide it"), missing_text, width=130, about=_missing_about, quiet=True),
        Column(
            "volume",
            mark("Volume"),
            lambda row: row.entry.volume,
            Kind.NUMBER,
            about=lambda row: wording.counted(row.kpi, row.entry.volume),
            width=66,
            quiet=True,
        ),
    ]


def _missing_about(row: ListRow) -> str:
    return wording.cannot_tell(row.kpi, row.entry)


def _month(back: int, title: str) -> Column[ListRow]:
    def value(row: ListRow) -> float | None:
        return row.entry.months[-1 - back].fair if back < len(row.entry.months) else None

    return Column(
        f"month{back}",
        title,
        value,
        Kind.NUMBER,
        text=lambda row: month_text(row, back),
        about=lambda row: month_about(row, back),
        width=72,
    )


def by_class(found: Callable[[], KpiList | None]) -> Grouping[ListRow]:
    """Rows of one class stand together, with what is expected of their names; *found* is the list shown."""

    def words(rows: Sequence[ListRow]) -> str:
        told = found()
        of = {one.answer: one for one in told.tallies} if told else {}
        tally = of.get(rows[0].entry.answer) if rows else None
        if tally is None or tally.expected_wrong is None:
            return ""
        return wording.wrong_names(tally.expected_wrong, tally.count)

    def order(title: str) -> int:
        return next((place for place, answer in enumerate(ORDER) if class_title(answer) == title), len(ORDER))

    return Grouping("class", mark("Class"), lambda row: (class_title(row.entry.answer),), words, order)


def summary(kpi: Kpi, found: KpiList) -> list[str]:
    """What must be known of a KPI's list, in sentences."""
    said = [wording.wrong_names(found.expected_wrong, found.listed), wording.reliability(found)]
    said += [wording.outage(kpi, one) for one in found.outages]
    if found.without_target:
        words = ngettext(
            "{n} has no target, and so no verdict.",
            "{n} have no target, and so no verdict.",
            found.without_target,
        )
        said.append(words.format(n=number(found.without_target)))
    if found.seated is not None:
        words = ngettext("{n} gets a seat.", "{n} get a seat.", found.seated)
        said.append(words.format(n=number(found.seated)))
    if found.provisional:
        said.append(_("Provisional: what comes late may still change it."))
    said.append(_("Nobody is ranked: within a class stands first where training is worth most."))
    return [part for part in said if part]


def counted(count: int) -> str:
    """How many entries there are."""
    return ngettext("{n} entry", "{n} entries", count).format(n=number(count))


assert set(ORDER) == set(CLASSES) == set(LOOKS)  # noqa: S101
