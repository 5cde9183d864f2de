"""What was judged and where points were lost, as tables and charts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date

from supervisor.quality.deductions import ItemKey, ItemLoss
from supervisor.quality.evaluation import COUNTED, Evaluation, State
from supervisor.quality.form import SEVERITY_LABELS
from supervisor.quality.measure import CAME_LABELS, STATUS_LABELS, Came, Measure, Status
from supervisor.reports.deeds import came_words
from supervisor.reports.figures import ratio
from supervisor.reports.pareto import CUT
from supervisor.reports.quality_judged import Judged, nothing
from supervisor.words import _, language, ngettext, number, share
from supervisor.workbook.book import Cell, Chart, ChartKind, Marks, Series, Table, Text, Tone, Voice
from supervisor.workbook.cell import Heading, Kind
from supervisor.workbook.sizes import wide

MOST_ITEMS = 12
"""Items that a chart shows."""

NAMED = 3
"""Items that a sentence names."""

CHART_NAME = 22
"""Characters of an item's name below a chart: whole ones would leave no room for the bars."""


def lead(found: Judged) -> Text:
    """What to take along."""
    count = len(found.counted)
    if not count:
        return Text((nothing(),), Voice.LEAD)
    given = sum(found.scores[one.id].given for one in found.counted)
    possible = sum(found.scores[one.id].possible for one in found.counted)
    fatal = sum(found.scores[one.id].fatal for one in found.counted)
    main = found.deductions.deductions.main
    forms = ngettext("{count} form was judged", "{count} forms were judged", count).format(
        count=number(count)
    )
    said = _("{forms}: {score} of the points were given, {fatal} had a fatal error ({rate}).").format(
        forms=forms,
        score=share(ratio(given, possible)),
        fatal=number(fatal),
        rate=share(fatal / count),
    )
    lines = [said]
    if main:
        whole = main[-1].cumulated
        items = ngettext(
            "{count} item makes {share} of all errors: {names}.",
            "{count} items make {share} of all errors: {names}.",
            len(main),
        )
        lines.append(items.format(count=number(len(main)), share=share(whole), names=_some(main)))
        alone = [one for one in main if _main_measure(one) is None]
        if alone:
            lines.append(_("Nobody sees to: {items}.").format(items=_some(alone)))
    return Text(tuple(lines), Voice.LEAD)


def _some(items: Sequence[ItemLoss]) -> str:
    """The first of *items*, and how many more there are."""
    shown = _(", ").join(one.name(language()) for one in items[:NAMED])
    if len(items) <= NAMED:
        return shown
    return _("{names} and {count} more").format(names=shown, count=number(len(items) - NAMED))


def forms_table(found: Judged) -> Table:
    """One row a form: how many were judged in which state, and what they came to."""
    groups: dict[str, list[Evaluation]] = {}
    for one in found.found:
        groups.setdefault(found.form(one), []).append(one)
    rows = [_form_row(found, name, of) for name, of in sorted(groups.items())]
    return Table(
        "quality_forms",
        [
            Heading(_("Quality form")),
            Heading(_("Judged"), Kind.NUMBER),
            Heading(_("Drafts"), Kind.NUMBER),
            Heading(_("Appealed"), Kind.NUMBER),
            Heading(_("Changed after appeal"), Kind.NUMBER),
            Heading(_("People"), Kind.NUMBER),
            Heading(_("Points given"), Kind.NUMBER, 1),
            Heading(_("Points possible"), Kind.NUMBER, 1),
            Heading(_("Score"), Kind.SHARE),
            Heading(_("Passed"), Kind.NUMBER),
            Heading(_("Pass rate"), Kind.SHARE),
            Heading(_("With a fatal error"), Kind.NUMBER),
            Heading(_("Fatal-error rate"), Kind.SHARE),
            Heading(_("Critical errors"), Kind.NUMBER),
            Heading(_("Non-critical errors"), Kind.NUMBER),
            Heading(_("Items looked at"), Kind.NUMBER),
            Heading(_("Critical-error rate"), Kind.SHARE, 2),
            Heading(_("Non-critical-error rate"), Kind.SHARE, 2),
        ],
        rows,
        title=_("Forms"),
        total=_form_row(found, _("All forms"), found.found) if len(rows) > 1 else None,
        empty=nothing(),
    )


