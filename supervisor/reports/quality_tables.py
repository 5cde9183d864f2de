"""Quality as tables and charts: for the monthly review and for the workbook of its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from supervisor.history.period import Period
from supervisor.quality.asking import (
    EVERYTHING,
    AgreementAnswer,
    DeductionAnswer,
    DeductionQuestion,
    ask_agreement,
    ask_deductions,
    ask_exempt,
    ask_sampling,
    rater_biases,
)
from supervisor.quality.calibration import ACCEPTANCE_LABELS
from supervisor.quality.calibration_store import all_sessions
from supervisor.quality.deductions import ItemKey, ItemLoss
from supervisor.quality.evaluation import COUNTED, STATE_LABELS, Evaluation, Score, State, score
from supervisor.quality.evaluation_store import EvaluationQuestion, evaluations
from supervisor.quality.exempting import sentences
from supervisor.quality.form import SEVERITY_LABELS, FormVersion
from supervisor.quality.form_store import all_forms, all_versions
from supervisor.quality.measure import CAME_LABELS, STATUS_LABELS, Came, Measure, Status
from supervisor.quality.measure_store import all_measures
from supervisor.quality.sampling import SamplingLine
from supervisor.reports.asked import Asked
from supervisor.reports.measure_tables import came_words
from supervisor.reports.people import People, people
from supervisor.review.asking import ask_review
from supervisor.review.entries import confirmed
from supervisor.review.monthly import ReviewQuestion
from supervisor.words import _, language, ngettext, number, share
from supervisor.workbook.book import Cell, Chart, ChartKind, Marks, Series, Table, Text, Tone, Voice
from supervisor.workbook.cell import Heading, Kind
from supervisor.workbook.sizes import wide

CUT = 0.8
"""The line of the Pareto chart: the fewest items that make so much are the concentrated ones."""
MOST_ITEMS = 12
"""Items that a chart shows."""
CHART_NAME = 22
"""Characters of an item's name below a chart: whole ones would leave no room for the bars."""


@dataclass(frozen=True)
class Judged:
    """The quality of the contacts from *first* to *last*. *found*: evaluations of any state; *names*: of
    forms by id; *deductions*: where they lost most; *calibrations*: all sessions, the newest first;
    *measures*: all there are. *raters*: what each is called."""

    first: date
    last: date
    found: tuple[Evaluation, ...]
    versions: Mapping[str, FormVersion]
    names: Mapping[str, str]
    deductions: DeductionAnswer
    measures: tuple[Measure, ...]
    calibrations: tuple[AgreementAnswer, ...]
    biases: Mapping[str, float]
    people: People
    today: date
    raters: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def scores(self) -> dict[str, Score]:
        """What the answers of each evaluation come to, by its id; not where the form's version is unknown."""
        return {
            one.id: score(version.content, one.judgement.answers)
            for one in self.found
            if (version := self.versions.get(one.form_version)) is not None
        }

    @cached_property
    def counted(self) -> tuple[Evaluation, ...]:
        """Those that count."""
        return tuple(one for one in self.found if one.state in COUNTED and one.id in self.scores)

    @cached_property
    def items(self) -> dict[ItemKey, str]:
        """Names of items, by the newest version that has them."""
        return {
            (version.form, item.id): item.name(language())
            for version in sorted(self.versions.values(), key=lambda one: one.number)
            for item in version.content.items
        }

    def form(self, one: Evaluation) -> str:
        """What the form of *one* is called."""
        version = self.versions.get(one.form_version)
        return self.names.get(version.form, "") if version is not None else ""


