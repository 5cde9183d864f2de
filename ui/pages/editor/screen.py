"""Making what the wall shows: its pages, and what it announces."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QImage
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QMessageBox,
    QStackedWidget,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from supervisor.errors import ChangedMeanwhileError, SupervisorError
from supervisor.live.board import Board, Changed
from supervisor.live.feed import Feed
from supervisor.pages import edit
from supervisor.pages.draft import Draft
from supervisor.pages.page import Page
from supervisor.pages.shipped import shipped
from supervisor.words import _, ngettext
from ui import theme
from ui.centre import OpenCentre
from ui.machine import Machine
from ui.pages.editor.announcements import AnnouncementsEditor
from ui.pages.editor.layout import PageLayout
from ui.pages.editor.page_list import Listed, PageList
from ui.pages.editor.work import Kept, bring_in, carry_out, keep_picture, read_kept
from ui.pages.part import Material
from ui.steps import step, take_back
from ui.wallboard.definitions import Definitions
from ui.widgets.export_dialog import ExportDialog, export_once
from ui.widgets.leaving import Chosen, Format, Leaving, Taking, TakingByJob, places_of
from ui.widgets.roomy import Roomy

if TYPE_CHECKING:
    from supervisor.pages.file import Matched

SUFFIX = ".wallpages"
AREAS = frozenset({"pages", "announcements", "pictures"})


class PagesScreen(QWidget):
    """The pages at the left, the chosen one under the hands; announcements under the second tab.

    Nothing is lost by going elsewhere: what is not saved stays as a draft, and is marked in the list.
    """

    noticed = Signal(str, object)  # what was done, and the callable that takes it back
    show_wanted = Signal(str)  # the page with this id, on the wall

    def __init__(self, centre: OpenCentre, machine: Machine, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "page")
        self._centre = centre
        self._machine = machine
        self._kept = Kept()
        self._pictures: dict[str, QImage] = {}
        self._drafts: dict[str, Draft] = {}  # of pages that were looked at
        self._versions: dict[str, int] = {}
        self._current = ""
        self.dialog: QFileDialog | QMessageBox | None = None
        definitions = Definitions.of(centre.kept.settings, centre.kept.rules)
        self.tabs = QTabBar(self)
        self.tabs.setExpanding(False)
        self.tabs.setDrawBase(False)
        for _place in range(2):
            self.tabs.addTab("")
        self.stack = QStackedWidget(self)
        rooms = [Roomy(None, self.stack) for _place in range(2)]
        of_pages = QWidget(rooms[0].viewport())
        self.pages = PageList(of_pages)
        self.layout_ = PageLayout(definitions, of_pages)
        self.announcements = AnnouncementsEditor(centre, machine, rooms[1].viewport())
        self.announcements.noticed.connect(self.noticed)
        row = QHBoxLayout(of_pages)
        row.setContentsMargins(theme.SPACE_L, theme.SPACE_S, theme.SPACE_L, theme.SPACE_M)
        row.setSpacing(theme.SPACE_L)
        row.addWidget(self.pages)
        row.addWidget(self.layout_, 1)
        for room, page in zip(rooms, (of_pages, self.announcements), strict=True):
            room.hold(page)
            self.stack.addWidget(room)
        self.tabs.currentChanged.connect(self.stack.setCurrentIndex)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.tabs)
        column.addWidget(self.stack, 1)
        self._connect()
        self._heed_machine()
        self.retranslate()
        self._read()

    # -- the live board -------------------------------------------------------------------------------------

    def take(self, board: Board, changed: Changed, feeds: Mapping[str, Feed], now: datetime) -> None:
        """Show *board*, of which *changed* differs from the last one; *feeds* by source's name."""
        self.layout_.take(board, changed, feeds, now)

    def tick(self, now: datetime) -> None:
        """A second has passed."""
        self.layout_.tick(now)
        self.announcements.tick(now)

    def use(self, definitions: Definitions) -> None:
        """Other definitions are in force."""
        self.layout_.use(definitions)

    # -- what is there --------------------------------------------------------------------------------------

    def _read(self, _changes: object = None) -> None:
        if not self._centre.url:
            self.show_kept(Kept())  # a picture's centre has no database
        else:
            known = frozenset(self._pictures)
            self._centre.jobs.read(read_kept, known).then(self.show_kept)

    def show_kept(self, kept: Kept) -> None:
        """Show what the centre has; drafts that were changed stay as they are."""
        self._kept = kept
        self._pictures |= {digest: QImage.fromData(content) for digest, content in kept.pictures.items()}
        self._versions = {stored.page.id: stored.version for stored in kept.pages}
        for stored in kept.pages:
            draft = self._drafts.get(stored.page.id)
            if draft is not None and not draft.is_changed and draft.page != stored.page:
                del self._drafts[stored.page.id]  # another seat saved it
            elif draft is not None and draft.page == stored.page and draft.saved != stored.page:
                self._drafts[stored.page.id] = draft.after_saving()
        for page_id, draft in list(self._drafts.items()):
            if page_id not in self._versions and draft.saved is not None and not draft.is_changed:
                del self._drafts[page_id]  # taken away
        self.layout_.set_material(Material(kept.announcements, self._pictures))
        self.announcements.show_all(kept.announcements, [*shipped(), *(one.page for one in kept.pages)])
        self._list()
        self.show_page(self._current if self._page(self._current) else self._first())

    def show_page(self, page_id: str) -> None:
        """Put the page *page_id* under the hands."""
        page = self._page(page_id)
        self._current = page_id if page is not None else ""
        if page is None:
            self.layout_.show_draft(None)
            return
        fixed = any(one.id == page_id for one in shipped())
        draft = self._drafts.get(page_id)
        if draft is None:
            draft = self._drafts[page_id] = Draft.of(page)
        self.layout_.show_draft(draft, fixed=fixed)
        self._list()

    def _first(self) -> str:
        return self._kept.pages[0].page.id if self._kept.pages else shipped()[0].id

    def _page(self, page_id: str) -> Page | None:
        if (draft := self._drafts.get(page_id)) is not None:
            return draft.page
        stored = [one.page for one in self._kept.pages]
        return next((page for page in [*stored, *shipped()] if page.id == page_id), None)

    def _list(self) -> None:
        listed = [Listed(page.id, page.title, shipped=True) for page in shipped()]
        own = {stored.page.id: stored.page for stored in self._kept.pages}
        own |= {page_id: draft.page for page_id, draft in self._drafts.items()}  # just saved, or never
        ids = {page.id for page in listed}
        for page_id, page in own.items():
            draft = self._drafts.get(page_id)
            if page_id not in ids:
                unsaved = draft is not None and draft.is_changed
                listed.append(Listed(page_id, draft.page.title if draft else page.title, unsaved=unsaved))
        self.pages.show_pages(listed, self._current)

    # -- what is done ---------------------------------------------------------------------------------------

    def _take_draft(self, draft: Draft) -> None:
        self._drafts[draft.page.id] = draft
        self._list()

    def _begin(self, page: Page) -> None:
        """Edit *page*, which nobody has saved yet."""
        self._drafts[page.id] = Draft.of(page, saved=False)
        self.show_page(page.id)
        self.layout_.title.setFocus(Qt.FocusReason.OtherFocusReason)
        self.layout_.title.selectAll()

    def _new(self, upright: bool) -> None:
        self._begin(edit.blank(_("New page"), portrait=upright))

    def _copy(self, page_id: str) -> None:
        page = self._page(page_id)
        if page is not None:
            self._begin(edit.copy_of(page, _("Copy of {title}").format(title=page.title)))

    def save(self) -> None:
        """Save the page under the hands, as one step."""
        from supervisor.pages.store import save_page

        draft = self.layout_.draft
        if draft is None or not draft.is_changed:
            return
        page, version = draft.page, self._versions.get(draft.page.id, 0)
        at, who = self._centre.live.clock.now(), self._centre.who
        job = self._centre.jobs.write(step, save_page, page, version=version, at=at, who=who)
        job.then(partial(self._saved, page), partial(self._not_saved, page))

    def _saved(self, page: Page, told: tuple[object, int | None]) -> None:
        draft = self._drafts.get(page.id)
        if draft is not None:
            self._drafts[page.id] = Draft(page, draft.pages, draft.topics, draft.place)
            if page.id == self._current:
                self.layout_.show_draft(self._drafts[page.id])
        self._list()
        self._tell(_("Saved “{title}”.").format(title=page.title), told[1])

    def _not_saved(self, page: Page, error: SupervisorError) -> None:
        if not isinstance(error, ChangedMeanwhileError):
            self._centre.jobs.refused.emit(error)
            return
        box = QMessageBox(self)
        box.setIcon(QMessageBox.Icon.Question)
        box.setText(_("Somebody else has changed or deleted “{title}” meanwhile.").format(title=page.title))
        box.setInformativeText(_("Your page can be saved beside theirs."))
        copy = box.addButton(_("Save as a copy"), QMessageBox.ButtonRole.AcceptRole)
        box.addButton(_("Go on editing"), QMessageBox.ButtonRole.RejectRole)
        copy.clicked.connect(partial(self._save_beside, page))
        self._open(box)

    def _save_beside(self, page: Page) -> None:
        self._drafts.pop(page.id, None)
        self._begin(edit.copy_of(page, _("Copy of {title}").format(title=page.title)))
        self.save()

    def _delete(self, page_id: str) -> None:
        from supervisor.pages.store import delete_page

        page = self._page(page_id)
        version = self._versions.get(page_id)
        self._drafts.pop(page_id, None)
        if page_id == self._current:
            self._current = ""
        if page is None or version is None:  # never saved: it is gone with its draft
            self._list()
            self.show_page(self._first())
            return
        at, who = self._centre.live.clock.now(), self._centre.who
        said = _("Deleted “{title}”.").format(title=page.title)
        job = self._centre.jobs.write(step, delete_page, page_id, version=version, at=at, who=who)
        job.then(lambda told: self._tell(said, told[1]))

    def _order(self, ids: list[str]) -> None:
        from supervisor.pages.store import order_pages

        known = [page_id for page_id in ids if page_id in self._versions]
        at, who = self._centre.live.clock.now(), self._centre.who
        self._centre.jobs.write(step, order_pages, known, at=at, who=who)

    def _tell(self, said: str, number: int | None) -> None:
        undo: Callable[[], None] | None = None
        if number is not None:
            undo = partial(self._take_back, number)
        self.noticed.emit(said, undo)

    def _take_back(self, number: int) -> None:
        self._drafts = {page_id: draft for page_id, draft in self._drafts.items() if draft.is_changed}
        self._centre.jobs.write(take_back, number, at=self._centre.live.clock.now())

    # -- files ----------------------------------------------------------------------------------------------

    def _ask_picture(self, part_id: str) -> None:
        dialog = QFileDialog(self, _("Choose a picture"), "", "PNG, JPEG, WebP (*.png *.jpg *.jpeg *.webp)")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda name: self.keep_picture(part_id, Path(name)))
        self._open(dialog)

    def keep_picture(self, part_id: str, file: Path) -> None:
        """Let the part *part_id* show the picture in *file*."""
        at, who = self._centre.live.clock.now(), self._centre.who

        def kept(told: tuple[object, tuple[str, bytes]]) -> None:
            digest, content = told[1]
            self._pictures[digest] = QImage.fromData(content)
            self.layout_.set_material(Material(self._kept.announcements, self._pictures))
            self.layout_.put_picture(part_id, digest)

        self._centre.jobs.write(keep_picture, file, at=at, who=who).then(kept)

    def _ask_import(self) -> None:
        dialog = QFileDialog(self, _("Bring in pages"), "", f"{_('Pages')} (*{SUFFIX});;* (*)")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda name: self.bring_in(Path(name)))
        self._open(dialog)

    def bring_in(self, file: Path) -> None:
        """Add the pages of *file*."""
        queues = frozenset(self._centre.live.board.queues)
        at, who = self._centre.live.clock.now(), self._centre.who

        def brought(told: tuple[object, tuple[Matched, int | None]]) -> None:
            ready, number = told[1]
            count = len(ready.pages)
            said = ngettext("Brought in {count} page.", "Brought in {count} pages.", count).format(
                count=count
            )
            if ready.missing:
                names = _(", ").join(sorted({name for _source, name in ready.missing}))
                said += " " + _("This centre does not have these queues: {names}.").format(names=names)
            if ready.pages:
                self._current = ready.pages[0].id
            self._tell(said, number)

        self._centre.jobs.write(bring_in, file, queues, at=at, who=who).then(brought)

    def ask_export(self) -> ExportDialog:
        """Ask where the centre's own pages go; the one under the hands alone where there are none."""
        pages = tuple(stored.page for stored in self._kept.pages)
        if not pages and (page := self._page(self._current)) is not None:
            pages = (page,)
        title = " ".join(part for part in (self._centre.kept.settings.centre_name, _("Pages")) if part)
        leaving = Leaving(
            "wall pages", title, places_of(title), "{report}", (Format.AS_IS,), suffix=SUFFIX, opens=False
        )
        jobs, at, count = self._centre.jobs, self._centre.live.clock.now(), len(pages)

        def take(chosen: Chosen) -> Taking:
            said = ngettext("Wrote {count} page to {file}.", "Wrote {count} pages to {file}.", count)
            said = said.format(count=count, file=chosen.path.name)
            job = jobs.read(carry_out, pages, chosen.path, at=at)
            return TakingByJob(jobs, job, chosen.path, lambda _done: said)

        return export_once(leaving, take, self, machine=self._machine, noticed=self.noticed)

    def _open(self, dialog: QFileDialog | QMessageBox) -> None:
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.dialog = dialog
        dialog.open()

    # -- around it ------------------------------------------------------------------------------------------

    def _connect(self) -> None:
        self.pages.chosen.connect(self.show_page)
        self.pages.new_wanted.connect(self._new)
        self.pages.copy_wanted.connect(self._copy)
        self.pages.delete_wanted.connect(self._delete)
        self.pages.order_wanted.connect(self._order)
        self.pages.import_wanted.connect(self._ask_import)
        self.pages.export_wanted.connect(self.ask_export)
        self.layout_.edited.connect(self._take_draft)
        self.layout_.save_wanted.connect(self.save)
        self.layout_.copy_wanted.connect(lambda: self._copy(self._current))
        self.layout_.show_wanted.connect(lambda: self.show_wanted.emit(self._current))
        self.layout_.picture_wanted.connect(self._ask_picture)
        self._centre.changed.connect(self._heed)
        self._machine.changed.connect(self._heed_machine)

    def _heed(self, changes: object) -> None:
        if isinstance(changes, frozenset) and changes & AREAS:
            self._read()

    def _heed_machine(self, _names: object = None) -> None:
        settings = self._machine.settings
        screen = self.screen()
        size = screen.size() * screen.devicePixelRatio() if screen is not None else QSize(1920, 1080)
        self.layout_.set_wall(size, settings.screen_inches, settings.viewing_distance_m)

    def retranslate(self) -> None:
        """Say everything again, in the language now in use."""
        self.tabs.setTabText(0, _("Pages"))
        self.tabs.setTabText(1, _("Announcements"))
        self.tabs.setAccessibleName(_("Pages of the wall"))
        self._drafts = {page_id: draft for page_id, draft in self._drafts.items() if not _is_shipped(page_id)}
        if self._current:
            self.show_page(self._current)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """No focus proxy: Tab would pass over the tabs."""
        super().focusInEvent(event)
        self.pages.list.setFocus(event.reason())

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)


def _is_shipped(page_id: str) -> bool:
    return any(page.id == page_id for page in shipped())