def _form_row(found: Judged, name: str, of: Iterable[Evaluation]) -> list[Cell]:
    every = list(of)
    counted = [one for one in every if one.state in COUNTED and one.id in found.scores]
    scores = [found.scores[one.id] for one in counted]
    states = Counter(one.state for one in every)
    given, possible = sum(one.given for one in scores), sum(one.possible for one in scores)
    told = [one for one in scores if one.passed is not None]
    passed, fatal = sum(bool(one.passed) for one in told), sum(one.fatal for one in scores)
    critical, other = sum(one.critical for one in scores), sum(one.noncritical for one in scores)
    looked = sum(one.opportunities for one in scores)
    return [
        name,
        len(counted),
        states[State.DRAFT],
        states[State.APPEALED],
        states[State.CHANGED],
        len({one.person for one in counted}),
        given,
        possible,
        ratio(given, possible),
        passed,
        ratio(passed, len(told)),
        fatal,
        ratio(fatal, len(scores)),
        critical,
        other,
        looked,
        ratio(critical, looked),
        ratio(other, looked),
    ]


def deductions_table(found: Judged) -> Table:
    """Items with errors, the worst first: count, share, share so far, owner, due, status, what came of it."""
    called = _called(found)
    rows: list[list[Cell]] = []
    for one in found.deductions.deductions.items:
        if not one.errors and not one.lost:
            continue
        measure = _main_measure(one)
        came = found.deductions.follow_ups.get(measure.id) if measure is not None else None
        row: list[Cell] = [
            called[one.key],
            _(SEVERITY_LABELS[one.severity]),
            one.n,
            one.errors,
            one.rate,
            one.rate_before,
            one.lost,
            one.share,
            one.cumulated,
            CUT,
            _("yes") if one.main else "",
            one.persons,
        ]
        if found.people.named:
            row.append(measure.owner if measure is not None else "")
        row += [
            measure.due if measure is not None else None,
            _status(measure, found.today) if measure is not None else "",
            came_words(came),
            _cut(_("{n}. {item}").format(n=len(rows) + 1, item=one.name(language()))),
        ]
        rows.append(row)
    return Table(
        "deductions",
        [
            Heading(_("Item"), wrap=True),
            Heading(_("Weight")),
            Heading(_("Times looked at"), Kind.NUMBER),
            Heading(_("Errors"), Kind.NUMBER),
            Heading(_("Rate"), Kind.SHARE),
            Heading(_("Rate before"), Kind.SHARE),
            Heading(_("Points lost"), Kind.NUMBER, 1),
            Heading(_("Share of errors"), Kind.SHARE),
            Heading(_("Together"), Kind.SHARE),
            Heading(_("80 % line"), Kind.SHARE),
            Heading(_("Concentrated")),
            Heading(_("People with it"), Kind.NUMBER),
            *([Heading(_("Owner"))] if found.people.named else []),
            Heading(_("Due"), Kind.DAY),
            Heading(_("Measure")),
            Heading(_("What came of it"), wrap=True),
            Heading(_("In the chart")),
        ],
        rows,
        title=_("Concentrated deductions"),
        note=_(
            "Concentrated: the fewest items that make 80 % of all errors. Rate: errors by times looked at; "
            "before: in as long a time before these days."
        ),
        marks=(
            Marks(10, {_("yes"): Tone.BAD}),
            Marks(
                13 + found.people.named, {_("Overdue"): Tone.BAD, _(STATUS_LABELS[Status.DONE]): Tone.GOOD}
            ),
        ),
        empty=nothing() if not found.counted else _("No error was made."),
    )


def _main_measure(one: ItemLoss) -> Measure | None:
    """The measure that stands for an item: one that somebody is to see to, else the last one that was done;
    who dropped a measure does nothing about the item."""
    alive = [measure for measure in one.measures if measure.status is not Status.DROPPED]
    open_ = [measure for measure in alive if measure.is_open]
    return open_[0] if open_ else alive[-1] if alive else None


def _status(measure: Measure, today: date) -> str:
    return _("Overdue") if measure.is_overdue(today) else _(STATUS_LABELS[measure.status])


def _cut(said: str) -> str:
    """*said* as a chart has room for it."""
    return said if wide(said) <= CHART_NAME else _("{beginning}…").format(beginning=_fitting(said))