def judged(asked: Asked, first: date, last: date) -> Judged:
    """The quality of these days (both included). Raises DatabaseError."""
    deductions = ask_deductions(asked.url, DeductionQuestion(Period(first, last)))
    of = people(asked)
    with asked.centre() as db:
        found = evaluations(db, EvaluationQuestion(first, last, states=EVERYTHING))
        versions = {one.id: one for one in all_versions(db)}
        names = {one.id: one.name for one in all_forms(db)}
        measures = all_measures(db)
        sessions = all_sessions(db)
    calibrations = tuple(ask_agreement(asked.url, one.id) for one in sessions)
    names_of = sorted(
        {one.rater for one in found} | {line.rater for one in calibrations for line in one.agreement.raters}
    )
    if of.named:
        raters = {name: name for name in names_of}
    else:
        labels = [_("Rater {n}").format(n=at) for at in range(1, len(names_of) + 1)]
        raters = dict(zip(names_of, of.ordered(labels), strict=True))
    return Judged(
        first,
        last,
        found,
        versions,
        names,
        deductions,
        measures,
        calibrations,
        rater_biases(asked.url),
        of,
        asked.today,
        raters,
    )


# -- how many were judged, and what they came to ------------------------------------------------------------


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
        score=share(given / possible if possible else None),
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
        shown = _(", ").join(one.name(language()) for one in main[:3])
        if len(main) > 3:
            shown = _("{names} and {count} more").format(names=shown, count=number(len(main) - 3))
        lines.append(items.format(count=number(len(main)), share=share(whole), names=shown))
    return Text(tuple(lines), Voice.LEAD)


def nothing() -> str:
    """What stands where nothing was judged."""
    return _("No contact of these days was judged.")


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
        _part(given, possible),
        passed,
        _part(passed, len(told)),
        fatal,
        _part(fatal, len(scores)),
        critical,
        other,
        looked,
        _part(critical, looked),
        _part(other, looked),
    ]


def _part(part: float, whole: float) -> float | None:
    return part / whole if whole else None


# -- concentrated deductions --------------------------------------------------------------------------------


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
    """The measure that somebody is to see to, else the last one."""
    open_ = [measure for measure in one.measures if measure.is_open]
    return open_[0] if open_ else one.measures[-1] if one.measures else None


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
            rate = wrong / n if n else None
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


# -- raters -------------------------------------------------------------------------------------------------


def raters_table(found: Judged) -> Table:
    """How many forms each rater judged, what they gave, and how severe calibrations find them."""
    rows: list[list[Cell]] = []
    by_rater: dict[str, list[Evaluation]] = {}
    for one in found.counted:
        by_rater.setdefault(one.rater, []).append(one)
    for rater in found.people.ordered(sorted(by_rater)):
        scores = [found.scores[one.id] for one in by_rater[rater]]
        given, possible = sum(one.given for one in scores), sum(one.possible for one in scores)
        bias = found.biases.get(rater)
        rows.append(
            [
                found.raters.get(rater, ""),
                len(scores),
                given,
                possible,
                _part(given, possible),
                sum(one.fatal for one in scores),
                sum(one.state in (State.APPEALED, State.CHANGED) for one in by_rater[rater]),
                sum(one.state is State.CHANGED for one in by_rater[rater]),
                None if bias is None else 100 * bias,
            ]
        )
    return Table(
        "raters",
        [
            Heading(_("Rater")),
            Heading(_("Forms"), Kind.NUMBER),
            Heading(_("Points given"), Kind.NUMBER, 1),
            Heading(_("Points possible"), Kind.NUMBER, 1),
            Heading(_("Score"), Kind.SHARE),
            Heading(_("With a fatal error"), Kind.NUMBER),
            Heading(_("Appealed"), Kind.NUMBER),
            Heading(_("Changed after appeal"), Kind.NUMBER),
            Heading(_("Leniency, points of 100"), Kind.NUMBER, 1, signed=True),
        ],
        rows,
        title=_("Raters"),
        note=_(
            "Scores of raters differ also because they judge other people. Leniency is that of the newest "
            "calibration, where all judged the same contacts: negative is severe."
        ),
        empty=nothing(),
    )


