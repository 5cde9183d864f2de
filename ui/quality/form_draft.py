"""A form while it is edited: lines of text that may be wrong, and what they come to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from supervisor.quality.form import AnswerKind, Content, FormVersion, Item, Section, Severity, problems
from supervisor.words import _

ZH, EN, CLASS, POINTS, ANSWER, FINE, APPLIES = range(7)
"""The columns of the editor."""
YES, NO = "yes", "no"


@dataclass(frozen=True)
class Line:
    """A section's name or an item, as it is typed."""

    id: str
    is_section: bool = False
    zh: str = ""
    en: str = ""
    severity: Severity = Severity.NONCRITICAL
    points: str = "0"
    kind: AnswerKind = AnswerKind.YES_NO
    fine_from: str = ""
    may_not_apply: bool = False
    help_zh: str = ""
    help_en: str = ""

    @property
    def name(self) -> str:
        return self.zh.strip() or self.en.strip() or self.id


@dataclass(frozen=True)
class FormDraft:
    """A form as it is typed: *pass_share* in percent, *channels* none for any."""

    name: str = ""
    lines: tuple[Line, ...] = ()
    pass_percent: float = 90.0
    channels: frozenset[str] = field(default_factory=frozenset)

    @property
    def wrong(self) -> tuple[str, ...]:
        """Everything that keeps it from being used, each as a sentence."""
        found = [] if self.name.strip() else [_("The form has no name.")]
        for line in self.lines:
            if line.is_section:
                continue
            said = _("Item “{name}”: “{text}” is no number.")
            found += [
                said.format(name=line.name, text=text.strip())
                for text in (line.points, line.fine_from)
                if text.strip() and number_in(text) is None
            ]
        if self.lines and not self.lines[0].is_section:
            found.append(_("The first line is a section’s name."))
        return (*found, *problems(self.content))

    @property
    def content(self) -> Content:
        """What the lines come to; what cannot be read as a number is 0."""
        sections: list[Section] = []
        for line in self.lines:
            if line.is_section or not sections:
                sections.append(
                    Section(line.id if line.is_section else "s1", line.zh.strip(), line.en.strip())
                )
            if not line.is_section:
                last = sections[-1]
                sections[-1] = Section(last.id, last.name_zh, last.name_en, (*last.items, _item(line)))
        return Content(tuple(sections), round(self.pass_percent / 100, 4), tuple(sorted(self.channels)))


def number_in(text: str) -> float | None:
    """The number that *text* says; None for none."""
    try:
        return float(text.strip().replace(",", "."))
    except ValueError:
        return None


def _item(line: Line) -> Item:
    graded = line.kind is AnswerKind.GRADED
    return Item(
        line.id,
        line.zh.strip(),
        line.en.strip(),
        line.severity,
        number_in(line.points) or 0.0,
        line.kind,
        line.may_not_apply,
        number_in(line.fine_from) if graded and line.fine_from.strip() else None,
        line.help_zh.strip(),
        line.help_en.strip(),
    )


def draft_of(name: str, content: Content) -> FormDraft:
    """*content* to be edited."""
    lines: list[Line] = []
    for section in content.sections:
        lines.append(Line(section.id, True, section.name_zh, section.name_en))
        lines += [
            Line(
                item.id,
                False,
                item.name_zh,
                item.name_en,
                item.severity,
                f"{item.points:g}",
                item.kind,
                "" if item.fine_from is None else f"{item.fine_from:g}",
                item.may_not_apply,
                item.help_zh,
                item.help_en,
            )
            for item in section.items
        ]
    return FormDraft(name, tuple(lines), round(content.pass_share * 100, 1), frozenset(content.channels))


def new_line(draft: FormDraft, versions: Iterable[FormVersion], *, section: bool = False) -> Line:
    """A line whose id no line has, nor any item that the form ever had."""
    taken = {line.id for line in draft.lines}
    taken |= {item.id for one in versions for item in one.content.items}
    taken |= {part.id for one in versions for part in one.content.sections}
    stem = "section" if section else "item"
    count = next(count for count in range(1, 100_000) if f"{stem}{count}" not in taken)
    return Line(f"{stem}{count}", section)


def moved(lines: Sequence[Line], at: int, by: int) -> tuple[Line, ...]:
    """The line *at* so many places further down."""
    order = list(lines)
    to = at + by
    if 0 <= at < len(order) and 0 <= to < len(order):
        order.insert(to, order.pop(at))
    return tuple(order)


def written(line: Line, column: int, text: str) -> Line:
    """*line* with *text* in *column*; choices are told by their values."""
    if column == ZH:
        return replace(line, zh=text)
    if column == EN:
        return replace(line, en=text)
    if column == CLASS:
        return replace(line, severity=Severity(text))
    if column == POINTS:
        return replace(line, points=text)
    if column == ANSWER:
        return replace(line, kind=AnswerKind(text))
    if column == FINE:
        return replace(line, fine_from=text)
    return replace(line, may_not_apply=text == YES)