def _fitting(said: str) -> str:
    while said and wide(said) >= CHART_NAME:
        said = said[:-1]
    return said.rstrip()


def pareto(table: Table) -> Chart:
    """Errors by item with their share so far and the line at 80 %."""
    return Chart(
        ChartKind.COLUMN,
        _("Errors by item, and how much of all they make together"),
        table.name,
        len(table.headings) - 1,
        [
            Series(3, _("Errors")),
            Series(8, _("Together"), kind=ChartKind.LINE, second=True),
            Series(9, _("80 % line"), kind=ChartKind.LINE, second=True, dashed=True, tone=Tone.BAD),
        ],
        y_title=_("Errors"),
        second_title=_("Share of all errors"),
        tall=True,
        rows=min(sum(1 for _row in table.rows), MOST_ITEMS),
    )


def groups_table(found: Judged) -> Table:
    """The rate of each concentrated item in each team: errors of so many looked at."""
    told, names = found.deductions.deductions, found.deductions.group_names
    called = _called(found)
    rows: list[list[Cell]] = []
    for one in told.main:
        teams = sorted((names[key], counts) for key, counts in one.by_group.items() if key in names)
        for team, (wrong, n) in teams:
            rate = ratio(wrong, n)
            apart = None if rate is None or one.rate is None else 100 * (rate - one.rate)
            rows.append([called[one.key], team, n, wrong, rate, one.rate, apart])
    return Table(
        "deductions_by_team",
        [
            Heading(_("Item")),
            Heading(_("Team")),
            Heading(_("Times looked at"), Kind.NUMBER),
            Heading(_("Errors"), Kind.NUMBER),
            Heading(_("Rate"), Kind.SHARE),
            Heading(_("Rate of all"), Kind.SHARE),
            Heading(_("Apart, points"), Kind.NUMBER, 1, signed=True),
        ],
        rows,
        empty=nothing(),
    )


def _called(found: Judged) -> dict[ItemKey, str]:
    """What each item is called; with its form where two forms have one of that name."""
    told = found.deductions.deductions.items
    names = Counter(one.name(language()) for one in told)
    return {
        one.key: _("{item} ({form})").format(item=name, form=found.names.get(one.key[0], one.key[0]))
        if names[name := one.name(language())] > 1
        else name
        for one in told
    }


def measures_table(found: Judged) -> Table:
    """What is done about items: owner, beginning, due day, status, error rates before and since."""
    rows: list[list[Cell]] = []
    for one in found.measures:
        came = found.deductions.follow_ups.get(one.id)
        row: list[Cell] = [found.items.get((one.form, one.item), ""), found.people.text(one.plan.what)]
        if found.people.named:
            row.append(one.owner)
        row += [one.plan.since, one.due, _status(one, found.today), one.plan.done_on]
        if came is None:
            row += [None] * 6 + [""]
        else:
            row += [came.before_errors, came.before, came.rate_before]
            row += [came.after_errors, came.after, came.rate_after]
            row.append(_came(came.came))
        rows.append(row)
    named = found.people.named
    return Table(
        "quality_measures",
        [
            Heading(_("Item"), wrap=True),
            Heading(_("What is done"), wrap=True),
            *([Heading(_("Owner"))] if named else []),
            Heading(_("Since"), Kind.DAY),
            Heading(_("Due"), Kind.DAY),
            Heading(_("Status")),
            Heading(_("Done on"), Kind.DAY),
            Heading(_("Errors before"), Kind.NUMBER),
            Heading(_("Looked at before"), Kind.NUMBER),
            Heading(_("Rate before"), Kind.SHARE),
            Heading(_("Errors since"), Kind.NUMBER),
            Heading(_("Looked at since"), Kind.NUMBER),
            Heading(_("Rate since"), Kind.SHARE),
            Heading(_("What came of it")),
        ],
        rows,
        title=_("Measures and their follow-up"),
        note=_(
            "Errors of up to 90 days before and since. What was picked for being the worst gets somewhat "
            "better by itself."
        ),
        marks=(
            Marks(4 + named, {_("Overdue"): Tone.BAD}),
            Marks(12 + named, {_came(Came.FEWER): Tone.GOOD, _came(Came.MORE): Tone.BAD}),
        ),
        empty=_("No measure is noted."),
    )


def _came(came: Came) -> str:
    return _(CAME_LABELS[came])