def calibration_tables(found: Judged) -> list[Table | Chart]:
    """The newest calibration: what it says in all, rater by rater, item by item."""
    rows: list[list[Cell]] = []
    for one in found.calibrations:
        told = one.agreement
        rows.append(
            [
                found.people.text(one.session.title),
                one.session.held_on,
                told.contacts,
                len(told.raters),
                told.percent,
                told.by_chance,
                told.kappa.value if told.kappa is not None else told.fleiss,
                told.alpha,
                told.icc.agreement if told.icc is not None else None,
                _(ACCEPTANCE_LABELS[told.acceptance]),
            ]
        )
    parts: list[Table | Chart] = [
        Table(
            "calibrations",
            [
                Heading(_("Calibration")),
                Heading(_("Held on"), Kind.DAY),
                Heading(_("Contacts"), Kind.NUMBER),
                Heading(_("Raters"), Kind.NUMBER),
                Heading(_("Agree: passed or not"), Kind.SHARE),
                Heading(_("By chance alone"), Kind.SHARE),
                Heading(_("Kappa"), Kind.NUMBER, 2),
                Heading(_("Alpha of totals"), Kind.NUMBER, 2),
                Heading(_("ICC"), Kind.NUMBER, 2),
                Heading(_("What it allows"), wrap=True),
            ],
            rows,
            title=_("Calibrations: whether raters agree"),
            note=_(
                "Agreement in % is high by chance alone where most pass. Kappa, alpha and ICC are 0 by "
                "chance and 1 where all agree."
            ),
            empty=_("There is no calibration yet."),
        )
    ]
    if not found.calibrations:
        return parts
    newest = found.calibrations[0]
    names = {item.id: item.name(language()) for item in newest.form_version.content.items}
    parts.append(
        Table(
            "calibration_raters",
            [
                Heading(_("Rater")),
                Heading(_("Contacts"), Kind.NUMBER),
                Heading(_("Mean score"), Kind.SHARE),
                Heading(_("Leniency, points of 100"), Kind.NUMBER, 1, signed=True),
                Heading(_("Same answers again"), Kind.SHARE),
            ],
            [
                [
                    found.raters.get(line.rater, ""),
                    line.contacts,
                    line.share,
                    None if line.bias is None else 100 * line.bias,
                    line.items.agreement if line.items is not None else None,
                ]
                for line in found.people.ordered(newest.agreement.raters)
            ],
            title=_("The newest calibration, rater by rater"),
        )
    )
    items = Table(
        "calibration_items",
        [
            Heading(_("Item"), wrap=True),
            Heading(_("Contacts"), Kind.NUMBER),
            Heading(_("Agreement"), Kind.SHARE),
            Heading(_("Alpha"), Kind.NUMBER, 2),
            Heading(_("Parted at"), Kind.NUMBER),
            Heading(_("What it allows"), wrap=True),
        ],
        [
            [
                names.get(one.item, one.item),
                one.contacts,
                one.percent,
                one.alpha,
                len(one.apart),
                _(ACCEPTANCE_LABELS[one.acceptance]),
            ]
            for one in newest.agreement.items
        ],
        title=_("The newest calibration, item by item"),
    )
    chart = Chart(
        ChartKind.BAR,
        _("Alpha of each item: 0 by chance, 1 where all agree"),
        "calibration_items",
        0,
        [Series(3, _("Alpha"))],
        most=1.0,
        tall=len(newest.agreement.items) > 12,
    )
    return [*parts, chart, items]


# -- appeals, exemptions, forms planned ---------------------------------------------------------------------


def appeals_table(found: Judged) -> Table:
    """What was appealed, and what was ruled."""
    named = found.people.named
    rows: list[list[Cell]] = []
    for one in found.people.ordered(found.found):
        for appeal in one.judgement.appeals:
            reached = found.scores.get(one.id)
            version = found.versions.get(one.form_version)
            before = score(version.content, appeal.before).share if version and appeal.before else None
            if appeal.ruled_at is None:
                ruled = _("to be ruled on")
            else:
                ruled = _("accepted") if appeal.accepted else _("refused")
            row: list[Cell] = [
                found.people.person(one.person),
                found.people.team(one.person, one.contact_day),
                found.form(one),
                found.raters.get(one.rater, ""),
                one.contact_day,
                appeal.at,
                ruled,
                appeal.ruled_at,
                before,
                reached.share if reached is not None else None,
            ]
            if named:
                row += [appeal.by, appeal.why, appeal.ruled_by, appeal.ruling]
            rows.append(row)
    return Table(
        "appeals",
        [
            Heading(_("Agent")),
            Heading(_("Team")),
            Heading(_("Quality form")),
            Heading(_("Rater")),
            Heading(_("Day of the contact"), Kind.DAY),
            Heading(_("Appealed at"), Kind.TIME),
            Heading(_("Ruling")),
            Heading(_("Ruled at"), Kind.TIME),
            Heading(_("Score before"), Kind.SHARE),
            Heading(_("Score now"), Kind.SHARE),
            *(
                [
                    Heading(_("Appealed by")),
                    Heading(_("Why"), wrap=True),
                    Heading(_("Ruled by")),
                    Heading(_("Words of the ruling"), wrap=True),
                ]
                if named
                else []
            ),
        ],
        rows,
        title=_("Appeals"),
        marks=(Marks(6, {_("to be ruled on"): Tone.WATCH}),),
        empty=_("Nothing was appealed."),
    )


