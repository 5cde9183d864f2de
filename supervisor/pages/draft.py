"""A page while it is edited: every step can be taken back and done again until the page is saved."""

from __future__ import annotations

from dataclasses import dataclass, replace

from supervisor.pages.page import Page

MOST_STEPS = 200


@dataclass(frozen=True)
class Draft:
    """The page as it was *saved* (None: never) and every state since; `pages[place]` is what is seen.

    *topics* say what led to each state ("move 1f3a"): steps of one topic in a row are one step, as when an
    arrow key is held down.
    """

    saved: Page | None
    pages: tuple[Page, ...]
    topics: tuple[str, ...] = ("",)
    place: int = 0

    @classmethod
    def of(cls, page: Page, *, saved: bool = True) -> Draft:
        """The draft of *page*, in which nothing was changed yet."""
        return cls(page if saved else None, (page,))

    @property
    def page(self) -> Page:
        return self.pages[self.place]

    @property
    def is_changed(self) -> bool:
        """Whether something would be lost without saving."""
        return self.page != self.saved

    @property
    def can_undo(self) -> bool:
        return self.place > 0

    @property
    def can_redo(self) -> bool:
        return self.place + 1 < len(self.pages)

    def changed(self, page: Page, topic: str = "") -> Draft:
        """The draft after a change to *page*; what was undone before is gone. A page that is as it was
        changes nothing; "" is a topic that no other step has."""
        if page == self.page:
            return self
        pages, topics = self.pages[: self.place + 1], self.topics[: self.place + 1]
        if topic and topic == topics[-1]:
            pages, topics = pages[:-1], topics[:-1]
        pages, topics = (*pages, page)[-MOST_STEPS:], (*topics, topic)[-MOST_STEPS:]
        return replace(self, pages=pages, topics=topics, place=len(pages) - 1)

    def undone(self) -> Draft:
        """One step back, as far as there are any."""
        return replace(self, place=max(0, self.place - 1))

    def redone(self) -> Draft:
        """One step forward, as far as there are any."""
        return replace(self, place=min(len(self.pages) - 1, self.place + 1))

    def after_saving(self) -> Draft:
        """The page as it is seen was saved; steps can still be taken back."""
        return replace(self, saved=self.page)
