"""A file looked at and judged, for a person who decides: runs in a work process, and writes nothing."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from supervisor.errors import ImportFileError
from supervisor.history import batch as batches
from supervisor.imports import form, header, people_sheet, problems, proposal, store
from supervisor.imports.document import Document, open_document
from supervisor.imports.grid import Grid
from supervisor.imports.judge import digest_of, judge, shown
from supervisor.imports.mapping import Mapping, Shape, flaws
from supervisor.imports.seen import SAMPLE_ROWS, Choices, Opened, Preview, Report, Sample, SheetRead
from supervisor.people.store import read_roll
from supervisor.storage.centre_settings import load_centre
from supervisor.storage.database import open_centre, open_history

__all__ = ["Choices", "Opened", "Preview", "Report", "Sample", "SheetRead", "best", "look", "preview"]


def look(report: Report, path: Path, url: str, *, source: str = "") -> Opened:
    """Open *path*, find its header and what is known of such sheets. Raises ImportFileError.

    *source*: the system it comes from, where the person has said so: for what is proposed.
    """
    digest = digest_of(path)
    with open_centre(url) as centre, open_history(url) as history:
        with centre.read() as db:
            kept = store.mappings(db)
        with history.read() as db:
            before = batches.known(db, digest)
            used = [one.mapping for one in batches.batches(db)]
    with open_document(path) as document:
        report(1, 3)
        grids = _grids(document)
        correction = problems.mapping_of(document)
        titles = [column.title for mapping in kept for column in mapping.columns if column.role]
        samples = tuple(_sample(grid, hidden, {*proposal.known_titles(), *titles}) for grid, hidden in grids)
        report(2, 3)
        prints = {
            header.fingerprint([title for title in one.titles if title]) for one in samples if one.titles
        }
        fitting = tuple(one for one in kept if one.fingerprint in prints)
        if source:
            fitting = tuple(sorted(fitting, key=lambda one: one.source != source))
        fitting = tuple(
            sorted(fitting, key=lambda one: used.index(one.name) if one.name in used else len(used))
        )
        own = form.mapping_for(samples, source)
        proposed = own
        guessed: tuple[str, ...] = ()
        if correction is not None:
            proposed = correction
        elif own is None:
            proposed, guessed = proposal.propose(path, grids, samples, source)
        report(3, 3)
        return Opened(
            path,
            digest,
            document.kind.value,
            document.encoding,
            document.separator,
            samples,
            fitting,
            proposed,
            guessed,
            own is not None,
            correction is not None,
            before,
        )


def _grids(document: Document) -> list[tuple[Grid, bool]]:
    """The sheets that hold anything, those that are hidden last."""
    found = []
    for sheet in sorted(document.sheets, key=lambda one: one.hidden):
        if sheet.name == problems.SHEET:
            continue
        grid = document.grid(sheet.name)
        if grid.head(1):
            found.append((grid, sheet.hidden))
    if not found:
        raise ImportFileError(str(document.path), "no_table")
    return found


def _sample(grid: Grid, hidden: bool, known: set[str]) -> Sample:
    found = header.find(grid, known)
    rows = tuple((row.number, tuple(row.cells)) for row in grid.head(SAMPLE_ROWS))
    if found is None:
        return Sample(grid.sheet, hidden, rows, None, None, ())
    return Sample(grid.sheet, hidden, rows, found.first, found.last, found.titles, found.above)


def preview(
    report: Report,
    path: Path,
    mapping: Mapping,
    url: str,
    *,
    choices: Choices | None = None,
    now: datetime | None = None,
) -> Preview:
    """Judge every row of *path* as *mapping* reads it, against the history of the centre at *url*.

    *choices* made so far are taken into account. *now* (the centre's clock when None) tells future days.
    Raises ImportFileError, DatabaseError.
    """
    if found := flaws(mapping):
        return Preview(path, digest_of(path), mapping, flaws=found)
    if mapping.shape is Shape.PEOPLE:
        return people_sheet.preview(report, path, mapping, url, choices=choices, now=now)
    with open_centre(url) as centre, open_history(url) as history:
        with centre.read() as db:
            settings, roll = load_centre(db), read_roll(db)
        at = now or settings.clock().now()
        with history.read() as db:
            return shown(path, judge(report, path, mapping, db, roll, settings, choices or Choices(), at))


def best(opened: Opened) -> Mapping | None:
    """The mapping to read *opened* with, unless a person says another: one that fits, else the proposed."""
    if opened.own_form or opened.correction:
        return opened.proposed
    return opened.fitting[0] if opened.fitting else opened.proposed