def evaluations_table(found: Judged) -> Table:
    """Every evaluation: whose, by whom, what it came to, where errors were."""
    named = found.people.named
    rows: list[list[Cell]] = []
    for one in found.people.ordered(found.found):
        came = found.scores.get(one.id)
        version = found.versions.get(one.form_version)
        content = version.content if version is not None else None
        errors = [
            item.name(language())
            for item in (content.items if content is not None else ())
            if came is not None and item.id in came.errors
        ]
        group = found.people.roll.groups.get(one.skill)
        row: list[Cell] = [one.contact_day, found.people.person(one.person)]
        if named:
            row.append(found.people.number(one.person))
        row += [
            found.people.team(one.person, one.contact_day),
            group.name if group is not None else "",
            one.channel,
        ]
        if named:
            row.append(one.contact)
        row += [
            found.form(one),
            version.number if version is not None else None,
            found.raters.get(one.rater, ""),
            _(STATE_LABELS[one.state]),
        ]
        if came is None:
            row += [None, None, None, "", "", None, None, None, ""]
        else:
            passed = "" if came.passed is None else _("yes") if came.passed else _("no")
            row += [came.given, came.possible, came.share, passed, _("yes") if came.fatal else ""]
            row += [came.critical, came.noncritical, came.opportunities, _("; ").join(errors)]
        if named:
            row.append(one.judgement.comment)
        rows.append(row)
    return Table(
        "evaluations",
        [
            Heading(_("Day"), Kind.DAY),
            Heading(_("Agent")),
            *([Heading(_("Employee no."))] if named else []),
            Heading(_("Team")),
            Heading(_("Skill group")),
            Heading(_("Channel")),
            *([Heading(_("Contact"))] if named else []),
            Heading(_("Quality form")),
            Heading(_("Version"), Kind.NUMBER),
            Heading(_("Rater")),
            Heading(_("State")),
            Heading(_("Points given"), Kind.NUMBER, 1),
            Heading(_("Points possible"), Kind.NUMBER, 1),
            Heading(_("Score"), Kind.SHARE),
            Heading(_("Passed")),
            Heading(_("Fatal error")),
            Heading(_("Critical errors"), Kind.NUMBER),
            Heading(_("Non-critical errors"), Kind.NUMBER),
            Heading(_("Items looked at"), Kind.NUMBER),
            Heading(_("Errors in"), wrap=True),
            *([Heading(_("Comment"), wrap=True)] if named else []),
        ],
        rows,
        marks=(Marks(13 + 2 * named, {_("no"): Tone.WATCH}), Marks(14 + 2 * named, {_("yes"): Tone.BAD})),
        ids=(2, 6) if named else (),
        empty=nothing(),
    )


