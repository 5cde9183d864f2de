"""The training list KPI by KPI: what to take along, how many are listed in which class, how to read it."""

from __future__ import annotations

from supervisor.evidence.options import Answer
from supervisor.performance.kpi import BY_ID
from supervisor.reports.figures import ratio, title
from supervisor.reports.training_entries import CLASS_TONES, nothing_known
from supervisor.reports.training_listing import LISTED, Listing
from supervisor.review import wording
from supervisor.review.entries import RECOMMENDED, Nature
from supervisor.words import _, ngettext, number
from supervisor.workbook.book import Cell, Chart, ChartKind, Series, Table, Text, Tone, Voice
from supervisor.workbook.cell import Heading, Kind


def lead(found: Listing) -> Text:
    """What to take along from the list."""
    told = found.told
    if not told.lists:
        return Text((nothing_known(told),), Voice.LEAD)
    listed = sum(one.listed for one in told.lists)
    wrong = sum(one.expected_wrong for one in told.lists)
    recommended = sum(entry.answer in RECOMMENDED for entry in found.entries)
    open_ = sum(entry.answer is Answer.UNPROVEN for entry in found.entries)
    common = len(found.common)
    lines = [wording.wrong_names(wrong, listed)]
    train = ngettext(
        "{count} entry asks for training now.", "{count} entries ask for training now.", recommended
    )
    lines.append(train.format(count=number(recommended)))
    if common:
        shared = ngettext(
            "{count} group is off target as a whole: one course or a better process is for all of it.",
            "{count} groups are off target as a whole: one course or a better process is for all of each.",
            common,
        )
        lines.append(shared.format(count=number(common)))
    if open_:
        unproven = ngettext(
            "{count} entry cannot be told yet: more has to be gathered.",
            "{count} entries cannot be told yet: more has to be gathered.",
            open_,
        )
        lines.append(unproven.format(count=number(open_)))
    return Text((" ".join(lines),), Voice.LEAD)


def reading_notes(found: Listing) -> Text:
    """How the list is made, and what its classes mean."""
    classes = [
        _("{letter} {label}: {meaning}").format(
            letter=wording.LETTERS[one],
            label=_(wording.ANSWER_LABELS[one]),
            meaning=_(wording.ANSWER_MEANINGS[one]),
        )
        for one in LISTED
    ]
    how = _(
        "Fair value: what the figure would be with the usual mix of contacts, in a usual month. Level: where "
        "somebody truly stands as far as the evidence goes, 90 in 100 times within its interval. Order is no "
        "rank."
    )
    outages = [wording.outage(BY_ID[one.kpi], one) for one in found.told.outages if one.kpi in BY_ID]
    return Text((how, *classes, *_in_groups(found), *outages), Voice.NOTE)


def _in_groups(found: Listing) -> tuple[str, ...]:
    """How many are counted in the classes and stand in no row, so that the counts can be followed."""
    count = sum(len(one.entries) for one in found.told.lists) - len(found.entries)
    if not count:
        return ()
    said = ngettext(
        "{count} entry is of somebody not worse for certain than a group that is off target as a whole: it "
        "is counted in its class, and stands in no row of the list.",
        "{count} entries are of people not worse for certain than a group that is off target as a whole: "
        "they are counted in their class, and stand in no row of the list.",
        count,
    )
    return (said.format(count=number(count)),)


def kpi_table(found: Listing) -> Table:
    """One row a KPI: how many are judged, listed in which class, how many names are expected to be wrong."""
    rows: list[list[Cell]] = []
    for one in found.told.lists:
        count = {tally.answer: tally.count for tally in one.tallies}
        shared = [cell for cell in one.cells if cell.nature is Nature.COMMON]
        rows.append(
            [
                title(one.kpi),
                one.window,
                one.judged,
                one.without_target,
                *(count.get(answer, 0) for answer in (*LISTED, Answer.OPEN)),
                one.listed,
                one.expected_wrong,
                ratio(one.expected_wrong, one.listed),
                one.reliability,
                len(shared),
                sum(cell.units for cell in shared),
                _("provisional") if one.provisional else "",
            ]
        )
    letters = [wording.LETTERS[answer] for answer in (*LISTED, Answer.OPEN)]
    return Table(
        "training_kpis",
        [
            Heading(_("KPI")),
            Heading(_("Months of evidence"), Kind.NUMBER),
            Heading(_("Judged"), Kind.NUMBER),
            Heading(_("Without target"), Kind.NUMBER),
            *(Heading(_("Class {letter}").format(letter=letter), Kind.NUMBER) for letter in letters),
            Heading(_("Names proven"), Kind.NUMBER),
            Heading(_("Expected wrong names"), Kind.NUMBER, 1),
            Heading(_("Expected wrong share"), Kind.SHARE),
            Heading(_("Reliability"), Kind.NUMBER, 2),
            Heading(_("Groups off as a whole"), Kind.NUMBER),
            Heading(_("People in them"), Kind.NUMBER),
            Heading(_("Values")),
        ],
        rows,
        title=_("The list by KPI"),
        empty=nothing_known(found.told),
    )


def kpi_chart() -> Chart:
    """How many people the weaknesses concern one by one, and how many as whole groups."""
    tones = {**CLASS_TONES, Answer.UNPROVEN: Tone.QUIET, Answer.WARNING: None}
    return Chart(
        ChartKind.STACKED,
        _("People listed by class, and people in groups that are off as a whole"),
        "training_kpis",
        0,
        [
            *(
                Series(_CLASSES_FROM + at, wording.LETTERS[answer], tone=tones.get(answer))
                for at, answer in enumerate(LISTED)
            ),
            Series(_IN_GROUPS, _("People in groups off as a whole"), kind=ChartKind.LINE),
        ],
        y_title=_("People"),
        tall=True,
    )


_CLASSES_FROM, _IN_GROUPS = 4, 14
"""Columns of `kpi_table`."""