def exemptions_table(asked: Asked, of: People) -> Table:
    """Who may be judged seldom, by rule, and what speaks against the others; as of today."""
    review = ask_review(asked.url, ReviewQuestion(_whole_month(asked.today), asked.today))
    lines = ask_exempt(asked.url, asked.today, confirmed=confirmed(review))
    rows: list[list[Cell]] = []
    for line in of.ordered(lines):
        judged_ = line.judged
        row: list[Cell] = [of.person(line.person)]
        if of.named:
            row.append(line.number)
        row += [
            line.team_name,
            line.record.fatal,
            line.record.forms,
            _part(line.record.fatal, line.record.forms),
            line.limit,
            None if judged_ is None or judged_.chance is None else max(0.001, min(0.999, judged_.chance)),
            _("yes") if line.may else _("no"),
            line.standing.since if line.standing is not None else None,
            line.ends,
            " ".join(sentences(line)[1:]),
        ]
        rows.append(row)
    return Table(
        "exemptions",
        [
            Heading(_("Agent")),
            *([Heading(_("Employee no."))] if of.named else []),
            Heading(_("Team")),
            Heading(_("Fatal errors"), Kind.NUMBER),
            Heading(_("Forms"), Kind.NUMBER),
            Heading(_("Rate"), Kind.SHARE),
            Heading(_("Limit"), Kind.SHARE),
            Heading(_("Above it, probably"), Kind.SHARE),
            Heading(_("Allowed")),
            Heading(_("Exempt since"), Kind.DAY),
            Heading(_("Ends"), Kind.DAY),
            Heading(_("Why"), wrap=True),
        ],
        rows,
        marks=(Marks(7 + of.named, {_("yes"): Tone.GOOD}),),
        ids=(1,) if of.named else (),
        empty=_("Nobody was judged in the last six months."),
    )


def sampling_table(lines: Sequence[SamplingLine], of: People) -> Table:
    """Forms planned and done of each person in a month."""
    rows: list[list[Cell]] = []
    for one in of.ordered(lines):
        row: list[Cell] = [of.person(one.person)]
        if of.named:
            row.append(one.number)
        note = _("exempt") if one.exempt else _("new person") if one.is_new else ""
        row += [one.team_name, one.planned, one.done, one.drafts, one.missing, note]
        rows.append(row)
    return Table(
        "sampling",
        [
            Heading(_("Agent")),
            *([Heading(_("Employee no."))] if of.named else []),
            Heading(_("Team")),
            Heading(_("Planned"), Kind.NUMBER),
            Heading(_("Done"), Kind.NUMBER),
            Heading(_("Drafts"), Kind.NUMBER),
            Heading(_("Missing"), Kind.NUMBER),
            Heading(_("Note")),
        ],
        rows,
        ids=(1,) if of.named else (),
        empty=_("Nobody had contacts or forms in this month."),
    )


def planned_table(found: Judged, lines: Sequence[SamplingLine]) -> Table:
    """The same by team: how many forms were planned, how many done."""
    teams: dict[str, list[SamplingLine]] = {}
    for one in lines:
        teams.setdefault(one.team_name, []).append(one)
    rows: list[list[Cell]] = [
        [name or _("No team"), len(of), *_planned(of)] for name, of in sorted(teams.items())
    ]
    return Table(
        "forms_planned",
        [
            Heading(_("Team")),
            Heading(_("People"), Kind.NUMBER),
            Heading(_("Forms planned"), Kind.NUMBER),
            Heading(_("Forms done"), Kind.NUMBER),
            Heading(_("Still missing"), Kind.NUMBER),
            Heading(_("Done of planned"), Kind.SHARE),
        ],
        rows,
        title=_("Forms planned and done in {month}").format(month=f"{found.last:%Y-%m}"),
        total=[_("All teams"), len(lines), *_planned(lines)] if len(rows) > 1 else None,
        empty=_("Nobody had contacts or forms in this month."),
    )


def _planned(lines: Iterable[SamplingLine]) -> list[Cell]:
    every = list(lines)
    planned, done = sum(one.planned for one in every), sum(one.done for one in every)
    missing = sum(one.missing for one in every)
    return [planned, done, missing, _part(planned - missing, planned)]


def sampled(asked: Asked, last: date) -> tuple[SamplingLine, ...]:
    """The plan of the month in which *last* lies."""
    return ask_sampling(asked.url, last.replace(day=1))


def _whole_month(today: date) -> date:
    """The first of the last month that is over."""
    year, month = (today.year, today.month - 1) if today.month > 1 else (today.year - 1, 12)
    return date(year, month, 1)
